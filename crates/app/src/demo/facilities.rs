//! The demonstration facilities (例示の公共施設): about 1,500 made-up facilities of a large city, 4.8 million square metres.
//!
//! Everything in it is illustrative (例示). Only its scale is not free: 480万㎡ is what 5.2㎡ for each citizen (the plan's
//! figure for R3) comes to, and the ages are spread so that about two thirds of the area is thirty years old or more.
//! The same numbers come out on every machine.

use fiscal::FiscalYear;
use reform::facility::{Facility, FacilityKind};

use super::random::Random;

/// The system the identifiers belong to.
pub(crate) const SOURCE: &str = "demo";
/// The fiscal year the list is of.
pub(crate) const YEAR: i32 = 2024;

/// One sort of facility of the demonstration.
struct Sort {
    kind: FacilityKind,
    /// How its names end.
    suffix: &'static str,
    /// Who keeps it.
    department: &'static str,
    count: i64,
    /// Floor area of all of them together, in square metres.
    area_m2: i64,
}

const fn sort(kind: FacilityKind, suffix: &'static str, department: &'static str, count: i64, area_m2: i64) -> Sort {
    Sort { kind, suffix, department, count, area_m2 }
}

/// What the city has: 1,500 facilities and 4,800,000 square metres, schools and housing above all.
const SORTS: [Sort; 25] = [
    sort(FacilityKind::School, "小学校", "教育委員会", 130, 910_000),
    sort(FacilityKind::School, "中学校", "教育委員会", 62, 560_000),
    sort(FacilityKind::School, "特別支援学校", "教育委員会", 8, 90_000),
    sort(FacilityKind::PublicHousing, "市営住宅", "住宅部局", 300, 1_820_000),
    sort(FacilityKind::CivicCulture, "市民センター", "市民部局", 130, 110_000),
    sort(FacilityKind::CivicCulture, "文化ホール", "文化部局", 10, 180_000),
    sort(FacilityKind::SocialEducation, "図書館", "教育委員会", 26, 50_000),
    sort(FacilityKind::SocialEducation, "資料館", "文化部局", 14, 70_000),
    sort(FacilityKind::SportsRecreation, "体育館", "スポーツ部局", 40, 120_000),
    sort(FacilityKind::SportsRecreation, "運動場管理棟", "スポーツ部局", 30, 50_000),
    sort(FacilityKind::Industry, "産業振興施設", "産業部局", 25, 110_000),
    sort(FacilityKind::Childcare, "保育所", "子ども部局", 40, 40_000),
    sort(FacilityKind::Childcare, "児童館", "子ども部局", 30, 30_000),
    // Inside schools, with no area of their own.
    sort(FacilityKind::Childcare, "児童クラブ", "子ども部局", 40, 0),
    sort(FacilityKind::HealthWelfare, "福祉センター", "福祉部局", 60, 110_000),
    sort(FacilityKind::Medical, "診療所", "保健部局", 5, 60_000),
    sort(FacilityKind::Administration, "区役所庁舎", "総務部局", 7, 130_000),
    sort(FacilityKind::Administration, "出張所", "市民部局", 43, 40_000),
    sort(FacilityKind::Administration, "消防署", "消防部局", 30, 70_000),
    sort(FacilityKind::Administration, "消防団詰所", "消防部局", 140, 60_000),
    sort(FacilityKind::Park, "公園便所・休憩所", "公園部局", 180, 40_000),
    sort(FacilityKind::SupplyDisposal, "ごみ処理施設", "環境部局", 12, 90_000),
    sort(FacilityKind::SupplyDisposal, "中継所", "環境部局", 28, 20_000),
    sort(FacilityKind::Other, "駐車場", "建設部局", 30, 25_000),
    sort(FacilityKind::Other, "倉庫", "総務部局", 80, 15_000),
];

/// The districts the facilities stand in, in turn.
const DISTRICTS: [&str; 7] = ["東部", "北部", "中央", "南部", "西部", "臨海", "山手"];

/// Of a hundred facilities, how many were built from each year on; the last band ends with the list's year.
const BUILT: [(i32, i64); 15] = [
    (1950, 1),
    (1955, 2),
    (1960, 4),
    (1965, 10),
    (1970, 13),
    (1975, 13),
    (1980, 9),
    (1985, 7),
    (1990, 8),
    (1995, 11),
    (2000, 9),
    (2005, 5),
    (2010, 4),
    (2015, 3),
    (2020, 1),
];

