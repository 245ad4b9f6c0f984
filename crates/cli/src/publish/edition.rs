//! `henkaku publish edition`.

use std::process::ExitCode;

use clap::Subcommand;

/// Prepare, list and approve editions.
#[derive(Subcommand)]
pub enum Edition {
    /// 公表版の一覧 — list the editions
    List,
}

impl Edition {
    /// Does it.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        anyhow::bail!("not built yet")
    }
}
