//! Which documents there are (文書の種類), and how each is made of an edition.

use super::Document;
use super::{action_plan, evaluation, plan_book, review_results, roadmap_book};
use crate::edition::Edition;
use crate::query::Index;

/// A kind of document (文書の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// アクションプラン: which clusters start this year, their issues, direction and roadmap.
    ActionPlan,
    /// 行政評価: a summary, then a sheet a program, in volumes by bureau.
    Evaluation,
    /// 別冊1: the roadmap with its revisions.
    RoadmapBook,
    /// 別冊2: the results of the review.
    ReviewResults,
    /// The plan itself.
    PlanBook,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] =
        [Kind::ActionPlan, Kind::Evaluation, Kind::RoadmapBook, Kind::ReviewResults, Kind::PlanBook];

    /// The stable word, part of file names.
    pub fn word(self) -> &'static str {
        match self {
            Kind::ActionPlan => "action-plan",
            Kind::Evaluation => "evaluation",
            Kind::RoadmapBook => "roadmap-book",
            Kind::ReviewResults => "review-results",
            Kind::PlanBook => "plan-book",
        }
    }

    /// The kind of a stable word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// As people call it, in Japanese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Kind::ActionPlan => ("アクションプラン", "action plan"),
            Kind::Evaluation => ("行政評価", "evaluation of programs"),
            Kind::RoadmapBook => ("別冊1 工程表", "annex 1: roadmap"),
            Kind::ReviewResults => ("別冊2 点検結果", "annex 2: results of the review"),
            Kind::PlanBook => ("計画の本文", "the plan"),
        }
    }
}

/// Makes a document of an edition, in its volumes: one book for all kinds but the evaluation, which has a summary and then
/// volumes by bureau, each no larger than the type-setter can take. The same edition gives the same documents.
pub fn make(edition: &Edition, kind: Kind) -> Vec<Document> {
    volumes(&Index::new(edition), kind)
}

/// Makes a document of an edition as one book where that is not too large for the type-setter, otherwise in its volumes.
pub fn make_book(edition: &Edition, kind: Kind) -> Vec<Document> {
    let index = Index::new(edition);
    let volumes = volumes(&index, kind);
    if kind == Kind::Evaluation && !evaluation::fits_one_book(&index) {
        return volumes;
    }
    join(volumes).into_iter().collect()
}

fn volumes(index: &Index, kind: Kind) -> Vec<Document> {
    let mut volumes = match kind {
        Kind::ActionPlan => vec![action_plan::make(index)],
        Kind::Evaluation => evaluation::make(index),
        Kind::RoadmapBook => vec![roadmap_book::make(index)],
        Kind::ReviewResults => vec![review_results::make(index)],
        Kind::PlanBook => vec![plan_book::make(index)],
    };
    let count = u32::try_from(volumes.len()).unwrap_or(u32::MAX);
    for (at, volume) in (1..).zip(&mut volumes) {
        volume.volume = (at, count);
    }
    volumes
}

/// The volumes of a book as one book: the first, and the chapters of the others behind it.
pub fn join(volumes: Vec<Document>) -> Option<Document> {
    let mut volumes = volumes.into_iter();
    let mut book = volumes.next()?;
    book.volume = (1, 1);
    book.subtitle.clone_from(&book.running_head);
    book.subtitle.clear();
    for volume in volumes {
        book.blocks.extend(volume.blocks);
    }
    Some(book)
}
