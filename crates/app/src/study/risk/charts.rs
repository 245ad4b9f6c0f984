//! The pictures of the study of uncertainty (不確実性の試算の図).

use fiscal::uncertainty::Measure;
use fiscal::{Quantity, Yen};
use publish::chart::{Band, Basis, Chart, Head, Lang, LineSeries, LineStyle, Lines, ReferenceLine, lines};

use super::{Probabilities, RiskProjection, RiskStudy, StressCourse};
use crate::study::words::{in_oku, pick};

/// The fans of balance, debt service and fund, and the probabilities by year.
pub(super) fn charts(study: &RiskStudy, lang: Lang) -> Vec<Chart> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let input = &study.scenario.input;
    let line = |name: String, amount: Yen| Some(ReferenceLine { name, value: in_oku(amount, 0) });
    let fan = |id: &str, title: String, measure: Measure, reference: Option<ReferenceLine>| {
        fan_chart(study, (id, title), measure, reference, lang)
    };
    vec![
        fan(
            "risk-fund",
            t("財源調整用基金の振れ", "How far the reserve fund swings"),
            Measure::Fund,
            line(t("基金がない", "nothing left"), Yen::ZERO),
        ),
        fan(
            "risk-balance",
            t("市債残高の振れ", "How far the bond balance swings"),
            Measure::Balance,
            line(t("残高の線", "line"), input.balance_line),
        ),
        fan(
            "risk-service",
            t("公債費の振れ", "How far debt service swings"),
            Measure::DebtService,
            line(t("公債費の線", "line"), input.debt_service_line),
        ),
        probabilities(study, lang),
    ]
}

fn fan_chart(
    study: &RiskStudy,
    (id, title): (&str, String),
    measure: Measure,
    reference: Option<ReferenceLine>,
    lang: Lang,
) -> Chart {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let scenario = &study.scenario;
    let rounded = |amounts: &[Yen]| -> Vec<Quantity> { amounts.iter().map(|amount| in_oku(*amount, 0)).collect() };
    let shown = |amounts: &[Yen]| rounded(amounts).into_iter().map(Some).collect();
    let band = |name: String, low: usize, high: usize| Band {
        name,
        low: rounded(scenario.fan(measure, low)),
        high: rounded(scenario.fan(measure, high)),
    };
    let mut series = Vec::new();
    if study.baseline != *scenario {
        let name = t("基準の中央", "baseline median");
        let values = shown(study.baseline.median(measure));
        series.push(LineSeries { name, values, style: LineStyle::Baseline });
    }
    series.push(LineSeries {
        name: t("中央", "median"),
        values: shown(scenario.median(measure)),
        style: LineStyle::Main,
    });
    if let Some(course) = chosen_stress(study) {
        let name = course.test.as_ref().map(|test| pick(lang, &test.name.ja, test.name.en_or_ja()));
        let values = shown(course.of(measure));
        series.push(LineSeries { name: name.unwrap_or_default(), values, style: LineStyle::Other(0) });
    }
    lines(
        &head(id, title, lang),
        &Lines {
            category_heading: t("年度末", "end of"),
            categories: labels(scenario, lang),
            unit: crate::study::oku_unit(lang).to_owned(),
            series,
            references: reference.into_iter().collect(),
            bands: vec![band(t("90%の範囲", "middle 90%"), 0, 4), band(t("50%の範囲", "middle 50%"), 1, 3)],
        },
    )
}

fn probabilities(study: &RiskStudy, lang: Lang) -> Chart {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let path = |projection: &RiskProjection, of: fn(&Probabilities) -> f64| -> Vec<Option<Quantity>> {
        projection.probabilities.iter().map(|year| Some(in_percent(of(year)))).collect()
    };
    let scenario = &study.scenario;
    let mut series = vec![
        LineSeries {
            name: t("それまでに基金が尽きる", "fund empty by then"),
            values: path(scenario, |year| year.fund_ever_empty),
            style: LineStyle::Main,
        },
        LineSeries {
            name: t("公債費が線を超える", "debt service above its line"),
            values: path(scenario, |year| year.debt_service_above),
            style: LineStyle::Other(0),
        },
        LineSeries {
            name: t("残高が線を超える", "balance above its line"),
            values: path(scenario, |year| year.balance_above),
            style: LineStyle::Other(1),
        },
    ];
    if study.baseline != *scenario {
        let values = path(&study.baseline, |year| year.fund_ever_empty);
        let name = t("基準: それまでに基金が尽きる", "baseline: fund empty by then");
        series.insert(0, LineSeries { name, values, style: LineStyle::Baseline });
    }
    lines(
        &head("risk-probabilities", t("年度ごとの確率", "Probabilities by year"), lang),
        &Lines {
            category_heading: t("年度", "fiscal year"),
            categories: labels(scenario, lang),
            unit: "%".to_owned(),
            series,
            references: Vec::new(),
            bands: Vec::new(),
        },
    )
}

/// The stress test that the form lays over the fans.
pub(super) fn chosen_stress(study: &RiskStudy) -> Option<&StressCourse> {
    let chosen = study.form.scenario().word("stress").to_owned();
    study.scenario.stresses.iter().find(|course| course.test.as_ref().is_some_and(|test| test.id == chosen))
}

/// A share as a percentage with one decimal.
pub(super) fn in_percent(share: f64) -> Quantity {
    Quantity { units: (share * 1_000.0).round() as i64, decimals: 1 }
}

/// `R6`, `FY2024`.
pub(super) fn label(year: fiscal::FiscalYear, lang: Lang) -> String {
    match lang {
        Lang::Ja => year.short(),
        Lang::En => year.to_string(),
    }
}

fn labels(projection: &RiskProjection, lang: Lang) -> Vec<String> {
    projection.years.iter().map(|year| label(*year, lang)).collect()
}

fn head(id: &str, title: String, lang: Lang) -> Head {
    let source = pick(lang, "仮定した振れ幅からの試算", "worked out from assumed deviations");
    Head { id: id.to_owned(), title, lang, source, basis: Basis::Assumed }
}
