//! `roadmap/` of the public site (工程表): the bars as a picture, a list and a table; how they were revised.

mod draw;

use std::borrow::Cow;

use askama::Template;
use publish::chart::roadmap::{BarState, heading, sign, strip, whole};
use publish::edition::{
    Bar, Category, Cluster, Edition, Initiative, Picture, PictureTable, Revision, Roadmap, TableCell, Words,
};

use crate::embeds::{self, drawn::picture_data};
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, links, shown};

/// A bar of the list that stands for the picture on a phone.
struct PhoneBar {
    text: Html,
    part: Html,
    span: String,
    basis: String,
    is_read: bool,
    state: String,
    class: &'static str,
    x: String,
    width: String,
}

struct Row {
    id: String,
    name: Html,
    href: String,
    page: String,
    late: usize,
    svg: Html,
    bars: Vec<PhoneBar>,
}

struct Strips {
    name: Html,
    rows: Vec<Row>,
}

struct TableRow {
    cluster: Html,
    text: Html,
    span: String,
    progress: Html,
    basis: Html,
    page: String,
}

struct Change {
    version: i64,
    published_on: String,
    reason: Html,
    changes: Vec<Html>,
}

#[derive(Template)]
#[template(path = "roadmap/index.html")]
struct IndexPage<'a> {
    f: Frame<'a>,
    version: i64,
    published_on: String,
    years: String,
    heading: Html,
    categories: Vec<Strips>,
    keys: Vec<(Html, &'static str)>,
    table: Vec<TableRow>,
    revisions: usize,
    source: String,
    files: Html,
    answers: Option<Html>,
}

#[derive(Template)]
#[template(path = "roadmap/revisions.html")]
struct RevisionsPage<'a> {
    f: Frame<'a>,
    changes: Vec<Change>,
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if edition.roadmap.bars.is_empty() {
        return Vec::new();
    }
    let of_lang = |prefix: &str| {
        let path = format!("{prefix}roadmap/index.html");
        let lang = Lang::of_path(&path);
        let f = site.frame(&path, Section::Roadmap, lang.pick("工程表", "Roadmap"));
        let index = render(&path, &index(edition, f));
        let path = format!("{prefix}roadmap/revisions.html");
        let f = site.frame(&path, Section::Roadmap, lang.pick("工程表の改定", "Revisions of the roadmap"));
        let changes = edition.roadmap.revisions.iter().map(|one| change(&f, one)).collect();
        [index, render(&path, &RevisionsPage { f, changes })]
    };
    ["", "en/"].into_iter().flat_map(of_lang).collect()
}

fn index<'a>(edition: &'a Edition, mut f: Frame<'a>) -> IndexPage<'a> {
    let roadmap = &edition.roadmap;
    f.description = f
        .t(
            "事業クラスターごとに、いつ何をするかを四半期の帯で示します。",
            "What is done when, cluster by cluster, as bars over quarters.",
        )
        .to_owned();
    let groups = groups(edition);
    let clusters: Vec<&Cluster> = groups.iter().flat_map(|(_, clusters)| clusters.iter().copied()).collect();
    let picture = draw::picture(edition, &clusters, f.lang, "rm");
    let mut at = 0;
    let mut categories = Vec::new();
    for (category, clusters) in &groups {
        let mut rows = Vec::new();
        for cluster in clusters {
            rows.push(row(edition, &f, cluster, Html(strip(&picture, at))));
            at += 1;
        }
        let name = category.map_or_else(|| Html(f.t("そのほか", "Others").to_owned()), |one| f.words(&one.name));
        categories.push(Strips { name, rows });
    }
    let latest = roadmap.revisions.iter().max_by_key(|one| one.version);
    let (first, last) = roadmap.years;
    IndexPage {
        version: roadmap.version,
        published_on: latest.map(|one| shown::day(f.lang, &one.published_on)).unwrap_or_default(),
        years: format!("{}{}{}", shown::year(f.lang, first), f.t("〜", "–"), shown::year(f.lang, last)),
        heading: Html(heading(&picture, 0)),
        categories,
        keys: keys(f.lang),
        table: clusters.iter().flat_map(|cluster| table(edition, &f, cluster)).collect(),
        revisions: roadmap.revisions.len(),
        source: embeds::drawn::source(edition, f.lang),
        files: embeds::lines(&f, &drawn(edition)),
        answers: crate::discussion::about(&f, &[("roadmap", "*")]),
        f,
    }
}

