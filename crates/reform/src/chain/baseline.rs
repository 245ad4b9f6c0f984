//! The city's own course (基準): every figure of the chain before any decision, from the values the studies use.

use std::collections::BTreeMap;

use fiscal::debt::{Financing, IssuePart, Ledger, LedgerPath, Legacy, Response, project_investment, split_by_issue};
use fiscal::outlook::OutlookPath;
use fiscal::proportion::ratio_of;
use fiscal::soundness::future_burden_ratio::FutureBurden;
use fiscal::soundness::real_debt_service_ratio::DebtServiceYear;
use fiscal::{FiscalYear, Yen};

use super::ChainFault;
use super::figure::{Figure, Reach};
use super::moved::moving_lines;
use crate::plan::outlook::{LineRule, LineSide, PlanOutlook};

/// What a baseline is made from (基準のもと); all of it as the studies have it.
#[derive(Clone, Debug, PartialEq)]
pub struct BaselineInput {
    /// The plan's outlook, for its lines and what they rest on.
    pub outlook: PlanOutlook,
    /// The outlook projected, the base year first.
    pub path: OutlookPath,
    /// What the plan assumes to be improved in each projected year (計画の改善効果額).
    pub plan_improvement: Vec<Yen>,
    /// Paid into the fund a year beside the balance.
    pub set_aside: Yen,
    /// The fund at the end of the base year.
    pub fund_opening: Yen,
    /// The existing bonds.
    pub legacy: Legacy,
    /// How investment is paid for with bonds.
    pub financing: Financing,
    /// Projected years of the bonds; at least those of the outlook.
    pub bond_years: usize,
    /// The amounts of the ratios; nothing where the city gives none.
    pub settled: Option<Settled>,
}

/// The amounts of the ratios as settled (決算の算定の数字).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Two years before, the year before, and the base year.
    pub service: [DebtServiceYear; 3],
    /// The future burden of the base year.
    pub burden: FutureBurden,
}

/// The baseline of every figure (基準).
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// What it was made from.
    pub input: BaselineInput,
    /// The bonds.
    pub(super) bonds: LedgerPath,
    /// What each year's issue costs in each later year.
    pub(super) parts: Vec<Vec<IssuePart>>,
    /// How bonds answer to investment.
    pub(super) response: Response,
    /// The lines that answer to investment or debt service, in an order in which each comes after those it follows.
    pub(super) moving: Vec<usize>,
    /// The figures by year, from the first year of each.
    values: BTreeMap<Figure, Vec<Yen>>,
}

impl Baseline {
    /// Works the baseline out.
    ///
    /// # Errors
    /// When outlook and bonds do not rest on the same investment and debt service, or do not fit.
    pub fn new(input: BaselineInput) -> Result<Baseline, ChainFault> {
        let years = input.path.years.len().saturating_sub(1);
        let differs = |what| Err(ChainFault::BaselineDiffers(what));
        if years == 0 || input.bond_years < years || input.plan_improvement.len() != years {
            return differs("their years");
        }
        if input.path.keys.iter().ne(input.outlook.lines.iter().map(|line| &line.key)) {
            return differs("the lines of the outlook");
        }
        let investment = vec![input.outlook.investment.value; input.bond_years];
        let bonds = project_investment(&input.legacy, &input.financing, &investment)?;
        let issues = bonds.years.iter().map(|year| year.issued).collect();
        let ledger = Ledger { legacy: input.legacy.clone(), issues, mix: input.financing.mix.clone() };
        let mut made = Baseline {
            parts: split_by_issue(&ledger)?,
            response: Response::new(&input.financing, input.bond_years)?,
            moving: moving_lines(&input.outlook),
            values: BTreeMap::new(),
            bonds,
            input,
        };
        made.add_bonds(investment)?;
        made.add_outlook()?;
        made.add_ratios()?;
        let service = made.debt_service_movement()?;
        for (place, line) in made.input.outlook.lines.iter().enumerate() {
            let amounts = &made.values[&Figure::Line(place)];
            let moved =
                amounts[1..].iter().map(|amount| amount.checked_sub(amounts[0])).collect::<Result<Vec<_>, _>>()?;
            match line.rule {
                LineRule::Investment if amounts[1..].iter().any(|amount| *amount != line_investment(&made)) => {
                    return differs("investment");
                }
                LineRule::DebtService if moved != service => return differs("debt service"),
                _ => {}
            }
        }
        Ok(made)
    }

