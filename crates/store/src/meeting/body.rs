//! Bodies of the city's own (会議体) and the members of every body (構成員).

use reform::discussion::body::{BodyKind, MemberRole};
use reform::plan::CalendarDate;

use super::day;
use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::next_number;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// A body that is not of the plan (会議体).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyRow {
    /// Its id; empty for one that is to be made.
    pub id: String,
    /// What kind.
    pub kind: BodyKind,
    /// Its name.
    pub name: String,
    /// Its name in English; may be empty.
    pub name_en: String,
    /// What it is for.
    pub purpose: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

/// A member of a body (構成員).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// The member's number; 0 for one that is to be added.
    pub id: i64,
    /// The body.
    pub body: String,
    /// The name.
    pub name: String,
    /// Where the member comes from.
    pub affiliation: String,
    /// What the member is in it.
    pub role: MemberRole,
    /// First day of the term.
    pub from: Option<CalendarDate>,
    /// Last day of the term.
    pub until: Option<CalendarDate>,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// Grows with every change.
    pub revision: i64,
}

type MemberColumns = (i64, String, String, String, String, Option<String>, Option<String>, i64, i64);

impl Store {
    /// The bodies that are not of the plan, in the order they were made.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn own_bodies(&self) -> Result<Vec<BodyRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, String, String, String, String, i64)> = on!(link, |c| sqlx::query_as(
            "select id, kind, name_ja, name_en, purpose, is_demo from body order by created_at, id"
        )
        .fetch_all(c)
        .await)?;
        let body = |(id, kind, name, name_en, purpose, is_demo): (String, String, String, String, String, i64)| {
            let kind = BodyKind::from_word(&kind).ok_or_else(|| damaged("kind", &kind))?;
            Ok(BodyRow { id, kind, name, name_en, purpose, is_demo: is_demo == 1 })
        };
        rows.into_iter().map(body).collect()
    }

    /// Makes a body; gives its id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_body(&self, actor: &str, new: &BodyRow) -> Result<String, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let id = format!("own-{}", next_number(link, "body").await?);
        on!(link, |c| sqlx::query("insert into body values ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(&id)
            .bind(new.kind.word())
            .bind(&new.name)
            .bind(&new.name_en)
            .bind(&new.purpose)
            .bind(i64::from(new.is_demo))
            .bind(actor)
            .bind(now())
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let detail = format!("kind\t{}\nname\t{}", new.kind.word(), escape(&new.name));
        append(link, actor, "body.add", &format!("body:{id}"), detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The members of every body, or of one, in the order they were added.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn body_members(&self, body: Option<&str>) -> Result<Vec<MemberRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<MemberColumns> = on!(link, |c| sqlx::query_as(
            "select id, body_id, name, affiliation, role, from_day, until_day, is_demo, revision
               from body_member where $1 = '' or body_id = $1 order by id limit 5000"
        )
        .bind(body.unwrap_or_default())
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(member).collect()
    }

    /// Adds a member; gives the number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_member(&self, actor: &str, new: &MemberRow) -> Result<i64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let id = next_number(link, "body-member").await?;
        on!(link, |c| sqlx::query("insert into body_member values ($1, $2, $3, $4, $5, $6, $7, $8, 1)")
            .bind(id)
            .bind(&new.body)
            .bind(&new.name)
            .bind(&new.affiliation)
            .bind(new.role.word())
            .bind(new.from.map(|day| day.to_string()))
            .bind(new.until.map(|day| day.to_string()))
            .bind(i64::from(new.is_demo))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let detail = format!("member\t{id}\n{}", told(new));
        append(link, actor, "body.member-add", &format!("body:{}", new.body), detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a member whose revision is still `row.revision`; whether it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_member(&self, actor: &str, row: &MemberRow) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(before) = read(link, row.id).await?.filter(|before| before.revision == row.revision) else {
            return Ok(false);
        };
        on!(link, |c| sqlx::query(
            "update body_member set name = $2, affiliation = $3, role = $4, from_day = $5, until_day = $6,
                                    revision = revision + 1 where id = $1"
        )
        .bind(row.id)
        .bind(&row.name)
        .bind(&row.affiliation)
        .bind(row.role.word())
        .bind(row.from.map(|day| day.to_string()))
        .bind(row.until.map(|day| day.to_string()))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!("member\t{}\nbefore\t{}\nafter\t{}", row.id, escape(&told(&before)), escape(&told(row)));
        append(link, actor, "body.member-change", &format!("body:{}", row.body), detail).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn read(link: &mut Link<'_>, id: i64) -> Result<Option<MemberRow>, StoreError> {
    let row: Option<MemberColumns> = on!(link, |c| sqlx::query_as(
        "select id, body_id, name, affiliation, role, from_day, until_day, is_demo, revision
           from body_member where id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await)?;
    row.map(member).transpose()
}

fn told(row: &MemberRow) -> String {
    let day = |day: Option<CalendarDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let term = format!("{}..{}", day(row.from), day(row.until));
    [escape(&row.name), escape(&row.affiliation), row.role.word().to_owned(), term].join("\t")
}

fn member(row: MemberColumns) -> Result<MemberRow, StoreError> {
    let (id, body, name, affiliation, role, from, until, is_demo, revision) = row;
    Ok(MemberRow {
        id,
        body,
        name,
        affiliation,
        role: MemberRole::from_word(&role).ok_or_else(|| damaged("role", &role))?,
        from: from.as_deref().map(day).transpose()?,
        until: until.as_deref().map(day).transpose()?,
        is_demo: is_demo == 1,
        revision,
    })
}
