//! `henkaku check analyses`: were snapshots of management analyses altered behind the program's back?

use std::io::Write;
use std::process::ExitCode;

use app::Actor;

use crate::database::{Database, operator_name};

/// Recomputes hash and chain of every snapshot and holds them against the audit trail; fails when one was altered.
pub async fn check_analyses(database: Database) -> anyhow::Result<ExitCode> {
    let app = database.open().await?;
    let (count, faults) = app.verify_snapshots(&Actor::operator(operator_name())).await?;
    let mut out = std::io::stdout().lock();
    for (fault, kind) in &faults {
        writeln!(out, "{} {}/{}: {}", kind.code, fault.cluster, fault.number, kind.title_ja)?;
        writeln!(out, "    {}", kind.title_en)?;
        writeln!(out, "    → {}", kind.hint_ja)?;
    }
    let models = app.altered_logic_versions(&Actor::operator(operator_name())).await?;
    for altered in &models {
        writeln!(
            out,
            "ロジックモデル {} 版 {}: 保存したときの内容と違います (altered since it was saved)",
            altered.cluster, altered.id
        )?;
    }
    if faults.is_empty() && models.is_empty() {
        writeln!(out, "経営分析のスナップショット {count} 件とロジックモデルの版: 問題ありません。")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(
        out,
        "経営分析のスナップショット {count} 件のうち {} 件、ロジックモデルの版 {} 件に、改ざんの疑いがあります。",
        faults.len(),
        models.len()
    )?;
    Ok(ExitCode::FAILURE)
}
