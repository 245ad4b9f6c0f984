//! Exhibits that compare cities (都市比較の図): from the figures that were imported or that the plan folder prints.
//!
//! Where there are no figures of the year the plan shows, those of the nearest year stand in, and it says so.

use std::collections::BTreeMap;

use fiscal::comparison::Figure;
use fiscal::{FiscalYear, Quantity};
use publish::chart::{Basis, Head, Lang, Ranking, ranking};
use publish::table::{Cell, DataTable};
use reform::city::{AreaCode, Group, Indicator, Section, find_indicator};

use super::{DrawnExhibit, ExhibitState, Gap};
use crate::App;
use crate::cities::{CompareAsk, Comparison, CoveredIndicator, CrossAsk, group_name, indicator_name, year_name};
use crate::error::AppError;
use crate::permission::Actor;
use crate::study::words::pick;

/// What the plan's own figure shows.
pub(super) struct Asked {
    /// The key of the indicator.
    pub indicator: &'static str,
    /// Who is compared.
    pub group: Group,
    /// The year, the last one of a mean.
    pub year: FiscalYear,
    /// How many years the mean is of.
    pub mean_years: u8,
}

/// Ranks the cities by an indicator, or by its mean over years.
pub(super) async fn draw_ranking(
    app: &App,
    actor: &Actor,
    asked: &Asked,
    lang: Lang,
) -> Result<DrawnExhibit, AppError> {
    let indicator = indicator_of(asked.indicator)?;
    let known = known_years(&app.covered_indicators(actor).await?, indicator.key, asked.group);
    let wanted = wanted_years(asked.year, asked.mean_years);
    let lacking: Vec<FiscalYear> = wanted.iter().copied().filter(|year| !known.contains(year)).collect();
    let mut drawn = DrawnExhibit { more: Some(compare_page(indicator, lang)), ..DrawnExhibit::default() };
    if lacking.is_empty() && wanted.len() > 1 {
        let mut years = Vec::new();
        for year in &wanted {
            years.push(compare(app, actor, asked, *year).await?);
        }
        mean_of(&years, asked, lang, &mut drawn);
        return Ok(drawn);
    }
    if !lacking.is_empty() {
        drawn.gaps.push(missing(indicator, &lacking, lang));
    }
    let Some(year) = nearest(&known, asked.year) else { return Ok(drawn) };
    if !lacking.is_empty() {
        let text = stand_in(indicator, asked.year, asked.mean_years, year, lang);
        drawn.gaps.insert(0, Gap { text, command: String::new() });
    }
    let comparison = compare(app, actor, asked, year).await?;
    drawn.facts = comparison.sentences(lang);
    drawn.chart = comparison.chart(lang);
    drawn.tables.push(comparison.table(lang));
    Ok(drawn)
}

/// Draws the cities by two indicators.
pub(super) async fn draw_cross(
    app: &App,
    actor: &Actor,
    (across, upwards): (&'static str, &'static str),
    (group, asked): (Group, FiscalYear),
    lang: Lang,
) -> Result<DrawnExhibit, AppError> {
    let (x, y) = (indicator_of(across)?, indicator_of(upwards)?);
    let covered = app.covered_indicators(actor).await?;
    let known = common_years(&covered, across, upwards, group);
    let label = pick(lang, "クロス分析で見る", "See the cross analysis");
    let mut drawn = DrawnExhibit {
        more: Some((format!("/cities/cross?x={across}&y={upwards}"), label)),
        ..DrawnExhibit::default()
    };
    if !known.contains(&asked) {
        let lacking = [x, y].into_iter().filter(|one| !known_years(&covered, one.key, group).contains(&asked));
        drawn.gaps.extend(lacking.map(|indicator| missing(indicator, &[asked], lang)));
    }
    let Some(year) = nearest(&known, asked) else { return Ok(drawn) };
    if year != asked {
        drawn.gaps.insert(0, Gap { text: stand_in(x, asked, 1, year, lang), command: String::new() });
    }
    let question = CrossAsk {
        x: across.to_owned(),
        y: upwards.to_owned(),
        year: year.start().to_string(),
        group: group.key(),
        city: String::new(),
    };
    let cross = app.cross_cities(actor, &question).await?;
    drawn.facts = cross.sentences(lang);
    drawn.chart = cross.chart(lang);
    drawn.tables.push(cross.table(lang));
    Ok(drawn)
}

