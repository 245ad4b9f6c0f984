//! The models that came with the inventory (取り込んだロジックモデル): found by program, and looked at one by one.

use std::collections::HashSet;

use reform::logic_model::{Break, BreakKind, LogicModel, find_breaks};
use reform::search_text::fold;
use store::ProgramDetail;
use store::national::{ModelRow, RelatedRow};

use super::checks::is_judged;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Models on a page of the list.
const PER_PAGE: usize = 50;

/// Which models are looked for (ロジックモデルの検索).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferenceQuery {
    /// Words that must stand in the program's name, number or department.
    pub text: String,
    /// Only models with a break of this kind.
    pub check: Option<BreakKind>,
    /// The order.
    pub sort: ReferenceSort,
    /// The page, from 1.
    pub page: usize,
}

/// The order of a list of models (並び順).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReferenceSort {
    /// As the inventory has the programs.
    #[default]
    Inventory,
    /// The largest first.
    Size,
}

/// One model in the list.
pub type ReferenceRow = ModelRow;

/// A page of the list (一覧の一頁).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferencePage {
    /// The models of this page.
    pub rows: Vec<ReferenceRow>,
    /// The page, from 1.
    pub page: usize,
    /// How many models a page holds.
    pub per_page: usize,
    /// How many match.
    pub matching: usize,
    /// How many there are.
    pub all: usize,
}

/// The model of one program with all that stands around it (事業のロジックモデル).
#[derive(Clone, Debug)]
pub struct ReferenceModel {
    /// The program.
    pub program: ProgramDetail,
    /// Its model.
    pub model: LogicModel,
    /// What breaks its chain, of the kinds that can be judged.
    pub breaks: Vec<Break>,
    /// The programs the source says are related to it.
    pub related: Vec<RelatedRow>,
    /// The import that brought the model.
    pub import_id: i64,
    /// The file it came from.
    pub file_name: String,
    /// When it was imported (UTC, ISO 8601).
    pub at: String,
}

impl App {
    /// One page of the imported models that match.
    ///
    /// # Errors
    /// When the actor may not see the inventory, or the database fails.
    pub async fn reference_models(&self, actor: &Actor, query: &ReferenceQuery) -> Result<ReferencePage, AppError> {
        let (found, all) = self.matching_models(actor, query).await?;
        let matching = found.len();
        let page = query.page.clamp(1, matching.div_ceil(PER_PAGE).max(1));
        let rows = found.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
        Ok(ReferencePage { rows, page, per_page: PER_PAGE, matching, all })
    }

    /// Whether a program came with a model.
    ///
    /// # Errors
    /// When the actor may not see the inventory, or the database fails.
    pub async fn has_reference_model(&self, actor: &Actor, program: i64) -> Result<bool, AppError> {
        permit(actor, Action::ReadInventory)?;
        Ok(self.store.has_reference_model(program).await?)
    }

    /// The model a program came with.
    ///
    /// # Errors
    /// When the actor may not see the inventory, there is no such program or it has no model, or the database fails.
    pub async fn reference_model(&self, actor: &Actor, program: i64) -> Result<ReferenceModel, AppError> {
        let detail = self.program(actor, program).await?;
        let stored = self.store.reference_model(program).await?;
        let stored =
            stored.ok_or_else(|| AppError::NotFound { what: "logic model", name: detail.sheet.name.clone() })?;
        let breaks = find_breaks(&stored.model).into_iter().filter(|found| is_judged(found.kind)).collect();
        Ok(ReferenceModel {
            related: self.store.related_programs(program).await?,
            program: detail,
            breaks,
            model: stored.model,
            import_id: stored.import_id,
            file_name: stored.file_name,
            at: stored.at,
        })
    }

    /// Every model that matches, in order, and how many there are in all.
    pub(super) async fn matching_models(
        &self,
        actor: &Actor,
        query: &ReferenceQuery,
    ) -> Result<(Vec<ReferenceRow>, usize), AppError> {
        permit(actor, Action::ReadInventory)?;
        let mut rows = self.store.reference_rows().await?;
        let all = rows.len();
        if let Some(kind) = query.check {
            let broken: HashSet<i64> = (self.store.reference_structures().await?.iter())
                .filter(|structure| find_breaks(&structure.model).iter().any(|found| found.kind == kind))
                .map(|structure| structure.program)
                .collect();
            rows.retain(|row| broken.contains(&row.program));
        }
        let words: Vec<String> = query.text.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            rows.retain(|row| {
                let text = fold(&format!("{} {} {}", row.name, row.external_id, row.department));
                words.iter().all(|word| text.contains(word.as_str()))
            });
        }
        if query.sort == ReferenceSort::Size {
            rows.sort_by_key(|row| (std::cmp::Reverse(row.nodes), row.program));
        }
        Ok((rows, all))
    }
}

impl ReferenceSort {
    /// The stable word used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            ReferenceSort::Inventory => "inventory",
            ReferenceSort::Size => "size",
        }
    }

    /// The order with this word.
    pub fn from_word(word: &str) -> Option<ReferenceSort> {
        [ReferenceSort::Inventory, ReferenceSort::Size].into_iter().find(|sort| sort.word() == word)
    }
}
