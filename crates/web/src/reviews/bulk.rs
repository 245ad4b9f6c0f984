//! `/reviews/{year}/sheets/bulk`: one action on many sheets — what it would do to each, then doing it.
//!
//! Nothing is kept between the two steps: the second form carries the sheets with the revisions that were seen, so a form
//! that is sent twice does nothing twice.

use std::collections::BTreeSet;

use app::review::{BulkOutcome, Chosen, SHEETS_MAX, SheetAction, SheetQuery};
use app::{AppError, FiscalYear, Refusal};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reform::workflow::{ActionKind, Level};

use super::list::{Row, row, said};
use super::list_address::ListAddress;
use super::{ReviewNav, ReviewPage, read_year, words};
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render_with};

/// The fields of a form, in order; a check box may come many times.
type Fields = Vec<(String, String)>;

/// The most fields a form is read with; a page never sends more.
const FIELDS_MAX: usize = 2 * SHEETS_MAX;

/// A sheet that something is or was done to.
struct Done {
    row: Row,
    after: Html,
}

/// A sheet that is refused, and why.
struct Refused {
    /// The sheet; none where nothing of it may be told.
    row: Option<Row>,
    number: String,
    code: &'static str,
    why: &'static str,
    detail: String,
    hint: &'static str,
}

struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// A fault of what was typed.
struct Fault {
    field: &'static str,
    what: &'static str,
    hint: &'static str,
    code: &'static str,
}

#[derive(Template)]
#[template(path = "reviews/bulk.html")]
struct BulkPage {
    f: Frame,
    nav: ReviewNav,
    year: String,
    is_done: bool,
    /// Whether what was typed suffices, so that the action can be done.
    is_ready: bool,
    action: &'static str,
    verb: &'static str,
    query: String,
    list_href: String,
    try_href: String,
    do_href: String,
    chosen: usize,
    done: Vec<Done>,
    refused: Vec<Refused>,
    /// The sheets to try again, as chosen, when none can be done yet.
    left: Vec<String>,
    done_count: String,
    refused_count: String,
    asks_comment: bool,
    comment: String,
    levels: Vec<Choice>,
    asks_department: bool,
    departments: Vec<Choice>,
    faults: Vec<Fault>,
    warning: &'static str,
}

/// What a form of either step says.
struct Wanted {
    kind: ActionKind,
    to: Option<Level>,
    comment: String,
    department: Option<i64>,
    list: ListAddress,
    chosen: Vec<Chosen>,
}

/// What the action would do to each sheet; nothing is changed.
pub async fn preview(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::ReadReviews))?;
    let year = read_year(&visit, year)?;
    let wanted = read(&visit, year, form).await?;
    show(&visit, year, wanted, false).await
}

/// Does the action to each sheet, and tells what became of each.
pub async fn confirm(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::ReadReviews))?;
    let year = read_year(&visit, year)?;
    let wanted = read(&visit, year, form).await?;
    if wanted.faults().is_empty() {
        let action = wanted.action();
        let outcomes = visit.app().do_bulk(&visit.actor, year, &wanted.chosen, &action).await;
        let outcomes = visit.check(outcomes)?;
        let f = frame(&visit, wanted.kind, true).await?;
        return Ok(render_with(
            StatusCode::OK,
            &page(&visit, f, year, &wanted, Some(outcomes), true, Vec::new()).await?,
        ));
    }
    show(&visit, year, wanted, true).await
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn choose_again(visit: Visit, year: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let year = read_year(&visit, year)?;
    Ok(Redirect::to(&visit.lang.href(&format!("/reviews/{}/sheets", year.start()))).into_response())
}

async fn show(visit: &Visit, year: FiscalYear, wanted: Wanted, is_tried: bool) -> Result<Response, PageError> {
    // Without a department there is nothing to try; a comment is tried with one that says nothing.
    let needs_department = wanted.kind == ActionKind::Reassign && wanted.department.is_none();
    let outcomes = match needs_department {
        true => None,
        false => {
            let tried = visit.app().try_bulk(&visit.actor, year, &wanted.chosen, &wanted.tried_action()).await;
            Some(visit.check(tried)?)
        }
    };
    let faults = if is_tried { wanted.faults() } else { Vec::new() };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let f = frame(visit, wanted.kind, false).await?;
    Ok(render_with(status, &page(visit, f, year, &wanted, outcomes, false, faults).await?))
}

