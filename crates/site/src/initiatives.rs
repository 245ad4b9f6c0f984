//! `initiatives/` of the public site (挑戦する市役所): themes with their initiatives, and each with milestones and indicators.

use askama::Template;
use publish::edition::{Bar, Edition, Initiative, InitiativeKpi, KpiValue, Theme, Words};

use crate::embeds;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, discussion, links, roadmap, shown};

struct Row {
    href: Html,
    name: Html,
    is_illustrative: bool,
    department: Html,
    mark: Html,
    badge: &'static str,
    milestones: String,
    late: usize,
    standings: Vec<(Html, Html)>,
}

struct ThemePart {
    id: String,
    title: Html,
    plain_title: String,
    text: Html,
    source: Html,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "initiatives/index.html")]
struct IndexPage<'a> {
    f: Frame<'a>,
    note: Html,
    themes: Vec<ThemePart>,
}

struct Milestone {
    text: Html,
    span: String,
    progress: Html,
    basis: Html,
    badge: &'static str,
}

struct ValueRow {
    year: String,
    kind: &'static str,
    value: String,
    basis: Html,
    badge: &'static str,
}

struct Kpi {
    id: String,
    name: Html,
    plain_name: String,
    unit: Html,
    direction: Html,
    standing: Option<Html>,
    standing_year: String,
    note: Html,
    source: Html,
    picture: Option<Html>,
    values: Vec<ValueRow>,
}

#[derive(Template)]
#[template(path = "initiatives/show.html")]
struct InitiativePage<'a> {
    f: Frame<'a>,
    heading: Html,
    theme: Html,
    text: Html,
    is_illustrative: bool,
    facts: Vec<(&'static str, Html)>,
    strip: Option<Html>,
    milestones: Vec<Milestone>,
    kpis: Vec<Kpi>,
    answers: Option<Html>,
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if edition.initiatives.is_empty() {
        return Vec::new();
    }
    let mut files = Vec::with_capacity(edition.initiatives.len() * 2 + 2);
    for prefix in ["", "en/"] {
        let path = format!("{prefix}{}", Section::Initiatives.path());
        let title = Lang::of_path(&path).pick("挑戦する市役所", "A city hall that keeps trying");
        files.push(render(&path, &index(edition, site.frame(&path, Section::Initiatives, title))));
        for initiative in &edition.initiatives {
            let path = format!("{prefix}{}", path_of(initiative));
            let title = Lang::of_path(&path).pick(&initiative.name.ja, initiative.name.english());
            files.push(render(&path, &show(edition, initiative, site.frame(&path, Section::Initiatives, title))));
        }
    }
    files
}

/// The path of the page of an initiative, from the site's root.
pub fn path_of(initiative: &Initiative) -> String {
    format!("initiatives/{}.html", links::slug(&initiative.id))
}

/// The paths of the Japanese pages.
pub fn paths(edition: &Edition) -> Vec<String> {
    if edition.initiatives.is_empty() {
        return Vec::new();
    }
    let index = std::iter::once(Section::Initiatives.path().to_owned());
    index.chain(edition.initiatives.iter().map(path_of)).collect()
}

/// The class of the mark for how something is known.
fn badge(basis: &Words) -> &'static str {
    match basis.ja.as_str() {
        "公表" | "公表値" => "badge-published",
        "仮定" => "badge-assumed",
        "例示" => "badge-example",
        _ => "",
    }
}

fn index<'a>(edition: &'a Edition, mut f: Frame<'a>) -> IndexPage<'a> {
    f.description = f
        .t(
            "市役所が自分を変えるための取組と、その節目、指標。",
            "What the city hall does to change itself, with milestones and indicators.",
        )
        .to_owned();
    let known = |theme: &str| edition.themes.themes.iter().any(|one| one.id == theme);
    let part = |theme: &Theme| ThemePart {
        id: links::slug(&theme.id),
        title: f.words(&theme.title),
        plain_title: f.plain(&theme.title).to_owned(),
        text: f.words(&theme.text),
        source: f.mixed(&theme.source),
        rows: edition.initiatives.iter().filter(|one| one.theme == theme.id).map(|one| row(&f, one)).collect(),
    };
    let mut themes: Vec<ThemePart> = edition.themes.themes.iter().map(part).collect();
    let others: Vec<Row> =
        edition.initiatives.iter().filter(|one| !known(&one.theme)).map(|one| row(&f, one)).collect();
    if !others.is_empty() {
        let name = f.t("そのほか", "Others").to_owned();
        let title = Html(name.clone());
        let (text, source) = (Html::default(), Html::default());
        themes.push(ThemePart { id: "others".into(), title, plain_title: name, text, source, rows: others });
    }
    IndexPage { note: f.words(&edition.themes.note), themes, f }
}

