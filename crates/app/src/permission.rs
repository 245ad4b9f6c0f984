//! Permission (権限): who may do what. Everything is denied unless [`permit`] says otherwise.
//!
//! - [`Actor`]: who asks — anybody, the operator of this machine, or somebody who signed in
//! - [`Action`]: what can be asked of the application as a whole
//! - [`Ask`]: an action, or reading or changing one review sheet
//! - [`Scope`]: of which departments boards and lists show sheets

mod matrix;
mod scope;

use std::collections::BTreeSet;
use std::sync::Arc;

use reform::plan::CalendarDate;
use reform::workflow::{self, Duty, Person, Role, State, transition};

use crate::error::{AppError, Refusal};

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

/// What can be asked of the application (操作).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See the city's plan, its figures and glossary.
    ReadPlan,
    /// See, search and download the program inventory.
    ReadInventory,
    /// Keep a list under a name, or delete such a name.
    SaveViews,
    /// See which files were imported and what was wrong with them.
    ReadImports,
    /// Try a file without changing anything, or import it.
    ImportPrograms,
    /// See the audit trail and verify it.
    ReadAudit,
    /// See the projections of bonds, outlook, fund and ratios, and try other assumptions.
    ReadFiscal,
    /// Keep a set of assumptions under a name, or delete such a name.
    SaveScenarios,
    /// See and compare the published figures of cities.
    ReadCities,
    /// See the list of public facilities.
    ReadFacilities,
    /// Try or import published figures, settlement cards, population and facilities.
    ImportReferenceData,
    /// See the reviews: cycles, boards, lists and results; which sheets, each sheet decides ([`Ask::ReadSheet`]).
    ReadReviews,
    /// Make the review of a year, change its calendar, set its lineage.
    ManageReviews,
    /// Take sheets away as a workbook and send them back.
    UseWorkbooks,
    /// Record what became of an effect in budget and settlement.
    RecordEffects,
    /// Confirm a realised effect as somebody else than who realised it.
    VerifyEffects,
    /// See who has which duty.
    ReadPeople,
    /// Make accounts, give and take duties, set passwords anew.
    ManagePeople,
    /// Say in which years departments exist and who follows them.
    ManageDepartments,
    /// Have somebody else act under one's own duty until a day.
    Delegate,
    /// Change one's own password, see and end one's own sessions, read one's own notices.
    UseOwnAccount,
    /// Send the daily digests, or a mail to try.
    SendMail,
    /// See the clusters, their programs and what these cost.
    ReadClusters,
    /// Make clusters, say who leads them and which programs are in them.
    ManageClusters,
    /// See which programs may overlap.
    ReadOverlaps,
    /// Accept or dismiss an overlap.
    DecideOverlaps,
    /// See management analyses, logic models and tasks as they are being worked on.
    ReadAnalyses,
    /// Close a stage of an analysis, which makes its snapshot.
    CloseGates,
    /// Decide which option of an analysis is carried out.
    DecideOptions,
    /// See the published roadmap; working versions need [`Action::ReadAnalyses`] too.
    ReadRoadmaps,
    /// Change the working version of the roadmap and ask for its approval.
    EditRoadmaps,
    /// Approve and publish a revision of the roadmap.
    ApproveRoadmaps,
    /// See the ledger of the investment frame.
    ReadFrame,
    /// Enter sources and uses of the investment frame.
    ManageFrame,
    /// Walk from decisions to the fund balance and back, and try a decision before it is made.
    ReadChain,
    /// See what is published: the latest edition, its items, data and documents.
    ReadPublished,
    /// See editions before they are approved, and what they change.
    ReadEditions,
    /// Make an edition of what stands now and propose it.
    PrepareEditions,
    /// Approve an edition that somebody else prepared, or refuse it.
    ApproveEditions,
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

impl Action {
    /// Every action.
    pub const ALL: [Action; 39] = [
        Action::ReadPlan,
        Action::ReadInventory,
        Action::SaveViews,
        Action::ReadImports,
        Action::ImportPrograms,
        Action::ReadAudit,
        Action::ReadFiscal,
        Action::SaveScenarios,
        Action::ReadCities,
        Action::ReadFacilities,
        Action::ImportReferenceData,
        Action::ReadReviews,
        Action::ManageReviews,
        Action::UseWorkbooks,
        Action::RecordEffects,
        Action::VerifyEffects,
        Action::ReadPeople,
        Action::ManagePeople,
        Action::ManageDepartments,
        Action::Delegate,
        Action::UseOwnAccount,
        Action::SendMail,
        Action::ReadClusters,
        Action::ManageClusters,
        Action::ReadOverlaps,
        Action::DecideOverlaps,
        Action::ReadAnalyses,
        Action::CloseGates,
        Action::DecideOptions,
        Action::ReadRoadmaps,
        Action::EditRoadmaps,
        Action::ApproveRoadmaps,
        Action::ReadFrame,
        Action::ManageFrame,
        Action::ReadChain,
        Action::ReadPublished,
        Action::ReadEditions,
        Action::PrepareEditions,
        Action::ApproveEditions,
    ];

