//! Edition (公表版): everything that is published at one moment, as plain values. It never changes once it is approved.
//!
//! The public site, the documents, the open data and the public API are made of an edition and of nothing else, so what is
//! not in it cannot be shown. An edition holds only what citizens may see: no account, no draft, no comment, no address.
//! Money is whole yen ([`Yen`](fiscal::Yen) written as an integer), a fiscal year is the year it begins in, a quantity is
//! text with its own number of decimals. Whatever was made up says so in its [`Basis`](crate::chart::Basis).
//!
//! - [`Item`]: the same cut into pieces that are kept, compared and served one by one
//! - [`differences`]: what an edition changes against the one before
//! - [`example`]: an illustrative edition for tests and benchmarks

mod cluster;
mod difference;
mod discussion;
pub mod example;
mod initiative;
mod item;
mod money;
mod picture;
mod program;
mod programme;
mod roadmap;

pub use cluster::{Category, Cluster, DecidedOption, LogicEdge, LogicModel, LogicNode, Member, YearMoney};
pub use difference::{Change, Difference, FieldDifference, differences};
pub use discussion::{
    AgendaItem, Attendance, Body, BodyMember, ClassCount, Consultation, Explanation, Opinion, Outcome, Paper,
    PublicMeeting, Remark, Speech, Subject, WayCount,
};
pub use initiative::{Initiative, InitiativeKpi, KpiValue, Theme, Themes};
pub(crate) use item::THEMES_TITLE;
pub use item::{Item, ItemFault, ItemKind, from_items, items};
pub use money::{FrameEntry, FramePublished, FrameYear, Lever, LeverResponse, Outlook, OutlookFigure};
pub use picture::{Picture, PictureData, PictureTable, TableCell};
pub use program::{Indicator, IndicatorYear, Measure, Money, Program, Review, ReviewAnswer, Staff};
pub use programme::{About, Document, Facility, Glossary, Meeting, Passage, PlanFigure, PlanText, Words};
pub use roadmap::{Bar, Revision, Roadmap};

use serde::{Deserialize, Serialize};

/// Everything published at one moment (公表版).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edition {
    /// What it is: city, number, day, who approved it.
    pub about: About,
    /// The plan's own words and figures: purpose, principles, strategies, viewpoints, figures with their page.
    pub plan: PlanText,
    /// Programs, by year and then by id.
    pub programs: Vec<Program>,
    /// Categories of clusters, in the plan's order.
    pub categories: Vec<Category>,
    /// Clusters, in the order of their category.
    pub clusters: Vec<Cluster>,
    /// The roadmap as published.
    pub roadmap: Roadmap,
    /// The investment frame with its ledger.
    pub frame: FramePublished,
    /// The outlook of bonds, fund and ratios, with what a reader can try.
    pub outlook: Outlook,
    /// Charts with their tables: the plan's figures, the outlook, the comparison of cities, facilities.
    pub pictures: Vec<Picture>,
    /// Public facilities, by id.
    pub facilities: Vec<Facility>,
    /// Terms in the order of their reading.
    pub glossary: Vec<Glossary>,
    /// Bodies with their members.
    pub bodies: Vec<Body>,
    /// Public meetings, the latest day first.
    pub meetings: Vec<PublicMeeting>,
    /// Remarks with their answers, by number.
    pub remarks: Vec<Remark>,
    /// Consultations that were opened, the newest first.
    pub consultations: Vec<Consultation>,
    /// Public explanation records, the latest day first.
    pub explanations: Vec<Explanation>,
    /// The themes of the city hall that keeps trying.
    pub themes: Themes,
    /// Its initiatives, in the order of their themes.
    pub initiatives: Vec<Initiative>,
}

impl Edition {
    /// The program of this id in its latest year.
    pub fn program(&self, external_id: &str) -> Option<&Program> {
        self.programs.iter().filter(|program| program.id == external_id).max_by_key(|program| program.year)
    }

    /// The cluster of this id.
    pub fn cluster(&self, id: &str) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.id == id)
    }

    /// The picture of this id.
    pub fn picture(&self, id: &str) -> Option<&Picture> {
        self.pictures.iter().find(|picture| picture.id == id)
    }

    /// The meeting of this id.
    pub fn meeting(&self, id: &str) -> Option<&PublicMeeting> {
        self.meetings.iter().find(|meeting| meeting.id == id)
    }

    /// The initiative of this id.
    pub fn initiative(&self, id: &str) -> Option<&Initiative> {
        self.initiatives.iter().find(|initiative| initiative.id == id)
    }

    /// The latest year of any program.
    pub fn latest_year(&self) -> Option<i32> {
        self.programs.iter().map(|program| program.year).max()
    }
}
