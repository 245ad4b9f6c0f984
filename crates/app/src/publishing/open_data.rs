//! Open data of an edition (オープンデータ): files and single items for everybody.
//!
//! Files are made when they are asked for and kept for the next who asks, within a bound; an edition never changes, so what
//! was made of it stays right for as long as it is kept.

mod folder;
mod shelf;

use std::sync::{Arc, PoisonError};

use publish::edition::{Edition, ItemKind};
use publish::open_data;
use store::edition::EditionState;

use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

pub use folder::write_folder;
pub use publish::open_data::{Entry, Heading, citation, item_path, licence_of, media_type};
pub use shelf::{DataFile, OpenData, Shelf};

reform::declare_kinds! {
    NO_FILE = "AP-360"
        "そのような公表データのファイルはありません" "There is no such file of published data"
        "/api/published/data でファイルの一覧を確かめてください" "See /api/published/data for the list of files";
    NO_KIND = "AP-361"
        "そのような種類の公表データはありません" "There is no such kind of published item"
        "/api/published で種類の一覧を確かめてください" "See /api/published for the list of kinds";
    NO_ITEM = "AP-362"
        "その番号のものは、この版にありません" "This edition has no item of this key"
        "/api/published/items/種類 で番号を確かめるか、edition= でほかの版を指定してください"
        "Look the key up in /api/published/items/KIND, or name another edition with edition=";
    NOTHING_YET = "AP-363"
        "公表されたデータがまだありません" "No data has been published yet"
        "市が最初の版を公表するまでお待ちください" "Wait until the city publishes its first edition";
    NO_SUCH_EDITION = "AP-364"
        "その番号の版は公表されていません" "No edition of this number has been published"
        "/api/published/editions で公表された版の番号を確かめてください"
        "See /api/published/editions for the numbers there are";
    BAD_QUERY = "AP-365"
        "指定された値が読み取れません" "A value of the query means nothing here"
        "edition・page・per_page には1以上の整数を指定してください" "edition, page and per_page are whole numbers from 1";
    IN_THE_WAY = "AP-366"
        "書き出し先に、オープンデータでないものがあります" "Something that is no open data stands where it is to be written"
        "空のフォルダーか、まだないフォルダー、または前に書き出したフォルダーを指定してください"
        "Name an empty folder, one that does not exist yet, or an earlier export";
}

/// An edition as everybody may see it (公表された版).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedEdition {
    /// Its number.
    pub number: i64,
    /// The day it was published, in Japan.
    pub published_on: String,
    /// Why it was made.
    pub reason: String,
    /// The office that approved it.
    pub approved_by: String,
    /// How many items it has.
    pub items: i64,
    /// Whether it is an example.
    pub is_illustrative: bool,
    /// SHA-256 over its items.
    pub content_sha256: String,
}

impl App {
    /// The open data of the edition of this number, or of the latest one.
    ///
    /// # Errors
    /// When nothing is published, there is no such edition, or the stored one was altered.
    pub async fn open_data(
        &self,
        actor: &Actor,
        number: Option<i64>,
        shelf: &Shelf,
    ) -> Result<Arc<OpenData>, AppError> {
        let edition = self.edition(actor, number).await.map_err(|error| in_public(error, number))?;
        Ok(shelf.of(edition))
    }

    /// Every published edition, the newest first.
    ///
    /// # Errors
    /// When the actor may not see what is published, or the database fails.
    pub async fn published_editions(&self, actor: &Actor) -> Result<Vec<PublishedEdition>, AppError> {
        permit(actor, Action::ReadPublished)?;
        let mut published = Vec::new();
        let mut before = None;
        loop {
            let page = self.store.editions(before, PAGE).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            let approved = page.into_iter().filter(|head| head.state == EditionState::Approved);
            published.extend(approved.filter_map(|head| {
                Some(PublishedEdition {
                    number: head.number?,
                    published_on: head.published_on,
                    reason: head.reason,
                    approved_by: head.decided_office,
                    items: head.item_count,
                    is_illustrative: head.is_demo,
                    content_sha256: head.content_sha256,
                })
            }));
        }
        Ok(published)
    }

    /// Every file of the open data of an edition, for a folder.
    ///
    /// # Errors
    /// As [`App::open_data`].
    pub async fn open_data_files(
        &self,
        actor: &Actor,
        number: Option<i64>,
        base_url: &str,
    ) -> Result<(Arc<Edition>, Vec<(String, Vec<u8>)>), AppError> {
        let edition = self.edition(actor, number).await?;
        let (source, base_url) = (Arc::clone(&edition), base_url.to_owned());
        let making = tokio::task::spawn_blocking(move || open_data::files(&source, &base_url));
        let files = making.await.map_err(|error| AppError::Task(error.to_string()))?;
        Ok((edition, files))
    }
}

