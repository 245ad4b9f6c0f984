//! One program's page (事業のページ).

use askama::Template;
use publish::edition::{Indicator, Program, Review};
use publish::plain;

use super::money::{bars, by_year, discrepancy, in_words, latest_cost, lines, source_names, sources, stage_name};
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::terms::Seen;
use crate::{File, Site, data, links, shown};

#[derive(Template)]
#[template(path = "programs/show.html")]
struct Show<'a> {
    f: Frame<'a>,
    chip: Html,
    program: &'a Program,
    bureau_path: String,
    year: String,
    cost: String,
    cost_exact: String,
    cost_of: String,
    per_citizen: String,
    per_citizen_note: String,
    summary: Html,
    facts: Vec<(&'static str, String)>,
    steps: Vec<Step>,
    bars: Vec<(String, String, Html)>,
    legend: Vec<(&'static str, &'static str)>,
    source_names: [&'static str; 5],
    money: Vec<MoneyRow>,
    has_discrepancy: bool,
    staff: Vec<(String, String, String)>,
    indicators: Vec<&'a Indicator>,
    review: Option<&'a Review>,
    review_year: String,
    meaning: &'static str,
    review_reason: Html,
    clusters: Vec<(String, String, String)>,
    answers: Option<Html>,
    /// The sheets it was read from as JSON: year and address.
    sheets: Vec<(String, String)>,
}

struct Step {
    title: &'static str,
    question: &'static str,
    text: Html,
}

struct MoneyRow {
    year: String,
    stage: String,
    cost: String,
    sources: Vec<String>,
    discrepancy: String,
}

/// The page of a program; `versions` are its sheets, the latest first.
pub fn page(site: &Site<'_>, versions: &[&Program]) -> File {
    let program = versions[0];
    let path = format!("programs/{}.html", links::slug(&program.id));
    let mut f = site.frame(&path, Section::Programs, &program.name);
    f.description = excerpt(&program.summary, 110);
    let lang = f.lang;
    let about = &site.edition.about;
    let mut seen = site.terms.seen();
    let glossary = f.href(Section::Glossary.path());
    let all = lines(versions);
    let years = by_year(&all);
    let latest = latest_cost(versions);
    let review = versions.iter().find_map(|program| program.review.as_ref());
    let rows: Vec<MoneyRow> = all
        .iter()
        .map(|money| MoneyRow {
            year: shown::year(lang, money.year),
            stage: stage_name(&money.stage, lang),
            cost: shown::yen(money.cost_yen),
            sources: sources(money).into_iter().map(|(amount, _)| shown::yen_or_none(amount)).collect(),
            discrepancy: shown::yen_or_none(discrepancy(money)),
        })
        .collect();
    let plain_lang = plain::Lang::Ja;
    let names = source_names(lang);
    let chip = match review {
        Some(review) => f.direction(&review.direction, &review.direction_name),
        None => Html("<span class=\"chip dir-none\">点検結果の公表なし</span>".into()),
    };
    let template = Show {
        chip,
        bureau_path: super::list::bureau_path(program.department.first().map_or("", String::as_str)),
        year: shown::year(lang, program.year),
        cost: latest.map_or_else(|| shown::NOT_STATED.to_owned(), |money| in_words(lang, money.cost_yen)),
        cost_exact: latest.map(|money| shown::yen(money.cost_yen)).unwrap_or_default(),
        cost_of: latest
            .map(|money| format!("{} {}", shown::year(lang, money.year), stage_name(&money.stage, lang)))
            .unwrap_or_default(),
        per_citizen: latest
            .and_then(|money| plain::per_citizen_words(money.cost_yen, about, plain_lang))
            .unwrap_or_default(),
        per_citizen_note: plain::per_citizen_note(about, plain_lang).unwrap_or_default(),
        summary: site.terms.paragraphs(&program.summary, &glossary, &mut seen),
        facts: facts(program, lang),
        steps: steps(site, program, &glossary, &mut seen),
        bars: bars(&years, lang),
        legend: names.into_iter().zip(["c1", "c2", "c3", "c4", "c5"]).chain([("内訳の記載なし", "rest")]).collect(),
        source_names: names,
        has_discrepancy: all.iter().any(|money| discrepancy(money).is_some_and(|difference| difference != 0)),
        money: rows,
        staff: staff(versions, lang),
        indicators: program.indicators.iter().collect(),
        review_year: review.map(|review| shown::year(lang, review.year)).unwrap_or_default(),
        meaning: review.map_or("", |review| plain::direction_meaning(&review.direction, plain_lang)),
        review_reason: review
            .map(|review| site.terms.paragraphs(&review.reason, &glossary, &mut seen))
            .unwrap_or_default(),
        review,
        clusters: clusters(site, program),
        answers: crate::discussion::about(&f, &[("program", &program.id)]),
        sheets: versions
            .iter()
            .map(|program| (shown::year(lang, program.year), f.to(&data::program_path(program))))
            .collect(),
        program,
        f,
    };
    render(&path, &template)
}

/// The first characters of a text on one line.
pub fn excerpt(text: &str, most: usize) -> String {
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = line.char_indices().nth(most) {
        line.truncate(at);
        line.push('…');
    }
    line
}

fn or_none(text: &str) -> String {
    if text.trim().is_empty() { shown::NOT_STATED.to_owned() } else { text.to_owned() }
}

fn facts(program: &Program, lang: Lang) -> Vec<(&'static str, String)> {
    let year = |year: Option<i32>| year.map_or_else(|| shown::NOT_STATED.to_owned(), |year| shown::year(lang, year));
    vec![
        ("担当", or_none(&program.department.join(" › "))),
        ("政策の体系", or_none(&program.policy.join(" › "))),
        ("予算科目", or_none(&program.budget_lines.join("\n"))),
        ("根拠法令", or_none(&program.legal_basis)),
        ("義務の程度", or_none(&program.obligation.ja)),
        (
            "期間",
            match (program.start_year, program.end_year) {
                (None, None) => shown::NOT_STATED.to_owned(),
                (from, None) => format!("{}から", year(from)),
                (None, to) => format!("{}まで", year(to)),
                (from, to) => format!("{} 〜 {}", year(from), year(to)),
            },
        ),
    ]
}

fn steps(site: &Site<'_>, program: &Program, glossary: &str, seen: &mut Seen) -> Vec<Step> {
    let texts = [
        ("手段", "どうやって", &program.means),
        ("対象", "誰・何に", &program.target),
        ("意図", "どうなってほしいか", &program.intent),
        ("結果", "何につながるか", &program.result),
    ];
    if texts.iter().all(|(_, _, text)| text.trim().is_empty()) {
        return Vec::new();
    }
    let step = |(title, question, text): (&'static str, &'static str, &String)| Step {
        title,
        question,
        text: match text.trim() {
            "" => Html(format!("<p class=\"muted\">{}</p>", shown::NOT_STATED)),
            text => site.terms.paragraphs(text, glossary, seen),
        },
    };
    texts.into_iter().map(step).collect()
}

fn staff(versions: &[&Program], lang: Lang) -> Vec<(String, String, String)> {
    let mut by_year = std::collections::BTreeMap::new();
    for staff in versions.iter().flat_map(|program| &program.staff) {
        by_year.entry(staff.year).or_insert(staff);
    }
    let row = |staff: &publish::edition::Staff| {
        (shown::year(lang, staff.year), or_none(&staff.persons), shown::yen_or_none(staff.cost_yen))
    };
    by_year.into_values().map(row).collect()
}

/// Name, share and path of each cluster it is in.
fn clusters(site: &Site<'_>, program: &Program) -> Vec<(String, String, String)> {
    let known = |(id, share): &(String, u32)| {
        let path = site.cluster_path(id)?;
        Some((site.edition.cluster(id)?.name.ja.clone(), shown::share(*share), path))
    };
    program.clusters.iter().filter_map(known).collect()
}

impl Show<'_> {
    fn kind(&self, word: &str) -> &'static str {
        match word {
            "activity" => "活動指標",
            "target" => "対象指標",
            "outcome" => "成果指標",
            _ => "指標",
        }
    }

    fn shown_year(&self, year: &i32) -> String {
        shown::year(self.f.lang, *year)
    }

    fn shown_from(&self, year: &Option<i32>) -> String {
        year.map_or_else(|| shown::NOT_STATED.to_owned(), |year| shown::year(self.f.lang, year))
    }

    fn or_none(&self, text: &str) -> String {
        match text.parse::<fiscal::Quantity>() {
            Ok(quantity) => publish::table::shown_quantity(quantity),
            Err(_) => or_none(text),
        }
    }

    fn yen(&self, amount_yen: &i64) -> String {
        shown::yen(*amount_yen)
    }
}