async fn compare(app: &App, actor: &Actor, asked: &Asked, year: FiscalYear) -> Result<Comparison, AppError> {
    let question = CompareAsk {
        indicator: asked.indicator.to_owned(),
        year: year.start().to_string(),
        group: asked.group.key(),
        ..CompareAsk::default()
    };
    app.compare_cities(actor, &question).await
}

fn indicator_of(key: &str) -> Result<&'static Indicator, AppError> {
    find_indicator(key).ok_or_else(|| AppError::NotFound { what: "indicator", name: key.to_owned() })
}

/// The years in which the cities of a group can be compared by an indicator.
pub(super) fn known_years(covered: &[CoveredIndicator], indicator: &str, group: Group) -> Vec<FiscalYear> {
    // The printed table knows the designated cities only.
    let least = if group == Group::DesignatedCities { 2 } else { 21 };
    let found = covered.iter().find(|covered| covered.indicator.key == indicator);
    let years = found.map(|covered| covered.years.as_slice()).unwrap_or_default();
    years.iter().filter(|(_, cities)| *cities >= least).map(|(year, _)| *year).collect()
}

/// The years in which they can be compared by both of two.
pub(super) fn common_years(covered: &[CoveredIndicator], across: &str, upwards: &str, group: Group) -> Vec<FiscalYear> {
    let of_y = known_years(covered, upwards, group);
    known_years(covered, across, group).into_iter().filter(|year| of_y.contains(year)).collect()
}

/// What there is of an exhibit of so many years up to one.
pub(super) fn state(known: &[FiscalYear], year: FiscalYear, mean_years: u8) -> ExhibitState {
    match wanted_years(year, mean_years).iter().all(|year| known.contains(year)) {
        true => ExhibitState::Here,
        false if known.is_empty() => ExhibitState::Absent,
        false => ExhibitState::OtherYear,
    }
}

/// The years a mean up to a year is of, the first one first.
fn wanted_years(last: FiscalYear, mean_years: u8) -> Vec<FiscalYear> {
    let back = (0..i32::from(mean_years)).rev();
    back.filter_map(|back| FiscalYear::new(last.start() - back).ok()).collect()
}

/// The year nearest to the one asked for; of two as near, the later.
fn nearest(known: &[FiscalYear], asked: FiscalYear) -> Option<FiscalYear> {
    known.iter().copied().min_by_key(|year| ((year.start() - asked.start()).abs(), -year.start()))
}

/// Which figures are not there, in which publication they stand, and how they are brought in.
fn missing(indicator: &Indicator, years: &[FiscalYear], lang: Lang) -> Gap {
    let list = |by: &str| {
        let name = |year: &FiscalYear| {
            let name = year_name(indicator, *year);
            pick(lang, &name.ja, name.en_or_ja())
        };
        years.iter().map(name).collect::<Vec<_>>().join(by)
    };
    let (name, publication) = (indicator_name(indicator), publication(indicator));
    let text = match lang {
        Lang::Ja => format!("足りないもの：{}の{}。{}にある。", list("・"), name.ja, publication.0),
        Lang::En => format!("Missing: {} of {}. It stands in {}.", name.en_or_ja(), list(", "), publication.1),
    };
    Gap { text, command: command(indicator, years) }
}

/// The command that brings an indicator; settlement cards of several years are a file each.
fn command(indicator: &Indicator, years: &[FiscalYear]) -> String {
    match (indicator.section, years.first()) {
        (Section::Ratio, _) => "henkaku import indicators FILE".into(),
        (Section::Projection, _) => "henkaku import population FILE".into(),
        (_, Some(first)) => format!("henkaku import cards --year {} FILE", first.start()),
        (_, None) => "henkaku import cards FILE".into(),
    }
}

