//! Import of published figures (都市の指標の取込): files of the ministry, settlement cards, population and codes become
//! figures of cities, all files of a call or none.

mod file;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fiscal::FiscalYear;
use fiscal::comparison::Figure;
use intake::cities::cards::read_cards;
use intake::cities::kinds::SOURCES_DIFFER;
use intake::cities::ministry::read_indicators;
use intake::cities::municipality_codes::read_municipality_codes;
use intake::cities::population_projection::read_population_projection;
use intake::cities::{CardMapping, CityReading};
use intake::problems::FILE_UNREADABLE;
use intake::programs::{Input, Problems};
use reform::city::group::all_designated_cities;
use reform::city::{AreaCode, City, CityDirectory, CitySeries, DesignatedCity, YearFrom, find_indicator};
use reform::{Place, Problem};
use sha2::{Digest, Sha256};
use store::city::{CityImportOutcome, CitySource, CitySourceKind, CityTable, Disagreement};

pub use file::CityFile;

use crate::App;
use crate::error::AppError;
use crate::import::{MAX_UPLOAD_BYTES, Mode, hex};
use crate::permission::{Action, Actor, permit};

/// The card mappings built into the program, as (file name, text); the first is the default.
const BUILT_IN: [(&str, &str); 2] = [
    ("settlement-card.toml", include_str!("../../../mappings/settlement-card.toml")),
    ("settlement-card-timeseries.toml", include_str!("../../../mappings/settlement-card-timeseries.toml")),
];

/// What taking in a file did, or would do (取込結果).
#[derive(Clone, Debug)]
pub struct CityImportReport {
    /// The file as its sender called it.
    pub file_name: String,
    /// What it was taken for.
    pub kind: CitySourceKind,
    /// The sheet of the workbook.
    pub sheet: Option<String>,
    /// Its fiscal year, when it is of one.
    pub year: Option<FiscalYear>,
    /// Where that year was taken from.
    pub year_from: YearFrom,
    /// Whether anything was changed.
    pub mode: Mode,
    /// Rows of data seen.
    pub read: u64,
    /// Figures taken in, averages included.
    pub figures: u64,
    /// What writing them did; `None` when this or another file of the call could not be used, and nothing was written.
    pub outcome: Option<CityImportOutcome>,
    /// The problems listed (at most the reader's limit), and where other files say something else.
    pub problems: Vec<Problem>,
    /// All problems, counted by code.
    pub problem_counts: BTreeMap<&'static str, u64>,
    /// Whether the file itself cannot be used.
    pub is_unusable: bool,
    /// The upload kept for confirming, if the file came by the web page.
    pub upload: Option<i64>,
}

/// A file with its bytes, read once.
struct Bytes {
    name: String,
    path: Option<PathBuf>,
    bytes: Vec<u8>,
}

/// A file as read: what is to be stored of it, and what was wrong.
struct Read {
    table: CityTable,
    problems: Problems,
    figures: u64,
}

/// The built-in card mappings, the default first.
///
/// # Errors
/// [`AppError::Faulty`] when a built-in mapping is wrong, which a test excludes.
pub(crate) fn built_in_mappings() -> Result<Vec<CardMapping>, AppError> {
    BUILT_IN.into_iter().map(|(file, text)| CardMapping::parse(file, text).map_err(AppError::Faulty)).collect()
}

