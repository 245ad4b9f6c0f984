//! `outlook/` of the public site (財政見通し): its pictures, what it assumes, and what a reader can try in the browser.

mod picture;
pub mod what_if;

use askama::Template;
use publish::edition::{Edition, Lever, OutlookFigure};

use crate::embeds;
use crate::html::{Html, escape};
use crate::page::{Frame, Section, render};
use crate::{File, Site, discussion, shown};
use what_if::{OKU, bounds_oku, figures, levers, model, moved};

struct LeverField {
    id: String,
    name: Html,
    text: Html,
    years: String,
    min: i64,
    max: i64,
}

struct Year {
    label: String,
    published: String,
    at: usize,
    is_stated: bool,
}

struct FigurePart {
    id: String,
    name: Html,
    plain_name: String,
    svg: Html,
    description: String,
    years: Vec<Year>,
}

struct Example {
    lever: Html,
    amount: String,
    /// Value and difference of each figure in its last year.
    figures: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "outlook/index.html")]
struct OutlookPage<'a> {
    f: Frame<'a>,
    pictures: Vec<Html>,
    assumptions: Vec<Html>,
    figures: Vec<FigurePart>,
    levers: Vec<LeverField>,
    model: String,
    /// The heads of the examples: figure and last year.
    heads: Vec<(Html, String)>,
    examples: Vec<Example>,
    source: String,
    answers: Option<Html>,
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if edition.outlook.figures.is_empty() {
        return Vec::new();
    }
    ["", "en/"]
        .into_iter()
        .map(|prefix| {
            let path = format!("{prefix}outlook/index.html");
            let lang = crate::lang::Lang::of_path(&path);
            render(&path, &page(edition, site.frame(&path, Section::Outlook, lang.pick("財政見通し", "Outlook"))))
        })
        .collect()
}

fn page<'a>(edition: &'a Edition, mut f: Frame<'a>) -> OutlookPage<'a> {
    let outlook = &edition.outlook;
    f.description = f
        .t(
            "基金、市債、公債費の見通しと、金額を変えて試す計算。",
            "The outlook of funds and bonds, and what other amounts would do to it.",
        )
        .to_owned();
    let pictures = edition.pictures.iter().filter(|picture| picture.family == "outlook");
    let lever = |lever: &Lever| {
        let (min, max) = bounds_oku(lever);
        let (first, last) = lever.years;
        LeverField {
            id: lever.id.clone(),
            name: f.words(&lever.name),
            text: f.words(&lever.text),
            years: format!("{}{}{}", shown::year(f.lang, first), f.t("〜", "–"), shown::year(f.lang, last)),
            min,
            max,
        }
    };
    let model = model(outlook, years(&f, edition).collect(), |words| f.plain(words).to_owned());
    OutlookPage {
        pictures: pictures.map(|picture| embeds::with_line(&f, picture)).collect(),
        assumptions: outlook.assumptions.iter().map(|words| f.words(words)).collect(),
        figures: figures(outlook).map(|figure| figure_part(edition, &f, figure)).collect(),
        levers: levers(outlook).map(lever).collect(),
        // Plain values only: nothing in it can fail to be written.
        model: serde_json::to_string(&model).expect("text and lists become JSON"),
        heads: figures(outlook).map(|figure| (f.words(&figure.name), last_year(&f, edition, figure))).collect(),
        examples: examples(edition, &f),
        source: embeds::drawn::source(edition, f.lang),
        answers: discussion::about(&f, &[("outlook", "*")]),
        f,
    }
}

/// The years of the outlook, as they are shown.
fn years<'a>(f: &'a Frame<'_>, edition: &'a Edition) -> impl Iterator<Item = String> + 'a {
    let count = edition.outlook.figures.iter().map(|figure| figure.values.len()).max().unwrap_or(0);
    (edition.outlook.first_year..).take(count).map(|year| shown::year(f.lang, year))
}

/// The place of the last value of a figure.
fn last(figure: &OutlookFigure) -> Option<usize> {
    figure.values.iter().rposition(Option::is_some)
}

fn last_year(f: &Frame<'_>, edition: &Edition, figure: &OutlookFigure) -> String {
    last(figure).and_then(|at| years(f, edition).nth(at)).unwrap_or_default()
}

