use proptest::prelude::*;

use super::*;
use crate::edition::example;

fn yen(index: &Index, query: &str) -> i64 {
    match index.ask(query) {
        Some(Answer::Yen(yen)) => yen,
        other => panic!("{query}: {other:?}"),
    }
}

#[test]
fn every_family_of_paths_is_answered() {
    let edition = example::edition(60);
    let index = Index::new(&edition);
    let first = &edition.programs[0];
    assert_eq!(yen(&index, "program/2026/0001/cost/initial/2026"), first.money[1].cost_yen);
    assert_eq!(yen(&index, "program/2026/0001/general/settled/2025"), first.money[0].general_yen.unwrap());
    assert_eq!(yen(&index, "program/2026/0001/unexplained/initial/2026"), 0);
    assert_eq!(yen(&index, "program/2026/0001/effects/gross"), 1_000_000);
    assert_eq!(index.ask("program/2026/0001/staff/2026"), Some(Answer::Number("1.5".parse().unwrap())));
    assert_eq!(index.ask("program/2026/0001/indicator/1/actual/2025"), Some(Answer::Number("101".parse().unwrap())));
    assert_eq!(index.ask("programs/count"), Some(Answer::Count(60)));
    assert_eq!(index.ask("programs/of/2026/reviewed"), Some(Answer::Count(30)));
    assert_eq!(index.ask("programs/of/2020/count"), Some(Answer::Count(0)));
    assert_eq!(index.ask("programs/direction/improve/count"), Some(Answer::Count(30)));
    assert_eq!(index.ask("programs/direction/-/count"), Some(Answer::Count(30)));
    assert_eq!(yen(&index, "effects/general"), 30 * 600_000);
    assert_eq!(index.ask("cluster/care-homes/members"), Some(Answer::Count(20)));
    assert_eq!(yen(&index, "cluster/walking/counted"), edition.clusters[2].money[0].cost_yen);
    assert_eq!(index.ask("clusters/start/2026/count"), Some(Answer::Count(3)));
    assert_eq!(yen(&index, "frame/target"), 33_000_000_000);
    assert_eq!(yen(&index, "frame/2024/sources"), 11_100_000_000);
    assert_eq!(index.ask("frame/progress"), Some(Answer::Number("33.6".parse().unwrap())));
    assert_eq!(yen(&index, "outlook/fund/2028"), 22_400_000_000);
    assert_eq!(yen(&index, "outlook/lever/improvement/fund/2026"), 1_000_000_000);
    assert_eq!(index.ask("plan/figure/frame-target"), Some(Answer::Printed("330億円".into())));
    assert_eq!(yen(&index, "plan/figure/frame-target/value"), 33_000_000_000);
    assert_eq!(yen(&index, "picture/outlook-fund/2/2"), -20_000_000_000);
    assert_eq!(index.ask("facility/F001/area"), Some(Answer::Number("1234.50".parse().unwrap())));
    assert_eq!(index.ask("edition/number"), Some(Answer::Count(2)));
}

#[test]
fn what_means_nothing_or_is_not_stated_has_no_answer() {
    let mut edition = example::edition(3);
    edition.programs[0].money[1].bonds_yen = None;
    let index = Index::new(&edition);
    for query in [
        "",
        "/",
        "program/2026/9999/cost/initial/2026",
        "program/2026/0001/cost/initial/2030",
        "program/2026/0001/bonds/initial/2026",
        "programs",
        "programs/profit/2026",
        "cluster/unknown/members",
        "picture/outlook-fund/0/1",
        "picture/outlook-fund/1/1",
        "outlook/fund/2024",
        "outlook/fund/-2147483648",
        "plan/figure/none",
        "edition",
    ] {
        assert_eq!(index.ask(query), None, "{query}");
    }
    // The part that no source explains takes the place of what is not stated.
    assert_eq!(yen(&index, "program/2026/0001/unexplained/initial/2026"), 0);
}

