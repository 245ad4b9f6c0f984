//! `/programs`, `/programs.csv`, `/programs.xlsx`: the list as shown, and as a file to take away.

use app::{Direction, Facet, FundingSource, ProgramFacets, ProgramRow, Sort, TreeNode};
use askama::Template;
use axum::body::Body;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::filter::{FilterError, ListQuery};
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

/// A value of a drop-down.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// A drop-down of the filter.
struct Select {
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
}

/// A condition that is set, with the address of the list without it.
struct Tag {
    label: String,
    href: String,
}

/// A column head that sorts.
struct Column {
    label: &'static str,
    href: String,
    aria_sort: &'static str,
    icon: Html,
    is_number: bool,
}

struct Row {
    href: String,
    name: String,
    external_id: String,
    department: String,
    cost: String,
    general: String,
    change: String,
    fell: bool,
    direction: Html,
    has_discrepancy: bool,
}

/// A list kept under a name.
struct ViewLink {
    id: i64,
    name: String,
    href: String,
}

/// A link to a page of a list; a gap between such links has an empty address.
pub struct PageLink {
    /// The page's number, or an ellipsis.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Whether it is the page shown.
    pub is_current: bool,
}

#[derive(Template)]
#[template(path = "programs/list.html")]
struct ListPage {
    f: Frame,
    q: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
    selects: Vec<Select>,
    only_discrepancies: bool,
    discrepancies: String,
    conditions: usize,
    tags: Vec<Tag>,
    errors: Vec<FilterError>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    year: String,
    total: String,
    total_cost: String,
    range: String,
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PageLink>,
    csv_href: String,
    xlsx_href: String,
    views: Vec<ViewLink>,
    query: String,
    /// How many programs have a summary in easy Japanese; none for who may not see what is being prepared.
    summaries: Option<String>,
}

/// The list.
pub async fn show(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(list) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, errors) = list.to_program_query();
    let app::ListView { page: found, facets, kind } = visit.check(visit.app().list_view(&visit.actor, &query).await)?;
    let is_demo = kind == app::InventoryKind::Demo;
    let f = visit.frame_with(Section::Programs, visit.lang.pick("事業一覧", "Programs"), is_demo);
    let views = visit.check(visit.app().saved_views(&visit.actor).await)?;
    let selects = selects(&f, &list, &facets);
    let tags = tags(&f, &list, &selects);
    let last_page = (found.total + found.per_page - 1).div_euclid(found.per_page.max(1)).max(1);
    let address = |page: i64| f.href(&ListQuery { page: page.to_string(), ..list.clone() }.address("/programs"));
    let first = (found.page - 1) * found.per_page + 1;
    let range = format!("{}–{}", format::count(first), format::count(first + found.rows.len() as i64 - 1));
    let summaries = crate::plain_summaries::counts(&visit).await?;
    let page = ListPage {
        summaries: summaries.map(|counts| format::count(counts.programs as i64)),
        q: list.q.clone(),
        action: f.href("/programs"),
        hidden: [("sort", list.sort.clone()), ("order", list.order.clone())]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        only_discrepancies: query.has_discrepancy,
        discrepancies: format::count(facets.discrepancies),
        conditions: tags.len(),
        tags,
        errors,
        columns: columns(&f, &list, query.sort, query.descending),
        year: query.year.map(|year| format::year(f.lang, year)).unwrap_or_default(),
        total: format::count(found.total),
        total_cost: format::in_words(f.lang, found.total_cost),
        range,
        previous: (found.page > 1).then(|| address((found.page - 1).min(last_page))),
        next: (found.page < last_page).then(|| address(found.page + 1)),
        pages: pages(found.page, last_page, address),
        csv_href: f.href(&list.address("/programs.csv")),
        xlsx_href: f.href(&list.address("/programs.xlsx")),
        views: views
            .into_iter()
            .map(|view| ViewLink { id: view.id, name: view.name, href: f.href(&format!("/programs?{}", view.query)) })
            .collect(),
        query: list.address("").trim_start_matches('?').to_owned(),
        rows: found.rows.into_iter().map(|row| Row::new(&f, row)).collect(),
        selects,
        f,
    };
    Ok(render(&page))
}

/// The whole list as CSV, streamed.
pub async fn csv(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(list) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, _) = list.to_program_query();
    let mut pieces = visit.check(visit.app().export_csv(&visit.actor, query).await)?;
    // The compressing layer asks once more after the end; a closed channel then says "end" again.
    let body = Body::from_stream(stream::poll_fn(move |context| pieces.poll_recv(context)));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"programs.csv\""),
    ];
    Ok((headers, body).into_response())
}

