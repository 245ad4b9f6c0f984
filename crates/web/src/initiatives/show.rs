//! `/initiatives/{id}`: one initiative; its milestones, indicators, and the forms to report on both.

use std::collections::BTreeSet;

use app::ProblemKind;
use app::initiatives::{InitiativeView, MilestoneForm, ValueForm};
use app::roadmaps::{bar_state, heading, span_basis, span_label, strip};
use askama::Template;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::response::Response;
use fiscal::FiscalYear;
use reform::discussion::{ItemKind, ItemRef};
use reform::plan::Basis;
use reform::roadmap::{ProgressStatus, REMARK_CHARS_MAX};

use super::{KpiRow, Mark, kpi_row, mark};
use crate::clusters::id_of;
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render_with};
use crate::programs::encode;
use crate::remarks;
use crate::reviews::words::day;
use crate::roadmaps::words;
use crate::subnav::{Part, SubNav};

/// What was typed and what is wrong with it (入力のやり直し).
#[derive(Default)]
pub struct Typed {
    pub milestone: MilestoneForm,
    pub value: ValueForm,
    pub faults: Vec<(&'static str, &'static ProblemKind)>,
}

struct Milestone {
    id: String,
    text: String,
    span: String,
    basis: &'static str,
    is_read: bool,
    state: Html,
    lateness: String,
    last_day: String,
    is_demo: bool,
}

struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

struct Event {
    at: String,
    what: String,
    state: Html,
    remark: String,
    by: String,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "initiatives/show.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    theme: String,
    theme_id: String,
    explanation: String,
    department: String,
    department_basis: Mark,
    source: String,
    cluster: Option<(String, String)>,
    heading: Html,
    strip: Html,
    milestones: Vec<Milestone>,
    kpis: Vec<(KpiRow, Html, String, String)>,
    events: Vec<Event>,
    value_events: Vec<Event>,
    is_member: bool,
    may_report: bool,
    faults: Vec<(&'static str, &'static ProblemKind)>,
    milestone_action: String,
    value_action: String,
    milestone_choices: Vec<Choice>,
    statuses: Vec<Choice>,
    typed_day: String,
    typed_remark: String,
    kpi_choices: Vec<Choice>,
    year_choices: Vec<Choice>,
    typed_value: String,
    typed_ground: String,
    remark_max: usize,
}

impl ShowPage {
    /// What is wrong with a field, beside it.
    fn fault(&self, field: &str) -> Html {
        let own = self.faults.iter().filter(|(name, _)| *name == field);
        let words: Vec<&str> = own.map(|(_, kind)| self.f.t(kind.title_ja, kind.title_en)).collect();
        match words.is_empty() {
            true => Html::default(),
            false => Html(format!(
                "<p class=\"field-fault\" id=\"{field}-e\">{}<span>{}</span></p>",
                self.f.icon("error"),
                words.join(" ")
            )),
        }
    }

    /// What a field is described by: its hint, and what is wrong with it.
    fn described(&self, field: &str) -> Html {
        match self.faults.iter().any(|(name, _)| *name == field) {
            true => Html(format!(" aria-describedby=\"{field}-h {field}-e\" aria-invalid=\"true\"")),
            false => Html(format!(" aria-describedby=\"{field}-h\"")),
        }
    }
}

/// One initiative.
pub async fn show(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    page(&visit, &id, Typed::default()).await
}

/// The page with what was typed.
pub async fn page(visit: &Visit, id: &str, typed: Typed) -> Result<Response, PageError> {
    let view = visit.check(visit.app().initiative(&visit.actor, id).await)?;
    let title = visit.lang.pick(&view.initiative.name.ja, view.initiative.name.en_or_ja()).to_owned();
    let mut f = visit.frame(Section::Clusters, title).await?;
    f.remarks = remarks::of_item(visit, &f, ItemRef::new(ItemKind::Initiative, id)).await?;
    let status = if typed.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render_with(status, &shown(f, &view, typed)))
}

