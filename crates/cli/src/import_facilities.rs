//! `henkaku import facilities`: a list of public facilities becomes the city's list.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::facilities::FacilityImportReport;
use app::{Actor, ImportMode};
use clap::Args;
use serde::Serialize;

use crate::database::{Database, operator_name};
use crate::import::Format;
use crate::report::{ProblemJson, print_json, print_problem};

/// Import a list of public facilities from a workbook or CSV.
///
/// The file is the whole list of its source: facilities it no longer has are removed, and a single row in error refuses
/// all of it.
#[derive(Args)]
pub struct Facilities {
    /// 取り込むファイル（xlsx, xls, ods, csv） — the file
    file: PathBuf,
    /// 公共施設の取込定義のファイルまたは内蔵の名前 — facility mapping file, or the name of a built-in one
    #[arg(long, default_value = app::facilities::STANDARD, value_name = "FILE|NAME")]
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

impl Facilities {
    /// Runs the import; fails when nothing was taken in.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let mode = if self.dry_run { ImportMode::DryRun } else { ImportMode::Commit };
        let actor = Actor::operator(operator_name());
        let report = app.import_facilities(&actor, &self.file, &self.mapping, mode).await?;
        match self.format {
            Format::Json => print_json(&ReportJson::from(&report))?,
            Format::Text => print_text(&report)?,
        }
        Ok(if report.is_refused() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// An import's result as JSON; money in whole yen, areas in square metres as exact decimals in text.
#[derive(Serialize)]
struct ReportJson<'a> {
    file: &'a str,
    mapping: &'a str,
    as_of: i32,
    dry_run: bool,
    refused: bool,
    read: u64,
    /// Facilities without an error.
    facilities: u64,
    imported: u64,
    /// Parts of other buildings: facilities without floor area of their own.
    inside_others: usize,
    /// Facilities with floor area and no year built.
    without_year: usize,
    floor_area_m2: String,
    income_yen: Option<i64>,
    cost_yen: Option<i64>,
    depreciation_yen: Option<i64>,
    /// Groups whose amounts are counted once.
    shared_cost_groups: &'a [String],
    by_kind: Vec<KindJson>,
    new: u64,
    changed: u64,
    unchanged: u64,
    removed: u64,
    replaced_demo: u64,
    problem_counts: &'a BTreeMap<&'static str, u64>,
    issues: Vec<ProblemJson>,
}

#[derive(Serialize)]
struct KindJson {
    kind: &'static str,
    label: &'static str,
    facilities: usize,
    inside_others: usize,
    floor_area_m2: String,
}

impl<'a> From<&'a FacilityImportReport> for ReportJson<'a> {
    fn from(report: &'a FacilityImportReport) -> ReportJson<'a> {
        let outcome = report.outcome.unwrap_or_default();
        let totals = &report.totals;
        ReportJson {
            file: &report.file_name,
            mapping: &report.mapping,
            as_of: report.as_of.start(),
            dry_run: report.mode == ImportMode::DryRun,
            refused: report.is_refused(),
            read: report.read,
            facilities: report.accepted,
            imported: if report.is_refused() { 0 } else { report.accepted },
            inside_others: totals.inside_others,
            without_year: totals.without_year,
            floor_area_m2: square_metres(totals.area_hundredths_m2),
            income_yen: totals.income.map(|yen| yen.0),
            cost_yen: totals.cost.map(|yen| yen.0),
            depreciation_yen: totals.depreciation.map(|yen| yen.0),
            shared_cost_groups: &totals.groups,
            by_kind: totals
                .by_kind
                .iter()
                .map(|total| KindJson {
                    kind: total.kind.word(),
                    label: total.kind.label_ja(),
                    facilities: total.facilities,
                    inside_others: total.inside_others,
                    floor_area_m2: square_metres(total.area_hundredths_m2),
                })
                .collect(),
            new: outcome.new,
            changed: outcome.changed,
            unchanged: outcome.unchanged,
            removed: outcome.removed,
            replaced_demo: outcome.replaced_demo,
            problem_counts: &report.problem_counts,
            issues: report.problems.iter().map(ProblemJson::from).collect(),
        }
    }
}

fn print_text(report: &FacilityImportReport) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for problem in &report.problems {
        print_problem(&mut out, problem)?;
    }
    let all: u64 = report.problem_counts.values().sum();
    if all > report.problems.len() as u64 {
        writeln!(out, "… ほか {} 件", all - report.problems.len() as u64)?;
    }
    let totals = &report.totals;
    writeln!(
        out,
        "{}（取込定義 {}、{}）: {} 行を読み、誤りのない施設は {} 件（うち他の施設の中 {} 件）、延床面積 {} ㎡。",
        report.file_name,
        report.mapping,
        report.as_of.japanese(),
        report.read,
        report.accepted,
        totals.inside_others,
        square_metres(totals.area_hundredths_m2),
    )?;
    for total in &totals.by_kind {
        writeln!(
            out,
            "  {}: {} 施設、{} ㎡",
            total.kind.label_ja(),
            total.facilities,
            square_metres(total.area_hundredths_m2)
        )?;
    }
    if let Some(cost) = totals.cost {
        let groups = match totals.groups.is_empty() {
            true => String::new(),
            false => format!("（{}は組全体の額を一度だけ数える）", totals.groups.join("、")),
        };
        writeln!(out, "  年間の支出 {cost} 円{groups}")?;
    }
    match &report.outcome {
        None => writeln!(
            out,
            "誤りがあるため、何も取り込みませんでした。一覧は元のままです。直してからもう一度取り込んでください。"
        )?,
        Some(_) if report.changes_nothing() => writeln!(out, "すべて取込済みの内容と同じです。何も変わりません。")?,
        Some(outcome) => {
            let tense = if report.mode == ImportMode::DryRun { "（試し）" } else { "" };
            writeln!(
                out,
                "{tense}新規 {}、変更 {}、同じ {}、一覧からなくなった施設 {}。",
                outcome.new, outcome.changed, outcome.unchanged, outcome.removed
            )?;
            if outcome.replaced_demo > 0 {
                writeln!(out, "{tense}例示の施設 {} 件は消えました。", outcome.replaced_demo)?;
            }
        }
    }
    Ok(())
}

fn square_metres(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
