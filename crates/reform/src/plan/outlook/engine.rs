//! A plan's outlook as the engine takes it (見通しの計算): rules with their lists laid out over the years, and the balancing line.

use fiscal::outlook::{
    Improvement, ImprovementMode, Line, Outlook, OutlookError, OutlookPath, Rule, Side, project_outlook,
};
use fiscal::proportion::NotAnAmount;
use fiscal::{Quantity, Yen, money::MoneyOverflow};

use super::{LineRule, LineSide, OutlookLine, PlanOutlook};

/// What moves an outlook from outside its lines (推計の前提).
#[derive(Clone, Debug, PartialEq)]
pub struct Drivers {
    /// Growth that taxes follow, as a share.
    pub tax_growth: f64,
    /// Growth of prices, as a share.
    pub price_growth: f64,
    /// Investment in each projected year; their number is that of the years.
    pub investment: Vec<Yen>,
    /// The share of investment that is paid with bonds, as the projection of bonds has it.
    pub bond_share: f64,
    /// Debt service of each projected year as the projection of bonds has it; only its movement counts.
    pub debt_service: Vec<Yen>,
    /// What the balancing line is.
    pub balancing: Balancing,
}

/// What the balancing line is (調整額).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balancing {
    /// In every year.
    pub yearly: Yen,
    /// Added in the year of the plan's point of the fund: the few yen that division left over.
    pub rest: Yen,
}

/// Why an outlook cannot be projected.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OutlookFault {
    /// What the engine refuses.
    #[error(transparent)]
    Outlook(#[from] OutlookError),
    /// Population is not known for a year.
    #[error("the population is not known for so many years: at most {0}")]
    BeyondPopulation(usize),
    /// The fund has no published point at a year that is needed.
    #[error("the fund has no published point at the end of fiscal year {0}")]
    NoFundPoint(i32),
}

impl From<MoneyOverflow> for OutlookFault {
    fn from(error: MoneyOverflow) -> OutlookFault {
        OutlookFault::Outlook(error.into())
    }
}

impl From<NotAnAmount> for OutlookFault {
    fn from(error: NotAnAmount) -> OutlookFault {
        OutlookFault::Outlook(error.into())
    }
}

impl PlanOutlook {
    /// Projects every line.
    ///
    /// # Errors
    /// More years than population is known for, debt service of other years than investment, or what the engine refuses.
    pub fn project(&self, drivers: &Drivers) -> Result<OutlookPath, OutlookFault> {
        let years = drivers.investment.len();
        if years > self.years_max() {
            return Err(OutlookFault::BeyondPopulation(self.years_max()));
        }
        if drivers.debt_service.len() != years {
            let (what, given) = ("debt_service".to_owned(), drivers.debt_service.len());
            return Err(OutlookError::LengthMismatch { what, given, expected: years }.into());
        }
        let price = 1.0 + drivers.price_growth;
        if !(price.is_finite() && price > 0.0) {
            let (line, rate) = ("price_growth".to_owned(), drivers.price_growth);
            return Err(OutlookError::RateOutOfRange { line, rate }.into());
        }
        let mut balancing = vec![drivers.balancing.yearly; years];
        if let Some(last) = balancing.get_mut(self.calibration_years().wrapping_sub(1)) {
            *last = last.checked_add(drivers.balancing.rest)?;
        }
        let lines = self.lines.iter().map(|line| engine_line(line, drivers, &balancing)).collect::<Result<_, _>>()?;
        Ok(project_outlook(&Outlook {
            base_year: self.base_year,
            lines,
            population: (0..=years).map(|index| self.population_in(index)).collect(),
            price_index: (0..=years).map(|index| 100.0 * price.powi(index as i32)).collect(),
        })?)
    }

    /// What the balancing line must be in each year so that the fund goes from its settled point of the base year to the
    /// plan's point, with the plan's own improvement the same every year (調整額).
    ///
    /// `drivers` are those of the baseline over the years up to the plan's point; what they say of balancing is not looked at.
    ///
    /// # Errors
    /// A missing point of the fund, or what [`PlanOutlook::project`] refuses.
    pub fn balance_to_fund(&self, drivers: &Drivers) -> Result<Balancing, OutlookFault> {
        let point = |year: fiscal::FiscalYear| {
            let found = self.fund.point(year).map(|point| point.balance.value);
            found.ok_or(OutlookFault::NoFundPoint(year.start()))
        };
        let (opening, closing) = (point(self.base_year)?, point(self.fund.calibrate_to)?);
        let years = self.calibration_years();
        let path = self.project(&Drivers { balancing: Balancing::default(), ..drivers.clone() })?;
        let improvement = Improvement { yearly: self.improvement.value, mode: ImprovementMode::Flat }.effects(years)?;
        let set_aside = std::iter::repeat_n(self.set_aside.value, years);
        let moved = Yen::checked_sum(path.balances().into_iter().take(years).chain(improvement).chain(set_aside))?;
        let missing = closing.checked_sub(opening)?.checked_sub(moved)?;
        let count = i64::try_from(years.max(1)).map_err(|_| MoneyOverflow)?;
        Ok(Balancing { yearly: Yen(missing.0 / count), rest: Yen(missing.0 % count) })
    }

