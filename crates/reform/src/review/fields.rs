//! Fields (欄): a review sheet as named texts, the common form of the page, the workbook, the store and the merge.
//!
//! The names are those of [`super::FieldName`]. An empty text is the same as no field, and line ends are always one `\n`,
//! so that a workbook that writes them another way changes nothing.

use std::collections::BTreeMap;

use super::name::{FieldName, ITEMS_MAX};
use crate::problem::ProblemKind;

/// A sheet as texts by field name (欄の値).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, String>);

/// A text that is no value of its field (欄の誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name; `measures` and `kpis` stand for the lists.
    pub field: String,
    /// The text given.
    pub text: String,
    /// What is wrong with it.
    pub kind: &'static ProblemKind,
}

impl Fields {
    /// Puts a text into a field; an empty one clears it. Line ends become `\n`, blanks at the end of the text go.
    pub fn set(&mut self, field: impl Into<String>, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        match text.trim_end() {
            "" => self.0.remove(&field.into()),
            kept => self.0.insert(field.into(), kept.to_owned()),
        };
    }

    /// The text of a field, if it has one.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// Every field with a text, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, text)| (field.as_str(), text.as_str()))
    }

    /// How many fields have a text.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no field has a text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ids of the measures that have a field, in the order of the form: `m2` before `m10`.
    pub fn measure_ids(&self) -> Vec<&str> {
        self.ids(|name| match name {
            FieldName::Measure(id, _) => Some(id),
            _ => None,
        })
    }

    /// The ids of the KPIs that have a field, in the order of the form: `k2` before `k10`.
    pub fn kpi_ids(&self) -> Vec<&str> {
        self.ids(|name| match name {
            FieldName::Kpi(id, _) => Some(id),
            _ => None,
        })
    }

    /// The id for one more measure, `m1` and on; `None` when the sheet is full.
    pub fn next_measure_id(&self) -> Option<String> {
        next_id(&self.measure_ids(), 'm')
    }

    /// The id for one more KPI, `k1` and on; `None` when the sheet is full.
    pub fn next_kpi_id(&self) -> Option<String> {
        next_id(&self.kpi_ids(), 'k')
    }

    fn ids<'a>(&'a self, id_of: impl Fn(FieldName<'a>) -> Option<&'a str>) -> Vec<&'a str> {
        let mut ids: Vec<&str> = self.0.keys().filter_map(|field| FieldName::parse(field).and_then(&id_of)).collect();
        ids.sort_unstable_by_key(|id| id_order(id));
        ids.dedup();
        ids
    }
}

impl<N: Into<String>, T: AsRef<str>> FromIterator<(N, T)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(fields: I) -> Fields {
        let mut made = Fields::default();
        for (field, text) in fields {
            made.set(field, text.as_ref());
        }
        made
    }
}

/// By what ids are ordered: their letters, then their number.
pub(super) fn id_order(id: &str) -> (&str, u64, &str) {
    let letters = id.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters, id[letters.len()..].parse().unwrap_or(0), id)
}

/// One more than the highest number in use, so that what was deleted is not taken for what is new.
fn next_id(ids: &[&str], letter: char) -> Option<String> {
    let highest = ids.iter().filter_map(|id| id.strip_prefix(letter)?.parse::<u32>().ok()).max().unwrap_or(0);
    (ids.len() < ITEMS_MAX).then(|| format!("{letter}{}", highest.saturating_add(1)))
}
