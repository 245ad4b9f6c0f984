//! `/initiatives`: the city hall that keeps trying; its themes, how milestones go, what was measured.

mod list;
mod progress;
mod report;
mod show;

use app::initiatives::InitiativesView;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use reform::initiative::InitiativeKpi;
use reform::kpi::{NOTHING, percent_text};
use reform::plan::Basis;

use crate::Site;
use crate::cities::attached;
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::lang::Lang;
use crate::page::{Frame, Visit};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/initiatives", get(list::show))
        .route("/initiatives/progress", get(progress::show))
        .route("/initiatives/milestones.csv", get(milestones_csv))
        .route("/initiatives/indicators.csv", get(indicators_csv))
        .route("/initiatives/{id}", get(show::show))
        .route("/initiatives/{id}/progress", post(report::progress).get(report::back))
        .route("/initiatives/{id}/values", post(report::value).get(report::back))
}

/// An indicator in a row (指標の行).
pub struct KpiRow {
    /// What is measured.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// The last value with its year, and how it is known.
    pub last: String,
    pub last_basis: Mark,
    /// The target with its year, or the bounds, and how it is known.
    pub target: String,
    pub target_basis: Mark,
    /// Progress in percent, or `−`.
    pub rate: String,
    /// Word and label of its status.
    pub status: Option<(&'static str, &'static str)>,
}

/// The class and the word of how a value is known (根拠の印); no word is no mark.
pub struct Mark(pub &'static str, pub &'static str);

/// Every milestone in a row, as CSV.
async fn milestones_csv(visit: Visit) -> Result<Response, PageError> {
    let view = visit.check(visit.app().initiatives(&visit.actor).await)?;
    let table = view.milestone_table(chart_lang(visit.lang));
    let bytes = visit.check(visit.app().initiatives_csv(&visit.actor, &table))?;
    Ok(attached("text/csv; charset=utf-8", "initiative-milestones.csv", bytes))
}

/// Every value of every indicator in a row, as CSV.
async fn indicators_csv(visit: Visit) -> Result<Response, PageError> {
    let view = visit.check(visit.app().initiatives(&visit.actor).await)?;
    let table = view.kpi_table(chart_lang(visit.lang));
    let bytes = visit.check(visit.app().initiatives_csv(&visit.actor, &table))?;
    Ok(attached("text/csv; charset=utf-8", "initiative-indicators.csv", bytes))
}

/// An indicator as pages show it.
fn kpi_row(f: &Frame, view: &InitiativesView, kpi: &InitiativeKpi) -> KpiRow {
    use reform::kpi::Direction;
    let unit = f.text(&kpi.unit).to_owned();
    let last = view.measured(kpi).into_iter().next_back();
    let value = |value: fiscal::Quantity, year| match f.lang {
        Lang::Ja => format!("{}（{}）", format::quantity(Some(value)), year_short(f, year)),
        Lang::En => format!("{} ({})", format::quantity(Some(value)), year_short(f, year)),
    };
    let (target, target_basis) = match (kpi.direction, kpi.target) {
        (Direction::Range { low, high }, _) => {
            let bounds = format!("{}–{}", format::quantity(Some(low)), format::quantity(Some(high)));
            (bounds, mark(f, Some(kpi.bounds_basis)))
        }
        (_, Some(target)) => (value(target.value, target.year), mark(f, Some(target.basis))),
        (_, None) => (NOTHING.to_owned(), Mark("", "")),
    };
    let standing = view.standings.get(&kpi.id);
    let rate = standing.map_or_else(|| NOTHING.to_owned(), |standing| percent_text(standing.progress, 1));
    KpiRow {
        name: f.text(&kpi.name).to_owned(),
        unit,
        last: last.map_or_else(|| NOTHING.to_owned(), |(last, _)| value(last.value, last.year)),
        last_basis: last.map_or(Mark("", ""), |(_, basis)| mark(f, basis)),
        target,
        target_basis,
        rate: if rate == NOTHING { rate } else { format!("{rate}%") },
        status: standing
            .and_then(|standing| standing.status)
            .map(|status| (status.word(), f.lang.pick(status.label_ja(), status.label_en()))),
    }
}

/// How a value is known; none is a value that was recorded.
fn mark(f: &Frame, basis: Option<Basis>) -> Mark {
    match basis {
        None => Mark("badge-published", f.lang.pick("記録", "recorded")),
        Some(Basis::Published) => Mark("badge-published", f.lang.pick("公表", "published")),
        Some(Basis::Illustrative) => Mark("badge-example", f.lang.pick("例示", "illustrative")),
        Some(basis @ (Basis::Read | Basis::Assumed)) => {
            Mark("badge-assumed", f.lang.pick(basis.japanese(), basis.english()))
        }
    }
}

/// `R7` or `FY2025`.
fn year_short(f: &Frame, year: fiscal::FiscalYear) -> String {
    match f.lang {
        Lang::Ja => format!("R{}", year.start() - 2018),
        Lang::En => year.to_string(),
    }
}
