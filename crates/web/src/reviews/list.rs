//! `/reviews/{year}/sheets`: the list of sheets as shown, and as a file to take away.

use app::review::{LINES_A_PAGE, SheetLine, SheetList, SheetSort};
use app::{Direction, FileFormat, FiscalYear};
use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use reform::workflow::{ActionKind, Column, Level, State};

use super::list_address::{CONDITIONS, ListAddress};
use super::{ReviewNav, ReviewPage, file_headers, read_year, words};
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::{FilterError, PageLink, pages};

struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// A drop-down of the filter.
struct Select {
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
}

/// A check box of the filter.
struct Check {
    name: &'static str,
    label: &'static str,
    is_chosen: bool,
}

/// A condition that is set, with the address of the list without it.
struct Tag {
    label: String,
    href: String,
}

/// A column head; one without an address does not sort.
struct Head {
    label: &'static str,
    href: String,
    aria_sort: &'static str,
    icon: Html,
}

/// A sheet as lists show it (一覧の行).
pub struct Row {
    /// The value of its check box: program and revision.
    pub value: String,
    /// The program's id.
    pub program: i64,
    /// The address of the sheet.
    pub href: String,
    /// The program's name.
    pub name: String,
    /// The program's number in the source.
    pub external_id: String,
    /// The department, from the top down.
    pub department: String,
    /// Its state.
    pub state: Html,
    /// With whom it lies.
    pub lies_with: &'static str,
    /// By when that is to be done; empty once it is decided.
    pub due: String,
    /// By how many days it is late, or how many are left.
    pub lateness: String,
    /// Whether it is late.
    pub is_late: bool,
    /// How long it has lain there.
    pub waited: String,
    /// Next year's direction.
    pub direction: Html,
    /// Comments nobody has closed; empty for none.
    pub threads: String,
    /// Whether nothing can be changed today.
    pub is_frozen: bool,
    /// Whether it lies with whoever looks.
    pub is_mine: bool,
}

#[derive(Template)]
#[template(path = "reviews/list.html")]
struct ListPage {
    f: Frame,
    nav: ReviewNav,
    year: String,
    q: String,
    action: String,
    bulk_action: String,
    query: String,
    hidden: Vec<(&'static str, String)>,
    selects: Vec<Select>,
    checks: Vec<Check>,
    tags: Vec<Tag>,
    errors: Vec<FilterError>,
    heads: Vec<Head>,
    rows: Vec<Row>,
    total: String,
    late: String,
    sees_nothing: bool,
    range: String,
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PageLink>,
    actions: Vec<(&'static str, &'static str)>,
    most: usize,
    is_too_many: bool,
    csv_href: String,
    xlsx_href: String,
    is_demo: bool,
}

/// The list.
pub async fn show(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<ListAddress>, QueryRejection>,
) -> Result<Response, PageError> {
    let year = read_year(&visit, year)?;
    let Query(address) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, errors) = address.to_query();
    let found = visit.check(visit.app().review_list(&visit.actor, year, &query).await)?;
    let title = format!("{}{}", format::year(visit.lang, year), visit.lang.pick("の点検シート", ": review sheets"));
    let f = visit.frame(Section::Reviews, title).await?;
    let path = format!("/reviews/{}/sheets", year.start());
    let selects = selects(&f, &address, &found);
    let checks = checks(&f, &visit, &address);
    let tags = tags(&f, &path, &address, &selects, &checks);
    let at = |page: usize| f.href(&ListAddress { page: page.to_string(), ..address.clone() }.address(&path));
    let first = (found.page - 1) * LINES_A_PAGE + 1;
    let count = |number: usize| format::count(number as i64);
    let actions = visit.app().bulk_actions(&visit.actor);
    let kept = [("sort", address.sort.clone()), ("order", address.order.clone())];
    let page = ListPage {
        nav: ReviewNav::new(&visit.actor, f.lang, year, ReviewPage::Sheets),
        year: format::year(f.lang, year),
        q: address.q.clone(),
        action: f.href(&path),
        bulk_action: f.href(&format!("{path}/bulk")),
        query: address.query(),
        hidden: kept.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        selects,
        checks,
        tags,
        errors,
        heads: heads(&f, &path, &address, query.sort, query.descending),
        rows: found.lines.iter().map(|line| row(&f, year, line, found.today)).collect(),
        total: count(found.total),
        late: if found.late > 0 { count(found.late) } else { String::new() },
        sees_nothing: found.seen == 0,
        range: format!("{}–{}", count(first), count(first + found.lines.len().saturating_sub(1))),
        previous: (found.page > 1).then(|| at(found.page - 1)),
        next: (found.page < found.pages).then(|| at(found.page + 1)),
        pages: pages(found.page as i64, found.pages as i64, |page| at(usize::try_from(page).unwrap_or(1))),
        actions: actions.iter().map(|action| (action.word(), said(&f, *action))).collect(),
        most: app::review::SHEETS_MAX,
        is_too_many: found.total > app::review::SHEETS_MAX,
        csv_href: f.href(&address.address(&format!("{path}.csv"))),
        xlsx_href: f.href(&address.address(&format!("{path}.xlsx"))),
        is_demo: found.cycle.is_demo,
        f,
    };
    Ok(render(&page))
}

