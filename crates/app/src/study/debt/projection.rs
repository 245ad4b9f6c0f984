//! From assumptions to a projection of the bonds (市債の推計).

use fiscal::debt::goal::Horizon;
use fiscal::debt::investment::step_investment;
use fiscal::debt::ledger::per_citizen;
use fiscal::debt::{
    DebtError, Financing, Goal, Ledger, LedgerPath, Legacy, Mix, YEARS_MAX, find_investment, project_investment,
    project_ledger,
};
use fiscal::proportion::{Rounding, to_yen};
use fiscal::{FiscalYear, Yen};

/// What a projection starts from (推計の前提).
#[derive(Clone, Debug, PartialEq)]
pub struct DebtInput {
    /// The id of the parameter set that the financing was taken from.
    pub set: String,
    /// How investment is paid for with bonds.
    pub financing: Financing,
    /// Investment a year, unless a goal is given.
    pub investment: Yen,
    /// What must not be passed; the largest investment that keeps it is looked for.
    pub goal: Option<DebtGoal>,
    /// Investment in the years of transition.
    pub before: Yen,
    /// So many years stay as before.
    pub transition_years: usize,
    /// Projected years.
    pub years: usize,
    /// The fiscal year at whose end the projection starts.
    pub base_year: FiscalYear,
    /// The existing stock.
    pub legacy: Legacy,
    /// People at the start.
    pub opening_population: i64,
    /// People in each projected year.
    pub population: Vec<i64>,
    /// Bonds in place of the allocation tax (臨時財政対策債), in their own ledger.
    pub special: Option<SpecialInput>,
}

/// What must not be passed (目標).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebtGoal {
    /// The balance after the last year.
    Balance(Yen),
    /// That for each citizen.
    BalancePerCitizen(Yen),
    /// The debt service of every year.
    DebtService(Yen),
}

/// The bonds in place of the allocation tax (臨時財政対策債).
#[derive(Clone, Debug, PartialEq)]
pub struct SpecialInput {
    /// Outstanding at the start.
    pub opening: Yen,
    /// Issued every year.
    pub issues: Yen,
    /// What they are made of.
    pub mix: Mix,
    /// Interest on the stock.
    pub legacy_annual_rate: f64,
}

/// A projection, year by year (推計の結果).
#[derive(Clone, Debug, PartialEq)]
pub struct DebtProjection {
    /// What it starts from.
    pub input: DebtInput,
    /// Investment a year after the transition: as given, or as the goal allows.
    pub investment: Yen,
    /// The balance at the start.
    pub opening: Yen,
    /// The years in order.
    pub years: Vec<DebtYear>,
    /// How the last balance comes about.
    pub formula: DebtFormula,
}

/// One projected year (推計の年度).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DebtYear {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Investment (投資的経費).
    pub investment: Yen,
    /// New bonds (新規発行).
    pub issued: Yen,
    /// Refunding bonds (借換債).
    pub refunded: Yen,
    /// Principal redeemed with the city's own money (現金償還).
    pub redeemed: Yen,
    /// Paid into the sinking fund less what was taken out (減債基金への積立と取崩の差).
    pub sinking_fund_flow: Yen,
    /// Interest (利子).
    pub interest: Yen,
    /// The year's burden (公債費).
    pub debt_service: Yen,
    /// Owed on the stock of the start (既発債).
    pub legacy: Yen,
    /// In the sinking fund, from new issues (減債基金).
    pub sinking_fund: Yen,
    /// The balance looked at, gross or net (残高).
    pub balance: Yen,
    /// People.
    pub population: i64,
    /// The balance for each of them (市民一人当たり).
    pub per_citizen: Yen,
    /// 臨時財政対策債: balance and debt service.
    pub special: Option<(Yen, Yen)>,
}

/// The closed form of the last balance (計算式): `r·I·S' + r·I₀·(S−S') + X·S + L`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DebtFormula {
    /// S: what a steady issue of 1 a year leaves after all the years.
    pub steady: f64,
    /// S': the same over the years after the transition.
    pub steady_after: f64,
    /// How much the last balance moves for each yen of investment: r·S'.
    pub slope: f64,
    /// What the last balance would be without any investment after the transition.
    pub intercept: Yen,
    /// L: what is left of the stock of the start.
    pub legacy_left: Yen,
    /// What the formula gives; payments cut to whole yen make the projection differ by some yen.
    pub balance: Yen,
}

impl DebtProjection {
    /// The last year.
    pub fn last(&self) -> &DebtYear {
        self.years.last().expect("a projection has at least one year")
    }

