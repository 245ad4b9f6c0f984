//! Delegations (代理): having somebody else act under one's own duty until a day.

use reform::workflow::Role;
use store::{AccountQuery, Delegation, Departments, DutyFault, DutyRow};

use super::Checked;
use super::check;
use super::entry::{Fault, Field};
use super::kinds::*;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, Member, permit};

/// A delegation as typed (代理の入力).
#[derive(Clone, Debug, Default)]
pub struct DelegationForm {
    /// The number of one's own duty.
    pub duty: String,
    /// The login of who acts instead.
    pub to: String,
    /// The first day; empty is today.
    pub from: String,
    /// The last day.
    pub until: String,
}

/// One's own duties and delegations (自分の担当と代理).
#[derive(Clone, Debug, Default)]
pub struct OwnDelegations {
    /// One's duties, also those others delegated to one.
    pub duties: Vec<DutyRow>,
    /// The duties others have in one's stead.
    pub delegated: Vec<DutyRow>,
    /// Colleagues who could be asked: login and name, of the same bureau first, at most 50.
    pub colleagues: Vec<(String, String)>,
    /// The departments the duties are for.
    pub departments: Departments,
}

/// The most colleagues that are proposed.
const MOST_COLLEAGUES: i64 = 50;

impl OwnDelegations {
    /// The duties that can be delegated on this day or later.
    pub fn delegable(&self) -> impl Iterator<Item = &DutyRow> {
        self.duties.iter().filter(|duty| duty.delegated_by.is_none() && duty.role.level().is_some())
    }
}

impl App {
    /// The actor's own duties and what was delegated.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub async fn own_delegations(&self, actor: &Actor) -> Result<OwnDelegations, AppError> {
        permit(actor, Action::UseOwnAccount)?;
        let member = own(actor, Action::UseOwnAccount)?;
        let duties = self.store.duties_of(member.account).await?;
        let delegated = self.store.delegations_by(member.account).await?;
        let mut own = OwnDelegations { duties, delegated, ..OwnDelegations::default() };
        own.departments = self.store.departments().await?;
        if actor.may(Action::Delegate) {
            own.colleagues = self.colleagues(member, &own).await?;
        }
        Ok(own)
    }

    /// Has somebody else act under one of the actor's own duties.
    ///
    /// # Errors
    /// When the actor may not.
    pub async fn delegate(&self, actor: &Actor, form: &DelegationForm) -> Result<Checked<i64>, AppError> {
        permit(actor, Action::Delegate)?;
        let member = own(actor, Action::Delegate)?;
        let today = self.today();
        let mut faults = Vec::new();
        let duty = form.duty.trim().parse().ok();
        if duty.is_none() {
            faults.push(Fault::new(Field::Duty, &DELEGATION_REFUSED, &form.duty));
        }
        let to = self.store.account_by_login(&check::fold_login(&form.to)).await?.filter(|account| account.is_active);
        if to.is_none() {
            faults.push(Fault::new(Field::To, &DELEGATION_REFUSED, &form.to));
        }
        let from = check::day(&form.from);
        if from.is_err() {
            faults.push(Fault::new(Field::From, &DAY_UNUSABLE, &form.from));
        }
        let until = check::day(&form.until).ok().flatten();
        let begins = from.ok().map(|from| from.unwrap_or(today));
        if until.is_none_or(|until| until < today || begins.is_some_and(|begins| until < begins)) {
            faults.push(Fault::new(Field::Until, &DAY_UNUSABLE, &form.until));
        }
        let (Some(duty), Some(to), Some(from_day), Some(until_day), true) =
            (duty, to, begins, until, faults.is_empty())
        else {
            return Ok(Err(faults));
        };
        let delegation = Delegation { by_account: member.account, duty, to_account: to.id, from_day, until_day };
        let refused = match self.store.delegate(&actor.name, &delegation, today).await? {
            Ok(number) => return Ok(Ok(number)),
            Err(DutyFault::Days | DutyFault::BeyondDuty) => (Field::Until, &form.until),
            Err(DutyFault::ToOneself | DutyFault::NoAccount | DutyFault::Already) => (Field::To, &form.to),
            Err(_) => (Field::Duty, &form.duty),
        };
        Ok(Err(vec![Fault::new(refused.0, &DELEGATION_REFUSED, refused.1)]))
    }

    /// Ends a delegation the actor gave.
    ///
    /// # Errors
    /// When the actor may not, or gave no such delegation.
    pub async fn end_delegation(&self, actor: &Actor, duty: i64) -> Result<(), AppError> {
        permit(actor, Action::Delegate)?;
        let member = own(actor, Action::Delegate)?;
        match self.store.end_delegation(&actor.name, member.account, duty).await? {
            Ok(()) => Ok(()),
            Err(_) => Err(AppError::NotFound { what: "delegation", name: duty.to_string() }),
        }
    }

    /// People who work in the same bureau or have the same office, without the actor.
    async fn colleagues(&self, member: &Member, own: &OwnDelegations) -> Result<Vec<(String, String)>, AppError> {
        let mut found: Vec<(String, String)> = Vec::new();
        let mut asked: Vec<(Option<Role>, Option<i64>)> = Vec::new();
        for duty in own.delegable() {
            // For the whole city a colleague is who has the same role.
            let wanted = match duty.department_id {
                Some(department) => (None, own.departments.path(department).first().copied()),
                None => (Some(duty.role), None),
            };
            if asked.contains(&wanted) {
                continue;
            }
            asked.push(wanted);
            let (role, department) = wanted;
            let query = AccountQuery { role, department, limit: MOST_COLLEAGUES, ..AccountQuery::default() };
            for (account, _) in self.store.accounts(&query, self.today()).await?.rows {
                let entry = (account.login, account.name);
                if account.id != member.account && !found.contains(&entry) {
                    found.push(entry);
                }
            }
        }
        found.truncate(MOST_COLLEAGUES as usize);
        Ok(found)
    }
}

fn own(actor: &Actor, action: Action) -> Result<&Member, AppError> {
    actor.signed_in().ok_or(AppError::Denied(action.word()))
}
