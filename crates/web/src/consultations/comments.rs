//! `/consultations/{id}/comments`: what was written, never by whom; `/moderation`: floods and repeated texts.

use app::consultations::{CommentFilter, CommentRow, OpinionRow};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use reform::consultation::{CommentState, RefusalReason};

use super::{Head, number_of};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::subnav::{Part, SubNav};

/// A comment in words (意見の表示).
pub struct Comment {
    /// Its number in the whole system.
    pub id: i64,
    /// Its number in the consultation.
    pub number: String,
    /// How it came.
    pub channel: &'static str,
    /// When.
    pub at: String,
    /// What it says.
    pub body: Html,
    /// Answers: question and text.
    pub replies: Vec<(String, Html)>,
    /// Word and label of its state.
    pub state: (&'static str, &'static str),
    /// Why it is hidden.
    pub reason: String,
    /// The address of its group; empty for none.
    pub group_href: String,
    /// What it is divided into; empty where it is one opinion.
    pub opinions: Vec<Opinion>,
    /// Where it is divided.
    pub divide_href: String,
}

/// A point of a divided comment in words (意見の内訳).
pub struct Opinion {
    /// What forms name it by.
    pub key: i64,
    /// The point.
    pub body: String,
    /// The group it is in; 0 for none.
    pub group: i64,
    /// The address of its group; empty for none.
    pub group_href: String,
}

impl Comment {
    /// A comment with the questions it answers.
    pub fn new(f: &Frame, row: &CommentRow, questions: &[(String, bool)]) -> Comment {
        let reply = |(number, text): &(i64, String)| {
            let at = usize::try_from(*number - 1).unwrap_or(0);
            (questions.get(at).map(|(words, _)| words.clone()).unwrap_or_default(), paragraphs(text))
        };
        let base = format!("/consultations/{}", row.consultation);
        let group_href =
            |group: Option<i64>| group.map(|group| f.href(&format!("{base}/groups/{group}"))).unwrap_or_default();
        let opinion = |one: &OpinionRow| Opinion {
            key: -one.id,
            body: one.body.clone(),
            group: one.group.unwrap_or(0),
            group_href: group_href(one.group),
        };
        Comment {
            id: row.id,
            number: format::count(row.number),
            channel: f.lang.pick(row.channel.label_ja(), row.channel.label_en()),
            at: format::moment(&row.received_at),
            body: paragraphs(&row.body),
            replies: row.replies.iter().map(reply).collect(),
            state: (row.state.word(), f.lang.pick(row.state.label_ja(), row.state.label_en())),
            reason: row.state_reason.clone(),
            group_href: group_href(row.group),
            opinions: row.opinions.iter().map(opinion).collect(),
            divide_href: f.href(&format!("{base}/comments/{}/divide", row.id)),
        }
    }
}

/// The pages before and after (頁送り).
pub struct Pages {
    /// The page, from 1.
    pub page: i64,
    /// How many there are.
    pub pages: i64,
    /// The address of the one before; empty for none.
    pub before: String,
    /// The address of the one after; empty for none.
    pub after: String,
}

impl Pages {
    /// The pages of an address that has a query already.
    pub fn new(base: &str, page: i64, pages: i64) -> Pages {
        let href = |to: i64| if (1..=pages).contains(&to) { format!("{base}&page={to}") } else { String::new() };
        Pages { page, pages, before: href(page - 1), after: href(page + 1) }
    }
}

#[derive(Template)]
#[template(path = "consultations/comments.html")]
struct CommentsPage {
    f: Frame,
    subnav: SubNav,
    head: Head,
    comments: Vec<Comment>,
    total: String,
    states: Vec<(&'static str, &'static str, bool)>,
    is_unplaced: bool,
    same_as: i64,
    /// The word of the state that is asked for; empty for all.
    state: &'static str,
    may_manage: bool,
    may_work: bool,
    hide_action: String,
    pages: Pages,
    refused: Option<Refused>,
}

#[derive(Template)]
#[template(path = "consultations/moderation.html")]
struct ModerationPage {
    f: Frame,
    subnav: SubNav,
    head: Head,
    counted: String,
    hidden: String,
    withdrawn: String,
    reasons: Vec<&'static str>,
    floods: Vec<(String, String, Vec<String>)>,
    duplicates: Vec<(String, String, String)>,
}

type Asked = Result<Query<Pairs>, QueryRejection>;

