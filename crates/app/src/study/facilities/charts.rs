//! The pictures of the study of renewal (更新費用の試算の図).

use fiscal::{FiscalYear, Yen};
use publish::chart::{
    Basis, Chart, Head, Lang, LineSeries, LineStyle, Lines, MoneySeries, StackedBars, lines, stacked,
};

use super::FacilityStudy;
use crate::facilities::renewal::RenewalCosts;
use crate::study::words::{in_oku, pick};

/// What infrastructure is drawn in: after the thirteen uses.
const INFRASTRUCTURE_COLOR: usize = 14;

/// Costs by year and use, baseline beside scenario, and what is put off.
pub(super) fn charts(study: &FacilityStudy, lang: Lang) -> Vec<Chart> {
    let mut charts = vec![by_kind(study, lang), compared(study, lang)];
    charts.extend(put_off(study, lang));
    charts
}

fn by_kind(study: &FacilityStudy, lang: Lang) -> Chart {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let costs = &study.comparison.scenario;
    let mut series: Vec<MoneySeries> = costs
        .by_kind
        .iter()
        .map(|kind| MoneySeries {
            name: t(kind.kind.label_ja(), kind.kind.label_en()),
            color: kind.kind.index(),
            values: kind.repair.iter().zip(&kind.rebuild).map(|(a, b)| a.checked_add(*b).ok()).collect(),
        })
        .filter(|series| series.values.iter().any(|value| value.is_some_and(|yen| yen != Yen::ZERO)))
        .collect();
    if !costs.by_asset.is_empty() {
        let of_year = |year: usize| Yen::checked_sum(costs.by_asset.iter().map(|asset| asset.costs[year])).ok();
        series.push(MoneySeries {
            name: t("インフラ", "Infrastructure"),
            color: INFRASTRUCTURE_COLOR,
            values: (0..study.comparison.frame.years).map(of_year).collect(),
        });
    }
    let ceiling = ceiling(study).map(|ceiling| (t("毎年の上限", "ceiling"), ceiling));
    let mean = || (t("年平均", "yearly mean"), costs.yearly_mean);
    stacked(
        &head(
            "renewal-by-kind",
            t("年度別・用途別の更新費用（試算）", "Renewal costs by year and use (scenario)"),
            study,
            lang,
        ),
        &StackedBars {
            category_heading: t("年度", "fiscal year"),
            categories: labels(study, lang),
            series,
            reference: Some(ceiling.unwrap_or_else(mean)),
        },
    )
}

fn compared(study: &FacilityStudy, lang: Lang) -> Chart {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let path = |costs: &RenewalCosts| spent(costs).iter().map(|cost| Some(in_oku(*cost, 1))).collect();
    lines(
        &head("renewal-compared", t("基準と試算の毎年の費用", "Yearly costs, baseline and scenario"), study, lang),
        &Lines {
            category_heading: t("年度", "fiscal year"),
            categories: labels(study, lang),
            unit: t("億円", "100m yen"),
            series: vec![
                LineSeries {
                    name: t("基準", "baseline"),
                    values: path(&study.comparison.baseline),
                    style: LineStyle::Baseline,
                },
                LineSeries {
                    name: t("試算", "scenario"),
                    values: path(&study.comparison.scenario),
                    style: LineStyle::Main,
                },
            ],
            references: Vec::new(),
            bands: Vec::new(),
        },
    )
}

/// What waits at each year's end under the ceiling.
fn put_off(study: &FacilityStudy, lang: Lang) -> Option<Chart> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let smoothed = study.comparison.scenario.smoothed.as_ref()?;
    Some(lines(
        &head("renewal-put-off", t("先送りされて残る費用（年度末）", "Costs put off, at each year's end"), study, lang),
        &Lines {
            category_heading: t("年度末", "end of"),
            categories: labels(study, lang),
            unit: t("億円", "100m yen"),
            series: vec![LineSeries {
                name: t("先送り", "put off"),
                values: smoothed.put_off.iter().map(|cost| Some(in_oku(*cost, 1))).collect(),
                style: LineStyle::Main,
            }],
            references: Vec::new(),
            bands: Vec::new(),
        },
    ))
}

/// What is spent in each year: under the ceiling where there is one.
pub(super) fn spent(costs: &RenewalCosts) -> &[Yen] {
    costs.smoothed.as_ref().map_or(&costs.due, |smoothed| &smoothed.spent)
}

/// The scenario's ceiling.
fn ceiling(study: &FacilityStudy) -> Option<Yen> {
    super::form::terms(&study.form).1.ceiling.filter(|_| study.comparison.scenario.smoothed.is_some())
}

fn head(id: &str, title: String, study: &FacilityStudy, lang: Lang) -> Head {
    let source = crate::facilities::source_of(&study.inventory);
    Head {
        id: id.to_owned(),
        title,
        lang,
        source: pick(
            lang,
            &format!("{source}と単価表による試算"),
            &format!("worked out from {source} and unit prices"),
        ),
        basis: if study.is_illustrative() { Basis::Illustrative } else { Basis::Assumed },
    }
}

/// The years as a page names them.
pub(super) fn labels(study: &FacilityStudy, lang: Lang) -> Vec<String> {
    let frame = &study.comparison.frame;
    (0..frame.years as i32)
        .map(|index| match FiscalYear::new(frame.first_year + index) {
            Ok(year) if lang == Lang::Ja => year.short(),
            Ok(year) => year.to_string(),
            // Beyond the years there are names for.
            Err(_) => (frame.first_year + index).to_string(),
        })
        .collect()
}
