//! `henkaku compare`: cities by one indicator — who stands where, in words, JSON or CSV.

use std::io::Write;
use std::process::ExitCode;

use app::chart::Lang;
use app::cities::{CompareAsk, Comparison, csv, shown};
use app::{Actor, AppError};
use clap::{Args, ValueEnum};

use crate::database::{Database, operator_name};
use crate::report::{print_error, print_json};

/// Compare cities by one indicator.
#[derive(Args)]
pub struct Compare {
    /// 指標（省略時は経常収支比率） — the indicator's key; --list shows them
    #[arg(long, default_value = "", hide_default_value = true, value_name = "KEY")]
    indicator: String,
    /// 年度（2021、R3 など。省略時は値のそろう最も新しい年度） — the fiscal year
    #[arg(long, default_value = "", hide_default_value = true, value_name = "YEAR")]
    year: String,
    /// 比べる団体（designated-cities、municipalities、prefecture-40） — the group
    #[arg(long, default_value = "designated-cities", value_name = "GROUP")]
    group: String,
    /// 順位を見る市のコードか名前（省略時はプランの市） — the city looked at
    #[arg(long, default_value = "", hide_default_value = true, value_name = "CODE|NAME")]
    city: String,
    /// 順位を数える側（high 高い方から、low 低い方から） — the end places are counted from
    #[arg(long, default_value = "high", value_name = "high|low")]
    from: String,
    /// 値のある指標と年度を並べる — list the indicators and years there are
    #[arg(long)]
    list: bool,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
}

/// How a comparison is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 読むための文と表 — for people
    Text,
    /// 機械のための JSON — for machines
    Json,
    /// 表計算のための CSV — for spreadsheets
    Csv,
}

impl Compare {
    /// Compares and prints; fails when what is asked is not there, and says what is.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        crate::block_on(self.answer())
    }

    async fn answer(self) -> anyhow::Result<ExitCode> {
        let app = self.database.open().await?;
        let actor = Actor::operator(operator_name());
        let mut out = std::io::stdout().lock();
        if self.list {
            for covered in app.covered_indicators(&actor).await? {
                let years: Vec<String> = covered.years.iter().map(|(year, _)| year.start().to_string()).collect();
                let name = app::cities::indicator_name(covered.indicator).ja;
                writeln!(out, "{}\t{name}\t{}", covered.indicator.key, years.join(" "))?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        let Compare { indicator, year, group, city, from, format, .. } = self;
        let asked = CompareAsk { indicator, year, group, city, from };
        let found = match app.compare_cities(&actor, &asked).await {
            Ok(found) => found,
            Err(AppError::Cities(error)) => {
                // A problem shows the start of what was given; what there is instead stands below it in full.
                let known = error.known().to_owned();
                print_error(&AppError::Cities(error).into());
                writeln!(std::io::stderr(), "     あるもの: {known}")?;
                return Ok(ExitCode::FAILURE);
            }
            Err(error) => return Err(error.into()),
        };
        match format {
            Format::Json => {
                drop(out);
                print_json(&web::comparison_json(&found))?;
            }
            Format::Csv => out.write_all(&csv(found.table(Lang::Ja), &found.source(Lang::Ja), Lang::Ja)?)?,
            Format::Text => print_text(&mut out, &found)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print_text(out: &mut impl Write, found: &Comparison) -> std::io::Result<()> {
    writeln!(out, "{}", found.title(Lang::Ja))?;
    for sentence in found.sentences(Lang::Ja) {
        writeln!(out, "{sentence}")?;
    }
    writeln!(out)?;
    for row in &found.rows {
        let mark = if row.is_own { "▶" } else { "　" };
        let verdict = row.verdict.map_or("", |verdict| app::cities::words::verdict_name(verdict, Lang::Ja));
        let value = shown(row.figure).unwrap_or_default();
        writeln!(
            out,
            "{mark}{:>4} {}  {value:>10}  {verdict}  {}",
            row.place,
            row.city.code.with_check_digit(),
            row.city.name.ja
        )?;
    }
    for city in &found.missing {
        writeln!(out, "　   – {}  値なし  {}", city.code.with_check_digit(), city.name.ja)?;
    }
    writeln!(out)?;
    for (name, value) in found.averages(Lang::Ja) {
        writeln!(out, "{name}: {value}")?;
    }
    writeln!(out, "出典: {}", found.source(Lang::Ja))
}
