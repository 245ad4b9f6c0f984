//! `henkaku check editions`: was anything that was published altered behind the program's back?

use std::io::Write;
use std::process::ExitCode;

use app::Actor;

use crate::database::{Database, operator_name};

/// Recomputes the digest of every text, edition and file and holds them against the audit trail; fails when one differs.
pub async fn check_editions(database: Database) -> anyhow::Result<ExitCode> {
    let app = database.open().await?;
    let (verified, faults) = app.verify_editions(&Actor::operator(operator_name())).await?;
    let mut out = std::io::stdout().lock();
    for (fault, kind) in &faults {
        let of = if fault.of.is_empty() { String::new() } else { format!(" {}", fault.of) };
        writeln!(out, "{} 版 #{}{of}: {}", kind.code, fault.edition, kind.title_ja)?;
        writeln!(out, "    {}", kind.title_en)?;
        writeln!(out, "    → {}", kind.hint_ja)?;
    }
    let looked_at =
        format!("公表版 {} 件（本文 {} 件、文書 {} 件）", verified.editions, verified.bodies, verified.files);
    if faults.is_empty() {
        writeln!(out, "{looked_at}: 問題ありません。")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{looked_at}: {} か所に、改ざんの疑いがあります。", faults.len())?;
    Ok(ExitCode::FAILURE)
}
