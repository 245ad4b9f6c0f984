//! Preparing an edition (版の用意): what stands now is collected, cut into items, compared and proposed.

use publish::edition::{About, Edition, Item, items};
use store::InventoryKind;
use store::edition::{NewEdition, PrepareFault, Prepared};

use super::differences::{Differences, heads_of};
use super::warnings::{Warning, warnings};
use super::{
    CHANGED_MEANWHILE, EditionHead, NOT_CUTTABLE, NOTHING_TO_PUBLISH, OTHER_BASE, OTHER_WAITS, REASON_MISSING,
    REASON_TOO_LONG, UNCHANGED, name_of,
};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

const REASON_CHARS: usize = 500;

/// How often data that changes under the collecting is collected anew.
const TRIES: usize = 3;

/// What changes nothing that is published, by the first words of its audit action.
const HARMLESS: [&str; 20] = [
    "account.",
    "comment.import",
    "comment.receive",
    "duty.",
    "edition.",
    "mail.",
    "overlap.",
    "password.",
    "sheet.attach",
    "sheet.close-thread",
    "sheet.comment",
    "sheet.detach",
    "sheet.save",
    "sign-in.",
    "sign-out.",
    "task.",
    "upload.",
    "view.",
    "workbook.",
    "department.term",
];

/// What would be published now (用意の下見).
#[derive(Clone, Debug)]
pub struct Preview {
    /// The approved edition it is compared with.
    pub base: Option<EditionHead>,
    /// The proposal that must be decided first, if there is one.
    pub waiting: Option<EditionHead>,
    /// What differs.
    pub differences: Differences,
    /// What an approver should know.
    pub warnings: Vec<Warning>,
    /// How many items it has.
    pub item_count: usize,
    /// How many bytes they are.
    pub bytes: usize,
}

/// An edition collected, cut and digested.
struct Collected {
    edition: Edition,
    prepared: Prepared,
    is_demo: bool,
}

impl App {
    /// What would be published if an edition were prepared now; nothing is kept.
    ///
    /// # Errors
    /// When the actor may not prepare editions, there is nothing to publish, or the database fails.
    pub async fn preview_edition(&self, actor: &Actor) -> Result<Preview, AppError> {
        permit(actor, Action::PrepareEditions)?;
        let waiting = self.store.waiting_edition().await?;
        let base = self.store.approved_edition(None).await?;
        let before = match &base {
            Some(base) => self.store.edition_item_heads(base.id).await?,
            None => Vec::new(),
        };
        let Collected { edition, prepared, .. } = self.collect_whole().await?;
        let differences = Differences::between(&before, &heads_of(prepared.items()));
        Ok(Preview {
            base,
            waiting,
            warnings: warnings(&edition, &differences),
            differences,
            item_count: prepared.items().len(),
            bytes: prepared.items().iter().map(|item| item.body.len()).sum(),
        })
    }

    /// Collects what stands now and proposes it as an edition; gives the proposal's id.
    ///
    /// # Errors
    /// When the actor may not, there is no reason, nothing differs from the published edition, another proposal waits, or
    /// the data changed all the while.
    pub async fn prepare_edition(&self, actor: &Actor, reason: &str) -> Result<i64, AppError> {
        permit(actor, Action::PrepareEditions)?;
        let reason = read_reason(reason)?;
        self.prepare_as(actor, &name_of(actor), reason, false).await
    }

    /// The same under a name for people: the demonstration has offices instead of them, and is made of examples only.
    pub(crate) async fn prepare_as(
        &self,
        actor: &Actor,
        by: &str,
        reason: String,
        examples_only: bool,
    ) -> Result<i64, AppError> {
        // Told before the long work, and once more by the store when it writes.
        if let Some(waiting) = self.store.waiting_edition().await? {
            return Err(refused(PrepareFault::OtherWaits(waiting.id)));
        }
        let base_number = self.store.approved_edition(None).await?.and_then(|base| base.number);
        let Collected { prepared, is_demo, .. } = self.collect_whole().await?;
        if examples_only && !is_demo {
            return Err(Refusal::conflict(&CHANGED_MEANWHILE, "").into());
        }
        let new = NewEdition {
            actor: actor.name.clone(),
            by: by.to_owned(),
            account: actor.account(),
            at: self.now_text(),
            reason,
            base_number,
            is_demo,
        };
        self.store.prepare_edition(&new, &prepared).await?.map_err(refused)
    }

