//! Bringing a model to a published total (較正): the factor is always shown with the figures.

use super::FacilitiesError;
use crate::money::Yen;
use crate::proportion::{Rounding, share_of};

/// A model brought to a total.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// What the model came to by itself.
    pub model: Yen,
    /// The published total.
    pub published: Yen,
    /// Published over model: the factor every cost was multiplied by.
    pub factor: f64,
    /// The costs, adding up to the published total to the yen.
    pub costs: Vec<Yen>,
}

/// Multiplies every cost so that they add up to the published total; what rounding leaves over is with the last cost
/// that is not nothing.
///
/// # Errors
/// A model that costs nothing, a total not above zero, amounts that do not fit.
pub fn calibrate(costs: &[Yen], published: Yen) -> Result<Calibration, FacilitiesError> {
    let model = Yen::checked_sum(costs.iter().copied())?;
    if model <= Yen::ZERO {
        return Err(FacilitiesError::NothingToCalibrate);
    }
    let factor = published.0 as f64 / model.0 as f64;
    if factor <= 0.0 {
        return Err(FacilitiesError::FactorOutOfRange { what: "the factor of calibration", given: factor });
    }
    let mut scaled =
        costs.iter().map(|cost| share_of(*cost, factor, Rounding::Nearest)).collect::<Result<Vec<_>, _>>()?;
    let over = published.checked_sub(Yen::checked_sum(scaled.iter().copied())?)?;
    if let Some(last) = scaled.iter_mut().rev().find(|cost| **cost != Yen::ZERO) {
        *last = last.checked_add(over)?;
    }
    Ok(Calibration { model, published, factor, costs: scaled })
}
