//! The bonds under the investments the plan names (市債残高の将来推計の図).

use fiscal::{Quantity, Yen};
use publish::chart::{Basis, Head, Lang, LineSeries, LineStyle, Lines, lines};
use publish::table::shown_quantity;
use reform::parameters::debt::DebtTarget;

use super::{DrawnExhibit, Gap};
use crate::App;
use crate::error::AppError;
use crate::study::debt::{DebtProjection, work_out};
use crate::study::form::Given;
use crate::study::oku_unit;
use crate::study::words::{in_oku, pick};

/// One line for each of the two investments, with the assumptions that lead to the plan's two balances.
pub(super) fn draw_bonds(app: &App, lang: Lang) -> Result<DrawnExhibit, AppError> {
    let parameters = app.parameters();
    // With nothing given, the study is the plan's present course beside its lower one.
    let study = work_out(parameters, &Given::default(), None, lang)?;
    let targets = &parameters.debt.targets;
    let both = [&study.baseline, &study.scenario];
    let chart = lines(&head(targets, lang), &drawn(both, lang));
    let facts = targets.iter().filter_map(|target| {
        let projection = both.into_iter().find(|projection| projection.investment == target.investment)?;
        let year = projection.years.get(target.years.checked_sub(1)?)?;
        Some(compared(target, year.balance, lang))
    });
    let set = parameters.debt.default_set();
    let name = pick(lang, &set.name.ja, set.name.en_or_ja());
    let gap = pick(
        lang,
        &format!(
            "途中の年の残高は、前提の組{}（{name}）による仮定の値。計画の二つの残高に合う組はほかにもあり、途中の姿はそれぞれ違う。",
            set.id
        ),
        &format!(
            "The balances on the way rest on the assumed set {} ({name}). Other sets meet the plan's two balances as well and differ on the way.",
            set.id
        ),
    );
    Ok(DrawnExhibit {
        facts: facts.collect(),
        chart: Some(chart),
        gaps: vec![Gap { text: gap, command: String::new() }],
        assumptions: study.assumptions,
        more: Some(("/fiscal/debt".into(), pick(lang, "前提を変えて試算する", "Change the assumptions"))),
        ..DrawnExhibit::default()
    })
}

fn drawn(both: [&DebtProjection; 2], lang: Lang) -> Lines {
    let [first, second] = both;
    let label = |year: fiscal::FiscalYear| pick(lang, &year.short(), &year.to_string());
    let years = std::iter::once(first.input.base_year).chain(first.years.iter().map(|year| year.year));
    let values = |projection: &DebtProjection| -> Vec<Option<Quantity>> {
        let balances = std::iter::once(projection.opening).chain(projection.years.iter().map(|year| year.balance));
        balances.map(|balance| Some(in_oku(balance, 0))).collect()
    };
    let name = |projection: &DebtProjection| {
        let investment = shown(projection.investment);
        pick(lang, &format!("投資的経費 年{investment}億円"), &format!("{investment} ×¥100m invested a year"))
    };
    Lines {
        category_heading: pick(lang, "年度末", "End of fiscal year"),
        categories: years.map(label).collect(),
        unit: oku_unit(lang).to_owned(),
        series: vec![
            LineSeries { name: name(first), values: values(first), style: LineStyle::Baseline },
            LineSeries { name: name(second), values: values(second), style: LineStyle::Main },
        ],
        references: Vec::new(),
        bands: Vec::new(),
    }
}

fn head(targets: &[DebtTarget], lang: Lang) -> Head {
    let plan: Vec<String> =
        targets.iter().map(|target| pick(lang, &target.ground.source.ja, target.ground.source.en_or_ja())).collect();
    let own = pick(lang, "途中の年は前提による試算", "the years between are reckoned from assumptions");
    Head {
        id: "bonds".into(),
        title: pick(lang, "市債残高の将来推計", "Bond balance to come"),
        lang,
        source: format!("{} / {own}", plan.join(" / ")),
        basis: Basis::Assumed,
    }
}

/// The plan's balance beside the one reckoned here.
fn compared(target: &DebtTarget, reckoned: Yen, lang: Lang) -> String {
    let (investment, years) = (shown(target.investment), target.years);
    let (plan, own) = (shown(target.balance), shown(reckoned));
    pick(
        lang,
        &format!(
            "投資的経費 年{investment}億円のとき、{years}年後の残高は、計画では{plan}億円、この試算では{own}億円。"
        ),
        &format!(
            "With {investment} ×¥100m of investment a year, the balance after {years} years is {plan} in the plan and {own} here (×¥100m)."
        ),
    )
}

fn shown(amount: Yen) -> String {
    shown_quantity(in_oku(amount, 0))
}
