//! `/reviews/{year}`: the board of a review, by department and by level; as a page, for paper, and as a file.

use app::review::{Board, BoardQuery, BoardRow, BoardSort, LevelLoad, Phase, Tally};
use app::{FileFormat, FiscalYear};
use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use reform::workflow::Column;
use serde::Deserialize;

use super::{ReviewNav, ReviewPage, file_headers, read_year, words};
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::encode;

/// The query part of the board's address; every field may be absent or empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BoardAddress {
    /// The number of a department; all below it are included.
    pub department: String,
    /// A column: only departments with sheets in it.
    pub column: String,
    /// `1`: only departments with late sheets.
    pub late: String,
    /// What to sort by.
    pub sort: String,
    /// `asc` or `desc`.
    pub order: String,
    /// `all`, or the number of the department whose sections are shown.
    pub open: String,
    /// How many sheets were just made, after a review was opened.
    pub made: String,
}

struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

struct Head {
    label: &'static str,
    href: String,
    aria_sort: &'static str,
    icon: Html,
    is_number: bool,
}

/// A number that leads to the sheets it counts; nothing leads nowhere.
struct Count {
    label: &'static str,
    count: String,
    href: String,
    class: &'static str,
}

struct Line {
    anchor: String,
    name: String,
    above: String,
    href: String,
    depth: usize,
    /// The address that shows or hides the sections below; empty when there are none.
    toggle: String,
    is_open: bool,
    is_direct: bool,
    counts: Vec<Count>,
    total: Count,
    late: Count,
    late_share: String,
    done: String,
    bar: Html,
}

struct LevelLine {
    label: &'static str,
    due: String,
    sheets: Count,
    late: Count,
    oldest: String,
    waited: String,
    is_past: bool,
    width: String,
}

#[derive(Template)]
#[template(path = "reviews/board.html")]
struct BoardPage {
    f: Frame,
    nav: ReviewNav,
    year: String,
    action: String,
    made: String,
    phase: Html,
    now: String,
    is_demo: bool,
    is_whole_city: bool,
    today: String,
    departments: Vec<Choice>,
    columns: Vec<Choice>,
    only_late: bool,
    has_filter: bool,
    clear_href: String,
    hidden: Vec<(&'static str, String)>,
    heads: Vec<Head>,
    lines: Vec<Line>,
    total: Line,
    open_all: String,
    close_all: String,
    levels: Vec<LevelLine>,
    legend: Vec<(&'static str, &'static str)>,
    decided: String,
    csv_href: String,
    xlsx_href: String,
    errors: Vec<(&'static str, String)>,
}

/// Rows up to which all of the tree is shown without being asked for.
const ROWS_SHOWN_AT_ONCE: usize = 12;

/// The board.
pub async fn show(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<BoardAddress>, QueryRejection>,
) -> Result<Response, PageError> {
    let year = read_year(&visit, year)?;
    let Query(address) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, errors) = address.to_query();
    let board = visit.check(visit.app().review_board(&visit.actor, year, &query).await)?;
    let title =
        format!("{}{}", format::year(visit.lang, year), visit.lang.pick("の点検の進捗", ": progress of the review"));
    let f = visit.frame(Section::Reviews, title).await?;
    Ok(render(&page(&visit, f, year, &address, &query, &board, errors)))
}

/// The board as CSV.
pub async fn csv(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<BoardAddress>, QueryRejection>,
) -> Result<Response, PageError> {
    file(visit, year, query, FileFormat::Csv).await
}

/// The board as a workbook.
pub async fn xlsx(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<BoardAddress>, QueryRejection>,
) -> Result<Response, PageError> {
    file(visit, year, query, FileFormat::Xlsx).await
}

async fn file(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<BoardAddress>, QueryRejection>,
    format: FileFormat,
) -> Result<Response, PageError> {
    let year = read_year(&visit, year)?;
    let Query(address) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, _) = address.to_query();
    let board = visit.check(visit.app().review_board(&visit.actor, year, &query).await)?;
    let mut filter: Vec<String> = Vec::new();
    let chosen = board.departments.iter().find(|(one, _)| Some(one.id) == query.department);
    filter.extend(chosen.map(|(one, _)| one.name.clone()));
    filter.extend(query.column.map(|column| column.label_ja().to_owned()));
    filter.extend(query.only_late.then(|| "遅れのある所管".to_owned()));
    let (app, actor) = (visit.app(), &visit.actor);
    let made = app.export_board(actor, year, &query, format, filter.join("、"), format::now()).await;
    let bytes = visit.check(made)?;
    Ok((file_headers(&format!("review-{}-board", year.start()), format), bytes).into_response())
}

