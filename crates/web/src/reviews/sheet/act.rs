//! A step of the workflow (回付の操作): first what will happen, then the step itself.

use app::review::{SheetAction, SheetView};
use app::{AppError, Ask, Because};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reform::workflow::{self, ActionKind, Cycle, Level};
use serde::Deserialize;

use super::field::direction_chip;
use super::form::Posted;
use super::page::{missing_anchor, parsed};
use super::rows::total;
use super::{Address, FormBody, posted, words};
use crate::error::{PageError, status_of};
use crate::format;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render_with};

/// What is asked before a step.
#[derive(Deserialize)]
pub struct ActQuery {
    #[serde(default)]
    action: String,
}

struct LevelChoice {
    word: &'static str,
    label: String,
    is_chosen: bool,
}

struct DepartmentChoice {
    id: i64,
    label: String,
    is_chosen: bool,
}

struct Told {
    code: &'static str,
    what: &'static str,
    hint: &'static str,
}

#[derive(Template)]
#[template(path = "reviews/sheet/act.html")]
struct ActPage {
    f: Frame,
    address: String,
    name: String,
    eyebrow: String,
    revision: i64,
    action: &'static str,
    title: &'static str,
    happens: Vec<String>,
    facts: Vec<(&'static str, Html)>,
    missing: Vec<(String, String, &'static str)>,
    button: &'static str,
    levels: Vec<LevelChoice>,
    departments: Vec<DepartmentChoice>,
    comment: String,
    problem: Option<Told>,
    may_go_on: bool,
}

/// What will happen.
pub async fn confirm(
    visit: Visit,
    address: Address,
    query: Result<Query<ActQuery>, QueryRejection>,
) -> Result<Response, PageError> {
    let word = query.map(|Query(query)| query.action).unwrap_or_default();
    let Some(kind) =
        ActionKind::from_word(&word).filter(|kind| !matches!(kind, ActionKind::Save | ActionKind::Comment))
    else {
        return Err(PageError::bad_request(&visit, word));
    };
    let view = address.view(&visit).await?;
    let refused = if view.may(kind) { None } else { why_not(&visit, &view, kind) };
    answer(&visit, &address, &view, kind, &Posted::new(Vec::new()), refused.as_ref()).await
}

/// Takes the step and leads back to the sheet; a form sent twice is told so.
pub async fn act(visit: Visit, address: Address, form: FormBody) -> Result<Response, PageError> {
    let posted = posted(&visit, form)?;
    let word = posted.first("action").unwrap_or_default().to_owned();
    let seen = posted.number("revision").ok_or_else(|| PageError::bad_request(&visit, "revision"))?;
    let kind = ActionKind::from_word(&word).ok_or_else(|| PageError::bad_request(&visit, &word))?;
    let action = match kind {
        ActionKind::Submit => SheetAction::Submit,
        ActionKind::Approve => SheetAction::Approve,
        ActionKind::Return => SheetAction::Return {
            to: posted.first("to-level").and_then(Level::from_word).unwrap_or(Level::Owner),
            comment: posted.first("comment").unwrap_or_default().to_owned(),
        },
        ActionKind::Withdraw => SheetAction::Withdraw,
        ActionKind::Reassign => SheetAction::Reassign { department: posted.number("department").unwrap_or_default() },
        ActionKind::Publish => SheetAction::Publish,
        ActionKind::Freeze => SheetAction::Freeze,
        ActionKind::Unfreeze => SheetAction::Unfreeze,
        ActionKind::Save | ActionKind::Comment => return Err(PageError::bad_request(&visit, word)),
    };
    let done = visit.app().act_on_sheet(&visit.actor, address.year, address.program, seen, &action).await;
    match done {
        Ok(head) => {
            let department_path: Vec<String> = head.department.iter().map(|(id, _)| id.to_string()).collect();
            let still = visit.actor.may(Ask::ReadSheet { department_path: &department_path, state: head.state });
            match still {
                true => Ok(address.back(&visit, &format!("?done={}", kind.word()))),
                // Given to others, it is out of one's sight.
                false => Ok(Redirect::to(&visit.lang.href("/my-work")).into_response()),
            }
        }
        Err(error @ AppError::Refused(_)) => {
            let view = address.view(&visit).await?;
            answer(&visit, &address, &view, kind, &posted, Some(&error)).await
        }
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

async fn answer(
    visit: &Visit,
    address: &Address,
    view: &SheetView,
    kind: ActionKind,
    posted: &Posted,
    error: Option<&AppError>,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let departments = match kind {
        ActionKind::Reassign if view.may(kind) => departments(visit, view, posted).await?,
        _ => Vec::new(),
    };
    let viewpoints = visit.app().viewpoints();
    let missing: Vec<_> = view
        .missing
        .iter()
        .filter(|_| kind == ActionKind::Submit)
        .map(|one| {
            let label = reform::review::label_of(&one.field, &viewpoints);
            (
                format!("{}{}", address.href(lang), missing_anchor(&one.field)),
                lang.pick(&label.ja, label.en_or_ja()).to_owned(),
                lang.pick(one.kind.title_ja, one.kind.title_en),
            )
        })
        .collect();
    let (title, button) = title(lang, kind, view);
    // What was given can be mended here; what does not fit the present state cannot.
    let is_final = match error {
        Some(AppError::Refused(refusal)) => refusal.because != Because::Invalid,
        Some(_) => true,
        None => false,
    };
    let page = ActPage {
        address: address.href(lang),
        name: view.head.program_name.clone(),
        eyebrow: format!("{} · {}", view.head.external_id, format::year(lang, address.year)),
        revision: view.head.revision,
        action: kind.word(),
        title,
        happens: happens(lang, kind, view),
        facts: facts(visit, view),
        may_go_on: missing.is_empty() && !is_final && view.may(kind),
        missing,
        button,
        levels: view
            .return_to
            .iter()
            .filter(|_| kind == ActionKind::Return)
            .map(|level| LevelChoice {
                word: level.word(),
                label: words::level(lang, *level).to_owned(),
                is_chosen: posted.first("to-level").unwrap_or("owner") == level.word(),
            })
            .collect(),
        departments,
        comment: posted.first("comment").unwrap_or_default().to_owned(),
        problem: error.map(|error| {
            let kind = error.kind();
            Told {
                code: kind.code,
                what: lang.pick(kind.title_ja, kind.title_en),
                hint: lang.pick(kind.hint_ja, kind.hint_en),
            }
        }),
        f: visit.frame_with(Section::Reviews, title, view.cycle.is_demo),
    };
    Ok(render_with(error.map_or(StatusCode::OK, status_of), &page))
}

/// Why the actor may not take this step now, in the workflow's own words.
fn why_not(visit: &Visit, view: &SheetView, kind: ActionKind) -> Option<AppError> {
    let sheet = workflow::Sheet {
        state: view.head.state,
        department_path: view.head.department.iter().map(|(id, _)| id.to_string()).collect(),
        submitted_by: view.head.submitted_by.as_ref().map(|(account, _)| account.to_string()),
        frozen_by_hand: view.head.frozen_by_hand,
    };
    let cycle = Cycle { calendar: view.cycle.calendar.clone(), rules: view.cycle.rules };
    let action = match kind {
        ActionKind::Submit => workflow::Action::Submit { missing_fields: 0 },
        ActionKind::Approve => workflow::Action::Approve,
        ActionKind::Return => workflow::Action::Return { to: Level::Owner, comment: "-".into() },
        ActionKind::Withdraw => workflow::Action::Withdraw,
        ActionKind::Reassign => workflow::Action::Reassign { department_path: sheet.department_path.clone() },
        ActionKind::Publish => workflow::Action::Publish,
        ActionKind::Freeze => workflow::Action::Freeze,
        ActionKind::Unfreeze => workflow::Action::Unfreeze,
        ActionKind::Save | ActionKind::Comment => return None,
    };
    app::permit(&visit.actor, Ask::ActOnSheet { action: &action, sheet: &sheet, cycle: &cycle }).err()
}

async fn departments(visit: &Visit, view: &SheetView, posted: &Posted) -> Result<Vec<DepartmentChoice>, PageError> {
    let facets = visit.check(visit.app().program_facets(&visit.actor, None).await)?;
    let now = view.head.department.last().map(|(id, _)| *id);
    let chosen = posted.number("department").or(now);
    let choices = facets.departments.iter().map(|node| DepartmentChoice {
        id: node.id,
        label: format!("{}{}", "　".repeat(node.depth), node.name),
        is_chosen: chosen == Some(node.id),
    });
    Ok(choices.collect())
}

/// What somebody should have before their eyes when they decide.
fn facts(visit: &Visit, view: &SheetView) -> Vec<(&'static str, Html)> {
    let lang = visit.lang;
    let sheet = parsed(view);
    let sum = |amounts: Option<app::Yen>| match amounts {
        Some(amount) => Html(format!("{amount}{}", lang.pick("円", " yen"))),
        None => Html(lang.pick("未記入あり", "not all given").to_owned()),
    };
    let mut facts = vec![(
        lang.pick("来年度の方向性", "Direction"),
        match sheet.standing_direction() {
            Some(direction) => direction_chip(lang, direction),
            None => Html(lang.pick("未選択", "not chosen").to_owned()),
        },
    )];
    if !sheet.measures.is_empty() {
        facts.push((lang.pick("取組", "Measures"), Html(format!("{}{}", sheet.measures.len(), lang.pick("件", "")))));
        let (cost, general) = (
            total(sheet.measures.iter().map(|measure| measure.effect)),
            total(sheet.measures.iter().map(|measure| measure.effect_general)),
        );
        facts.push((lang.pick("効果額の計（事業費）", "Effects, program cost"), sum(cost)));
        facts.push((lang.pick("効果額の計（一般財源）", "Effects, general funds"), sum(general)));
    }
    facts
}

fn title(lang: Lang, kind: ActionKind, view: &SheetView) -> (&'static str, &'static str) {
    let is_last = view.head.state.holder() == Some(Level::Headquarters);
    match kind {
        ActionKind::Submit => (lang.pick("提出の確認", "Hand it in?"), lang.pick("提出する", "Hand it in")),
        ActionKind::Approve if is_last => (lang.pick("決定の確認", "Decide it?"), lang.pick("決定する", "Decide it")),
        ActionKind::Approve => (lang.pick("承認の確認", "Approve it?"), lang.pick("承認する", "Approve it")),
        ActionKind::Return => (lang.pick("差戻しの確認", "Return it?"), lang.pick("差し戻す", "Return it")),
        ActionKind::Withdraw => (lang.pick("引戻しの確認", "Take it back?"), lang.pick("引き戻す", "Take it back")),
        ActionKind::Reassign => (lang.pick("担当替えの確認", "Give it away?"), lang.pick("担当を替える", "Give it")),
        ActionKind::Publish => (lang.pick("公表の確認", "Publish it?"), lang.pick("公表する", "Publish it")),
        ActionKind::Freeze => (lang.pick("凍結の確認", "Freeze it?"), lang.pick("凍結する", "Freeze it")),
        ActionKind::Unfreeze => (lang.pick("凍結解除の確認", "Release it?"), lang.pick("凍結を解く", "Release it")),
        ActionKind::Save | ActionKind::Comment => ("", ""),
    }
}

/// What the step brings about, a sentence each.
fn happens(lang: Lang, kind: ActionKind, view: &SheetView) -> Vec<String> {
    let next = |level: Level| words::level(lang, level);
    let after = match (kind, view.head.state.holder()) {
        (ActionKind::Submit, _) => Some(Level::SectionHead),
        (ActionKind::Approve, Some(holder)) => Level::ALL.iter().copied().find(|level| *level > holder),
        _ => None,
    };
    let text = |ja: &str, en: &str| lang.pick(ja, en).to_owned();
    match (kind, after) {
        (ActionKind::Submit | ActionKind::Approve, Some(level)) => vec![
            match lang {
                Lang::Ja => format!("シートは{}に回ります。", next(level)),
                Lang::En => format!("The sheet goes to {}.", next(level)),
            },
            text("相手が処理を始める前なら、引き戻せます。", "You can take it back as long as they have not acted."),
        ],
        (ActionKind::Approve, None) => vec![text(
            "本部の決定になります。公表するまでは引き戻せます。",
            "It becomes the decision of the headquarters; it can be taken back until it is public.",
        )],
        (ActionKind::Return, _) => vec![
            text(
                "選んだ段階に戻り、コメントが相手に伝わります。",
                "It goes back to the level chosen, with your comment.",
            ),
            text("記入された内容はすべて残ります。", "Everything written stays."),
        ],
        (ActionKind::Withdraw, _) => vec![text(
            "手元に戻り、直してからもう一度回せます。",
            "It comes back to you to be changed and passed on again.",
        )],
        (ActionKind::Reassign, _) => vec![text(
            "選んだ所管の担当が記入します。これまでの内容と履歴は引き継がれます。",
            "The department chosen goes on with it; all that was written goes along.",
        )],
        (ActionKind::Publish, _) => vec![
            text(
                "だれでも読めるようになり、あとから変えることはできません。",
                "Everybody can read it, and it can never be changed again.",
            ),
            text(
                "コメント、添付ファイル、記入した人の名前は公開されません。",
                "Comments, files and the names of who wrote are not made public.",
            ),
        ],
        (ActionKind::Freeze, _) => vec![text(
            "このシートは、解くまで何も変えられません。",
            "Nothing of this sheet can be changed until it is released.",
        )],
        (ActionKind::Unfreeze, _) => vec![text(
            "このシートは、日程にかかわらず書けるようになります。",
            "This sheet can be written again, whatever the calendar says.",
        )],
        _ => Vec::new(),
    }
}
