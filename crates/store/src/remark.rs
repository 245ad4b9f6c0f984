//! Remarks (意見) as they are stored, with a history that is only added to.

use std::collections::BTreeMap;

use reform::discussion::ItemRef;
use reform::discussion::remark::{RemarkOutcome, RemarkSource, RemarkState};
use reform::plan::CalendarDate;

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::notice::{NewNotice, add_notices};
use crate::number::next_number;
use crate::rows::placeholders;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// A remark (意見).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkRow {
    /// Its number; 0 for one that is to be made.
    pub id: i64,
    /// What was said.
    pub body: String,
    /// Who said it; may be empty.
    pub speaker: String,
    /// As what; may be empty.
    pub speaker_role: String,
    /// Who may know who said it.
    pub source: RemarkSource,
    /// The body it was said in; empty for none.
    pub body_id: String,
    /// The meeting it was said in.
    pub meeting: Option<i64>,
    /// What it speaks about.
    pub item: ItemRef,
    /// The theme; may be empty.
    pub theme: String,
    /// The department that answers.
    pub department_id: Option<i64>,
    /// The day the response is due.
    pub due: Option<CalendarDate>,
    /// How far it has come.
    pub state: RemarkState,
    /// The response; empty while there is none.
    pub response: String,
    /// Why it was declined.
    pub reason: String,
    /// What came of it.
    pub outcome: Option<RemarkOutcome>,
    /// Why it is hidden; empty while it is shown.
    pub hidden_reason: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// Grows with every change.
    pub revision: i64,
    /// The account that entered it.
    pub created_account: Option<i64>,
    /// When it was entered (UTC, ISO 8601).
    pub created_at: String,
}

/// What was done to a remark (意見の履歴).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkStep {
    /// `added`, `changed`, `answered`, `outcome`, `hidden`, `shown`.
    pub what: String,
    /// The state after.
    pub state: RemarkState,
    /// The response after.
    pub response: String,
    /// Why; may be empty.
    pub reason: String,
    /// What came of it, after.
    pub outcome: Option<RemarkOutcome>,
    /// Who.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// What is done to a remark (意見への操作).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemarkChange<'a> {
    /// The word kept in the history and the audit: `changed`, `answered`, `outcome`, `hidden`, `shown`.
    pub what: &'a str,
    /// Why; may be empty.
    pub reason: &'a str,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: i64,
    body: String,
    speaker: String,
    speaker_role: String,
    source: String,
    body_id: String,
    meeting_id: Option<i64>,
    item: String,
    place: String,
    theme: String,
    department_id: Option<i64>,
    due_day: Option<String>,
    state: String,
    response: String,
    reason: String,
    outcome: String,
    hidden_reason: String,
    is_demo: i64,
    revision: i64,
    created_account: Option<i64>,
    created_at: String,
}

const SELECT: &str = "select id, body, speaker, speaker_role, source, body_id, meeting_id, item, place, theme,
        department_id, due_day, state, response, reason, outcome, hidden_reason, is_demo, revision, created_account,
        created_at from remark";

