//! `/clusters/{id}/members`: search the inventory, add many programs at once, take them out.

use std::collections::BTreeSet;

use app::clusters::MembersView;
use app::{Action, ProblemKind, ProgramQuery};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use reform::cluster::share_text;

use super::{Refused, fields_of, id_of, refused, to, value};
use crate::cities::Pairs;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::programs::{PageLink, encode, pages};
use crate::subnav::{Part, SubNav};

/// How many programs a page of the search shows.
const FOUND_ON_PAGE: i64 = 50;

struct MemberLine {
    id: i64,
    name: String,
    department: String,
    share: String,
    others: String,
    split_href: String,
    is_chosen: bool,
}

struct FoundLine {
    id: i64,
    name: String,
    external_id: String,
    department: String,
    cost: String,
    clusters: String,
    is_here: bool,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "clusters/members.html")]
struct MembersPage {
    f: Frame,
    subnav: SubNav,
    base: String,
    is_illustrative: bool,
    revision: i64,
    done: String,
    refused: Option<Refused>,
    q: String,
    members: Vec<MemberLine>,
    found: Vec<FoundLine>,
    total: String,
    pages: Vec<PageLink>,
}

/// The programs of a cluster and a search of the inventory.
pub async fn show(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<Pairs>, QueryRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    page(&visit, &id, &asked, None).await
}

/// Adds the programs chosen.
pub async fn add(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageClusters))?;
    let (id, sent) = (id_of(&visit, id)?, fields_of(&visit, form)?);
    let (revision, programs) = (revision(&sent), programs(&sent));
    let added = visit.app().add_cluster_members(&visit.actor, &id, revision, &programs).await;
    match refused(&visit, added)? {
        Ok((whole, beside)) => {
            let q = encode(value(&sent, "q"));
            Ok(to(&visit, &format!("/clusters/{}/members?q={q}&added={whole}&beside={beside}", encode(&id))))
        }
        Err(refusal) => page(&visit, &id, &sent, Some(refusal)).await,
    }
}

/// Takes the programs chosen out.
pub async fn remove(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageClusters))?;
    let (id, sent) = (id_of(&visit, id)?, fields_of(&visit, form)?);
    let (revision, programs) = (revision(&sent), programs(&sent));
    let removed = visit.app().remove_cluster_members(&visit.actor, &id, revision, &programs).await;
    match refused(&visit, removed)? {
        Ok(count) => {
            let q = encode(value(&sent, "q"));
            Ok(to(&visit, &format!("/clusters/{}/members?q={q}&removed={count}", encode(&id))))
        }
        Err(refusal) => page(&visit, &id, &sent, Some(refusal)).await,
    }
}

