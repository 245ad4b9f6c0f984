//! `consultations/` of the public site (意見公募): which are open and how to take part, and the results in the usual form.

use askama::Template;
use publish::edition::{ClassCount, Consultation, Edition, Opinion};

use super::{CONSULTATION_PAPERS, PaperRow, Way, badge, consultation_path, papers, prose, subjects, ways};
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, shown};

struct Row {
    href: Html,
    title: Html,
    period: String,
    state: Html,
    badge: &'static str,
    comments: String,
    is_illustrative: bool,
}

#[derive(Template)]
#[template(path = "consultations/index.html")]
struct IndexPage<'a> {
    f: Frame<'a>,
    ways: Vec<Way>,
    rows: Vec<Row>,
}

struct OpinionRow {
    number: usize,
    summary: Html,
    count: String,
    comments: String,
    answer: Html,
    class: String,
}

struct ClassRow {
    class: String,
    words: Html,
    rows: String,
    count: String,
}

#[derive(Template)]
#[template(path = "consultations/show.html")]
struct ConsultationPage<'a> {
    f: Frame<'a>,
    ways: Vec<Way>,
    consultation: &'a Consultation,
    heading: Html,
    state: Html,
    badge: &'static str,
    outline: Html,
    facts: Vec<(&'static str, Html)>,
    about: Vec<Html>,
    questions: Vec<Html>,
    papers: Vec<PaperRow>,
    how_to_send: Option<Html>,
    contact: Option<Html>,
    total: String,
    total_opinions: String,
    ways_of_sending: Vec<(Html, String)>,
    classes: Vec<ClassRow>,
    opinions: Vec<OpinionRow>,
    not_shown: i64,
}

/// Its pages.
pub(super) fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if edition.consultations.is_empty() {
        return Vec::new();
    }
    let mut files = Vec::new();
    for prefix in ["", "en/"] {
        let path = format!("{prefix}{}", Section::Consultations.path());
        let title = Lang::of_path(&path).pick("意見公募", "Public comment");
        files.push(render(&path, &index(edition, site.frame(&path, Section::Consultations, title))));
        for consultation in &edition.consultations {
            let path = format!("{prefix}{}", consultation_path(consultation));
            let f = site.frame(&path, Section::Consultations, &consultation.title);
            files.push(render(&path, &show(consultation, f)));
        }
    }
    files
}

/// The paths of the Japanese pages.
pub(super) fn paths(edition: &Edition) -> Vec<String> {
    if edition.consultations.is_empty() {
        return Vec::new();
    }
    let index = std::iter::once(Section::Consultations.path().to_owned());
    index.chain(edition.consultations.iter().map(consultation_path)).collect()
}

fn period(lang: Lang, consultation: &Consultation) -> String {
    let (first, last) = (shown::day(lang, &consultation.first), shown::day(lang, &consultation.last));
    format!("{first}{}{last}", lang.pick("から", " to "))
}

fn index<'a>(edition: &'a Edition, mut f: Frame<'a>) -> IndexPage<'a> {
    f.description = f
        .t("案に対する市民の意見の募集と、その結果。", "Drafts on which citizens are asked, and what came of it.")
        .to_owned();
    let row = |one: &Consultation| Row {
        href: f.link(&consultation_path(one)),
        title: f.mixed(&one.title),
        period: period(f.lang, one),
        state: f.words(&one.state_name),
        badge: badge(&one.state),
        comments: one.comments.map_or_else(|| shown::NOT_STATED.to_owned(), shown::count),
        is_illustrative: one.is_illustrative,
    };
    IndexPage {
        ways: ways(&f, Section::Consultations.path()),
        rows: edition.consultations.iter().map(row).collect(),
        f,
    }
}

fn show<'a>(consultation: &'a Consultation, mut f: Frame<'a>) -> ConsultationPage<'a> {
    f.description = crate::programs::excerpt(&consultation.outline, 110);
    let mut facts = vec![(f.lang.pick("募集期間", "Period"), Html(period(f.lang, consultation)))];
    if !consultation.published_on.is_empty() {
        let day = shown::day(f.lang, &consultation.published_on);
        facts.push((f.lang.pick("結果の公表日", "Results published"), Html(day)));
    }
    let opinion = |(at, opinion): (usize, &Opinion)| OpinionRow {
        number: at + 1,
        summary: prose(&f, &opinion.summary),
        count: shown::count(opinion.count),
        comments: shown::count(opinion.comments),
        answer: prose(&f, &opinion.answer),
        class: opinion.class.clone(),
    };
    let class = |class: &ClassCount| ClassRow {
        class: class.class.clone(),
        words: f.words(&class.words),
        rows: shown::count(class.rows),
        count: shown::count(class.count),
    };
    let told: i64 = consultation.opinions.iter().map(|opinion| opinion.count).sum();
    let text = |text: &str| (!text.trim().is_empty()).then(|| prose(&f, text));
    ConsultationPage {
        ways: ways(&f, ""),
        heading: f.mixed(&consultation.title),
        state: f.words(&consultation.state_name),
        badge: badge(&consultation.state),
        outline: prose(&f, &consultation.outline),
        facts,
        about: subjects(&f, &consultation.subjects),
        questions: consultation.questions.iter().map(|question| f.mixed(question)).collect(),
        papers: papers(&f, CONSULTATION_PAPERS, &consultation.papers),
        how_to_send: text(&consultation.how_to_send),
        contact: text(&consultation.contact),
        total: consultation.comments.map_or_else(|| shown::NOT_STATED.to_owned(), shown::count),
        total_opinions: consultation.opinion_count.map_or_else(|| shown::NOT_STATED.to_owned(), shown::count),
        ways_of_sending: consultation.ways.iter().map(|way| (f.words(&way.name), shown::count(way.comments))).collect(),
        classes: consultation.classes.iter().map(class).collect(),
        opinions: consultation.opinions.iter().enumerate().map(opinion).collect(),
        not_shown: (consultation.opinion_count.unwrap_or_default() - told).max(0),
        consultation,
        f,
    }
}
