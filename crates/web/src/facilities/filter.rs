//! The list's filter as it stands in the address bar (絞り込み).

use app::FiscalYear;
use app::facilities::{FacilityKind, FacilityQuery, FacilitySort};
use serde::Deserialize;

use crate::programs::encode;

/// The query part of `/facilities`; every field may be absent or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Words to search for.
    pub q: String,
    /// A kind.
    pub kind: String,
    /// The least floor area in square metres.
    pub area_from: String,
    /// The most.
    pub area_to: String,
    /// The first year built.
    pub built_from: String,
    /// The last.
    pub built_to: String,
    /// `1`: only parts of other buildings.
    pub inside: String,
    /// What to sort by.
    pub sort: String,
    /// `asc` or `desc`.
    pub order: String,
    /// The page, from 1.
    pub page: String,
    /// How many a page (API).
    pub per_page: String,
}

/// How many facilities a page of the list has.
const PER_PAGE: i64 = 50;
/// The most the API gives at once.
const MAX_PER_PAGE: i64 = 500;
/// The longest search text used.
const MAX_SEARCH_CHARS: usize = 100;

impl ListQuery {
    /// The filter, and the fields with values that were left out because they mean nothing.
    pub fn to_query(&self) -> (FacilityQuery, Vec<(&'static str, String)>) {
        let mut errors = Vec::new();
        fn read<T>(
            errors: &mut Vec<(&'static str, String)>,
            field: &'static str,
            text: &str,
            read: impl Fn(&str) -> Option<T>,
        ) -> Option<T> {
            let text = text.trim();
            if text.is_empty() {
                return None;
            }
            let value = read(text);
            if value.is_none() {
                errors.push((field, text.chars().take(40).collect()));
            }
            value
        }
        let year = |text: &str| text.parse().ok().and_then(|year| FiscalYear::new(year).ok());
        let number = |text: &str| text.parse().ok().filter(|number: &i64| *number > 0);
        let sort = read(&mut errors, "sort", &self.sort, FacilitySort::from_word).unwrap_or_default();
        let query = FacilityQuery {
            text: self.q.trim().chars().take(MAX_SEARCH_CHARS).collect(),
            kind: read(&mut errors, "kind", &self.kind, FacilityKind::from_word),
            area_from: read(&mut errors, "area_from", &self.area_from, area),
            area_to: read(&mut errors, "area_to", &self.area_to, area),
            built_from: read(&mut errors, "built_from", &self.built_from, year),
            built_to: read(&mut errors, "built_to", &self.built_to, year),
            is_inside: read(&mut errors, "inside", &self.inside, |text| (text == "1").then_some(true)).is_some(),
            sort,
            descending: read(&mut errors, "order", &self.order, |text| match text {
                "desc" => Some(true),
                "asc" => Some(false),
                _ => None,
            })
            .unwrap_or_else(|| is_descending_first(sort)),
            page: read(&mut errors, "page", &self.page, number).unwrap_or(1),
            per_page: read(&mut errors, "per_page", &self.per_page, number).unwrap_or(PER_PAGE).min(MAX_PER_PAGE),
        };
        (query, errors)
    }

    /// The fields that hold something, by name.
    pub fn pairs(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<(&'static str, String)> {
        let fields = [
            ("q", &self.q),
            ("kind", &self.kind),
            ("area_from", &self.area_from),
            ("area_to", &self.area_to),
            ("built_from", &self.built_from),
            ("built_to", &self.built_to),
            ("inside", &self.inside),
            ("sort", &self.sort),
            ("order", &self.order),
            ("page", &self.page),
            ("per_page", &self.per_page),
        ];
        let held = fields.into_iter().map(|(name, value)| (name, value.trim()));
        let held = held.filter(|(name, value)| !value.is_empty() && (*name != "page" || *value != "1"));
        held.filter(|(name, _)| is_wanted(name)).map(|(name, value)| (name, value.to_owned())).collect()
    }

    /// The address with this query; empty fields are left out.
    pub fn address(&self, path: &str) -> String {
        let query: Vec<String> =
            self.pairs(|_| true).into_iter().map(|(name, value)| format!("{name}={}", encode(&value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// The same list without one of its conditions, from its first page.
    pub fn without(&self, field: &str) -> ListQuery {
        let mut other = ListQuery { page: String::new(), ..self.clone() };
        match field {
            "q" => other.q.clear(),
            "kind" => other.kind.clear(),
            "area_from" => other.area_from.clear(),
            "area_to" => other.area_to.clear(),
            "built_from" => other.built_from.clear(),
            "built_to" => other.built_to.clear(),
            "inside" => other.inside.clear(),
            _ => {}
        }
        other
    }
}

/// Areas and costs begin with the largest; years with the oldest, names and kinds with the first.
pub fn is_descending_first(sort: FacilitySort) -> bool {
    matches!(sort, FacilitySort::Area | FacilitySort::Cost)
}

/// Square metres with at most two decimals, in hundredths.
fn area(text: &str) -> Option<i64> {
    let number: fiscal::Quantity = text.replace(',', "").parse().ok()?;
    let missing = 2_u32.checked_sub(u32::from(number.decimals))?;
    number.units.checked_mul(10_i64.pow(missing)).filter(|area| *area >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_mean_nothing_are_left_out_and_named() {
        let list = ListQuery {
            kind: "harbour".into(),
            area_from: "1,000.5".into(),
            area_to: "-1".into(),
            built_from: "1981".into(),
            built_to: "むかし".into(),
            inside: "2".into(),
            order: "up".into(),
            page: "0".into(),
            per_page: "-1".into(),
            ..ListQuery::default()
        };
        let (query, errors) = list.to_query();
        assert_eq!((query.area_from, query.area_to, query.kind), (Some(100_050), None, None));
        assert_eq!((query.built_from, query.is_inside, query.page), (FiscalYear::new(1981).ok(), false, 1));
        let fields: Vec<&str> = errors.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["kind", "area_to", "built_to", "inside", "order", "page", "per_page"]);
    }

    #[test]
    fn the_address_holds_the_state_and_nothing_else() {
        let list = ListQuery { q: "小学校".into(), kind: "school".into(), page: "1".into(), ..ListQuery::default() };
        assert_eq!(list.address("/facilities"), "/facilities?q=%E5%B0%8F%E5%AD%A6%E6%A0%A1&kind=school");
        assert_eq!(list.without("q").address("/facilities.csv"), "/facilities.csv?kind=school");
    }
}
