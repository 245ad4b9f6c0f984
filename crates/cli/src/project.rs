//! `henkaku project`: what the rules of finance make of the city's assumptions, and of others.

mod debt;
mod facilities;
mod outlook;
mod ratios;
mod risk;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::chart::DataTable;
use app::parameters::Parameters;
use app::study::{Assumption, Form, Given, InputProblem};
use app::{AppError, Place, Problem};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

/// Project what is to come.
#[derive(Subcommand)]
pub enum Project {
    /// 市債残高と公債費を推計する — project the bond balance and the debt service
    Debt(debt::Debt),
    /// 金利・物価・税収・人口が外れたときの振れを推計する — how far bonds and fund swing when things stray
    Risk(risk::Risk),
    /// 公共施設の更新費用を推計する — project what renewing public facilities costs
    Facilities(facilities::Facilities),
    /// 中期財政見通しと基金の残高を推計する — project the outlook and the reserve fund
    Outlook(outlook::Outlook),
    /// 健全化判断比率を算定し、実質公債費比率のこれからを見る — work out the soundness ratios
    Ratios(ratios::Ratios),
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
            Project::Risk(risk) => risk.run(),
            Project::Facilities(facilities) => facilities.run(),
            Project::Outlook(outlook) => outlook.run(),
            Project::Ratios(ratios) => ratios.run(),
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

/// The options that were given, as the values of a study by their keys.
pub(crate) fn given<const COUNT: usize>(options: [(&str, &Option<String>); COUNT]) -> Given {
    let given = options.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)));
    Given::new(given)
}

/// Refuses values that make no sense: every one of them with its option, its code and what may be given.
///
/// # Errors
/// When the form has a problem.
pub(crate) fn refuse(form: &Form) -> anyhow::Result<()> {
    if form.is_sound() {
        return Ok(());
    }
    // A value that the baseline shares with the scenario is wrong in both and told once.
    let mut problems: Vec<&InputProblem> = form.problems.iter().collect();
    problems.dedup_by(|one, other| one.key == other.key && one.problem == other.problem);
    let told = problems.into_iter().map(|found| {
        let place = Place::file(format!("--{}", found.key));
        let words = match (found.problem.excerpt.as_str(), found.allowed.as_str()) {
            (excerpt, "") => excerpt.to_owned(),
            (excerpt, allowed) => format!("{excerpt} → {allowed}"),
        };
        Problem::new(found.problem.kind, place, words)
    });
    Err(AppError::Faulty(told.collect()).into())
}

/// Something that was assumed, or taken from a source, as JSON.
#[derive(Serialize)]
pub(crate) struct AssumptionJson<'a> {
    name: &'a str,
    value: &'a str,
    /// 公表, 読み取り, 仮定 or 例示.
    basis: &'static str,
    source: &'a str,
}

impl<'a> From<&'a Assumption> for AssumptionJson<'a> {
    fn from(assumption: &'a Assumption) -> AssumptionJson<'a> {
        let Assumption { name, value, basis, source } = assumption;
        AssumptionJson { name, value, basis: basis.japanese(), source }
    }
}

/// Prints what was assumed and where the rest is from.
pub(crate) fn print_assumptions(out: &mut impl Write, assumptions: &[Assumption]) -> anyhow::Result<()> {
    writeln!(out, "\n前提")?;
    for assumption in assumptions {
        let Assumption { name, value, basis, source } = assumption;
        writeln!(out, "  [{}] {name}: {value}\n         {source}", basis.japanese())?;
    }
    Ok(())
}

/// Writes a table as CSV on standard output.
pub(crate) fn write_csv(table: &DataTable) -> anyhow::Result<()> {
    let out = std::io::stdout().lock();
    table.write_csv(out).map_err(AppError::from)?;
    Ok(())
}

/// A cell of so many columns; Japanese characters are two wide.
pub(crate) fn pad(text: &str, columns: usize, to_the_right: bool) -> String {
    let width: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let space = " ".repeat(columns.saturating_sub(width));
    if to_the_right { format!("{space}{text}") } else { format!("{text}{space}") }
}