#[test]
fn bureaus_and_directions_come_to_all_programs() {
    let mut edition = example::edition(300);
    edition.programs[7].department.clear();
    edition.programs[8].department[0] = "街路/公園 100%局".into();
    let index = Index::new(&edition);
    let mut bureaus: Vec<&str> = edition.programs.iter().map(index::bureau_of).collect();
    bureaus.sort_unstable();
    bureaus.dedup();
    for word in ["cost/2026", "general/2025", "unexplained/2026", "effects/gross"] {
        let sum: i64 = bureaus.iter().map(|name| yen(&index, &format!("bureau/{}/{word}", segment(name)))).sum();
        assert_eq!(sum, yen(&index, &format!("programs/{word}")), "{word}");
        let both: i64 = ["improve", ""]
            .iter()
            .map(|direction| yen(&index, &format!("programs/direction/{}/{word}", segment(direction))))
            .sum();
        assert_eq!(both, yen(&index, &format!("programs/{word}")), "{word}");
    }
    assert_eq!(index.ask("bureau/街路%2F公園 100%25局/count"), Some(Answer::Count(1)));
    assert_eq!(index.ask("bureau/-/count"), Some(Answer::Count(1)));
}

#[test]
fn a_figure_is_shown_in_its_unit() {
    let shown = |answer: Answer, unit, decimals| shown(&answer, unit, decimals);
    let yen = |yen| Answer::Yen(yen);
    assert_eq!(shown(yen(-1_234_500), Unit::ThousandYen, 0).unwrap(), "▲1,235");
    assert_eq!(shown(yen(1_499_999), Unit::MillionYen, 0).unwrap(), "1");
    assert_eq!(shown(yen(33_650_000_000), Unit::OkuYen, 1).unwrap(), "336.5");
    assert_eq!(shown(yen(-450_000_000), Unit::OkuYen, 0).unwrap(), "▲5");
    assert_eq!(shown(Answer::Number("33.64".parse().unwrap()), Unit::Percent, 1).unwrap(), "33.6%");
    assert_eq!(shown(Answer::Count(1_234), Unit::Count, 0).unwrap(), "1,234");
    assert_eq!(shown(Answer::Printed("約3兆円".into()), Unit::Printed, 0).unwrap(), "約3兆円");
    for (answer, unit, decimals) in [
        (yen(1), Unit::Count, 0),
        (yen(1), Unit::Yen, 1),
        (yen(1), Unit::ThousandYen, 4),
        (Answer::Count(1), Unit::Percent, 0),
        (Answer::Printed("1".into()), Unit::Number, 0),
    ] {
        assert_eq!(shown(answer, unit, decimals), None);
    }
    assert!(Unit::ALL.iter().all(|unit| Unit::from_word(unit.word()) == Some(*unit)));
}

#[test]
fn a_hundred_thousand_questions_of_a_large_edition_take_seconds() {
    let edition = example::edition(3_000);
    let start = std::time::Instant::now();
    let index = Index::new(&edition);
    let mut answered = 0;
    for round in 0..34 {
        for program in &edition.programs {
            let word = ["cost", "national", "general", "unexplained"][round % 4];
            answered += usize::from(index.ask(&format!("program/2026/{}/{word}/initial/2026", program.id)).is_some());
        }
    }
    assert_eq!(answered, 102_000);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn a_name_as_a_segment_is_the_name_again(name in any::<String>()) {
        let path = segment(&name);
        prop_assert!(!path.contains('/') && !path.is_empty());
        prop_assert_eq!(name_of(&path), name);
    }

    #[test]
    fn any_path_is_answered_or_not_but_never_breaks(path in "[a-z0-9/%-]{0,40}") {
        let edition = example::edition(2);
        let _ = ask(&edition, &path);
    }

    #[test]
    fn what_is_shown_is_never_off_by_more_than_half(yen in any::<i64>()) {
        let rounded = shown::rounded(&Answer::Yen(yen), Unit::OkuYen, 1).unwrap();
        let error = i128::from(rounded.units) * 10_000_000 - i128::from(yen);
        prop_assert!(error.abs() * 2 <= 10_000_000);
    }
}
