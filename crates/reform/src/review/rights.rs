//! Who writes which field (欄を書く人): the department its answers, each level above its opinion and what it decides.

use std::collections::BTreeSet;

use super::{FieldName, FieldProblem, Fields};
use crate::kinds;
use crate::workflow::Level;

/// Whether a level may write a field, once the sheet lies with it; never a field the form does not have.
pub fn may_write(level: Level, field: &str) -> bool {
    FieldName::parse(field).is_some_and(|name| name.writer() == level)
}

/// Every change from `before` to `after` that this level may not make, by field; the text is the one after.
pub fn find_refused(level: Level, before: &Fields, after: &Fields) -> Vec<FieldProblem> {
    let names: BTreeSet<&str> = before.iter().chain(after.iter()).map(|(name, _)| name).collect();
    let changed = names.into_iter().filter(|name| before.get(name) != after.get(name));
    let refused = changed.filter_map(|name| {
        let kind = match FieldName::parse(name) {
            None => &kinds::FIELD_UNKNOWN,
            Some(known) if known.writer() != level => &kinds::FIELD_OF_ANOTHER_LEVEL,
            Some(_) => return None,
        };
        Some(FieldProblem { field: name.to_owned(), text: after.get(name).unwrap_or_default().to_owned(), kind })
    });
    refused.collect()
}
