//! The list's filter as it stands in the address bar (絞り込み).

use app::overlaps::{DepartmentFilter, OverlapQuery, PairState, StateFilter};
use serde::Deserialize;

use crate::programs::{MAX_SEARCH_CHARS, encode};

/// The query part of `/overlaps`; every field may be absent or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Words in names and numbers.
    pub q: String,
    /// `same`, `different`, `different-bureau`.
    pub department: String,
    /// `all` or a state; empty is what waits for a decision.
    pub state: String,
    /// A cluster's id.
    pub cluster: String,
    /// A program's id.
    pub program: String,
    /// The page, from 1.
    pub page: String,
}

/// The words of the filter by department.
pub const DEPARTMENTS: [(&str, DepartmentFilter, &str, &str); 3] = [
    ("same", DepartmentFilter::Same, "同じ所管の中", "within one department"),
    ("different", DepartmentFilter::Different, "所管の異なる組", "of different departments"),
    ("different-bureau", DepartmentFilter::DifferentBureau, "局の異なる組", "of different bureaux"),
];

impl ListQuery {
    /// The filter, and the fields with values that were left out because they mean nothing.
    pub fn to_query(&self) -> (OverlapQuery, Vec<(&'static str, String)>) {
        let mut errors = Vec::new();
        let mut left_out = |field, value: &str| errors.push((field, value.chars().take(40).collect()));
        let department = match self.department.trim() {
            "" => DepartmentFilter::Any,
            word => match DEPARTMENTS.iter().find(|(known, ..)| *known == word) {
                Some((_, filter, ..)) => *filter,
                None => {
                    left_out("department", word);
                    DepartmentFilter::Any
                }
            },
        };
        let state = match self.state.trim() {
            "" => StateFilter::Waiting,
            "all" => StateFilter::All,
            word => PairState::from_word(word).map_or_else(
                || {
                    left_out("state", word);
                    StateFilter::Waiting
                },
                StateFilter::Only,
            ),
        };
        let mut number = |field, text: &str| -> Option<i64> {
            let text = text.trim();
            let value = text.parse().ok().filter(|number: &i64| *number > 0);
            if value.is_none() && !text.is_empty() {
                left_out(field, text);
            }
            value
        };
        let program = number("program", &self.program);
        let page = number("page", &self.page).and_then(|page| usize::try_from(page).ok()).unwrap_or(1);
        let cluster = self.cluster.trim();
        let query = OverlapQuery {
            text: self.q.trim().chars().take(MAX_SEARCH_CHARS).collect(),
            department,
            state,
            cluster: (!cluster.is_empty()).then(|| cluster.chars().take(100).collect()),
            program,
            page,
        };
        (query, errors)
    }

    /// The fields that are set, in the order of the address.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("q", self.q.as_str()),
            ("department", &self.department),
            ("state", &self.state),
            ("cluster", &self.cluster),
            ("program", &self.program),
            ("page", &self.page),
        ];
        all.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect()
    }

    /// The address of this list under a path.
    pub fn address(&self, path: &str) -> String {
        let pairs: Vec<String> =
            self.pairs().iter().map(|(name, value)| format!("{name}={}", encode(value.trim()))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// The same list, from its first page, without a field.
    pub fn without(&self, field: &str) -> ListQuery {
        let mut query = ListQuery { page: String::new(), ..self.clone() };
        match field {
            "q" => query.q.clear(),
            "department" => query.department.clear(),
            "state" => query.state.clear(),
            "cluster" => query.cluster.clear(),
            "program" => query.program.clear(),
            _ => {}
        }
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_is_left_out_and_told() {
        let list = ListQuery {
            department: "far".into(),
            state: "lost".into(),
            program: "-3".into(),
            page: "x".into(),
            ..ListQuery::default()
        };
        let (query, errors) = list.to_query();
        assert_eq!(query, OverlapQuery { page: 1, ..OverlapQuery::default() });
        assert_eq!(
            errors.iter().map(|(field, _)| *field).collect::<Vec<_>>(),
            ["department", "state", "program", "page"]
        );
    }

    #[test]
    fn an_address_reads_back() {
        let list = ListQuery { q: "見守り &".into(), state: "all".into(), page: "2".into(), ..ListQuery::default() };
        assert_eq!(list.address("/overlaps"), "/overlaps?q=%E8%A6%8B%E5%AE%88%E3%82%8A%20%26&state=all&page=2");
        assert_eq!(list.without("q").address("/overlaps"), "/overlaps?state=all");
        assert_eq!(list.to_query().0.state, StateFilter::All);
    }
}
