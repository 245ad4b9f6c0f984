//! All lines over the years, on both bases (総額・一般財源).

use std::collections::HashMap;

use super::{Line, OutlookError, Rule, Side, YEARS_MAX};
use crate::money::Yen;
use crate::proportion::{Rounding, share_of, to_yen};
use crate::year::FiscalYear;

/// What an outlook is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// The year the base amounts are of.
    pub base_year: FiscalYear,
    /// The lines.
    pub lines: Vec<Line>,
    /// Population of the base year and of every projected year.
    pub population: Vec<i64>,
    /// Price index of the base year and of every projected year; only its movement counts.
    pub price_index: Vec<f64>,
}

/// An outlook over the years.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlookPath {
    /// The keys of the lines, in the order given.
    pub keys: Vec<String>,
    /// The base year and every projected year.
    pub years: Vec<OutlookYear>,
}

/// One year of an outlook.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlookYear {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Each line in total, in the order of the keys (総額).
    pub amounts: Vec<Yen>,
    /// Each line by general revenue: expenditure net of what is tied to it, tied revenue nothing (一般財源).
    pub general: Vec<Yen>,
    /// Revenue in total (歳入).
    pub revenue: Yen,
    /// Expenditure in total (歳出).
    pub expenditure: Yen,
    /// General revenue.
    pub general_revenue: Yen,
    /// Expenditure met from general revenue.
    pub general_expenditure: Yen,
    /// Revenue less expenditure, before any fund is drawn (収支差額); the same on both bases.
    pub balance: Yen,
}

impl OutlookPath {
    /// The amounts of one line over the years.
    pub fn line(&self, key: &str) -> Option<Vec<Yen>> {
        let index = self.keys.iter().position(|found| found == key)?;
        Some(self.years.iter().map(|year| year.amounts[index]).collect())
    }

    /// The balance of every projected year, without the base year.
    pub fn balances(&self) -> Vec<Yen> {
        self.years.iter().skip(1).map(|year| year.balance).collect()
    }
}

/// Projects every line and tells it on both bases.
///
/// # Errors
/// See [`OutlookError`]; nothing is projected from an outlook with any fault.
pub fn project_outlook(outlook: &Outlook) -> Result<OutlookPath, OutlookError> {
    let order = check(outlook)?;
    let lines = &outlook.lines;
    let place: HashMap<&str, usize> = lines.iter().enumerate().map(|(at, line)| (line.key.as_str(), at)).collect();
    let mut years: Vec<Vec<Yen>> = vec![lines.iter().map(|line| line.base).collect()];
    for index in 1..outlook.population.len() {
        let mut now = vec![Yen::ZERO; lines.len()];
        for at in &order {
            now[*at] = next(outlook, &place, &years, &now, index, &lines[*at])?;
        }
        years.push(now);
    }
    let told = years.into_iter().enumerate().map(|(index, amounts)| {
        let year = FiscalYear::new(outlook.base_year.start() + index as i32)
            .map_err(|_| OutlookError::YearsOutOfRange(index))?;
        tell(lines, &place, year, amounts)
    });
    Ok(OutlookPath {
        keys: lines.iter().map(|line| line.key.clone()).collect(),
        years: told.collect::<Result<_, _>>()?,
    })
}

/// One line in one projected year.
fn next(
    outlook: &Outlook,
    place: &HashMap<&str, usize>,
    years: &[Vec<Yen>],
    now: &[Yen],
    index: usize,
    line: &Line,
) -> Result<Yen, OutlookError> {
    let at = place[line.key.as_str()];
    let (base, before) = (line.base, years[index - 1][at]);
    let gained = |of: &str| now[place[of]].checked_sub(years[0][place[of]]);
    let nearest = Rounding::Nearest;
    Ok(match &line.rule {
        Rule::Kept => base,
        Rule::Growth(growth) => share_of(before, 1.0 + growth, nearest)?,
        Rule::GrowthByYear(rates) => share_of(before, 1.0 + rates[index - 1], nearest)?,
        Rule::PerHead { growth } => {
            let heads = outlook.population[index] as f64 / outlook.population[0] as f64;
            share_of(base, heads * (1.0 + growth).powi(index as i32), nearest)?
        }
        Rule::UnitTimesNumber { unit, growth, numbers } => {
            to_yen(unit.0 as f64 * (1.0 + growth).powi(index as i32) * numbers[index - 1] as f64, nearest)?
        }
        Rule::Planned(amounts) => amounts[index - 1],
        Rule::PriceIndexed { elasticity } => {
            let moved = outlook.price_index[index] / outlook.price_index[0] - 1.0;
            share_of(base, 1.0 + elasticity * moved, nearest)?
        }
        Rule::Offset { of, share, adjustments } => {
            let gains = of.iter().map(|of| gained(of)).collect::<Result<Vec<_>, _>>()?;
            let taken = share_of(Yen::checked_sum(gains)?, *share, nearest)?;
            let added = adjustments.get(index - 1).copied().unwrap_or(Yen::ZERO);
            base.checked_sub(taken)?.checked_add(added)?.max(Yen::ZERO)
        }
        Rule::ShareOfChange { of, share } => base.checked_add(share_of(gained(of)?, *share, nearest)?)?,
        Rule::ShareOf { of, share } => share_of(now[place[of.as_str()]], *share, nearest)?,
        Rule::PriorYear { of, share } => share_of(years[index - 1][place[of.as_str()]], *share, nearest)?,
    })
}

