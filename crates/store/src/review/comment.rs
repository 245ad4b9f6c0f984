//! Comments as they are stored (コメントの保存).

use super::work::{NewComment, SheetWork, tell};
use super::{CommentRow, role};
use crate::StoreError;
use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::number::next_number;

/// A thread as far as an answer must know it (やりとりの状況).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadState {
    /// The field it is about; empty for the sheet.
    pub field: String,
    /// Whether it takes no more answers.
    pub is_closed: bool,
}

impl SheetWork {
    /// How many comments the sheet has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comment_count(&mut self) -> Result<i64, StoreError> {
        let sheet = self.row().id;
        let link = &mut self.link();
        let (count,): (i64,) =
            on!(link, |c| sqlx::query_as("select count(*) from review_comment where sheet_id = $1")
                .bind(sheet)
                .fetch_one(c)
                .await)?;
        Ok(count)
    }

    /// The thread that begins with this comment, if it is one of this sheet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn thread(&mut self, first: i64) -> Result<Option<ThreadState>, StoreError> {
        let sheet = self.row().id;
        let link = &mut self.link();
        let row: Option<(String, Option<String>)> = on!(link, |c| sqlx::query_as(
            "select field, closed_at from review_comment where id = $1 and sheet_id = $2 and answers_id is null"
        )
        .bind(first)
        .bind(sheet)
        .fetch_optional(c)
        .await)?;
        Ok(row.map(|(field, closed)| ThreadState { field, is_closed: closed.is_some() }))
    }

    /// Adds a comment and returns its number. The sheet's revision grows, so that others notice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_comment(&mut self, new: &NewComment) -> Result<i64, StoreError> {
        let revision = self.next_revision(None).await?;
        let sheet = self.row().id;
        let link = &mut self.link();
        let id = insert_comment(link, sheet, new).await?;
        tell(link, sheet, &new.told, &new.remark, &new.at).await?;
        let detail = format!(
            "revision\t{revision}\ncomment\t{id}\nfield\t{}\nanswers\t{}\nremark\t{}",
            new.field,
            new.answers.map(|first| first.to_string()).unwrap_or_default(),
            escape(&new.remark)
        );
        append(link, &new.actor, "sheet.comment", &format!("sheet:{sheet}"), detail).await?;
        Ok(id)
    }

    /// Closes a thread.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_thread(
        &mut self,
        first: i64,
        account: Option<i64>,
        actor: &str,
        at: &str,
    ) -> Result<(), StoreError> {
        let revision = self.next_revision(None).await?;
        let sheet = self.row().id;
        let link = &mut self.link();
        on!(link, |c| sqlx::query(
            "update review_comment set closed_by = $3, closed_at = $4 where id = $1 and sheet_id = $2"
        )
        .bind(first)
        .bind(sheet)
        .bind(account)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!("revision\t{revision}\ncomment\t{first}");
        append(link, actor, "sheet.close-thread", &format!("sheet:{sheet}"), detail).await?;
        Ok(())
    }
}

/// Inserts a comment inside a writing transaction and returns its number.
pub(super) async fn insert_comment(link: &mut Link<'_>, sheet: i64, new: &NewComment) -> Result<i64, StoreError> {
    let id = next_number(link, "comment").await?;
    on!(link, |c| sqlx::query(
        "insert into review_comment (id, sheet_id, field, answers_id, account_id, role, kind, remark, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(id)
    .bind(sheet)
    .bind(&new.field)
    .bind(new.answers)
    .bind(new.account)
    .bind(new.role.word())
    .bind(if new.is_return { "return" } else { "comment" })
    .bind(&new.remark)
    .bind(&new.at)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(id)
}

/// The comments of a sheet, the oldest first.
pub(super) async fn comments_of(link: &mut Link<'_>, sheet: i64) -> Result<Vec<CommentRow>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: i64,
        field: String,
        answers_id: Option<i64>,
        account_id: Option<i64>,
        who: String,
        role: String,
        kind: String,
        remark: String,
        at: String,
        closed_by_name: String,
        closed_at: Option<String>,
    }
    let rows: Vec<Row> = on!(link, |c| {
        sqlx::query_as(
        "select k.id, k.field, k.answers_id, k.account_id, coalesce(a.name, '') as who, k.role, k.kind, k.remark, k.at,
                coalesce(b.name, '') as closed_by_name, k.closed_at
           from review_comment k
           left join account a on a.id = k.account_id
           left join account b on b.id = k.closed_by
          where k.sheet_id = $1 order by k.id"
    )
    .bind(sheet)
    .fetch_all(c)
    .await
    })?;
    rows.into_iter()
        .map(|row| {
            Ok(CommentRow {
                id: row.id,
                field: row.field,
                answers: row.answers_id,
                account: row.account_id,
                who: row.who,
                role: role(&row.role)?,
                is_return: row.kind == "return",
                remark: row.remark,
                at: row.at,
                closed: row.closed_at.map(|at| (row.closed_by_name, at)),
            })
        })
        .collect()
}