    /// The year the projection starts from.
    pub fn base_year(&self) -> FiscalYear {
        self.input.outlook.base_year
    }

    /// The first and last year of a figure; nothing where there is none of it.
    pub fn span(&self, figure: Figure) -> Option<(FiscalYear, FiscalYear)> {
        let (first, last) = self.places(figure)?;
        let year = |place: i32| FiscalYear::new(self.base_year().start() + place).ok();
        Some((year(first)?, year(last)?))
    }

    /// A figure in a year; nothing where there is none, and nothing of a ratio.
    pub fn money(&self, figure: Figure, year: FiscalYear) -> Option<Yen> {
        self.at(figure, self.place(year))
    }

    /// The projected years of the outlook, and those of the bonds.
    pub fn horizon(&self) -> (usize, usize) {
        (self.input.path.years.len() - 1, self.input.bond_years)
    }

    /// How many years after the base year.
    pub(super) fn place(&self, year: FiscalYear) -> i32 {
        year.start() - self.base_year().start()
    }

    pub(super) fn at(&self, figure: Figure, place: i32) -> Option<Yen> {
        let (first, last) = self.places(figure)?;
        let index = usize::try_from(place - first).ok().filter(|_| place <= last)?;
        self.values.get(&figure)?.get(index).copied()
    }

    /// The first and last year of a figure, counted from the base year.
    pub(super) fn places(&self, figure: Figure) -> Option<(i32, i32)> {
        if figure.needs_settlement() && self.input.settled.is_none() {
            return None;
        }
        if let Figure::Line(place) = figure {
            self.input.outlook.lines.get(place)?;
        }
        let (outlook, bonds) = self.horizon();
        let (first, reach) = figure.span();
        let last = match reach {
            Reach::Outlook => outlook,
            Reach::Bonds => bonds,
        };
        Some((first, i32::try_from(last).ok()?))
    }