    /// How many projected years lead to the plan's point of the fund.
    pub fn calibration_years(&self) -> usize {
        usize::try_from(self.fund.calibrate_to.start() - self.base_year.start()).unwrap_or(0)
    }

    /// Population so many years after the base year, moving evenly between the points that are known.
    pub fn population_in(&self, index: usize) -> i64 {
        let year = self.base_year.start() + index as i32;
        let after = self.population.iter().position(|point| point.year.start() >= year);
        match after {
            Some(0) => self.population[0].people.value,
            Some(after) => {
                let (from, to) = (&self.population[after - 1], &self.population[after]);
                let span = i64::from(to.year.start() - from.year.start());
                let gone = i64::from(year - from.year.start());
                from.people.value + (to.people.value - from.people.value) * gone / span.max(1)
            }
            None => self.population.last().map_or(0, |point| point.people.value),
        }
    }
}

fn engine_line(line: &OutlookLine, drivers: &Drivers, balancing: &[Yen]) -> Result<Line, OutlookFault> {
    let years = balancing.len();
    let of_year = |amounts: &[Yen]| -> Vec<Yen> { (0..years).map(|index| kept(amounts, index)).collect() };
    let rule = match &line.rule {
        LineRule::Kept => Rule::Kept,
        LineRule::Growth(rate) => Rule::Growth(share(*rate)),
        LineRule::Tax { elasticity, extra_percent } => Rule::GrowthByYear(
            (0..years)
                .map(|index| {
                    let extra = extra_percent.get(index % extra_percent.len().max(1)).map_or(0.0, |rate| share(*rate));
                    elasticity.to_f64() * drivers.tax_growth + extra
                })
                .collect(),
        ),
        LineRule::PerHead(growth) => Rule::PerHead { growth: share(*growth) },
        LineRule::UnitTimesNumber { unit, growth_percent, numbers } => Rule::UnitTimesNumber {
            unit: *unit,
            growth: share(*growth_percent),
            numbers: (0..years).map(|index| kept(numbers, index)).collect(),
        },
        LineRule::Planned(amounts) => Rule::Planned(of_year(amounts)),
        LineRule::PriceIndexed(elasticity) => Rule::PriceIndexed { elasticity: elasticity.to_f64() },
        LineRule::Offset { of, share_percent, adjustments } => {
            Rule::Offset { of: of.clone(), share: share(*share_percent), adjustments: of_year(adjustments) }
        }
        LineRule::ShareOfChange { of, share_percent } => {
            Rule::ShareOfChange { of: of.clone(), share: share(*share_percent) }
        }
        LineRule::ShareOf { of, share_percent } => Rule::ShareOf { of: of.clone(), share: share(*share_percent) },
        LineRule::PriorYear { of, share_percent } => Rule::PriorYear { of: of.clone(), share: share(*share_percent) },
        LineRule::Investment => Rule::Planned(drivers.investment.clone()),
        LineRule::Bonds => {
            let amounts = drivers.investment.iter().map(|amount| {
                fiscal::proportion::share_of(*amount, drivers.bond_share, fiscal::proportion::Rounding::Nearest)
            });
            Rule::Planned(amounts.collect::<Result<_, _>>()?)
        }
        LineRule::DebtService => {
            let first = drivers.debt_service.first().copied().unwrap_or_default();
            let moved = |amount: &Yen| line.base.value.checked_add(amount.checked_sub(first)?);
            Rule::Planned(drivers.debt_service.iter().map(moved).collect::<Result<_, MoneyOverflow>>()?)
        }
        LineRule::Balancing => Rule::Planned(balancing.to_vec()),
    };
    let side = match &line.side {
        LineSide::GeneralRevenue => Side::GeneralRevenue,
        LineSide::TiedRevenue(ties) => {
            Side::TiedRevenue(ties.iter().map(|(to, percent)| (to.clone(), share(*percent))).collect())
        }
        LineSide::Expenditure => Side::Expenditure,
    };
    Ok(Line { key: line.key.clone(), side, base: line.base.value, rule })
}

/// An entry of a list, or its last when the list is shorter; nothing of an empty list.
fn kept<T: Copy + Default>(entries: &[T], index: usize) -> T {
    entries.get(index).or(entries.last()).copied().unwrap_or_default()
}

