//! Notices (お知らせ): what people are told within the application, kept with the act that causes it.

use crate::db::{Link, on};
use crate::number::next_numbers;
use crate::rows::Rows;
use crate::{Store, StoreError};
use fiscal::FiscalYear;
use reform::notice::NoticeKind;

/// The longest detail kept, in characters.
const DETAIL_CHARS: usize = 500;

/// A notice on its way to somebody (新しいお知らせ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// For whom, by account.
    pub account: i64,
    /// What it is about.
    pub kind: NoticeKind,
    /// The sheet it is about, if it is about one.
    pub sheet: Option<i64>,
    /// Details in words; cut at 500 characters.
    pub detail: String,
    /// The page it leads to where it is about no sheet, beginning with a slash; empty for none.
    pub path: String,
}

/// A notice as it is kept (お知らせ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its number; later ones have larger numbers.
    pub id: i64,
    /// For whom, by account.
    pub account: i64,
    /// What it is about.
    pub kind: NoticeKind,
    /// The sheet it is about, if it is about one.
    pub sheet: Option<NoticeSheet>,
    /// Details in words.
    pub detail: String,
    /// The page it leads to where it is about no sheet; empty for none.
    pub path: String,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// When it was read.
    pub read_at: Option<String>,
}

/// The sheet of a notice (お知らせのシート).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeSheet {
    /// The sheet's number.
    pub id: i64,
    /// The cycle.
    pub year: FiscalYear,
    /// The program.
    pub program_id: i64,
    /// The program's name in the inventory the cycle was made from.
    pub program: String,
    /// The department's own name; empty when the inventory names none.
    pub department: String,
}

type Stored = (
    i64,
    i64,
    String,
    String,
    String,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    String,
    String,
);

/// A notice with its sheet; `{condition}` follows.
const SELECT: &str =
    "select n.id, n.account_id, n.kind, n.detail, n.at, n.read_at, n.sheet_id, s.fiscal_year, s.program_id,
        coalesce((select v.name from program_version v
                   where v.program_id = s.program_id and v.fiscal_year <= y.source_year
                   order by v.fiscal_year desc limit 1),
                 (select v.name from program_version v
                   where v.program_id = s.program_id order by v.fiscal_year limit 1)),
        coalesce(d.name, ''), n.path
   from notice n
   left join review_sheet s on s.id = n.sheet_id
   left join review_cycle y on y.fiscal_year = s.fiscal_year
   left join department d on d.id = s.department_id";

impl Store {
    /// Notices of an account before this number (from the newest when `None`), newest first, at most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices(&self, account: i64, before: Option<i64>, limit: i64) -> Result<Vec<NoticeRow>, StoreError> {
        self.notices_that_fit(account, None, false, before, limit).await
    }

    /// The same, of one kind only or only those nobody has read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices_that_fit(
        &self,
        account: i64,
        kind: Option<NoticeKind>,
        is_unread_only: bool,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!(
            "{SELECT} where n.account_id = $1 and n.id < $2 and ($4 = '' or n.kind = $4)
                        and ($5 = 0 or n.read_at is null) order by n.id desc limit $3"
        );
        let rows: Vec<Stored> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(account)
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit.clamp(0, 500))
            .bind(kind.map(NoticeKind::word).unwrap_or_default())
            .bind(i64::from(is_unread_only))
            .fetch_all(c)
            .await)?;
        rows.into_iter().map(notice).collect()
    }

    /// How many notices of an account nobody has read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread_notices(&self, account: i64) -> Result<i64, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let (count,): (i64,) =
            on!(link, |c| sqlx::query_as("select count(*) from notice where account_id = $1 and read_at is null")
                .bind(account)
                .fetch_one(c)
                .await)?;
        Ok(count)
    }

    /// Marks an account's notices from one number to another as read and tells how many were unread. Whose notices
    /// they are is part of the question, so nobody marks those of others. It leaves no audit row: it is a bookmark.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_notices_read(&self, account: i64, from: i64, to: i64, at: &str) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let marked = on!(link, |c| sqlx::query(
            "update notice set read_at = $4 where account_id = $1 and id between $2 and $3 and read_at is null"
        )
        .bind(account)
        .bind(from)
        .bind(to)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        tx.commit().await?;
        Ok(marked)
    }

    /// Every notice of accounts that may be used which no mail told of and nobody has read, by account and number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn untold_notices(&self) -> Result<Vec<NoticeRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!(
            "{SELECT} join account a on a.id = n.account_id
              where n.mail_id is null and n.read_at is null and a.is_active = 1 and a.email <> ''
              order by n.account_id, n.id"
        );
        let rows: Vec<Stored> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
        rows.into_iter().map(notice).collect()
    }
}