impl Store {
    /// Every remark, hidden ones too, by number; at most 20,000. With an item (without its place), only those about it.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn remarks(&self, about: Option<&ItemRef>) -> Result<Vec<RemarkRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("{SELECT} where $1 = '' or item = $1 order by id limit 20000");
        let rows: Vec<Columns> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(about.map(thing).unwrap_or_default())
            .fetch_all(c)
            .await)?;
        rows.into_iter().map(RemarkRow::try_from).collect()
    }

    /// One remark with its history, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn remark(&self, id: i64) -> Result<Option<(RemarkRow, Vec<RemarkStep>)>, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let Some(row) = read(link, id).await? else { return Ok(None) };
        let steps: Vec<(String, String, String, String, String, String, String)> = on!(link, |c| sqlx::query_as(
            "select what, state, response, reason, outcome, actor, at from remark_step
              where remark_id = $1 order by revision"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let steps = steps.into_iter().map(|(what, word, response, reason, came, actor, at)| {
            let (state, outcome) = (state(&word)?, outcome(&came)?);
            Ok::<_, StoreError>(RemarkStep { what, state, response, reason, outcome, actor, at })
        });
        let steps = steps.collect::<Result<_, _>>()?;
        Ok(Some((row, steps)))
    }

    /// Makes a remark and tells these accounts; gives its number, which stands in the notices for `{remark}`. Sent a second
    /// time by the same account, word for word, while nobody has touched it, it is the one that is there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_remark(&self, actor: &str, new: &RemarkRow, told: &[NewNotice]) -> Result<i64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if let Some(known) = untouched(link, new).await? {
            return Ok(known);
        }
        let (id, at) = (next_number(link, "remark").await?, now());
        on!(link, |c| sqlx::query(
            "insert into remark (id, body, speaker, speaker_role, source, body_id, meeting_id, item, place, theme,
                                 department_id, due_day, state, response, reason, outcome, hidden_reason, is_demo,
                                 revision, created_account, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', '', $16, 1, $17, $18)"
        )
        .bind(id)
        .bind(&new.body)
        .bind(&new.speaker)
        .bind(&new.speaker_role)
        .bind(new.source.word())
        .bind(&new.body_id)
        .bind(new.meeting)
        .bind(thing(&new.item))
        .bind(&new.item.place)
        .bind(&new.theme)
        .bind(new.department_id)
        .bind(new.due.map(|day| day.to_string()))
        .bind(new.state.word())
        .bind(&new.response)
        .bind(&new.reason)
        .bind(i64::from(new.is_demo))
        .bind(new.created_account)
        .bind(&at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let row = RemarkRow { id, revision: 1, ..new.clone() };
        step(link, &row, RemarkChange { what: "added", reason: "" }, (actor, &at)).await?;
        let told: Vec<NewNotice> = told.iter().map(|one| numbered(one, id)).collect();
        add_notices(link, &at, &told).await?;
        // The audit names neither speaker nor text: a confidential source is nobody's business but the office's.
        let detail = format!("item\t{}\nsource\t{}", escape(&thing(&new.item)), new.source.word());
        append(link, actor, "remark.add", &format!("remark:{id}"), detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a remark whose revision is still `row.revision`; what was said by whom stays where `what` is not `changed`.
    /// `Ok(false)` when somebody else was quicker.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_remark(
        &self,
        actor: &str,
        row: &RemarkRow,
        change: RemarkChange<'_>,
        told: &[NewNotice],
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(before) = read(link, row.id).await?.filter(|before| before.revision == row.revision) else {
            return Ok(false);
        };
        let at = now();
        let after = RemarkRow { revision: before.revision + 1, ..row.clone() };
        on!(link, |c| sqlx::query(
            "update remark set body = $2, speaker = $3, speaker_role = $4, source = $5, body_id = $6, meeting_id = $7,
                    item = $8, place = $9, theme = $10, department_id = $11, due_day = $12, state = $13, response = $14,
                    reason = $15, outcome = $16, hidden_reason = $17, revision = $18 where id = $1"
        )
        .bind(after.id)
        .bind(&after.body)
        .bind(&after.speaker)
        .bind(&after.speaker_role)
        .bind(after.source.word())
        .bind(&after.body_id)
        .bind(after.meeting)
        .bind(thing(&after.item))
        .bind(&after.item.place)
        .bind(&after.theme)
        .bind(after.department_id)
        .bind(after.due.map(|day| day.to_string()))
        .bind(after.state.word())
        .bind(&after.response)
        .bind(&after.reason)
        .bind(after.outcome.as_ref().map(ToString::to_string).unwrap_or_default())
        .bind(&after.hidden_reason)
        .bind(after.revision)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        step(link, &after, change, (actor, &at)).await?;
        let told: Vec<NewNotice> = told.iter().map(|one| numbered(one, row.id)).collect();
        add_notices(link, &at, &told).await?;
        let detail = changes(&before, &after, change.reason);
        append(link, actor, &format!("remark.{}", change.what), &format!("remark:{}", row.id), detail).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The program of this number in the city: its number here and its name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn program_named(&self, external_id: &str) -> Result<Option<(i64, String)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        Ok(on!(link, |c| sqlx::query_as(
            "select p.id, v.name from program p join program_version v on v.program_id = p.id
              where p.external_id = $1 order by v.fiscal_year desc, p.id limit 1"
        )
        .bind(external_id)
        .fetch_optional(c)
        .await)?)
    }

    /// The programs of these numbers in the city: number here and latest name, by number in the city. Those nobody knows
    /// are missing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn programs_named(&self, external_ids: &[String]) -> Result<BTreeMap<String, (i64, String)>, StoreError> {
        const AT_ONCE: usize = 500;
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut found = BTreeMap::new();
        for part in external_ids.chunks(AT_ONCE) {
            let sql = format!(
                "select p.external_id, p.id, v.name from program p join program_version v on v.program_id = p.id
                  where p.external_id in ({}) order by p.external_id, v.fiscal_year desc, p.id",
                placeholders(1, part.len())
            );
            let rows: Vec<(String, i64, String)> = on!(link, |c| {
                let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).persistent(part.len() == AT_ONCE);
                part.iter().fold(query, |query, id| query.bind(id)).fetch_all(c).await
            })?;
            for (external_id, id, name) in rows {
                found.entry(external_id).or_insert((id, name));
            }
        }
        Ok(found)
    }
}

/// Takes the examples away with the example programs.
pub(crate) async fn delete_demo_remarks(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in ["delete from remark_step where is_demo = 1", "delete from remark where is_demo = 1"] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

async fn read(link: &mut Link<'_>, id: i64) -> Result<Option<RemarkRow>, StoreError> {
    let sql = format!("{SELECT} where id = $1");
    let row: Option<Columns> =
        on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(c).await)?;
    row.map(RemarkRow::try_from).transpose()
}