    /// The lines that debt service stands on.
    pub(super) fn service_lines(&self) -> impl Iterator<Item = usize> + '_ {
        let lines = self.input.outlook.lines.iter().enumerate();
        lines.filter(|(_, line)| line.rule == LineRule::DebtService).map(|(place, _)| place)
    }

    /// The lines the standard scale moves with: the allocation tax, and the taxes it moves against.
    pub(super) fn scale_lines(&self) -> Vec<usize> {
        let outlook = &self.input.outlook;
        let mut places = Vec::new();
        for (place, line) in outlook.lines.iter().enumerate() {
            let LineRule::Offset { of, .. } = &line.rule else { continue };
            places.push(place);
            places.extend(of.iter().filter_map(|key| outlook.lines.iter().position(|line| line.key == *key)));
        }
        places
    }

    fn add_bonds(&mut self, investment: Vec<Yen>) -> Result<(), ChainFault> {
        let mut balances = vec![self.bonds.opening];
        let (mut redeemed, mut interest, mut service) = (Vec::new(), Vec::new(), Vec::new());
        for year in &self.bonds.years {
            let (before, balance) = (balances[balances.len() - 1], year.net()?);
            let principal = before.checked_add(year.issued)?.checked_sub(balance)?;
            redeemed.push(principal);
            interest.push(year.interest);
            service.push(principal.checked_add(year.interest)?);
            balances.push(balance);
        }
        let issued = self.bonds.years.iter().map(|year| year.issued).collect();
        self.values.extend([
            (Figure::Investment, investment),
            (Figure::Issued, issued),
            (Figure::Redeemed, redeemed),
            (Figure::Interest, interest),
            (Figure::DebtService, service),
            (Figure::Bonds, balances),
        ]);
        Ok(())
    }

    fn add_outlook(&mut self) -> Result<(), ChainFault> {
        let years = &self.input.path.years;
        for place in 0..self.input.outlook.lines.len() {
            self.values.insert(Figure::Line(place), years.iter().map(|year| year.amounts[place]).collect());
        }
        let mut fund = vec![self.input.fund_opening];
        for year in &years[1..] {
            let before = fund[fund.len() - 1];
            fund.push(Yen::checked_sum([before, year.balance, self.input.set_aside])?);
        }
        self.values.extend([
            (Figure::Revenue, years.iter().map(|year| year.revenue).collect()),
            (Figure::Expenditure, years.iter().map(|year| year.expenditure).collect()),
            (Figure::Balance, years[1..].iter().map(|year| year.balance).collect()),
            (Figure::Improvement, vec![Yen::ZERO; years.len() - 1]),
            (Figure::Fund, fund),
        ]);
        Ok(())
    }

    fn add_ratios(&mut self) -> Result<(), ChainFault> {
        let Some(settled) = self.input.settled.clone() else { return Ok(()) };
        let latest = settled.service[2];
        let of = |pick: fn(&DebtServiceYear) -> Yen| -> Vec<Yen> { settled.service.iter().map(pick).collect() };
        let mut paid = of(|year| year.a_debt_service);
        let mut scale = of(|year| year.e_standard_scale);
        let (service_lines, scale_lines) = (self.service_lines().collect::<Vec<_>>(), self.scale_lines());
        let outlook_years = self.horizon().0;
        for place in 1..=outlook_years {
            paid.push(latest.a_debt_service.checked_add(self.lines_moved(&service_lines, place)?)?);
            scale.push(latest.e_standard_scale.checked_add(self.lines_moved(&scale_lines, place)?)?);
        }
        let kept = |part: Yen, settled_parts: Vec<Yen>| -> Result<Vec<Yen>, ChainFault> {
            let to_come = paid[3..].iter().map(|paid| Ok(ratio_of(part, paid.0, latest.a_debt_service.0)?));
            settled_parts.into_iter().map(Ok).chain(to_come).collect()
        };
        let tied = kept(latest.c_tied_revenue, of(|year| year.c_tied_revenue))?;
        let need = kept(latest.d_counted_in_need, of(|year| year.d_counted_in_need))?;
        let (mut numerator, mut denominator) = (Vec::new(), Vec::new());
        for (index, paid) in paid.iter().enumerate() {
            let year = settled.service[index.min(2)];
            let borne = Yen::checked_sum([*paid, year.b_quasi_debt_service, year.b_fund_shortfall])?;
            numerator.push(borne.checked_sub(tied[index])?.checked_sub(need[index])?);
            denominator.push(scale[index].checked_sub(need[index])?);
        }
        self.add_burden(&settled.burden, &scale[2..], &need[2..])?;
        self.values.extend([
            (Figure::ServicePaid, paid),
            (Figure::ServiceTied, tied),
            (Figure::ServiceNeed, need),
            (Figure::Scale, scale),
            (Figure::ServiceNumerator, numerator),
            (Figure::ServiceDenominator, denominator),
        ]);
        Ok(())
    }

    /// The form of the base year, its bonds and funds moved as bonds and fund are; what need counts keeps its share of bonds.
    fn add_burden(&mut self, form: &FutureBurden, scale: &[Yen], need: &[Yen]) -> Result<(), ChainFault> {
        let whole = form.a_burden.total()?.checked_sub(form.a_burden.bonds)?;
        let [mut bonds, mut funds, mut counted, mut numerator, mut denominator] = [const { Vec::new() }; 5];
        for place in 0..scale.len() {
            let moved = |figure: Figure| {
                let values = &self.values[&figure];
                values[place].checked_sub(values[0])
            };
            let owed = form.a_burden.bonds.checked_add(moved(Figure::Bonds)?)?;
            let usable = form.b_funds.checked_add(moved(Figure::Fund)?)?;
            let in_need = match form.a_burden.bonds {
                Yen::ZERO => form.d_counted_in_need,
                bonds => ratio_of(form.d_counted_in_need, owed.0, bonds.0)?,
            };
            let covered = Yen::checked_sum([usable, form.c_tied_revenue, in_need])?;
            numerator.push(owed.checked_add(whole)?.checked_sub(covered)?);
            let counted_service = form.f_counted_debt_service.checked_add(need[place].checked_sub(need[0])?)?;
            denominator.push(scale[place].checked_sub(counted_service)?);
            bonds.push(owed);
            funds.push(usable);
            counted.push(in_need);
        }
        self.values.extend([
            (Figure::BurdenBonds, bonds),
            (Figure::BurdenFunds, funds),
            (Figure::BurdenNeed, counted),
            (Figure::BurdenNumerator, numerator),
            (Figure::BurdenDenominator, denominator),
        ]);
        Ok(())
    }

    /// What these lines have gained since the base year.
    fn lines_moved(&self, lines: &[usize], place: usize) -> Result<Yen, ChainFault> {
        let gained = lines.iter().map(|line| {
            let amounts = &self.values[&Figure::Line(*line)];
            amounts[place].checked_sub(amounts[0])
        });
        Ok(Yen::checked_sum(gained.collect::<Result<Vec<_>, _>>()?)?)
    }

    /// What debt service has gained since the first projected year, over the years of the outlook.
    fn debt_service_movement(&self) -> Result<Vec<Yen>, ChainFault> {
        let service = &self.values[&Figure::DebtService];
        let moved = service[..self.horizon().0].iter().map(|amount| Ok(amount.checked_sub(service[0])?));
        moved.collect()
    }
}

