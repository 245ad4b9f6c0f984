//! `outlook.toml`: the settled base year line by line, the rule of each line, and the reserve fund (中期財政見通しの前提).
//!
//! After reading, the outlook is projected once: what cannot be projected together is a fault of the file.

use std::ops::RangeInclusive;

use fiscal::{Quantity, Yen};
use reform::plan::Basis;
use reform::plan::outlook::{
    Balancing, Drivers, FundPoint, Grounded, LineRule, LineSide, OutlookFund, OutlookGround, OutlookLine, PlanOutlook,
    PopulationPoint,
};

use super::fields::{EXPLANATION_CHARS, Fields, NAME_CHARS};
use super::figures::BASES;
use super::findings::IdKind;
use super::kinds::{BASE_MISMATCH, INVALID_DATE, INVALID_NUMBER, MISSING_FIELD, NOT_WHOLE_YEN, OUTLOOK_FAULT};

const LINE: IdKind = IdKind::Parameter("outlook line");
const BALANCING: IdKind = IdKind::Parameter("balancing line");

const OKU: i64 = 100_000_000;
/// The largest amount an outlook may hold: a thousand trillion yen.
const YEN_MAX: i64 = 1_000_000_000_000_000;
/// What a yearly rate may be, in percent.
const RATE: RangeInclusive<f64> = -50.0..=100.0;
const SHARE: RangeInclusive<f64> = -100.0..=200.0;

/// `outlook.toml`.
pub(super) fn read_outlook(top: &Fields<'_>) -> Option<PlanOutlook> {
    let document = top.default_document();
    let base_year = top.fiscal_year("base_year");
    let years = top.whole("years", 1..=fiscal::outlook::YEARS_MAX as u64) as usize;
    let note = top.text("note", EXPLANATION_CHARS);
    let amount = |name: &str| -> Option<Grounded<Yen>> {
        let table = top.table(name)?;
        let value = table.oku("oku");
        let ground = table.outlook_ground(&document);
        table.finish();
        Some(Grounded { value, ground })
    };
    let rate = |name: &str| -> Option<Grounded<Quantity>> {
        let table = top.table(name)?;
        let value = table.percent_in("percent", RATE);
        let ground = table.outlook_ground(&document);
        table.finish();
        Some(Grounded { value, ground })
    };
    let (revenue_total, expenditure_total) = (amount("revenue_total"), amount("expenditure_total"));
    let (tax_growth_percent, price_growth_percent) = (rate("tax_growth"), rate("price_growth"));
    let (investment, improvement) = (amount("investment"), amount("improvement"));
    let (set_aside, standard_scale) = (amount("set_aside"), amount("standard_scale"));
    let population = read_population(top, &document);
    let lines: Vec<OutlookLine> = top.list("line", true).into_iter().map(|entry| read_line(entry, &document)).collect();
    let fund = read_fund(top, &document);
    let outlook = PlanOutlook {
        base_year: base_year?,
        years,
        note,
        revenue_total: revenue_total?,
        expenditure_total: expenditure_total?,
        lines,
        population: population?,
        tax_growth_percent: tax_growth_percent?,
        price_growth_percent: price_growth_percent?,
        investment: investment?,
        improvement: improvement?,
        set_aside: set_aside?,
        standard_scale: standard_scale?,
        fund: fund?,
    };
    check(top, &outlook);
    Some(outlook)
}

/// What only the whole shows; said where everything else is right.
fn check(top: &Fields<'_>, outlook: &PlanOutlook) {
    if !top.is_clean() {
        return;
    }
    let starts = outlook.population.first().is_some_and(|point| point.year == outlook.base_year);
    if !starts || !outlook.population.is_sorted_by(|one, next| one.year < next.year) {
        let excerpt = format!("population → {}, …", outlook.base_year.japanese());
        return top.report_named(&INVALID_DATE, "population", &excerpt);
    }
    if outlook.years > outlook.years_max() {
        return top.report_named(&INVALID_NUMBER, "years", &format!("{} → 1 … {}", outlook.years, outlook.years_max()));
    }
    let reach = outlook.calibration_years();
    if reach == 0 || reach > outlook.years_max() {
        return top.report_named(&INVALID_DATE, "fund", &format!("calibrate_to {}", outlook.fund.calibrate_to));
    }
    let drivers = |years: usize| Drivers {
        tax_growth: outlook.tax_growth_percent.value.to_f64() / 100.0,
        price_growth: outlook.price_growth_percent.value.to_f64() / 100.0,
        investment: vec![outlook.investment.value; years],
        // The projection of bonds is not at hand here; without it nothing ties more to the investment than the file does.
        bond_share: 0.0,
        debt_service: vec![Yen::ZERO; years],
        balancing: Balancing::default(),
    };
    let projected = outlook.balance_to_fund(&drivers(reach)).map(drop);
    let projected = projected.and_then(|()| outlook.project(&drivers(outlook.years)).map(drop));
    if let Err(fault) = projected {
        return top.report_named(&OUTLOOK_FAULT, "line", &format!("→ {fault}"));
    }
    let Ok((revenue, expenditure)) = outlook.base_totals() else { return };
    for (name, sum, published) in [
        ("revenue_total", revenue, outlook.revenue_total.value),
        ("expenditure_total", expenditure, outlook.expenditure_total.value),
    ] {
        if sum.0.abs_diff(published.0) > OKU.unsigned_abs() {
            top.report_named(&BASE_MISMATCH, name, &format!("{sum} ≠ {published}"));
        }
    }
}

