//! The board of remarks (意見の一覧): the unanswered first, the late before all, and how many there are by meeting and theme.

use std::collections::BTreeMap;

use reform::discussion::ItemRef;
use reform::discussion::remark::{RemarkOutcome, RemarkState};
use reform::plan::{CalendarDate, Text};
use reform::search_text::fold;

use super::RemarkLine;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Which remarks (一覧の条件).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemarkFilter {
    /// Only in this state.
    pub state: Option<RemarkState>,
    /// Only late ones.
    pub is_overdue: bool,
    /// Only about this, whatever the place.
    pub item: Option<ItemRef>,
    /// Only of this meeting.
    pub meeting: Option<i64>,
    /// Only of this theme.
    pub theme: String,
    /// Only what holds these words, in the remark or its response.
    pub words: String,
}

/// The remarks that fit (意見の一覧).
#[derive(Clone, Debug)]
pub struct RemarkBoard {
    /// The remarks, the late first, then the open by day, then the others from the latest.
    pub lines: Vec<RemarkLine>,
    /// How many there are in each state, whatever the filter.
    pub counts: BTreeMap<RemarkState, usize>,
    /// How many are late, whatever the filter.
    pub overdue: usize,
    /// Every theme there is.
    pub themes: Vec<String>,
}

/// The remarks about one thing (対象への意見).
#[derive(Clone, Debug, Default)]
pub struct RemarksOfItem {
    /// How many there are.
    pub all: usize,
    /// How many wait for a response.
    pub open: usize,
    /// The latest few.
    pub latest: Vec<RemarkLine>,
}

/// How many remarks there are about each thing, and how many of them are open (対象ごとの件数).
pub type RemarkCounts = BTreeMap<ItemRef, (usize, usize)>;

/// Remarks of one meeting or theme by state (集計の行).
#[derive(Clone, Debug)]
pub struct StatisticsRow {
    /// The meeting or the theme; empty for none.
    pub name: Text,
    /// How many there are in each state.
    pub counts: BTreeMap<RemarkState, usize>,
    /// How many are late.
    pub overdue: usize,
    /// How many led to a revision or a changed analysis.
    pub with_outcome: usize,
}

/// How many remarks there are by meeting and by theme (意見の集計).
#[derive(Clone, Debug)]
pub struct RemarkStatistics {
    /// By meeting, the latest first; those of no meeting last.
    pub by_meeting: Vec<StatisticsRow>,
    /// By theme; those of no theme last.
    pub by_theme: Vec<StatisticsRow>,
}

impl StatisticsRow {
    /// All of them.
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }
}

