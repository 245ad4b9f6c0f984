//! The list of sheets (点検シート一覧): search, filter, order, take away.
//!
//! The sheets of a cycle are read in one question and filtered here: names are compared as searches compare them, and
//! whether one is late or lies with the actor is a rule, not a column.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use fiscal::Quantity;
use publish::table::{Cell, DataTable};
use reform::plan::CalendarDate;
use reform::program::Direction;
use reform::search_text::fold;
use reform::workflow::{self, Column, Level, State};
use store::review::ReviewCycle;
use store::{BoardDepartment, ReviewRow};

use super::board::{path_of, paths_of};
use super::sheet::workflow_cycle;
use crate::error::AppError;
use crate::permission::{Action, Actor, Scope, is_shown, permit};
use crate::{App, FileFormat, FiscalYear};

/// Which sheets to list (一覧の条件). The default is all that the actor may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetQuery {
    /// Words that must all occur in the program's name, or its number.
    pub text: String,
    /// A department with everything below it.
    pub department: Option<DepartmentFilter>,
    /// Where the sheet stands.
    pub standing: Option<Standing>,
    /// The level it lies with.
    pub level: Option<Level>,
    /// Only what is late.
    pub only_late: bool,
    /// Only sheets with this direction; `Some(None)`: without any.
    pub direction: Option<Option<Direction>>,
    /// Only sheets with comments nobody has closed.
    pub has_open_threads: bool,
    /// Only what lies with the actor.
    pub only_mine: bool,
    /// The order.
    pub sort: SheetSort,
    /// The other way round.
    pub descending: bool,
    /// Which page, from 1.
    pub page: usize,
}

/// A department to filter by (所管の条件).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepartmentFilter {
    /// This one with everything below it.
    WithBelow(i64),
    /// This one alone.
    Alone(i64),
    /// Sheets without a department.
    Without,
}

/// Where a sheet stands, by its state or by its column of the board (状態または区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// One state.
    State(State),
    /// Every state of a column.
    Column(Column),
}

/// An order of the list (一覧の並び順); equals stand in the order of departments, then program numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SheetSort {
    /// As the departments stand in the inventory.
    #[default]
    Department,
    /// By name, as searches compare names.
    Name,
    /// By how far it has come.
    State,
    /// The most days late first; what is decided last.
    Due,
    /// Since when it lies where it lies, the longest first.
    Waiting,
}

/// A line of the list (一覧の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// The sheet in short.
    pub row: ReviewRow,
    /// The names of its department from the top of the tree down; empty when it has none.
    pub department: Vec<String>,
    /// By when the level it lies with is to be done; none once it is decided.
    pub due: Option<CalendarDate>,
    /// By how many days it is late: above zero late, below zero days left; none once it is decided.
    pub days_late: Option<i32>,
    /// Whether nothing can be changed today.
    pub is_frozen: bool,
    /// Whether it lies with the actor.
    pub is_mine: bool,
}

/// One page of the list with what stands around it (一覧).
#[derive(Clone, Debug)]
pub struct SheetList {
    /// The cycle.
    pub cycle: ReviewCycle,
    /// The day lateness is counted on.
    pub today: CalendarDate,
    /// The lines of the page.
    pub lines: Vec<SheetLine>,
    /// How many sheets match.
    pub total: usize,
    /// How many of them are late.
    pub late: usize,
    /// How many the actor may see at all.
    pub seen: usize,
    /// The page shown, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// The departments to choose from, with how many sheets they have with everything below.
    pub departments: Vec<(BoardDepartment, usize)>,
    /// Whether there are sheets without a department.
    pub has_without_department: bool,
}

/// Lines on a page.
pub const LINES_A_PAGE: usize = 50;

impl Standing {
    /// The stable word used in addresses; a state and a column of one word are the same sheets.
    pub fn word(self) -> &'static str {
        match self {
            Standing::State(state) => state.word(),
            Standing::Column(column) => column.word(),
        }
    }

    /// What is meant by this word.
    pub fn from_word(word: &str) -> Option<Standing> {
        let column = || Column::from_word(word).map(Standing::Column);
        State::from_word(word).map(Standing::State).or_else(column)
    }

    fn holds(self, state: State) -> bool {
        match self {
            Standing::State(wanted) => state == wanted,
            Standing::Column(column) => state.column() == column,
        }
    }
}

impl SheetSort {
    /// Every order.
    pub const ALL: [SheetSort; 5] =
        [SheetSort::Department, SheetSort::Name, SheetSort::State, SheetSort::Due, SheetSort::Waiting];

    /// The stable word used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            SheetSort::Department => "department",
            SheetSort::Name => "name",
            SheetSort::State => "state",
            SheetSort::Due => "due",
            SheetSort::Waiting => "waiting",
        }
    }

    /// The order with this word.
    pub fn from_word(word: &str) -> Option<SheetSort> {
        SheetSort::ALL.into_iter().find(|sort| sort.word() == word)
    }
}

