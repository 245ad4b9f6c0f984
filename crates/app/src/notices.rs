//! Notices (お知らせ): what somebody is told within the application, and how it comes to be.

use reform::notice::NoticeKind;
use store::NoticeRow;

use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::{App, FiscalYear};

/// Notices on one page.
pub const NOTICES_A_PAGE: usize = 50;

/// A notice as its reader sees it (お知らせ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyNotice {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: NoticeKind,
    /// The program and its department, when it is about a sheet; the department may be empty.
    pub about: Option<(String, String)>,
    /// The path of the page it leads to: the sheet's, or that of what it is about.
    pub path: Option<String>,
    /// Details in words.
    pub detail: String,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Whether it was read.
    pub is_read: bool,
}

/// Which notices are shown (お知らせの条件).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoticeFilter {
    /// Only of this kind.
    pub kind: Option<NoticeKind>,
    /// Only those that were not read.
    pub is_unread_only: bool,
}

/// A page of somebody's notices (お知らせの一覧).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticePage {
    /// Newest first.
    pub notices: Vec<MyNotice>,
    /// How many are unread in all.
    pub unread: i64,
    /// The number to ask older ones before; none when these are the oldest.
    pub older: Option<i64>,
}

impl App {
    /// The actor's own notices before this number, or the newest.
    ///
    /// # Errors
    /// When the actor has no account, or the database fails.
    pub async fn my_notices(&self, actor: &Actor, before: Option<i64>) -> Result<NoticePage, AppError> {
        self.my_notices_that_fit(actor, NoticeFilter::default(), before).await
    }

    /// The same, of those that fit.
    ///
    /// # Errors
    /// When the actor has no account, or the database fails.
    pub async fn my_notices_that_fit(
        &self,
        actor: &Actor,
        filter: NoticeFilter,
        before: Option<i64>,
    ) -> Result<NoticePage, AppError> {
        let account = own_account(actor)?;
        // One more than is shown tells whether there are older ones.
        let NoticeFilter { kind, is_unread_only } = filter;
        let most = NOTICES_A_PAGE as i64 + 1;
        let mut rows = self.store.notices_that_fit(account, kind, is_unread_only, before, most).await?;
        let has_older = rows.len() > NOTICES_A_PAGE;
        rows.truncate(NOTICES_A_PAGE);
        let older = rows.last().map(|row| row.id).filter(|_| has_older);
        let unread = self.store.unread_notices(account).await?;
        Ok(NoticePage { notices: rows.into_iter().map(my_notice).collect(), unread, older })
    }

    /// How many of the actor's notices are unread; zero for whoever has no account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread_notices(&self, actor: &Actor) -> Result<i64, AppError> {
        match own_account(actor) {
            Ok(account) => Ok(self.store.unread_notices(account).await?),
            Err(_) => Ok(0),
        }
    }

    /// Marks the actor's own notices from one number to another as read; the numbers of others among them stay as they
    /// are. Tells how many were unread.
    ///
    /// # Errors
    /// When the actor has no account, or the database fails.
    pub async fn mark_notices_read(&self, actor: &Actor, from: i64, to: i64) -> Result<u64, AppError> {
        let account = own_account(actor)?;
        Ok(self.store.mark_notices_read(account, from, to, &self.now_text()).await?)
    }
}

/// The path of a sheet's page.
pub(crate) fn sheet_path(year: FiscalYear, program: i64) -> String {
    format!("/reviews/{}/sheets/{program}", year.start())
}

fn own_account(actor: &Actor) -> Result<i64, AppError> {
    permit(actor, Action::UseOwnAccount)?;
    actor.account().ok_or(AppError::Denied(Action::UseOwnAccount.word()))
}

fn my_notice(row: NoticeRow) -> MyNotice {
    let NoticeRow { id, kind, sheet, detail, path, at, read_at, .. } = row;
    let own = Some(path).filter(|path| !path.is_empty());
    let path = sheet.as_ref().map(|sheet| sheet_path(sheet.year, sheet.program_id)).or(own);
    let about = sheet.map(|sheet| (sheet.program, sheet.department));
    MyNotice { id, kind, about, path, detail, at, is_read: read_at.is_some() }
}