/// The publication that gives an indicator.
fn publication(indicator: &Indicator) -> (&'static str, &'static str) {
    match indicator.section {
        Section::Ratio => ("総務省「主要財政指標一覧」", "the ministry's list of main fiscal indicators"),
        Section::Projection => (
            "国立社会保障・人口問題研究所「日本の地域別将来推計人口」",
            "the national institute's regional population projections",
        ),
        _ => ("総務省「決算カード」（市町村別決算状況調）", "the ministry's settlement cards of each municipality"),
    }
}

/// That another year stands in for the one the plan shows.
fn stand_in(indicator: &Indicator, asked: FiscalYear, mean_years: u8, shown: FiscalYear, lang: Lang) -> String {
    let (asked, shown) = (year_name(indicator, asked), year_name(indicator, shown));
    match (lang, mean_years) {
        (Lang::Ja, 1) => format!("計画の図は{}の値。その値がないため、最も近い{}の値を示す。", asked.ja, shown.ja),
        (Lang::Ja, years) => format!(
            "計画の図は{}までの{years}か年の平均。{years}か年の値がそろわないため、{}の1年だけの値を示す。",
            asked.ja, shown.ja
        ),
        (Lang::En, 1) => format!(
            "The plan shows {}. Without its figures, those of the nearest year, {}, are shown.",
            asked.en_or_ja(),
            shown.en_or_ja()
        ),
        (Lang::En, years) => format!(
            "The plan shows the mean of {years} years up to {}. Without figures of all of them, those of {} alone are shown.",
            asked.en_or_ja(),
            shown.en_or_ja()
        ),
    }
}

/// The page where the indicator can be looked at in other ways.
fn compare_page(indicator: &Indicator, lang: Lang) -> (String, String) {
    let label = pick(lang, "都市比較で見る", "See the comparison");
    (format!("/cities?indicator={}", indicator.key), label)
}

/// The mean of several years for each city that has a figure in all of them.
fn mean_of(years: &[Comparison], asked: &Asked, lang: Lang, drawn: &mut DrawnExhibit) {
    let Some(latest) = years.last() else { return };
    let indicator = latest.indicator;
    let mut found: BTreeMap<AreaCode, (String, Vec<Quantity>)> = BTreeMap::new();
    for row in years.iter().flat_map(|year| &year.rows) {
        let name = pick(lang, &row.city.name.ja, row.city.name.en_or_ja());
        let of_city = &mut found.entry(row.city.code).or_insert((name, Vec::new())).1;
        match row.figure {
            Figure::Value(value) => of_city.push(value),
            Figure::Dash => of_city.push(Quantity { units: 0, decimals: indicator.decimals }),
            Figure::Missing => {}
        }
    }
    let own = latest.own().map(|row| row.city.code);
    let rows: Vec<(AreaCode, String, Vec<Quantity>, Option<Quantity>)> = found
        .into_iter()
        .map(|(code, (name, values))| {
            let mean = (values.len() == years.len()).then(|| mean(&values, indicator.decimals)).flatten();
            (code, name, values, mean)
        })
        .collect();
    let means: Vec<Quantity> = rows.iter().filter_map(|row| row.3).collect();
    let (name, span) = (indicator_name(indicator), span(years, lang));
    let name = pick(lang, &name.ja, name.en_or_ja());
    let group = group_name(asked.group);
    let group = pick(lang, &group.ja, group.en_or_ja());
    let count = years.len();
    let title = pick(
        lang,
        &format!("{name}　{span}の{count}か年平均　{group}{}", means.len()),
        &format!("{name}, mean of {span}, {} {group}", means.len()),
    );
    let (unit_ja, unit_en) = indicator.unit.names();
    let unit = pick(lang, unit_ja, unit_en);
    let average = mean(&means, indicator.decimals)
        .map(|value| (pick(lang, "単純平均（計算値）", "simple average (computed)"), value));
    let head = Head { id: "ranking".into(), title, lang, source: latest.source(lang), basis: Basis::Published };
    let mut table = year_table(&head, &rows, years, lang);
    let chart = ranking(
        &head,
        &Ranking {
            name_heading: pick(lang, "市", "City"),
            value_heading: name,
            unit: unit.clone(),
            rows: rows.iter().map(|(_, name, _, mean)| (name.clone(), *mean)).collect(),
            dashes: Vec::new(),
            highlight: rows.iter().find(|row| Some(row.0) == own).map(|row| row.1.clone()),
            average,
        },
    );
    table.unit = unit;
    drawn.facts.push(pick(lang, &chart.description, &chart.description_en));
    drawn.chart = Some(chart);
    drawn.tables.push(table);
}

