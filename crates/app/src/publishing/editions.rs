//! Editions (公表版): prepared by one person, approved by another, never changed.
//!
//! - [`App::edition`]: an approved edition, kept in memory; the public site, the documents and the open data are made of it
//! - [`App::preview_edition`], [`App::prepare_edition`]: what would be published now, and the proposal of it
//! - [`App::approve_edition`], [`App::refuse_edition`], [`App::withdraw_edition`]: what becomes of a proposal
//! - [`App::edition_page`]: a proposal or an edition with what it changes, for staff
//! - [`App::keep_edition_file`], [`App::edition_file`], [`App::edition_files`]: what was made of an edition
//! - [`App::verify_editions`]: whether everything is still what it was

mod decide;
mod differences;
mod files;
mod prepare;
mod verify;
mod view;
mod warnings;
mod words;

use std::sync::{Arc, Mutex, PoisonError};

use publish::edition::{Edition, Item, ItemFault, ItemKind, from_items};
use store::edition::{ItemRow, content_digest};

use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

pub use differences::{DifferencePage, Differences, FieldRow, ItemRowOfChange, KindCount, PER_PAGE};
pub use files::MAX_FILE_BYTES;
pub use prepare::Preview;
pub use publish::edition::{Change, ItemKind as EditionItemKind};
pub use store::edition::{EditionFault, EditionHead, EditionState, FaultKind, Verified};
pub use view::EditionPage;
pub use warnings::Warning;

reform::declare_kinds! {
    NO_EDITION = "AP-300"
        "公表された版がまだありません" "Nothing has been published yet"
        "公表版を用意し、ほかの人が承認してから、もう一度実行してください"
        "Prepare an edition, have somebody else approve it, and try again";
    OTHER_WAITS = "AP-301"
        "承認を待っている版があります" "Another edition waits for approval"
        "先にその版を承認するか、不承認または取下げにしてください"
        "Approve, refuse or withdraw that one first";
    OTHER_BASE = "AP-302"
        "比べた版のあとに、別の版が承認されました" "Another edition was approved since this one was compared"
        "この版を取り下げ、今の版と比べて用意し直してください"
        "Withdraw it and prepare it anew against the present edition";
    UNCHANGED = "AP-303"
        "公表中の版と同じ内容です" "Nothing differs from the published edition"
        "公表する内容を変えてから用意してください" "Change what is to be published first";
    REASON_MISSING = "AP-304"
        "理由が書かれていません" "There is no reason"
        "市民にも読まれます。何が変わるのか、なぜかを一文で書いてください"
        "Say in a sentence what changes and why; citizens read it too";
    REASON_TOO_LONG = "AP-305"
        "理由が長すぎるか、使えない文字があります" "The reason is too long or has characters that cannot be used"
        "500文字までにし、制御文字を除いてください" "Use at most 500 characters and no control characters";
    SETTLED = "AP-306"
        "この版はもう決定されています" "This edition has been decided before"
        "画面を開き直して、今の状態を確かめてください" "Reload the page to see how it stands";
    OWN_EDITION = "AP-307"
        "自分で用意した版を自分で承認・不承認にすることはできません" "Nobody decides about an edition they prepared"
        "ほかの承認者に頼むか、取り下げてください" "Ask another approver, or withdraw it";
    NOT_OWN_EDITION = "AP-308"
        "取り下げられるのは用意した人だけです" "Only who prepared it may withdraw it"
        "用意した人に頼むか、承認者が不承認にしてください" "Ask who prepared it, or have an approver refuse it";
    ALTERED = "AP-309"
        "保存された版が、承認されたときの内容と違います" "The stored edition is not what was approved"
        "公表を止めました。henkaku check editions で場所を確かめ、バックアップから戻してください"
        "Publishing is stopped; find the place with henkaku check editions and restore a backup";
    NOT_CUTTABLE = "AP-310"
        "同じ番号のものが二つあるため、版にできません" "Two things of one key cannot be in an edition"
        "かっこの中の番号を確かめ、どちらかを直してください" "Look for the key given and mend one of the two";
    CHANGED_MEANWHILE = "AP-311"
        "取りまとめている間にデータが変わりました" "The data changed while it was being collected"
        "取込や編集が終わってから、もう一度用意してください" "Wait until imports and edits are done, then prepare it again";
    FILE_NAME = "AP-312"
        "文書の名前に使えない文字があります" "The file's name cannot be used"
        "英小文字・数字・ハイフン・ピリオドで100文字までにしてください"
        "Use at most 100 lower-case letters, digits, hyphens and full stops";
    FILE_OTHER = "AP-313"
        "この版には、同じ名前で内容の違う文書が保管されています" "Another file is kept under this name for this edition"
        "公表した文書は差し替えられません。別の名前にするか、新しい版を用意してください"
        "A published file is not replaced; give it another name or prepare a new edition";
    FILE_TOO_LARGE = "AP-314"
        "文書が大きすぎるか、空です" "The file is too large, or empty"
        "256MBまでの、空でない文書にしてください" "Keep a file of at most 256 MB that is not empty";
    NOTHING_TO_PUBLISH = "AP-315"
        "公表するものがありません" "There is nothing to publish"
        "予算事務事業を取り込んでから用意してください" "Import programs first";
    BODY_ALTERED = "AP-316"
        "版の要素の本文が、保存したときと違うか、なくなっています" "The text of an item was altered or is gone"
        "バックアップから戻し、だれがデータベースに触れたかを調べてください"
        "Restore a backup and find out who touched the database";
    EDITION_ALTERED = "AP-317"
        "版の要素の並びか決定が、記録したときと違います" "The items or the decision of an edition are not those noted"
        "バックアップから戻し、だれがデータベースに触れたかを調べてください"
        "Restore a backup and find out who touched the database";
    EDITION_MISSING = "AP-318"
        "監査証跡にある版がありません" "An edition of the audit trail is gone"
        "バックアップから戻し、だれがデータベースに触れたかを調べてください"
        "Restore a backup and find out who touched the database";
    FILE_ALTERED = "AP-319"
        "版の文書が、保管したときと違います" "A kept file of an edition was altered"
        "バックアップから戻し、だれがデータベースに触れたかを調べてください"
        "Restore a backup and find out who touched the database";
}

