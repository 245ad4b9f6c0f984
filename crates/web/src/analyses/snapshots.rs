//! `/clusters/{id}/analysis/snapshots`, `…/compare`: what stood there when gates were closed, and how that differs.

use app::AppError;
use app::analyses::SnapshotRow;
use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use reform::analysis::{Change, Decided, Item, Snapshot, fields_of};
use serde::Deserialize;

use super::shown::{Shown, shown, value};
use super::{Around, number_of, path_of};
use crate::clusters::id_of;
use crate::error::PageError;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::reviews::{day, moment};

/// A snapshot in the list, or at the head of its page.
struct SnapshotLine {
    number: i64,
    href: String,
    stage: String,
    who: String,
    at: String,
    hash: String,
    previous: String,
    /// The address of its difference to the one before; empty for the first.
    difference: String,
}

#[derive(Template)]
#[template(path = "analyses/snapshots.html")]
struct ListPage {
    f: Frame,
    around: Around,
    snapshots: Vec<SnapshotLine>,
}

#[derive(Template)]
#[template(path = "analyses/snapshot.html")]
struct SnapshotPage {
    f: Frame,
    around: Around,
    head: SnapshotLine,
    kinds: Vec<(&'static str, Vec<Shown>)>,
    decided: Option<(String, String, String)>,
}

/// A record that differs: `added`, `removed` or `changed`, its kind, its name and what differs.
struct ChangeLine {
    word: &'static str,
    label: &'static str,
    kind: &'static str,
    title: String,
    fields: Vec<(String, Html, Html)>,
}

#[derive(Template)]
#[template(path = "analyses/compare.html")]
struct ComparePage {
    f: Frame,
    around: Around,
    from: SnapshotLine,
    to: SnapshotLine,
    changes: Vec<ChangeLine>,
    counts: [usize; 3],
    decision: Option<(String, String)>,
    is_reordered: bool,
    is_same: bool,
    all: Vec<SnapshotLine>,
}

/// Which two are compared.
#[derive(Deserialize)]
pub struct Two {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// All snapshots, the latest first.
pub async fn list(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let view = visit.check(visit.app().analysis(&visit.actor, &id).await)?;
    let name = visit.lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let title = format!("{}{name}", visit.lang.pick("スナップショット：", "Snapshots: "));
    let f = visit.frame(Section::Clusters, title).await?;
    let page = ListPage {
        around: Around::new(&f, &view, "/snapshots"),
        snapshots: view.stored.snapshots.iter().rev().map(|row| line(&f, &id, row)).collect(),
        f,
    };
    Ok(render(&page))
}

/// One snapshot.
pub async fn show(visit: Visit, path: Result<Path<(String, String)>, PathRejection>) -> Result<Response, PageError> {
    let (id, number) = number_of(&visit, path)?;
    let found = visit.check(visit.app().analysis_snapshot(&visit.actor, &id, number).await)?;
    let name = visit.lang.pick(&found.analysis.head.name.ja, found.analysis.head.name.en_or_ja()).to_owned();
    let title = match visit.lang {
        crate::lang::Lang::Ja => format!("スナップショット{number}：{name}"),
        crate::lang::Lang::En => format!("Snapshot {number}: {name}"),
    };
    let f = visit.frame(Section::Clusters, title).await?;
    let snapshot = &found.snapshot;
    let page = SnapshotPage {
        around: Around::new(&f, &found.analysis, "/snapshots"),
        head: line(&f, &id, &found.row),
        kinds: kinds(&f, snapshot),
        decided: snapshot.decided.as_ref().map(|decided| decision(&f, snapshot, decided)),
        f,
    };
    Ok(render(&page))
}

/// Two snapshots beside each other. Without two numbers one goes to the list.
pub async fn compare(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<Two>, QueryRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let Query(two) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let number = |text: &str| text.trim().parse::<i64>().ok();
    if two.from.is_empty() && two.to.is_empty() {
        return Ok(Redirect::to(&visit.lang.href(&format!("{}/snapshots", path_of(&id)))).into_response());
    }
    let (Some(from), Some(to)) = (number(&two.from), number(&two.to)) else {
        let name = format!("{}–{}", two.from, two.to);
        return Err(PageError::new(&visit, AppError::NotFound { what: "snapshot", name }));
    };
    let pair = visit.check(visit.app().compare_snapshots(&visit.actor, &id, from, to).await)?;
    let title = match visit.lang {
        crate::lang::Lang::Ja => format!("スナップショット{}と{}の違い", pair.from.0.number, pair.to.0.number),
        crate::lang::Lang::En => format!("Snapshot {} against {}", pair.to.0.number, pair.from.0.number),
    };
    let f = visit.frame(Section::Clusters, title).await?;
    let (before, after) = (&pair.from.1, &pair.to.1);
    let difference = &pair.difference;
    let changes: Vec<ChangeLine> =
        difference.changes.iter().map(|change| change_line(&f, before, after, change)).collect();
    let count = |word| changes.iter().filter(|change| change.word == word).count();
    let words = |snapshot: &Snapshot, decided: &Option<Decided>| match decided {
        None => f.t("決まっていない", "none").to_owned(),
        Some(decided) => {
            let (title, day, ground) = decision(&f, snapshot, decided);
            format!("{title} {day} {ground}").trim().to_owned()
        }
    };
    let decision = difference.decision.as_ref().map(|(old, new)| (words(before, old), words(after, new)));
    let page = ComparePage {
        around: Around::new(&f, &pair.analysis, "/snapshots"),
        from: line(&f, &id, &pair.from.0),
        to: line(&f, &id, &pair.to.0),
        counts: [count("added"), count("removed"), count("changed")],
        changes,
        decision,
        is_reordered: difference.is_reordered,
        is_same: difference.is_empty(),
        all: pair.analysis.stored.snapshots.iter().map(|row| line(&f, &id, row)).collect(),
        f,
    };
    Ok(render(&page))
}

fn line(f: &Frame, id: &str, row: &SnapshotRow) -> SnapshotLine {
    let base = f.href(&path_of(id));
    SnapshotLine {
        number: row.number,
        href: format!("{base}/snapshots/{}", row.number),
        stage: format!("{} {}", row.stage.number(), f.t(row.stage.label_ja(), row.stage.label_en())),
        who: row.who.clone(),
        at: moment(f.lang, &row.at),
        hash: row.hash.clone(),
        previous: row.previous_hash.clone(),
        difference: match row.number {
            1 => String::new(),
            number => format!("{base}/compare?from={}&to={number}", number - 1),
        },
    }
}

fn kinds(f: &Frame, snapshot: &Snapshot) -> Vec<(&'static str, Vec<Shown>)> {
    let title = |number| snapshot.item(number).map(|item| item.title().to_owned());
    let of = |kind: &reform::analysis::ItemKind| {
        let items: Vec<Shown> =
            snapshot.items.iter().filter(|item| item.kind == *kind).map(|item| shown(f, item, &title)).collect();
        (f.lang.pick(kind.label_ja(), kind.label_en()), items)
    };
    reform::analysis::ItemKind::ALL.iter().map(of).filter(|(_, items)| !items.is_empty()).collect()
}

fn decision(f: &Frame, snapshot: &Snapshot, decided: &Decided) -> (String, String, String) {
    let title =
        snapshot.item(decided.option).map_or_else(|| format!("#{}", decided.option), |item| item.title().to_owned());
    (title, decided.day.map(|date| day(f.lang, date)).unwrap_or_default(), decided.ground.clone())
}

fn change_line(f: &Frame, before: &Snapshot, after: &Snapshot, change: &Change) -> ChangeLine {
    let (word, label, item, fields) = match change {
        Change::Added(item) => ("added", f.lang.pick("加わった", "added"), item, whole(f, after, item, true)),
        Change::Removed(item) => ("removed", f.lang.pick("なくなった", "removed"), item, whole(f, before, item, false)),
        Change::Changed { item, fields } => {
            let side = |snapshot: &Snapshot, name: &str, text: &str| side(f, snapshot, item, name, text);
            let fields = fields.iter().map(|field| {
                let label = label_of(f, item, &field.name);
                (label, side(before, &field.name, &field.before), side(after, &field.name, &field.after))
            });
            ("changed", f.lang.pick("変わった", "changed"), item, fields.collect())
        }
    };
    let kind = f.lang.pick(item.kind.label_ja(), item.kind.label_en());
    ChangeLine { word, label, kind, title: item.title().to_owned(), fields }
}

/// Every field of a record that is in one of the two only.
fn whole(f: &Frame, snapshot: &Snapshot, item: &Item, is_after: bool) -> Vec<(String, Html, Html)> {
    let filled = fields_of(item.kind, &item.fields).into_iter().filter(|(name, _)| !item.text(name).is_empty());
    let line = |(name, _): (String, reform::analysis::Place)| {
        let text = side(f, snapshot, item, &name, item.text(&name));
        let label = label_of(f, item, &name);
        if is_after { (label, Html::default(), text) } else { (label, text, Html::default()) }
    };
    filled.map(line).collect()
}

fn label_of(f: &Frame, item: &Item, name: &str) -> String {
    let place = item.kind.place(name).map(|place| place.label());
    place.map_or_else(|| name.to_owned(), |(ja, en)| f.t(&ja, &en).to_owned())
}

fn side(f: &Frame, snapshot: &Snapshot, item: &Item, name: &str, text: &str) -> Html {
    let title = |number| snapshot.item(number).map(|item| item.title().to_owned());
    match (text, item.kind.place(name)) {
        ("", _) => Html::default(),
        (text, Some(place)) => value(f, place, text, &title),
        (text, None) => f.mixed(text),
    }
}
