//! `/explanations`: what was explained to citizens and groups, what they said and what changed.

use app::explanations::{ExplanationFault, ExplanationForm, ExplanationPage, ExplanationRow, FIELDS};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use reform::explanation::ExplanationKind;
use reform::plan::CalendarDate;

use crate::Site;
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::consultations::form::{Entry, FormPage, fault_words, with_added};
use crate::consultations::{item_links, number_of};
use crate::error::PageError;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::remarks;
use crate::reviews::day as day_words;
use crate::subnav::{Part, SubNav};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/explanations", get(list))
        .route("/explanations/new", get(new).post(add))
        .route("/explanations/{id}", get(show))
        .route("/explanations/{id}/edit", get(edit).post(save))
        .route("/explanations/{id}/hide", post(hide).get(back))
}

struct Line {
    href: String,
    title: String,
    day: String,
    kind: &'static str,
    people: String,
    is_public: bool,
    is_hidden: bool,
    is_demo: bool,
    has_changed: bool,
}

#[derive(Template)]
#[template(path = "explanations/list.html")]
struct ListPage {
    f: Frame,
    subnav: SubNav,
    lines: Vec<Line>,
    newer: Option<String>,
    older: Option<String>,
    may_write: bool,
}

#[derive(Template)]
#[template(path = "explanations/show.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    id: i64,
    day: String,
    place: String,
    kind: &'static str,
    groups: String,
    people: String,
    items: Vec<(String, String)>,
    explained: Html,
    said: Html,
    changed: Html,
    changed_href: String,
    is_public: bool,
    hidden: String,
    is_demo: bool,
    revision: i64,
    may_write: bool,
    refused: Option<Refused>,
    typed_reason: String,
}

async fn list(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let shown = visit.app().explanation_page(&visit.actor, value(&asked, "page").parse().unwrap_or(1)).await;
    let ExplanationPage { rows, page, has_older } = visit.check(shown)?;
    let title = visit.lang.pick("説明・意見交換の記録", "Explanations to citizens and groups");
    let f = visit.frame(Section::Talk, title).await?;
    let line = |row: ExplanationRow| Line {
        href: f.href(&format!("/explanations/{}", row.id)),
        day: day_words(f.lang, row.day),
        kind: f.lang.pick(row.kind.label_ja(), row.kind.label_en()),
        people: row.people.map(format::count).unwrap_or_default(),
        is_public: row.is_public,
        is_hidden: !row.hidden_reason.is_empty(),
        is_demo: row.is_demo,
        has_changed: !row.changed.is_empty(),
        title: row.title,
    };
    let lines = rows.into_iter().map(line).collect();
    let may_write = visit.actor.may(app::Action::RecordExplanations);
    let other = |page: i64| f.href(&format!("/explanations?page={page}"));
    let (newer, older) = ((page > 1).then(|| other(page - 1)), has_older.then(|| other(page + 1)));
    Ok(render(&ListPage { subnav: SubNav::new(&f, Part::Explanations), lines, newer, older, may_write, f }))
}

async fn show(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    page(&visit, id, None, "").await
}

async fn back(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::RecordExplanations))?;
    Ok(to(&visit, &format!("/explanations/{id}")))
}

async fn page(visit: &Visit, id: i64, refused: Option<Refused>, reason: &str) -> Result<Response, PageError> {
    let row = visit.check(visit.app().explanation(&visit.actor, id).await)?;
    let f = visit.frame(Section::Talk, row.title.clone()).await?;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ShowPage {
        subnav: SubNav::new(&f, Part::Explanations),
        id,
        day: day_words(f.lang, row.day),
        place: row.place,
        kind: f.lang.pick(row.kind.label_ja(), row.kind.label_en()),
        groups: row.groups,
        people: row.people.map(format::count).unwrap_or_default(),
        items: item_links(visit, &f, &row.items).await?,
        explained: paragraphs(&row.explained),
        said: paragraphs(&row.said),
        changed: paragraphs(&row.changed),
        changed_href: if row.changed_link.is_empty() { String::new() } else { f.href(&row.changed_link) },
        is_public: row.is_public,
        hidden: row.hidden_reason,
        is_demo: row.is_demo,
        revision: row.revision,
        may_write: visit.actor.may(app::Ask::ChangeExplanation { made_by: &row.made_by }),
        refused,
        typed_reason: reason.to_owned(),
        f,
    };
    Ok(render_with(status, &page))
}

async fn new(visit: Visit) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::RecordExplanations))?;
    form_page(&visit, None, &ExplanationForm::default(), &[], None).await
}

async fn add(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let fields = fields_of(&visit, form)?;
    keep(&visit, None, &form_of(&fields)).await
}

async fn edit(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::RecordExplanations))?;
    let row = visit.check(visit.app().explanation(&visit.actor, id).await)?;
    visit.check(app::permit(&visit.actor, app::Ask::ChangeExplanation { made_by: &row.made_by }))?;
    form_page(&visit, Some(id), &ExplanationForm::of(&row), &[], None).await
}

async fn save(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    keep(&visit, Some(id), &form_of(&fields)).await
}

async fn hide(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    let revision = value(&fields, "revision").parse().unwrap_or(0);
    let reason = value(&fields, "reason");
    let done = visit.app().hide_explanation(&visit.actor, (id, revision), reason).await;
    match refused(&visit, done)? {
        Ok(()) => Ok(to(&visit, &format!("/explanations/{id}"))),
        Err((kind, about)) => page(&visit, id, Some(Refused::new(visit.lang, kind, about)), reason).await,
    }
}

