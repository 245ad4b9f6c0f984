//! Money counted once (金額の一回計上): programs divided over their clusters so that the parts add up to the yen.

use std::collections::BTreeMap;

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Yen};

use crate::lineage::WHOLE_BP;
use crate::program::{Funding, FundingSource, MoneyLine};

/// The clusters of each program with its share in them (構成): program → (cluster, hundredths of a percent).
pub type Members = BTreeMap<i64, Vec<(String, u32)>>;

/// Money of many programs or parts of them (計上額). Σ sources + discrepancy = cost wherever a source is stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Σ cost.
    pub cost: Yen,
    /// Σ of each source where it is stated; `None` where no program states it.
    pub funding: Funding,
    /// Σ of what the sources leave unexplained, and the whole cost where none is stated.
    pub unexplained: Yen,
}

/// The inventory divided over clusters (クラスター別の計上).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Each cluster that has a program, by year.
    pub by_cluster: BTreeMap<String, BTreeMap<FiscalYear, Counted>>,
    /// The programs in no cluster, by year.
    pub outside: BTreeMap<FiscalYear, Counted>,
    /// Every program, counted from the amounts as they were before any was divided.
    pub inventory: BTreeMap<FiscalYear, Counted>,
}

/// An amount divided by shares in hundredths of a percent: largest remainders first, so that the parts add up exactly.
///
/// The last part is what the shares leave over; it is zero when they are 100% together. Shares of more than 100%, which are
/// never stored, are taken in proportion.
pub fn split(amount: Yen, shares_bp: &[u32]) -> Vec<Yen> {
    let given: i128 = shares_bp.iter().map(|share| i128::from(*share)).sum();
    let whole = given.max(i128::from(WHOLE_BP));
    let weights: Vec<i128> = shares_bp.iter().map(|share| i128::from(*share)).chain([whole - given]).collect();
    let amount = i128::from(amount.0);
    let mut parts: Vec<i128> = weights.iter().map(|weight| (amount * weight).div_euclid(whole)).collect();
    let left = amount - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    // Equal remainders go to the earlier part, so that the same shares always give the same parts.
    order.sort_by_key(|at| std::cmp::Reverse((amount * weights[*at]).rem_euclid(whole)));
    for at in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[at] += 1;
    }
    // Each part lies between zero and the amount, or is one beyond a rounded-down part of it, and so fits.
    parts.into_iter().map(|part| Yen(i64::try_from(part).unwrap_or_default())).collect()
}

/// Counts every program once: each line divided over the clusters of its program, the rest beside them.
///
/// # Errors
/// When a sum does not fit.
pub fn count_once<'a>(
    lines: impl IntoIterator<Item = (i64, &'a MoneyLine)>,
    members: &Members,
) -> Result<Count, MoneyOverflow> {
    let mut count = Count::default();
    for (program, line) in lines {
        let whole = Counted::of(line)?;
        let year = line.fiscal_year;
        count.inventory.entry(year).or_default().add(&whole)?;
        let clusters = members.get(&program).map_or(&[][..], Vec::as_slice);
        let [(only, WHOLE_BP)] = clusters else {
            let shares: Vec<u32> = clusters.iter().map(|(_, share)| *share).collect();
            let mut parts = whole.split(&shares)?;
            let rest = parts.pop().unwrap_or_default();
            let has_rest = shares.iter().map(|share| u64::from(*share)).sum::<u64>() < u64::from(WHOLE_BP);
            if has_rest {
                count.outside.entry(year).or_default().add(&rest)?;
            }
            for ((cluster, share), part) in clusters.iter().zip(&parts) {
                if *share > 0 {
                    count.by_cluster.entry(cluster.clone()).or_default().entry(year).or_default().add(part)?;
                }
            }
            continue;
        };
        count.by_cluster.entry(only.clone()).or_default().entry(year).or_default().add(&whole)?;
    }
    Ok(count)
}

impl Counted {
    /// The money of one line.
    ///
    /// # Errors
    /// When its sources do not fit.
    pub fn of(line: &MoneyLine) -> Result<Counted, MoneyOverflow> {
        let unexplained = match line.funding.stated_sum()? {
            Some(_) => line.discrepancy()?,
            None => line.cost,
        };
        Ok(Counted { cost: line.cost, funding: line.funding, unexplained })
    }

    /// Adds more money.
    ///
    /// # Errors
    /// When a sum does not fit; then nothing is changed that is shown.
    pub fn add(&mut self, more: &Counted) -> Result<(), MoneyOverflow> {
        self.cost = self.cost.checked_add(more.cost)?;
        for source in FundingSource::ALL {
            if let Some(yen) = source.of(&more.funding) {
                let sum = place(&mut self.funding, *source);
                *sum = Some(sum.unwrap_or_default().checked_add(yen)?);
            }
        }
        self.unexplained = self.unexplained.checked_add(more.unexplained)?;
        Ok(())
    }

    /// Divides the money by shares; one part a share and the rest. Each source is divided for itself, and the cost of a part
    /// is what its sources and its unexplained rest come to, so that every part adds up within itself too.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn split(&self, shares_bp: &[u32]) -> Result<Vec<Counted>, MoneyOverflow> {
        let mut parts: Vec<Counted> = split(self.unexplained, shares_bp)
            .into_iter()
            .map(|unexplained| Counted { unexplained, ..Counted::default() })
            .collect();
        for source in FundingSource::ALL {
            if let Some(yen) = source.of(&self.funding) {
                for (part, yen) in parts.iter_mut().zip(split(yen, shares_bp)) {
                    *place(&mut part.funding, *source) = Some(yen);
                }
            }
        }
        for part in &mut parts {
            part.cost = part.funding.stated_sum()?.unwrap_or_default().checked_add(part.unexplained)?;
        }
        Ok(parts)
    }
}

