//! Back-test (事後検証): what the bond rules would have said in past years, beside what came.
//!
//! A city's settled years give its bond balance, debt service and investment, not its issues, terms or interest. From each
//! start year the rule below uses nothing later than that year, except investment where [`Investment::AsSpent`] says so.
//!
//! 1. **Interest** is an assumed yearly rate, the same for old and new bonds. Redemption of a settled year is what debt service
//!    leaves after it: `R = (S − i·B) / (1 − i/4)`, `B` the balance at its beginning (half-yearly redemption of equal principal).
//! 2. **Issues** of a settled year are `N = ΔB + R`; the issue ratio is `ΣN / ΣI` over the last years of the window.
//! 3. **Life** of the bonds: a stock of steady issues over `n` years redeems `2/(n+1)` of itself a year, so `n = 2·ΣB/ΣR − 1`
//!    over the same years, made of the two whole numbers of years around it.
//! 4. Then [`project_ledger`]: the stock of the start age-distributed over that life, new issues = ratio × investment.

use crate::debt::{Basis, DebtError, Form, Ledger, Legacy, Mix, Part, Terms, YEARS_MAX, project_ledger};
use crate::money::{MoneyOverflow, Yen};
use crate::proportion::{NotAnAmount, Rounding, share_of, to_yen};

/// One settled year of a city (決算).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettledYear {
    /// The fiscal year.
    pub year: i32,
    /// Bonds outstanding at its end (地方債現在高).
    pub balance: Yen,
    /// Debt service (公債費).
    pub service: Yen,
    /// Investment (普通建設事業費).
    pub investment: Yen,
}

/// What is assumed and how far back is looked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Interest a year, as a share (仮定).
    pub annual_rate: f64,
    /// How many years up to the start the ratio, the life and the mean investment are taken from.
    pub window_years: usize,
}

/// What is known of investment after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Investment {
    /// What was spent, as if the city had known its plans.
    AsSpent,
    /// Nothing: the mean of the window's years goes on.
    MeanOfWindow,
}

/// A way to tell the years after a start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Forecast {
    /// The model's rules.
    Model(Rule, Investment),
    /// Everything stays as in the start year.
    Stays,
    /// The change from the year before to the start year goes on.
    ChangeGoesOn,
}

/// What the years up to a start say of a city's bonds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted {
    /// New bonds for each yen of investment (起債率).
    pub issue_ratio: f64,
    /// Life of the bonds in years.
    pub life_years: f64,
    /// Mean investment a year.
    pub investment: Yen,
}

/// Balance and debt service told for a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Bonds outstanding at its end.
    pub balance: Yen,
    /// Debt service.
    pub service: Yen,
}

/// How far off a forecast was so many years ahead, as shares of what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    /// Years ahead.
    pub horizon: usize,
    /// How many starts have a settled year so far ahead.
    pub starts: usize,
    /// Mean of told less settled: above zero when too much was told.
    pub mean: f64,
    /// Mean of its size (平均絶対誤差率).
    pub mean_absolute: f64,
    /// The largest size.
    pub worst: f64,
}

