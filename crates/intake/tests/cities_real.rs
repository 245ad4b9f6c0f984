//! The ministry's tables, settlement cards and codes as they were published. Skipped, with a word, where they are absent.

use std::path::{Path, PathBuf};

use fiscal::FiscalYear;
use fiscal::comparison::Figure;
use intake::cities::cards::read_cards;
use intake::cities::ministry::read_indicators;
use intake::cities::municipality_codes::read_municipality_codes;
use intake::cities::population_projection::read_population_projection;
use intake::cities::{CardMapping, CityReading};
use intake::programs::Input;
use reform::city::{AreaCode, CityDirectory, CityKind, Group, YearFrom, designated_cities};

const CARD: &str = include_str!("../../../mappings/settlement-card.toml");
const CARD_SERIES: &str = include_str!("../../../mappings/settlement-card-timeseries.toml");

fn data() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if !data.join("ministry-fiscal-indicators").exists() {
        eprintln!("skipped: the real data is not here ({})", data.display());
        return None;
    }
    Some(data)
}

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

fn designated() -> CityDirectory {
    CityDirectory::new([], false)
}

/// The whole table of codes.
fn all_cities(data: &Path) -> CityDirectory {
    let file = data.join("municipality-codes/localgovjp-utf8.csv");
    let reading = read_municipality_codes("localgovjp-utf8.csv", Input::Path(&file));
    assert_eq!(codes(&reading), [""; 0]);
    CityDirectory::new(reading.cities, true)
}

/// The codes of the problems found, each once.
fn codes(reading: &CityReading) -> Vec<&'static str> {
    reading.problems.counts.keys().copied().collect()
}

fn text(reading: &CityReading, indicator: &str, year: i32, city: &str) -> String {
    let series = reading.series.iter().find(|s| s.indicator == indicator && s.fiscal_year == year);
    let figures = &series.unwrap_or_else(|| panic!("{indicator} {year}")).figures;
    match figures.iter().find(|(of, ..)| *of == code(city)).map(|(_, figure, _)| *figure) {
        Some(Figure::Value(quantity)) => quantity.to_string(),
        Some(Figure::Dash) => "-".into(),
        Some(Figure::Missing) | None => "?".into(),
    }
}

fn average(reading: &CityReading, group: Group, indicator: &str) -> String {
    let found = reading.averages.iter().find(|(of, key, ..)| *of == group && *key == indicator);
    match found.map(|(.., figure, _)| *figure) {
        Some(Figure::Value(quantity)) => quantity.to_string(),
        _ => "?".into(),
    }
}

fn ministry(data: &Path, name: &str) -> CityReading {
    let file = data.join("ministry-fiscal-indicators").join(name);
    read_indicators(name, Input::Path(&file), None, &designated())
}

const FOUR: [&str; 4] =
    ["fiscal-capacity-index", "ordinary-balance-ratio", "real-debt-service-ratio", "future-burden-ratio"];

#[test]
fn every_table_of_the_ministry_has_the_designated_cities_of_its_year() {
    let Some(data) = data() else { return };
    let names: Vec<String> = (17..=27)
        .map(|y| format!("H{y}.xls"))
        .chain((28..=30).map(|y| format!("H{y}.xlsx")))
        .chain((1..=3).map(|y| format!("R{y}.xlsx")))
        .collect();
    for (name, start) in names.iter().zip(2005..) {
        let reading = ministry(&data, name);
        assert_eq!(reading.year, Some(year(start)), "{name}");
        let from = if start >= 2018 { YearFrom::Title } else { YearFrom::FileName };
        assert_eq!(reading.year_from, from, "{name}");
        let expected: Vec<AreaCode> = designated_cities(year(start)).map(|city| city.code()).collect();
        let ratio = reading.series.iter().find(|s| s.indicator == "ordinary-balance-ratio").unwrap();
        let cities: Vec<AreaCode> = ratio.figures.iter().map(|(city, ..)| *city).collect();
        assert_eq!((cities, reading.read), (expected.clone(), expected.len() as u64), "{name}");
        // The only thing to look at: 浜松市's full-width dash of FY2014 and FY2016.
        let doubtful: &[&str] = if [2014, 2016].contains(&start) { &["IN-613"] } else { &[] };
        assert_eq!(codes(&reading), doubtful, "{name}: {:?}", reading.problems.list);
        assert!(reading.averages.iter().any(|(group, ..)| *group == Group::DesignatedCities), "{name}");
        assert!(reading.averages.iter().any(|(group, ..)| *group == Group::Municipalities), "{name}");
    }
}

