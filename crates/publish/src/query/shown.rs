//! How an answer is shown (表示): the one rounding for display, half away from zero, with ▲ and grouped digits.

use fiscal::money::{round_to_millions, round_to_oku, round_to_thousands, round_to_units};
use fiscal::{Quantity, Yen};

use super::Answer;
use crate::table::shown_quantity;

/// The unit a figure is shown in (表示の単位).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 円.
    Yen,
    /// 千円.
    ThousandYen,
    /// 百万円.
    MillionYen,
    /// 億円.
    OkuYen,
    /// A percentage with its sign: `33.6%`.
    Percent,
    /// A count: programs, measures.
    Count,
    /// Any other number; its unit stands beside it.
    Number,
    /// As the plan prints it.
    Printed,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Unit; 8] = [
        Unit::Yen,
        Unit::ThousandYen,
        Unit::MillionYen,
        Unit::OkuYen,
        Unit::Percent,
        Unit::Count,
        Unit::Number,
        Unit::Printed,
    ];

    /// The stable word in a document.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Yen => "yen",
            Unit::ThousandYen => "thousand-yen",
            Unit::MillionYen => "million-yen",
            Unit::OkuYen => "oku-yen",
            Unit::Percent => "percent",
            Unit::Count => "count",
            Unit::Number => "number",
            Unit::Printed => "printed",
        }
    }

    /// The unit of a stable word.
    pub fn from_word(word: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.word() == word)
    }

    /// As it is written beside a table: `千円`; empty where the column says it.
    pub fn label_ja(self) -> &'static str {
        match self {
            Unit::Yen => "円",
            Unit::ThousandYen => "千円",
            Unit::MillionYen => "百万円",
            Unit::OkuYen => "億円",
            Unit::Percent | Unit::Count | Unit::Number | Unit::Printed => "",
        }
    }
}

/// The answer as it is shown: `▲1,234`, `33.6%`; nothing where the unit is not one of such an answer.
pub fn shown(answer: &Answer, unit: Unit, decimals: u8) -> Option<String> {
    match (answer, unit) {
        (Answer::Printed(text), Unit::Printed) => Some(text.clone()),
        (Answer::Number(_), Unit::Percent) => Some(format!("{}%", shown_quantity(rounded(answer, unit, decimals)?))),
        _ => Some(shown_quantity(rounded(answer, unit, decimals)?)),
    }
}

/// The answer as a number of the unit, rounded as it is shown.
pub fn rounded(answer: &Answer, unit: Unit, decimals: u8) -> Option<Quantity> {
    let money = |yen: i64, size: u32, whole: fn(Yen) -> i64| {
        let step = 10u32.checked_pow(u32::from(decimals)).filter(|step| size.is_multiple_of(*step))?;
        let units = if decimals == 0 { whole(Yen(yen)) } else { round_to_units(Yen(yen), size / step) };
        Some(Quantity { units, decimals })
    };
    match (answer, unit) {
        (Answer::Yen(yen), Unit::Yen) if decimals == 0 => Some(Quantity::whole(*yen)),
        (Answer::Yen(yen), Unit::ThousandYen) => money(*yen, 1_000, round_to_thousands),
        (Answer::Yen(yen), Unit::MillionYen) => money(*yen, 1_000_000, round_to_millions),
        (Answer::Yen(yen), Unit::OkuYen) => money(*yen, 100_000_000, round_to_oku),
        (Answer::Count(count), Unit::Count) if decimals == 0 => Some(Quantity::whole(*count)),
        (Answer::Number(number), Unit::Number | Unit::Percent) => number.with_decimals(decimals),
        _ => None,
    }
}
