//! The list's filter as it stands in the address bar (絞り込み).

use app::{Direction, FiscalYear, FundingSource, ProgramQuery, Sort};
use axum::extract::Query;
use serde::Deserialize;

/// The query part of `/programs`; every field may be absent or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Words to search for.
    pub q: String,
    /// The fiscal year whose money is shown.
    pub year: String,
    /// The number of a department; all below it are included.
    pub department: String,
    /// A funding source that pays something.
    pub funding: String,
    /// A direction.
    pub direction: String,
    /// 会計.
    pub account: String,
    /// 款.
    pub kan: String,
    /// The number of a policy; all below it are included.
    pub policy: String,
    /// `1`: only programs whose sources do not add up.
    pub discrepancy: String,
    /// What to sort by.
    pub sort: String,
    /// `asc` or `desc`.
    pub order: String,
    /// The page, from 1.
    pub page: String,
    /// How many a page (API).
    pub per_page: String,
}

/// A value of the query that means nothing here.
#[derive(Debug, PartialEq, Eq)]
pub struct FilterError {
    /// The field's name in the address.
    pub field: &'static str,
    /// The value given.
    pub value: String,
}

/// How many programs a page of the list has.
pub const PER_PAGE: i64 = 50;
/// The most the API gives at once.
pub const MAX_PER_PAGE: i64 = 500;
/// The longest search text used; the rest is ignored, as no name is longer.
pub const MAX_SEARCH_CHARS: usize = 100;

impl ListQuery {
    /// The filter for the inventory, and the values that were left out because they mean nothing.
    pub fn to_program_query(&self) -> (ProgramQuery, Vec<FilterError>) {
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
        let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number > 0);
        let words = |text: &str| Some(text.chars().take(MAX_SEARCH_CHARS).collect::<String>());
        let sort = field!(sort, Sort::from_word).unwrap_or_default();
        let query = ProgramQuery {
            text: field!(q, words).unwrap_or_default(),
            year: field!(year, |text: &str| text.parse().ok().and_then(|year| FiscalYear::new(year).ok())),
            department: field!(department, number),
            funding: field!(funding, FundingSource::from_word),
            direction: field!(direction, Direction::from_word),
            account: field!(account, words),
            kan: field!(kan, words),
            policy: field!(policy, number),
            has_discrepancy: field!(discrepancy, |text: &str| (text == "1").then_some(true)).unwrap_or_default(),
            sort,
            descending: match self.order.trim() {
                "desc" => true,
                "asc" => false,
                _ => matches!(sort, Sort::Cost | Sort::GeneralFund),
            },
            page: field!(page, number).unwrap_or(1),
            per_page: field!(per_page, number).unwrap_or(PER_PAGE).min(MAX_PER_PAGE),
        };
        (query, errors)
    }

    /// The address of the list with this query; empty fields are left out, so that an address is short and stable.
    pub fn address(&self, path: &str) -> String {
        let fields = [
            ("q", &self.q),
            ("year", &self.year),
            ("department", &self.department),
            ("funding", &self.funding),
            ("direction", &self.direction),
            ("account", &self.account),
            ("kan", &self.kan),
            ("policy", &self.policy),
            ("discrepancy", &self.discrepancy),
            ("sort", &self.sort),
            ("order", &self.order),
            ("page", &self.page),
            ("per_page", &self.per_page),
        ];
        let query: Vec<String> = fields
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .filter(|(name, value)| *name != "page" || value.as_str() != "1")
            .map(|(name, value)| format!("{name}={}", encode(value.trim())))
            .collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// The list with this query part of an address; `None` when it is not one.
    pub fn from_query(query: &str) -> Option<ListQuery> {
        let uri: axum::http::Uri = format!("/programs?{query}").parse().ok()?;
        Query::try_from_uri(&uri).ok().map(|Query(list)| list)
    }

    /// The same list without one of its conditions, from its first page.
    pub fn without(&self, field: &str) -> ListQuery {
        let mut other = ListQuery { page: String::new(), ..self.clone() };
        match field {
            "q" => other.q.clear(),
            "year" => other.year.clear(),
            "department" => other.department.clear(),
            "funding" => other.funding.clear(),
            "direction" => other.direction.clear(),
            "account" => other.account.clear(),
            "kan" => other.kan.clear(),
            "policy" => other.policy.clear(),
            "discrepancy" => other.discrepancy.clear(),
            _ => {}
        }
        other
    }
}

/// Percent-encodes a value for the query of an address.
pub fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_mean_nothing_are_left_out_and_named() {
        let list =
            ListQuery { year: "千年".into(), page: "0".into(), funding: "national".into(), ..ListQuery::default() };
        let (query, errors) = list.to_program_query();
        assert_eq!((query.year, query.page, query.funding), (None, 1, Some(FundingSource::National)));
        let fields: Vec<&str> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, ["year", "page"]);
    }

    #[test]
    fn the_address_holds_the_state_and_nothing_else() {
        let list = ListQuery { q: "防災 a&b".into(), page: "1".into(), sort: "cost".into(), ..ListQuery::default() };
        assert_eq!(list.address("/programs"), "/programs?q=%E9%98%B2%E7%81%BD%20a%26b&sort=cost");
        assert_eq!(ListQuery::default().address("/programs"), "/programs");
        assert_eq!(list.without("q").address("/programs"), "/programs?sort=cost");
    }

    #[test]
    fn money_is_sorted_from_the_largest_unless_asked_otherwise() {
        let sorted = |sort: &str, order: &str| {
            ListQuery { sort: sort.into(), order: order.into(), ..ListQuery::default() }.to_program_query().0.descending
        };
        assert!(sorted("cost", ""));
        assert!(!sorted("cost", "asc"));
        assert!(!sorted("name", ""));
    }
}