/// The whole list as a workbook.
pub async fn xlsx(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(list) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let f = visit.frame(Section::Programs, "").await?;
    let (query, _) = list.to_program_query();
    let facets = visit.check(visit.app().program_facets(&visit.actor, query.year).await)?;
    let tags = tags(&f, &list, &selects(&f, &list, &facets));
    let filter = tags.into_iter().map(|tag| tag.label).collect::<Vec<_>>().join("、");
    let bytes = visit.check(visit.app().export_xlsx(&visit.actor, query, filter, format::now()).await)?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"programs.xlsx\""),
    ];
    Ok((headers, bytes).into_response())
}

impl Row {
    fn new(f: &Frame, row: ProgramRow) -> Row {
        let (change, fell) = change(f, &row);
        Row {
            href: f.href(&format!("/programs/{}", row.id)),
            name: row.name,
            external_id: row.external_id,
            department: row.department,
            cost: format::thousands(row.cost),
            general: format::thousands(row.funding.general),
            change,
            fell,
            direction: f.direction(&row.direction),
            has_discrepancy: row.discrepancy != app::Yen::ZERO,
        }
    }
}

/// The change from the year before in percent, as budget documents say it: `+2.4%`, `皆増`, `皆減`.
fn change(f: &Frame, row: &ProgramRow) -> (String, bool) {
    let (Some(now), Some(before)) = (row.cost, row.previous_cost) else {
        return (format::NOT_STATED.to_owned(), false);
    };
    match (before.0, now.0) {
        (0, 0) => ("±0.0%".to_owned(), false),
        (0, _) => (f.t("皆増", "new").to_owned(), false),
        (_, 0) => (f.t("皆減", "gone").to_owned(), true),
        (before, now) => {
            let percent = (now as f64 / before as f64 - 1.0) * 100.0;
            match percent {
                percent if percent.abs() < 0.05 => ("±0.0%".to_owned(), false),
                percent if percent < 0.0 => (format!("▲{:.1}%", -percent), true),
                percent => (format!("+{percent:.1}%"), false),
            }
        }
    }
}

fn selects(f: &Frame, list: &ListQuery, facets: &ProgramFacets) -> Vec<Select> {
    let choice = |value: String, label: String, chosen: &str| Choice { is_chosen: value == chosen, value, label };
    let years = facets
        .years
        .iter()
        .rev()
        .map(|year| {
            let label = counted(f, &format::year(f.lang, year.value), year.programs);
            choice(year.value.start().to_string(), label, &list.year)
        })
        .collect();
    let tree = |nodes: &[TreeNode], chosen: &str| -> Vec<Choice> {
        let label = |node: &TreeNode| counted(f, &format!("{}{}", "　".repeat(node.depth), node.name), node.programs);
        nodes.iter().map(|node| choice(node.id.to_string(), label(node), chosen)).collect()
    };
    let directions = facets
        .directions
        .iter()
        .filter_map(|facet: &Facet<Option<Direction>>| {
            let direction = facet.value?;
            let label = f.t(direction.label_ja(), direction.label_en());
            let label = counted(f, label, facet.programs);
            Some(choice(direction.word().to_owned(), label, &list.direction))
        })
        .collect();
    let funding = FundingSource::ALL
        .iter()
        .map(|source| {
            let label = f.t(source.label_ja(), source.label_en()).to_owned();
            choice(source.word().to_owned(), label, &list.funding)
        })
        .collect();
    let mut kans: Vec<Choice> = facets
        .kans
        .iter()
        .filter(|facet| !facet.value.kan.is_empty())
        .filter(|facet| list.account.is_empty() || facet.value.account == list.account)
        .map(|facet| {
            let kan = &facet.value;
            let label = match list.account.is_empty() && !kan.account.is_empty() {
                true => counted(f, &format!("{} {}", kan.account, kan.kan), facet.programs),
                false => counted(f, &kan.kan, facet.programs),
            };
            choice(kan.kan.clone(), label, &list.kan)
        })
        .collect();
    kans.dedup_by(|a, b| a.value == b.value);
    let mut accounts: Vec<&str> = facets.kans.iter().map(|facet| facet.value.account.as_str()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let accounts = accounts
        .into_iter()
        .filter(|account| !account.is_empty())
        .map(|account| choice(account.to_owned(), account.to_owned(), &list.account))
        .collect();
    [
        Select { name: "year", label: f.lang.pick("年度", "Fiscal year"), choices: years },
        Select {
            name: "department",
            label: f.lang.pick("所管", "Department"),
            choices: tree(&facets.departments, &list.department),
        },
        Select { name: "direction", label: f.lang.pick("方向性", "Direction"), choices: directions },
        Select { name: "funding", label: f.lang.pick("財源", "Funded from"), choices: funding },
        Select { name: "account", label: f.lang.pick("会計", "Account"), choices: accounts },
        Select { name: "kan", label: f.lang.pick("款", "Kan (budget item)"), choices: kans },
        Select {
            name: "policy", label: f.lang.pick("政策", "Policy"), choices: tree(&facets.policies, &list.policy)
        },
    ]
    .into_iter()
    .filter(|select| !select.choices.is_empty())
    .collect()
}

/// A choice with how many programs it would leave: `福祉局（12）`.
fn counted(f: &Frame, label: &str, programs: i64) -> String {
    format!("{label}{}{}{}", f.t("（", " ("), format::count(programs), f.t("）", ")"))
}

fn tags(f: &Frame, list: &ListQuery, selects: &[Select]) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut tag = |field: &str, label: String| {
        tags.push(Tag { label, href: f.href(&list.without(field).address("/programs")) });
    };
    if !list.q.trim().is_empty() {
        tag("q", format!("{}{}", f.t("検索：", "Search: "), list.q.trim()));
    }
    for select in selects {
        for choice in select.choices.iter().filter(|choice| choice.is_chosen) {
            let label = choice.label.trim_start_matches('　');
            let label = label.rsplit_once(f.t("（", " (")).map_or(label, |(label, _)| label);
            tag(select.name, format!("{}{}{label}", select.label, f.t("：", ": ")));
        }
    }
    if list.discrepancy.trim() == "1" {
        tag("discrepancy", f.t("財源内訳が合わない事業だけ", "only where sources do not add up").to_owned());
    }
    tags
}

