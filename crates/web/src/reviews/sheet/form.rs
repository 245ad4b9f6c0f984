//! What the form sends (送られた内容): texts with what they started from, choices of conflicts, rows removed.

use std::collections::{BTreeMap, BTreeSet};

use app::review::Edit;
use reform::review::{FieldName, Fields};

/// The pairs of a form, in order.
pub struct Posted {
    pairs: Vec<(String, String)>,
}

impl Posted {
    pub fn new(pairs: Vec<(String, String)>) -> Posted {
        Posted { pairs }
    }

    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a name as a whole number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.first(name).and_then(|value| value.parse().ok())
    }

    /// Whether it holds any field of a sheet.
    pub fn has_fields(&self) -> bool {
        self.under("f.").next().is_some()
    }

    /// Comments that were written and not sent, by field.
    pub fn remarks(&self) -> BTreeMap<String, String> {
        let written = self.under("remark.").filter(|(_, text)| !text.trim().is_empty());
        written.map(|(field, text)| (field.to_owned(), text.to_owned())).collect()
    }

    /// The texts as they were typed, with what they started from.
    ///
    /// `at` is the sheet as it stood when the page was made; a script says of each field what it started from itself. A box
    /// without its tick is an empty text. Of a conflict that was not settled the base is the old one, so that it stays one.
    pub fn edit(&self, at: &Fields) -> Edit {
        let texts: BTreeMap<&str, &str> = self.under("f.").collect();
        let bases: BTreeMap<&str, &str> = self.under("b.").collect();
        let mine: BTreeMap<&str, &str> = self.under("mine.").collect();
        let origins: BTreeMap<&str, &str> = self.under("orig.").collect();
        let choices: BTreeMap<&str, &str> = self.under("choose.").collect();
        let boxes: BTreeMap<&str, &str> = self.under("u.").collect();
        let removed = self.first("remove");
        let names: BTreeSet<&str> = texts.keys().chain(boxes.keys()).copied().collect();
        let mut edit = Edit::default();
        // A name no field has is not worth an answer: the form never sends one.
        for name in names.into_iter().filter(|name| FieldName::parse(name).is_some()) {
            let typed = texts.get(name).copied().unwrap_or_default();
            let kept = bases.get(name).copied().or_else(|| at.get(name)).unwrap_or_default();
            let (base, text) = match (mine.get(name), choices.get(name)) {
                (Some(mine), Some(&"mine")) => (kept, *mine),
                (Some(_), Some(&"theirs")) => (kept, kept),
                (Some(_), Some(_)) => (kept, typed),
                (Some(_), None) => (origins.get(name).copied().unwrap_or_default(), typed),
                (None, _) => (kept, typed),
            };
            let is_removed =
                removed.is_some_and(|row| name.strip_prefix(row).is_some_and(|rest| rest.starts_with('.')));
            let text = if is_removed { "" } else { text };
            edit.base.push((name.to_owned(), base.to_owned()));
            edit.mine.push((name.to_owned(), text.to_owned()));
        }
        edit
    }

    fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs.iter().filter_map(move |(key, value)| key.strip_prefix(prefix).map(|name| (name, value.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Base and text by field, of a form made when `direction-reason` was `theirs` and the measure recurred.
    fn edit(pairs: &[(&str, &str)]) -> Vec<(String, String, String)> {
        let posted = Posted::new(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect());
        let at: Fields = [("direction-reason", "theirs"), ("measure.m1.recurring", "yes")].into_iter().collect();
        let edit = posted.edit(&at);
        edit.base.into_iter().zip(edit.mine).map(|((name, base), (_, text))| (name, base, text)).collect()
    }

    fn fields(fields: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        fields.iter().map(|(name, base, text)| ((*name).into(), (*base).into(), (*text).into())).collect()
    }

    #[test]
    fn a_box_without_its_tick_is_an_empty_text_and_unknown_names_are_left_out() {
        let sent =
            [("u.measure.m1.recurring", "1"), ("f.direction-reason", "x"), ("f.nothing", "y"), ("f.direction", "")];
        assert_eq!(
            edit(&sent),
            fields(&[("direction", "", ""), ("direction-reason", "theirs", "x"), ("measure.m1.recurring", "yes", "")])
        );
    }

    #[test]
    fn what_a_script_started_from_goes_before_the_page() {
        let sent = [("f.direction-reason", "x"), ("b.direction-reason", "heard of since")];
        assert_eq!(edit(&sent), fields(&[("direction-reason", "heard of since", "x")]));
    }

    #[test]
    fn a_conflict_stays_one_until_it_is_settled() {
        let sent =
            [("f.direction-reason", "typed"), ("mine.direction-reason", "mine"), ("orig.direction-reason", "old")];
        assert_eq!(edit(&sent), fields(&[("direction-reason", "old", "typed")]));
        for (choice, text) in [("mine", "mine"), ("theirs", "theirs"), ("edit", "typed")] {
            let mut sent = sent.to_vec();
            sent.push(("choose.direction-reason", choice));
            assert_eq!(edit(&sent), fields(&[("direction-reason", "theirs", text)]));
        }
    }

    #[test]
    fn a_row_is_removed_as_a_whole_and_no_other() {
        let sent = [
            ("f.measure.m1.text", "a"),
            ("f.measure.m1.kind", "saving"),
            ("f.measure.m10.text", "b"),
            ("remove", "measure.m1"),
        ];
        assert_eq!(
            edit(&sent),
            fields(&[("measure.m1.kind", "", ""), ("measure.m1.text", "", ""), ("measure.m10.text", "", "b")])
        );
    }
}
