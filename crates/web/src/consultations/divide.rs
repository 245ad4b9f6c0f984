//! `/consultations/{id}/comments/{comment}/divide`: one comment with several points becomes several opinions.

use app::consultations::OPINIONS_MOST;
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;

use super::comments::Comment;
use super::{Head, numbers_of};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

#[derive(Template)]
#[template(path = "consultations/divide.html")]
struct DividePage {
    f: Frame,
    subnav: SubNav,
    head: Head,
    action: String,
    comment: Comment,
    lines: String,
    most: usize,
    may_work: bool,
    refused: Option<Refused>,
}

type Ids = Result<Path<(i64, i64)>, PathRejection>;

/// The comment with a line for each of its points.
pub async fn show(visit: Visit, ids: Ids) -> Result<Response, PageError> {
    let ids = numbers_of(&visit, ids)?;
    page(&visit, ids, None, None).await
}

/// Divides it.
pub async fn save(visit: Visit, ids: Ids, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let (id, comment) = numbers_of(&visit, ids)?;
    let fields = fields_of(&visit, form)?;
    let lines = value(&fields, "opinions");
    let done = visit.app().divide_comment(&visit.actor, (id, comment), lines).await;
    match refused(&visit, done)? {
        Ok(()) => Ok(to(&visit, &format!("/consultations/{id}/comments/{comment}/divide"))),
        Err((kind, about)) => {
            let refused = Refused::new(visit.lang, kind, about);
            page(&visit, (id, comment), Some(lines.to_owned()), Some(refused)).await
        }
    }
}

async fn page(
    visit: &Visit,
    (id, comment): (i64, i64),
    typed: Option<String>,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let (consultation, row, may_work) = visit.check(visit.app().one_comment(&visit.actor, (id, comment)).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("意見を分ける", "Divide a comment")).await?;
    let kept: Vec<&str> = row.opinions.iter().map(|opinion| opinion.body.as_str()).collect();
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = DividePage {
        subnav: SubNav::new(&f, Part::Consultations),
        head: Head::new(&f, &consultation),
        action: f.href(&format!("/consultations/{id}/comments/{comment}/divide")),
        lines: typed.unwrap_or_else(|| kept.join("\n")),
        comment: Comment::new(&f, &row, &consultation.questions),
        most: OPINIONS_MOST,
        may_work,
        refused,
        f,
    };
    Ok(render_with(status, &page))
}