/// The whole list as CSV.
pub async fn csv(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<ListAddress>, QueryRejection>,
) -> Result<Response, PageError> {
    file(visit, year, query, FileFormat::Csv).await
}

/// The whole list as a workbook.
pub async fn xlsx(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<ListAddress>, QueryRejection>,
) -> Result<Response, PageError> {
    file(visit, year, query, FileFormat::Xlsx).await
}

async fn file(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<ListAddress>, QueryRejection>,
    format: FileFormat,
) -> Result<Response, PageError> {
    let year = read_year(&visit, year)?;
    let Query(address) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, _) = address.to_query();
    let found = visit.check(visit.app().review_list(&visit.actor, year, &query).await)?;
    let f = visit.frame(Section::Reviews, "").await?;
    let tags = tags(&f, "", &address, &selects(&f, &address, &found), &checks(&f, &visit, &address));
    let filter = tags.into_iter().map(|tag| tag.label).collect::<Vec<_>>().join("、");
    let made = visit.app().export_sheets(&visit.actor, year, &query, format, filter, format::now()).await;
    let bytes = visit.check(made)?;
    Ok((file_headers(&format!("review-{}-sheets", year.start()), format), bytes).into_response())
}

/// A sheet as lists show it.
pub fn row(f: &Frame, year: FiscalYear, line: &SheetLine, today: reform::plan::CalendarDate) -> Row {
    let sheet = &line.row;
    Row {
        value: format!("{}:{}", sheet.program, sheet.revision),
        program: sheet.program,
        href: f.href(&format!("/reviews/{}/sheets/{}", year.start(), sheet.program)),
        name: sheet.name.clone(),
        external_id: sheet.external_id.clone(),
        department: line.department.join(" "),
        state: words::state(f.lang, sheet.state),
        lies_with: match sheet.state.holder() {
            Some(level) => words::lies_with(f.lang, Some(level)),
            None => "",
        },
        due: line.due.map(|due| words::day(f.lang, due)).unwrap_or_default(),
        lateness: line.days_late.map(|days| words::lateness(f.lang, days)).unwrap_or_default(),
        is_late: line.is_late(),
        waited: words::waited(f.lang, &sheet.state_at, today).unwrap_or_default(),
        direction: match &sheet.direction {
            None => Html(format!("<span class=\"muted\">{}</span>", format::NOT_STATED)),
            direction => f.direction(direction),
        },
        threads: if sheet.open_threads > 0 { format::count(sheet.open_threads) } else { String::new() },
        is_frozen: line.is_frozen,
        is_mine: line.is_mine,
    }
}

/// What an action on many sheets is called.
pub fn said(f: &Frame, action: ActionKind) -> &'static str {
    match action {
        ActionKind::Return => f.lang.pick("差し戻す", "Return"),
        ActionKind::Submit => f.lang.pick("提出する", "Submit"),
        ActionKind::Approve => f.lang.pick("承認する", "Approve"),
        ActionKind::Withdraw => f.lang.pick("引き戻す", "Withdraw"),
        ActionKind::Reassign => f.lang.pick("担当を替える", "Reassign"),
        ActionKind::Publish => f.lang.pick("公表する", "Publish"),
        ActionKind::Freeze => f.lang.pick("凍結する", "Freeze"),
        ActionKind::Unfreeze => f.lang.pick("凍結を解く", "Unfreeze"),
        ActionKind::Save | ActionKind::Comment => f.lang.pick(action.label_ja(), action.label_en()),
    }
}

