//! Public site (公表サイト): an edition in, static files out. Any web server can hold them; every page works without JavaScript.
//!
//! Nothing here reads a clock, a database or a file: the same edition and options give the same bytes.
//!
//! - [`Options`]: what the edition itself does not say
//! - [`files`]: the whole site as [`File`]s
//! - [`links::check`]: whether every link of it leads somewhere
//! - [`Site`], [`page::Frame`]: what each section's `pages` is given

mod accessibility;
pub mod assets;
mod cities;
mod clusters;
mod data;
mod discussion;
mod downloads;
mod embeds;
mod english;
mod facilities;
pub mod figure;
mod frame;
mod glossary;
mod home;
pub mod html;
mod initiatives;
pub mod lang;
pub mod links;
mod logic_models;
mod meta;
pub mod outlook;
pub mod page;
mod plan;
mod programs;
mod reading;
mod roadmap;
mod search;
mod shown;
pub mod terms;

use std::collections::{BTreeMap, BTreeSet};

use publish::edition::{Edition, Program};
use rayon::prelude::*;

use crate::lang::Lang;
use crate::page::{Frame, Section};

pub use discussion::{CONSULTATION_PAPERS, MEETING_PAPERS};

/// What the edition itself does not say (公表の設定).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The address it will be reached at, without a slash at its end, for the lines that embed a chart and the catalogue:
    /// `https://www.example.jp/henkaku`. Empty where it is not known; links inside the site never need it.
    pub base_url: String,
    /// The results of the accessibility tests as JSON; empty where none were given.
    pub accessibility: String,
    /// Documents that lie beside the pages: name, title and size in bytes.
    pub documents: Vec<Document>,
    /// The public papers of meetings and consultations that lie beside the pages, by their path from the site's root.
    pub papers: BTreeSet<String>,
}

/// A document offered for download (文書).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its path in the site, `documents/action-plan.pdf`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// One file of the site (ファイル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path from the site's root: `programs/0123.html`. Made of safe characters only, never of a name as typed.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What all pages of one site share (サイト).
#[derive(Debug)]
pub struct Site<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// What the edition does not say.
    pub options: &'a Options,
    /// Every version of each program, the latest first, by id.
    pub programs: BTreeMap<&'a str, Vec<&'a Program>>,
    /// The terms of the glossary, for linking them in texts.
    pub terms: terms::Terms,
    discussion: discussion::Index<'a>,
    english: BTreeSet<String>,
}

impl<'a> Site<'a> {
    /// The site of an edition.
    pub fn new(edition: &'a Edition, options: &'a Options) -> Site<'a> {
        let mut programs: BTreeMap<&str, Vec<&Program>> = BTreeMap::new();
        for program in &edition.programs {
            programs.entry(&program.id).or_default().push(program);
        }
        programs.values_mut().for_each(|versions| versions.sort_by_key(|program| std::cmp::Reverse(program.year)));
        Site {
            edition,
            options,
            programs,
            terms: terms::Terms::new(&edition.glossary),
            discussion: discussion::Index::of(edition),
            english: english::paths(edition).into_iter().chain(TWINS.map(str::to_owned)).collect(),
        }
    }

    /// The frame of the page at `path`, which also tells its language.
    pub fn frame(&'a self, path: &str, section: Section, title: &str) -> Frame<'a> {
        Frame {
            site: self,
            lang: Lang::of_path(path),
            title: title.to_owned(),
            description: String::new(),
            section,
            path: path.to_owned(),
            root: links::to_root(path),
        }
    }

    /// The page that `page` makes for a path, in Japanese and, where it has a twin, in English.
    fn in_languages(&self, path: &str, page: impl Fn(&str) -> File) -> Vec<File> {
        let twin = self.has_english(path).then(|| page(&format!("en/{path}")));
        std::iter::once(page(path)).chain(twin).collect()
    }

    /// Whether a Japanese page has an English twin.
    pub fn has_english(&self, path: &str) -> bool {
        self.english.contains(path)
    }

    /// Whether there is a part in this language.
    pub fn has(&self, section: Section, lang: Lang) -> bool {
        let edition = self.edition;
        let family = |name: &str| edition.pictures.iter().any(|picture| picture.family == name);
        let is_there = match section {
            Section::Programs => !edition.programs.is_empty(),
            Section::Clusters => !edition.clusters.is_empty(),
            Section::Roadmap => !edition.roadmap.bars.is_empty(),
            Section::Frame => edition.frame.target_yen != 0 || !edition.frame.entries.is_empty(),
            Section::Outlook => !edition.outlook.figures.is_empty(),
            Section::Cities => family("cities"),
            Section::Facilities => !edition.facilities.is_empty(),
            Section::Glossary => !edition.glossary.is_empty(),
            Section::Meetings => discussion::is_there(edition),
            Section::Consultations => !edition.consultations.is_empty(),
            Section::Initiatives => !edition.initiatives.is_empty(),
            Section::None => false,
            Section::Home | Section::Glance | Section::Plan | Section::Downloads | Section::Search => true,
        };
        is_there && (lang == Lang::Ja || self.has_english(section.path()))
    }

    /// Further links at the foot of every page: path, Japanese and English label.
    pub fn foot_links(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let accessibility = ("accessibility/index.html", "アクセシビリティ", "Accessibility");
        let embeds = ("embeds/index.html", "図表の埋め込み", "Embed a chart");
        let pictures = !self.edition.pictures.is_empty();
        let reading = ("reading/index.html", "このサイトの読み方", "How to read this site");
        [reading, accessibility].into_iter().chain(pictures.then_some(embeds)).collect()
    }

    /// The path of a program's page; nothing where it is not in the edition.
    pub fn program_path(&self, id: &str) -> Option<String> {
        self.programs.contains_key(id).then(|| format!("programs/{}.html", links::slug(id)))
    }

    /// The path of an initiative's page; nothing where it is not in the edition.
    pub fn initiative_path(&self, id: &str) -> Option<String> {
        self.edition.initiative(id).map(initiatives::path_of)
    }

    /// The path of a cluster's page; nothing where it is not in the edition.
    pub fn cluster_path(&self, id: &str) -> Option<String> {
        self.edition.cluster(id).map(|_| format!("clusters/{}.html", links::slug(id)))
    }
}

/// Pages whose own module makes them in both languages.
const TWINS: [&str; 5] =
    ["index.html", "glance.html", "downloads/index.html", "glossary/index.html", "search/index.html"];

/// What each section does (部の作り方): its pages from the edition.
type Pages = fn(&Edition, &Site<'_>) -> Vec<File>;

/// The sections, in no order that matters.
const SECTIONS: [Pages; 20] = [
    accessibility::pages,
    cities::pages,
    clusters::pages,
    data::pages,
    discussion::pages,
    downloads::pages,
    embeds::pages,
    facilities::pages,
    frame::pages,
    glossary::pages,
    home::pages,
    initiatives::pages,
    logic_models::pages,
    meta::pages,
    outlook::pages,
    plan::pages,
    programs::pages,
    reading::pages,
    roadmap::pages,
    search::pages,
];

/// Every file of the site of an edition, sorted by path.
pub fn files(edition: &Edition, options: &Options) -> Vec<File> {
    let site = Site::new(edition, options);
    let mut files = assets::files();
    let sections: Vec<Vec<File>> = SECTIONS.par_iter().map(|pages| pages(edition, &site)).collect();
    files.extend(sections.into_iter().flatten());
    files.extend(meta::site_map(edition, &site, &files));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
