//! An edition cut into items (版の要素): each kept once by its digest, compared, and served one by one.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Edition;

/// What an item is (要素の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// 版の奥付: one an edition.
    About,
    /// 計画の本文: one an edition.
    Plan,
    /// 予算事務事業: one a program and year.
    Program,
    /// 分類: one a category.
    Category,
    /// 事業クラスター: one a cluster.
    Cluster,
    /// 工程表: one an edition.
    Roadmap,
    /// 次世代投資枠: one an edition.
    Frame,
    /// 財政見通し: one an edition.
    Outlook,
    /// 図表: one a picture.
    Picture,
    /// 公共施設: one a facility.
    Facility,
    /// 用語: one a term.
    Glossary,
    /// 会議体: one a body.
    Body,
    /// 会議: one a public meeting.
    Meeting,
    /// 意見と答え: one a remark.
    Remark,
    /// 意見公募: one a consultation.
    Consultation,
    /// 説明の記録: one a record.
    Explanation,
    /// 挑戦する市役所のテーマ: one an edition.
    Themes,
    /// 挑戦する市役所の取組: one an initiative.
    Initiative,
}

impl ItemKind {
    /// Every kind, in the order items are kept.
    pub const ALL: [ItemKind; 18] = [
        ItemKind::About,
        ItemKind::Plan,
        ItemKind::Program,
        ItemKind::Category,
        ItemKind::Cluster,
        ItemKind::Roadmap,
        ItemKind::Frame,
        ItemKind::Outlook,
        ItemKind::Picture,
        ItemKind::Facility,
        ItemKind::Glossary,
        ItemKind::Body,
        ItemKind::Meeting,
        ItemKind::Remark,
        ItemKind::Consultation,
        ItemKind::Explanation,
        ItemKind::Themes,
        ItemKind::Initiative,
    ];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            ItemKind::About => "about",
            ItemKind::Plan => "plan",
            ItemKind::Program => "program",
            ItemKind::Category => "category",
            ItemKind::Cluster => "cluster",
            ItemKind::Roadmap => "roadmap",
            ItemKind::Frame => "frame",
            ItemKind::Outlook => "outlook",
            ItemKind::Picture => "picture",
            ItemKind::Facility => "facility",
            ItemKind::Glossary => "glossary",
            ItemKind::Body => "body",
            ItemKind::Meeting => "meeting",
            ItemKind::Remark => "remark",
            ItemKind::Consultation => "consultation",
            ItemKind::Explanation => "explanation",
            ItemKind::Themes => "themes",
            ItemKind::Initiative => "initiative",
        }
    }

    /// The kind of a stable word.
    pub fn from_word(word: &str) -> Option<ItemKind> {
        ItemKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// As people call it, in Japanese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            ItemKind::About => ("奥付", "about"),
            ItemKind::Plan => ("計画の本文", "the plan"),
            ItemKind::Program => ("予算事務事業", "programs"),
            ItemKind::Category => ("分類", "categories"),
            ItemKind::Cluster => ("事業クラスター", "clusters"),
            ItemKind::Roadmap => ("工程表", "roadmap"),
            ItemKind::Frame => ("次世代投資枠", "investment frame"),
            ItemKind::Outlook => ("財政見通し", "outlook"),
            ItemKind::Picture => ("図表", "charts"),
            ItemKind::Facility => ("公共施設", "facilities"),
            ItemKind::Glossary => ("用語", "glossary"),
            ItemKind::Body => ("会議体", "bodies"),
            ItemKind::Meeting => ("会議", "meetings"),
            ItemKind::Remark => ("意見と答え", "remarks and answers"),
            ItemKind::Consultation => ("意見公募", "public comment"),
            ItemKind::Explanation => ("説明の記録", "explanation records"),
            ItemKind::Themes => ("挑戦する市役所のテーマ", "themes of the city hall"),
            ItemKind::Initiative => ("挑戦する市役所の取組", "initiatives"),
        }
    }
}

/// One item of an edition (要素).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its key within the kind: a program's `2026/0123`, a cluster's id; empty where there is one an edition.
    pub key: String,
    /// What people call it, in Japanese.
    pub title: String,
    /// It as JSON, fields in a fixed order: the same value is always the same text.
    pub body: String,
}

/// Why items do not make an edition (読めない要素).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} {key}: {said}")]
pub struct ItemFault {
    /// The kind's stable word.
    pub kind: &'static str,
    /// The item's key.
    pub key: String,
    /// What is wrong.
    pub said: String,
}

/// What the themes are called, in Japanese.
pub(crate) const THEMES_TITLE: &str = "挑戦する市役所のテーマ";

