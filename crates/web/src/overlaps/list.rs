//! `/overlaps`, `/overlaps.csv`, `/overlaps.xlsx`: the pairs as a list, and as a file to take away.

use app::overlaps::{FILE_PAIRS, OverlapRow, PER_PAGE, PairState, StateFilter};
use app::{FileFormat, InventoryKind};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::filter::{DEPARTMENTS, ListQuery};
use super::{answer_label, fields_label, score, state_label, who};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::{PageLink, pages};
use crate::subnav::{Part, SubNav};

/// Fields named with a pair.
const FIELDS: usize = 2;

/// A choice of a drop-down: value, label, whether it is chosen.
type Choice = (String, String, bool);

/// A program of a pair.
pub(super) struct Side {
    pub href: String,
    pub name: String,
    pub number: String,
    pub department: String,
    pub cost: String,
}

struct Row {
    href: String,
    score: String,
    state: PairState,
    state_label: &'static str,
    sides: [Side; 2],
    is_across: bool,
    phrases: Vec<String>,
    fields: String,
    said: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "overlaps/list.html")]
struct ListPage {
    f: Frame,
    subnav: SubNav,
    list: ListQuery,
    action: String,
    errors: Vec<(&'static str, String)>,
    problems: Vec<(&'static str, &'static str, &'static str, String)>,
    departments: Vec<Choice>,
    states: Vec<Choice>,
    clusters: Vec<Choice>,
    tags: Vec<(String, String)>,
    rows: Vec<Row>,
    total: String,
    is_none: bool,
    /// The most pairs of a file, where there are more than that.
    file_limit: Option<String>,
    programs: String,
    threshold: String,
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PageLink>,
    range: String,
    csv_href: String,
    xlsx_href: String,
}

/// The list.
pub async fn show(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(list) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, errors) = list.to_query();
    let found = visit.check(visit.app().overlap_list(&visit.actor, &query).await)?;
    let heads = visit.check(visit.app().cluster_heads(&visit.actor).await)?;
    let title = visit.lang.pick("重複の可能性", "Programs that may overlap");
    let f = visit.frame_with(Section::Clusters, title, found.kind == InventoryKind::Demo);
    let total = found.total as i64;
    let (page, last_page) = (found.page as i64, found.total.div_ceil(PER_PAGE).max(1) as i64);
    let address = |page: i64| f.href(&ListQuery { page: page.to_string(), ..list.clone() }.address("/overlaps"));
    let first = (page - 1) * PER_PAGE as i64 + 1;
    let clusters = heads.iter().map(|head| {
        let is_chosen = query.cluster.as_ref() == Some(&head.id);
        (head.id.clone(), f.text(&head.name).to_owned(), is_chosen)
    });
    let clusters: Vec<Choice> = clusters.collect();
    let departments = DEPARTMENTS
        .iter()
        .map(|(word, filter, ja, en)| ((*word).to_owned(), f.t(ja, en).to_owned(), *filter == query.department));
    let page = ListPage {
        subnav: SubNav::new(&f, Part::Overlaps),
        action: f.href("/overlaps"),
        departments: departments.collect(),
        states: states(&f, &found.states, query.state),
        tags: tags(&f, &list, &clusters, found.program.as_ref().map(|program| program.name.as_str())),
        clusters,
        errors,
        problems: found
            .problems
            .iter()
            .map(|problem| {
                let kind = problem.kind;
                let texts = (f.lang.pick(kind.title_ja, kind.title_en), f.lang.pick(kind.hint_ja, kind.hint_en));
                (texts.0, texts.1, kind.code, problem.excerpt.clone())
            })
            .collect(),
        rows: found.rows.iter().map(|row| Row::new(&f, row)).collect(),
        total: format::count(total),
        is_none: found.states.iter().all(|(_, count)| *count == 0) && list.without("state") == ListQuery::default(),
        file_limit: (found.total > FILE_PAIRS).then(|| format::count(FILE_PAIRS as i64)),
        programs: format::count(found.programs as i64),
        threshold: score(found.threshold_bp),
        previous: (page > 1).then(|| address(page - 1)),
        next: (page < last_page).then(|| address(page + 1)),
        pages: pages(page, last_page, address),
        range: format!("{}–{}", format::count(first), format::count(first + found.rows.len() as i64 - 1)),
        csv_href: f.href(&list.without("page").address("/overlaps.csv")),
        xlsx_href: f.href(&list.without("page").address("/overlaps.xlsx")),
        list,
        f,
    };
    Ok(render(&page))
}

/// The whole list as CSV.
pub async fn csv(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    file(visit, query, FileFormat::Csv, "text/csv; charset=utf-8", "overlaps.csv").await
}

/// The whole list as a workbook.
pub async fn xlsx(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    file(visit, query, FileFormat::Xlsx, kind, "overlaps.xlsx").await
}

async fn file(
    visit: Visit,
    query: Result<Query<ListQuery>, QueryRejection>,
    format: FileFormat,
    kind: &'static str,
    name: &str,
) -> Result<Response, PageError> {
    let Query(list) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, _) = list.to_query();
    let bytes = visit.app().export_overlaps(&visit.actor, &query, format, format::now()).await;
    let bytes = visit.check(bytes)?;
    let named = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], bytes).into_response())
}

