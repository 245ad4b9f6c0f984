//! `henkaku import indicators | cards | population | municipalities`: published figures of cities become data.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use app::{Actor, CityFile, CityImportReport, FiscalYear, ImportMode};
use clap::Args;
use serde::Serialize;

use super::Format;
use crate::database::{Database, operator_name};
use crate::report::{ProblemJson, print_json, print_problem};

/// Import the ministry's tables of main indicators.
#[derive(Args)]
pub struct Indicators {
    /// 取り込むファイル（xls, xlsx, csv）。いくつでも — the files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 年度（西暦）。題名にもファイル名にもないとき — the fiscal year, when neither title nor file name says it
    #[arg(long, value_name = "YYYY")]
    year: Option<i32>,
    #[command(flatten)]
    common: Common,
}

/// Import settlement cards.
#[derive(Args)]
pub struct Cards {
    /// 取り込むファイル（csv, xlsx など） — the file
    file: PathBuf,
    /// 年度（西暦）。一行が一団体の表では必要 — the fiscal year, needed where a row is a municipality
    #[arg(long, value_name = "YYYY")]
    year: Option<i32>,
    /// 取込定義のファイルまたは内蔵の名前 — mapping file, or the name of a built-in one
    #[arg(long, default_value = CityFile::DEFAULT_CARDS, value_name = "FILE|NAME")]
    mapping: String,
    #[command(flatten)]
    common: Common,
}

/// Import future population.
#[derive(Args)]
pub struct Population {
    /// 取り込むファイル（csv など） — the file
    file: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// Import the table of municipality codes.
#[derive(Args)]
pub struct Municipalities {
    /// 取り込むファイル（csv など） — the file
    file: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// What every one of them is told.
#[derive(Args)]
struct Common {
    /// 試すだけで何も変えない — read and check everything, change nothing
    #[arg(long)]
    dry_run: bool,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

impl Indicators {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let what = CityFile::Indicators(self.year.map(fiscal_year).transpose()?);
        self.common.run(self.files, what).await
    }
}

impl Cards {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let what = CityFile::Cards(self.mapping, self.year.map(fiscal_year).transpose()?);
        self.common.run(vec![self.file], what).await
    }
}

impl Population {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        self.common.run(vec![self.file], CityFile::Population).await
    }
}

impl Municipalities {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        self.common.run(vec![self.file], CityFile::Municipalities).await
    }
}

impl Common {
    async fn run(self, files: Vec<PathBuf>, what: CityFile) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let mode = if self.dry_run { ImportMode::DryRun } else { ImportMode::Commit };
        let reports = app.import_city_files(&Actor::operator(operator_name()), &files, &what, mode).await?;
        match self.format {
            Format::Json => print_json(&AllJson::from(reports.as_slice()))?,
            Format::Text => print_text(&reports)?,
        }
        let written = reports.iter().all(|report| report.outcome.is_some());
        Ok(if written { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn fiscal_year(year: i32) -> anyhow::Result<FiscalYear> {
    FiscalYear::new(year).with_context(|| format!("--year {year} は年度として使えません"))
}

#[derive(Serialize)]
struct AllJson<'a> {
    dry_run: bool,
    /// Whether everything could be used; when not, nothing of any file was written.
    usable: bool,
    files: Vec<FileJson<'a>>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    file: &'a str,
    kind: &'static str,
    sheet: Option<&'a str>,
    fiscal_year: Option<i32>,
    year_from: &'static str,
    read: u64,
    figures: u64,
    source_id: Option<i64>,
    replaced: bool,
    new: u64,
    changed: u64,
    unchanged: u64,
    removed: u64,
    new_cities: u64,
    changed_cities: u64,
    disagreements: u64,
    problem_counts: &'a BTreeMap<&'static str, u64>,
    issues: Vec<ProblemJson>,
}

impl<'a> From<&'a [CityImportReport]> for AllJson<'a> {
    fn from(reports: &'a [CityImportReport]) -> AllJson<'a> {
        AllJson {
            dry_run: reports.iter().any(|report| report.mode == ImportMode::DryRun),
            usable: reports.iter().all(|report| report.outcome.is_some()),
            files: reports.iter().map(FileJson::from).collect(),
        }
    }
}

impl<'a> From<&'a CityImportReport> for FileJson<'a> {
    fn from(report: &'a CityImportReport) -> FileJson<'a> {
        let outcome = report.outcome.clone().unwrap_or_default();
        FileJson {
            file: &report.file_name,
            kind: report.kind.word(),
            sheet: report.sheet.as_deref(),
            fiscal_year: report.year.map(FiscalYear::start),
            year_from: report.year_from.word(),
            read: report.read,
            figures: report.figures,
            source_id: outcome.source_id,
            replaced: outcome.replaced,
            new: outcome.new,
            changed: outcome.changed,
            unchanged: outcome.unchanged,
            removed: outcome.removed,
            new_cities: outcome.new_cities,
            changed_cities: outcome.changed_cities,
            disagreements: outcome.disagreement_count,
            problem_counts: &report.problem_counts,
            issues: report.problems.iter().map(ProblemJson::from).collect(),
        }
    }
}

/// The most problems of a file printed for people; the rest is counted.
const PRINTED: usize = 20;

fn print_text(reports: &[CityImportReport]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for report in reports {
        for problem in report.problems.iter().take(PRINTED) {
            print_problem(&mut out, problem)?;
        }
        let all: u64 = report.problem_counts.values().sum();
        let shown = report.problems.len().min(PRINTED) as u64;
        if all > shown {
            writeln!(out, "… ほか {} 件（--format json で全件）", all - shown)?;
        }
        let year = report.year.map(|year| format!("、{}（{}）", year.japanese(), report.year_from.names().0));
        let (name, rows, figures) = (&report.file_name, report.read, report.figures);
        let (kind, year) = (report.kind.names().0, year.unwrap_or_default());
        writeln!(out, "{name}（{kind}{year}）: {rows} 行を読み、指標の値が {figures} 件あります。")?;
        let tense = if report.mode == ImportMode::DryRun { "（試し）" } else { "" };
        match &report.outcome {
            None if report.is_unusable => writeln!(out, "このファイルは使えません。")?,
            None => writeln!(out, "ほかのファイルが使えないため、取り込みませんでした。")?,
            Some(_) if report.changes_nothing() => writeln!(out, "すべて取込済みの内容と同じです。何も変わりません。")?,
            Some(outcome) => {
                let (new, changed, same, gone) = (outcome.new, outcome.changed, outcome.unchanged, outcome.removed);
                writeln!(out, "{tense}値: 新規 {new}、変更 {changed}、同じ {same}、消えた {gone}。")?;
                if outcome.new_cities + outcome.changed_cities > 0 {
                    let (new, changed) = (outcome.new_cities, outcome.changed_cities);
                    writeln!(out, "{tense}団体: 新規 {new}、変更 {changed}。")?;
                }
            }
        }
    }
    if reports.iter().any(|report| report.outcome.is_none()) {
        writeln!(out, "何も取り込みませんでした。データは元のままです。")?;
    }
    Ok(())
}
