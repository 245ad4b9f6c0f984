//! Tasks (取組) as they are stored, the history of their states, and what came of predictions.

mod outcome;

pub use outcome::OutcomeRow;

use reform::plan::CalendarDate;
use reform::task::{TaskKind, TaskState};

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::next_number;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// A task (取組).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// Its number; 0 for one that is to be made.
    pub id: i64,
    /// The cluster.
    pub cluster: String,
    /// The option carried out, by the number of its record.
    pub option: i64,
    /// What kind of work.
    pub kind: TaskKind,
    /// What is to be done.
    pub title: String,
    /// Who answers for it.
    pub owner: Option<i64>,
    /// That person's name; empty when nobody does.
    pub owner_name: String,
    /// The department that does it.
    pub department_id: Option<i64>,
    /// The day it is due.
    pub due: Option<CalendarDate>,
    /// How far it has come.
    pub state: TaskState,
    /// The document it is about.
    pub document: String,
    /// Anything else.
    pub note: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// Grows with every change.
    pub revision: i64,
}

/// A step of a task (状態の変更).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskStep {
    /// The state before; none for the first.
    pub before: Option<TaskState>,
    /// The state after.
    pub after: TaskState,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: i64,
    cluster_id: String,
    option_number: i64,
    kind: String,
    title: String,
    owner_account_id: Option<i64>,
    owner_name: Option<String>,
    department_id: Option<i64>,
    due_day: Option<String>,
    state: String,
    document: String,
    note: String,
    is_demo: i64,
    revision: i64,
}

