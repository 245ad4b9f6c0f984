//! Renewal of facilities: the worked examples, with prices and rules of `parameters/facility-renewal.toml`.

use crate::support;

use std::fmt::Write;

use expect_test::expect_file;
use fiscal::Yen;
use fiscal::facilities::{
    Asset, Backlog, Building, FacilitiesError, Horizon, Reduction, RenewalRule, Repair, UnitPrice, age_profile,
    area_per_citizen, backlog, calibrate, reduce_area, renew_assets, renew_buildings, smooth,
};
use proptest::prelude::*;
use support::{in_oku, list, number, oku, scenarios, text, whole};
use toml::Table;

const PARAMETERS: &str = include_str!("../../../parameters/facility-renewal.toml");

fn parameters() -> Table {
    PARAMETERS.parse().unwrap()
}

fn tables(parameters: &Table, key: &str) -> Vec<Table> {
    list(parameters, key).iter().map(|entry| entry.as_table().unwrap().clone()).collect()
}

fn prices() -> (Vec<String>, Vec<UnitPrice>) {
    tables(&parameters(), "building")
        .iter()
        .map(|entry| {
            let price = UnitPrice {
                repair_yen_per_m2: Yen(whole(entry, "repair_yen_per_m2")),
                rebuild_yen_per_m2: Yen(whole(entry, "rebuild_yen_per_m2")),
            };
            (text(entry, "kind").to_owned(), price)
        })
        .unzip()
}

fn rule(id: &str) -> RenewalRule {
    let rules = tables(&parameters(), "rule");
    let rule = rules.iter().find(|rule| text(rule, "id") == id).unwrap();
    let years = |table: &Table, key: &str| whole(table, key) as usize;
    RenewalRule {
        repairs: tables(rule, "repair")
            .iter()
            .map(|repair| Repair {
                age: years(repair, "age_years"),
                years: years(repair, "years"),
                price_share: number(repair, "price_share_percent") / 100.0,
                overdue_until_age: years(repair, "overdue_until_age_years"),
            })
            .collect(),
        rebuild_age: years(rule, "rebuild_age_years"),
        rebuild_years: years(rule, "rebuild_years"),
        backlog_years: years(rule, "backlog_years"),
    }
}

fn kind(name: &str) -> usize {
    prices().0.iter().position(|kind| kind == name).unwrap()
}

fn school(built: i32) -> Building {
    Building { kind: kind("school"), built, floor_area_hundredths_m2: 1_000_000, repaired: false }
}

const FORTY_YEARS: Horizon = Horizon { first_year: 2016, years: 40 };

fn costs(buildings: &[Building]) -> Vec<Yen> {
    renew_buildings(buildings, &prices().1, &rule("standard"), &FORTY_YEARS).unwrap().by_year().unwrap()
}

#[test]
fn the_worked_examples_come_out() {
    for (folder, scenario) in scenarios("facilities") {
        let building = Building {
            kind: kind(text(&scenario, "kind")),
            built: whole(&scenario, "built") as i32,
            floor_area_hundredths_m2: whole(&scenario, "floor_area_m2") * 100,
            repaired: false,
        };
        let horizon =
            Horizon { first_year: whole(&scenario, "first_year") as i32, years: whole(&scenario, "years") as usize };
        let renewal = renew_buildings(&[building], &prices().1, &rule(text(&scenario, "rule")), &horizon).unwrap();
        assert_eq!(renewal.total().unwrap(), oku(number(&scenario, "total_oku")), "{}", folder.display());
        let mut out = String::from("億円\n  年度       改修     建替え\n");
        for year in 0..horizon.years {
            let (repair, rebuild) = (renewal.repair[building.kind][year], renewal.rebuild[building.kind][year]);
            if (repair, rebuild) != (Yen::ZERO, Yen::ZERO) {
                writeln!(out, "{:>6} {} {}", horizon.first_year + year as i32, in_oku(repair), in_oku(rebuild))
                    .unwrap();
            }
        }
        let total = renewal.total().unwrap();
        writeln!(out, "合計 {} 円、年平均 {} 円", total, Yen(total.0 / horizon.years as i64)).unwrap();
        expect_file![folder.join("working.txt")].assert_eq(&out);
    }
}

#[test]
fn every_price_and_rule_says_where_it_is_from() {
    let parameters = parameters();
    for key in ["rule", "building", "infrastructure"] {
        let entries = tables(&parameters, key);
        assert!(!entries.is_empty());
        for entry in entries {
            assert!(["source", "assumed"].contains(&text(&entry, "basis")) && !text(&entry, "source").is_empty());
        }
    }
    assert_eq!(prices().0.len(), 13);
}

