//! Workflow of a review sheet (点検シートの回付): where it lies, who may do what with it, and when it is late.
//!
//! A sheet goes from the department that runs the program up to the headquarters, one level at a time, and may be sent
//! back from every level. The rule is one function, [`transition`]; `cases/workflow/transitions.txt` prints all of it.
//! Errors are the kinds `RF-1xx`. Source: feature B7; the levels are those of 北九州市, the rule names no city.

mod calendar;
mod duty;
mod transition;

pub(crate) use calendar::day_number;
pub use calendar::{Calendar, DatesOutOfOrder, Milestone};
pub use duty::{Duty, Person};
pub use transition::{Action, Cycle, Rules, Sheet, Step, transition};

use crate::labels::labels;

/// What somebody does in the review (役割); one person may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Fills in the sheets of a department's programs (事業担当).
    Owner,
    /// Head of the section (課長).
    SectionHead,
    /// Head of the department or bureau (局長).
    DepartmentHead,
    /// The office that runs the reform (市政変革推進室).
    ReformOffice,
    /// The finance bureau (財政局).
    Finance,
    /// The headquarters with the mayor at its head (市政変革実行本部).
    Headquarters,
    /// An adviser from outside (有識者).
    Expert,
    /// Sees everything, changes nothing (監査).
    Auditor,
    /// Looks after accounts and departments (管理者).
    Administrator,
}

labels!(Role {
    Owner = "owner", "事業担当", "program owner";
    SectionHead = "section-head", "課長", "section head";
    DepartmentHead = "department-head", "局長", "department head";
    ReformOffice = "reform-office", "市政変革推進室", "reform office";
    Finance = "finance", "財政局", "finance bureau";
    Headquarters = "headquarters", "実行本部", "headquarters";
    Expert = "expert", "有識者", "expert";
    Auditor = "auditor", "監査", "auditor";
    Administrator = "administrator", "管理者", "administrator";
});

/// A level a sheet passes (段階), from the bottom up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The department fills it in (記入).
    Owner,
    /// The section head checks it (課長確認).
    SectionHead,
    /// The department head checks it (局長確認).
    DepartmentHead,
    /// The reform office reviews it (改革室点検).
    ReformOffice,
    /// The finance bureau assesses it (財政局査定).
    Finance,
    /// The headquarters decides it (本部決定).
    Headquarters,
}

labels!(Level {
    Owner = "owner", "記入", "owner";
    SectionHead = "section-head", "課長確認", "section head";
    DepartmentHead = "department-head", "局長確認", "department head";
    ReformOffice = "reform-office", "改革室点検", "reform office";
    Finance = "finance", "財政局査定", "finance";
    Headquarters = "headquarters", "本部決定", "headquarters";
});

/// How far a sheet has come (状態).
///
/// A state is named after the last thing done, so `SectionApproved` lies with the department head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Made from last year's inventory, nobody has written anything yet (未着手).
    NotStarted,
    /// Being filled in (記入中).
    Draft,
    /// Sent back to the department with a comment (差戻し).
    Returned,
    /// Handed to the section head (提出済).
    Submitted,
    /// The section head approved (課長承認).
    SectionApproved,
    /// The department head approved (局長承認).
    DepartmentApproved,
    /// The reform office has reviewed it (改革室点検済).
    ReformOfficeApproved,
    /// The finance bureau has assessed it (財政局査定済).
    FinanceApproved,
    /// The headquarters decided (本部決定).
    Decided,
    /// Open to everybody; never changed again (公表済).
    Published,
}

labels!(State {
    NotStarted = "not-started", "未着手", "not started";
    Draft = "draft", "記入中", "draft";
    Returned = "returned", "差戻し", "returned";
    Submitted = "submitted", "提出済", "submitted";
    SectionApproved = "section-approved", "課長承認", "approved by the section head";
    DepartmentApproved = "department-approved", "局長承認", "approved by the department head";
    ReformOfficeApproved = "reform-office-approved", "改革室点検済", "reviewed by the reform office";
    FinanceApproved = "finance-approved", "財政局査定済", "assessed by finance";
    Decided = "decided", "本部決定", "decided";
    Published = "published", "公表済", "published";
});

