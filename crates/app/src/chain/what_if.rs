//! What if (もしも): decisions taken out or put in, or one that somebody types; all of it stands in the address.

use std::collections::BTreeSet;

use fiscal::{FiscalYear, Yen};
use reform::ProblemKind;
use reform::chain::{Baseline, Chain, ChainFault, Figure, Scene, TYPED};
use reform::decision::{Decision, DecisionId, Lever, Move};
use reform::effect::EffectStage;
use reform::plan::CalendarDate;

use super::{AMOUNT_NOT_READ, LEVER_UNKNOWN, TOO_MANY_IDS, UNKNOWN_DECISION, YEAR_NOT_THERE, YEARS_REVERSED};
use crate::departments::fiscal_year_of;
use crate::review::read_year;
use crate::study::form::read_oku;

/// The most decisions that can be taken out or put in at once.
const IDS_MAX: usize = 200;
/// The most a typed decision may move a year: 10 trillion yen.
const TYPED_MAX: i64 = 10_000_000_000_000;
/// The longest title, in characters.
const TITLE_CHARS_MAX: usize = 60;

/// A question as it stands in the address (問い), as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Ids of decisions taken out.
    pub without: Vec<String>,
    /// Ids of decisions put in.
    pub with: Vec<String>,
    /// What a typed decision moves, as its word.
    pub lever: String,
    /// How much a year, in 億円.
    pub amount: String,
    /// Its first fiscal year.
    pub first: String,
    /// Its last fiscal year; empty when it has no end.
    pub last: String,
    /// What it is.
    pub title: String,
    /// The year looked at.
    pub year: String,
}

/// What of a question makes no sense (問いの誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFault {
    /// The key in the address.
    pub key: &'static str,
    /// What is wrong.
    pub kind: &'static ProblemKind,
    /// What was given.
    pub excerpt: String,
}

/// A question that was understood (もしも).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// Decisions taken out.
    pub without: BTreeSet<DecisionId>,
    /// Decisions put in, a typed one too.
    pub with: BTreeSet<DecisionId>,
    /// One that somebody typed.
    pub typed: Option<Decision>,
}

impl Asked {
    /// The question of an address; keys that mean nothing here are passed over.
    pub fn of(pairs: &[(String, String)]) -> Asked {
        let mut asked = Asked::default();
        for (key, value) in pairs {
            let value = value.trim().to_owned();
            let ids = |value: &str| {
                let parts = value.split([',', ' ']).filter(|part| !part.is_empty());
                parts.map(str::to_owned).collect::<Vec<_>>()
            };
            match key.as_str() {
                "without" => asked.without.extend(ids(&value)),
                "with" => asked.with.extend(ids(&value)),
                "lever" => asked.lever = value,
                "amount" => asked.amount = value,
                "first" => asked.first = value,
                "last" => asked.last = value,
                "title" => asked.title = value.chars().filter(|c| !c.is_control()).take(TITLE_CHARS_MAX).collect(),
                "year" => asked.year = value,
                _ => {}
            }
        }
        for ids in [&mut asked.without, &mut asked.with] {
            let mut seen = BTreeSet::new();
            ids.retain(|id| seen.insert(id.clone()));
        }
        asked
    }

