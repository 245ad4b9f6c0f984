//! The pictures and tables of the ratio study (比率の試算の図と表).

use fiscal::comparison::Figure;
use fiscal::soundness::{Limit, limits_in_force};
use fiscal::{FiscalYear, Quantity};
use publish::chart::{Basis, Chart, Head, Lang, LineSeries, LineStyle, Lines, ReferenceLine, lines};
use publish::table::{Cell, DataTable};
use reform::city::printed::PrintedFigures;
use reform::parameters::soundness::{BodyClass, SoundnessParameters};
use reform::plan::Plan;

use super::words::ratio_name;
use super::{CityRatio, ProjectedRatio, RatioRun};
use crate::study::fund::grade_word;
use crate::study::oku_unit;
use crate::study::outlook::year_label;
use crate::study::words::{in_oku, pick};

/// The published figures of the city by year, oldest first.
pub fn published(plan: &Plan, printed: &PrintedFigures, ratio: CityRatio) -> Vec<(FiscalYear, Figure, String)> {
    let code = plan.city.code.as_str();
    let of_city = printed.figures.iter().filter(|figure| figure.city.with_check_digit() == code);
    let mut years: Vec<(FiscalYear, Figure, String)> = of_city
        .filter(|figure| figure.indicator.key == ratio.key())
        .map(|figure| (figure.year, figure.figure, figure.source.ja.clone()))
        .collect();
    years.sort_by_key(|(year, _, _)| *year);
    years.dedup_by_key(|(year, _, _)| *year);
    years
}

/// One picture for each ratio that is published every year, with its limits across.
pub(super) fn charts(plan: &Plan, printed: &PrintedFigures, run: &RatioRun, lang: Lang) -> Vec<Chart> {
    let shown =
        [CityRatio::RealDebtService, CityRatio::FutureBurden, CityRatio::OrdinaryBalance, CityRatio::FiscalCapacity];
    shown.into_iter().filter_map(|ratio| chart(plan, printed, run, ratio, lang)).collect()
}

fn chart(plan: &Plan, printed: &PrintedFigures, run: &RatioRun, ratio: CityRatio, lang: Lang) -> Option<Chart> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let facts = published(plan, printed, ratio);
    let projection = run.projection.as_ref().filter(|_| ratio == CityRatio::RealDebtService);
    let ends =
        facts.iter().map(|(year, _, _)| *year).chain(projection.iter().flat_map(|p| p.scenario.iter().map(|p| p.year)));
    let (first, last) = (ends.clone().min()?, ends.max()?);
    let years: Vec<FiscalYear> = (first.start()..=last.start()).filter_map(|year| FiscalYear::new(year).ok()).collect();
    let place = |year: FiscalYear| usize::try_from(year.start() - first.start()).ok();
    let mut values: Vec<Option<Quantity>> = vec![None; years.len()];
    for (year, figure, _) in &facts {
        if let (Figure::Value(value), Some(at)) = (figure, place(*year)) {
            values[at] = Some(*value);
        }
    }
    let path = |projected: &[ProjectedRatio]| {
        let mut values: Vec<Option<Quantity>> = vec![None; years.len()];
        for ratio in projected {
            if let Some(at) = place(ratio.year) {
                values[at] = ratio.finding.figure;
            }
        }
        values
    };
    // Alone, what was published is what the picture is about.
    let style = if projection.is_some() { LineStyle::Other(0) } else { LineStyle::Main };
    let mut series = vec![LineSeries { name: t("公表値", "published"), values, style }];
    if let Some(projection) = projection {
        series.push(LineSeries {
            name: t("基準", "baseline"),
            values: path(&projection.baseline),
            style: LineStyle::Baseline,
        });
        series.push(LineSeries {
            name: t("試算", "scenario"),
            values: path(&projection.scenario),
            style: LineStyle::Main,
        });
    }
    let references = limits_in_force(&run.limits, ratio.key(), last).into_iter().map(|limit| ReferenceLine {
        name: format!("{} {}%", grade_word(limit.grade, lang), limit.percent),
        value: limit.percent,
    });
    let source = facts.first().map(|(_, _, source)| source.clone()).unwrap_or_default();
    let (source, basis) = match projection {
        Some(_) => (
            t(&format!("公表値は{source}、試算は仮定から"), &format!("published: {source}; to come: from assumptions")),
            Basis::Assumed,
        ),
        None => (source, Basis::Published),
    };
    let name = ratio_name(ratio, lang);
    let title = match projection {
        Some(_) => t(&format!("{name}の推移とこれから"), &format!("{name}: published and to come")),
        None => t(&format!("{name}の推移"), &format!("{name} as published")),
    };
    let head = Head { id: format!("ratio-{}", ratio.key()), title, lang, source, basis };
    Some(lines(
        &head,
        &Lines {
            category_heading: t("年度", "fiscal year"),
            categories: years.iter().map(|year| year_label(*year, lang)).collect(),
            unit: ratio.unit().to_owned(),
            series,
            references: references.collect(),
            bands: Vec::new(),
        },
    ))
}

