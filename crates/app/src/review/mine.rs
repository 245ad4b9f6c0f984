//! My work (わたしの仕事): what lies with the person who signed in, by duty, and what became of what they handed in.
//!
//! Each sheet stands in one place: sent back, begun by the person, or waiting under one of their duties.

use std::collections::{BTreeMap, BTreeSet};

use reform::plan::CalendarDate;
use reform::workflow::{Duty, Role, State};
use store::review::ReviewCycle;
use store::{BoardDepartment, ReturnRemark, WaitingComment};

use super::board::{path_of, paths_of};
use super::list::{Seen, SheetLine};
use super::standing::Phase;
use crate::error::AppError;
use crate::permission::{Action, Actor, Member, permit};
use crate::{App, FiscalYear};

/// What lies with a person (わたしの仕事).
#[derive(Clone, Debug)]
pub struct MyWork {
    /// The day lateness is counted on.
    pub today: CalendarDate,
    /// The duties of today; none when nobody has given the person any.
    pub duties: Vec<MyDuty>,
    /// The reviews that are open, each with what lies with the person; the latest year first.
    pub open: Vec<OpenReview>,
    /// The next review that will open, with its opening day.
    pub next: Option<(FiscalYear, CalendarDate)>,
    /// The last review that is over, with its year.
    pub last: Option<FiscalYear>,
}

/// A duty of today in words (担当).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyDuty {
    /// The role.
    pub role: Role,
    /// The names of its department from the top of the tree down; empty for the whole city.
    pub department: Vec<String>,
    /// Its department, to list its sheets.
    pub department_id: Option<i64>,
    /// The last day it holds.
    pub until: Option<CalendarDate>,
    /// The name of whom the person acts for (代理を頼んだ人); none when the duty is their own.
    pub on_behalf_of: Option<String>,
}

/// What of one open review lies with a person (点検ごとの仕事).
#[derive(Clone, Debug)]
pub struct OpenReview {
    /// The cycle.
    pub cycle: ReviewCycle,
    /// Sheets that were sent back and lie with the person, with what was said.
    pub returned: Vec<(SheetLine, Option<ReturnRemark>)>,
    /// Sheets the person has written in and not handed in.
    pub drafts: Vec<SheetLine>,
    /// What else waits, by the place of the duty in [`MyWork::duties`].
    pub waiting: Vec<(usize, Vec<SheetLine>)>,
    /// Comments of others that wait for an answer, newest first.
    pub comments: Vec<(SheetLine, WaitingComment)>,
    /// What the person handed in or passed on and now lies elsewhere, the latest move first.
    pub passed: Vec<SheetLine>,
}

/// The most comments shown.
const COMMENTS: i64 = 20;

impl OpenReview {
    /// How many sheets lie with the person.
    pub fn count(&self) -> usize {
        self.lying().count()
    }

    /// How many of them are late.
    pub fn late(&self) -> usize {
        self.lying().filter(|line| line.is_late()).count()
    }

    fn lying(&self) -> impl Iterator<Item = &SheetLine> {
        let waiting = self.waiting.iter().flat_map(|(_, lines)| lines);
        self.returned.iter().map(|(line, _)| line).chain(&self.drafts).chain(waiting)
    }
}

impl App {
    /// What lies with the actor now.
    ///
    /// # Errors
    /// When nobody signed in, or the database fails.
    pub async fn my_work(&self, actor: &Actor) -> Result<MyWork, AppError> {
        permit(actor, Action::UseOwnAccount)?;
        let member = actor.signed_in().ok_or(AppError::Denied(Action::UseOwnAccount.word()))?;
        let today = self.today();
        let departments = self.store.board_departments().await?;
        let mut duties = Vec::new();
        for duty in member.duties() {
            duties.push(self.duty_in_words(duty, &departments).await?);
        }
        let mut work = MyWork { today, duties, open: Vec::new(), next: None, last: None };
        // Without any duty there is nothing of a review to see.
        if !actor.may(Action::ReadReviews) {
            return Ok(work);
        }
        for year in self.review_years(actor).await? {
            match year.phase {
                Phase::NotOpen => work.next = Some((year.cycle.year, year.cycle.calendar.open())),
                // Of a frozen one, what was released by hand still moves.
                Phase::Open | Phase::Frozen => work.open.push(self.open_review(actor, member, year.cycle).await?),
                Phase::Done => work.last = work.last.max(Some(year.cycle.year)),
            }
        }
        Ok(work)
    }

