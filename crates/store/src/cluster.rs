//! Clusters (事業クラスター) as they are stored: settings, members, and what is known of their programs.

mod facts;
mod members;

pub use facts::ProgramYear;
pub use members::{MemberFault, MemberRow, MembersChange, Seen};

use fiscal::FiscalYear;
use reform::cluster::{Degree, Reason};

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::sheet_read::{damaged, year};
use crate::{Store, StoreError};

/// A cluster of the city's own, or what was set for one of the plan (クラスターの設定).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterRow {
    /// Its word in addresses.
    pub id: String,
    /// Whether it is the city's own.
    pub is_own: bool,
    /// The id of its category; empty for one of the plan.
    pub category: String,
    /// Its name; empty for one of the plan.
    pub name_ja: String,
    /// Its English name; may be empty.
    pub name_en: String,
    /// What it bundles and why.
    pub explanation: String,
    /// The department that leads its analysis.
    pub lead_department_id: Option<i64>,
    /// The fiscal year its analysis begins in.
    pub start_year: Option<FiscalYear>,
    /// How large it is, a reason for that year.
    pub size: Reason,
    /// How urgent it is, the other reason.
    pub urgency: Reason,
    /// Its place within its category.
    pub place: i64,
    /// Anything else to know.
    pub note: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// Grows with every change of name and settings; 0 before anything was set.
    pub revision: i64,
    /// Grows with every change of its programs.
    pub members_revision: i64,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: String,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: String,
    is_own: i64,
    category: String,
    name_ja: String,
    name_en: String,
    explanation: String,
    lead_department_id: Option<i64>,
    start_year: Option<i64>,
    size_degree: String,
    size_words: String,
    urgency_degree: String,
    urgency_words: String,
    place: i64,
    note: String,
    is_demo: i64,
    revision: i64,
    members_revision: i64,
    changed_by: String,
    changed_at: String,
}

impl Store {
    /// Every cluster that has a row.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn clusters(&self) -> Result<Vec<ClusterRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Stored> =
            on!(link, |c| sqlx::query_as("select * from cluster order by place, id").fetch_all(c).await)?;
        rows.into_iter().map(ClusterRow::try_from).collect()
    }

    /// One cluster; `None` when nothing was set for it.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn cluster(&self, id: &str) -> Result<Option<ClusterRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        read(&mut reader.link(), id).await
    }

    /// Makes a cluster, or changes name and settings of one whose revision is still `row.revision`; gives the id, made up
    /// from a number when it is empty. `Ok(Err(now))` is the row as it stands when somebody else was quicker.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_cluster(
        &self,
        actor: &str,
        row: &ClusterRow,
    ) -> Result<Result<String, Box<ClusterRow>>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let mut row = row.clone();
        if row.id.is_empty() {
            row.id = format!("own-{}", crate::number::next_number(link, "cluster").await?);
        }
        let before = read(link, &row.id).await?;
        if let Some(before) = before.as_ref().filter(|before| before.revision != row.revision) {
            return Ok(Err(Box::new(before.clone())));
        }
        let before = before.unwrap_or_default();
        let detail = changes(&before, &row);
        if detail.is_empty() && before.revision > 0 {
            return Ok(Ok(row.id));
        }
        write(link, actor, &row, before.revision + 1, before.members_revision).await?;
        append(link, actor, "cluster.settings", &format!("cluster:{}", row.id), detail).await?;
        tx.commit().await?;
        Ok(Ok(row.id))
    }
}

/// Reads a cluster inside or outside a transaction.
pub(crate) async fn read(link: &mut Link<'_>, id: &str) -> Result<Option<ClusterRow>, StoreError> {
    let row: Option<Stored> =
        on!(link, |c| sqlx::query_as("select * from cluster where id = $1").bind(id).fetch_optional(c).await)?;
    row.map(ClusterRow::try_from).transpose()
}

