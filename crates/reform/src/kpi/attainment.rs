//! Attainment (達成率): the simple rate, target against actual, and progress, the way made from the baseline.

use fiscal::Quantity;

use super::{Direction, Rate, Ratio, Unknown};

/// How the simple rate of an indicator that is to fall is reckoned (減少指標の達成率); cities differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecreaseRule {
    /// 目標 ÷ 実績.
    TargetByActual,
    /// 2 − 実績 ÷ 目標.
    TwoLessActualByTarget,
}

/// The simple rate (単純達成率); of a range, 100% inside it.
///
/// # Errors
/// Where no rate would mean anything: a target of zero, values at or below zero that a quotient turns round.
pub fn simple(direction: Direction, target: Quantity, actual: Ratio, rule: DecreaseRule) -> Rate {
    let target = exact(target)?;
    match direction {
        Direction::Increase => quotient(actual, positive_target(target)?),
        Direction::Decrease => {
            let target = positive_target(target)?;
            match rule {
                DecreaseRule::TargetByActual => quotient(target, positive(actual)?),
                DecreaseRule::TwoLessActualByTarget => difference(whole(2), quotient(actual, target)?),
            }
        }
        Direction::Maintain { tolerance: None } if actual >= target => Ok(Ratio::ONE),
        Direction::Maintain { tolerance: None } => quotient(actual, positive_target(target)?),
        Direction::Maintain { tolerance: Some(tolerance) } => {
            let off = difference(actual, target)?.size();
            let tolerance = exact(tolerance)?;
            match off == Ratio::ZERO {
                true => Ok(Ratio::ONE),
                false if !tolerance.is_positive() => Ok(Ratio::ZERO),
                false => Ok(difference(Ratio::ONE, quotient(off, tolerance)?)?.max(Ratio::ZERO)),
            }
        }
        Direction::Range { low, high } => {
            let (low, high) = (exact(low)?, exact(high)?);
            match (low <= actual, actual <= high) {
                (true, true) => Ok(Ratio::ONE),
                (false, _) => quotient(actual, positive(low)?),
                // An upper bound of zero has no simple rate, as a target of zero has none.
                (true, false) => quotient(positive_target(high)?, actual),
            }
        }
    }
}

/// Progress (進捗率): the part of the way from baseline to target that is made; of a range, by how much the distance shrank.
///
/// # Errors
/// Where there is no way: the target is the baseline or worse, or the indicator is to stay.
pub fn progress(direction: Direction, baseline: Quantity, target: Quantity, actual: Ratio) -> Rate {
    let (baseline, target) = (exact(baseline)?, exact(target)?);
    match direction {
        Direction::Maintain { .. } => Err(Unknown::NotAboutProgress),
        Direction::Increase | Direction::Decrease if baseline == target => Err(Unknown::BaselineIsTarget),
        Direction::Increase if target < baseline => Err(Unknown::TargetAgainstDirection),
        Direction::Decrease if target > baseline => Err(Unknown::TargetAgainstDirection),
        Direction::Increase | Direction::Decrease => {
            quotient(difference(actual, baseline)?, difference(target, baseline)?)
        }
        Direction::Range { low, high } => {
            let (low, high) = (exact(low)?, exact(high)?);
            let before = distance(baseline, low, high)?;
            if before == Ratio::ZERO {
                return Err(Unknown::BaselineIsTarget);
            }
            quotient(difference(before, distance(actual, low, high)?)?, before)
        }
    }
}

/// How far a value lies outside a range.
fn distance(value: Ratio, low: Ratio, high: Ratio) -> Rate {
    if value < low {
        difference(low, value)
    } else if value > high {
        difference(value, high)
    } else {
        Ok(Ratio::ZERO)
    }
}

fn positive_target(target: Ratio) -> Rate {
    if target == Ratio::ZERO { Err(Unknown::TargetIsZero) } else { positive(target) }
}

fn positive(value: Ratio) -> Rate {
    if value.is_positive() { Ok(value) } else { Err(Unknown::NotPositive) }
}

fn exact(quantity: Quantity) -> Rate {
    Ratio::of(quantity).ok_or(Unknown::TooLarge)
}

fn whole(number: i64) -> Ratio {
    Ratio::new(i128::from(number), 1).expect("the denominator is one")
}

fn difference(one: Ratio, two: Ratio) -> Rate {
    one.minus(two).ok_or(Unknown::TooLarge)
}

