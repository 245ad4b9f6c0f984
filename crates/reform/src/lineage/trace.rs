//! Trace (系譜をたどる): what became of a program over several years, and what it came from.

use std::collections::BTreeMap;

use fiscal::FiscalYear;

use super::{LineageProblem, Link, LinkKind, WHOLE_BP};
use crate::kinds;
use crate::kpi::Ratio;

/// The links that lead from the year before into a year (年度のつながり).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearLinks<'a> {
    /// The year they lead to.
    pub year: FiscalYear,
    /// The links.
    pub links: &'a [Link],
}

/// The programs of one year on the way (ある年度の親戚).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// The year.
    pub year: FiscalYear,
    /// The programs, by id.
    pub programs: Vec<Relative>,
    /// Going forward, the share of the program traced that ended before this year and after the one before it; going back,
    /// nothing.
    pub ended: Ratio,
}

/// A program that another became, or came from (親戚).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// Its id.
    pub program: String,
    /// Which share of the earlier of the two is in the later one (引き継いだ割合), exactly.
    pub share: Ratio,
    /// What happened between it and the year nearer to the program traced, each once.
    pub kinds: Vec<LinkKind>,
}

/// What became of a program after a year, year by year as long as there are links.
///
/// # Errors
/// [`kinds::LINEAGE_TOO_LARGE`] when so many shares are multiplied that the product does not fit.
pub fn trace_forward(
    chain: &[YearLinks<'_>],
    program: &str,
    year: FiscalYear,
) -> Result<Vec<Generation>, LineageProblem> {
    walk(chain, program, year, Way::Forward)
}

/// What a program of a year came from, year by year as long as there are links.
///
/// # Errors
/// As [`trace_forward`].
pub fn trace_back(chain: &[YearLinks<'_>], program: &str, year: FiscalYear) -> Result<Vec<Generation>, LineageProblem> {
    walk(chain, program, year, Way::Back)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Forward,
    Back,
}

fn walk(chain: &[YearLinks<'_>], program: &str, year: FiscalYear, way: Way) -> Result<Vec<Generation>, LineageProblem> {
    let too_large = || LineageProblem::new(&kinds::LINEAGE_TOO_LARGE, [program]);
    let mut generations: Vec<Generation> = Vec::new();
    let mut now: BTreeMap<&str, Ratio> = [(program, Ratio::ONE)].into();
    let mut at = year.start();
    loop {
        let (leads_to, reached) = if way == Way::Forward { (at + 1, at + 1) } else { (at, at - 1) };
        let Some(step) = chain.iter().find(|step| step.year.start() == leads_to) else { break };
        let Ok(reached_year) = FiscalYear::new(reached) else { break };
        let mut next: BTreeMap<&str, (Ratio, Vec<LinkKind>)> = BTreeMap::new();
        let mut ended = Ratio::ZERO;
        for link in step.links {
            let (near, far) = match way {
                Way::Forward => (link.from.as_deref(), link.to.as_deref()),
                Way::Back => (link.to.as_deref(), link.from.as_deref()),
            };
            let Some(known) = near.and_then(|near| now.get(near)) else { continue };
            let share = Ratio::new(i128::from(link.share_bp), i128::from(WHOLE_BP));
            let share = share.and_then(|share| share.times(*known)).ok_or_else(too_large)?;
            match far {
                Some(far) => {
                    let (sum, kinds) = next.entry(far).or_insert((Ratio::ZERO, Vec::new()));
                    *sum = sum.plus(share).ok_or_else(too_large)?;
                    if !kinds.contains(&link.kind) {
                        kinds.push(link.kind);
                    }
                }
                None if way == Way::Forward => ended = ended.plus(share).ok_or_else(too_large)?,
                None => {}
            }
        }
        if next.is_empty() && ended == Ratio::ZERO {
            break;
        }
        now = next.iter().map(|(id, (share, _))| (*id, *share)).collect();
        let relative = |(id, (share, mut kinds)): (&str, (Ratio, Vec<LinkKind>))| {
            kinds.sort_unstable();
            Relative { program: id.to_owned(), share, kinds }
        };
        generations.push(Generation { year: reached_year, programs: next.into_iter().map(relative).collect(), ended });
        at = reached;
    }
    Ok(generations)
}
