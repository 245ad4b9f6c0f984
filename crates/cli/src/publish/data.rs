//! `henkaku publish data`.

use std::process::ExitCode;

use clap::Args;

/// Write the open data.
#[derive(Args)]
pub struct Data {}

impl Data {
    /// Does it.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        anyhow::bail!("not built yet")
    }
}