/// One year on both bases.
fn tell(
    lines: &[Line],
    place: &HashMap<&str, usize>,
    year: FiscalYear,
    amounts: Vec<Yen>,
) -> Result<OutlookYear, OutlookError> {
    let mut general = amounts.clone();
    for (at, line) in lines.iter().enumerate() {
        let Side::TiedRevenue(ties) = &line.side else { continue };
        let mut left = amounts[at];
        for (index, (to, share)) in ties.iter().enumerate() {
            let is_last = index + 1 == ties.len();
            let part = if is_last { left } else { share_of(amounts[at], *share, Rounding::Nearest)? };
            left = left.checked_sub(part)?;
            let cost = &mut general[place[to.as_str()]];
            *cost = cost.checked_sub(part)?;
        }
        general[at] = Yen::ZERO;
    }
    let sum = |of: &[Yen], is_expenditure: bool| {
        let side = lines.iter().zip(of).filter(|(line, _)| (line.side == Side::Expenditure) == is_expenditure);
        Yen::checked_sum(side.map(|(_, amount)| *amount))
    };
    for (at, line) in lines.iter().enumerate() {
        if line.side == Side::Expenditure && general[at] < Yen::ZERO && amounts[at] >= Yen::ZERO {
            let (cost, tied) = (amounts[at], amounts[at].checked_sub(general[at])?);
            return Err(OutlookError::TiedBeyondCost { line: line.key.clone(), year: year.start(), cost, tied });
        }
    }
    let (revenue, expenditure) = (sum(&amounts, false)?, sum(&amounts, true)?);
    let (general_revenue, general_expenditure) = (sum(&general, false)?, sum(&general, true)?);
    let balance = revenue.checked_sub(expenditure)?;
    Ok(OutlookYear { year, amounts, general, revenue, expenditure, general_revenue, general_expenditure, balance })
}

/// Refuses what cannot be projected, and finds an order in which every line knows what it looks at.
fn check(outlook: &Outlook) -> Result<Vec<usize>, OutlookError> {
    let years = outlook.population.len().saturating_sub(1);
    let last = i32::try_from(years).ok().and_then(|years| outlook.base_year.start().checked_add(years));
    if !(1..=YEARS_MAX).contains(&years) || !last.is_some_and(|last| FiscalYear::RANGE.contains(&last)) {
        return Err(OutlookError::YearsOutOfRange(years));
    }
    if outlook.lines.is_empty() {
        return Err(OutlookError::NoLines);
    }
    if let Some(nobody) = outlook.population.iter().find(|heads| **heads <= 0) {
        return Err(OutlookError::PopulationNotPositive(*nobody));
    }
    if outlook.price_index.len() != years + 1 {
        let (what, given) = ("price_index".to_owned(), outlook.price_index.len());
        return Err(OutlookError::LengthMismatch { what, given, expected: years + 1 });
    }
    if let Some(rate) = outlook.price_index.iter().find(|index| !(index.is_finite() && **index > 0.0)) {
        return Err(OutlookError::RateOutOfRange { line: "price_index".to_owned(), rate: *rate });
    }
    let mut place: HashMap<&str, usize> = HashMap::new();
    for (at, line) in outlook.lines.iter().enumerate() {
        line.check(years)?;
        if place.insert(&line.key, at).is_some() {
            return Err(OutlookError::LineTwice(line.key.clone()));
        }
    }
    for line in &outlook.lines {
        if let Some(of) = line.looks_at().into_iter().find(|of| !place.contains_key(of)) {
            return Err(OutlookError::UnknownLine { line: line.key.clone(), of: of.to_owned() });
        }
        check_ties(line, &outlook.lines, &place)?;
    }
    let mut order = Vec::with_capacity(outlook.lines.len());
    let mut seen = vec![Seen::No; outlook.lines.len()];
    for at in 0..outlook.lines.len() {
        visit(at, &outlook.lines, &place, &mut seen, &mut order)?;
    }
    Ok(order)
}

fn check_ties(line: &Line, lines: &[Line], place: &HashMap<&str, usize>) -> Result<(), OutlookError> {
    let Side::TiedRevenue(ties) = &line.side else { return Ok(()) };
    let bad = |why| Err(OutlookError::BadTie { line: line.key.clone(), why });
    for (to, share) in ties {
        let Some(at) = place.get(to.as_str()) else {
            return Err(OutlookError::UnknownLine { line: line.key.clone(), of: to.clone() });
        };
        if lines[*at].side != Side::Expenditure {
            return bad("revenue can only be tied to an expenditure");
        }
        if !(share.is_finite() && (0.0..=1.0).contains(share)) {
            return bad("a share must lie between 0 and 1");
        }
    }
    let whole: f64 = ties.iter().map(|(_, share)| share).sum();
    if (whole - 1.0).abs() > 1e-9 { bad("the shares must add up to 1") } else { Ok(()) }
}

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    No,
    Waiting,
    Done,
}

fn visit(
    at: usize,
    lines: &[Line],
    place: &HashMap<&str, usize>,
    seen: &mut [Seen],
    order: &mut Vec<usize>,
) -> Result<(), OutlookError> {
    match seen[at] {
        Seen::Done => return Ok(()),
        Seen::Waiting => return Err(OutlookError::Circle(lines[at].key.clone())),
        Seen::No => seen[at] = Seen::Waiting,
    }
    for of in lines[at].waits_for() {
        visit(place[of], lines, place, seen, order)?;
    }
    seen[at] = Seen::Done;
    order.push(at);
    Ok(())
}
