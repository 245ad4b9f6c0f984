//! Comments (意見): taken once, read in pages, hidden with a reason or withdrawn, and counted.

use std::collections::HashMap;

use reform::consultation::{Channel, CommentState};

use super::is_demo;
use super::opinion::OpinionRow;
use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::number::next_numbers;
use crate::rows::{Rows, placeholders};
use crate::sheet_read::damaged;
use crate::{Store, StoreError};
use sqlx::AssertSqlSafe;

/// What somebody gave of themselves (意見を出した人); empty fields were not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonGiven {
    /// The name.
    pub name: String,
    /// The postal address.
    pub address: String,
    /// The e-mail address.
    pub email: String,
}

/// A comment to be kept (受け付ける意見).
#[derive(Clone, Debug)]
pub struct NewComment {
    /// How it came.
    pub channel: Channel,
    /// What it says.
    pub body: String,
    /// Answers to questions, by number.
    pub replies: Vec<(i64, String)>,
    /// SHA-256 of the folded texts.
    pub text_sha256: String,
    /// When it came (UTC).
    pub received_at: String,
    /// SHA-256 of the receipt's number.
    pub receipt_sha256: Option<String>,
    /// SHA-256 of the form it was sent with.
    pub form_sha256: Option<String>,
    /// What tells it from others of an imported file.
    pub import_key: Option<String>,
    /// Who typed it in; empty for its writer.
    pub entered_by: String,
    /// Who wrote it, where that was given.
    pub person: PersonGiven,
}

/// A comment as staff see it, without who wrote it (意見).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentRow {
    /// Its number in the whole system.
    pub id: i64,
    /// The consultation.
    pub consultation: i64,
    /// Its number in the consultation.
    pub number: i64,
    /// How it came.
    pub channel: Channel,
    /// What it says.
    pub body: String,
    /// Answers to questions, by number.
    pub replies: Vec<(i64, String)>,
    /// When it came (UTC).
    pub received_at: String,
    /// Where it stands.
    pub state: CommentState,
    /// Why it is hidden.
    pub state_reason: String,
    /// The group it is in as a whole; none where it is divided.
    pub group: Option<i64>,
    /// Its opinions, where it is divided; empty where it is one opinion.
    pub opinions: Vec<OpinionRow>,
}

/// Which comments (意見の条件).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentFilter {
    /// Only of this group.
    pub group: Option<i64>,
    /// Only those in no group.
    pub is_unplaced: bool,
    /// Only in this state.
    pub state: Option<CommentState>,
    /// Only the same text as this comment.
    pub same_as: Option<i64>,
}

/// A page of comments (意見の一覧の一頁).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentPage {
    /// The comments, by number.
    pub rows: Vec<CommentRow>,
    /// How many there are in all.
    pub total: i64,
}

/// How many comments there are (意見の件数).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By channel, those that count.
    pub by_channel: Vec<(Channel, i64)>,
    /// Those that count: received and hidden.
    pub counted: i64,
    /// Of these, hidden.
    pub hidden: i64,
    /// Taken back.
    pub withdrawn: i64,
    /// The opinions of those that count: a comment that was not divided is one.
    pub opinions: i64,
    /// Of these opinions, in no group.
    pub unplaced: i64,
}

type Row = (i64, i64, i64, String, String, String, String, String, Option<i64>);

const COLUMNS: &str =
    "k.id, k.consultation_id, k.number, k.channel, k.body, k.received_at, k.state, k.state_reason, p.group_id";

