//! Which investment keeps a goal? (逆算)

use super::investment::step_investment;
use super::ledger::per_citizen;
use super::{DebtError, Financing, Legacy, project_investment};
use crate::money::Yen;

/// What must not be passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The balance at the end of the last year.
    Balance(Yen),
    /// The balance at the end of the last year for each citizen of that year.
    BalancePerCitizen {
        /// The most for each citizen.
        amount: Yen,
        /// How many citizens there will be.
        population: i64,
    },
    /// The burden (公債費) of every projected year.
    DebtService(Yen),
}

/// The years a goal is sought over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// Projected years.
    pub years: usize,
    /// The first of them, in which investment stays as it is.
    pub transition_years: usize,
    /// Investment in those.
    pub before: Yen,
}

/// The most a city could ask about: 10 trillion yen of investment a year.
const INVESTMENT_MAX: i64 = 10_000_000_000_000;

/// The largest steady yearly investment that keeps the goal, to the yen.
///
/// # Errors
/// When even no investment misses the goal, when no investment touches it, or when the inputs are at fault.
pub fn find_investment(
    legacy: &Legacy,
    financing: &Financing,
    horizon: &Horizon,
    goal: &Goal,
) -> Result<Yen, DebtError> {
    let measure = |investment: i64| -> Result<Yen, DebtError> {
        let Horizon { years, transition_years, before } = *horizon;
        let investment = step_investment(before, Yen(investment), transition_years, years)?;
        let path = project_investment(legacy, financing, &investment)?;
        let last = path.years.last().expect("a projection has at least one year");
        match goal {
            Goal::Balance(_) => financing.balance(last),
            Goal::BalancePerCitizen { population, .. } => per_citizen(financing.balance(last)?, *population),
            Goal::DebtService(_) => {
                path.years.iter().try_fold(Yen::ZERO, |most, year| Ok(most.max(year.debt_service()?)))
            }
        }
    };
    let limit = match goal {
        Goal::Balance(amount) | Goal::DebtService(amount) | Goal::BalancePerCitizen { amount, .. } => *amount,
    };
    let least = measure(0)?;
    if least > limit {
        return Err(DebtError::GoalOutOfReach { least });
    }
    let (mut keeps, mut misses) = (0, INVESTMENT_MAX);
    if measure(misses)? <= limit {
        return Err(DebtError::GoalNeverBinds);
    }
    while misses - keeps > 1 {
        let middle = keeps + (misses - keeps) / 2;
        if measure(middle)? <= limit { keeps = middle } else { misses = middle }
    }
    Ok(Yen(keeps))
}