async fn frame(visit: &Visit, kind: ActionKind, is_done: bool) -> Result<Frame, PageError> {
    let name = visit.lang.pick(kind.label_ja(), kind.label_en());
    let title = match (visit.lang, is_done) {
        (crate::lang::Lang::Ja, false) => format!("まとめて{name}：確認"),
        (crate::lang::Lang::Ja, true) => format!("まとめて{name}：結果"),
        (crate::lang::Lang::En, false) => format!("Many sheets at once: {name}, to confirm"),
        (crate::lang::Lang::En, true) => format!("Many sheets at once: {name}, what came of it"),
    };
    visit.frame(Section::Reviews, title).await
}

async fn read(visit: &Visit, year: FiscalYear, form: Result<Form<Fields>, FormRejection>) -> Result<Wanted, PageError> {
    let Form(fields) = form.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let too_many =
        |count: usize| PageError::new(visit, Refusal::invalid(&app::review::TOO_MANY_SHEETS, count.to_string()).into());
    if fields.len() > FIELDS_MAX {
        return Err(too_many(fields.len()));
    }
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let offered = visit.app().bulk_actions(&visit.actor);
    let kind = ActionKind::from_word(field("action"))
        .ok_or_else(|| PageError::bad_request(visit, visit.lang.pick("操作を選んでください", "choose an action")))?;
    if !offered.contains(&kind) {
        return Err(PageError::new(visit, AppError::Denied(kind.word())));
    }
    let list = ListAddress::from_query(field("query")).unwrap_or_default();
    let chosen = match field("all") {
        "1" => {
            let query: SheetQuery = list.to_query().0;
            visit.check(visit.app().choose_sheets(&visit.actor, year, &query).await)?
        }
        _ => {
            let mut seen = BTreeSet::new();
            let mut chosen = Vec::new();
            for (_, value) in fields.iter().filter(|(name, _)| name == "sheet") {
                let one = read_sheet(value)
                    .ok_or_else(|| PageError::bad_request(visit, value.chars().take(40).collect::<String>()))?;
                if seen.insert(one.program) {
                    chosen.push(one);
                }
            }
            chosen
        }
    };
    if chosen.is_empty() {
        return Err(PageError::new(visit, Refusal::invalid(&app::review::NOTHING_CHOSEN, "").into()));
    }
    if chosen.len() > SHEETS_MAX {
        return Err(too_many(chosen.len()));
    }
    Ok(Wanted {
        kind,
        to: Level::from_word(field("to")),
        comment: field("comment").to_owned(),
        department: field("department").parse().ok(),
        list,
        chosen,
    })
}

/// A chosen sheet: `PROGRAM:REVISION`.
fn read_sheet(value: &str) -> Option<Chosen> {
    let (program, revision) = value.split_once(':')?;
    Some(Chosen { program: program.parse().ok()?, seen: Some(revision.parse().ok()?) })
}

impl Wanted {
    fn action(&self) -> SheetAction {
        match self.kind {
            ActionKind::Submit => SheetAction::Submit,
            ActionKind::Return => {
                SheetAction::Return { to: self.to.unwrap_or(Level::Owner), comment: self.comment.clone() }
            }
            ActionKind::Withdraw => SheetAction::Withdraw,
            ActionKind::Reassign => SheetAction::Reassign { department: self.department.unwrap_or_default() },
            ActionKind::Publish => SheetAction::Publish,
            ActionKind::Freeze => SheetAction::Freeze,
            ActionKind::Unfreeze => SheetAction::Unfreeze,
            // What is not offered is refused before.
            ActionKind::Approve | ActionKind::Save | ActionKind::Comment => SheetAction::Approve,
        }
    }

    /// The action as it is tried before the comment is written.
    fn tried_action(&self) -> SheetAction {
        match self.action() {
            SheetAction::Return { to, comment } if comment.trim().is_empty() => {
                SheetAction::Return { to, comment: "-".to_owned() }
            }
            action => action,
        }
    }

    fn faults(&self) -> Vec<Fault> {
        let kind = match self.kind {
            ActionKind::Return if self.comment.trim().is_empty() => ("comment", &reform::kinds::COMMENT_MISSING),
            ActionKind::Return if self.comment.chars().count() > app::review::REMARK_CHARS_MAX => {
                ("comment", &app::review::REMARK_BAD)
            }
            ActionKind::Reassign if self.department.is_none() => ("department", &reform::kinds::TARGET_DEPARTMENT),
            _ => return Vec::new(),
        };
        let (field, kind) = kind;
        // The words are put in when the language is known.
        vec![Fault { field, what: kind.title_ja, hint: kind.hint_ja, code: kind.code }]
    }
}

