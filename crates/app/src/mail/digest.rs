//! Digests (一日一通のお知らせ): what each person is to be told today, gathered from the sheets and notices as they stand.

use std::collections::HashMap;

use reform::notice::{Digest, News, SheetName, Waiting, draw_up_digest, waits_for};
use reform::plan::CalendarDate;
use reform::workflow::{Cycle, Duty, Person, Rules, Sheet, State};
use store::review::ReviewCycle;
use store::{Account, AccountQuery, BoardDepartment, DutyRow, NoticeRow, NoticeSheet, ReviewRow};

use crate::App;
use crate::FiscalYear;
use crate::error::AppError;
use crate::notices::sheet_path;

/// What a run of the digests did, or would do (送信の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestReport {
    /// The day in Japan.
    pub day: CalendarDate,
    /// Everybody there was something to write to, in the order of their logins.
    pub lines: Vec<DigestLine>,
    /// How many people there was nothing to write to.
    pub silent: usize,
    /// How many people have no address.
    pub without_address: usize,
}

/// One person's digest (一人分の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestLine {
    /// The person's name.
    pub name: String,
    /// The address.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// The text; kept nowhere else.
    pub body: String,
    /// What became of it.
    pub outcome: DigestOutcome,
}

/// What became of a digest (送信の結果の種類).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestOutcome {
    /// It was only shown.
    Shown,
    /// The server took it.
    Sent,
    /// Another server of ours sent it, or is sending it.
    Taken,
    /// It was not sent; the next run tries again.
    Failed {
        /// Why.
        reason: String,
        /// Whether the server would say the same at once again, as of an address it does not know.
        for_good: bool,
    },
    /// It was not tried, as the mail server does not work or time ran out; the next run tries it.
    NotTried,
}

/// A digest with the notices it tells of.
pub(super) struct Draft {
    pub account: i64,
    pub name: String,
    pub address: String,
    pub digest: Digest,
    pub notices: Vec<i64>,
}

/// Everything to write today.
pub(super) struct Drafts {
    pub drafts: Vec<Draft>,
    pub silent: usize,
    pub without_address: usize,
}

/// A sheet that is not decided, as the rule of the workflow needs it.
struct OpenSheet {
    name: SheetName,
    sheet: Sheet,
    due: CalendarDate,
    state_at: String,
    /// Which of the cycles.
    cycle: usize,
}

impl DigestReport {
    /// How many were sent.
    pub fn sent(&self) -> u64 {
        self.count(|outcome| *outcome == DigestOutcome::Sent)
    }

    /// How many failed.
    pub fn failed(&self) -> u64 {
        self.count(|outcome| matches!(outcome, DigestOutcome::Failed { .. }))
    }

    /// Whether another run soon could send more; what a server refuses for good waits for another day.
    pub fn is_unfinished(&self) -> bool {
        let may_go = |outcome: &DigestOutcome| {
            matches!(outcome, DigestOutcome::NotTried | DigestOutcome::Failed { for_good: false, .. })
        };
        self.count(may_go) > 0
    }

    fn count(&self, is_meant: impl Fn(&DigestOutcome) -> bool) -> u64 {
        self.lines.iter().filter(|line| is_meant(&line.outcome)).count() as u64
    }
}

impl App {
    /// Gathers what everybody is to be told today; nothing is claimed or sent by it.
    pub(super) async fn draft_digests(&self, today: CalendarDate) -> Result<Drafts, AppError> {
        let last = self.store.last_digests().await?;
        let (cycles, sheets) = self.open_sheets().await?;
        let query = AccountQuery { limit: 10_000, ..AccountQuery::default() };
        // Addresses of examples belong to nobody, or to somebody else.
        let people = self.store.accounts(&query, today).await?.rows.into_iter().filter(|(account, _)| !account.is_demo);
        let (with, without): (Vec<_>, Vec<_>) = people.partition(|(account, _)| !account.email.is_empty());
        let mut untold: HashMap<i64, Vec<NoticeRow>> = HashMap::new();
        for notice in self.store.untold_notices().await? {
            untold.entry(notice.account).or_default().push(notice);
        }
        // Some thousand sheets and some hundred people: too long for a thread that answers requests.
        let work = move || draft_all(today, &cycles, &sheets, with, untold, &last);
        let (drafts, silent) =
            tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Task(error.to_string()))?;
        Ok(Drafts { drafts, silent, without_address: without.len() })
    }

    /// Every sheet that is not decided, with its cycle.
    async fn open_sheets(&self) -> Result<(Vec<Cycle>, Vec<OpenSheet>), AppError> {
        let counts = self.store.review_counts(None).await?;
        let departments: HashMap<i64, &BoardDepartment> =
            counts.departments.iter().map(|department| (department.id, department)).collect();
        let (mut cycles, mut sheets) = (Vec::new(), Vec::new());
        for stored in self.store.review_cycles().await? {
            let is_open = |state: State| state.holder().is_some();
            if !counts.counts.iter().any(|count| count.fiscal_year == stored.year && is_open(count.state)) {
                continue;
            }
            let cycle = cycle_of(&stored);
            let rows = self.store.review_rows(stored.year, None).await?;
            sheets.extend(rows.into_iter().filter(|row| is_open(row.state)).filter_map(|row| {
                Some(OpenSheet {
                    name: sheet_name(stored.year, &row, &departments),
                    due: cycle.due(row.state, row.returned)?,
                    cycle: cycles.len(),
                    sheet: workflow_sheet(&row, &departments),
                    state_at: row.state_at,
                })
            }));
            cycles.push(cycle);
        }
        Ok((cycles, sheets))
    }
}

