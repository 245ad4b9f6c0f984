//! Lists of programs (事業の一覧): a page to choose from, and lists by number, name, bureau, direction and cluster, cut into pages
//! that open fast on a telephone.

use std::collections::BTreeMap;

use askama::Template;
use publish::edition::{Program, Words};
use rayon::prelude::*;
use reform::program::Direction;

use super::money::{in_words, latest_cost, stage_name};
use crate::html::Html;
use crate::page::{Frame, Section, render};
use crate::{File, Site, links, shown};

/// Programs on one page of a list.
const ON_A_PAGE: usize = 100;

/// How many numbers of pages are named around the current one.
const AROUND: usize = 2;

/// A list under its own name (一覧).
struct List<'a> {
    /// Its path without `.html`.
    stem: String,
    title: String,
    /// What distinguishes it: the bureau, the direction, the cluster.
    label: String,
    /// What is in it and how it is sorted.
    lead: String,
    rows: Vec<&'a Row<'a>>,
}

/// A program as lists show it.
struct Row<'a> {
    program: &'a Program,
    path: String,
    department: String,
    cost: String,
    cost_of: String,
    cost_yen: Option<i64>,
    direction: &'a str,
    direction_name: &'a Words,
}

#[derive(Template)]
#[template(path = "programs/list.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    heading: &'a str,
    lead: &'a str,
    total: String,
    range: String,
    rows: &'a [&'a Row<'a>],
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PageLink>,
}

struct PageLink {
    label: String,
    href: Option<String>,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "programs/index.html")]
struct Index<'a> {
    f: Frame<'a>,
    total: String,
    cost: String,
    bureaus: Vec<Choice>,
    directions: Vec<(Html, Choice)>,
    clusters: Vec<Choice>,
    numbers: Vec<Choice>,
    names: Vec<Choice>,
}

/// A list to choose: its address, its name, how many programs, what they cost.
struct Choice {
    href: String,
    name: String,
    programs: String,
    cost: String,
}

/// The path of the list of a bureau.
pub fn bureau_path(bureau: &str) -> String {
    format!("programs/by-bureau/{}.html", links::slug(bureau))
}

/// All lists.
pub fn pages(site: &Site<'_>) -> Vec<File> {
    let none: &Words = &Words::default();
    let rows: Vec<Row<'_>> = site.programs.values().map(|versions| row(site, versions, none)).collect();
    let by_number: Vec<&Row<'_>> = rows.iter().collect();
    let mut by_name = by_number.clone();
    by_name.sort_by(|a, b| (&a.program.name, &a.program.id).cmp(&(&b.program.name, &b.program.id)));
    let number =
        list("programs/by-number/1", "番号順の一覧", "番号順", "事業番号の順に並べています。", by_number.clone());
    let name = list(
        "programs/by-name/1",
        "名前順の一覧",
        "名前順",
        "事業名の文字の順に並べています。読みがなは出典にないため、漢字は文字コードの順です。",
        by_name,
    );
    let bureaus = by_bureau(&by_number);
    let directions = by_direction(&by_number);
    let clusters = by_cluster(site, &by_number);
    let mut files = vec![index(site, &number, &name, &bureaus, &directions, &clusters)];
    let lists: Vec<&List<'_>> = [&number, &name]
        .into_iter()
        .chain(&bureaus)
        .chain(directions.iter().map(|(_, list)| list))
        .chain(&clusters)
        .collect();
    files.extend(lists.par_iter().flat_map_iter(|list| list_pages(site, list)).collect::<Vec<_>>());
    files
}

fn list<'a>(stem: &str, title: &str, label: &str, lead: &str, rows: Vec<&'a Row<'a>>) -> List<'a> {
    List { stem: stem.into(), title: title.into(), label: label.into(), lead: lead.into(), rows }
}

