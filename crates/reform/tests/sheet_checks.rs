//! Each sheet check on small sheets: what it finds, what it leaves alone, and where it cannot tell.

use fiscal::{FiscalYear, Quantity, Yen};
use proptest::prelude::*;
use reform::kpi::{Direction, Level, Ratio, Stage, YearValue};
use reform::parameters::sheet_checks::{SheetCheckParameters, WordList};
use reform::parameters::{Basis, Ground};
use reform::plan::Text;
use reform::sheet_check::{
    Asked, Check, CheckedIndicator, CheckedSheet, IndicatorYear, Missing, Verdict, YearBudget, check_sheet,
};

const ALL_ASKED: Asked = Asked {
    outputs: true,
    stages: true,
    stage_reasons: true,
    target_years: true,
    baselines: true,
    sources: true,
    reasons: true,
    outside_factors: true,
};

fn parameters() -> SheetCheckParameters {
    let words = |words: &[&str]| WordList::new(words.iter().copied());
    let percent = |percent| Ratio::new(percent, 100).unwrap();
    SheetCheckParameters {
        output: words(&["参加者数", "開催回数"]),
        output_exceptions: words(&["割合"]),
        survey: words(&["満足度"]),
        falling: words(&["削減", "事故件数"]),
        falling_exceptions: words(&["削減量"]),
        keeping: words(&["維持"]),
        all_of_them: words(&["全ての"]),
        every_year: words(&["毎年"]),
        common: words(&["割合", "件数", "実施"]),
        not_set: words(&["検討中"]),
        share_units: words(&["％"]),
        high_attainment: percent(150),
        budget_change: percent(20),
        low_execution: percent(70),
        ground: Ground { basis: Basis::Assumed, source: Text { ja: "例示".to_owned(), en: None } },
    }
}

fn year(year: i32) -> FiscalYear {
    FiscalYear::new(year).unwrap()
}

fn whole(units: i64) -> Option<Quantity> {
    Some(Quantity::whole(units))
}

fn values(years: [(i32, i64, i64); 2]) -> Vec<IndicatorYear> {
    let value = |(at, target, actual)| IndicatorYear { year: year(at), target: whole(target), actual: whole(actual) };
    years.map(value).to_vec()
}

/// An indicator that no check finds fault with.
fn indicator(level: Level, name: &str) -> CheckedIndicator {
    CheckedIndicator {
        level,
        goal: "防災を知る家庭を増やす".to_owned(),
        name: name.to_owned(),
        unit: "世帯".to_owned(),
        direction: Some(Direction::Increase),
        is_qualitative: false,
        baseline: Some(YearValue { year: year(2022), value: Quantity::whole(50) }),
        target: whole(200),
        target_year: Some(year(2027)),
        years: values([(2023, 80, 70), (2024, 100, 90)]),
        source: "防災意識調査".to_owned(),
        reason: String::new(),
    }
}

fn sheet() -> CheckedSheet {
    let budget = |at, executed, requested| YearBudget {
        year: year(at),
        initial: Some(Yen(1_000_000)),
        available: Some(Yen(1_000_000)),
        executed,
        requested,
    };
    let outcome = |stage, name| indicator(Level::Outcome(Some(stage)), name);
    CheckedSheet {
        year: year(2025),
        name: "地域防災力向上事業".to_owned(),
        purpose: "市民の防災への備えを広げる".to_owned(),
        means: "防災講座をひらく".to_owned(),
        ends: None,
        indicators: vec![
            indicator(Level::Output, "防災講座の開催回数"),
            outcome(Stage::Initial, "防災用品を備える世帯"),
            outcome(Stage::Intermediate, "防災訓練をした世帯"),
            outcome(Stage::Final, "防災計画のある世帯"),
        ],
        one_stage_reason: String::new(),
        outside_factors: "大きな災害の有無".to_owned(),
        budgets: vec![
            budget(2023, Some(Yen(900_000)), None),
            budget(2024, Some(Yen(900_000)), None),
            budget(2025, None, None),
            budget(2026, None, Some(Yen(1_200_000))),
        ],
        asked: ALL_ASKED,
    }
}

fn verdict(check: Check, change: impl FnOnce(&mut CheckedSheet)) -> Verdict {
    let mut sheet = sheet();
    change(&mut sheet);
    check_sheet(&sheet, &parameters()).into_iter().find(|(made, _)| *made == check).unwrap().1
}

