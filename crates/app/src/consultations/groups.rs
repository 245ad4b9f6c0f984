//! Grouping, answering and moderating (意見の整理): the engine proposes, people confirm, move, split, merge and answer.

use reform::consultation::{AnswerClass, CommentState, ConsultationState, propose, visible};
use store::consultation::{Division, MoveFault};

use super::edit::reason_of;
use super::{
    CommentFilter, CommentRow, ConsultationRow, Counts, DIVISION, DuplicateRow, FloodRow, GROUP_TEXT, GroupRow,
    GroupText, MOVE, STATE_CHANGED,
};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// Comments on a page.
pub const COMMENTS_PER_PAGE: i64 = 50;

/// The longest summary and the longest answer, in characters.
const SUMMARY_CHARS: usize = 400;
const ANSWER_CHARS: usize = 2_000;

/// The most opinions one comment is divided into, and the longest of them in characters.
pub const OPINIONS_MOST: usize = 20;
const OPINION_CHARS: usize = 2_000;

/// The most opinions moved at once: those of a page.
const MOVED_MOST: usize = 200;

/// A page of comments (意見の一覧).
#[derive(Clone, Debug)]
pub struct CommentList {
    /// The consultation.
    pub consultation: ConsultationRow,
    /// The comments of the page.
    pub rows: Vec<CommentRow>,
    /// How many there are in all.
    pub total: i64,
    /// The page, from 1.
    pub page: i64,
    /// How many pages there are.
    pub pages: i64,
    /// Whether comments may be divided and grouped now.
    pub may_work: bool,
}

/// The groups of a consultation (意見のグループの一覧).
#[derive(Clone, Debug)]
pub struct GroupList {
    /// The consultation.
    pub consultation: ConsultationRow,
    /// The groups with comments of the page, the largest first, each with its first comment.
    pub groups: Vec<(GroupRow, Option<CommentRow>)>,
    /// How many groups with comments there are.
    pub total: i64,
    /// The page, from 1.
    pub page: i64,
    /// How many pages there are.
    pub pages: i64,
    /// How many comments there are.
    pub counts: Counts,
    /// Whether the actor may work on them now.
    pub may_work: bool,
}

/// What a group says and is answered, as typed (回答の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupForm {
    /// 意見の概要.
    pub summary: String,
    /// 市の考え方.
    pub answer: String,
    /// The letter of its class; empty while it is open.
    pub class: String,
    /// The revision the form began with.
    pub revision: i64,
}

/// What moderators look at (見守りの画面).
#[derive(Clone, Debug)]
pub struct Moderation {
    /// The consultation.
    pub consultation: ConsultationRow,
    /// How many comments there are.
    pub counts: Counts,
    /// Comments and refusals by hour.
    pub floods: Vec<FloodRow>,
    /// The same text more than once.
    pub duplicates: Vec<DuplicateRow>,
}

impl App {
    /// A page of the comments of a consultation.
    ///
    /// # Errors
    /// When the actor may not, or there is no consultation.
    pub async fn comment_list(
        &self,
        actor: &Actor,
        id: i64,
        filter: &CommentFilter,
        page: i64,
    ) -> Result<CommentList, AppError> {
        permit(actor, Action::ReadConsultations)?;
        let consultation = self.consultation_row(id).await?;
        let mut page = page.clamp(1, 1_000_000);
        let mut found = self.store.comments(id, filter, ((page - 1) * COMMENTS_PER_PAGE, COMMENTS_PER_PAGE)).await?;
        let pages = pages(found.total);
        if page > pages {
            // The last of a page may have gone, as when it was hidden: then the last page is shown and not an empty one.
            page = pages;
            found = self.store.comments(id, filter, ((page - 1) * COMMENTS_PER_PAGE, COMMENTS_PER_PAGE)).await?;
        }
        let may_work = is_open_to_work(&consultation) && actor.may(Action::ManageConsultations);
        Ok(CommentList { consultation, rows: found.rows, total: found.total, page, pages, may_work })
    }

    /// A page of the groups that hold comments.
    ///
    /// # Errors
    /// When the actor may not, or there is no consultation.
    pub async fn group_list(&self, actor: &Actor, id: i64, page: i64) -> Result<GroupList, AppError> {
        permit(actor, Action::ReadConsultations)?;
        let consultation = self.consultation_row(id).await?;
        let mut all = self.store.comment_groups(id).await?;
        all.retain(|group| group.comments > 0);
        let total = all.len() as i64;
        let page = page.clamp(1, pages(total));
        let skip = usize::try_from((page - 1) * COMMENTS_PER_PAGE).unwrap_or(0);
        let page_of: Vec<GroupRow> = all.into_iter().skip(skip).take(COMMENTS_PER_PAGE as usize).collect();
        let ids: Vec<i64> = page_of.iter().map(|group| group.id).collect();
        let mut firsts = self.store.first_comments(&ids).await?;
        let groups =
            page_of.into_iter().map(|group| (firsts.remove(&group.id), group)).map(|(first, group)| (group, first));
        let groups = groups.collect();
        let counts = self.store.comment_counts(id).await?;
        let may_work = actor.may(Action::ManageConsultations) && is_open_to_work(&consultation);
        Ok(GroupList { consultation, groups, total, page, pages: pages(total), counts, may_work })
    }