/// The clusters that have bars, by category in the edition's order; those of no category come last.
fn groups(edition: &Edition) -> Vec<(Option<&Category>, Vec<&Cluster>)> {
    let has_bars = |cluster: &&Cluster| !draw::bars_of(edition, &cluster.id).is_empty();
    let of = |category: Option<&str>| -> Vec<&Cluster> {
        let is_in = |cluster: &&Cluster| match category {
            Some(id) => cluster.category == id,
            None => !edition.categories.iter().any(|category| category.id == cluster.category),
        };
        edition.clusters.iter().filter(has_bars).filter(is_in).collect()
    };
    let known = edition.categories.iter().map(|category| (Some(category), of(Some(&category.id))));
    known.chain([(None, of(None))]).filter(|(_, clusters)| !clusters.is_empty()).collect()
}

/// The row of one cluster.
fn row(edition: &Edition, f: &Frame<'_>, cluster: &Cluster, svg: Html) -> Row {
    let bars = draw::bars_of(edition, &cluster.id);
    let (first, last) = draw::quarters(edition);
    let share = |quarters: u32| format!("{:.2}", f64::from(quarters) * 100.0 / (last - first + 1) as f64);
    let phone = |(bar, from, quarters): &(&Bar, u32, u32)| PhoneBar {
        text: f.words(&bar.text),
        part: f.words(&bar.part),
        span: draw::span(bar, f.lang),
        basis: f.plain(&bar.basis).to_owned(),
        is_read: draw::is_read(bar),
        state: draw::progress(bar, f.lang),
        class: draw::state(bar).word(),
        x: share(*from),
        width: share(*quarters),
    };
    Row {
        id: links::slug(&cluster.id),
        name: f.words(&cluster.name),
        href: f.site.cluster_path(&cluster.id).map(|path| f.href(&path)).unwrap_or_default(),
        page: bars.iter().find_map(|(bar, ..)| bar.page).map(|page| page.to_string()).unwrap_or_default(),
        late: bars.iter().filter(|(bar, ..)| draw::state(bar) == BarState::Late).count(),
        svg,
        bars: bars.iter().map(phone).collect(),
    }
}

fn table(edition: &Edition, f: &Frame<'_>, cluster: &Cluster) -> Vec<TableRow> {
    let line = |(bar, ..): (&Bar, u32, u32)| {
        let part = f.plain(&bar.part);
        let text = f.plain(&bar.text);
        TableRow {
            cluster: f.words(&cluster.name),
            text: f.mixed(&if part.is_empty() { text.to_owned() } else { format!("{part}{}{text}", f.t("：", ": ")) }),
            span: draw::span(bar, f.lang),
            progress: f.mixed(&draw::progress(bar, f.lang)),
            basis: f.words(&bar.basis),
            page: bar.page.map_or_else(|| shown::NOT_STATED.to_owned(), |page| page.to_string()),
        }
    };
    draw::bars_of(edition, &cluster.id).into_iter().map(line).collect()
}

fn change(f: &Frame<'_>, revision: &Revision) -> Change {
    Change {
        version: revision.version,
        published_on: shown::day(f.lang, &revision.published_on),
        reason: f.mixed(&revision.reason),
        changes: revision.changes.iter().map(|words| f.words(words)).collect(),
    }
}

/// The key: sign and word of each state, and of a span that was read.
fn keys(lang: Lang) -> Vec<(Html, &'static str)> {
    let states =
        BarState::ALL.into_iter().filter(|state| !matches!(state, BarState::Same | BarState::Old | BarState::New));
    let one = |(at, state): (usize, BarState)| {
        (Html(sign(&format!("key{at}"), state, false)), state.label(lang.pick_chart()))
    };
    let mut keys: Vec<(Html, &'static str)> = states.enumerate().map(one).collect();
    let read = lang.pick("破線：期間は読み取りか仮定", "dashed: the span was read or assumed");
    keys.push((Html(sign("key-read", BarState::Same, true)), read));
    keys
}

/// Whether a cluster has bars on the roadmap.
pub fn has_bars(edition: &Edition, cluster: &str) -> bool {
    edition.cluster(cluster).is_some() && !draw::bars_of(edition, cluster).is_empty()
}

/// One cluster's bars, with their heading; nothing where it has none. `id` begins the ids of the pictures.
pub fn of_cluster(edition: &Edition, f: &Frame<'_>, cluster: &Cluster, id: &str) -> Option<Html> {
    one_strip(edition, f, cluster, (id, f.lang.pick("クラスター", "Cluster")))
}

/// The milestones of an initiative, drawn like a cluster's bars; nothing where it has none.
pub fn of_initiative(edition: &Edition, f: &Frame<'_>, initiative: &Initiative, id: &str) -> Option<Html> {
    // No cluster has an empty id, so that the name leads to no page.
    let bars = initiative.milestones.iter().map(|bar| Bar { cluster: String::new(), ..bar.clone() });
    let alone = Edition {
        about: edition.about.clone(),
        roadmap: Roadmap { years: edition.themes.years, bars: bars.collect(), ..Roadmap::default() },
        ..Edition::default()
    };
    let cluster = Cluster { name: initiative.name.clone(), ..Cluster::default() };
    one_strip(&alone, f, &cluster, (id, f.lang.pick("取組", "Initiative")))
}

fn one_strip(edition: &Edition, f: &Frame<'_>, cluster: &Cluster, (id, head): (&str, &'static str)) -> Option<Html> {
    if draw::bars_of(edition, &cluster.id).is_empty() {
        return None;
    }
    let picture = draw::picture(edition, &[cluster], f.lang, id);
    let row = row(edition, f, cluster, Html(strip(&picture, 0)));
    let strip = OneCluster { f, head, heading: Html(heading(&picture, 0)), row };
    Some(Html(strip.render().expect("a template writes into memory only")))
}

