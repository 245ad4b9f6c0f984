//! Lineage (事業の系譜): how the programs of one year became those of the next, to the yen.
//!
//! Every program of last year leads somewhere and every program of this year comes from somewhere, or says that it ended
//! or is new. Then the two totals reconcile and every yen between them has a cause. Ids are the system's own and stay with
//! a program across years. Errors are the kinds `RF-4xx`. Source: feature B3.
//!
//! - [`propose_links`]: the links a year begins with, from review sheets and the two inventories
//! - [`check_links`], [`reconcile`], [`reconcile_years`]: faults, and the totals to the yen, of two years or more
//! - [`trace_forward`], [`trace_back`]: one program over the years

mod check;
mod propose;
mod reconcile;
mod trace;
mod years;

pub use check::check_links;
pub use propose::{Answer, Origin, Proposed, propose_links};
pub use reconcile::{Bridge, Cause, Line, Reconciliation, reconcile, split_by_share};
pub use trace::{Generation, Relative, YearLinks, trace_back, trace_forward};
pub use years::{ProgramYear, YearFault, YearsReconciled, reconcile_years};

use crate::amounts::Amounts;
use crate::labels::labels;
use crate::problem::ProblemKind;

/// All of it, in hundredths of a percent (100％).
pub const WHOLE_BP: u32 = 10_000;

/// A program as it stands in one year (年度の事業).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearProgram {
    /// Its stable id.
    pub id: String,
    /// Its name in that year.
    pub name: String,
    /// The id of its department in that year.
    pub department: String,
    /// Its cost in that year.
    pub cost: Amounts,
}

/// How a program of last year became one of this year (つながり).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What happened.
    pub kind: LinkKind,
    /// The program of last year; none for a new one.
    pub from: Option<String>,
    /// The program of this year; none for one that ended.
    pub to: Option<String>,
    /// Which share of last year's program goes this way, in hundredths of a percent (配分、万分率). Nothing for a new one.
    pub share_bp: u32,
}

/// What happened to a program (異動の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// Goes on under its name in its department (継続).
    Continue,
    /// Goes on under another name (改称).
    Rename,
    /// Goes on in another department, whatever its name (移管).
    Transfer,
    /// Goes into a program together with others (統合).
    Merge,
    /// Goes into several programs (分割).
    Split,
    /// Was not there last year (新規).
    New,
    /// Is not there this year (終了).
    Ended,
}

labels!(LinkKind {
    Continue = "continue", "継続", "continued";
    Rename = "rename", "改称", "renamed";
    Transfer = "transfer", "移管", "transferred";
    Merge = "merge", "統合", "merged";
    Split = "split", "分割", "split";
    New = "new", "新規", "new";
    Ended = "ended", "終了", "ended";
});

/// A fault of a lineage (系譜の誤り).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineageProblem {
    /// The stable code of the kind, by which faults are ordered.
    pub code: &'static str,
    /// The ids of the programs it is about.
    pub programs: Vec<String>,
}

impl LineageProblem {
    fn new<'a>(kind: &'static ProblemKind, programs: impl IntoIterator<Item = &'a str>) -> LineageProblem {
        LineageProblem { code: kind.code, programs: programs.into_iter().map(str::to_owned).collect() }
    }

    /// The kind of problem.
    pub fn kind(&self) -> &'static ProblemKind {
        crate::KINDS
            .iter()
            .find(|kind| kind.code == self.code)
            .expect("a lineage problem is only made from a kind of this room")
    }
}