    /// The balance at the start for each citizen then.
    pub fn opening_per_citizen(&self) -> Yen {
        per_citizen(self.opening, self.input.opening_population).unwrap_or_default()
    }
}

/// Projects the bonds.
///
/// # Errors
/// What makes no sense, or a goal that cannot be kept or does not bind: see [`DebtError`].
pub fn project_debt(input: &DebtInput) -> Result<DebtProjection, DebtError> {
    // Before a goal is sought, so that the horizon is told as what is wrong and not the goal.
    step_investment(input.before, input.investment, input.transition_years, input.years)?;
    if input.population.len() != input.years {
        let (given, expected) = (input.population.len(), input.years);
        return Err(DebtError::LengthMismatch { what: "the population", given, expected });
    }
    let investment = match input.goal {
        None => input.investment,
        Some(goal) => allowed_investment(input, goal)?,
    };
    let by_year = step_investment(input.before, investment, input.transition_years, input.years)?;
    let path = project_investment(&input.legacy, &input.financing, &by_year)?;
    let special = input.special.as_ref().map(|special| project_special(special, input.years)).transpose()?;
    let mut years = Vec::with_capacity(input.years);
    for (index, ledger) in path.years.iter().enumerate() {
        let balance = input.financing.balance(ledger)?;
        let special = special.as_ref().map(|path| &path.years[index]);
        years.push(DebtYear {
            year: year_after(input.base_year, index + 1)?,
            investment: by_year[index],
            issued: ledger.issued,
            refunded: ledger.refunded,
            redeemed: ledger.redeemed_in_cash()?,
            sinking_fund_flow: ledger.fund_paid_in.checked_sub(ledger.fund_drawn)?,
            interest: ledger.interest,
            debt_service: ledger.debt_service()?,
            legacy: ledger.legacy,
            sinking_fund: ledger.fund,
            balance,
            population: input.population[index],
            per_citizen: per_citizen(balance, input.population[index])?,
            special: special.map(|year| Ok::<_, DebtError>((year.gross, year.debt_service()?))).transpose()?,
        });
    }
    let formula = formula(input, investment, &path)?;
    Ok(DebtProjection { input: input.clone(), investment, opening: path.opening, years, formula })
}

fn allowed_investment(input: &DebtInput, goal: DebtGoal) -> Result<Yen, DebtError> {
    let population = input.population.last().copied().unwrap_or(0);
    let goal = match goal {
        DebtGoal::Balance(most) => Goal::Balance(most),
        DebtGoal::BalancePerCitizen(amount) => Goal::BalancePerCitizen { amount, population },
        DebtGoal::DebtService(most) => Goal::DebtService(most),
    };
    let horizon = Horizon { years: input.years, transition_years: input.transition_years, before: input.before };
    find_investment(&input.legacy, &input.financing, &horizon, &goal)
}

fn project_special(special: &SpecialInput, years: usize) -> Result<LedgerPath, DebtError> {
    let legacy = Legacy::AgeDistributed {
        opening: special.opening,
        mix: special.mix.clone(),
        basis: fiscal::debt::Basis::Gross,
        annual_rate: special.legacy_annual_rate,
    };
    project_ledger(&Ledger { legacy, issues: vec![special.issues; years], mix: special.mix.clone() })
}

fn formula(input: &DebtInput, investment: Yen, path: &LedgerPath) -> Result<DebtFormula, DebtError> {
    let Financing { issue_ratio, other_issues, mix, basis } = &input.financing;
    let after = input.years - input.transition_years;
    let (steady, steady_after) = (mix.steady_balance(input.years, *basis), mix.steady_balance(after, *basis));
    let slope = issue_ratio * steady_after;
    let legacy_left = path.years.last().map_or(path.opening, |year| year.legacy);
    let fixed = issue_ratio * (steady - steady_after) * input.before.0 as f64 + steady * other_issues.0 as f64;
    let intercept = to_yen(fixed, Rounding::Nearest)?.checked_add(legacy_left)?;
    let moved = to_yen(slope * investment.0 as f64, Rounding::Nearest)?;
    let balance = intercept.checked_add(moved)?;
    Ok(DebtFormula { steady, steady_after, slope, intercept, legacy_left, balance })
}

/// The fiscal year so many years after another.
fn year_after(base: FiscalYear, years: usize) -> Result<FiscalYear, DebtError> {
    let out_of_range = DebtError::YearsOutOfRange { what: "the projection", years, least: 1, most: YEARS_MAX };
    i32::try_from(years).ok().and_then(|years| FiscalYear::new(base.start() + years).ok()).ok_or(out_of_range)
}