fn read_population(top: &Fields<'_>, document: &str) -> Option<Vec<PopulationPoint>> {
    let points = top.list("population", true).into_iter().map(|entry| {
        let year = entry.fiscal_year("year");
        let value = i64::try_from(entry.whole("people", 1..=1_000_000_000)).unwrap_or(1);
        let ground = entry.outlook_ground(document);
        entry.finish();
        Some(PopulationPoint { year: year?, people: Grounded { value, ground } })
    });
    points.collect::<Vec<_>>().into_iter().collect()
}

fn read_fund(top: &Fields<'_>, document: &str) -> Option<OutlookFund> {
    let table = top.table("fund")?;
    let name = table.text("name", NAME_CHARS);
    let calibrate_to = table.fiscal_year("calibrate_to");
    let line = table.table("line").map(|line| {
        let value = line.oku("oku");
        let ground = line.outlook_ground(document);
        line.finish();
        Grounded { value, ground }
    });
    let points = table.list("point", true).into_iter().map(|entry| {
        let year = entry.fiscal_year("year");
        if let Some(year) = year {
            entry.take_id(IdKind::Parameter("fund point"), &year.short(), "year");
        }
        let is_settled = entry.choice("kind", &[("settled", true), ("plan", false)], false);
        let value = entry.oku("oku");
        let ground = entry.outlook_ground(document);
        entry.finish();
        Some(FundPoint { year: year?, is_settled, balance: Grounded { value, ground } })
    });
    let points: Vec<Option<FundPoint>> = points.collect();
    table.finish();
    let mut points = points.into_iter().collect::<Option<Vec<_>>>()?;
    points.sort_by_key(|point| point.year);
    Some(OutlookFund { name, points, calibrate_to: calibrate_to?, line: line? })
}

fn read_line(entry: Fields<'_>, document: &str) -> OutlookLine {
    let key = entry.id(LINE);
    let name = entry.text("name", NAME_CHARS);
    let side = read_side(&entry);
    let base = Grounded { value: entry.oku("base_oku"), ground: entry.outlook_ground(document) };
    let rule = read_rule(&entry);
    let rule_ground = OutlookGround {
        basis: entry.choice("rule_basis", &BASES, false),
        note: Some(entry.text("rule_note", EXPLANATION_CHARS)),
        source: None,
    };
    entry.finish();
    OutlookLine { key, name, side, base, rule, rule_ground }
}

fn read_side(entry: &Fields<'_>) -> LineSide {
    let words = [("general-revenue", 0), ("tied-revenue", 1), ("expenditure", 2)];
    match entry.choice("side", &words, false) {
        0 => LineSide::GeneralRevenue,
        1 => {
            let (to, percent) = (entry.lines("tied_to"), entry.number_list("tied_percent"));
            to.iter().for_each(|key| entry.refer_to(LINE, key, "tied_to"));
            if to.is_empty() {
                entry.report_named(&MISSING_FIELD, "tied_to", "");
            } else if to.len() != percent.len() {
                entry.report_named(&INVALID_NUMBER, "tied_percent", &format!("{} → {}", percent.len(), to.len()));
            }
            LineSide::TiedRevenue(to.into_iter().zip(percent).collect())
        }
        _ => LineSide::Expenditure,
    }
}