#[test]
fn what_is_overdue_is_what_the_first_ten_years_carry() {
    let overdue = |buildings: &[Building]| backlog(buildings, &prices().1, &rule("standard"), 2016).unwrap();
    // 41 years old: its repair waits. 66: it should have been rebuilt. 54: too old for a repair, too young to rebuild.
    let [late, old, between] = [school(1975), school(1950), school(1962)];
    let expected = Backlog { repair: oku(17.0), rebuild: Yen::ZERO, area_hundredths_m2: 1_000_000 };
    assert_eq!(overdue(&[late]), expected);
    assert_eq!(overdue(&[old]), Backlog { repair: Yen::ZERO, rebuild: oku(33.0), ..expected });
    assert_eq!(overdue(&[between]), Backlog::default());
    // A building in the very year of its repair or rebuilding is not overdue; a repaired one owes nothing.
    assert_eq!(overdue(&[school(1986), school(1956), Building { repaired: true, ..late }]), Backlog::default());
    let first_ten: i64 = costs(&[late, old]).iter().take(10).map(|cost| cost.0).sum();
    let together = overdue(&[late, old]);
    assert_eq!(together.repair.0 + together.rebuild.0, first_ten);
    let unknown = backlog(&[Building { kind: 13, ..late }], &prices().1, &rule("standard"), 2016);
    assert_eq!(unknown, Err(FacilitiesError::UnknownKind { kind: 13, known: 13 }));
}

#[test]
fn a_repaired_building_owes_no_repair() {
    let repaired = Building { repaired: true, ..school(1975) };
    assert_eq!(costs(&[repaired]).iter().map(|cost| cost.0).sum::<i64>(), oku(33.0).0);
    // It is repaired again once it was rebuilt.
    assert_eq!(costs(&[Building { repaired: true, ..school(1962) }]), costs(&[school(1962)]));
}

#[test]
fn less_floor_area_costs_less_from_the_years_it_is_given_up_in() {
    let renewal = renew_buildings(&[school(2000)], &prices().1, &rule("standard"), &FORTY_YEARS).unwrap();
    let give_up = |kind, share| Reduction { kind, share, first_year: 2016, last_year: 2025 };
    let total = |reductions: &[Reduction]| reduce_area(&renewal, reductions, &FORTY_YEARS).unwrap().total().unwrap();
    assert_eq!(total(&[]), oku(17.0));
    assert_eq!(total(&[give_up(None, 0.2)]), oku(13.6));
    assert_eq!(total(&[give_up(Some(kind("school")), 0.5), give_up(None, 0.5)]), oku(4.25));
    assert_eq!(total(&[give_up(Some(kind("park")), 0.5)]), oku(17.0));
    let halfway = Reduction { kind: None, share: 1.0, first_year: 2026, last_year: 2035 };
    assert_eq!(total(&[halfway]), oku(8.5 * 0.5 + 8.5 * 0.4));
    let reduce = |reduction| reduce_area(&renewal, &[reduction], &FORTY_YEARS).unwrap_err();
    assert!(matches!(reduce(give_up(None, 1.5)), FacilitiesError::ShareOutOfRange { .. }));
    assert!(matches!(reduce(give_up(Some(99), 0.5)), FacilitiesError::UnknownKind { .. }));
}

#[test]
fn a_ceiling_puts_the_rest_off() {
    let smoothed = smooth(&[Yen(10), Yen(0), Yen(30), Yen(0)], Yen(8)).unwrap();
    assert_eq!(smoothed.spent, [Yen(8), Yen(2), Yen(8), Yen(8)]);
    assert_eq!(smoothed.put_off, [Yen(2), Yen(0), Yen(22), Yen(14)]);
    assert!(smooth(&[], Yen(-1)).is_err());
}

#[test]
fn roads_bridges_and_pipes_are_renewed_at_the_end_of_their_life() {
    let parameters = parameters();
    let asset = |kind: &str, built: Option<i32>| {
        let entries = tables(&parameters, "infrastructure");
        let entry = entries.iter().find(|entry| text(entry, "kind") == kind).unwrap();
        Asset {
            quantity_hundredths: 1_500_000,
            price: Yen(whole(entry, "price_yen_per_unit")),
            cycle_years: whole(entry, "cycle_years") as usize,
            built,
            backlog_years: whole(entry, "backlog_years") as usize,
        }
    };
    // 15,000㎡ of road: a fifteenth every year.
    assert_eq!(renew_assets(&[asset("road", None)], &FORTY_YEARS).unwrap(), [Yen(4_700_000); 40]);
    let bridge = renew_assets(&[asset("bridge", Some(1970))], &FORTY_YEARS).unwrap();
    assert_eq!((bridge[14], bridge.iter().filter(|cost| **cost != Yen::ZERO).count()), (Yen(6_720_000_000), 1));
    // A pipe of 1970 is six years overdue: five years of work, and again forty years later.
    let pipe = renew_assets(&[asset("water-distribution-small", Some(1970))], &Horizon { years: 50, ..FORTY_YEARS });
    let pipe = pipe.unwrap();
    assert_eq!((pipe[0], pipe[4], pipe[5], pipe[44]), (Yen(291_000_000), Yen(291_000_000), Yen(0), Yen(1_455_000_000)));
    let endless = Asset { cycle_years: 0, ..asset("road", None) };
    assert!(matches!(renew_assets(&[endless], &FORTY_YEARS), Err(FacilitiesError::BadRule(_))));
}

