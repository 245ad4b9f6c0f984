//! What one decision moves (決定の影響): every figure in every year, worked out from the decision alone.

use std::collections::BTreeMap;

use fiscal::proportion::{Rounding, ratio_of, share_of};
use fiscal::{FiscalYear, Quantity, Yen};

use super::baseline::{Baseline, is_revenue};
use super::{ChainFault, Figure};
use crate::decision::{Decision, Lever};
use crate::plan::outlook::{LineRule, PlanOutlook};

/// What one decision moves, by figure (決定の影響); a figure that is not there is not moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// From the year after the base year on.
    figures: BTreeMap<Figure, Vec<Yen>>,
    /// What it changes of investment in each year of the bonds; empty when it changes nothing.
    pub(super) investment: Vec<Yen>,
}

impl Moved {
    /// What a decision moves by itself.
    ///
    /// # Errors
    /// Amounts too large.
    pub fn of(decision: &Decision, baseline: &Baseline) -> Result<Moved, ChainFault> {
        let (outlook_years, bond_years) = baseline.horizon();
        let by_year = |lever: Lever, years: usize| -> Result<Vec<Yen>, ChainFault> {
            let moves = decision.moves.iter().filter(|moved| moved.lever == lever);
            (1..=years as i32)
                .map(|place| {
                    let Ok(year) = FiscalYear::new(baseline.base_year().start() + place) else { return Ok(Yen::ZERO) };
                    Ok(Yen::checked_sum(moves.clone().map(|moved| moved.in_year(year)))?)
                })
                .collect()
        };
        let mut moved = Moved::default();
        let improvement = by_year(Lever::GeneralFunds, outlook_years)?;
        let investment = by_year(Lever::Investment, bond_years)?;
        if investment.iter().any(|amount| *amount != Yen::ZERO) {
            moved.add_bonds(&investment, baseline)?;
            moved.add_lines(baseline)?;
            moved.investment = investment;
        }
        moved.set(Figure::Improvement, improvement);
        moved.add_fund(outlook_years)?;
        if baseline.input.settled.is_some() {
            moved.add_ratios(baseline)?;
        }
        Ok(moved)
    }

    /// What is moved of a figure, so many years after the base year.
    pub fn at(&self, figure: Figure, place: i32) -> Yen {
        let index = usize::try_from(place - 1).ok();
        let amounts = self.figures.get(&figure);
        index.zip(amounts).and_then(|(index, amounts)| amounts.get(index)).copied().unwrap_or_default()
    }

    /// The figures moved, each with its amounts from the year after the base year on.
    pub fn figures(&self) -> impl Iterator<Item = (Figure, &[Yen])> {
        self.figures.iter().map(|(figure, amounts)| (*figure, amounts.as_slice()))
    }

    fn set(&mut self, figure: Figure, amounts: Vec<Yen>) {
        if amounts.iter().any(|amount| *amount != Yen::ZERO) {
            self.figures.insert(figure, amounts);
        }
    }

    fn add_bonds(&mut self, investment: &[Yen], baseline: &Baseline) -> Result<(), ChainFault> {
        let answer = baseline.response.respond(investment)?;
        let service = answer.iter().map(|year| Ok(year.debt_service()?)).collect::<Result<_, ChainFault>>()?;
        self.set(Figure::Investment, investment.to_vec());
        self.set(Figure::Issued, answer.iter().map(|year| year.issued).collect());
        self.set(Figure::Redeemed, answer.iter().map(|year| year.redeemed).collect());
        self.set(Figure::Interest, answer.iter().map(|year| year.interest).collect());
        self.set(Figure::DebtService, service);
        self.set(Figure::Bonds, answer.iter().map(|year| year.balance).collect());
        Ok(())
    }

