use proptest::prelude::*;

use super::*;
use crate::decision::Move;
use crate::effect::EffectStage;

const OKU: i64 = 100_000_000;

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

fn source(amount: i64, ground: Ground) -> Entry {
    Entry {
        number: 0,
        year: year(2025),
        side: Side::Source(SourceKind::Review),
        title: "見直し".into(),
        program: None,
        part: String::new(),
        amount: Yen(amount),
        ground,
        is_cancelled: false,
    }
}

fn used(amount: i64, category: &str) -> Entry {
    Entry {
        side: Side::Use(category.into()), ..source(amount, Ground::Document("令和7年度予算 12ページ".into()))
    }
}

fn decision(is_decided: bool, yen_a_year: i64) -> Decision {
    let moves = vec![
        Move { lever: Lever::GeneralFunds, first_year: year(2025), last_year: None, yen_a_year: Yen(yen_a_year) },
        Move { lever: Lever::Investment, first_year: year(2025), last_year: None, yen_a_year: Yen(-7 * OKU) },
    ];
    Decision {
        id: DecisionId::Option(3),
        title: "案".into(),
        cluster: None,
        is_decided,
        stage: EffectStage::Assessed,
        is_illustrative: false,
        moves,
    }
}

fn codes(entry: &Entry, ledger: &[Entry], decisions: &[Decision]) -> Vec<(&'static str, &'static str)> {
    let faults = check_entry(entry, ledger, (year(2024), year(2026)), &["industry"], decisions);
    faults.into_iter().map(|(field, kind)| (field, kind.code)).collect()
}

#[test]
fn an_entry_says_everything_that_is_wrong_with_it() {
    let good = used(5, "industry");
    assert_eq!(codes(&good, &[], &[]), []);
    let bad = Entry {
        title: " ".into(),
        amount: Yen(0),
        ground: Ground::Document(" ".into()),
        year: year(2027),
        ..used(5, "sea")
    };
    let named: Vec<&str> = codes(&bad, &[], &[]).into_iter().map(|(field, _)| field).collect();
    assert_eq!(named, ["year", "title", "amount", "category", "ground"]);
}

#[test]
fn a_decision_is_credited_once_and_only_when_it_is_decided() {
    let on = |amount| source(amount, Ground::Decision(DecisionId::Option(3)));
    let decided = [decision(true, 50)];
    assert_eq!(codes(&on(50), &[], &decided), []);
    assert_eq!(codes(&on(51), &[], &decided), [("amount", CREDITED_TWICE.code)]);
    assert_eq!(codes(&on(21), &[on(30)], &decided), [("amount", CREDITED_TWICE.code)]);
    assert_eq!(codes(&on(20), &[on(30)], &decided), []);
    let cancelled = Entry { is_cancelled: true, ..on(30) };
    assert_eq!(codes(&on(50), &[cancelled], &decided), []);
    let of_another_year = Entry { year: year(2026), ..on(50) };
    assert_eq!(codes(&on(50), &[of_another_year], &decided), []);
    assert_eq!(codes(&on(10), &[], &[decision(false, 50)]), [("ground", NOT_DECIDED.code)]);
    assert_eq!(codes(&on(10), &[], &[]), [("ground", NOT_DECIDED.code)]);
}

#[test]
fn a_year_is_closed_when_sources_and_uses_meet_to_the_yen() {
    let ledger = [source(100, Ground::Document("a".into())), used(60, "industry"), used(39, "industry")];
    let close = |ledger: &[Entry]| check_close(&balance(ledger, year(2025)).unwrap());
    assert_eq!(close(&ledger), Err(&NOT_BALANCED));
    let more = [&ledger[..], &[used(1, "sustainable-city")]].concat();
    assert_eq!(close(&more), Ok(()));
    assert_eq!(close(&[]), Err(&NOTHING_ENTERED));
    let sums = balance(&more, year(2025)).unwrap();
    assert_eq!((sums.sources, sums.uses, sums.difference().unwrap()), (Yen(100), Yen(100), Yen::ZERO));
    let categories: Vec<(&str, i64)> =
        sums.by_category.iter().map(|sum| (sum.category.as_str(), sum.amount.0)).collect();
    assert_eq!(categories, [("industry", 99), ("sustainable-city", 1)]);
}

#[test]
fn the_first_year_is_a_third_of_the_way() {
    // The plan, page 17: 111億円 in R6, 330億円 in R6 to R8.
    let stated = [(year(2024), Yen(111 * OKU))];
    let told = progress(Yen(330 * OKU), (year(2024), year(2026)), &stated, &[]).unwrap();
    let shown: Vec<(i64, bool, i64, bool, String)> = told
        .years
        .iter()
        .map(|y| (y.target.0, y.target_is_stated, y.so_far.0, y.is_published, y.so_far_percent.to_string()))
        .collect();
    assert_eq!(
        shown,
        [
            (111 * OKU, true, 111 * OKU, true, "33.6".to_owned()),
            (10_950_000_000, false, 111 * OKU, false, "33.6".to_owned()),
            (10_950_000_000, false, 111 * OKU, false, "33.6".to_owned()),
        ]
    );
}

#[test]
fn percentages_round_half_up_and_survive_a_target_of_nothing() {
    let percent = |part, target| progress_tenths(Yen(part), Yen(target)).to_string();
    assert_eq!(percent(1, 3), "33.3");
    assert_eq!(percent(5, 10_000), "0.1");
    assert_eq!(percent(4, 10_000), "0.0");
    assert_eq!(percent(1, 0), "0.0");
    assert_eq!(percent(i64::MAX, i64::MAX), "100.0");
}

proptest! {
    #[test]
    fn targets_add_up_and_what_is_left_never_goes_below_zero(
        total in 0_i64..1_000_000, said in 0_i64..2_000_000, entered in prop::collection::vec((0_i64..1000, any::<bool>()), 0..20)
    ) {
        let stated = [(year(2024), Yen(said))];
        let ledger: Vec<Entry> = entered
            .iter()
            .map(|(amount, is_cancelled)| {
                Entry { is_cancelled: *is_cancelled, ..source(*amount, Ground::Decision(DecisionId::Option(3))) }
            })
            .collect();
        let told = progress(Yen(total), (year(2024), year(2026)), &stated, &ledger).unwrap();
        let targets: i64 = told.years.iter().map(|year| year.target.0).sum();
        prop_assert_eq!(targets, total.max(said));
        let counted: i64 = entered.iter().filter(|(_, cancelled)| !cancelled).map(|(amount, _)| amount).sum();
        let left = remaining(&decision(true, 5_000), year(2025), &ledger).unwrap();
        prop_assert_eq!(left.0, (5_000 - counted).max(0));
        // What may be entered next never takes more than the decision frees.
        let next = source(left.0.max(1), Ground::Decision(DecisionId::Option(3)));
        let refused = !check_entry(&next, &ledger, (year(2024), year(2026)), &[], &[decision(true, 5_000)]).is_empty();
        prop_assert_eq!(refused, left.0 == 0);
    }
}
