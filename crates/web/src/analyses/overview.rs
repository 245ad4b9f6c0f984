//! `/clusters/{id}/analysis`: the stages as steps, what each lacks, who closes it, and what happened so far.

use app::analyses::AnalysisView;
use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use reform::analysis::{StepKind, Unmet};
use serde::Deserialize;

use super::{Around, path_of};
use crate::clusters::{Refused, id_of};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render_with};
use crate::reviews::{day, moment};

/// Something that is missing: address of where to fill it in, what it is about, what is missing, code.
pub struct Missing {
    pub href: String,
    pub about: String,
    pub what: &'static str,
    pub code: &'static str,
}

/// The gate of a stage as this visitor sees it (関門).
pub struct Gate {
    pub number: usize,
    pub label: &'static str,
    pub href: String,
    /// `closed`, `current` or `later`.
    pub state: &'static str,
    pub state_label: &'static str,
    pub counts: String,
    pub missing: Vec<Missing>,
    /// Whether the form that closes it is shown.
    pub can_close: bool,
    /// Why it is not, for whoever may close gates.
    pub why_not: &'static str,
    /// Whether the form that reopens it is shown.
    pub can_reopen: bool,
    /// Who closed it and when.
    pub closed_by: String,
}

/// A step that was taken: what, about what, who, when, why.
struct StepLine {
    what: &'static str,
    about: String,
    who: String,
    at: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "analyses/overview.html")]
struct OverviewPage {
    f: Frame,
    around: Around,
    gates: Vec<Gate>,
    revision: i64,
    /// The option decided: title, day, ground.
    decided: Option<(String, String, String)>,
    may_decide: bool,
    who_may: Vec<String>,
    steps: Vec<StepLine>,
    snapshots: usize,
    done: &'static str,
    refused: Option<Refused>,
    /// A reason that was typed and not kept, with the stage it was for.
    typed: Typed,
    next: Option<(usize, &'static str)>,
}

/// A reason that was typed for a stage.
#[derive(Default)]
pub struct Typed {
    /// The stage's number; 0 for none.
    pub stage: usize,
    /// What was typed.
    pub reason: String,
}

/// What was done just before.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    pub done: String,
}

/// The overview.
pub async fn show(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<Done>, QueryRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let done = query.map(|Query(done)| done.done).unwrap_or_default();
    page(&visit, &id, &done, None, Typed::default()).await
}

/// The overview with what was done or refused.
pub(super) async fn page(
    visit: &Visit,
    id: &str,
    done: &str,
    refused: Option<(Refused, StatusCode)>,
    typed: Typed,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().analysis(&visit.actor, id).await)?;
    let name = visit.lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let title = match visit.lang {
        crate::lang::Lang::Ja => format!("経営分析：{name}"),
        crate::lang::Lang::En => format!("Management analysis: {name}"),
    };
    let f = visit.frame(Section::Clusters, title).await?;
    let option = |number: i64| view.title(number).unwrap_or_default().to_owned();
    let decided = view.progress.decided.as_ref().map(|decided| {
        let date = decided.day.map(|date| day(f.lang, date)).unwrap_or_default();
        (option(decided.option), date, decided.ground.clone())
    });
    let step = |row: &app::analyses::StepRow| {
        let step = &row.step;
        let stage = f.lang.pick(step.stage.label_ja(), step.stage.label_en());
        let about = match step.kind {
            StepKind::Close | StepKind::Reopen => format!("{} {stage}", step.stage.number()),
            StepKind::Decide | StepKind::Withdraw => step.option.map(option).unwrap_or_default(),
        };
        StepLine {
            what: f.lang.pick(step.kind.label_ja(), step.kind.label_en()),
            about,
            who: row.who.clone(),
            at: moment(f.lang, &row.at),
            reason: step.reason.clone(),
        }
    };
    let (refused, status) = refused.map_or((None, StatusCode::OK), |(refused, status)| (Some(refused), status));
    let page = OverviewPage {
        around: Around::new(&f, &view, ""),
        gates: view.stages.iter().map(|stage| gate(&f, &view, stage)).collect(),
        revision: view.stored.revision,
        decided,
        may_decide: view.may_decide,
        who_may: who_may(&f, &view),
        steps: view.stored.steps.iter().rev().map(step).collect(),
        snapshots: view.stored.snapshots.len(),
        done: done_words(&f, done),
        next: view.progress.current().map(|stage| (stage.number(), f.lang.pick(stage.label_ja(), stage.label_en()))),
        refused,
        typed,
        f,
    };
    Ok(render_with(status, &page))
}