    /// The lines that follow investment and debt service, and what that leaves of revenue, expenditure and balance.
    fn add_lines(&mut self, baseline: &Baseline) -> Result<(), ChainFault> {
        let (years, outlook) = (baseline.horizon().0, &baseline.input.outlook);
        let place_of = |key: &str| outlook.lines.iter().position(|line| line.key == key);
        let ratio = baseline.input.financing.issue_ratio;
        let share = |amount: Yen, percent: Quantity| share_of(amount, as_share(percent), Rounding::Nearest);
        // Year by year, as a line may follow another of the year before.
        let mut rows: BTreeMap<usize, Vec<Yen>> = baseline.moving.iter().map(|line| (*line, Vec::new())).collect();
        for place in 1..=years as i32 {
            for line in &baseline.moving {
                let of_line = |key: &str, place: i32| {
                    let row = place_of(key).and_then(|of| rows.get(&of));
                    let index = usize::try_from(place - 1).ok();
                    row.zip(index).and_then(|(row, index)| row.get(index)).copied().unwrap_or_default()
                };
                let amount = match &outlook.lines[*line].rule {
                    LineRule::Investment => self.at(Figure::Investment, place),
                    LineRule::Bonds => share_of(self.at(Figure::Investment, place), ratio, Rounding::Nearest)?,
                    LineRule::DebtService => {
                        self.at(Figure::DebtService, place).checked_sub(self.at(Figure::DebtService, 1))?
                    }
                    LineRule::ShareOf { of, share_percent } | LineRule::ShareOfChange { of, share_percent } => {
                        share(of_line(of, place), *share_percent)?
                    }
                    LineRule::PriorYear { of, share_percent } => share(of_line(of, place - 1), *share_percent)?,
                    LineRule::Offset { of, share_percent, .. } => {
                        let gained = Yen::checked_sum(of.iter().map(|key| of_line(key, place)))?;
                        Yen::ZERO.checked_sub(share(gained, *share_percent)?)?
                    }
                    _ => Yen::ZERO,
                };
                if let Some(row) = rows.get_mut(line) {
                    row.push(amount);
                }
            }
        }
        for (line, row) in rows {
            self.set(Figure::Line(line), row);
        }
        let side = |wanted: bool| -> Result<Vec<Yen>, ChainFault> {
            let lines = baseline.moving.iter().filter(|line| is_revenue(&outlook.lines[**line].side) == wanted);
            (1..=years as i32)
                .map(|place| Ok(Yen::checked_sum(lines.clone().map(|line| self.at(Figure::Line(*line), place)))?))
                .collect()
        };
        let (revenue, expenditure) = (side(true)?, side(false)?);
        let balance = revenue.iter().zip(&expenditure).map(|(gained, spent)| Ok(gained.checked_sub(*spent)?));
        let balance = balance.collect::<Result<Vec<_>, ChainFault>>()?;
        self.set(Figure::Revenue, revenue);
        self.set(Figure::Expenditure, expenditure);
        self.set(Figure::Balance, balance);
        Ok(())
    }

    fn add_fund(&mut self, years: usize) -> Result<(), ChainFault> {
        let mut fund = Yen::ZERO;
        let mut closings = Vec::with_capacity(years);
        for place in 1..=years as i32 {
            fund = Yen::checked_sum([fund, self.at(Figure::Balance, place), self.at(Figure::Improvement, place)])?;
            closings.push(fund);
        }
        self.set(Figure::Fund, closings);
        Ok(())
    }