fn row(f: &Frame<'_>, initiative: &Initiative) -> Row {
    let is = |bar: &&Bar, word: &str| roadmap::state_of(bar).word() == word;
    let done = initiative.milestones.iter().filter(|bar| is(bar, "done")).count();
    Row {
        href: f.link(&path_of(initiative)),
        name: f.words(&initiative.name),
        is_illustrative: initiative.is_illustrative,
        department: f.words(&initiative.department),
        mark: f.words(&initiative.department_basis),
        badge: badge(&initiative.department_basis),
        milestones: format!("{done} / {}", initiative.milestones.len()),
        late: initiative.milestones.iter().filter(|bar| is(bar, "late")).count(),
        standings: initiative.kpis.iter().map(|kpi| (f.words(&kpi.name), standing(f, kpi))).collect(),
    }
}

fn standing(f: &Frame<'_>, kpi: &InitiativeKpi) -> Html {
    match kpi.standing.ja.is_empty() {
        true => Html(f.t("まだ言えない", "cannot be told yet").to_owned()),
        false => f.words(&kpi.standing),
    }
}

fn show<'a>(edition: &'a Edition, initiative: &'a Initiative, mut f: Frame<'a>) -> InitiativePage<'a> {
    f.description = f.plain(&initiative.text).to_owned();
    let theme = edition.themes.themes.iter().find(|theme| theme.id == initiative.theme);
    let milestone = |bar: &Bar| Milestone {
        text: f.words(&bar.text),
        span: roadmap::span_of(bar, f.lang),
        progress: f.mixed(&roadmap::progress_of(bar, f.lang)),
        basis: f.words(&bar.basis),
        badge: badge(&bar.basis),
    };
    InitiativePage {
        heading: f.words(&initiative.name),
        theme: theme.map(|theme| f.words(&theme.title)).unwrap_or_default(),
        text: f.words(&initiative.text),
        is_illustrative: initiative.is_illustrative,
        facts: facts(&f, initiative),
        strip: roadmap::of_initiative(edition, &f, initiative, "im"),
        milestones: initiative.milestones.iter().map(milestone).collect(),
        kpis: initiative.kpis.iter().map(|one| kpi(edition, &f, one)).collect(),
        answers: discussion::about(&f, &[("initiative", &initiative.id)]),
        f,
    }
}

fn facts(f: &Frame<'_>, initiative: &Initiative) -> Vec<(&'static str, Html)> {
    let department = format!(
        "{} <span class=\"badge {}\">{}</span>",
        f.words(&initiative.department),
        badge(&initiative.department_basis),
        f.words(&initiative.department_basis)
    );
    let mut facts = vec![(f.lang.pick("担当", "Department"), Html(department))];
    if let Some(cluster) = f.site.edition.cluster(&initiative.cluster)
        && let Some(path) = f.site.cluster_path(&cluster.id)
    {
        let link = format!("<a {}>{}</a>", f.link(&path), f.words(&cluster.name));
        facts.push((f.lang.pick("関わるクラスター", "Cluster"), Html(link)));
    }
    if !initiative.source.is_empty() {
        facts.push((f.lang.pick("出典", "Source"), f.mixed(&initiative.source)));
    }
    facts
}

fn kpi(edition: &Edition, f: &Frame<'_>, kpi: &InitiativeKpi) -> Kpi {
    let value = |value: &KpiValue| ValueRow {
        year: shown::year(f.lang, value.year),
        kind: match value.kind.as_str() {
            "baseline" => f.lang.pick("基準", "baseline"),
            "target" => f.lang.pick("目標", "target"),
            _ => f.lang.pick("実績", "measured"),
        },
        value: value.value.parse().map_or_else(|_| value.value.clone(), publish::table::shown_quantity),
        basis: f.words(&value.basis),
        badge: badge(&value.basis),
    };
    Kpi {
        id: format!("kpi-{}", links::slug(&kpi.id)),
        name: f.words(&kpi.name),
        plain_name: f.plain(&kpi.name).to_owned(),
        unit: f.words(&kpi.unit),
        direction: f.words(&kpi.direction),
        standing: (!kpi.standing.ja.is_empty()).then(|| f.words(&kpi.standing)),
        standing_year: kpi.standing_year.map(|year| shown::year(f.lang, year)).unwrap_or_default(),
        note: f.words(&kpi.note),
        source: f.mixed(&kpi.source),
        picture: edition.picture(&kpi.picture).map(|picture| embeds::with_line(f, picture)),
        values: kpi.values.iter().map(value).collect(),
    }
}
