//! Groups of comments (意見のグループ) with what the city answers, and which comment is in which.

use reform::consultation::AnswerClass;

use super::is_demo;
use super::opinion::place;
use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::number::next_number;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// A group with its answer (意見のグループ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRow {
    /// Its number.
    pub id: i64,
    /// What is said and answered.
    pub text: GroupText,
    /// Whether somebody looked at what was proposed.
    pub is_confirmed: bool,
    /// How many comments that count are in it, the hidden ones with them: a comment with several opinions here counts once.
    pub comments: i64,
    /// How many opinions: a comment that was not divided is one.
    pub opinions: i64,
    /// How many of these opinions are shown, and not hidden with a reason.
    pub shown: i64,
    /// Grows with every change.
    pub revision: i64,
}

/// What is said and answered (意見の概要と市の考え方).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupText {
    /// What the comments say.
    pub summary: String,
    /// What the city says to it.
    pub answer: String,
    /// What becomes of it.
    pub class: Option<AnswerClass>,
}

/// Why comments cannot be moved (移せない理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveFault {
    /// There is no such group, or it is closed.
    NoGroup,
    /// Not one of the comments can be moved.
    NoComment,
}

type Row = (i64, String, String, String, i64, i64, i64, i64, i64);

impl Store {
    /// The groups of a consultation that stand, the largest first.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn comment_groups(&self, id: i64) -> Result<Vec<GroupRow>, StoreError> {
        self.groups_of(id, 0).await
    }

    /// One group of a consultation that stands.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn comment_group(&self, id: i64, group: i64) -> Result<Option<GroupRow>, StoreError> {
        Ok(self.groups_of(id, group).await?.into_iter().find(|row| row.id == group))
    }

    /// The groups that stand, or only the one of this number where it is not 0.
    async fn groups_of(&self, id: i64, only: i64) -> Result<Vec<GroupRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Row> = on!(link, |c| {
            sqlx::query_as(
                "select g.id, g.summary, g.answer, g.class, g.is_confirmed, g.revision,
                    cast(coalesce(n.whole, 0) + coalesce(m.comments, 0) as bigint),
                    cast(coalesce(n.whole, 0) + coalesce(m.opinions, 0) as bigint),
                    cast(coalesce(n.shown, 0) + coalesce(m.shown, 0) as bigint)
               from consultation_group g
               left join (select p.group_id, count(*) as whole,
                                 sum(case when k.state = 'hidden' then 0 else 1 end) as shown
                            from consultation_placing p
                            join consultation_comment k on k.id = p.comment_id
                           where p.consultation_id = $1 and ($2 = 0 or p.group_id = $2) and k.state <> 'withdrawn'
                           group by p.group_id) n
                 on n.group_id = g.id
               left join (select o.group_id, count(*) as opinions, count(distinct o.comment_id) as comments,
                                 sum(case when k.state = 'hidden' then 0 else 1 end) as shown
                            from consultation_opinion o join consultation_comment k on k.id = o.comment_id
                           where o.consultation_id = $1 and o.is_current = 1 and o.group_id is not null
                             and ($2 = 0 or o.group_id = $2)
                             and k.state <> 'withdrawn' group by o.group_id) m
                 on m.group_id = g.id
              where g.consultation_id = $1 and ($2 = 0 or g.id = $2) and g.closed_reason = ''
              order by coalesce(n.whole, 0) + coalesce(m.opinions, 0) desc, g.id",
            )
            .bind(id)
            .bind(only)
            .fetch_all(c)
            .await
        })?;
        let group = |(id, summary, answer, class, is_confirmed, revision, comments, opinions, shown): Row| {
            let known = AnswerClass::from_word(&class);
            if known.is_none() && !class.is_empty() {
                return Err(damaged("class", &class));
            }
            let text = GroupText { summary, answer, class: known };
            Ok(GroupRow { id, text, is_confirmed: is_confirmed == 1, comments, opinions, shown, revision })
        };
        rows.into_iter().map(group).collect()
    }

    /// Writes what a group says and what is answered, and confirms it; `false` when somebody else was quicker.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answer_comment_group(
        &self,
        actor: &str,
        (id, group, revision): (i64, i64, i64),
        text: &GroupText,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let class = text.class.map(AnswerClass::word).unwrap_or_default();
        let done = on!(link, |c| {
            sqlx::query(
            "update consultation_group set summary = $4, answer = $5, class = $6, is_confirmed = 1, revision = revision + 1
              where consultation_id = $1 and id = $2 and revision = $3 and closed_reason = ''"
        )
        .bind(id)
        .bind(group)
        .bind(revision)
        .bind(&text.summary)
        .bind(&text.answer)
        .bind(class)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        if done == 0 {
            return Ok(false);
        }
        let detail = format!("summary\t{}\nanswer\t{}\nclass\t{class}", escape(&text.summary), escape(&text.answer));
        append(link, actor, "consultation.answer", &format!("comment-group:{group}"), detail).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Puts opinions, by their keys, into a group, or into a new one where none is given; gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_comments(
        &self,
        actor: &str,
        id: i64,
        opinions: &[i64],
        to: Option<i64>,
    ) -> Result<Result<i64, MoveFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let group = match to {
            Some(group) if stands(link, id, group).await? => group,
            Some(_) => return Ok(Err(MoveFault::NoGroup)),
            None => {
                let is_demo = is_demo(link, id).await?;
                let group = next_number(link, "consultation-group").await?;
                on!(link, |c| sqlx::query("insert into consultation_group values ($1, $2, '', '', '', 1, '', 1, $3)")
                    .bind(group)
                    .bind(id)
                    .bind(is_demo)
                    .execute(c)
                    .await
                    .map(|done| done.rows_affected()))?;
                group
            }
        };
        let mut moved = 0;
        for key in opinions {
            moved += place(link, id, *key, group).await?;
        }
        if moved == 0 {
            return Ok(Err(MoveFault::NoComment));
        }
        touch(link, group).await?;
        let list: Vec<String> = opinions.iter().map(i64::to_string).collect();
        append(
            link,
            actor,
            "consultation.move",
            &format!("comment-group:{group}"),
            format!("opinions\t{}", list.join(" ")),
        )
        .await?;
        tx.commit().await?;
        Ok(Ok(group))
    }

    /// Puts all opinions of a group into another and closes it; `false` when one of them does not stand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn merge_comment_groups(
        &self,
        actor: &str,
        id: i64,
        (from, into): (i64, i64),
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if from == into || !stands(link, id, from).await? || !stands(link, id, into).await? {
            return Ok(false);
        }
        for sql in [
            "update consultation_placing set group_id = $2 where group_id = $1",
            "update consultation_opinion set group_id = $2 where group_id = $1",
        ] {
            on!(link, |c| sqlx::query(sql).bind(from).bind(into).execute(c).await.map(|done| done.rows_affected()))?;
        }
        on!(link, |c| sqlx::query(
            "update consultation_group set closed_reason = $2, revision = revision + 1 where id = $1"
        )
        .bind(from)
        .bind(format!("merged:{into}"))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        touch(link, into).await?;
        append(link, actor, "consultation.merge", &format!("comment-group:{into}"), format!("from\t{from}")).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Whether a group of a consultation is there and is not closed.
pub(super) async fn stands(link: &mut Link<'_>, id: i64, group: i64) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = on!(link, |c| sqlx::query_as(
        "select id from consultation_group where consultation_id = $1 and id = $2 and closed_reason = ''"
    )
    .bind(id)
    .bind(group)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

async fn touch(link: &mut Link<'_>, group: i64) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("update consultation_group set revision = revision + 1 where id = $1")
        .bind(group)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(())
}
