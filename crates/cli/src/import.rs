//! `henkaku import`: files become data.

mod cities;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::{Actor, ImportMode, ImportReport};
use clap::{Args, Subcommand, ValueEnum};
use fiscal::Yen;
use serde::Serialize;

use crate::database::{Database, operator_name};
use crate::report::{ProblemJson, print_json, print_problem};
use crate::{import_facilities, import_national};

/// Import from a file.
#[derive(Subcommand)]
pub enum Import {
    /// 予算事務事業を取り込む — import budget programs from a workbook or CSV
    Programs(Programs),
    /// 公共施設の一覧を取り込む — import a list of public facilities
    Facilities(import_facilities::Facilities),
    /// 総務省の主要財政指標を取り込む — import the ministry's tables of main indicators
    Indicators(cities::Indicators),
    /// 決算カードを取り込む — import settlement cards
    Cards(cities::Cards),
    /// 将来推計人口を取り込む — import future population
    Population(cities::Population),
    /// 全国地方公共団体コードを取り込む — import the table of municipality codes
    Municipalities(cities::Municipalities),
    /// 国の行政事業レビューシートを取り込む — import the national government's review sheets
    National(import_national::National),
}

/// Import budget programs from a workbook or CSV.
#[derive(Args)]
pub struct Programs {
    /// 取り込むファイル（xlsx, xls, ods, csv） — the file
    file: PathBuf,
    /// 取込定義のファイルまたは内蔵の名前 — mapping file, or the name of a built-in one
    #[arg(long, default_value = app::mapping::STANDARD, value_name = "FILE|NAME")]
    mapping: String,
    /// 試すだけで何も変えない — read and check everything, change nothing
    #[arg(long)]
    dry_run: bool,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// How a result is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 読むための文 — for people
    Text,
    /// 機械のための JSON — for machines
    Json,
}

impl Import {
    /// Runs the import; fails when nothing of the file could be used.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Import::Programs(programs) => crate::block_on(programs.run()),
            Import::Facilities(facilities) => crate::block_on(facilities.run()),
            Import::Indicators(indicators) => crate::block_on(indicators.run()),
            Import::Cards(cards) => crate::block_on(cards.run()),
            Import::Population(population) => crate::block_on(population.run()),
            Import::Municipalities(municipalities) => crate::block_on(municipalities.run()),
            Import::National(national) => crate::block_on(national.run()),
        }
    }
}

impl Programs {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let mode = if self.dry_run { ImportMode::DryRun } else { ImportMode::Commit };
        let report = app.import_file(&Actor::operator(operator_name()), &self.file, &self.mapping, mode).await?;
        match self.format {
            Format::Json => print_json(&ReportJson::from(&report))?,
            Format::Text => print_text(&report)?,
        }
        Ok(if report.is_unusable() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// An import's result as JSON; money in whole yen.
#[derive(Serialize)]
struct ReportJson<'a> {
    file: &'a str,
    mapping: &'a str,
    dry_run: bool,
    read: u64,
    imported: u64,
    money_unit: &'static str,
    new: u64,
    changed: u64,
    unchanged: u64,
    replaced_demo: u64,
    totals: Vec<TotalJson>,
    problem_counts: &'a BTreeMap<&'static str, u64>,
    issues: Vec<ProblemJson>,
}

#[derive(Serialize)]
struct TotalJson {
    fiscal_year: i32,
    stage: &'static str,
    /// Over the programs taken in.
    cost_yen: i128,
    /// Over every row whose cost could be read.
    read_cost_yen: i128,
    /// The same in the file's unit, each amount cut to whole units: to be held against the source's own total.
    read_cost_in_units: i128,
}

impl<'a> From<&'a ImportReport> for ReportJson<'a> {
    fn from(report: &'a ImportReport) -> ReportJson<'a> {
        let outcome = report.outcome.unwrap_or_default();
        ReportJson {
            file: &report.file_name,
            mapping: &report.mapping,
            dry_run: report.mode == ImportMode::DryRun,
            read: report.read,
            imported: report.imported,
            money_unit: report.money_unit,
            new: outcome.new,
            changed: outcome.changed,
            unchanged: outcome.unchanged,
            replaced_demo: outcome.replaced_demo,
            totals: report
                .totals
                .iter()
                .map(|((year, stage), cost)| TotalJson {
                    fiscal_year: year.start(),
                    stage: stage.word(),
                    cost_yen: cost.accepted_yen,
                    read_cost_yen: cost.read_yen,
                    read_cost_in_units: cost.read_in_units,
                })
                .collect(),
            problem_counts: &report.problem_counts,
            issues: report.problems.iter().map(ProblemJson::from).collect(),
        }
    }
}

fn print_text(report: &ImportReport) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for problem in &report.problems {
        print_problem(&mut out, problem)?;
    }
    let all: u64 = report.problem_counts.values().sum();
    if all > report.problems.len() as u64 {
        writeln!(out, "… ほか {} 件", all - report.problems.len() as u64)?;
    }
    writeln!(
        out,
        "{}（取込定義 {}）: {} 行を読み、{} 事業が使えます。",
        report.file_name, report.mapping, report.read, report.imported
    )?;
    for ((year, stage), cost) in &report.totals {
        let shown = |total: i128| Yen(i64::try_from(total).unwrap_or(i64::MAX)).to_string();
        let (taken, all, unit) = (shown(cost.accepted_in_units), shown(cost.read_in_units), report.money_unit);
        writeln!(out, "  {} {}: 取込 {taken} {unit}、資料の全行 {all} {unit}", year.japanese(), stage.label_ja())?;
    }
    for (source, programs) in &report.other_sources {
        writeln!(
            out,
            "注意: 台帳には別の資料「{source}」の事業が {programs} 件あります。同じ事業があると合計が二重になります。"
        )?;
    }
    match &report.outcome {
        None => writeln!(out, "何も取り込みませんでした。データは元のままです。")?,
        Some(_) if report.changes_nothing() => writeln!(out, "すべて取込済みの内容と同じです。何も変わりません。")?,
        Some(outcome) => {
            let tense = if report.mode == ImportMode::DryRun { "（試し）" } else { "" };
            writeln!(out, "{tense}新規 {}、変更 {}、同じ {}。", outcome.new, outcome.changed, outcome.unchanged)?;
            if outcome.replaced_demo > 0 {
                writeln!(out, "{tense}例示データ {} 事業は消えました。", outcome.replaced_demo)?;
            }
        }
    }
    Ok(())
}
