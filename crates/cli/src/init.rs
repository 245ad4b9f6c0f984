//! `henkaku init`: a plan folder for another city.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

/// Write a commented plan folder for another city.
#[derive(Args)]
pub struct Init {
    /// 書き出すフォルダー（空であること） — the folder; must be empty or absent
    folder: PathBuf,
}

impl Init {
    /// Writes the template.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let written = app::plan::init(&self.folder)?;
        let mut out = std::io::stdout().lock();
        for name in written {
            writeln!(out, "{}", self.folder.join(name).display())?;
        }
        writeln!(out, "書き換えたら、henkaku check plan {} で確かめてください。", self.folder.display())?;
        Ok(ExitCode::SUCCESS)
    }
}