fn shown(f: Frame, view: &InitiativeView, typed: Typed) -> ShowPage {
    let lang = chart_lang(f.lang);
    let id = view.initiative.id.as_str();
    let picture = view.all.picture(lang, "in", Some(id));
    let plan = &view.all.plan;
    let kpis = plan.kpis_of(id).map(|kpi| {
        let chart = view.all.kpi_chart(kpi, lang);
        let html = chart.map(|chart| figure(&format!("kpi-{}", kpi.id), &chart, f.lang, "")).unwrap_or_default();
        let note = kpi.note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default();
        (kpi_row(&f, &view.all, kpi), html, note, kpi.source.to_string())
    });
    let status = |status: &ProgressStatus| Choice {
        value: status.word().to_owned(),
        label: f.lang.pick(status.label_ja(), status.label_en()).to_owned(),
        is_chosen: typed.milestone.status == status.word(),
    };
    // Indicators may begin in different years; which year fits which is checked when it is sent.
    let years: BTreeSet<FiscalYear> = plan.kpis_of(id).flat_map(|kpi| kpi.years_to_record(view.present)).collect();
    let path = format!("/initiatives/{}", encode(id));
    ShowPage {
        subnav: SubNav::new(&f, Part::Initiatives),
        theme: f.text(&view.theme.title).to_owned(),
        theme_id: view.theme.id.clone(),
        explanation: f.text(&view.initiative.explanation).to_owned(),
        department: f.text(&view.initiative.department).to_owned(),
        department_basis: mark(&f, Some(view.initiative.department_basis)),
        source: view.initiative.source.to_string(),
        cluster: view.cluster.as_ref().map(|(id, name)| (f.href(&format!("/clusters/{id}")), f.text(name).to_owned())),
        heading: Html(heading(&picture, 0)),
        strip: Html(strip(&picture, 0)),
        milestones: plan.milestones_of(id).map(|bar| milestone(&f, view, bar)).collect(),
        kpis: kpis.collect(),
        events: view
            .entries
            .iter()
            .enumerate()
            .map(|(index, (what, entry))| Event {
                at: day(f.lang, entry.day),
                what: f.text(what).to_owned(),
                state: words::state(f.lang, &format!("e{index}"), state_of(entry.status)),
                remark: entry.remark.clone(),
                by: match entry.by.is_empty() {
                    true => String::new(),
                    false => format!("{} {}", entry.by, format::moment(&entry.at)),
                },
                is_demo: entry.is_demo,
            })
            .collect(),
        value_events: view
            .value_entries
            .iter()
            .map(|(what, entry)| Event {
                at: format::year(f.lang, entry.year),
                what: format!("{} {}", f.text(what), format::quantity(Some(entry.value))),
                state: Html::default(),
                remark: entry.ground.clone(),
                by: match entry.by.is_empty() {
                    true => String::new(),
                    false => format!("{} {}", entry.by, format::moment(&entry.at)),
                },
                is_demo: entry.is_demo,
            })
            .collect(),
        is_member: view.all.is_member,
        may_report: view.may_report,
        milestone_action: f.href(&format!("{path}/progress")),
        value_action: f.href(&format!("{path}/values")),
        milestone_choices: plan
            .milestones_of(id)
            .map(|bar| Choice {
                value: format!("{}:{}", bar.id, view.all.progress.get(&bar.id).map_or(0, |entry| entry.id)),
                label: f.text(&bar.text).to_owned(),
                is_chosen: typed.milestone.milestone == bar.id,
            })
            .collect(),
        statuses: ProgressStatus::ALL.iter().map(status).collect(),
        typed_day: typed.milestone.day,
        typed_remark: typed.milestone.remark,
        kpi_choices: plan
            .kpis_of(id)
            .map(|kpi| Choice {
                value: format!("{}:{}", kpi.id, last_value(view, &kpi.id)),
                label: match f.lang {
                    Lang::Ja => format!("{}（{}）", f.text(&kpi.name), f.text(&kpi.unit)),
                    Lang::En => format!("{} ({})", f.text(&kpi.name), f.text(&kpi.unit)),
                },
                is_chosen: typed.value.kpi == kpi.id,
            })
            .collect(),
        year_choices: years
            .iter()
            .rev()
            .map(|year| Choice {
                value: year.start().to_string(),
                label: format::year(f.lang, *year),
                is_chosen: typed.value.year == year.start().to_string(),
            })
            .collect(),
        typed_value: typed.value.value,
        typed_ground: typed.value.ground,
        remark_max: REMARK_CHARS_MAX,
        faults: typed.faults,
        f,
    }
}

/// The number of the last entry of an indicator; 0 for none.
fn last_value(view: &InitiativeView, kpi: &str) -> i64 {
    view.value_entries.iter().filter(|(_, entry)| entry.kpi == kpi).map(|(_, entry)| entry.id).max().unwrap_or(0)
}

fn milestone(f: &Frame, view: &InitiativeView, bar: &reform::roadmap::Bar) -> Milestone {
    let lang = chart_lang(f.lang);
    let standing = view.all.standing(bar);
    let entry = view.all.progress.get(&bar.id);
    Milestone {
        id: bar.id.clone(),
        text: f.text(&bar.text).to_owned(),
        span: span_label(bar.span, lang),
        basis: span_basis(bar.basis, lang),
        is_read: bar.basis != Basis::Published,
        state: words::state(f.lang, &format!("b-{}", bar.id), bar_state(&standing)),
        lateness: words::lateness(f.lang, &standing),
        last_day: entry.map(|entry| day(f.lang, entry.day)).unwrap_or_default(),
        is_demo: entry.is_some_and(|entry| entry.is_demo),
    }
}

/// A status as it is drawn.
fn state_of(status: ProgressStatus) -> app::roadmaps::BarState {
    use app::roadmaps::BarState;
    match status {
        ProgressStatus::NotStarted => BarState::NotStarted,
        ProgressStatus::OnTrack => BarState::OnTrack,
        ProgressStatus::Behind => BarState::Late,
        ProgressStatus::Done => BarState::Done,
        ProgressStatus::Stopped => BarState::Stopped,
    }
}
