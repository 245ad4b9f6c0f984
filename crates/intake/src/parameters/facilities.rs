//! Reads `facility-renewal.toml` (公共施設等の更新の前提).

use fiscal::Yen;
use fiscal::facilities::{RenewalRule, Repair, UnitPrice};
use reform::Problem;
use reform::facility::FacilityKind;
use reform::parameters::facilities::{
    FacilityParameters, InfrastructureKind, KindPrice, NamedRule, PublishedFacilities,
};

use super::read_file;
use crate::plan::fields::Fields;
use crate::plan::findings::IdKind;
use crate::plan::kinds::{DUPLICATE_ID, INVALID_NUMBER, MISSING_FIELD, UNKNOWN_CHOICE};

/// The longest a rule may look ahead, and the longest works may take, in years.
const AGE_MAX: u64 = 200;
const WORKS_MAX: u64 = 50;

/// Reads the file's text.
///
/// # Errors
/// Every fault, with its line.
pub fn read(file_name: &str, text: &str) -> Result<FacilityParameters, Vec<Problem>> {
    read_file(file_name, text, read_top)
}

fn read_top(top: &Fields<'_>) -> Option<FacilityParameters> {
    top.meta();
    let published = top.table("published").map(read_published);
    let rules: Vec<NamedRule> = top.list("rule", true).into_iter().map(read_rule).collect();
    if !rules.iter().any(|rule| rule.id == "standard") {
        top.report_named(&MISSING_FIELD, "rule", "id = \"standard\"");
    }
    let prices = read_prices(top);
    let infrastructure = top.list("infrastructure", true).into_iter().map(read_infrastructure).collect();
    top.is_clean().then_some(FacilityParameters { rules, prices, infrastructure, published: published? })
}

fn read_published(entry: Fields<'_>) -> PublishedFacilities {
    let published = PublishedFacilities {
        renewal_total: oku(&entry, "renewal_total_oku"),
        renewal_years: entry.whole("renewal_years", 1..=100) as usize,
        area_per_citizen_m2: entry.number("area_per_citizen_m2"),
        area_fiscal_year: entry.whole("area_fiscal_year", 1868..=2200) as i32,
        times_average: entry.number("times_average"),
        investment: oku(&entry, "investment_oku"),
        ground: entry.ground(),
    };
    entry.finish();
    published
}

/// Whole 億円.
fn oku(entry: &Fields<'_>, name: &str) -> Yen {
    Yen(entry.whole(name, 1..=10_000_000) as i64 * 100_000_000)
}

fn read_rule(entry: Fields<'_>) -> NamedRule {
    let rebuild_age = entry.whole("rebuild_age_years", 1..=AGE_MAX) as usize;
    let rule = NamedRule {
        id: entry.id(IdKind::Parameter("rule")),
        name: entry.named(),
        rule: RenewalRule {
            rebuild_age,
            rebuild_years: entry.whole("rebuild_years", 1..=WORKS_MAX) as usize,
            backlog_years: entry.whole("backlog_years", 1..=WORKS_MAX) as usize,
            repairs: entry.list("repair", false).into_iter().map(|repair| read_repair(repair, rebuild_age)).collect(),
        },
        ground: entry.ground(),
    };
    entry.finish();
    rule
}

fn read_repair(entry: Fields<'_>, rebuild_age: usize) -> Repair {
    let repair = Repair {
        age: entry.whole("age_years", 1..=AGE_MAX) as usize,
        years: entry.whole("years", 1..=WORKS_MAX) as usize,
        price_share: entry.percent("price_share_percent", 0.0..=100.0),
        overdue_until_age: entry.whole("overdue_until_age_years", 0..=AGE_MAX) as usize,
    };
    // A repair that comes after the rebuilding would never be done.
    if repair.age >= rebuild_age {
        entry.report_named(&INVALID_NUMBER, "age_years", &format!("{} ≥ {rebuild_age}", repair.age));
    }
    entry.finish();
    repair
}