/// Adds notices inside the transaction of the act that causes them.
pub(crate) async fn add_notices(link: &mut Link<'_>, at: &str, new: &[NewNotice]) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    let first = next_numbers(link, "notice", new.len() as i64).await?;
    let mut rows = Rows::into("notice (id, account_id, kind, sheet_id, detail, at, path)");
    for (id, one) in (first..).zip(new) {
        let detail: String = one.detail.chars().take(DETAIL_CHARS).collect();
        let (kind, detail) = (one.kind.word(), detail.as_str());
        rows.push([
            id.into(),
            one.account.into(),
            kind.into(),
            one.sheet.into(),
            detail.into(),
            at.into(),
            one.path.as_str().into(),
        ]);
    }
    rows.insert(link).await
}

fn notice(stored: Stored) -> Result<NoticeRow, StoreError> {
    let (id, account, kind, detail, at, read_at, sheet, year, program_id, program, department, path) = stored;
    let damaged = |what: String| StoreError::Damaged(format!("notice {id}: {what}"));
    let sheet = match (sheet, year, program_id) {
        (Some(sheet), Some(start), Some(program_id)) => {
            let year = i32::try_from(start).ok().and_then(|start| FiscalYear::new(start).ok());
            let year = year.ok_or_else(|| damaged(format!("its year is “{start}”")))?;
            Some(NoticeSheet { id: sheet, year, program_id, program: program.unwrap_or_default(), department })
        }
        _ => None,
    };
    let kind = NoticeKind::from_word(&kind).ok_or_else(|| damaged(format!("its kind is “{kind}”")))?;
    Ok(NoticeRow { id, account, kind, sheet, detail, path, at, read_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn notices_come_and_go_with_the_act_that_causes_them() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
        let store = Store::open(&url).await.unwrap();
        let new = |detail: &str| NewNotice {
            account: 1,
            kind: NoticeKind::Comment,
            sheet: None,
            detail: detail.to_owned(),
            path: String::new(),
        };
        let at = "2026-08-12T00:00:00.000Z";
        let mut tx = store.db.begin().await.unwrap();
        let link = &mut tx.link();
        on!(link, |c| sqlx::query(
            "insert into account (id, login, name, email, password_hash, must_change, is_demo, is_active, created_at,
             password_at) values (1, 'a', '例示', '', '', 0, 0, 1, '', '')"
        )
        .execute(c)
        .await
        .map(|_| ()))
        .unwrap();
        add_notices(link, at, &[]).await.unwrap();
        add_notices(link, at, &[new("一"), new(&"長".repeat(600))]).await.unwrap();
        tx.commit().await.unwrap();
        let mut undone = store.db.begin().await.unwrap();
        add_notices(&mut undone.link(), at, &[new("三")]).await.unwrap();
        undone.roll_back().await.unwrap();
        let kept = store.notices(1, None, 10).await.unwrap();
        assert_eq!(kept.iter().map(|one| one.id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(kept[0].detail.chars().count(), DETAIL_CHARS);
        assert_eq!((kept[1].detail.as_str(), kept[1].at.as_str(), &kept[1].read_at), ("一", at, &None));
    }
}
