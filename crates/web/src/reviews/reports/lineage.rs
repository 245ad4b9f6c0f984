//! `/reviews/{year}/lineage`: how last year's programs became this year's; a form that says where one goes.

use app::outcomes::{LineageView, NewLinks, PROGRAM_NOT_FOUND, SHARE_NOT_READ, Target};
use app::{Action, AppError, FiscalYear, ProblemKind};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reform::lineage::{LinkKind, Origin, Proposed};

use super::super::{ReviewNav, ReviewPage};
use super::{pairs, path, value, year_of};
use crate::cities::Pairs;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::programs::{PageLink, pages};

/// How many links are on one page.
const LINKS_ON_PAGE: usize = 100;

/// How many targets the form has room for at first.
const TARGETS_SHOWN: usize = 4;

#[derive(Template)]
#[template(path = "reviews/reports/lineage.html")]
struct LineagePage {
    f: Frame,
    nav: ReviewNav,
    last_year: String,
    this_year: String,
    has_this_year: bool,
    faults: Vec<(String, String, &'static str)>,
    counts: Vec<(&'static str, &'static str, String, bool)>,
    links: Vec<ShownLink>,
    pages: Vec<PageLink>,
    range: String,
    is_all: bool,
    all_href: String,
    may_set: bool,
    action: String,
    changes_href: String,
    form: SetForm,
    refused: Option<(String, String, String, &'static str)>,
}

/// A link as a row.
struct ShownLink {
    kind: &'static str,
    origin: Option<&'static str>,
    from: String,
    to: String,
    share: String,
    change_href: String,
}

/// The form that sets where a program goes.
#[derive(Default)]
struct SetForm {
    from: String,
    name: String,
    seen: String,
    is_set: bool,
    targets: Vec<(usize, String, String)>,
}

/// Shows the links: those that are more than "goes on", or all.
pub async fn show(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<Pairs>, QueryRejection>,
) -> Result<Response, PageError> {
    let year = year_of(&visit, &path(&visit, year)?)?;
    let asked = pairs(&visit, query)?;
    page(&visit, year, &asked, None).await
}

/// Says where a program goes.
pub async fn set(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageReviews))?;
    let year = year_of(&visit, &path(&visit, year)?)?;
    let Form(sent) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let view = visit.check(visit.app().lineage(&visit.actor, year).await)?;
    let new = match read(&view, &sent) {
        Ok(new) => new,
        Err((kind, detail)) => return page(&visit, year, &sent, Some((kind, detail))).await,
    };
    match visit.app().set_lineage(&visit.actor, year, &new).await {
        Ok(()) => Ok(back(&visit, year)),
        Err(AppError::Refused(refusal)) => page(&visit, year, &sent, Some((refusal.kind, refusal.detail))).await,
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

/// Takes back what was set for a program.
pub async fn unset(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageReviews))?;
    let year = year_of(&visit, &path(&visit, year)?)?;
    let Form(sent) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let from = value(&sent, "from").parse().map_err(|_| PageError::bad_request(&visit, "from"))?;
    match visit.app().unset_lineage(&visit.actor, year, from, value(&sent, "seen")).await {
        Ok(()) => Ok(back(&visit, year)),
        Err(AppError::Refused(refusal)) => page(&visit, year, &sent, Some((refusal.kind, refusal.detail))).await,
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

fn back(visit: &Visit, year: FiscalYear) -> Response {
    Redirect::to(&visit.lang.href(&format!("/reviews/{}/lineage", year.start()))).into_response()
}

/// The links of a form: programs by their numbers in the source, shares in percent.
fn read(view: &LineageView, sent: &Pairs) -> Result<NewLinks, (&'static ProblemKind, String)> {
    let from = value(sent, "from").parse().map_err(|_| (&PROGRAM_NOT_FOUND, value(sent, "from").to_owned()))?;
    let mut targets = Vec::new();
    for at in 0.. {
        let Some((_, number)) = sent.iter().find(|(key, _)| *key == format!("to{at}")) else { break };
        let number = number.trim();
        if number.is_empty() {
            continue;
        }
        let folded = reform::search_text::fold(number);
        let found = view.this.iter().find(|program| {
            view.names.get(&program.id).is_some_and(|(known, _)| reform::search_text::fold(known) == folded)
        });
        let program = found.and_then(|program| program.id.parse().ok());
        let program = program.ok_or_else(|| (&PROGRAM_NOT_FOUND, number.to_owned()))?;
        let share = value(sent, &format!("share{at}"));
        let share_bp = basis_points(share).ok_or_else(|| (&SHARE_NOT_READ, share.to_owned()))?;
        targets.push(Target { program, share_bp });
    }
    Ok(NewLinks { from, targets, seen: value(sent, "seen").to_owned() })
}

/// `33.25` → 3325; full-width digits and a percent sign are understood.
fn basis_points(text: &str) -> Option<u32> {
    let folded = reform::search_text::fold(text);
    let plain = folded.trim().trim_end_matches('%').trim();
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    let value = whole.parse::<u32>().ok()? * 100 + format!("{part:0<2}").parse::<u32>().ok()?;
    (1..=10_000).contains(&value).then_some(value)
}

fn percent(share_bp: u32) -> String {
    let (whole, part) = (share_bp / 100, share_bp % 100);
    if part == 0 { format!("{whole}") } else { format!("{whole}.{part:02}") }
}

async fn page(
    visit: &Visit,
    year: FiscalYear,
    asked: &Pairs,
    refusal: Option<(&'static ProblemKind, String)>,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().lineage(&visit.actor, year).await)?;
    let f = visit.frame(Section::Reviews, visit.lang.pick("事業の系譜", "Lineage of the programs")).await?;
    let base = f.href(&format!("/reviews/{}/lineage", year.start()));
    let is_all = value(asked, "all") == "1";
    let listed: Vec<&Proposed> = view
        .links
        .iter()
        .filter(|one| is_all || one.origin == Origin::Set || one.link.kind != LinkKind::Continue)
        .collect();
    let last_page = listed.len().div_ceil(LINKS_ON_PAGE).max(1);
    let page_number = value(asked, "page").parse().unwrap_or(1_usize).clamp(1, last_page);
    let (from, to) = ((page_number - 1) * LINKS_ON_PAGE, (page_number * LINKS_ON_PAGE).min(listed.len()));
    let shown = |one: &&Proposed| {
        let link = &one.link;
        let name = |id: &Option<String>| id.as_ref().map(|id| view.name(id)).unwrap_or_default();
        ShownLink {
            kind: f.lang.pick(link.kind.label_ja(), link.kind.label_en()),
            origin: match one.origin {
                Origin::Set => Some(f.lang.pick("人が設定", "set by a person")),
                Origin::Sheet => Some(f.lang.pick("点検の決定", "decided in the review")),
                Origin::Inventory => None,
            },
            from: name(&link.from),
            to: name(&link.to),
            share: if link.from.is_some() { format!("{}%", percent(link.share_bp)) } else { String::new() },
            change_href: link.from.as_ref().map(|id| format!("{base}?from={id}#set")).unwrap_or_default(),
        }
    };
    let count = |kind: LinkKind| view.links.iter().filter(|one| one.link.kind == kind).count();
    let faults = view.reconciliation.as_ref().err().map_or(&[][..], Vec::as_slice);
    let mark = if is_all { "&all=1" } else { "" };
    let page = LineagePage {
        nav: ReviewNav::new(&visit.actor, visit.lang, year, ReviewPage::Lineage),
        last_year: format::year(f.lang, view.last_year),
        this_year: format::year(f.lang, view.this_year),
        has_this_year: view.has_this_year(),
        faults: faults
            .iter()
            .take(50)
            .map(|fault| {
                let programs: Vec<String> = fault.programs.iter().map(|id| view.name(id)).collect();
                (f.t(fault.kind().title_ja, fault.kind().title_en).to_owned(), programs.join("、"), fault.code)
            })
            .collect(),
        counts: LinkKind::ALL
            .iter()
            .map(|kind| {
                let label = f.lang.pick(kind.label_ja(), kind.label_en());
                (kind.word(), label, format::count(count(*kind) as i64), *kind != LinkKind::Continue)
            })
            .collect(),
        links: listed[from..to].iter().map(shown).collect(),
        pages: if last_page > 1 {
            pages(page_number as i64, last_page as i64, |page| format!("{base}?page={page}{mark}"))
        } else {
            Vec::new()
        },
        range: format!("{}–{} / {}", (from + 1).min(to), to, format::count(listed.len() as i64)),
        is_all,
        all_href: if is_all { base.clone() } else { format!("{base}?all=1") },
        may_set: f.actor.may(Action::ManageReviews),
        changes_href: f.href(&format!("/reviews/{}/changes", year.start())),
        form: set_form(&view, asked),
        refused: refusal.as_ref().map(|(kind, detail)| {
            let (what, what_to_do) = (f.t(kind.title_ja, kind.title_en), f.t(kind.hint_ja, kind.hint_en));
            (what.to_owned(), detail.clone(), what_to_do.to_owned(), kind.code)
        }),
        action: base,
        f,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_with(status, &page))
}

/// The form for the program asked for, with what was typed or else what holds.
fn set_form(view: &LineageView, asked: &Pairs) -> SetForm {
    let from = value(asked, "from");
    let (Ok(id), true) = (from.parse::<i64>(), view.last.iter().any(|program| program.id == from)) else {
        return SetForm::default();
    };
    let typed = asked.iter().any(|(key, _)| key == "to0");
    let holds = view.links.iter().filter(|one| one.link.from.as_deref() == Some(from));
    let mut targets: Vec<(String, String)> = if typed {
        (0..)
            .map_while(|at| asked.iter().find(|(key, _)| *key == format!("to{at}")).map(|(_, to)| (at, to)))
            .map(|(at, to)| (to.clone(), value(asked, &format!("share{at}")).to_owned()))
            .collect()
    } else {
        let number = |id: &String| view.names.get(id).map(|(number, _)| number.clone()).unwrap_or_default();
        holds.clone().filter_map(|one| Some((number(one.link.to.as_ref()?), percent(one.link.share_bp)))).collect()
    };
    let room = TARGETS_SHOWN.max(targets.len() + 1).min(10);
    targets.resize(room.max(targets.len()), Default::default());
    SetForm {
        name: view.name(from),
        from: from.to_owned(),
        seen: if typed { value(asked, "seen").to_owned() } else { view.set_links_text(id) },
        is_set: holds.clone().any(|one| one.origin == Origin::Set),
        targets: targets.into_iter().enumerate().map(|(at, (to, share))| (at, to, share)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_exactly() {
        for (text, share) in
            [("100", Some(10_000)), ("33.3", Some(3_330)), ("３３．３４％", Some(3_334)), ("0.01", Some(1))]
        {
            assert_eq!(basis_points(text), share, "{text}");
        }
        for text in ["", "0", "100.01", "1.234", "-5", "5e1", "半分"] {
            assert_eq!(basis_points(text), None, "{text}");
        }
        assert_eq!((percent(10_000), percent(3_334), percent(5)), ("100".into(), "33.34".into(), "0.05".into()));
    }
}