impl Store {
    /// Takes a comment; gives its number in the consultation, or nothing when the same form was sent before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_comment(&self, actor: &str, id: i64, new: NewComment) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if let Some(form) = &new.form_sha256 {
            let sent: Option<(i64,)> =
                on!(link, |c| sqlx::query_as("select id from consultation_comment where form_sha256 = $1")
                    .bind(form)
                    .fetch_optional(c)
                    .await)?;
            if sent.is_some() {
                return Ok(None);
            }
        }
        let channel = new.channel.word();
        let texts = new.text_sha256.clone();
        let number = insert(link, id, vec![new]).await?;
        // The trail holds neither the text nor who wrote it: it can never be changed, and they may have to go.
        let detail = format!("number\t{number}\nchannel\t{channel}\ntext\t{texts}");
        append(link, actor, "comment.receive", &format!("consultation:{id}"), detail).await?;
        tx.commit().await?;
        Ok(Some(number))
    }

    /// How many comments that count each consultation has, by consultation; one without any is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comments_counted(&self) -> Result<HashMap<i64, i64>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64, i64)> = on!(link, |c| sqlx::query_as(
            "select consultation_id, cast(count(*) as bigint) from consultation_comment where state <> 'withdrawn'
              group by consultation_id"
        )
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().collect())
    }

    /// A page of comments by number, from `skip` on.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn comments(
        &self,
        id: i64,
        filter: &CommentFilter,
        (skip, most): (i64, i64),
    ) -> Result<CommentPage, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let state = filter.state.map(CommentState::word).unwrap_or_default();
        // Within a group the placings are the shorter way to its comments.
        let joined = match filter.group {
            Some(_) => {
                "(select comment_id, group_id from consultation_placing where group_id = $2
                   union select comment_id, group_id from consultation_opinion where group_id = $2 and is_current = 1) p
                 join consultation_comment k on k.id = p.comment_id"
            }
            None => "consultation_comment k left join consultation_placing p on p.comment_id = k.id and $2 = 0",
        };
        let from = format!(
            "from {joined} where k.consultation_id = $1 and ($4 = '' or k.state = $4)
                and ($3 = 0 or (k.state <> 'withdrawn' and p.group_id is null and exists
                    (select 1 where not exists
                        (select 1 from consultation_opinion o where o.comment_id = k.id and o.is_current = 1)
                     union all
                     select 1 from consultation_opinion o
                      where o.comment_id = k.id and o.is_current = 1 and o.group_id is null)))
                and ($5 = 0 or k.text_sha256 = (select text_sha256 from consultation_comment where id = $5))"
        );
        let (group, unplaced, same) =
            (filter.group.unwrap_or(0), i64::from(filter.is_unplaced), filter.same_as.unwrap_or(0));
        let count = format!("select cast(count(*) as bigint) {from}");
        let (total,): (i64,) = on!(link, |c| sqlx::query_as(AssertSqlSafe(count))
            .bind(id)
            .bind(group)
            .bind(unplaced)
            .bind(state)
            .bind(same)
            .fetch_one(c)
            .await)?;
        let list = format!("select {COLUMNS} {from} order by k.number limit $6 offset $7");
        let rows: Vec<Row> = on!(link, |c| sqlx::query_as(AssertSqlSafe(list))
            .bind(id)
            .bind(group)
            .bind(unplaced)
            .bind(state)
            .bind(same)
            .bind(most)
            .bind(skip)
            .fetch_all(c)
            .await)?;
        Ok(CommentPage { rows: comments(link, rows).await?, total })
    }

    /// The first comment that counts of each of these groups, by group.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn first_comments(&self, groups: &[i64]) -> Result<HashMap<i64, CommentRow>, StoreError> {
        let mut firsts: Vec<(i64, i64)> = Vec::new();
        for chunk in groups.chunks(500) {
            let sql = format!(
                "select p.group_id, min(p.comment_id) from
                   (select group_id, comment_id from consultation_placing where group_id in ({list})
                     union select group_id, comment_id from consultation_opinion
                            where is_current = 1 and group_id in ({list})) p
                   join consultation_comment k on k.id = p.comment_id and k.state <> 'withdrawn'
                  group by p.group_id order by p.group_id",
                list = placeholders(1, chunk.len())
            );
            let mut reader = self.db.reader().await?;
            let link = &mut reader.link();
            let found: Vec<(i64, i64)> = on!(link, |c| {
                let mut query = sqlx::query_as(AssertSqlSafe(sql));
                for group in chunk {
                    query = query.bind(*group);
                }
                query.fetch_all(c).await
            })?;
            firsts.extend(found);
        }
        let mut ids: Vec<i64> = firsts.iter().map(|(_, id)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = self.comments_by_id(&ids).await?;
        let rows: HashMap<i64, CommentRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        Ok(firsts.into_iter().filter_map(|(group, id)| Some((group, rows.get(&id)?.clone()))).collect())
    }

    /// The comments with these numbers of the whole system, by number.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn comments_by_id(&self, ids: &[i64]) -> Result<Vec<CommentRow>, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let mut all = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(500) {
            let sql = format!(
                "select {COLUMNS} from consultation_comment k left join consultation_placing p on p.comment_id = k.id
                  where k.id in ({}) order by k.id",
                placeholders(1, chunk.len())
            );
            let rows: Vec<Row> = on!(link, |c| {
                let mut query = sqlx::query_as(AssertSqlSafe(sql));
                for id in chunk {
                    query = query.bind(*id);
                }
                query.fetch_all(c).await
            })?;
            all.extend(comments(link, rows).await?);
        }
        Ok(all)
    }

    /// The comment that a receipt belongs to.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn comment_of_receipt(&self, receipt_sha256: &str) -> Result<Option<CommentRow>, StoreError> {
        let found: Option<(i64,)> = {
            let mut reader = self.db.reader().await?;
            let link = &mut reader.link();
            on!(link, |c| sqlx::query_as("select id from consultation_comment where receipt_sha256 = $1")
                .bind(receipt_sha256)
                .fetch_optional(c)
                .await)?
        };
        let Some((id,)) = found else { return Ok(None) };
        Ok(self.comments_by_id(&[id]).await?.into_iter().next())
    }

    /// Hides a comment with a reason, shows it again, or takes it back for its sender; `false` when it does not stand in the
    /// state it is to leave. With a withdrawal goes who wrote it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step_comment(
        &self,
        actor: &str,
        comment: i64,
        (from, to): (CommentState, CommentState),
        reason: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let kept = if to == CommentState::Hidden { reason } else { "" };
        let done = on!(link, |c| sqlx::query(
            "update consultation_comment set state = $3, state_reason = $4 where id = $1 and state = $2"
        )
        .bind(comment)
        .bind(from.word())
        .bind(to.word())
        .bind(kept)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        if done == 0 {
            return Ok(false);
        }
        if to == CommentState::Withdrawn {
            on!(link, |c| sqlx::query("delete from consultation_person where comment_id = $1")
                .bind(comment)
                .execute(c)
                .await
                .map(|done| done.rows_affected()))?;
        }
        let detail = format!("state\t{}\t{}\nreason\t{}", from.word(), to.word(), escape(reason));
        append(link, actor, "comment.state", &format!("comment:{comment}"), detail).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// How many comments of a consultation there are.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn comment_counts(&self, id: i64) -> Result<Counts, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, String, i64)> = on!(link, |c| sqlx::query_as(
            "select channel, state, cast(count(*) as bigint) from consultation_comment where consultation_id = $1
              group by channel, state order by channel, state"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let (placed,): (i64,) = on!(link, |c| sqlx::query_as(
            "select cast(count(*) as bigint) from consultation_placing p
               join consultation_comment k on k.id = p.comment_id
              where p.consultation_id = $1 and k.state <> 'withdrawn'"
        )
        .bind(id)
        .fetch_one(c)
        .await)?;
        let mut counts = Counts::default();
        for channel in Channel::ALL {
            let of = rows.iter().filter(|(word, state, _)| word == channel.word() && state != "withdrawn");
            counts.by_channel.push((*channel, of.map(|(.., count)| count).sum()));
        }
        let of = |state: &str| rows.iter().filter(|(_, word, _)| word == state).map(|(.., count)| count).sum();
        counts.counted = counts.by_channel.iter().map(|(_, count)| count).sum();
        (counts.hidden, counts.withdrawn) = (of("hidden"), of("withdrawn"));
        let (divided, opinions, unplaced) = super::opinion::counts(link, id).await?;
        counts.opinions = counts.counted - divided + opinions;
        counts.unplaced = counts.counted - divided - placed + unplaced;
        Ok(counts)
    }
}

