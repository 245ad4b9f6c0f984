//! The plan's own words, figures, terms and meetings (計画の本文・数値・用語).

use publish::edition::{Document, Glossary, Meeting, Passage, PlanFigure, PlanText, Words};
use reform::plan::{Figure, FigureValue, Plan, Source, Text};

use super::words::{self, joined, of};

/// What the plan says, in its order; the figures that lead come first.
pub(super) fn text(plan: &Plan) -> PlanText {
    let passage = |id: &str, title: &Text, text: Words, source: &Source| Passage {
        id: id.to_owned(),
        title: of(title),
        text,
        source: words::source(plan, source),
    };
    let headlines: Vec<&Figure> = plan.headlines();
    let is_headline = |figure: &Figure| headlines.iter().any(|headline| headline.id == figure.id);
    let rest = plan.figures.iter().filter(|figure| !is_headline(figure));
    PlanText {
        purpose: of(&plan.purpose),
        years: (plan.period.0.start(), plan.period.1.start()),
        principles: plan
            .principles
            .iter()
            .map(|one| passage(&one.id, &one.title, of(&one.explanation), &one.source))
            .collect(),
        strategies: plan
            .strategies
            .iter()
            .map(|one| passage(&one.id, &one.title, of(&one.explanation), &one.source))
            .collect(),
        viewpoints: plan
            .viewpoints
            .iter()
            .map(|one| passage(&one.id, &one.title, joined(&one.background, &one.attention), &one.source))
            .collect(),
        figures: headlines
            .iter()
            .map(|figure| published(plan, figure, true))
            .chain(rest.map(|figure| published(plan, figure, false)))
            .collect(),
        documents: plan
            .documents
            .iter()
            .map(|document| Document {
                id: document.id.clone(),
                title: of(&document.title),
                published: Words::both(
                    format!("{} {}", document.publisher.ja, document.published).trim(),
                    format!("{} {}", document.publisher.en_or_ja(), document.published).trim(),
                ),
            })
            .collect(),
        bodies: plan
            .council
            .bodies
            .iter()
            .map(|one| passage(&one.id, &one.name, of(&one.explanation), &one.source))
            .collect(),
        meetings: plan
            .council
            .meetings
            .iter()
            .map(|meeting| Meeting {
                number: meeting.number,
                date: meeting.date.to_string(),
                agenda: of(&meeting.agenda),
                source: words::source(plan, &meeting.source),
            })
            .collect(),
        meetings_note: plan.council.meetings_note.as_ref().map(of).unwrap_or_default(),
    }
}

/// A figure as it is shown, and as a plain number in its base unit.
fn published(plan: &Plan, figure: &Figure, is_headline: bool) -> PlanFigure {
    PlanFigure {
        id: figure.id.clone(),
        label: of(&figure.label),
        shown: Words::both(figure.value_ja(), figure.value_en()),
        value: match &figure.value {
            FigureValue::Money { amount, .. } => amount.0.to_string(),
            FigureValue::Number { number, .. } => number.to_string(),
            FigureValue::Rank { .. } => String::new(),
        },
        as_of: Words::both(figure.as_of.japanese(), figure.as_of.to_string()),
        basis: Words::both(figure.basis.japanese(), figure.basis.english()),
        source: words::source(plan, &figure.source),
        is_headline,
    }
}

/// Residents and where that number is from; nothing where the plan's figure is no whole number of people.
pub(super) fn residents(plan: &Plan) -> (Option<i64>, String) {
    let Some(figure) = plan.figure(&plan.city.population_figure) else { return (None, String::new()) };
    let FigureValue::Number { number, .. } = &figure.value else { return (None, String::new()) };
    let people = (number.decimals == 0 && number.units > 0).then_some(number.units);
    let told = format!("{} {}（{}）", figure.label.ja, figure.as_of.japanese(), words::source(plan, &figure.source));
    (people, if people.is_some() { told } else { String::new() })
}

/// The terms in the order of their reading.
pub(super) fn glossary(plan: &Plan) -> Vec<Glossary> {
    let mut terms: Vec<Glossary> = plan
        .glossary
        .iter()
        .map(|term| Glossary {
            id: term.id.clone(),
            name: of(&term.name),
            reading: term.reading.clone(),
            marks: term.marks.clone(),
            meaning: match &term.statutory_note {
                Some(note) => joined(&term.definition, note),
                None => of(&term.definition),
            },
            source: words::source(plan, &term.source),
        })
        .collect();
    terms.sort_by(|a, b| (&a.reading, &a.id).cmp(&(&b.reading, &b.id)));
    terms
}
