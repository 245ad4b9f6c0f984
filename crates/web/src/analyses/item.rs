//! `/clusters/{id}/analysis/items/…`: one record, its form and its history.

use app::AppError;
use app::analyses::{AnalysisView, FactSource, ItemChange, ItemEdit, ItemSaved, ItemView, What};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use reform::analysis::{FieldFault, FieldKind, ItemKind};
use reform::review::Fields;
use serde::Deserialize;

use super::actions::outcome;
use super::form::{ItemForm, item_form};
use super::shown::{Shown, shown, value as shown_value};
use super::{Around, number_of, path_of};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, id_of, to, value};
use crate::error::PageError;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render_with};
use crate::reviews::moment;

/// A line of the history: what happened at a revision.
struct HistoryLine {
    revision: i64,
    what: &'static str,
    who: String,
    at: String,
    /// The fields that changed: label, before, after.
    fields: Vec<(String, Html, Html)>,
    /// Whether the record can go back to what it was then.
    can_restore: bool,
}

#[derive(Template)]
#[template(path = "analyses/item.html")]
struct ItemPage {
    f: Frame,
    around: Around,
    heading: String,
    kind: &'static str,
    kind_word: &'static str,
    stage: (usize, &'static str),
    stage_href: String,
    action: String,
    form: Option<ItemForm>,
    revision: i64,
    /// What stands there, for those who read only.
    record: Option<Shown>,
    is_deleted: bool,
    /// Why it cannot be written; empty when it can.
    closed: &'static str,
    who: String,
    history: Vec<HistoryLine>,
    /// What was taken from elsewhere, for the head of a new record.
    taken_from: &'static str,
    refused: Option<Refused>,
}

/// What a new record begins from.
#[derive(Deserialize)]
pub struct Beginning {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    from: String,
}

/// The form of a new record.
pub async fn new(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<Beginning>, QueryRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let Query(begin) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let view = writable(&visit, &id).await?;
    let source = FactSource::read(&begin.from);
    let (kind, texts) = match &source {
        Some(source) => {
            let filled = visit.check(visit.app().prefill(&visit.actor, &id, source).await)?;
            (filled.kind, filled.fields)
        }
        None => (kind_of(&visit, &begin.kind)?, Fields::default()),
    };
    let stage = kind.stage();
    let is_open = view.progress.may_write(stage);
    visit.check(is_open.map_err(|kind| app::Refusal::conflict(kind, stage.label_ja()).into()))?;
    let taken_from = match source {
        Some(FactSource::Figure(_)) => visit.lang.pick("プランの数値から入れました。", "Filled in from the plan."),
        Some(_) => visit.lang.pick("台帳から入れました。", "Filled in from the inventory."),
        None => "",
    };
    let page = Writing { view, kind, item: None, texts: &texts, faults: &[], theirs: None, taken_from };
    page.render(&visit, StatusCode::OK).await
}

/// Makes a record.
pub async fn add(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    writable(&visit, &id).await?;
    let pairs = fields_of(&visit, form)?;
    let kind = kind_of(&visit, value(&pairs, "kind"))?;
    keep(&visit, &id, kind, None, &pairs).await
}

/// A record: the form for those who may write it, the text for others.
pub async fn show(visit: Visit, path: Result<Path<(String, String)>, PathRejection>) -> Result<Response, PageError> {
    let (id, number) = number_of(&visit, path)?;
    shown_item(&visit, &id, number, None, StatusCode::OK).await
}

/// Changes a record.
pub async fn save(
    visit: Visit,
    path: Result<Path<(String, String)>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let (id, number) = number_of(&visit, path)?;
    writable(&visit, &id).await?;
    let pairs = fields_of(&visit, form)?;
    let view = visit.check(visit.app().analysis_item(&visit.actor, &id, number).await)?;
    let revision = value(&pairs, "revision").parse().unwrap_or(0);
    keep(&visit, &id, view.row.item.kind, Some((number, revision)), &pairs).await
}

/// A page of a record, with what was refused, if anything was.
pub(super) async fn shown_item(
    visit: &Visit,
    id: &str,
    number: i64,
    refused: Option<Refused>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().analysis_item(&visit.actor, id, number).await)?;
    let kind = view.row.item.kind;
    let heading = view.row.item.title().to_owned();
    let f = visit.frame(Section::Clusters, heading.clone()).await?;
    let is_open = view.analysis.progress.may_write(kind.stage()).is_ok();
    let may_write = view.analysis.may_write && is_open;
    let texts = &view.row.item.fields;
    let form = (may_write && !view.is_deleted).then(|| item_form(&f, &view.analysis, (kind, number), texts, &[], None));
    let title = |number| view.analysis.title(number).map(str::to_owned);
    let page = ItemPage {
        around: Around::new(&f, &view.analysis, &format!("/{}", kind.stage().number())),
        kind: f.lang.pick(kind.label_ja(), kind.label_en()),
        kind_word: kind.word(),
        stage: (kind.stage().number(), f.lang.pick(kind.stage().label_ja(), kind.stage().label_en())),
        stage_href: f.href(&format!("{}/{}", path_of(id), kind.stage().number())),
        action: f.href(&format!("{}/items/{number}", path_of(id))),
        record: form.is_none().then(|| shown(&f, &view.row.item, &title)),
        form,
        revision: view.row.revision,
        is_deleted: view.is_deleted,
        closed: if view.analysis.may_write && !is_open {
            f.lang
                .pick("この段階は閉じているので、読むだけです。", "This stage is closed; the record can only be read.")
        } else {
            ""
        },
        who: format!("{} {}", view.row.who, moment(f.lang, &view.row.at)),
        history: history(&f, &view, may_write),
        taken_from: "",
        refused,
        heading,
        f,
    };
    Ok(render_with(status, &page))
}