impl BoardAddress {
    /// The query, and the values that were left out because they mean nothing.
    fn to_query(&self) -> (BoardQuery, Vec<(&'static str, String)>) {
        let mut errors = Vec::new();
        let mut wrong = |field, value: &str| errors.push((field, value.chars().take(40).collect::<String>()));
        macro_rules! field {
            ($field:ident, $read:expr) => {
                match self.$field.trim() {
                    "" => None,
                    text => {
                        let value = $read(text);
                        if value.is_none() {
                            wrong(stringify!($field), text);
                        }
                        value
                    }
                }
            };
        }
        let sort = field!(sort, BoardSort::from_word).unwrap_or_default();
        let query = BoardQuery {
            department: field!(department, |text: &str| text.parse::<i64>().ok().filter(|id| *id > 0)),
            column: field!(column, Column::from_word),
            only_late: field!(late, |text: &str| (text == "1").then_some(true)).unwrap_or_default(),
            sort,
            descending: match self.order.trim() {
                "desc" => true,
                "asc" => false,
                _ => sort != BoardSort::Department,
            },
        };
        (query, errors)
    }

    fn address(&self, path: &str) -> String {
        let fields = [
            ("department", &self.department),
            ("column", &self.column),
            ("late", &self.late),
            ("sort", &self.sort),
            ("order", &self.order),
            ("open", &self.open),
        ];
        let given = fields.into_iter().filter(|(_, value)| !value.trim().is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value.trim()))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    fn opened(&self, open: &str) -> BoardAddress {
        BoardAddress { open: open.to_owned(), ..self.clone() }
    }
}

fn page(
    visit: &Visit,
    f: Frame,
    year: FiscalYear,
    address: &BoardAddress,
    query: &BoardQuery,
    board: &Board,
    errors: Vec<(&'static str, String)>,
) -> BoardPage {
    let path = format!("/reviews/{}", year.start());
    let made = address.made.parse::<i64>().ok().filter(|made| *made > 0).map(format::count).unwrap_or_default();
    let left = board.total.total() - board.decided;
    let (lines, open_all, close_all) = lines(&f, year, address, &board.rows);
    let column_choice = |column: &Column| Choice {
        value: column.word().to_owned(),
        label: f.t(column.label_ja(), column.label_en()).to_owned(),
        is_chosen: query.column == Some(*column),
    };
    let department_choice = |(one, sheets): &(app::review::BoardDepartment, i64)| Choice {
        value: one.id.to_string(),
        label: format!("{}{}（{}）", "　".repeat(one.depth), one.name, format::count(*sheets)),
        is_chosen: query.department == Some(one.id),
    };
    let load = board.levels();
    let most = load.iter().map(|level| level.sheets).max().unwrap_or(0).max(1);
    let hidden = [("sort", &address.sort), ("order", &address.order), ("open", &address.open)];
    BoardPage {
        nav: ReviewNav::new(&visit.actor, f.lang, year, ReviewPage::Board),
        year: format::year(f.lang, year),
        action: f.href(&path),
        made,
        phase: words::phase(&f, Phase::of(&board.cycle, left, board.today)),
        now: words::now(f.lang, &board.cycle.calendar, board.today),
        is_demo: board.cycle.is_demo,
        is_whole_city: board.is_whole_city,
        today: words::day(f.lang, board.today),
        departments: board.departments.iter().map(department_choice).collect(),
        columns: Column::ALL.iter().map(column_choice).collect(),
        only_late: query.only_late,
        has_filter: query.only_late || query.department.is_some() || query.column.is_some(),
        clear_href: f.href(&path),
        hidden: hidden
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.clone()))
            .collect(),
        heads: heads(&f, &path, address, query),
        lines,
        total: total_line(&f, year, query, board),
        open_all,
        close_all,
        levels: load.iter().map(|level| level_line(&f, year, query, level, most, board)).collect(),
        legend: Column::ALL
            .iter()
            .map(|column| (column.word(), f.lang.pick(column.label_ja(), column.label_en())))
            .collect(),
        decided: format::count(board.decided),
        csv_href: f.href(&address.opened("").address(&format!("{path}/board.csv"))),
        xlsx_href: f.href(&address.opened("").address(&format!("{path}/board.xlsx"))),
        errors,
        f,
    }
}

