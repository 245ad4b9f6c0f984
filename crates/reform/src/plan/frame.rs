//! What a plan says of its investment frame (次世代投資枠の目標と分類).

use fiscal::{FiscalYear, Yen};

use super::{Figure, FigureValue, Plan, Source, Text};

/// The frame as the plan sets it (投資枠の設定); both lists are empty where the plan has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanFrame {
    /// What the money is for (投資の分類).
    pub categories: Vec<FrameCategory>,
    /// How much is to be secured, in all and by year.
    pub targets: Vec<FrameTarget>,
}

/// A purpose of the frame (投資の分類).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameCategory {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// What it is, in plain words.
    pub explanation: Text,
    /// Where it stands.
    pub source: Source,
}

/// Years with the figure that says how much is secured in them (投資枠の目標).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameTarget {
    /// The id of the figure.
    pub figure: String,
    /// The first fiscal year.
    pub first_year: FiscalYear,
    /// The last fiscal year; the same for one year.
    pub last_year: FiscalYear,
}

impl FrameTarget {
    /// Whether it is for the frame as a whole, and not for one year.
    pub fn is_total(&self) -> bool {
        self.first_year < self.last_year
    }

    /// The figure and its amount in yen; `None` where the figure is not money.
    pub fn amount<'p>(&self, plan: &'p Plan) -> Option<(&'p Figure, Yen)> {
        let figure = plan.figure(&self.figure)?;
        match figure.value {
            FigureValue::Money { amount, .. } => Some((figure, amount)),
            _ => None,
        }
    }
}
