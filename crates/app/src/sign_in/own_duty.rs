//! The duties of who is signed in (自分の担当), as their own page shows them.

use reform::plan::CalendarDate;
use reform::workflow::Role;

use super::own_account;
use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

/// A duty as its holder sees it (自分の担当).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDuty {
    /// The role.
    pub role: Role,
    /// The names of the department from the top down; empty for the whole city.
    pub department: Vec<String>,
    /// The first day it holds.
    pub from: Option<CalendarDate>,
    /// The last day it holds.
    pub until: Option<CalendarDate>,
    /// Who asked the person to stand in.
    pub delegated_by: Option<String>,
    /// Whether it holds today.
    pub holds_today: bool,
}

impl App {
    /// The duties of the actor that were not taken away and are not over.
    ///
    /// # Errors
    /// When nobody is signed in, or the database fails.
    pub async fn own_duties(&self, actor: &Actor) -> Result<Vec<OwnDuty>, AppError> {
        let account = own_account(actor)?.account;
        let (duties, departments) = (self.store.duties_of(account).await?, self.store.departments().await?);
        let today = self.today();
        let standing = duties.into_iter().filter(|duty| duty.until_day.is_none_or(|until| today <= until));
        let duty = |duty: store::DutyRow| OwnDuty {
            role: duty.role,
            department: duty.department_id.map(|id| departments.path_names(id)).unwrap_or_default(),
            from: duty.from_day,
            until: duty.until_day,
            holds_today: duty.holds_on(today),
            delegated_by: duty.delegated_by.map(|(_, name)| name),
        };
        Ok(standing.map(duty).collect())
    }
}
