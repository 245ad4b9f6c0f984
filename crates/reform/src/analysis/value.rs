//! Typed texts (入力の整え方): what people type for a number, a year or a choice, as an analysis keeps it.

use fiscal::FiscalYear;
use fiscal::year::Era;
use unicode_normalization::UnicodeNormalization;

use super::{FieldKind, ItemKind};
use crate::review::tidy_number;

/// A text as the field keeps it: numbers without commas and full-width digits, `▲` as a minus, years as four digits also
/// where an era was typed (`R7`, `令和7年度`). What cannot be understood stays as it was typed, for the message to show.
pub fn tidy(kind: ItemKind, field: &str, typed: &str) -> String {
    let Some(place) = kind.place(field) else { return typed.to_owned() };
    match place.field.kind {
        FieldKind::Yen => tidy_number(typed, "円"),
        FieldKind::Number => tidy_number(typed, ""),
        FieldKind::Year => tidy_year(typed),
        FieldKind::Day | FieldKind::Url | FieldKind::ShortText => one_line(typed),
        FieldKind::Choice(_) | FieldKind::Item(_) => typed.trim().to_owned(),
        FieldKind::Items(_) => {
            let mut numbers: Vec<&str> = typed.split_whitespace().collect();
            numbers.sort_by_key(|number| (number.len(), *number));
            numbers.dedup();
            numbers.join(" ")
        }
        FieldKind::LongText => typed.trim().to_owned(),
    }
}

fn one_line(typed: &str) -> String {
    typed.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

fn tidy_year(typed: &str) -> String {
    let number = tidy_number(typed, "年度");
    if number.parse::<i32>().is_ok() {
        return number;
    }
    let folded: String = typed.nfkc().filter(|letter| !letter.is_whitespace()).collect();
    let plain = folded.strip_suffix("年度").unwrap_or(&folded);
    let era = [Era::Reiwa, Era::Heisei, Era::Showa].into_iter().find_map(|era| {
        let rest = plain.strip_prefix(era.name()).or_else(|| plain.strip_prefix(era.letter()))?;
        let year = if rest == "元" { 1 } else { rest.parse().ok()? };
        FiscalYear::from_era(era, year).ok()
    });
    era.map_or_else(|| typed.trim().to_owned(), |year| year.start().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_years_and_lists_as_people_type_them() {
        for (kind, field, typed, kept) in [
            (ItemKind::Option, "effect.1.yen", "▲６，０００，０００，０００円", "-6000000000"),
            (ItemKind::Option, "effect.1.first-year", "R7", "2025"),
            (ItemKind::Option, "effect.1.first-year", "令和元年度", "2019"),
            (ItemKind::Option, "effect.1.first-year", "２０２５年度", "2025"),
            (ItemKind::Option, "effect.1.first-year", "来年", "来年"),
            (ItemKind::Option, "effect.11.yen", "1,000", "1,000"),
            (ItemKind::Fact, "figure", "1,4", "1,4"),
            (ItemKind::Fact, "figure", "10.40", "10.40"),
            (ItemKind::Fact, "unit", " 億円\r\n", "億円"),
            (ItemKind::Fact, "statement", " 一行目\n二行目 ", "一行目\n二行目"),
            (ItemKind::Issue, "ground", "12 3  12 ", "3 12"),
            (ItemKind::Fact, "year", "平成40年度", "平成40年度"),
        ] {
            assert_eq!(tidy(kind, field, typed), kept, "{field} {typed:?}");
        }
    }
}
