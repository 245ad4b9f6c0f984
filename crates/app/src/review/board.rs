//! The board (進捗表): by department, how many sheets stand where and how many are late; and what lies with each level.
//!
//! Counted by the database in one question; who sees which departments is [`Actor::sheet_scope`].

use std::collections::{BTreeMap, BTreeSet};

use fiscal::Quantity;
use publish::programs::ExportNote;
use publish::table::{Cell, DataTable};
use reform::plan::CalendarDate;
use reform::workflow::{Column, Level, State};
use store::review::ReviewCycle;
use store::{BoardDepartment, StateCount};

use super::sheet::workflow_cycle;
use crate::error::AppError;
use crate::permission::{Action, Actor, Scope, is_shown, permit};
use crate::{App, FileFormat, FiscalYear};

/// What of the board is shown, and how (進捗表の条件).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardQuery {
    /// A department with everything below it.
    pub department: Option<i64>,
    /// Only departments that have sheets in this column.
    pub column: Option<Column>,
    /// Only departments that have late sheets.
    pub only_late: bool,
    /// By what departments that stand beside one another are ordered.
    pub sort: BoardSort,
    /// The largest first.
    pub descending: bool,
}

/// An order of the board (進捗表の並び順).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BoardSort {
    /// As the departments stand in the inventory.
    #[default]
    Department,
    /// By how many sheets there are.
    Total,
    /// By a column.
    Column(Column),
    /// By how many are late.
    Late,
    /// By the share that is done.
    Done,
}

/// Sheets counted by column (区分ごとの枚数).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    by_column: [i64; 5],
    /// How many of them are late; they are also counted in their column.
    pub late: i64,
}

/// A row of the board (進捗表の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    /// The department; none for sheets without one.
    pub department: Option<i64>,
    /// Its name; empty for sheets without one.
    pub name: String,
    /// The names of departments above it that have no row of their own.
    pub above: Vec<String>,
    /// How far below the topmost rows it stands, from 0.
    pub depth: usize,
    /// Whether rows of its own sections follow.
    pub has_below: bool,
    /// Whether it counts only what belongs to the department itself, not to its sections.
    pub is_direct: bool,
    /// The numbers, with everything below.
    pub tally: Tally,
}

/// What lies with one level (段階ごとの手持ち).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelLoad<'a> {
    /// The level.
    pub level: Level,
    /// How many sheets.
    pub sheets: i64,
    /// How many of them are late.
    pub late: i64,
    /// Since when the oldest lies there (UTC, ISO 8601); none when there are no sheets.
    pub oldest: Option<&'a str>,
    /// By when the level is to be done.
    pub due: CalendarDate,
}

/// The board of one year (進捗表).
#[derive(Clone, Debug)]
pub struct Board {
    /// The cycle.
    pub cycle: ReviewCycle,
    /// The day lateness is counted on.
    pub today: CalendarDate,
    /// Every row, each department directly before its sections.
    pub rows: Vec<BoardRow>,
    /// All rows together.
    pub total: Tally,
    /// How many sheets the headquarters has decided, with those that are public.
    pub decided: i64,
    /// Whether these are all departments of the city.
    pub is_whole_city: bool,
    /// The departments the actor may choose from, with how many sheets they have with everything below.
    pub departments: Vec<(BoardDepartment, i64)>,
    counts: Vec<StateCount>,
}

impl Tally {
    /// How many sheets stand in a column.
    pub fn of(&self, column: Column) -> i64 {
        self.by_column[column as usize]
    }

    /// How many sheets there are.
    pub fn total(&self) -> i64 {
        self.by_column.iter().sum()
    }

    /// The share that is done, in tenths of a percent.
    pub fn done_per_mille(&self) -> i64 {
        per_mille(self.of(Column::Done), self.total())
    }

    /// The share that is late, in tenths of a percent.
    pub fn late_per_mille(&self) -> i64 {
        per_mille(self.late, self.total())
    }

    pub(super) fn add(&mut self, state: State, sheets: i64, is_late: bool) {
        self.by_column[state.column() as usize] += sheets;
        self.late += if is_late { sheets } else { 0 };
    }

