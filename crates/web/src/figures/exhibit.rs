//! `/figures/{id}`: one of the plan's figures drawn again, with how it differs from the plan's own and what is missing.

use app::chart::DataTable;
use app::exhibits::{DrawnExhibit, Gap};
use app::study::Assumption;
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use reform::discussion::{ItemKind, ItemRef};

use super::page_of;
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::plan::source_text;
use crate::remarks;

/// A table as the page shows it.
struct ShownTable {
    title: String,
    unit: String,
    /// The headings, each with whether its column holds figures and stands right-aligned.
    header: Vec<(String, bool)>,
    /// The cells, each with the same.
    rows: Vec<Vec<(String, bool)>>,
}

#[derive(Template)]
#[template(path = "figures/exhibit.html")]
struct ExhibitPage {
    f: Frame,
    number: String,
    source: String,
    facts: Vec<String>,
    gaps: Vec<Gap>,
    /// What the plan itself does not give; empty where nothing.
    missing: String,
    /// Where the person looking may bring what is missing; empty where nothing is or they may not.
    import_href: String,
    /// Whether nothing of it could be drawn.
    is_empty: bool,
    chart: Html,
    tables: Vec<ShownTable>,
    table_href: String,
    assumptions: Vec<(Assumption, Html)>,
    /// The values that the plan's text gives of it.
    values: Vec<(String, String)>,
    /// Where there is more of it: address and label; empty where nowhere.
    more: (String, String),
}

/// The page.
pub async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let exhibit = visit.check(visit.app().exhibit(&visit.actor, &id))?;
    let title = visit.lang.pick(&exhibit.title.ja, exhibit.title.en_or_ja()).to_owned();
    let mut f = visit.frame(Section::Figures, title).await?;
    f.remarks = remarks::of_item(&visit, &f, ItemRef::new(ItemKind::Figure, &exhibit.id)).await?;
    let drawn = visit.app().draw_exhibit(&visit.actor, exhibit, chart_lang(visit.lang)).await;
    let drawn = visit.check(drawn)?.unwrap_or_default();
    let csv = f.href(&format!("/figures/{id}/chart.csv"));
    let chart = drawn.chart.as_ref().map(|chart| figure(&chart_id(&id), chart, visit.lang, &csv));
    let elsewhere = page_of(exhibit);
    let more = match drawn.more {
        Some((path, label)) => (f.href(&path), label),
        // Its data has a page of its own.
        None if !elsewhere.starts_with("/figures/figure") && elsewhere != format!("/figures/{id}") => {
            (f.href(&elsewhere), f.t("データを見る", "See the data").to_owned())
        }
        None => (String::new(), String::new()),
    };
    let values = plan.figures_in(exhibit).map(|figure| {
        let value = f.lang.pick(&figure.value_ja(), &figure.value_en()).to_owned();
        (f.text(&figure.label).to_owned(), value)
    });
    let may_import = app::permit(&visit.actor, app::Action::ImportReferenceData).is_ok();
    let lacks_figures = drawn.gaps.iter().any(|gap| gap.command.starts_with("henkaku import "));
    let page = ExhibitPage {
        import_href: if may_import && lacks_figures { f.href("/imports/reference") } else { String::new() },
        number: f.text(&exhibit.number).to_owned(),
        source: source_text(&f, plan, &exhibit.source),
        facts: drawn.facts,
        gaps: drawn.gaps,
        missing: exhibit.missing.as_ref().map(|missing| f.text(missing).to_owned()).unwrap_or_default(),
        is_empty: drawn.chart.is_none(),
        chart: chart.unwrap_or_default(),
        tables: drawn.tables.iter().map(shown_table).collect(),
        table_href: f.href(&format!("/figures/{id}/table.csv")),
        assumptions: drawn.assumptions.into_iter().map(|a| (a.clone(), f.basis(&a.basis))).collect(),
        values: values.collect(),
        more,
        f,
    };
    Ok(render(&page))
}

/// The figures behind its picture as CSV.
pub async fn chart_csv(visit: Visit, Path(id): Path<String>) -> Result<Response, PageError> {
    let drawn = drawn(&visit, &id).await?;
    let bytes = visit.check(drawn.chart_csv(&id, chart_lang(visit.lang)))?;
    Ok(csv(&id, bytes))
}

/// Its table as CSV.
pub async fn table_csv(visit: Visit, Path(id): Path<String>) -> Result<Response, PageError> {
    let drawn = drawn(&visit, &id).await?;
    let bytes = visit.check(drawn.table_csv(&id))?;
    Ok(csv(&format!("{id}-table"), bytes))
}

async fn drawn(visit: &Visit, id: &str) -> Result<DrawnExhibit, PageError> {
    let exhibit = visit.check(visit.app().exhibit(&visit.actor, id))?;
    let drawn = visit.app().draw_exhibit(&visit.actor, exhibit, chart_lang(visit.lang)).await;
    Ok(visit.check(drawn)?.unwrap_or_default())
}

fn shown_table(table: &DataTable) -> ShownTable {
    let is_figure = |column: usize| table.rows.iter().any(|row| row.get(column).is_some_and(|cell| cell.is_figure()));
    let figures: Vec<bool> = (0..table.header.len()).map(is_figure).collect();
    let row =
        |row: &Vec<app::chart::Cell>| row.iter().zip(&figures).map(|(cell, figure)| (cell.shown(), *figure)).collect();
    ShownTable {
        title: table.title.clone(),
        unit: table.unit.clone(),
        header: table.header.iter().cloned().zip(figures.iter().copied()).collect(),
        rows: table.rows.iter().map(row).collect(),
    }
}

/// Ids of a plan hold letters of addresses only, so they can stand in a header.
fn csv(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

fn chart_id(id: &str) -> String {
    format!("chart-{id}")
}
