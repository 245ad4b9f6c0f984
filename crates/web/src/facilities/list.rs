//! `/facilities`, `/facilities.csv`, `/facilities.xlsx`: the list as shown, and as a file to take away.

use app::facilities::{FacilityKind, FacilitySort, StoredFacility};
use app::{FileFormat, InventoryKind, Quantity};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::filter::{ListQuery, is_descending_first};
use super::{Part, PartLink, parts};
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::{PageLink, pages};

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
    name: String,
    external_id: String,
    kind: String,
    uses: String,
    department: String,
    area: String,
    is_inside: bool,
    built: String,
    cost: String,
    group: String,
}

/// A kind to choose, with how many facilities it would leave.
struct KindChoice {
    word: &'static str,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "facilities/list.html")]
struct ListPage {
    f: Frame,
    links: Vec<PartLink>,
    is_illustrative: bool,
    is_empty: bool,
    source: String,
    list: ListQuery,
    /// What the search form carries along.
    beside_search: Vec<(&'static str, String)>,
    /// What the filter form carries along.
    beside_filter: Vec<(&'static str, String)>,
    action: String,
    kinds: Vec<KindChoice>,
    tags: Vec<Tag>,
    errors: Vec<(&'static str, String)>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    total: String,
    inside: String,
    area: String,
    cost: String,
    groups: String,
    range: String,
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PageLink>,
    csv_href: String,
    xlsx_href: String,
}

/// The list.
pub async fn show(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(list) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, errors) = list.to_query();
    let found = visit.check(visit.app().list_facilities(&visit.actor, &query).await)?;
    let inventory = &found.inventory;
    let f = visit.frame(Section::Facilities, visit.lang.pick("公共施設", "Public facilities")).await?;
    let count = found.totals.facilities as i64;
    let last_page = (count + found.per_page - 1).div_euclid(found.per_page).max(1);
    let address = |page: i64| f.href(&ListQuery { page: page.to_string(), ..list.clone() }.address("/facilities"));
    let first = (found.page - 1) * found.per_page + 1;
    let kinds = found.kinds.iter().map(|(kind, count)| KindChoice {
        word: kind.word(),
        label: format!(
            "{}{}{}{}",
            f.t(kind.label_ja(), kind.label_en()),
            f.t("（", " ("),
            format::count(*count as i64),
            f.t("）", ")")
        ),
        is_chosen: query.kind == Some(*kind),
    });
    let page = ListPage {
        links: parts(&f, Some(Part::List)),
        is_illustrative: inventory.kind == InventoryKind::Demo,
        is_empty: inventory.kind == InventoryKind::Empty,
        source: source(&f, inventory),
        beside_search: list.pairs(|name| !matches!(name, "q" | "page")),
        beside_filter: list.pairs(|name| matches!(name, "q" | "sort" | "order")),
        action: f.href("/facilities"),
        kinds: kinds.collect(),
        tags: tags(&f, &list, query.kind),
        errors,
        columns: columns(&f, &list, query.sort, query.descending),
        total: format::count(count),
        inside: format::count(found.totals.inside_others as i64),
        area: square_metres(found.totals.area_hundredths_m2),
        cost: found.totals.cost.map(|cost| format::in_words(f.lang, cost)).unwrap_or_default(),
        groups: found.totals.groups.join("、"),
        range: format!("{}–{}", format::count(first), format::count(first + found.rows.len() as i64 - 1)),
        previous: (found.page > 1).then(|| address(found.page - 1)),
        next: (found.page < last_page).then(|| address(found.page + 1)),
        pages: pages(found.page, last_page, address),
        csv_href: f.href(&list.address("/facilities.csv")),
        xlsx_href: f.href(&list.address("/facilities.xlsx")),
        rows: found.rows.into_iter().map(|stored| Row::new(&f, stored)).collect(),
        list,
        f,
    };
    Ok(render(&page))
}

/// The whole list as CSV.
pub async fn csv(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    file(visit, query, FileFormat::Csv, "text/csv; charset=utf-8", "facilities.csv").await
}

/// The whole list as a workbook.
pub async fn xlsx(visit: Visit, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    file(visit, query, FileFormat::Xlsx, kind, "facilities.xlsx").await
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
    let bytes = visit.app().export_facilities(&visit.actor, &query, format, format::now()).await;
    let bytes = visit.check(bytes)?;
    let named = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], bytes).into_response())
}