fn columns(f: &Frame, list: &ListQuery, sort: Sort, descending: bool) -> Vec<Column> {
    let column = |by: Option<Sort>, label, is_number| {
        let Some(by) = by else {
            return Column { label, href: String::new(), aria_sort: "", icon: Html::default(), is_number };
        };
        let is_current = by == sort;
        // A second click turns the order round; money begins with the largest.
        let next = match (is_current, descending) {
            (true, true) => "asc",
            (true, false) => "desc",
            (false, _) if is_number => "desc",
            (false, _) => "asc",
        };
        let sorted =
            ListQuery { sort: by.word().to_owned(), order: next.to_owned(), page: String::new(), ..list.clone() };
        Column {
            label,
            href: f.href(&sorted.address("/programs")),
            aria_sort: match (is_current, descending) {
                (true, true) => "descending",
                (true, false) => "ascending",
                (false, _) => "",
            },
            icon: f.icon(match (is_current, descending) {
                (true, true) => "sort-down",
                (true, false) => "sort-up",
                (false, _) => "sort",
            }),
            is_number,
        }
    };
    vec![
        column(Some(Sort::Name), f.lang.pick("事業名", "Program"), false),
        column(Some(Sort::Department), f.lang.pick("所管", "Department"), false),
        column(Some(Sort::Cost), f.lang.pick("事業費（千円）", "Cost (¥ thousand)"), true),
        column(Some(Sort::GeneralFund), f.lang.pick("一般財源（千円）", "General funds (¥ thousand)"), true),
        column(None, f.lang.pick("前年度比", "Change"), true),
        column(None, f.lang.pick("方向性", "Direction"), false),
    ]
}

/// Links to the first, the last and the neighbouring pages; a gap has an empty address.
pub fn pages(current: i64, last: i64, address: impl Fn(i64) -> String) -> Vec<PageLink> {
    let mut links: Vec<PageLink> = Vec::new();
    let mut before = 0;
    for page in (1..=last).filter(|page| *page == 1 || *page == last || (page - current).abs() <= 1) {
        if page > before + 1 {
            links.push(PageLink { label: "…".to_owned(), href: String::new(), is_current: false });
        }
        links.push(PageLink { label: format::count(page), href: address(page), is_current: page == current });
        before = page;
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_near_and_at_the_ends_are_linked() {
        let labels = |current, last| -> String {
            pages(current, last, |page| page.to_string()).into_iter().map(|link| link.label + " ").collect()
        };
        assert_eq!(labels(1, 1), "1 ");
        assert_eq!(labels(5, 10), "1 … 4 5 6 … 10 ");
        assert_eq!(labels(2, 3), "1 2 3 ");
    }
}
