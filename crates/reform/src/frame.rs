//! Next-generation investment frame (次世代投資枠): target, sources and uses, balanced to the yen.
//!
//! The ledger of a fiscal year holds entries. A source (財源) says what set money free or brought it in, a use (使途) what it
//! goes to; each names the decision or the document it rests on. Entries are never changed: a wrong one is cancelled, with
//! its reason. A year is closed only when Σ sources = Σ uses. Source: the plan, 第2 3（2）; features E1, E2.

mod balance;
mod kinds;

pub use balance::{Balance, CategorySum, Progress, YearProgress, progress, progress_tenths};
pub use kinds::{
    ALREADY_CANCELLED, AMOUNT_NOT_POSITIVE, CREDITED_TWICE, GROUND_MISSING, KINDS, NOT_BALANCED, NOT_DECIDED,
    NOTHING_ENTERED, REASON_MISSING, TITLE_MISSING, UNKNOWN_CATEGORY, YEAR_CLOSED, YEAR_NOT_CLOSED, YEAR_OUTSIDE,
};

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Yen};

use crate::ProblemKind;
use crate::decision::{Decision, DecisionId, Lever};
use crate::labels::labels;

/// An entry of the ledger (台帳の一件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub number: i64,
    /// The fiscal year it belongs to.
    pub year: FiscalYear,
    /// Source or use, and of which kind.
    pub side: Side,
    /// What it is, in a few words.
    pub title: String,
    /// The program it goes to or comes from, where it is one.
    pub program: Option<i64>,
    /// The part of the program that counts, where it is not the whole.
    pub part: String,
    /// Whole yen, above zero.
    pub amount: Yen,
    /// What it rests on.
    pub ground: Ground,
    /// Whether it was cancelled and no longer counts.
    pub is_cancelled: bool,
}

/// Which side of the ledger (財源・使途).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// 財源.
    Source(SourceKind),
    /// 使途, by the id of its category.
    Use(String),
}

/// Where money comes from (財源の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// Effects of the review of programs (見直し効果).
    Review,
    /// Revenue measures (歳入確保).
    Revenue,
    /// Anything else the reform brought (その他).
    Other,
}

labels!(SourceKind {
    Review = "review", "見直し効果", "effects of the review";
    Revenue = "revenue", "歳入確保", "revenue measures";
    Other = "other", "その他の財源", "other sources";
});

/// What an entry rests on (根拠となる決定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A decision of the review or of an analysis.
    Decision(DecisionId),
    /// A document and the place in it, such as the budget.
    Document(String),
}

/// The longest title, part or ground, in characters.
pub const TEXT_CHARS_MAX: usize = 200;

/// The most entries of a year.
pub const ENTRIES_MAX: usize = 2_000;

/// Checks an entry that is to be added to its year: everything wrong with it, as the field and what is wrong.
///
/// `taken` are the years the frame has, `categories` the ids of what the money can be for, `decisions` what was decided.
pub fn check_entry(
    entry: &Entry,
    ledger: &[Entry],
    years: (FiscalYear, FiscalYear),
    categories: &[&str],
    decisions: &[Decision],
) -> Vec<(&'static str, &'static ProblemKind)> {
    let mut faults = Vec::new();
    if entry.year < years.0 || years.1 < entry.year {
        faults.push(("year", &kinds::YEAR_OUTSIDE));
    }
    if entry.title.trim().is_empty() {
        faults.push(("title", &kinds::TITLE_MISSING));
    }
    if entry.amount <= Yen::ZERO {
        faults.push(("amount", &kinds::AMOUNT_NOT_POSITIVE));
    }
    if let Side::Use(category) = &entry.side
        && !categories.contains(&category.as_str())
    {
        faults.push(("category", &kinds::UNKNOWN_CATEGORY));
    }
    match &entry.ground {
        Ground::Document(text) if text.trim().is_empty() => faults.push(("ground", &kinds::GROUND_MISSING)),
        Ground::Document(_) => {}
        Ground::Decision(id) => match decisions.iter().find(|decision| decision.id == *id) {
            Some(decision) if decision.is_decided => {
                let is_source = matches!(entry.side, Side::Source(_));
                if is_source && remaining(decision, entry.year, ledger).is_none_or(|left| left < entry.amount) {
                    faults.push(("amount", &kinds::CREDITED_TWICE));
                }
            }
            _ => faults.push(("ground", &kinds::NOT_DECIDED)),
        },
    }
    faults
}

/// What a decision sets free in general funds in a year and the ledger has not counted yet, in yen; never below zero.
/// `None` when the sum does not fit.
pub fn remaining(decision: &Decision, year: FiscalYear, ledger: &[Entry]) -> Option<Yen> {
    let frees = decision.moves.iter().filter(|moved| moved.lever == Lever::GeneralFunds);
    let free = Yen::checked_sum(frees.map(|moved| moved.in_year(year))).ok()?;
    let counted = ledger.iter().filter(|entry| {
        let rests_on_it = matches!(&entry.ground, Ground::Decision(id) if *id == decision.id);
        !entry.is_cancelled && entry.year == year && rests_on_it && matches!(entry.side, Side::Source(_))
    });
    let counted = Yen::checked_sum(counted.map(|entry| entry.amount)).ok()?;
    Some(free.checked_sub(counted).ok()?.max(Yen::ZERO))
}

/// Whether a year may be closed: it has entries, and Σ sources = Σ uses to the yen.
///
/// # Errors
/// The reason why not.
pub fn check_close(balance: &Balance) -> Result<(), &'static ProblemKind> {
    if balance.entries == 0 {
        return Err(&kinds::NOTHING_ENTERED);
    }
    if balance.is_balanced() { Ok(()) } else { Err(&kinds::NOT_BALANCED) }
}

/// The entries of a year that count.
pub fn counting(ledger: &[Entry], year: FiscalYear) -> impl Iterator<Item = &Entry> {
    ledger.iter().filter(move |entry| entry.year == year && !entry.is_cancelled)
}

/// What a year's entries add up to.
///
/// # Errors
/// When a sum does not fit.
pub fn balance(ledger: &[Entry], year: FiscalYear) -> Result<Balance, MoneyOverflow> {
    Balance::of(counting(ledger, year))
}

#[cfg(test)]
mod tests;