/// One price of each of the thirteen kinds, none twice.
fn read_prices(top: &Fields<'_>) -> Vec<KindPrice> {
    let mut prices: Vec<KindPrice> = Vec::new();
    for entry in top.list("building", true) {
        let words: Vec<(&str, FacilityKind)> = FacilityKind::ALL.iter().map(|kind| (kind.word(), *kind)).collect();
        let known = entry.line("kind");
        let kind = FacilityKind::from_word(&known);
        if kind.is_none() {
            let offered: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            entry.report_named(&UNKNOWN_CHOICE, "kind", &format!("{known} → {}", offered.join(" | ")));
        }
        entry.named();
        let price = UnitPrice {
            repair_yen_per_m2: entry.yen("repair_yen_per_m2"),
            rebuild_yen_per_m2: entry.yen("rebuild_yen_per_m2"),
        };
        let ground = entry.ground();
        if let Some(kind) = kind {
            if prices.iter().any(|known| known.kind == kind) {
                entry.report_named(&DUPLICATE_ID, "kind", kind.word());
            }
            prices.push(KindPrice { kind, price, ground });
        }
        entry.finish();
    }
    for kind in FacilityKind::ALL.iter().filter(|kind| !prices.iter().any(|price| price.kind == **kind)) {
        top.report_named(&MISSING_FIELD, "building", kind.word());
    }
    prices.sort_by_key(|price| price.kind.index());
    prices
}

fn read_infrastructure(entry: Fields<'_>) -> InfrastructureKind {
    let id = entry.line("kind");
    let kind = InfrastructureKind {
        name: entry.named(),
        unit: entry.choice("unit", &[("m2", "m2"), ("m", "m")], false).to_owned(),
        cycle_years: entry.whole("cycle_years", 1..=AGE_MAX) as usize,
        price: entry.yen("price_yen_per_unit"),
        is_spread_evenly: entry.choice("spread", &[("every-year", true), ("built", false)], false),
        backlog_years: entry.whole("backlog_years", 1..=WORKS_MAX) as usize,
        ground: entry.ground(),
        id: id.clone(),
    };
    entry.take_id(IdKind::Parameter("infrastructure"), &id, "kind");
    entry.finish();
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../../../parameters/facility-renewal.toml");

    #[test]
    fn the_built_in_file_has_every_price_and_both_rules() {
        let parameters = read("facility-renewal.toml", FILE).unwrap();
        let kinds: Vec<FacilityKind> = parameters.prices.iter().map(|price| price.kind).collect();
        assert_eq!(kinds, FacilityKind::ALL);
        assert_eq!(parameters.rule("standard").unwrap().rule.rebuild_age, 60);
        assert_eq!(parameters.rule("long-life").unwrap().rule.repairs.len(), 3);
        assert_eq!(parameters.published.renewal_total, Yen(1_204_000_000_000));
        assert!(parameters.infrastructure("road").unwrap().is_spread_evenly);
        assert_eq!(parameters.unit_prices()[FacilityKind::School.index()].rebuild_yen_per_m2, Yen(330_000));
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let faulty = FILE
            .replacen("kind = \"medical\"", "kind = \"hospital\"", 1)
            .replacen("rebuild_age_years = 60", "rebuild_age_years = 20", 1)
            .replacen("price_yen_per_unit = 4_700", "price_yen_per_unit = -1", 1)
            .replacen("renewal_total_oku = 12_040", "renewal_total_oku = 0", 1);
        let problems = read("facility-renewal.toml", &faulty).unwrap_err();
        let line_of = |text: &str| faulty.lines().position(|line| line == text).unwrap() as u32 + 1;
        for text in ["kind = \"hospital\"", "price_yen_per_unit = -1", "renewal_total_oku = 0", "age_years = 30"] {
            let line = line_of(text);
            assert!(problems.iter().any(|problem| problem.place.row == Some(line)), "{text}: {problems:#?}");
        }
        // The kind without a price is told as well.
        assert!(problems.iter().any(|problem| problem.excerpt == "medical"), "{problems:#?}");
    }
}
