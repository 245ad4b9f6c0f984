//! Reform plan (市政変革推進プラン): what a city has decided to change, why, by how much, and where that is written.
//!
//! A plan is data that a city writes as a folder of text files (see `docs/guides/plan-folder.md`). Here it is plain
//! values: no file or wire format is known. Names and figures are the plan's own; explanations are in plain words.

mod city_code;
mod exhibit;
mod figure;
mod frame;
mod glossary;
pub mod outlook;
mod population;
pub mod soundness;

pub use city_code::{CityCode, InvalidCityCode};
pub use exhibit::{Exhibit, ExhibitData};
pub use figure::{
    AsOf, Basis, CalendarDate, Figure, FigureGroup, FigureRole, FigureValue, NoSuchDay, Precision, RankSide,
};
pub use frame::{FrameCategory, FrameTarget, PlanFrame};
pub use glossary::{Segment, Term, TermFinder};
pub use population::{AgingRateGap, PopulationAverage, PopulationRow, PopulationTable};

use std::fmt;

use fiscal::FiscalYear;

/// A city's whole reform plan (市政変革推進プラン).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The city whose plan it is.
    pub city: City,
    /// The plan's title.
    pub title: Text,
    /// When it was published, as precisely as is known: `2024-03`.
    pub published: String,
    /// What the plan is for, in a few sentences.
    pub purpose: Text,
    /// The first and the last fiscal year of the reform period (計画期間).
    pub period: (FiscalYear, FiscalYear),
    /// The documents that names and figures come from (出典).
    pub documents: Vec<Document>,
    /// The ground rules every official keeps in mind (基本原則).
    pub principles: Vec<Principle>,
    /// The priorities that freed money goes to (重点戦略).
    pub strategies: Vec<Strategy>,
    /// What a reader should know about how the strategies are explained here.
    pub strategies_note: Option<Text>,
    /// The questions every program is asked (見直しの視点).
    pub viewpoints: Vec<Viewpoint>,
    /// The kinds of cluster (事業クラスターの分類).
    pub cluster_categories: Vec<ClusterCategory>,
    /// Bundles of programs that are analysed together (事業クラスター).
    pub clusters: Vec<Cluster>,
    /// The subjects that figures are grouped by.
    pub figure_groups: Vec<FigureGroup>,
    /// Targets and the facts behind them (目標値・背景の数値).
    pub figures: Vec<Figure>,
    /// The ids of the figures that lead, most important first (主な数値); may be empty.
    pub headline_figures: Vec<String>,
    /// The investment frame: what it is for, and how much by when (次世代投資枠).
    pub frame: PlanFrame,
    /// Who drives the reform and who advises it (推進体制).
    pub council: Council,
    /// The plan's own glossary (用語集).
    pub glossary: Vec<Term>,
    /// How the city compares with its peers in population (人口比較).
    pub population: PopulationTable,
    /// The plan's figures and tables (図表), in its order; empty where nobody has listed them.
    pub exhibits: Vec<Exhibit>,
    /// What the medium-term fiscal outlook is made from (中期財政見通し), where the city has written it.
    pub outlook: Option<outlook::PlanOutlook>,
    /// What the soundness ratios are worked out from (健全化判断比率), where the city has written it.
    pub soundness: Option<soundness::PlanSoundness>,
    /// What happens in which quarters (工程表), where the city has written it.
    pub roadmap: Option<crate::roadmap::PlanRoadmap>,
    /// How the city hall changes itself (挑戦する市役所づくり), where the city has written it.
    pub initiatives: Option<crate::initiative::PlanInitiatives>,
}

/// How many figures lead where the plan does not say which.
const HEADLINES_UNSAID: usize = 5;

/// A text in Japanese with English beside it (日英の文).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text {
    /// The Japanese text; it leads, and is never empty in a plan that was read.
    pub ja: String,
    /// The English text, where somebody has written one.
    pub en: Option<String>,
}

/// The city of a plan (市).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    /// Its name.
    pub name: Text,
    /// Its six-digit code.
    pub code: CityCode,
    /// The id of the figure that gives its population.
    pub population_figure: String,
}

/// A document that something is taken from (出典の文書).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Stable id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Who published it.
    pub publisher: Text,
    /// When, as precisely as is known.
    pub published: String,
    /// Anything a reader should know about it.
    pub note: Option<Text>,
}

