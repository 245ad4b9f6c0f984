//! What reading a folder found: problems, and which ids exist and are referred to (指摘と参照の帳面).

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use reform::{Place, Problem, ProblemKind, Severity};

use super::kinds::{DUPLICATE_ID, UNKNOWN_REFERENCE};

/// What an id belongs to (id の種類); two kinds may use the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum IdKind {
    Document,
    Principle,
    Strategy,
    Viewpoint,
    Category,
    Cluster,
    FigureGroup,
    Figure,
    /// A figure that leads; none leads twice.
    Headline,
    Body,
    Meeting,
    Term,
    /// How a term is written; the same words cannot mean two terms.
    Mark,
    City,
    Exhibit,
    Theme,
    Initiative,
    /// An entry of a list of a parameter file, by the list's name.
    Parameter(&'static str),
}

/// The notebook that every reader of a folder writes into.
#[derive(Default)]
pub(crate) struct Findings {
    problems: RefCell<Vec<Problem>>,
    ids: RefCell<HashMap<(IdKind, String), u32>>,
    references: RefCell<Vec<(IdKind, String, Place)>>,
}

impl Findings {
    /// Notes a problem.
    pub(crate) fn report(&self, kind: &'static ProblemKind, place: Place, excerpt: impl AsRef<str>) {
        self.problems.borrow_mut().push(Problem::new(kind, place, excerpt));
    }

    /// Whether an error was noted in this file; what was read of it then holds stand-ins.
    pub(crate) fn has_errors_in(&self, file: &str) -> bool {
        let severe = |problem: &Problem| problem.kind.severity > Severity::Warning && problem.place.file == file;
        self.problems.borrow().iter().any(severe)
    }

    /// Notes that an id is taken; a second taker is a problem that names the line of the first.
    pub(crate) fn take_id(&self, kind: IdKind, id: &str, place: Place) {
        let line = place.row.unwrap_or(1);
        let first = self.ids.borrow().get(&(kind, id.to_owned())).copied();
        match first {
            Some(first) => self.report(&DUPLICATE_ID, place, format!("{id}（{first}行目と同じ / as on line {first}）")),
            None => drop(self.ids.borrow_mut().insert((kind, id.to_owned()), line)),
        }
    }

    /// Notes that something refers to an id; whether it exists is known when all files have been read.
    pub(crate) fn refer_to(&self, kind: IdKind, id: &str, place: Place) {
        self.references.borrow_mut().push((kind, id.to_owned(), place));
    }

    /// All problems, those of references included, in the order of `files` and then of lines; and whether any of them
    /// keeps the plan from being used. References into a kind that could not be read are not judged.
    pub(crate) fn close(self, files: &[&str], unread: &HashSet<IdKind>) -> (Vec<Problem>, bool) {
        for (kind, id, place) in self.references.take() {
            if !unread.contains(&kind) && !self.ids.borrow().contains_key(&(kind, id.clone())) {
                // A code that is near another city's code is no hint.
                let known: Vec<String> = match kind {
                    IdKind::City => Vec::new(),
                    _ => {
                        self.ids.borrow().keys().filter(|(other, _)| *other == kind).map(|(_, id)| id.clone()).collect()
                    }
                };
                let excerpt = with_suggestion(&id, known.iter().map(String::as_str));
                self.report(&UNKNOWN_REFERENCE, place, excerpt);
            }
        }
        let mut problems = self.problems.take();
        let order = |problem: &Problem| {
            let file = files.iter().position(|file| *file == problem.place.file).unwrap_or(files.len());
            (file, problem.place.file.clone(), problem.place.row, problem.kind.code, problem.place.column.clone())
        };
        problems.sort_by_cached_key(order);
        let broken = problems.iter().any(|problem| problem.kind.severity > Severity::Warning);
        (problems, broken)
    }
}

/// `nmae_ja → name_ja?` when one of the known words is near, else the word alone.
pub(crate) fn with_suggestion<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(word, known) {
        Some(other) => format!("{word} → {other}?"),
        None => word.to_owned(),
    }
}

/// The known word that is nearest, when at most half of its letters differ.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distances = known.map(|other| (edit_distance(word, other), other));
    let near = distances.filter(|(distance, other)| distance * 2 <= word.chars().count().max(other.chars().count()));
    near.min().map(|(_, other)| other)
}

/// How many letters must be put in, taken out or replaced (Levenshtein).
fn edit_distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.chars().take(80).enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_near_words() {
        assert_eq!(with_suggestion("nmae_ja", ["name_ja", "name_en"].into_iter()), "nmae_ja → name_ja?");
        assert_eq!(with_suggestion("titel", ["title", "source"].into_iter()), "titel → title?");
        assert_eq!(with_suggestion("zzz", ["name_ja"].into_iter()), "zzz");
        assert_eq!((edit_distance("kitten", "sitting"), edit_distance("", "abc")), (3, 3));
    }
}