/// Read off the published tables by eye.
#[test]
fn figures_are_those_published() {
    let Some(data) = data() else { return };
    let reading = ministry(&data, "R3.xlsx");
    let of = |reading: &CityReading, year: i32, city: &str| FOUR.map(|key| text(reading, key, year, city));
    assert_eq!(of(&reading, 2021, "40100"), ["0.70", "96.3", "10.3", "150.0"]);
    assert_eq!(of(&reading, 2021, "27100"), ["0.92", "85.1", "1.8", "-"]);
    assert_eq!(FOUR.map(|key| average(&reading, Group::DesignatedCities, key)), ["0.84", "92.7", "7.1", "72.8"]);
    assert_eq!(average(&reading, Group::Municipalities, "laspeyres-index"), "?");
    assert_eq!(reading.sheet.as_deref(), Some("政令指定都市"));
    let row = reading.series[0].figures.iter().find(|(city, ..)| *city == code("40100")).unwrap().2;
    assert_eq!(row, 20);

    // The order of columns was another in H17 and H18, with an indicator of its own.
    let reading = ministry(&data, "H17.xls");
    assert_eq!(text(&reading, "ordinary-balance-ratio", 2005, "40100"), "91.3");
    assert_eq!(text(&reading, "fiscal-capacity-index", 2005, "40100"), "0.64");
    assert_eq!(text(&reading, "bond-restriction-ratio", 2005, "40100"), "9.5");
    assert!(reading.series.iter().all(|series| series.indicator != "future-burden-ratio"));
    // Two columns of ラスパイレス指数.
    let reading = ministry(&data, "H25.xls");
    assert_eq!(text(&reading, "laspeyres-index", 2013, "40100"), "111.5");
    assert_eq!(text(&reading, "laspeyres-index-reference", 2013, "40100"), "103.0");
    // Not published for one city: no figure, and nothing to be said.
    let reading = ministry(&data, "H20.xls");
    assert_eq!((text(&reading, "laspeyres-index", 2008, "22100"), codes(&reading)), ("?".into(), vec![]));
    assert_eq!(average(&reading, Group::DesignatedCities, "future-burden-ratio"), "?");
    // A spreadsheet's noise: 7.199999999999999 and, among the averages, 7.305.
    assert_eq!(text(&ministry(&data, "H21.xls"), "real-debt-service-ratio", 2009, "11100"), "7.2");
    assert_eq!(average(&ministry(&data, "R1.xlsx"), Group::DesignatedCities, "real-debt-service-ratio"), "7.305");
}

#[test]
fn the_tables_of_fy2023_need_to_be_told_their_year() {
    let Some(data) = data() else { return };
    let folder = data.join("fiscal-indicators-2023");
    let (twenty, all) = ("政令指定都市の主要財政指標.csv", "市町村財政資料.csv");
    let read = |name: &str, year: Option<FiscalYear>, directory: &CityDirectory| {
        read_indicators(name, Input::Path(&folder.join(name)), year, directory)
    };
    let unsaid = read(twenty, None, &designated());
    assert_eq!((codes(&unsaid), unsaid.problems.fatal), (vec!["IN-600"], true));
    let reading = read(twenty, Some(year(2023)), &designated());
    assert_eq!((codes(&reading), reading.read), (vec![], 20));
    assert_eq!(FOUR.map(|key| text(&reading, key, 2023, "40100")), ["0.69", "97.1", "10.1", "143.2"]);
    assert_eq!(FOUR.map(|key| average(&reading, Group::DesignatedCities, key)), ["0.83", "96.2", "6.6", "63.0"]);
    assert_eq!(text(&reading, "laspeyres-index", 2023, "01100"), "99.4");

    let directory = all_cities(&data);
    let reading = read(all, Some(year(2023)), &directory);
    assert_eq!((codes(&reading), reading.read), (vec![], 1_741));
    assert_eq!(text(&reading, "future-burden-ratio", 2023, "01209"), "171.7");
    let dashes = reading.series.iter().find(|s| s.indicator == "future-burden-ratio").unwrap();
    assert_eq!(dashes.figures.iter().filter(|(_, figure, _)| *figure == Figure::Dash).count(), 954);
    assert_eq!(average(&reading, Group::Municipalities, "ordinary-balance-ratio"), "93.1");
    let negative = reading.series.iter().find(|s| s.indicator == "real-debt-service-ratio").unwrap();
    let below = |figure: &Figure| matches!(figure, Figure::Value(quantity) if quantity.units < 0);
    assert_eq!(negative.figures.iter().filter(|(_, figure, _)| below(figure)).count(), 68);
}