/// Cuts an edition into items, by kind and in the edition's own order.
///
/// # Errors
/// When two items would have the same key, so that one would be lost.
pub fn items(edition: &Edition) -> Result<Vec<Item>, ItemFault> {
    let mut cut = Cut::default();
    cut.one(ItemKind::About, &edition.plan_title(), &edition.about)?;
    cut.one(ItemKind::Plan, &edition.plan_title(), &edition.plan)?;
    for program in &edition.programs {
        cut.add(ItemKind::Program, format!("{}/{}", program.year, program.id), &program.name, program)?;
    }
    for category in &edition.categories {
        cut.add(ItemKind::Category, category.id.clone(), &category.name.ja, category)?;
    }
    for cluster in &edition.clusters {
        cut.add(ItemKind::Cluster, cluster.id.clone(), &cluster.name.ja, cluster)?;
    }
    cut.one(ItemKind::Roadmap, "工程表", &edition.roadmap)?;
    cut.one(ItemKind::Frame, "次世代投資枠", &edition.frame)?;
    cut.one(ItemKind::Outlook, "財政見通し", &edition.outlook)?;
    for picture in &edition.pictures {
        cut.add(ItemKind::Picture, picture.id.clone(), &picture.ja.title, picture)?;
    }
    for facility in &edition.facilities {
        cut.add(ItemKind::Facility, facility.id.clone(), &facility.name, facility)?;
    }
    for term in &edition.glossary {
        cut.add(ItemKind::Glossary, term.id.clone(), &term.name.ja, term)?;
    }
    for body in &edition.bodies {
        cut.add(ItemKind::Body, body.id.clone(), &body.name.ja, body)?;
    }
    for meeting in &edition.meetings {
        cut.add(ItemKind::Meeting, meeting.id.clone(), &meeting.title().ja, meeting)?;
    }
    for remark in &edition.remarks {
        cut.add(ItemKind::Remark, remark.id.clone(), &remark.title(), remark)?;
    }
    for consultation in &edition.consultations {
        cut.add(ItemKind::Consultation, consultation.id.clone(), &consultation.title, consultation)?;
    }
    for explanation in &edition.explanations {
        cut.add(ItemKind::Explanation, explanation.id.clone(), &explanation.title, explanation)?;
    }
    cut.one(ItemKind::Themes, THEMES_TITLE, &edition.themes)?;
    for initiative in &edition.initiatives {
        cut.add(ItemKind::Initiative, initiative.id.clone(), &initiative.name.ja, initiative)?;
    }
    Ok(cut.items)
}

/// Puts an edition together from items in any number of kinds, keeping the order in which they come.
///
/// # Errors
/// When an item's body is not what its kind says.
pub fn from_items<'a>(items: impl IntoIterator<Item = &'a Item>) -> Result<Edition, ItemFault> {
    let mut edition = Edition::default();
    for item in items {
        match item.kind {
            ItemKind::About => edition.about = read(item)?,
            ItemKind::Plan => edition.plan = read(item)?,
            ItemKind::Program => edition.programs.push(read(item)?),
            ItemKind::Category => edition.categories.push(read(item)?),
            ItemKind::Cluster => edition.clusters.push(read(item)?),
            ItemKind::Roadmap => edition.roadmap = read(item)?,
            ItemKind::Frame => edition.frame = read(item)?,
            ItemKind::Outlook => edition.outlook = read(item)?,
            ItemKind::Picture => edition.pictures.push(read(item)?),
            ItemKind::Facility => edition.facilities.push(read(item)?),
            ItemKind::Glossary => edition.glossary.push(read(item)?),
            ItemKind::Body => edition.bodies.push(read(item)?),
            ItemKind::Meeting => edition.meetings.push(read(item)?),
            ItemKind::Remark => edition.remarks.push(read(item)?),
            ItemKind::Consultation => edition.consultations.push(read(item)?),
            ItemKind::Explanation => edition.explanations.push(read(item)?),
            ItemKind::Themes => edition.themes = read(item)?,
            ItemKind::Initiative => edition.initiatives.push(read(item)?),
        }
    }
    Ok(edition)
}

#[derive(Default)]
struct Cut {
    items: Vec<Item>,
    seen: BTreeSet<(ItemKind, String)>,
}

impl Cut {
    fn one(&mut self, kind: ItemKind, title: &str, value: &impl Serialize) -> Result<(), ItemFault> {
        self.add(kind, String::new(), title, value)
    }

    fn add(&mut self, kind: ItemKind, key: String, title: &str, value: &impl Serialize) -> Result<(), ItemFault> {
        let fault = |said: String| ItemFault { kind: kind.word(), key: key.clone(), said };
        if !self.seen.insert((kind, key.clone())) {
            return Err(fault("there are two of this key".into()));
        }
        let body = serde_json::to_string(value).map_err(|error| fault(error.to_string()))?;
        self.items.push(Item { kind, key, title: title.to_owned(), body });
        Ok(())
    }
}

impl Edition {
    fn plan_title(&self) -> String {
        self.about.plan.ja.clone()
    }
}

fn read<T: DeserializeOwned>(item: &Item) -> Result<T, ItemFault> {
    serde_json::from_str(&item.body).map_err(|error| ItemFault {
        kind: item.kind.word(),
        key: item.key.clone(),
        said: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::example;

    #[test]
    fn an_edition_cut_into_items_is_the_same_edition_again() {
        let edition = example::edition(40);
        let cut = items(&edition).unwrap();
        assert!(cut.len() > 50);
        assert_eq!(from_items(&cut).unwrap(), edition);
        assert_eq!(items(&edition).unwrap(), cut);
    }

    #[test]
    fn two_items_of_one_key_are_refused_and_a_broken_body_is_named() {
        let mut edition = example::edition(2);
        let twin = edition.programs[0].clone();
        edition.programs.push(twin);
        assert_eq!(items(&edition).unwrap_err().kind, "program");
        let broken =
            Item { kind: ItemKind::Program, key: "2026/1".into(), title: "x".into(), body: "{\"year\": \"x\"}".into() };
        assert_eq!(from_items([&broken]).unwrap_err().key, "2026/1");
    }
}