    fn join(&mut self, other: &Tally) {
        self.by_column.iter_mut().zip(other.by_column).for_each(|(sum, more)| *sum += more);
        self.late += other.late;
    }
}

impl BoardSort {
    /// The stable word used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            BoardSort::Department => "department",
            BoardSort::Total => "total",
            BoardSort::Column(column) => column.word(),
            BoardSort::Late => "late",
            BoardSort::Done => "share",
        }
    }

    /// The order with this word.
    pub fn from_word(word: &str) -> Option<BoardSort> {
        match word {
            "department" => Some(BoardSort::Department),
            "total" => Some(BoardSort::Total),
            "late" => Some(BoardSort::Late),
            "share" => Some(BoardSort::Done),
            word => Column::from_word(word).map(BoardSort::Column),
        }
    }

    fn key(self, tally: &Tally) -> i64 {
        match self {
            BoardSort::Department => 0,
            BoardSort::Total => tally.total(),
            BoardSort::Column(column) => tally.of(column),
            BoardSort::Late => tally.late,
            BoardSort::Done => tally.done_per_mille(),
        }
    }
}

impl Board {
    /// What lies with each level now, from the bottom up.
    pub fn levels(&self) -> Vec<LevelLoad<'_>> {
        let cycle = workflow_cycle(&self.cycle);
        let load = |level: &Level| {
            let here = || self.counts.iter().filter(|count| count.state.holder() == Some(*level));
            let late = here().filter(|count| is_late(&cycle, count.state, count.returned, self.today));
            LevelLoad {
                level: *level,
                sheets: here().map(|count| count.sheets).sum(),
                late: late.map(|count| count.sheets).sum(),
                oldest: here().map(|count| count.oldest.as_str()).min(),
                due: self.cycle.calendar.due(*level),
            }
        };
        Level::ALL.iter().map(load).collect()
    }

    /// The board as a table, to take away.
    pub fn table(&self) -> DataTable {
        let header = ["所管", "区分"].into_iter().map(str::to_owned);
        let columns = Column::ALL.iter().map(|column| column.label_ja().to_owned());
        let more = ["計", "遅れ", "遅れの割合（％）", "提出完了の割合（％）"].into_iter().map(str::to_owned);
        let number = |count: i64| Cell::Number(Quantity::whole(count));
        let percent = |per_mille: i64| Cell::Number(Quantity { units: per_mille, decimals: 1 });
        let cells = |name: String, kind: &str, tally: &Tally| {
            let mut cells = vec![Cell::Text(name), Cell::Text(kind.to_owned())];
            cells.extend(Column::ALL.iter().map(|column| number(tally.of(*column))));
            cells.extend([number(tally.total()), number(tally.late)]);
            cells.extend([percent(tally.late_per_mille()), percent(tally.done_per_mille())]);
            cells
        };
        let mut path: Vec<&str> = Vec::new();
        let mut rows = Vec::with_capacity(self.rows.len() + 1);
        for row in &self.rows {
            path.truncate(row.depth);
            path.push(&row.name);
            let above = row.above.iter().map(String::as_str);
            let name = match row.department {
                None => "所管なし".to_owned(),
                Some(_) if row.is_direct => {
                    above.chain(path[..row.depth].iter().copied()).collect::<Vec<_>>().join(" ")
                }
                Some(_) => above.chain(path.iter().copied()).collect::<Vec<_>>().join(" "),
            };
            let kind = match (row.is_direct, row.has_below) {
                (true, _) => "うち直接の所管",
                (false, true) => "小計",
                (false, false) => "所管",
            };
            rows.push(cells(name, kind, &row.tally));
        }
        rows.push(cells("計".to_owned(), "合計", &self.total));
        DataTable {
            title: format!("{}の点検の進捗", self.cycle.year.japanese()),
            header: header.chain(columns).chain(more).collect(),
            rows,
            unit: "枚、％".to_owned(),
        }
    }
}