fn selects(f: &Frame, address: &ListAddress, found: &SheetList) -> Vec<Select> {
    let choice = |value: &str, label: &str, chosen: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        is_chosen: value == chosen.trim(),
    };
    let mut departments: Vec<Choice> = found
        .departments
        .iter()
        .map(|(one, sheets)| {
            let label = format!("{}{}（{}）", "　".repeat(one.depth), one.name, format::count(*sheets as i64));
            choice(&one.id.to_string(), &label, &address.department)
        })
        .collect();
    if found.has_without_department {
        departments.push(choice("none", f.t("所管なし", "No department"), &address.department));
    }
    let label = |ja, en| f.t(ja, en);
    let columns = [Column::Checking, Column::Done].map(|column| {
        let what = label(column.label_ja(), column.label_en());
        choice(column.word(), &format!("{}{what}", f.t("［区分］", "[column] ")), &address.state)
    });
    let states =
        State::ALL.iter().map(|state| choice(state.word(), label(state.label_ja(), state.label_en()), &address.state));
    let levels =
        Level::ALL.iter().map(|level| choice(level.word(), label(level.label_ja(), level.label_en()), &address.level));
    let mut directions: Vec<Choice> = Direction::ALL
        .iter()
        .map(|one| choice(one.word(), label(one.label_ja(), one.label_en()), &address.direction))
        .collect();
    directions.push(choice("none", f.t("未記入", "not given"), &address.direction));
    [
        Select { name: "department", label: f.lang.pick("所管", "Department"), choices: departments },
        Select { name: "state", label: f.lang.pick("状態", "State"), choices: states.chain(columns).collect() },
        Select { name: "level", label: f.lang.pick("今の段階", "Lies with"), choices: levels.collect() },
        Select { name: "direction", label: f.lang.pick("来年度の方向性", "Direction"), choices: directions },
    ]
    .into_iter()
    .filter(|select| !select.choices.is_empty())
    .collect()
}

fn checks(f: &Frame, visit: &Visit, address: &ListAddress) -> Vec<Check> {
    let check = |name, label, value: &str| Check { name, label, is_chosen: value.trim() == "1" };
    let mut checks = vec![
        check("late", f.lang.pick("遅れているものだけ", "Late only"), &address.late),
        check(
            "comments",
            f.lang.pick("終わっていないコメントがあるものだけ", "With open comments only"),
            &address.comments,
        ),
    ];
    if visit.actor.signed_in().is_some() {
        checks.insert(0, check("mine", f.lang.pick("わたしの番のものだけ", "Waiting for me only"), &address.mine));
    }
    checks
}

fn tags(f: &Frame, path: &str, address: &ListAddress, selects: &[Select], checks: &[Check]) -> Vec<Tag> {
    let mut tags = Vec::new();
    for field in CONDITIONS {
        let chosen = || {
            selects.iter().filter(|select| select.name == field).flat_map(|select| {
                select
                    .choices
                    .iter()
                    .filter(|choice| choice.is_chosen)
                    .map(|choice| (select.label, choice.label.as_str()))
            })
        };
        let label = match field {
            "q" if !address.q.trim().is_empty() => Some(format!("{}{}", f.t("検索：", "Search: "), address.q.trim())),
            _ => match chosen().next() {
                Some((name, label)) => {
                    let label = label.trim_start_matches('　');
                    let label = label.rsplit_once('（').map_or(label, |(label, _)| label);
                    let alone = field == "department" && address.below.trim() == "0";
                    let alone = if alone { f.t("（直接の所管）", " (of its own)") } else { "" };
                    Some(format!("{name}{}{label}{alone}", f.t("：", ": ")))
                }
                None => checks
                    .iter()
                    .find(|check| check.name == field && check.is_chosen)
                    .map(|check| check.label.to_owned()),
            },
        };
        tags.extend(label.map(|label| Tag { label, href: f.href(&address.without(field).address(path)) }));
    }
    tags
}

fn heads(f: &Frame, path: &str, address: &ListAddress, sort: SheetSort, descending: bool) -> Vec<Head> {
    let head = |by: Option<SheetSort>, label| {
        let Some(by) = by else { return Head { label, href: String::new(), aria_sort: "", icon: Html::default() } };
        let is_current = by == sort;
        let order = if is_current && !descending { "desc" } else { "" };
        let sorted =
            ListAddress { sort: by.word().to_owned(), order: order.to_owned(), page: String::new(), ..address.clone() };
        Head {
            label,
            href: f.href(&sorted.address(path)),
            aria_sort: match (is_current, descending) {
                (true, true) => "descending",
                (true, false) => "ascending",
                (false, _) => "",
            },
            icon: f.icon(match (is_current, descending) {
                (true, true) => "sort-down",
                (true, false) => "sort-up",
                (false, _) => "sort",
            }),
        }
    };
    vec![
        head(Some(SheetSort::Name), f.lang.pick("事業名", "Program")),
        head(Some(SheetSort::Department), f.lang.pick("所管", "Department")),
        head(Some(SheetSort::State), f.lang.pick("状態", "State")),
        head(Some(SheetSort::Due), f.lang.pick("期限", "Due")),
        head(Some(SheetSort::Waiting), f.lang.pick("待ち", "Waiting")),
        head(None, f.lang.pick("方向性", "Direction")),
        head(None, f.lang.pick("コメント", "Comments")),
    ]
}
