//! Import (取込): a file becomes the inventory, wholly or not at all.
//!
//! Reading (`intake`) runs in a thread of its own and hands over batches; writing (`store`) happens in one transaction
//! that is committed at the end, or rolled back when it was only a try (試し取込).

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use fiscal::FiscalYear;
use intake::mapping::Mapping;
use intake::programs::{ControlTotal, Input, Reading, read_programs};
use reform::Problem;
use reform::program::{ProgramSheet, Stage};
use sha2::{Digest, Sha256};
use store::{ImportHeader, ImportOutcome, ImportRow, InventoryKind};
use tokio::sync::mpsc;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The largest file the web page takes, in bytes; the command line has no such limit.
pub const MAX_UPLOAD_BYTES: u64 = intake::programs::MAX_FILE_BYTES;

/// How many sheets are handed from reading to writing at a time, and how many batches may wait.
const BATCH_SHEETS: usize = 500;
const WAITING_BATCHES: usize = 4;

/// Whether an import changes anything (本番／試し).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything is read, checked and written, then rolled back.
    DryRun,
    /// Everything is written at once.
    Commit,
}

/// What an import did, or would do (取込結果).
#[derive(Clone, Debug)]
pub struct ImportReport {
    /// The file's name as its sender called it.
    pub file_name: String,
    /// The mapping it was read by.
    pub mapping: String,
    /// The unit of the file's amounts: `千円`.
    pub money_unit: &'static str,
    /// Whether anything was changed.
    pub mode: Mode,
    /// Rows of data seen.
    pub read: u64,
    /// Programs taken in.
    pub imported: u64,
    /// What writing them did; `None` when the file could not be used at all.
    pub outcome: Option<ImportOutcome>,
    /// Program cost by year and stage, to be held against the source's own totals.
    pub totals: BTreeMap<(FiscalYear, Stage), ControlTotal>,
    /// The problems listed (at most the reader's limit).
    pub problems: Vec<Problem>,
    /// All problems, counted by code.
    pub problem_counts: BTreeMap<&'static str, u64>,
    /// Programs of the inventory that came from other systems, with how many: the same program could stand there twice.
    pub other_sources: Vec<(String, i64)>,
    /// The upload kept for confirming, if the file came by the web page.
    pub upload: Option<i64>,
}

impl ImportReport {
    /// Whether the import would leave the inventory exactly as it is.
    pub fn changes_nothing(&self) -> bool {
        self.outcome.is_none_or(|outcome| outcome.new + outcome.changed + outcome.replaced_demo == 0)
    }

    /// Whether nothing of the file could be used.
    pub fn is_unusable(&self) -> bool {
        self.outcome.is_none()
    }
}

/// The bytes of a file to import.
#[derive(Clone)]
pub(crate) enum Source {
    Path(PathBuf),
    Bytes(std::sync::Arc<Vec<u8>>),
}

impl App {
    /// Imports a file of this machine, or tries it.
    ///
    /// # Errors
    /// When the actor may not, the mapping is unknown or the database refuses. A file that cannot be used is no error
    /// here: the report lists its problems.
    pub async fn import_file(
        &self,
        actor: &Actor,
        path: &Path,
        mapping_name: &str,
        mode: Mode,
    ) -> Result<ImportReport, AppError> {
        permit(actor, Action::ImportPrograms)?;
        let mapping = self.mapping_of(mapping_name)?;
        if let Err(error) = std::fs::File::open(path) {
            return Err(AppError::File { path: path.display().to_string(), reason: error.to_string() });
        }
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.import(actor, &file_name, mapping, Source::Path(path.to_owned()), mode).await
    }

    /// Tries an uploaded file and keeps it for confirming; nothing of the inventory changes.
    ///
    /// # Errors
    /// When the actor may not, the file is too large, or the mapping is not one of the built-in ones.
    pub async fn try_upload(
        &self,
        actor: &Actor,
        file_name: &str,
        mapping_name: &str,
        bytes: Vec<u8>,
    ) -> Result<ImportReport, AppError> {
        permit(actor, Action::ImportPrograms)?;
        if bytes.len() as u64 > MAX_UPLOAD_BYTES {
            return Err(AppError::TooLarge { file_name: file_name.into(), limit_bytes: MAX_UPLOAD_BYTES });
        }
        let mapping = self.known_mapping(mapping_name)?;
        let sha256 = hex(&Sha256::digest(&bytes));
        let upload = self.store.save_upload(&actor.name, file_name, &sha256, mapping_name, &bytes).await?;
        let source = Source::Bytes(std::sync::Arc::new(bytes));
        let mut report = self.import(actor, file_name, mapping, source, Mode::DryRun).await?;
        report.upload = Some(upload);
        Ok(report)
    }

    /// Imports a file that was uploaded and tried before.
    ///
    /// # Errors
    /// When the actor may not, or there is no such upload.
    pub async fn confirm_upload(&self, actor: &Actor, upload: i64) -> Result<ImportReport, AppError> {
        permit(actor, Action::ImportPrograms)?;
        let kept = self
            .store
            .load_upload(upload)
            .await?
            .filter(|kept| kept.actor == actor.name)
            .ok_or_else(|| AppError::NotFound { what: "upload", name: upload.to_string() })?;
        let mapping = self.known_mapping(&kept.mapping_name)?;
        let source = Source::Bytes(std::sync::Arc::new(kept.bytes));
        self.import(actor, &kept.file_name, mapping, source, Mode::Commit).await
    }

