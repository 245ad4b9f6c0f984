//! The home page (ホーム) and the programme at a glance (変革のあらまし).

use askama::Template;
use publish::edition::{Edition, PlanFigure};
use reform::program::Direction;

use crate::html::Html;
use crate::page::{Frame, NAVIGATION, Section, render};
use crate::programs::{in_words, latest_cost};
use crate::{File, Site, shown};

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    f: Frame<'a>,
    headline: Vec<&'a PlanFigure>,
    ways: Vec<Way>,
}

/// A way into the site: where to, what is there.
struct Way {
    section: Section,
    text: String,
}

#[derive(Template)]
#[template(path = "glance.html")]
struct Glance<'a> {
    f: Frame<'a>,
    years: String,
    headline: Vec<&'a PlanFigure>,
    programs: String,
    cost: String,
    reviewed: String,
    directions: Vec<(Html, &'static str, String, Html)>,
    statuses: Vec<(Html, String)>,
    frame: Option<Progress>,
}

/// How far the investment frame has come.
struct Progress {
    target: String,
    secured: String,
    percent: String,
    bar: Html,
}

/// Both pages, in both languages where there is one.
pub fn pages(_edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let mut files = site.in_languages(Section::Home.path(), |path| home(site, path));
    files.extend(site.in_languages(Section::Glance.path(), |path| glance(site, path)));
    files
}

fn home(site: &Site<'_>, path: &str) -> File {
    let edition = site.edition;
    let mut f = site.frame(path, Section::Home, "");
    f.title = f.plain(&edition.about.plan).to_owned();
    f.description = f.plain(&edition.plan.purpose).to_owned();
    // Every section has its tile, also those that share an item of the navigation.
    let sections = NAVIGATION.iter().flat_map(|part| part.sections).copied();
    let ways = sections.filter(|section| *section != Section::Home && f.has(*section));
    let ways = ways.map(|section| Way { section, text: way(&f, section) }).collect();
    render(path, &Home { headline: headline(edition), ways, f })
}

fn headline(edition: &Edition) -> Vec<&PlanFigure> {
    edition.plan.figures.iter().filter(|figure| figure.is_headline).collect()
}

fn number(count: usize) -> String {
    shown::count(i64::try_from(count).unwrap_or(i64::MAX))
}

fn way(f: &Frame<'_>, section: Section) -> String {
    let edition = f.site.edition;
    let with = |count: usize, ja: &str, en: &str| match f.lang {
        crate::lang::Lang::Ja => ja.replace('#', &number(count)),
        crate::lang::Lang::En => en.replace('#', &number(count)),
    };
    match section {
        Section::Glance => {
            f.t("目的、進め方、いまの進み具合を1ページで", "Purpose, method and progress on one page").into()
        }
        Section::Programs => with(
            f.site.programs.len(),
            "市の仕事#件の費用、成果、点検の結果",
            "Cost, results and reviews of # programs",
        ),
        Section::Clusters => with(
            edition.clusters.len(),
            "関わりの深い事業をまとめて見直す#のまとまり",
            "# groups of programs that are reviewed together",
        ),
        Section::Roadmap => {
            f.t("いつ何をするか、どう変わってきたか", "What is done when, and how that has changed").into()
        }
        Section::Frame => {
            f.t("生み出したお金と、その使い道", "The money that was freed and what it is used for").into()
        }
        Section::Outlook => {
            f.t("貯金と借金のこれから。数字を動かして試せます", "Savings and debt to come, with numbers to try").into()
        }
        Section::Cities => f.t("ほかの政令指定都市と比べた姿", "How the city compares with others").into(),
        Section::Facilities => with(
            edition.facilities.len(),
            "公共施設#か所の広さ、費用、利用",
            "Size, cost and use of # public facilities",
        ),
        Section::Plan => {
            f.t("目的、原則、戦略、数値と、それぞれの出典", "Purpose, principles and figures with their sources").into()
        }
        Section::Initiatives => with(
            edition.initiatives.len(),
            "市役所が自分を変える#の取組と、その節目・指標",
            "# ways in which the city hall changes itself",
        ),
        Section::Meetings => with(
            edition.remarks.len(),
            "だれが何を話し、市がどう答えたか。意見#件と答え",
            "Who meets, what is said, what the city answers: # remarks",
        ),
        Section::Consultations => {
            f.t("案への市民の意見と、市の考え方", "What citizens say on drafts and what the city thinks of it").into()
        }
        Section::Glossary => with(edition.glossary.len(), "#の言葉を短く言い換え", "# terms in plain words"),
        Section::Downloads => f.t("表、文書、利用条件", "Tables, documents, licence").into(),
        Section::Home | Section::Search | Section::None => String::new(),
    }
}

