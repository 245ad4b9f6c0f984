//! Index (索引): an edition made ready for many questions, so that a book of a hundred thousand figures takes seconds.

use std::collections::HashMap;

use super::tally::{Group, Tally};
use crate::edition::{Cluster, Edition, Facility, OutlookFigure, Picture, PlanFigure, Program};

/// An edition with its tallies (版の索引). It borrows the edition and changes nothing of it.
pub struct Index<'a> {
    edition: &'a Edition,
    year: i32,
    pub(super) programs: HashMap<(i32, &'a str), &'a Program>,
    pub(super) groups: HashMap<Group<'a>, Tally>,
    pub(super) clusters: HashMap<&'a str, &'a Cluster>,
    pub(super) members: HashMap<(&'a str, &'a str), usize>,
    pub(super) bars: HashMap<&'a str, i64>,
    pub(super) pictures: HashMap<&'a str, &'a Picture>,
    pub(super) plan: HashMap<&'a str, &'a PlanFigure>,
    pub(super) outlook: HashMap<&'a str, &'a OutlookFigure>,
    pub(super) facilities: HashMap<&'a str, &'a Facility>,
}

impl<'a> Index<'a> {
    /// Makes the index; one pass over the edition.
    pub fn new(edition: &'a Edition) -> Index<'a> {
        let mut index = Index {
            edition,
            year: edition.latest_year().unwrap_or_default(),
            programs: edition.programs.iter().map(|program| ((program.year, program.id.as_str()), program)).collect(),
            groups: HashMap::new(),
            clusters: edition.clusters.iter().map(|cluster| (cluster.id.as_str(), cluster)).collect(),
            members: HashMap::new(),
            bars: HashMap::new(),
            pictures: edition.pictures.iter().map(|picture| (picture.id.as_str(), picture)).collect(),
            plan: edition.plan.figures.iter().map(|figure| (figure.id.as_str(), figure)).collect(),
            outlook: edition.outlook.figures.iter().map(|figure| (figure.id.as_str(), figure)).collect(),
            facilities: edition.facilities.iter().map(|facility| (facility.id.as_str(), facility)).collect(),
        };
        for program in &edition.programs {
            let (bureau, direction) = (bureau_of(program), direction_of(program));
            for bureau in [None, Some(bureau)] {
                for direction in [None, Some(direction)] {
                    index.groups.entry(Group { year: program.year, bureau, direction }).or_default().add(program);
                }
            }
        }
        for cluster in &edition.clusters {
            for (at, member) in cluster.members.iter().enumerate() {
                index.members.insert((&cluster.id, &member.program), at);
            }
        }
        for bar in &edition.roadmap.bars {
            *index.bars.entry(&bar.cluster).or_default() += 1;
        }
        index
    }

    /// The edition it was made of.
    pub fn edition(&self) -> &'a Edition {
        self.edition
    }

    /// The year of the latest sheets, which `programs/…` without a year speaks of.
    pub fn year(&self) -> i32 {
        self.year
    }
}

/// The bureau a program belongs to; empty where no department is stated.
pub(crate) fn bureau_of(program: &Program) -> &str {
    program.department.first().map_or("", String::as_str)
}

/// The direction published of a program, as its stable word; empty where none is.
pub(crate) fn direction_of(program: &Program) -> &str {
    program.review.as_ref().map_or("", |review| review.direction.as_str())
}
