//! The preview of a workbook that was sent back (反映前の確認).

use app::review::{
    SheetPreview, Side, WorkbookChange, WorkbookConflict, WorkbookDecisions, WorkbookPreview, shown_text,
};
use app::{FiscalYear, Problem, ProblemKind, Severity};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::address;
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render_with};
use crate::reviews::{ReviewNav, ReviewPage};

/// The most changes a page lists; all are counted, and all are taken in.
const SHOWN_CHANGES: usize = 1_000;
/// The most problems a page lists.
const SHOWN_PROBLEMS: usize = 300;

/// A field that changes.
struct ChangeRow {
    label: String,
    cell: String,
    before: String,
    after: String,
}

/// A text of a conflict, by field: more than one where a measure or KPI is decided as a whole.
struct ConflictText {
    label: String,
    base: String,
    mine: String,
    theirs: String,
}

/// What is decided at once.
struct Choice {
    id: String,
    name: String,
    title: String,
    cell: String,
    told: String,
    texts: Vec<ConflictText>,
    mine_is_chosen: bool,
    theirs_is_chosen: bool,
    is_missing: bool,
}

/// A program with what changes in it.
struct ProgramPart {
    anchor: String,
    number: String,
    name: String,
    href: String,
    count: String,
    changes: Vec<ChangeRow>,
    choices: Vec<Choice>,
}

/// A program of which nothing is taken.
struct RefusedPart {
    number: String,
    name: String,
    code: &'static str,
    why: &'static str,
    hint: &'static str,
    changes: String,
}

/// A problem by its cell.
struct ProblemPart {
    severity: Html,
    code: &'static str,
    cell: String,
    what: &'static str,
    excerpt: String,
    hint: &'static str,
}

/// What is said at the top.
struct Notice {
    code: &'static str,
    title: &'static str,
    hint: &'static str,
}

#[derive(Template)]
#[template(path = "reviews/workbook/preview.html")]
struct PreviewPage {
    f: Frame,
    nav: ReviewNav,
    year: String,
    file_name: String,
    made_at: String,
    applied_before: String,
    notice: Option<Notice>,
    is_unusable: bool,
    changes_something: bool,
    change_count: String,
    program_count: String,
    conflict_count: String,
    unchanged: String,
    problem_count: String,
    has_conflicts: bool,
    has_errors: bool,
    programs: Vec<ProgramPart>,
    more_changes: String,
    refused: Vec<RefusedPart>,
    problems: Vec<ProblemPart>,
    more_problems: String,
    fingerprint: String,
    confirm_action: String,
    discard_action: String,
    back_href: String,
}

/// The page of a preview; `again` says why a confirmation was not taken, with what had been chosen.
pub(super) async fn page(
    visit: &Visit,
    year: FiscalYear,
    looked: &WorkbookPreview,
    again: Option<(&'static ProblemKind, &WorkbookDecisions)>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let is_unusable = looked.workbook.is_none();
    let title = match is_unusable {
        true => visit.lang.pick("このエクセルは使えません", "This workbook cannot be used"),
        false => visit.lang.pick("エクセルの内容を確かめる", "Check what the workbook changes"),
    };
    let f = visit.frame(Section::Reviews, title).await?;
    let mut room = SHOWN_CHANGES;
    let taken = looked.sheets.iter().filter(|sheet| sheet.refused.is_none());
    let programs: Vec<ProgramPart> =
        taken.map(|sheet| program(&f, year, sheet, again.map(|(_, decisions)| decisions), &mut room)).collect();
    let mut problems: Vec<&Problem> = looked.problems.iter().collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.kind.severity));
    let at = |rest: &str| {
        let id = looked.workbook.as_ref().map_or(0, |row| row.id);
        f.href(&address(year, &format!("/{id}{rest}")))
    };
    let (changes, conflicts) = (looked.change_count(), looked.conflict_count());
    let page = PreviewPage {
        nav: ReviewNav::new(&visit.actor, f.lang, year, ReviewPage::Workbook),
        year: format::year(f.lang, year),
        file_name: looked.file_name.clone(),
        made_at: if looked.made_at.is_empty() { String::new() } else { format::moment(&looked.made_at) },
        applied_before: looked.applied_before.as_deref().map(format::moment).unwrap_or_default(),
        notice: again.map(|(kind, _)| notice(&f, kind)),
        is_unusable,
        changes_something: looked.changes_something(),
        change_count: format::count(changes as i64),
        program_count: format::count(programs.len() as i64),
        conflict_count: format::count(conflicts as i64),
        unchanged: format::count(looked.unchanged as i64),
        problem_count: format::count(looked.problems.len() as i64),
        has_conflicts: conflicts > 0,
        has_errors: looked.problems.iter().any(|problem| problem.kind.severity >= Severity::Error),
        programs,
        more_changes: rest(changes, SHOWN_CHANGES),
        refused: looked.sheets.iter().filter_map(|sheet| refused(&f, sheet)).collect(),
        problems: problems.into_iter().take(SHOWN_PROBLEMS).map(|problem| problem_part(&f, problem)).collect(),
        more_problems: rest(looked.problems.len(), SHOWN_PROBLEMS),
        fingerprint: looked.fingerprint.clone(),
        confirm_action: at("/confirm"),
        discard_action: at("/discard"),
        back_href: f.href(&address(year, "")),
        f,
    };
    Ok(render_with(status, &page))
}