#[test]
fn every_municipality_has_its_settlement_card() {
    let Some(data) = data() else { return };
    let mapping = CardMapping::parse("settlement-card.toml", CARD).unwrap();
    let file = data.join("settlement-cards-2023/municipalities.csv");
    let directory = all_cities(&data);
    let reading = read_cards(&mapping, "municipalities.csv", Input::Path(&file), Some(year(2023)), &directory);
    assert_eq!((codes(&reading), reading.read), (vec![], 1_741), "{:?}", reading.problems.list);
    let yen = |key: &str, year: i32, city: &str| text(&reading, key, year, city);
    assert_eq!(yen("bonds-outstanding", 2023, "40100"), "1008758183000");
    assert_eq!(yen("bonds-outstanding", 2022, "40100"), "1014124299000");
    assert_eq!(yen("population", 2023, "40100"), "921241");
    assert_eq!(yen("population", 2022, "40100"), "929396");
    assert_eq!(yen("real-debt-service-ratio", 2022, "40100"), "10.4");
    assert_eq!(yen("future-burden-ratio", 2022, "40100"), "147.2");
    assert_eq!(yen("real-deficit-ratio", 2023, "40100"), "-");
    assert_eq!(yen("area", 2023, "40100"), "492.50");
    assert_eq!(yen("average-salary", 2023, "40100"), "340100");
    // 津市's code is 2012 in prefecture 24.
    assert_eq!(yen("population", 2023, "24201").parse::<i64>().unwrap() / 10_000, 27);
    let amount = |key: &str, city: &str| yen(key, 2023, city).parse::<i64>().unwrap_or(0);
    for city in designated_cities(year(2023)).map(|city| city.code().to_string()) {
        let sum: i64 = ["personnel", "social-assistance", "debt-service"].iter().map(|key| amount(key, &city)).sum();
        assert_eq!(sum, amount("mandatory-expenditure", &city), "{city}");
        assert_eq!(amount("total-revenue", &city) - amount("total-expenditure", &city), amount("balance", &city));
    }
    // Without a directory the cards name the cities themselves; a year that is not the file's finds no headings.
    let named = read_cards(&mapping, "municipalities.csv", Input::Path(&file), Some(year(2023)), &designated());
    assert_eq!((codes(&named), named.cities.len()), (vec![], 1_721));
    assert_eq!(named.cities.iter().filter(|city| city.kind == CityKind::SpecialWard).count(), 23);
    let wrong = read_cards(&mapping, "municipalities.csv", Input::Path(&file), Some(year(2021)), &directory);
    assert!(wrong.problems.fatal && codes(&wrong).contains(&"IN-101"), "{:?}", codes(&wrong));
}

#[test]
fn twenty_three_cards_of_one_city_are_read_by_year() {
    let Some(data) = data() else { return };
    let mapping = CardMapping::parse("settlement-card-timeseries.toml", CARD_SERIES).unwrap();
    let file = data.join("toyohashi-facilities/toyohashi_kessancard_timeseries.csv");
    let reading = read_cards(&mapping, "cards.csv", Input::Path(&file), None, &designated());
    assert_eq!((codes(&reading), reading.read), (vec![], 23), "{:?}", reading.problems.list);
    assert_eq!(text(&reading, "bonds-outstanding", 2002, "23201"), "110483170000");
    assert_eq!(text(&reading, "bonds-outstanding", 2024, "23201"), "98976977000");
    assert_eq!(text(&reading, "fiscal-capacity-index", 2019, "23201"), "0.993");
    assert!(!reading.series.iter().any(|s| s.indicator == "future-burden-ratio" && s.fiscal_year < 2007));
}

#[test]
fn future_population_is_read_where_there_is_one() {
    let Some(data) = data() else { return };
    let directory = all_cities(&data);
    let file = data.join("population-projection-2023/municipalities.csv");
    let reading = read_population_projection("municipalities.csv", Input::Path(&file), &directory);
    // 13 municipalities of 福島県's coast are projected together, and six villages have no figures at all.
    assert_eq!(reading.problems.counts.get("IN-615"), Some(&19));
    assert_eq!(codes(&reading), ["IN-615"], "{:?}", reading.problems.list);
    assert_eq!(reading.series.iter().map(|s| s.figures.len()).collect::<Vec<_>>(), [1_728; 10]);
    let people = [2020, 2035, 2050].map(|year| text(&reading, "projected-population", year, "40100"));
    assert_eq!(people, ["939029", "837844", "728898"]);
    assert_eq!(text(&reading, "projected-age-65", 2050, "40100"), "281862");
}

#[test]
fn the_table_of_codes_names_cities_and_wards() {
    let Some(data) = data() else { return };
    let directory = all_cities(&data);
    assert_eq!(directory.municipalities().count(), 1_741);
    assert_eq!(directory.city(code("40101")).map(|city| city.kind), Some(CityKind::CityWard));
    assert_eq!(directory.find("青森県", "六ケ所村").map(|city| city.name.as_str()), Some("六ヶ所村"));
}