impl Settled {
    /// The amount of a form, by its key in [`crate::plan::soundness::INPUTS`]; nothing of the other forms.
    pub fn amount(&self, key: &str) -> Option<Yen> {
        let burden = &self.burden;
        if let Some((letter, nth)) = key.strip_prefix("service-").and_then(|rest| rest.rsplit_once('-')) {
            let year = self.service.get(nth.parse::<usize>().ok()?.checked_sub(1)?)?;
            return Some(match letter {
                "a" => year.a_debt_service,
                "b" => year.b_quasi_debt_service,
                "shortfall" => year.b_fund_shortfall,
                "c" => year.c_tied_revenue,
                "d" => year.d_counted_in_need,
                "e" => year.e_standard_scale,
                _ => return None,
            });
        }
        Some(match key {
            "scale" => self.service[2].e_standard_scale,
            "burden-1" => burden.a_burden.bonds,
            "burden-2" => burden.a_burden.promised_expenditure,
            "burden-3" => burden.a_burden.enterprise_bonds,
            "burden-4" => burden.a_burden.associations,
            "burden-5" => burden.a_burden.retirement,
            "burden-6" => burden.a_burden.own_corporations,
            "burden-7" => burden.a_burden.trusts,
            "burden-8" => burden.a_burden.other_corporations,
            "burden-9" => burden.a_burden.consolidated_deficit,
            "burden-10" => burden.a_burden.associations_deficit,
            "burden-b" => burden.b_funds,
            "burden-c" => burden.c_tied_revenue,
            "burden-d" => burden.d_counted_in_need,
            "burden-f" => burden.f_counted_debt_service,
            _ => return None,
        })
    }
}

fn line_investment(baseline: &Baseline) -> Yen {
    baseline.input.outlook.investment.value
}

/// Whether a line is revenue.
pub(super) fn is_revenue(side: &LineSide) -> bool {
    *side != LineSide::Expenditure
}
