//! The open discussion on the public site (開かれた議論): meetings, remarks with their answers, public comment, explanation records.
//!
//! - [`Index`]: where each remark stands, and what was said about which thing
//! - [`about`]: the block that the pages of clusters, programs, the roadmap, frame, outlook, plan and initiatives show
//! - [`subject`]: what is spoken about, as a link

mod consultations;
mod explanations;
mod meetings;
mod remarks;

use std::collections::BTreeMap;

use askama::Template;
use publish::edition::{Consultation, Edition, Explanation, Paper, PublicMeeting, Remark, Subject};

use crate::downloads;
use crate::html::{Html, paragraphs};
use crate::lang::Lang;
use crate::page::{Frame, Section};
use crate::{File, Site, links, roadmap, shown};

/// Remarks on one page of a theme.
const REMARKS_A_PAGE: usize = 100;

/// Remarks told of in the block of a thing; the others are a link away.
const TOLD: usize = 5;

/// Where the public papers of meetings (公開資料) lie, from the site's root.
pub const MEETING_PAPERS: &str = "meetings/papers/";

/// Where the documents of drafts (案の資料) lie, from the site's root.
pub const CONSULTATION_PAPERS: &str = "consultations/papers/";

/// Where everything said is (議論の索引).
#[derive(Debug, Default)]
pub struct Index<'a> {
    /// The remarks by theme; those of no theme come first, as the empty text sorts so.
    themes: BTreeMap<&'a str, Vec<&'a Remark>>,
    /// The page of each remark with its place, from the site's root, by the remark's id.
    paths: BTreeMap<&'a str, String>,
    /// The remarks about a thing, by its kind and id.
    about: BTreeMap<(&'a str, &'a str), Vec<&'a Remark>>,
}