impl App {
    /// The remarks that fit; hidden ones only for who may hide them.
    ///
    /// # Errors
    /// When the actor may not see remarks, or the database fails.
    pub async fn remark_board(&self, actor: &Actor, filter: &RemarkFilter) -> Result<RemarkBoard, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let mut lines = self.visible_remarks(actor, None).await?;
        let mut counts: BTreeMap<RemarkState, usize> = RemarkState::ALL.iter().map(|state| (*state, 0)).collect();
        lines.iter().for_each(|line| *counts.entry(line.remark.state).or_default() += 1);
        let overdue = lines.iter().filter(|line| line.is_overdue).count();
        let mut themes: Vec<String> = lines.iter().map(|line| line.remark.theme.clone()).collect();
        themes.sort_unstable();
        themes.dedup();
        themes.retain(|theme| !theme.is_empty());
        let words = fold(&filter.words);
        lines.retain(|line| {
            let remark = &line.remark;
            let same = |item: &ItemRef| item.kind == remark.item.kind && item.id == remark.item.id;
            filter.state.is_none_or(|state| remark.state == state)
                && (!filter.is_overdue || line.is_overdue)
                && filter.item.as_ref().is_none_or(same)
                && filter.meeting.is_none_or(|meeting| remark.meeting == Some(meeting))
                && (filter.theme.is_empty() || remark.theme == filter.theme)
                // The speaker is not searched: a name that is kept back must not be found by trying.
                && (words.is_empty() || fold(&remark.body).contains(&words) || fold(&remark.response).contains(&words))
        });
        lines.sort_by_key(|line| {
            let remark = &line.remark;
            let due = remark.due.map_or((i32::MAX, 0, 0), CalendarDate::parts);
            let is_open = remark.state == RemarkState::Open;
            (!line.is_overdue, !is_open, is_open.then_some(due), -remark.id)
        });
        Ok(RemarkBoard { lines, counts, overdue, themes })
    }

    /// The remarks about one thing; nothing for who may not see remarks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remarks_of_item(&self, actor: &Actor, item: &ItemRef) -> Result<Option<RemarksOfItem>, AppError> {
        if !actor.may(Action::ReadDiscussion) {
            return Ok(None);
        }
        let mut lines = self.visible_remarks(actor, Some(item)).await?;
        let (all, open) = (lines.len(), lines.iter().filter(|line| line.remark.state == RemarkState::Open).count());
        lines.reverse();
        lines.truncate(3);
        Ok(Some(RemarksOfItem { all, open, latest: lines }))
    }

    /// How many remarks there are about each thing, and how many of them wait for a response; without their places.
    /// Nothing for who may not see remarks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remark_counts(&self, actor: &Actor) -> Result<RemarkCounts, AppError> {
        let mut counts = RemarkCounts::new();
        if !actor.may(Action::ReadDiscussion) {
            return Ok(counts);
        }
        for row in self.store.remarks(None).await? {
            if !row.hidden_reason.is_empty() && !actor.may(Action::ManageRemarks) {
                continue;
            }
            let thing = ItemRef { place: String::new(), ..row.item };
            let (all, open) = counts.entry(thing).or_default();
            *all += 1;
            *open += usize::from(row.state == RemarkState::Open);
        }
        Ok(counts)
    }

    /// The remarks that led to this version of the roadmap, this snapshot or this edition.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remarks_behind(&self, actor: &Actor, outcome: &RemarkOutcome) -> Result<Vec<RemarkLine>, AppError> {
        if !actor.may(Action::ReadDiscussion) {
            return Ok(Vec::new());
        }
        let mut lines = self.visible_remarks(actor, None).await?;
        lines.retain(|line| line.remark.outcome.as_ref() == Some(outcome));
        Ok(lines)
    }

    /// How many remarks there are by meeting and by theme.
    ///
    /// # Errors
    /// When the actor may not see remarks, or the database fails.
    pub async fn remark_statistics(&self, actor: &Actor) -> Result<RemarkStatistics, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let lines = self.visible_remarks(actor, None).await?;
        let mut by_meeting: BTreeMap<(bool, i64), StatisticsRow> = BTreeMap::new();
        let mut by_theme: BTreeMap<(bool, String), StatisticsRow> = BTreeMap::new();
        for line in &lines {
            let meeting = line.remark.meeting;
            let theme = &line.remark.theme;
            let key = (meeting.is_none(), -meeting.unwrap_or_default());
            let occasion = || if meeting.is_none() { Text::japanese("") } else { line.occasion.clone() };
            add(by_meeting.entry(key).or_insert_with(|| row(occasion())), line);
            let key = (theme.is_empty(), theme.clone());
            add(by_theme.entry(key).or_insert_with(|| row(Text::japanese(theme))), line);
        }
        let by_theme = by_theme.into_values().collect();
        Ok(RemarkStatistics { by_meeting: by_meeting.into_values().collect(), by_theme })
    }

    async fn visible_remarks(&self, actor: &Actor, item: Option<&ItemRef>) -> Result<Vec<RemarkLine>, AppError> {
        let mut rows = self.store.remarks(item).await?;
        if !actor.may(Action::ManageRemarks) {
            rows.retain(|row| row.hidden_reason.is_empty());
        }
        self.remark_lines(actor, rows).await
    }
}

fn row(name: Text) -> StatisticsRow {
    StatisticsRow { name, counts: BTreeMap::new(), overdue: 0, with_outcome: 0 }
}

fn add(row: &mut StatisticsRow, line: &RemarkLine) {
    *row.counts.entry(line.remark.state).or_default() += 1;
    row.overdue += usize::from(line.is_overdue);
    row.with_outcome += usize::from(line.remark.outcome.is_some());
}