fn figure_part(edition: &Edition, f: &Frame<'_>, figure: &OutlookFigure) -> FigurePart {
    let years: Vec<String> = years(f, edition).take(figure.values.len()).collect();
    let short: Vec<String> = (edition.outlook.first_year..)
        .take(figure.values.len())
        .map(|year| match fiscal::FiscalYear::new(year) {
            Ok(fiscal) if f.lang == crate::lang::Lang::Ja => fiscal.short(),
            _ => year.to_string(),
        })
        .collect();
    let name = f.plain(&figure.name).to_owned();
    let description = description(f, figure, &years);
    let id = format!("moved-{}", crate::links::slug(&figure.id));
    let words = picture::Words { id: &id, title: &name, description: &description, years: &short };
    let year = |(at, value): (usize, &Option<i64>)| Year {
        label: years[at].clone(),
        published: value.map_or_else(|| shown::NOT_STATED.to_owned(), shown::oku),
        at,
        is_stated: value.is_some(),
    };
    FigurePart {
        svg: crate::figure::svg(&picture::draw(&edition.outlook, figure, &words), f.lang),
        id: figure.id.clone(),
        name: f.words(&figure.name),
        plain_name: name,
        description,
        years: figure.values.iter().enumerate().map(year).collect(),
    }
}

/// What the published line says: its first and last value.
fn description(f: &Frame<'_>, figure: &OutlookFigure, years: &[String]) -> String {
    let first = figure.values.iter().position(Option::is_some);
    let told = |at: usize| Some((years.get(at)?.as_str(), shown::oku((*figure.values.get(at)?)?)));
    match (first.and_then(told), last(figure).and_then(told)) {
        (Some((from, before)), Some((to, after))) => match f.lang {
            crate::lang::Lang::Ja => format!("{from}の{before}億円から{to}の{after}億円へ（公表した見通し）。"),
            crate::lang::Lang::En => {
                format!("From {before} in {from} to {after} in {to}, in 100 million yen (the published outlook).")
            }
        },
        _ => f.t("値は公表されていません。", "No value is published.").to_owned(),
    }
}

/// Worked examples: each lever alone at its ends and half-way there.
fn examples(edition: &Edition, f: &Frame<'_>) -> Vec<Example> {
    let outlook = &edition.outlook;
    let count = levers(outlook).count();
    let mut rows = Vec::new();
    for (place, lever) in levers(outlook).enumerate() {
        let (low, high) = bounds_oku(lever);
        let mut amounts = vec![low, low / 2, high / 2, high];
        amounts.retain(|amount| *amount != 0);
        amounts.dedup();
        for amount in amounts {
            let mut all = vec![0; count];
            all[place] = amount;
            let value = |figure: &OutlookFigure| {
                let at = last(figure)?;
                let (before, after) = (figure.values[at]?, moved(outlook, figure, &all)[at]?);
                Some((shown::oku(after), difference(before, after)))
            };
            rows.push(Example {
                lever: f.words(&lever.name),
                amount: shown::oku(amount * OKU),
                figures: figures(outlook)
                    .map(|figure| value(figure).unwrap_or((shown::NOT_STATED.to_owned(), String::new())))
                    .collect(),
            });
        }
    }
    rows
}

/// The difference of two amounts as shown, in 億円 with its sign: `＋120`, `▲30`, `±0`.
fn difference(before_yen: i64, after_yen: i64) -> String {
    let rounded = |amount: i64| fiscal::money::round_to_oku(fiscal::Yen(amount));
    match rounded(after_yen) - rounded(before_yen) {
        0 => "±0".to_owned(),
        more if more > 0 => format!("＋{}", shown::count(more)),
        less => shown::count(less),
    }
}

impl OutlookPage<'_> {
    /// The sentences the script says, as attributes: a name in braces stands for a value.
    fn sentences(&self) -> Html {
        let t = |ja, en| escape(self.f.t(ja, en));
        let attributes = [
            ("data-said", t("{levers}にすると、{figures}", "With {levers}: {figures}")),
            ("data-said-lever", t("{name}を年{amount}億円", "{name} at {amount} × 100 million yen a year")),
            (
                "data-said-figure",
                t(
                    "{name}は{year}に{before}億円から{after}億円（{difference}億円）になります。",
                    "{name} in {year} goes from {before} to {after} ({difference}), in 100 million yen.",
                ),
            ),
            (
                "data-said-nothing",
                t(
                    "まだ何も動かしていません。公表した見通しのままです。",
                    "Nothing is moved: this is the published outlook.",
                ),
            ),
            ("data-comma", t("、", ", ")),
            ("data-stop", t("", " ")),
            ("data-unit", t("億円", " × 100 million yen")),
        ];
        Html(attributes.iter().map(|(name, words)| format!(" {name}=\"{words}\"")).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_that_of_the_amounts_shown() {
        assert_eq!(difference(0, 49_999_999), "±0");
        assert_eq!(difference(49_999_999, 50_000_000), "＋1");
        assert_eq!(difference(0, -12_345_000_000_000), "▲123,450");
    }
}