impl Store {
    /// Every task, or those of one cluster, by number; at most 5,000.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn tasks(&self, cluster: Option<&str>) -> Result<Vec<TaskRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Columns> = on!(link, |c| sqlx::query_as(
            "select t.id, t.cluster_id, t.option_number, t.kind, t.title, t.owner_account_id, a.name as owner_name,
                    t.department_id, t.due_day, t.state, t.document, t.note, t.is_demo, t.revision
               from task t left join account a on a.id = t.owner_account_id
              where $1 = '' or t.cluster_id = $1 order by t.id limit 5000"
        )
        .bind(cluster.unwrap_or_default())
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(TaskRow::try_from).collect()
    }

    /// One task with the history of its states, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn task(&self, id: i64) -> Result<Option<(TaskRow, Vec<TaskStep>)>, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let Some(row) = read(link, id).await? else { return Ok(None) };
        let steps: Vec<(String, String, String, String, String)> = on!(link, |c| {
            sqlx::query_as(
            "select state_before, state_after, reason, actor, at from task_step where task_id = $1 order by revision"
        )
        .bind(id)
        .fetch_all(c)
        .await
        })?;
        let step = |(before, after, reason, actor, at): (String, String, String, String, String)| {
            let before = match before.as_str() {
                "" => None,
                word => Some(state(word)?),
            };
            Ok::<_, StoreError>(TaskStep { before, after: state(&after)?, reason, actor, at })
        };
        let steps = steps.into_iter().map(step).collect::<Result<_, _>>()?;
        Ok(Some((row, steps)))
    }

    /// Makes a task; gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_task(&self, actor: &str, new: &TaskRow) -> Result<i64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let id = next_number(link, "task").await?;
        let at = now();
        on!(link, |c| {
            sqlx::query(
            "insert into task (id, cluster_id, option_number, kind, title, owner_account_id, department_id, due_day, state,
                               document, note, is_demo, revision, created_by, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14)"
        )
        .bind(id)
        .bind(&new.cluster)
        .bind(new.option)
        .bind(new.kind.word())
        .bind(&new.title)
        .bind(new.owner)
        .bind(new.department_id)
        .bind(new.due.map(|day| day.to_string()))
        .bind(new.state.word())
        .bind(&new.document)
        .bind(&new.note)
        .bind(i64::from(new.is_demo))
        .bind(actor)
        .bind(&at)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        step(link, id, 1, None, new.state, "", (actor, &at)).await?;
        let detail = format!("cluster\t{}\noption\t{}\ntitle\t{}", new.cluster, new.option, escape(&new.title));
        append(link, actor, "task.add", &format!("task:{id}"), detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a task whose revision is still `row.revision`; with a reason where its state changes. `Ok(Err(now))` is the
    /// task as it stands when somebody else was quicker, or nothing when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_task(
        &self,
        actor: &str,
        row: &TaskRow,
        reason: &str,
    ) -> Result<Result<(), Option<Box<TaskRow>>>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(before) = read(link, row.id).await? else { return Ok(Err(None)) };
        if before.revision != row.revision {
            return Ok(Err(Some(Box::new(before))));
        }
        let detail = changes(&before, row, reason);
        if detail.is_empty() {
            return Ok(Ok(()));
        }
        let (revision, at) = (before.revision + 1, now());
        on!(link, |c| {
            sqlx::query(
            "update task set kind = $2, title = $3, owner_account_id = $4, department_id = $5, due_day = $6, state = $7,
                             document = $8, note = $9, revision = $10 where id = $1"
        )
        .bind(row.id)
        .bind(row.kind.word())
        .bind(&row.title)
        .bind(row.owner)
        .bind(row.department_id)
        .bind(row.due.map(|day| day.to_string()))
        .bind(row.state.word())
        .bind(&row.document)
        .bind(&row.note)
        .bind(revision)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        if before.state != row.state {
            step(link, row.id, revision, Some(before.state), row.state, reason, (actor, &at)).await?;
        }
        append(link, actor, "task.change", &format!("task:{}", row.id), detail).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// Takes the examples away with the example programs.
pub(crate) async fn delete_demo_tasks(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in [
        "delete from task_step where task_id in (select id from task where is_demo = 1)",
        "delete from task where is_demo = 1",
        "delete from option_outcome where is_demo = 1",
    ] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

async fn read(link: &mut Link<'_>, id: i64) -> Result<Option<TaskRow>, StoreError> {
    let row: Option<Columns> = on!(link, |c| sqlx::query_as(
        "select t.id, t.cluster_id, t.option_number, t.kind, t.title, t.owner_account_id, a.name as owner_name,
                t.department_id, t.due_day, t.state, t.document, t.note, t.is_demo, t.revision
           from task t left join account a on a.id = t.owner_account_id where t.id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await)?;
    row.map(TaskRow::try_from).transpose()
}

async fn step(
    link: &mut Link<'_>,
    id: i64,
    revision: i64,
    before: Option<TaskState>,
    after: TaskState,
    reason: &str,
    (actor, at): (&str, &str),
) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("insert into task_step values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id)
        .bind(revision)
        .bind(before.map(TaskState::word).unwrap_or_default())
        .bind(after.word())
        .bind(reason)
        .bind(actor)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(())
}

fn changes(before: &TaskRow, after: &TaskRow, reason: &str) -> String {
    let texts = |row: &TaskRow| {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        [
            ("kind", row.kind.word().to_owned()),
            ("title", row.title.clone()),
            ("owner", number(row.owner)),
            ("department", number(row.department_id)),
            ("due", row.due.map(|day| day.to_string()).unwrap_or_default()),
            ("state", row.state.word().to_owned()),
            ("document", row.document.clone()),
            ("note", row.note.clone()),
        ]
    };
    let changed = texts(before).into_iter().zip(texts(after)).filter(|((_, before), (_, after))| before != after);
    let mut lines: Vec<String> =
        changed.map(|((field, before), (_, after))| [field, &before, &after].map(escape).join("\t")).collect();
    if !lines.is_empty() && !reason.is_empty() {
        lines.push(format!("reason\t{}", escape(reason)));
    }
    lines.join("\n")
}

fn state(word: &str) -> Result<TaskState, StoreError> {
    TaskState::from_word(word).ok_or_else(|| damaged("state", word))
}

impl TryFrom<Columns> for TaskRow {
    type Error = StoreError;

    fn try_from(row: Columns) -> Result<TaskRow, StoreError> {
        let due = match row.due_day {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| damaged("due_day", &text))?),
        };
        Ok(TaskRow {
            id: row.id,
            cluster: row.cluster_id,
            option: row.option_number,
            kind: TaskKind::from_word(&row.kind).ok_or_else(|| damaged("kind", &row.kind))?,
            title: row.title,
            owner: row.owner_account_id,
            owner_name: row.owner_name.unwrap_or_default(),
            department_id: row.department_id,
            due,
            state: state(&row.state)?,
            document: row.document,
            note: row.note,
            is_demo: row.is_demo == 1,
            revision: row.revision,
        })
    }
}
