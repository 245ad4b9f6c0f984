//! The six ratios from the values of the form (六つの比率の計算).

use fiscal::Yen;
use fiscal::soundness::fiscal_capacity_index::{CapacityYear, find_fiscal_capacity_index};
use fiscal::soundness::future_burden_ratio::{Burden, FutureBurden, find_future_burden_ratio};
use fiscal::soundness::ordinary_balance_ratio::{OrdinaryBalance, find_ordinary_balance_ratio};
use fiscal::soundness::real_balance_ratio::{
    Account, RealDeficit, find_consolidated_deficit_ratio, find_real_deficit_ratio,
};
use fiscal::soundness::real_debt_service_ratio::{DebtServiceYear, find_real_debt_service_ratio, find_single_year};
use fiscal::soundness::{Finding, SoundnessError};
use publish::chart::Lang;
use reform::plan::soundness::INPUTS;

use super::words::{fault_text, ratio_name};
use crate::error::NOT_COMPUTABLE;
use crate::study::form::{Form, Values};

/// One of the six (六つの比率).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CityRatio {
    /// 実質赤字比率.
    RealDeficit,
    /// 連結実質赤字比率.
    ConsolidatedDeficit,
    /// 実質公債費比率.
    RealDebtService,
    /// 将来負担比率.
    FutureBurden,
    /// 経常収支比率.
    OrdinaryBalance,
    /// 財政力指数.
    FiscalCapacity,
}

/// A ratio worked out, or why it cannot be.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Which ratio.
    pub ratio: CityRatio,
    /// The figure with its working.
    pub finding: Result<Finding, SoundnessError>,
}

/// The six ratios of one set of amounts, and the latest year of the debt service form.
#[derive(Clone, Debug, PartialEq)]
pub struct RatioSet {
    /// The ratios, in the order of [`CityRatio::ALL`].
    pub found: Vec<Found>,
    /// The years of the form of the real debt service ratio, the settlement's own last.
    pub service: Vec<DebtServiceYear>,
    /// Whether only the last of these counts, as in an example of one year.
    pub is_single_year: bool,
}

impl CityRatio {
    /// All six, in the order of the page.
    pub const ALL: [CityRatio; 6] = [
        CityRatio::RealDeficit,
        CityRatio::ConsolidatedDeficit,
        CityRatio::RealDebtService,
        CityRatio::FutureBurden,
        CityRatio::OrdinaryBalance,
        CityRatio::FiscalCapacity,
    ];

    /// Its key in parameters and addresses.
    pub fn key(self) -> &'static str {
        match self {
            CityRatio::RealDeficit => "real-deficit-ratio",
            CityRatio::ConsolidatedDeficit => "consolidated-deficit-ratio",
            CityRatio::RealDebtService => "real-debt-service-ratio",
            CityRatio::FutureBurden => "future-burden-ratio",
            CityRatio::OrdinaryBalance => "ordinary-balance-ratio",
            CityRatio::FiscalCapacity => "fiscal-capacity-index",
        }
    }

    /// Its unit: percent, but for the index.
    pub fn unit(self) -> &'static str {
        if self == CityRatio::FiscalCapacity { "" } else { "%" }
    }

    /// The glossary term that explains it, where the plan has one.
    pub fn term(self) -> Option<&'static str> {
        match self {
            CityRatio::RealDebtService => Some("real-debt-service-ratio"),
            CityRatio::FutureBurden => Some("future-burden-ratio"),
            CityRatio::OrdinaryBalance => Some("ordinary-balance-ratio"),
            CityRatio::FiscalCapacity => Some("financial-capability-index"),
            CityRatio::RealDeficit | CityRatio::ConsolidatedDeficit => None,
        }
    }

    /// The first field of its form, beside which its problems stand.
    fn first_field(self) -> &'static str {
        match self {
            CityRatio::RealDeficit | CityRatio::ConsolidatedDeficit => "scale",
            CityRatio::RealDebtService => "service-d-3",
            CityRatio::FutureBurden => "burden-f",
            CityRatio::OrdinaryBalance => "ordinary-b",
            CityRatio::FiscalCapacity => "capacity-b-3",
        }
    }
}

impl RatioSet {
    /// The figure of one ratio with its working; nothing where it cannot be worked out.
    pub fn finding(&self, ratio: CityRatio) -> Option<&Finding> {
        self.found.iter().find(|found| found.ratio == ratio)?.finding.as_ref().ok()
    }
}

