//! The chain of this city (この市の連鎖): the baseline of the studies, every decision, and what if.

use std::collections::BTreeSet;
use std::sync::Arc;

use fiscal::soundness::future_burden_ratio::{Burden, FutureBurden};
use fiscal::soundness::real_debt_service_ratio::DebtServiceYear;
use fiscal::{FiscalYear, Yen};
use publish::chart::Lang;
use reform::chain::{Baseline, BaselineInput, Chain, ChainFault, Figure, Scene, Settled};
use reform::decision::{Decision, DecisionId};
use reform::plan::soundness::PlanSoundness;
use reform::{Place, Problem};

use super::decisions::KnownDecision;
use super::what_if::{Asked, AskedFault, WhatIf};
use super::words::decision_name;
use super::{INVESTMENT_GONE, UNKNOWN_DECISION};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::study::form::{Form, Given};
use crate::study::{debt, outlook};

/// How many years of outlook, fund and ratios are looked at, where population is known for so many; as the study of the ratios.
const OUTLOOK_YEARS: usize = 10;

/// Every decision with what it moves, and the question asked of them (連鎖とその問い).
#[derive(Clone, Debug)]
pub struct CityChain {
    /// The figures.
    pub chain: Chain,
    /// Where each decision was taken, in the order of the chain's entries.
    pub known: Vec<KnownDecision>,
    /// The ids of decisions that cannot be counted.
    pub left_out: Vec<String>,
    /// What was asked, as it was typed.
    pub asked: Asked,
    /// What of it makes no sense; then nothing of it is worked out.
    pub faults: Vec<AskedFault>,
    /// What is taken out and put in.
    pub what_if: WhatIf,
    /// The year the page looks at.
    pub year: FiscalYear,
}

impl App {
    /// The chain with everything decided, and what if some were not or others were.
    ///
    /// # Errors
    /// When the actor may not see it, the plan has no outlook, or the amounts do not fit. What makes no sense in the question is
    /// no error: it stands in [`CityChain::faults`].
    pub async fn chain(&self, actor: &Actor, asked: Asked) -> Result<CityChain, AppError> {
        permit(actor, Action::ReadChain)?;
        let all = self.all_decisions(actor).await?;
        let baseline = self.chain_baseline()?;
        let (mut what_if, mut faults) = asked.read(&baseline, self.today());
        let mut known = all.known;
        known.extend(what_if.typed.clone().map(|decision| KnownDecision {
            decision,
            sheet: None,
            grounds: Vec::new(),
        }));
        let ids: BTreeSet<&DecisionId> = known.iter().map(|known| &known.decision.id).collect();
        for (key, asked) in [("without", &what_if.without), ("with", &what_if.with)] {
            let unknown = asked.iter().filter(|id| !ids.contains(id));
            faults.extend(unknown.map(|id| AskedFault { key, kind: &UNKNOWN_DECISION, excerpt: id.to_string() }));
        }
        let decisions: Vec<Decision> = known.iter().map(|known| known.decision.clone()).collect();
        let chain = Chain::new(Arc::new(baseline), decisions).map_err(fault)?;
        let gone = what_if.scene(&chain).map_err(fault)?.first_year_without_investment();
        if let Some(year) = gone.filter(|_| what_if.is_asked()) {
            let excerpt = year.short();
            faults.push(AskedFault { key: "amount", kind: &INVESTMENT_GONE, excerpt });
        }
        if !faults.is_empty() {
            what_if = WhatIf::default();
        }
        let year = asked.year(chain.baseline(), self.plan.outlook.as_ref().map(|outlook| outlook.fund.calibrate_to));
        let year = year.unwrap_or_else(|(year, fault)| {
            faults.extend(fault);
            year
        });
        Ok(CityChain { chain, known, left_out: all.left_out, asked, faults, what_if, year })
    }

    /// What these decisions move, whatever was decided; for an option that is still thought about.
    ///
    /// # Errors
    /// When the actor may not see the chain, the plan has no outlook, or the amounts do not fit.
    pub fn chain_of(&self, actor: &Actor, decisions: Vec<Decision>) -> Result<Chain, AppError> {
        permit(actor, Action::ReadChain)?;
        Chain::new(Arc::new(self.chain_baseline()?), decisions).map_err(fault)
    }

