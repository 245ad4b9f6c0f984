//! Consultations (意見公募) as they are stored: the draft with its questions and documents, and its state.
//!
//! - `comment`: what citizens wrote; `import`: what came by a file
//! - `flood`: what was not taken, and what came too often
//! - `group`: groups with their answers; `opinion`: what a comment is divided into, and what is in which group
//! - `person`: who wrote, apart from all that

mod comment;
mod flood;
mod group;
mod import;
mod opinion;
mod person;

pub use comment::{CommentFilter, CommentPage, CommentRow, Counts, NewComment, PersonGiven};
pub use flood::{DuplicateRow, FloodRow};
pub use group::{GroupRow, GroupText, MoveFault};
pub use import::ImportedCounts;
pub use opinion::{Division, Joining, OpinionRow};
pub use person::{PersonFound, Retention};

use std::collections::HashMap;

use reform::consultation::ConsultationState;
use reform::plan::CalendarDate;

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::next_number;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// A consultation (意見公募).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationRow {
    /// Its number; 0 for one that is to be made.
    pub id: i64,
    /// The last part of its public address.
    pub slug: String,
    /// What it is about.
    pub title: String,
    /// What is proposed and why.
    pub outline: String,
    /// The things it speaks about, a reference a line.
    pub items: String,
    /// The number of the published edition the draft stands in.
    pub edition: Option<i64>,
    /// The first day comments are taken.
    pub first: CalendarDate,
    /// The last day.
    pub last: CalendarDate,
    /// How to send by e-mail and on paper.
    pub how_to_send: String,
    /// Whom to ask.
    pub contact: String,
    /// The most characters of one text.
    pub most_chars: i64,
    /// Whether the form asks for name, postal address, e-mail address.
    pub asks: [bool; 3],
    /// Days after publication until names and addresses are deleted.
    pub retain_days: i64,
    /// The words of the classes A to E, a line each; empty for the usual ones.
    pub class_words: String,
    /// How far it has come.
    pub state: ConsultationState,
    /// The day its results were published.
    pub published: Option<CalendarDate>,
    /// The questions: words, and whether an answer is needed.
    pub questions: Vec<(String, bool)>,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// Grows with every change.
    pub revision: i64,
}

/// A document of the draft, without its bytes (案の資料).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// Its number.
    pub id: i64,
    /// The file's name.
    pub name: String,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// How many bytes.
    pub bytes: i64,
    /// Why it is hidden; empty while it is shown.
    pub hidden_reason: String,
    /// When it was sent (UTC).
    pub at: String,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: i64,
    slug: String,
    title: String,
    outline: String,
    items: String,
    edition_number: Option<i64>,
    first_day: String,
    last_day: String,
    how_to_send: String,
    contact: String,
    most_chars: i64,
    asks_name: i64,
    asks_address: i64,
    asks_email: i64,
    retain_days: i64,
    class_words: String,
    state: String,
    published_day: Option<String>,
    is_demo: i64,
    revision: i64,
}