/// Where in a document something stands (出典の箇所).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Source {
    /// The id of the [`Document`].
    pub document: String,
    /// The page number printed in it.
    pub page: Option<u32>,
    /// The section: `第2 3（2）`.
    pub section: Option<String>,
    /// The figure or table: `図2-1`, `表1-1`.
    pub exhibit: Option<String>,
}

/// A ground rule of the reform (基本原則).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principle {
    /// Stable id.
    pub id: String,
    /// Its title as the plan words it.
    pub title: Text,
    /// What it asks of people, in plain words.
    pub explanation: Text,
    /// Where it stands.
    pub source: Source,
}

/// A priority that freed money goes to (重点戦略).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strategy {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// What it means, in plain words.
    pub explanation: Text,
    /// Where it stands.
    pub source: Source,
}

/// A question every program is asked when it is reviewed (見直しの視点).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewpoint {
    /// Stable id.
    pub id: String,
    /// Its title as the plan words it.
    pub title: Text,
    /// Why the question is asked (課題背景), in plain words.
    pub background: Text,
    /// What to look at when asking it (留意点), in plain words.
    pub attention: Text,
    /// Where it stands.
    pub source: Source,
}

/// How much of a list the source gives in readable form (掲載状況).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listing {
    /// All of it.
    Full,
    /// Only the main entries.
    MainOnly,
    /// Only as a picture, so nothing was transcribed.
    ImageOnly,
}

/// A kind of cluster (事業クラスターの分類).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterCategory {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// What belongs to it, in plain words.
    pub explanation: Text,
    /// How much of its clusters the source gives.
    pub listing: Listing,
    /// What is missing and why, when something is.
    pub listing_note: Option<Text>,
    /// Where it stands.
    pub source: Source,
}

/// A bundle of related programs that are analysed together (事業クラスター).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Stable id.
    pub id: String,
    /// The id of its [`ClusterCategory`].
    pub category: String,
    /// Its name as the roadmap gives it.
    pub name: Text,
    /// What is looked at, in plain words.
    pub explanation: Text,
    /// Where it stands.
    pub source: Source,
}

/// Who drives the reform and who advises it (推進体制).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Council {
    /// The bodies, first the one that decides.
    pub bodies: Vec<Body>,
    /// How much of the list of meetings the source gives.
    pub meetings_listing: Listing,
    /// What is missing and why, when something is.
    pub meetings_note: Option<Text>,
    /// The meetings held.
    pub meetings: Vec<Meeting>,
}

/// A body of the reform's organisation (本部・会議).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// What it does, in plain words.
    pub explanation: Text,
    /// Who presides over it.
    pub chair: Option<Text>,
    /// The day it was set up.
    pub established: Option<CalendarDate>,
    /// Where it stands.
    pub source: Source,
}

/// One meeting of the advisory council (会議の開催).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// Its number, from 1.
    pub number: u32,
    /// The day it was held.
    pub date: CalendarDate,
    /// What it was about.
    pub agenda: Text,
    /// Where it stands.
    pub source: Source,
}

impl Plan {
    /// The figure with this id.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }

    /// The figures that lead (主な数値), most important first: those the plan names, else its first few.
    pub fn headlines(&self) -> Vec<&Figure> {
        let named: Vec<&Figure> = self.headline_figures.iter().filter_map(|id| self.figure(id)).collect();
        if named.is_empty() { self.figures.iter().take(HEADLINES_UNSAID).collect() } else { named }
    }

    /// The document with this id.
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// The glossary term with this id.
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.glossary.iter().find(|term| term.id == id)
    }

    /// The clusters of one category, in the plan's order.
    pub fn clusters_of<'a>(&'a self, category: &'a str) -> impl Iterator<Item = &'a Cluster> {
        self.clusters.iter().filter(move |cluster| cluster.category == category)
    }

    /// The figures of one group, in the plan's order.
    pub fn figures_of<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Figure> {
        self.figures.iter().filter(move |figure| figure.group == group)
    }
}

impl Text {
    /// A text in Japanese only.
    pub fn japanese(ja: impl Into<String>) -> Text {
        Text { ja: ja.into(), en: None }
    }

    /// The English text, or the Japanese where there is none.
    pub fn en_or_ja(&self) -> &str {
        self.en.as_deref().unwrap_or(&self.ja)
    }
}

/// `p.17 第2 3（2） 図2-1`, leaving out what is not known; the document is shown by its own title.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = self.page.map(|page| format!("p.{page}"));
        let parts: Vec<&str> =
            [&page, &self.section, &self.exhibit].into_iter().flatten().map(String::as_str).collect();
        f.write_str(&parts.join(" "))
    }
}
