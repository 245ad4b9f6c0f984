//! `/roadmap`: a version as a chart in the page, a list on a phone, and the same on paper.

use app::chart::DataTable;
use app::remarks::RemarkCounts;
use app::roadmaps::{BarState, RoadmapView, Which, bar_state, heading, picture_of, span_basis, span_label, strip};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::discussion::{ItemKind, ItemRef};
use reform::plan::Basis;
use reform::roadmap::Urgency;

use super::{Address, Nav, Part, words};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::encode;

/// A choice of the filters: value, label, whether it is chosen.
pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// A bar in the list for phones.
pub struct PhoneBar {
    pub text: String,
    pub part: String,
    pub span: String,
    pub basis: &'static str,
    pub is_read: bool,
    pub state: &'static str,
    pub class: &'static str,
    pub x: String,
    pub width: String,
}

pub struct ClusterStrip {
    pub id: String,
    pub name: String,
    pub href: String,
    pub page: String,
    pub late: usize,
    pub svg: Html,
    pub bars: Vec<PhoneBar>,
    /// How many remarks there are about it, and where they stand; none for who may not see them.
    pub remarks: Option<(String, String)>,
}

pub struct CategoryStrips {
    pub name: String,
    pub clusters: Vec<ClusterStrip>,
}

#[derive(Template)]
#[template(path = "roadmaps/show.html")]
struct ShowPage {
    f: Frame,
    nav: Nav,
    version: String,
    reason: String,
    is_demo: bool,
    has_demo_progress: bool,
    is_working: bool,
    note: String,
    heading: Html,
    categories: Vec<CategoryStrips>,
    keys: Vec<(Html, &'static str)>,
    choices: Vec<Choice>,
    version_value: String,
    has_working: bool,
    working_href: String,
    published_href: String,
    edit_href: String,
    is_a3: bool,
    query: String,
    table: DataTable,
    source: String,
}

/// A version of the roadmap.
pub async fn show(visit: Visit, query: Result<Query<Address>, QueryRejection>) -> Result<Response, PageError> {
    let address = Address::read(&visit, query)?;
    let which = address.which(&visit, &address.version)?;
    let view = visit.check(visit.app().roadmap(&visit.actor, which).await)?;
    let title = visit.lang.pick("工程表", "Roadmap");
    let f = visit.frame(Section::Roadmap, title).await?;
    let choices = choices(&f, &view, &address.category);
    let view = view.in_category(&address.category);
    let lang = chart_lang(f.lang);
    let picture = picture_of(&view, lang, "rm");
    let mut index = 0;
    let counts = visit.check(visit.app().remark_counts(&visit.actor).await)?;
    let mut categories = Vec::new();
    for category in &view.categories {
        let mut clusters = Vec::new();
        for (id, name) in &category.clusters {
            let mut strip = cluster_strip(&f, &view, id, f.text(name), Html(strip(&picture, index)));
            strip.remarks = remarks_of(&f, &counts, id);
            clusters.push(strip);
            index += 1;
        }
        categories.push(CategoryStrips { name: f.text(&category.name).to_owned(), clusters });
    }
    let is_working = which == Which::Working;
    let with_category = |path: &str| match address.category.is_empty() {
        true => f.href(path),
        false => format!(
            "{}{}category={}",
            f.href(path),
            if path.contains('?') { "&" } else { "?" },
            encode(&address.category)
        ),
    };
    let table = view.table(lang);
    let page = ShowPage {
        nav: Nav::new(&f, Part::Chart),
        version: words::version(f.lang, &view.head),
        reason: view.head.reason.clone(),
        is_demo: view.head.is_demo,
        has_demo_progress: view.progress.values().any(|entry| entry.is_demo),
        is_working,
        note: view.note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default(),
        heading: Html(heading(&picture, 0)),
        categories,
        keys: keys(&f),
        choices,
        version_value: address.version.clone(),
        has_working: view.may_read_working,
        working_href: with_category("/roadmap?version=working"),
        published_href: with_category("/roadmap"),
        edit_href: f.href("/roadmap/edit"),
        is_a3: address.paper == "a3",
        query: files_query(&address),
        table,
        source: source(&visit),
        f,
    };
    Ok(render(&page))
}

/// The choices of the category filter.
pub fn choices(f: &Frame, view: &RoadmapView, chosen: &str) -> Vec<Choice> {
    let all = Choice {
        value: String::new(),
        label: f.t("すべての分類", "All categories").to_owned(),
        is_chosen: chosen.is_empty(),
    };
    let one = |category: &app::roadmaps::CategoryOfRoadmap| Choice {
        value: category.id.clone(),
        label: f.text(&category.name).to_owned(),
        is_chosen: category.id == chosen,
    };
    std::iter::once(all).chain(view.categories.iter().filter(|one| !one.id.is_empty()).map(one)).collect()
}

/// The row of one cluster.
/// How many remarks there are about the roadmap of a cluster, and where they stand or are entered.
fn remarks_of(f: &Frame, counts: &RemarkCounts, cluster: &str) -> Option<(String, String)> {
    let about = ItemRef::new(ItemKind::Roadmap, cluster)?;
    let (all, open) = counts.get(&about).copied().unwrap_or_default();
    let item = encode(&about.to_string());
    if all == 0 {
        let may_write = f.actor.may(app::Action::WriteRemarks);
        let new = f.href(&format!("/remarks/new?item={item}"));
        return may_write.then(|| (f.t("意見を記録する", "Enter a remark").to_owned(), new));
    }
    let words = match f.lang {
        crate::lang::Lang::Ja => format!("意見 {all}件（未回答 {open}件）"),
        crate::lang::Lang::En => format!("{all} remarks, {open} not answered"),
    };
    Some((words, f.href(&format!("/remarks?item={item}"))))
}

fn cluster_strip(f: &Frame, view: &RoadmapView, id: &str, name: &str, svg: Html) -> ClusterStrip {
    let is_late = |bar: &&reform::roadmap::Bar| view.standing(bar).urgency() == Urgency::Late;
    let page = view.roadmap.bars_of(id).find_map(|bar| bar.page);
    ClusterStrip {
        id: id.to_owned(),
        name: name.to_owned(),
        href: f.href(&format!("/clusters/{id}")),
        page: page.map(|page| page.to_string()).unwrap_or_default(),
        late: view.roadmap.bars_of(id).filter(is_late).count(),
        svg,
        bars: view.roadmap.bars_of(id).map(|bar| phone_bar(f, view, bar)).collect(),
        remarks: None,
    }
}

/// A bar with its small picture.
pub fn phone_bar(f: &Frame, view: &RoadmapView, bar: &reform::roadmap::Bar) -> PhoneBar {
    let lang = chart_lang(f.lang);
    let (first, last) = view.roadmap.quarters();
    let all = last.index() - first.index() + 1;
    let share = |quarters: i64| format!("{:.2}", quarters as f64 * 100.0 / all as f64);
    let state = bar_state(&view.standing(bar));
    PhoneBar {
        text: f.text(&bar.text).to_owned(),
        part: bar.part.as_ref().map(|part| f.text(part).to_owned()).unwrap_or_default(),
        span: span_label(bar.span, lang),
        basis: span_basis(bar.basis, lang),
        is_read: bar.basis != Basis::Published,
        state: state.label(lang),
        class: state.word(),
        x: share(bar.span.from().index() - first.index()),
        width: share(bar.span.quarters()),
    }
}

/// The key: sign and word of each state, and of a span that was read.
fn keys(f: &Frame) -> Vec<(Html, &'static str)> {
    let lang = chart_lang(f.lang);
    let states = [
        BarState::NotStarted,
        BarState::OnTrack,
        BarState::Late,
        BarState::Done,
        BarState::Stopped,
        BarState::Unreported,
    ];
    let sign = |(index, state): (usize, BarState)| {
        (Html(app::roadmaps::sign(&format!("key{index}"), state, false)), state.label(lang))
    };
    let mut keys: Vec<(Html, &'static str)> = states.into_iter().enumerate().map(sign).collect();
    let read = Html(app::roadmaps::sign("key-read", BarState::Same, true));
    keys.push((read, f.t("破線：期間と段は読み取り", "dashed: span and lane as we read them")));
    keys
}

/// What the addresses of the files carry on.
fn files_query(address: &Address) -> String {
    let pairs = [("version", &address.version), ("category", &address.category)];
    let pairs: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// Where the first version comes from.
pub fn source(visit: &Visit) -> String {
    let plan =
        visit.app().plan(&visit.actor).map(|plan| visit.lang.pick(&plan.title.ja, plan.title.en_or_ja()).to_owned());
    format!("{} {}", plan.unwrap_or_default(), visit.lang.pick("工程表", "roadmap"))
}