fn quotient(one: Ratio, two: Ratio) -> Rate {
    one.divided_by(two).ok_or(Unknown::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::{NOTHING, percent_text};
    use proptest::prelude::*;

    fn quantity(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    fn actual(text: &str) -> Ratio {
        Ratio::of(quantity(text)).unwrap()
    }

    fn simple_text(direction: Direction, target: &str, value: &str) -> String {
        percent_text(simple(direction, quantity(target), actual(value), DecreaseRule::TargetByActual), 1)
    }

    #[test]
    fn the_worked_example_of_a_fall() {
        let progress = progress(Direction::Decrease, quantity("40"), quantity("30"), actual("34"));
        assert_eq!(percent_text(progress, 1), "60.0");
        assert_eq!(simple_text(Direction::Decrease, "30", "34"), "88.2");
        let other = simple(Direction::Decrease, quantity("30"), actual("34"), DecreaseRule::TwoLessActualByTarget);
        assert_eq!(percent_text(other, 1), "86.7");
    }

    #[test]
    fn decimals_are_exact() {
        // As floats, 0.1 + 0.2 against 0.3 would miss the target.
        let sum = actual("0.1").plus(actual("0.2")).unwrap();
        assert_eq!(simple(Direction::Increase, quantity("0.3"), sum, DecreaseRule::TargetByActual), Ok(Ratio::ONE));
        assert_eq!(simple_text(Direction::Increase, "100.00", "99.95"), "100.0");
        let exact = simple(Direction::Increase, quantity("100.00"), actual("99.95"), DecreaseRule::TargetByActual);
        assert!(exact.unwrap() < Ratio::ONE, "what is shown as 100.0 has not met the target");
    }

    #[test]
    fn what_says_nothing_is_not_told() {
        let rule = DecreaseRule::TargetByActual;
        let rate = |direction, target: &str, value: &str| simple(direction, quantity(target), actual(value), rule);
        assert_eq!(rate(Direction::Increase, "0", "5"), Err(Unknown::TargetIsZero));
        assert_eq!(rate(Direction::Increase, "-10", "-20"), Err(Unknown::NotPositive));
        assert_eq!(rate(Direction::Decrease, "10", "0"), Err(Unknown::NotPositive));
        assert_eq!(rate(Direction::Decrease, "0", "0"), Err(Unknown::TargetIsZero));
        let way = |direction, from: &str, to: &str| progress(direction, quantity(from), quantity(to), actual("5"));
        assert_eq!(way(Direction::Increase, "5", "5.0"), Err(Unknown::BaselineIsTarget));
        assert_eq!(way(Direction::Increase, "6", "5"), Err(Unknown::TargetAgainstDirection));
        assert_eq!(way(Direction::Decrease, "4", "5"), Err(Unknown::TargetAgainstDirection));
        assert_eq!(way(Direction::Maintain { tolerance: None }, "4", "5"), Err(Unknown::NotAboutProgress));
    }

    #[test]
    fn to_stay_and_to_be_within_bounds() {
        let stay = Direction::Maintain { tolerance: None };
        assert_eq!(simple_text(stay, "50", "70"), "100.0");
        assert_eq!(simple_text(stay, "50", "40"), "80.0");
        let near = Direction::Maintain { tolerance: Some(quantity("5")) };
        let rates = ["50", "48", "53", "45", "20"].map(|value| simple_text(near, "50", value));
        assert_eq!(rates, ["100.0", "60.0", "40.0", "0.0", "0.0"]);
        let range = Direction::Range { low: quantity("20"), high: quantity("25") };
        assert_eq!(["20", "25", "10", "50"].map(|v| simple_text(range, "0", v)), ["100.0", "100.0", "50.0", "50.0"]);
        let way = |value: &str| percent_text(progress(range, quantity("10"), quantity("0"), actual(value)), 1);
        assert_eq!(["5", "10", "15", "22", "30", "35"].map(way), ["-50.0", "0.0", "50.0", "100.0", "50.0", "0.0"]);
        let at_most_none = Direction::Range { low: quantity("0"), high: quantity("0") };
        assert_eq!(["0", "3"].map(|value| simple_text(at_most_none, "0", value)), ["100.0", "−"]);
    }

    proptest! {
        #[test]
        fn progress_runs_from_nothing_to_all(from in -1_000_000i64..1_000_000, way in 1i64..1_000_000, decimals in 0u8..=9) {
            let value = |units| Quantity { units, decimals };
            for (direction, to) in [(Direction::Increase, from + way), (Direction::Decrease, from - way)] {
                let at = |units| progress(direction, value(from), value(to), Ratio::of(value(units)).unwrap());
                prop_assert_eq!(at(from), Ok(Ratio::ZERO));
                prop_assert_eq!(at(to), Ok(Ratio::ONE));
                prop_assert_eq!(at(2 * to - from), Ok(Ratio::new(2, 1).unwrap()));
            }
        }

        #[test]
        fn better_is_never_less(target in 1i64..1_000_000, one in 1i64..1_000_000, two in 1i64..1_000_000) {
            let (worse, better) = (one.min(two), one.max(two));
            let rate = |direction, units| {
                let actual = Ratio::of(Quantity::whole(units)).unwrap();
                simple(direction, Quantity::whole(target), actual, DecreaseRule::TargetByActual).unwrap()
            };
            prop_assert!(rate(Direction::Increase, worse) <= rate(Direction::Increase, better));
            prop_assert!(rate(Direction::Decrease, better) <= rate(Direction::Decrease, worse));
            prop_assert_eq!(rate(Direction::Increase, one) >= Ratio::ONE, one >= target);
            prop_assert_eq!(rate(Direction::Decrease, one) >= Ratio::ONE, one <= target);
        }

        #[test]
        fn values_of_any_size_are_told_or_refused(
            units in proptest::array::uniform3(any::<i64>()), decimals in proptest::array::uniform3(any::<u8>()),
        ) {
            let [from, to, at] = std::array::from_fn(|i| Quantity { units: units[i], decimals: decimals[i] });
            let range = Direction::Range { low: from, high: to };
            let near = Direction::Maintain { tolerance: Some(from) };
            if let Some(at) = Ratio::of(at) {
                for direction in [Direction::Increase, Direction::Decrease, range, near] {
                    let rates = [simple(direction, to, at, DecreaseRule::TwoLessActualByTarget),
                        progress(direction, from, to, at)];
                    for text in rates.map(|rate| percent_text(rate, 1)) {
                        prop_assert!(text == NOTHING || text.parse::<Quantity>().is_ok(), "{}", text);
                    }
                }
            }
        }
    }
}
