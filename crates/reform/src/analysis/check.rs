//! Checks of one record (記録の確認): what may be kept, field by field.

use fiscal::{FiscalYear, Quantity, Yen};

use super::{FieldKind, Item, ItemKind, Need, Place, fields_of, kinds, row_numbers};
use crate::ProblemKind;
use crate::kinds as review_kinds;
use crate::plan::CalendarDate;

/// Larger than any amount of a city, so that sums of many years fit.
const YEN_MOST: i64 = 100_000_000_000_000;

/// What is wrong with a field (欄の誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The field's name.
    pub field: String,
    /// What is wrong with it.
    pub kind: &'static ProblemKind,
}

/// Everything that keeps a record from being kept, in the order of the form, each field named once.
///
/// `others` are the numbers and kinds of the other records there are: what a field names must be among them.
pub fn find_faults(item: &Item, others: &[(i64, ItemKind)]) -> Vec<FieldFault> {
    let mut faults: Vec<FieldFault> = Vec::new();
    let mut say = |field: &str, kind: &'static ProblemKind| {
        if faults.iter().all(|fault| fault.field != field) {
            faults.push(FieldFault { field: field.to_owned(), kind });
        }
    };
    for (name, place) in fields_of(item.kind, &item.fields) {
        let text = item.text(&name);
        if let Some(kind) = fault_of(text, place, item.number, others) {
            say(&name, kind);
        }
    }
    for (name, _) in item.fields.iter() {
        if item.kind.place(name).is_none() {
            say(name, &review_kinds::FIELD_UNKNOWN);
        }
    }
    for at in row_numbers(&item.fields, "effect") {
        let last = format!("effect.{at}.last-year");
        if let (Some(from), Some(until)) = (year(item.text(&format!("effect.{at}.first-year"))), year(item.text(&last)))
            && until < from
        {
            say(&last, &kinds::ENDS_BEFORE_IT_BEGINS);
        }
        let yen = format!("effect.{at}.yen");
        let moves = |text: &str| text.parse::<i64>().is_ok_and(|yen| yen != 0);
        if item.kind == ItemKind::Option && !item.text("as-now").is_empty() && moves(item.text(&yen)) {
            say(&yen, &kinds::AS_NOW_MOVES);
        }
    }
    if let (Ok(low), Ok(high)) = (item.text("low-yen").parse::<i64>(), item.text("high-yen").parse::<i64>())
        && low > high
    {
        say("low-yen", &kinds::RANGE_REVERSED);
    }
    if item.kind == ItemKind::Hearing {
        for field in ["who", "said", "note"] {
            if holds_contact(item.text(field)) {
                say(field, &kinds::PERSONAL_DATA);
            }
        }
    }
    faults
}

fn fault_of(text: &str, place: Place, own: i64, others: &[(i64, ItemKind)]) -> Option<&'static ProblemKind> {
    let field = place.field;
    if text.is_empty() {
        return (field.need == Need::ToKeep).then_some(&kinds::FIELD_NEEDED);
    }
    if text.chars().count() > field.most {
        return Some(&kinds::FIELD_TOO_LONG);
    }
    let lines = field.kind == FieldKind::LongText;
    if text.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\t'))) {
        return Some(&review_kinds::CONTROL_CHARACTER);
    }
    let there = |number: &str, kinds: &[ItemKind]| {
        let number: Option<i64> = number.parse().ok();
        number.is_some_and(|number| others.iter().any(|(other, kind)| *other == number && kinds.contains(kind)))
            && number != Some(own)
    };
    let (is_good, kind) = match field.kind {
        FieldKind::ShortText | FieldKind::LongText => return None,
        FieldKind::Yen => (yen(text).is_some(), &review_kinds::NOT_YEN),
        FieldKind::Year => (year(text).is_some(), &review_kinds::NOT_A_YEAR),
        FieldKind::Day => (text.parse::<CalendarDate>().is_ok(), &kinds::NOT_A_DAY),
        FieldKind::Number => (text.parse::<Quantity>().is_ok(), &review_kinds::NOT_A_QUANTITY),
        FieldKind::Url => (is_link(text), &kinds::NOT_A_LINK),
        FieldKind::Choice(choices) => (choices.iter().any(|(word, ..)| *word == text), &review_kinds::NOT_A_CHOICE),
        FieldKind::Item(kind) => (there(text, &[kind]), &kinds::NOT_AN_ITEM),
        FieldKind::Items(kinds) => {
            (text.split_whitespace().all(|number| there(number, kinds)), &super::kinds::NOT_AN_ITEM)
        }
    };
    (!is_good).then_some(kind)
}

/// A fiscal year as the form keeps it.
pub(super) fn year(text: &str) -> Option<FiscalYear> {
    text.parse().ok().and_then(|year| FiscalYear::new(year).ok())
}

/// An amount as the form keeps it.
pub(super) fn yen(text: &str) -> Option<Yen> {
    text.parse().ok().filter(|yen: &i64| yen.unsigned_abs() <= YEN_MOST.unsigned_abs()).map(Yen)
}

/// Whether a text is an address of the web, or of this very site: nothing a browser would run.
fn is_link(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let elsewhere =
        ["https://", "http://"].iter().any(|start| lower.strip_prefix(start).is_some_and(|rest| !rest.is_empty()));
    let here = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
    (elsewhere || here) && !text.chars().any(char::is_whitespace)
}

/// Whether a text holds what looks like a mail address or a telephone number.
fn holds_contact(text: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    let folded: String = text.nfkc().map(|c| if matches!(c, '‐' | '–' | '—' | '−' | 'ー') { '-' } else { c }).collect();
    let is_mail = |word: &str| {
        word.split_once('@').is_some_and(|(name, host)| {
            name.ends_with(|c: char| c.is_ascii_alphanumeric())
                && host.starts_with(|c: char| c.is_ascii_alphanumeric())
                && host.contains('.')
        })
    };
    let mail = folded.split(|c: char| c.is_whitespace() || "（）()、。<>".contains(c)).any(is_mail);
    let phone = folded.split(|c: char| !(c.is_ascii_digit() || "-()".contains(c))).any(|run| {
        let digits = run.chars().filter(char::is_ascii_digit).count();
        run.trim_start_matches('(').starts_with('0') && matches!(digits, 10 | 11)
    });
    mail || phone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_details_are_noticed_and_ordinary_figures_are_not() {
        for text in ["093-582-2160 に電話", "（０９０）１２３４－５６７８", "x.y@example.jp まで", "連絡先:0935822160"]
        {
            assert!(holds_contact(text), "{text}");
        }
        for text in ["利用者は年1,234,567人", "2026-04-01 に聞いた", "@広場で", "10年で0.5%", "2023年度から2033年度"]
        {
            assert!(!holds_contact(text), "{text}");
        }
    }

    #[test]
    fn only_what_a_browser_opens_is_a_link() {
        for text in ["https://example.jp/a?b=1", "HTTP://example.jp", "/fiscal/debt?investment=560"] {
            assert!(is_link(text), "{text}");
        }
        for text in [
            "javascript:alert(1)",
            "//evil.example",
            "/\\evil.example",
            "https://",
            "ftp://x",
            "a b",
            "data:text/html,x",
        ] {
            assert!(!is_link(text), "{text}");
        }
    }
}