impl App {
    /// The board of a year, of the departments the actor may see.
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of this year.
    pub async fn review_board(&self, actor: &Actor, year: FiscalYear, query: &BoardQuery) -> Result<Board, AppError> {
        permit(actor, Action::ReadReviews)?;
        let cycle = self.cycle_of(year).await?;
        let found = self.store.review_counts(Some(year)).await?;
        let (always, handed_in) = (actor.sheet_scope(), actor.handed_in_scope());
        let today = self.today();
        let paths = paths_of(&found.departments);
        let counts: Vec<StateCount> = found
            .counts
            .into_iter()
            .filter(|count| is_shown(&always, &handed_in, path_of(&paths, count.department), count.state))
            .collect();
        let seen = |path: &[String]| always.covers(path) || handed_in.covers(path);
        let tallies = tally(&cycle, today, &found.departments, &counts);
        let names: BTreeMap<i64, String> = found.departments.iter().map(|one| (one.id, one.name.clone())).collect();
        let departments: Vec<(BoardDepartment, i64)> = found
            .departments
            .into_iter()
            .filter(|department| seen(path_of(&paths, Some(department.id))))
            .filter_map(|department| {
                let sheets = tallies.get(&Some(department.id)).map_or(0, |(_, with_below)| with_below.total());
                (sheets > 0).then_some((department, sheets))
            })
            .collect();
        let shown: Vec<&BoardDepartment> = departments.iter().map(|(department, _)| department).collect();
        let rows = rows(&shown, &names, &tallies, query);
        let mut total = Tally::default();
        rows.iter().filter(|row| row.depth == 0).for_each(|row| total.join(&row.tally));
        let within: BTreeSet<Option<i64>> = rows.iter().map(|row| row.department).collect();
        let counts: Vec<StateCount> = counts.into_iter().filter(|count| within.contains(&count.department)).collect();
        let is_decided = |count: &&StateCount| matches!(count.state, State::Decided | State::Published);
        Ok(Board {
            decided: counts.iter().filter(is_decided).map(|count| count.sheets).sum(),
            is_whole_city: always == Scope::All || handed_in == Scope::All,
            cycle,
            today,
            rows,
            total,
            departments,
            counts,
        })
    }

    /// The board as a file.
    ///
    /// # Errors
    /// When the actor may not see it, or the file cannot be made.
    pub async fn export_board(
        &self,
        actor: &Actor,
        year: FiscalYear,
        query: &BoardQuery,
        format: FileFormat,
        filter: String,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        let board = self.review_board(actor, year, query).await?;
        self.table_file(&board.table(), board.cycle.is_demo, format, filter, made_at)
    }

    /// A table as a file of the format asked for.
    pub(super) fn table_file(
        &self,
        table: &DataTable,
        illustrative: bool,
        format: FileFormat,
        filter: String,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        if format == FileFormat::Csv {
            let mut bytes = Vec::new();
            table.write_csv(&mut bytes)?;
            return Ok(bytes);
        }
        let publisher = self.plan.city.name.ja.clone();
        Ok(table.xlsx(&ExportNote { filter, source: String::new(), illustrative, made_at, publisher })?)
    }
}

/// Whether a sheet in this state is late on a day.
pub(super) fn is_late(
    cycle: &reform::workflow::Cycle,
    state: State,
    returned: Option<CalendarDate>,
    today: CalendarDate,
) -> bool {
    cycle.days_late(state, returned, today).is_some_and(|days| days > 0)
}

/// The path of each department as duties name it.
pub(super) fn paths_of(departments: &[BoardDepartment]) -> BTreeMap<i64, Vec<String>> {
    departments.iter().map(|one| (one.id, one.path.iter().map(i64::to_string).collect())).collect()
}

/// The path of a department; of none, the empty one.
pub(super) fn path_of(paths: &BTreeMap<i64, Vec<String>>, department: Option<i64>) -> &[String] {
    department.and_then(|id| paths.get(&id)).map_or(&[], Vec::as_slice)
}

/// What is rounded half up: there are no half sheets below zero.
fn per_mille(part: i64, whole: i64) -> i64 {
    if whole == 0 { 0 } else { (part * 2_000 + whole) / (whole * 2) }
}

