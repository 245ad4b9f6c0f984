//! The bond projection for people: baseline beside scenario, in 億円.

use std::io::Write;

use app::study::debt::{DebtProjection, DebtStudy};
use app::study::words::{in_man, in_oku};
use app::{Quantity, Yen};

use crate::project::{pad, print_assumptions};

/// Prints the study.
pub fn print(study: &DebtStudy) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let (baseline, scenario) = (&study.baseline, &study.scenario);
    writeln!(out, "市債残高の推計（{}年間、起点 {}末）\n", scenario.years.len(), scenario.input.base_year.japanese())?;
    row(&mut out, "", "基準", "試算", "差")?;
    let mut figure = |label: &str, of: &dyn Fn(&DebtProjection) -> Quantity| {
        let (before, after) = (of(baseline), of(scenario));
        let difference = Quantity { units: after.units - before.units, ..after };
        row(&mut out, label, &shown(before), &shown(after), &shown(difference))
    };
    figure("投資的経費（毎年、億円）", &|p| in_oku(p.investment, 1))?;
    figure("新規発行（最後の年度、億円）", &|p| in_oku(p.last().issued, 1))?;
    figure(&format!("{}年後の市債残高（億円）", scenario.years.len()), &|p| in_oku(p.last().balance, 0))?;
    figure("市民一人当たりの残高（万円）", &|p| in_man(p.last().per_citizen, 1))?;
    figure("公債費の最も大きい年度（億円）", &|p| in_oku(largest_service(p), 1))?;
    if let Some((special, service)) = scenario.last().special {
        let words = format!("{}、公債費 {}", shown(in_oku(special, 0)), shown(in_oku(service, 1)));
        writeln!(out, "臨時財政対策債（別の台帳、最後の年度、億円）: 残高 {words}")?;
    }
    if scenario.input.goal.is_some() {
        let found = shown(in_oku(scenario.investment, 1));
        writeln!(out, "\n目標を守れる最大の投資的経費は、毎年 {found}億円（{} 円）です。", scenario.investment)?;
    }
    let formula = &scenario.formula;
    writeln!(
        out,
        "\n式: 残高 = {:.4} × 投資的経費 + {} = {} 億円（S = {:.4}）",
        formula.slope,
        shown(in_oku(formula.intercept, 2)),
        shown(in_oku(formula.balance, 2)),
        formula.steady,
    )?;
    print_years(&mut out, baseline, scenario)?;
    print_assumptions(&mut out, &study.assumptions)?;
    Ok(())
}

fn print_years(out: &mut impl Write, baseline: &DebtProjection, scenario: &DebtProjection) -> anyhow::Result<()> {
    writeln!(out, "\n年度末（億円）")?;
    let headings = ["新規発行", "償還", "利子", "公債費", "残高", "一人当たり万円", "基準の残高"];
    write!(out, "{}", pad("年度", 6, false))?;
    for heading in headings {
        write!(out, "{}", pad(heading, 15, true))?;
    }
    writeln!(out)?;
    for (index, year) in scenario.years.iter().enumerate() {
        let principal = Yen(year.redeemed.0 + year.sinking_fund_flow.0);
        let before = baseline.years.get(index).map(|year| shown(in_oku(year.balance, 0))).unwrap_or_default();
        write!(out, "{}", pad(&year.year.short(), 6, false))?;
        for cell in [
            shown(in_oku(year.issued, 1)),
            shown(in_oku(principal, 1)),
            shown(in_oku(year.interest, 1)),
            shown(in_oku(year.debt_service, 1)),
            shown(in_oku(year.balance, 0)),
            shown(in_man(year.per_citizen, 1)),
            before,
        ] {
            write!(out, "{}", pad(&cell, 15, true))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn row(out: &mut impl Write, label: &str, before: &str, after: &str, difference: &str) -> anyhow::Result<()> {
    let cells = [before, after, difference].map(|cell| pad(cell, 12, true)).concat();
    writeln!(out, "{}{cells}", pad(label, 32, false))?;
    Ok(())
}

fn largest_service(projection: &DebtProjection) -> Yen {
    projection.years.iter().map(|year| year.debt_service).max().unwrap_or_default()
}

fn shown(quantity: Quantity) -> String {
    app::study::words::shown_quantity(quantity)
}
