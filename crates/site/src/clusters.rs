//! `clusters/` of the public site (事業クラスター): by category, and each with its programs, money, issues, decisions and roadmap.

use askama::Template;
use publish::edition::{Category, Cluster, DecidedOption, Edition, Indicator, YearMoney};

use crate::embeds::{self, drawn};
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, links, shown};

struct Row {
    href: String,
    name: Html,
    is_illustrative: bool,
    programs: String,
    cost: String,
    general: String,
    lead: Html,
    start: String,
    status: Html,
}

struct Group {
    id: String,
    name: Html,
    plain_name: String,
    text: Html,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "clusters/index.html")]
struct IndexPage<'a> {
    f: Frame<'a>,
    groups: Vec<Group>,
    year: String,
    has_models: bool,
}

struct Member {
    href: Option<String>,
    name: Html,
    share: String,
    counted: String,
}

struct MoneyRow {
    year: String,
    programs: String,
    cost: String,
    sources: Vec<String>,
}

struct Kpi {
    href: Option<String>,
    program: Html,
    name: Html,
    unit: Html,
    year: String,
    target: String,
    actual: String,
    standing: Html,
}

struct Decision {
    title: Html,
    reason: Html,
    day: String,
    effects: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "clusters/show.html")]
struct ClusterPage<'a> {
    f: Frame<'a>,
    cluster: &'a Cluster,
    category: Html,
    facts: Vec<(&'static str, Html)>,
    text: Html,
    money_figure: Option<Html>,
    money_heads: Vec<&'static str>,
    money: Vec<MoneyRow>,
    members: Vec<Member>,
    total: String,
    kpis: Vec<Kpi>,
    decisions: Vec<Decision>,
    roadmap: Option<Html>,
    answers: Option<Html>,
    model_href: Option<String>,
    breaks: usize,
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if edition.clusters.is_empty() {
        return Vec::new();
    }
    let mut files = Vec::with_capacity(edition.clusters.len() * 2 + 2);
    for prefix in ["", "en/"] {
        let path = format!("{prefix}clusters/index.html");
        let title = Lang::of_path(&path).pick("事業クラスター", "Clusters of programs");
        files.push(render(&path, &index(edition, site.frame(&path, Section::Clusters, title))));
        for cluster in &edition.clusters {
            let path = format!("{prefix}clusters/{}.html", links::slug(&cluster.id));
            let title = Lang::of_path(&path).pick(&cluster.name.ja, cluster.name.english());
            files.push(render(&path, &show(edition, cluster, site.frame(&path, Section::Clusters, title))));
        }
    }
    files
}

/// The clusters by category in the edition's order; those of no known category come last.
pub fn by_category(edition: &Edition) -> Vec<(Option<&Category>, Vec<&Cluster>)> {
    let of = |category: &Category| edition.clusters.iter().filter(|one| one.category == category.id).collect();
    let known = edition.categories.iter().map(|category| (Some(category), of(category)));
    let is_known = |cluster: &&Cluster| edition.categories.iter().any(|category| category.id == cluster.category);
    let others: Vec<&Cluster> = edition.clusters.iter().filter(|cluster| !is_known(cluster)).collect();
    known.chain([(None, others)]).filter(|(_, clusters)| !clusters.is_empty()).collect()
}

/// The money of its latest year.
fn latest(cluster: &Cluster) -> Option<&YearMoney> {
    cluster.money.iter().max_by_key(|money| money.year)
}

fn index<'a>(edition: &'a Edition, mut f: Frame<'a>) -> IndexPage<'a> {
    f.description = f
        .t(
            "関わりの深い事業を束ねたクラスターの一覧と、束ごとの費用。",
            "Programs that belong together, with what each bundle costs.",
        )
        .to_owned();
    let row = |cluster: &&Cluster| {
        let money = latest(cluster);
        Row {
            href: f.href(&format!("clusters/{}.html", links::slug(&cluster.id))),
            name: f.words(&cluster.name),
            is_illustrative: cluster.is_illustrative,
            programs: shown::count(i64::try_from(cluster.members.len()).unwrap_or(i64::MAX)),
            cost: shown::yen_or_none(money.map(|money| money.cost_yen)),
            general: shown::yen_or_none(money.map(|money| money.general_yen)),
            lead: f.mixed(cluster.lead.last().map_or(shown::NOT_STATED, String::as_str)),
            start: cluster.start_year.map_or_else(|| shown::NOT_STATED.to_owned(), |year| shown::year(f.lang, year)),
            status: f.words(&cluster.status_name),
        }
    };
    let group = |(category, clusters): (Option<&Category>, Vec<&Cluster>)| Group {
        id: category.map_or_else(|| "others".to_owned(), |one| links::slug(&one.id)),
        name: category.map_or_else(|| Html(f.t("そのほか", "Others").to_owned()), |one| f.words(&one.name)),
        plain_name: category.map_or(f.t("そのほか", "Others"), |one| f.plain(&one.name)).to_owned(),
        text: category.map(|one| f.words(&one.text)).unwrap_or_default(),
        rows: clusters.iter().map(row).collect(),
    };
    let groups = by_category(edition).into_iter().map(group).collect();
    let year = edition.clusters.iter().filter_map(|cluster| latest(cluster).map(|money| money.year)).max();
    IndexPage {
        groups,
        year: year.map(|year| shown::year(f.lang, year)).unwrap_or_default(),
        has_models: edition.clusters.iter().any(|cluster| cluster.logic_model.is_some()),
        f,
    }
}