impl App {
    /// Takes in files of one kind, or only tries them. When one of them cannot be used, none is written; rows with
    /// faults are left out and told.
    ///
    /// # Errors
    /// When the actor may not, a file cannot be opened, the mapping is unknown or the database refuses.
    pub async fn import_city_files(
        &self,
        actor: &Actor,
        paths: &[PathBuf],
        what: &CityFile,
        mode: Mode,
    ) -> Result<Vec<CityImportReport>, AppError> {
        permit(actor, Action::ImportReferenceData)?;
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            files.push(open(path)?);
        }
        self.import_cities(actor, files, what, mode).await
    }

    /// Tries a file that came over the web and keeps it for confirming; nothing changes.
    ///
    /// # Errors
    /// When the actor may not, the file is too large, or the mapping is not one of those known by name.
    pub async fn try_city_upload(
        &self,
        actor: &Actor,
        file_name: &str,
        bytes: Vec<u8>,
        what: &CityFile,
    ) -> Result<CityImportReport, AppError> {
        permit(actor, Action::ImportReferenceData)?;
        if bytes.len() as u64 > MAX_UPLOAD_BYTES {
            return Err(AppError::TooLarge { file_name: file_name.into(), limit_bytes: MAX_UPLOAD_BYTES });
        }
        if let CityFile::Cards(name, _) = what {
            // Whoever sends a file must not have another one of this machine read as a mapping.
            self.known_card_mapping(name)?;
        }
        let sha256 = hex(&Sha256::digest(&bytes));
        let upload = self.store.save_upload(&actor.name, file_name, &sha256, &what.to_word(), &bytes).await?;
        let mut report = self.import_bytes(actor, file_name, bytes, what, Mode::DryRun).await?;
        report.upload = Some(upload);
        Ok(report)
    }

    /// Takes in a file that was sent and tried before.
    ///
    /// # Errors
    /// When the actor may not, or there is no such file of theirs.
    pub async fn confirm_city_upload(&self, actor: &Actor, upload: i64) -> Result<CityImportReport, AppError> {
        permit(actor, Action::ImportReferenceData)?;
        let kept = self.store.load_upload(upload).await?.filter(|kept| kept.actor == actor.name);
        let found = kept.and_then(|kept| CityFile::from_word(&kept.mapping_name).map(|what| (kept, what)));
        let (kept, what) = found.ok_or_else(|| AppError::NotFound { what: "upload", name: upload.to_string() })?;
        self.import_bytes(actor, &kept.file_name, kept.bytes, &what, Mode::Commit).await
    }

    /// The files of figures in force, newest first.
    ///
    /// # Errors
    /// When the actor may not see them.
    pub async fn city_sources(&self, actor: &Actor) -> Result<Vec<CitySource>, AppError> {
        permit(actor, Action::ReadCities)?;
        Ok(self.store.city_sources().await?)
    }

    async fn import_bytes(
        &self,
        actor: &Actor,
        file_name: &str,
        bytes: Vec<u8>,
        what: &CityFile,
        mode: Mode,
    ) -> Result<CityImportReport, AppError> {
        let file = Bytes { name: file_name.to_owned(), path: None, bytes };
        let mut reports = self.import_cities(actor, vec![file], what, mode).await?;
        reports.pop().ok_or_else(|| AppError::Task("the import gave no report".into()))
    }

    /// The names and titles of the card mappings known.
    pub fn card_mappings(&self) -> impl Iterator<Item = (&str, (&str, &str))> {
        self.card_mappings.iter().map(|mapping| (mapping.name(), mapping.titles()))
    }

    async fn import_cities(
        &self,
        actor: &Actor,
        files: Vec<Bytes>,
        what: &CityFile,
        mode: Mode,
    ) -> Result<Vec<CityImportReport>, AppError> {
        let mapping = match what {
            CityFile::Cards(name, _) => Some(Arc::new(self.card_mapping_of(name)?)),
            _ => None,
        };
        let directory = Arc::new(self.city_directory().await?);
        let mut readings = Vec::with_capacity(files.len());
        for file in files {
            let (what, mapping, directory) = (what.clone(), mapping.clone(), Arc::clone(&directory));
            readings.push(tokio::task::spawn_blocking(move || read(file, &what, mapping.as_deref(), &directory)));
        }
        let mut reads = Vec::with_capacity(readings.len());
        for reading in readings {
            reads.push(reading.await.map_err(|error| AppError::Task(error.to_string()))?);
        }
        let usable = reads.iter().all(|read| !read.problems.fatal);
        let (mut tables, mut reports) = (Vec::new(), Vec::new());
        for read in reads {
            reports.push(begin_report(&read, mode));
            tables.push(read.table);
        }
        if usable {
            let outcomes = self.store.import_city_tables(&actor.name, tables, mode == Mode::DryRun).await?;
            for (report, outcome) in reports.iter_mut().zip(outcomes) {
                report.tell_disagreements(&outcome, &directory);
                report.outcome = Some(outcome);
            }
        }
        Ok(reports)
    }

    /// The cities known to this installation.
    async fn city_directory(&self) -> Result<CityDirectory, AppError> {
        let complete =
            self.store.city_sources().await?.iter().any(|source| source.kind == CitySourceKind::Municipalities);
        Ok(CityDirectory::new(self.store.cities().await?, complete))
    }

    fn known_card_mapping(&self, name: &str) -> Result<CardMapping, AppError> {
        let known = self.card_mappings.iter().find(|mapping| mapping.name() == name);
        known.cloned().ok_or_else(|| AppError::UnknownMapping {
            name: name.to_owned(),
            known: self.card_mappings.iter().map(CardMapping::name).collect::<Vec<_>>().join(", "),
        })
    }

    /// The known card mapping with this name, or the one in this file.
    fn card_mapping_of(&self, name_or_path: &str) -> Result<CardMapping, AppError> {
        let unknown = match self.known_card_mapping(name_or_path) {
            Ok(mapping) => return Ok(mapping),
            Err(unknown) => unknown,
        };
        if Path::new(name_or_path).extension().is_none() {
            return Err(unknown);
        }
        let text = std::fs::read_to_string(name_or_path)
            .map_err(|error| AppError::File { path: name_or_path.into(), reason: error.to_string() })?;
        CardMapping::parse(&file_name_of(Path::new(name_or_path)), &text).map_err(AppError::Faulty)
    }
}