/// The same remark of the same account that nothing has been done to since; none for a new one.
async fn untouched(link: &mut Link<'_>, new: &RemarkRow) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> = on!(link, |c| sqlx::query_as(
        "select id from remark
          where item = $1 and place = $2 and body = $3 and speaker = $4 and speaker_role = $5 and source = $6
            and theme = $7 and coalesce(meeting_id, 0) = $8 and coalesce(department_id, 0) = $9
            and coalesce(due_day, '') = $10 and coalesce(created_account, 0) = $11 and revision = 1
          order by id limit 1"
    )
    .bind(thing(&new.item))
    .bind(&new.item.place)
    .bind(&new.body)
    .bind(&new.speaker)
    .bind(&new.speaker_role)
    .bind(new.source.word())
    .bind(&new.theme)
    .bind(new.meeting.unwrap_or_default())
    .bind(new.department_id.unwrap_or_default())
    .bind(new.due.map(|day| day.to_string()).unwrap_or_default())
    .bind(new.created_account.unwrap_or_default())
    .fetch_optional(c)
    .await)?;
    Ok(row.map(|(id,)| id))
}

async fn step(
    link: &mut Link<'_>,
    row: &RemarkRow,
    change: RemarkChange<'_>,
    (actor, at): (&str, &str),
) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("insert into remark_step values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(row.id)
        .bind(row.revision)
        .bind(change.what)
        .bind(row.state.word())
        .bind(&row.response)
        .bind(change.reason)
        .bind(row.outcome.as_ref().map(ToString::to_string).unwrap_or_default())
        .bind(actor)
        .bind(at)
        .bind(i64::from(row.is_demo))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(())
}

fn numbered(notice: &NewNotice, id: i64) -> NewNotice {
    NewNotice { path: notice.path.replace("{remark}", &id.to_string()), ..notice.clone() }
}

/// What is spoken about, without the place in it.
fn thing(item: &ItemRef) -> String {
    ItemRef { place: String::new(), ..item.clone() }.to_string()
}

/// What changed, for the audit; of who spoke only that it changed.
fn changes(before: &RemarkRow, after: &RemarkRow, reason: &str) -> String {
    let texts = |row: &RemarkRow| {
        [
            ("body", row.body.clone()),
            ("source", row.source.word().to_owned()),
            ("item", row.item.to_string()),
            ("theme", row.theme.clone()),
            ("department", row.department_id.map(|id| id.to_string()).unwrap_or_default()),
            ("due", row.due.map(|day| day.to_string()).unwrap_or_default()),
            ("state", row.state.word().to_owned()),
            ("response", row.response.clone()),
            ("outcome", row.outcome.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("hidden", row.hidden_reason.clone()),
        ]
    };
    let changed = texts(before).into_iter().zip(texts(after)).filter(|((_, before), (_, after))| before != after);
    let mut lines: Vec<String> =
        changed.map(|((field, before), (_, after))| [field, &before, &after].map(escape).join("\t")).collect();
    if (&before.speaker, &before.speaker_role) != (&after.speaker, &after.speaker_role) {
        lines.push("speaker\tchanged".to_owned());
    }
    if !reason.is_empty() {
        lines.push(format!("reason\t{}", escape(reason)));
    }
    lines.join("\n")
}

fn state(word: &str) -> Result<RemarkState, StoreError> {
    RemarkState::from_word(word).ok_or_else(|| damaged("state", word))
}

fn outcome(text: &str) -> Result<Option<RemarkOutcome>, StoreError> {
    match text {
        "" => Ok(None),
        text => RemarkOutcome::read(text).map(Some).ok_or_else(|| damaged("outcome", text)),
    }
}

impl TryFrom<Columns> for RemarkRow {
    type Error = StoreError;

    fn try_from(row: Columns) -> Result<RemarkRow, StoreError> {
        let item = ItemRef::read(&row.item).and_then(|item| item.at(&row.place));
        let due = row.due_day.as_deref().map(|text| text.parse().map_err(|_| damaged("due_day", text))).transpose()?;
        Ok(RemarkRow {
            id: row.id,
            body: row.body,
            speaker: row.speaker,
            speaker_role: row.speaker_role,
            source: RemarkSource::from_word(&row.source).ok_or_else(|| damaged("source", &row.source))?,
            body_id: row.body_id,
            meeting: row.meeting_id,
            item: item.ok_or_else(|| damaged("item", &row.item))?,
            theme: row.theme,
            department_id: row.department_id,
            due,
            state: state(&row.state)?,
            response: row.response,
            reason: row.reason,
            outcome: outcome(&row.outcome)?,
            hidden_reason: row.hidden_reason,
            is_demo: row.is_demo == 1,
            revision: row.revision,
            created_account: row.created_account,
            created_at: row.created_at,
        })
    }
}