impl Count {
    /// All clusters together in a year.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn clusters_in(&self, year: FiscalYear) -> Result<Counted, MoneyOverflow> {
        let mut all = Counted::default();
        for years in self.by_cluster.values() {
            if let Some(counted) = years.get(&year) {
                all.add(counted)?;
            }
        }
        Ok(all)
    }

    /// The years in which clusters and the programs in none do not come to the inventory in every source; always empty
    /// where the rule holds, and shown if it ever did not.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn unbalanced_years(&self) -> Result<Vec<FiscalYear>, MoneyOverflow> {
        let mut years = Vec::new();
        for (year, inventory) in &self.inventory {
            let mut all = self.clusters_in(*year)?;
            if let Some(outside) = self.outside.get(year) {
                all.add(outside)?;
            }
            if all != *inventory {
                years.push(*year);
            }
        }
        Ok(years)
    }
}

fn place(funding: &mut Funding, source: FundingSource) -> &mut Option<Yen> {
    match source {
        FundingSource::National => &mut funding.national,
        FundingSource::Prefectural => &mut funding.prefectural,
        FundingSource::Bonds => &mut funding.bonds,
        FundingSource::Other => &mut funding.other,
        FundingSource::General => &mut funding.general,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::program::Stage;

    #[test]
    fn the_largest_remainder_takes_the_yen_left_over() {
        let parts = |yen, shares: &[u32]| split(Yen(yen), shares).iter().map(|part| part.0).collect::<Vec<_>>();
        assert_eq!(parts(100, &[3_334, 3_333, 3_333]), [34, 33, 33, 0]);
        assert_eq!(parts(1, &[5_000, 5_000]), [1, 0, 0]);
        assert_eq!(parts(-1, &[5_000, 5_000]), [0, -1, 0]);
        assert_eq!(parts(7, &[10_000, 0]), [7, 0, 0]);
        assert_eq!(parts(10, &[2_500]), [3, 7]);
        assert_eq!(parts(10, &[]), [10]);
        assert_eq!(parts(9, &[10_000, 20_000]), [3, 6, 0]);
    }

    fn shares() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::vec(0..=WHOLE_BP, 0..4).prop_map(|mut cuts| {
            cuts.extend([0, WHOLE_BP]);
            cuts.sort_unstable();
            cuts.windows(2).map(|pair| pair[1] - pair[0]).collect()
        })
    }

    fn line() -> impl Strategy<Value = MoneyLine> {
        let source = || prop::option::of(-1_000_000_000_000..1_000_000_000_000i64);
        (2022..2026, -1_000_000_000_000..1_000_000_000_000i64, prop::array::uniform5(source())).prop_map(
            |(year, cost, [national, prefectural, bonds, other, general])| MoneyLine {
                fiscal_year: FiscalYear::new(year).unwrap(),
                stage: Stage::Initial,
                cost: Yen(cost),
                funding: Funding {
                    national: national.map(Yen),
                    prefectural: prefectural.map(Yen),
                    bonds: bonds.map(Yen),
                    other: other.map(Yen),
                    general: general.map(Yen),
                },
            },
        )
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole_and_none_is_off_by_a_yen(
            yen in any::<i64>(),
            shares in prop_oneof![shares(), prop::collection::vec(0..=WHOLE_BP, 0..5)],
        ) {
            let parts = split(Yen(yen), &shares);
            prop_assert_eq!(parts.iter().map(|part| i128::from(part.0)).sum::<i128>(), i128::from(yen));
            let whole = shares.iter().map(|share| i128::from(*share)).sum::<i128>().max(i128::from(WHOLE_BP));
            for (part, share) in parts.iter().zip(&shares) {
                let off = i128::from(part.0) * whole - i128::from(yen) * i128::from(*share);
                prop_assert!(off.abs() < whole, "{part} of {yen} by {share}");
                prop_assert!(*share > 0 || part.0 == 0);
            }
        }

        #[test]
        fn clusters_and_the_rest_are_the_inventory_in_every_year_and_source(
            programs in prop::collection::vec((prop::option::of(shares()), prop::collection::vec(line(), 0..4)), 0..12),
        ) {
            let name = |at: usize| ["a", "b", "c", "d", "e"][at].to_owned();
            let mut members = Members::new();
            let mut lines = Vec::new();
            for (at, (shares, money)) in programs.iter().enumerate() {
                if let Some(shares) = shares {
                    members.insert(at as i64, shares.iter().enumerate().map(|(at, share)| (name(at), *share)).collect());
                }
                lines.extend(money.iter().map(|line| (at as i64, line)));
            }
            let count = count_once(lines.iter().copied(), &members).unwrap();
            prop_assert_eq!(count.unbalanced_years().unwrap(), vec![]);
            for (year, inventory) in &count.inventory {
                let here = lines.iter().filter(|(_, line)| line.fiscal_year == *year);
                prop_assert_eq!(inventory.cost, Yen::checked_sum(here.map(|(_, line)| line.cost)).unwrap());
            }
            for counted in count.by_cluster.values().flat_map(BTreeMap::values).chain(count.outside.values()) {
                let sources = counted.funding.stated_sum().unwrap().unwrap_or_default();
                prop_assert_eq!(sources.checked_add(counted.unexplained).unwrap(), counted.cost);
            }
        }
    }
}