fn draft_all(
    today: CalendarDate,
    cycles: &[Cycle],
    sheets: &[OpenSheet],
    people: Vec<(Account, Vec<DutyRow>)>,
    mut untold: HashMap<i64, Vec<NoticeRow>>,
    last: &HashMap<i64, (CalendarDate, String)>,
) -> (Vec<Draft>, usize) {
    let mut silent = 0;
    let mut drafts = Vec::new();
    for (account, duties) in people {
        let person = person_of(account.id, &duties);
        let last = last.get(&account.id);
        let began = |sheet: &OpenSheet| {
            last.is_some_and(|(day, at)| sheet.state_at > *at || cycles[sheet.cycle].calendar.open() > *day)
        };
        let waiting = sheets.iter().filter(|one| waits_for(&person, &one.sheet, &cycles[one.cycle], today));
        let waiting = waiting.map(|one| Waiting { sheet: one.name.clone(), due: one.due, is_new: began(one) });
        let notices = untold.remove(&account.id).unwrap_or_default();
        let news = notices.iter().map(|notice| News {
            kind: notice.kind,
            sheet: notice.sheet.as_ref().map(name_of_notice),
            detail: notice.detail.clone(),
        });
        match draw_up_digest(today, last.map(|(day, _)| *day), waiting.collect(), news.collect()) {
            None => silent += 1,
            Some(digest) => drafts.push(Draft {
                account: account.id,
                name: account.name,
                address: account.email,
                digest,
                notices: notices.iter().map(|notice| notice.id).collect(),
            }),
        }
    }
    (drafts, silent)
}

/// Somebody as the workflow knows them, with every duty that stands.
fn person_of(account: i64, duties: &[DutyRow]) -> Person {
    let duties = duties.iter().map(|row| Duty {
        role: row.role,
        department: row.department_id.map(|id| id.to_string()),
        from: row.from_day,
        until: row.until_day,
        delegated_by: row.delegated_by.as_ref().map(|(account, _)| account.to_string()),
    });
    Person { id: account.to_string(), duties: duties.collect() }
}

fn cycle_of(stored: &ReviewCycle) -> Cycle {
    Cycle { calendar: stored.calendar.clone(), rules: Rules { ..stored.rules } }
}

fn workflow_sheet(row: &ReviewRow, departments: &HashMap<i64, &BoardDepartment>) -> Sheet {
    let path = row.department.and_then(|id| departments.get(&id)).map(|department| department.path.as_slice());
    Sheet {
        state: row.state,
        department_path: path.unwrap_or_default().iter().map(i64::to_string).collect(),
        submitted_by: row.submitted_by.map(|account| account.to_string()),
        frozen_by_hand: row.frozen_by_hand,
    }
}

fn sheet_name(year: FiscalYear, row: &ReviewRow, departments: &HashMap<i64, &BoardDepartment>) -> SheetName {
    let own = row.department.and_then(|id| departments.get(&id));
    let names = own.iter().flat_map(|own| &own.path).filter_map(|id| departments.get(id)).map(|one| one.name.as_str());
    let department = names.collect::<Vec<_>>().join(" ");
    SheetName { program: row.name.clone(), department, path: sheet_path(year, row.program) }
}

fn name_of_notice(sheet: &NoticeSheet) -> SheetName {
    SheetName {
        program: sheet.program.clone(),
        department: sheet.department.clone(),
        path: sheet_path(sheet.year, sheet.program_id),
    }
}
