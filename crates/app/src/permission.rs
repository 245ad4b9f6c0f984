//! Permission (権限): who may do what. Everything is denied unless [`permit`] says otherwise.
//!
//! - [`Actor`]: who asks — anybody, the operator of this machine, or somebody who signed in
//! - [`Action`]: what can be asked of the application as a whole
//! - [`Ask`]: an action, or reading or changing one review sheet
//! - [`Scope`]: of which departments boards and lists show sheets

mod action;
mod matrix;
mod scope;

use std::collections::BTreeSet;
use std::sync::Arc;

use reform::plan::CalendarDate;
use reform::workflow::{self, Duty, Person, Role, State, transition};

use crate::error::{AppError, Refusal};

pub use action::Action;
pub use matrix::{matrix_markdown, sheet_matrix_text};
pub use scope::{Scope, is_shown};

/// Who acts (操作者): shown in the audit trail beside what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// What kind of actor.
    pub who: Who,
    /// The name kept in the audit trail: `visitor`, `command:NAME`, `account:ID:LOGIN`.
    pub name: String,
}

/// The kind of an actor (操作者の種類).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody who can reach the address (閲覧者): citizens, press, other cities.
    Visitor,
    /// The person at this machine, by the command line or on a server that trusts its own address (運用者).
    Operator,
    /// Somebody who signed in (利用者).
    Member(Arc<Member>),
}

/// Somebody who signed in, as of today (利用者).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The account's number.
    pub account: i64,
    /// What the person types to sign in.
    pub login: String,
    /// The name people see.
    pub name: String,
    /// Every duty that was not taken away, also those that do not hold today; the id is the account's number.
    pub person: Person,
    /// The day this was looked up, in Japan.
    pub today: CalendarDate,
}

/// Something that is asked (申出): the one thing [`permit`] decides about.
#[derive(Clone, Copy, Debug)]
pub enum Ask<'a> {
    /// An action on the application as a whole.
    General(Action),
    /// Read a review sheet.
    ReadSheet {
        /// The ids of its department from the top of the tree down.
        department_path: &'a [String],
        /// How far it has come.
        state: State,
    },
    /// Do something with a review sheet.
    ActOnSheet {
        /// What.
        action: &'a workflow::Action,
        /// The sheet as the workflow knows it.
        sheet: &'a workflow::Sheet,
        /// The calendar and rules of its cycle.
        cycle: &'a workflow::Cycle,
    },
    /// Describe a program in plain words for citizens.
    DescribeProgram {
        /// The ids of its department from the top of the tree down; empty when it has none.
        department_path: &'a [String],
    },
    /// Answer a remark.
    AnswerRemark {
        /// The ids of the department that answers, from the top of the tree down; empty when none is named.
        department_path: &'a [String],
    },
    /// Report on an initiative of the city hall: progress of milestones, values of indicators.
    WorkOnInitiative {
        /// The ids of the department that answers for it, from the top of the tree down; empty when it has none.
        department_path: &'a [String],
    },
    /// Change or hide an explanation record.
    ChangeExplanation {
        /// The actor that made it, by name.
        made_by: &'a str,
    },
    /// Work on a cluster's analysis, logic model or tasks.
    WorkOnCluster {
        /// The ids of its lead department from the top of the tree down; empty when it has none.
        department_path: &'a [String],
    },
}

impl From<Action> for Ask<'_> {
    fn from(action: Action) -> Self {
        Ask::General(action)
    }
}

impl Actor {
    /// Somebody without an account.
    pub fn visitor() -> Actor {
        Actor { who: Who::Visitor, name: "visitor".into() }
    }

    /// The person at this machine.
    pub fn operator(name: impl Into<String>) -> Actor {
        Actor { who: Who::Operator, name: name.into() }
    }

    /// Somebody who signed in.
    pub fn member(member: Member) -> Actor {
        let name = format!("account:{}:{}", member.account, member.login);
        Actor { who: Who::Member(Arc::new(member)), name }
    }

    /// Who signed in, if anybody did.
    pub fn signed_in(&self) -> Option<&Member> {
        match &self.who {
            Who::Member(member) => Some(member),
            Who::Visitor | Who::Operator => None,
        }
    }

    /// The number of the account that acts, if one does.
    pub fn account(&self) -> Option<i64> {
        self.signed_in().map(|member| member.account)
    }

    /// Whether the actor may do this; for screens that leave out what would be refused.
    pub fn may<'a>(&self, ask: impl Into<Ask<'a>>) -> bool {
        permit(self, ask).is_ok()
    }
}

