//! `explanations/` of the public site (説明の記録): what was explained to whom, what was said, what changed.

use askama::Template;
use publish::edition::{Edition, Explanation};

use super::{EXPLANATIONS, PageLink, Way, numbered, pager, prose, subject, subjects, ways};
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, links, shown};

/// Records on one page.
pub(super) const A_PAGE: usize = 20;

struct Record {
    id: String,
    title: Html,
    is_illustrative: bool,
    facts: Vec<(&'static str, Html)>,
    about: Vec<Html>,
    explained: Html,
    said: Html,
    changed: Option<Html>,
    changed_at: Option<Html>,
}

#[derive(Template)]
#[template(path = "explanations/index.html")]
struct Page<'a> {
    f: Frame<'a>,
    ways: Vec<Way>,
    records: Vec<Record>,
    links: Vec<PageLink>,
}

/// Its pages.
pub(super) fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let count = edition.explanations.len().div_ceil(A_PAGE);
    let of_lang = |prefix: &'static str| {
        edition.explanations.chunks(A_PAGE).enumerate().map(move |(page, some)| {
            let path = format!("{prefix}{}", page_path(page));
            let lang = Lang::of_path(&path);
            let title = numbered(lang, lang.pick("説明の記録", "Explanation records"), page);
            let mut f = site.frame(&path, Section::Meetings, &title);
            f.description = f
                .t(
                    "市民や団体への説明と意見交換の記録。",
                    "What was explained to citizens and groups, and what they said.",
                )
                .to_owned();
            let page = Page {
                ways: ways(&f, EXPLANATIONS),
                records: some.iter().map(|one| record(&f, one)).collect(),
                links: pager(&f, count, page, page_path),
                f,
            };
            render(&path, &page)
        })
    };
    ["", "en/"].into_iter().flat_map(of_lang).collect()
}

/// The paths of the Japanese pages.
pub(super) fn paths(edition: &Edition) -> Vec<String> {
    (0..edition.explanations.len().div_ceil(A_PAGE)).map(page_path).collect()
}

/// The path of a page, from 0.
pub(super) fn page_path(page: usize) -> String {
    if page == 0 { EXPLANATIONS.to_owned() } else { format!("explanations/{}.html", page + 1) }
}

fn record(f: &Frame<'_>, one: &Explanation) -> Record {
    let mut facts = vec![
        (f.lang.pick("日", "Day"), Html(shown::day(f.lang, &one.day))),
        (f.lang.pick("種類", "Kind"), f.words(&one.kind_name)),
    ];
    for (label, text) in [(f.lang.pick("場所", "Where"), &one.place), (f.lang.pick("参加", "Who came"), &one.groups)]
    {
        if !text.is_empty() {
            facts.push((label, f.mixed(text)));
        }
    }
    if let Some(people) = one.people {
        let count = format!("{}{}", shown::count(people), f.t("人", ""));
        facts.push((f.lang.pick("人数", "People"), Html(count)));
    }
    Record {
        id: format!("e{}", links::slug(&one.id)),
        title: f.mixed(&one.title),
        is_illustrative: one.is_illustrative,
        facts,
        about: subjects(f, &one.subjects),
        explained: prose(f, &one.explained),
        said: prose(f, &one.said),
        changed: (!one.changed.is_empty()).then(|| prose(f, &one.changed)),
        changed_at: one.changed_at.as_ref().map(|about| subject(f, about)),
    }
}