fn row<'a>(site: &'a Site<'a>, versions: &'a [&'a Program], none: &'a Words) -> Row<'a> {
    let program = versions[0];
    let review = versions.iter().find_map(|program| program.review.as_ref());
    let latest = latest_cost(versions);
    let lang = crate::lang::Lang::Ja;
    Row {
        path: site.program_path(&program.id).unwrap_or_default(),
        department: match program.department.as_slice() {
            [] => shown::NOT_STATED.to_owned(),
            parts => parts.join(" › "),
        },
        cost: latest.map_or_else(|| shown::NOT_STATED.to_owned(), |money| in_words(lang, money.cost_yen)),
        cost_of: latest
            .map(|money| format!("{} {}", shown::year(lang, money.year), stage_name(&money.stage, lang)))
            .unwrap_or_default(),
        cost_yen: latest.map(|money| money.cost_yen),
        direction: review.map_or("", |review| &review.direction),
        direction_name: review.map_or(none, |review| &review.direction_name),
        program,
    }
}

fn by_bureau<'a>(rows: &[&'a Row<'a>]) -> Vec<List<'a>> {
    let mut bureaus: BTreeMap<&str, Vec<&Row<'_>>> = BTreeMap::new();
    for row in rows {
        bureaus.entry(row.program.department.first().map_or("", String::as_str)).or_default().push(row);
    }
    let lead = "担当する局で分けています。";
    bureaus
        .into_iter()
        .map(|(bureau, rows)| {
            let (title, label) = match bureau {
                "" => ("担当の記載がない事業".to_owned(), "担当の記載なし"),
                bureau => (format!("{bureau}の事業"), bureau),
            };
            list(bureau_path(bureau).trim_end_matches(".html"), &title, label, lead, rows)
        })
        .collect()
}

fn by_direction<'a>(rows: &[&'a Row<'a>]) -> Vec<(Option<Direction>, List<'a>)> {
    let known = Direction::ALL.iter().copied().map(Some).chain([None]);
    let lists = known.map(|direction| {
        let own: Vec<&Row<'_>> =
            rows.iter().copied().filter(|row| Direction::from_word(row.direction) == direction).collect();
        let (word, title, lead) = match direction {
            Some(direction) => (
                direction.word(),
                format!("方向性が「{}」の事業", direction.label_ja()),
                publish::plain::direction_meaning(direction.word(), publish::plain::Lang::Ja),
            ),
            None => ("none", "方向性の公表がない事業".to_owned(), "点検の方向性が公表されていない事業です。"),
        };
        (direction, list(&format!("programs/by-direction/{word}"), &title, word, lead, own))
    });
    lists.filter(|(_, list)| !list.rows.is_empty()).collect()
}

fn by_cluster<'a>(site: &Site<'_>, rows: &[&'a Row<'a>]) -> Vec<List<'a>> {
    let of = |id: &str| -> Vec<&'a Row<'a>> {
        rows.iter().copied().filter(|row| row.program.clusters.iter().any(|(cluster, _)| cluster == id)).collect()
    };
    let lists = site.edition.clusters.iter().map(|cluster| {
        let stem = format!("programs/by-cluster/{}", links::slug(&cluster.id));
        let title = format!("クラスター「{}」の事業", cluster.name.ja);
        list(&stem, &title, &cluster.name.ja, "このクラスターに含まれる事業です。", of(&cluster.id))
    });
    lists.filter(|list| !list.rows.is_empty()).collect()
}

