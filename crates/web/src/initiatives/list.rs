//! `/initiatives`: by theme, each initiative with how it stands and what it is measured by.

use app::initiatives::InitiativesView;
use app::roadmaps::BarState;
use askama::Template;
use axum::response::Response;
use reform::initiative::Initiative;
use reform::kpi::Status;
use reform::roadmap::Urgency;

use super::{KpiRow, Mark, kpi_row, mark};
use crate::error::PageError;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::encode;
use crate::roadmaps::words;
use crate::subnav::{Part, SubNav};

struct Row {
    href: String,
    name: String,
    explanation: String,
    department: String,
    department_basis: Mark,
    state: Html,
    late: usize,
    kpis: Vec<KpiRow>,
}

struct ThemeRows {
    id: String,
    title: String,
    explanation: String,
    source: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "initiatives/list.html")]
struct ListPage {
    f: Frame,
    subnav: SubNav,
    themes: Vec<ThemeRows>,
    note: String,
    counts: Vec<(&'static str, usize)>,
    is_illustrative: bool,
}

/// The themes with their initiatives.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let view = visit.check(visit.app().initiatives(&visit.actor).await)?;
    let title = visit.lang.pick("挑戦する市役所づくり", "A city hall that keeps trying");
    let f = visit.frame(Section::Clusters, title).await?;
    let themes = view.plan.themes.iter().map(|theme| ThemeRows {
        id: theme.id.clone(),
        title: f.text(&theme.title).to_owned(),
        explanation: f.text(&theme.explanation).to_owned(),
        source: theme.source.to_string(),
        rows: view.plan.of_theme(&theme.id).map(|initiative| row(&f, &view, initiative)).collect(),
    });
    let late = view.milestones().iter().filter(|row| row.standing.urgency() == Urgency::Late).count();
    let statuses = view.status_counts();
    let count = |status: Status| statuses.get(&status).copied().unwrap_or(0);
    let page = ListPage {
        subnav: SubNav::new(&f, Part::Initiatives),
        themes: themes.collect(),
        note: view.plan.note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default(),
        counts: vec![
            (f.lang.pick("取組", "Initiatives"), view.plan.initiatives.len()),
            (f.lang.pick("遅れている節目", "Late milestones"), late),
            (f.lang.pick("順調な指標", "Indicators on track"), count(Status::OnTrack) + count(Status::Mostly)),
            (f.lang.pick("遅れている指標", "Indicators behind"), count(Status::SomewhatBehind) + count(Status::Behind)),
        ],
        is_illustrative: view.is_illustrative(),
        f,
    };
    Ok(render(&page))
}

fn row(f: &Frame, view: &InitiativesView, initiative: &Initiative) -> Row {
    let urgency = view.urgency(&initiative.id);
    let state = match urgency {
        Urgency::Late => BarState::Late,
        Urgency::Unreported => BarState::Unreported,
        Urgency::UnderWay => BarState::OnTrack,
        Urgency::ToCome => BarState::NotStarted,
        Urgency::Finished => BarState::Done,
    };
    let is_late = |bar: &&reform::roadmap::Bar| view.standing(bar).urgency() == Urgency::Late;
    Row {
        href: f.href(&format!("/initiatives/{}", encode(&initiative.id))),
        name: f.text(&initiative.name).to_owned(),
        explanation: f.text(&initiative.explanation).to_owned(),
        department: f.text(&initiative.department).to_owned(),
        department_basis: mark(f, Some(initiative.department_basis)),
        state: words::state(f.lang, &format!("i-{}", initiative.id), state),
        late: view.plan.milestones_of(&initiative.id).filter(is_late).count(),
        kpis: view.plan.kpis_of(&initiative.id).map(|kpi| kpi_row(f, view, kpi)).collect(),
    }
}