/// Editions kept in memory: the latest and those asked for lately.
const KEPT: usize = 3;

/// Approved editions in memory, the one asked for last at the end. One loads, the others wait.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    // By id, which is never used twice: a number is, when the examples of a demonstration went.
    kept: Mutex<Vec<(i64, Arc<Edition>)>>,
    loading: tokio::sync::Mutex<()>,
}

impl Cache {
    fn get(&self, id: i64) -> Option<Arc<Edition>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(known, _)| *known == id)?;
        let found = kept.remove(place);
        let edition = Arc::clone(&found.1);
        kept.push(found);
        Some(edition)
    }

    fn put(&self, id: i64, edition: Arc<Edition>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| *known != id);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((id, edition));
    }
}

impl App {
    /// The approved edition of this number, or the latest one. It is read and verified once, then kept in memory.
    ///
    /// # Errors
    /// When the actor may not see what is published, there is no such edition, or it was altered.
    pub async fn edition(&self, actor: &Actor, number: Option<i64>) -> Result<Arc<Edition>, AppError> {
        permit(actor, Action::ReadPublished)?;
        let head = self.approved_head(number).await?;
        self.edition_of(&head).await
    }

    /// The head of an approved edition.
    async fn approved_head(&self, number: Option<i64>) -> Result<EditionHead, AppError> {
        let found = self.store.approved_edition(number).await?;
        found.ok_or_else(|| match number {
            Some(number) => AppError::NotFound { what: "edition", name: number.to_string() },
            None => Refusal::conflict(&NO_EDITION, "").into(),
        })
    }

    async fn edition_of(&self, head: &EditionHead) -> Result<Arc<Edition>, AppError> {
        if let Some(edition) = self.editions.get(head.id) {
            return Ok(edition);
        }
        let _loading = self.editions.loading.lock().await;
        if let Some(edition) = self.editions.get(head.id) {
            return Ok(edition);
        }
        let edition = Arc::new(self.load_edition(head).await?);
        self.editions.put(head.id, Arc::clone(&edition));
        Ok(edition)
    }

    /// Reads an edition of any state whole, and refuses one whose digests do not hold.
    async fn load_edition(&self, head: &EditionHead) -> Result<Edition, AppError> {
        let items = self.store.edition_items(head.id).await?;
        let head = head.clone();
        let reading = tokio::task::spawn_blocking(move || read(&head, items));
        reading.await.map_err(|error| AppError::Task(error.to_string()))?
    }
}

/// Puts an edition together; number, day, reason and office are its head's, so that its items do not differ by them.
fn read(head: &EditionHead, rows: Vec<ItemRow>) -> Result<Edition, AppError> {
    let altered = |what: String| AppError::from(Refusal::conflict(&ALTERED, what));
    let is_whole = content_digest(rows.iter().map(|row| &row.head)) == head.content_sha256;
    if !is_whole {
        return Err(altered(format!("edition {}", head.id)));
    }
    if let Some(row) = rows.iter().find(|row| !row.is_unaltered()) {
        return Err(altered(format!("edition {}: {} {}", head.id, row.head.kind, row.head.key)));
    }
    let items: Vec<Item> = rows.into_iter().map(item).collect::<Result<_, _>>()?;
    let mut edition = from_items(&items).map_err(|fault: ItemFault| altered(fault.to_string()))?;
    edition.about.number = head.number.unwrap_or_default();
    edition.about.published_on.clone_from(&head.published_on);
    edition.about.reason.clone_from(&head.reason);
    edition.about.approved_by.clone_from(&head.decided_office);
    edition.about.is_illustrative |= head.is_demo;
    Ok(edition)
}

fn item(row: ItemRow) -> Result<Item, AppError> {
    let kind = ItemKind::from_word(&row.head.kind)
        .ok_or_else(|| Refusal::conflict(&ALTERED, format!("{} {}", row.head.kind, row.head.key)))?;
    Ok(Item { kind, key: row.head.key, title: row.head.title, body: row.body })
}

/// The name somebody's doings are shown under, to staff.
fn name_of(actor: &Actor) -> String {
    actor.signed_in().map_or_else(|| "運用者 operator".to_owned(), |member| member.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_keeps_the_editions_asked_for_last() {
        let cache = Cache::default();
        for id in 1..=3 {
            cache.put(id, Arc::default());
        }
        assert!(cache.get(1).is_some());
        cache.put(4, Arc::default());
        let there: Vec<i64> = (1..=4).filter(|id| cache.get(*id).is_some()).collect();
        assert_eq!(there, [1, 3, 4]);
    }
}