    /// The stable word for the action.
    pub fn word(self) -> &'static str {
        match self {
            Action::ReadPlan => "read-plan",
            Action::ReadInventory => "read-inventory",
            Action::SaveViews => "save-views",
            Action::ReadImports => "read-imports",
            Action::ImportPrograms => "import-programs",
            Action::ReadAudit => "read-audit",
            Action::ReadFiscal => "read-fiscal",
            Action::SaveScenarios => "save-scenarios",
            Action::ReadCities => "read-cities",
            Action::ReadFacilities => "read-facilities",
            Action::ImportReferenceData => "import-reference-data",
            Action::ReadReviews => "read-reviews",
            Action::ManageReviews => "manage-reviews",
            Action::UseWorkbooks => "use-workbooks",
            Action::RecordEffects => "record-effects",
            Action::VerifyEffects => "verify-effects",
            Action::ReadPeople => "read-people",
            Action::ManagePeople => "manage-people",
            Action::ManageDepartments => "manage-departments",
            Action::Delegate => "delegate",
            Action::UseOwnAccount => "use-own-account",
            Action::SendMail => "send-mail",
            Action::ReadClusters => "read-clusters",
            Action::ManageClusters => "manage-clusters",
            Action::ReadOverlaps => "read-overlaps",
            Action::DecideOverlaps => "decide-overlaps",
            Action::ReadAnalyses => "read-analyses",
            Action::CloseGates => "close-gates",
            Action::DecideOptions => "decide-options",
            Action::ReadRoadmaps => "read-roadmaps",
            Action::EditRoadmaps => "edit-roadmaps",
            Action::ApproveRoadmaps => "approve-roadmaps",
            Action::ReadFrame => "read-frame",
            Action::ManageFrame => "manage-frame",
            Action::ReadChain => "read-chain",
            Action::ReadPublished => "read-published",
            Action::ReadEditions => "read-editions",
            Action::PrepareEditions => "prepare-editions",
            Action::ApproveEditions => "approve-editions",
        }
    }

    /// Whether everybody may, also without an account: citizens, press, other cities.
    fn is_open_to_all(self) -> bool {
        use Action::{ReadCities, ReadClusters, ReadFacilities, ReadFiscal, ReadInventory, ReadPlan};
        use Action::{ReadPublished, ReadRoadmaps};
        matches!(
            self,
            ReadPlan
                | ReadInventory
                | ReadFiscal
                | ReadCities
                | ReadFacilities
                | ReadClusters
                | ReadRoadmaps
                | ReadPublished
        )
    }

    /// Whether it must be a person with an account: whoever runs the machine decides nothing for the city.
    fn needs_an_account(self) -> bool {
        use Action::{ApproveEditions, ApproveRoadmaps, CloseGates, DecideOptions, Delegate, UseOwnAccount};
        matches!(self, Delegate | UseOwnAccount | CloseGates | DecideOptions | ApproveRoadmaps | ApproveEditions)
    }

    /// Whether somebody who signed in may do it in this role.
    fn is_open_to(self, role: Role) -> bool {
        use Role::{Administrator, Auditor, Expert, Finance, Headquarters, ReformOffice};
        match self {
            Action::ReadPlan | Action::ReadInventory => true,
            Action::ReadFiscal | Action::ReadCities | Action::ReadFacilities => true,
            Action::ReadReviews | Action::UseOwnAccount => true,
            Action::SaveViews | Action::SaveScenarios => !matches!(role, Auditor | Administrator),
            Action::ReadImports => matches!(role, ReformOffice | Finance | Auditor | Administrator),
            Action::ImportPrograms | Action::ImportReferenceData => matches!(role, ReformOffice | Finance),
            Action::ReadAudit => matches!(role, ReformOffice | Auditor | Administrator),
            Action::ManageReviews | Action::VerifyEffects => role == ReformOffice,
            Action::RecordEffects => role == Finance,
            Action::UseWorkbooks | Action::Delegate => !matches!(role, Auditor | Administrator | Expert),
            Action::ReadPeople => matches!(role, ReformOffice | Auditor | Administrator),
            Action::ManagePeople | Action::SendMail => role == Administrator,
            Action::ManageDepartments => matches!(role, ReformOffice | Administrator),
            Action::ReadClusters | Action::ReadRoadmaps | Action::ReadPublished => true,
            Action::ReadEditions => !matches!(role, Administrator | Expert),
            Action::ReadOverlaps | Action::ReadAnalyses | Action::ReadFrame | Action::ReadChain => {
                role != Administrator
            }
            Action::ManageClusters | Action::DecideOverlaps | Action::EditRoadmaps | Action::PrepareEditions => {
                role == ReformOffice
            }
            Action::CloseGates => matches!(role, ReformOffice | Headquarters),
            Action::DecideOptions | Action::ApproveRoadmaps | Action::ApproveEditions => role == Headquarters,
            Action::ManageFrame => matches!(role, ReformOffice | Finance),
        }
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
        (Who::Visitor, Ask::WorkOnCluster { .. } | Ask::DescribeProgram { .. }) => false,
        (Who::Operator, Ask::WorkOnCluster { .. } | Ask::DescribeProgram { .. }) => true,
        (Who::Member(member), Ask::WorkOnCluster { department_path } | Ask::DescribeProgram { department_path }) => {
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
    };
    if allowed { Ok(()) } else { Err(AppError::Denied(word)) }
}
