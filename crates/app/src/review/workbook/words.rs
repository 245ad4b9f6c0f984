//! The texts of fields in words (欄の値の表示): a choice by its label, money with its unit.

use fiscal::Yen;
use reform::plan::Text;
use reform::review::{FieldKind, field_of};
use reform::review_workbook::YES;

/// A text as people read it: choices by their labels, money with separators, everything else as it is.
pub fn shown_text(field: &str, text: &str) -> Text {
    let as_it_is = || Text::japanese(text);
    let Some(field) = field_of(field, &[]) else { return as_it_is() };
    match field.kind {
        FieldKind::Choice(choices) => match choices.iter().find(|(word, ..)| *word == text) {
            Some((_, ja, en)) => Text { ja: (*ja).to_owned(), en: Some((*en).to_owned()) },
            None => as_it_is(),
        },
        FieldKind::YesNo if text == "yes" => Text { ja: YES.to_owned(), en: Some("yes".to_owned()) },
        FieldKind::Yen => match text.parse().map(Yen) {
            Ok(yen) => Text { ja: format!("{yen} 円"), en: Some(format!("{yen} yen")) },
            Err(_) => as_it_is(),
        },
        _ => as_it_is(),
    }
}