/// Editions read at once.
const PAGE: i64 = 200;

/// What a citizen is told who asks for an edition: nothing of proposals and approvals.
fn in_public(error: AppError, number: Option<i64>) -> AppError {
    match error {
        AppError::Refused(refusal) if refusal.kind.code == super::editions::NO_EDITION.code => {
            Refusal::conflict(&NOTHING_YET, "").into()
        }
        AppError::NotFound { what: "edition", .. } => {
            Refusal::conflict(&NO_SUCH_EDITION, number.unwrap_or_default().to_string()).into()
        }
        other => other,
    }
}

impl OpenData {
    /// How many items of each kind there are, by stable word and names in both languages; only kinds that have any.
    pub fn counts(&self) -> Vec<(&'static str, (&'static str, &'static str), usize)> {
        let counts = ItemKind::ALL.into_iter().map(|kind| {
            let edition = self.edition();
            let count = match kind {
                ItemKind::About
                | ItemKind::Plan
                | ItemKind::Roadmap
                | ItemKind::Frame
                | ItemKind::Outlook
                | ItemKind::Themes => 1,
                ItemKind::Program => edition.programs.len(),
                ItemKind::Category => edition.categories.len(),
                ItemKind::Cluster => edition.clusters.len(),
                ItemKind::Picture => edition.pictures.len(),
                ItemKind::Facility => edition.facilities.len(),
                ItemKind::Glossary => edition.glossary.len(),
                ItemKind::Body => edition.bodies.len(),
                ItemKind::Meeting => edition.meetings.len(),
                ItemKind::Remark => edition.remarks.len(),
                ItemKind::Consultation => edition.consultations.len(),
                ItemKind::Explanation => edition.explanations.len(),
                ItemKind::Initiative => edition.initiatives.len(),
            };
            (kind.word(), kind.names(), count)
        });
        counts.filter(|(_, _, count)| *count > 0).collect()
    }

    /// The headings of a kind's items.
    ///
    /// # Errors
    /// When no kind has this word.
    pub fn headings(&self, kind: &str) -> Result<Vec<Heading>, AppError> {
        Ok(open_data::headings(self.edition(), kind_of(kind)?))
    }

    /// The item at a place of its kind, as JSON.
    ///
    /// # Errors
    /// When no kind has this word.
    pub fn item_at(&self, kind: &str, at: usize) -> Result<Option<String>, AppError> {
        Ok(open_data::body(self.edition(), kind_of(kind)?, at))
    }

    /// The item of a key, as JSON; the key is empty where there is one an edition.
    ///
    /// # Errors
    /// When no kind has this word, or the edition has no item of this key.
    pub fn item(&self, kind: &str, key: &str) -> Result<String, AppError> {
        let found = self.headings(kind)?.iter().position(|heading| heading.key == key);
        let body = found.and_then(|at| self.item_at(kind, at).transpose()).transpose()?;
        body.ok_or_else(|| Refusal::conflict(&NO_ITEM, format!("{kind}/{key}")).into())
    }

    /// Which files there are, without those of single items.
    pub async fn entries(self: &Arc<OpenData>) -> Result<Arc<Vec<Entry>>, AppError> {
        if let Some(entries) = self.listed().get() {
            return Ok(Arc::clone(entries));
        }
        let own = Arc::clone(self);
        let making = tokio::task::spawn_blocking(move || Arc::new(open_data::paths(own.edition())));
        let entries = making.await.map_err(|error| AppError::Task(error.to_string()))?;
        Ok(Arc::clone(self.listed().get_or_init(|| entries)))
    }

    /// A file by its path.
    ///
    /// # Errors
    /// When there is no such file.
    pub async fn file(self: &Arc<OpenData>, path: &str) -> Result<Arc<DataFile>, AppError> {
        if let Some(file) = self.kept(path) {
            return Ok(file);
        }
        let _making = self.making().lock().await;
        if let Some(file) = self.kept(path) {
            return Ok(file);
        }
        let (own, wanted) = (Arc::clone(self), path.to_owned());
        let making = tokio::task::spawn_blocking(move || {
            open_data::file(own.edition(), "", &wanted).map(|bytes| Arc::new(DataFile::new(&wanted, bytes)))
        });
        let made = making.await.map_err(|error| AppError::Task(error.to_string()))?;
        let file = made.ok_or_else(|| AppError::from(Refusal::conflict(&NO_FILE, path)))?;
        self.keep(path, &file);
        Ok(file)
    }
}

fn kind_of(word: &str) -> Result<ItemKind, AppError> {
    ItemKind::from_word(word).ok_or_else(|| Refusal::conflict(&NO_KIND, word).into())
}

fn locked<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
