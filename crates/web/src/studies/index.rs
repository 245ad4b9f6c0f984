//! `/fiscal`: what the studies are and what they say without changing anything.

use app::study::{Given, StudyKind};
use askama::Template;
use axum::response::Response;

use super::{StudyLink, links};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

struct Card {
    path: String,
    title: String,
    lead: String,
    figures: Vec<CardFigure>,
}

struct CardFigure {
    label: String,
    value: String,
    unit: String,
    basis: Html,
}

struct ScenarioLink {
    study: String,
    name: String,
    path: String,
}

#[derive(Template)]
#[template(path = "studies/index.html")]
struct IndexPage {
    f: Frame,
    links: Vec<StudyLink>,
    cards: Vec<Card>,
    scenarios: Vec<ScenarioLink>,
}

/// The overview.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let f = visit.frame(Section::Fiscal, visit.lang.pick("財政の見通しと試算", "Fiscal outlook and scenarios")).await?;
    let mut cards = Vec::new();
    for kind in StudyKind::ALL {
        let study = visit.app().study(&visit.actor, kind, &Given::default(), chart_lang(visit.lang)).await;
        let study = visit.check(study)?;
        let figures = study.outcome.figures.into_iter().take(2).map(|figure| CardFigure {
            label: figure.label,
            value: figure.scenario.shown(),
            unit: figure.unit,
            basis: f.basis(&figure.basis),
        });
        cards.push(Card {
            path: format!("/fiscal/{}", kind.word()),
            title: f.text(&kind.title()).to_owned(),
            lead: f.text(&kind.lead()).to_owned(),
            figures: figures.collect(),
        });
    }
    let saved = visit.check(visit.app().saved_scenarios(&visit.actor, None).await)?;
    let scenarios = saved
        .into_iter()
        .map(|saved| ScenarioLink {
            study: f.text(&saved.kind.title()).to_owned(),
            path: super::address(&format!("/fiscal/{}", saved.kind.word()), &saved.query),
            name: saved.name,
        })
        .collect();
    let links = links(&f, None);
    Ok(render(&IndexPage { f, links, cards, scenarios }))
}