    /// Numerators and denominators of the ratios. What is a share of debt service or of bonds in the projection is the same
    /// share of what is moved of them.
    fn add_ratios(&mut self, baseline: &Baseline) -> Result<(), ChainFault> {
        let Some(settled) = &baseline.input.settled else { return Ok(()) };
        let (latest, burden) = (&settled.service[2], &settled.burden);
        let service_lines: Vec<usize> = baseline.service_lines().collect();
        let scale_lines = baseline.scale_lines();
        let figures = [
            Figure::ServicePaid,
            Figure::ServiceTied,
            Figure::ServiceNeed,
            Figure::Scale,
            Figure::ServiceNumerator,
            Figure::ServiceDenominator,
            Figure::BurdenBonds,
            Figure::BurdenFunds,
            Figure::BurdenNeed,
            Figure::BurdenNumerator,
            Figure::BurdenDenominator,
        ];
        let mut rows: [Vec<Yen>; 11] = Default::default();
        for place in 1..=baseline.horizon().0 as i32 {
            let lines =
                |lines: &[usize]| Yen::checked_sum(lines.iter().map(|line| self.at(Figure::Line(*line), place)));
            let (paid, scale) = (lines(&service_lines)?, lines(&scale_lines)?);
            let tied = ratio_of(latest.c_tied_revenue, paid.0, latest.a_debt_service.0)?;
            let need = ratio_of(latest.d_counted_in_need, paid.0, latest.a_debt_service.0)?;
            let (bonds, funds) = (self.at(Figure::Bonds, place), self.at(Figure::Fund, place));
            let counted = match burden.a_burden.bonds {
                Yen::ZERO => Yen::ZERO,
                whole => ratio_of(burden.d_counted_in_need, bonds.0, whole.0)?,
            };
            let denominator = scale.checked_sub(need)?;
            let amounts = [
                paid,
                tied,
                need,
                scale,
                paid.checked_sub(tied)?.checked_sub(need)?,
                denominator,
                bonds,
                funds,
                counted,
                bonds.checked_sub(funds)?.checked_sub(counted)?,
                denominator,
            ];
            rows.iter_mut().zip(amounts).for_each(|(row, amount)| row.push(amount));
        }
        for (figure, row) in figures.into_iter().zip(rows) {
            self.set(figure, row);
        }
        Ok(())
    }
}

/// The lines that follow investment or debt service, each after those of the same year it follows.
///
/// Revenue that moves against others never falls below nothing in the outlook; decisions are far too small to reach that, and
/// here it is not looked at.
pub(super) fn moving_lines(outlook: &PlanOutlook) -> Vec<usize> {
    let place_of = |key: &String| outlook.lines.iter().position(|line| line.key == *key);
    let follows = |line: usize| -> Vec<usize> {
        match &outlook.lines[line].rule {
            LineRule::ShareOf { of, .. } | LineRule::ShareOfChange { of, .. } | LineRule::PriorYear { of, .. } => {
                place_of(of).into_iter().collect()
            }
            LineRule::Offset { of, .. } => of.iter().filter_map(place_of).collect(),
            _ => Vec::new(),
        }
    };
    let is_start = |line: usize| {
        matches!(outlook.lines[line].rule, LineRule::Investment | LineRule::Bonds | LineRule::DebtService)
    };
    let count = outlook.lines.len();
    let mut moving: Vec<usize> = (0..count).filter(|line| is_start(*line)).collect();
    // First which lines move at all, then in which order: the outlook has no circle within a year.
    let mut moves: Vec<bool> = (0..count).map(is_start).collect();
    for _ in 0..count {
        for line in 0..count {
            moves[line] = moves[line] || follows(line).iter().any(|of| moves[*of]);
        }
    }
    let waits_for = |line: usize| match outlook.lines[line].rule {
        LineRule::PriorYear { .. } => Vec::new(),
        _ => follows(line),
    };
    for _ in 0..count {
        for line in (0..count).filter(|line| moves[*line]) {
            let is_ready = waits_for(line).iter().all(|of| !moves[*of] || moving.contains(of));
            if !moving.contains(&line) && is_ready {
                moving.push(line);
            }
        }
    }
    moving
}

/// Not divided as a float: 71.4 / 100 is not 0.714.
pub(super) fn as_share(percent: Quantity) -> f64 {
    Quantity { decimals: percent.decimals.saturating_add(2), ..percent }.to_f64()
}
