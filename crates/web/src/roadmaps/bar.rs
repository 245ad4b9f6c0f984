//! `/roadmap/edit/bars/…`: the form of one bar.

use app::roadmaps::{BarForm, BarTrouble, BarView, span_label};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reform::roadmap::{Bar, Quarter, TEXT_CHARS_MAX};

use super::show::Choice;
use super::{Address, Fault, Nav, Part};
use crate::cities::Pairs;
use crate::clusters::{fields_of, id_of, value};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::page::{Frame, Section, Visit, render_with};
use crate::programs::encode;

/// What somebody else made of the bar meanwhile.
struct Theirs {
    by: String,
    is_gone: bool,
    lines: Vec<(&'static str, String)>,
}

struct Neighbour {
    lane: String,
    text: String,
    span: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "roadmaps/bar.html")]
struct BarPage {
    f: Frame,
    nav: Nav,
    form: BarForm,
    is_new: bool,
    clusters: Vec<Choice>,
    from: Vec<Choice>,
    to: Vec<Choice>,
    neighbours: Vec<Neighbour>,
    faults: Vec<Fault>,
    theirs: Option<Theirs>,
    changed_by: String,
    action: String,
    remove_action: String,
    back_href: String,
    text_max: usize,
}

/// The form of a new bar.
pub async fn new(visit: Visit, query: Result<Query<Address>, QueryRejection>) -> Result<Response, PageError> {
    let address = Address::read(&visit, query)?;
    let view = visit.check(visit.app().roadmap_bar(&visit.actor, None, &address.cluster).await)?;
    page(&visit, None, view, None, None).await
}

/// The form of a bar there is.
pub async fn show(visit: Visit, bar: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, bar)?;
    let view = visit.check(visit.app().roadmap_bar(&visit.actor, Some(&id), "").await)?;
    page(&visit, Some(&id), view, None, None).await
}

/// Adds a bar.
pub async fn add(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    save_as(&visit, None, form).await
}

/// Saves a bar.
pub async fn save(
    visit: Visit,
    bar: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, bar)?;
    save_as(&visit, Some(&id), form).await
}

/// Takes a bar out.
pub async fn remove(
    visit: Visit,
    bar: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, bar)?;
    let fields = fields_of(&visit, form)?;
    let revision = value(&fields, "revision").parse().unwrap_or(-1);
    match visit.check(visit.app().remove_roadmap_bar(&visit.actor, &id, revision).await)? {
        Ok(cluster) => Ok(back(&visit, "removed", &cluster)),
        Err(trouble) => {
            let view = visit.check(visit.app().roadmap_bar(&visit.actor, Some(&id), "").await)?;
            page(&visit, Some(&id), view, None, Some(trouble)).await
        }
    }
}

async fn save_as(
    visit: &Visit,
    id: Option<&str>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let fields = fields_of(visit, form)?;
    let text = |name: &str| value(&fields, name).to_owned();
    let form = BarForm {
        cluster: text("cluster"),
        lane: text("lane"),
        part_ja: text("part_ja"),
        part_en: text("part_en"),
        text_ja: text("text_ja"),
        text_en: text("text_en"),
        from: text("from"),
        to: text("to"),
        revision: value(&fields, "revision").parse().unwrap_or(-1),
    };
    match visit.check(visit.app().save_roadmap_bar(&visit.actor, id, &form).await)? {
        Ok(saved) => Ok(back(visit, "saved", &saved.cluster)),
        Err(trouble) => {
            let gone = matches!(&trouble, BarTrouble::Stale { theirs: None, .. });
            // A bar somebody took away can only be added anew.
            let id = id.filter(|_| !gone);
            let view = visit.check(visit.app().roadmap_bar(&visit.actor, id, &form.cluster).await)?;
            page(visit, id, view, Some(form), Some(trouble)).await
        }
    }
}

