//! Plan folder (計画フォルダ): the text files in which a city writes its reform plan → a [`Plan`].
//!
//! Every fault is reported with file, line and field, never only the first, and a folder with any error gives no plan.
//! Reading the files from disk is left to the caller.

mod dates;
mod exhibits;
pub(crate) mod fields;
mod figures;
pub(crate) mod findings;
mod initiatives;
pub mod kinds;
mod outlook;
mod roadmap;
mod sections;
mod soundness;

use std::collections::HashSet;

use reform::plan::Plan;
use reform::{Place, Problem};
use toml::de::DeTable;

use fields::{Fields, PlanFile};
use findings::{Findings, IdKind};
pub use kinds::KINDS;

/// The files of a plan folder, each with the part of the plan it holds; all are needed but [`OPTIONAL`].
pub const FILES: [&str; 14] = [
    "city.toml",
    "principles.toml",
    "strategies.toml",
    "viewpoints.toml",
    "clusters.toml",
    "targets.toml",
    "council.toml",
    "glossary.toml",
    "population.toml",
    EXHIBITS,
    OUTLOOK,
    SOUNDNESS,
    ROADMAP,
    INITIATIVES,
];

/// The files a plan can do without: the list of its figures and tables (図表), the fiscal outlook
/// (中期財政見通し), the amounts of the soundness ratios (健全化判断比率), the roadmap (工程表), and
/// the initiatives (挑戦する市役所づくり).
pub const OPTIONAL: [&str; 5] = [EXHIBITS, OUTLOOK, SOUNDNESS, ROADMAP, INITIATIVES];

const EXHIBITS: &str = "exhibits.toml";
const OUTLOOK: &str = "outlook.toml";
const SOUNDNESS: &str = "soundness.toml";
const ROADMAP: &str = "roadmap.toml";
const INITIATIVES: &str = "initiatives.toml";

/// The most bytes one file may have.
const FILE_BYTES_MAX: usize = 1 << 20;

/// A plan that was read, and what somebody should still look at (読み取り結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanReading {
    /// The plan.
    pub plan: Plan,
    /// What does not keep the plan from being used.
    pub warnings: Vec<Problem>,
}

/// Reads a plan folder given as pairs of file name (without a path) and text.
///
/// Files that are not TOML, such as a README, are left alone.
///
/// # Errors
/// Every fault of the folder and every warning, in the order of [`FILES`] and of lines, when there is any error.
pub fn read_plan(files: &[(String, String)]) -> Result<PlanReading, Vec<Problem>> {
    let findings = Findings::default();
    let mut unread = HashSet::new();
    for (name, _) in files.iter().filter(|(name, _)| is_unknown(name)) {
        let suggestion = findings::with_suggestion(name, FILES.into_iter());
        findings.report(&kinds::UNKNOWN_FILE, Place::file(name), suggestion);
    }
    let mut folder = Folder { files, findings: &findings, unread: &mut unread };
    let city = folder.read("city.toml", sections::read_city);
    let principles = folder.read("principles.toml", sections::read_principles);
    let strategies = folder.read("strategies.toml", sections::read_strategies);
    let viewpoints = folder.read("viewpoints.toml", sections::read_viewpoints);
    let clusters = folder.read("clusters.toml", sections::read_clusters);
    let targets = folder.read("targets.toml", figures::read_targets);
    let council = folder.read("council.toml", sections::read_council);
    let glossary = folder.read("glossary.toml", sections::read_glossary);
    let population = folder.read("population.toml", sections::read_population);
    let exhibits = folder.read(EXHIBITS, exhibits::read_exhibits);
    let outlook = folder.read(OUTLOOK, outlook::read_outlook);
    let soundness = folder.read(SOUNDNESS, soundness::read_soundness);
    let roadmap = folder.read(ROADMAP, roadmap::read_roadmap);
    let initiatives = folder.read(INITIATIVES, initiatives::read_initiatives);
    let plan = || {
        let city = city?;
        let ((cluster_categories, clusters), (strategies, strategies_note)) = (clusters?, strategies?);
        let targets = targets?;
        Some(Plan {
            city: city.city,
            title: city.title,
            published: city.published,
            purpose: city.purpose,
            period: city.period,
            documents: city.documents,
            principles: principles?,
            strategies,
            strategies_note,
            viewpoints: viewpoints?,
            cluster_categories,
            clusters,
            figure_groups: targets.groups,
            figures: targets.figures,
            headline_figures: targets.headlines,
            frame: targets.frame,
            council: council?,
            glossary: glossary?,
            population: population?,
            exhibits: exhibits.unwrap_or_default(),
            outlook,
            soundness,
            roadmap,
            initiatives,
        })
    };
    let plan = plan();
    let (problems, broken) = findings.close(&FILES, &unread);
    match plan {
        Some(plan) if !broken => Ok(PlanReading { plan, warnings: problems }),
        _ => Err(problems),
    }
}

