//! `henkaku check`: is what is stored and configured sound?

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::{Actor, AuditVerdict, Severity};
use clap::{Args, Subcommand};

use crate::check_analyses::check_analyses;
use crate::check_document::{CheckDocument, check_document};
use crate::check_editions::check_editions;
use crate::check_overlaps::{Overlaps, check_overlaps};
use crate::database::{Database, operator_name};
use crate::report::print_problem;

/// Check a plan folder or the audit trail.
#[derive(Subcommand)]
pub enum Check {
    /// プランのフォルダーを検査する — check a plan folder; names file, line and field of each fault
    Plan(PlanFolder),
    /// 監査証跡が改ざんされていないか検査する — recompute the chain of the audit trail
    Audit(Database),
    /// 経営分析のスナップショットが改ざんされていないか検査する — recompute the snapshots of management analyses
    Analyses(Database),
    /// 公表版が改ざんされていないか検査する — recompute every digest of what was published
    Editions(Database),
    /// 文書の数値が公表版のとおりか検査する — work every figure of a document out again from its edition
    Document(CheckDocument),
    /// 言葉の似た事業の組を探す — look for programs that may overlap
    Overlaps(Overlaps),
}

/// Check a plan folder.
#[derive(Args)]
pub struct PlanFolder {
    /// プランのフォルダー — the folder
    folder: PathBuf,
}

impl Check {
    /// Runs the check; fails when something is wrong.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Check::Plan(PlanFolder { folder }) => check_plan(&folder),
            Check::Audit(database) => crate::block_on(check_audit(database)),
            Check::Analyses(database) => crate::block_on(check_analyses(database)),
            Check::Editions(database) => crate::block_on(check_editions(database)),
            Check::Document(document) => crate::block_on(check_document(document)),
            Check::Overlaps(overlaps) => crate::block_on(check_overlaps(overlaps)),
        }
    }
}

fn check_plan(folder: &std::path::Path) -> anyhow::Result<ExitCode> {
    let problems = app::plan::check(folder)?;
    let mut out = std::io::stdout().lock();
    for problem in &problems {
        print_problem(&mut out, problem)?;
    }
    let faults = problems.iter().filter(|problem| problem.kind.severity > Severity::Warning).count();
    if faults > 0 {
        writeln!(out, "{}: 誤りが {faults} か所あります。", folder.display())?;
        return Ok(ExitCode::FAILURE);
    }
    writeln!(out, "{}: 問題ありません。", folder.display())?;
    Ok(ExitCode::SUCCESS)
}

async fn check_audit(database: Database) -> anyhow::Result<ExitCode> {
    let app = database.open().await?;
    let verdict = app.verify_audit(&Actor::operator(operator_name())).await?;
    let mut out = std::io::stdout().lock();
    match verdict {
        AuditVerdict::Intact { rows, last_hash } => {
            writeln!(out, "監査証跡 {rows} 件: つながりに問題はありません。末尾 {last_hash}")?;
            Ok(ExitCode::SUCCESS)
        }
        AuditVerdict::Broken { seq, reason } => {
            writeln!(out, "監査証跡の {seq} 番が前の記録とつながりません: {reason}")?;
            Ok(ExitCode::FAILURE)
        }
    }
}
