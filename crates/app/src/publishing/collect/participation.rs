//! Consultations and explanation records as they are published (公表する意見公募と説明の記録).
//!
//! Of an open consultation what everybody may read of it; of a published one the table of results: what the city wrote of each
//! group, and counts. No comment, no receipt and nobody who wrote is ever read for an edition; a group of which every comment is
//! hidden stays out, and its comments are counted only.

use std::collections::BTreeMap;

use publish::edition::{ClassCount, Consultation, Explanation, Opinion, WayCount, Words};
use reform::consultation::{CommentState, ConsultationState};
use store::consultation::{CommentFilter, ConsultationRow};

use super::subjects::Subjects;
use super::words::{both, safe};
use crate::App;
use crate::consultations::{class_words, items_of};
use crate::error::AppError;
use crate::permission::Actor;

/// As many hidden comments as are looked through for their groups; no consultation holds more comments.
const HIDDEN_MOST: i64 = 200_000;

impl App {
    /// The consultations that were opened, the newest first.
    pub(super) async fn collect_consultations(&self, subjects: &Subjects) -> Result<Vec<Consultation>, AppError> {
        let rows = self.store.consultations().await?;
        let mut made = Vec::new();
        for row in rows.iter().filter(|row| row.state != ConsultationState::Draft) {
            let mut one = consultation(row, subjects);
            if row.state == ConsultationState::Published {
                self.add_results(row, &mut one).await?;
            }
            made.push(one);
        }
        Ok(made)
    }

    async fn add_results(&self, row: &ConsultationRow, one: &mut Consultation) -> Result<(), AppError> {
        let Some(results) = self.public_consultation(&Actor::visitor(), &row.slug).await?.results else {
            return Ok(());
        };
        let hidden = match results.counts.hidden {
            0 => BTreeMap::new(),
            _ => self.hidden_by_group(row.id).await?,
        };
        let shown =
            results.rows.iter().filter(|line| hidden.get(&line.group).is_none_or(|count| *count < line.opinions));
        one.opinions = shown
            .map(|line| Opinion {
                summary: line.summary.clone(),
                count: line.opinions,
                comments: line.comments,
                answer: line.answer.clone(),
                class: line.class.as_ref().map(|(class, _)| class.word().to_owned()).unwrap_or_default(),
            })
            .collect();
        one.comments = Some(results.counts.counted);
        one.opinion_count = Some(results.counts.opinions);
        let way = |(channel, comments): &(reform::consultation::Channel, i64)| WayCount {
            way: channel.word().to_owned(),
            name: both(channel.label_ja(), channel.label_en()),
            comments: *comments,
        };
        one.ways = results.counts.by_channel.iter().map(way).collect();
        one.classes = reform::consultation::AnswerClass::ALL
            .iter()
            .map(|class| {
                let own = || one.opinions.iter().filter(|opinion| opinion.class == class.word());
                let words = class_words(row, *class);
                let is_usual = words == class.label_ja();
                ClassCount {
                    class: class.word().to_owned(),
                    words: if is_usual { both(class.label_ja(), class.label_en()) } else { Words::ja(words) },
                    rows: own().count() as i64,
                    count: own().map(|opinion| opinion.count).sum(),
                }
            })
            .collect();
        Ok(())
    }

    /// How many opinions of each group are hidden.
    async fn hidden_by_group(&self, id: i64) -> Result<BTreeMap<i64, i64>, AppError> {
        let filter = CommentFilter { state: Some(CommentState::Hidden), ..CommentFilter::default() };
        let page = self.store.comments(id, &filter, (0, HIDDEN_MOST)).await?;
        let mut hidden = BTreeMap::new();
        let divided = page.rows.iter().flat_map(|comment| &comment.opinions).filter_map(|opinion| opinion.group);
        for group in page.rows.iter().filter_map(|comment| comment.group).chain(divided) {
            *hidden.entry(group).or_default() += 1;
        }
        Ok(hidden)
    }

    /// The public explanation records, the latest day first, as a visitor reads them.
    pub(super) async fn collect_explanations(&self, subjects: &Subjects) -> Result<Vec<Explanation>, AppError> {
        let rows = self.explanation_list(&Actor::visitor()).await?;
        let record = |row: &crate::explanations::ExplanationRow| Explanation {
            id: row.id.to_string(),
            day: row.day.to_string(),
            title: row.title.clone(),
            kind_name: both(row.kind.label_ja(), row.kind.label_en()),
            place: row.place.clone(),
            groups: row.groups.clone(),
            people: row.people,
            subjects: items_of(&row.items).iter().map(|item| subjects.subject(item)).collect(),
            explained: row.explained.clone(),
            said: row.said.clone(),
            changed: row.changed.clone(),
            changed_at: subjects.at_address(&row.changed_link),
            is_illustrative: row.is_demo,
        };
        Ok(rows.iter().map(record).collect())
    }
}

fn consultation(row: &ConsultationRow, subjects: &Subjects) -> Consultation {
    let is_open = row.state == ConsultationState::Open;
    let while_open = |text: &String| if is_open { text.clone() } else { String::new() };
    let (state, state_name) = match row.state {
        ConsultationState::Draft | ConsultationState::Open => ("open", both("募集中", "open")),
        // That every answer is written is told when they are published.
        ConsultationState::Closed | ConsultationState::Answered => {
            ("closed", both("締切（回答作成中）", "closed, answers are being written"))
        }
        ConsultationState::Published => ("published", both("結果公表済", "results published")),
    };
    Consultation {
        id: safe(&row.slug),
        title: row.title.clone(),
        outline: row.outline.clone(),
        subjects: items_of(&row.items).iter().map(|item| subjects.subject(item)).collect(),
        first: row.first.to_string(),
        last: row.last.to_string(),
        state: state.to_owned(),
        state_name,
        how_to_send: while_open(&row.how_to_send),
        contact: while_open(&row.contact),
        questions: row.questions.iter().map(|(words, _)| words.clone()).collect(),
        published_on: row.published.map(|day| day.to_string()).unwrap_or_default(),
        is_illustrative: row.is_demo,
        ..Consultation::default()
    }
}
