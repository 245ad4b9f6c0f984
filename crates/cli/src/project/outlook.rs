//! `henkaku project outlook`: the lines of the coming years on either basis, and the reserve fund.

mod json;
mod text;

use std::path::PathBuf;
use std::process::ExitCode;

use app::chart::{Cell, DataTable, Lang};
use app::study::Given;
use app::study::outlook::{LineBasis, OutlookRun, line_rows, outlook_of, run};
use clap::{Args, ValueEnum};
use reform::plan::Plan;

use super::{Format, ParameterFolder, given, refuse, write_csv};
use crate::report::print_json;

/// Project the lines of the outlook and the reserve fund.
///
/// Without options the plan's two published points of the fund hold. Amounts are in 億円 and may have decimals; whatever the
/// plan does not publish is marked as illustrative (例示).
#[derive(Args)]
pub struct Outlook {
    /// 改善効果額（毎年、億円） — improvement a year
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    improvement: Option<String>,
    /// 改善効果の数え方（flat 毎年同額、cumulative 累積、one-off 一部はその年限り） — how it counts
    #[arg(long, value_name = "flat|cumulative|one-off")]
    improvement_mode: Option<String>,
    /// one-off のとき、その年限りの割合（%） — the share that is for its year only
    #[arg(long, value_name = "%", allow_hyphen_values = true)]
    one_off_share: Option<String>,
    /// 見通す年数 — projected years
    #[arg(long, value_name = "年", allow_hyphen_values = true)]
    years: Option<String>,
    /// 投資的経費（毎年、億円） — investment a year
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    investment: Option<String>,
    /// 経済の伸び（年、%）。市税は費目ごとの弾性値を掛けて伸びる — growth that taxes follow
    #[arg(long, value_name = "%", allow_hyphen_values = true)]
    tax_growth: Option<String>,
    /// 物価の伸び（年、%） — growth of prices
    #[arg(long, value_name = "%", allow_hyphen_values = true)]
    price_growth: Option<String>,
    /// 扶助費の伸び（年、%） — growth of welfare
    #[arg(long, value_name = "%", allow_hyphen_values = true)]
    welfare_growth: Option<String>,
    /// 費目を選んで伸び率を置く（welfare=2.0,transfers=1.5） — growth of chosen lines
    #[arg(long, value_name = "KEY=%,…")]
    line_growth: Option<String>,
    /// 基金への積立（毎年、億円） — paid into the fund a year
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    set_aside: Option<String>,
    /// 期首の基金の残高（億円） — the fund at the end of the base year
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    fund_opening: Option<String>,
    /// 基金の下限の目安（億円、仮定） — the balance not to go below
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    fund_line: Option<String>,
    /// 標準財政規模（億円） — standard financial scale
    #[arg(long, value_name = "億円", allow_hyphen_values = true)]
    standard_scale: Option<String>,
    /// 市債の前提の組（A〜P） — set of assumptions on bonds
    #[arg(long, value_name = "A..P")]
    bond_set: Option<String>,
    /// 費目を総額で数えるか、一般財源で数えるか — lines in total, or by general revenue
    #[arg(long, value_enum, default_value_t = Basis::Total)]
    basis: Basis,
    /// プランのフォルダー（省略時は内蔵の北九州市） — plan folder; the built-in plan when absent
    #[arg(long, value_name = "DIR")]
    plan: Option<PathBuf>,
    /// 結果の形式 — how to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    parameters: ParameterFolder,
}

/// What lines are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Basis {
    /// 総額 — in total
    Total,
    /// 一般財源 — by general revenue
    General,
}

impl Outlook {
    /// Projects and prints.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let plan = app::plan::load(self.plan.as_deref())?;
        let parameters = self.parameters.read()?;
        let found = run(&plan, &parameters, &self.given(), Lang::Ja)?;
        refuse(&found.form)?;
        let basis = match self.basis {
            Basis::Total => LineBasis::Total,
            Basis::General => LineBasis::General,
        };
        match self.format {
            Format::Json => print_json(&json::OutlookJson::of(&plan, &parameters, &found, basis)?)?,
            Format::Csv => write_csv(&table(&plan, &found, basis)?)?,
            Format::Text => text::print(&plan, &parameters, &found, basis)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn given(&self) -> Given {
        given([
            ("improvement", &self.improvement),
            ("improvement-mode", &self.improvement_mode),
            ("one-off-share", &self.one_off_share),
            ("years", &self.years),
            ("investment", &self.investment),
            ("tax-growth", &self.tax_growth),
            ("price-growth", &self.price_growth),
            ("welfare-growth", &self.welfare_growth),
            ("line-growth", &self.line_growth),
            ("set-aside", &self.set_aside),
            ("fund-opening", &self.fund_opening),
            ("fund-line", &self.fund_line),
            ("standard-scale", &self.standard_scale),
            ("bond-set", &self.bond_set),
        ])
    }
}

/// The lines and the fund in whole yen, one row a line.
fn table(plan: &Plan, found: &OutlookRun, basis: LineBasis) -> anyhow::Result<DataTable> {
    let case = &found.scenario;
    let mut header = vec!["key".to_owned(), "費目".to_owned(), "区分".to_owned()];
    header.extend(case.path.years.iter().map(|year| year.year.short()));
    let row = |key: &str, name: &str, kind: &str, amounts: Vec<Cell>| {
        let words = [key, name, kind].map(|word| Cell::Text(word.to_owned()));
        words.into_iter().chain(amounts).collect::<Vec<Cell>>()
    };
    let mut rows: Vec<Vec<Cell>> = line_rows(outlook_of(plan)?, &case.path, basis, Lang::Ja)
        .into_iter()
        .map(|line| {
            let kind = if line.is_sum { "" } else { line.basis.japanese() };
            row(&line.key, &line.name, kind, line.amounts.into_iter().map(Cell::Money).collect())
        })
        .collect();
    let effects = std::iter::once(Cell::Empty).chain(case.effects.iter().map(|effect| Cell::Money(*effect)));
    rows.push(row("improvement", "改善効果額", "仮定", effects.collect()));
    for (key, name, fund) in [
        ("fund", "基金の年度末残高（改善効果あり）", &case.fund),
        ("fund-without", "基金の年度末残高（改善効果なし）", &case.without),
    ] {
        let closings = fund.iter().map(|year| Cell::Money(year.closing));
        rows.push(row(
            key,
            name,
            "例示",
            std::iter::once(Cell::Money(case.inputs.fund_opening)).chain(closings).collect(),
        ));
    }
    Ok(DataTable { title: "中期財政見通し".to_owned(), header, rows, unit: "円".to_owned() })
}
