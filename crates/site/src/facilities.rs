//! `facilities/` of the public site (公共施設): the list in pages, and the pictures of their age and cost.

use askama::Template;
use publish::edition::{Edition, Facility};

use crate::embeds;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, shown};

/// Facilities on a page.
const ROWS: usize = 200;

struct Row {
    id: String,
    name: Html,
    kind: Html,
    uses: Html,
    district: Html,
    area: String,
    built: String,
    cost: String,
    income: String,
    users: String,
    is_illustrative: bool,
}

struct PageLink {
    number: usize,
    href: String,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "facilities/index.html")]
struct FacilitiesPage<'a> {
    f: Frame<'a>,
    count: String,
    from: usize,
    to: usize,
    rows: Vec<Row>,
    links: Vec<PageLink>,
    pictures: Vec<Html>,
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let all = &edition.facilities;
    let count = all.len().div_ceil(ROWS);
    let page = |lang: Lang, number: usize| {
        let path = path(lang, number);
        let title = lang.pick("公共施設", "Public facilities");
        let title = if number == 1 { title.to_owned() } else { format!("{title}（{number}）") };
        let mut f = site.frame(&path, Section::Facilities, &title);
        f.description = f.t("公共施設の一覧と、費用、利用。", "Public facilities with their cost and use.").to_owned();
        let first = (number - 1) * ROWS;
        let rows: Vec<Row> = all.iter().skip(first).take(ROWS).map(|facility| row(&f, facility)).collect();
        let own = edition.pictures.iter().filter(|picture| picture.family == "facilities" && number == 1);
        let link = |at: usize| PageLink { number: at, href: f.to(&self::path(lang, at)), is_current: at == number };
        let page = FacilitiesPage {
            count: shown::count(i64::try_from(all.len()).unwrap_or(i64::MAX)),
            from: first + 1,
            to: first + rows.len(),
            links: if count > 1 { (1..=count).map(link).collect() } else { Vec::new() },
            pictures: own.map(|picture| embeds::with_line(&f, picture)).collect(),
            rows,
            f,
        };
        render(&path, &page)
    };
    [Lang::Ja, Lang::En]
        .into_iter()
        .flat_map(|lang| (1..=count).map(move |number| (lang, number)))
        .map(|(lang, number)| page(lang, number))
        .collect()
}

/// The paths of the Japanese pages.
pub fn paths(edition: &Edition) -> Vec<String> {
    (1..=edition.facilities.len().div_ceil(ROWS)).map(|number| path(Lang::Ja, number)).collect()
}

fn path(lang: Lang, number: usize) -> String {
    let prefix = lang.pick("", "en/");
    if number == 1 { format!("{prefix}facilities/index.html") } else { format!("{prefix}facilities/{number}.html") }
}

fn row(f: &Frame<'_>, facility: &Facility) -> Row {
    let area =
        facility.floor_area_m2.parse().map_or_else(|_| shown::NOT_STATED.to_owned(), publish::table::shown_quantity);
    Row {
        id: facility.id.clone(),
        name: f.mixed(&facility.name),
        kind: f.words(&facility.kind),
        uses: f.mixed(&if facility.uses.is_empty() {
            shown::NOT_STATED.to_owned()
        } else {
            facility.uses.join(f.t("、", ", "))
        }),
        district: f.mixed(if facility.district.is_empty() { shown::NOT_STATED } else { &facility.district }),
        area,
        built: facility.built.map_or_else(|| shown::NOT_STATED.to_owned(), |year| year.to_string()),
        cost: shown::yen_or_none(facility.cost_yen),
        income: shown::yen_or_none(facility.income_yen),
        users: facility.users.map_or_else(|| shown::NOT_STATED.to_owned(), shown::count),
        is_illustrative: facility.is_illustrative,
    }
}