/// The indicators a check finds; an error when it finds none.
fn found(check: Check, change: impl FnOnce(&mut CheckedSheet)) -> Vec<Option<usize>> {
    match verdict(check, change) {
        Verdict::Found(findings) => findings.iter().map(|finding| finding.indicator).collect(),
        other => panic!("{}: {other:?}", check.code()),
    }
}

fn is_fine(check: Check, change: impl FnOnce(&mut CheckedSheet)) -> bool {
    verdict(check, change) == Verdict::Fine
}

#[test]
fn a_sound_sheet_is_fine() {
    for (check, verdict) in check_sheet(&sheet(), &parameters()) {
        assert_eq!(verdict, Verdict::Fine, "{}", check.code());
    }
}

#[test]
fn e1_what_was_done_is_no_outcome() {
    let name = |name: &'static str| move |sheet: &mut CheckedSheet| sheet.indicators[1].name = name.to_owned();
    assert_eq!(found(Check::OutputAsOutcome, name("防災講座の参加者数")), [Some(1)]);
    assert!(is_fine(Check::OutputAsOutcome, name("参加者数に占める備えのある人の割合")));
    assert!(is_fine(Check::OutputAsOutcome, name("防災用品を備える世帯 ※参加者数は別表")), "a note is no name");
    let Verdict::Found(findings) = verdict(Check::OutputAsOutcome, name("防災講座の参加者数")) else {
        panic!()
    };
    assert_eq!(findings[0].trigger.ja, "「参加者数」: 防災講座の参加者数");
}

#[test]
fn e2_and_e3_ask_for_stages() {
    let keep = |kept: &'static [usize]| {
        move |sheet: &mut CheckedSheet| {
            sheet.indicators = kept.iter().map(|index| sheet.indicators[*index].clone()).collect();
        }
    };
    assert_eq!(found(Check::OneStage, keep(&[0, 3])), [None]);
    assert!(is_fine(Check::OneStage, |sheet| {
        keep(&[0, 3])(sheet);
        sheet.one_stage_reason = "一度の配布で終わる".to_owned();
    }));
    assert_eq!(found(Check::NoIntermediate, keep(&[1, 3])), [None]);
    assert!(is_fine(Check::NoIntermediate, keep(&[2, 3])));
}

#[test]
fn e4_a_survey_alone_is_not_enough() {
    let survey = |reason: &'static str, kept: usize| {
        move |sheet: &mut CheckedSheet| {
            sheet.indicators.truncate(kept);
            sheet.indicators[1].name = "講座の満足度".to_owned();
            sheet.indicators[1].reason = reason.to_owned();
        }
    };
    assert_eq!(found(Check::SurveyAsOutcome, survey("", 4)), [Some(1)]);
    assert_eq!(found(Check::SurveyAsOutcome, survey("ほかに測れない", 2)), [Some(1)]);
    assert!(is_fine(Check::SurveyAsOutcome, survey("ほかに測れない", 4)));
}

#[test]
fn e5_a_target_asks_for_more_than_was_reached() {
    let target = |target: i64, direction: Option<Direction>, name: &'static str| {
        move |sheet: &mut CheckedSheet| {
            let indicator = &mut sheet.indicators[1];
            (indicator.target, indicator.direction, indicator.name) = (whole(target), direction, name.to_owned());
        }
    };
    assert_eq!(found(Check::EasyTarget, target(90, Some(Direction::Increase), "世帯")), [Some(1)]);
    assert!(is_fine(Check::EasyTarget, target(91, Some(Direction::Increase), "世帯")));
    assert_eq!(found(Check::EasyTarget, target(91, None, "事故件数")), [Some(1)], "taken to be one that is to fall");
    assert!(is_fine(Check::EasyTarget, target(80, None, "事故件数")));
    assert_eq!(found(Check::EasyTarget, target(80, None, "CO2削減量")), [Some(1)], "the more is cut the better");
    assert!(is_fine(Check::EasyTarget, target(90, None, "備えの維持")));
    assert!(is_fine(Check::EasyTarget, target(90, None, "全ての世帯")));
    assert_eq!(found(Check::EasyTarget, |sheet| sheet.indicators[2].baseline = None), [Some(2)]);
    assert!(is_fine(Check::EasyTarget, |sheet| {
        sheet.indicators[2].target = whole(1);
        sheet.indicators[2].target_year = Some(year(2024));
    }));
}