/// Takes the examples away with the example programs, and every membership, since all programs go.
pub(crate) async fn delete_demo_clusters(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in ["delete from cluster_member", "delete from cluster where is_demo = 1"] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

/// Writes a row over what stands there.
async fn write(
    link: &mut Link<'_>,
    actor: &str,
    row: &ClusterRow,
    revision: i64,
    members_revision: i64,
) -> Result<(), StoreError> {
    let word = |reason: &Reason| reason.degree.map(Degree::word).unwrap_or_default();
    on!(link, |c| sqlx::query(
        "insert into cluster (id, is_own, category, name_ja, name_en, explanation, lead_department_id, start_year,
                              size_degree, size_words, urgency_degree, urgency_words, place, note, is_demo, revision,
                              members_revision, changed_by, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
         on conflict (id) do update set category = excluded.category, name_ja = excluded.name_ja,
             name_en = excluded.name_en, explanation = excluded.explanation,
             lead_department_id = excluded.lead_department_id, start_year = excluded.start_year,
             size_degree = excluded.size_degree, size_words = excluded.size_words,
             urgency_degree = excluded.urgency_degree, urgency_words = excluded.urgency_words,
             place = excluded.place, note = excluded.note, is_demo = excluded.is_demo, revision = excluded.revision,
             changed_by = excluded.changed_by, changed_at = excluded.changed_at"
    )
    .bind(&row.id)
    .bind(i64::from(row.is_own))
    .bind(&row.category)
    .bind(&row.name_ja)
    .bind(&row.name_en)
    .bind(&row.explanation)
    .bind(row.lead_department_id)
    .bind(row.start_year.map(|year| i64::from(year.start())))
    .bind(word(&row.size))
    .bind(&row.size.words)
    .bind(word(&row.urgency))
    .bind(&row.urgency.words)
    .bind(row.place)
    .bind(&row.note)
    .bind(i64::from(row.is_demo))
    .bind(revision)
    .bind(members_revision)
    .bind(actor)
    .bind(now())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

/// What changed, one `field<TAB>before<TAB>after` a line.
fn changes(before: &ClusterRow, after: &ClusterRow) -> String {
    let texts = |row: &ClusterRow| {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let degree = |reason: &Reason| reason.degree.map(Degree::word).unwrap_or_default().to_owned();
        [
            ("category", row.category.clone()),
            ("name_ja", row.name_ja.clone()),
            ("name_en", row.name_en.clone()),
            ("explanation", row.explanation.clone()),
            ("lead_department", number(row.lead_department_id)),
            ("start_year", number(row.start_year.map(|year| i64::from(year.start())))),
            ("size", degree(&row.size)),
            ("size_words", row.size.words.clone()),
            ("urgency", degree(&row.urgency)),
            ("urgency_words", row.urgency.words.clone()),
            ("place", row.place.to_string()),
            ("note", row.note.clone()),
        ]
    };
    let lines = texts(before).into_iter().zip(texts(after)).filter(|((_, before), (_, after))| before != after);
    let lines: Vec<String> =
        lines.map(|((field, before), (_, after))| [field, &before, &after].map(escape).join("\t")).collect();
    lines.join("\n")
}

impl TryFrom<Stored> for ClusterRow {
    type Error = StoreError;

    fn try_from(row: Stored) -> Result<ClusterRow, StoreError> {
        let reason = |word: String, words: String| {
            let degree = match word.as_str() {
                "" => None,
                word => Some(Degree::from_word(word).ok_or_else(|| damaged("degree", word))?),
            };
            Ok::<_, StoreError>(Reason { degree, words })
        };
        Ok(ClusterRow {
            id: row.id,
            is_own: row.is_own == 1,
            category: row.category,
            name_ja: row.name_ja,
            name_en: row.name_en,
            explanation: row.explanation,
            lead_department_id: row.lead_department_id,
            start_year: row.start_year.map(year).transpose()?,
            size: reason(row.size_degree, row.size_words)?,
            urgency: reason(row.urgency_degree, row.urgency_words)?,
            place: row.place,
            note: row.note,
            is_demo: row.is_demo == 1,
            revision: row.revision,
            members_revision: row.members_revision,
            changed_by: row.changed_by,
            changed_at: row.changed_at,
        })
    }
}
