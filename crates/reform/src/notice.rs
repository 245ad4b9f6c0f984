//! Notice (お知らせ): who is told what of the review, and one digest a day at most by mail.
//!
//! - [`NoticeKind`]: what a notice within the application is about
//! - [`told_of`]: who gets a notice when somebody does something with a sheet
//! - [`waits_for`]: whether a sheet waits for somebody; the rule of the workflow answers, no second one
//! - [`draw_up_digest`]: what a person is written today, if anything; [`Digest::subject`] and [`Digest::body`] say it
//!
//! A mail is written when there is news, when a sheet began to wait for the person since the last mail, or when a
//! reminder fell due since then ([`REMINDERS`]); otherwise nothing is written. So a run that was missed loses nothing.
//! Source: feature B7 (reminders as a digest).

mod text;

use crate::labels::labels;
use crate::plan::CalendarDate;
use crate::workflow::{Action, ActionKind, Cycle, Level, Person, Role, Sheet, State, day_number, transition};

/// Days before (below zero) and after the due day on which a waiting sheet is recalled; later, every [`LATE_EVERY`] days.
pub const REMINDERS: [i32; 6] = [-14, -7, -3, -1, 0, 1];

/// From the last of [`REMINDERS`] on, a late sheet is recalled every so many days.
pub const LATE_EVERY: i32 = 7;

/// The most entries listed under one heading of a digest; the rest is counted.
pub const LISTED_MAX: usize = 20;

/// What a notice is about (お知らせの種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// A sheet came back with a comment (差戻し).
    Returned,
    /// A sheet arrived and waits (確認依頼).
    Waiting,
    /// Somebody commented on a sheet (コメント).
    Comment,
    /// The headquarters decided a sheet (本部決定).
    Decided,
    /// Somebody has one act in their stead (代理).
    Delegated,
    /// A sheet was given to another department (担当替え).
    Reassigned,
    /// A remark waits for a response, or was answered (意見).
    Remark,
}

labels!(NoticeKind {
    Returned = "returned", "差戻し", "returned";
    Waiting = "waiting", "確認依頼", "waiting for you";
    Comment = "comment", "コメント", "comment";
    Decided = "decided", "本部決定", "decided";
    Delegated = "delegated", "代理", "delegation";
    Reassigned = "reassigned", "担当替え", "reassigned";
    Remark = "remark", "意見", "remark";
});

/// A sheet as a digest names it (お知らせでのシートの名前).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName {
    /// The program's name.
    pub program: String,
    /// Its department's name; empty when the inventory names none.
    pub department: String,
    /// The path of its page, beginning with a slash.
    pub path: String,
}

/// A sheet that waits for the person (対応待ちのシート).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which sheet.
    pub sheet: SheetName,
    /// The due day of the level it lies with.
    pub due: CalendarDate,
    /// Whether it began to wait after the last mail to this person.
    pub is_new: bool,
}

/// Something that happened since the last mail (新しい出来事).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// What.
    pub kind: NoticeKind,
    /// The sheet it is about, if it is about one.
    pub sheet: Option<SheetName>,
    /// Details in words: the reason of a return, the start of a comment, who delegated until when.
    pub detail: String,
}

/// What one person is written on one day (一日一通のお知らせ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The day.
    pub today: CalendarDate,
    /// Sheets that wait, by due day, so that late ones come first.
    pub waiting: Vec<Waiting>,
    /// What happened, in the order it happened.
    pub news: Vec<News>,
}

