//! The outlook for people: lines, balances and the fund, in 億円.

use std::io::Write;

use app::Yen;
use app::chart::{Cell, Lang};
use app::parameters::Parameters;
use app::study::outlook::{LineBasis, OutlookRun, assumptions, line_rows, outlook_of};
use app::study::words::in_oku;
use reform::plan::Plan;

use crate::project::{pad, print_assumptions};

/// Prints the outlook, its rows on a basis.
pub fn print(plan: &Plan, parameters: &Parameters, run: &OutlookRun, basis: LineBasis) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let outlook = outlook_of(plan)?;
    let case = &run.scenario;
    let counted = if basis == LineBasis::Total { "総額" } else { "一般財源" };
    writeln!(out, "{} 中期財政見通し（{counted}、億円）", plan.city.name.ja)?;
    writeln!(out, "{}\n", outlook.note.ja)?;
    let heading = case.path.years.iter().map(|year| year.year.short()).collect::<Vec<_>>();
    line(&mut out, "", "区分", &heading)?;
    for row in line_rows(outlook, &case.path, basis, Lang::Ja) {
        let cells: Vec<String> = row.amounts.iter().map(|amount| shown(*amount)).collect();
        line(&mut out, &row.name, if row.is_sum { "" } else { row.basis.japanese() }, &cells)?;
    }
    let with_gap = |amounts: Vec<Yen>| -> Vec<String> {
        std::iter::once(String::new()).chain(amounts.into_iter().map(shown)).collect()
    };
    line(&mut out, "改善効果額", "仮定", &with_gap(case.effects.clone()))?;
    writeln!(out, "\n{}（年度末、億円）", outlook.fund.name.ja)?;
    for (name, fund) in [("改善効果あり", &case.fund), ("改善効果なし", &case.without)] {
        let closings = std::iter::once(case.inputs.fund_opening).chain(fund.iter().map(|year| year.closing));
        let cells: Vec<String> = closings.map(shown).collect();
        line(&mut out, name, "例示", &cells)?;
    }
    let baseline =
        std::iter::once(run.baseline.inputs.fund_opening).chain(run.baseline.fund.iter().map(|year| year.closing));
    if run.form.changed().next().is_some() {
        line(&mut out, "基準（改善効果あり）", "例示", &baseline.map(shown).collect::<Vec<_>>())?;
    }
    let published: Vec<String> = outlook
        .fund
        .points
        .iter()
        .map(|point| {
            let kind = if point.is_settled { "決算" } else { "計画" };
            format!("{}末 {}（{kind}）", point.year.short(), Cell::Number(in_oku(point.balance.value, 0)).shown())
        })
        .collect();
    writeln!(out, "公表: {}", published.join("、"))?;
    let implied = shown(run.implied_mean);
    writeln!(out, "計画の二つの残高が示す収支差額の平均: 毎年 {implied}億円（改善効果の前）")?;
    writeln!(out, "調整（例示）: 毎年 {}億円。二つの残高に合うように計算したもの", shown(run.balancing.yearly))?;
    let flags = app::study::fund::flags(plan, parameters, run, Lang::Ja)?;
    for flag in flags.iter().filter(|flag| flag.is_warning) {
        writeln!(out, "注意 {}: {}", flag.title, flag.text)?;
    }
    let changed: Vec<String> = run
        .form
        .changed()
        .map(|field| format!("{} {} → {}", field.label, field.baseline_shown(), field.value_shown()))
        .collect();
    if !changed.is_empty() {
        writeln!(out, "\n基準から変えたもの\n  {}", changed.join("\n  "))?;
    }
    print_assumptions(&mut out, &assumptions(plan, outlook, run, Lang::Ja))?;
    Ok(())
}

fn line(out: &mut impl Write, name: &str, basis: &str, cells: &[String]) -> anyhow::Result<()> {
    write!(out, "{}{}", pad(name, 40, false), pad(basis, 6, false))?;
    for cell in cells {
        write!(out, "{}", pad(cell, 10, true))?;
    }
    writeln!(out)?;
    Ok(())
}

fn shown(amount: Yen) -> String {
    Cell::Number(in_oku(amount, 1)).shown()
}