/// The years to come, one row each.
pub(super) fn projection_table(run: &RatioRun, lang: Lang) -> Option<DataTable> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let projection = run.projection.as_ref()?;
    let oku = oku_unit(lang);
    let rows = projection.scenario.iter().zip(&projection.baseline).map(|(scenario, baseline)| {
        let figure = |ratio: &ProjectedRatio| ratio.finding.figure.map_or(Cell::Text("−".into()), Cell::Number);
        vec![
            Cell::Text(year_label(scenario.year, lang)),
            Cell::Number(in_oku(scenario.amounts.a_debt_service, 1)),
            Cell::Number(in_oku(scenario.amounts.e_standard_scale, 1)),
            Cell::Number(scenario.finding.unrounded.round(3)),
            figure(scenario),
            figure(baseline),
        ]
    });
    Some(DataTable {
        title: t("実質公債費比率のこれから（三か年平均）", "Real debt service ratio to come, mean of three years"),
        header: vec![
            t("年度", "fiscal year"),
            t(&format!("A 元利償還金（{oku}）"), &format!("A debt service ({oku})")),
            t(&format!("E 標準財政規模（{oku}）"), &format!("E standard scale ({oku})")),
            t("平均（切り捨ての前、%）", "mean before the cut (%)"),
            t("試算（%）", "scenario (%)"),
            t("基準（%）", "baseline (%)"),
        ],
        rows: rows.collect(),
        unit: t("%", "%"),
    })
}

/// The limits of every class chosen, old ones included, with the settlements they are for.
pub(super) fn limits_table(parameters: &SoundnessParameters, class: BodyClass, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let year = |year: FiscalYear| year_label(year, lang);
    let row = |limit: &Limit, is_law_checked: bool| -> Option<Vec<Cell>> {
        let ratio = CityRatio::ALL.into_iter().find(|ratio| ratio.key() == limit.indicator)?;
        let last = limit.last_year.map(year).unwrap_or_default();
        let law = match is_law_checked {
            true => limit.law.clone(),
            false => t(&format!("{}（条番号は未確認）", limit.law), &format!("{} (article not checked)", limit.law)),
        };
        Some(vec![
            Cell::Text(ratio_name(ratio, lang)),
            Cell::Text(grade_word(limit.grade, lang)),
            Cell::Number(limit.percent),
            Cell::Text(format!("{}〜{last}", year(limit.first_year))),
            Cell::Text(law),
            Cell::Text(limit.source.clone()),
        ])
    };
    let of_class = parameters.limits.iter().filter(|limit| limit.class == class);
    DataTable {
        title: t("基準と、それを当てる決算の年度", "Limits and the settlements they are for"),
        header: vec![
            t("比率", "ratio"),
            t("基準", "limit"),
            t("％（以上で該当）", "% (reached at or above)"),
            t("決算の年度", "settlements"),
            t("根拠の法令", "law"),
            t("出典", "source"),
        ],
        rows: of_class.filter_map(|limit| row(&limit.limit, limit.is_law_checked)).collect(),
        unit: "%".to_owned(),
    }
}

/// What the plan's glossary says of a term, and what the law has that the glossary leaves out.
pub(super) fn glossary_table(plan: &Plan, lang: Lang) -> Option<DataTable> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let terms = CityRatio::ALL.into_iter().filter_map(|ratio| plan.term(ratio.term()?));
    let rows: Vec<Vec<Cell>> = terms
        .map(|term| {
            let text = |text: &reform::plan::Text| pick(lang, &text.ja, text.en_or_ja());
            let note = term.statutory_note.as_ref().map_or(Cell::Empty, |note| Cell::Text(text(note)));
            vec![Cell::Text(text(&term.name)), Cell::Text(text(&term.definition)), note]
        })
        .collect();
    (!rows.is_empty()).then(|| DataTable {
        title: t("計画の用語集と法律の計算の違い", "The plan's glossary and the statutory calculation"),
        header: vec![
            t("用語", "term"),
            t("計画の用語集の意味（要約）", "what the plan's glossary means, in short"),
            t("法律や国の計算との違い", "how the law or the ministry differs"),
        ],
        rows,
        unit: String::new(),
    })
}
