//! `/consultations/{id}/groups`: comments that say the same, and what the city answers to them; `/results`: the table.

use app::AppError;
use app::consultations::{CommentFilter, GroupForm, ResultRow, Results};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use reform::consultation::{AnswerClass, ConsultationState};

use super::comments::{Comment, Pages};
use super::public::ResultTable;
use super::{Head, number_of, numbers_of};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::subnav::{Part, SubNav};

struct Line {
    href: String,
    number: i64,
    summary: String,
    opinions: String,
    comments: String,
    class: &'static str,
    is_confirmed: bool,
    is_answered: bool,
}

#[derive(Template)]
#[template(path = "consultations/groups.html")]
struct GroupsPage {
    f: Frame,
    subnav: SubNav,
    head: Head,
    lines: Vec<Line>,
    total: String,
    unplaced: i64,
    unplaced_words: String,
    may_work: bool,
    pages: Pages,
    /// An answer that could not be kept because its group was merged away.
    kept: Option<GroupForm>,
    refused: Option<Refused>,
}

#[derive(Template)]
#[template(path = "consultations/group.html")]
struct GroupPage {
    f: Frame,
    subnav: SubNav,
    head: Head,
    action: String,
    group: i64,
    comments: Vec<Comment>,
    opinions: String,
    total: String,
    form: GroupForm,
    classes: Vec<(&'static str, String, bool)>,
    /// The largest of the other groups; the rest are chosen by number.
    others: Vec<(i64, String)>,
    has_more: bool,
    is_confirmed: bool,
    may_work: bool,
    pages: Pages,
    refused: Option<Refused>,
}

#[derive(Template)]
#[template(path = "consultations/results.html")]
struct ResultsPage {
    f: Frame,
    subnav: SubNav,
    head: Head,
    results: ResultTable,
    /// Before the results are public: opinions in no group, groups without an answer.
    preview: Option<(i64, usize)>,
    public_href: String,
    csv: String,
    xlsx: String,
}

type Asked = Result<Query<Pairs>, QueryRejection>;

/// A page of the groups.
pub async fn list(visit: Visit, id: Result<Path<i64>, PathRejection>, query: Asked) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    list_page(&visit, id, value(&asked, "page").parse().unwrap_or(1), (None, None)).await
}

/// Proposes groups of what is in none.
pub async fn propose(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let done = visit.app().propose_groups(&visit.actor, id).await;
    match refused(&visit, done)? {
        Ok(_) => Ok(to(&visit, &format!("/consultations/{id}/groups"))),
        Err((kind, about)) => list_page(&visit, id, 1, (None, Some(Refused::new(visit.lang, kind, about)))).await,
    }
}

async fn list_page(
    visit: &Visit,
    id: i64,
    at: i64,
    (kept, refused): (Option<GroupForm>, Option<Refused>),
) -> Result<Response, PageError> {
    let list = visit.check(visit.app().group_list(&visit.actor, id, at).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("グループと回答", "Groups and answers")).await?;
    let line = |(group, first): &(app::consultations::GroupRow, Option<app::consultations::CommentRow>)| {
        let text = &group.text;
        let summary = match (text.summary.is_empty(), first) {
            (false, _) => text.summary.clone(),
            (true, Some(first)) => {
                let all =
                    std::iter::once(first.body.as_str()).chain(first.replies.iter().map(|(_, text)| text.as_str()));
                let words = all.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
                format!("「{}」", words.chars().take(80).collect::<String>())
            }
            (true, None) => String::new(),
        };
        Line {
            href: f.href(&format!("/consultations/{id}/groups/{}", group.id)),
            number: group.id,
            summary,
            opinions: format::count(group.opinions),
            comments: format::count(group.comments),
            class: text.class.map(AnswerClass::word).unwrap_or_default(),
            is_confirmed: group.is_confirmed,
            is_answered: !text.answer.is_empty() && text.class.is_some(),
        }
    };
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = GroupsPage {
        subnav: SubNav::new(&f, Part::Consultations),
        head: Head::new(&f, &list.consultation),
        lines: list.groups.iter().map(line).collect(),
        total: format::count(list.total),
        unplaced: list.counts.unplaced,
        unplaced_words: format::count(list.counts.unplaced),
        may_work: list.may_work,
        pages: Pages::new(&f.href(&format!("/consultations/{id}/groups?")), list.page, list.pages),
        kept,
        refused,
        f,
    };
    Ok(render_with(status, &page))
}

/// One group with its comments and its answer.
pub async fn show(
    visit: Visit,
    ids: Result<Path<(i64, i64)>, PathRejection>,
    query: Asked,
) -> Result<Response, PageError> {
    let ids = numbers_of(&visit, ids)?;
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    page(&visit, ids, value(&asked, "page").parse().unwrap_or(1), None, None).await
}

/// Where an answer to a form is asked for by its address alone.
pub async fn back(visit: Visit, ids: Result<Path<(i64, i64)>, PathRejection>) -> Result<Response, PageError> {
    let (id, group) = numbers_of(&visit, ids)?;
    visit.check(app::permit(&visit.actor, app::Action::ReadConsultations))?;
    Ok(to(&visit, &format!("/consultations/{id}/groups/{group}")))
}