/// A kind of action (操作の種類), without what is said with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// Keep what was written (保存).
    Save,
    /// Hand in to the section head (提出).
    Submit,
    /// Pass on to the next level (承認).
    Approve,
    /// Send back with a comment (差戻し).
    Return,
    /// Take back what one passed on, while the next level has not acted (引戻し).
    Withdraw,
    /// Give it to another department (担当替え).
    Reassign,
    /// Remark on a field without changing it (コメント).
    Comment,
    /// Make it public (公表).
    Publish,
    /// Let nothing change (凍結).
    Freeze,
    /// Let it change again (凍結解除).
    Unfreeze,
}

labels!(ActionKind {
    Save = "save", "保存", "save";
    Submit = "submit", "提出", "submit";
    Approve = "approve", "承認", "approve";
    Return = "return", "差戻し", "return";
    Withdraw = "withdraw", "引戻し", "withdraw";
    Reassign = "reassign", "担当替え", "reassign";
    Comment = "comment", "コメント", "comment";
    Publish = "publish", "公表", "publish";
    Freeze = "freeze", "凍結", "freeze";
    Unfreeze = "unfreeze", "凍結解除", "unfreeze";
});

/// A column of the board of the reform office (進捗表の区分); lateness is counted beside it, as it cuts across.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Nobody has begun (未着手).
    NotStarted,
    /// Being filled in (記入中).
    Draft,
    /// Sent back (差戻し).
    Returned,
    /// Within the department, waiting for a head (所管で確認中).
    Checking,
    /// Out of the department's hands (提出完了).
    Done,
}

labels!(Column {
    NotStarted = "not-started", "未着手", "not started";
    Draft = "draft", "記入中", "draft";
    Returned = "returned", "差戻し", "returned";
    Checking = "checking", "所管で確認中", "being checked";
    Done = "done", "提出完了", "done";
});

impl Role {
    /// The level this role acts for, if any.
    pub fn level(self) -> Option<Level> {
        match self {
            Role::Owner => Some(Level::Owner),
            Role::SectionHead => Some(Level::SectionHead),
            Role::DepartmentHead => Some(Level::DepartmentHead),
            Role::ReformOffice => Some(Level::ReformOffice),
            Role::Finance => Some(Level::Finance),
            Role::Headquarters => Some(Level::Headquarters),
            Role::Expert | Role::Auditor | Role::Administrator => None,
        }
    }

    /// Whether a duty in this role holds only for a named department; the others may be for the whole city.
    pub fn needs_department(self) -> bool {
        matches!(self, Role::Owner | Role::SectionHead | Role::DepartmentHead)
    }
}

impl Level {
    /// The state in which a sheet lies with this level.
    pub fn waiting(self) -> State {
        match self {
            Level::Owner => State::Draft,
            Level::SectionHead => State::Submitted,
            Level::DepartmentHead => State::SectionApproved,
            Level::ReformOffice => State::DepartmentApproved,
            Level::Finance => State::ReformOfficeApproved,
            Level::Headquarters => State::FinanceApproved,
        }
    }

    /// The state of a sheet that this level has passed on.
    pub fn passed(self) -> State {
        match self {
            Level::Owner => State::Submitted,
            Level::SectionHead => State::SectionApproved,
            Level::DepartmentHead => State::DepartmentApproved,
            Level::ReformOffice => State::ReformOfficeApproved,
            Level::Finance => State::FinanceApproved,
            Level::Headquarters => State::Decided,
        }
    }
}

impl State {
    /// The level it lies with; none once it is decided.
    pub fn holder(self) -> Option<Level> {
        match self {
            State::NotStarted | State::Draft | State::Returned => Some(Level::Owner),
            State::Decided | State::Published => None,
            passed_on => Level::ALL.iter().copied().find(|level| level.waiting() == passed_on),
        }
    }

    /// The level that passed it on last, and so may take it back.
    pub fn passed_by(self) -> Option<Level> {
        Level::ALL.iter().copied().find(|level| level.passed() == self)
    }

    /// Whether the department's own answers may be written; above, a level writes only its own opinion and amounts.
    pub fn answers_open(self) -> bool {
        self.holder() == Some(Level::Owner)
    }

    /// Where it stands on the board.
    pub fn column(self) -> Column {
        match self {
            State::NotStarted => Column::NotStarted,
            State::Draft => Column::Draft,
            State::Returned => Column::Returned,
            State::Submitted | State::SectionApproved => Column::Checking,
            _ => Column::Done,
        }
    }
}
