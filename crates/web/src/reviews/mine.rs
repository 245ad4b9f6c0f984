//! `/my-work`: what lies with the person who signed in; the page they come to first.

use app::review::{MyDuty, MyWork, OpenReview, SheetLine};
use app::{Action, FiscalYear};
use askama::Template;
use axum::response::Response;
use reform::plan::CalendarDate;
use reform::workflow::{Level, Role};

use super::list::{Row, row};
use super::words;
use crate::error::PageError;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render};

/// The most sheets shown under one heading; the list has the rest.
const SHOWN: usize = 20;

struct Duty {
    role: &'static str,
    department: String,
    note: String,
    is_delegated: bool,
}

/// Sheets under one heading, with the address of them all where there are more.
struct Group {
    title: String,
    note: String,
    count: String,
    rows: Vec<Row>,
    more: String,
    more_href: String,
}

struct Returned {
    row: Row,
    by: String,
    at: String,
    remark: Html,
}

struct Comment {
    row: Row,
    href: String,
    field: String,
    by: String,
    at: String,
    remark: String,
}

struct Review {
    year: String,
    href: String,
    list_href: String,
    workbook_href: String,
    now: String,
    count: String,
    is_empty: bool,
    returned: Vec<Returned>,
    groups: Vec<Group>,
    comments: Vec<Comment>,
    passed: Group,
    has_passed: bool,
    may_take_workbook: bool,
    sees_all: bool,
}

#[derive(Template)]
#[template(path = "reviews/mine.html")]
struct MinePage {
    f: Frame,
    name: String,
    today: String,
    duties: Vec<Duty>,
    reviews: Vec<Review>,
    next: String,
    last: String,
    last_href: String,
    count: String,
    late: String,
    /// Tasks of clusters: address, title, day, whether late.
    tasks: Vec<(String, String, String, bool)>,
}

/// What lies with the person.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let work: MyWork = visit.check(visit.app().my_work(&visit.actor).await)?;
    let f = visit.frame(Section::MyWork, visit.lang.pick("わたしの仕事", "My work")).await?;
    let tasks = visit.check(visit.app().own_tasks(&visit.actor).await)?;
    let count: usize = work.open.iter().map(OpenReview::count).sum();
    let late: usize = work.open.iter().map(OpenReview::late).sum();
    let page = MinePage {
        name: visit.actor.signed_in().map(|member| member.name.clone()).unwrap_or_default(),
        tasks: tasks
            .iter()
            .map(|one| {
                let due = one.task.due.map(|due| words::day(f.lang, due)).unwrap_or_default();
                (f.href(&format!("/tasks/{}", one.task.id)), one.task.title.clone(), due, one.is_late)
            })
            .collect(),
        today: words::day(f.lang, work.today),
        duties: work.duties.iter().map(|duty| duty_in_words(&f, duty)).collect(),
        reviews: work.open.iter().map(|review| review_of(&visit, &f, &work, review)).collect(),
        next: work.next.map(|(year, open)| opens(&f, year, open)).unwrap_or_default(),
        last: work.last.map(|year| format::year(f.lang, year)).unwrap_or_default(),
        last_href: work.last.map(|year| f.href(&format!("/reviews/{}", year.start()))).unwrap_or_default(),
        count: format::count(count as i64),
        late: if late > 0 { format::count(late as i64) } else { String::new() },
        f,
    };
    Ok(render(&page))
}

fn review_of(visit: &Visit, f: &Frame, work: &MyWork, review: &OpenReview) -> Review {
    let year = review.cycle.year;
    let list = format!("/reviews/{}/sheets", year.start());
    let mut groups = Vec::new();
    if !review.drafts.is_empty() {
        let title = f.t("書きかけ", "Drafts I began").to_owned();
        groups.push(group(
            f,
            year,
            work.today,
            (title, String::new()),
            &review.drafts,
            &format!("{list}?mine=1&state=draft&sort=due"),
        ));
    }
    for (place, lines) in &review.waiting {
        let Some(duty) = work.duties.get(*place) else { continue };
        let level = duty.role.level().map(Level::word).unwrap_or_default();
        let href = match duty.department_id {
            Some(id) => format!("{list}?department={id}&level={level}&sort=due"),
            None => format!("{list}?level={level}&sort=due"),
        };
        groups.push(group(f, year, work.today, (waits(f, duty), in_stead(f, duty)), lines, &href));
    }
    let passed_title = f.t("わたしが次へ回したもの", "What I passed on").to_owned();
    let shown = |line: &SheetLine| row(f, year, line, work.today);
    Review {
        year: format::year(f.lang, year),
        href: f.href(&format!("/reviews/{}", year.start())),
        list_href: f.href(&format!("{list}?mine=1&sort=due")),
        workbook_href: f.href(&format!("/reviews/{}/workbook", year.start())),
        now: words::now(f.lang, &review.cycle.calendar, work.today),
        count: format::count(review.count() as i64),
        is_empty: review.count() == 0,
        returned: review
            .returned
            .iter()
            .map(|(line, remark)| Returned {
                row: shown(line),
                by: remark.as_ref().map(|remark| said_by(f, &remark.by, &remark.role)).unwrap_or_default(),
                at: remark.as_ref().map(|remark| words::date_of(f.lang, &remark.at)).unwrap_or_default(),
                remark: remark.as_ref().map(|remark| paragraphs(&remark.remark)).unwrap_or_default(),
            })
            .collect(),
        groups,
        comments: review
            .comments
            .iter()
            .map(|(line, comment)| {
                let row = shown(line);
                let viewpoints = visit.app().viewpoints();
                let field = match comment.field.as_str() {
                    "" => String::new(),
                    field => f.text(&reform::review::label_of(field, &viewpoints)).to_owned(),
                };
                Comment {
                    href: format!("{}#comment-{}", row.href, comment.id),
                    row,
                    field,
                    by: said_by(f, &comment.by, &comment.role),
                    at: words::date_of(f.lang, &comment.at),
                    remark: comment.remark.clone(),
                }
            })
            .collect(),
        has_passed: !review.passed.is_empty(),
        passed: group(f, year, work.today, (passed_title, String::new()), &review.passed, &list),
        may_take_workbook: visit.actor.may(Action::UseWorkbooks),
        sees_all: visit.actor.sheet_scope() == app::permission::Scope::All,
    }
}

