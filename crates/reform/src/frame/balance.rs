//! What the ledger adds up to (投資枠の収支と進み具合): by side, by category, against the target.

use std::collections::BTreeMap;

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Quantity, Yen};

use super::{Entry, Side, SourceKind, balance};

/// The sums of some entries, in yen (財源と使途の合計).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// How many entries count.
    pub entries: usize,
    /// Σ sources.
    pub sources: Yen,
    /// Σ uses.
    pub uses: Yen,
    /// Σ sources by kind; kinds without entries are left out.
    pub by_source: BTreeMap<SourceKind, Yen>,
    /// Σ uses by category, in the order of their ids.
    pub by_category: Vec<CategorySum>,
}

/// The uses of one category (分類ごとの使途).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategorySum {
    /// The id of the category.
    pub category: String,
    /// Σ uses, in yen.
    pub amount: Yen,
}

/// How far the frame has come (投資枠の進み具合).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is to be secured over all years, in yen.
    pub target: Yen,
    /// What is secured so far, in yen.
    pub secured: Yen,
    /// Year by year.
    pub years: Vec<YearProgress>,
}

/// One year of the frame (年度ごとの投資枠).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearProgress {
    /// The fiscal year.
    pub year: FiscalYear,
    /// What is to be secured in it: the plan's own figure, or what is left of the total in equal parts (仮定), in yen.
    pub target: Yen,
    /// Whether the plan states that target.
    pub target_is_stated: bool,
    /// What was secured: what the ledger has both money and a use for, or the published amount where nothing was entered, in yen.
    pub secured: Yen,
    /// Whether it is the published amount, and not the ledger's.
    pub is_published: bool,
    /// Secured so far up to this year, in yen.
    pub so_far: Yen,
    /// The same as a percentage of the whole target.
    pub so_far_percent: Quantity,
}

impl Balance {
    /// Adds entries up; all of them count.
    pub(super) fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Result<Balance, MoneyOverflow> {
        let mut sums = Balance::default();
        let mut uses: BTreeMap<&str, Yen> = BTreeMap::new();
        for entry in entries {
            sums.entries += 1;
            match &entry.side {
                Side::Source(kind) => {
                    sums.sources = sums.sources.checked_add(entry.amount)?;
                    let of_kind = sums.by_source.entry(*kind).or_default();
                    *of_kind = of_kind.checked_add(entry.amount)?;
                }
                Side::Use(category) => {
                    sums.uses = sums.uses.checked_add(entry.amount)?;
                    let of_category = uses.entry(category).or_default();
                    *of_category = of_category.checked_add(entry.amount)?;
                }
            }
        }
        sums.by_category =
            uses.into_iter().map(|(category, amount)| CategorySum { category: category.to_owned(), amount }).collect();
        Ok(sums)
    }

    /// Whether Σ sources = Σ uses to the yen.
    pub fn is_balanced(&self) -> bool {
        self.sources == self.uses
    }

    /// Σ sources − Σ uses: above zero money that has no use yet, below zero uses without money.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn difference(&self) -> Result<Yen, MoneyOverflow> {
        self.sources.checked_sub(self.uses)
    }
}

/// How far the frame has come, over the years from the first to the last.
///
/// `stated` are the amounts the plan gives for single years: published as secured for a year whose ledger is empty, and its
/// target. What the stated years leave of the total is spread evenly over the others, the odd yen in the last.
///
/// # Errors
/// When a sum does not fit.
pub fn progress(
    total: Yen,
    (first, last): (FiscalYear, FiscalYear),
    stated: &[(FiscalYear, Yen)],
    ledger: &[Entry],
) -> Result<Progress, MoneyOverflow> {
    let years: Vec<FiscalYear> =
        std::iter::successors(Some(first), |year| year.next()).take_while(|year| *year <= last).collect();
    let of_year = |year: FiscalYear| stated.iter().find(|(other, _)| *other == year).map(|(_, amount)| *amount);
    let said = Yen::checked_sum(years.iter().filter_map(|year| of_year(*year)))?;
    let open: Vec<FiscalYear> = years.iter().copied().filter(|year| of_year(*year).is_none()).collect();
    let left = total.checked_sub(said)?.max(Yen::ZERO);
    let part = Yen(left.0 / i64::try_from(open.len().max(1)).unwrap_or(i64::MAX));
    let mut spread = Yen::ZERO;
    let mut so_far = Yen::ZERO;
    let mut told = Vec::new();
    for year in years {
        let target = match of_year(year) {
            Some(amount) => amount,
            None if Some(&year) == open.last() => left.checked_sub(spread)?,
            None => part,
        };
        if of_year(year).is_none() {
            spread = spread.checked_add(target)?;
        }
        let entered = balance(ledger, year)?;
        let is_published = entered.entries == 0 && of_year(year).is_some();
        // A use without money is not secured, nor is money without a use.
        let entered_both = entered.sources.min(entered.uses);
        let secured = if is_published { of_year(year).unwrap_or_default() } else { entered_both };
        so_far = so_far.checked_add(secured)?;
        let so_far_percent = progress_tenths(so_far, total);
        let target_is_stated = of_year(year).is_some();
        told.push(YearProgress { year, target, target_is_stated, secured, is_published, so_far, so_far_percent });
    }
    Ok(Progress { target: total, secured: so_far, years: told })
}

/// A part of a target as a percentage with one decimal, rounded half up; for display. Zero where there is no target.
pub fn progress_tenths(part: Yen, target: Yen) -> Quantity {
    let (part, target) = (i128::from(part.0), i128::from(target.0));
    let tenths = if target <= 0 { 0 } else { (part * 2_000 + target).div_euclid(target * 2) };
    Quantity { units: i64::try_from(tenths).unwrap_or(i64::MAX), decimals: 1 }
}