impl CityImportReport {
    /// Whether everything stays, or would stay, as it was.
    pub fn changes_nothing(&self) -> bool {
        self.outcome.as_ref().is_none_or(CityImportOutcome::changes_nothing)
    }

    /// Adds a warning for each figure that another file gives otherwise.
    fn tell_disagreements(&mut self, outcome: &CityImportOutcome, directory: &CityDirectory) {
        if outcome.disagreement_count > 0 {
            self.problem_counts.insert(SOURCES_DIFFER.code, outcome.disagreement_count);
        }
        for found in &outcome.disagreements {
            let column = find_indicator(&found.indicator).map(|indicator| indicator.name_ja.to_owned());
            let place =
                Place { sheet: self.sheet.clone(), row: Some(found.row), column, ..Place::file(&self.file_name) };
            self.problems.push(Problem::new(&SOURCES_DIFFER, place, words(found, directory)));
        }
    }
}

/// `40100 北九州市 2021: 151.0 ≠ 150.0 (R3.xlsx)`.
fn words(found: &Disagreement, directory: &CityDirectory) -> String {
    let text = |figure: Figure| match figure {
        Figure::Value(quantity) => quantity.to_string(),
        Figure::Dash => "-".to_owned(),
        Figure::Missing => "?".to_owned(),
    };
    let name = directory.city(found.code).map(|city| city.name.as_str()).unwrap_or_default();
    let (here, there) = (text(found.here), text(found.there));
    format!("{} {name} {}: {here} ≠ {there} ({})", found.code, found.fiscal_year, found.other_file)
}

/// Opens a file of this machine; one small enough is read at once, a larger one when its turn comes.
fn open(path: &Path) -> Result<Bytes, AppError> {
    let failed = |error: std::io::Error| AppError::File { path: path.display().to_string(), reason: error.to_string() };
    let size = std::fs::metadata(path).map_err(failed)?.len();
    let (kept, bytes) = match size > MAX_UPLOAD_BYTES {
        true => (Some(path.to_owned()), Vec::new()),
        false => (None, std::fs::read(path).map_err(failed)?),
    };
    Ok(Bytes { name: file_name_of(path), path: kept, bytes })
}

