//! Typed texts (入力の整え方): what people type for a number or a year, as the form keeps it.

use unicode_normalization::UnicodeNormalization;

use super::{FieldKind, field_of};

/// A text as the form keeps it: of a number full-width digits, commas, blanks and the unit 円 are taken away, and `▲`, `△`
/// or a dash before it is a minus; of a year `年度` is taken away. Texts and choices stay as they are, as does what is no
/// number, so that the message shows what was typed.
pub fn tidy(field: &str, typed: &str) -> String {
    let kind = field_of(field, &[]).map(|field| field.kind);
    let unit = match kind {
        Some(FieldKind::Yen) => "円",
        Some(FieldKind::Year) => "年度",
        Some(FieldKind::Quantity) => "",
        _ => return typed.to_owned(),
    };
    tidy_number(typed, unit)
}

/// A number as forms keep it, with this unit taken away; what is no number stays as it was typed.
pub(crate) fn tidy_number(typed: &str, unit: &str) -> String {
    let plain: String = typed.nfkc().filter(|letter| !letter.is_whitespace() && *letter != ',').collect();
    let plain = plain.strip_suffix(unit).unwrap_or(&plain);
    let tidied = match plain.strip_prefix(['▲', '△', '−', '‐', '–', '－', 'ー']) {
        Some(size) => format!("-{size}"),
        None => plain.strip_prefix('+').unwrap_or(plain).to_owned(),
    };
    let is_number =
        tidied.strip_prefix('-').unwrap_or(&tidied).bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number && groups_are_threes(typed) { tidied } else { typed.to_owned() }
}

/// Whether commas stand where thousands are grouped: `1,5` may have been meant as a decimal and is not guessed.
fn groups_are_threes(typed: &str) -> bool {
    let folded: String = typed.nfkc().collect();
    let (whole, fraction) = folded.split_once('.').unwrap_or((&folded, ""));
    if fraction.contains(',') {
        return false;
    }
    let mut parts = whole.split(',');
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let Some(first) = parts.next() else { return true };
    let mut rest = parts.peekable();
    rest.peek().is_none() || ((1..=3).contains(&digits(first)) && rest.all(|part| digits(part) == 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_type_them() {
        for (field, typed, kept) in [
            ("measure.m1.effect-yen", "１，２００，０００円", "1200000"),
            ("measure.m1.effect-yen", " ▲1,200 ", "-1200"),
            ("measure.m1.effect-yen", "－５００", "-500"),
            ("measure.m1.effect-yen", "+5", "5"),
            ("measure.m1.effect-yen", "1,200千円", "1,200千円"),
            ("measure.m1.effect-yen", "1,2", "1,2"),
            ("assessment.m1.effect-general-yen", "0", "0"),
            ("kpi.k1.target", "９８．６", "98.6"),
            ("kpi.k1.target", "98.6%", "98.6%"),
            ("kpi.k1.target", "1,234.50", "1234.50"),
            ("kpi.k1.target", "0.123,4", "0.123,4"),
            ("kpi.k1.target", "", ""),
            ("last-year", "2027年度", "2027"),
            ("last-year", "令和9年度", "令和9年度"),
            ("direction-reason", "１，２００円 ", "１，２００円 "),
            ("kpi.k1.name", "１人", "１人"),
            ("no.such.field", "１", "１"),
        ] {
            assert_eq!(tidy(field, typed), kept, "{field} {typed:?}");
        }
    }
}