impl List<'_> {
    /// The path of a page of it; the first has the list's own name. A dot stands in no name of a list, so none is taken twice.
    fn path(&self, page: usize) -> String {
        match (page, self.stem.strip_suffix("/1")) {
            (page, Some(folder)) => format!("{folder}/{}.html", page + 1),
            (0, None) => format!("{}.html", self.stem),
            (page, None) => format!("{}.{}.html", self.stem, page + 1),
        }
    }

    fn pages(&self) -> usize {
        self.rows.len().div_ceil(ON_A_PAGE).max(1)
    }

    fn choice(&self, f: &Frame<'_>) -> Choice {
        Choice {
            href: f.href(&self.path(0)),
            name: self.label.clone(),
            programs: shown::count(count(self.rows.len())),
            cost: total(&self.rows),
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What programs cost together, each at its latest figure; that it is not known where the sum does not fit.
fn total(rows: &[&Row<'_>]) -> String {
    let sum = rows.iter().filter_map(|row| row.cost_yen).try_fold(0_i64, i64::checked_add);
    sum.map_or_else(|| shown::NOT_STATED.to_owned(), |sum| in_words(crate::lang::Lang::Ja, sum))
}

fn list_pages<'a>(site: &'a Site<'a>, list: &'a List<'a>) -> impl Iterator<Item = File> + 'a {
    let pages = list.pages();
    list.rows.chunks(ON_A_PAGE).enumerate().map(move |(at, rows)| {
        let path = list.path(at);
        let title = match pages {
            1 => list.title.clone(),
            pages => format!("{}（{}／{pages}ページ）", list.title, at + 1),
        };
        let f = site.frame(&path, Section::Programs, &title);
        let first = at * ON_A_PAGE + 1;
        let template = ListPage {
            heading: &list.title,
            lead: &list.lead,
            total: shown::count(count(list.rows.len())),
            range: format!("{first}〜{}件目", first + rows.len() - 1),
            previous: at.checked_sub(1).map(|before| f.href(&list.path(before))),
            next: (at + 1 < pages).then(|| f.href(&list.path(at + 1))),
            pages: if pages > 1 { page_links(&f, list, at) } else { Vec::new() },
            rows,
            f,
        };
        render(&path, &template)
    })
}

fn page_links(f: &Frame<'_>, list: &List<'_>, current: usize) -> Vec<PageLink> {
    let last = list.pages() - 1;
    let is_named = |page: usize| page == 0 || page == last || page.abs_diff(current) <= AROUND;
    let mut links = Vec::new();
    for page in 0..=last {
        if is_named(page) {
            links.push(PageLink {
                label: (page + 1).to_string(),
                href: Some(f.href(&list.path(page))),
                is_current: page == current,
            });
        } else if is_named(page - 1) {
            links.push(PageLink { label: "…".into(), href: None, is_current: false });
        }
    }
    links
}

fn index(
    site: &Site<'_>,
    number: &List<'_>,
    name: &List<'_>,
    bureaus: &[List<'_>],
    directions: &[(Option<Direction>, List<'_>)],
    clusters: &[List<'_>],
) -> File {
    let path = Section::Programs.path();
    let mut f = site.frame(path, Section::Programs, "事業");
    f.description = "市の予算事務事業を、担当、方向性、クラスター、番号、名前から探せます。".into();
    let ranges = |list: &List<'_>, label: fn(&Row<'_>) -> String| -> Vec<Choice> {
        let pages = list.rows.chunks(ON_A_PAGE).enumerate();
        let choice = |(at, rows): (usize, &[&Row<'_>])| Choice {
            href: f.href(&list.path(at)),
            name: match rows {
                [only] => label(only),
                [first, .., last] => format!("{} 〜 {}", label(first), label(last)),
                [] => String::new(),
            },
            programs: shown::count(count(rows.len())),
            cost: String::new(),
        };
        pages.map(choice).collect()
    };
    let template = Index {
        total: shown::count(count(number.rows.len())),
        cost: total(&number.rows),
        bureaus: bureaus.iter().map(|list| list.choice(&f)).collect(),
        directions: directions
            .iter()
            .map(|(direction, list)| {
                let word = direction.map_or("", |direction| direction.word());
                (f.direction(word, &Words::default()), list.choice(&f))
            })
            .collect(),
        clusters: clusters.iter().map(|list| list.choice(&f)).collect(),
        numbers: ranges(number, |row| row.program.id.clone()),
        names: ranges(name, |row| super::show::excerpt(&row.program.name, 12)),
        f,
    };
    render(path, &template)
}