fn read(file: Bytes, what: &CityFile, mapping: Option<&CardMapping>, directory: &CityDirectory) -> Read {
    let input = match &file.path {
        Some(path) => Input::Path(path),
        None => Input::Bytes(&file.bytes),
    };
    let mut reading = match (what, mapping) {
        (CityFile::Cards(_, year), Some(mapping)) => read_cards(mapping, &file.name, input, *year, directory),
        (CityFile::Population, _) => read_population_projection(&file.name, input, directory),
        (CityFile::Municipalities, _) => read_municipality_codes(&file.name, input),
        (CityFile::Indicators(year), _) => read_indicators(&file.name, input, *year, directory),
        (CityFile::Cards(..), None) => CityReading::default(),
    };
    let (file_sha256, file_bytes) = match fingerprint(&file) {
        Ok(known) => known,
        Err(error) => {
            let place = Place::file(&file.name);
            reading.problems.fatal = true;
            *reading.problems.counts.entry(FILE_UNREADABLE.code).or_default() += 1;
            reading.problems.list.push(Problem::new(&FILE_UNREADABLE, place, error.to_string()));
            (String::new(), 0)
        }
    };
    let figures = reading.figures();
    let table = CityTable {
        kind: what.kind(),
        fiscal_year: reading.year,
        year_from: reading.year_from,
        file_name: file.name,
        file_sha256,
        file_bytes,
        mapping_name: mapping.map(|mapping| mapping.name().to_owned()).unwrap_or_default(),
        read: reading.read,
        problems: reading.problems.total(),
        cities: with_designated(reading.cities, &reading.series),
        sheet: reading.sheet,
        series: reading.series,
        averages: reading.averages,
    };
    Read { table, problems: reading.problems, figures }
}

/// The cities a file names, with the designated cities among its figures: those are known without being named.
fn with_designated(mut cities: Vec<City>, series: &[CitySeries]) -> Vec<City> {
    let has_figure = |city: &DesignatedCity| {
        series.iter().any(|series| series.figures.iter().any(|(code, ..)| *code == city.code()))
    };
    let named = |code: AreaCode, cities: &[City]| cities.iter().any(|city| city.code == code);
    for city in all_designated_cities().filter(|city| has_figure(city)) {
        if !named(city.code(), &cities) {
            cities.push(city.as_city());
        }
    }
    cities
}

fn begin_report(read: &Read, mode: Mode) -> CityImportReport {
    let table = &read.table;
    CityImportReport {
        file_name: table.file_name.clone(),
        kind: table.kind,
        sheet: table.sheet.clone(),
        year: table.fiscal_year,
        year_from: table.year_from,
        mode,
        read: table.read,
        figures: read.figures,
        outcome: None,
        problems: read.problems.list.clone(),
        problem_counts: read.problems.counts.clone(),
        is_unusable: read.problems.fatal,
        upload: None,
    }
}

/// The file's SHA-256 in hex and its size in bytes.
fn fingerprint(file: &Bytes) -> std::io::Result<(String, u64)> {
    let Some(path) = &file.path else {
        return Ok((hex(&Sha256::digest(&file.bytes)), file.bytes.len() as u64));
    };
    let (mut source, mut hasher, mut size) = (std::fs::File::open(path)?, Sha256::new(), 0u64);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = source.read(&mut buffer)?;
        if count == 0 {
            return Ok((hex(&hasher.finalize()), size));
        }
        hasher.update(&buffer[..count]);
        size += count as u64;
    }
}

fn file_name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_card_mappings_are_sound() {
        let mappings = built_in_mappings().unwrap();
        let names: Vec<&str> = mappings.iter().map(CardMapping::name).collect();
        assert_eq!(names, [CityFile::DEFAULT_CARDS, "settlement-card-timeseries"]);
    }
}