    /// Collects until nothing was changed meanwhile: an edition is of one moment.
    async fn collect_whole(&self) -> Result<Collected, AppError> {
        for _ in 0..TRIES {
            let before = self.last_audit().await?;
            let is_demo = self.store.inventory_state().await?.kind == InventoryKind::Demo;
            let edition = self.collect_edition(About::default()).await?;
            if self.changed_since(before).await? {
                continue;
            }
            if edition.programs.is_empty() {
                return Err(Refusal::invalid(&NOTHING_TO_PUBLISH, "").into());
            }
            let cutting = tokio::task::spawn_blocking(move || cut(edition, is_demo));
            return cutting.await.map_err(|error| AppError::Task(error.to_string()))?;
        }
        Err(Refusal::conflict(&CHANGED_MEANWHILE, "").into())
    }

    async fn last_audit(&self) -> Result<i64, AppError> {
        Ok(self.store.audit_page(None, 1).await?.first().map_or(0, |row| row.seq))
    }

    async fn changed_since(&self, seq: i64) -> Result<bool, AppError> {
        let is_harmless = |action: &str| HARMLESS.iter().any(|known| action.starts_with(known));
        let rows = self.store.audit_page(None, 1_000).await?;
        Ok(rows.iter().take_while(|row| row.seq > seq).any(|row| !is_harmless(&row.action)))
    }
}

fn cut(mut edition: Edition, is_demo: bool) -> Result<Collected, AppError> {
    // These are said by the head of the edition when it is read, so that no item differs by them.
    let about = &mut edition.about;
    (about.number, about.published_on, about.reason, about.approved_by) =
        (0, String::new(), String::new(), String::new());
    let cut: Vec<Item> = items(&edition).map_err(|fault| Refusal::invalid(&NOT_CUTTABLE, fault.to_string()))?;
    let prepared =
        Prepared::of(cut.into_iter().map(|item| (item.kind.word().to_owned(), item.key, item.title, item.body)));
    Ok(Collected { edition, prepared, is_demo })
}

/// A reason as it is kept: without space around it, one paragraph.
pub(super) fn read_reason(reason: &str) -> Result<String, AppError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::invalid(&REASON_MISSING, "").into());
    }
    let is_fine = reason.chars().count() <= REASON_CHARS
        && reason.chars().all(|char| !char.is_control() || matches!(char, '\n' | '\r'));
    if !is_fine {
        return Err(Refusal::invalid(&REASON_TOO_LONG, "").into());
    }
    Ok(reason.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn refused(fault: PrepareFault) -> AppError {
    match fault {
        PrepareFault::OtherWaits(id) => Refusal::conflict(&OTHER_WAITS, format!("#{id}")),
        PrepareFault::OtherBase => Refusal::conflict(&OTHER_BASE, ""),
        PrepareFault::Unchanged => Refusal::conflict(&UNCHANGED, ""),
        PrepareFault::OtherInventory => Refusal::conflict(&CHANGED_MEANWHILE, ""),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use publish::edition::example;

    #[test]
    fn a_reason_is_one_paragraph_of_some_length() {
        assert_eq!(read_reason("  秋の点検を\n加えた ").unwrap(), "秋の点検を 加えた");
        assert!(read_reason(" \n").is_err() && read_reason("a\u{0}").is_err());
        assert!(read_reason(&"あ".repeat(500)).is_ok() && read_reason(&"あ".repeat(501)).is_err());
    }

    #[test]
    fn number_day_reason_and_office_are_no_part_of_the_content() {
        let first = cut(example::edition(3), true).unwrap();
        let mut other = example::edition(3);
        other.about.number = 9;
        other.about.published_on = "2030-01-01".into();
        other.about.reason = "別の理由".into();
        other.about.approved_by = "別の課".into();
        assert_eq!(cut(other, true).unwrap().prepared.content_sha256(), first.prepared.content_sha256());
        let mut different = example::edition(3);
        different.about.residents = Some(1);
        assert_ne!(cut(different, true).unwrap().prepared.content_sha256(), first.prepared.content_sha256());
    }
}