impl Member {
    /// The duties that hold today.
    pub fn duties(&self) -> impl Iterator<Item = &Duty> {
        self.person.duties.iter().filter(|duty| duty.holds_on(self.today))
    }

    /// The roles of today, in their order.
    pub fn roles(&self) -> BTreeSet<Role> {
        self.duties().map(|duty| duty.role).collect()
    }

    /// Whether a sheet of this department and state may be read: one's own field always, another's once it is decided.
    fn may_read(&self, department_path: &[String], state: State) -> bool {
        let has_left_the_department = scope::has_left_the_department(state);
        self.duties().any(|duty| {
            let within = duty.covers(department_path);
            let decided = matches!(state, State::Decided | State::Published);
            within && (duty.role != Role::Expert || has_left_the_department) || decided
        })
    }
}

/// Lets the actor do what is asked, or refuses. The only place where rights are decided.
///
/// # Errors
/// [`AppError::Denied`] when no role of the actor has a right to the action; [`AppError::Refused`] with the workflow's own
/// reason when a sheet refuses it.
pub fn permit<'a>(actor: &Actor, ask: impl Into<Ask<'a>>) -> Result<(), AppError> {
    let ask = ask.into();
    let allowed = match (&actor.who, ask) {
        (Who::Visitor, Ask::General(action)) => action.is_open_to_all(),
        (Who::Operator, Ask::General(action)) => !action.needs_an_account(),
        (Who::Member(member), Ask::General(action)) => {
            action == Action::UseOwnAccount
                || action.is_open_to_all()
                || member.roles().into_iter().any(|role| action.is_open_to(role))
        }
        (Who::Visitor, Ask::ReadSheet { state, .. }) => state == State::Published,
        (Who::Operator, Ask::ReadSheet { .. }) => true,
        (Who::Member(member), Ask::ReadSheet { department_path, state }) => {
            if state == State::Published || member.may_read(department_path, state) {
                true
            } else {
                return Err(Refusal::forbidden(&reform::kinds::OTHER_DEPARTMENT).into());
            }
        }
        // Four eyes see every sheet: whoever runs the machine acts on none without an account.
        (Who::Visitor | Who::Operator, Ask::ActOnSheet { .. }) => false,
        (Who::Member(member), Ask::ActOnSheet { action, sheet, cycle }) => {
            return transition(&member.person, sheet, action, cycle, member.today)
                .map(|_| ())
                .map_err(|kind| Refusal::of_workflow(kind).into());
        }
        (
            Who::Visitor,
            Ask::WorkOnCluster { .. }
            | Ask::DescribeProgram { .. }
            | Ask::AnswerRemark { .. }
            | Ask::ChangeExplanation { .. }
            | Ask::WorkOnInitiative { .. },
        ) => false,
        (
            Who::Operator,
            Ask::WorkOnCluster { .. }
            | Ask::DescribeProgram { .. }
            | Ask::AnswerRemark { .. }
            | Ask::ChangeExplanation { .. }
            | Ask::WorkOnInitiative { .. },
        ) => true,
        // What one office told citizens is not for another to rewrite.
        (Who::Member(member), Ask::ChangeExplanation { made_by }) => {
            let is_own = made_by.starts_with(&format!("account:{}:", member.account));
            let may = |role: Role| role == Role::ReformOffice || is_own && Action::RecordExplanations.is_open_to(role);
            member.roles().into_iter().any(may)
        }
        (
            Who::Member(member),
            Ask::WorkOnCluster { department_path }
            | Ask::DescribeProgram { department_path }
            | Ask::AnswerRemark { department_path }
            | Ask::WorkOnInitiative { department_path },
        ) => {
            let leads = |duty: &Duty| match duty.role {
                Role::ReformOffice => true,
                Role::Owner | Role::SectionHead | Role::DepartmentHead => duty.covers(department_path),
                _ => false,
            };
            if member.duties().any(leads) {
                true
            } else if member.roles().iter().any(|role| role.needs_department()) {
                return Err(Refusal::forbidden(&reform::kinds::OTHER_DEPARTMENT).into());
            } else {
                false
            }
        }
    };
    let word = match ask {
        Ask::General(action) => action.word(),
        Ask::ReadSheet { .. } => "read-sheet",
        Ask::ActOnSheet { action, .. } => action.kind().word(),
        Ask::WorkOnCluster { .. } => "work-on-cluster",
        Ask::DescribeProgram { .. } => "describe-program",
        Ask::AnswerRemark { .. } => "answer-remark",
        Ask::ChangeExplanation { .. } => "change-explanation",
        Ask::WorkOnInitiative { .. } => "work-on-initiative",
    };
    if allowed { Ok(()) } else { Err(AppError::Denied(word)) }
}