/// The sheets of a cycle that the actor sees, with what is told about each.
pub(super) struct Seen {
    pub cycle: ReviewCycle,
    pub departments: Vec<BoardDepartment>,
    /// By number of the sheet.
    pub lines: Vec<SheetLine>,
}

impl App {
    /// One page of the sheets that match, of the departments the actor may see.
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of this year.
    pub async fn review_list(
        &self,
        actor: &Actor,
        year: FiscalYear,
        query: &SheetQuery,
    ) -> Result<SheetList, AppError> {
        permit(actor, Action::ReadReviews)?;
        let seen = self.seen_sheets(actor, self.cycle_of(year).await?).await?;
        let Seen { cycle, departments, lines } = seen;
        let all = lines.len();
        let sheets = count_below(&departments, &lines);
        let has_without_department = lines.iter().any(|line| line.row.department.is_none());
        let found = chosen(&departments, lines, query);
        let pages = found.len().div_ceil(LINES_A_PAGE).max(1);
        let page = query.page.clamp(1, pages);
        Ok(SheetList {
            total: found.len(),
            late: found.iter().filter(|line| line.is_late()).count(),
            seen: all,
            lines: found.into_iter().skip((page - 1) * LINES_A_PAGE).take(LINES_A_PAGE).collect(),
            page,
            pages,
            departments: departments
                .into_iter()
                .filter_map(|one| sheets.get(&one.id).map(|sheets| (one, *sheets)))
                .collect(),
            has_without_department,
            today: self.today(),
            cycle,
        })
    }

    /// Every sheet that matches, in the order of the list, as a file.
    ///
    /// # Errors
    /// When the actor may not see reviews, there is none of this year, or the file cannot be made.
    pub async fn export_sheets(
        &self,
        actor: &Actor,
        year: FiscalYear,
        query: &SheetQuery,
        format: FileFormat,
        filter: String,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadReviews)?;
        let Seen { cycle, departments, lines } = self.seen_sheets(actor, self.cycle_of(year).await?).await?;
        let table = table(&cycle, &chosen(&departments, lines, query));
        self.table_file(&table, cycle.is_demo, format, filter, made_at)
    }

    /// The sheets of a cycle that lists show the actor; the caller has asked whether the actor may see reviews.
    pub(super) async fn seen_sheets(&self, actor: &Actor, cycle: ReviewCycle) -> Result<Seen, AppError> {
        let departments = self.store.board_departments().await?;
        let (always, handed_in) = (actor.sheet_scope(), actor.handed_in_scope());
        let paths = paths_of(&departments);
        let covered = |path: &[String]| always.covers(path) || handed_in.covers(path);
        let rows = match (&always, &handed_in) {
            (Scope::All, _) | (_, Scope::All) => self.store.review_rows(cycle.year, None).await?,
            (Scope::None, Scope::None) => Vec::new(),
            _ => {
                let within = departments.iter().map(|one| one.id);
                let within: Vec<i64> = within.filter(|id| covered(path_of(&paths, Some(*id)))).collect();
                self.store.review_rows(cycle.year, Some(&within)).await?
            }
        };
        let today = self.today();
        let teller = Teller::new(actor, &cycle, &departments, today);
        let lines = rows
            .into_iter()
            .filter(|row| is_shown(&always, &handed_in, path_of(&paths, row.department), row.state))
            .map(|row| teller.line(row))
            .collect();
        Ok(Seen { cycle, departments, lines })
    }
}

impl SheetLine {
    /// Whether the level it lies with is late.
    pub fn is_late(&self) -> bool {
        self.days_late.is_some_and(|days| days > 0)
    }
}

/// What makes a line of a row.
struct Teller<'a> {
    actor: &'a Actor,
    cycle: workflow::Cycle,
    today: CalendarDate,
    paths: BTreeMap<i64, Vec<String>>,
    names: BTreeMap<i64, Vec<String>>,
}