#[test]
fn e6_a_target_has_its_year() {
    assert_eq!(found(Check::TargetYear, |sheet| sheet.indicators[1].target_year = None), [Some(1)]);
    assert_eq!(found(Check::TargetYear, |sheet| sheet.indicators[1].target_year = Some(year(2024))), [Some(1)]);
    assert!(is_fine(Check::TargetYear, |sheet| sheet.indicators[1].target_year = Some(year(2025))));
    assert!(is_fine(Check::TargetYear, |sheet| {
        sheet.indicators[1].target_year = None;
        sheet.indicators[1].goal = "毎年百世帯を増やす".to_owned();
    }));
    assert!(is_fine(Check::TargetYear, |sheet| {
        sheet.indicators[1].target_year = None;
        sheet.ends = Some(year(2024));
    }));
}

#[test]
fn e7_e8_and_e13_want_what_the_form_asks_for() {
    assert_eq!(found(Check::NoSource, |sheet| sheet.indicators[3].source = " ".to_owned()), [Some(3)]);
    assert_eq!(found(Check::QualitativeWithoutReason, |sheet| sheet.indicators[3].is_qualitative = true), [Some(3)]);
    assert_eq!(found(Check::NoOutsideFactors, |sheet| sheet.outside_factors.clear()), [None]);
    for check in [
        Check::OneStage,
        Check::NoIntermediate,
        Check::NoSource,
        Check::QualitativeWithoutReason,
        Check::NoUnitCost,
        Check::NoOutsideFactors,
    ] {
        let untold = verdict(check, |sheet| sheet.asked = Asked::default());
        assert_eq!(untold, Verdict::CannotTell(Missing::NotAsked), "{}", check.code());
    }
}

#[test]
fn e9_a_target_far_exceeded_twice_is_too_low() {
    let years = |years| move |sheet: &mut CheckedSheet| sheet.indicators[1].years = values(years);
    assert_eq!(found(Check::AlwaysExceeded, years([(2023, 100, 151), (2024, 100, 160)])), [Some(1)]);
    assert!(is_fine(Check::AlwaysExceeded, years([(2023, 100, 150), (2024, 100, 160)])), "above, not at");
    assert!(is_fine(Check::AlwaysExceeded, years([(2022, 100, 160), (2024, 100, 160)])), "not two years running");
    assert!(is_fine(Check::AlwaysExceeded, years([(2023, 0, 160), (2024, 0, 160)])), "of zero there is no rate");
    let unmeasured = verdict(Check::AlwaysExceeded, |sheet| {
        sheet.indicators.iter_mut().for_each(|indicator| indicator.years.clear());
    });
    assert_eq!(unmeasured, Verdict::CannotTell(Missing::NoFigures));
}

#[test]
fn e10_an_indicator_shares_a_word_with_the_program() {
    let words = |name: &'static str, goal: &'static str| {
        move |sheet: &mut CheckedSheet| {
            (sheet.indicators[1].name, sheet.indicators[1].goal) = (name.to_owned(), goal.to_owned());
        }
    };
    assert_eq!(found(Check::UnrelatedIndicator, words("観光客の消費額", "観光を盛んにする")), [Some(1)]);
    assert!(is_fine(Check::UnrelatedIndicator, words("観光客の消費額", "防災観光を盛んにする")));
    let none = |sheet: &mut CheckedSheet| {
        sheet.indicators.truncate(2);
        sheet.indicators[1].name = "指標は検討中".to_owned();
    };
    assert_eq!(found(Check::UnrelatedIndicator, none), [None], "an indicator to be set is none");
    assert!(is_fine(Check::UnrelatedIndicator, |sheet| {
        none(sheet);
        sheet.ends = Some(year(2024));
    }));
    assert_eq!(verdict(Check::OutputAsOutcome, none), Verdict::CannotTell(Missing::NoOutcome));
}