/// Inserts comments; gives the number of the first in the consultation.
pub(super) async fn insert(link: &mut Link<'_>, id: i64, new: Vec<NewComment>) -> Result<i64, StoreError> {
    let is_demo = is_demo(link, id).await?;
    let count = new.len() as i64;
    let (last,): (i64,) = on!(link, |c| sqlx::query_as(
        "select coalesce(max(number), 0) from consultation_comment where consultation_id = $1"
    )
    .bind(id)
    .fetch_one(c)
    .await)?;
    let first_id = next_numbers(link, "comment", count).await?;
    let mut rows = Rows::into(
        "consultation_comment (id, consultation_id, number, channel, body, text_sha256, received_at, receipt_sha256,
                               form_sha256, import_key, state, state_reason, entered_by, is_demo)",
    );
    let mut replies = Rows::into("consultation_reply (comment_id, question_number, body)");
    let mut persons = Rows::into("consultation_person (comment_id, name, address, email)");
    for ((comment, number), new) in (first_id..).zip(last + 1..).zip(new) {
        for (question, body) in &new.replies {
            replies.push([comment.into(), (*question).into(), body.as_str().into()]);
        }
        let PersonGiven { name, address, email } = &new.person;
        if new.person != PersonGiven::default() {
            persons.push([comment.into(), name.as_str().into(), address.as_str().into(), email.as_str().into()]);
        }
        rows.push([
            comment.into(),
            id.into(),
            number.into(),
            new.channel.word().into(),
            new.body.as_str().into(),
            new.text_sha256.as_str().into(),
            new.received_at.as_str().into(),
            new.receipt_sha256.into(),
            new.form_sha256.into(),
            new.import_key.into(),
            CommentState::Received.word().into(),
            "".into(),
            new.entered_by.as_str().into(),
            is_demo.into(),
        ]);
    }
    rows.insert(link).await?;
    replies.insert(link).await?;
    persons.insert(link).await?;
    Ok(last + 1)
}

async fn comments(link: &mut Link<'_>, rows: Vec<Row>) -> Result<Vec<CommentRow>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let mut replies: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "select comment_id, question_number, body from consultation_reply where comment_id in ({})
              order by comment_id, question_number",
            placeholders(1, chunk.len())
        );
        let found: Vec<(i64, i64, String)> = on!(link, |c| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql));
            for id in chunk {
                query = query.bind(*id);
            }
            query.fetch_all(c).await
        })?;
        for (comment, question, body) in found {
            replies.entry(comment).or_default().push((question, body));
        }
    }
    let mut opinions = super::opinion::opinions(link, &ids).await?;
    let comment = |(id, consultation, number, channel, body, received_at, state, state_reason, group): Row| {
        Ok(CommentRow {
            id,
            consultation,
            number,
            channel: Channel::from_word(&channel).ok_or_else(|| damaged("channel", &channel))?,
            body,
            replies: replies.remove(&id).unwrap_or_default(),
            received_at,
            state: CommentState::from_word(&state).ok_or_else(|| damaged("state", &state))?,
            state_reason,
            group,
            opinions: opinions.remove(&id).unwrap_or_default(),
        })
    };
    rows.into_iter().map(comment).collect()
}