    async fn open_review(&self, actor: &Actor, member: &Member, cycle: ReviewCycle) -> Result<OpenReview, AppError> {
        let passed_before = self.store.sheets_passed_by(member.account, cycle.year).await?;
        let Seen { cycle, departments, lines } = self.seen_sheets(actor, cycle).await?;
        let paths = paths_of(&departments);
        let (mine, others): (Vec<SheetLine>, Vec<SheetLine>) =
            lines.into_iter().partition(|line| line.is_mine && !line.is_frozen);
        let ids = |lines: &[SheetLine], wanted: &dyn Fn(&SheetLine) -> bool| -> Vec<i64> {
            lines.iter().filter(|line| wanted(line)).map(|line| line.row.id).collect()
        };
        let unfinished = ids(&mine, &|line| line.row.state == State::Draft);
        let begun: BTreeSet<i64> =
            self.store.sheets_written_by(member.account, &unfinished).await?.into_iter().collect();
        let sent_back = ids(&mine, &|line| line.row.state == State::Returned);
        let mut remarks: BTreeMap<i64, ReturnRemark> =
            self.store.last_returns(&sent_back).await?.into_iter().map(|remark| (remark.sheet, remark)).collect();
        let passed: BTreeSet<i64> = passed_before.into_iter().collect();
        let own = |line: &SheetLine| passed.contains(&line.row.id) || begun.contains(&line.row.id);
        let mut about = ids(&mine, &|line| line.row.open_threads > 0);
        about.extend(ids(&others, &|line| line.row.open_threads > 0 && own(line)));
        let comments = self.store.waiting_comments(member.account, &about, COMMENTS).await?;
        let known: BTreeMap<i64, &SheetLine> = mine.iter().chain(&others).map(|line| (line.row.id, line)).collect();
        let comments = comments
            .into_iter()
            .filter_map(|comment| known.get(&comment.sheet).map(|line| ((*line).clone(), comment)))
            .collect();
        let mut passed: Vec<SheetLine> = others.iter().filter(|line| passed.contains(&line.row.id)).cloned().collect();
        passed.sort_by(|a, b| b.row.state_at.cmp(&a.row.state_at));
        let (mut returned, mut drafts) = (Vec::new(), Vec::new());
        let mut waiting: BTreeMap<usize, Vec<SheetLine>> = BTreeMap::new();
        for line in mine {
            let place = place_of(member, path_of(&paths, line.row.department), line.row.state);
            match line.row.state {
                State::Returned => returned.push((line.clone(), remarks.remove(&line.row.id))),
                State::Draft if begun.contains(&line.row.id) => drafts.push(line),
                _ => waiting.entry(place).or_default().push(line),
            }
        }
        returned.sort_by_key(|(line, _)| urgency(line));
        drafts.sort_by_key(urgency);
        waiting.values_mut().for_each(|lines| lines.sort_by_key(urgency));
        Ok(OpenReview { cycle, returned, drafts, waiting: waiting.into_iter().collect(), comments, passed })
    }

    async fn duty_in_words(&self, duty: &Duty, departments: &[BoardDepartment]) -> Result<MyDuty, AppError> {
        let id = duty.department.as_deref().and_then(|id| id.parse::<i64>().ok());
        let path = departments.iter().find(|one| Some(one.id) == id).map(|one| one.path.as_slice()).unwrap_or_default();
        let name = |id: &i64| departments.iter().find(|one| one.id == *id).map(|one| one.name.clone());
        let on_behalf_of = match duty.delegated_by.as_deref().and_then(|id| id.parse::<i64>().ok()) {
            // A person has a handful of delegations at most.
            Some(account) => Some(self.store.account(account).await?.map(|account| account.name).unwrap_or_default()),
            None => None,
        };
        Ok(MyDuty {
            role: duty.role,
            department: path.iter().filter_map(name).collect(),
            department_id: id,
            until: duty.until,
            on_behalf_of,
        })
    }
}

/// The most days late first.
fn urgency(line: &SheetLine) -> (i32, String) {
    (-line.days_late.unwrap_or(i32::MIN + 1), line.row.external_id.clone())
}

/// The place, among the duties of today, of the one under which the sheet waits: one's own before somebody else's.
fn place_of(member: &Member, department_path: &[String], state: State) -> usize {
    let fits = |duty: &Duty| duty.role.level() == state.holder() && duty.covers(department_path);
    let fitting = member.duties().enumerate().filter(|(_, duty)| fits(duty));
    fitting.min_by_key(|(place, duty)| (duty.delegated_by.is_some(), *place)).map_or(0, |(place, _)| place)
}
