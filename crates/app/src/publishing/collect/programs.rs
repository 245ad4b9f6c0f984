//! Programs as they are published (公表する予算事務事業): each once, by its latest sheet, with the money of all its years.

use std::collections::BTreeMap;

use publish::edition::{Indicator, IndicatorYear, Money, Program, Review, ReviewAnswer, Staff, Words};
use reform::cluster::Members;
use reform::program::{self, BudgetLine, MoneyLine, ProgramSheet};
use store::WholeSheet;
use store::plain_summary::SummaryKind;

use super::reviews::Reviews;
use super::words::{Ids, both};
use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

/// The plain summaries that hold, by kind and key.
pub(super) type Summaries = BTreeMap<(String, String), String>;

/// The published ids of programs, by their number in the database (事業の公表番号).
#[derive(Debug, Default)]
pub(super) struct Names {
    by_program: BTreeMap<i64, String>,
}

impl Names {
    /// The ids of these programs: the city's number where it can stand in an address.
    pub fn of(sheets: &[WholeSheet]) -> Names {
        let mut ids = Ids::default();
        let named = sheets.iter().map(|whole| (whole.program, ids.take(&whole.sheet.external_id)));
        Names { by_program: named.collect() }
    }

    /// The id of a program; nothing where it is not published.
    pub fn id(&self, program: i64) -> Option<&str> {
        self.by_program.get(&program).map(String::as_str)
    }
}

impl App {
    /// Every program, by year and then by id.
    pub(super) async fn collect_programs(
        &self,
        sheets: &[WholeSheet],
        names: &Names,
        reviews: &Reviews,
        summaries: &Summaries,
    ) -> Result<Vec<Program>, AppError> {
        let shares = self.cluster_shares(&Actor::visitor()).await?;
        let published = |whole: &WholeSheet| {
            let mut made = program(names.id(whole.program)?, whole, &shares);
            let key = (SummaryKind::Program.word().to_owned(), whole.sheet.external_id.clone());
            made.easy_summary = summaries.get(&key).cloned().unwrap_or_default();
            reviews.add_to(self, whole.program, &mut made.review, &mut made.indicators);
            Some(made)
        };
        let mut programs: Vec<Program> = sheets.iter().filter_map(published).collect();
        programs.sort_by(|a, b| (a.year, &a.id).cmp(&(b.year, &b.id)));
        Ok(programs)
    }
}

fn program(id: &str, whole: &WholeSheet, shares: &Members) -> Program {
    let sheet = &whole.sheet;
    Program {
        id: id.to_owned(),
        year: sheet.fiscal_year.start(),
        name: sheet.name.clone(),
        department: sheet.department.clone(),
        policy: sheet.policy.clone(),
        budget_lines: sheet.budget_lines.iter().map(budget_line).filter(|line| !line.is_empty()).collect(),
        legal_basis: sheet.legal_basis.clone(),
        obligation: sheet.obligation.map(|one| both(one.label_ja(), one.label_en())).unwrap_or_default(),
        summary: sheet.summary.clone(),
        easy_summary: String::new(),
        means: sheet.logic.means.clone(),
        target: sheet.logic.target.clone(),
        intent: sheet.logic.intent.clone(),
        result: sheet.logic.result.clone(),
        start_year: sheet.start_year.map(|year| year.start()),
        end_year: sheet.end_year.map(|year| year.start()),
        money: sheet.money.iter().map(money).collect(),
        staff: sheet
            .staff
            .iter()
            .map(|time| Staff {
                year: time.fiscal_year.start(),
                persons: time.persons.map(|persons| persons.to_string()).unwrap_or_default(),
                cost_yen: time.cost.map(|cost| cost.0),
            })
            .collect(),
        indicators: sheet.indicators.iter().map(indicator).collect(),
        clusters: shares.get(&whole.program).cloned().unwrap_or_default(),
        review: own_review(sheet),
        is_illustrative: whole.is_demo,
    }
}

/// What the city's own sheet of evaluation says, where no review of this system published anything of the program.
fn own_review(sheet: &ProgramSheet) -> Option<Review> {
    if sheet.answers.is_empty() && sheet.direction.is_none() {
        return None;
    }
    let direction = sheet.direction.as_ref();
    let known = direction.and_then(|given| given.direction);
    Some(Review {
        year: sheet.fiscal_year.start(),
        direction: known.map(|one| one.word().to_owned()).unwrap_or_default(),
        direction_name: direction
            .map(|given| both(&given.words, known.map_or("", |one| one.label_en())))
            .unwrap_or_default(),
        reason: String::new(),
        answers: sheet
            .answers
            .iter()
            .map(|answer| ReviewAnswer {
                question: Words::ja(&answer.question),
                judgement: Words::ja(&answer.judgement),
                reason: answer.reason.clone(),
            })
            .collect(),
        measures: Vec::new(),
    })
}

/// Account, 款, 項, 目 and the code within it, as far as they are given.
fn budget_line(line: &BudgetLine) -> String {
    let parts = [&line.account, &line.kan, &line.kou, &line.moku, &line.program];
    let given: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    given.join(" > ")
}

fn money(line: &MoneyLine) -> Money {
    let yen = |amount: Option<fiscal::Yen>| amount.map(|amount| amount.0);
    Money {
        year: line.fiscal_year.start(),
        stage: line.stage.word().to_owned(),
        cost_yen: line.cost.0,
        national_yen: yen(line.funding.national),
        prefectural_yen: yen(line.funding.prefectural),
        bonds_yen: yen(line.funding.bonds),
        other_yen: yen(line.funding.other),
        general_yen: yen(line.funding.general),
    }
}

/// An indicator of the inventory. Which way it is good is not told there, so it has no standing.
fn indicator(indicator: &program::Indicator) -> Indicator {
    let text = |value: Option<fiscal::Quantity>| value.map(|value| value.to_string()).unwrap_or_default();
    Indicator {
        kind: indicator.kind.word().to_owned(),
        name: indicator.name.clone(),
        unit: indicator.unit.clone(),
        values: indicator
            .values
            .iter()
            .map(|value| IndicatorYear {
                year: value.fiscal_year.start(),
                target: text(value.target),
                actual: text(value.actual),
            })
            .collect(),
        standing: Words::default(),
    }
}
