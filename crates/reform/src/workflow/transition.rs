//! Transition (状態の移り変わり): the one rule of who may do what with a sheet, and where it goes then.
//!
//! Rights come first, so that a stranger to a sheet learns nothing of its state; then the calendar and the freeze; then
//! the state; last what was said with the action.

use super::calendar::{day_number, later_by};
use super::{ActionKind, Calendar, Duty, Level, Person, Role, State};
use crate::kinds;
use crate::plan::CalendarDate;
use crate::problem::ProblemKind;

/// What the workflow knows of a sheet (シートの回付の状況).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// How far it has come.
    pub state: State,
    /// The ids of its department from the top of the tree down (所管).
    pub department_path: Vec<String>,
    /// Who handed it in last (提出者).
    pub submitted_by: Option<String>,
    /// Whether it was frozen or released by hand; `None` follows the calendar (凍結).
    pub frozen_by_hand: Option<bool>,
}

/// What somebody wants to do (操作).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Keep what was written.
    Save,
    /// Hand in a sheet that so many fields are missing of (see [`crate::review::find_missing`]).
    Submit {
        /// How many fields are missing.
        missing_fields: usize,
    },
    /// Pass it on.
    Approve,
    /// Send it back to a level, with a comment.
    Return {
        /// The level that should look again.
        to: Level,
        /// What should be changed.
        comment: String,
    },
    /// Take it back from the next level.
    Withdraw,
    /// Give it to another department.
    Reassign {
        /// The ids of the new department from the top of the tree down.
        department_path: Vec<String>,
    },
    /// Remark on it.
    Comment,
    /// Make it public.
    Publish,
    /// Freeze this sheet.
    Freeze,
    /// Release this sheet, also from the freeze of the calendar.
    Unfreeze,
}

/// What the rule of one cycle depends on (点検の設定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Its days.
    pub calendar: Calendar,
    /// Its choices.
    pub rules: Rules,
}

/// What a city may choose (設定できる規則).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether somebody with several roles may approve what they handed in themselves (自己承認). Default: no, so that
    /// four eyes see every sheet; a very small section may need it.
    pub may_approve_own: bool,
    /// How many calendar days a level has at least after a return (差戻し後の日数). Default: 7 (仮定).
    pub days_after_return: u8,
}

/// What an action led to (操作の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The sheet as it stands now.
    pub sheet: Sheet,
    /// The role it was done in, for the history.
    pub role: Role,
    /// Whose duty it was, by id, when it was done in somebody's stead (代理).
    pub on_behalf_of: Option<String>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { may_approve_own: false, days_after_return: 7 }
    }
}

impl Cycle {
    /// By when the level a sheet lies with is to be done; nothing once it is decided.
    ///
    /// After a return, each level that gets the sheet again has at least [`Rules::days_after_return`] days from the return,
    /// never less than its due day of the calendar, and never a day on which everything is frozen.
    pub fn due(&self, state: State, returned: Option<CalendarDate>) -> Option<CalendarDate> {
        let due = self.calendar.due(state.holder()?);
        let open = |day: &CalendarDate| self.calendar.freeze().is_none_or(|freeze| *day < freeze);
        let mut days = (0..=self.rules.days_after_return).filter_map(|days| Some(later_by(returned?, days)));
        Some(days.rfind(open).map_or(due, |again| due.max(again)))
    }

    /// By how many days a sheet in this state, last returned on a day if it ever was, is late: above zero late, below zero
    /// days left, zero due today.
    pub fn days_late(&self, state: State, returned: Option<CalendarDate>, today: CalendarDate) -> Option<i32> {
        Some(day_number(today) - day_number(self.due(state, returned)?))
    }
}

impl Action {
    /// The kind of action.
    pub fn kind(&self) -> ActionKind {
        match self {
            Action::Save => ActionKind::Save,
            Action::Submit { .. } => ActionKind::Submit,
            Action::Approve => ActionKind::Approve,
            Action::Return { .. } => ActionKind::Return,
            Action::Withdraw => ActionKind::Withdraw,
            Action::Reassign { .. } => ActionKind::Reassign,
            Action::Comment => ActionKind::Comment,
            Action::Publish => ActionKind::Publish,
            Action::Freeze => ActionKind::Freeze,
            Action::Unfreeze => ActionKind::Unfreeze,
        }
    }
}

impl ActionKind {
    /// Whether this role can ever do it, in whatever state.
    pub fn is_open_to(self, role: Role) -> bool {
        match self {
            ActionKind::Save | ActionKind::Withdraw => role.level().is_some(),
            ActionKind::Submit => role == Role::Owner,
            ActionKind::Approve | ActionKind::Return => role.level().is_some_and(|level| level > Level::Owner),
            ActionKind::Reassign => {
                matches!(role, Role::SectionHead | Role::DepartmentHead | Role::ReformOffice | Role::Administrator)
            }
            ActionKind::Comment => role.level().is_some() || role == Role::Expert,
            ActionKind::Publish | ActionKind::Freeze | ActionKind::Unfreeze => role == Role::ReformOffice,
        }
    }

