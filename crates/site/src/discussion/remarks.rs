//! `remarks/` of the public site (意見と答え): by theme, the open ones too.

use std::collections::BTreeMap;

use askama::Template;
use publish::edition::{Edition, Remark, Words};
use reform::discussion::remark::RemarkState;

use super::{PageLink, REMARKS, REMARKS_A_PAGE, Way, card, numbered, pager, place, theme_path, ways};
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, shown};

/// Open remarks listed on the first page; the others stand on the pages of their themes.
const OPEN_LISTED: usize = 50;

struct ThemeRow {
    href: Html,
    name: Html,
    all: String,
    open: String,
    with_outcome: String,
}

struct OpenRow {
    href: Html,
    text: Html,
    subject: Html,
    due: String,
}

#[derive(Template)]
#[template(path = "remarks/index.html")]
struct IndexPage<'a> {
    f: Frame<'a>,
    ways: Vec<Way>,
    all: String,
    states: Vec<(Html, String)>,
    themes: Vec<ThemeRow>,
    open: Vec<OpenRow>,
    open_more: usize,
}

#[derive(Template)]
#[template(path = "remarks/theme.html")]
struct ThemePage<'a> {
    f: Frame<'a>,
    ways: Vec<Way>,
    heading: Html,
    count: String,
    open: String,
    cards: Vec<Html>,
    links: Vec<PageLink>,
}

/// Its pages.
pub(super) fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if edition.remarks.is_empty() {
        return Vec::new();
    }
    let mut files = Vec::new();
    for prefix in ["", "en/"] {
        let path = format!("{prefix}{REMARKS}");
        let title = Lang::of_path(&path).pick("意見と答え", "Remarks and answers");
        files.push(render(&path, &index(edition, site.frame(&path, Section::Meetings, title))));
        for (theme, remarks) in &site.discussion.themes {
            for (page, some) in remarks.chunks(REMARKS_A_PAGE).enumerate() {
                let path = format!("{prefix}{}", theme_path(theme, page));
                let lang = Lang::of_path(&path);
                let title = numbered(lang, &theme_title(lang, theme), page);
                let f = site.frame(&path, Section::Meetings, &title);
                files.push(render(&path, &of_theme(theme, remarks, (page, some), f)));
            }
        }
    }
    files
}

/// The paths of the Japanese pages.
pub(super) fn paths(edition: &Edition) -> Vec<String> {
    if edition.remarks.is_empty() {
        return Vec::new();
    }
    let index = super::Index::of(edition);
    let themes = index.themes.iter().flat_map(|(theme, remarks)| {
        (0..remarks.len().div_ceil(REMARKS_A_PAGE)).map(move |page| theme_path(theme, page))
    });
    std::iter::once(REMARKS.to_owned()).chain(themes).collect()
}

fn theme_title(lang: Lang, theme: &str) -> String {
    match theme {
        "" => lang.pick("そのほかの意見と答え", "Other remarks and answers").to_owned(),
        theme => format!("{}{theme}", lang.pick("意見と答え：", "Remarks and answers: ")),
    }
}

fn number(count: usize) -> String {
    shown::count(i64::try_from(count).unwrap_or(i64::MAX))
}

fn index<'a>(edition: &'a Edition, mut f: Frame<'a>) -> IndexPage<'a> {
    f.description = f
        .t(
            "会議などで出された意見と、市の答え。答えを待っている意見も示します。",
            "What was said in meetings and elsewhere, and the city's answers; those that wait are shown too.",
        )
        .to_owned();
    let theme = |(theme, remarks): (&&str, &Vec<&Remark>)| ThemeRow {
        href: f.link(&theme_path(theme, 0)),
        name: if theme.is_empty() { Html(f.t("そのほか", "Others").to_owned()) } else { f.mixed(theme) },
        all: number(remarks.len()),
        open: number(remarks.iter().filter(|remark| remark.is_open()).count()),
        with_outcome: number(remarks.iter().filter(|remark| remark.outcome.is_some()).count()),
    };
    // In the order in which a remark goes through them, whichever was made first.
    let mut states: BTreeMap<usize, (&Words, usize)> = BTreeMap::new();
    for remark in &edition.remarks {
        let order = RemarkState::ALL.iter().position(|state| state.word() == remark.state);
        let (_, count) = states.entry(order.unwrap_or(usize::MAX)).or_insert((&remark.state_name, 0));
        *count += 1;
    }
    // Those that are due first come first; a day is written so that its text sorts as it does.
    let mut waiting: Vec<&Remark> = edition.remarks.iter().filter(|remark| remark.is_open()).collect();
    waiting.sort_by_key(|remark| (remark.due.is_empty(), remark.due.as_str()));
    // What belongs to no theme comes after those that do.
    let all_themes = || f.site.discussion.themes.iter();
    let themed = all_themes().filter(|(theme, _)| !theme.is_empty());
    let others = all_themes().filter(|(theme, _)| theme.is_empty());
    let open = waiting.iter().take(OPEN_LISTED).map(|remark| OpenRow {
        href: f.link(f.site.discussion.path(remark)),
        text: f.mixed(&crate::programs::excerpt(&remark.text, 80)),
        subject: super::subject(&f, &remark.subject),
        due: if remark.due.is_empty() { shown::NOT_STATED.to_owned() } else { shown::day(f.lang, &remark.due) },
    });
    IndexPage {
        ways: ways(&f, REMARKS),
        all: number(edition.remarks.len()),
        states: states.into_values().map(|(name, count)| (f.words(name), number(count))).collect(),
        themes: themed.chain(others).map(theme).collect(),
        open: open.collect(),
        open_more: waiting.len().saturating_sub(OPEN_LISTED),
        f,
    }
}

fn of_theme<'a>(theme: &str, all: &[&Remark], (page, some): (usize, &[&Remark]), mut f: Frame<'a>) -> ThemePage<'a> {
    f.description = f.t("このテーマの意見と、市の答え。", "Remarks on this theme and the city's answers.").to_owned();
    let pages = all.len().div_ceil(REMARKS_A_PAGE);
    ThemePage {
        ways: ways(&f, ""),
        heading: f.mixed(&f.title),
        count: number(all.len()),
        open: number(all.iter().filter(|remark| remark.is_open()).count()),
        cards: some.iter().map(|remark| card(&f, remark, place(&remark.id))).collect(),
        links: pager(&f, pages, page, |page| theme_path(theme, page)),
        f,
    }
}