/// Every year beside the mean, so that it can be checked.
fn year_table(
    head: &Head,
    rows: &[(AreaCode, String, Vec<Quantity>, Option<Quantity>)],
    years: &[Comparison],
    lang: Lang,
) -> DataTable {
    let mut header = vec![pick(lang, "市", "City")];
    header.extend(years.iter().map(|year| {
        let name = year_name(year.indicator, year.year);
        pick(lang, &name.ja, name.en_or_ja())
    }));
    header.push(pick(lang, "平均", "Mean"));
    let row = |(code, name, _, mean): &(AreaCode, String, Vec<Quantity>, Option<Quantity>)| {
        let of_year =
            |year: &Comparison| match year.rows.iter().find(|row| row.city.code == *code).map(|row| row.figure) {
                Some(Figure::Value(value)) => Cell::Number(value),
                Some(Figure::Dash) => Cell::Text("−".into()),
                _ => Cell::Empty,
            };
        let mut cells = vec![Cell::Text(name.clone())];
        cells.extend(years.iter().map(of_year));
        cells.push(mean.map_or(Cell::Empty, Cell::Number));
        cells
    };
    DataTable { title: head.title.clone(), header, rows: rows.iter().map(row).collect(), unit: String::new() }
}

fn span(years: &[Comparison], lang: Lang) -> String {
    let name = |year: &Comparison| {
        let name = year_name(year.indicator, year.year);
        pick(lang, &name.ja, name.en_or_ja())
    };
    match (years.first(), years.last()) {
        (Some(first), Some(last)) => {
            pick(lang, &format!("{}〜{}", name(first), name(last)), &format!("{} to {}", name(first), name(last)))
        }
        _ => String::new(),
    }
}

/// The mean, rounded half away from zero to so many decimals.
fn mean(values: &[Quantity], decimals: u8) -> Option<Quantity> {
    let count = i128::try_from(values.len()).ok().filter(|count| *count > 0)?;
    let most = values.iter().map(|value| value.decimals).max()?;
    let scaled = |value: &Quantity| {
        let missing = u32::from(most - value.decimals);
        i128::from(value.units).checked_mul(10i128.checked_pow(missing)?)
    };
    let sum = values.iter().try_fold(0i128, |sum, value| sum.checked_add(scaled(value)?))?;
    // In units of 10^-decimals: sum · 10^decimals / (count · 10^most).
    let over = sum.checked_mul(10i128.checked_pow(u32::from(decimals))?)?;
    let under = count.checked_mul(10i128.checked_pow(u32::from(most))?)?;
    let (whole, rest) = (over / under, over % under);
    let away = if rest.abs() * 2 >= under { rest.signum() } else { 0 };
    Some(Quantity { units: i64::try_from(whole + away).ok()?, decimals })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_exact_and_rounded_half_away_from_zero() {
        let of = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<Quantity>>();
        let shown = |texts: &[&str], decimals| mean(&of(texts), decimals).map(|mean| mean.to_string());
        assert_eq!(shown(&["10", "11", "12"], 0).as_deref(), Some("11"));
        assert_eq!(shown(&["10", "11"], 0).as_deref(), Some("11"), "10.5 goes up");
        assert_eq!(shown(&["-10", "-11"], 0).as_deref(), Some("-11"), "and away from zero");
        assert_eq!(shown(&["0.70", "0.7", "0.71"], 2).as_deref(), Some("0.70"));
        assert_eq!(shown(&[], 0), None);
    }

    #[test]
    fn the_nearest_year_stands_in() {
        let year = |start: i32| FiscalYear::new(start).unwrap();
        let known = [year(2019), year(2023), year(2024)];
        assert_eq!(nearest(&known, year(2021)), Some(year(2023)), "of two as near, the later");
        assert_eq!(nearest(&known, year(2010)), Some(year(2019)));
        assert_eq!(nearest(&[], year(2021)), None);
    }
}