/// Writes what a group says and what is answered.
pub async fn answer(
    visit: Visit,
    ids: Result<Path<(i64, i64)>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let (id, group) = numbers_of(&visit, ids)?;
    let fields = fields_of(&visit, form)?;
    let form = GroupForm {
        summary: value(&fields, "summary").to_owned(),
        answer: value(&fields, "answer").to_owned(),
        class: value(&fields, "class").to_owned(),
        revision: value(&fields, "revision").parse().unwrap_or(0),
    };
    let done = visit.app().answer_group(&visit.actor, id, group, &form).await;
    match refused(&visit, done)? {
        Ok(()) => Ok(to(&visit, &format!("/consultations/{id}/groups/{group}"))),
        Err((kind, about)) => {
            let refused = Some(Refused::new(visit.lang, kind, about));
            match visit.app().comment_group(&visit.actor, id, group).await {
                // Somebody merged the group away meanwhile: what was written is shown beside the groups that stand.
                Err(AppError::NotFound { .. }) => list_page(&visit, id, 1, (Some(form), refused)).await,
                _ => page(&visit, (id, group), 1, Some(form), refused).await,
            }
        }
    }
}

/// Moves opinions into another group, or splits them off.
pub async fn move_comments(
    visit: Visit,
    ids: Result<Path<(i64, i64)>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let (id, group) = numbers_of(&visit, ids)?;
    let fields = fields_of(&visit, form)?;
    let opinions: Vec<i64> =
        fields.iter().filter(|(name, _)| name == "opinion").filter_map(|(_, text)| text.parse().ok()).collect();
    let into = match (value(&fields, "to-number").trim(), value(&fields, "to")) {
        ("", "new") => None,
        ("", chosen) => Some(chosen.parse().unwrap_or(0)),
        (number, _) => Some(number.parse().unwrap_or(0)),
    };
    let done = visit.app().move_comments(&visit.actor, id, &opinions, into).await;
    match refused(&visit, done)? {
        Ok(moved) => Ok(to(&visit, &format!("/consultations/{id}/groups/{moved}"))),
        Err((kind, about)) => page(&visit, (id, group), 1, None, Some(Refused::new(visit.lang, kind, about))).await,
    }
}

/// Puts the group into another.
pub async fn merge(
    visit: Visit,
    ids: Result<Path<(i64, i64)>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let (id, group) = numbers_of(&visit, ids)?;
    let fields = fields_of(&visit, form)?;
    let into = match value(&fields, "into-number").trim() {
        "" => value(&fields, "into").parse().unwrap_or(0),
        number => number.parse().unwrap_or(0),
    };
    let done = visit.app().merge_groups(&visit.actor, id, (group, into)).await;
    match refused(&visit, done)? {
        Ok(()) => Ok(to(&visit, &format!("/consultations/{id}/groups/{into}"))),
        Err((kind, about)) => page(&visit, (id, group), 1, None, Some(Refused::new(visit.lang, kind, about))).await,
    }
}

async fn page(
    visit: &Visit,
    (id, group): (i64, i64),
    at: i64,
    typed: Option<GroupForm>,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let row = visit.check(visit.app().comment_group(&visit.actor, id, group).await)?;
    let filter = CommentFilter { group: Some(group), ..CommentFilter::default() };
    let list = visit.check(visit.app().comment_list(&visit.actor, id, &filter, at).await)?;
    let groups = visit.check(visit.app().group_list(&visit.actor, id, 1).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("グループと回答", "Group and answer")).await?;
    let form = typed.unwrap_or_else(|| GroupForm {
        summary: row.text.summary.clone(),
        answer: row.text.answer.clone(),
        class: row.text.class.map(AnswerClass::word).unwrap_or_default().to_owned(),
        revision: row.revision,
    });
    let other = |(other, _): &(app::consultations::GroupRow, Option<app::consultations::CommentRow>)| {
        let words: String = other.text.summary.chars().take(30).collect();
        let count = f.t("{}件", "{} opinions").replace("{}", &format::count(other.opinions));
        (other.id, format!("{} {words}（{count}）", other.id))
    };
    let class = |class: &AnswerClass| {
        let words = app::consultations::class_words(&list.consultation, *class);
        (class.word(), format!("{} {words}", class.word()), form.class == class.word())
    };
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let action = f.href(&format!("/consultations/{id}/groups/{group}"));
    let page = GroupPage {
        subnav: SubNav::new(&f, Part::Consultations),
        head: Head::new(&f, &list.consultation),
        comments: list.rows.iter().map(|row| Comment::new(&f, row, &list.consultation.questions)).collect(),
        group,
        opinions: format::count(row.opinions),
        // The list below holds what was taken back as well; it is not counted.
        total: format::count(row.comments),
        classes: AnswerClass::ALL.iter().map(class).collect(),
        others: groups.groups.iter().filter(|(other, _)| other.id != group).map(other).collect(),
        has_more: groups.pages > 1,
        is_confirmed: row.is_confirmed,
        may_work: groups.may_work,
        pages: Pages::new(&format!("{action}?"), list.page, list.pages),
        action,
        form,
        refused,
        f,
    };
    Ok(render_with(status, &page))
}

/// The table of results as it stands.
pub async fn results(visit: Visit, id: Result<Path<i64>, PathRejection>, query: Asked) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (row, results): (_, Results) = visit.check(visit.app().consultation_results(&visit.actor, id).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("意見公募の結果", "Results of the consultation")).await?;
    let base = format!("/comment/{}", crate::programs::encode(&row.slug));
    let page = ResultsPage {
        subnav: SubNav::new(&f, Part::Consultations),
        head: Head::new(&f, &row),
        preview: (row.state != ConsultationState::Published).then(|| {
            let is_open = |row: &&ResultRow| row.class.is_none() || row.summary.is_empty() || row.answer.is_empty();
            (results.counts.unplaced, results.rows.iter().filter(is_open).count())
        }),
        results: ResultTable::new(&f, &results, (&format!("/consultations/{id}/results"), value(&asked, "page"))),
        public_href: f.href(&base),
        csv: f.href(&format!("{base}/results.csv")),
        xlsx: f.href(&format!("{base}/results.xlsx")),
        f,
    };
    Ok(render(&page))
}
