//! Roadmap (工程表): what happens in which quarters, its revisions, their differences, and how far things have come.
//!
//! A roadmap is bars of text over quarters of fiscal years, in lanes of a cluster. Which lane a bar stands in means nothing
//! but that bars of one lane follow each other. Nothing here knows a clock: the day is passed in.

mod difference;
mod kinds;
mod progress;
mod quarter;
mod rules;

use fiscal::FiscalYear;

use crate::plan::{Basis, Text};

pub use difference::{BarChange, Difference, DoesNotFit, compare};
pub use kinds::*;
pub use progress::{Lateness, ProgressStatus, Standing, Urgency, standing};
pub use quarter::{Edge, Quarter, Span};
pub use rules::{
    BARS_MAX, Fault, LANES_MAX, Phase, REASON_CHARS_MAX, REMARK_CHARS_MAX, TEXT_CHARS_MAX, check, check_bar,
    check_progress, check_reason, check_return, may_approve, may_edit,
};

/// A version of the roadmap (工程表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roadmap {
    /// The first and the last fiscal year it covers.
    pub years: (FiscalYear, FiscalYear),
    /// Its bars by cluster, lane and time; see [`Roadmap::new`].
    pub bars: Vec<Bar>,
}

/// Something that happens over a span of quarters (工程の帯).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Stays the same through all versions, so that versions can be compared.
    pub id: String,
    /// The id of the cluster it belongs to.
    pub cluster: String,
    /// The lane (段) it stands in, from 1; bars of one lane follow each other.
    pub lane: u8,
    /// What its lanes are about, where the cluster has several subjects: `競輪`.
    pub part: Option<Text>,
    /// What is done, in a few words.
    pub text: Text,
    /// When.
    pub span: Span,
    /// How the span is known: printed or decided ([`Basis::Published`]), read by us ([`Basis::Read`]), made up
    /// ([`Basis::Illustrative`]).
    pub basis: Basis,
    /// The page of the plan it was read from; none where a revision brought it in.
    pub page: Option<u32>,
}

/// The roadmap of a plan, with what a reader should know about how it was read (プランの工程表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRoadmap {
    /// The bars.
    pub roadmap: Roadmap,
    /// How it was read.
    pub note: Option<Text>,
}

impl Roadmap {
    /// A roadmap with its bars in their order: by cluster, lane, beginning and id.
    pub fn new(years: (FiscalYear, FiscalYear), mut bars: Vec<Bar>) -> Roadmap {
        bars.sort_by(|one, other| one.place().cmp(&other.place()));
        Roadmap { years, bars }
    }

    /// The bar with this id.
    pub fn bar(&self, id: &str) -> Option<&Bar> {
        self.bars.iter().find(|bar| bar.id == id)
    }

    /// The bars of one cluster, in their order.
    pub fn bars_of<'a>(&'a self, cluster: &'a str) -> impl Iterator<Item = &'a Bar> {
        self.bars.iter().filter(move |bar| bar.cluster == cluster)
    }

    /// The first and the last quarter it covers.
    pub fn quarters(&self) -> (Quarter, Quarter) {
        (Quarter::first_of(self.years.0), Quarter::last_of(self.years.1))
    }
}

impl Bar {
    /// What orders bars.
    fn place(&self) -> (&str, u8, Quarter, &str) {
        (&self.cluster, self.lane, self.span.from(), &self.id)
    }
}
