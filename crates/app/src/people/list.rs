//! The list of people as a file (利用者の一覧の書き出し): a row for each duty, in the columns the import reads.

use publish::table::{Cell, DataTable};
use store::{Account, AccountQuery, Departments, DutyRow};

use super::file::COLUMNS;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// How many accounts are read at a time.
const AT_ONCE: i64 = 1_000;

impl App {
    /// Everybody a query finds, as CSV. Delegations are left out: reading the file back would make them duties for good.
    ///
    /// # Errors
    /// When the actor may not see the people.
    pub async fn people_csv(&self, actor: &Actor, query: &AccountQuery) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadPeople)?;
        let departments = self.store.departments().await?;
        let mut rows = Vec::new();
        let mut query = AccountQuery { offset: 0, limit: AT_ONCE, ..query.clone() };
        loop {
            let page = self.store.accounts(&query, self.today()).await?;
            for (account, duties) in &page.rows {
                rows.extend(rows_of(account, duties, &departments));
            }
            query.offset += AT_ONCE;
            if page.rows.is_empty() || query.offset >= page.total {
                break;
            }
        }
        let header = COLUMNS.iter().map(|(_, ja, _)| (*ja).to_owned()).chain(["状態".to_owned()]).collect();
        let table = DataTable { title: "利用者".into(), header, rows, unit: String::new() };
        let mut out = Vec::new();
        table.write_csv(&mut out)?;
        Ok(out)
    }
}

fn rows_of(account: &Account, duties: &[DutyRow], departments: &Departments) -> Vec<Vec<Cell>> {
    let state = if account.is_active { "有効" } else { "停止" };
    let row = |role: &str, department: String, from: String, until: String| {
        let texts = [account.login.clone(), account.name.clone(), account.email.clone(), role.to_owned(), department];
        let texts = texts.into_iter().chain([from, until, state.to_owned()]);
        texts.map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text(text) }).collect()
    };
    let day = |day: Option<reform::plan::CalendarDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let own: Vec<Vec<Cell>> = duties
        .iter()
        .filter(|duty| duty.delegated_by.is_none())
        .map(|duty| {
            let path = duty.department_id.map(|id| departments.path_names(id).join("＞")).unwrap_or_default();
            row(duty.role.label_ja(), path, day(duty.from_day), day(duty.until_day))
        })
        .collect();
    if own.is_empty() { vec![row("", String::new(), String::new(), String::new())] } else { own }
}
