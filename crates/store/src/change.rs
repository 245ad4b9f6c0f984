//! Changes (変更点): which fields of a sheet differ, before and after, as they stand in the audit.

use crate::FieldChange;
use crate::digest::sources;
use reform::program::{DirectionGiven, ProgramSheet};
use std::collections::BTreeMap;

/// The names of the funding sources in field paths.
const SOURCES: [&str; 5] = ["national", "prefectural", "bonds", "other", "general"];

/// Every field that differs, in the order of their paths.
pub(crate) fn changes(before: &ProgramSheet, after: &ProgramSheet) -> Vec<FieldChange> {
    let (mut before, mut after) = (fields(before), fields(after));
    let paths: Vec<String> =
        before.keys().chain(after.keys().filter(|path| !before.contains_key(*path))).cloned().collect();
    let mut changes: Vec<FieldChange> = paths
        .into_iter()
        .map(|field| FieldChange {
            before: before.remove(&field).unwrap_or_default(),
            after: after.remove(&field).unwrap_or_default(),
            field,
        })
        .filter(|change| change.before != change.after)
        .collect();
    changes.sort_by(|a, b| a.field.cmp(&b.field));
    changes
}

/// The sheet as paths and texts. What may repeat is told apart by year, stage and name, not by its place, so that a
/// line added in front does not make all others look changed; true repeats are numbered.
fn fields(sheet: &ProgramSheet) -> BTreeMap<String, String> {
    let mut out = Paths(BTreeMap::new());
    out.put("name".into(), &sheet.name);
    out.put("department".into(), sheet.department.join(" › "));
    out.put("policy".into(), sheet.policy.join(" › "));
    out.put("legal_basis".into(), &sheet.legal_basis);
    out.put("obligation".into(), sheet.obligation.map_or("", |obligation| obligation.word()));
    out.put("summary".into(), &sheet.summary);
    out.put("logic.means".into(), &sheet.logic.means);
    out.put("logic.target".into(), &sheet.logic.target);
    out.put("logic.intent".into(), &sheet.logic.intent);
    out.put("logic.result".into(), &sheet.logic.result);
    out.put("start_year".into(), text(sheet.start_year.map(|year| year.start())));
    out.put("end_year".into(), text(sheet.end_year.map(|year| year.start())));
    if let Some(DirectionGiven { direction, words }) = &sheet.direction {
        out.put("direction".into(), direction.map_or("", |direction| direction.word()));
        out.put("direction.words".into(), words);
    }
    for (index, line) in sheet.budget_lines.iter().enumerate() {
        let codes = [&line.account, &line.kan, &line.kou, &line.moku, &line.program];
        out.put(format!("budget_line[{}]", index + 1), codes.map(String::as_str).join("-"));
    }
    for line in &sheet.money {
        let path = out.fresh(format!("money[{} {}]", line.fiscal_year.start(), line.stage.word()), ".cost");
        out.put(format!("{path}.cost"), line.cost.0.to_string());
        for (name, source) in SOURCES.iter().zip(sources(&line.funding)) {
            out.put(format!("{path}.{name}"), text(source.map(|yen| yen.0)));
        }
    }
    for staff in &sheet.staff {
        let path = out.fresh(format!("staff[{}]", staff.fiscal_year.start()), "");
        out.put(path.clone(), "·");
        out.put(format!("{path}.persons"), text(staff.persons));
        out.put(format!("{path}.hours"), text(staff.hours));
        out.put(format!("{path}.cost"), text(staff.cost.map(|yen| yen.0)));
    }
    for indicator in &sheet.indicators {
        let path =
            out.fresh(format!("indicator[{} {}{}]", indicator.kind.word(), indicator.mark, indicator.name), ".unit");
        out.put(format!("{path}.unit"), if indicator.unit.is_empty() { "·" } else { &indicator.unit });
        for value in &indicator.values {
            let path = out.fresh(format!("{path}[{}]", value.fiscal_year.start()), "");
            let (target, actual) = (text(value.target), text(value.actual));
            out.put(path.clone(), "·");
            out.put(format!("{path}.target"), target);
            out.put(format!("{path}.actual"), actual);
        }
    }
    for answer in &sheet.answers {
        let path = out.fresh(format!("answer[{}]", answer.question), ".judgement");
        out.put(format!("{path}.judgement"), if answer.judgement.is_empty() { "·" } else { &answer.judgement });
        out.put(format!("{path}.reason"), &answer.reason);
    }
    for note in &sheet.notes {
        let path = out.fresh(format!("note[{}]", note.heading), "");
        out.put(path, if note.text.is_empty() { "·" } else { &note.text });
    }
    out.0
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

struct Paths(BTreeMap<String, String>);

impl Paths {
    fn put(&mut self, path: String, value: impl Into<String>) {
        self.0.insert(path, value.into());
    }

    /// The path, with a number behind it when `path + mark` is taken.
    fn fresh(&self, path: String, mark: &str) -> String {
        if !self.0.contains_key(&format!("{path}{mark}")) {
            return path;
        }
        let mut number = 2;
        while self.0.contains_key(&format!("{path}#{number}{mark}")) {
            number += 1;
        }
        format!("{path}#{number}")
    }
}

/// The changes as audit text: `field<TAB>before<TAB>after`, one a line.
pub(crate) fn to_lines(changes: &[FieldChange]) -> String {
    let lines: Vec<String> = changes
        .iter()
        .map(|change| [&change.field, &change.before, &change.after].map(|part| escape(part)).join("\t"))
        .collect();
    lines.join("\n")
}

/// Reads [`to_lines`] back; lines of another shape are left out.
pub(crate) fn from_lines(detail: &str) -> Vec<FieldChange> {
    let change = |line: &str| {
        let mut parts = line.split('\t').map(unescape);
        let change = FieldChange { field: parts.next()?, before: parts.next()?, after: parts.next()? };
        parts.next().is_none().then_some(change)
    };
    detail.lines().filter_map(change).collect()
}

/// Tabs and line ends as `\t`, `\n`, `\r`.
pub(crate) fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

/// The text behind [`escape`].
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_read_back(parts in proptest::collection::vec(("[a-z.]{1,8}", "[あ\t\n\r\\\\a ]{0,8}", "[あ\t\n\\\\t ]{0,8}"), 0..5)) {
            let changes: Vec<FieldChange> =
                parts.into_iter().map(|(field, before, after)| FieldChange { field, before, after }).collect();
            prop_assert_eq!(from_lines(&to_lines(&changes)), changes);
        }
    }
}
