//! The history of a sheet (変更の履歴): who changed what when, before and after.

use std::collections::{BTreeMap, BTreeSet};

use app::review::{ChangeRow, HistoryEvent, Via};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::review::{Fields, field_of, label_of};
use serde::Deserialize;

use super::field::shown;
use super::{Address, words};
use crate::error::PageError;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render};

struct Event {
    at: String,
    who: String,
    what: String,
    remark: Html,
    changes: Vec<Change>,
}

struct Change {
    label: String,
    before: Html,
    after: Html,
}

#[derive(Template)]
#[template(path = "reviews/sheet/history.html")]
struct HistoryPage {
    f: Frame,
    address: String,
    name: String,
    eyebrow: String,
    events: Vec<Event>,
    older: String,
    is_first: bool,
}

/// Where to go on.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct HistoryQuery {
    before: Option<i64>,
}

/// A page of the history, the newest first.
pub async fn show(
    visit: Visit,
    address: Address,
    query: Result<Query<HistoryQuery>, QueryRejection>,
) -> Result<Response, PageError> {
    let before = query.ok().and_then(|Query(query)| query.before);
    let app = visit.app();
    let view = address.view(&visit).await?;
    let page = visit.check(app.sheet_history(&visit.actor, address.year, address.program, before).await)?;
    let oldest = page.events.iter().rev().find_map(|event| match event {
        HistoryEvent::Changes(changes) => changes.first().map(|change| change.revision),
        HistoryEvent::Step(_) => None,
    });
    // What stood in the fields before the oldest change of this page; from there on each change says what follows.
    let mut now = match oldest {
        Some(oldest) => {
            let as_of = app.sheet_as_of(&visit.actor, address.year, address.program, oldest.saturating_sub(1)).await;
            visit.check(as_of)?
        }
        None => Fields::default(),
    };
    let mut befores: BTreeMap<(i64, String), String> = BTreeMap::new();
    for event in page.events.iter().rev() {
        let HistoryEvent::Changes(changes) = event else { continue };
        for change in changes {
            let was = now.get(&change.name).unwrap_or_default().to_owned();
            befores.insert((change.revision, change.name.clone()), was);
            now.set(change.name.as_str(), &change.text);
        }
    }
    let lang = visit.lang;
    let viewpoints = app.viewpoints();
    let texts = |name: &str, text: &str| match (text, field_of(name, &viewpoints)) {
        ("", _) => Html(format!("<span class=\"muted\">{}</span>", lang.pick("空", "empty"))),
        (text, Some(field)) => shown(lang, &field, text),
        (text, None) => paragraphs(text),
    };
    let change = |row: &ChangeRow| Change {
        label: {
            let label = label_of(&row.name, &viewpoints);
            lang.pick(&label.ja, label.en_or_ja()).to_owned()
        },
        before: texts(&row.name, befores.get(&(row.revision, row.name.clone())).map_or("", String::as_str)),
        after: texts(&row.name, &row.text),
    };
    let events = in_sittings(page.events);
    let events = events.iter().map(|event| match event {
        HistoryEvent::Step(step) => Event {
            at: words::moment(lang, &step.at),
            who: step.who.clone(),
            what: format!(
                "{}：{} → {}",
                lang.pick(step.action.label_ja(), step.action.label_en()),
                lang.pick(step.before.label_ja(), step.before.label_en()),
                lang.pick(step.after.label_ja(), step.after.label_en())
            ),
            remark: paragraphs(&step.remark),
            changes: Vec::new(),
        },
        HistoryEvent::Changes(rows) => Event {
            at: rows.first().map(|row| words::moment(lang, &row.at)).unwrap_or_default(),
            who: rows.first().map(|row| row.who.clone()).unwrap_or_default(),
            what: what(lang, rows),
            remark: Html::default(),
            changes: rows.iter().map(change).collect(),
        },
    });
    let events: Vec<Event> = events.collect();
    let title = format!("{}：{}", lang.pick("変更の履歴", "History"), view.head.program_name);
    let address_href = address.href(lang);
    Ok(render(&HistoryPage {
        older: page.before.map(|before| format!("{address_href}/history?before={before}")).unwrap_or_default(),
        address: address_href,
        name: view.head.program_name.clone(),
        eyebrow: format!("{} · {}", view.head.external_id, format::year(lang, address.year)),
        events,
        is_first: before.is_none(),
        f: visit.frame_with(Section::Reviews, title, view.cycle.is_demo),
    }))
}

/// Fields are saved one by one as they are typed: what one person wrote within a minute, one after the other, is told together.
fn in_sittings(events: Vec<HistoryEvent>) -> Vec<HistoryEvent> {
    let minute = |row: &ChangeRow| row.at.get(..16).unwrap_or_default().to_owned();
    let is_one = |later: &[ChangeRow], rows: &[ChangeRow]| {
        later.first().zip(rows.first()).is_some_and(|(a, b)| a.who == b.who && a.via == b.via && minute(a) == minute(b))
    };
    let mut told: Vec<HistoryEvent> = Vec::new();
    for event in events {
        match (told.last_mut(), event) {
            (Some(HistoryEvent::Changes(later)), HistoryEvent::Changes(rows)) if is_one(later, &rows) => {
                later.extend(rows);
            }
            (_, event) => told.push(event),
        }
    }
    told
}

fn what(lang: Lang, rows: &[ChangeRow]) -> String {
    let via = match rows.first().map(|row| row.via) {
        Some(Via::Workbook) => lang.pick("エクセルで記入", "by workbook"),
        Some(Via::Carried) => lang.pick("前回から引き継ぎ", "carried over"),
        _ => lang.pick("画面で記入", "on the page"),
    };
    let fields: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    match lang {
        Lang::Ja => format!("{via}（{}欄）", fields.len()),
        Lang::En => format!("{} fields {via}", fields.len()),
    }
}