    /// One group.
    ///
    /// # Errors
    /// When the actor may not, or there is none.
    pub async fn comment_group(&self, actor: &Actor, id: i64, group: i64) -> Result<GroupRow, AppError> {
        permit(actor, Action::ReadConsultations)?;
        let missing = || AppError::NotFound { what: "group", name: group.to_string() };
        self.store.comment_group(id, group).await?.ok_or_else(missing)
    }

    /// Proposes groups of the opinions that are in none: new ones, and what joins those that stand, which are then to be
    /// confirmed anew. How many new ones were made.
    ///
    /// # Errors
    /// When the actor may not, the results are final, or the database fails.
    pub async fn propose_groups(&self, actor: &Actor, id: i64) -> Result<i64, AppError> {
        self.working(actor, id).await?;
        let opinions = self.store.unplaced_comments(id).await?;
        let standing: Vec<i64> = self.store.comment_groups(id).await?.into_iter().map(|group| group.id).collect();
        let firsts = self.store.first_comments(&standing).await?;
        let known: Vec<(i64, String)> =
            standing.into_iter().filter_map(|group| Some((group, speaking_for(group, firsts.get(&group)?)))).collect();
        let proposing = tokio::task::spawn_blocking(move || propose(&known, &opinions));
        let proposal = proposing.await.map_err(|error| AppError::Task(error.to_string()))?;
        Ok(self.store.add_comment_groups(&actor.name, id, (&proposal.joined, &proposal.new)).await?)
    }

    /// One comment with its consultation, and whether it may be worked on now.
    ///
    /// # Errors
    /// When the actor may not, or there is none.
    pub async fn one_comment(
        &self,
        actor: &Actor,
        (id, comment): (i64, i64),
    ) -> Result<(ConsultationRow, CommentRow, bool), AppError> {
        permit(actor, Action::ReadConsultations)?;
        let consultation = self.consultation_row(id).await?;
        let found = self.store.comments_by_id(&[comment]).await?.into_iter().find(|row| row.consultation == id);
        let row = found.ok_or_else(|| AppError::NotFound { what: "comment", name: comment.to_string() })?;
        let is_withdrawn = row.state == CommentState::Withdrawn;
        let may_work = is_open_to_work(&consultation) && !is_withdrawn && actor.may(Action::ManageConsultations);
        Ok((consultation, row, may_work))
    }

    /// Divides a comment into opinions, a line each, or makes it whole again with fewer than two lines.
    ///
    /// # Errors
    /// When the actor may not, the lines do not fit, or there is no such comment.
    pub async fn divide_comment(&self, actor: &Actor, (id, comment): (i64, i64), lines: &str) -> Result<(), AppError> {
        self.working(actor, id).await?;
        let bodies: Vec<String> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(visible).collect();
        let longest = bodies.iter().map(|body| body.chars().count()).max().unwrap_or(0);
        if bodies.len() > OPINIONS_MOST || longest > OPINION_CHARS {
            let detail = format!("{} / {OPINIONS_MOST}, {longest} / {OPINION_CHARS}", bodies.len());
            return Err(Refusal::invalid(&DIVISION, detail).into());
        }
        match self.store.divide_comment(&actor.name, (id, comment), &bodies).await? {
            Division::Divided | Division::Same => Ok(()),
            Division::NoComment => Err(AppError::NotFound { what: "comment", name: comment.to_string() }),
        }
    }

    /// Writes what a group says and what the city answers; this confirms the group.
    ///
    /// # Errors
    /// When the actor may not, the texts do not fit, or somebody else was quicker.
    pub async fn answer_group(&self, actor: &Actor, id: i64, group: i64, form: &GroupForm) -> Result<(), AppError> {
        self.working(actor, id).await?;
        let (summary, answer) = (visible(&form.summary), visible(&form.answer));
        let class = AnswerClass::from_word(&form.class);
        let chars = (summary.chars().count(), answer.chars().count());
        // An answer may be begun; it counts only when all three are there.
        if chars.0 == 0
            || chars.0 > SUMMARY_CHARS
            || chars.1 > ANSWER_CHARS
            || (class.is_none() && !form.class.is_empty())
        {
            let detail = format!("{} / {SUMMARY_CHARS}, {} / {ANSWER_CHARS}", chars.0, chars.1);
            return Err(Refusal::invalid(&GROUP_TEXT, detail).into());
        }
        let text = GroupText { summary, answer, class };
        match self.store.answer_comment_group(&actor.name, (id, group, form.revision), &text).await? {
            true => Ok(()),
            false => Err(Refusal::conflict(&STATE_CHANGED, "").into()),
        }
    }

