//! What a city's fiscal outlook is made from (中期財政見通しの前提): the settled base year line by line, how each line goes on,
//! and the reserve fund.
//!
//! Every amount and every rule says what it rests on. Lists of years: rates repeat from their first when they run out (a
//! revaluation every third year), amounts and numbers keep their last.

mod engine;

pub use engine::{Balancing, Drivers, OutlookFault};

use fiscal::{FiscalYear, Quantity, Yen};

use super::{Basis, Source, Text};

/// A city's outlook as its plan folder gives it (中期財政見通し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanOutlook {
    /// The settled year the base amounts are of.
    pub base_year: FiscalYear,
    /// How many years are projected where nobody asks for more or fewer.
    pub years: usize,
    /// What a reader should know about the whole.
    pub note: Text,
    /// Revenue of the base year as published (歳入総額).
    pub revenue_total: Grounded<Yen>,
    /// Expenditure of the base year as published (歳出総額).
    pub expenditure_total: Grounded<Yen>,
    /// The lines.
    pub lines: Vec<OutlookLine>,
    /// Population at some years, the base year first; between two of them it moves evenly.
    pub population: Vec<PopulationPoint>,
    /// Growth that taxes follow, in percent a year (名目成長率).
    pub tax_growth_percent: Grounded<Quantity>,
    /// Growth of prices, in percent a year (物価上昇率).
    pub price_growth_percent: Grounded<Quantity>,
    /// Investment a year (投資的経費).
    pub investment: Grounded<Yen>,
    /// What the programme improves a year (改善効果額).
    pub improvement: Grounded<Yen>,
    /// Paid into the fund a year beside the balance (前年度剰余の積立).
    pub set_aside: Grounded<Yen>,
    /// Standard financial scale (標準財政規模), that a shortfall is held against.
    pub standard_scale: Grounded<Yen>,
    /// The reserve fund.
    pub fund: OutlookFund,
}

/// A value with what it rests on (根拠のある値).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounded<T> {
    /// The value.
    pub value: T,
    /// What it rests on.
    pub ground: OutlookGround,
}

/// What a value or a rule rests on (根拠).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlookGround {
    /// Published, read, assumed or illustrative.
    pub basis: Basis,
    /// Why it is so; always there where nothing published gives it.
    pub note: Option<Text>,
    /// Where it stands; always there where something published gives it.
    pub source: Option<Source>,
}

/// One line of the outlook (費目).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlookLine {
    /// Its key, unique in the outlook.
    pub key: String,
    /// Its name.
    pub name: Text,
    /// Which side it stands on.
    pub side: LineSide,
    /// Its amount in the base year.
    pub base: Grounded<Yen>,
    /// How it goes on.
    pub rule: LineRule,
    /// What the rule rests on.
    pub rule_ground: OutlookGround,
}

/// Which side a line stands on (歳入・歳出の別).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineSide {
    /// Revenue the city may use freely (一般財源).
    GeneralRevenue,
    /// Revenue tied to expenditure lines (特定財源), with the percentage of each; they add up to 100.
    TiedRevenue(Vec<(String, Quantity)>),
    /// Expenditure (歳出).
    Expenditure,
}

/// How a line goes on (推計方法); percentages as people write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineRule {
    /// As in the base year (据置).
    Kept,
    /// Grows by so many percent a year (伸び率).
    Growth(Quantity),
    /// Grows with [`PlanOutlook::tax_growth_percent`] times an elasticity, and by a percentage of its own each year (税).
    Tax {
        /// The elasticity.
        elasticity: Quantity,
        /// Added in each year, from the first again when the list runs out.
        extra_percent: Vec<Quantity>,
    },
    /// So much for each citizen, growing by so many percent a year (一人当たり × 人口).
    PerHead(Quantity),
    /// A unit cost times a number (単価 × 数量).
    UnitTimesNumber {
        /// Cost of one unit in the base year.
        unit: Yen,
        /// Growth of the unit cost in percent a year.
        growth_percent: Quantity,
        /// Units in each year; the last is kept.
        numbers: Vec<i64>,
    },
    /// Amounts of a plan; the last is kept (計画額).
    Planned(Vec<Yen>),
    /// Follows prices with an elasticity (物価).
    PriceIndexed(Quantity),
    /// Moves against other lines, as the allocation tax does (普通交付税).
    Offset {
        /// The lines it moves against.
        of: Vec<String>,
        /// The percentage taken off what they gain.
        share_percent: Quantity,
        /// Added in each year for other reasons; the last is kept.
        adjustments: Vec<Yen>,
    },
    /// The base amount and a percentage of what another line gained (連動).
    ShareOfChange {
        /// The line.
        of: String,
        /// The percentage.
        share_percent: Quantity,
    },
    /// A percentage of another line of the year (割合).
    ShareOf {
        /// The line.
        of: String,
        /// The percentage.
        share_percent: Quantity,
    },
    /// A percentage of another line of the year before (前年度連動).
    PriorYear {
        /// The line.
        of: String,
        /// The percentage.
        share_percent: Quantity,
    },
    /// The investment chosen for the projection (投資的経費).
    Investment,
    /// The share of the investment that is paid with bonds, as the projection of bonds has it (起債率).
    Bonds,
    /// The base amount, moved as the projection of bonds moves debt service after its first year (公債費の推計).
    DebtService,
    /// The same amount every year, worked out so that the fund meets its published points (調整).
    Balancing,
}

/// Population of one year (人口).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationPoint {
    /// The fiscal year.
    pub year: FiscalYear,
    /// How many people, with where that stands.
    pub people: Grounded<i64>,
}

/// The reserve fund (財源調整用基金).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlookFund {
    /// Its name.
    pub name: Text,
    /// Published balances at the ends of years, by year; one of them is of the base year.
    pub points: Vec<FundPoint>,
    /// The point of the plan that the outlook is balanced to.
    pub calibrate_to: FiscalYear,
    /// The balance the city would not go below (下限の目安).
    pub line: Grounded<Yen>,
}

/// A published balance of the fund (公表された残高).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundPoint {
    /// At the end of the fiscal year.
    pub year: FiscalYear,
    /// Whether it is settled; otherwise it is the plan's own projection.
    pub is_settled: bool,
    /// The balance.
    pub balance: Grounded<Yen>,
}

impl PlanOutlook {
    /// The line with this key.
    pub fn line(&self, key: &str) -> Option<&OutlookLine> {
        self.lines.iter().find(|line| line.key == key)
    }

    /// The last year that population is known for; nothing is projected beyond it.
    pub fn last_year(&self) -> FiscalYear {
        self.population.last().map_or(self.base_year, |point| point.year)
    }

    /// The most years that can be projected.
    pub fn years_max(&self) -> usize {
        usize::try_from(self.last_year().start() - self.base_year.start()).unwrap_or(0).min(fiscal::outlook::YEARS_MAX)
    }

    /// The sum of the base amounts: revenue and expenditure.
    ///
    /// # Errors
    /// When the amounts do not fit.
    pub fn base_totals(&self) -> Result<(Yen, Yen), fiscal::money::MoneyOverflow> {
        let sum = |is_expenditure: bool| {
            let side = self.lines.iter().filter(|line| (line.side == LineSide::Expenditure) == is_expenditure);
            Yen::checked_sum(side.map(|line| line.base.value))
        };
        Ok((sum(false)?, sum(true)?))
    }
}

impl OutlookFund {
    /// The published balance at the end of a year.
    pub fn point(&self, year: FiscalYear) -> Option<&FundPoint> {
        self.points.iter().find(|point| point.year == year)
    }
}
