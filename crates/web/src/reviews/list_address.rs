//! The filter of the list of sheets as it stands in the address bar (絞り込み).

use app::review::{DepartmentFilter, SheetQuery, SheetSort, Standing};
use axum::extract::Query;
use reform::program::Direction;
use reform::workflow::Level;
use serde::Deserialize;

use crate::programs::{FilterError, MAX_SEARCH_CHARS, encode};

/// The query part of `/reviews/{year}/sheets`; every field may be absent or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ListAddress {
    /// Words of the program's name, or its number.
    pub q: String,
    /// The number of a department, or `none`.
    pub department: String,
    /// `0`: not what lies below the department.
    pub below: String,
    /// A state or a column of the board.
    pub state: String,
    /// The level it lies with.
    pub level: String,
    /// `1`: only what is late.
    pub late: String,
    /// A direction, or `none`.
    pub direction: String,
    /// `1`: only with open comments.
    pub comments: String,
    /// `1`: only what lies with whoever asks.
    pub mine: String,
    /// What to sort by.
    pub sort: String,
    /// `asc` or `desc`.
    pub order: String,
    /// The page, from 1.
    pub page: String,
}

/// The conditions, each of which can be taken off alone.
pub const CONDITIONS: [&str; 8] = ["q", "department", "state", "level", "late", "direction", "comments", "mine"];

impl ListAddress {
    /// The query, and the values that were left out because they mean nothing.
    pub fn to_query(&self) -> (SheetQuery, Vec<FilterError>) {
        let mut errors = Vec::new();
        let mut wrong =
            |field, value: &str| errors.push(FilterError { field, value: value.chars().take(40).collect() });
        macro_rules! field {
            ($field:ident, $read:expr) => {
                match self.$field.trim() {
                    "" => None,
                    text => {
                        let value = $read(text);
                        if value.is_none() {
                            wrong(stringify!($field), text);
                        }
                        value
                    }
                }
            };
        }
        let flag = |text: &str| (text == "1").then_some(true);
        let alone = self.below.trim() == "0";
        let department = |text: &str| match text {
            "none" => Some(DepartmentFilter::Without),
            text => text.parse::<i64>().ok().filter(|id| *id > 0).map(|id| match alone {
                true => DepartmentFilter::Alone(id),
                false => DepartmentFilter::WithBelow(id),
            }),
        };
        let direction = |text: &str| match text {
            "none" => Some(None),
            text => Direction::from_word(text).map(Some),
        };
        let query = SheetQuery {
            text: self.q.trim().chars().take(MAX_SEARCH_CHARS).collect(),
            department: field!(department, department),
            standing: field!(state, Standing::from_word),
            level: field!(level, Level::from_word),
            only_late: field!(late, flag).unwrap_or_default(),
            direction: field!(direction, direction),
            has_open_threads: field!(comments, flag).unwrap_or_default(),
            only_mine: field!(mine, flag).unwrap_or_default(),
            sort: field!(sort, SheetSort::from_word).unwrap_or_default(),
            descending: self.order.trim() == "desc",
            page: field!(page, |text: &str| text.parse::<usize>().ok().filter(|page| *page > 0)).unwrap_or(1),
        };
        (query, errors)
    }

    /// The address with this query; empty fields are left out, so that an address is short and stable.
    pub fn address(&self, path: &str) -> String {
        let query = self.query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The query part alone.
    pub fn query(&self) -> String {
        let fields = [
            ("q", &self.q),
            ("department", &self.department),
            ("below", &self.below),
            ("state", &self.state),
            ("level", &self.level),
            ("late", &self.late),
            ("direction", &self.direction),
            ("comments", &self.comments),
            ("mine", &self.mine),
            ("sort", &self.sort),
            ("order", &self.order),
            ("page", &self.page),
        ];
        let query: Vec<String> = fields
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .filter(|(name, value)| *name != "page" || value.as_str() != "1")
            .map(|(name, value)| format!("{name}={}", encode(value.trim())))
            .collect();
        query.join("&")
    }

    /// The list with this query part of an address; `None` when it is not one.
    pub fn from_query(query: &str) -> Option<ListAddress> {
        let uri: axum::http::Uri = format!("/sheets?{query}").parse().ok()?;
        Query::try_from_uri(&uri).ok().map(|Query(list)| list)
    }

    /// The same list without one of its conditions, from its first page.
    pub fn without(&self, field: &str) -> ListAddress {
        let mut other = ListAddress { page: String::new(), ..self.clone() };
        match field {
            "q" => other.q.clear(),
            "department" => {
                other.department.clear();
                other.below.clear();
            }
            "state" => other.state.clear(),
            "level" => other.level.clear(),
            "late" => other.late.clear(),
            "direction" => other.direction.clear(),
            "comments" => other.comments.clear(),
            "mine" => other.mine.clear(),
            _ => {}
        }
        other
    }
}

#[cfg(test)]
mod tests {
    use reform::workflow::{Column, State};

    use super::*;

    #[test]
    fn a_state_or_a_column_is_meant_by_its_word() {
        let standing =
            |state: &str| ListAddress { state: state.into(), ..ListAddress::default() }.to_query().0.standing;
        assert_eq!(standing("draft"), Some(Standing::State(State::Draft)));
        assert_eq!(standing("done"), Some(Standing::Column(Column::Done)));
        assert_eq!(standing("checking"), Some(Standing::Column(Column::Checking)));
        assert_eq!(standing("x"), None);
    }

    #[test]
    fn what_means_nothing_is_left_out_and_named() {
        let list = ListAddress {
            department: "-1".into(),
            late: "yes".into(),
            level: "mayor".into(),
            page: "0".into(),
            direction: "none".into(),
            ..ListAddress::default()
        };
        let (query, errors) = list.to_query();
        assert_eq!((query.department, query.only_late, query.level, query.page), (None, false, None, 1));
        assert_eq!(query.direction, Some(None));
        let fields: Vec<&str> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, ["department", "level", "late", "page"]);
    }

    #[test]
    fn the_address_is_read_back_as_it_was_written() {
        let list = ListAddress {
            q: "防災 a&b".into(),
            department: "12".into(),
            below: "0".into(),
            page: "1".into(),
            ..ListAddress::default()
        };
        let query = list.query();
        assert_eq!(query, "q=%E9%98%B2%E7%81%BD%20a%26b&department=12&below=0");
        let again = ListAddress::from_query(&query).unwrap();
        assert_eq!(again.to_query().0.department, Some(DepartmentFilter::Alone(12)));
        assert_eq!(
            (again.q.as_str(), again.without("department").query()),
            ("防災 a&b", "q=%E9%98%B2%E7%81%BD%20a%26b".into())
        );
    }
}