/// Not divided as a float: 71.4 / 100 is not 0.714.
fn share(percent: Quantity) -> f64 {
    Quantity { decimals: percent.decimals.saturating_add(2), ..percent }.to_f64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::outlook::{FundPoint, Grounded, OutlookFund, OutlookGround, PopulationPoint};
    use crate::plan::{Basis, Text};
    use fiscal::FiscalYear;
    use proptest::prelude::*;

    fn grounded<T>(value: T) -> Grounded<T> {
        let note = Some(Text::japanese("例示"));
        Grounded { value, ground: OutlookGround { basis: Basis::Illustrative, note, source: None } }
    }

    fn year(start: i32) -> FiscalYear {
        FiscalYear::new(start).unwrap()
    }

    fn line(key: &str, side: LineSide, base: i64, rule: LineRule) -> OutlookLine {
        let ground = grounded(()).ground;
        OutlookLine {
            key: key.into(),
            name: Text::japanese(key),
            side,
            base: grounded(Yen(base)),
            rule,
            rule_ground: ground,
        }
    }

    fn outlook(lines: Vec<OutlookLine>) -> PlanOutlook {
        let point = |start: i32, balance: i64, is_settled: bool| FundPoint {
            year: year(start),
            is_settled,
            balance: grounded(Yen(balance)),
        };
        PlanOutlook {
            base_year: year(2023),
            years: 3,
            note: Text::japanese("例示"),
            revenue_total: grounded(Yen(0)),
            expenditure_total: grounded(Yen(0)),
            lines,
            population: [(2023, 1_000), (2027, 900), (2033, 600)]
                .map(|(start, people)| PopulationPoint { year: year(start), people: grounded(people) })
                .to_vec(),
            tax_growth_percent: grounded(Quantity::whole(1)),
            price_growth_percent: grounded(Quantity::whole(1)),
            investment: grounded(Yen(0)),
            improvement: grounded(Yen(50)),
            set_aside: grounded(Yen(0)),
            standard_scale: grounded(Yen(1)),
            fund: OutlookFund {
                name: Text::japanese("基金"),
                points: vec![point(2023, 376, true), point(2026, 216, false)],
                calibrate_to: year(2026),
                line: grounded(Yen(0)),
            },
        }
    }

    fn drivers(years: usize) -> Drivers {
        Drivers {
            tax_growth: 0.01,
            price_growth: 0.01,
            investment: vec![Yen(1_000); years],
            bond_share: 0.7,
            debt_service: (0..years as i64).map(|index| Yen(500 + index * 10)).collect(),
            balancing: Balancing::default(),
        }
    }

    #[test]
    fn population_moves_evenly_between_the_known_points() {
        let outlook = outlook(vec![]);
        let people: Vec<i64> = (0..=10).map(|index| outlook.population_in(index)).collect();
        assert_eq!(people, [1_000, 975, 950, 925, 900, 850, 800, 750, 700, 650, 600]);
        assert_eq!(outlook.years_max(), 10);
    }

    #[test]
    fn rates_repeat_and_amounts_keep_their_last() {
        let thirds = |units| Quantity { units, decimals: 0 };
        let tax = LineRule::Tax { elasticity: Quantity::whole(0), extra_percent: vec![thirds(-10), thirds(0)] };
        let outlook = outlook(vec![
            line("tax", LineSide::GeneralRevenue, 1_000, tax),
            line("plan", LineSide::Expenditure, 5, LineRule::Planned(vec![Yen(7), Yen(8)])),
        ]);
        let path = outlook.project(&drivers(4)).unwrap();
        assert_eq!(path.line("tax").unwrap(), [1_000, 900, 900, 810, 810].map(Yen));
        assert_eq!(path.line("plan").unwrap(), [5, 7, 8, 8, 8].map(Yen));
    }

    #[test]
    fn investment_bonds_and_debt_service_come_from_outside() {
        let outlook = outlook(vec![
            line("works", LineSide::Expenditure, 900, LineRule::Investment),
            line("bonds", LineSide::TiedRevenue(vec![("works".into(), Quantity::whole(100))]), 600, LineRule::Bonds),
            line("service", LineSide::Expenditure, 300, LineRule::DebtService),
        ]);
        let path = outlook.project(&drivers(3)).unwrap();
        assert_eq!(path.line("works").unwrap(), [900, 1_000, 1_000, 1_000].map(Yen));
        assert_eq!(path.line("bonds").unwrap(), [600, 700, 700, 700].map(Yen));
        assert_eq!(path.line("service").unwrap(), [300, 300, 310, 320].map(Yen));
        let without = Drivers { debt_service: vec![], ..drivers(3) };
        assert!(outlook.project(&without).is_err());
        assert_eq!(outlook.project(&drivers(11)), Err(OutlookFault::BeyondPopulation(10)));
        let absurd = Drivers { price_growth: -1.0, ..drivers(3) };
        assert!(outlook.project(&absurd).is_err());
    }

    proptest! {
        #[test]
        fn the_balancing_line_always_leads_to_the_published_point(
            tax in 0..10_000_000i64, cost in 0..10_000_000i64, growth in -20..20i64, closing in -10_000..10_000i64,
        ) {
            let mut outlook = outlook(vec![
                line("tax", LineSide::GeneralRevenue, tax, LineRule::Growth(Quantity::whole(growth))),
                line("cost", LineSide::Expenditure, cost, LineRule::PriceIndexed(Quantity::whole(1))),
                line("balancing", LineSide::GeneralRevenue, 0, LineRule::Balancing),
            ]);
            outlook.fund.points[1].balance.value = Yen(closing);
            let balancing = outlook.balance_to_fund(&drivers(3)).unwrap();
            let path = outlook.project(&Drivers { balancing, ..drivers(3) }).unwrap();
            let moved: i64 = path.balances().iter().map(|balance| balance.0 + 50).sum();
            prop_assert_eq!(376 + moved, closing);
        }
    }
}