    /// The pairs of its address, without the year.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let list = |key: &str, ids: &[String]| ids.iter().map(|id| (key.to_owned(), id.clone())).collect::<Vec<_>>();
        let mut pairs = list("without", &self.without);
        pairs.extend(list("with", &self.with));
        if !self.amount.is_empty() {
            let typed = [
                ("lever", &self.lever),
                ("amount", &self.amount),
                ("first", &self.first),
                ("last", &self.last),
                ("title", &self.title),
            ];
            let given = typed.into_iter().filter(|(_, value)| !value.is_empty());
            pairs.extend(given.map(|(key, value)| (key.to_owned(), value.clone())));
        }
        pairs
    }

    /// The same with a decision taken out, or put in again where it was taken out.
    pub fn toggled(&self, id: &DecisionId, is_decided: bool) -> Asked {
        let mut asked = self.clone();
        let ids = if is_decided { &mut asked.without } else { &mut asked.with };
        let id = id.to_string();
        match ids.iter().position(|known| *known == id) {
            Some(at) => drop(ids.remove(at)),
            None => ids.push(id),
        }
        asked
    }

    /// What is meant, and what of it makes no sense.
    pub(super) fn read(&self, baseline: &Baseline, today: CalendarDate) -> (WhatIf, Vec<AskedFault>) {
        let mut faults = Vec::new();
        let mut what_if = WhatIf::default();
        for (key, given, ids) in
            [("without", &self.without, &mut what_if.without), ("with", &self.with, &mut what_if.with)]
        {
            if given.len() > IDS_MAX {
                faults.push(AskedFault { key, kind: &TOO_MANY_IDS, excerpt: given.len().to_string() });
                continue;
            }
            for text in given {
                match DecisionId::read(text).filter(|id| *id != TYPED) {
                    Some(id) => drop(ids.insert(id)),
                    None => faults.push(AskedFault { key, kind: &UNKNOWN_DECISION, excerpt: text.clone() }),
                }
            }
        }
        if !self.amount.is_empty() {
            match self.typed(baseline, today) {
                Ok(typed) => {
                    what_if.with.insert(TYPED);
                    what_if.typed = Some(typed);
                }
                Err(found) => faults.extend(found),
            }
        } else if !self.first.is_empty() || !self.last.is_empty() {
            faults.push(AskedFault { key: "amount", kind: &AMOUNT_NOT_READ, excerpt: String::new() });
        }
        (what_if, faults)
    }

    fn typed(&self, baseline: &Baseline, today: CalendarDate) -> Result<Decision, Vec<AskedFault>> {
        let mut faults = Vec::new();
        let mut wrong = |key, kind, excerpt: &str| faults.push(AskedFault { key, kind, excerpt: excerpt.to_owned() });
        let lever = match self.lever.as_str() {
            "" => Some(Lever::GeneralFunds),
            word => Lever::from_word(word),
        };
        if lever.is_none() {
            wrong("lever", &LEVER_UNKNOWN, &self.lever);
        }
        let amount = read_oku(&self.amount).filter(|amount| amount.0.unsigned_abs() <= TYPED_MAX.unsigned_abs());
        if amount.is_none() {
            wrong("amount", &AMOUNT_NOT_READ, &self.amount);
        }
        let span = baseline.span(Figure::Investment);
        let within = |year: &FiscalYear| span.is_some_and(|(first, last)| first <= *year && *year <= last);
        let first = match self.first.as_str() {
            "" => fiscal_year_of(today).next(),
            text => read_year(text),
        };
        let first = first.filter(within);
        if first.is_none() {
            wrong("first", &YEAR_NOT_THERE, &self.first);
        }
        let last = match self.last.as_str() {
            "" => None,
            text => Some(read_year(text).filter(within)),
        };
        match (first, last) {
            (_, Some(None)) => wrong("last", &YEAR_NOT_THERE, &self.last),
            (Some(first), Some(Some(last))) if last < first => wrong("last", &YEARS_REVERSED, &self.last),
            _ => {}
        }
        let (Some(lever), Some(amount), Some(first_year), true) = (lever, amount, first, faults.is_empty()) else {
            return Err(faults);
        };
        let moves = vec![Move { lever, first_year, last_year: last.flatten(), yen_a_year: amount }];
        Ok(Decision {
            id: TYPED,
            title: self.title.clone(),
            cluster: None,
            is_decided: false,
            stage: EffectStage::Planned,
            is_illustrative: false,
            moves: if amount == Yen::ZERO { Vec::new() } else { moves },
        })
    }

    /// The year looked at: the one asked for, else the plan's; with a fault where the one asked for is not there.
    pub(super) fn year(
        &self,
        baseline: &Baseline,
        planned: Option<FiscalYear>,
    ) -> Result<FiscalYear, (FiscalYear, Option<AskedFault>)> {
        let within = |figure: Figure, year: FiscalYear| {
            baseline.span(figure).is_some_and(|(first, last)| first <= year && year <= last)
        };
        let last = baseline.span(Figure::Fund).map_or(baseline.base_year(), |(_, last)| last);
        let usual = planned.filter(|year| within(Figure::Balance, *year)).unwrap_or(last);
        if self.year.is_empty() {
            return Ok(usual);
        }
        let wrong = || AskedFault { key: "year", kind: &YEAR_NOT_THERE, excerpt: self.year.clone() };
        read_year(&self.year).filter(|year| within(Figure::Balance, *year)).ok_or_else(|| (usual, Some(wrong())))
    }
}

impl WhatIf {
    /// Whether anything is taken out or put in.
    pub fn is_asked(&self) -> bool {
        !self.without.is_empty() || !self.with.is_empty()
    }

    /// What is decided, with this taken out and put in.
    pub(super) fn scene<'c>(&self, chain: &'c Chain) -> Result<Scene<'c>, ChainFault> {
        chain.what_if(&self.without, &self.with)
    }
}
