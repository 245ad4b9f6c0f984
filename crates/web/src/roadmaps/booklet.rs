//! `/roadmap/booklet`: 別冊1 as a screen, cluster by cluster.

use app::roadmaps::{
    BookletCluster, RoadmapPicture, Which, bar_state, heading, picture_of, span_basis, span_label, strip,
};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::plan::Basis;

use super::show::{Choice, choices};
use super::{Address, Nav, Part, words};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

struct BarRow {
    text: String,
    part: String,
    span: String,
    basis: &'static str,
    is_read: bool,
    state: Html,
    lateness: String,
    href: String,
}

struct ClusterPart {
    id: String,
    name: String,
    category: String,
    explanation: String,
    source: String,
    lead: String,
    href: String,
    analysis_href: String,
    counts: [usize; 3],
    is_late: bool,
    heading: Html,
    svg: Html,
    bars: Vec<BarRow>,
    /// Version, where it is compared, how many bars, reason, whether it is an example.
    revisions: Vec<(String, String, usize, String, bool)>,
}

#[derive(Template)]
#[template(path = "roadmaps/booklet.html")]
struct BookletPage {
    f: Frame,
    nav: Nav,
    version: String,
    is_demo: bool,
    clusters: Vec<ClusterPart>,
    choices: Vec<Choice>,
    is_member: bool,
    note: String,
}

/// The booklet.
pub async fn show(visit: Visit, query: Result<Query<Address>, QueryRejection>) -> Result<Response, PageError> {
    let address = Address::read(&visit, query)?;
    let whole = visit.check(visit.app().roadmap(&visit.actor, Which::Latest).await)?;
    let booklet = visit.check(visit.app().roadmap_booklet(&visit.actor, &address.category).await)?;
    let f = visit
        .frame(Section::Roadmap, visit.lang.pick("クラスターごとの工程（別冊1）", "The roadmap by cluster"))
        .await?;
    let lang = chart_lang(f.lang);
    let picture = picture_of(&booklet.view, lang, "rmb");
    let clusters = booklet.clusters.iter().enumerate();
    let page = BookletPage {
        nav: Nav::new(&f, Part::Booklet),
        version: words::version(f.lang, &booklet.view.head),
        is_demo: booklet.view.is_illustrative(),
        clusters: clusters.map(|(index, one)| part(&f, one, index, &picture)).collect(),
        choices: choices(&f, &whole, &address.category),
        is_member: booklet.view.may_read_working,
        note: booklet.view.note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default(),
        f,
    };
    Ok(render(&page))
}

fn part(f: &Frame, cluster: &BookletCluster, index: usize, picture: &RoadmapPicture) -> ClusterPart {
    let lang = chart_lang(f.lang);
    let bar = |(place, (bar, standing)): (usize, &(reform::roadmap::Bar, reform::roadmap::Standing))| BarRow {
        text: f.text(&bar.text).to_owned(),
        part: bar.part.as_ref().map(|part| f.text(part).to_owned()).unwrap_or_default(),
        span: span_label(bar.span, lang),
        basis: span_basis(bar.basis, lang),
        is_read: bar.basis != Basis::Published,
        state: words::state(f.lang, &format!("b{index}-{place}"), bar_state(standing)),
        lateness: words::lateness(f.lang, standing),
        href: f.href(&format!("/roadmap/progress/{}", crate::programs::encode(&bar.id))),
    };
    let revision = |one: &app::roadmaps::ClusterRevision| {
        let (base, number) = (one.head.base.unwrap_or(1), one.head.number.unwrap_or(1));
        let href = f.href(&format!("/roadmap/compare?from={base}&to={number}#{}", cluster.id));
        (words::version(f.lang, &one.head), href, one.bars, one.head.reason.clone(), one.head.is_demo)
    };
    ClusterPart {
        id: cluster.id.clone(),
        name: f.text(&cluster.name).to_owned(),
        category: f.text(&cluster.category).to_owned(),
        explanation: cluster.explanation.as_ref().map(|text| f.text(text).to_owned()).unwrap_or_default(),
        source: cluster.source.as_ref().map(ToString::to_string).unwrap_or_default(),
        lead: cluster.lead.join(" › "),
        href: f.href(&format!("/clusters/{}", cluster.id)),
        analysis_href: f.href(&format!("/clusters/{}/analysis", cluster.id)),
        counts: [cluster.late, cluster.under_way, cluster.finished],
        is_late: cluster.late > 0,
        heading: Html(heading(picture, index)),
        svg: Html(strip(picture, index)),
        bars: cluster.bars.iter().enumerate().map(bar).collect(),
        revisions: cluster.revisions.iter().map(revision).collect(),
    }
}