async fn page(
    visit: &Visit,
    id: &str,
    asked: &Pairs,
    refusal: Option<(&'static ProblemKind, String)>,
) -> Result<Response, PageError> {
    let query = ProgramQuery {
        text: value(asked, "q").trim().chars().take(100).collect(),
        page: value(asked, "page").parse().unwrap_or(1_i64).max(1),
        per_page: FOUND_ON_PAGE,
        descending: true,
        ..ProgramQuery::default()
    };
    let view = visit.check(visit.app().cluster_members(&visit.actor, id, &query).await)?;
    let title = match visit.lang {
        crate::lang::Lang::Ja => format!("{}の構成事業", view.head.name.ja),
        crate::lang::Lang::En => format!("Programs of {}", view.head.name.en_or_ja()),
    };
    let f = visit.frame(Section::Clusters, title).await?;
    let base = f.href(&format!("/clusters/{}", view.head.id));
    let chosen: BTreeSet<i64> = programs(asked).into_iter().collect();
    let last = (view.found.total + FOUND_ON_PAGE - 1) / FOUND_ON_PAGE;
    let q = encode(&query.text);
    let page = MembersPage {
        subnav: SubNav::new(&f, Part::Clusters),
        is_illustrative: view.head.is_illustrative,
        revision: view.revision,
        done: done(&f, asked),
        refused: refusal.as_ref().map(|(kind, detail)| Refused::new(f.lang, kind, detail.clone())),
        members: members(&f, &view, &chosen, &base),
        found: found(&f, &view, &chosen),
        total: format::count(view.found.total),
        pages: match last {
            0 | 1 => Vec::new(),
            last => pages(view.found.page, last, |page| format!("{base}/members?q={q}&page={page}#found")),
        },
        q: query.text,
        base,
        f,
    };
    let status = match &refusal {
        None => StatusCode::OK,
        Some((kind, _)) if kind.code == app::clusters::MEMBERS_CHANGED.code => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(render_with(status, &page))
}

fn members(f: &Frame, view: &MembersView, chosen: &BTreeSet<i64>, base: &str) -> Vec<MemberLine> {
    let line = |member: &app::clusters::Member| MemberLine {
        id: member.program.id,
        name: member.program.name.clone(),
        department: member.program.department.clone(),
        share: share_text(member.share_bp),
        others: named(f, member.others.iter().map(|(_, name, share)| (name, *share))),
        split_href: format!("{base}/members/{}", member.program.id),
        is_chosen: chosen.contains(&member.program.id) && view.here.contains(&member.program.id),
    };
    view.members.iter().map(line).collect()
}

fn found(f: &Frame, view: &MembersView, chosen: &BTreeSet<i64>) -> Vec<FoundLine> {
    let line = |row: &app::ProgramRow| FoundLine {
        id: row.id,
        name: row.name.clone(),
        external_id: row.external_id.clone(),
        department: row.department.clone(),
        cost: format::thousands(row.cost),
        clusters: named(f, view.clusters.get(&row.id).into_iter().flatten().map(|(name, share)| (name, *share))),
        is_here: view.here.contains(&row.id),
        is_chosen: chosen.contains(&row.id),
    };
    view.found.rows.iter().map(line).collect()
}

fn named<'a>(f: &Frame, clusters: impl Iterator<Item = (&'a reform::plan::Text, u32)>) -> String {
    let parts: Vec<String> = clusters.map(|(name, share)| format!("{} {}%", f.text(name), share_text(share))).collect();
    parts.join("、")
}

fn done(f: &Frame, asked: &Pairs) -> String {
    let number = |name: &str| value(asked, name).parse::<i64>().ok().filter(|count| *count >= 0);
    match (number("added"), number("beside"), number("removed")) {
        (Some(added), Some(beside), _) => {
            let (added, elsewhere) = (format::count(added), format::count(beside));
            let more = match (beside, f.lang) {
                (0, _) => String::new(),
                (_, crate::lang::Lang::Ja) => format!(
                    "ほかのクラスターにもある{elsewhere}事業は、金額を数えずに（配分0％で）加えました。金額を分けるときは「配分を変える」を開いてください。"
                ),
                (_, crate::lang::Lang::En) => {
                    format!(
                        " {elsewhere} that are in another cluster were added at 0%; open “Divide” to divide their money."
                    )
                }
            };
            match f.lang {
                crate::lang::Lang::Ja => format!("{added}事業を全額（100％）で加えました。{more}"),
                crate::lang::Lang::En => format!("{added} programs were added wholly (100%).{more}"),
            }
        }
        (_, _, Some(removed)) => match f.lang {
            crate::lang::Lang::Ja => format!("{}事業を外しました。", format::count(removed)),
            crate::lang::Lang::En => format!("{} programs were taken out.", format::count(removed)),
        },
        _ => String::new(),
    }
}

fn revision(sent: &Pairs) -> i64 {
    value(sent, "revision").parse().unwrap_or(-1)
}

fn programs(sent: &Pairs) -> Vec<i64> {
    sent.iter().filter(|(name, _)| name == "program").filter_map(|(_, id)| id.parse().ok()).collect()
}