    /// The city's own course, from the same values and rules as the studies.
    fn chain_baseline(&self) -> Result<Baseline, AppError> {
        let (plan, parameters) = (&self.plan, &self.parameters);
        let own = outlook::outlook_of(plan)?;
        let years = OUTLOOK_YEARS.max(own.years).min(own.years_max());
        let given = Given::new([("years".to_owned(), years.to_string())]);
        let case = outlook::run(plan, parameters, &given, Lang::Ja)?.baseline;
        let debt = &parameters.debt;
        let values = Form::read(debt::fields(debt, Lang::Ja), &Given::default()).baseline();
        let bonds = debt::input(debt, &values, debt.default.years, None);
        let bonds = bonds.map_err(|_| fault(ChainFault::BaselineDiffers("the parameters of the bonds")))?;
        if bonds.base_year != own.base_year || bonds.investment != own.investment.value {
            return Err(fault(ChainFault::BaselineDiffers("the starting year or the investment")));
        }
        let input = BaselineInput {
            outlook: own.clone(),
            plan_improvement: case.effects,
            set_aside: case.inputs.set_aside,
            fund_opening: case.inputs.fund_opening,
            path: case.path,
            legacy: bonds.legacy,
            financing: bonds.financing,
            bond_years: debt.default.years.max(years),
            settled: plan.soundness.as_ref().filter(|own_ratios| own_ratios.settlement == own.base_year).map(settled),
        };
        Baseline::new(input).map_err(fault)
    }
}

impl CityChain {
    /// With nothing decided.
    ///
    /// # Errors
    /// When the sums do not fit.
    pub fn nothing(&self) -> Result<Scene<'_>, AppError> {
        self.chain.scene(|_| false).map_err(fault)
    }

    /// With what is decided.
    ///
    /// # Errors
    /// When the sums do not fit.
    pub fn decided(&self) -> Result<Scene<'_>, AppError> {
        self.chain.decided().map_err(fault)
    }

    /// With what was asked; where nothing was, what is decided.
    ///
    /// # Errors
    /// When the sums do not fit.
    pub fn scene(&self) -> Result<Scene<'_>, AppError> {
        self.what_if.scene(&self.chain).map_err(fault)
    }

    /// The years of the outlook, or of the bonds, from the first projected one on.
    pub fn years(&self, figure: Figure) -> Vec<FiscalYear> {
        let Some((first, last)) = self.chain.baseline().span(figure) else { return Vec::new() };
        let first = first.start().max(self.chain.baseline().base_year().start() + 1);
        (first..=last.start()).filter_map(|start| FiscalYear::new(start).ok()).collect()
    }

    /// The last year of the bonds.
    pub fn last_bond_year(&self) -> FiscalYear {
        self.years(Figure::Bonds).last().copied().unwrap_or(self.chain.baseline().base_year())
    }

    /// What a decision is called, with the program it is of, as measures of several programs may read alike.
    pub fn name_of(&self, entry: usize, lang: Lang) -> String {
        let name = decision_name(&self.chain.entries()[entry], lang);
        match self.known.get(entry).and_then(|known| known.sheet.as_ref()) {
            Some(place) => format!("{} — {name}", place.program),
            None => name,
        }
    }

    /// Whether a decision that is counted is an example.
    pub fn is_illustrative(&self) -> bool {
        self.chain.entries().iter().any(|entry| entry.decision.is_decided && entry.decision.is_illustrative)
    }

    /// How much of the plan's improvement is covered by decisions in a year: in promille, cut.
    pub fn coverage(&self, scene: &Scene, year: FiscalYear) -> Option<i64> {
        let whole = self.chain.plan_improvement(year).filter(|whole| *whole > Yen::ZERO)?;
        let part = scene.money(Figure::Improvement, year)?;
        i64::try_from(i128::from(part.0) * 1_000 / i128::from(whole.0)).ok()
    }
}

/// The problem a fault of the chain is.
pub(super) fn fault(fault: ChainFault) -> AppError {
    AppError::Faulty(vec![Problem::new(fault.kind(), Place::default(), fault.to_string())])
}

/// The amounts of the forms; what the city does not give is nothing, as in the study.
fn settled(own: &PlanSoundness) -> Settled {
    let amount = |key: &str| own.amount(key).map_or(Yen::ZERO, |amount| amount.value);
    let year = |nth: usize, scale: &str| DebtServiceYear {
        a_debt_service: amount(&format!("service-a-{nth}")),
        b_quasi_debt_service: amount(&format!("service-b-{nth}")),
        b_fund_shortfall: amount(&format!("service-shortfall-{nth}")),
        c_tied_revenue: amount(&format!("service-c-{nth}")),
        d_counted_in_need: amount(&format!("service-d-{nth}")),
        e_standard_scale: amount(scale),
    };
    let burden = FutureBurden {
        a_burden: Burden {
            bonds: amount("burden-1"),
            promised_expenditure: amount("burden-2"),
            enterprise_bonds: amount("burden-3"),
            associations: amount("burden-4"),
            retirement: amount("burden-5"),
            own_corporations: amount("burden-6"),
            trusts: amount("burden-7"),
            other_corporations: amount("burden-8"),
            consolidated_deficit: amount("burden-9"),
            associations_deficit: amount("burden-10"),
        },
        b_funds: amount("burden-b"),
        c_tied_revenue: amount("burden-c"),
        d_counted_in_need: amount("burden-d"),
        e_standard_scale: amount("scale"),
        f_counted_debt_service: amount("burden-f"),
    };
    Settled { service: [year(1, "service-e-1"), year(2, "service-e-2"), year(3, "scale")], burden }
}
