//! `/clusters/{id}/members/{program}`: the money of one program divided over clusters, 100% together.

use app::clusters::SplitView;
use app::{Action, ProblemKind};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use reform::cluster::share_text;

use super::{Refused, fields_of, refused, to, value};
use crate::cities::Pairs;
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render_with};
use crate::programs::encode;
use crate::subnav::{Part, SubNav};

/// Empty lines for further clusters.
const MORE_LINES: usize = 3;

struct Line {
    at: usize,
    cluster: String,
    name: String,
    share: String,
    stands: String,
}

#[derive(Template)]
#[template(path = "clusters/split.html")]
struct SplitPage {
    f: Frame,
    subnav: SubNav,
    cluster: String,
    base: String,
    program: i64,
    name: String,
    seen: String,
    lines: Vec<Line>,
    more: Vec<Line>,
    others: Vec<(String, String)>,
    refused: Option<Refused>,
}

type At = Result<Path<(String, i64)>, PathRejection>;

/// The form of a program's shares.
pub async fn show(visit: Visit, at: At) -> Result<Response, PageError> {
    let (id, program) = place(&visit, at)?;
    page(&visit, &id, program, None, None).await
}

/// Divides the program.
pub async fn save(visit: Visit, at: At, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageClusters))?;
    let ((id, program), sent) = (place(&visit, at)?, fields_of(&visit, form)?);
    let typed: Vec<(String, String)> = typed(&sent).into_iter().filter(|(cluster, _)| !cluster.is_empty()).collect();
    let divided = visit.app().divide_program(&visit.actor, program, value(&sent, "seen"), &typed).await;
    match refused(&visit, divided)? {
        Ok(()) => Ok(to(&visit, &format!("/clusters/{}/members", encode(&id)))),
        Err(refusal) => page(&visit, &id, program, Some(&sent), Some(refusal)).await,
    }
}

async fn page(
    visit: &Visit,
    id: &str,
    program: i64,
    sent: Option<&Pairs>,
    refusal: Option<(&'static ProblemKind, String)>,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().cluster_split(&visit.actor, id, program).await)?;
    let f = visit.frame(Section::Clusters, visit.lang.pick("配分を変える", "Divide a program")).await?;
    let is_stale = refusal.as_ref().is_some_and(|(kind, _)| kind.code == app::clusters::MEMBERS_CHANGED.code);
    let (lines, more) = lines(&f, &view, sent);
    let page = SplitPage {
        subnav: SubNav::new(&f, Part::Clusters),
        cluster: f.text(&view.head.name).to_owned(),
        base: f.href(&format!("/clusters/{}/members", view.head.id)),
        program,
        name: view.name.clone(),
        // After a conflict the form goes on from what stands now; what stands is beside each field.
        seen: match sent {
            Some(sent) if !is_stale => value(sent, "seen").to_owned(),
            _ => view.seen.clone(),
        },
        lines,
        more,
        others: view.others.iter().map(|(id, name)| (id.clone(), f.text(name).to_owned())).collect(),
        refused: refusal.as_ref().map(|(kind, detail)| Refused::new(f.lang, kind, detail.clone())),
        f,
    };
    let status = match (&refusal, is_stale) {
        (None, _) => StatusCode::OK,
        (_, true) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(render_with(status, &page))
}

/// A line for each cluster the program is in, and some for further ones; what was typed stays.
fn lines(f: &Frame, view: &SplitView, sent: Option<&Pairs>) -> (Vec<Line>, Vec<Line>) {
    let typed = sent.map(typed).unwrap_or_default();
    let lines: Vec<Line> = view
        .shares
        .iter()
        .enumerate()
        .map(|(at, (cluster, name, share))| {
            let own = typed.iter().find(|(id, _)| id == cluster).map(|(_, share)| share.clone());
            let stands = share_text(*share);
            Line {
                at,
                cluster: cluster.clone(),
                name: f.text(name).to_owned(),
                share: own.unwrap_or_else(|| stands.clone()),
                stands,
            }
        })
        .collect();
    let of_others = typed.iter().filter(|(id, share)| {
        view.shares.iter().all(|(known, ..)| known != id) && (!id.is_empty() || !share.is_empty())
    });
    let mut more: Vec<(String, String)> = of_others.cloned().collect();
    more.resize((more.len() + 1).max(MORE_LINES), Default::default());
    let first = lines.len();
    let more = more.into_iter().enumerate().map(|(at, (cluster, share))| Line {
        at: first + at,
        cluster,
        name: String::new(),
        share,
        stands: String::new(),
    });
    (lines, more.collect())
}

/// Cluster and share of every line that was sent.
fn typed(sent: &Pairs) -> Vec<(String, String)> {
    (0..100)
        .map_while(|at| {
            let cluster = sent.iter().find(|(name, _)| *name == format!("cluster{at}"))?;
            Some((cluster.1.clone(), value(sent, &format!("share{at}")).to_owned()))
        })
        .collect()
}

fn place(visit: &Visit, at: At) -> Result<(String, i64), PageError> {
    at.map(|Path(at)| at).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}
