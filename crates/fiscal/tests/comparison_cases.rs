//! Ranks, averages and groups of the designated cities.

use crate::support;

use std::fmt::Write;

use expect_test::expect_file;
use fiscal::comparison::average::median;
use fiscal::comparison::change::{PerCitizenError, mean_per_citizen};
use fiscal::comparison::{
    Change, End, Figure, GoodSide, Quadrant, Verdict, deviation_score, judge, per_citizen, place_in_quadrant, rank,
    simple_average, weighted_average,
};
use fiscal::{Quantity, Yen};
use proptest::prelude::*;
use support::{list, scenarios};
use toml::Table;

const INDICATORS: [(&str, GoodSide); 4] = [
    ("財政力指数", GoodSide::High),
    ("経常収支比率", GoodSide::Low),
    ("実質公債費比率", GoodSide::Low),
    ("将来負担比率", GoodSide::Low),
];

fn figure(text: &str) -> Figure {
    match text {
        "−" => Figure::Dash,
        "" => Figure::Missing,
        text => Figure::Value(text.parse().unwrap()),
    }
}

fn cities(scenario: &Table) -> Vec<(String, Vec<Figure>)> {
    let rows = list(scenario, "cities").iter().map(|row| row.as_array().unwrap());
    rows.map(|row| {
        let mut texts = row.iter().map(|cell| cell.as_str().unwrap());
        (texts.next().unwrap().to_owned(), texts.map(figure).collect())
    })
    .collect()
}

#[test]
fn the_designated_cities_rank_as_published() {
    for (folder, scenario) in scenarios("comparison") {
        let cities = cities(&scenario);
        assert_eq!(cities.len(), 20);
        let own = cities.iter().position(|(name, _)| name == "北九州").unwrap();
        let mut out = String::new();
        for (index, (name, good)) in INDICATORS.iter().enumerate() {
            let figures: Vec<Figure> = cities.iter().map(|(_, figures)| figures[index]).collect();
            let from_high = rank(&figures, End::High);
            let place = from_high.iter().find(|ranked| ranked.index == own).unwrap();
            if let Some(expected) = list(&scenario, "kitakyushu_from_high").get(index) {
                assert_eq!(place.place as i64, expected.as_integer().unwrap(), "{name}");
            }
            let average: f64 = list(&scenario, "published_average")[index].as_str().unwrap().parse().unwrap();
            let verdict = judge(figures[own], average, *good).unwrap();
            writeln!(
                out,
                "{name}: 北九州は高い方から{}番目（{}市中、同順位{}市）",
                place.place, place.among, place.sharing
            )
            .unwrap();
            writeln!(out, "  公表平均 {average}、平均に対して {verdict:?}").unwrap();
            let (simple, middle) = (simple_average(&figures).unwrap(), median(&figures).unwrap());
            let score = deviation_score(figures[own], &figures, *good).unwrap();
            writeln!(out, "  単純平均 {simple:.3}、中央値 {middle:.3}、偏差値 {score:.1}").unwrap();
            let best = rank(&figures, good.best_end().unwrap());
            let names: Vec<String> =
                best.iter().map(|ranked| format!("{}{}", ranked.place, cities[ranked.index].0)).collect();
            writeln!(out, "  良い方から {}", names.join(" ")).unwrap();
        }
        out.push_str("\n経常収支比率 × 将来負担比率（公表平均で区分）\n");
        for group in [Quadrant::BothGood, Quadrant::FirstGood, Quadrant::SecondGood, Quadrant::BothBad] {
            let average = |index: usize| -> f64 {
                list(&scenario, "published_average")[index].as_str().unwrap().parse().unwrap()
            };
            let members: Vec<&str> = cities
                .iter()
                .filter(|(_, figures)| {
                    let first = (figures[1], average(1), GoodSide::Low);
                    place_in_quadrant(first, (figures[3], average(3), GoodSide::Low)) == Some(group)
                })
                .map(|(name, _)| name.as_str())
                .collect();
            writeln!(out, "  {}: {}", group.name_ja("経常収支比率", "将来負担比率"), members.join(" ")).unwrap();
        }
        expect_file![folder.join("working.txt")].assert_eq(&out);
    }
}

#[test]
fn simple_averages_of_r3_are_those_reckoned_by_hand() {
    let (_, scenario) =
        scenarios("comparison").into_iter().find(|(path, _)| path.ends_with("designated-cities-r3")).unwrap();
    let column = |index: usize| cities(&scenario).iter().map(|(_, figures)| figures[index]).collect::<Vec<_>>();
    assert_eq!(format!("{:.3}", simple_average(&column(1)).unwrap()), "92.785");
    assert_eq!(format!("{:.1}", simple_average(&column(3)).unwrap()), "73.5");
}