/// Works out all six.
pub fn find_ratios(values: &Values) -> RatioSet {
    let amount = |key: &str| values.amount(key).unwrap_or(Yen::ZERO);
    let scale = amount("scale");
    let year = |nth: usize, e_standard_scale: Yen| DebtServiceYear {
        a_debt_service: amount(&format!("service-a-{nth}")),
        b_quasi_debt_service: amount(&format!("service-b-{nth}")),
        b_fund_shortfall: amount(&format!("service-shortfall-{nth}")),
        c_tied_revenue: amount(&format!("service-c-{nth}")),
        d_counted_in_need: amount(&format!("service-d-{nth}")),
        e_standard_scale,
    };
    let service = vec![year(1, amount("service-e-1")), year(2, amount("service-e-2")), year(3, scale)];
    let is_single_year = values.word("service-years") == "one";
    let found = CityRatio::ALL.into_iter().map(|ratio| {
        let finding = match ratio {
            CityRatio::RealDeficit => find_real_deficit_ratio(&RealDeficit {
                a_revenue: amount("deficit-a"),
                b_expenditure: amount("deficit-b"),
                c_carried_over: amount("deficit-c"),
                d_standard_scale: scale,
            }),
            CityRatio::ConsolidatedDeficit => {
                let accounts = [
                    ("一般会計等", "accounts-general"),
                    ("国民健康保険", "accounts-health"),
                    ("その他の特別会計", "accounts-other"),
                    ("公営企業会計", "accounts-enterprise"),
                ];
                let account = |(name, key): (&str, &str)| Account { name: name.to_owned(), balance: amount(key) };
                find_consolidated_deficit_ratio(&accounts.map(account), scale)
            }
            CityRatio::RealDebtService if is_single_year => single_year(&service[2]),
            CityRatio::RealDebtService => find_real_debt_service_ratio(&service),
            CityRatio::FutureBurden => find_future_burden_ratio(&FutureBurden {
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
                e_standard_scale: scale,
                f_counted_debt_service: amount("burden-f"),
            }),
            CityRatio::OrdinaryBalance => find_ordinary_balance_ratio(&OrdinaryBalance {
                a_ordinary_expenditure: amount("ordinary-a"),
                b_ordinary_revenue: amount("ordinary-b"),
                c_revenue_shortfall_bonds: amount("ordinary-c"),
                d_special_bonds: amount("ordinary-d"),
                e_deferral_bonds: amount("ordinary-e"),
            }),
            CityRatio::FiscalCapacity => {
                let year = |nth: usize| CapacityYear {
                    a_standard_revenue: amount(&format!("capacity-a-{nth}")),
                    b_standard_need: amount(&format!("capacity-b-{nth}")),
                };
                find_fiscal_capacity_index(&[year(1), year(2), year(3)])
            }
        };
        Found { ratio, finding }
    });
    RatioSet { found: found.collect(), service, is_single_year }
}

/// One year alone, to five decimals, as the example of a single year is published.
fn single_year(year: &DebtServiceYear) -> Result<Finding, SoundnessError> {
    let (unrounded, working) = find_single_year(year)?;
    Ok(Finding { figure: Some(unrounded.round(5)), unrounded, working })
}

/// Puts what the rules refuse beside the fields. A ratio whose form has no amount at all was not asked for.
pub(super) fn add_faults(form: &mut Form, set: &RatioSet, lang: Lang) {
    let asked: Vec<&Found> = set.found.iter().filter(|found| has_amounts(form, found.ratio)).collect();
    for found in asked {
        if let Err(error) = &found.finding {
            let excerpt = format!("{}: {}", ratio_name(found.ratio, lang), fault_text(error, lang));
            form.add_problem(found.ratio.first_field(), &NOT_COMPUTABLE, excerpt);
        }
    }
}

/// Whether any amount of a ratio's form was given.
pub(super) fn has_amounts(form: &Form, ratio: CityRatio) -> bool {
    let values = form.scenario();
    let of_ratio = INPUTS.iter().filter(|input| input.ratio == ratio.key());
    of_ratio.into_iter().any(|input| values.amount(input.key).is_some_and(|amount| amount != Yen::ZERO))
}
