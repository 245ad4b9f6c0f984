//! Proposed links (系譜の案): what the review sheets and the two inventories say of how a year came from the one before.
//!
//! A person sets what neither of them says, a split above all; what is set goes before every proposal.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::FiscalYear;

use super::{Link, LinkKind, WHOLE_BP, YearProgram};
use crate::effect::final_survivors;
use crate::labels::labels;
use crate::program::Direction;

/// What a review sheet says of where its program goes (点検シートの行き先).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The program's id.
    pub program: String,
    /// Its direction as it stands (see [`crate::review::ReviewSheet::standing_direction`]).
    pub direction: Option<Direction>,
    /// The id of the program it is merged into; the number on the sheet has to be looked up.
    pub merge_into: Option<String>,
    /// The last year it runs.
    pub last_year: Option<FiscalYear>,
}

/// A link with where it is from (案のつながり).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// The link.
    pub link: Link,
    /// Where it is from.
    pub origin: Origin,
}

/// Where a link is from (つながりの出どころ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A person set it.
    Set,
    /// A review sheet says so.
    Sheet,
    /// The program is, or is not, in the inventories of the two years.
    Inventory,
}

labels!(Origin {
    Set = "set", "設定", "set";
    Sheet = "sheet", "点検シート", "review sheet";
    Inventory = "inventory", "台帳", "inventory";
});

/// The links into a year: those set by a person, and a proposal for every program they leave out.
///
/// `this` are the programs of the year where its inventory is known: a program in it goes on, whatever its sheet said, and
/// one that is not goes where its sheet says, or ended. Without it the sheets alone speak. Programs that their sheets merge
/// into one another go on, for a person to decide. Kinds follow from numbers, names and departments, also of what was set;
/// what is set keeps its order, as what is left over goes to the last part.
pub fn propose_links(
    last: &[YearProgram],
    this: Option<&[YearProgram]>,
    year: FiscalYear,
    set: &[Link],
    answers: &[Answer],
) -> Vec<Proposed> {
    let before: BTreeMap<&str, &YearProgram> = last.iter().map(|program| (program.id.as_str(), program)).collect();
    let after: Option<BTreeMap<&str, &YearProgram>> =
        this.map(|this| this.iter().map(|program| (program.id.as_str(), program)).collect());
    let by_program: BTreeMap<&str, &Answer> = answers.iter().map(|answer| (answer.program.as_str(), answer)).collect();
    let into = |answer: &Answer| {
        let into = answer.merge_into.clone().filter(|_| answer.direction == Some(Direction::Merge))?;
        Some((answer.program.clone(), into))
    };
    let survivors = final_survivors(&answers.iter().filter_map(into).collect());
    let is_set: BTreeSet<&str> = set.iter().filter_map(|link| link.from.as_deref()).collect();
    let mut proposed: Vec<Proposed> =
        set.iter().map(|link| Proposed { link: link.clone(), origin: Origin::Set }).collect();
    for program in last.iter().filter(|program| !is_set.contains(program.id.as_str())) {
        let id = program.id.as_str();
        let ends = by_program.get(id).is_some_and(|answer| ends_before(answer, year));
        let survivor = survivors.get(id);
        let (to, origin) = match (&after, survivor) {
            (Some(after), _) if after.contains_key(id) => (Some(id.to_owned()), Origin::Inventory),
            (Some(after), Some(into)) if after.contains_key(into.as_str()) => (Some(into.clone()), Origin::Sheet),
            (Some(_), _) => (None, if ends { Origin::Sheet } else { Origin::Inventory }),
            (None, Some(into)) if before.contains_key(into.as_str()) => (Some(into.clone()), Origin::Sheet),
            (None, _) if ends => (None, Origin::Sheet),
            (None, _) => (Some(id.to_owned()), Origin::Inventory),
        };
        let link = Link { kind: LinkKind::Ended, from: Some(id.to_owned()), to, share_bp: WHOLE_BP };
        proposed.push(Proposed { link, origin });
    }
    let arrived: BTreeSet<String> = proposed.iter().filter_map(|one| one.link.to.clone()).collect();
    for program in this.unwrap_or_default().iter().filter(|program| !arrived.contains(&program.id)) {
        let link = Link { kind: LinkKind::New, from: None, to: Some(program.id.clone()), share_bp: 0 };
        proposed.push(Proposed { link, origin: Origin::Inventory });
    }
    name_kinds(&mut proposed, &before, after.as_ref().unwrap_or(&before));
    proposed
}

/// Whether the sheet says that the program no longer runs in this year.
fn ends_before(answer: &Answer, year: FiscalYear) -> bool {
    let stops = matches!(answer.direction, Some(Direction::Abolish | Direction::End | Direction::Suspend));
    stops && answer.last_year.is_none_or(|last_year| last_year < year)
}

/// Gives every link the kind that fits its ends.
fn name_kinds(proposed: &mut [Proposed], before: &BTreeMap<&str, &YearProgram>, after: &BTreeMap<&str, &YearProgram>) {
    let mut leaving: BTreeMap<String, usize> = BTreeMap::new();
    let mut arriving: BTreeMap<String, usize> = BTreeMap::new();
    for link in proposed.iter().map(|one| &one.link) {
        if let (Some(from), to) = (&link.from, &link.to) {
            *leaving.entry(from.clone()).or_default() += 1;
            if let Some(to) = to {
                *arriving.entry(to.clone()).or_default() += 1;
            }
        }
    }
    let several = |counts: &BTreeMap<String, usize>, id: &str| counts.get(id).is_some_and(|count| *count > 1);
    for link in proposed.iter_mut().map(|one| &mut one.link) {
        link.kind = match (link.from.as_deref(), link.to.as_deref()) {
            (None, _) => LinkKind::New,
            (_, None) => LinkKind::Ended,
            (Some(_), Some(to)) if several(&arriving, to) => LinkKind::Merge,
            (Some(from), Some(_)) if several(&leaving, from) => LinkKind::Split,
            (Some(from), Some(to)) => match (before.get(from), after.get(to)) {
                (Some(old), Some(new)) if old.department != new.department => LinkKind::Transfer,
                (Some(old), Some(new)) if old.name != new.name => LinkKind::Rename,
                _ => LinkKind::Continue,
            },
        };
    }
}