/// A stage's gate for this visitor.
pub(super) fn gate(f: &Frame, view: &AnalysisView, stage: &app::analyses::StageView) -> Gate {
    let base = f.href(&path_of(&view.head.id));
    let is_turn = view.progress.current() == Some(stage.stage);
    let (state, state_label) = match (stage.is_closed, is_turn) {
        (true, _) => ("closed", f.lang.pick("閉じています", "closed")),
        (false, true) => ("current", f.lang.pick("いまの段階", "now")),
        (false, false) => ("later", f.lang.pick("これから", "to come")),
    };
    let count = |(kind, count): &(reform::analysis::ItemKind, usize)| {
        format!("{} {count}", f.t(kind.label_ja(), kind.label_en()))
    };
    let is_complete = stage.unmet.is_empty();
    let why_not = match (view.may_close && !stage.is_closed, is_turn, is_complete, stage.is_own_work) {
        (false, ..) => "",
        (_, false, ..) => f.lang.pick("前の段階を閉じてからです。", "The stages before it come first."),
        (_, _, false, _) => f.lang.pick("不足を埋めると閉じられます。", "It can be closed once nothing is missing."),
        (_, _, _, true) => f.lang.pick(
            "この段階の記録を最後に書いたのはあなたなので、ほかの人に閉じてもらってください（四つの目の原則）。",
            "You wrote the last change of one of its records: somebody else must close it (four eyes).",
        ),
        _ => "",
    };
    let closed =
        view.stored.steps.iter().rev().find(|row| row.step.kind == StepKind::Close && row.step.stage == stage.stage);
    Gate {
        number: stage.stage.number(),
        label: f.lang.pick(stage.stage.label_ja(), stage.stage.label_en()),
        href: format!("{base}/{}", stage.stage.number()),
        state,
        state_label,
        counts: stage.counts.iter().map(count).collect::<Vec<_>>().join(f.t("、", ", ")),
        missing: stage.unmet.iter().map(|unmet| missing(f, view, &base, stage.stage.number(), unmet)).collect(),
        can_close: view.may_close && is_turn && is_complete && !stage.is_own_work,
        why_not,
        can_reopen: view.may_close && view.progress.may_reopen(stage.stage).is_ok(),
        closed_by: closed
            .filter(|_| stage.is_closed)
            .map(|row| format!("{} {}", row.who, moment(f.lang, &row.at)))
            .unwrap_or_default(),
    }
}

fn missing(f: &Frame, view: &AnalysisView, base: &str, stage: usize, unmet: &Unmet) -> Missing {
    let row = unmet.item.and_then(|number| view.stored.item(number));
    let place = row.zip(unmet.field.as_deref()).and_then(|(row, field)| row.item.kind.place(field));
    let about = match (row, place) {
        (Some(row), Some(place)) => {
            let (ja, en) = place.label();
            format!("{} › {}", row.item.title(), f.t(&ja, &en))
        }
        (Some(row), None) => row.item.title().to_owned(),
        (None, _) => String::new(),
    };
    let href = match (unmet.item, &unmet.field) {
        (Some(number), Some(field)) => format!("{base}/items/{number}#{field}"),
        (Some(number), None) => format!("{base}/items/{number}"),
        (None, _) => format!("{base}/{stage}"),
    };
    Missing { href, about, what: f.lang.pick(unmet.kind.title_ja, unmet.kind.title_en), code: unmet.kind.code }
}

/// Who may do what, in sentences.
fn who_may(f: &Frame, view: &AnalysisView) -> Vec<String> {
    let lead = match view.head.lead_names.join(" ＞ ") {
        names if names.is_empty() => f.t("主担当（未定）", "the lead department (not decided)").to_owned(),
        names => names,
    };
    vec![
        match f.lang {
            crate::lang::Lang::Ja => format!("記録を書く：{lead}の担当・課長・局長と改革室"),
            crate::lang::Lang::En => {
                format!("Records: owners, section and department heads of {lead}, and the reform office")
            }
        },
        f.t(
            "関門を閉じる・開き直す：改革室か本部。その段階の記録を最後に書いた人は閉じられません",
            "Gates: reform office or headquarters, but nobody who wrote the last change of a record of the stage",
        )
        .to_owned(),
        f.t("改革案を決める・取り消す：本部", "Deciding an option, or withdrawing that: the headquarters").to_owned(),
    ]
}

pub(super) fn done_words(f: &Frame, done: &str) -> &'static str {
    match done {
        "kept" => f.lang.pick("保存しました。", "The record was saved."),
        "moved" => f.lang.pick("順番を変えました。", "The order was changed."),
        "deleted" => {
            f.lang.pick("消しました。「消した記録」から元に戻せます。", "It was deleted; it can be brought back below.")
        }
        "restored" => f.lang.pick("元に戻しました。", "It is as it was."),
        "closed" => {
            f.lang.pick("関門を閉じ、スナップショットを作りました。", "The gate is closed and a snapshot was made.")
        }
        "reopened" => f.lang.pick(
            "段階を開き直しました。前のスナップショットは残っています。",
            "The stage is open again; the snapshots stay.",
        ),
        "decided" => f.lang.pick("改革案の決定を記録しました。", "The decision was recorded."),
        "withdrawn" => f
            .lang
            .pick("決定を取り消しました。記録は残っています。", "The decision was withdrawn; the record of it stays."),
        _ => "",
    }
}