fn show<'a>(edition: &'a Edition, cluster: &'a Cluster, mut f: Frame<'a>) -> ClusterPage<'a> {
    let category = edition.categories.iter().find(|category| category.id == cluster.category);
    f.description.clone_from(if f.lang == Lang::Ja { &cluster.text } else { &f.title });
    let member = |member: &publish::edition::Member| Member {
        href: f.site.program_path(&member.program).map(|path| f.to(&path)),
        name: f.mixed(&member.name),
        share: shown::share(member.share_bp),
        counted: shown::yen_or_none(member.counted_yen),
    };
    let has_unexplained = cluster.money.iter().any(|money| money.unexplained_yen != 0);
    let kept = if has_unexplained { 6 } else { 5 };
    let money = |money: &YearMoney| MoneyRow {
        year: shown::year(f.lang, money.year),
        programs: shown::count(money.programs),
        cost: shown::yen(money.cost_yen),
        sources: drawn::sources(money).into_iter().take(kept).map(|(.., amount)| shown::yen(amount)).collect(),
    };
    let sum: Vec<i64> = cluster.members.iter().filter_map(|member| member.counted_yen).collect();
    let total = sum.into_iter().try_fold(0_i64, |sum, amount| sum.checked_add(amount));
    let heads = drawn::sources(&YearMoney::default());
    ClusterPage {
        category: category.map(|one| f.words(&one.name)).unwrap_or_default(),
        facts: facts(&f, cluster),
        text: f.mixed(&cluster.text),
        money_figure: drawn::money(edition, cluster).map(|picture| embeds::with_line(&f, &picture)),
        money_heads: heads.into_iter().take(kept).map(|(ja, en, _)| f.lang.pick(ja, en)).collect(),
        money: cluster.money.iter().map(money).collect(),
        members: cluster.members.iter().map(member).collect(),
        total: shown::yen_or_none(total),
        kpis: cluster.indicators.iter().map(|(program, indicator)| kpi(&f, cluster, program, indicator)).collect(),
        decisions: cluster.decisions.iter().map(|decision| decided(&f, decision)).collect(),
        roadmap: crate::roadmap::of_cluster(edition, &f, cluster, "rm"),
        answers: crate::discussion::about(&f, &[("cluster", &cluster.id), ("roadmap", &cluster.id)]),
        model_href: cluster.logic_model.is_some().then(|| f.href(&crate::logic_models::path_of(cluster))),
        breaks: cluster.logic_model.as_ref().map_or(0, |model| model.breaks.len()),
        cluster,
        f,
    }
}

fn facts(f: &Frame<'_>, cluster: &Cluster) -> Vec<(&'static str, Html)> {
    let not_stated = || Html(shown::NOT_STATED.to_owned());
    let lead = if cluster.lead.is_empty() { not_stated() } else { f.mixed(&cluster.lead.join("　")) };
    let start = cluster.start_year.map_or_else(not_stated, |year| Html(shown::year(f.lang, year)));
    let mut facts = vec![
        (f.lang.pick("主担当", "Lead department"), lead),
        (f.lang.pick("分析の開始年度", "First year of the analysis"), start),
    ];
    if !cluster.start_reason.is_empty() {
        facts.push((f.lang.pick("その理由", "Why then"), f.mixed(&cluster.start_reason)));
    }
    if let Some(money) = latest(cluster) {
        let year = shown::year(f.lang, money.year);
        let line = |amount: i64| {
            let words = shown::money(f.lang, amount);
            Html(format!("{words}{}", f.lang.pick(&format!("（{year}）"), &format!(" ({year})"))))
        };
        facts.push((f.lang.pick("事業費", "Cost"), line(money.cost_yen)));
        facts.push((f.lang.pick("うち一般財源", "of it general funds"), line(money.general_yen)));
    }
    facts
}

fn kpi(f: &Frame<'_>, cluster: &Cluster, program: &str, indicator: &Indicator) -> Kpi {
    let name = cluster.members.iter().find(|member| member.program == program).map_or(program, |member| &member.name);
    let measured = indicator.values.iter().rev().find(|value| !value.actual.is_empty()).or(indicator.values.last());
    let value = |text: Option<&str>| match text {
        None | Some("") => shown::NOT_STATED.to_owned(),
        Some(text) => text.parse().map_or_else(|_| text.to_owned(), publish::table::shown_quantity),
    };
    Kpi {
        href: f.site.program_path(program).map(|path| f.to(&path)),
        program: f.mixed(name),
        name: f.mixed(&indicator.name),
        unit: f.mixed(&indicator.unit),
        year: measured.map_or_else(|| shown::NOT_STATED.to_owned(), |value| shown::year(f.lang, value.year)),
        target: value(measured.map(|value| value.target.as_str())),
        actual: value(measured.map(|value| value.actual.as_str())),
        standing: if indicator.standing.ja.is_empty() {
            f.mixed(shown::NOT_STATED)
        } else {
            f.words(&indicator.standing)
        },
    }
}

fn decided(f: &Frame<'_>, decision: &DecidedOption) -> Decision {
    let effect = |(year, amount): &(i32, i64)| (shown::year(f.lang, *year), shown::yen(*amount));
    Decision {
        title: f.mixed(&decision.title),
        reason: f.mixed(&decision.reason),
        day: shown::day(f.lang, &decision.decided_on),
        effects: decision.effects.iter().map(effect).collect(),
    }
}