/// A commented folder for another city: file names and texts, ready to be written and edited (ひな形).
///
/// It can be read as it is; its only figures are marked 例示 (illustrative).
pub fn template() -> Vec<(&'static str, String)> {
    let texts = [
        include_str!("plan/template/city.toml"),
        include_str!("plan/template/principles.toml"),
        include_str!("plan/template/strategies.toml"),
        include_str!("plan/template/viewpoints.toml"),
        include_str!("plan/template/clusters.toml"),
        include_str!("plan/template/targets.toml"),
        include_str!("plan/template/council.toml"),
        include_str!("plan/template/glossary.toml"),
        include_str!("plan/template/population.toml"),
        include_str!("plan/template/exhibits.toml"),
        include_str!("plan/template/outlook.toml"),
        include_str!("plan/template/soundness.toml"),
        include_str!("plan/template/roadmap.toml"),
        include_str!("plan/template/initiatives.toml"),
    ];
    FILES.into_iter().zip(texts.map(str::to_owned)).collect()
}

/// Whether nobody reads this file of a plan folder; the cities' figures have a reader of their own.
fn is_unknown(name: &str) -> bool {
    name.ends_with(".toml") && !FILES.contains(&name) && name != crate::designated_cities::FILE
}

struct Folder<'f> {
    files: &'f [(String, String)],
    findings: &'f Findings,
    unread: &'f mut HashSet<IdKind>,
}

impl Folder<'_> {
    /// Reads one file; when it is not there or not TOML, what it would have defined counts as unread.
    fn read<T>(&mut self, name: &'static str, read: impl Fn(&Fields<'_>) -> Option<T>) -> Option<T> {
        let read = self.read_text(name, read);
        if read.is_none() {
            self.unread.extend(defined_in(name));
        }
        read?
    }

    fn read_text<T>(&self, name: &'static str, read: impl Fn(&Fields<'_>) -> Option<T>) -> Option<Option<T>> {
        let Some((_, text)) = self.files.iter().find(|(other, _)| other == name) else {
            if !OPTIONAL.contains(&name) {
                self.findings.report(&kinds::MISSING_FILE, Place::file(name), "");
            }
            return None;
        };
        if text.len() > FILE_BYTES_MAX {
            self.findings.report(&kinds::TOO_LARGE, Place::file(name), format!("{} bytes", text.len()));
            return None;
        }
        // Some editors put a byte-order mark first; TOML does not know it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file = PlanFile { name, text, findings: self.findings };
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut last_line = 0;
        for error in &errors {
            let line = file.line_of(error.span().map_or(0, |span| span.start));
            // One slip can upset the parser several times on one line; once is enough for people.
            if line != last_line {
                let place = Place { row: Some(line), ..Place::file(name) };
                self.findings.report(&kinds::NOT_TOML, place, error.message());
            }
            last_line = line;
        }
        if !errors.is_empty() {
            return None;
        }
        let top = Fields::top(&file, table.get_ref());
        let part = read(&top);
        top.finish();
        Some(part)
    }
}

/// The kinds of id that a file defines and other files refer to.
fn defined_in(file: &str) -> &'static [IdKind] {
    match file {
        "city.toml" => &[IdKind::Document],
        "clusters.toml" => &[IdKind::Category, IdKind::Cluster],
        "targets.toml" => &[IdKind::Figure, IdKind::FigureGroup],
        "population.toml" => &[IdKind::City],
        _ => &[],
    }
}
