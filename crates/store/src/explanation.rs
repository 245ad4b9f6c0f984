//! Explanation records (説明・意見交換の記録) as they are stored.

use reform::explanation::ExplanationKind;
use reform::plan::CalendarDate;

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::next_number;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// An explanation record (説明・意見交換の記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplanationRow {
    /// Its number; 0 for one that is to be made.
    pub id: i64,
    /// The day.
    pub day: CalendarDate,
    /// Where.
    pub place: String,
    /// What kind of occasion.
    pub kind: ExplanationKind,
    /// What it was about.
    pub title: String,
    /// Which groups were there, without names of persons.
    pub groups: String,
    /// How many people; none where nobody counted.
    pub people: Option<i64>,
    /// The things explained, a reference a line.
    pub items: String,
    /// What was explained.
    pub explained: String,
    /// What was said.
    pub said: String,
    /// What changed because of it.
    pub changed: String,
    /// Where the change can be seen.
    pub changed_link: String,
    /// Whether everybody may read it.
    pub is_public: bool,
    /// Why it is hidden; empty while it is shown.
    pub hidden_reason: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// The actor that made it, by name; kept from when it was added.
    pub made_by: String,
    /// Grows with every change.
    pub revision: i64,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: i64,
    day: String,
    place: String,
    kind: String,
    title: String,
    groups: String,
    people: Option<i64>,
    items: String,
    explained: String,
    said: String,
    changed: String,
    changed_link: String,
    is_public: i64,
    hidden_reason: String,
    is_demo: i64,
    created_by: String,
    revision: i64,
}

impl Store {
    /// The records, the latest day first: those that everybody may read, or all; so many passed over, at most so many.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn explanations(
        &self,
        only_public: bool,
        (skip, most): (i64, i64),
    ) -> Result<Vec<ExplanationRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Columns> = on!(link, |c| sqlx::query_as(
            "select * from explanation where $1 = 0 or (is_public = 1 and hidden_reason = '')
              order by day desc, id desc limit $2 offset $3"
        )
        .bind(i64::from(only_public))
        .bind(most)
        .bind(skip)
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(ExplanationRow::try_from).collect()
    }

    /// The records that are not hidden and hold this text among the things explained, the latest first, at most 200.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn explanations_naming(
        &self,
        reference: &str,
        only_public: bool,
    ) -> Result<Vec<ExplanationRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Columns> = on!(link, |c| sqlx::query_as(
            "select * from explanation
              where hidden_reason = '' and ($1 = 0 or is_public = 1) and items like '%' || $2 || '%'
              order by day desc, id desc limit 200"
        )
        .bind(i64::from(only_public))
        .bind(reference)
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(ExplanationRow::try_from).collect()
    }

    /// One record.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn explanation(&self, id: i64) -> Result<Option<ExplanationRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        read(&mut reader.link(), id).await
    }

    /// Makes a record; gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_explanation(&self, actor: &str, new: &ExplanationRow) -> Result<i64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let id = next_number(link, "explanation").await?;
        on!(link, |c| sqlx::query(
            "insert into explanation (id, day, place, kind, title, groups, people, items, explained, said, changed,
                                      changed_link, is_public, hidden_reason, is_demo, revision, created_by, created_at)
             values ($1, '', '', 'other', '', '', null, '', '', '', '', '', 0, '', $2, 1, $3, $4)"
        )
        .bind(id)
        .bind(i64::from(new.is_demo))
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        write(link, id, 1, new).await?;
        append(link, actor, "explanation.add", &format!("explanation:{id}"), lines(new).join("\n")).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes or hides a record whose revision is still `row.revision`; `false` when somebody else was quicker.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_explanation(&self, actor: &str, row: &ExplanationRow) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(before) = read(link, row.id).await? else { return Ok(false) };
        if before.revision != row.revision {
            return Ok(false);
        }
        let old = lines(&before);
        let changed: Vec<String> = lines(row).into_iter().filter(|line| !old.contains(line)).collect();
        if changed.is_empty() {
            return Ok(true);
        }
        write(link, row.id, before.revision + 1, row).await?;
        append(link, actor, "explanation.change", &format!("explanation:{}", row.id), changed.join("\n")).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Takes the examples away with the example programs.
pub(crate) async fn delete_demo_explanations(link: &mut Link<'_>) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("delete from explanation where is_demo = 1")
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(())
}

async fn read(link: &mut Link<'_>, id: i64) -> Result<Option<ExplanationRow>, StoreError> {
    let row: Option<Columns> =
        on!(link, |c| sqlx::query_as("select * from explanation where id = $1").bind(id).fetch_optional(c).await)?;
    row.map(ExplanationRow::try_from).transpose()
}

async fn write(link: &mut Link<'_>, id: i64, revision: i64, row: &ExplanationRow) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query(
        "update explanation set day = $2, place = $3, kind = $4, title = $5, groups = $6, people = $7, items = $8,
                explained = $9, said = $10, changed = $11, changed_link = $12, is_public = $13, hidden_reason = $14,
                revision = $15 where id = $1"
    )
    .bind(id)
    .bind(row.day.to_string())
    .bind(&row.place)
    .bind(row.kind.word())
    .bind(&row.title)
    .bind(&row.groups)
    .bind(row.people)
    .bind(&row.items)
    .bind(&row.explained)
    .bind(&row.said)
    .bind(&row.changed)
    .bind(&row.changed_link)
    .bind(i64::from(row.is_public))
    .bind(&row.hidden_reason)
    .bind(revision)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

/// The record as it stands in the audit: a field a line.
fn lines(row: &ExplanationRow) -> Vec<String> {
    [
        ("day", row.day.to_string()),
        ("place", row.place.clone()),
        ("kind", row.kind.word().to_owned()),
        ("title", row.title.clone()),
        ("groups", row.groups.clone()),
        ("people", row.people.map(|people| people.to_string()).unwrap_or_default()),
        ("items", row.items.clone()),
        ("explained", row.explained.clone()),
        ("said", row.said.clone()),
        ("changed", row.changed.clone()),
        ("changed-link", row.changed_link.clone()),
        ("public", row.is_public.to_string()),
        ("hidden", row.hidden_reason.clone()),
    ]
    .into_iter()
    .map(|(field, text)| format!("{field}\t{}", escape(&text)))
    .collect()
}

impl TryFrom<Columns> for ExplanationRow {
    type Error = StoreError;

    fn try_from(row: Columns) -> Result<ExplanationRow, StoreError> {
        Ok(ExplanationRow {
            id: row.id,
            day: row.day.parse().map_err(|_| damaged("day", &row.day))?,
            place: row.place,
            kind: ExplanationKind::from_word(&row.kind).ok_or_else(|| damaged("kind", &row.kind))?,
            title: row.title,
            groups: row.groups,
            people: row.people,
            items: row.items,
            explained: row.explained,
            said: row.said,
            changed: row.changed,
            changed_link: row.changed_link,
            is_public: row.is_public == 1,
            hidden_reason: row.hidden_reason,
            is_demo: row.is_demo == 1,
            made_by: row.created_by,
            revision: row.revision,
        })
    }
}
