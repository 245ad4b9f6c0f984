//! What the programme itself says (計画): words in both languages, figures with their page, terms, facilities.

use serde::{Deserialize, Serialize};

/// A text in Japanese and, where there is one, in English (日英の文).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Words {
    /// Japanese.
    pub ja: String,
    /// English; empty where nobody wrote one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Words {
    /// A text in Japanese only.
    pub fn ja(text: impl Into<String>) -> Words {
        Words { ja: text.into(), en: String::new() }
    }

    /// A text in both languages.
    pub fn both(ja: impl Into<String>, en: impl Into<String>) -> Words {
        Words { ja: ja.into(), en: en.into() }
    }

    /// The English text, or the Japanese where there is none.
    pub fn english(&self) -> &str {
        if self.en.is_empty() { &self.ja } else { &self.en }
    }
}

/// What an edition is (版の奥付).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// The city's name.
    pub city: Words,
    /// The city's six-digit code.
    pub city_code: String,
    /// The plan's title.
    pub plan: Words,
    /// The number of the edition, from 1 without gaps.
    pub number: i64,
    /// The day it was published, `2026-11-22`, in Japan.
    pub published_on: String,
    /// Why it was made, in the city's words.
    pub reason: String,
    /// The office that approved it, such as 市政変革推進室; never a person's account.
    pub approved_by: String,
    /// Residents, for figures per citizen; nothing where the plan gives none.
    pub residents: Option<i64>,
    /// Where that number is from and its day.
    pub residents_source: String,
    /// Whether any program, cluster or figure of the edition is made up (例示).
    pub is_illustrative: bool,
    /// The licence of the data, by its short name, such as `CC-BY-4.0`.
    pub licence: String,
}

/// The plan's own words and figures (計画の本文).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanText {
    /// What the programme is for.
    pub purpose: Words,
    /// Its first and last fiscal year.
    pub years: (i32, i32),
    /// The principles.
    pub principles: Vec<Passage>,
    /// The strategies.
    pub strategies: Vec<Passage>,
    /// The six viewpoints of the review.
    pub viewpoints: Vec<Passage>,
    /// Figures of the plan with where they stand in it, the headline ones first.
    pub figures: Vec<PlanFigure>,
    /// The documents all sources refer to.
    pub documents: Vec<Document>,
    /// Who drives the reform and who advises it (推進体制): the body that decides first.
    pub bodies: Vec<Passage>,
    /// The meetings of the advisory council, the first one first.
    pub meetings: Vec<Meeting>,
    /// What of the meetings is not listed and why; empty when nothing is missing.
    pub meetings_note: Words,
}

/// A meeting of the advisory council (会議の開催).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meeting {
    /// Its number, from 1.
    pub number: u32,
    /// The day it was held, `2023-04-01`.
    pub date: String,
    /// What it was about.
    pub agenda: Words,
    /// Where it is written: document and page.
    pub source: String,
}

/// A titled passage of the plan in plain words (条項).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Stable id.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// What it means.
    pub text: Words,
    /// Where it is written: document and page.
    pub source: String,
}

/// A figure of the plan (計画の数値).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFigure {
    /// Stable id.
    pub id: String,
    /// What it is.
    pub label: Words,
    /// As it is shown, with its unit: `330億円`.
    pub shown: Words,
    /// The same as a plain number in its base unit (yen, persons, …), as text; empty for a rank.
    pub value: String,
    /// When it holds: `令和6年度`.
    pub as_of: Words,
    /// What kind of figure: 公表値, 読取値, 仮定, 例示.
    pub basis: Words,
    /// Where it is written: document and page.
    pub source: String,
    /// Whether it belongs to the first few that stand for the plan.
    pub is_headline: bool,
}

/// A document that sources refer to (出典).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Stable id.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// Who published it and when.
    pub published: Words,
}

/// A term of the glossary (用語).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glossary {
    /// Stable id.
    pub id: String,
    /// The term.
    pub name: Words,
    /// How it is read, in hiragana.
    pub reading: String,
    /// How it is written in running text, the usual way first.
    pub marks: Vec<String>,
    /// What it means, in plain words.
    pub meaning: Words,
    /// Where the plan first uses it.
    pub source: String,
}

/// A public facility (公共施設).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facility {
    /// Its number in the city's list.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind, in Japanese and English.
    pub kind: Words,
    /// Its uses.
    pub uses: Vec<String>,
    /// The ward or district.
    pub district: String,
    /// Floor area in square metres, with two decimals; empty where not stated.
    pub floor_area_m2: String,
    /// The fiscal year it was built.
    pub built: Option<i32>,
    /// Yearly cost in yen.
    pub cost_yen: Option<i64>,
    /// Yearly income in yen.
    pub income_yen: Option<i64>,
    /// Yearly users.
    pub users: Option<i64>,
    /// Whether it is made up.
    pub is_illustrative: bool,
}
