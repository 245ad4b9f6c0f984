//! `/fiscal/{study}`: one study with its form, baseline beside scenario.

use app::chart::{Cell, DataTable};
use app::study::form::{BASELINE_PREFIX, with_unit};
use app::study::{Assumption, Field, FieldKind, Flag, Form, KeyFigure, Step, Study, StudyKind};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::response::Response;
use reform::discussion::{ItemKind, ItemRef};

use super::{StudyLink, address, given, kind_of, links, query_of};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::remarks;

/// How many key figures are shown before the others are folded away.
const FIGURES_AT_ONCE: usize = 7;
/// How many inputs a form shows before its groups are folded away.
const INPUTS_AT_ONCE: usize = 20;

/// A key figure as its card shows it.
struct FigureCard {
    label: String,
    value: String,
    unit: String,
    baseline: String,
    difference: String,
    basis: Html,
    note: String,
    leads: bool,
    /// Whether the value is words and stands smaller.
    is_words: bool,
    is_same: bool,
}

/// Fields under one heading.
struct Group {
    heading: String,
    fields: Vec<Input>,
    /// Whether it is folded away until somebody opens it, as in a form with very many inputs.
    is_folded: bool,
    is_open: bool,
}

/// The steps of the working under one heading.
struct StepGroup {
    heading: String,
    steps: Vec<Step>,
}

/// One input of the form.
struct Input {
    key: &'static str,
    label: String,
    unit: String,
    hint: String,
    value: String,
    baseline: String,
    basis: Html,
    source: String,
    has_baseline: bool,
    is_changed: bool,
    is_text: bool,
    choices: Vec<(String, String, bool)>,
    problems: Vec<InputFault>,
}

/// What is wrong with one value.
struct InputFault {
    /// The id of the input; empty where the form has none of that name.
    key: String,
    field: String,
    code: &'static str,
    what: String,
    excerpt: String,
    allowed: String,
    what_to_do: String,
}

struct Changed {
    label: String,
    from: String,
    to: String,
    without_href: String,
}

struct Table {
    table: DataTable,
    csv_href: String,
}

struct Saved {
    id: i64,
    name: String,
    href: String,
}

#[derive(Template)]
#[template(path = "studies/show.html")]
struct ShowPage {
    f: Frame,
    word: &'static str,
    lead: String,
    links: Vec<StudyLink>,
    action: String,
    query: String,
    hidden: Vec<(String, String)>,
    is_baseline_given: bool,
    figures: Vec<FigureCard>,
    more_figures: Vec<FigureCard>,
    flags: Vec<Flag>,
    groups: Vec<Group>,
    details: Vec<Group>,
    details_open: bool,
    detail_count: usize,
    faults: Vec<InputFault>,
    changed: Vec<Changed>,
    charts: Vec<Html>,
    tables: Vec<Table>,
    working: Vec<StepGroup>,
    assumptions: Vec<(Assumption, Html)>,
    saved: Vec<Saved>,
    may_save: bool,
    workbook_href: String,
    api_href: String,
}

impl ShowPage {
    /// Every group of inputs, those behind "more assumptions" last.
    fn all_groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().chain(&self.details)
    }
}

