//! `henkaku publish site`.

use std::process::ExitCode;

use clap::Args;

/// Write the public site.
#[derive(Args)]
pub struct Site {}

impl Site {
    /// Does it.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        anyhow::bail!("not built yet")
    }
}
