//! Editions for staff (版の画面): the list, and one with what it changes.

use store::edition::{EditionFile, ItemHead};

use super::differences::{DifferencePage, Differences};
use super::warnings::{Warning, warnings};
use super::{EditionHead, EditionState};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use publish::edition::ItemKind;

/// An edition with what it changes (版の画面).
#[derive(Clone, Debug)]
pub struct EditionPage {
    /// The edition.
    pub head: EditionHead,
    /// The edition it is compared with.
    pub base: Option<EditionHead>,
    /// What it changes against that one, counted.
    pub differences: Differences,
    /// One page of it, item by item.
    pub page: DifferencePage,
    /// What an approver should know; empty once it is decided.
    pub warnings: Vec<Warning>,
    /// The files made of it.
    pub files: Vec<EditionFile>,
    /// Whether the one who asks prepared it.
    pub is_own: bool,
}

impl App {
    /// Editions with ids below `before`, the newest first.
    ///
    /// # Errors
    /// When the actor may not see them.
    pub async fn edition_list(
        &self,
        actor: &Actor,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<EditionHead>, AppError> {
        permit(actor, Action::ReadEditions)?;
        Ok(self.store.editions(before, limit).await?)
    }

    /// An edition of any state with what it changes: of one kind of item, or of all; pages count from 1.
    ///
    /// # Errors
    /// When the actor may not see it, or there is none of this id.
    pub async fn edition_page(
        &self,
        actor: &Actor,
        id: i64,
        kind: Option<ItemKind>,
        page: usize,
    ) -> Result<EditionPage, AppError> {
        permit(actor, Action::ReadEditions)?;
        let head = self.edition_head(id).await?;
        let base = match head.base_number {
            Some(number) => self.store.approved_edition(Some(number)).await?,
            None => None,
        };
        let before: Vec<ItemHead> = match &base {
            Some(base) => self.store.edition_item_heads(base.id).await?,
            None => Vec::new(),
        };
        let after = self.store.edition_item_heads(head.id).await?;
        let differences = Differences::between(&before, &after);
        let page = self.difference_page(&differences, kind, page).await?;
        let warnings = match head.state {
            EditionState::Proposed => match self.load_edition(&head).await {
                Ok(edition) => warnings(&edition, &differences),
                // Whoever is to decide must see it, to refuse it.
                Err(AppError::Refused(refusal)) => vec![Warning::Altered(refusal.detail)],
                Err(error) => return Err(error),
            },
            _ => Vec::new(),
        };
        let files = match head.number {
            Some(number) => self.store.edition_files(number).await?,
            None => Vec::new(),
        };
        let is_own = head.prepared_account == actor.account();
        Ok(EditionPage { head, base, differences, page, warnings, files, is_own })
    }

    /// The id of the edition that has the number citizens see.
    ///
    /// # Errors
    /// When the actor may not see editions, or none has it.
    pub async fn edition_of_number(&self, actor: &Actor, number: i64) -> Result<i64, AppError> {
        permit(actor, Action::ReadEditions)?;
        let mut before = None;
        loop {
            let page = self.store.editions(before, 100).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            if let Some(head) = page.iter().find(|head| head.number == Some(number)) {
                return Ok(head.id);
            }
        }
        Err(AppError::NotFound { what: "edition", name: number.to_string() })
    }

    /// The head of an edition of any state.
    pub(super) async fn edition_head(&self, id: i64) -> Result<EditionHead, AppError> {
        let found = self.store.edition_head(id).await?;
        found.ok_or_else(|| AppError::NotFound { what: "edition", name: format!("#{id}") })
    }
}
