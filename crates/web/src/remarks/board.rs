//! `/remarks`: the board, the unanswered and late first; its files; `/remarks/statistics`.

use app::remarks::{RemarkFilter, StatisticsRow};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::discussion::ItemRef;
use reform::discussion::remark::RemarkState;

use super::{Row, row};
use crate::cities::Pairs;
use crate::clusters::value;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::encode;
use crate::subnav::{Part, SubNav};

/// The most remarks listed; the filters and the files have the rest.
const SHOWN: usize = 300;

#[derive(Template)]
#[template(path = "remarks/board.html")]
struct BoardPage {
    f: Frame,
    subnav: SubNav,
    words: String,
    item: String,
    meeting: String,
    states: Vec<(&'static str, &'static str, bool)>,
    themes: Vec<(String, bool)>,
    only_late: bool,
    counts: Vec<(&'static str, String)>,
    overdue: String,
    total: String,
    /// How many are listed, where that is not all.
    shown: String,
    rows: Vec<Row>,
    new_href: String,
    csv_href: String,
    xlsx_href: String,
    is_illustrative: bool,
}

struct StatisticsTable {
    id: &'static str,
    title: &'static str,
    head: &'static str,
    rows: Vec<(String, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "remarks/statistics.html")]
struct StatisticsPage {
    f: Frame,
    subnav: SubNav,
    states: Vec<&'static str>,
    tables: Vec<StatisticsTable>,
}

type Asked = Result<Query<Pairs>, QueryRejection>;

/// The remarks that fit.
pub async fn show(visit: Visit, query: Asked) -> Result<Response, PageError> {
    let filter = filter(&visit, query)?;
    let board = visit.check(visit.app().remark_board(&visit.actor, &filter).await)?;
    let f = visit.frame(Section::Discussion, visit.lang.pick("意見", "Remarks")).await?;
    let address = address(&filter);
    let item = filter.item.as_ref().map(ToString::to_string).unwrap_or_default();
    let page = BoardPage {
        subnav: SubNav::new(&f, Part::Remarks),
        states: RemarkState::ALL
            .iter()
            .map(|state| (state.word(), f.lang.pick(state.label_ja(), state.label_en()), filter.state == Some(*state)))
            .collect(),
        themes: board.themes.iter().map(|theme| (theme.clone(), *theme == filter.theme)).collect(),
        only_late: filter.is_overdue,
        counts: board
            .counts
            .iter()
            .map(|(state, count)| (f.lang.pick(state.label_ja(), state.label_en()), format::count(*count as i64)))
            .collect(),
        overdue: format::count(board.overdue as i64),
        total: format::count(board.lines.len() as i64),
        shown: if board.lines.len() > SHOWN { format::count(SHOWN as i64) } else { String::new() },
        is_illustrative: board.lines.iter().any(|line| line.remark.is_demo),
        rows: board.lines.iter().take(SHOWN).map(|line| row(&f, line)).collect(),
        new_href: match f.actor.may(app::Action::WriteRemarks) {
            true if item.is_empty() => f.href("/remarks/new"),
            true => f.href(&format!("/remarks/new?item={}", encode(&item))),
            false => String::new(),
        },
        csv_href: f.href(&format!("/remarks.csv{address}")),
        xlsx_href: f.href(&format!("/remarks.xlsx{address}")),
        words: filter.words,
        meeting: filter.meeting.map(|id| id.to_string()).unwrap_or_default(),
        item,
        f,
    };
    Ok(render(&page))
}

/// The same as CSV.
pub async fn csv(visit: Visit, query: Asked) -> Result<Response, PageError> {
    let filter = filter(&visit, query)?;
    let bytes = visit.check(visit.app().remarks_csv(&visit.actor, &filter).await)?;
    Ok(crate::cities::attached("text/csv; charset=utf-8", "remarks.csv", bytes))
}

/// The same as a workbook.
pub async fn xlsx(visit: Visit, query: Asked) -> Result<Response, PageError> {
    let filter = filter(&visit, query)?;
    let bytes = visit.check(visit.app().remarks_xlsx(&visit.actor, &filter, format::now()).await)?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(crate::cities::attached(media, "remarks.xlsx", bytes))
}

/// How many there are by meeting and theme.
pub async fn statistics(visit: Visit) -> Result<Response, PageError> {
    let counted = visit.check(visit.app().remark_statistics(&visit.actor).await)?;
    let f = visit.frame(Section::Discussion, visit.lang.pick("意見の集計", "Statistics of remarks")).await?;
    let rows = |rows: &[StatisticsRow], none: &str| -> Vec<(String, Vec<String>)> {
        let shown = |row: &StatisticsRow| {
            let counts = RemarkState::ALL.iter().map(|state| row.counts.get(state).copied().unwrap_or_default());
            let all = counts.chain([row.total(), row.overdue, row.with_outcome]);
            let name = f.text(&row.name);
            let name = if name.is_empty() { none } else { name };
            (name.to_owned(), all.map(|count| format::count(count as i64)).collect())
        };
        rows.iter().map(shown).collect()
    };
    let none = f.lang.pick("会議によらない", "of no meeting");
    let no_theme = f.lang.pick("テーマなし", "without a theme");
    let tables = vec![
        StatisticsTable {
            id: "by-meeting",
            title: f.lang.pick("会議ごと", "By meeting"),
            head: f.lang.pick("会議", "Meeting"),
            rows: rows(&counted.by_meeting, none),
        },
        StatisticsTable {
            id: "by-theme",
            title: f.lang.pick("テーマごと", "By theme"),
            head: f.lang.pick("テーマ", "Theme"),
            rows: rows(&counted.by_theme, no_theme),
        },
    ];
    let states = RemarkState::ALL.iter().map(|state| f.lang.pick(state.label_ja(), state.label_en())).collect();
    Ok(render(&StatisticsPage { subnav: SubNav::new(&f, Part::RemarkStatistics), states, tables, f }))
}

fn filter(visit: &Visit, query: Asked) -> Result<RemarkFilter, PageError> {
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    Ok(RemarkFilter {
        state: RemarkState::from_word(value(&asked, "state")),
        is_overdue: value(&asked, "late") == "1",
        item: ItemRef::read(value(&asked, "item")),
        meeting: value(&asked, "meeting").parse().ok(),
        theme: value(&asked, "theme").to_owned(),
        words: value(&asked, "q").chars().take(100).collect(),
    })
}

fn address(filter: &RemarkFilter) -> String {
    let mut parts = Vec::new();
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            parts.push(format!("{name}={}", encode(&value)));
        }
    };
    put("q", filter.words.clone());
    put("state", filter.state.map(|state| state.word().to_owned()).unwrap_or_default());
    put("theme", filter.theme.clone());
    put("item", filter.item.as_ref().map(ToString::to_string).unwrap_or_default());
    put("meeting", filter.meeting.map(|id| id.to_string()).unwrap_or_default());
    put("late", if filter.is_overdue { "1".to_owned() } else { String::new() });
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}