#[test]
fn ties_share_a_place_and_a_dash_is_lowest() {
    let figures: Vec<Figure> = ["5.0", "−", "7", "5", "", "-1"].into_iter().map(figure).collect();
    let places = |from| rank(&figures, from).iter().map(|r| (r.index, r.place, r.sharing)).collect::<Vec<_>>();
    assert_eq!(places(End::High), [(2, 1, 1), (0, 2, 2), (3, 2, 2), (5, 4, 1), (1, 5, 1)]);
    assert_eq!(places(End::Low), [(1, 1, 1), (5, 2, 1), (0, 3, 2), (3, 3, 2), (2, 5, 1)]);
    assert_eq!(rank(&figures, End::Low)[0].among, 5);
    assert_eq!(rank(&[Figure::Missing], End::High), []);
}

#[test]
fn words_follow_the_good_side() {
    assert_eq!(judge(figure("147.2"), 72.8, GoodSide::Low), Some(Verdict::Worse));
    assert_eq!(judge(figure("0.70"), 0.84, GoodSide::High), Some(Verdict::Worse));
    assert_eq!(judge(figure("−"), 0.0, GoodSide::Low), Some(Verdict::Better));
    assert_eq!(judge(figure("92.7"), 92.7, GoodSide::Low), Some(Verdict::Same));
    assert_eq!(judge(figure("1"), 2.0, GoodSide::Neither), Some(Verdict::NoSide));
    assert_eq!(judge(Figure::Missing, 2.0, GoodSide::High), None);
    assert_eq!(judge(figure("1"), f64::NAN, GoodSide::High), None);
    assert_eq!(GoodSide::Neither.best_end(), None);
}

#[test]
fn averages_of_nothing_are_nothing() {
    assert_eq!(simple_average(&[Figure::Missing]), None);
    assert_eq!(median(&[]), None);
    assert_eq!(deviation_score(figure("1"), &[figure("1"), figure("1")], GoodSide::High), None);
    assert_eq!(weighted_average(&[(Yen(1), Yen(0))]), Ok(None));
    let weighted = weighted_average(&[(Yen(90), Yen(100)), (Yen(50), Yen(300))]).unwrap().unwrap();
    assert_eq!(weighted.round(1).to_string(), "35.0");
    assert!(weighted_average(&[(Yen(1), Yen(i64::MAX)), (Yen(1), Yen(1))]).is_err());
}

#[test]
fn a_change_from_or_to_nothing_has_its_own_word() {
    let told = |before, after| Change::between(Yen(before), Yen(after)).unwrap().to_string();
    assert_eq!(told(200, 209), "4.5");
    assert_eq!(told(250, 247), "▲1.2");
    assert_eq!(told(0, 5), "皆増");
    assert_eq!(told(5, 0), "皆減");
    assert_eq!(told(0, 0), "−");
    assert_eq!(told(-100, 50), "150.0");
    assert!(Change::between(Yen(i64::MIN), Yen(1)).is_err());
}

#[test]
fn figures_for_each_citizen_need_citizens() {
    assert_eq!(per_citizen(Yen(723_600_000_000), 917_524), Ok(Yen(788_644)));
    assert_eq!(per_citizen(Yen(1), 0), Err(PerCitizenError::PopulationNotPositive(0)));
    assert_eq!(mean_per_citizen(&[(Yen(100), 3), (Yen(100), 3), (Yen(100), 4)]), Ok(Yen(31)));
    assert_eq!(mean_per_citizen(&[]), Err(PerCitizenError::NoYears));
}

proptest! {
    #[test]
    fn places_from_both_ends_add_up(units in prop::collection::vec(-50..50i64, 1..30)) {
        let figures: Vec<Figure> = units.iter().map(|units| Figure::Value(Quantity { units: *units, decimals: 1 })).collect();
        let low = rank(&figures, End::Low);
        for high in rank(&figures, End::High) {
            let same = low.iter().find(|ranked| ranked.index == high.index).unwrap();
            prop_assert_eq!(high.place + same.place + high.sharing - 1, figures.len() + 1);
        }
    }
}

proptest! {
    #[test]
    fn places_are_what_counting_those_ahead_gives(
        units in proptest::collection::vec(prop_oneof![Just(None), Just(Some(i64::MIN)), (-5i64..5).prop_map(Some)], 0..20),
        high in any::<bool>()
    ) {
        let figure = |unit: &Option<i64>| match unit {
            None => Figure::Missing,
            Some(i64::MIN) => Figure::Dash,
            Some(units) => Figure::Value(Quantity::whole(*units)),
        };
        let figures: Vec<Figure> = units.iter().map(figure).collect();
        let ahead = if high { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less };
        let ranked = rank(&figures, if high { End::High } else { End::Low });
        prop_assert_eq!(ranked.len(), figures.iter().filter(|figure| **figure != Figure::Missing).count());
        for place in &ranked {
            let count = |order| figures.iter().filter(|other| other.compare(figures[place.index]) == Some(order)).count();
            prop_assert_eq!(place.place, 1 + count(ahead));
            prop_assert_eq!(place.sharing, count(std::cmp::Ordering::Equal));
        }
        let scores = fiscal::comparison::deviation_scores(&figures, GoodSide::Low);
        for (figure, score) in figures.iter().zip(scores) {
            prop_assert_eq!(score, deviation_score(*figure, &figures, GoodSide::Low));
        }
    }
}