/// Keeps a record and goes to its stage, or shows the form again with what is wrong.
async fn keep(
    visit: &Visit,
    id: &str,
    kind: ItemKind,
    item: Option<(i64, i64)>,
    pairs: &Pairs,
) -> Result<Response, PageError> {
    let edit = ItemEdit { kind, item, fields: sent(kind, pairs) };
    let saved = match outcome(visit, visit.app().save_analysis_item(&visit.actor, id, &edit).await)? {
        Ok(saved) => saved,
        Err((refused, status)) => {
            // What was typed is not lost: it stands in the form, whatever kept it from being kept.
            let texts: Fields = edit.fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let view = visit.check(visit.app().analysis(&visit.actor, id).await)?;
            let page = Writing { view, kind, item, texts: &texts, faults: &[], theirs: None, taken_from: "" };
            return page.render_refused(visit, status, Some(refused)).await;
        }
    };
    match saved {
        ItemSaved::Kept(number) => to_stage(visit, id, kind, number),
        ItemSaved::Faulty(texts, faults) => {
            let view = visit.check(visit.app().analysis(&visit.actor, id).await)?;
            let page = Writing { view, kind, item, texts: &texts, faults: &faults, theirs: None, taken_from: "" };
            page.render(visit, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        ItemSaved::Stale(texts, row) => {
            let view = visit.check(visit.app().analysis(&visit.actor, id).await)?;
            let refused = Refused::new(
                visit.lang,
                &app::analyses::STALE_ITEM,
                format!("{} {}", row.who, moment(visit.lang, &row.at)),
            );
            let theirs = Some(&row.item.fields);
            // Sent again, it begins from the other's text, which now stands beside it.
            let item = Some((row.item.number, row.revision));
            let page = Writing { view, kind, item, texts: &texts, faults: &[], theirs, taken_from: "" };
            page.render_refused(visit, StatusCode::CONFLICT, Some(refused)).await
        }
    }
}

fn to_stage(visit: &Visit, id: &str, kind: ItemKind, number: i64) -> Result<Response, PageError> {
    Ok(to(visit, &format!("{}/{}?done=kept#item-{number}", path_of(id), kind.stage().number())))
}

/// The fields of a form: of a list every number that was chosen, of anything else the last text.
fn sent(kind: ItemKind, pairs: &Pairs) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for (name, text) in pairs.iter().filter(|(name, _)| !["kind", "revision"].contains(&name.as_str())) {
        let is_list = kind.place(name).is_some_and(|place| matches!(place.field.kind, FieldKind::Items(_)));
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) if is_list => {
                known.push(' ');
                known.push_str(text);
            }
            Some((_, known)) => known.clone_from(text),
            None => fields.push((name.clone(), text.clone())),
        }
    }
    fields
}

/// A form being written.
struct Writing<'a> {
    view: AnalysisView,
    kind: ItemKind,
    item: Option<(i64, i64)>,
    texts: &'a Fields,
    faults: &'a [FieldFault],
    theirs: Option<&'a Fields>,
    taken_from: &'static str,
}