    /// Puts opinions, by their keys, into another group, or splits them off into a new one; gives its number.
    ///
    /// # Errors
    /// When the actor may not, or there is no such group or comment.
    pub async fn move_comments(
        &self,
        actor: &Actor,
        id: i64,
        opinions: &[i64],
        to: Option<i64>,
    ) -> Result<i64, AppError> {
        self.working(actor, id).await?;
        if opinions.is_empty() || opinions.len() > MOVED_MOST {
            return Err(Refusal::invalid(&MOVE, opinions.len().to_string()).into());
        }
        match self.store.move_comments(&actor.name, id, opinions, to).await? {
            Ok(group) => Ok(group),
            Err(MoveFault::NoGroup | MoveFault::NoComment) => Err(Refusal::conflict(&MOVE, "").into()),
        }
    }

    /// Puts a group into another.
    ///
    /// # Errors
    /// When the actor may not, or one of them does not stand.
    pub async fn merge_groups(&self, actor: &Actor, id: i64, (from, into): (i64, i64)) -> Result<(), AppError> {
        self.working(actor, id).await?;
        match self.store.merge_comment_groups(&actor.name, id, (from, into)).await? {
            true => Ok(()),
            false => Err(Refusal::conflict(&MOVE, "").into()),
        }
    }

    /// Hides a comment with a reason, or shows it again with one; it is counted all the same.
    ///
    /// # Errors
    /// When the actor may not, there is no reason, or its state is another.
    pub async fn moderate_comment(
        &self,
        actor: &Actor,
        (id, comment): (i64, i64),
        hide: bool,
        reason: &str,
    ) -> Result<(), AppError> {
        permit(actor, Action::ManageConsultations)?;
        self.consultation_row(id).await?;
        let reason = reason_of(reason)?;
        let found = self.store.comments_by_id(&[comment]).await?;
        if found.iter().all(|row| row.consultation != id) {
            return Err(AppError::NotFound { what: "comment", name: comment.to_string() });
        }
        let step = match hide {
            true => (CommentState::Received, CommentState::Hidden),
            false => (CommentState::Hidden, CommentState::Received),
        };
        match self.store.step_comment(&actor.name, comment, step, &reason).await? {
            true => Ok(()),
            false => Err(Refusal::conflict(&STATE_CHANGED, "").into()),
        }
    }

    /// What moderators look at: counts by hour, duplicates, what was not taken.
    ///
    /// # Errors
    /// When the actor may not, or there is no consultation.
    pub async fn comment_moderation(&self, actor: &Actor, id: i64) -> Result<Moderation, AppError> {
        permit(actor, Action::ReadConsultations)?;
        let consultation = self.consultation_row(id).await?;
        // What this server has counted and not written yet.
        let counts = self.gate.take_refusals();
        if !counts.is_empty() {
            self.store.add_refusals(&counts).await?;
        }
        Ok(Moderation {
            counts: self.store.comment_counts(id).await?,
            floods: self.store.comment_floods(id).await?,
            duplicates: self.store.comment_duplicates(id).await?,
            consultation,
        })
    }

    /// The consultation while its comments may still be worked on.
    async fn working(&self, actor: &Actor, id: i64) -> Result<ConsultationRow, AppError> {
        permit(actor, Action::ManageConsultations)?;
        let row = self.consultation_row(id).await?;
        match is_open_to_work(&row) {
            true => Ok(row),
            false => Err(Refusal::conflict(&STATE_CHANGED, "").into()),
        }
    }
}

/// Groups may be made while comments still come in, and until all is said to be answered.
fn is_open_to_work(row: &ConsultationRow) -> bool {
    matches!(row.state, ConsultationState::Open | ConsultationState::Closed)
}

/// The words by which later opinions are held against a group: its first comment, or what of it is in the group.
fn speaking_for(group: i64, first: &CommentRow) -> String {
    let here = first.opinions.iter().find(|one| one.group == Some(group));
    match here {
        Some(opinion) => opinion.body.clone(),
        None => {
            let replies = first.replies.iter().map(|(_, text)| text.as_str());
            std::iter::once(first.body.as_str()).chain(replies).collect::<Vec<_>>().join(" ")
        }
    }
}

fn pages(total: i64) -> i64 {
    ((total + COMMENTS_PER_PAGE - 1) / COMMENTS_PER_PAGE).max(1)
}
