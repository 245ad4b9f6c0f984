//! Options (改革案): one with its amounts as values, and what it hands on to the chain.

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Quantity, Yen};

use super::check::{year, yen};
use super::{Decided, Item, row_numbers};
use crate::decision::{Decision, DecisionId, Lever, Move};
use crate::effect::EffectStage;
use crate::logic_model::Strength;

/// An option of an analysis, as values (改革案).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReformOption {
    /// The record's number.
    pub number: i64,
    /// Its name.
    pub title: String,
    /// Whether it changes nothing (現状のまま).
    pub is_as_now: bool,
    /// The amounts it moves (効果).
    pub effects: Vec<Effect>,
    /// What becomes of the KPIs (KPIの予測).
    pub predictions: Vec<Prediction>,
    /// The bounds of its effect in a full year, in yen (1年の効果の下限と上限).
    pub range: (Option<Yen>, Option<Yen>),
    /// How strong the evidence for its prediction is.
    pub strength: Option<Strength>,
    /// Whether its prediction was checked by somebody, with the strength of the evidence stated.
    pub is_verified: bool,
}

/// An amount an option moves.
pub type Effect = Move;

/// A predicted value of a KPI (KPIの予測値).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The number of the KPI's record.
    pub kpi: i64,
    /// The year.
    pub year: FiscalYear,
    /// The value.
    pub value: Quantity,
}

impl ReformOption {
    /// The record of an option as values; rows that cannot be read are left out, as [`super::find_faults`] tells them.
    pub fn read(item: &Item) -> ReformOption {
        let effect = |at: u32| {
            let text = |field: &str| item.text(&format!("effect.{at}.{field}"));
            let last_year = match text("last-year") {
                "" => None,
                last => Some(year(last)?),
            };
            let first_year = year(text("first-year"))?;
            Some(Move { lever: Lever::from_word(text("lever"))?, first_year, last_year, yen_a_year: yen(text("yen"))? })
        };
        let prediction = |at: u32| {
            let text = |field: &str| item.text(&format!("kpi.{at}.{field}"));
            Some(Prediction {
                kpi: text("item").parse().ok()?,
                year: year(text("year"))?,
                value: text("value").parse().ok()?,
            })
        };
        let is_filled = |field: &&str| !item.text(field).is_empty();
        ReformOption {
            number: item.number,
            title: item.title().to_owned(),
            is_as_now: item.text("as-now") == "yes",
            effects: row_numbers(&item.fields, "effect").into_iter().filter_map(effect).collect(),
            predictions: row_numbers(&item.fields, "kpi").into_iter().filter_map(prediction).collect(),
            range: (yen(item.text("low-yen")), yen(item.text("high-yen"))),
            strength: Strength::from_word(item.text("strength")),
            is_verified: ["verification", "verified-by", "strength"].iter().all(is_filled),
        }
    }

    /// Whether it says what would come of it, in money or in a KPI.
    pub fn predicts_something(&self) -> bool {
        !self.effects.is_empty() || !self.predictions.is_empty()
    }

    /// What it moves of one lever in a year.
    ///
    /// # Errors
    /// When the sum does not fit 64 bits.
    pub fn in_year(&self, lever: Lever, year: FiscalYear) -> Result<Yen, MoneyOverflow> {
        Yen::checked_sum(self.effects.iter().filter(|effect| effect.lever == lever).map(|effect| effect.in_year(year)))
    }

    /// What it moves of one lever in as many years from `first` on, all together; years after 2200 count nothing.
    ///
    /// # Errors
    /// When the sum does not fit 64 bits.
    pub fn in_years(&self, lever: Lever, first: FiscalYear, years: usize) -> Result<Yen, MoneyOverflow> {
        let all = std::iter::successors(Some(first), |year| year.next()).take(years);
        all.map(|year| self.in_year(lever, year)).try_fold(Yen::ZERO, |sum, moved| sum.checked_add(moved?))
    }

    /// The predicted values of a KPI, by year.
    pub fn predictions_of(&self, kpi: i64) -> Vec<(FiscalYear, Quantity)> {
        let mut found: Vec<(FiscalYear, Quantity)> =
            self.predictions.iter().filter(|one| one.kpi == kpi).map(|one| (one.year, one.value)).collect();
        found.sort_by_key(|(year, _)| *year);
        found
    }
}

/// The options of one analysis as decisions: the one decided, and the others as what could have been.
///
/// An option to go on as now moves nothing and is handed on only when it is the one decided.
pub fn decisions(
    cluster: &str,
    options: &[ReformOption],
    decided: Option<&Decided>,
    is_illustrative: bool,
) -> Vec<Decision> {
    let decision = |option: &ReformOption| {
        let is_decided = decided.is_some_and(|decided| decided.option == option.number);
        let moves: Vec<Move> = option.effects.iter().filter(|moved| moved.yen_a_year != Yen::ZERO).copied().collect();
        (is_decided || !option.is_as_now).then(|| Decision {
            id: DecisionId::Option(option.number),
            title: option.title.clone(),
            cluster: Some(cluster.to_owned()),
            is_decided,
            stage: if option.is_verified { EffectStage::Assessed } else { EffectStage::Planned },
            is_illustrative,
            moves,
        })
    };
    options.iter().filter_map(decision).collect()
}
