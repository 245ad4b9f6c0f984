//! The futures for people: quantiles by year in 億円, probabilities, stress tests.

use std::io::Write;

use app::study::risk::{RiskProjection, RiskStudy};
use app::study::words::{in_oku, shown_quantity};
use app::{FiscalYear, Yen};
use fiscal::uncertainty::Measure;

use crate::project::{pad, print_assumptions};

/// Prints the study.
pub fn print(study: &RiskStudy) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let projection = &study.scenario;
    let input = &projection.input;
    writeln!(
        out,
        "{} 通りの将来（種 {}）。確率と振れ幅は仮定から出たもので、予測ではありません。",
        input.paths, input.seed
    )?;
    for (name, measure) in
        [("市債残高", Measure::Balance), ("公債費", Measure::DebtService), ("財源調整用基金", Measure::Fund)]
    {
        writeln!(out, "\n{name}（億円）")?;
        line(&mut out, "年度", ["5%", "25%", "中央", "75%", "95%"].map(str::to_owned))?;
        for index in shown_years(projection) {
            let cells = std::array::from_fn(|share| shown(projection.fan(measure, share)[index]));
            line(&mut out, &projection.years[index].short(), cells)?;
        }
    }
    let (service, balance) = (shown(input.debt_service_line), shown(input.balance_line));
    writeln!(out, "\n確率（%）　公債費の線 {service}億円、残高の線 {balance}億円")?;
    let headings = ["それまでに基金が尽きる", "その年に基金がない", "公債費が線を超える", "残高が線を超える"];
    write!(out, "{}", pad("年度", 6, false))?;
    writeln!(out, "{}", headings.map(|heading| pad(heading, 24, true)).concat())?;
    for index in shown_years(projection) {
        let found = &projection.probabilities[index];
        let chances = [found.fund_ever_empty, found.fund_empty, found.debt_service_above, found.balance_above];
        write!(out, "{}", pad(&projection.years[index].short(), 6, false))?;
        writeln!(out, "{}", chances.map(|chance| pad(&format!("{:.2}", chance * 100.0), 24, true)).concat())?;
    }
    print_stresses(&mut out, projection)?;
    print_assumptions(&mut out, &study.assumptions)?;
    Ok(())
}

fn print_stresses(out: &mut impl Write, projection: &RiskProjection) -> anyhow::Result<()> {
    let last = projection.years.len() - 1;
    writeln!(out, "\nストレステスト（{}、億円）", projection.years[last].japanese())?;
    let headings = ["残高", "公債費", "基金", "基金が尽きる年度"];
    writeln!(out, "{}{}", pad("", 40, false), headings.map(|heading| pad(heading, 18, true)).concat())?;
    for course in &projection.stresses {
        let name = course.test.as_ref().map_or("見込みどおり", |test| test.name.ja.as_str());
        let at = |measure: Measure| shown(course.of(measure)[last]);
        let empty = course.fund_empty_in.map_or_else(|| "尽きない".to_owned(), FiscalYear::short);
        let cells = [at(Measure::Balance), at(Measure::DebtService), at(Measure::Fund), empty];
        writeln!(out, "{}{}", pad(name, 40, false), cells.map(|cell| pad(&cell, 18, true)).concat())?;
    }
    Ok(())
}

/// The first year, every fifth and the last.
fn shown_years(projection: &RiskProjection) -> impl Iterator<Item = usize> {
    let count = projection.years.len();
    (0..count).filter(move |index| *index == 0 || (index + 1) % 5 == 0 || index + 1 == count)
}

fn line(out: &mut impl Write, label: &str, cells: [String; 5]) -> anyhow::Result<()> {
    writeln!(out, "{}{}", pad(label, 6, false), cells.map(|cell| pad(&cell, 14, true)).concat())?;
    Ok(())
}

fn shown(amount: Yen) -> String {
    shown_quantity(in_oku(amount, 1))
}
