//! `/clusters/{id}/analysis/{stage}`: the records of one stage.

use app::analyses::{AnalysisView, PrefillChoice};
use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::Response;
use reform::analysis::Stage;

use super::overview::{Done, Gate, done_words, gate};
use super::shown::{Shown, shown};
use super::{Around, stage_of};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render};
use crate::reviews::moment;

/// A record with what can be done with it.
struct ListedItem {
    shown: Shown,
    revision: i64,
    who: String,
    is_first: bool,
    is_last: bool,
}

/// The records of a kind.
struct KindList {
    word: &'static str,
    label: &'static str,
    items: Vec<ListedItem>,
}

/// A record that was deleted: number, revision, kind, title, who and when.
struct Deleted {
    number: i64,
    revision: i64,
    kind: &'static str,
    title: String,
    who: String,
}

#[derive(Template)]
#[template(path = "analyses/stage.html")]
struct StagePage {
    f: Frame,
    around: Around,
    gate: Gate,
    kinds: Vec<KindList>,
    deleted: Vec<Deleted>,
    may_write: bool,
    /// What facts and KPIs can be taken from.
    choices: Vec<(String, String)>,
    done: &'static str,
}

/// The stage.
pub async fn show(
    visit: Visit,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Result<Query<Done>, QueryRejection>,
) -> Result<Response, PageError> {
    let (id, stage) = stage_of(&visit, path)?;
    let done = query.map(|Query(done)| done.done).unwrap_or_default();
    let view = visit.check(visit.app().analysis(&visit.actor, &id).await)?;
    let may_write = view.may_write && view.progress.may_write(stage).is_ok();
    let choices = match may_write && stage == Stage::CurrentState {
        true => visit.check(visit.app().prefill_choices(&visit.actor, &id).await)?,
        false => Vec::new(),
    };
    let name = visit.lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let label = visit.lang.pick(stage.label_ja(), stage.label_en());
    let f = visit.frame(Section::Clusters, format!("{} {label} — {name}", stage.number())).await?;
    let page = StagePage {
        around: Around::new(&f, &view, &format!("/{}", stage.number())),
        gate: gate(&f, &view, view.stage(stage)),
        kinds: kinds(&f, &view, stage),
        deleted: deleted(&f, &view, stage),
        may_write,
        choices: choices.into_iter().map(|PrefillChoice { source, label }| (source.to_string(), label)).collect(),
        done: done_words(&f, &done),
        f,
    };
    Ok(render(&page))
}

fn kinds(f: &Frame, view: &AnalysisView, stage: Stage) -> Vec<KindList> {
    let title = |number| view.title(number).map(str::to_owned);
    let list = |kind: reform::analysis::ItemKind| {
        let rows: Vec<&app::analyses::ItemRow> = view.items(kind).collect();
        let last = rows.len().saturating_sub(1);
        let item = |(at, row): (usize, &&app::analyses::ItemRow)| ListedItem {
            shown: shown(f, &row.item, &title),
            revision: row.revision,
            who: format!("{} {}", row.who, moment(f.lang, &row.at)),
            is_first: at == 0,
            is_last: at == last,
        };
        KindList {
            word: kind.word(),
            label: f.lang.pick(kind.label_ja(), kind.label_en()),
            items: rows.iter().enumerate().map(item).collect(),
        }
    };
    stage.kinds().map(list).collect()
}

fn deleted(f: &Frame, view: &AnalysisView, stage: Stage) -> Vec<Deleted> {
    let rows = view.stored.deleted.iter().filter(|row| row.item.kind.stage() == stage);
    let one = |row: &app::analyses::ItemRow| Deleted {
        number: row.item.number,
        revision: row.revision,
        kind: f.lang.pick(row.item.kind.label_ja(), row.item.kind.label_en()),
        title: row.item.title().to_owned(),
        who: format!("{} {}", row.who, moment(f.lang, &row.at)),
    };
    rows.map(one).collect()
}
