//! `henkaku project risk`: how far balance, debt service and fund swing.

mod json;
mod text;

use std::process::ExitCode;

use app::chart::Lang;
use app::study::Given;
use app::study::risk::{Asked, find_stresses, work_out};
use clap::Args;

use super::{Format, ParameterFolder, given, refuse, write_csv};
use crate::report::print_json;

/// Draw futures of interest, prices, taxes and population.
///
/// What it draws is assumed, not estimated; the same seed always draws the same futures. Amounts are in 億円.
#[derive(Args)]
pub struct Risk {
    /// 将来の数（1〜200,000、既定 10,000） — how many futures
    #[arg(long, value_name = "通り", allow_hyphen_values = true)]
    paths: Option<String>,
    /// 年数（1〜60、既定 40） — how many years
    #[arg(long, value_name = "年", allow_hyphen_values = true)]
    years: Option<String>,
    /// 乱数の種 — seed of the draws
    #[arg(long, value_name = "種", allow_hyphen_values = true)]
    seed: Option<String>,
    /// ストレステストの名前かファイル（省略時は前提の値にあるすべて） — a stress test by its id, or a file of them; all of
    /// the parameters when absent
    #[arg(long, value_name = "ID|FILE")]
    stress: Option<String>,
    /// 投資的経費（毎年、億円） — investment a year
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    investment: Option<String>,
    /// 市債の前提の組（A〜P） — set of assumptions about bonds
    #[arg(long, value_name = "A..P")]
    set: Option<String>,
    /// 期首の市債残高（億円） — bond balance at the start
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    opening: Option<String>,
    /// 新しい市債の見込みの利率（%） — expected interest on new bonds
    #[arg(long, value_name = "%", allow_hyphen_values = true)]
    rate: Option<String>,
    /// 基金の期首残高（億円） — reserve fund at the start
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    fund: Option<String>,
    /// 基金の毎年の増減（億円、減るなら負） — change of the fund a year, negative when it shrinks
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    fund_flow: Option<String>,
    /// 超えてはならない公債費（億円） — line of debt service
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    debt_service_line: Option<String>,
    /// 超えてはならない市債残高（億円） — line of the bond balance
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    balance_line: Option<String>,
    /// 金利の毎年のずれ（標準偏差、ポイント） — yearly deviation of interest, in points
    #[arg(long, value_name = "ポイント", allow_hyphen_values = true)]
    interest_deviation: Option<String>,
    /// 物価上昇率の毎年のずれ — of the growth of prices
    #[arg(long, value_name = "ポイント", allow_hyphen_values = true)]
    prices_deviation: Option<String>,
    /// 税収の伸びの毎年のずれ — of the growth of taxes
    #[arg(long, value_name = "ポイント", allow_hyphen_values = true)]
    taxes_deviation: Option<String>,
    /// 人口の増減率の毎年のずれ — of the growth of the population
    #[arg(long, value_name = "ポイント", allow_hyphen_values = true)]
    population_deviation: Option<String>,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    parameters: ParameterFolder,
}

impl Risk {
    /// Draws and prints.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let parameters = self.parameters.read()?;
        let stresses = match &self.stress {
            Some(stress) => find_stresses(&parameters, stress)?,
            None => parameters.uncertainty.stresses.clone(),
        };
        let study = work_out(&parameters, &self.given(), &stresses, Asked::ByCommand, Lang::Ja)?;
        refuse(&study.form)?;
        match self.format {
            Format::Json => print_json(&json::StudyJson::from(&study))?,
            Format::Csv => write_csv(&study.quantiles_table(Lang::Ja))?,
            Format::Text => text::print(&study)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn given(&self) -> Given {
        given([
            ("paths", &self.paths),
            // The baseline draws as many futures from the same seed, so that it differs by what was changed only.
            ("base.paths", &self.paths),
            ("seed", &self.seed),
            ("base.seed", &self.seed),
            ("years", &self.years),
            ("investment", &self.investment),
            ("set", &self.set),
            ("opening", &self.opening),
            ("rate", &self.rate),
            ("fund", &self.fund),
            ("fund-flow", &self.fund_flow),
            ("debt-service-line", &self.debt_service_line),
            ("balance-line", &self.balance_line),
            ("interest-deviation", &self.interest_deviation),
            ("prices-deviation", &self.prices_deviation),
            ("taxes-deviation", &self.taxes_deviation),
            ("population-deviation", &self.population_deviation),
        ])
    }
}
