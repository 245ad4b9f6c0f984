//! `henkaku project`: what the rules of finance make of the city's assumptions, and of others.

mod debt;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::parameters::Parameters;
use clap::{Args, Subcommand, ValueEnum};

/// Project what is to come.
#[derive(Subcommand)]
pub enum Project {
    /// 市債残高と公債費を推計する — project the bond balance and the debt service
    Debt(debt::Debt),
}

/// Where the parameters are.
#[derive(Args, Clone)]
pub struct ParameterFolder {
    /// データを置くフォルダー（中の parameters にある前提の値のファイルを内蔵の代わりに使う） — data folder; files in its
    /// folder `parameters` take the place of the built-in ones
    #[arg(long, default_value = "data", value_name = "DIR", env = "HENKAKU_DATA")]
    pub data: PathBuf,
}

/// How a projection is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 読むための文 — for people
    Text,
    /// 機械のための JSON — for machines
    Json,
    /// 表計算のための CSV — for spreadsheets
    Csv,
}

impl Project {
    /// Projects and prints; fails when what is given makes no sense.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Project::Debt(debt) => debt.run(),
        }
    }
}

impl ParameterFolder {
    /// The built-in parameters, with the files of the data folder in their places.
    pub fn read(&self) -> anyhow::Result<Parameters> {
        let own = self.data.join("parameters");
        let own: Option<&Path> = own.is_dir().then_some(&own);
        Ok(Parameters::load(own)?)
    }
}