/// The rows to show: the topmost ones, and below them what is open; with the addresses that open and close all.
fn lines(f: &Frame, year: FiscalYear, address: &BoardAddress, rows: &[BoardRow]) -> (Vec<Line>, String, String) {
    let path = format!("/reviews/{}", year.start());
    let few = rows.len() <= ROWS_SHOWN_AT_ONCE;
    let all = few || address.open == "all";
    let open = address.open.parse::<i64>().ok();
    let mut lines = Vec::new();
    // The departments above the row at hand, and whether what lies below each is shown.
    let mut shown: Vec<bool> = Vec::new();
    let mut is_below: Vec<bool> = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        shown.truncate(row.depth);
        is_below.truncate(row.depth);
        let is_visible = shown.iter().all(|open| *open);
        // Below a department that was opened, what lies deeper is open too.
        let within = is_below.last().copied().unwrap_or(false);
        let chosen = !row.is_direct && open.is_some() && open == row.department;
        // The one opened stays visible: what stands above it is open as well.
        let holds_chosen = open.is_some()
            && rows[place + 1..]
                .iter()
                .take_while(|next| next.depth > row.depth)
                .any(|next| next.department == open && !next.is_direct);
        let is_open = all || within || chosen || holds_chosen;
        if !row.is_direct {
            shown.push(is_open);
            is_below.push(within || chosen);
        }
        if is_visible {
            let toggle = match (few, row.has_below, is_open, row.department) {
                (true, ..) | (_, false, ..) | (.., None) => String::new(),
                (_, _, true, Some(id)) => f.href(&format!("{}#d-{id}", address.opened("").address(&path))),
                (_, _, false, Some(id)) => {
                    f.href(&format!("{}#d-{id}", address.opened(&id.to_string()).address(&path)))
                }
            };
            lines.push(line(f, year, row, toggle, is_open && row.has_below));
        }
    }
    let has_tree = !few && rows.iter().any(|row| row.depth > 0);
    let open_all =
        if has_tree && address.open != "all" { f.href(&address.opened("all").address(&path)) } else { String::new() };
    let close_all =
        if has_tree && !address.open.is_empty() { f.href(&address.opened("").address(&path)) } else { String::new() };
    (lines, open_all, close_all)
}

fn line(f: &Frame, year: FiscalYear, row: &BoardRow, toggle: String, is_open: bool) -> Line {
    let department = match (row.department, row.is_direct) {
        (None, _) => "department=none".to_owned(),
        (Some(id), true) => format!("department={id}&below=0"),
        (Some(id), false) => format!("department={id}"),
    };
    let name = match (row.department, row.is_direct) {
        (None, _) => f.t("所管なし", "No department").to_owned(),
        (Some(_), true) => f.t("（直接の所管）", "(of its own)").to_owned(),
        (Some(_), false) => row.name.clone(),
    };
    let anchor = row.department.filter(|_| !row.is_direct).map(|id| format!("d-{id}")).unwrap_or_default();
    let above = row.above.join(" ");
    counted(
        f,
        year,
        &department,
        &row.tally,
        Line { anchor, name, above, depth: row.depth, toggle, is_open, is_direct: row.is_direct, ..Line::default_of() },
    )
}

fn total_line(f: &Frame, year: FiscalYear, query: &BoardQuery, board: &Board) -> Line {
    let department = query.department.map(|id| format!("department={id}")).unwrap_or_default();
    // A total of some departments only is that of no list.
    let leads = !query.only_late && query.column.is_none();
    let mut line = counted(f, year, &department, &board.total, Line::default_of());
    line.name = f.t("計", "Total").to_owned();
    if !leads {
        line.counts.iter_mut().chain([&mut line.total, &mut line.late]).for_each(|count| count.href.clear());
    }
    line
}