impl Writing<'_> {
    async fn render(self, visit: &Visit, status: StatusCode) -> Result<Response, PageError> {
        self.render_refused(visit, status, None).await
    }

    async fn render_refused(
        self,
        visit: &Visit,
        status: StatusCode,
        refused: Option<Refused>,
    ) -> Result<Response, PageError> {
        let kind = self.kind;
        let label = visit.lang.pick(kind.label_ja(), kind.label_en());
        let title = self.item.and_then(|(number, _)| self.view.title(number)).map(str::to_owned);
        let heading = title.unwrap_or_else(|| match visit.lang {
            crate::lang::Lang::Ja => format!("{label}を書く"),
            crate::lang::Lang::En => format!("New record: {label}"),
        });
        let f = visit.frame(Section::Clusters, heading.clone()).await?;
        let number = self.item.map_or(0, |(number, _)| number);
        let base = path_of(&self.view.head.id);
        let place = self.item.map_or_else(|| "new".to_owned(), |(number, _)| number.to_string());
        let page = ItemPage {
            around: Around::new(&f, &self.view, &format!("/{}", kind.stage().number())),
            kind: f.lang.pick(kind.label_ja(), kind.label_en()),
            kind_word: kind.word(),
            stage: (kind.stage().number(), f.lang.pick(kind.stage().label_ja(), kind.stage().label_en())),
            stage_href: f.href(&format!("{base}/{}", kind.stage().number())),
            action: f.href(&format!(
                "{base}/items/{place}{}",
                if self.item.is_none() { format!("?kind={}", kind.word()) } else { String::new() }
            )),
            form: Some(item_form(&f, &self.view, (kind, number), self.texts, self.faults, self.theirs)),
            revision: self.item.map_or(0, |(_, revision)| revision),
            record: None,
            is_deleted: false,
            closed: "",
            who: String::new(),
            history: Vec::new(),
            taken_from: self.taken_from,
            refused,
            heading,
            f,
        };
        Ok(render_with(status, &page))
    }
}

/// What happened to a record, the latest first.
fn history(f: &Frame, view: &ItemView, may_write: bool) -> Vec<HistoryLine> {
    let title = |number| view.analysis.title(number).map(str::to_owned);
    let kind = view.row.item.kind;
    let mut lines: Vec<HistoryLine> = Vec::new();
    for change in &view.changes {
        if lines.last().is_none_or(|last| last.revision != change.revision) {
            lines.push(HistoryLine {
                revision: change.revision,
                what: what_label(f, change),
                who: change.who.clone(),
                at: moment(f.lang, &change.at),
                fields: Vec::new(),
                can_restore: may_write
                    && (change.revision < view.row.revision || view.is_deleted)
                    && change.what != What::Delete,
            });
        }
        let Some(line) = lines.last_mut().filter(|_| !change.name.is_empty()) else { continue };
        let place = kind.place(&change.name);
        let label = place.map(|place| place.label());
        let label = label.map_or_else(|| change.name.clone(), |(ja, en)| f.t(&ja, &en).to_owned());
        let side = |text: &str| match (text, place) {
            ("", _) => Html(f.t("（空欄）", "(empty)").to_owned()),
            (text, Some(place)) => shown_value(f, place, text, &title),
            (text, None) => f.mixed(text),
        };
        line.fields.push((label, side(&change.before), side(&change.after)));
    }
    lines
}

fn what_label(f: &Frame, change: &ItemChange) -> &'static str {
    match change.what {
        What::Add => f.lang.pick("作った", "made"),
        What::Edit => f.lang.pick("書き換えた", "changed"),
        What::Move => f.lang.pick("順番を変えた", "moved"),
        What::Delete => f.lang.pick("消した", "deleted"),
        What::Restore => f.lang.pick("元に戻した", "brought back"),
    }
}

/// The analysis, for somebody who may write it.
async fn writable(visit: &Visit, id: &str) -> Result<AnalysisView, PageError> {
    let view = visit.check(visit.app().analysis(&visit.actor, id).await)?;
    visit.check(app::permit(&visit.actor, view.head.ask()))?;
    Ok(view)
}

fn kind_of(visit: &Visit, word: &str) -> Result<ItemKind, PageError> {
    let kind = ItemKind::from_word(word);
    kind.ok_or_else(|| PageError::new(visit, AppError::NotFound { what: "kind of record", name: word.to_owned() }))
}
