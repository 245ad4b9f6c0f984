//! The pictures of the bond study (市債の試算の図).

use publish::chart::{
    Basis, Chart, Head, Lang, LineSeries, LineStyle, Lines, MoneySeries, ReferenceLine, StackedBars, lines, stacked,
};

use super::{DebtProjection, DebtStudy};
use crate::study::words::{in_man, in_oku, pick};
use fiscal::{Quantity, Yen};
use reform::parameters::debt::DebtParameters;

/// The balance, the yearly debt service of the scenario, the balance per citizen.
pub(super) fn charts(debt: &DebtParameters, study: &DebtStudy, lang: Lang) -> Vec<Chart> {
    vec![balance(debt, study, lang), debt_service(study, lang), per_citizen(study, lang)]
}

fn balance(debt: &DebtParameters, study: &DebtStudy, lang: Lang) -> Chart {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let rounded = |amount: Yen| Some(in_oku(amount, 0));
    let path = |projection: &DebtProjection| -> Vec<Option<Quantity>> {
        let years = projection.years.iter().map(|year| year.balance);
        std::iter::once(projection.opening).chain(years).map(rounded).collect()
    };
    let mut series = vec![
        LineSeries { name: t("基準", "baseline"), values: path(&study.baseline), style: LineStyle::Baseline },
        LineSeries { name: t("試算", "scenario"), values: path(&study.scenario), style: LineStyle::Main },
    ];
    if let Some(special) = &study.scenario.input.special {
        let opening = study.scenario.opening.checked_add(special.opening).ok();
        let years = study.scenario.years.iter().map(|year| year.balance.checked_add(year.special?.0).ok());
        let values = std::iter::once(opening).chain(years).map(|amount| amount.and_then(rounded)).collect();
        let name = t("試算（臨時財政対策債を含む）", "scenario with bonds in place of the allocation tax");
        series.push(LineSeries { name, values, style: LineStyle::Other(0) });
    }
    let goal = match study.scenario.input.goal {
        Some(super::DebtGoal::Balance(most)) => Some(most),
        _ => None,
    };
    let references = goal.map(|most| ReferenceLine { name: t("目標", "goal"), value: in_oku(most, 0) });
    let plan: Vec<String> = debt
        .targets
        .iter()
        .map(|target| pick(lang, &target.ground.source.ja, target.ground.source.en_or_ja()))
        .collect();
    let rest = t("年度ごとの姿は仮定の前提による試算", "the years between are worked out from assumptions");
    let source = format!("{} / {rest}", plan.join(" / "));
    let mut categories = vec![label(study.scenario.input.base_year, lang)];
    categories.extend(labels(study, lang));
    lines(
        &Head { source, ..head("debt-balance", t("市債残高の見通し", "Bond balance to come"), lang) },
        &Lines {
            category_heading: t("年度末", "end of"),
            categories,
            unit: crate::study::oku_unit(lang).to_owned(),
            series,
            references: references.into_iter().collect(),
            bands: Vec::new(),
        },
    )
}

fn debt_service(study: &DebtStudy, lang: Lang) -> Chart {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let years = &study.scenario.years;
    let series = |name: String, color: usize, of: &dyn Fn(&super::DebtYear) -> Option<Yen>| MoneySeries {
        name,
        color,
        values: years.iter().map(of).collect(),
    };
    let mut parts = vec![
        series(t("元金の償還（減債基金を含む）", "redemption, sinking fund included"), 0, &|year| {
            year.debt_service.checked_sub(year.interest).ok()
        }),
        series(t("利子", "interest"), 1, &|year| Some(year.interest)),
    ];
    if study.scenario.input.special.is_some() {
        let name = t("臨時財政対策債の公債費", "bonds in place of the allocation tax");
        parts.push(series(name, 2, &|year| Some(year.special?.1)));
    }
    let goal = match study.scenario.input.goal {
        Some(super::DebtGoal::DebtService(most)) => Some((t("目標", "goal"), most)),
        _ => None,
    };
    stacked(
        &head("debt-service", t("毎年の公債費（試算）", "Debt service of each year (scenario)"), lang),
        &StackedBars {
            category_heading: t("年度", "fiscal year"),
            categories: labels(study, lang),
            series: parts,
            reference: goal,
        },
    )
}

fn per_citizen(study: &DebtStudy, lang: Lang) -> Chart {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let path = |projection: &DebtProjection| -> Vec<Option<Quantity>> {
        let years = projection.years.iter().map(|year| year.per_citizen);
        std::iter::once(projection.opening_per_citizen()).chain(years).map(|amount| Some(in_man(amount, 1))).collect()
    };
    let mut categories = vec![label(study.scenario.input.base_year, lang)];
    categories.extend(labels(study, lang));
    lines(
        &head("debt-per-citizen", t("市民一人当たりの市債残高", "Bond balance per citizen"), lang),
        &Lines {
            category_heading: t("年度末", "end of"),
            categories,
            unit: crate::study::words::man_unit(lang).to_owned(),
            series: vec![
                LineSeries { name: t("基準", "baseline"), values: path(&study.baseline), style: LineStyle::Baseline },
                LineSeries { name: t("試算", "scenario"), values: path(&study.scenario), style: LineStyle::Main },
            ],
            references: Vec::new(),
            bands: Vec::new(),
        },
    )
}

fn head(id: &str, title: String, lang: Lang) -> Head {
    let source = pick(lang, "前提による試算", "worked out from assumptions");
    Head { id: id.to_owned(), title, lang, source, basis: Basis::Assumed }
}

fn labels(study: &DebtStudy, lang: Lang) -> Vec<String> {
    study.scenario.years.iter().map(|year| label(year.year, lang)).collect()
}

/// `R6`, `FY2024`.
fn label(year: fiscal::FiscalYear, lang: Lang) -> String {
    match lang {
        Lang::Ja => year.short(),
        Lang::En => year.to_string(),
    }
}
