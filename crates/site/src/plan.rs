//! `plan/` of the public site (計画): purpose, principles, strategies, viewpoints, and its figures with document and page.

use askama::Template;
use publish::edition::{Edition, Meeting, Passage, PlanFigure};

use crate::embeds;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, discussion, links, shown};

struct Item {
    id: String,
    title: Html,
    text: Html,
    source: Html,
}

struct Part {
    id: &'static str,
    title: &'static str,
    items: Vec<Item>,
}

struct Figure {
    id: String,
    label: Html,
    shown: Html,
    as_of: Html,
    basis: Html,
    badge: &'static str,
    source: Html,
}

#[derive(Template)]
#[template(path = "plan/index.html")]
struct PlanPage<'a> {
    f: Frame<'a>,
    title_of_plan: Html,
    years: String,
    purpose: Html,
    parts: Vec<Part>,
    headline: Vec<Figure>,
    figures: Vec<Figure>,
    pictures: Vec<Html>,
    documents: Vec<(String, Html, Html)>,
    meetings: Vec<MeetingRow>,
    meetings_note: Html,
    answers: Option<Html>,
}

struct MeetingRow {
    number: u32,
    day: String,
    agenda: Html,
    source: Html,
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let page = |prefix: &str| {
        let path = format!("{prefix}plan/index.html");
        let title = Lang::of_path(&path).pick("計画の言葉と数値", "The plan: words and figures");
        render(&path, &page(edition, site.frame(&path, Section::Plan, title)))
    };
    ["", "en/"].into_iter().map(page).collect()
}

fn page<'a>(edition: &'a Edition, mut f: Frame<'a>) -> PlanPage<'a> {
    let plan = &edition.plan;
    f.description = f
        .t("計画の目的、原則、戦略、視点と、主な数値。", "Purpose, principles, strategies, viewpoints and figures.")
        .to_owned();
    let (first, last) = plan.years;
    let part = |id, title, passages: &[Passage]| Part {
        id,
        title,
        items: passages.iter().map(|passage| item(&f, id, passage)).collect(),
    };
    let parts = vec![
        part("principles", f.lang.pick("原則", "Principles"), &plan.principles),
        part("strategies", f.lang.pick("戦略", "Strategies"), &plan.strategies),
        part("viewpoints", f.lang.pick("見直しの視点", "Viewpoints of the review"), &plan.viewpoints),
        part("bodies", f.lang.pick("推進体制", "Who drives it"), &plan.bodies),
    ];
    let documents = plan
        .documents
        .iter()
        .map(|document| (links::slug(&document.id), f.words(&document.title), f.words(&document.published)));
    PlanPage {
        title_of_plan: f.words(&edition.about.plan),
        years: match plan.years {
            (0, 0) => String::new(),
            _ => format!("{}{}{}", shown::year(f.lang, first), f.t("〜", "–"), shown::year(f.lang, last)),
        },
        purpose: f.words(&plan.purpose),
        parts: parts.into_iter().filter(|part| !part.items.is_empty()).collect(),
        headline: plan.figures.iter().filter(|figure| figure.is_headline).map(|one| figure(&f, one)).collect(),
        figures: plan.figures.iter().map(|one| figure(&f, one)).collect(),
        pictures: edition
            .pictures
            .iter()
            .filter(|picture| picture.family == "plan")
            .map(|picture| embeds::with_line(&f, picture))
            .collect(),
        documents: documents.collect(),
        meetings: plan.meetings.iter().map(|one| meeting(&f, one)).collect(),
        meetings_note: f.words(&plan.meetings_note),
        answers: discussion::about(&f, &[("plan", "*"), ("figure", "*")]),
        f,
    }
}

fn item(f: &Frame<'_>, part: &str, passage: &Passage) -> Item {
    Item {
        id: format!("{part}-{}", links::slug(&passage.id)),
        title: f.words(&passage.title),
        text: f.words(&passage.text),
        source: f.mixed(&passage.source),
    }
}

fn meeting(f: &Frame<'_>, meeting: &Meeting) -> MeetingRow {
    MeetingRow {
        number: meeting.number,
        day: shown::day(f.lang, &meeting.date),
        agenda: f.words(&meeting.agenda),
        source: f.mixed(&meeting.source),
    }
}

fn figure(f: &Frame<'_>, figure: &PlanFigure) -> Figure {
    Figure {
        id: links::slug(&figure.id),
        label: f.words(&figure.label),
        shown: f.words(&figure.shown),
        as_of: f.words(&figure.as_of),
        basis: f.words(&figure.basis),
        badge: match figure.basis.ja.as_str() {
            "例示" => "badge-example",
            "仮定" => "badge-assumed",
            "公表値" => "badge-published",
            _ => "",
        },
        source: f.mixed(&figure.source),
    }
}