/// A page of the comments.
pub async fn list(visit: Visit, id: Result<Path<i64>, PathRejection>, query: Asked) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    page(&visit, id, &asked, None).await
}

/// Where an answer to a form is asked for by its address alone.
pub async fn back(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::ReadConsultations))?;
    Ok(to(&visit, &format!("/consultations/{id}/comments")))
}

/// Hides a comment with a reason, or shows it again.
pub async fn hide(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    let comment = value(&fields, "comment").parse().unwrap_or(0);
    let is_hiding = value(&fields, "do") != "show";
    let reason = value(&fields, "reason");
    let done = visit.app().moderate_comment(&visit.actor, (id, comment), is_hiding, reason).await;
    match refused(&visit, done)? {
        Ok(()) => {
            let at: i64 = value(&fields, "page").parse().unwrap_or(1);
            Ok(to(&visit, &format!("{}&page={at}", address(id, &filter_of(&fields)))))
        }
        Err((kind, about)) => page(&visit, id, &fields, Some(Refused::new(visit.lang, kind, about))).await,
    }
}

/// Which comments an address or a form asks for.
fn filter_of(asked: &Pairs) -> CommentFilter {
    CommentFilter {
        group: None,
        is_unplaced: value(asked, "unplaced") == "1",
        state: CommentState::from_word(value(asked, "state")),
        same_as: value(asked, "same").parse().ok().filter(|same| *same > 0),
    }
}

/// The address of these comments, without the page.
fn address(id: i64, filter: &CommentFilter) -> String {
    format!(
        "/consultations/{id}/comments?state={}&unplaced={}&same={}",
        filter.state.map(CommentState::word).unwrap_or_default(),
        i64::from(filter.is_unplaced),
        filter.same_as.unwrap_or(0)
    )
}

async fn page(visit: &Visit, id: i64, asked: &Pairs, refused: Option<Refused>) -> Result<Response, PageError> {
    let filter = filter_of(asked);
    let at = value(asked, "page").parse().unwrap_or(1);
    let list = visit.check(visit.app().comment_list(&visit.actor, id, &filter, at).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("意見の一覧", "Comments")).await?;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = CommentsPage {
        subnav: SubNav::new(&f, Part::Consultations),
        head: Head::new(&f, &list.consultation),
        comments: list.rows.iter().map(|row| Comment::new(&f, row, &list.consultation.questions)).collect(),
        total: format::count(list.total),
        states: CommentState::ALL
            .iter()
            .map(|one| (one.word(), f.lang.pick(one.label_ja(), one.label_en()), filter.state == Some(*one)))
            .collect(),
        is_unplaced: filter.is_unplaced,
        same_as: filter.same_as.unwrap_or(0),
        state: filter.state.map(CommentState::word).unwrap_or_default(),
        may_manage: visit.actor.may(app::Action::ManageConsultations),
        may_work: list.may_work,
        hide_action: f.href(&format!("/consultations/{id}/comments/hide")),
        pages: Pages::new(&f.href(&address(id, &filter)), list.page, list.pages),
        refused,
        f,
    };
    Ok(render_with(status, &page))
}

/// Floods and repeated texts.
pub async fn moderation(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let view = visit.check(visit.app().comment_moderation(&visit.actor, id).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("見守り", "Moderation")).await?;
    let hour = |hour: &str| format::moment(&format!("{hour}:00:00Z"));
    let floods = view.floods.iter().map(|row| {
        let refused = |reason: &RefusalReason| {
            let of = row.refused.iter().filter(|(word, _)| word == reason.word()).map(|(_, count)| count);
            format::count(of.sum())
        };
        (hour(&row.hour), format::count(row.taken), RefusalReason::ALL.iter().map(refused).collect())
    });
    let duplicate = |row: &app::consultations::DuplicateRow| {
        let short: String = row.body.chars().take(120).collect();
        let href = f.href(&format!("/consultations/{id}/comments?same={}", row.first));
        (format::count(row.count), short, href)
    };
    let page = ModerationPage {
        subnav: SubNav::new(&f, Part::Consultations),
        head: Head::new(&f, &view.consultation),
        counted: format::count(view.counts.counted),
        hidden: format::count(view.counts.hidden),
        withdrawn: format::count(view.counts.withdrawn),
        reasons: RefusalReason::ALL.iter().map(|one| f.lang.pick(one.label_ja(), one.label_en())).collect(),
        floods: floods.collect(),
        duplicates: view.duplicates.iter().map(duplicate).collect(),
        f,
    };
    Ok(render(&page))
}
