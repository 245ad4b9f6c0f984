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
    let compare = |a: usize, b: usize| {
        // Those missing were left out, so that any two can be compared.
        let order = figures[a].compare(figures[b]).unwrap_or(Ordering::Equal);
        if from == End::High { order.reverse() } else { order }
    };
    let mut order: Vec<usize> = (0..figures.len()).filter(|index| figures[*index] != Figure::Missing).collect();
    order.sort_by(|a, b| compare(*a, *b));
    let among = order.len();
    let mut places: Vec<Ranked> = Vec::with_capacity(among);
    for same in order.chunk_by(|a, b| compare(*a, *b) == Ordering::Equal) {
        let (place, sharing) = (places.len() + 1, same.len());
        places.extend(same.iter().map(|index| Ranked { index: *index, place, sharing, among }));
    }
    places
}
