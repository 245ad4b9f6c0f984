//! Query (問い): what a figure of a document asks of an edition, as a path, so that every figure can be worked out again.
//!
//! A path is made of segments with `/` between them. A name that holds `/` or `%` writes them `%2F` and `%25`, and nothing at
//! all is `-` ([`segment`] does it). Years are fiscal years, `N` counts from 1, `SOURCE` is `national`, `prefectural`, `bonds`,
//! `other`, `general` or `unexplained` (what no source explains), and `MONEY` is `cost` or a `SOURCE`.
//!
//! | path | what it is |
//! |---|---|
//! | `edition/number`, `edition/residents` | the edition's number; residents |
//! | `program/YEAR/ID/MONEY/STAGE/YEAR` | money of the sheet of a year at a stage for a year |
//! | `program/YEAR/ID/staff/YEAR`, `…/staff-cost/YEAR` | persons; their cost |
//! | `program/YEAR/ID/indicator/N/target/YEAR`, `…/actual/YEAR` | a value of its N-th indicator |
//! | `program/YEAR/ID/measure/N/gross`, `…/general` | effect of its N-th measure |
//! | `program/YEAR/ID/effects/gross`, `…/general`, `…/measures` | effect of all its measures; how many they are |
//! | `program/YEAR/ID/share/CLUSTER` | its share in a cluster, percent |
//! | `programs[/of/YEAR][/bureau/NAME][/direction/WORD]/FIGURE` | programs of the latest (or that) year's sheets |
//! | `bureau/NAME/FIGURE` | short for `programs/bureau/NAME/FIGURE` |
//! | `effects/gross`, `effects/general`, `effects/measures` | short for `programs/effects/…` |
//! | `clusters[/start/YEAR][/category/ID]/FIGURE` | clusters: `count`, `members`, `bars`, `issues`, `MONEY/YEAR`, `programs/YEAR` |
//! | `cluster/ID/MONEY/YEAR`, `…/programs/YEAR` | money of a cluster, counted once; programs counted |
//! | `cluster/ID/members`, `…/counted`, `…/bars`, `…/issues` | programs in it; their counted cost; its bars; its issues |
//! | `cluster/ID/member/PROGRAM/share`, `…/counted` | a member's share in percent; its counted cost |
//! | `cluster/ID/rest/N/members`, `…/counted` | the same of all members after the N-th |
//! | `cluster/ID/decision/N/YEAR` | what its N-th decided option frees in a year |
//! | `cluster/ID/indicator/N/target/YEAR`, `…/actual/YEAR` | a value of its N-th indicator |
//! | `roadmap/version`, `…/bars`, `…/revisions` | version of the roadmap; its bars; its published versions |
//! | `frame/target`, `…/secured`, `…/progress`, `…/sources`, `…/uses`, `…/entries` | the frame in all; percent; entries |
//! | `frame/YEAR/sources`, `…/uses` | a closed year of the frame |
//! | `frame/entry/N` | the entry of that number |
//! | `outlook/FIGURE/YEAR` | a figure of the outlook |
//! | `outlook/lever/LEVER/FIGURE/YEAR`, `outlook/lever/LEVER/unit` | what a lever moves it by; the amount that belongs to |
//! | `plan/figure/ID`, `plan/figure/ID/value` | a figure of the plan as it prints it; as a plain number |
//! | `picture/ID/ROW/COLUMN` | a cell of a chart's table, both counted from 1 |
//! | `facilities/FIGURE`, `facility/ID/FIGURE` | `count` (of all), `cost`, `income`, `users`, `area` |
//!
//! `FIGURE` of programs: `count`, `reviewed`, `measures`, `MONEY/YEAR` (of several stages the one that speaks for the year),
//! `effects/gross`, `effects/general`, `effects/measures`. A direction is its stable word; `direction/-` are those without one.
//!
//! An answer is exact. How it is shown is said by [`Unit`] and decimals and done by [`shown`], the one rounding for display.

mod answer;
mod index;
mod shown;
mod tally;

use fiscal::Quantity;

pub use index::Index;
pub(crate) use index::{bureau_of, direction_of};
pub use shown::{Unit, shown};
pub(crate) use tally::{speaking, unexplained};

use crate::document::Value;
use crate::edition::Edition;

reform::declare_kinds! {}

/// What an edition answers (答え): exact, before any rounding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Whole yen.
    Yen(i64),
    /// How many of something there are.
    Count(i64),
    /// Any other number with its decimals; a percentage is one.
    Number(Quantity),
    /// A figure as the plan prints it, such as `約3兆8,000億円`.
    Printed(String),
}

/// What the edition answers; nothing where the path means nothing or the edition does not state it.
///
/// Makes an [`Index`] for one question; whoever asks more makes the index himself.
pub fn ask(edition: &Edition, query: &str) -> Option<Answer> {
    Index::new(edition).ask(query)
}

/// The figure a document carries: the query with its answer as shown; nothing where there is no answer.
pub fn value(index: &Index, query: &str, unit: Unit, decimals: u8) -> Option<Value> {
    let shown = shown(&index.ask(query)?, unit, decimals)?;
    Some(Value { query: query.to_owned(), unit: unit.word().to_owned(), decimals, shown })
}

/// A name as a segment of a path.
pub fn segment(name: &str) -> String {
    match name {
        "" => "-".to_owned(),
        "-" => "%2D".to_owned(),
        name if name.contains(['/', '%']) => name.replace('%', "%25").replace('/', "%2F"),
        name => name.to_owned(),
    }
}

/// The name a segment stands for; an escape that is none of the three stays as it is.
fn name_of(segment: &str) -> String {
    match segment {
        "-" => String::new(),
        "%2D" => "-".to_owned(),
        segment if segment.contains('%') => segment.replace("%2F", "/").replace("%25", "%"),
        segment => segment.to_owned(),
    }
}

#[cfg(test)]
mod tests;
