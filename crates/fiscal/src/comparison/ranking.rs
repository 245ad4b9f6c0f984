//! Places among cities, with ties (順位).

use std::cmp::Ordering;

use super::{Figure, GoodSide};

/// The end places are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// From the highest (高い方から).
    High,
    /// From the lowest (低い方から).
    Low,
}

/// A place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Where the figure stood in the list given.
    pub index: usize,
    /// The place, 1 for the first; equal figures share it and the next places are left out.
    pub place: usize,
    /// How many share it, itself counted.
    pub sharing: usize,
    /// Among how many with a figure.
    pub among: usize,
}

impl GoodSide {
    /// The end a ranking "from the best" is counted from; nothing when neither side is good.
    pub fn best_end(self) -> Option<End> {
        match self {
            GoodSide::High => Some(End::High),
            GoodSide::Low => Some(End::Low),
            GoodSide::Neither => None,
        }
    }
}

/// Ranks figures from an end, the first place first and equal ones in the order given; those missing have no place.
pub fn rank(figures: &[Figure], from: End) -> Vec<Ranked> {
    let ahead = match from {
        End::High => Ordering::Greater,
        End::Low => Ordering::Less,
    };
    let among = figures.iter().filter(|figure| **figure != Figure::Missing).count();
    let mut places: Vec<Ranked> = figures
        .iter()
        .enumerate()
        .filter(|(_, figure)| **figure != Figure::Missing)
        .map(|(index, figure)| {
            let count = |order: Ordering| figures.iter().filter(|other| other.compare(*figure) == Some(order)).count();
            Ranked { index, place: 1 + count(ahead), sharing: count(Ordering::Equal), among }
        })
        .collect();
    places.sort_by_key(|ranked| (ranked.place, ranked.index));
    places
}