async fn page(
    visit: &Visit,
    f: Frame,
    year: FiscalYear,
    wanted: &Wanted,
    outcomes: Option<Vec<BulkOutcome>>,
    is_done: bool,
    faults: Vec<Fault>,
) -> Result<BulkPage, PageError> {
    let today = visit.app().today();
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    let is_tried = outcomes.is_some();
    for outcome in outcomes.into_iter().flatten() {
        let shown = outcome.line.as_ref().map(|line| row(&f, year, line, today));
        match (outcome.result, shown) {
            (Ok(state), Some(row)) => done.push(Done { row, after: words::state(f.lang, state) }),
            (Ok(_), None) => {}
            (Err(error), row) => refused.push(refusal(&f, outcome.program, &error, row)),
        }
    }
    // What was seen when the list was shown goes on to the second step, not what stands there now.
    for one in &mut done {
        let seen = wanted.chosen.iter().find(|chosen| chosen.program == one.row.program);
        if let Some(seen) = seen.and_then(|chosen| chosen.seen) {
            one.row.value = format!("{}:{seen}", one.row.program);
        }
    }
    let in_words = |fault: Fault| match app::problems::find(fault.code) {
        Some(kind) => Fault {
            what: f.lang.pick(kind.title_ja, kind.title_en),
            hint: f.lang.pick(kind.hint_ja, kind.hint_en),
            ..fault
        },
        None => fault,
    };
    let path = format!("/reviews/{}/sheets", year.start());
    let level = |level: &Level| Choice {
        value: level.word().to_owned(),
        label: f.t(level.label_ja(), level.label_en()).to_owned(),
        is_chosen: *level == wanted.to.unwrap_or(Level::Owner),
    };
    let asks_department = wanted.kind == ActionKind::Reassign && !is_done;
    let departments = match asks_department {
        true => visit.check(visit.app().departments_to_choose(&visit.actor).await)?,
        false => Vec::new(),
    };
    Ok(BulkPage {
        nav: ReviewNav::new(&visit.actor, f.lang, year, ReviewPage::Sheets),
        year: format::year(f.lang, year),
        is_done,
        is_ready: is_tried && !done.is_empty(),
        action: wanted.kind.word(),
        verb: said(&f, wanted.kind),
        query: wanted.list.query(),
        list_href: f.href(&wanted.list.address(&path)),
        try_href: f.href(&format!("{path}/bulk")),
        do_href: f.href(&format!("{path}/bulk/confirm")),
        chosen: wanted.chosen.len(),
        done_count: format::count(done.len() as i64),
        refused_count: format::count(refused.len() as i64),
        left: wanted.chosen.iter().map(|one| format!("{}:{}", one.program, one.seen.unwrap_or_default())).collect(),
        done,
        refused,
        asks_comment: wanted.kind == ActionKind::Return && !is_done,
        comment: wanted.comment.clone(),
        levels: Level::ALL.iter().filter(|level| **level < Level::Headquarters).map(level).collect(),
        asks_department,
        departments: departments
            .into_iter()
            .map(|one| Choice {
                label: format!("{}{}", "　".repeat(one.depth), one.name),
                is_chosen: Some(one.id) == wanted.department,
                value: one.id.to_string(),
            })
            .collect(),
        faults: faults.into_iter().map(in_words).collect(),
        warning: match wanted.kind {
            ActionKind::Publish => f.lang.pick(
                "公表したシートは、もう変えられません。だれでも読めるようになります。",
                "What is published can never be changed, and anybody can read it.",
            ),
            ActionKind::Freeze => f.lang.pick(
                "凍結したシートは、解くまでコメントも含めて何も変えられません。",
                "Nothing of a frozen sheet can change, comments included, until it is released.",
            ),
            _ => "",
        },
        f,
    })
}

fn refusal(f: &Frame, program: i64, error: &AppError, row: Option<Row>) -> Refused {
    let kind = error.kind();
    let detail = match error {
        AppError::Refused(refusal) => refusal.detail.clone(),
        _ => String::new(),
    };
    Refused {
        row,
        number: program.to_string(),
        code: kind.code,
        why: f.lang.pick(kind.title_ja, kind.title_en),
        detail,
        hint: f.lang.pick(kind.hint_ja, kind.hint_en),
    }
}
