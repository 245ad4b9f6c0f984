//! `henkaku check overlaps`: which programs may overlap, and which of them wait for a decision?

use std::io::Write;
use std::process::ExitCode;

use app::Actor;
use app::overlaps::OverlapQuery;
use clap::Args;

use crate::database::{Database, operator_name};
use crate::report::print_problem;

/// Look for programs that may overlap.
#[derive(Args)]
pub struct Overlaps {
    #[command(flatten)]
    database: Database,
    /// 示す組の数 — how many pairs to print, at most 25
    #[arg(long, default_value_t = 25)]
    most: usize,
}

/// Prints the highest pairs that wait for a decision. Pairs are no fault: it fails only when they cannot be looked for.
pub async fn check_overlaps(Overlaps { database, most }: Overlaps) -> anyhow::Result<ExitCode> {
    let app = database.open().await?;
    let list = app.overlap_list(&Actor::operator(operator_name()), &OverlapQuery::default()).await?;
    let mut out = std::io::stdout().lock();
    for problem in &list.problems {
        print_problem(&mut out, problem)?;
    }
    for row in list.rows.iter().take(most) {
        let score = format!("{}.{:04}", row.score_bp / 10_000, row.score_bp % 10_000);
        writeln!(out, "{score}  {} {} ／ {} {}", row.a.external_id, row.a.name, row.b.external_id, row.b.name)?;
        if !row.phrases.is_empty() {
            writeln!(out, "        共通する語句: {}", row.phrases.join("、"))?;
        }
    }
    writeln!(
        out,
        "{} 事業を比べました。判断を待つ組は {} です（しきい値 0.{:02} は仮定）。",
        list.programs,
        list.total,
        list.threshold_bp / 100
    )?;
    Ok(ExitCode::SUCCESS)
}
