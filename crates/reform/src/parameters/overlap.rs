//! How programs are compared (重複の可能性の比べ方): grams, weights and threshold, as data.

use super::Ground;
use crate::overlap::{ProgramField, Settings};

/// How programs are compared to find likely duplicates (重複の可能性の比べ方).
#[derive(Clone, Debug, PartialEq)]
pub struct OverlapParameters {
    /// The comparison itself; weights in the order of [`ProgramField::ALL`].
    pub settings: Settings,
    /// What the length of grams rests on.
    pub grams_ground: Ground,
    /// What the weights rest on.
    pub weights_ground: Ground,
    /// What threshold and limits rest on.
    pub pairs_ground: Ground,
}

impl OverlapParameters {
    /// How much a field counts.
    pub fn weight(&self, field: ProgramField) -> f32 {
        let place = ProgramField::ALL.iter().position(|other| *other == field);
        place.and_then(|place| self.settings.weights.get(place)).copied().unwrap_or(0.0)
    }
}