/// Why nothing was tested.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BacktestError {
    /// A year is missing, doubled or out of order.
    #[error("the year after {0} is missing")]
    YearMissing(i32),
    /// An amount that cannot be divided by or fitted to.
    #[error("{what} of {year} is {amount} yen: it must be above zero")]
    NotPositive {
        /// Which amount.
        what: &'static str,
        /// Of which year.
        year: i32,
        /// What was given.
        amount: Yen,
    },
    /// Not enough settled years up to a start.
    #[error("{given} years are given up to the start, {needed} are needed")]
    TooFewYears {
        /// How many there are.
        given: usize,
        /// How many the window needs.
        needed: usize,
    },
    /// Debt service that does not even pay the assumed interest, or issues below zero.
    #[error("{what} of the years up to {year} comes to {found}: the assumed interest does not fit this city")]
    DoesNotFit {
        /// What was fitted.
        what: &'static str,
        /// The start year.
        year: i32,
        /// What came out.
        found: f64,
    },
    /// An assumption that cannot be.
    #[error(transparent)]
    Debt(#[from] DebtError),
    /// Too large to compute.
    #[error(transparent)]
    Overflow(#[from] MoneyOverflow),
    /// A product that is no amount.
    #[error(transparent)]
    NotAnAmount(#[from] NotAnAmount),
}

/// What the last years of `known` say of a city's bonds.
///
/// # Errors
/// Too few years, years that do not follow one another, or an interest that does not fit.
pub fn fit(known: &[SettledYear], rule: &Rule) -> Result<Fitted, BacktestError> {
    check(known)?;
    let needed = rule.window_years.max(1) + 1;
    if known.len() < needed {
        return Err(BacktestError::TooFewYears { given: known.len(), needed });
    }
    Terms { form: Form::EqualPrincipalHalfYearly, years: 1, grace_years: 0, annual_rate: rule.annual_rate }.check()?;
    let window = &known[known.len() - needed..];
    let (mut redeemed, mut issued, mut invested, mut outstanding) = (0.0, 0.0, 0.0, 0.0);
    for pair in window.windows(2) {
        let (before, year) = (pair[0].balance.0 as f64, &pair[1]);
        let redemption = (year.service.0 as f64 - rule.annual_rate * before) / (1.0 - rule.annual_rate / 4.0);
        redeemed += redemption;
        issued += year.balance.0 as f64 - before + redemption;
        invested += year.investment.0 as f64;
        outstanding += before;
    }
    let life_years = 2.0 * outstanding / redeemed - 1.0;
    let year = window[window.len() - 1].year;
    for (what, found, most) in
        [("the life of the bonds", life_years, YEARS_MAX as f64 - 1.0), ("the issue ratio", issued / invested, 10.0)]
    {
        if !(found.is_finite() && (0.0..=most).contains(&found)) {
            return Err(BacktestError::DoesNotFit { what, year, found });
        }
    }
    let investment = to_yen(invested / rule.window_years.max(1) as f64, Rounding::Nearest)?;
    Ok(Fitted { issue_ratio: issued / invested, life_years: life_years.max(1.0), investment })
}

/// Tells the years after `start` (a place in `settled`) up to the last settled one.
///
/// # Errors
/// See [`BacktestError`].
pub fn tell(settled: &[SettledYear], start: usize, forecast: &Forecast) -> Result<Vec<Told>, BacktestError> {
    check(settled)?;
    let known = &settled[..settled.len().min(start + 1)];
    let later = &settled[known.len()..];
    let Some(last) = known.last().filter(|_| !later.is_empty()) else { return Ok(Vec::new()) };
    match forecast {
        Forecast::Stays => Ok(later.iter().map(|_| Told { balance: last.balance, service: last.service }).collect()),
        Forecast::ChangeGoesOn => {
            let [.., before, last] = known else {
                return Err(BacktestError::TooFewYears { given: known.len(), needed: 2 });
            };
            let go_on = |last: Yen, before: Yen, years: usize| -> Result<Yen, BacktestError> {
                let change = last.checked_sub(before)?.0.checked_mul(years as i64).ok_or(MoneyOverflow)?;
                Ok(last.checked_add(Yen(change))?)
            };
            (1..=later.len())
                .map(|years| {
                    let balance = go_on(last.balance, before.balance, years)?;
                    Ok(Told { balance, service: go_on(last.service, before.service, years)? })
                })
                .collect()
        }
        Forecast::Model(rule, investment) => {
            let fitted = fit(known, rule)?;
            let spent = |year: &SettledYear| match investment {
                Investment::AsSpent => year.investment,
                Investment::MeanOfWindow => fitted.investment,
            };
            let issues = later.iter().map(|year| share_of(spent(year), fitted.issue_ratio, Rounding::Nearest));
            project(last.balance, &fitted, rule.annual_rate, issues.collect::<Result<_, _>>()?)
        }
    }
}

fn project(opening: Yen, fitted: &Fitted, annual_rate: f64, issues: Vec<Yen>) -> Result<Vec<Told>, BacktestError> {
    let whole = fitted.life_years.floor();
    let part = |years: f64, share: f64| {
        let terms = Terms { form: Form::EqualPrincipalHalfYearly, years: years as usize, grace_years: 0, annual_rate };
        Part { share, terms }
    };
    let over = fitted.life_years - whole;
    let mix = Mix::new(vec![part(whole, 1.0 - over), part(whole + 1.0, over)])?;
    let legacy = Legacy::AgeDistributed { opening, mix: mix.clone(), basis: Basis::Gross, annual_rate };
    let path = project_ledger(&Ledger { legacy, issues, mix })?;
    path.years.iter().map(|year| Ok(Told { balance: year.gross, service: year.debt_service()? })).collect()
}

/// The errors of a forecast of one amount from each of the starts, by years ahead.
///
/// # Errors
/// See [`BacktestError`].
pub fn measure_errors(
    settled: &[SettledYear],
    starts: std::ops::Range<usize>,
    forecast: &Forecast,
    of: impl Fn(&Told) -> Yen,
) -> Result<Vec<Errors>, BacktestError> {
    let mut by_horizon: Vec<Vec<f64>> = Vec::new();
    for start in starts {
        for (ahead, told) in tell(settled, start, forecast)?.iter().enumerate() {
            let came = &settled[start + 1 + ahead];
            let came = of(&Told { balance: came.balance, service: came.service }).0 as f64;
            by_horizon.resize_with(by_horizon.len().max(ahead + 1), Vec::new);
            by_horizon[ahead].push((of(told).0 as f64 - came) / came);
        }
    }
    let measured = by_horizon.iter().enumerate().map(|(ahead, errors)| {
        let mean = |sum: f64| sum / errors.len() as f64;
        Errors {
            horizon: ahead + 1,
            starts: errors.len(),
            mean: mean(errors.iter().sum()),
            mean_absolute: mean(errors.iter().map(|error| error.abs()).sum()),
            worst: errors.iter().fold(0.0, |worst, error| error.abs().max(worst)),
        }
    });
    Ok(measured.collect())
}

fn check(settled: &[SettledYear]) -> Result<(), BacktestError> {
    for pair in settled.windows(2) {
        if pair[1].year != pair[0].year + 1 {
            return Err(BacktestError::YearMissing(pair[0].year));
        }
    }
    for year in settled {
        for (what, amount) in
            [("the balance", year.balance), ("debt service", year.service), ("investment", year.investment)]
        {
            if amount <= Yen::ZERO {
                return Err(BacktestError::NotPositive { what, year: year.year, amount });
            }
        }
    }
    Ok(())
}