#[test]
fn e11_money_and_target_move_together() {
    let change = |paid: i64, target: i64, unit: &'static str| {
        move |sheet: &mut CheckedSheet| {
            sheet.indicators.truncate(2);
            sheet.budgets[1].initial = Some(Yen(paid));
            sheet.indicators[1].unit = unit.to_owned();
            sheet.indicators[1].years[1].target = whole(target);
        }
    };
    assert_eq!(found(Check::TargetIgnoresBudget, change(1_200_000, 80, "世帯")), [Some(1)]);
    assert_eq!(found(Check::TargetIgnoresBudget, change(800_000, 80, "世帯")), [Some(1)]);
    assert!(is_fine(Check::TargetIgnoresBudget, change(1_199_999, 80, "世帯")));
    assert!(is_fine(Check::TargetIgnoresBudget, change(1_200_000, 81, "世帯")));
    assert!(is_fine(Check::TargetIgnoresBudget, change(1_200_000, 80, "%")), "only the output is judged");
    let untold = verdict(Check::TargetIgnoresBudget, |sheet| sheet.budgets.clear());
    assert_eq!(untold, Verdict::CannotTell(Missing::NoFigures));
}

#[test]
fn e12_something_was_counted() {
    assert_eq!(found(Check::NoUnitCost, |sheet| sheet.indicators[0].years[1].actual = whole(0)), [None]);
    assert_eq!(found(Check::NoUnitCost, |sheet| sheet.indicators[0].unit = "％".to_owned()), [None]);
    let untold = verdict(Check::NoUnitCost, |sheet| sheet.budgets.clear());
    assert_eq!(untold, Verdict::CannotTell(Missing::NoFigures));
}

#[test]
fn e14_who_leaves_money_does_not_ask_for_more() {
    let executed = |spent: i64, requested: i64| {
        move |sheet: &mut CheckedSheet| {
            sheet.budgets[1].executed = Some(Yen(spent));
            sheet.budgets[3].requested = Some(Yen(requested));
        }
    };
    assert_eq!(found(Check::UnspentButMore, executed(699_999, 1_000_001)), [None]);
    assert!(is_fine(Check::UnspentButMore, executed(700_000, 1_000_001)));
    assert!(is_fine(Check::UnspentButMore, executed(699_999, 1_000_000)));
    let Verdict::Found(findings) = verdict(Check::UnspentButMore, executed(699_999, 1_000_001)) else { panic!() };
    assert!(findings[0].trigger.ja.contains("69.9%"), "it is cut: {}", findings[0].trigger.ja);
    assert!(is_fine(Check::UnspentButMore, |sheet| {
        executed(1, 1_000_001)(sheet);
        sheet.budgets[2].initial = Some(Yen::ZERO);
    }));
}

proptest! {
    #[test]
    fn any_words_and_figures_have_every_verdict(
        texts in proptest::array::uniform5(".{0,60}"), figures in proptest::array::uniform4(any::<i64>()),
        money in proptest::array::uniform4(any::<i64>()), at in 1868i32..=2200, asked in any::<bool>(),
    ) {
        let mut sheet = sheet();
        [sheet.name, sheet.purpose, sheet.indicators[1].name, sheet.indicators[1].goal, sheet.indicators[1].unit] = texts;
        sheet.indicators[1].direction = None;
        sheet.indicators[1].target = whole(figures[0]);
        sheet.indicators[1].target_year = Some(year(at));
        sheet.indicators[1].years = values([(2023, figures[1], figures[2]), (2024, figures[1], figures[3])]);
        for (budget, amount) in sheet.budgets.iter_mut().zip(money) {
            (budget.initial, budget.available) = (Some(Yen(amount)), Some(Yen(amount)));
            budget.executed = Some(Yen(amount / 3));
            budget.requested = Some(Yen(amount));
        }
        if !asked {
            sheet.asked = Asked::default();
        }
        let verdicts = check_sheet(&sheet, &parameters());
        prop_assert_eq!(verdicts.iter().map(|(check, _)| *check).collect::<Vec<_>>(), Check::ALL);
        for (_, verdict) in verdicts {
            prop_assert!(verdict != Verdict::Found(vec![]));
            for finding in verdict.findings() {
                prop_assert!(finding.indicator.is_none_or(|index| index < sheet.indicators.len()));
                prop_assert!(!finding.trigger.ja.is_empty() && finding.trigger.en.is_some());
            }
        }
    }
}