async fn keep(visit: &Visit, id: Option<i64>, form: &ExplanationForm) -> Result<Response, PageError> {
    let done = visit.app().save_explanation(&visit.actor, id, form).await;
    match refused(visit, done)? {
        Ok(Ok(id)) => Ok(to(visit, &format!("/explanations/{id}"))),
        Ok(Err(faults)) => form_page(visit, id, form, &faults, None).await,
        Err((kind, about)) => form_page(visit, id, form, &[], Some(Refused::new(visit.lang, kind, about))).await,
    }
}

fn form_of(sent: &Pairs) -> ExplanationForm {
    let fields = FIELDS.iter().map(|(name, ..)| ((*name).to_owned(), with_added(sent, name))).collect();
    ExplanationForm { fields, revision: value(sent, "revision").parse().unwrap_or(0) }
}

async fn form_page(
    visit: &Visit,
    id: Option<i64>,
    form: &ExplanationForm,
    faults: &[ExplanationFault],
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let title = match id {
        None => visit.lang.pick("説明の記録を加える", "Add an explanation"),
        Some(_) => visit.lang.pick("説明の記録を変える", "Change an explanation"),
    };
    let f = visit.frame(Section::Talk, title).await?;
    let choices = remarks::item_choices(visit, &f).await?;
    let entry = |(name, _, is_required): &(&'static str, usize, bool)| {
        let fault = faults.iter().find(|(field, ..)| field == name);
        let (label, hint) = words(&f, name);
        let kinds = ExplanationKind::ALL
            .iter()
            .map(|kind| (kind.word().to_owned(), f.t(kind.label_ja(), kind.label_en()).to_owned()));
        Entry {
            name,
            label,
            hint: hint.to_owned(),
            value: form.text(name).to_owned(),
            input: match *name {
                "items" | "explained" | "said" | "changed" => "area",
                // A day that cannot be read would vanish from a date field.
                "day" if form.text(name).is_empty() || form.text(name).parse::<CalendarDate>().is_ok() => "date",
                "is_public" => "check",
                "kind" => "select",
                _ => "text",
            },
            choices: match *name {
                "kind" => kinds.collect(),
                "items" => choices.clone(),
                _ => Vec::new(),
            },
            is_required: *is_required,
            fault: fault.map(|(_, kind, detail)| fault_words(&f, kind, detail)),
        }
    };
    let page = FormPage {
        subnav: SubNav::new(&f, Part::Explanations),
        lead: f.lang.pick(
            "市民や関係団体への説明と意見交換を記録します。市民の氏名は書かないでください。",
            "Record what was explained and said. Write no names of citizens.",
        ),
        action: f.href(&id.map_or_else(|| "/explanations/new".to_owned(), |id| format!("/explanations/{id}/edit"))),
        back: f.href(&id.map_or_else(|| "/explanations".to_owned(), |id| format!("/explanations/{id}"))),
        entries: FIELDS.iter().map(entry).collect(),
        revision: form.revision,
        refused,
        f,
    };
    Ok(page.render())
}

fn words(f: &Frame, name: &str) -> (&'static str, &'static str) {
    let pick = |ja, en, hint_ja, hint_en| (f.lang.pick(ja, en), f.lang.pick(hint_ja, hint_en));
    match name {
        "day" => {
            pick("説明した日", "Day", "例：2026-11-22。先の日は書けません。", "Such as 2026-11-22; no day to come.")
        }
        "title" => {
            pick("題名", "Title", "一覧に出る短い題です。120文字まで。", "Short, for the list; at most 120 characters.")
        }
        "kind" => pick(
            "説明の場の種類",
            "Kind of occasion",
            "だれに開かれた場だったかで選びます。",
            "By whom it was open to.",
        ),
        "place" => pick(
            "場所",
            "Place",
            "会場の名前。オンラインのときはそう書きます。",
            "Name of the place, or that it was online.",
        ),
        "groups" => {
            pick("参加した団体など", "Groups that took part", "団体の名前だけを書きます。", "Names of groups only.")
        }
        "people" => pick("参加した人数", "Number of people", "数えていないときは空欄。", "Empty when nobody counted."),
        "items" => pick(
            "説明した対象",
            "What it was about",
            "一行に一つ。例：cluster:fees-review、program:0101",
            "One a line, such as cluster:fees-review, program:0101",
        ),
        "explained" => pick(
            "説明したこと",
            "What was explained",
            "配った資料の要点を書きます。",
            "The main points of what was handed out.",
        ),
        "said" => pick(
            "出された意見",
            "What was said",
            "なかったときは「なし」と書きます。",
            "Write “none” where nothing was said.",
        ),
        "changed" => pick(
            "意見を受けて変わったこと",
            "What changed because of it",
            "まだ決まっていないときは空欄にし、決まったら書き足します。",
            "Empty while it is open; add it later.",
        ),
        "changed_link" => pick(
            "変わったことを見られる場所",
            "Where the change can be seen",
            "このサイトのアドレス。例：/clusters/fees-review",
            "An address of this site such as /clusters/fees-review",
        ),
        _ => pick(
            "だれでも読めるようにする",
            "Everybody may read it",
            "印を付けると、この記録は市民にも見えます。団体や個人への配慮が要るときは付けません。",
            "With a mark citizens see this record too; leave it empty where people or groups need care.",
        ),
    }
}
