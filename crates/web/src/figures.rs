//! `/figures`: the plan's figures and tables, drawn from data or saying what is missing.

use askama::Template;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use reform::plan::{Exhibit, ExhibitData, PopulationTable};

use crate::Site;
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::plan::source_text;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/figures", get(list))
        .route("/figures/table-1-1", get(table_1_1))
        .route("/figures/table-1-1.csv", get(table_1_1_csv))
}

struct ListedExhibit {
    id: String,
    number: String,
    title: String,
    source: String,
    /// Where its data is shown; empty when there is none.
    href: &'static str,
    /// What the source does not give.
    missing: String,
    /// The values that the plan's text gives of it.
    values: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "figures/list.html")]
struct ListPage {
    f: Frame,
    exhibits: Vec<ListedExhibit>,
}

struct CityRow {
    name: String,
    population: String,
    elderly: String,
    working_age: String,
    aging_rate: String,
    ratio: String,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "figures/table_1_1.html")]
struct PopulationPage {
    f: Frame,
    as_of: String,
    lead: String,
    population_base: String,
    age_base: String,
    notes: Vec<String>,
    gaps: Vec<(String, String, String)>,
    chart: Html,
    rows: Vec<CityRow>,
    average: CityRow,
    source: String,
}

async fn list(visit: Visit) -> Result<Response, PageError> {
    let f = visit.frame(Section::Figures, visit.lang.pick("図表", "Figures")).await?;
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let listed = |exhibit: &Exhibit| ListedExhibit {
        id: exhibit.id.clone(),
        number: f.text(&exhibit.number).to_owned(),
        title: f.text(&exhibit.title).to_owned(),
        source: source_text(&f, plan, &exhibit.source),
        href: page_of(exhibit.shows),
        missing: exhibit.missing.as_ref().map(|missing| f.text(missing).to_owned()).unwrap_or_default(),
        values: plan
            .figures_in(exhibit)
            .map(|figure| {
                let value = f.lang.pick(&figure.value_ja(), &figure.value_en()).to_owned();
                (f.text(&figure.label).to_owned(), value)
            })
            .collect(),
    };
    let exhibits = plan.exhibits.iter().map(listed).collect();
    Ok(render(&ListPage { exhibits, f }))
}

async fn table_1_1(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let table = &plan.population;
    let f = visit.frame(Section::Figures, f_title(&visit, table)).await?;
    let drawn = app::chart::aging_rates(plan, chart_lang(visit.lang));
    let chart = figure("aging", &drawn, visit.lang, &f.href("/figures/table-1-1.csv"));
    let count = |people: u64| fiscal::money::group_digits(people);
    let rows: Vec<CityRow> = table
        .rows
        .iter()
        .map(|row| CityRow {
            name: f.text(&row.name).to_owned(),
            population: count(row.population),
            elderly: count(row.elderly),
            working_age: count(row.working_age),
            aging_rate: format::quantity(Some(row.aging_rate_percent)),
            ratio: format::quantity(Some(row.working_age_per_elderly)),
            is_own: row.code == plan.city.code,
        })
        .collect();
    let average = CityRow {
        name: f.text(&table.average.label).to_owned(),
        population: count(table.average.population),
        elderly: count(table.average.elderly),
        working_age: count(table.average.working_age),
        aging_rate: format::quantity(Some(table.average.aging_rate_percent)),
        ratio: format::quantity(Some(table.average.working_age_per_elderly)),
        is_own: false,
    };
    let gaps = table
        .aging_rates_on_another_base()
        .into_iter()
        .map(|gap| {
            let computed = gap.computed_basis_points;
            (
                f.text(&gap.row.name).to_owned(),
                format!("{}.{:02}%", computed / 100, computed % 100),
                format!("{}%", gap.row.aging_rate_percent),
            )
        })
        .collect();
    let page = PopulationPage {
        as_of: f.lang.pick(&table.as_of.japanese(), &table.as_of.to_string()).to_owned(),
        lead: f.lang.pick(&drawn.description, &drawn.description_en).to_owned(),
        population_base: f.text(&table.population_base).to_owned(),
        age_base: f.text(&table.age_base).to_owned(),
        notes: table.notes.iter().map(|note| f.text(note).to_owned()).collect(),
        gaps,
        chart,
        rows,
        average,
        source: source_text(&f, plan, &table.source),
        f,
    };
    Ok(render(&page))
}

async fn table_1_1_csv(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let chart = app::chart::aging_rates(plan, chart_lang(visit.lang));
    let bytes = visit.check(app::chart::figures_csv(&chart, chart_lang(visit.lang)))?;
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"table-1-1.csv\""),
        ],
        bytes,
    )
        .into_response())
}

/// The page that shows this part of the plan.
fn page_of(data: ExhibitData) -> &'static str {
    match data {
        ExhibitData::Population => "/figures/table-1-1",
        ExhibitData::Clusters => "/plan/clusters",
        ExhibitData::Council => "/plan/council",
        ExhibitData::Ranking { .. }
        | ExhibitData::Cross { .. }
        | ExhibitData::BondProjection
        | ExhibitData::Outlook
        | ExhibitData::NoValues => "",
    }
}

fn f_title(visit: &Visit, table: &PopulationTable) -> String {
    visit.lang.pick(&table.title.ja, table.title.en_or_ja()).to_owned()
}
