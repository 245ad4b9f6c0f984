//! Cells to texts of the form (セルの読み方): numbers, years, choices and words as people and spreadsheets leave them.

use fiscal::Quantity;
use reform::ProblemKind;
use reform::review::{FieldKind, field_of, tidy};
use reform::review_workbook::YES;
use reform::search_text::fold;

use super::kinds::{
    CELL_FAULT, CHOICE_UNKNOWN, CONTROL_REMOVED, DATE_AS_TEXT, DATE_IN_CELL, NOT_A_NUMBER, NOT_A_YEAR, NOT_YEN,
};
use crate::cell::Cell;
use crate::number::{MoneyUnit, parse_money, parse_quantity};
use crate::year_text::{Date, parse_year};

/// What a cell of a page holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Date(Date),
    Fault(String),
}

/// A text of the form with a remark on how it was read, or why it could not be.
pub(super) type Read = Result<(String, Option<&'static ProblemKind>), (&'static ProblemKind, String)>;

impl Value {
    /// The value as words.
    pub(super) fn text(&self) -> String {
        match self {
            Value::Text(text) | Value::Fault(text) => text.clone(),
            Value::Number(number) => plain(*number),
            Value::Date(date) => format!("{:04}-{:02}-{:02}", date.year, date.month, date.day),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Value::Text(text) | Value::Fault(text) => text.len(),
            Value::Number(_) | Value::Date(_) => 0,
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Value::Text(text) if text.trim().is_empty())
    }
}

/// The cell as it is kept while pages are looked for.
pub(super) fn value_of(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Text(text) => Value::Text(text.clone().into_owned()),
        Cell::Number(number) => Value::Number(*number),
        Cell::Date(date) => Value::Date(*date),
        Cell::Bool(value) => Value::Text(if *value { "TRUE" } else { "FALSE" }.to_owned()),
        Cell::Fault(fault) => Value::Fault(fault.clone()),
        Cell::Blank | Cell::Undecodable(_) => Value::Text(String::new()),
    }
}

/// The text a field keeps of a cell; of a measure or KPI the field has `*` in place of its id.
pub(super) fn read(field: &str, value: &Value) -> Read {
    if let Value::Fault(fault) = value {
        return Err((&CELL_FAULT, fault.clone()));
    }
    if value.is_blank() {
        return Ok((String::new(), None));
    }
    let kind = field_of(field, &[]).map_or(FieldKind::LongText, |field| field.kind);
    let kept = |text: String| Ok((text, None));
    let shown = || value.text();
    match (kind, value) {
        (FieldKind::LongText | FieldKind::ShortText | FieldKind::ProgramNumber, Value::Date(_)) => {
            Ok((shown(), Some(&DATE_AS_TEXT)))
        }
        (FieldKind::LongText | FieldKind::ShortText | FieldKind::ProgramNumber, _) => {
            let text = shown().replace("\r\n", "\n").replace('\r', "\n");
            // What the form itself keeps must come back as it was, so that nothing else is taken away.
            let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            let remark = (kept.len() < text.len()).then_some(&CONTROL_REMOVED);
            Ok((kept, remark))
        }
        (_, Value::Date(_)) => Err((&DATE_IN_CELL, shown())),
        (FieldKind::Choice(choices), _) => {
            let word = fold(&shown());
            let found = choices.iter().find(|(known, ja, en)| [known, ja, en].iter().any(|name| fold(name) == word));
            found.map(|(word, ..)| ((*word).to_owned(), None)).ok_or_else(|| {
                let words: Vec<&str> = choices.iter().map(|(_, ja, _)| *ja).collect();
                (&CHOICE_UNKNOWN, format!("{}（{}）", short(&shown()), words.join("・")))
            })
        }
        (FieldKind::YesNo, _) => match fold(&shown()).as_str() {
            "○" | "〇" | "◯" | "◎" | "はい" | "有" | "あり" | "する" | "yes" | "y" | "true" | "1" | "レ" | "✓" => {
                kept("yes".into())
            }
            "×" | "✕" | "いいえ" | "無" | "なし" | "しない" | "no" | "n" | "false" | "0" | "-" | "ー" | "―" => {
                kept(String::new())
            }
            _ => Err((&CHOICE_UNKNOWN, format!("{}（{YES}・空）", short(&shown())))),
        },
        (FieldKind::Yen, _) => {
            let text = tidy(field, &shown());
            let yen = text.parse::<i64>().ok().or_else(|| whole(&text));
            // A unit other than yen is never guessed away.
            let in_yen = !shown().contains(['十', '百', '千', '万', '億', '兆']);
            let yen = yen.or_else(|| parse_money(&shown(), MoneyUnit::Yen).ok().filter(|_| in_yen).map(|yen| yen.0));
            yen.map(|yen| (yen.to_string(), None)).ok_or_else(|| (&NOT_YEN, shown()))
        }
        (FieldKind::Year, _) => {
            let year = parse_year(tidy(field, &shown()).trim_end_matches(".0"), None);
            year.map(|year| (year.start().to_string(), None)).map_err(|_| (&NOT_A_YEAR, shown()))
        }
        (FieldKind::Quantity, _) => {
            let text = tidy(field, &shown());
            let quantity = text.parse::<Quantity>().ok().or_else(|| parse_quantity(&shown()).ok());
            quantity.map(|number| (number.to_string(), None)).ok_or_else(|| (&NOT_A_NUMBER, shown()))
        }
    }
}

