//! The outlook and the fund worked out from a form's values (見通しと基金の計算): baseline, scenario, and each without the programme.

use fiscal::debt::project_investment;
use fiscal::outlook::{Improvement, OutlookError, OutlookPath, YEARS_MAX};
use fiscal::reserve_fund::{FundFlow, FundYear, imply_mean_balance, project_fund};
use fiscal::{FiscalYear, Quantity, Yen};
use publish::chart::Lang;
use reform::parameters::debt::DebtParameters;
use reform::plan::Plan;
use reform::plan::outlook::{Balancing, Drivers, LineRule, OutlookFault, PlanOutlook};
use reform::{Place, Problem};

use super::form as outlook_form;
use crate::error::{AppError, NOT_COMPUTABLE};
use crate::parameters::Parameters;
use crate::study::form::{Form, Given};
use crate::study::words::{in_oku, pick};

/// An outlook beside the baseline (見通しの試算).
#[derive(Clone, Debug)]
pub struct OutlookRun {
    /// The form, with the values given and the problems beside them.
    pub form: Form,
    /// With the city's own assumptions, or those given as the baseline.
    pub baseline: OutlookCase,
    /// With the values given; the baseline's while there are problems.
    pub scenario: OutlookCase,
    /// The balancing line, worked out from the city's own assumptions and kept in every case.
    pub balancing: Balancing,
    /// The mean yearly balance that the fund's two published points imply, without the improvement.
    pub implied_mean: Yen,
}

/// One set of assumptions carried through (一つの場合).
#[derive(Clone, Debug, PartialEq)]
pub struct OutlookCase {
    /// What it was worked out from.
    pub inputs: OutlookInputs,
    /// Lines and balances, the base year first.
    pub path: OutlookPath,
    /// What the programme improves in each projected year.
    pub effects: Vec<Yen>,
    /// The fund over the projected years.
    pub fund: Vec<FundYear>,
    /// The fund without the improvement.
    pub without: Vec<FundYear>,
    /// Debt service of each projected year by the projection of bonds, before it is joined to the base year.
    pub debt_service: Vec<Yen>,
}

/// Assumptions that were read from a form (推計の前提).
#[derive(Clone, Debug, PartialEq)]
pub struct OutlookInputs {
    /// Projected years.
    pub years: usize,
    /// The improvement and how it counts.
    pub improvement: Improvement,
    /// Investment a year.
    pub investment: Yen,
    /// Growth that taxes follow, as a share.
    pub tax_growth: f64,
    /// Growth of prices, as a share.
    pub price_growth: f64,
    /// Growth of lines in place of their own rule, as key and percent.
    pub line_growth: Vec<(String, Quantity)>,
    /// Paid into the fund a year.
    pub set_aside: Yen,
    /// The fund at the end of the base year.
    pub fund_opening: Yen,
    /// The balance not to go below.
    pub fund_line: Yen,
    /// Standard financial scale.
    pub standard_scale: Yen,
    /// The set of assumptions of the bond projection.
    pub bond_set: String,
}

/// The outlook of a plan.
///
/// # Errors
/// [`AppError::NotFound`] when the plan has none.
pub fn outlook_of(plan: &Plan) -> Result<&PlanOutlook, AppError> {
    plan.outlook.as_ref().ok_or_else(|| AppError::NotFound { what: "outlook", name: "outlook.toml".to_owned() })
}

/// Works out baseline and scenario from the values given.
///
/// # Errors
/// When the plan has no outlook, or the city's own assumptions cannot be projected. What is wrong with the values given
/// stands in the form, and the scenario is then the baseline.
pub fn run(plan: &Plan, parameters: &Parameters, given: &Given, lang: Lang) -> Result<OutlookRun, AppError> {
    let outlook = outlook_of(plan)?;
    let debt = &parameters.debt;
    let mut form = Form::read(outlook_form::fields(plan, outlook, debt, lang), given);
    outlook_form::check_line_growth(&mut form, outlook);
    let refused = |fault: OutlookFault| {
        let text = fault_text(&fault, outlook, lang);
        AppError::Faulty(vec![Problem::new(&NOT_COMPUTABLE, Place::file("outlook.toml"), text)])
    };
    let own = Form::read(outlook_form::fields(plan, outlook, debt, lang), &Given::default()).baseline();
    let years = outlook.calibration_years();
    let own = OutlookInputs { years, ..outlook_form::inputs(&own, outlook, debt) };
    let (drivers, _) = drivers(&own, debt, Balancing::default()).map_err(refused)?;
    let balancing = outlook.balance_to_fund(&drivers).map_err(refused)?;
    let implied_mean = implied_mean(outlook).map_err(refused)?;

    // The scenario's years are those of both, so that they can stand side by side.
    let scenario_values = form.scenario();
    let mut baseline_inputs = outlook_form::inputs(&form.baseline(), outlook, debt);
    let mut scenario_inputs = outlook_form::inputs(&scenario_values, outlook, debt);
    baseline_inputs.years = scenario_inputs.years;
    let baseline = match case(outlook, debt, &baseline_inputs, balancing) {
        Ok(case) => case,
        Err(fault) if form.is_baseline_given => {
            add_fault(&mut form, outlook, &fault, lang);
            let years = outlook.years;
            scenario_inputs = OutlookInputs { years, ..own.clone() };
            case(outlook, debt, &scenario_inputs, balancing).map_err(refused)?
        }
        Err(fault) => return Err(refused(fault)),
    };
    let scenario = match case(outlook, debt, &scenario_inputs, balancing) {
        Ok(scenario) if form.is_sound() => scenario,
        Ok(_) => baseline.clone(),
        Err(fault) => {
            add_fault(&mut form, outlook, &fault, lang);
            baseline.clone()
        }
    };
    Ok(OutlookRun { form, baseline, scenario, balancing, implied_mean })
}