fn read_rule(entry: &Fields<'_>) -> LineRule {
    let of = || entry.reference("of", LINE);
    let share = || entry.percent_in("share_percent", SHARE);
    let words: Vec<(&str, u8)> = RULES.iter().enumerate().map(|(at, word)| (*word, at as u8)).collect();
    let chosen = RULES[usize::from(entry.choice("rule", &words, false))];
    match chosen {
        "growth" => LineRule::Growth(entry.percent_in("rate_percent", RATE)),
        "tax" => LineRule::Tax {
            elasticity: entry.percent_in("elasticity", -5.0..=5.0),
            extra_percent: entry.percents_in("extra_percent", RATE),
        },
        "per-head" => LineRule::PerHead(entry.percent_in("rate_percent", RATE)),
        "unit-times-number" => LineRule::UnitTimesNumber {
            unit: Yen(entry.whole("unit_yen", 0..=YEN_MAX as u64) as i64),
            growth_percent: entry.percent_in("rate_percent", RATE),
            numbers: needed(entry, "numbers", entry.counts("numbers")),
        },
        "planned" => LineRule::Planned(needed(entry, "amounts_oku", entry.okus("amounts_oku"))),
        "price-indexed" => LineRule::PriceIndexed(entry.percent_in("elasticity", -5.0..=5.0)),
        "offset" => {
            let of = needed(entry, "of", entry.lines("of"));
            of.iter().for_each(|key| entry.refer_to(LINE, key, "of"));
            LineRule::Offset { of, share_percent: share(), adjustments: entry.okus("adjustments_oku") }
        }
        "share-of-change" => LineRule::ShareOfChange { of: of(), share_percent: share() },
        "share-of" => LineRule::ShareOf { of: of(), share_percent: share() },
        "prior-year" => LineRule::PriorYear { of: of(), share_percent: share() },
        "investment" => LineRule::Investment,
        "bonds" => LineRule::Bonds,
        "debt-service" => LineRule::DebtService,
        "balancing" => {
            entry.take_id(BALANCING, "balancing", "rule");
            LineRule::Balancing
        }
        _ => LineRule::Kept,
    }
}

/// The rules by their words in the file; the first stands in for a word that is not known.
const RULES: [&str; 15] = [
    "kept",
    "growth",
    "tax",
    "per-head",
    "unit-times-number",
    "planned",
    "price-indexed",
    "offset",
    "share-of-change",
    "share-of",
    "prior-year",
    "investment",
    "bonds",
    "debt-service",
    "balancing",
];

/// Notes that a list is missing when it has no entry.
fn needed<T>(entry: &Fields<'_>, name: &str, list: Vec<T>) -> Vec<T> {
    if list.is_empty() {
        entry.report_named(&MISSING_FIELD, name, "");
    }
    list
}

impl Fields<'_> {
    /// An amount in 億円 that comes to whole yen.
    pub(super) fn oku(&self, name: &str) -> Yen {
        let number = self.number(name);
        self.oku_of(name, number)
    }

    fn okus(&self, name: &str) -> Vec<Yen> {
        self.number_list(name).into_iter().map(|number| self.oku_of(name, number)).collect()
    }

    fn oku_of(&self, name: &str, number: Quantity) -> Yen {
        let amount = super::figures::whole_yen(number, OKU).filter(|amount| amount.0.abs() <= YEN_MAX);
        amount.unwrap_or_else(|| {
            self.report_named(&NOT_WHOLE_YEN, name, &format!("{number}億円"));
            Yen::ZERO
        })
    }

    fn percent_in(&self, name: &str, range: RangeInclusive<f64>) -> Quantity {
        let number = self.number(name);
        self.check_range(name, number, &range);
        number
    }

    fn percents_in(&self, name: &str, range: RangeInclusive<f64>) -> Vec<Quantity> {
        let numbers = self.number_list(name);
        numbers.iter().for_each(|number| self.check_range(name, *number, &range));
        numbers
    }

    fn check_range(&self, name: &str, number: Quantity, range: &RangeInclusive<f64>) {
        if !range.contains(&number.to_f64()) {
            self.report_named(&INVALID_NUMBER, name, &format!("{number} → {} … {}", range.start(), range.end()));
        }
    }

    fn counts(&self, name: &str) -> Vec<i64> {
        let count = |number: Quantity| {
            let is_count = number.decimals == 0 && (0..=1_000_000_000).contains(&number.units);
            if !is_count {
                self.report_named(&INVALID_NUMBER, name, &number.to_string());
            }
            number.units
        };
        self.number_list(name).into_iter().map(count).collect()
    }

    /// `basis`, with a `source` where something published gives the value and a `note` where nothing does.
    pub(super) fn outlook_ground(&self, document: &str) -> OutlookGround {
        let basis = self.choice("basis", &BASES, false);
        let is_published = matches!(basis, Basis::Published | Basis::Read);
        let note = match is_published {
            true => self.optional_text("note", EXPLANATION_CHARS),
            false => Some(self.text("note", EXPLANATION_CHARS)),
        };
        let source = (is_published || self.has("source")).then(|| self.source(document));
        OutlookGround { basis, note, source }
    }
}
