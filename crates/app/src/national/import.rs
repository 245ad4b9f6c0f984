//! Import of the national review sheets (国のレビューシートの取込), in one transaction.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fiscal::FiscalYear;
use intake::national::{
    Folder, MoneyTotal, NationalLogicModels, NationalPrograms, NationalRelated, SOURCE, Table, read_logic_models,
    read_programs, read_related,
};
use intake::programs::Problems;
use reform::program::Stage;
use reform::{Problem, Severity};
use sha2::{Digest, Sha256};
use store::national::{ReferenceOutcome, SourceModel, SourceRelation};
use store::{ImportHeader, ImportOutcome, InventoryKind};

use crate::App;
use crate::ImportMode;
use crate::error::AppError;
use crate::import::{Source, fingerprint, hex};
use crate::permission::{Action, Actor, permit};

/// The name the import keeps of how the tables were read: there is no mapping file, the form is known.
const MAPPING: &str = "national";

/// How many sheets are handed to the writer at a time.
const BATCH_SHEETS: usize = 500;

/// What an import of the national sheets did, or would do (取込結果).
#[derive(Clone, Debug)]
pub struct NationalImportReport {
    /// The folder's name.
    pub folder: String,
    /// Whether anything was to be changed.
    pub mode: ImportMode,
    /// The tables, with the rows seen.
    pub tables: Vec<ReadTable>,
    /// The fiscal year of the sheets.
    pub year: Option<FiscalYear>,
    /// Programs named by the tables.
    pub programs_seen: u64,
    /// Programs taken in.
    pub programs: u64,
    /// Logic models taken in, with their nodes and links.
    pub models: (u64, u64, u64),
    /// Programs whose sheet states no link.
    pub without_links: u64,
    /// Rows that repeat a link.
    pub repeated_links: u64,
    /// Related programs named by the ministries, and how many of them have no sheet here.
    pub related: (u64, u64),
    /// What writing did; `None` when nothing of the folder could be used.
    pub outcome: Option<ImportOutcome>,
    /// What writing the models and related programs did.
    pub reference: ReferenceOutcome,
    /// Money by year and stage, to be held against the source's own totals.
    pub totals: BTreeMap<(FiscalYear, Stage), MoneyTotal>,
    /// The problems listed (at most the reader's limit for each of the three readings).
    pub problems: Vec<Problem>,
    /// All problems, counted by code.
    pub problem_counts: BTreeMap<&'static str, u64>,
    /// Programs of the inventory that came from other systems, with how many.
    pub other_sources: Vec<(String, i64)>,
}

/// A table of the folder as it was read (読んだ表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadTable {
    /// Its number in the publication: `2-1`.
    pub number: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Its rows, without the headings.
    pub rows: u64,
}

impl NationalImportReport {
    /// Whether the import would leave the inventory exactly as it is.
    pub fn changes_nothing(&self) -> bool {
        self.outcome.is_none_or(|outcome| {
            outcome.new + outcome.changed + outcome.replaced_demo == 0 && self.reference.changes() == 0
        })
    }

    /// Whether nothing of the folder could be used.
    pub fn is_unusable(&self) -> bool {
        self.outcome.is_none()
    }
}

/// What the three readings gave.
struct Read {
    programs: NationalPrograms,
    related: NationalRelated,
    models: NationalLogicModels,
}

