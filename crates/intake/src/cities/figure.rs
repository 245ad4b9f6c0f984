//! One figure (指標値の読み取り): a cell becomes a number, a dash or nothing.

use fiscal::Quantity;
use fiscal::comparison::Figure;
use reform::ProblemKind;
use reform::city::{DashMeaning, Indicator, POPULATION, Section, Unit};

use super::kinds;
use crate::cell::Cell;
use crate::number::{NumberFault, parse_quantity, plain_digits};
use crate::problems;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// A figure.
    Figure(Figure),
    /// The same, with something to be looked at.
    Doubtful(Figure, &'static ProblemKind),
    /// Nothing at all.
    Blank,
    /// No figure.
    Fault(&'static ProblemKind, String),
}

/// The dashes a table prints for "not computed"; the full-width one is told apart.
const DASHES: [&str; 5] = ["-", "−", "‐", "–", "ー"];
const FULL_WIDTH_DASHES: [&str; 3] = ["－", "―", "—"];
const NOT_PUBLISHED: [&str; 4] = ["…", "...", "***", "＊"];

/// Reads a cell of an indicator. `scale` is what one of the file's unit is in the indicator's own: 1,000 for 千円.
/// Averages are not bound by law, so a full-width dash among them means what it says: not published.
pub(super) fn read_figure(cell: &Cell<'_>, indicator: &Indicator, scale: i64, is_average: bool) -> Found {
    let quantity = match cell {
        Cell::Blank => return Found::Blank,
        Cell::Text(text) => {
            if let Some(units) = plain_digits(text.as_bytes()) {
                Quantity::whole(units)
            } else {
                let text = text.trim();
                match dash(text, indicator, is_average) {
                    Some(found) => return found,
                    None => match parse_quantity(text) {
                        Ok(quantity) => quantity,
                        Err(NumberFault::OutOfRange) => {
                            return Found::Fault(&problems::NUMBER_OUT_OF_RANGE, text.to_owned());
                        }
                        Err(_) => return Found::Fault(&problems::NOT_A_NUMBER, text.to_owned()),
                    },
                }
            }
        }
        Cell::Number(number) => match Quantity::from_spreadsheet(*number) {
            Some(quantity) => quantity,
            None => return Found::Fault(&problems::NUMBER_OUT_OF_RANGE, number.to_string()),
        },
        Cell::Bool(value) => return Found::Fault(&problems::NOT_A_NUMBER, value.to_string()),
        Cell::Date(date) => return Found::Fault(&problems::NOT_A_NUMBER, date.to_string()),
        Cell::Fault(fault) => return Found::Fault(&problems::SPREADSHEET_FAULT, fault.clone()),
        Cell::Undecodable(bytes) => {
            return Found::Fault(&problems::UNDECODABLE, String::from_utf8_lossy(bytes).into_owned());
        }
    };
    number(quantity, indicator, scale)
}

fn dash(text: &str, indicator: &Indicator, is_average: bool) -> Option<Found> {
    if text.is_empty() {
        return Some(Found::Blank);
    }
    let none = match indicator.dash {
        DashMeaning::Nothing => Figure::Dash,
        DashMeaning::NotPublished => Figure::Missing,
    };
    if DASHES.contains(&text) {
        return Some(Found::Figure(if is_average { Figure::Missing } else { none }));
    }
    if FULL_WIDTH_DASHES.contains(&text) {
        let by_law = indicator.section == Section::Ratio && none == Figure::Dash && !is_average;
        return Some(match by_law {
            true => Found::Doubtful(Figure::Dash, &kinds::DASH_READ_AS_NOTHING),
            false => Found::Figure(Figure::Missing),
        });
    }
    NOT_PUBLISHED.contains(&text).then_some(Found::Figure(Figure::Missing))
}

fn number(quantity: Quantity, indicator: &Indicator, scale: i64) -> Found {
    let Some(scaled) = quantity.units.checked_mul(scale) else {
        return Found::Fault(&problems::NUMBER_OUT_OF_RANGE, quantity.to_string());
    };
    let quantity = with_decimals(Quantity { units: scaled, ..quantity }, indicator.decimals);
    let whole = matches!(indicator.unit, Unit::Yen | Unit::Persons);
    if whole && quantity.decimals > 0 {
        let kind = if indicator.unit == Unit::Yen { &problems::YEN_FRACTION } else { &kinds::FIGURE_ABSURD };
        return Found::Fault(kind, quantity.to_string());
    }
    if indicator.key == POPULATION && quantity.units == 0 {
        return Found::Fault(&kinds::POPULATION_ZERO, "0".to_owned());
    }
    let value = quantity.to_f64();
    if value.abs() > largest(indicator.unit) || (value < 0.0 && !may_be_negative(indicator)) {
        return Found::Fault(&kinds::FIGURE_ABSURD, quantity.to_string());
    }
    Found::Figure(Figure::Value(quantity))
}

/// With at least so many decimals, and no more noughts behind them: a spreadsheet cuts 150.0 to 150.
fn with_decimals(quantity: Quantity, decimals: u8) -> Quantity {
    let mut quantity = quantity;
    while quantity.decimals > decimals && quantity.units % 10 == 0 {
        quantity = Quantity { units: quantity.units / 10, decimals: quantity.decimals - 1 };
    }
    while quantity.decimals < decimals {
        let Some(units) = quantity.units.checked_mul(10) else { break };
        quantity = Quantity { units, decimals: quantity.decimals + 1 };
    }
    quantity
}

/// Beyond this a figure is a slip of the unit or the digits: the worst ratio ever published was some 1,200 percent.
fn largest(unit: Unit) -> f64 {
    match unit {
        Unit::Index | Unit::Percent => 10_000.0,
        Unit::Yen => 1e15,
        Unit::Persons => 200_000_000.0,
        Unit::SquareKilometres => 400_000.0,
    }
}

fn may_be_negative(indicator: &Indicator) -> bool {
    matches!(indicator.key, "real-debt-service-ratio" | "real-balance-ratio") || indicator.section == Section::Balance
}

#[cfg(test)]
mod tests {
    use super::*;
    use reform::city::find_indicator;

    fn read(key: &str, text: &str) -> Found {
        read_figure(&Cell::Text(text.into()), find_indicator(key).unwrap(), 1, false)
    }

    fn value(text: &str) -> Found {
        Found::Figure(Figure::Value(text.parse().unwrap()))
    }

    #[test]
    fn figures_keep_the_decimals_they_are_published_with() {
        let spreadsheet =
            |number: f64| read_figure(&Cell::Number(number), find_indicator("future-burden-ratio").unwrap(), 1, false);
        assert_eq!(spreadsheet(150.0), value("150.0"));
        assert_eq!(spreadsheet(7.199_999_999_999_999), value("7.2"));
        assert_eq!(read("fiscal-capacity-index", "0.7"), value("0.70"));
        assert_eq!(read("laspeyres-index", "99.8 "), value("99.8"));
        assert_eq!(read("real-debt-service-ratio", "▲ 0.6"), value("-0.6"));
    }

    #[test]
    fn a_dash_means_what_its_ratio_lets_it_mean() {
        assert_eq!(read("future-burden-ratio", "-"), Found::Figure(Figure::Dash));
        assert_eq!(read("future-burden-ratio", "－"), Found::Doubtful(Figure::Dash, &kinds::DASH_READ_AS_NOTHING));
        assert_eq!(read("laspeyres-index", "－"), Found::Figure(Figure::Missing));
        assert_eq!(read("ordinary-balance-ratio", "-"), Found::Figure(Figure::Missing));
        assert_eq!(read("local-tax", "-"), Found::Figure(Figure::Dash));
        let average =
            |text: &str| read_figure(&Cell::Text(text.into()), find_indicator("future-burden-ratio").unwrap(), 1, true);
        assert_eq!((average("－"), average("-")), (Found::Figure(Figure::Missing), Found::Figure(Figure::Missing)));
        assert_eq!(read("future-burden-ratio", " "), Found::Blank);
    }

    #[test]
    fn amounts_become_whole_yen_or_nothing() {
        let amount =
            |text: &str| read_figure(&Cell::Text(text.into()), find_indicator("local-tax").unwrap(), 1_000, false);
        assert_eq!(amount("139449.0"), value("139449000"));
        assert_eq!(amount("181081993"), value("181081993000"));
        assert_eq!(amount("0"), value("0"));
        assert_eq!(amount("1.2345"), Found::Fault(&problems::YEN_FRACTION, "1234.5".into()));
        assert_eq!(amount("-5"), Found::Fault(&kinds::FIGURE_ABSURD, "-5000".into()));
        assert_eq!(amount("9999999999999999"), Found::Fault(&problems::NUMBER_OUT_OF_RANGE, "9999999999999999".into()));
        assert_eq!(amount("9999999999999"), Found::Fault(&kinds::FIGURE_ABSURD, "9999999999999000".into()));
        assert!(matches!(amount("千円"), Found::Fault(..)));
    }

    #[test]
    fn what_cannot_be_is_not_taken() {
        for (key, text) in [
            ("fiscal-capacity-index", "-0.5"),
            ("ordinary-balance-ratio", "96300"),
            ("population", "-1"),
            ("population", "939029.5"),
            ("area", "999999"),
        ] {
            assert!(matches!(read(key, text), Found::Fault(kind, _) if kind == &kinds::FIGURE_ABSURD), "{key} {text}");
        }
        assert_eq!(read("population", "0"), Found::Fault(&kinds::POPULATION_ZERO, "0".into()));
        assert_eq!(read("population", "939029.0"), value("939029"));
    }
}
