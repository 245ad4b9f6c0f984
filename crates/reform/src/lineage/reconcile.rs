//! Reconciliation (前年度との照合): last year's total, every difference by its cause, this year's total, to the yen.

use std::collections::BTreeMap;

use fiscal::Yen;
use fiscal::money::MoneyOverflow;

use super::{LineageProblem, Link, WHOLE_BP, YearProgram, check_links};
use crate::amounts::Amounts;
use crate::kinds;
use crate::labels::labels;

/// Why a total differs from last year's (増減の理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Programs that were not there (新規).
    New,
    /// Programs, or parts of them, that ended (終了).
    Ended,
    /// Programs that cost more or less than what they come from (増減).
    Changed,
    /// Programs, or parts of them, that went to another department; nothing for the city as a whole (移管).
    Moved,
}

labels!(Cause {
    New = "new", "新規", "new";
    Ended = "ended", "終了", "ended";
    Changed = "changed", "増減", "changed";
    Moved = "moved", "移管", "moved";
});

/// From last year's total to this year's (増減の内訳): last + new + ended + changed + moved = this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bridge {
    /// Last year's total (前年度).
    pub last: Amounts,
    /// New programs.
    pub new: Amounts,
    /// What ended, below zero.
    pub ended: Amounts,
    /// What costs more or less.
    pub changed: Amounts,
    /// What came from and went to other departments.
    pub moved: Amounts,
    /// This year's total (今年度).
    pub this: Amounts,
}

/// One difference (増減の一件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Why.
    pub cause: Cause,
    /// The department it counts for.
    pub department: String,
    /// The program of last year, where it is about one.
    pub from: Option<String>,
    /// The program of this year, where it is about one.
    pub to: Option<String>,
    /// How much.
    pub amount: Amounts,
}

/// Two years reconciled (照合の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// The city as a whole.
    pub whole: Bridge,
    /// Each department of either year, by id.
    pub departments: BTreeMap<String, Bridge>,
    /// Every difference but those of nothing, by cause, department and program.
    pub lines: Vec<Line>,
}

impl Bridge {
    /// The sum of one cause.
    pub fn of(&self, cause: Cause) -> Amounts {
        match cause {
            Cause::New => self.new,
            Cause::Ended => self.ended,
            Cause::Changed => self.changed,
            Cause::Moved => self.moved,
        }
    }

    /// What the two totals and the causes leave unexplained; always nothing in a [`Reconciliation`].
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn unexplained(&self) -> Result<Amounts, MoneyOverflow> {
        let explained = Amounts::checked_sum([self.last, self.new, self.ended, self.changed, self.moved])?;
        self.this.checked_sub(explained)
    }

    fn add(&mut self, cause: Cause, amount: Amounts) -> Result<(), MoneyOverflow> {
        let sum = match cause {
            Cause::New => &mut self.new,
            Cause::Ended => &mut self.ended,
            Cause::Changed => &mut self.changed,
            Cause::Moved => &mut self.moved,
        };
        *sum = sum.checked_add(amount)?;
        Ok(())
    }
}

/// Reconciles two years through their links.
///
/// # Errors
/// Every fault of the links (see [`check_links`]), or amounts too large to be added.
pub fn reconcile(
    last: &[YearProgram],
    this: &[YearProgram],
    links: &[Link],
) -> Result<Reconciliation, Vec<LineageProblem>> {
    let faults = check_links(last, this, links);
    if !faults.is_empty() {
        return Err(faults);
    }
    reconcile_checked(last, this, links)
        .map_err(|MoneyOverflow| vec![LineageProblem::new(&kinds::LINEAGE_TOO_LARGE, [])])
}