impl Store {
    /// Every consultation, the newest first, at most 500.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn consultations(&self) -> Result<Vec<ConsultationRow>, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let rows: Vec<Columns> =
            on!(link, |c| sqlx::query_as("select * from consultation order by id desc limit 500").fetch_all(c).await)?;
        let asked: Vec<(i64, String, i64)> = on!(link, |c| sqlx::query_as(
            "select consultation_id, words, is_required from consultation_question order by consultation_id, number"
        )
        .fetch_all(c)
        .await)?;
        let mut questions: HashMap<i64, Vec<(String, bool)>> = HashMap::new();
        for (consultation, words, is_required) in asked {
            questions.entry(consultation).or_default().push((words, is_required == 1));
        }
        let of = |row: Columns| {
            let questions = questions.remove(&row.id).unwrap_or_default();
            ConsultationRow::of(row, questions)
        };
        rows.into_iter().map(of).collect()
    }

    /// One consultation by its number.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn consultation(&self, id: i64) -> Result<Option<ConsultationRow>, StoreError> {
        let mut reader = self.db.snapshot().await?;
        read(&mut reader.link(), id).await
    }

    /// The number of the consultation at a public address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consultation_at(&self, slug: &str) -> Result<Option<i64>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let found: Option<(i64,)> = on!(link, |c| sqlx::query_as("select id from consultation where slug = $1")
            .bind(slug)
            .fetch_optional(c)
            .await)?;
        Ok(found.map(|(id,)| id))
    }

    /// Makes a consultation; gives its number, or nothing where its address is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_consultation(&self, actor: &str, new: &ConsultationRow) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let taken: Option<(i64,)> = on!(link, |c| sqlx::query_as("select id from consultation where slug = $1")
            .bind(&new.slug)
            .fetch_optional(c)
            .await)?;
        if taken.is_some() {
            return Ok(None);
        }
        let id = next_number(link, "consultation").await?;
        on!(link, |c| {
            sqlx::query(
            "insert into consultation (id, slug, title, outline, items, edition_number, first_day, last_day, how_to_send,
                                       contact, most_chars, asks_name, asks_address, asks_email, retain_days, class_words,
                                       state, published_day, is_demo, revision, created_by, created_at)
             values ($1, $2, '', '', '', null, '', '', '', '', 1, 0, 0, 0, 0, '', 'draft', null, $3, 1, $4, $5)"
        )
        .bind(id)
        .bind(&new.slug)
        .bind(i64::from(new.is_demo))
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        write(link, id, 1, new).await?;
        append(link, actor, "consultation.add", &format!("consultation:{id}"), lines(new).join("\n")).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Changes a consultation whose revision is still `row.revision`; its state and questions with it. `false` when somebody
    /// else was quicker.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_consultation(&self, actor: &str, row: &ConsultationRow) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(before) = read(link, row.id).await? else { return Ok(false) };
        if before.revision != row.revision {
            return Ok(false);
        }
        let (old, new) = (lines(&before), lines(row));
        let changed: Vec<String> = new.iter().filter(|line| !old.contains(line)).cloned().collect();
        if changed.is_empty() {
            return Ok(true);
        }
        write(link, row.id, before.revision + 1, row).await?;
        append(link, actor, "consultation.change", &format!("consultation:{}", row.id), changed.join("\n")).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The documents of a consultation, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consultation_papers(&self, id: i64) -> Result<Vec<PaperRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64, String, String, i64, String, String)> = on!(link, |c| sqlx::query_as(
            "select id, name, sha256, size_bytes, hidden_reason, at from consultation_paper
              where consultation_id = $1 order by id limit 200"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let paper =
            |(id, name, sha256, bytes, hidden_reason, at)| PaperRow { id, name, sha256, bytes, hidden_reason, at };
        Ok(rows.into_iter().map(paper).collect())
    }

    /// The bytes of a document.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consultation_paper(&self, id: i64, paper: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let row: Option<(Vec<u8>,)> = on!(link, |c| sqlx::query_as(
            "select bytes from consultation_paper where consultation_id = $1 and id = $2"
        )
        .bind(id)
        .bind(paper)
        .fetch_optional(c)
        .await)?;
        Ok(row.map(|(bytes,)| bytes))
    }

    /// Adds a document; gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_consultation_paper(
        &self,
        actor: &str,
        id: i64,
        (name, sha256, bytes): (&str, &str, &[u8]),
    ) -> Result<i64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let paper = next_number(link, "consultation-paper").await?;
        on!(link, |c| {
            sqlx::query(
            "insert into consultation_paper (id, consultation_id, name, sha256, size_bytes, bytes, hidden_reason, actor, at)
             values ($1, $2, $3, $4, $5, $6, '', $7, $8)"
        )
        .bind(paper)
        .bind(id)
        .bind(name)
        .bind(sha256)
        .bind(bytes.len() as i64)
        .bind(bytes)
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        let detail = format!("paper\t{paper}\nname\t{}\nsha256\t{sha256}", escape(name));
        append(link, actor, "consultation.paper", &format!("consultation:{id}"), detail).await?;
        tx.commit().await?;
        Ok(paper)
    }

    /// Hides a document with a reason; `false` when there is none, or it is hidden already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hide_consultation_paper(
        &self,
        actor: &str,
        (id, paper): (i64, i64),
        reason: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let hidden = on!(link, |c| {
            sqlx::query(
            "update consultation_paper set hidden_reason = $3 where consultation_id = $1 and id = $2 and hidden_reason = ''"
        )
        .bind(id)
        .bind(paper)
        .bind(reason)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        if hidden == 0 {
            return Ok(false);
        }
        let detail = format!("paper\t{paper}\nreason\t{}", escape(reason));
        append(link, actor, "consultation.paper-hide", &format!("consultation:{id}"), detail).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Takes the examples away with the example programs.
pub(crate) async fn delete_demo_consultations(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in [
        "delete from consultation_opinion where comment_id in (select id from consultation_comment where is_demo = 1)",
        "delete from consultation_placing where consultation_id in (select id from consultation where is_demo = 1)",
        "delete from consultation_group where consultation_id in (select id from consultation where is_demo = 1)",
        "delete from consultation_person where comment_id in (select id from consultation_comment where is_demo = 1)",
        "delete from consultation_reply where comment_id in (select id from consultation_comment where is_demo = 1)",
        "delete from consultation_comment where is_demo = 1",
        "delete from consultation_refusal where consultation_id in (select id from consultation where is_demo = 1)",
        "delete from consultation_paper where consultation_id in (select id from consultation where is_demo = 1)",
        "delete from consultation_question where consultation_id in (select id from consultation where is_demo = 1)",
        "delete from consultation where is_demo = 1",
    ] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

/// Whether comments of a consultation are examples.
async fn is_demo(link: &mut Link<'_>, id: i64) -> Result<i64, StoreError> {
    let found: Option<(i64,)> = on!(link, |c| sqlx::query_as("select is_demo from consultation where id = $1")
        .bind(id)
        .fetch_optional(c)
        .await)?;
    found.map(|(is_demo,)| is_demo).ok_or_else(|| damaged("consultation", id.to_string()))
}

async fn read(link: &mut Link<'_>, id: i64) -> Result<Option<ConsultationRow>, StoreError> {
    let row: Option<Columns> =
        on!(link, |c| sqlx::query_as("select * from consultation where id = $1").bind(id).fetch_optional(c).await)?;
    let Some(row) = row else { return Ok(None) };
    let questions = questions(link, id).await?;
    ConsultationRow::of(row, questions).map(Some)
}

async fn questions(link: &mut Link<'_>, id: i64) -> Result<Vec<(String, bool)>, StoreError> {
    let rows: Vec<(String, i64)> = on!(link, |c| sqlx::query_as(
        "select words, is_required from consultation_question where consultation_id = $1 order by number"
    )
    .bind(id)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(words, is_required)| (words, is_required == 1)).collect())
}

async fn write(link: &mut Link<'_>, id: i64, revision: i64, row: &ConsultationRow) -> Result<(), StoreError> {
    let [name, address, email] = row.asks.map(i64::from);
    on!(link, |c| {
        sqlx::query(
        "update consultation set title = $2, outline = $3, items = $4, edition_number = $5, first_day = $6, last_day = $7,
                how_to_send = $8, contact = $9, most_chars = $10, asks_name = $11, asks_address = $12, asks_email = $13,
                retain_days = $14, class_words = $15, state = $16, published_day = $17, revision = $18 where id = $1"
    )
    .bind(id)
    .bind(&row.title)
    .bind(&row.outline)
    .bind(&row.items)
    .bind(row.edition)
    .bind(row.first.to_string())
    .bind(row.last.to_string())
    .bind(&row.how_to_send)
    .bind(&row.contact)
    .bind(row.most_chars)
    .bind(name)
    .bind(address)
    .bind(email)
    .bind(row.retain_days)
    .bind(&row.class_words)
    .bind(row.state.word())
    .bind(row.published.map(|day| day.to_string()))
    .bind(revision)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    on!(link, |c| sqlx::query("delete from consultation_question where consultation_id = $1")
        .bind(id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    for (number, (words, is_required)) in (1i64..).zip(&row.questions) {
        on!(link, |c| sqlx::query("insert into consultation_question values ($1, $2, $3, $4)")
            .bind(id)
            .bind(number)
            .bind(words)
            .bind(i64::from(*is_required))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
    }
    Ok(())
}

/// The consultation as it stands in the audit: a field a line.
fn lines(row: &ConsultationRow) -> Vec<String> {
    let questions: Vec<String> = row
        .questions
        .iter()
        .map(|(words, is_required)| format!("{words}{}", if *is_required { "*" } else { "" }))
        .collect();
    [
        ("slug", row.slug.clone()),
        ("title", row.title.clone()),
        ("outline", row.outline.clone()),
        ("items", row.items.clone()),
        ("edition", row.edition.map(|number| number.to_string()).unwrap_or_default()),
        ("first", row.first.to_string()),
        ("last", row.last.to_string()),
        ("how-to-send", row.how_to_send.clone()),
        ("contact", row.contact.clone()),
        ("most-chars", row.most_chars.to_string()),
        ("asks", row.asks.map(|asks| if asks { "1" } else { "0" }).concat()),
        ("retain-days", row.retain_days.to_string()),
        ("class-words", row.class_words.clone()),
        ("state", row.state.word().to_owned()),
        ("published", row.published.map(|day| day.to_string()).unwrap_or_default()),
        ("questions", questions.join(" / ")),
    ]
    .into_iter()
    .map(|(field, text)| format!("{field}\t{}", escape(&text)))
    .collect()
}

impl ConsultationRow {
    fn of(row: Columns, questions: Vec<(String, bool)>) -> Result<ConsultationRow, StoreError> {
        let day = |text: &str| text.parse().map_err(|_| damaged("day", text));
        Ok(ConsultationRow {
            id: row.id,
            slug: row.slug,
            title: row.title,
            outline: row.outline,
            items: row.items,
            edition: row.edition_number,
            first: day(&row.first_day)?,
            last: day(&row.last_day)?,
            how_to_send: row.how_to_send,
            contact: row.contact,
            most_chars: row.most_chars,
            asks: [row.asks_name == 1, row.asks_address == 1, row.asks_email == 1],
            retain_days: row.retain_days,
            class_words: row.class_words,
            state: ConsultationState::from_word(&row.state).ok_or_else(|| damaged("state", &row.state))?,
            published: row.published_day.as_deref().map(day).transpose()?,
            questions,
            is_demo: row.is_demo == 1,
            revision: row.revision,
        })
    }
}