/// Where the list comes from: the file, its year, its import.
pub(super) fn source(f: &Frame, inventory: &app::facilities::FacilityInventory) -> String {
    match &inventory.last_import {
        Some(import) => format!("{} · {}", import.header.file_name, format::year(f.lang, import.header.as_of)),
        None => String::new(),
    }
}

/// Hundredths of a square metre in whole square metres, grouped.
pub fn square_metres(hundredths: i64) -> String {
    format::count(hundredths.saturating_add(50) / 100)
}

impl Row {
    fn new(f: &Frame, stored: StoredFacility) -> Row {
        let facility = stored.facility;
        let area = facility.floor_area_hundredths_m2;
        Row {
            kind: f.t(facility.kind.label_ja(), facility.kind.label_en()).to_owned(),
            uses: facility.uses.join(" › "),
            department: facility.department,
            area: format::quantity(area.map(|units| Quantity { units, decimals: 2 })),
            is_inside: area.is_none(),
            built: facility.built.map_or_else(|| format::NOT_STATED.to_owned(), |year| year.start().to_string()),
            cost: format::thousands(facility.cost),
            group: facility.cost_group.unwrap_or_default(),
            name: facility.name,
            external_id: facility.external_id,
        }
    }
}

fn tags(f: &Frame, list: &ListQuery, kind: Option<FacilityKind>) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut tag = |field: &str, label: String| {
        tags.push(Tag { label, href: f.href(&list.without(field).address("/facilities")) });
    };
    let text = |value: &String| value.trim().to_owned();
    if !text(&list.q).is_empty() {
        tag("q", format!("{}{}", f.t("検索：", "Search: "), list.q.trim()));
    }
    if let Some(kind) = kind {
        tag("kind", format!("{}{}", f.t("用途：", "Use: "), f.t(kind.label_ja(), kind.label_en())));
    }
    for (field, value, ja, en) in [
        ("area_from", &list.area_from, "㎡以上", " m² or more"),
        ("area_to", &list.area_to, "㎡以下", " m² or less"),
        ("built_from", &list.built_from, "年度以後", " or later"),
        ("built_to", &list.built_to, "年度以前", " or earlier"),
    ] {
        if !text(value).is_empty() {
            tag(field, format!("{}{}", value.trim(), f.t(ja, en)));
        }
    }
    if list.inside.trim() == "1" {
        tag("inside", f.t("ほかの建物の中の施設だけ", "only parts of other buildings").to_owned());
    }
    tags
}

fn columns(f: &Frame, list: &ListQuery, sort: FacilitySort, descending: bool) -> Vec<Column> {
    let column = |by: Option<FacilitySort>, label, is_number| {
        let Some(by) = by else {
            return Column { label, href: String::new(), aria_sort: "", icon: Html::default(), is_number };
        };
        let is_current = by == sort;
        let next_descends = if is_current { !descending } else { is_descending_first(by) };
        let order = if next_descends { "desc" } else { "asc" };
        let sorted =
            ListQuery { sort: by.word().to_owned(), order: order.to_owned(), page: String::new(), ..list.clone() };
        let (aria_sort, icon) = match (is_current, descending) {
            (true, true) => ("descending", "sort-down"),
            (true, false) => ("ascending", "sort-up"),
            (false, _) => ("", "sort"),
        };
        Column { label, href: f.href(&sorted.address("/facilities")), aria_sort, icon: f.icon(icon), is_number }
    };
    vec![
        column(Some(FacilitySort::Name), f.lang.pick("施設名", "Facility"), false),
        column(Some(FacilitySort::Kind), f.lang.pick("用途", "Use"), false),
        column(None, f.lang.pick("所管", "Department"), false),
        column(Some(FacilitySort::Area), f.lang.pick("延床面積（㎡）", "Floor area (m²)"), true),
        column(Some(FacilitySort::Built), f.lang.pick("建築年度", "Built"), true),
        column(Some(FacilitySort::Cost), f.lang.pick("年間の支出（千円）", "Yearly cost (¥ thousand)"), true),
    ]
}
