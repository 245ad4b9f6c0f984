//! People (利用者): accounts, their duties, passwords given anew, and the list of all of them.
//!
//! Texts come as people typed them; whatever is wrong with any of them is told at once, each with its field
//! ([`Checked`]). A password that this room makes up is given back once and kept nowhere but as its hash.

mod check;
mod delegation;
mod entry;
mod file;
mod kinds;
mod list;
mod secret;

use reform::workflow::Role;
use store::{AccountFault, DutyFault, NewAccount};

use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

pub(crate) use check::name;
pub use check::{MAX_EMAIL_CHARS, MAX_NAME_CHARS};
pub use delegation::{DelegationForm, OwnDelegations};
pub use entry::{DutyForm, Fault, Field, PersonForm};
pub use file::{MAX_PEOPLE_BYTES, MAX_PEOPLE_ROWS, PeopleReport};
pub use kinds::*;
pub use secret::Secret;
pub use store::{Account, AccountPage, AccountQuery, DutyRow, PeopleOutcome};

/// What was asked, or everything that is wrong with how it was asked (確かめた入力).
pub type Checked<T> = Result<T, Vec<Fault>>;

/// Somebody with their duties and what they delegated (利用者の詳細).
#[derive(Clone, Debug)]
pub struct PersonDetail {
    /// The account.
    pub account: Account,
    /// The duties that stand, also those to come and those whose days are over.
    pub duties: Vec<DutyRow>,
    /// The duties others have in this person's stead.
    pub delegated: Vec<DutyRow>,
}

/// An account that was just made (作った利用者).
#[derive(Debug)]
pub struct MadeAccount {
    /// Its number.
    pub id: i64,
    /// What the person types to sign in.
    pub login: String,
    /// The password made up for it, to be shown once; `None` when one was given.
    pub password: Option<Secret>,
}

