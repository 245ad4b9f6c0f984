//! Comparing the members of a cluster (構成事業の比較): what one unit of output or outcome costs, and who stands where.
//!
//! A place is given only among programs whose outcome is counted in the same unit. A rate (％) says nothing of how many it is
//! a rate of, so programs measured by rates are compared only where the indicator itself is the same.

use std::collections::BTreeMap;

use fiscal::proportion::Rounding;
use fiscal::{Quantity, Yen};

use crate::kpi::Ratio;
use crate::search_text::fold;

/// Units that are rates of something that is not told.
const RATES: [&str; 6] = ["%", "パーセント", "ポイント", "割", "点", "指数"];

/// Where a program stands in cost-effectiveness (費用対効果の順位): 1 is the least cost for a unit of outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its place from 1; equal costs share one.
    pub place: usize,
    /// Among how many, at least two.
    pub among: usize,
}

/// What one unit costs, to the nearest yen (単位コスト); `None` where nothing was produced or it does not fit.
pub fn unit_cost(full_cost: Yen, produced: Quantity) -> Option<Yen> {
    let produced = Ratio::of(produced).filter(|ratio| ratio.is_positive())?;
    let cost = Ratio::new(i128::from(full_cost.0), 1)?.divided_by(produced)?;
    cost.rounded(0, Rounding::Nearest).map(|yen| Yen(yen.units))
}

/// The places of programs given as (indicator, unit, cost of a unit), in the same order; none where nobody else has the
/// same unit, or the unit cost is not known.
pub fn places_by_unit(entries: &[(&str, &str, Option<Yen>)]) -> Vec<Option<Place>> {
    let key = |(name, unit, _): &(&str, &str, Option<Yen>)| {
        let unit = fold(unit);
        let is_rate = unit.is_empty() || RATES.iter().any(|rate| fold(rate) == unit);
        (unit, if is_rate { fold(name) } else { String::new() })
    };
    let mut groups: BTreeMap<(String, String), Vec<Yen>> = BTreeMap::new();
    for entry in entries {
        if let Some(cost) = entry.2 {
            groups.entry(key(entry)).or_default().push(cost);
        }
    }
    let place = |entry: &(&str, &str, Option<Yen>)| {
        let (cost, group) = (entry.2?, groups.get(&key(entry))?);
        let cheaper = group.iter().filter(|other| **other < cost).count();
        (group.len() > 1).then_some(Place { place: cheaper + 1, among: group.len() })
    };
    entries.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_unit_costs_what_it_costs() {
        let quantity = |text: &str| text.parse::<Quantity>().unwrap();
        assert_eq!(unit_cost(Yen(1_000), quantity("3")), Some(Yen(333)));
        assert_eq!(unit_cost(Yen(1_000), quantity("0.8")), Some(Yen(1_250)));
        assert_eq!(unit_cost(Yen(5), quantity("2")), Some(Yen(3)));
        assert_eq!(unit_cost(Yen(1_000), quantity("0")), None);
        assert_eq!(unit_cost(Yen(1_000), quantity("-4")), None);
    }

    #[test]
    fn only_the_same_unit_is_ranked() {
        let yen = |yen| Some(Yen(yen));
        let entries = [
            ("利用者数", "人", yen(300)),
            ("参加者数", "人", yen(100)),
            ("件数", "件", yen(5)),
            ("満足度", "％", yen(9)),
            ("達成率", "％", yen(8)),
            ("満足度", "%", yen(9)),
            ("利用者数", "人", None),
        ];
        let places: Vec<Option<(usize, usize)>> =
            places_by_unit(&entries).into_iter().map(|place| place.map(|place| (place.place, place.among))).collect();
        assert_eq!(places, [Some((2, 2)), Some((1, 2)), None, Some((1, 2)), None, Some((1, 2)), None]);
    }

    proptest! {
        #[test]
        fn a_lower_cost_never_stands_behind(costs in prop::collection::vec(prop::option::of(0..1_000i64), 0..20)) {
            let entries: Vec<(&str, &str, Option<Yen>)> =
                costs.iter().map(|cost| ("利用者数", "人", cost.map(Yen))).collect();
            let places = places_by_unit(&entries);
            let known = costs.iter().flatten().count();
            for (cost, place) in costs.iter().zip(&places) {
                prop_assert_eq!(place.is_some(), cost.is_some() && known > 1);
                for (other, behind) in costs.iter().zip(&places) {
                    if let (Some(cost), Some(other), Some(place), Some(behind)) = (cost, other, place, behind) {
                        prop_assert_eq!(cost.cmp(other), place.place.cmp(&behind.place));
                    }
                }
            }
        }
    }
}