#[test]
fn a_model_is_brought_to_the_published_total() {
    let model = costs(&[school(2000), school(1975), school(1962), school(1950)]);
    let calibration = calibrate(&model, oku(12_040.0)).unwrap();
    assert_eq!(calibration.model, oku(150.0));
    assert!((calibration.factor - 12_040.0 / 150.0).abs() < 1e-9);
    assert_eq!(Yen::checked_sum(calibration.costs).unwrap(), oku(12_040.0));
    assert_eq!(calibrate(&[Yen::ZERO], Yen(1)), Err(FacilitiesError::NothingToCalibrate));
    assert!(calibrate(&[Yen(1)], Yen(0)).is_err());
}

#[test]
fn ages_are_told_by_use_and_area_for_each_citizen() {
    let part = Building { floor_area_hundredths_m2: 0, ..school(1950) };
    let profile =
        age_profile(&[school(2000), school(1975), school(2020), part], prices().1.len(), 2016, 10, 6).unwrap();
    assert_eq!(profile.area_hundredths_m2[kind("school")], [1_000_000, 1_000_000, 0, 0, 1_000_000, 0]);
    assert_eq!(profile.facilities[kind("school")], 4);
    assert!((profile.share_from_band(3).unwrap() - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(age_profile(&[], 1, 2016, 10, 6).unwrap().share_from_band(0), None);
    assert_eq!(area_per_citizen(480_000_000, 924_000).unwrap().to_string(), "5.19");
    assert_eq!(area_per_citizen(1, 0), Err(FacilitiesError::PopulationNotPositive(0)));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let renew =
        |building, rule: &RenewalRule, horizon| renew_buildings(&[building], &prices().1, rule, &horizon).unwrap_err();
    let standard = rule("standard");
    assert!(matches!(
        renew(Building { kind: 99, ..school(2000) }, &standard, FORTY_YEARS),
        FacilitiesError::UnknownKind { .. }
    ));
    assert!(matches!(renew(school(1000), &standard, FORTY_YEARS), FacilitiesError::YearOutOfRange(1000)));
    let negative = Building { floor_area_hundredths_m2: -1, ..school(2000) };
    assert!(matches!(renew(negative, &standard, FORTY_YEARS), FacilitiesError::Negative { .. }));
    let no_years = Horizon { years: 0, ..FORTY_YEARS };
    assert!(matches!(renew(school(2000), &standard, no_years), FacilitiesError::HorizonOutOfRange(0)));
    let late = RenewalRule { rebuild_age: 30, ..standard };
    assert!(matches!(renew(school(2000), &late, FORTY_YEARS), FacilitiesError::BadRule(_)));
    let huge = Building { floor_area_hundredths_m2: i64::MAX, ..school(2000) };
    assert!(renew_buildings(&[huge], &prices().1, &rule("standard"), &FORTY_YEARS).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn many_buildings_cost_what_each_of_them_costs(years in prop::collection::vec((1930..2050i32, 0..3_000_000i64), 1..30)) {
        let buildings: Vec<Building> = years.iter()
            .map(|(built, area)| Building { floor_area_hundredths_m2: *area, ..school(*built) }).collect();
        let (prices, rule) = (prices().1, rule("standard"));
        let costs = |buildings: &[Building]| {
            renew_buildings(buildings, &prices, &rule, &FORTY_YEARS).unwrap().by_year().unwrap()
        };
        let together: i64 = costs(&buildings).iter().map(|cost| cost.0).sum();
        let each: i64 = buildings.iter().flat_map(|building| costs(&[*building])).map(|cost| cost.0).sum();
        // Reckoned together they are rounded once a use and year.
        prop_assert!((together - each).abs() <= 4 * buildings.len() as i64);
    }

    #[test]
    fn putting_off_loses_nothing(costs in prop::collection::vec(0..1_000i64, 1..50), ceiling in 0..500i64) {
        let smoothed = smooth(&costs.iter().copied().map(Yen).collect::<Vec<_>>(), Yen(ceiling)).unwrap();
        let spent: i64 = smoothed.spent.iter().map(|amount| amount.0).sum();
        prop_assert_eq!(spent + smoothed.put_off.last().unwrap().0, costs.iter().sum::<i64>());
        prop_assert!(smoothed.spent.iter().all(|amount| amount.0 <= ceiling));
    }
}
