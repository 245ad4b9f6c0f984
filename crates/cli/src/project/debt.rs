//! `henkaku project debt`.

use std::process::ExitCode;

use clap::Args;

use super::{Format, ParameterFolder};

/// Project the bond balance and the debt service.
#[derive(Args)]
pub struct Debt {
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    parameters: ParameterFolder,
}

impl Debt {
    /// Projects and prints.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let _ = (self.parameters.read()?, self.format);
        anyhow::bail!("not ready")
    }
}
