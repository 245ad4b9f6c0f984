//! The facilities of a real city, read whole (豊橋市の公共施設一覧). Skipped, with a word, where the data is absent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fiscal::{FiscalYear, Yen};
use intake::facilities::{FacilityMapping, FacilityReading, read_facilities};
use intake::programs::Input;
use reform::facility::FacilityKind;

fn read() -> Option<FacilityReading> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let path = data.join("toyohashi-facilities/toyohashi_shisetsu_list.csv");
    if !path.exists() {
        eprintln!("skipped: the real data is not here ({})", path.display());
        return None;
    }
    let text = std::fs::read_to_string(root.join("mappings/toyohashi.toml")).unwrap();
    let mapping = FacilityMapping::parse("mappings/toyohashi.toml", &text).unwrap();
    Some(read_facilities(&mapping, "list.csv", Input::Path(&path), FiscalYear::new(2024).unwrap()))
}

#[test]
fn every_facility_is_read_and_those_inside_others_have_no_area() {
    let Some(reading) = read() else { return };
    assert_eq!((reading.read, reading.facilities.len()), (413, 413));
    assert_eq!(reading.problems.list, []);
    let inside = reading.facilities.iter().filter(|facility| facility.is_inside_another());
    assert_eq!(inside.clone().count(), 26);
    assert!(inside.clone().all(|facility| facility.built.is_none() && facility.building().is_none()));
    let area: i64 = reading.facilities.iter().filter_map(|facility| facility.floor_area_hundredths_m2).sum();
    assert_eq!(area, 122_694_330);
    assert_eq!(reading.facilities.iter().filter_map(|facility| facility.building()).count(), 387);
    let years: Vec<i32> = reading.facilities.iter().filter_map(|facility| Some(facility.built?.start())).collect();
    assert_eq!((years.iter().min(), years.iter().max()), (Some(&1931), Some(&2024)));
}

#[test]
fn the_account_of_municipal_housing_is_counted_once() {
    let Some(reading) = read() else { return };
    let housing = reading.facilities.iter().filter(|facility| facility.cost_group.is_some());
    assert_eq!(housing.clone().count(), 24);
    assert!(housing.clone().all(|facility| facility.income.is_none() && facility.cost.is_none()));
    assert!(housing.clone().all(|facility| facility.kind == FacilityKind::PublicHousing));
    let [shared] = &reading.shared_costs[..] else { panic!("{:?}", reading.shared_costs) };
    assert_eq!((shared.income, shared.cost), (Some(Yen(775_924_563)), Some(Yen(1_137_568_020))));
    // 95,465,485,336 with the housing account on each of its 24 rows.
    let own: i64 = reading.facilities.iter().filter_map(|facility| facility.cost).map(|cost| cost.0).sum();
    assert_eq!(own + 1_137_568_020, 69_301_420_876);
    let depreciation: i64 = housing.filter_map(|facility| facility.depreciation).map(|amount| amount.0).sum();
    assert_eq!(depreciation, 1_208_345_658);
}

#[test]
fn every_use_of_the_city_is_one_of_the_ministry() {
    let Some(reading) = read() else { return };
    let mut kinds: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
    for facility in &reading.facilities {
        let (count, area) = kinds.entry(facility.kind.word()).or_default();
        *count += 1;
        *area += facility.floor_area_hundredths_m2.unwrap_or(0);
    }
    let counts: Vec<(&str, usize)> = kinds.iter().map(|(kind, (count, _))| (*kind, *count)).collect();
    let expected = [
        ("administration", 114),
        ("childcare", 26),
        ("civic-culture", 83),
        ("health-welfare", 21),
        ("industry", 7),
        ("medical", 3),
        ("other", 6),
        ("public-housing", 24),
        ("school", 84),
        ("social-education", 14),
        ("sports-recreation", 22),
        ("supply-disposal", 9),
    ];
    assert_eq!(counts, expected);
    assert_eq!(kinds["medical"].1, 6_403_935);
}