fn back(visit: &Visit, done: &str, cluster: &str) -> Response {
    Redirect::to(&visit.lang.href(&format!("/roadmap/edit?done={done}#{cluster}"))).into_response()
}

async fn page(
    visit: &Visit,
    id: Option<&str>,
    view: BarView,
    typed: Option<BarForm>,
    trouble: Option<BarTrouble>,
) -> Result<Response, PageError> {
    let title = match id {
        Some(_) => visit.lang.pick("帯を直す", "Change a bar"),
        None => visit.lang.pick("帯を加える", "Add a bar"),
    };
    let f = visit.frame(Section::Roadmap, title).await?;
    let mut form = typed.unwrap_or_else(|| view.form.clone());
    let status = match &trouble {
        None => StatusCode::OK,
        Some(BarTrouble::Faults(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(BarTrouble::Stale { .. }) => StatusCode::CONFLICT,
    };
    if let Some(BarTrouble::Stale { revision, .. }) = &trouble {
        // Sent once more, after looking at both, it counts.
        form.revision = *revision;
    }
    let faults = trouble.as_ref().map(BarTrouble::faults).unwrap_or_default();
    let choice = |value: &str, label: String, chosen: &str| Choice {
        is_chosen: value == chosen,
        value: value.to_owned(),
        label,
    };
    let quarters = |chosen: &str| {
        let label = |quarter: &Quarter| f.lang.pick(&quarter.label_ja(), &quarter.label_en()).to_owned();
        view.quarters.iter().map(|quarter| choice(&quarter.short(), label(quarter), chosen)).collect::<Vec<_>>()
    };
    let path =
        id.map_or_else(|| "/roadmap/edit/bars/new".to_owned(), |id| format!("/roadmap/edit/bars/{}", encode(id)));
    let lang = chart_lang(f.lang);
    let page = BarPage {
        nav: Nav::new(&f, Part::Edit),
        is_new: id.is_none(),
        clusters: view.clusters.iter().map(|(id, name)| choice(id, f.text(name).to_owned(), &form.cluster)).collect(),
        from: quarters(&form.from),
        to: quarters(&form.to),
        neighbours: view
            .neighbours
            .iter()
            .map(|bar| Neighbour {
                lane: bar.lane.to_string(),
                text: f.text(&bar.text).to_owned(),
                span: span_label(bar.span, lang),
                is_this: Some(bar.id.as_str()) == id,
            })
            .collect(),
        theirs: trouble.as_ref().and_then(|trouble| theirs(&f, trouble)),
        faults: faults.into_iter().map(|one| Fault { field: one.field, kind: one.kind, detail: one.detail }).collect(),
        changed_by: view.changed_by,
        action: f.href(&path),
        remove_action: f.href(&format!("{path}/remove")),
        back_href: f.href(&format!("/roadmap/edit#{}", form.cluster)),
        text_max: TEXT_CHARS_MAX,
        form,
        f,
    };
    Ok(render_with(status, &page))
}

fn theirs(f: &Frame, trouble: &BarTrouble) -> Option<Theirs> {
    let BarTrouble::Stale { theirs, by, .. } = trouble else { return None };
    let lines = |bar: &Bar| {
        let part = bar.part.clone().unwrap_or_default();
        vec![
            (f.lang.pick("クラスター", "Cluster"), bar.cluster.clone()),
            (f.lang.pick("段", "Lane"), bar.lane.to_string()),
            (f.lang.pick("区分", "Part"), part.ja),
            (f.lang.pick("内容", "What"), bar.text.ja.clone()),
            (f.lang.pick("内容（英語）", "What (English)"), bar.text.en.clone().unwrap_or_default()),
            (f.lang.pick("期間", "Span"), span_label(bar.span, chart_lang(f.lang))),
        ]
    };
    Some(Theirs {
        by: by.clone(),
        is_gone: theirs.is_none(),
        lines: theirs.as_ref().map(|bar| lines(bar)).unwrap_or_default(),
    })
}
