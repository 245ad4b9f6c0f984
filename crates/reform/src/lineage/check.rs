//! Check of the links between two years (系譜の点検): every fault at once.

use std::collections::{BTreeMap, BTreeSet};

use super::{LineageProblem, Link, LinkKind, WHOLE_BP, YearProgram};
use crate::kinds;
use crate::problem::ProblemKind;

/// Every fault of the links between last year's and this year's programs, by code; none when they can be reconciled.
pub fn check_links(last: &[YearProgram], this: &[YearProgram], links: &[Link]) -> Vec<LineageProblem> {
    let mut faults: Vec<LineageProblem> = Vec::new();
    let mut say = |kind: &'static ProblemKind, programs: &[&str]| {
        faults.push(LineageProblem::new(kind, programs.iter().copied()));
    };
    let (before, after) = (by_id(last, &mut say), by_id(this, &mut say));
    let mut outgoing: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
    let mut incoming: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
    let mut seen: BTreeSet<(Option<&str>, Option<&str>)> = BTreeSet::new();
    for link in links {
        let (from, to) = (link.from.as_deref(), link.to.as_deref());
        let ends: Vec<&str> = [from, to].into_iter().flatten().collect();
        if (from.is_none() != (link.kind == LinkKind::New)) || (to.is_none() != (link.kind == LinkKind::Ended)) {
            say(&kinds::LINK_SHAPE, &ends);
        }
        if !seen.insert((from, to)) {
            say(&kinds::LINK_TWICE, &ends);
        }
        for (id, known, side) in [(from, &before, &mut outgoing), (to, &after, &mut incoming)] {
            match id {
                Some(id) if known.contains_key(id) => side.entry(id).or_default().push(link),
                Some(id) => say(&kinds::PROGRAM_UNKNOWN, &[id]),
                None => {}
            }
        }
    }
    for id in before.keys() {
        match outgoing.get(id) {
            None => say(&kinds::END_MISSING, &[id]),
            Some(out) if !shares_are_whole(out) => say(&kinds::SHARES_NOT_WHOLE, &[id]),
            Some(_) => {}
        }
    }
    for id in after.keys().filter(|id| !incoming.contains_key(*id)) {
        say(&kinds::ORIGIN_MISSING, &[id]);
    }
    for link in links {
        let (Some(to), from) = (link.to.as_deref(), link.from.as_deref()) else { continue };
        let arriving = incoming.get(to).map_or(0, Vec::len);
        let Some(from) = from else {
            if arriving > 1 {
                say(&kinds::LINK_SHAPE, &[to]);
            }
            continue;
        };
        let leaving = outgoing.get(from).map_or(0, Vec::len);
        let fits = match link.kind {
            LinkKind::Merge => arriving >= 2,
            LinkKind::Split => leaving >= 2,
            _ => arriving == 1 && leaving == 1,
        };
        if !fits && arriving > 0 && leaving > 0 {
            say(&kinds::LINK_SHAPE, &[from, to]);
        }
        if let (Some(from), Some(to)) = (before.get(from), after.get(to))
            && !kind_fits(link.kind, from, to)
        {
            say(&kinds::LINK_KIND_DIFFERS, &[&from.id, &to.id]);
        }
    }
    if let Some(circle) = find_circle(links) {
        say(&kinds::LINEAGE_CYCLE, &circle);
    }
    faults.sort();
    faults.dedup();
    faults
}

fn by_id<'a>(
    programs: &'a [YearProgram],
    say: &mut impl FnMut(&'static ProblemKind, &[&str]),
) -> BTreeMap<&'a str, &'a YearProgram> {
    let mut by_id = BTreeMap::new();
    for program in programs {
        if by_id.insert(program.id.as_str(), program).is_some() {
            say(&kinds::PROGRAM_TWICE, &[&program.id]);
        }
    }
    by_id
}

fn shares_are_whole(links: &[&Link]) -> bool {
    let sum: u64 = links.iter().map(|link| u64::from(link.share_bp)).sum();
    sum == u64::from(WHOLE_BP) && links.iter().all(|link| link.share_bp > 0)
}

fn kind_fits(kind: LinkKind, from: &YearProgram, to: &YearProgram) -> bool {
    let (same_name, same_department) = (from.name == to.name, from.department == to.department);
    match kind {
        LinkKind::Continue => same_name && same_department,
        LinkKind::Rename => !same_name && same_department,
        LinkKind::Transfer => !same_department,
        LinkKind::Merge | LinkKind::Split | LinkKind::New | LinkKind::Ended => true,
    }
}

/// A circle of programs that each go on only as others, such as two merged into one another; in order from the first id.
///
/// A program that partly goes on as itself may well give a part to another and take one in return.
fn find_circle(links: &[Link]) -> Option<Vec<&str>> {
    let pairs = || links.iter().filter_map(|link| Some((link.from.as_deref()?, link.to.as_deref()?)));
    let going_on: BTreeSet<&str> = pairs().filter(|(from, to)| from == to).map(|(from, _)| from).collect();
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in pairs().filter(|(from, to)| !going_on.contains(from) && !going_on.contains(to)) {
        next.entry(from).or_default().insert(to);
    }
    // What leads nowhere is on no circle; taking it away again and again leaves the circles and the ways into them.
    loop {
        let ids: BTreeSet<&str> = next.keys().copied().collect();
        let before: usize = next.values().map(BTreeSet::len).sum();
        next.values_mut().for_each(|tos| tos.retain(|to| ids.contains(to)));
        next.retain(|_, tos| !tos.is_empty());
        if next.values().map(BTreeSet::len).sum::<usize>() == before {
            break;
        }
    }
    let mut way: Vec<&str> = vec![next.keys().next()?];
    loop {
        let to = *next.get(way.last()?)?.first()?;
        if let Some(start) = way.iter().position(|id| *id == to) {
            let mut circle = way.split_off(start);
            let lowest = circle.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(at, _)| at);
            circle.rotate_left(lowest);
            return Some(circle);
        }
        way.push(to);
    }
}