impl<'a> Index<'a> {
    /// The index of an edition.
    pub fn of(edition: &'a Edition) -> Index<'a> {
        let mut index = Index::default();
        for remark in &edition.remarks {
            let of_theme = index.themes.entry(&remark.theme).or_default();
            let path = theme_path(&remark.theme, of_theme.len() / REMARKS_A_PAGE);
            of_theme.push(remark);
            index.paths.insert(&remark.id, format!("{path}#{}", place(&remark.id)));
            let thing = (remark.subject.kind.as_str(), remark.subject.id.as_str());
            index.about.entry(thing).or_default().push(remark);
        }
        index
    }

    /// The page of a remark with its place, from the site's root.
    pub fn path(&self, remark: &Remark) -> &str {
        self.paths.get(remark.id.as_str()).map_or("remarks/index.html", String::as_str)
    }
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let mut files = meetings::pages(edition, site);
    files.extend(remarks::pages(edition, site));
    files.extend(consultations::pages(edition, site));
    files.extend(explanations::pages(edition, site));
    files
}

/// The paths of its Japanese pages; each has an English twin.
pub fn paths(edition: &Edition) -> Vec<String> {
    let mut paths = meetings::paths(edition);
    paths.extend(remarks::paths(edition));
    paths.extend(consultations::paths(edition));
    paths.extend(explanations::paths(edition));
    paths
}

/// Whether an edition holds meetings, remarks or explanation records at all.
pub fn is_there(edition: &Edition) -> bool {
    !edition.bodies.is_empty()
        || !edition.meetings.is_empty()
        || !edition.remarks.is_empty()
        || !edition.explanations.is_empty()
}

/// The page of a meeting, from the site's root.
pub fn meeting_path(meeting: &PublicMeeting) -> String {
    format!("meetings/{}.html", links::slug(&meeting.id))
}

/// The page of a consultation, from the site's root.
pub fn consultation_path(consultation: &Consultation) -> String {
    format!("consultations/{}.html", links::slug(&consultation.id))
}

/// The page an explanation record stands on, with its place; `at` is its place in the edition.
pub fn explanation_path(at: usize, explanation: &Explanation) -> String {
    format!("{}#e{}", explanations::page_path(at / explanations::A_PAGE), links::slug(&explanation.id))
}

/// The page of a theme; pages count from 0.
fn theme_path(theme: &str, page: usize) -> String {
    let name = links::slug(theme);
    match page {
        0 => format!("remarks/{name}.html"),
        page => format!("remarks/{name}/{}.html", page + 1),
    }
}

/// The place of a remark on a page.
fn place(id: &str) -> String {
    format!("r-{}", links::slug(id))
}

/// A way between the parts of the discussion (部の中の案内).
struct Way {
    href: String,
    label: &'static str,
    is_current: bool,
}

/// The parts that are there; `current` is the path of the one the page belongs to.
fn ways(f: &Frame<'_>, current: &str) -> Vec<Way> {
    let edition = f.site.edition;
    let parts = [
        (Section::Meetings.path(), "会議", "Meetings", is_there(edition)),
        (REMARKS, "意見と答え", "Remarks and answers", !edition.remarks.is_empty()),
        (Section::Consultations.path(), "意見公募", "Public comment", !edition.consultations.is_empty()),
        (EXPLANATIONS, "説明の記録", "Explanation records", !edition.explanations.is_empty()),
    ];
    let shown = parts.into_iter().filter(|(.., is_there)| *is_there);
    shown.map(|(path, ja, en, _)| Way { href: f.href(path), label: f.t(ja, en), is_current: path == current }).collect()
}

const REMARKS: &str = "remarks/index.html";
const EXPLANATIONS: &str = "explanations/index.html";

/// What is spoken about: kind, name with the way to its page, and where in it.
pub fn subject(f: &Frame<'_>, subject: &Subject) -> Html {
    let name = f.words(&subject.name);
    let name = match subject_path(f.site, subject) {
        Some(path) => format!("<a {}>{name}</a>", f.link(&path)),
        None => name.0,
    };
    let is_single = matches!(subject.kind.as_str(), "frame" | "outlook");
    let kind = if is_single { String::new() } else { format!("{}{}", f.words(&subject.kind_name), f.t("：", ": ")) };
    let place = match subject.place.trim() {
        "" => String::new(),
        place => format!("{}{}{}", f.t("（", " ("), f.mixed(place), f.t("）", ")")),
    };
    Html(format!("{kind}{name}{place}"))
}

fn subject_path(site: &Site<'_>, subject: &Subject) -> Option<String> {
    let section = |section: Section| site.has(section, Lang::Ja).then(|| section.path().to_owned());
    match subject.kind.as_str() {
        "cluster" => site.cluster_path(&subject.id),
        "roadmap" if roadmap::has_bars(site.edition, &subject.id) => {
            Some(format!("{}#{}", Section::Roadmap.path(), links::slug(&subject.id)))
        }
        "roadmap" => site.cluster_path(&subject.id),
        "program" => site.program_path(&subject.id),
        "frame" => section(Section::Frame),
        "outlook" => section(Section::Outlook),
        "plan" | "figure" => section(Section::Plan),
        "initiative" => site.initiative_path(&subject.id),
        _ => None,
    }
}

/// Several of them, one a line of a list.
fn subjects(f: &Frame<'_>, all: &[Subject]) -> Vec<Html> {
    all.iter().map(|one| subject(f, one)).collect()
}

/// A text of several lines; on an English page it says that it is Japanese.
fn prose(f: &Frame<'_>, text: &str) -> Html {
    match text.trim() {
        "" => Html(format!("<p class=\"muted\">{}</p>", shown::NOT_STATED)),
        text => Html(format!("<div class=\"prose\"{}>{}</div>", f.ja_when(text), paragraphs(text))),
    }
}

/// A paper with the way to its file, where that lies beside the pages (資料の行).
struct PaperRow {
    title: Html,
    href: Option<String>,
    kind: &'static str,
    size: String,
    sha256: String,
}

/// Papers whose files lie in this folder.
fn papers(f: &Frame<'_>, folder: &str, papers: &[Paper]) -> Vec<PaperRow> {
    let row = |paper: &Paper| {
        let path = format!("{folder}{}", paper.file);
        PaperRow {
            title: f.mixed(&paper.title),
            href: f.site.options.papers.contains(&path).then(|| f.to(&path)),
            kind: downloads::kind(&paper.file),
            size: downloads::size(u64::try_from(paper.bytes).unwrap_or_default()),
            sha256: paper.sha256.clone(),
        }
    };
    papers.iter().map(row).collect()
}

/// The title of a page of a list; from the second on it says which. Pages count from 0.
fn numbered(lang: Lang, title: &str, page: usize) -> String {
    match (page, lang) {
        (0, _) => title.to_owned(),
        (page, Lang::Ja) => format!("{title}（{}）", page + 1),
        (page, Lang::En) => format!("{title} ({})", page + 1),
    }
}

/// The class of a badge for how far a remark or consultation has come.
fn badge(state: &str) -> &'static str {
    match state {
        "open" => "badge-open",
        _ => "",
    }
}

/// A remark in the block of a thing.
struct Told {
    href: Html,
    text: Html,
    state: Html,
    badge: &'static str,
}

#[derive(Template)]
#[template(path = "discussion/about.html")]
struct About<'a> {
    f: &'a Frame<'a>,
    all: usize,
    open: usize,
    remarks: Vec<Told>,
    more: Option<Html>,
    consultations: Vec<(Html, Html, Html)>,
    explanations: Vec<(Html, Html, String)>,
}