/// Who gets a notice of what `actor` did with a sheet, by id, and of which kind; `sheet` is as it stands afterwards.
///
/// - returned: whoever it lies with now, and who handed it in
/// - handed in, passed on: whoever it lies with now, up to the department head; above, a board is watched
/// - decided: the department's owners, and who handed it in
/// - comment: they too, and whoever it lies with, up to the department head
/// - reassigned: whoever it lies with now
///
/// Nobody is told of their own act. What is taken back, made public or frozen is told to nobody.
pub fn told_of(
    act: ActionKind,
    sheet: &Sheet,
    actor: &str,
    people: &[Person],
    cycle: &Cycle,
    today: CalendarDate,
) -> Vec<(String, NoticeKind)> {
    let holds = |person: &Person| waits_for(person, sheet, cycle, today);
    let within_department = sheet.state.holder().is_some_and(|level| level <= Level::DepartmentHead);
    let handed_in = |person: &Person| sheet.submitted_by.as_deref() == Some(&person.id);
    let is_owner = |person: &Person| {
        let mut duties = person.duties.iter();
        duties.any(|duty| duty.role == Role::Owner && duty.covers(&sheet.department_path) && duty.holds_on(today))
    };
    let (kind, is_told): (NoticeKind, &dyn Fn(&Person) -> bool) = match act {
        ActionKind::Return => (NoticeKind::Returned, &|person| holds(person) || handed_in(person)),
        ActionKind::Approve if sheet.state == State::Decided => {
            (NoticeKind::Decided, &|person| is_owner(person) || handed_in(person))
        }
        ActionKind::Submit | ActionKind::Approve => (NoticeKind::Waiting, &|person| within_department && holds(person)),
        ActionKind::Comment => (NoticeKind::Comment, &|person| {
            is_owner(person) || handed_in(person) || (within_department && holds(person))
        }),
        ActionKind::Reassign => (NoticeKind::Reassigned, &holds),
        ActionKind::Save | ActionKind::Withdraw | ActionKind::Publish | ActionKind::Freeze | ActionKind::Unfreeze => {
            return Vec::new();
        }
    };
    let told = people.iter().filter(|person| person.id != actor && is_told(person));
    told.map(|person| (person.id.clone(), kind)).collect()
}

/// Whether a sheet waits for this person today: the person could pass it on, or could fill it in.
pub fn waits_for(person: &Person, sheet: &Sheet, cycle: &Cycle, today: CalendarDate) -> bool {
    let Some(level) = sheet.state.holder() else { return false };
    // Most pairs of a person and a sheet end here, before anything is copied.
    if !person.duties.iter().any(|duty| duty.role.level() == Some(level) && duty.covers(&sheet.department_path)) {
        return false;
    }
    let action = if level == Level::Owner { Action::Save } else { Action::Approve };
    transition(person, sheet, &action, cycle, today).is_ok()
}

/// The digest of a person for this day; `None` when there is nothing to write, or something was written today already.
pub fn draw_up_digest(
    today: CalendarDate,
    last_digest: Option<CalendarDate>,
    mut waiting: Vec<Waiting>,
    mut news: Vec<News>,
) -> Option<Digest> {
    if last_digest.is_some_and(|last| last >= today) {
        return None;
    }
    // What waits is told as it stands now; that it once arrived is no news of its own.
    news.retain(|one| one.kind != NoticeKind::Waiting);
    let recalled = |one: &Waiting| one.is_new || is_recalled(one.due, last_digest, today);
    if news.is_empty() && !waiting.iter().any(recalled) {
        return None;
    }
    waiting.sort_by(|a, b| (a.due, &a.sheet).cmp(&(b.due, &b.sheet)));
    Some(Digest { today, waiting, news })
}

/// Whether a reminder of this due day fell on a day after the last mail, today included.
fn is_recalled(due: CalendarDate, last_digest: Option<CalendarDate>, today: CalendarDate) -> bool {
    let Some(last) = last_digest else { return true };
    let since_due = |day: CalendarDate| day_number(day) - day_number(due);
    let (before, now) = (since_due(last), since_due(today));
    let last_fixed = REMINDERS[REMINDERS.len() - 1];
    let weeks_late = |days: i32| (days - last_fixed).div_euclid(LATE_EVERY).max(0);
    REMINDERS.iter().any(|day| before < *day && *day <= now) || weeks_late(before) < weeks_late(now)
}

impl PartialOrd for SheetName {
    fn partial_cmp(&self, other: &SheetName) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By department, program and path: the order in which sheets due on one day are listed.
impl Ord for SheetName {
    fn cmp(&self, other: &SheetName) -> std::cmp::Ordering {
        (&self.department, &self.program, &self.path).cmp(&(&other.department, &other.program, &other.path))
    }
}

impl Digest {
    /// How many of the waiting sheets are late.
    pub fn late(&self) -> usize {
        self.waiting.iter().filter(|one| one.due < self.today).count()
    }

    fn of_kinds(&self, kinds: &[NoticeKind]) -> Vec<&News> {
        self.news.iter().filter(|news| kinds.contains(&news.kind)).collect()
    }
}