    /// The level that must act in this state; `Ok(None)` when any role that may do it will do.
    fn acting_level(self, state: State) -> Result<Option<Level>, &'static ProblemKind> {
        let with_owner = state.holder() == Some(Level::Owner);
        match self {
            _ if state == State::Published => Err(&kinds::NO_SUCH_STEP),
            ActionKind::Save => state.holder().map(Some).ok_or(&kinds::NO_SUCH_STEP),
            ActionKind::Submit if matches!(state, State::Draft | State::Returned) => Ok(Some(Level::Owner)),
            ActionKind::Approve | ActionKind::Return if !with_owner => {
                state.holder().map(Some).ok_or(&kinds::NO_SUCH_STEP)
            }
            ActionKind::Withdraw => state.passed_by().map(Some).ok_or(&kinds::NO_SUCH_STEP),
            ActionKind::Reassign if with_owner => Ok(None),
            ActionKind::Publish if state == State::Decided => Ok(None),
            ActionKind::Comment | ActionKind::Freeze | ActionKind::Unfreeze => Ok(None),
            _ => Err(&kinds::NO_SUCH_STEP),
        }
    }
}

impl Sheet {
    /// Whether nothing can be changed on this day.
    pub fn is_frozen(&self, calendar: &Calendar, today: CalendarDate) -> bool {
        self.frozen_by_hand.unwrap_or_else(|| calendar.freeze().is_some_and(|freeze| today >= freeze))
    }
}

/// The sheet after somebody's action on this day, and the role it was done in.
///
/// # Errors
/// The first reason against it, a kind `RF-101` … `RF-113`; the sheet is then as it was.
pub fn transition(
    person: &Person,
    sheet: &Sheet,
    action: &Action,
    cycle: &Cycle,
    today: CalendarDate,
) -> Result<Step, &'static ProblemKind> {
    let kind = action.kind();
    let duties = duties_for(person, sheet, kind, today)?;
    if today < cycle.calendar.open() {
        return Err(&kinds::NOT_OPEN_YET);
    }
    let frozen = sheet.is_frozen(&cycle.calendar, today);
    if frozen && !matches!(kind, ActionKind::Freeze | ActionKind::Unfreeze) {
        return Err(&kinds::FROZEN);
    }
    let level = kind.acting_level(sheet.state)?;
    let acting: Vec<&Duty> = duties.into_iter().filter(|duty| level.is_none() || duty.role.level() == level).collect();
    let acting_as = own_first(&acting).ok_or(&kinds::WITH_ANOTHER_LEVEL)?;
    let mut after = sheet.clone();
    match action {
        Action::Save if sheet.state == State::NotStarted => after.state = State::Draft,
        Action::Save | Action::Comment => {}
        Action::Submit { missing_fields: 1.. } => return Err(&kinds::INCOMPLETE),
        Action::Submit { .. } => {
            after.state = State::Submitted;
            after.submitted_by = Some(person.id.clone());
        }
        Action::Approve => {
            if !cycle.rules.may_approve_own && sheet.submitted_by.as_deref() == Some(&person.id) {
                return Err(&kinds::OWN_SUBMISSION);
            }
            after.state = level.map_or(sheet.state, Level::passed);
        }
        Action::Return { to, comment } => {
            if comment.trim().is_empty() {
                return Err(&kinds::COMMENT_MISSING);
            }
            if level.is_none_or(|level| *to >= level) {
                return Err(&kinds::RETURN_NOT_BACK);
            }
            after.state = if *to == Level::Owner { State::Returned } else { to.waiting() };
        }
        Action::Withdraw => after.state = level.map_or(sheet.state, Level::waiting),
        Action::Reassign { department_path } => {
            let reaches = |duty: &&Duty| !duty.role.needs_department() || duty.covers(department_path);
            let reaching: Vec<&Duty> = acting.iter().copied().filter(reaches).collect();
            let acting_as = own_first(&reaching).ok_or(&kinds::TARGET_DEPARTMENT)?;
            if department_path.is_empty() {
                return Err(&kinds::TARGET_DEPARTMENT);
            }
            after.department_path.clone_from(department_path);
            return Ok(Step::of(after, acting_as));
        }
        Action::Publish => after.state = State::Published,
        Action::Freeze | Action::Unfreeze => {
            let wanted = kind == ActionKind::Freeze;
            if frozen == wanted {
                return Err(&kinds::FREEZE_UNCHANGED);
            }
            after.frozen_by_hand = Some(wanted);
        }
    }
    Ok(Step::of(after, acting_as))
}

impl Step {
    fn of(sheet: Sheet, duty: &Duty) -> Step {
        Step { sheet, role: duty.role, on_behalf_of: duty.delegated_by.clone() }
    }
}

/// The duty somebody acts under: one of their own before one of somebody else's.
fn own_first<'a>(duties: &[&'a Duty]) -> Option<&'a Duty> {
    duties.iter().copied().min_by_key(|duty| duty.delegated_by.is_some())
}

/// The duties under which the person could do this kind of action to the sheet today.
fn duties_for<'a>(
    person: &'a Person,
    sheet: &Sheet,
    kind: ActionKind,
    today: CalendarDate,
) -> Result<Vec<&'a Duty>, &'static ProblemKind> {
    let mut duties: Vec<&Duty> = person.duties.iter().filter(|duty| kind.is_open_to(duty.role)).collect();
    for (fits, refusal) in [
        (&(|_: &Duty| true) as &dyn Fn(&Duty) -> bool, &kinds::ROLE_MAY_NOT),
        (&|duty: &Duty| duty.covers(&sheet.department_path), &kinds::OTHER_DEPARTMENT),
    ] {
        duties.retain(|duty| fits(duty));
        if duties.is_empty() {
            return Err(refusal);
        }
    }
    let begins_later = duties.iter().any(|duty| !duty.has_begun(today));
    duties.retain(|duty| duty.holds_on(today));
    match duties.is_empty() {
        true if begins_later => Err(&kinds::DUTY_NOT_BEGUN),
        true => Err(&kinds::DUTY_ENDED),
        false => Ok(duties),
    }
}