/// All facilities of the demonstration, sort after sort.
pub(crate) fn inventory() -> Vec<Facility> {
    let mut facilities: Vec<Facility> = Vec::with_capacity(1_500);
    for sort in &SORTS {
        let first = facilities.len();
        for number in 1..=sort.count {
            facilities.push(facility(sort, number, first as u32 + number as u32));
        }
        share_area(sort, &mut facilities[first..]);
    }
    facilities
}

fn facility(sort: &Sort, number: i64, row: u32) -> Facility {
    let district = DISTRICTS[(number as usize - 1) % DISTRICTS.len()];
    let name = format!("{district}第{}{}", (number - 1) / DISTRICTS.len() as i64 + 1, sort.suffix);
    let mut random = Random::for_text(&name);
    let built = FiscalYear::new(built(&mut random)).expect("the years of the demonstration are in range");
    let is_inside = sort.area_m2 == 0;
    let old = YEAR - built.start() > 30;
    Facility {
        external_id: format!("D{row:04}"),
        kind: sort.kind,
        uses: vec![sort.kind.label_ja().to_owned(), sort.suffix.to_owned()],
        department: sort.department.to_owned(),
        address: format!("{district}地区（例示）"),
        district: district.to_owned(),
        floor_area_hundredths_m2: (!is_inside).then(|| random.between(50, 200)),
        built: (!is_inside).then_some(built),
        repaired: old && random.per_mille(150),
        income: None,
        cost: None,
        depreciation: None,
        users: None,
        cost_group: None,
        source_sheet: None,
        source_row: row + 1,
        name,
    }
}

fn built(random: &mut Random) -> i32 {
    let mut left = random.between(1, 100);
    for (from, cases) in BUILT {
        left -= cases;
        if left <= 0 {
            return (from + random.between(0, 4) as i32).min(YEAR - 1);
        }
    }
    YEAR - 1
}

/// Shares the sort's area out by the weights the facilities were given; what rounding leaves over goes to the last.
fn share_area(sort: &Sort, facilities: &mut [Facility]) {
    let weights: i64 = facilities.iter().filter_map(|facility| facility.floor_area_hundredths_m2).sum();
    let whole = sort.area_m2 * 100;
    let mut left = whole;
    let last = facilities.len() - 1;
    for (index, facility) in facilities.iter_mut().enumerate() {
        let Some(weight) = facility.floor_area_hundredths_m2 else { continue };
        let area = if index == last { left } else { whole * weight / weights };
        left -= area;
        facility.floor_area_hundredths_m2 = Some(area);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn it_has_the_scale_of_the_plans_city_and_every_kind() {
        let facilities = inventory();
        assert_eq!(facilities.len(), 1_500);
        let area: i64 = facilities.iter().filter_map(|facility| facility.floor_area_hundredths_m2).sum();
        assert_eq!(area, 480_000_000);
        let kinds: HashSet<FacilityKind> = facilities.iter().map(|facility| facility.kind).collect();
        assert_eq!(kinds.len(), FacilityKind::ALL.len());
        assert_eq!(facilities.iter().filter(|facility| facility.is_inside_another()).count(), 40);
        assert!(facilities.iter().all(|facility| facility.floor_area_hundredths_m2.is_none_or(|area| area > 0)));
        let ids: HashSet<&str> = facilities.iter().map(|facility| facility.external_id.as_str()).collect();
        assert_eq!(ids.len(), facilities.len());
    }

    #[test]
    fn about_two_thirds_of_the_area_is_thirty_years_old() {
        let facilities = inventory();
        let area = |facilities: &mut dyn Iterator<Item = &Facility>| -> i64 {
            facilities.filter_map(|facility| facility.floor_area_hundredths_m2).sum()
        };
        let old = area(&mut facilities.iter().filter(|f| f.built.is_some_and(|year| year.start() <= YEAR - 30)));
        let share = old as f64 / area(&mut facilities.iter()) as f64;
        assert!((0.60..0.72).contains(&share), "{share}");
    }

    #[test]
    fn it_is_the_same_every_time() {
        assert_eq!(inventory(), inventory());
    }
}
