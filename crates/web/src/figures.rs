//! `/figures`: the plan's figures and tables, drawn from data or saying what is missing.

mod exhibit;
mod population;

use app::exhibits::ExhibitState;
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use reform::plan::{Exhibit, ExhibitData};

use crate::Site;
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render};
use crate::plan::source_text;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/figures", get(list))
        .route("/figures/table-1-1", get(population::table_1_1))
        .route("/figures/table-1-1.csv", get(population::table_1_1_csv))
        .route("/figures/{id}", get(exhibit::show))
        .route("/figures/{id}/chart.csv", get(exhibit::chart_csv))
        .route("/figures/{id}/table.csv", get(exhibit::table_csv))
}

struct ListedExhibit {
    id: String,
    number: String,
    title: String,
    source: String,
    /// Where its data is shown, or what is missing of it.
    href: String,
    /// What there is of its data; empty when there is none.
    state: &'static str,
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

async fn list(visit: Visit) -> Result<Response, PageError> {
    let f = visit.frame(Section::Figures, visit.lang.pick("図表", "Figures")).await?;
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let states = visit.check(visit.app().exhibit_states(&visit.actor).await)?;
    let listed = |(exhibit, state): (&Exhibit, Option<ExhibitState>)| ListedExhibit {
        id: exhibit.id.clone(),
        number: f.text(&exhibit.number).to_owned(),
        title: f.text(&exhibit.title).to_owned(),
        source: source_text(&f, plan, &exhibit.source),
        href: page_of(exhibit),
        state: state_text(&f, exhibit, state),
        missing: exhibit.missing.as_ref().map(|missing| f.text(missing).to_owned()).unwrap_or_default(),
        values: plan
            .figures_in(exhibit)
            .map(|figure| {
                let value = f.lang.pick(&figure.value_ja(), &figure.value_en()).to_owned();
                (f.text(&figure.label).to_owned(), value)
            })
            .collect(),
    };
    let exhibits = plan.exhibits.iter().zip(states).map(listed).collect();
    Ok(render(&ListPage { exhibits, f }))
}

/// The page that shows an exhibit.
fn page_of(exhibit: &Exhibit) -> String {
    match exhibit.shows {
        ExhibitData::Population => "/figures/table-1-1".to_owned(),
        ExhibitData::Clusters => "/plan/clusters".to_owned(),
        ExhibitData::Council => "/plan/council".to_owned(),
        ExhibitData::Ranking { .. }
        | ExhibitData::Cross { .. }
        | ExhibitData::BondProjection
        | ExhibitData::Outlook
        | ExhibitData::NoValues => format!("/figures/{}", exhibit.id),
    }
}

fn state_text<'a>(f: &Frame, exhibit: &Exhibit, state: Option<ExhibitState>) -> &'a str {
    match (exhibit.shows, state) {
        (_, None) => "",
        (_, Some(ExhibitState::OtherYear)) => {
            f.lang.pick("計画の図の年度の値がなく、別の年度の値があります。", "Figures of another year stand in.")
        }
        (_, Some(ExhibitState::Absent)) => {
            f.lang.pick("データがまだ取り込まれていません。", "The data has not been imported.")
        }
        (ExhibitData::BondProjection | ExhibitData::Outlook, Some(ExhibitState::Here)) => {
            f.lang.pick("前提による試算があります。", "A projection from assumptions is here.")
        }
        (_, Some(ExhibitState::Here)) if exhibit.missing.is_some() => {
            f.lang.pick("一部があります。", "A part is here.")
        }
        (_, Some(ExhibitState::Here)) => f.lang.pick("データがあります。", "The data is here."),
    }
}
