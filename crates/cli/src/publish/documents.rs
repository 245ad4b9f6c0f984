//! `henkaku publish documents`.

use std::process::ExitCode;

use clap::Args;

/// Make the documents.
#[derive(Args)]
pub struct Documents {}

impl Documents {
    /// Does it.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        anyhow::bail!("not built yet")
    }
}
