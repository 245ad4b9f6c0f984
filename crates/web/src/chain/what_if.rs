//! `/chain/what-if`: a decision is typed, and what it would move is shown before anybody decides it.

use app::chain::CityChain;
use askama::Template;
use axum::response::Response;
use reform::chain::{Figure, TYPED};
use reform::decision::Lever;

use super::words::{lever_words, move_words, short, years_words};
use super::{AskedPairs, Fault, address, city, faults};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

/// A figure as decided and with what is typed.
struct Compared {
    name: String,
    href: String,
    decided: String,
    then: String,
}

#[derive(Template)]
#[template(path = "chain/what-if.html")]
struct WhatIfPage {
    f: Frame,
    subnav: SubNav,
    faults: Vec<Fault>,
    hidden: Vec<(String, String)>,
    levers: Vec<(&'static str, &'static str, bool)>,
    amount: String,
    first: String,
    last: String,
    title_text: String,
    span: String,
    moves: Vec<String>,
    compared: Vec<Compared>,
    chain_href: String,
    decision_href: String,
}

impl WhatIfPage {
    fn fault(&self, field: &str) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.field == field)
    }
}

/// The form, and what comes of what was typed.
pub async fn show(visit: Visit, query: AskedPairs) -> Result<Response, PageError> {
    let city = city(&visit, query).await?;
    let title = visit.lang.pick("決める前に試す", "Try a decision out");
    let f = visit.frame(Section::Frame, title).await?;
    let page = visit.check(page(f, &city))?;
    Ok(render(&page))
}

fn page(f: Frame, city: &CityChain) -> Result<WhatIfPage, app::AppError> {
    let asked = &city.asked;
    let chosen = Lever::from_word(&asked.lever).unwrap_or(Lever::GeneralFunds);
    let typed = city.what_if.typed.as_ref();
    let moves = typed.map(|typed| typed.moves.iter().map(|moved| move_words(f.lang, moved)).collect());
    let others = asked.pairs().into_iter().filter(|(key, _)| matches!(key.as_str(), "without" | "with"));
    let year = (!asked.year.is_empty()).then(|| ("year".to_owned(), asked.year.clone()));
    Ok(WhatIfPage {
        subnav: SubNav::new(&f, Part::Chain),
        faults: faults(&f, city),
        hidden: others.chain(year).collect(),
        levers: Lever::ALL.iter().map(|lever| (lever.word(), lever_words(&f, *lever), *lever == chosen)).collect(),
        amount: asked.amount.clone(),
        first: asked.first.clone(),
        last: asked.last.clone(),
        title_text: asked.title.clone(),
        span: years_words(f.lang, city, Figure::Bonds),
        moves: moves.unwrap_or_default(),
        compared: if typed.is_some() { compared(&f, city)? } else { Vec::new() },
        chain_href: address::chain(&f, asked),
        decision_href: address::decision(&f, city, &TYPED),
        f,
    })
}

fn compared(f: &Frame, city: &CityChain) -> Result<Vec<Compared>, app::AppError> {
    let (decided, then) = (city.decided()?, city.scene()?);
    let (year, last) = (city.year, city.last_bond_year());
    let figures = [
        (Figure::Improvement, year),
        (Figure::Fund, year),
        (Figure::Bonds, year),
        (Figure::Bonds, last),
        (Figure::DebtService, year),
        (Figure::DebtService, last),
        (Figure::ServiceRatio, year),
        (Figure::BurdenRatio, year),
    ];
    let row = |(figure, year): (Figure, app::FiscalYear)| {
        let lang = chart_lang(f.lang);
        let name = app::chain::figure_name(&city.chain, figure, lang);
        Some(Compared {
            name: format!("{name} {}", short(f.lang, year)),
            href: address::figure(f, city, &figure.word(&city.chain.baseline().input.outlook), year),
            decided: app::chain::shown(decided.value(figure, year)?, lang),
            then: app::chain::shown(then.value(figure, year)?, lang),
        })
    };
    Ok(figures.into_iter().filter_map(row).collect())
}
