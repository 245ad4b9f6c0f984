//! History as it is stored (履歴の読出): steps, changes of fields, and the sheet as it stood at a revision.

use reform::review::Fields;
use reform::workflow::ActionKind;

use super::{ChangeRow, StepRow, Via, damaged, role, state};
use crate::db::{Link, on};
use crate::{Store, StoreError};

/// Steps, changes in the order of their revisions from the newest, and whether there are older ones.
type History = (Vec<StepRow>, Vec<ChangeRow>, bool);

impl Store {
    /// The steps and changes of a sheet at its last `revisions` revisions before one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sheet_history(&self, sheet: i64, before: i64, revisions: i64) -> Result<History, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let numbers: Vec<(i64,)> = on!(link, |c| sqlx::query_as(
            "select revision from review_change where sheet_id = $1 and revision < $2
             union
             select revision from review_step where sheet_id = $1 and revision < $2
             order by 1 desc limit $3"
        )
        .bind(sheet)
        .bind(before)
        .bind(revisions + 1)
        .fetch_all(c)
        .await)?;
        let more = numbers.len() as i64 > revisions;
        let Some((first,)) = numbers.iter().take(usize::try_from(revisions).unwrap_or(0)).next_back() else {
            return Ok((Vec::new(), Vec::new(), false));
        };
        let steps = steps_of(link, sheet).await?;
        let steps = steps.into_iter().filter(|step| step.revision >= *first && step.revision < before).collect();
        type Row = (i64, String, String, Option<String>, Option<i64>, String, String, String);
        let rows: Vec<Row> = on!(link, |c| {
            sqlx::query_as(
            "select h.revision, h.name, h.text_after, h.text_before, h.account_id, coalesce(a.name, ''), h.via, h.at
               from (select revision, name, text_after, account_id, via, at,
                            lag(text_after) over (partition by name order by revision) as text_before
                       from review_change where sheet_id = $1) h
               left join account a on a.id = h.account_id
              where h.revision >= $2 and h.revision < $3 order by h.revision desc, h.name"
        )
        .bind(sheet)
        .bind(first)
        .bind(before)
        .fetch_all(c)
        .await
        })?;
        let changes: Result<Vec<ChangeRow>, StoreError> = rows
            .into_iter()
            .map(|(revision, name, text, before, account, who, via, at)| {
                let (via, before) = (Via::from_word(&via)?, before.unwrap_or_default());
                Ok(ChangeRow { revision, name, before, text, account, who, via, at })
            })
            .collect();
        Ok((steps, changes?, more))
    }

    /// The texts of a sheet as they stood at a revision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fields_at(&self, sheet: i64, revision: i64) -> Result<Fields, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, String)> = on!(link, |c| sqlx::query_as(
            "select h.name, h.text_after from review_change h
              where h.sheet_id = $1 and h.revision =
                    (select max(l.revision) from review_change l
                      where l.sheet_id = h.sheet_id and l.name = h.name and l.revision <= $2)"
        )
        .bind(sheet)
        .bind(revision)
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().collect())
    }
}

/// The steps of a sheet, the oldest first.
pub(super) async fn steps_of(link: &mut Link<'_>, sheet: i64) -> Result<Vec<StepRow>, StoreError> {
    type Row = (i64, String, String, String, String, Option<i64>, String, String, String, String);
    let rows: Vec<Row> = on!(link, |c| sqlx::query_as(
        "select s.revision, s.action, s.role, s.state_before, s.state_after, s.account_id, coalesce(a.name, ''),
                coalesce(b.name, ''), s.remark, s.at
           from review_step s
           left join account a on a.id = s.account_id
           left join account b on b.id = s.on_behalf_of
          where s.sheet_id = $1 order by s.revision"
    )
    .bind(sheet)
    .fetch_all(c)
    .await)?;
    rows.into_iter()
        .map(|(revision, action, role_word, before, after, account, who, on_behalf_of, remark, at)| {
            Ok(StepRow {
                revision,
                action: ActionKind::from_word(&action).ok_or_else(|| damaged("action", &action))?,
                role: role(&role_word)?,
                before: state(&before)?,
                after: state(&after)?,
                account,
                who,
                on_behalf_of,
                remark,
                at,
            })
        })
        .collect()
}
