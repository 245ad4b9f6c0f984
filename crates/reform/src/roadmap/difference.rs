//! Difference of two versions (新旧の差分): which bars came, went, moved or were reworded, by their ids.

use fiscal::FiscalYear;

use super::{Bar, Roadmap};

/// What leads from one version to another (新旧の差分).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The years before and after.
    pub years: [(FiscalYear, FiscalYear); 2],
    /// Bars only the later version has.
    pub added: Vec<Bar>,
    /// Bars only the earlier version has.
    pub removed: Vec<Bar>,
    /// Bars both have, not alike.
    pub changed: Vec<BarChange>,
}

/// A bar in two versions (帯の変更).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarChange {
    /// As it was.
    pub before: Bar,
    /// As it is.
    pub after: Bar,
}

/// A difference does not belong to the version it is laid on (差分が合わない).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the version has another bar {0} than the difference begins from")]
pub struct DoesNotFit(pub String);

/// What leads from `before` to `after`.
pub fn compare(before: &Roadmap, after: &Roadmap) -> Difference {
    let missing_in = |bars: &[Bar], other: &Roadmap| -> Vec<Bar> {
        bars.iter().filter(|bar| other.bar(&bar.id).is_none()).cloned().collect()
    };
    let changed = before.bars.iter().filter_map(|old| {
        let new = after.bar(&old.id).filter(|new| *new != old)?;
        Some(BarChange { before: old.clone(), after: new.clone() })
    });
    Difference {
        years: [before.years, after.years],
        added: missing_in(&after.bars, before),
        removed: missing_in(&before.bars, after),
        changed: changed.collect(),
    }
}

impl Difference {
    /// Whether the two versions are alike.
    pub fn is_empty(&self) -> bool {
        self.years[0] == self.years[1] && self.count() == 0
    }

    /// How many bars differ.
    pub fn count(&self) -> usize {
        self.added.len() + self.removed.len() + self.changed.len()
    }

    /// The ids of the clusters in which something differs, each once.
    pub fn clusters(&self) -> Vec<&str> {
        let alone = self.added.iter().chain(&self.removed).map(|bar| bar.cluster.as_str());
        let both = self.changed.iter().flat_map(|change| [&change.before.cluster, &change.after.cluster]);
        let mut clusters: Vec<&str> = alone.chain(both.map(String::as_str)).collect();
        clusters.sort_unstable();
        clusters.dedup();
        clusters
    }

    /// The later version, from the earlier one.
    ///
    /// # Errors
    /// When the version given is not the one the difference begins from.
    pub fn apply(&self, before: &Roadmap) -> Result<Roadmap, DoesNotFit> {
        if before.years != self.years[0] {
            return Err(DoesNotFit(String::new()));
        }
        let mut bars = before.bars.clone();
        for gone in &self.removed {
            let place = bars.iter().position(|bar| bar == gone).ok_or_else(|| DoesNotFit(gone.id.clone()))?;
            bars.remove(place);
        }
        for change in &self.changed {
            let place = bars.iter().position(|bar| *bar == change.before);
            bars[place.ok_or_else(|| DoesNotFit(change.before.id.clone()))?] = change.after.clone();
        }
        if let Some(twice) = self.added.iter().find(|new| bars.iter().any(|bar| bar.id == new.id)) {
            return Err(DoesNotFit(twice.id.clone()));
        }
        bars.extend(self.added.iter().cloned());
        Ok(Roadmap::new(self.years[1], bars))
    }
}

impl BarChange {
    /// Whether it stands at another time.
    pub fn is_moved(&self) -> bool {
        self.before.span != self.after.span
    }

    /// Whether it says something else.
    pub fn is_reworded(&self) -> bool {
        (&self.before.text, &self.before.part) != (&self.after.text, &self.after.part)
    }

    /// Whether it stands in another lane or cluster.
    pub fn is_relaid(&self) -> bool {
        (&self.before.cluster, self.before.lane) != (&self.after.cluster, self.after.lane)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::{Basis, Text};
    use crate::roadmap::{Quarter, Span};

    fn years() -> (FiscalYear, FiscalYear) {
        (FiscalYear::new(2023).unwrap(), FiscalYear::new(2026).unwrap())
    }

    fn bar(id: u8, cluster: u8, lane: u8, text: &str, from: i64, quarters: i64, is_read: bool) -> Bar {
        let quarter = |index: i64| Quarter::from_index(2023 * 4 + index).unwrap();
        Bar {
            id: format!("bar-{id}"),
            cluster: format!("cluster-{cluster}"),
            lane,
            part: (lane == 2).then(|| Text::japanese("一部")),
            text: Text::japanese(text),
            span: Span::new(quarter(from), quarter(from + quarters)).unwrap(),
            basis: if is_read { Basis::Read } else { Basis::Published },
            page: None,
        }
    }

    /// Any roadmap of up to twelve bars, whether its lanes are in order or not: differences know no rules.
    fn roadmap() -> impl Strategy<Value = Roadmap> {
        let one = (0_u8..16, 0_u8..3, 1_u8..4, "[あ-う]{1,2}", 0_i64..12, 0_i64..4, any::<bool>());
        proptest::collection::vec(one, 0..12).prop_map(|bars| {
            let mut bars: Vec<Bar> =
                bars.into_iter().map(|(id, c, l, t, f, q, r)| bar(id, c, l, &t, f, q, r)).collect();
            bars.sort_by(|one, other| one.id.cmp(&other.id));
            bars.dedup_by(|one, other| one.id == other.id);
            Roadmap::new(years(), bars)
        })
    }

    proptest! {
        #[test]
        fn a_difference_laid_on_the_earlier_version_gives_the_later(a in roadmap(), b in roadmap()) {
            let difference = compare(&a, &b);
            prop_assert_eq!(difference.apply(&a), Ok(b.clone()));
            prop_assert_eq!(difference.is_empty(), a == b);
            let back = compare(&b, &a);
            prop_assert_eq!((back.added, back.removed), (difference.removed.clone(), difference.added.clone()));
            prop_assert_eq!(back.changed.len(), difference.changed.len());
            // Laid on anything else it says so, rather than make a third version.
            if a != b && !difference.removed.is_empty() {
                prop_assert!(difference.apply(&b).is_err());
            }
        }

        #[test]
        fn a_version_does_not_differ_from_itself(a in roadmap()) {
            prop_assert!(compare(&a, &a).is_empty());
        }
    }

    #[test]
    fn moved_reworded_and_relaid_are_told_apart() {
        let before = Roadmap::new(
            years(),
            vec![bar(1, 1, 1, "あ", 0, 1, true), bar(2, 1, 1, "い", 4, 1, true), bar(3, 1, 1, "う", 8, 1, true)],
        );
        let after = Roadmap::new(
            years(),
            vec![bar(1, 1, 1, "あ", 1, 1, true), bar(2, 1, 1, "え", 4, 1, true), bar(3, 2, 1, "う", 8, 1, true)],
        );
        let difference = compare(&before, &after);
        let told: Vec<[bool; 3]> =
            difference.changed.iter().map(|one| [one.is_moved(), one.is_reworded(), one.is_relaid()]).collect();
        assert_eq!(told, [[true, false, false], [false, true, false], [false, false, true]]);
        assert_eq!(difference.clusters(), ["cluster-1", "cluster-2"]);
        let other = Roadmap::new(years(), vec![bar(1, 1, 1, "ほか", 0, 1, true)]);
        assert_eq!(difference.apply(&other), Err(DoesNotFit("bar-1".into())));
    }
}