/// The line with the numbers of a tally, each with the address of its sheets.
fn counted(f: &Frame, year: FiscalYear, department: &str, tally: &Tally, line: Line) -> Line {
    let sheets = |condition: &str| {
        let query = [department, condition].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        f.href(&format!("/reviews/{}/sheets{mark}{query}", year.start()))
    };
    let count = |label, number: i64, condition: &str, class| Count {
        label,
        count: format::count(number),
        href: if number > 0 { sheets(condition) } else { String::new() },
        class: if number == 0 { "is-zero" } else { class },
    };
    let by_column = |column: &Column| {
        let label = f.lang.pick(column.label_ja(), column.label_en());
        count(label, tally.of(*column), &format!("state={}", column.word()), "")
    };
    Line {
        href: sheets(""),
        counts: Column::ALL.iter().map(by_column).collect(),
        total: count(f.lang.pick("計", "Total"), tally.total(), "", ""),
        late: count(f.lang.pick("遅れ", "Late"), tally.late, "late=1", "is-late"),
        late_share: if tally.late > 0 { words::percent(tally.late_per_mille()) } else { String::new() },
        done: words::percent(tally.done_per_mille()),
        bar: words::progress(tally),
        ..line
    }
}

impl Line {
    fn default_of() -> Line {
        let none = || Count { label: "", count: String::new(), href: String::new(), class: "" };
        Line {
            anchor: String::new(),
            name: String::new(),
            above: String::new(),
            href: String::new(),
            depth: 0,
            toggle: String::new(),
            is_open: false,
            is_direct: false,
            counts: Vec::new(),
            total: none(),
            late: none(),
            late_share: String::new(),
            done: String::new(),
            bar: Html::default(),
        }
    }
}

fn level_line(
    f: &Frame,
    year: FiscalYear,
    query: &BoardQuery,
    load: &LevelLoad<'_>,
    most: i64,
    board: &Board,
) -> LevelLine {
    let department = query.department.map(|id| format!("department={id}&")).unwrap_or_default();
    let leads = !query.only_late && query.column.is_none();
    let href =
        |more: &str| f.href(&format!("/reviews/{}/sheets?{department}level={}{more}", year.start(), load.level.word()));
    let count = |number: i64, more: &str, class| Count {
        label: "",
        count: format::count(number),
        href: if number > 0 && leads { href(more) } else { String::new() },
        class: if number == 0 { "is-zero" } else { class },
    };
    LevelLine {
        label: f.lang.pick(load.level.label_ja(), load.level.label_en()),
        due: words::day(f.lang, load.due),
        sheets: count(load.sheets, "&sort=waiting", ""),
        late: count(load.late, "&late=1", "is-late"),
        oldest: load.oldest.map(|at| words::date_of(f.lang, at)).unwrap_or_default(),
        waited: load.oldest.and_then(|at| words::waited(f.lang, at, board.today)).unwrap_or_default(),
        is_past: load.due < board.today,
        width: words::tenths(load.sheets * 1000 / most),
    }
}

fn heads(f: &Frame, path: &str, address: &BoardAddress, query: &BoardQuery) -> Vec<Head> {
    let head = |sort: BoardSort, label, is_number| {
        let is_current = query.sort == sort;
        let next = match (is_current, query.descending) {
            (true, true) => "asc",
            (true, false) => "desc",
            (false, _) if is_number => "desc",
            (false, _) => "asc",
        };
        let sorted = BoardAddress { sort: sort.word().to_owned(), order: next.to_owned(), ..address.clone() };
        Head {
            label,
            href: f.href(&sorted.address(path)),
            aria_sort: match (is_current, query.descending) {
                (true, true) => "descending",
                (true, false) => "ascending",
                (false, _) => "",
            },
            icon: f.icon(match (is_current, query.descending) {
                (true, true) => "sort-down",
                (true, false) => "sort-up",
                (false, _) => "sort",
            }),
            is_number,
        }
    };
    let mut heads = vec![head(BoardSort::Department, f.lang.pick("所管", "Department"), false)];
    heads.push(head(BoardSort::Done, f.lang.pick("提出完了の割合", "Share done"), true));
    heads.extend(
        Column::ALL
            .iter()
            .map(|column| head(BoardSort::Column(*column), f.lang.pick(column.label_ja(), column.label_en()), true)),
    );
    heads.push(head(BoardSort::Late, f.lang.pick("遅れ", "Late"), true));
    heads.push(head(BoardSort::Total, f.lang.pick("計", "Total"), true));
    heads
}