    /// The imports so far, newest first.
    ///
    /// # Errors
    /// When the actor may not see them.
    pub async fn imports(&self, actor: &Actor, limit: i64) -> Result<Vec<ImportRow>, AppError> {
        permit(actor, Action::ReadImports)?;
        Ok(self.store.imports(limit).await?)
    }

    /// One import with the problems it met.
    ///
    /// # Errors
    /// When the actor may not see it, or there is none with this number.
    pub async fn import_record(&self, actor: &Actor, id: i64) -> Result<store::ImportDetail, AppError> {
        permit(actor, Action::ReadImports)?;
        let record = self.store.import(id).await?;
        record.ok_or_else(|| AppError::NotFound { what: "import", name: id.to_string() })
    }

    /// Fills an empty inventory with the illustrative programs (例示データ); says whether it did.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn load_demo_when_empty(&self, actor: &Actor) -> Result<bool, AppError> {
        permit(actor, Action::ImportPrograms)?;
        if self.store.inventory_state().await?.kind != InventoryKind::Empty {
            return Ok(false);
        }
        let sheets = crate::demo::inventory();
        let header = ImportHeader {
            actor: actor.name.clone(),
            kind: InventoryKind::Demo,
            source: "demo".into(),
            mapping_name: "demo".into(),
            file_name: "例示データ（内蔵）".into(),
            file_sha256: String::new(),
            file_bytes: 0,
        };
        let mut writer = self.store.begin_import(header).await?;
        for batch in sheets.chunks(BATCH_SHEETS) {
            writer.write(batch).await?;
        }
        writer.finish(sheets.len() as u64, &[], 0).await?;
        Ok(true)
    }

    async fn import(
        &self,
        actor: &Actor,
        file_name: &str,
        mapping: Mapping,
        source: Source,
        mode: Mode,
    ) -> Result<ImportReport, AppError> {
        let (file_sha256, file_bytes) = fingerprint(source.clone()).await?;
        let header = ImportHeader {
            actor: actor.name.clone(),
            kind: InventoryKind::Real,
            source: mapping.source().to_owned(),
            mapping_name: mapping.name().to_owned(),
            file_name: file_name.to_owned(),
            file_sha256,
            file_bytes,
        };
        let mapping_name = mapping.name().to_owned();
        let other_sources = match self.store.inventory_state().await?.kind {
            // Illustrative programs go away with the first real import.
            InventoryKind::Demo | InventoryKind::Empty => Vec::new(),
            InventoryKind::Real => self.store.other_sources(mapping.source()).await?,
        };
        let money_unit = mapping.money_unit();
        let (sender, mut batches) = mpsc::channel::<Vec<ProgramSheet>>(WAITING_BATCHES);
        let reading_name = file_name.to_owned();
        let reading = tokio::task::spawn_blocking(move || read_in_batches(&mapping, &reading_name, &source, sender));

        let mut writer = self.store.begin_import(header).await?;
        while let Some(batch) = batches.recv().await {
            writer.write(&batch).await?;
        }
        let reading = reading.await.map_err(|error| AppError::Task(error.to_string()))?;
        let Reading { read, accepted, problems, totals } = reading;
        let outcome = match (problems.fatal, mode) {
            (true, _) => {
                writer.roll_back().await?;
                None
            }
            (false, Mode::DryRun) => Some(writer.roll_back().await?),
            (false, Mode::Commit) => Some(writer.finish(read, &problems.list, problems.total()).await?),
        };
        Ok(ImportReport {
            file_name: file_name.to_owned(),
            mapping: mapping_name,
            money_unit,
            mode,
            read,
            imported: if problems.fatal { 0 } else { accepted },
            outcome,
            totals,
            problems: problems.list,
            problem_counts: problems.counts,
            other_sources,
            upload: None,
        })
    }
}

fn read_in_batches(
    mapping: &Mapping,
    file_name: &str,
    source: &Source,
    sender: mpsc::Sender<Vec<ProgramSheet>>,
) -> Reading {
    let mut batch = Vec::with_capacity(BATCH_SHEETS);
    let input = match source {
        Source::Path(path) => Input::Path(path),
        Source::Bytes(bytes) => Input::Bytes(bytes),
    };
    let reading = read_programs(mapping, file_name, input, &mut |sheet| {
        batch.push(sheet);
        if batch.len() < BATCH_SHEETS {
            return ControlFlow::Continue(());
        }
        let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH_SHEETS));
        // The writer hangs up only when it failed; its own error is the one to report.
        if sender.blocking_send(full).is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if !batch.is_empty() {
        let _ = sender.blocking_send(batch);
    }
    reading
}

/// The file's SHA-256 in hex and its size in bytes.
pub(crate) async fn fingerprint(source: Source) -> Result<(String, u64), AppError> {
    let hashing = tokio::task::spawn_blocking(move || match source {
        Source::Bytes(bytes) => Ok((hex(&Sha256::digest(bytes.as_slice())), bytes.len() as u64)),
        Source::Path(path) => {
            let mut hasher = Sha256::new();
            let failed =
                |error: std::io::Error| AppError::File { path: path.display().to_string(), reason: error.to_string() };
            let mut file = std::fs::File::open(&path).map_err(failed)?;
            let mut buffer = vec![0; 1 << 20];
            let mut size = 0u64;
            loop {
                let count = std::io::Read::read(&mut file, &mut buffer).map_err(failed)?;
                if count == 0 {
                    return Ok((hex(&hasher.finalize()), size));
                }
                hasher.update(&buffer[..count]);
                size += count as u64;
            }
        }
    });
    hashing.await.map_err(|error| AppError::Task(error.to_string()))?
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