fn glance(site: &Site<'_>, path: &str) -> File {
    let edition = site.edition;
    let mut f = site.frame(path, Section::Glance, "");
    f.title = f.t("変革のあらまし", "The programme at a glance").to_owned();
    f.description = f.plain(&edition.plan.purpose).to_owned();
    let (from, to) = edition.plan.years;
    let mut costs = site.programs.values().filter_map(|versions| latest_cost(versions)).map(|money| money.cost_yen);
    let cost = costs.try_fold(0_i64, i64::checked_add);
    let directions = directions(&f);
    let template = Glance {
        years: match (from, to) {
            (0, 0) => shown::NOT_STATED.to_owned(),
            (from, to) => format!("{} 〜 {}", shown::year(f.lang, from), shown::year(f.lang, to)),
        },
        headline: headline(edition),
        programs: number(site.programs.len()),
        cost: cost.map_or_else(|| shown::NOT_STATED.to_owned(), |cost| in_words(f.lang, cost)),
        reviewed: number(reviewed(site).count()),
        directions,
        statuses: statuses(&f),
        frame: f.has(Section::Frame).then(|| progress(&f)),
        f,
    };
    render(path, &template)
}

/// The direction of every program that has one, from its latest review.
fn reviewed<'a>(site: &'a Site<'_>) -> impl Iterator<Item = Direction> + 'a {
    let latest =
        site.programs.values().filter_map(|versions| versions.iter().find_map(|program| program.review.as_ref()));
    latest.filter_map(|review| Direction::from_word(&review.direction))
}

/// Chip, what it means, how many programs, and a bar as long as its share.
fn directions(f: &Frame<'_>) -> Vec<(Html, &'static str, String, Html)> {
    let all: Vec<Direction> = reviewed(f.site).collect();
    let counts =
        Direction::ALL.iter().map(|direction| (*direction, all.iter().filter(|one| *one == direction).count()));
    let counts: Vec<(Direction, usize)> = counts.filter(|(_, count)| *count > 0).collect();
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let lang = f.lang.of_charts();
    let row = |(direction, count): (Direction, usize)| {
        let meaning = publish::plain::direction_meaning(direction.word(), lang);
        let chip = f.direction(direction.word(), &Default::default());
        (chip, meaning, number(count), bar(count * 1_000 / most))
    };
    counts.into_iter().map(row).collect()
}

/// A bar of so many thousandths of the width; the number stands beside it.
fn bar(thousandths: usize) -> Html {
    let wide = thousandths.min(1_000);
    Html(format!(
        "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" \
         width=\"1000\" height=\"10\"/><rect class=\"c1\" width=\"{wide}\" height=\"10\"/></svg>"
    ))
}

/// How many clusters stand at each status, in the order in which the statuses first occur.
fn statuses(f: &Frame<'_>) -> Vec<(Html, String)> {
    let mut found: Vec<(&publish::edition::Words, usize)> = Vec::new();
    for cluster in &f.site.edition.clusters {
        match found.iter_mut().find(|(name, _)| **name == cluster.status_name) {
            Some((_, count)) => *count += 1,
            None => found.push((&cluster.status_name, 1)),
        }
    }
    found.into_iter().map(|(name, count)| (f.words(name), number(count))).collect()
}

fn progress(f: &Frame<'_>) -> Progress {
    let frame = &f.site.edition.frame;
    let share = i128::from(frame.secured_yen.max(0)) * 1_000 / i128::from(frame.target_yen.max(1));
    Progress {
        target: shown::money(f.lang, frame.target_yen),
        secured: shown::money(f.lang, frame.secured_yen),
        percent: if frame.progress_percent.is_empty() {
            shown::NOT_STATED.into()
        } else {
            format!("{}%", frame.progress_percent)
        },
        bar: bar(usize::try_from(share).unwrap_or(1_000)),
    }
}