fn group(
    f: &Frame,
    year: FiscalYear,
    today: CalendarDate,
    (title, note): (String, String),
    lines: &[SheetLine],
    href: &str,
) -> Group {
    let more = lines.len().saturating_sub(SHOWN);
    Group {
        title,
        note,
        count: format::count(lines.len() as i64),
        rows: lines.iter().take(SHOWN).map(|line| row(f, year, line, today)).collect(),
        more: if more > 0 { format::count(more as i64) } else { String::new() },
        more_href: f.href(href),
    }
}

/// What waits under a duty: 「課長として確認するもの」.
fn waits(f: &Frame, duty: &MyDuty) -> String {
    let what = match duty.role {
        Role::Owner => f.t("担当として記入するもの", "To fill in"),
        Role::SectionHead => f.t("課長として確認するもの", "To check as section head"),
        Role::DepartmentHead => f.t("局長として確認するもの", "To check as department head"),
        Role::ReformOffice => f.t("改革室として点検するもの", "To review as reform office"),
        Role::Finance => f.t("財政局として査定するもの", "To assess as finance"),
        Role::Headquarters => f.t("実行本部として決定するもの", "To decide as headquarters"),
        Role::Expert | Role::Auditor | Role::Administrator => "",
    };
    match duty.department.last() {
        Some(department) => format!("{what}{}{department}", f.t("：", ": ")),
        None => what.to_owned(),
    }
}

/// For whom a delegated duty is done; empty for one's own.
fn in_stead(f: &Frame, duty: &MyDuty) -> String {
    let Some(name) = &duty.on_behalf_of else { return String::new() };
    match f.lang {
        crate::lang::Lang::Ja => format!("{name}さんの代理"),
        crate::lang::Lang::En => format!("in the stead of {name}"),
    }
}

fn duty_in_words(f: &Frame, duty: &MyDuty) -> Duty {
    let until = duty.until.map(|until| {
        let day = words::day(f.lang, until);
        match f.lang {
            crate::lang::Lang::Ja => format!("{day}まで"),
            crate::lang::Lang::En => format!("until {day}"),
        }
    });
    let stead = Some(in_stead(f, duty)).filter(|stead| !stead.is_empty());
    Duty {
        role: f.lang.pick(duty.role.label_ja(), duty.role.label_en()),
        department: match duty.department.is_empty() {
            true => f.t("市全体", "the whole city").to_owned(),
            false => duty.department.join(" "),
        },
        note: stead.into_iter().chain(until).collect::<Vec<_>>().join(f.t("、", ", ")),
        is_delegated: duty.on_behalf_of.is_some(),
    }
}

fn said_by(f: &Frame, name: &str, role: &str) -> String {
    let role = Role::from_word(role).map(|role| f.t(role.label_ja(), role.label_en())).unwrap_or_default();
    match (name, role) {
        ("", role) => role.to_owned(),
        (name, "") => name.to_owned(),
        (name, role) => format!("{name}{}{role}{}", f.t("（", " ("), f.t("）", ")")),
    }
}

fn opens(f: &Frame, year: FiscalYear, open: CalendarDate) -> String {
    let (year, open) = (format::year(f.lang, year), words::day(f.lang, open));
    match f.lang {
        crate::lang::Lang::Ja => format!("{year}の点検は{open}に始まります。"),
        crate::lang::Lang::En => format!("The review of {year} opens on {open}."),
    }
}