fn program(
    f: &Frame,
    year: FiscalYear,
    sheet: &SheetPreview,
    decisions: Option<&WorkbookDecisions>,
    room: &mut usize,
) -> ProgramPart {
    let changes: Vec<ChangeRow> = sheet.changes.iter().take(*room).map(|change| change_row(f, change)).collect();
    *room -= changes.len();
    ProgramPart {
        anchor: format!("p{}", sheet.sheet),
        number: sheet.number.clone(),
        name: sheet.name.clone(),
        href: f.href(&format!("/reviews/{}/sheets/{}", year.start(), sheet.program)),
        count: format::count((sheet.changes.len() + sheet.conflicts.len()) as i64),
        changes,
        choices: choices(f, sheet, decisions),
    }
}

fn change_row(f: &Frame, change: &WorkbookChange) -> ChangeRow {
    ChangeRow {
        label: f.text(&change.label).to_owned(),
        cell: cell(&change.place),
        before: shown(f, &change.field, Some(&change.before)),
        after: shown(f, &change.field, Some(&change.after)),
    }
}

/// The conflicts by what decides them.
fn choices(f: &Frame, sheet: &SheetPreview, decisions: Option<&WorkbookDecisions>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for conflict in &sheet.conflicts {
        let name = format!("side.{}.{}", sheet.sheet, conflict.key);
        let text = conflict_text(f, conflict);
        if let Some(known) = choices.iter_mut().find(|choice| choice.name == name) {
            known.texts.push(text);
            continue;
        }
        let chosen = decisions.and_then(|decisions| decisions.sides.get(&(sheet.sheet, conflict.key.clone()))).copied();
        choices.push(Choice {
            id: format!("c{}-{}", sheet.sheet, choices.len()),
            title: f.text(&conflict.label).to_owned(),
            cell: cell(&conflict.place),
            told: told(f, conflict),
            texts: vec![text],
            mine_is_chosen: chosen == Some(Side::Mine),
            theirs_is_chosen: chosen == Some(Side::Theirs),
            is_missing: decisions.is_some() && chosen.is_none(),
            name,
        });
    }
    choices
}

fn conflict_text(f: &Frame, conflict: &WorkbookConflict) -> ConflictText {
    let text = |text: &Option<String>| shown(f, &conflict.conflict.field, text.as_deref());
    ConflictText {
        label: f.text(&conflict.label).to_owned(),
        base: text(&conflict.conflict.base),
        mine: text(&conflict.conflict.mine),
        theirs: text(&conflict.conflict.theirs),
    }
}

fn told(f: &Frame, conflict: &WorkbookConflict) -> String {
    let at = if conflict.at.is_empty() { String::new() } else { format::moment(&conflict.at) };
    match conflict.who.as_str() {
        "" => at,
        who => format!("{who}{}{at}", f.lang.pick("、", ", ")),
    }
}

fn refused(f: &Frame, sheet: &SheetPreview) -> Option<RefusedPart> {
    let kind = sheet.refused?;
    Some(RefusedPart {
        number: sheet.number.clone(),
        name: sheet.name.clone(),
        code: kind.code,
        why: f.lang.pick(kind.title_ja, kind.title_en),
        hint: f.lang.pick(kind.hint_ja, kind.hint_en),
        changes: if sheet.refused_changes > 0 { format::count(sheet.refused_changes as i64) } else { String::new() },
    })
}

fn problem_part(f: &Frame, problem: &Problem) -> ProblemPart {
    let kind = problem.kind;
    ProblemPart {
        severity: f.severity(&kind.severity),
        code: kind.code,
        cell: cell(&problem.place),
        what: f.lang.pick(kind.title_ja, kind.title_en),
        excerpt: problem.excerpt.clone(),
        hint: f.lang.pick(kind.hint_ja, kind.hint_en),
    }
}

fn notice(f: &Frame, kind: &'static ProblemKind) -> Notice {
    Notice {
        code: kind.code,
        title: f.lang.pick(kind.title_ja, kind.title_en),
        hint: f.lang.pick(kind.hint_ja, kind.hint_en),
    }
}

/// A text as people read it, `（空）` for none.
fn shown(f: &Frame, field: &str, text: Option<&str>) -> String {
    match text.unwrap_or_default() {
        "" => f.t("（空）", "(empty)").to_owned(),
        text => f.text(&shown_text(field, text)).to_owned(),
    }
}

/// A cell as spreadsheets name it: `点検!H12`.
fn cell(place: &app::Place) -> String {
    let column = place.column.as_deref().unwrap_or_default();
    match (&place.sheet, place.row) {
        (Some(sheet), Some(row)) => format!("{sheet}!{column}{row}"),
        (Some(sheet), None) => sheet.clone(),
        (None, _) => place.file.clone(),
    }
}

fn rest(all: usize, shown: usize) -> String {
    if all > shown { format::count((all - shown) as i64) } else { String::new() }
}
