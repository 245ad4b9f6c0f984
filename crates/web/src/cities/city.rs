//! `/cities/{code}`: one city with all its figures, their places by year, and the cities of its size.

use app::cities::{CityProfile, PlaceInYear, ProfileRow, short_year, shown};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use reform::city::{Section as CatalogueSection, find_indicator};

use super::rank::value_heading;
use super::{Missing, Part, PartLink, parts};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

/// The most years a table has.
const YEARS_MAX: usize = 8;

/// Figures of one section of the catalogue.
struct Group {
    heading: String,
    years: Vec<String>,
    rows: Vec<Row>,
    is_first: bool,
}

struct Row {
    name: String,
    href: String,
    /// Value and place, a pair for each year of the group.
    cells: Vec<(String, String)>,
}

struct SimilarRow {
    name: Html,
    prefecture: Html,
    href: String,
    population: String,
    values: Vec<String>,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "cities/city.html")]
struct CityPage {
    f: Frame,
    parts: Vec<PartLink>,
    lead: String,
    groups: Vec<Group>,
    /// Sections that only some readers want.
    details: Vec<Group>,
    missing: Vec<Missing>,
    similar_title: String,
    similar_headings: Vec<String>,
    similar: Vec<SimilarRow>,
    source: String,
    trend_href: String,
    population_href: String,
}

/// The page.
pub async fn show(visit: Visit, Path(code): Path<String>) -> Result<Response, PageError> {
    let found = visit.check(visit.app().city_profile(&visit.actor, &code).await)?;
    let name = visit.lang.pick(&found.city.name.ja, found.city.name.en_or_ja()).to_owned();
    let title = match visit.lang {
        crate::lang::Lang::Ja => format!("{name}の指標"),
        crate::lang::Lang::En => format!("Figures of {name}"),
    };
    let f = visit.frame(Section::Cities, title).await?;
    let own_code = visit.app().city().code.as_str().to_owned();
    let six = found.city.code.with_check_digit();
    let (groups, details) = groups(&f, &found).into_iter().partition(|group| group.is_first);
    let page = CityPage {
        parts: parts(&f, Part::City, &own_code),
        lead: lead(&f, &found),
        groups,
        details,
        missing: missing(&f, &found),
        similar_title: similar_title(&f, &found),
        similar_headings: CityProfile::SIMILAR_BY
            .into_iter()
            .filter_map(find_indicator)
            .map(|indicator| value_heading(&f, indicator))
            .collect(),
        similar: similar(&f, &found),
        source: found.source(chart_lang(f.lang)),
        trend_href: f.href(&format!("/cities/trend?city={six}")),
        population_href: f.href(&format!("/population?city={six}")),
        f,
    };
    Ok(render(&page))
}

fn lead(f: &Frame, found: &CityProfile) -> String {
    let group = app::cities::group_name(found.group);
    match f.lang {
        crate::lang::Lang::Ja => {
            format!("順位は{}のうち高い方から数えたものです。年度によって団体の数が違います。", f.text(&group))
        }
        crate::lang::Lang::En => {
            format!(
                "Places are counted from the highest among the {}, whose number depends on the year.",
                f.text(&group)
            )
        }
    }
}

fn groups(f: &Frame, found: &CityProfile) -> Vec<Group> {
    let mut groups: Vec<(CatalogueSection, Vec<&ProfileRow>)> = Vec::new();
    for row in &found.rows {
        match groups.iter_mut().find(|(section, _)| *section == row.indicator.section) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((row.indicator.section, vec![row])),
        }
    }
    groups.sort_by_key(|(section, _)| *section);
    let group = |(section, rows): (CatalogueSection, Vec<&ProfileRow>)| {
        let mut years: Vec<app::FiscalYear> = rows.iter().flat_map(|row| row.years.iter().map(|at| at.year)).collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        years.truncate(YEARS_MAX);
        let (ja, en) = section.names();
        let cell = |row: &ProfileRow, year: &app::FiscalYear| {
            let at: Option<&PlaceInYear> = row.years.iter().find(|at| at.year == *year);
            let value = at.and_then(|at| shown(at.figure)).unwrap_or_else(|| "–".to_owned());
            let place = at.and_then(|at| at.place).map(|(place, among)| place_said(f, place, among));
            (value, place.unwrap_or_default())
        };
        Group {
            heading: f.t(ja, en).to_owned(),
            years: rows
                .first()
                .map(|row| years.iter().map(|year| f.text(&short_year(row.indicator, *year)).to_owned()).collect())
                .unwrap_or_default(),
            rows: rows
                .iter()
                // What ended before the years shown stands on the page of its years.
                .filter(|row| row.years.iter().any(|at| years.contains(&at.year)))
                .map(|row| Row {
                    name: value_heading(f, row.indicator),
                    href: f.href(&format!("/cities?indicator={}", row.indicator.key)),
                    cells: years.iter().map(|year| cell(row, year)).collect(),
                })
                .collect(),
            is_first: matches!(section, CatalogueSection::Ratio | CatalogueSection::PerCitizen),
        }
    };
    groups.into_iter().map(group).collect()
}

fn place_said(f: &Frame, place: usize, among: usize) -> String {
    match f.lang {
        crate::lang::Lang::Ja => format!("{place}位/{among}"),
        crate::lang::Lang::En => format!("{place} of {among}"),
    }
}

/// What is not there of what the page would show.
fn missing(f: &Frame, found: &CityProfile) -> Vec<Missing> {
    let has = |key: &str| found.rows.iter().any(|row| row.indicator.key == key);
    let wanted = ["ordinary-balance-ratio", "bonds-per-citizen"];
    wanted.into_iter().filter(|key| !has(key)).filter_map(find_indicator).map(|each| Missing::of(f, each)).collect()
}

fn similar_title(f: &Frame, found: &CityProfile) -> String {
    let year = found.similar_year.map(|year| format::year(f.lang, year)).unwrap_or_default();
    let others = found.similar.len().saturating_sub(1);
    match f.lang {
        crate::lang::Lang::Ja => format!("人口の近い{others}団体（{year}の住民基本台帳人口）"),
        crate::lang::Lang::En => format!("The {others} municipalities nearest in population ({year}, register)"),
    }
}

fn similar(f: &Frame, found: &CityProfile) -> Vec<SimilarRow> {
    let row = |city: &app::cities::SimilarCity| SimilarRow {
        name: f.mixed(f.text(&city.city.name)),
        prefecture: f.mixed(&city.prefecture),
        href: f.href(&format!("/cities/{}", city.city.code.with_check_digit())),
        population: format::count(city.population),
        values: city.figures.iter().map(|figure| shown(*figure).unwrap_or_else(|| "–".to_owned())).collect(),
        is_own: city.is_own,
    };
    found.similar.iter().map(row).collect()
}