/// The study.
pub async fn show(
    visit: Visit,
    Path(word): Path<String>,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Result<Response, PageError> {
    let kind = kind_of(&visit, &word)?;
    let Query(pairs) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let study = visit.app().study(&visit.actor, kind, &given(pairs), chart_lang(visit.lang)).await;
    let study = visit.check(study)?;
    let saved = visit.check(visit.app().saved_scenarios(&visit.actor, Some(kind)).await)?;
    let title = visit.lang.pick(&kind.title().ja, kind.title().en_or_ja()).to_owned();
    let mut f = visit.frame(Section::Fiscal, title).await?;
    if kind == StudyKind::Outlook {
        f.remarks = remarks::of_item(&visit, &f, ItemRef::new(ItemKind::Outlook, "")).await?;
    }
    let saved = saved
        .into_iter()
        .map(|saved| Saved { id: saved.id, href: f.href(&address(&path(kind), &saved.query)), name: saved.name })
        .collect();
    Ok(render(&page(f, kind, study, saved)))
}

fn page(f: Frame, kind: StudyKind, study: Study, saved: Vec<Saved>) -> ShowPage {
    let Study { form, outcome, .. } = study;
    let query = query_of(&form.pairs());
    let csv = |number: usize| f.href(&address(&format!("{}/tables/{number}", path(kind)), &query));
    let charts: Vec<Html> = outcome
        .charts
        .iter()
        .enumerate()
        .map(|(number, chart)| figure(&format!("chart-{}", number + 1), chart, f.lang, &csv(number)))
        .collect();
    let charted = charts.len();
    let tables = outcome.tables.into_iter().enumerate();
    let tables = tables.map(|(number, table)| Table { csv_href: csv(charted + number), table }).collect();
    let cards = outcome.figures.iter().enumerate().map(|(place, figure)| card(&f, figure, place == 0));
    let mut figures: Vec<FigureCard> = cards.collect();
    let more_figures = figures.split_off(figures.len().min(FIGURES_AT_ONCE));
    let (groups, details) = (folded(groups(&f, &form, false)), groups(&f, &form, true));
    let changed = form.changed().map(|field| changed(&f, kind, &form, field)).collect();
    ShowPage {
        word: kind.word(),
        lead: f.text(&kind.lead()).to_owned(),
        links: links(&f, Some(kind)),
        action: f.href(&path(kind)),
        hidden: hidden(&form),
        is_baseline_given: form.is_baseline_given,
        figures,
        more_figures,
        flags: outcome.flags,
        details_open: details.iter().any(|group| group.is_open),
        detail_count: details.iter().map(|group| group.fields.len()).sum(),
        groups,
        details,
        faults: form.problems.iter().map(|problem| fault(&f, &form, problem)).collect(),
        changed,
        charts,
        tables,
        working: step_groups(outcome.working),
        assumptions: outcome.assumptions.into_iter().map(|a| (a.clone(), f.basis(&a.basis))).collect(),
        saved,
        may_save: f.actor.may(app::Action::SaveScenarios),
        workbook_href: f.href(&address(&format!("{}/workbook", path(kind)), &query)),
        api_href: address(&format!("/api/v1/studies/{}", kind.word()), &query),
        query,
        f,
    }
}

fn card(f: &Frame, figure: &KeyFigure, leads: bool) -> FigureCard {
    let is_same = figure.baseline.as_ref() == Some(&figure.scenario);
    FigureCard {
        is_words: matches!(figure.scenario, Cell::Text(_)),
        is_same,
        label: figure.label.clone(),
        value: figure.scenario.shown(),
        unit: figure.unit.clone(),
        baseline: figure.baseline.as_ref().map(|cell| with_unit(&cell.shown(), &figure.unit)).unwrap_or_default(),
        difference: figure.difference.as_ref().map(|cell| signed(&cell.shown(), &figure.unit)).unwrap_or_default(),
        basis: f.basis(&figure.basis),
        note: figure.note.clone(),
        leads,
    }
}

/// A difference with its sign: `＋12億円`, `▲664億円`, `±0億円`.
fn signed(shown: &str, unit: &str) -> String {
    let is_nothing = shown.chars().all(|c| matches!(c, '0' | '.' | ','));
    match shown {
        "―" => String::new(),
        _ if is_nothing => with_unit(&format!("±{shown}"), unit),
        _ if shown.starts_with('▲') => with_unit(shown, unit),
        _ => with_unit(&format!("＋{shown}"), unit),
    }
}

/// The fields of the form, those of one heading together; `details` are those behind "more assumptions".
fn groups(f: &Frame, form: &Form, details: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for field in form.fields.iter().filter(|field| field.is_detail == details) {
        let input = input(f, form, field);
        match groups.last_mut() {
            Some(group) if group.heading == field.group => group.fields.push(input),
            _ => groups.push(Group {
                heading: field.group.clone(),
                fields: vec![input],
                is_folded: false,
                is_open: false,
            }),
        }
    }
    let needs_look = |input: &Input| input.is_changed || !input.problems.is_empty();
    for group in &mut groups {
        group.is_open = group.fields.iter().any(needs_look);
    }
    groups
}

/// Of a form with very many inputs, all but the first group are folded away.
fn folded(mut groups: Vec<Group>) -> Vec<Group> {
    let inputs: usize = groups.iter().map(|group| group.fields.len()).sum();
    for group in groups.iter_mut().skip(1) {
        group.is_folded = inputs > INPUTS_AT_ONCE;
    }
    groups
}

/// Steps with the same words before a `›` stand under those words.
fn step_groups(steps: Vec<Step>) -> Vec<StepGroup> {
    let mut groups: Vec<StepGroup> = Vec::new();
    for mut step in steps {
        let heading = match step.name.split_once(" › ") {
            Some((heading, name)) => {
                let heading = heading.to_owned();
                step.name = name.to_owned();
                heading
            }
            None => String::new(),
        };
        match groups.last_mut() {
            Some(group) if group.heading == heading => group.steps.push(step),
            _ => groups.push(StepGroup { heading, steps: vec![step] }),
        }
    }
    groups
}

fn input(f: &Frame, form: &Form, field: &Field) -> Input {
    let choices = match &field.kind {
        FieldKind::Choice(choices) => choices
            .iter()
            .map(|choice| (choice.word.clone(), choice.label.clone(), choice.word == field.value))
            .collect(),
        _ => Vec::new(),
    };
    Input {
        key: field.key,
        label: field.label.clone(),
        unit: field.unit.clone(),
        hint: field.hint.clone(),
        value: field.value.clone(),
        baseline: field.baseline_shown(),
        basis: f.basis(&field.basis),
        source: field.source.clone(),
        has_baseline: !field.baseline.is_empty(),
        is_changed: field.is_changed(),
        is_text: matches!(field.kind, FieldKind::Text),
        choices,
        problems: form.problems_of(field.key).map(|problem| fault(f, form, problem)).collect(),
    }
}

fn fault(f: &Frame, form: &Form, problem: &app::study::InputProblem) -> InputFault {
    let kind = problem.problem.kind;
    let name = problem.key.strip_prefix(BASELINE_PREFIX).unwrap_or(&problem.key);
    InputFault {
        key: form.field(name).map(|field| field.key.to_owned()).unwrap_or_default(),
        field: form.field(name).map_or_else(|| problem.key.clone(), |field| field.label.clone()),
        code: kind.code,
        what: f.t(kind.title_ja, kind.title_en).to_owned(),
        excerpt: problem.problem.excerpt.clone(),
        allowed: problem.allowed.clone(),
        what_to_do: f.t(kind.hint_ja, kind.hint_en).to_owned(),
    }
}

fn changed(f: &Frame, kind: StudyKind, form: &Form, field: &Field) -> Changed {
    let mut pairs: Vec<(String, String)> = form.pairs().into_iter().filter(|(key, _)| key != field.key).collect();
    // Where the scenario begins elsewhere than the baseline, leaving the key out would not undo the change.
    if field.start != field.baseline {
        pairs.push((field.key.to_owned(), field.baseline.clone()));
    }
    Changed {
        label: field.label.clone(),
        from: field.baseline_shown(),
        to: field.value_shown(),
        without_href: f.href(&address(&path(kind), &query_of(&pairs))),
    }
}

/// What the form carries along: the baseline, where it is another scenario.
fn hidden(form: &Form) -> Vec<(String, String)> {
    form.pairs().into_iter().filter(|(key, _)| key.starts_with(BASELINE_PREFIX)).collect()
}

fn path(kind: StudyKind) -> String {
    format!("/fiscal/{}", kind.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stand_under_the_words_before_the_mark() {
        let step = |name: &str| Step { name: name.into(), formula: String::new(), result: String::new() };
        let groups = step_groups(vec![step("甲 › 一"), step("甲 › 二"), step("乙")]);
        let told: Vec<(&str, usize)> = groups.iter().map(|group| (group.heading.as_str(), group.steps.len())).collect();
        assert_eq!(told, [("甲", 2), ("", 1)]);
        assert_eq!(groups[0].steps[1].name, "二");
    }

    #[test]
    fn a_difference_carries_its_sign() {
        assert_eq!(signed("12", "億円"), "＋12億円");
        assert_eq!(signed("▲664", "億円"), "▲664億円");
        assert_eq!(signed("0.0", "%"), "±0.0%");
        assert_eq!(signed("12", "years"), "＋12 years");
        assert_eq!(signed("―", "%"), "");
    }
}