/// `1234.0`, which some programs write, as a whole number.
fn whole(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.')?;
    fraction.bytes().all(|byte| byte == b'0').then(|| whole.parse().ok())?
}

/// A number of a cell in plain digits: the shortest that stands for the same number.
///
/// Sums such as 0.1 + 0.2 end in noise at the seventeenth digit; spreadsheets show fifteen, and so many are read.
fn plain(number: f64) -> String {
    let shortest = format!("{number}");
    if shortest.bytes().filter(u8::is_ascii_digit).count() <= 15 || !number.is_finite() {
        return shortest;
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(20).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(field: &str, value: &str) -> Result<String, &'static str> {
        read(field, &Value::Text(value.into())).map(|(text, _)| text).map_err(|(kind, _)| kind.code)
    }

    fn number(field: &str, value: f64) -> Result<String, &'static str> {
        read(field, &Value::Number(value)).map(|(text, _)| text).map_err(|(kind, _)| kind.code)
    }

    #[test]
    fn what_people_type_is_read() {
        for (field, typed, kept) in [
            ("measure.*.effect-yen", "１，２３４，０００円", Ok("1234000")),
            ("measure.*.effect-yen", "▲500", Ok("-500")),
            ("measure.*.effect-yen", "△1,000", Ok("-1000")),
            ("measure.*.effect-yen", "5千円", Err("IN-721")),
            ("measure.*.effect-yen", "12.5", Err("IN-721")),
            ("measure.*.first-year", "令和9年度", Ok("2027")),
            ("measure.*.first-year", "2027年度", Ok("2027")),
            ("measure.*.first-year", "来年", Err("IN-722")),
            ("measure.*.recurring", "◯", Ok("yes")),
            ("measure.*.recurring", "×", Ok("")),
            ("measure.*.recurring", "たぶん", Err("IN-720")),
            ("check.a.judgement", " 妥当 ", Ok("adequate")),
            ("check.a.judgement", "improve", Ok("improve")),
            ("check.a.judgement", "よい", Err("IN-720")),
            ("kpi.*.target", "９８．６０", Ok("98.60")),
            ("kpi.*.target", "98.6%", Err("IN-723")),
            ("kpi.*.name", "  ", Ok("")),
            ("merge-into", "0012", Ok("0012")),
        ] {
            assert_eq!(text(field, typed), kept.map(str::to_owned), "{field} {typed}");
        }
    }

    #[test]
    fn what_spreadsheets_make_of_it_is_read() {
        assert_eq!(number("measure.*.effect-yen", -1_234_000.0).as_deref(), Ok("-1234000"));
        assert_eq!(number("measure.*.effect-yen", 0.5), Err("IN-721"));
        assert_eq!(number("kpi.*.target", 0.1 + 0.2).as_deref(), Ok("0.3"));
        assert_eq!(number("kpi.*.target", 1e20).as_deref(), Err(&"IN-723"));
        assert_eq!(number("last-year", 2027.0).as_deref(), Ok("2027"));
        assert_eq!(number("kpi.*.unit", 1.0).as_deref(), Ok("1"));
        let date = Value::Date(Date { year: 2027, month: 4, day: 1 });
        assert_eq!(read("last-year", &date).unwrap_err().0.code, "IN-725");
        assert_eq!(read("kpi.*.source", &date).unwrap(), ("2027-04-01".to_owned(), Some(&DATE_AS_TEXT)));
        assert_eq!(read("kpi.*.source", &Value::Fault("#REF!".into())).unwrap_err().0.code, "IN-724");
        let (cleaned, remark) = read("direction-reason", &Value::Text("一\u{7}\r\n二".into())).unwrap();
        assert_eq!((cleaned.as_str(), remark), ("一\n二", Some(&CONTROL_REMOVED)));
    }
}