/// What was said about these things and what the city answered (この件への意見と答え): remarks, consultations, explanations.
/// A thing is a kind and an id; an id of `*` means every one of the kind. Nothing where nobody said anything.
pub fn about(f: &Frame<'_>, things: &[(&str, &str)]) -> Option<Html> {
    let (site, edition) = (f.site, f.site.edition);
    let is_one =
        |subject: &Subject| things.iter().any(|(kind, id)| subject.kind == *kind && (*id == "*" || subject.id == *id));
    let mut remarks: Vec<&Remark> = Vec::new();
    for (kind, id) in things {
        let found =
            site.discussion.about.iter().filter(|((known, thing), _)| known == kind && (*id == "*" || thing == id));
        remarks.extend(found.flat_map(|(_, remarks)| remarks));
    }
    let of_consultation = |one: &&Consultation| one.subjects.iter().any(is_one);
    let consultations: Vec<&Consultation> = edition.consultations.iter().filter(of_consultation).collect();
    let explanations: Vec<(usize, &Explanation)> =
        edition.explanations.iter().enumerate().filter(|(_, one)| one.subjects.iter().any(is_one)).collect();
    if remarks.is_empty() && consultations.is_empty() && explanations.is_empty() {
        return None;
    }
    let all = remarks.len();
    let open = remarks.iter().filter(|remark| remark.is_open()).count();
    // The latest first; a number never changes.
    remarks.sort_by_key(|remark| std::cmp::Reverse(remark.id.parse::<i64>().unwrap_or_default()));
    let told = remarks.iter().take(TOLD).map(|remark| Told {
        href: f.link(site.discussion.path(remark)),
        text: f.mixed(&crate::programs::excerpt(&remark.text, 80)),
        state: f.words(&remark.state_name),
        badge: badge(&remark.state),
    });
    let block = About {
        f,
        all,
        open,
        remarks: told.collect(),
        more: (all > TOLD).then(|| f.link(REMARKS)),
        consultations: consultations
            .iter()
            .map(|one| (f.link(&consultation_path(one)), f.mixed(&one.title), f.words(&one.state_name)))
            .collect(),
        explanations: explanations
            .iter()
            .map(|(at, one)| (f.link(&explanation_path(*at, one)), f.mixed(&one.title), shown::day(f.lang, &one.day)))
            .collect(),
    };
    Some(Html(block.render().expect("a template writes into memory only")))
}

/// What was said and answered, as a card.
#[derive(Template)]
#[template(path = "remarks/one.html")]
struct Card<'a> {
    f: &'a Frame<'a>,
    place: String,
    number: &'a str,
    is_illustrative: bool,
    state: Html,
    badge: &'static str,
    subject: Html,
    who: Html,
    occasion: Html,
    text: Html,
    response: Option<Html>,
    reason: Option<Html>,
    outcome: Option<Html>,
    department: Html,
    due: String,
}

/// A remark with its answer as HTML; `place` is its id on the page, where it has one.
fn card(f: &Frame<'_>, remark: &Remark, place: String) -> Html {
    let who: Vec<&str> = [remark.speaker.as_str(), &remark.role].into_iter().filter(|part| !part.is_empty()).collect();
    let occasion = match f.site.edition.meeting(&remark.meeting) {
        // On the meeting's own page nobody asks which meeting.
        _ if place.is_empty() => Html::default(),
        Some(meeting) => Html(format!("<a {}>{}</a>", f.link(&meeting_path(meeting)), f.words(&remark.occasion))),
        None => f.words(&remark.occasion),
    };
    let card = Card {
        f,
        place,
        number: &remark.id,
        is_illustrative: remark.is_illustrative,
        state: f.words(&remark.state_name),
        badge: badge(&remark.state),
        subject: subject(f, &remark.subject),
        who: f.mixed(&who.join("　")),
        occasion,
        text: prose(f, &remark.text),
        response: (!remark.response.is_empty()).then(|| prose(f, &remark.response)),
        reason: (!remark.reason.is_empty()).then(|| prose(f, &remark.reason)),
        outcome: remark.outcome.as_ref().map(|outcome| {
            let name = f.words(&outcome.name);
            let has_version = |version: &i64| {
                f.site.edition.roadmap.revisions.iter().any(|one| one.version == *version) && f.has(Section::Roadmap)
            };
            let path = match outcome.version.filter(has_version) {
                Some(version) => Some(format!("roadmap/revisions.html#v{version}")),
                None => f.site.cluster_path(&outcome.cluster),
            };
            match path {
                Some(path) => Html(format!("<a {}>{name}</a>", f.link(&path))),
                None => name,
            }
        }),
        department: f.mixed(&remark.department.join("　")),
        due: match remark.due.as_str() {
            "" => String::new(),
            due => shown::day(f.lang, due),
        },
    };
    Html(card.render().expect("a template writes into memory only"))
}

/// A page of a list (頁): its number, and its address where it is not the one shown.
struct PageLink {
    number: usize,
    href: Option<String>,
}

/// The pages of a list; none where there is one only. `current` counts from 0, as `path` does.
fn pager(f: &Frame<'_>, pages: usize, current: usize, path: impl Fn(usize) -> String) -> Vec<PageLink> {
    if pages < 2 {
        return Vec::new();
    }
    let link = |page: usize| PageLink { number: page + 1, href: (page != current).then(|| f.href(&path(page))) };
    (0..pages).map(link).collect()
}
