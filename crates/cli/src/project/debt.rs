//! `henkaku project debt`: the bond balance and the debt service to come.

mod json;
mod text;

use std::path::PathBuf;
use std::process::ExitCode;

use app::chart::Lang;
use app::study::Given;
use app::study::debt::{DebtStudy, read_schedule, work_out};
use clap::Args;

use super::{Format, ParameterFolder, given, refuse, write_csv};
use crate::report::print_json;

/// Project the bond balance and the debt service.
///
/// Without --investment both figures of the plan stand beside each other. Amounts are in 億円 and may have decimals.
#[derive(Args)]
pub struct Debt {
    /// 投資的経費（毎年、億円） — investment a year
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    investment: Option<String>,
    /// 推計する年数（1〜100、既定 30） — projected years
    #[arg(long, value_name = "年", allow_hyphen_values = true)]
    years: Option<String>,
    /// 前提の組（A〜P、既定 A。すべて仮定） — set of assumptions
    #[arg(long, value_name = "A..P")]
    set: Option<String>,
    /// 期首の市債残高（億円） — balance at the start
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    opening: Option<String>,
    /// 既発債の償還予定のファイル（csv, xlsx, toml）。合計は期首の残高と合うこと — redemptions of the existing bonds by
    /// year, with interest where it is known; they must add up to the balance at the start
    #[arg(long, value_name = "FILE")]
    schedule: Option<PathBuf>,
    /// 移行の年数。この間は --investment-before のまま — years of transition
    #[arg(long, value_name = "年", allow_hyphen_values = true)]
    transition_years: Option<String>,
    /// 移行中の投資的経費（毎年、億円、既定 620） — investment during the transition
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    investment_before: Option<String>,
    /// 起債率（投資的経費のうち市債で賄う割合、%） — share of investment paid with bonds
    #[arg(long, value_name = "%", allow_hyphen_values = true)]
    issue_ratio: Option<String>,
    /// 枠外の発行（毎年、億円） — other issues a year
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    other_issues: Option<String>,
    /// 新しい市債の利率（%） — interest on new bonds
    #[arg(long, value_name = "%", allow_hyphen_values = true)]
    rate: Option<String>,
    /// 既発債の利率（%） — interest on the existing bonds
    #[arg(long, value_name = "%", allow_hyphen_values = true)]
    legacy_rate: Option<String>,
    /// 残高の数え方（net 減債基金を除く、gross 額面） — balance less the sinking fund, or at face value
    #[arg(long, value_name = "net|gross")]
    basis: Option<String>,
    /// 人口。どの年度も同じとする（省略時は見通し） — population, the same every year
    #[arg(long, value_name = "人", allow_hyphen_values = true)]
    population: Option<String>,
    /// 最後の年度末の残高をこの額にとどめる投資的経費を求める（億円） — find the investment that keeps this balance
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    target_balance: Option<String>,
    /// 同じく市民一人当たりの残高（万円） — the same for the balance per citizen, in 10,000 yen
    #[arg(long, value_name = "万円", allow_hyphen_values = true)]
    target_balance_per_citizen: Option<String>,
    /// 同じくどの年度の公債費も（億円） — the same for the debt service of any year
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    target_debt_service: Option<String>,
    /// 臨時財政対策債の期首残高（億円）。別の台帳で推計して並べる — bonds in place of the allocation tax, kept apart
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    special_opening: Option<String>,
    /// 臨時財政対策債の発行（毎年、億円） — their issues a year
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    special_issues: Option<String>,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    parameters: ParameterFolder,
}

impl Debt {
    /// Projects and prints.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let parameters = self.parameters.read()?;
        let given = self.given();
        let schedule = self.schedule.as_deref().map(|path| read_schedule(&parameters, &given, path)).transpose();
        // What is wrong with the options is told before what is wrong with a file that was read by them.
        let study = work_out(&parameters, &given, schedule.as_ref().ok().and_then(Option::as_ref), Lang::Ja)?;
        refuse(&study.form)?;
        schedule?;
        self.print(&study)?;
        Ok(ExitCode::SUCCESS)
    }

    fn print(&self, study: &DebtStudy) -> anyhow::Result<()> {
        match self.format {
            Format::Json => print_json(&json::StudyJson::from(study)),
            Format::Csv => write_csv(&study.years_table(Lang::Ja)),
            Format::Text => text::print(study),
        }
    }

    fn given(&self) -> Given {
        given([
            ("investment", &self.investment),
            ("years", &self.years),
            ("set", &self.set),
            ("opening", &self.opening),
            ("transition-years", &self.transition_years),
            ("investment-before", &self.investment_before),
            ("issue-ratio", &self.issue_ratio),
            ("other-issues", &self.other_issues),
            ("rate", &self.rate),
            ("legacy-rate", &self.legacy_rate),
            ("basis", &self.basis),
            ("population", &self.population),
            ("target-balance", &self.target_balance),
            ("target-balance-per-citizen", &self.target_balance_per_citizen),
            ("target-debt-service", &self.target_debt_service),
            ("special-opening", &self.special_opening),
            ("special-issues", &self.special_issues),
        ])
    }
}
