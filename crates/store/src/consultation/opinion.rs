//! Opinions (意見の内訳): the points of a comment that holds several, and what is in which group.
//!
//! A comment that was not divided is one opinion. Where both stand in one list they are told apart by their **key**: the
//! number of the comment, or the number of the opinion made negative.

use std::collections::{BTreeMap, HashMap};

use sqlx::AssertSqlSafe;

use super::group::stands;
use super::is_demo;
use crate::audit::append;
use crate::db::{Link, now, on};
use crate::number::next_numbers;
use crate::rows::{Rows, placeholders};
use crate::{Store, StoreError};

/// A point of a divided comment (意見の内訳).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpinionRow {
    /// Its number; as a key it is negative.
    pub id: i64,
    /// The point.
    pub body: String,
    /// The group it is in.
    pub group: Option<i64>,
}

/// A group that stands, and the keys that are to join it (まとめへの追加).
pub type Joining = (i64, Vec<i64>);

/// What came of dividing a comment (意見を分けた結果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Division {
    /// It is divided so now.
    Divided,
    /// It was divided so already.
    Same,
    /// There is no such comment in the consultation, or it was withdrawn.
    NoComment,
}

impl Store {
    /// Divides a comment into opinions, or makes it whole again where fewer than two are given. Opinions that stay word for
    /// word stay in their groups; the others are in none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn divide_comment(
        &self,
        actor: &str,
        (id, comment): (i64, i64),
        bodies: &[String],
    ) -> Result<Division, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let found: Option<(i64,)> = on!(link, |c| sqlx::query_as(
            "select id from consultation_comment where consultation_id = $1 and id = $2 and state <> 'withdrawn'"
        )
        .bind(id)
        .bind(comment)
        .fetch_optional(c)
        .await)?;
        if found.is_none() {
            return Ok(Division::NoComment);
        }
        let bodies: &[String] = if bodies.len() < 2 { &[] } else { bodies };
        let before = opinions(link, &[comment]).await?.remove(&comment).unwrap_or_default();
        if before.iter().map(|one| &one.body).eq(bodies) {
            return Ok(Division::Same);
        }
        let mut groups: BTreeMap<&str, Vec<Option<i64>>> = BTreeMap::new();
        for one in &before {
            groups.entry(&one.body).or_default().push(one.group);
        }
        on!(link, |c| sqlx::query(
            "update consultation_opinion set is_current = 0, group_id = null where comment_id = $1 and is_current = 1"
        )
        .bind(comment)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        on!(link, |c| sqlx::query("delete from consultation_placing where comment_id = $1")
            .bind(comment)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        if !bodies.is_empty() {
            let (last,): (i64,) = on!(link, |c| sqlx::query_as(
                "select coalesce(max(position), 0) from consultation_opinion where comment_id = $1"
            )
            .bind(comment)
            .fetch_one(c)
            .await)?;
            let first = next_numbers(link, "consultation-opinion", bodies.len() as i64).await?;
            let mut rows = Rows::into(
                "consultation_opinion (id, comment_id, consultation_id, position, body, is_current, group_id, actor, at)",
            );
            for ((number, position), body) in (first..).zip(last + 1..).zip(bodies) {
                let kept = groups.get_mut(body.as_str()).and_then(Vec::pop).flatten();
                rows.push([
                    number.into(),
                    comment.into(),
                    id.into(),
                    position.into(),
                    body.as_str().into(),
                    1.into(),
                    kept.into(),
                    actor.into(),
                    now().as_str().into(),
                ]);
            }
            rows.insert(link).await?;
        }
        // The text may hold a name; the trail can never be changed, so it keeps how many points there are and no words.
        let detail = format!("opinions\t{}\t{}", before.len().max(1), bodies.len().max(1));
        append(link, actor, "comment.divide", &format!("comment:{comment}"), detail).await?;
        tx.commit().await?;
        Ok(Division::Divided)
    }

    /// The opinions that count and are in no group: key and all texts together, by key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unplaced_comments(&self, id: i64) -> Result<Vec<(i64, String)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64, String)> = on!(link, |c| sqlx::query_as(
            "select k.id, k.body || coalesce((select ' ' || string_agg(r.body, ' ') from consultation_reply r
                                               where r.comment_id = k.id), '')
               from consultation_comment k left join consultation_placing p on p.comment_id = k.id
              where k.consultation_id = $1 and k.state <> 'withdrawn' and p.comment_id is null
                and not exists (select 1 from consultation_opinion o where o.comment_id = k.id and o.is_current = 1)
              union all
             select -o.id, o.body from consultation_opinion o join consultation_comment k on k.id = o.comment_id
              where o.consultation_id = $1 and o.is_current = 1 and o.group_id is null and k.state <> 'withdrawn'
              order by 1"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        Ok(rows)
    }

    /// Keeps proposed groups: new ones, and what joins those that stand, which are to be confirmed anew. How many groups were
    /// made. What was merged, divided or placed while the proposal was worked out stays as people left it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_comment_groups(
        &self,
        actor: &str,
        id: i64,
        (joined, new): (&[Joining], &[Vec<i64>]),
    ) -> Result<i64, StoreError> {
        let count = new.len() as i64;
        if count == 0 && joined.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let is_demo = is_demo(link, id).await?;
        // What would join a group that was merged away meanwhile would be in no group anybody sees: it stays without one.
        let mut standing: Vec<&Joining> = Vec::with_capacity(joined.len());
        for one in joined {
            if stands(link, id, one.0).await? {
                standing.push(one);
            }
        }
        if count == 0 && standing.is_empty() {
            return Ok(0);
        }
        let first = next_numbers(link, "consultation-group", count).await?;
        let mut rows = Rows::into(
            "consultation_group (id, consultation_id, summary, answer, class, is_confirmed, closed_reason, revision, is_demo)",
        );
        let mut placings = Rows::into("consultation_placing (comment_id, consultation_id, group_id)");
        let mut opinions: Vec<(i64, i64)> = Vec::new();
        let known = standing.iter().map(|(group, members)| (*group, members));
        for (group, members) in known.chain((first..).zip(new)) {
            if group >= first {
                rows.push([
                    group.into(),
                    id.into(),
                    "".into(),
                    "".into(),
                    "".into(),
                    0.into(),
                    "".into(),
                    1.into(),
                    is_demo.into(),
                ]);
            }
            for key in members {
                if *key > 0 {
                    placings.push([(*key).into(), id.into(), group.into()]);
                } else {
                    opinions.push((-key, group));
                }
            }
        }
        rows.insert(link).await?;
        // Who was quicker has placed it.
        placings.insert_or(link, "on conflict (comment_id) do nothing").await?;
        // Who divided a comment meanwhile has its points placed, and never the whole beside them.
        on!(link, |c| sqlx::query(
            "delete from consultation_placing where consultation_id = $1 and comment_id in
                (select comment_id from consultation_opinion where consultation_id = $1 and is_current = 1)"
        )
        .bind(id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        for (opinion, group) in opinions {
            on!(link, |c| sqlx::query(
                "update consultation_opinion set group_id = $3
                  where consultation_id = $1 and id = $2 and is_current = 1 and group_id is null"
            )
            .bind(id)
            .bind(opinion)
            .bind(group)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        }
        for (group, _) in &standing {
            on!(link, |c| sqlx::query(
                "update consultation_group set is_confirmed = 0, revision = revision + 1
                  where consultation_id = $1 and id = $2"
            )
            .bind(id)
            .bind(*group)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        }
        let placed: usize = new.iter().chain(standing.iter().map(|(_, members)| members)).map(Vec::len).sum();
        let detail = format!("groups\t{count}\njoined\t{}\nopinions\t{placed}", standing.len());
        append(link, actor, "consultation.group", &format!("consultation:{id}"), detail).await?;
        tx.commit().await?;
        Ok(count)
    }
}

/// Puts one opinion, by its key, into a group; how many were put.
pub(super) async fn place(link: &mut Link<'_>, id: i64, key: i64, group: i64) -> Result<u64, StoreError> {
    if key < 0 {
        return Ok(on!(link, |c| sqlx::query(
            "update consultation_opinion set group_id = $3 where consultation_id = $1 and id = $2 and is_current = 1"
        )
        .bind(id)
        .bind(-key)
        .bind(group)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?);
    }
    Ok(on!(link, |c| sqlx::query(
        "insert into consultation_placing (comment_id, consultation_id, group_id)
         select k.id, k.consultation_id, $3 from consultation_comment k
          where k.consultation_id = $1 and k.id = $2
            and not exists (select 1 from consultation_opinion o where o.comment_id = k.id and o.is_current = 1)
         on conflict (comment_id) do update set group_id = excluded.group_id"
    )
    .bind(id)
    .bind(key)
    .bind(group)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}

/// The opinions of these comments as they are divided now, by comment, in their order.
pub(super) async fn opinions(
    link: &mut Link<'_>,
    comments: &[i64],
) -> Result<HashMap<i64, Vec<OpinionRow>>, StoreError> {
    let mut opinions: HashMap<i64, Vec<OpinionRow>> = HashMap::new();
    for chunk in comments.chunks(500) {
        let sql = format!(
            "select comment_id, id, body, group_id from consultation_opinion
              where is_current = 1 and comment_id in ({}) order by comment_id, position",
            placeholders(1, chunk.len())
        );
        let found: Vec<(i64, i64, String, Option<i64>)> = on!(link, |c| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql));
            for id in chunk {
                query = query.bind(*id);
            }
            query.fetch_all(c).await
        })?;
        for (comment, id, body, group) in found {
            opinions.entry(comment).or_default().push(OpinionRow { id, body, group });
        }
    }
    Ok(opinions)
}

/// Of a consultation's comments that count: how many are divided, into how many opinions, and how many of these are in no
/// group.
pub(super) async fn counts(link: &mut Link<'_>, id: i64) -> Result<(i64, i64, i64), StoreError> {
    Ok(on!(link, |c| sqlx::query_as(
        "select cast(count(distinct o.comment_id) as bigint), cast(count(*) as bigint),
                cast(count(*) - count(o.group_id) as bigint)
           from consultation_opinion o join consultation_comment k on k.id = o.comment_id
          where o.consultation_id = $1 and o.is_current = 1 and k.state <> 'withdrawn'"
    )
    .bind(id)
    .fetch_one(c)
    .await)?)
}
