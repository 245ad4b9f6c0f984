//! Charts (図): which figures of the inventory and the plan are drawn, and how they are said.

use fiscal::{FiscalYear, Yen};
use publish::chart::{Trend, trend};
use reform::plan::Plan;
use reform::program::{FundingSource, Indicator, MoneyLine};
use store::ProgramDetail;

pub use publish::chart::{
    Band, Columns, Grouped, Head, LineSeries, LineStyle, Lines, MoneySeries, Point, Ranking, ReferenceLine, Scatter,
    StackedBars, columns, grouped, lines, ranking, scatter, stacked,
};
pub use publish::chart::{Basis, Chart, Lang};
pub use publish::table::{Cell, DataTable};

use crate::error::AppError;

/// The colour of what no source explains: the grey at the end of the palette.
const REST_COLOR: usize = 7;

/// Program cost by year and funding source (事業費の推移). `None` when no amount is stated.
///
/// Of each year the furthest stage is drawn (決算 before 現計 before 当初 …); the year's label carries the stage.
pub fn program_money(program: &ProgramDetail, lang: Lang) -> Option<Chart> {
    let lines = furthest_by_year(&program.money);
    if lines.is_empty() {
        return None;
    }
    let ja = lang == Lang::Ja;
    let mut series: Vec<MoneySeries> = FundingSource::ALL
        .iter()
        .enumerate()
        .map(|(place, source)| MoneySeries {
            // 一般財源, the last and the one most looked at, takes the leading colour.
            color: (place + 1) % FundingSource::ALL.len(),
            name: if ja { source.label_ja() } else { source.label_en() }.to_owned(),
            values: lines.iter().map(|line| source.of(&line.funding)).collect(),
        })
        .filter(|series| series.values.iter().any(|value| value.is_some_and(|amount| amount != Yen::ZERO)))
        .collect();
    // What the sources leave unexplained is drawn as such, so that the bar is always the cost the source states.
    let rest: Vec<Option<Yen>> = lines.iter().map(|line| unexplained(line)).collect();
    if series.is_empty() || rest.iter().any(Option::is_some) {
        let name = if ja { "内訳なし・差額" } else { "Not broken down" }.to_owned();
        let values = if series.is_empty() { lines.iter().map(|line| Some(line.cost)).collect() } else { rest };
        series.push(MoneySeries { name, color: REST_COLOR, values });
    }
    let bars = StackedBars {
        category_heading: if ja { "年度" } else { "Fiscal year" }.to_owned(),
        categories: lines.iter().map(|line| year_label(line.fiscal_year, lang)).collect(),
        series,
        reference: None,
    };
    let head = Head {
        id: "money".into(),
        title: if ja { "事業費と財源の推移" } else { "Program cost by funding source" }.to_owned(),
        lang,
        source: source_of(program),
        basis: basis_of(program.demo),
    };
    Some(stacked(&head, &bars))
}

/// One indicator over the years (指標の推移).
pub fn indicator(program: &ProgramDetail, number: usize, indicator: &Indicator, lang: Lang) -> Chart {
    let ja = lang == Lang::Ja;
    let head = Head {
        id: format!("indicator-{number}"),
        title: indicator.name.clone(),
        lang,
        source: source_of(program),
        basis: basis_of(program.demo),
    };
    let values = &indicator.values;
    trend(
        &head,
        &Trend {
            category_heading: if ja { "年度" } else { "Fiscal year" }.to_owned(),
            categories: values.iter().map(|value| year_label(value.fiscal_year, lang)).collect(),
            unit: indicator.unit.clone(),
            actual_name: if ja { "実績" } else { "Actual" }.to_owned(),
            actual: values.iter().map(|value| value.actual).collect(),
            target_name: if ja { "目標" } else { "Target" }.to_owned(),
            target: values.iter().map(|value| value.target).collect(),
        },
    )
}

/// The designated cities by aging rate as published (表1-1: 高齢化率).
pub fn aging_rates(plan: &Plan, lang: Lang) -> Chart {
    let ja = lang == Lang::Ja;
    let table = &plan.population;
    let name = |text: &reform::plan::Text| if ja { text.ja.clone() } else { text.en_or_ja().to_owned() };
    let document = plan.document(&table.source.document).map(|document| name(&document.title)).unwrap_or_default();
    let head = Head {
        id: "aging".into(),
        title: if ja {
            "政令市の高齢化率（公表値）"
        } else {
            "Aging rate of the designated cities, as published"
        }
        .to_owned(),
        lang,
        source: format!("{document} {}", table.source),
        basis: Basis::Published,
    };
    let rows = table.rows.iter().map(|row| (name(&row.name), Some(row.aging_rate_percent))).collect();
    ranking(
        &head,
        &Ranking {
            name_heading: if ja { "市" } else { "City" }.to_owned(),
            value_heading: if ja { "高齢化率" } else { "Aging rate" }.to_owned(),
            unit: "%".to_owned(),
            rows,
            dashes: Vec::new(),
            highlight: table.row(&plan.city.code).map(|row| name(&row.name)),
            average: Some((name(&table.average.label), table.average.aging_rate_percent)),
        },
    )
}

/// The figures behind a chart as CSV: UTF-8 with BOM, CRLF. Its last column says what kind of figures they are
/// (公表値・例示), so that the mark goes where the file goes.
///
/// # Errors
/// When the table cannot be written.
pub fn figures_csv(chart: &Chart, lang: Lang) -> Result<Vec<u8>, AppError> {
    let (heading, basis) = match lang {
        Lang::Ja => ("データの区分", chart.basis.label_ja()),
        Lang::En => ("basis", chart.basis.label_en()),
    };
    let mut table = chart.table.clone();
    table.header.push(heading.to_owned());
    table.rows.iter_mut().for_each(|row| row.push(Cell::Text(basis.to_owned())));
    let mut bytes = Vec::new();
    table.write_csv(&mut bytes)?;
    Ok(bytes)
}

/// One line for each year, the furthest stage stated, by year.
pub fn furthest_by_year(money: &[MoneyLine]) -> Vec<&MoneyLine> {
    let mut lines: Vec<&MoneyLine> = money.iter().collect();
    lines.sort_by_key(|line| (line.fiscal_year, std::cmp::Reverse(line.stage.precedence())));
    lines.dedup_by_key(|line| line.fiscal_year);
    lines
}

/// The part of the cost that no stated source explains; `None` when there is none.
fn unexplained(line: &MoneyLine) -> Option<Yen> {
    let stated = line.funding.stated_sum().ok().flatten();
    let rest = match stated {
        Some(_) => line.discrepancy().unwrap_or_default(),
        None => line.cost,
    };
    (rest != Yen::ZERO).then_some(rest)
}

fn year_label(year: FiscalYear, lang: Lang) -> String {
    match lang {
        Lang::Ja => year.short(),
        Lang::En => format!("FY{}", year.start()),
    }
}

fn basis_of(demo: bool) -> Basis {
    if demo { Basis::Illustrative } else { Basis::Published }
}

fn source_of(program: &ProgramDetail) -> String {
    let provenance = &program.provenance;
    match &provenance.source_sheet {
        Some(sheet) => format!("{} › {sheet} › {}", provenance.file_name, provenance.source_row),
        None => format!("{}:{}", provenance.file_name, provenance.source_row),
    }
}