/// One set of assumptions carried through.
fn case(
    outlook: &PlanOutlook,
    debt: &DebtParameters,
    inputs: &OutlookInputs,
    balancing: Balancing,
) -> Result<OutlookCase, OutlookFault> {
    let (drivers, debt_service) = drivers(inputs, debt, balancing)?;
    let changed;
    let outlook = if inputs.line_growth.is_empty() {
        outlook
    } else {
        changed = with_line_growth(outlook, &inputs.line_growth);
        &changed
    };
    let path = outlook.project(&drivers)?;
    let effects = inputs.improvement.effects(inputs.years)?;
    let fund = |effects: &[Yen]| {
        let flows: Vec<FundFlow> = path
            .balances()
            .into_iter()
            .zip(effects)
            .map(|(balance, improvement)| FundFlow { balance, improvement: *improvement, paid_in: inputs.set_aside })
            .collect();
        project_fund(inputs.fund_opening, &flows, Some(inputs.fund_line))
    };
    let (with, without) = (fund(&effects)?, fund(&vec![Yen::ZERO; inputs.years])?);
    Ok(OutlookCase { inputs: inputs.clone(), path, effects, fund: with, without, debt_service })
}

/// What the lines need from outside: investment, and the projection of the bonds it leads to.
fn drivers(
    inputs: &OutlookInputs,
    debt: &DebtParameters,
    balancing: Balancing,
) -> Result<(Drivers, Vec<Yen>), OutlookFault> {
    if !(1..=YEARS_MAX).contains(&inputs.years) {
        return Err(OutlookError::YearsOutOfRange(inputs.years).into());
    }
    let financing = &debt.set(&inputs.bond_set).unwrap_or(debt.default_set()).financing;
    let legacy = debt.default.aged_stock(debt.default.opening, financing);
    let investment = vec![inputs.investment; inputs.years];
    // Parameters were checked when they were read, and amounts are far from their bounds.
    let path = project_investment(&legacy, financing, &investment);
    let service = path.and_then(|path| path.years.iter().map(fiscal::debt::LedgerYear::debt_service).collect());
    let debt_service: Vec<Yen> = service.map_err(|_| OutlookError::from(fiscal::money::MoneyOverflow))?;
    let drivers = Drivers {
        tax_growth: inputs.tax_growth,
        price_growth: inputs.price_growth,
        investment,
        bond_share: financing.issue_ratio,
        debt_service: debt_service.clone(),
        balancing,
    };
    Ok((drivers, debt_service))
}

fn with_line_growth(outlook: &PlanOutlook, growth: &[(String, Quantity)]) -> PlanOutlook {
    let mut changed = outlook.clone();
    for (key, percent) in growth {
        for line in changed.lines.iter_mut().filter(|line| line.key == *key) {
            line.rule = LineRule::Growth(*percent);
        }
    }
    changed
}

fn implied_mean(outlook: &PlanOutlook) -> Result<Yen, OutlookFault> {
    let point = |year: FiscalYear| {
        let found = outlook.fund.point(year).map(|point| point.balance.value);
        found.ok_or(OutlookFault::NoFundPoint(year.start()))
    };
    let improvement = vec![outlook.improvement.value; outlook.calibration_years()];
    Ok(imply_mean_balance(point(outlook.base_year)?, point(outlook.fund.calibrate_to)?, &improvement)?)
}

/// Puts what the rules refuse beside the field it most likely comes from.
fn add_fault(form: &mut Form, outlook: &PlanOutlook, fault: &OutlookFault, lang: Lang) {
    let key = match fault {
        OutlookFault::BeyondPopulation(_) | OutlookFault::Outlook(OutlookError::YearsOutOfRange(_)) => "years",
        OutlookFault::Outlook(OutlookError::TiedBeyondCost { line, .. })
            if outlook.line(line).is_some_and(|line| line.rule == LineRule::Investment) =>
        {
            "investment"
        }
        _ => outlook_form::LINE_GROWTH,
    };
    form.add_problem(key, &NOT_COMPUTABLE, fault_text(fault, outlook, lang));
}

/// The reason in the language of the page, with the names of lines.
fn fault_text(fault: &OutlookFault, outlook: &PlanOutlook, lang: Lang) -> String {
    let OutlookFault::Outlook(OutlookError::TiedBeyondCost { line, year, cost, tied }) = fault else {
        return fault.to_string();
    };
    let name = outlook.line(line).map(|found| pick(lang, &found.name.ja, found.name.en_or_ja()));
    let name = name.unwrap_or_else(|| line.clone());
    let (cost, tied) = (in_oku(*cost, 1), in_oku(*tied, 1));
    let year = FiscalYear::new(*year).map(|year| pick(lang, &year.short(), &year.to_string())).unwrap_or_default();
    pick(
        lang,
        &format!("{year}の{name} {cost}億円より、それに充てる特定財源 {tied}億円が多くなる"),
        &format!("{name} of {year} is {cost}, less than the {tied} tied to it (×100 million yen)"),
    )
}

impl OutlookCase {
    /// The first year at whose end the fund is below nothing.
    pub fn first_shortfall(fund: &[FundYear], path: &OutlookPath) -> Option<FiscalYear> {
        let index = fund.iter().position(|year| year.shortfall > Yen::ZERO)?;
        path.years.get(index + 1).map(|year| year.year)
    }

    /// The fund at the end of the last year.
    pub fn closing(&self) -> Yen {
        self.fund.last().map_or(self.inputs.fund_opening, |year| year.closing)
    }

    /// The fund at the end of the last year without the improvement.
    pub fn closing_without(&self) -> Yen {
        self.without.last().map_or(self.inputs.fund_opening, |year| year.closing)
    }
}
