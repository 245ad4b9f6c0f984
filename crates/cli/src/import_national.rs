//! `henkaku import national`: a folder of the government's review sheets becomes the inventory.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::national::{NationalImportReport, ReferenceOutcome};
use app::{Actor, ImportMode};
use clap::Args;
use fiscal::Yen;
use serde::Serialize;

use crate::database::{Database, operator_name};
use crate::import::Format;
use crate::report::{ProblemJson, print_json, print_problem};

/// Import the national government's review sheets from the folder of their published tables.
///
/// Tables 1-1, 1-2, 1-3, 1-5, 2-1, 3-2 and 4-1 are read, each a zip of one CSV or that CSV. Programs, their logic models and
/// related programs are written together or not at all.
#[derive(Args)]
pub struct National {
    /// 公表された表のあるフォルダー — the folder with the published tables
    folder: PathBuf,
    /// 試すだけで何も変えない — read and check everything, change nothing
    #[arg(long)]
    dry_run: bool,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

impl National {
    /// Runs the import; fails when nothing of the folder could be used.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let mode = if self.dry_run { ImportMode::DryRun } else { ImportMode::Commit };
        let report = app.import_national(&Actor::operator(operator_name()), &self.folder, mode).await?;
        match self.format {
            Format::Json => print_json(&ReportJson::from(&report))?,
            Format::Text => print_text(&report)?,
        }
        Ok(if report.is_unusable() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// The result as JSON; money in whole yen.
#[derive(Serialize)]
struct ReportJson<'a> {
    folder: &'a str,
    dry_run: bool,
    refused: bool,
    fiscal_year: Option<i32>,
    tables: Vec<TableJson>,
    read: u64,
    imported: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    replaced_demo: u64,
    models: ModelsJson,
    related: RelatedJson,
    totals: Vec<TotalJson>,
    problem_counts: &'a BTreeMap<&'static str, u64>,
    issues: Vec<ProblemJson>,
}

#[derive(Serialize)]
struct TableJson {
    table: &'static str,
    title: &'static str,
    rows: u64,
}

#[derive(Serialize)]
struct ModelsJson {
    models: u64,
    nodes: u64,
    links: u64,
    /// Programs whose sheet states no link.
    without_links: u64,
    /// Rows that repeat a link.
    repeated_links: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    removed: u64,
}

#[derive(Serialize)]
struct RelatedJson {
    pairs: u64,
    /// Of them, those whose other program has no sheet in these tables.
    unknown: u64,
    new: u64,
    unchanged: u64,
    removed: u64,
}

#[derive(Serialize)]
struct TotalJson {
    fiscal_year: i32,
    stage: &'static str,
    /// Over the programs taken in.
    cost_yen: i128,
    /// Over the rows of totals as they stand.
    stated_yen: i128,
    /// Over the rows of single accounts: the same money once more, never added to the others.
    accounts_yen: i128,
}

impl<'a> From<&'a NationalImportReport> for ReportJson<'a> {
    fn from(report: &'a NationalImportReport) -> ReportJson<'a> {
        let outcome = report.outcome.unwrap_or_default();
        let reference = &report.reference;
        ReportJson {
            folder: &report.folder,
            dry_run: report.mode == ImportMode::DryRun,
            refused: report.is_unusable(),
            fiscal_year: report.year.map(|year| year.start()),
            tables: (report.tables.iter())
                .map(|table| TableJson { table: table.number, title: table.title, rows: table.rows })
                .collect(),
            read: report.programs_seen,
            imported: if report.is_unusable() { 0 } else { report.programs },
            new: outcome.new,
            changed: outcome.changed,
            unchanged: outcome.unchanged,
            replaced_demo: outcome.replaced_demo,
            models: ModelsJson {
                models: report.models.0,
                nodes: report.models.1,
                links: report.models.2,
                without_links: report.without_links,
                repeated_links: report.repeated_links,
                new: reference.models_new,
                changed: reference.models_changed,
                unchanged: reference.models_unchanged,
                removed: reference.models_removed,
            },
            related: RelatedJson {
                pairs: report.related.0,
                unknown: report.related.1,
                new: reference.relations_new,
                unchanged: reference.relations_unchanged,
                removed: reference.relations_removed,
            },
            totals: (report.totals.iter())
                .map(|((year, stage), total)| TotalJson {
                    fiscal_year: year.start(),
                    stage: stage.word(),
                    cost_yen: total.accepted_yen,
                    stated_yen: total.stated_yen,
                    accounts_yen: total.accounts_yen,
                })
                .collect(),
            problem_counts: &report.problem_counts,
            issues: report.problems.iter().map(ProblemJson::from).collect(),
        }
    }
}

fn print_text(report: &NationalImportReport) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for problem in &report.problems {
        print_problem(&mut out, problem)?;
    }
    let all: u64 = report.problem_counts.values().sum();
    if all > report.problems.len() as u64 {
        writeln!(out, "… ほか {} 件", all - report.problems.len() as u64)?;
    }
    let year = report.year.map(|year| year.japanese()).unwrap_or_default();
    writeln!(
        out,
        "{}（国の行政事業レビューシート、{year}）: {} 事業を読み、{} 事業が使えます。",
        report.folder, report.programs_seen, report.programs
    )?;
    for table in &report.tables {
        writeln!(out, "  表 {} {}: {} 行", table.number, table.title, table.rows)?;
    }
    for ((year, stage), total) in &report.totals {
        let shown = |total: i128| Yen(i64::try_from(total).unwrap_or(i64::MAX)).to_string();
        let (taken, stated) = (shown(total.accepted_yen), shown(total.stated_yen));
        writeln!(out, "  {} {}: 取込 {taken} 円、表の合計の行 {stated} 円", year.japanese(), stage.label_ja())?;
    }
    let (models, nodes, links) = report.models;
    writeln!(
        out,
        "ロジックモデル {models} 件（要素 {nodes}、つながり {links}）。つながりの記載がない事業 {}、同じつながりの行 {}。",
        report.without_links, report.repeated_links
    )?;
    let (pairs, unknown) = report.related;
    writeln!(out, "関連事業 {pairs} 組（うち、この表にない番号 {unknown}）。")?;
    for (source, programs) in &report.other_sources {
        writeln!(out, "注意: 台帳には別の資料「{source}」の事業が {programs} 件あります。合計にはどちらも入ります。")?;
    }
    match &report.outcome {
        None => writeln!(out, "何も取り込みませんでした。データは元のままです。")?,
        Some(_) if report.changes_nothing() => writeln!(out, "すべて取込済みの内容と同じです。何も変わりません。")?,
        Some(outcome) => {
            let tense = if report.mode == ImportMode::DryRun { "（試し）" } else { "" };
            writeln!(out, "{tense}事業: 新規 {}、変更 {}、同じ {}。", outcome.new, outcome.changed, outcome.unchanged)?;
            print_reference(&mut out, tense, &report.reference)?;
            if outcome.replaced_demo > 0 {
                writeln!(out, "{tense}例示データ {} 事業は消えました。", outcome.replaced_demo)?;
            }
        }
    }
    Ok(())
}

fn print_reference(out: &mut impl Write, tense: &str, reference: &ReferenceOutcome) -> std::io::Result<()> {
    writeln!(
        out,
        "{tense}ロジックモデル: 新規 {}、変更 {}、同じ {}、なくなったもの {}。",
        reference.models_new, reference.models_changed, reference.models_unchanged, reference.models_removed
    )?;
    writeln!(
        out,
        "{tense}関連事業: 新規 {}、同じ {}、なくなったもの {}。",
        reference.relations_new, reference.relations_unchanged, reference.relations_removed
    )
}