impl App {
    /// Imports a folder of published tables, or tries it.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses. A folder that cannot be used is no error here: the report lists its
    /// problems.
    pub async fn import_national(
        &self,
        actor: &Actor,
        path: &Path,
        mode: ImportMode,
    ) -> Result<NationalImportReport, AppError> {
        permit(actor, Action::ImportPrograms)?;
        if !path.is_dir() {
            return Err(AppError::File { path: path.display().to_string(), reason: "not a folder".to_owned() });
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut report = NationalImportReport::empty(name, mode);
        let folder = match Folder::open(path) {
            Ok(folder) => folder,
            Err(problems) => {
                report.tell(&problems);
                return Ok(report);
            }
        };
        let header = header(actor, &report.folder, &folder).await?;
        let reading = tokio::task::spawn_blocking(move || Read {
            programs: read_programs(&folder),
            related: read_related(&folder),
            models: read_logic_models(&folder),
        });
        let read = reading.await.map_err(|error| AppError::Task(error.to_string()))?;
        report.take(&read);
        if !report.problems.iter().any(|problem| problem.kind.severity == Severity::Fatal) {
            self.write_national(header, read, &mut report).await?;
        }
        Ok(report)
    }

    async fn write_national(
        &self,
        header: ImportHeader,
        read: Read,
        report: &mut NationalImportReport,
    ) -> Result<(), AppError> {
        report.other_sources = match self.store.inventory_state().await?.kind {
            // Illustrative programs go away with the first real import.
            InventoryKind::Demo | InventoryKind::Empty => Vec::new(),
            InventoryKind::Real => self.store.other_sources(SOURCE).await?,
        };
        let mut writer = self.store.begin_import(header).await?;
        for sheets in read.programs.sheets.chunks(BATCH_SHEETS) {
            writer.write(sheets).await?;
        }
        let models: Vec<SourceModel> = (read.models.models.into_iter())
            .map(|program| SourceModel { external_id: program.program, model: program.model })
            .collect();
        let relations: Vec<SourceRelation> = (read.related.pairs.into_iter())
            .map(|pair| SourceRelation {
                external_id: pair.program,
                related_external_id: pair.related,
                relation: pair.relation,
                related_name: pair.related_name,
            })
            .collect();
        report.reference = writer.write_reference(&models, &relations).await?;
        let told: u64 = report.problem_counts.values().sum();
        report.outcome = Some(match report.mode {
            ImportMode::DryRun => writer.roll_back().await?,
            ImportMode::Commit => writer.finish(report.programs_seen, &report.problems, told).await?,
        });
        Ok(())
    }
}

impl NationalImportReport {
    fn empty(folder: String, mode: ImportMode) -> NationalImportReport {
        NationalImportReport {
            folder,
            mode,
            tables: Vec::new(),
            year: None,
            programs_seen: 0,
            programs: 0,
            models: (0, 0, 0),
            without_links: 0,
            repeated_links: 0,
            related: (0, 0),
            outcome: None,
            reference: ReferenceOutcome::default(),
            totals: BTreeMap::new(),
            problems: Vec::new(),
            problem_counts: BTreeMap::new(),
            other_sources: Vec::new(),
        }
    }

    fn take(&mut self, read: &Read) {
        let reports = [&read.programs.report, &read.related.report, &read.models.report];
        self.year = reports.iter().find_map(|report| report.year);
        let mut rows: BTreeMap<Table, u64> = BTreeMap::new();
        for report in reports {
            rows.extend(&report.rows);
            self.tell_all(&report.problems);
        }
        let table = |(table, rows): (Table, u64)| ReadTable { number: table.number(), title: table.title(), rows };
        self.tables = rows.into_iter().map(table).collect();
        self.programs_seen = read.programs.seen;
        self.programs = read.programs.sheets.len() as u64;
        self.totals.clone_from(&read.programs.totals);
        let models = read.models.models.iter().map(|program| &program.model);
        self.models = models.fold((0, 0, 0), |(models, nodes, links), model| {
            (models + 1, nodes + model.nodes().len() as u64, links + model.edges().len() as u64)
        });
        (self.without_links, self.repeated_links) = (read.models.without_links, read.models.repeated);
        let unknown = read.related.pairs.iter().filter(|pair| !pair.is_known).count();
        self.related = (read.related.pairs.len() as u64, unknown as u64);
    }

    fn tell_all(&mut self, problems: &Problems) {
        self.problems.extend_from_slice(&problems.list);
        for (code, count) in &problems.counts {
            *self.problem_counts.entry(code).or_default() += count;
        }
    }

    fn tell(&mut self, problems: &[Problem]) {
        for problem in problems {
            *self.problem_counts.entry(problem.kind.code).or_default() += 1;
            self.problems.push(problem.clone());
        }
    }
}

/// The fingerprint of a folder is that of its tables, one after the other.
async fn header(actor: &Actor, name: &str, folder: &Folder) -> Result<ImportHeader, AppError> {
    let mut hasher = Sha256::new();
    let mut file_bytes = 0;
    let files: Vec<(Table, PathBuf)> = folder.files().map(|(table, path)| (table, path.to_owned())).collect();
    for (table, path) in files {
        let (sha256, bytes) = fingerprint(Source::Path(path)).await?;
        hasher.update(format!("{}\t{sha256}\n", table.number()));
        file_bytes += bytes;
    }
    Ok(ImportHeader {
        actor: actor.name.clone(),
        kind: InventoryKind::Real,
        source: SOURCE.to_owned(),
        mapping_name: MAPPING.to_owned(),
        file_name: name.to_owned(),
        file_sha256: hex(&hasher.finalize()),
        file_bytes,
    })
}