/// Of each department its own sheets, and those with everything below.
type Tallies = BTreeMap<Option<i64>, (Tally, Tally)>;

fn tally(cycle: &ReviewCycle, today: CalendarDate, departments: &[BoardDepartment], counts: &[StateCount]) -> Tallies {
    let paths: BTreeMap<i64, &[i64]> = departments.iter().map(|one| (one.id, one.path.as_slice())).collect();
    let cycle = workflow_cycle(cycle);
    let mut tallies = Tallies::new();
    for count in counts {
        let is_late = is_late(&cycle, count.state, count.returned, today);
        tallies.entry(count.department).or_default().0.add(count.state, count.sheets, is_late);
        let path = count.department.and_then(|id| paths.get(&id)).copied();
        let above: Vec<Option<i64>> = match path {
            Some(path) => path.iter().copied().map(Some).collect(),
            None => vec![count.department],
        };
        for department in above {
            tallies.entry(department).or_default().1.add(count.state, count.sheets, is_late);
        }
    }
    tallies
}

fn rows(
    departments: &[&BoardDepartment],
    names: &BTreeMap<i64, String>,
    tallies: &Tallies,
    query: &BoardQuery,
) -> Vec<BoardRow> {
    let wanted = |tally: &Tally| {
        tally.total() > 0
            && (!query.only_late || tally.late > 0)
            && query.column.is_none_or(|column| tally.of(column) > 0)
    };
    let within = |one: &&&BoardDepartment| query.department.is_none_or(|id| one.path.contains(&id));
    let shown: Vec<&BoardDepartment> = departments.iter().filter(within).copied().collect();
    let known: BTreeSet<i64> = shown.iter().map(|one| one.id).collect();
    let parent = |one: &BoardDepartment| one.path.iter().rev().skip(1).copied().find(|id| known.contains(id));
    let mut below: BTreeMap<Option<i64>, Vec<&BoardDepartment>> = BTreeMap::new();
    for one in shown {
        below.entry(parent(one)).or_default().push(one);
    }
    let mut rows = Vec::new();
    let mut stack: Vec<(usize, &BoardDepartment)> = Vec::new();
    let push = |stack: &mut Vec<_>, depth: usize, of: Option<i64>| {
        let mut siblings: Vec<&BoardDepartment> = below.get(&of).cloned().unwrap_or_default();
        let key = |one: &&BoardDepartment| {
            let key = query.sort.key(&tallies.get(&Some(one.id)).map_or_else(Tally::default, |(_, all)| *all));
            if query.descending { -key } else { key }
        };
        siblings.sort_by_key(key);
        if query.sort == BoardSort::Department && query.descending {
            siblings.reverse();
        }
        stack.extend(siblings.into_iter().rev().map(|one| (depth, one)));
    };
    push(&mut stack, 0, None);
    while let Some((depth, one)) = stack.pop() {
        let (own, tally) = tallies.get(&Some(one.id)).copied().unwrap_or_default();
        if !wanted(&tally) {
            continue;
        }
        let has_below = tally.total() > own.total();
        let above = if depth == 0 { &one.path[..one.path.len() - 1] } else { &[] };
        let above = above.iter().filter_map(|id| names.get(id)).cloned().collect();
        let row = BoardRow {
            department: Some(one.id),
            name: one.name.clone(),
            above,
            depth,
            has_below,
            is_direct: false,
            tally,
        };
        rows.push(row.clone());
        if has_below && wanted(&own) {
            rows.push(BoardRow {
                depth: depth + 1,
                above: Vec::new(),
                has_below: false,
                is_direct: true,
                tally: own,
                ..row
            });
        }
        push(&mut stack, depth + 1, Some(one.id));
    }
    // Sheets without a department stand last, and belong to no department anybody could choose.
    if let Some((own, _)) = tallies.get(&None).filter(|(own, _)| wanted(own) && query.department.is_none()) {
        rows.push(BoardRow {
            department: None,
            name: String::new(),
            above: Vec::new(),
            depth: 0,
            has_below: false,
            is_direct: false,
            tally: *own,
        });
    }
    rows
}

#[cfg(test)]
mod tests;
