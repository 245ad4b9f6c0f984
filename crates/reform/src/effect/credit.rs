//! Credit (効果額の帰属): one reform may be claimed by several programs or clusters, and counts once.
//!
//! When programs merge, each of them may have claimed the effect; in a cluster it stands beside the program's own claim.
//! All claims carry the reform's id. Sums by holder may overlap, and the overlap is said, so that
//! Σ holders − overlap = total.

use std::collections::{BTreeMap, BTreeSet};

use super::totals::{sizes, too_large};
use super::{Effect, EffectProblem, Sums, View};
use crate::amounts::Amounts;
use crate::kinds;

/// An effect claimed by a program or a cluster (効果の帰属).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The id of the program or cluster.
    pub holder: String,
    /// The effect.
    pub effect: Effect,
}

/// Sums by holder that add up to the total (帰属別の集計).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderTotals {
    /// What each holder claims, by id.
    pub holders: BTreeMap<String, Sums>,
    /// What is claimed more than once, counted as often as it is too much (重複).
    pub overlap: Sums,
    /// Every effect once (合計).
    pub total: Sums,
}

/// The effects by id, each once; every one of them can be counted.
///
/// # Errors
/// An effect that cannot be counted, or two different effects of one id.
pub fn credit_once<'a>(
    effects: impl IntoIterator<Item = &'a Effect>,
) -> Result<BTreeMap<&'a str, &'a Effect>, EffectProblem> {
    let mut once: BTreeMap<&str, &Effect> = BTreeMap::new();
    for effect in effects {
        effect.check()?;
        if *once.entry(&effect.id).or_insert(effect) != effect {
            return Err(EffectProblem { kind: &kinds::EFFECT_DIFFERS, effect: effect.id.clone() });
        }
    }
    Ok(once)
}

/// The claims after a merger: what the programs that went into another claimed is now that one's, each effect once.
///
/// `survivors` gives, for each program that was merged, the one it went into; other holders keep their claims.
pub fn credit_to_survivors(claims: &[Claim], survivors: &BTreeMap<String, String>) -> Vec<Claim> {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut credited = Vec::with_capacity(claims.len());
    for Claim { holder, effect } in claims {
        let holder = survivors.get(holder).unwrap_or(holder);
        if seen.insert((holder, &effect.id)) {
            credited.push(Claim { holder: holder.clone(), effect: effect.clone() });
        }
    }
    credited
}

/// The whole size of the effects each holder claims, whatever their years, with overlap and total.
///
/// # Errors
/// As [`credit_once`], or a sum that does not fit.
pub fn total_by_holder(claims: &[Claim], view: View) -> Result<HolderTotals, EffectProblem> {
    let once = credit_once(claims.iter().map(|claim| &claim.effect))?;
    let sized: BTreeMap<&str, Amounts> =
        sizes(&once, view)?.into_iter().map(|(effect, size)| (effect.id.as_str(), size)).collect();
    let mut totals = HolderTotals { holders: BTreeMap::new(), overlap: Sums::default(), total: Sums::default() };
    let mut counted: BTreeSet<&str> = BTreeSet::new();
    let mut held: BTreeSet<(&str, &str)> = BTreeSet::new();
    for Claim { holder, effect } in claims {
        let sums = totals.holders.entry(holder.clone()).or_default();
        // The same claim made twice by one holder is one claim.
        if !held.insert((holder, &effect.id)) {
            continue;
        }
        let Some(size) = sized.get(effect.id.as_str()) else { continue };
        sums.add(effect.kind, *size).map_err(too_large)?;
        let counts = if counted.insert(&effect.id) { &mut totals.total } else { &mut totals.overlap };
        counts.add(effect.kind, *size).map_err(too_large)?;
    }
    Ok(totals)
}
