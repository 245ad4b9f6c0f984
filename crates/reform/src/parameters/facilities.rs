//! What renewing facilities is reckoned with (公共施設等の更新の前提): rules, unit prices, lives, and what the plan says.

use fiscal::Quantity;
use fiscal::Yen;
use fiscal::facilities::{RenewalRule, UnitPrice};

use super::Ground;
use crate::facility::FacilityKind;
use crate::plan::Text;

/// Rules, prices and published totals (更新の前提の一式).
#[derive(Clone, Debug, PartialEq)]
pub struct FacilityParameters {
    /// The rules of renewal, the standard one first.
    pub rules: Vec<NamedRule>,
    /// The price of each kind, in the order of [`FacilityKind::ALL`].
    pub prices: Vec<KindPrice>,
    /// Roads, bridges and pipes.
    pub infrastructure: Vec<InfrastructureKind>,
    /// What the plan says of the city's facilities.
    pub published: PublishedFacilities,
}

/// A rule of renewal under a name (更新の方法).
#[derive(Clone, Debug, PartialEq)]
pub struct NamedRule {
    /// Its id: `standard`, `long-life`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The rule.
    pub rule: RenewalRule,
    /// What it rests on.
    pub ground: Ground,
}

/// The prices of a kind (更新単価).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindPrice {
    /// The kind.
    pub kind: FacilityKind,
    /// Major repair and rebuilding, yen a square metre.
    pub price: UnitPrice,
    /// What they rest on.
    pub ground: Ground,
}

/// A kind of infrastructure (インフラの種別).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InfrastructureKind {
    /// Its id: `road`, `bridge`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// What it is counted in: `m2` or `m`.
    pub unit: String,
    /// Years from one renewal to the next (耐用年数).
    pub cycle_years: usize,
    /// Renewing one unit.
    pub price: Yen,
    /// Whether a part is renewed every year, as roads are; else at the end of its life where the year built is known.
    pub is_spread_evenly: bool,
    /// Over how many first years what is overdue is renewed.
    pub backlog_years: usize,
    /// What these rest on.
    pub ground: Ground,
}

/// What the plan says of the city's facilities (計画の示す公共施設の数値).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedFacilities {
    /// What renewing all of them costs (更新費用の試算).
    pub renewal_total: Yen,
    /// Over so many years.
    pub renewal_years: usize,
    /// Floor area for each citizen in square metres (市民一人当たり延床面積).
    pub area_per_citizen_m2: Quantity,
    /// Of the fiscal year.
    pub area_fiscal_year: i32,
    /// The city's area for each citizen over the mean of the designated cities.
    pub times_average: Quantity,
    /// The yearly investment the plan compares with (投資的経費).
    pub investment: Yen,
    /// Where these are written.
    pub ground: Ground,
}

impl FacilityParameters {
    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&NamedRule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The kind of infrastructure with this id.
    pub fn infrastructure(&self, id: &str) -> Option<&InfrastructureKind> {
        self.infrastructure.iter().find(|kind| kind.id == id)
    }

    /// The prices alone, in the order of [`FacilityKind::ALL`].
    pub fn unit_prices(&self) -> Vec<UnitPrice> {
        self.prices.iter().map(|price| price.price).collect()
    }
}