impl App {
    /// Whether anybody can sign in. Everybody may ask: it tells the first visitor how the first account is made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self) -> Result<bool, AppError> {
        Ok(self.store.has_accounts().await?)
    }

    /// A part of the list of people.
    ///
    /// # Errors
    /// When the actor may not see it.
    pub async fn people(&self, actor: &Actor, query: &AccountQuery) -> Result<AccountPage, AppError> {
        permit(actor, Action::ReadPeople)?;
        Ok(self.store.accounts(query, self.today()).await?)
    }

    /// One person.
    ///
    /// # Errors
    /// When the actor may not see it, or there is none with this number.
    pub async fn person(&self, actor: &Actor, id: i64) -> Result<PersonDetail, AppError> {
        permit(actor, Action::ReadPeople)?;
        let account = self.store.account(id).await?.ok_or_else(|| nobody(id))?;
        let duties = self.store.duties_of(id).await?;
        let delegated = self.store.delegations_by(id).await?;
        Ok(PersonDetail { account, duties, delegated })
    }

    /// The number of the account with this login, however it is written.
    ///
    /// # Errors
    /// When the actor may not see it, or there is none.
    pub async fn person_by_login(&self, actor: &Actor, login: &str) -> Result<i64, AppError> {
        permit(actor, Action::ReadPeople)?;
        let found = self.store.account_by_login(&check::fold_login(login)).await?;
        let found =
            found.ok_or_else(|| AppError::NotFound { what: "account", name: login.chars().take(60).collect() })?;
        Ok(found.id)
    }

    /// Makes an account. Without a password one is made up; either must be changed at the first sign-in.
    ///
    /// # Errors
    /// When the actor may not.
    pub async fn add_person(&self, actor: &Actor, form: &PersonForm) -> Result<Checked<MadeAccount>, AppError> {
        permit(actor, Action::ManagePeople)?;
        let departments = self.store.departments().await?;
        let checked = entry::check_new(form, &departments, self.today());
        let (texts, duties) = match checked {
            Ok(checked) => checked,
            Err(mut faults) => {
                faults.extend(self.fault_of_taken_login(form, None).await?);
                return Ok(Err(faults));
            }
        };
        if let Some(fault) = self.fault_of_taken_login(form, None).await? {
            return Ok(Err(vec![fault]));
        }
        let (secret, shown) = match form.password.as_deref().filter(|password| !password.is_empty()) {
            Some(given) => (Secret::given(given), false),
            None => (Secret::new()?, true),
        };
        let password_hash = crate::sign_in::hash_password(secret.reveal()).await?;
        let new = NewAccount {
            login: texts.login.clone(),
            name: texts.name,
            email: texts.email,
            password_hash,
            must_change: true,
            is_demo: false,
        };
        let id = match self.store.add_account(&actor.name, &new).await? {
            Ok(id) => id,
            // Somebody was quicker.
            Err(_) => return Ok(Err(vec![Fault::new(Field::Login, &LOGIN_TAKEN, &form.login)])),
        };
        for duty in &duties {
            if let Err(fault) = self.store.give_duty(&actor.name, id, duty, self.today()).await? {
                return Ok(Err(vec![duty_fault(fault, duty.role)]));
            }
        }
        Ok(Ok(MadeAccount { id, login: texts.login, password: shown.then_some(secret) }))
    }

    /// Changes login, name and address.
    ///
    /// # Errors
    /// When the actor may not, or there is no such account.
    pub async fn change_person(&self, actor: &Actor, id: i64, form: &PersonForm) -> Result<Checked<()>, AppError> {
        permit(actor, Action::ManagePeople)?;
        let taken = self.fault_of_taken_login(form, Some(id)).await?;
        let texts = match (entry::check_texts(form), taken) {
            (Ok(texts), None) => texts,
            (checked, taken) => return Ok(Err(checked.err().into_iter().flatten().chain(taken).collect())),
        };
        match self.store.change_account(&actor.name, id, &texts.login, &texts.name, &texts.email).await? {
            Ok(()) => Ok(Ok(())),
            Err(AccountFault::LoginTaken) => Ok(Err(vec![Fault::new(Field::Login, &LOGIN_TAKEN, &form.login)])),
            Err(_) => Err(nobody(id)),
        }
    }

    /// Lets an account be used, or no longer; then its sessions end and nobody acts in that person's stead.
    ///
    /// # Errors
    /// When the actor may not, there is no such account, or nobody would be left who looks after the accounts.
    pub async fn set_person_active(&self, actor: &Actor, id: i64, active: bool) -> Result<(), AppError> {
        permit(actor, Action::ManagePeople)?;
        match self.store.set_account_active(&actor.name, id, active, self.today()).await? {
            Ok(()) => Ok(()),
            Err(AccountFault::LastAdministrator) => Err(Refusal::conflict(&LAST_ADMINISTRATOR, "").into()),
            Err(_) => Err(nobody(id)),
        }
    }

    /// Gives an account a new password that must be changed at the next sign-in, and ends its sessions. Without a
    /// password one is made up and given back, once.
    ///
    /// # Errors
    /// When the actor may not, there is no such account, or the password is no good.
    pub async fn reset_password(
        &self,
        actor: &Actor,
        id: i64,
        given: Option<&str>,
    ) -> Result<Option<Secret>, AppError> {
        permit(actor, Action::ManagePeople)?;
        let account = self.store.account(id).await?.ok_or_else(|| nobody(id))?;
        let secret = match given {
            Some(given) => {
                crate::sign_in::check_new_password(given, &account.login)?;
                Secret::given(given)
            }
            None => Secret::new()?,
        };
        let hash = crate::sign_in::hash_password(secret.reveal()).await?;
        match self.store.set_password_hash(&actor.name, id, &hash, true).await? {
            Ok(()) => Ok(given.is_none().then_some(secret)),
            Err(_) => Err(nobody(id)),
        }
    }

    /// Gives a duty, or changes the days of the same one.
    ///
    /// # Errors
    /// When the actor may not, or there is no such account.
    pub async fn give_duty(&self, actor: &Actor, id: i64, form: &DutyForm) -> Result<Checked<i64>, AppError> {
        permit(actor, Action::ManagePeople)?;
        let departments = self.store.departments().await?;
        let duty = match entry::check_duty(form, &departments, self.today()) {
            Ok(duty) => duty,
            Err(faults) => return Ok(Err(faults)),
        };
        match self.store.give_duty(&actor.name, id, &duty, self.today()).await? {
            Ok(number) => Ok(Ok(number)),
            Err(DutyFault::NoAccount) => Err(nobody(id)),
            Err(fault) => Ok(Err(vec![duty_fault(fault, duty.role)])),
        }
    }

    /// Takes a duty or a delegation of an account away.
    ///
    /// # Errors
    /// When the actor may not, there is no such duty, or nobody would be left who looks after the accounts.
    pub async fn take_duty(&self, actor: &Actor, id: i64, duty: i64) -> Result<(), AppError> {
        permit(actor, Action::ManagePeople)?;
        match self.store.take_duty(&actor.name, id, duty, self.today()).await? {
            Ok(()) => Ok(()),
            Err(DutyFault::LastAdministrator) => Err(Refusal::conflict(&LAST_ADMINISTRATOR, "").into()),
            Err(_) => Err(AppError::NotFound { what: "duty", name: duty.to_string() }),
        }
    }

    /// Whether another account than `own` has the login of a form.
    async fn fault_of_taken_login(&self, form: &PersonForm, own: Option<i64>) -> Result<Option<Fault>, AppError> {
        let taken = self.store.account_by_login(&check::fold_login(&form.login)).await?;
        let taken = taken.filter(|account| Some(account.id) != own);
        Ok(taken.map(|_| Fault::new(Field::Login, &LOGIN_TAKEN, &form.login)))
    }
}

/// What stands against a duty, with its field.
fn duty_fault(fault: DutyFault, role: Role) -> Fault {
    match fault {
        DutyFault::LastAdministrator => Fault::new(Field::Until, &LAST_ADMINISTRATOR, ""),
        _ => Fault::new(Field::Department, &DUTY_UNKNOWN, role.label_ja()),
    }
}

fn nobody(id: i64) -> AppError {
    AppError::NotFound { what: "account", name: id.to_string() }
}