/// A bar's span in words.
pub fn span_of(bar: &Bar, lang: Lang) -> String {
    draw::span(bar, lang)
}

/// How a bar stands, in words.
pub fn progress_of(bar: &Bar, lang: Lang) -> String {
    draw::progress(bar, lang)
}

/// How a bar stands.
pub fn state_of(bar: &Bar) -> BarState {
    draw::state(bar)
}

#[derive(Template)]
#[template(path = "roadmap/strip.html")]
struct OneCluster<'a> {
    f: &'a Frame<'a>,
    head: &'static str,
    heading: Html,
    row: Row,
}

/// The pictures of the roadmap as files, one a category: the edition's, else drawn here.
pub fn drawn(edition: &Edition) -> Vec<Cow<'_, Picture>> {
    let own: Vec<_> = edition.roadmap.pictures.iter().filter_map(|id| edition.picture(id)).map(Cow::Borrowed).collect();
    if !own.is_empty() {
        return own;
    }
    let of_category = |(category, clusters): (Option<&Category>, Vec<&Cluster>)| {
        let others = Words::both("そのほか", "others");
        let (id, name) = category.map_or(("others", &others), |one| (one.id.as_str(), &one.name));
        let id = format!("roadmap-{}", links::slug(id));
        let data = |lang: Lang| {
            let title = match lang {
                Lang::Ja => format!("工程表 {}", name.ja),
                Lang::En => format!("Roadmap: {}", name.english()),
            };
            let mut picture = draw::picture(edition, &clusters, lang, &id);
            picture.title.clone_from(&title);
            let said = |cluster: &&Cluster| {
                let bars: Vec<String> =
                    draw::bars_of(edition, &cluster.id).into_iter().map(|(bar, ..)| draw::said(bar, lang)).collect();
                let name = lang.pick(&cluster.name.ja, cluster.name.english());
                format!("{name}{}{}", lang.pick("：", ": "), bars.join(lang.pick("／", "; ")))
            };
            let description = clusters.iter().map(said).collect::<Vec<_>>().join(" ");
            let mut data =
                picture_data(title.clone(), description, embeds::drawn::source(edition, lang), whole(&picture));
            data.table = whole_table(edition, &clusters, &title, lang);
            data
        };
        Cow::Owned(Picture {
            family: "roadmap".into(),
            ja: data(Lang::Ja),
            en: data(Lang::En),
            basis: if clusters.iter().any(|one| one.is_illustrative) { "illustrative" } else { "published" }.into(),
            reading: Words::both(
                "横が時間です。帯の左端が始まり、右端が終わり。印と模様が進み具合を示します。",
                "Time runs from left to right: a bar begins at its left and ends at its right edge. Sign and pattern say how it stands.",
            ),
            id,
        })
    };
    groups(edition).into_iter().map(of_category).collect()
}

fn whole_table(edition: &Edition, clusters: &[&Cluster], title: &str, lang: Lang) -> PictureTable {
    let text = |text: &str| TableCell::Text(text.to_owned());
    let row = |cluster: &Cluster, bar: &Bar| {
        vec![
            text(lang.pick(&cluster.name.ja, cluster.name.english())),
            text(lang.pick(&bar.part.ja, bar.part.english())),
            text(lang.pick(&bar.text.ja, bar.text.english())),
            text(&bar.from),
            text(&bar.to),
            text(&draw::progress(bar, lang)),
            text(lang.pick(&bar.basis.ja, bar.basis.english())),
        ]
    };
    let heads = match lang {
        Lang::Ja => ["クラスター", "区分", "取組", "はじめの四半期", "おわりの四半期", "進み具合", "期間の根拠"],
        Lang::En => {
            ["Cluster", "Part", "What is done", "First quarter", "Last quarter", "Progress", "Basis of the span"]
        }
    };
    let rows = clusters.iter().flat_map(|cluster| {
        draw::bars_of(edition, &cluster.id).into_iter().map(|(bar, ..)| row(cluster, bar)).collect::<Vec<_>>()
    });
    PictureTable {
        title: title.to_owned(),
        unit: String::new(),
        header: heads.map(str::to_owned).into(),
        rows: rows.collect(),
    }
}