impl Side {
    pub fn new(f: &Frame, program: &app::overlaps::ComparedProgram) -> Side {
        let year = program.fiscal_year.map(|year| format::year(f.lang, year)).unwrap_or_default();
        let cost = program.cost.map(|cost| format!("{} {}", year, format::in_words(f.lang, cost)));
        Side {
            href: f.href(&format!("/programs/{}", program.id)),
            name: program.name.clone(),
            number: program.external_id.clone(),
            department: program.department.clone(),
            cost: cost.unwrap_or_else(|| f.t("金額の記載なし", "no amount stated").to_owned()),
        }
    }
}

impl Row {
    fn new(f: &Frame, row: &OverlapRow) -> Row {
        let fields = row.fields.iter().take(FIELDS).map(|(a, b, _)| fields_label(f, *a, *b));
        let said = row.answer.as_ref().filter(|_| row.state != PairState::Open);
        Row {
            href: f.href(&format!("/overlaps/{}/{}", row.a.id, row.b.id)),
            score: score(row.score_bp),
            state: row.state,
            state_label: state_label(f, row.state),
            sides: [Side::new(f, &row.a), Side::new(f, &row.b)],
            is_across: row.a.department_path.first() != row.b.department_path.first(),
            phrases: row.phrases.clone(),
            fields: fields.collect::<Vec<_>>().join(f.t("、", ", ")),
            said: said
                .map(|said| {
                    format!("{} · {} · {}", answer_label(f, said.answer), who(&said.actor), format::moment(&said.at))
                })
                .unwrap_or_default(),
            reason: said.map(|said| said.reason.clone()).unwrap_or_default(),
        }
    }
}

fn states(f: &Frame, counts: &[(PairState, usize)], chosen: StateFilter) -> Vec<Choice> {
    let count = |is: &dyn Fn(PairState) -> bool| -> String {
        let sum: usize = counts.iter().filter(|(state, _)| is(*state)).map(|(_, count)| count).sum();
        format!("{}{}{}", f.t("（", " ("), format::count(sum as i64), f.t("）", ")"))
    };
    let waiting = count(&|state| matches!(state, PairState::Open | PairState::Changed));
    let mut states = vec![
        (String::new(), f.t("判断を待つもの", "to decide").to_owned() + &waiting, chosen == StateFilter::Waiting),
        ("all".to_owned(), f.t("すべて", "all").to_owned() + &count(&|_| true), chosen == StateFilter::All),
    ];
    for state in PairState::ALL {
        let label = state_label(f, *state).to_owned() + &count(&|other| other == *state);
        states.push((state.word().to_owned(), label, chosen == StateFilter::Only(*state)));
    }
    states
}

/// The conditions that are set, each with the address of the list without it.
fn tags(f: &Frame, list: &ListQuery, clusters: &[Choice], program: Option<&str>) -> Vec<(String, String)> {
    let mut tags = Vec::new();
    let mut tag = |field: &str, label: String| tags.push((label, f.href(&list.without(field).address("/overlaps"))));
    if !list.q.trim().is_empty() {
        tag("q", format!("{}{}", f.t("検索：", "Search: "), list.q.trim()));
    }
    if let Some((_, label, _)) = clusters.iter().find(|(.., is_chosen)| *is_chosen) {
        tag("cluster", format!("{}{label}", f.t("クラスター：", "Cluster: ")));
    }
    if !list.program.trim().is_empty() {
        tag("program", format!("{}{}", f.t("事業：", "Program: "), program.unwrap_or(list.program.trim())));
    }
    tags
}
