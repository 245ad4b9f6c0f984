//! `/figures/table-1-1`: the designated cities by population and aging rate, as published.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use reform::discussion::{ItemKind, ItemRef};
use reform::plan::PopulationTable;

use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::plan::source_text;
use crate::remarks;

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

/// The page.
pub async fn table_1_1(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let table = &plan.population;
    let mut f = visit.frame(Section::Figures, f_title(&visit, table)).await?;
    f.remarks = remarks::of_item(&visit, &f, ItemRef::new(ItemKind::Figure, "table-1-1")).await?;
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

/// Its chart's figures as CSV.
pub async fn table_1_1_csv(visit: Visit) -> Result<Response, PageError> {
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

fn f_title(visit: &Visit, table: &PopulationTable) -> String {
    visit.lang.pick(&table.title.ja, table.title.en_or_ja()).to_owned()
}
