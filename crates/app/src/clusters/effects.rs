//! Effects of the review by cluster (クラスター別の見直し効果額): each measure's effect divided like the money, counted once.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use fiscal::money::MoneyOverflow;
use reform::Amounts;
use reform::cluster::{Members, split};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor};

/// The effects of a year's review over all clusters (見直し効果額の一回計上).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectsOnce {
    /// The year of the review.
    pub year: Option<FiscalYear>,
    /// Each cluster that has an effect.
    pub by_cluster: BTreeMap<String, ClusterEffects>,
    /// The programs in no cluster.
    pub outside: ClusterEffects,
    /// Every measure, counted before any was divided.
    pub all: ClusterEffects,
    /// Sheets the actor may not read, whose effects are in none of these.
    pub hidden: usize,
}

/// Effects in a full year as they are known now (効果額).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClusterEffects {
    /// Of all measures.
    pub all: Amounts,
    /// Of those on sheets the headquarters has decided.
    pub decided: Amounts,
    /// How many measures have a part in it.
    pub measures: usize,
}

impl ClusterEffects {
    fn add(&mut self, size: Amounts, is_decided: bool) -> Result<(), MoneyOverflow> {
        self.all = self.all.checked_add(size)?;
        if is_decided {
            self.decided = self.decided.checked_add(size)?;
        }
        self.measures += 1;
        Ok(())
    }
}

impl EffectsOnce {
    /// Whether clusters and the rest are what all measures come to, in cost and in general funds.
    pub fn is_balanced(&self) -> bool {
        let sum = |part: fn(&ClusterEffects) -> Amounts| {
            Amounts::checked_sum(self.by_cluster.values().chain([&self.outside]).map(part))
        };
        sum(|effects| effects.all) == Ok(self.all.all) && sum(|effects| effects.decided) == Ok(self.all.decided)
    }
}

impl App {
    /// The effects of the latest review that the actor may see, divided over clusters; `None` where there is no review or
    /// the actor may not see reviews.
    pub(super) async fn effects_once(&self, actor: &Actor, members: &Members) -> Result<Option<EffectsOnce>, AppError> {
        if !actor.may(Action::ReadReviews) {
            return Ok(None);
        }
        let Some(year) = self.store.review_cycles().await?.iter().map(|cycle| cycle.year).max() else {
            return Ok(None);
        };
        let effects = self.review_effects(actor, year).await?;
        let decided: BTreeMap<i64, bool> =
            effects.sheets.sheets.iter().map(|sheet| (sheet.id, sheet.is_decided())).collect();
        let sized = effects.measures.iter().filter_map(|measure| {
            let is_decided = decided.get(&measure.sheet_id).copied().unwrap_or(false);
            Some((measure.program_id, measure.review_size()?, is_decided))
        });
        let mut once = divide(sized, members).map_err(super::list::too_large)?;
        once.year = Some(year);
        once.hidden = effects.sheets.hidden;
        Ok(Some(once))
    }
}

/// Divides effects given as (program, size, decided).
fn divide(
    effects: impl Iterator<Item = (i64, Amounts, bool)>,
    members: &Members,
) -> Result<EffectsOnce, MoneyOverflow> {
    let mut once = EffectsOnce::default();
    for (program, size, is_decided) in effects {
        once.all.add(size, is_decided)?;
        let clusters = members.get(&program).map_or(&[][..], Vec::as_slice);
        let shares: Vec<u32> = clusters.iter().map(|(_, share)| *share).collect();
        let (gross, general) = (split(size.gross, &shares), split(size.general, &shares));
        let mut parts = gross.into_iter().zip(general).map(|(gross, general)| Amounts { gross, general });
        for ((cluster, share), part) in clusters.iter().zip(parts.by_ref()) {
            if *share > 0 {
                once.by_cluster.entry(cluster.clone()).or_default().add(part, is_decided)?;
            }
        }
        if let Some(rest) = parts.next().filter(|rest| clusters.is_empty() || *rest != Amounts::ZERO) {
            once.outside.add(rest, is_decided)?;
        }
    }
    Ok(once)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn effects_are_counted_once(
            effects in prop::collection::vec((0..6i64, -1_000_000_000..1_000_000_000i64, -1_000_000_000..1_000_000_000i64, any::<bool>()), 0..30),
            cuts in prop::collection::vec(0..=10_000u32, 6),
        ) {
            let mut members = Members::new();
            for (program, cut) in cuts.iter().enumerate().skip(1) {
                members.insert(program as i64, vec![("a".into(), *cut), ("b".into(), 10_000 - cut)]);
            }
            let given = effects.iter().map(|(program, gross, general, decided)| (*program, Amounts::new(*gross, *general), *decided));
            let once = divide(given, &members).unwrap();
            prop_assert!(once.is_balanced());
            let gross: i64 = effects.iter().map(|(_, gross, ..)| gross).sum();
            prop_assert_eq!(once.all.all.gross.0, gross);
        }
    }
}
