//! `/logic-models`: every model there is, the clusters' own first.

use app::Action;
use app::logic_models::LogicModelRow;
use app::national::{ReferenceQuery, ReferenceRow, ReferenceSort};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::logic_model::BreakKind;
use serde::Deserialize;

use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::{MAX_SEARCH_CHARS, PageLink, encode, pages};
use crate::subnav::{Part, SubNav};

/// The query part of `/logic-models`; every field may be absent or empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Words to search for.
    q: String,
    /// A kind of break.
    check: String,
    /// `size`: the largest first.
    sort: String,
    /// The page, from 1.
    page: String,
}

struct Own {
    href: String,
    name: String,
    counts: (String, String),
    breaks: String,
    changed: String,
    is_demo: bool,
}

struct Row {
    href: String,
    name: String,
    external_id: String,
    department: String,
    nodes: String,
    links: String,
}

struct Check {
    word: &'static str,
    label: &'static str,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "logic-models/reference-index.html")]
struct IndexPage {
    f: Frame,
    subnav: SubNav,
    may_see_own: bool,
    own: Vec<Own>,
    has_imported: bool,
    all: String,
    matching: String,
    list: ListQuery,
    checks: Vec<Check>,
    errors: Vec<(&'static str, String)>,
    is_filtered: bool,
    is_by_size: bool,
    sort_href: String,
    rows: Vec<Row>,
    range: String,
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PageLink>,
    csv_href: String,
}

/// The list.
pub async fn show(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(list) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, errors) = list.to_query();
    let found = visit.check(visit.app().reference_models(&visit.actor, &query).await)?;
    let title = visit.lang.pick("ロジックモデル", "Logic models");
    let f = visit.frame(Section::Clusters, title).await?;
    let may_see_own = f.actor.may(Action::ReadAnalyses);
    let own = match may_see_own {
        true => visit.check(visit.app().logic_model_list(&visit.actor).await)?,
        false => Vec::new(),
    };
    let (page, matching) = (found.page as i64, found.matching as i64);
    let last = found.matching.div_ceil(found.per_page).max(1) as i64;
    let address = |page: i64| f.href(&ListQuery { page: page.to_string(), ..list.clone() }.address("/logic-models"));
    let first = (page - 1) * found.per_page as i64 + 1;
    let by_size = query.sort == ReferenceSort::Size;
    let other_sort = if by_size { String::new() } else { ReferenceSort::Size.word().to_owned() };
    let check = |kind: &BreakKind| Check {
        word: kind.word(),
        label: f.lang.pick(kind.label_ja(), kind.label_en()),
        is_chosen: query.check == Some(*kind),
    };
    let page = IndexPage {
        subnav: SubNav::new(&f, Part::LogicModels),
        own: own.into_iter().map(|row| Own::new(&f, row)).collect(),
        may_see_own,
        has_imported: found.all > 0,
        all: format::count(found.all as i64),
        matching: format::count(matching),
        checks: app::national::JUDGED.iter().map(check).collect(),
        errors,
        is_filtered: !query.text.is_empty() || query.check.is_some(),
        is_by_size: by_size,
        sort_href: f
            .href(&ListQuery { sort: other_sort, page: String::new(), ..list.clone() }.address("/logic-models")),
        range: format!("{}–{}", format::count(first), format::count(first + found.rows.len() as i64 - 1)),
        previous: (page > 1).then(|| address(page - 1)),
        next: (page < last).then(|| address(page + 1)),
        pages: pages(page, last, address),
        csv_href: f.href(&ListQuery { page: String::new(), ..list.clone() }.address("/logic-models.csv")),
        rows: found.rows.into_iter().map(|row| Row::new(&f, row)).collect(),
        list,
        f,
    };
    Ok(render(&page))
}

/// Every model that matches, as CSV.
pub async fn csv(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(list) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, _) = list.to_query();
    let bytes = visit.app().reference_models_csv(&visit.actor, &query, chart_lang(visit.lang)).await;
    super::file(&visit, bytes, super::CSV, "logic-models.csv")
}

impl ListQuery {
    /// The query, and the fields with values that were left out because they mean nothing.
    fn to_query(&self) -> (ReferenceQuery, Vec<(&'static str, String)>) {
        let mut errors = Vec::new();
        let mut tell = |field: &'static str, text: &str| errors.push((field, text.chars().take(40).collect()));
        let check = self.check.trim();
        let kind = app::national::JUDGED.into_iter().find(|kind| kind.word() == check);
        if kind.is_none() && !check.is_empty() {
            tell("check", check);
        }
        let sort = self.sort.trim();
        let order = ReferenceSort::from_word(sort);
        if order.is_none() && !sort.is_empty() {
            tell("sort", sort);
        }
        let page = self.page.trim();
        let number = page.parse().ok().filter(|number: &usize| *number > 0);
        if number.is_none() && !page.is_empty() {
            tell("page", page);
        }
        let text = self.q.trim().chars().take(MAX_SEARCH_CHARS).collect();
        let query = ReferenceQuery { text, check: kind, sort: order.unwrap_or_default(), page: number.unwrap_or(1) };
        (query, errors)
    }

    /// The address with this query; empty fields are left out.
    fn address(&self, path: &str) -> String {
        let fields = [("q", &self.q), ("check", &self.check), ("sort", &self.sort), ("page", &self.page)];
        let held = fields.into_iter().map(|(name, value)| (name, value.trim()));
        let held = held.filter(|(name, value)| !value.is_empty() && (*name != "page" || *value != "1"));
        let query: Vec<String> = held.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

impl Own {
    fn new(f: &Frame, row: LogicModelRow) -> Own {
        Own {
            href: f.href(&format!("/clusters/{}/logic-model", encode(&row.cluster))),
            name: f.lang.pick(&row.title.ja, row.title.en_or_ja()).to_owned(),
            counts: (format::count(row.nodes as i64), format::count(row.edges as i64)),
            breaks: format::count(row.breaks as i64),
            changed: format::moment(&row.changed_at),
            is_demo: row.is_demo,
        }
    }
}

impl Row {
    fn new(f: &Frame, row: ReferenceRow) -> Row {
        Row {
            href: f.href(&format!("/programs/{}/logic-model", row.program)),
            name: row.name,
            external_id: row.external_id,
            department: row.department,
            nodes: format::count(row.nodes),
            links: format::count(row.links),
        }
    }
}