/// An amount cut by shares in hundredths of a percent: each part toward zero, what is left over to the last.
///
/// `None` when the shares do not add up to 100%.
pub fn split_by_share(amount: Yen, shares_bp: &[u32]) -> Option<Vec<Yen>> {
    if shares_bp.iter().map(|share| u64::from(*share)).sum::<u64>() != u64::from(WHOLE_BP) {
        return None;
    }
    let mut left = amount.0;
    let mut parts: Vec<Yen> = Vec::with_capacity(shares_bp.len());
    for (at, share) in shares_bp.iter().enumerate() {
        let wide = i128::from(amount.0) * i128::from(*share) / i128::from(WHOLE_BP);
        let part = if at + 1 == shares_bp.len() { left } else { i64::try_from(wide).ok()? };
        left -= part;
        parts.push(Yen(part));
    }
    Some(parts)
}

fn reconcile_checked(
    last: &[YearProgram],
    this: &[YearProgram],
    links: &[Link],
) -> Result<Reconciliation, MoneyOverflow> {
    let after: BTreeMap<&str, &YearProgram> = this.iter().map(|program| (program.id.as_str(), program)).collect();
    let mut outgoing: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
    for link in links {
        if let Some(from) = &link.from {
            outgoing.entry(from).or_default().push(link);
        }
    }
    let mut received: BTreeMap<&str, Amounts> = BTreeMap::new();
    let mut lines: Vec<Line> = Vec::new();
    let mut say = |cause, department: &str, from: Option<&str>, to: Option<&str>, amount: Amounts| {
        if amount != Amounts::ZERO {
            let (from, to) = (from.map(str::to_owned), to.map(str::to_owned));
            lines.push(Line { cause, department: department.to_owned(), from, to, amount });
        }
    };
    for program in last {
        let out = outgoing.get(program.id.as_str()).map_or(&[][..], Vec::as_slice);
        let shares: Vec<u32> = out.iter().map(|link| link.share_bp).collect();
        let split = |amount| split_by_share(amount, &shares).expect("the links were checked: their shares are whole");
        let (gross, general) = (split(program.cost.gross), split(program.cost.general));
        for ((link, gross), general) in out.iter().zip(gross).zip(general) {
            let part = Amounts { gross, general };
            let minus = Amounts::ZERO.checked_sub(part)?;
            let Some(to) = link.to.as_deref() else {
                say(Cause::Ended, &program.department, Some(&program.id), None, minus);
                continue;
            };
            let sum = received.entry(to).or_default();
            *sum = sum.checked_add(part)?;
            let department = &after[to].department;
            if *department != program.department {
                say(Cause::Moved, &program.department, Some(&program.id), Some(to), minus);
                say(Cause::Moved, department, Some(&program.id), Some(to), part);
            }
        }
    }
    for program in this {
        let (cause, difference) = match received.get(program.id.as_str()) {
            Some(received) => (Cause::Changed, program.cost.checked_sub(*received)?),
            None => (Cause::New, program.cost),
        };
        say(cause, &program.department, None, Some(&program.id), difference);
    }
    lines.sort_by(|a, b| (a.cause, &a.department, &a.from, &a.to).cmp(&(b.cause, &b.department, &b.from, &b.to)));
    total(last, this, lines)
}

fn total(last: &[YearProgram], this: &[YearProgram], lines: Vec<Line>) -> Result<Reconciliation, MoneyOverflow> {
    let mut whole = Bridge::default();
    let mut departments: BTreeMap<String, Bridge> = BTreeMap::new();
    for program in last {
        for bridge in [&mut whole, departments.entry(program.department.clone()).or_default()] {
            bridge.last = bridge.last.checked_add(program.cost)?;
        }
    }
    for program in this {
        for bridge in [&mut whole, departments.entry(program.department.clone()).or_default()] {
            bridge.this = bridge.this.checked_add(program.cost)?;
        }
    }
    for line in &lines {
        for bridge in [&mut whole, departments.entry(line.department.clone()).or_default()] {
            bridge.add(line.cause, line.amount)?;
        }
    }
    Ok(Reconciliation { whole, departments, lines })
}