impl<'a> Teller<'a> {
    fn new(actor: &'a Actor, cycle: &ReviewCycle, departments: &[BoardDepartment], today: CalendarDate) -> Teller<'a> {
        let own: BTreeMap<i64, &str> = departments.iter().map(|one| (one.id, one.name.as_str())).collect();
        let names = |one: &BoardDepartment| -> Vec<String> {
            one.path.iter().filter_map(|id| own.get(id)).map(|name| (*name).to_owned()).collect()
        };
        Teller {
            actor,
            cycle: workflow_cycle(cycle),
            today,
            paths: paths_of(departments),
            names: departments.iter().map(|one| (one.id, names(one))).collect(),
        }
    }

    fn line(&self, row: ReviewRow) -> SheetLine {
        let path = path_of(&self.paths, row.department);
        let frozen_by_calendar = self.cycle.calendar.freeze().is_some_and(|freeze| self.today >= freeze);
        SheetLine {
            department: row.department.and_then(|id| self.names.get(&id)).cloned().unwrap_or_default(),
            due: self.cycle.due(row.state, row.returned),
            days_late: self.cycle.days_late(row.state, row.returned, self.today),
            is_frozen: row.frozen_by_hand.unwrap_or(frozen_by_calendar),
            is_mine: self.actor.signed_in().is_some_and(|member| member.holds(path, row.state)),
            row,
        }
    }
}

/// The sheets that match, in order.
pub(super) fn chosen(departments: &[BoardDepartment], lines: Vec<SheetLine>, query: &SheetQuery) -> Vec<SheetLine> {
    let words: Vec<String> = query.text.split_whitespace().map(fold).collect();
    let number = query.text.trim();
    let within: Option<BTreeSet<Option<i64>>> = query.department.map(|filter| match filter {
        DepartmentFilter::Without => BTreeSet::from([None]),
        DepartmentFilter::Alone(id) => BTreeSet::from([Some(id)]),
        DepartmentFilter::WithBelow(id) => {
            departments.iter().filter(|one| one.path.contains(&id)).map(|one| Some(one.id)).collect()
        }
    });
    let is_wanted = |line: &SheetLine| {
        let row = &line.row;
        within.as_ref().is_none_or(|within| within.contains(&row.department))
            && query.standing.is_none_or(|standing| standing.holds(row.state))
            && query.level.is_none_or(|level| row.state.holder() == Some(level))
            && (!query.only_late || line.is_late())
            && query.direction.is_none_or(|direction| row.direction == direction)
            && (!query.has_open_threads || row.open_threads > 0)
            && (!query.only_mine || line.is_mine)
            && (words.is_empty() || row.external_id == number || {
                let name = fold(&row.name);
                words.iter().all(|word| name.contains(word.as_str()))
            })
    };
    let mut found: Vec<SheetLine> = lines.into_iter().filter(is_wanted).collect();
    let places: BTreeMap<i64, usize> = departments.iter().enumerate().map(|(place, one)| (one.id, place)).collect();
    let place = |line: &SheetLine| {
        let place = line.row.department.and_then(|id| places.get(&id)).copied().unwrap_or(usize::MAX);
        (place, line.row.external_id.clone(), line.row.id)
    };
    found.sort_by_cached_key(place);
    match query.sort {
        SheetSort::Department => {}
        SheetSort::Name => found.sort_by_cached_key(|line| fold(&line.row.name)),
        SheetSort::State => found.sort_by_key(|line| line.row.state),
        SheetSort::Due => found.sort_by_key(|line| Reverse(line.days_late.unwrap_or(i32::MIN))),
        SheetSort::Waiting => found.sort_by(|a, b| a.row.state_at.cmp(&b.row.state_at)),
    }
    if query.descending {
        found.reverse();
    }
    found
}

fn count_below(departments: &[BoardDepartment], lines: &[SheetLine]) -> BTreeMap<i64, usize> {
    let paths: BTreeMap<i64, &[i64]> = departments.iter().map(|one| (one.id, one.path.as_slice())).collect();
    let mut sheets = BTreeMap::new();
    for line in lines {
        for id in line.row.department.and_then(|id| paths.get(&id)).copied().unwrap_or_default() {
            *sheets.entry(*id).or_default() += 1;
        }
    }
    sheets
}

fn table(cycle: &ReviewCycle, lines: &[SheetLine]) -> DataTable {
    let headings = [
        "事業番号",
        "事業名",
        "所管",
        "状態",
        "今の段階",
        "期限",
        "遅れ（日）",
        "方向性",
        "未完了のコメント",
        "凍結",
        "この状態になった日時",
    ];
    let text = |text: &str| Cell::Text(text.to_owned());
    let row = |line: &SheetLine| {
        let row = &line.row;
        let late = line.days_late.filter(|days| *days > 0);
        vec![
            text(&row.external_id),
            text(&row.name),
            text(&line.department.join(" ")),
            text(row.state.label_ja()),
            text(row.state.holder().map_or("", Level::label_ja)),
            line.due.map_or(Cell::Empty, |day| Cell::Text(day.to_string())),
            late.map_or(Cell::Empty, |days| Cell::Number(Quantity::whole(i64::from(days)))),
            text(row.direction.map_or("", Direction::label_ja)),
            Cell::Number(Quantity::whole(row.open_threads)),
            text(if line.is_frozen { "凍結" } else { "" }),
            text(&row.state_at),
        ]
    };
    DataTable {
        title: format!("{}の点検シート一覧", cycle.year.japanese()),
        header: headings.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        unit: "日、件".to_owned(),
    }
}
