//! `/departments`: the tree of a year, when each department exists, and who takes over.

use app::departments::{DepartmentForm, DepartmentRow, DepartmentTree, TermForm};
use app::people::{Fault, Field};
use app::{Action, AppError, FiscalYear};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::Site;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::people::form::{Choice, FaultLine, FormField, fault_lines, with_faults};

/// The field for the first year of a name.
const BEGINS: &str = "begins";

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/departments", get(list).post(add))
        .route("/departments/{id}", get(show))
        .route("/departments/{id}/term", post(set_term).get(back))
        .route("/departments/{id}/succeed", post(succeed).get(back))
}

/// The query part of `/departments`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    year: String,
    done: String,
}

/// The form of a new department, or of a new name or place.
#[derive(Default, Deserialize)]
#[serde(default)]
struct NameInput {
    name: String,
    department: String,
    begins: String,
}

/// The form of the years.
#[derive(Default, Deserialize)]
#[serde(default)]
struct TermInput {
    first_year: String,
    last_year: String,
    successor: String,
}

struct Row {
    id: i64,
    name: String,
    depth: usize,
    years: String,
    successor: String,
    open_sheets: String,
    has_ended: bool,
    is_to_come: bool,
}

#[derive(Template)]
#[template(path = "departments/list.html")]
struct ListPage {
    f: Frame,
    years: Vec<Choice>,
    year: String,
    shown: String,
    rows: Vec<Row>,
    hidden: String,
    may_manage: bool,
    faults: Vec<FaultLine>,
    fields: Vec<FormField>,
}

#[derive(Template)]
#[template(path = "departments/show.html")]
struct DepartmentPage {
    f: Frame,
    id: i64,
    path: String,
    years: String,
    successor: Option<(i64, String)>,
    open_sheets: String,
    below: Vec<(i64, String)>,
    may_manage: bool,
    may_be_renamed: bool,
    done: &'static str,
    faults: Vec<FaultLine>,
    term: Vec<FormField>,
    naming: Vec<FormField>,
}

async fn list(visit: Visit, Query(asked): Query<ListQuery>) -> Result<Response, PageError> {
    list_page(&visit, &asked, &NameInput::default(), &[]).await
}

async fn add(visit: Visit, form: Result<Form<NameInput>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageDepartments))?;
    let Form(input) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    match visit.check(visit.app().add_department(&visit.actor, &input.form()).await)? {
        Ok(id) => Ok(to_department(&visit, id, "added")),
        Err(faults) => list_page(&visit, &ListQuery::default(), &input, &faults).await,
    }
}

async fn show(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    Query(asked): Query<ListQuery>,
) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    department_page(&visit, id, None, None, &[], &asked.done).await
}

async fn set_term(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<TermInput>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageDepartments))?;
    let id = number(&visit, id)?;
    let Form(input) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let form = TermForm {
        first_year: input.first_year.clone(),
        last_year: input.last_year.clone(),
        successor: input.successor.clone(),
    };
    match visit.check(visit.app().set_department_term(&visit.actor, id, &form).await)? {
        Ok(()) => Ok(to_department(&visit, id, "term")),
        Err(faults) => department_page(&visit, id, Some(&input), None, &faults, "").await,
    }
}

async fn succeed(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<NameInput>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageDepartments))?;
    let id = number(&visit, id)?;
    let Form(input) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    match visit.check(visit.app().succeed_department(&visit.actor, id, &input.form()).await)? {
        Ok(heir) => Ok(to_department(&visit, heir, "succeeded")),
        Err(faults) => department_page(&visit, id, None, Some(&input), &faults, "").await,
    }
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn back(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Redirect, PageError> {
    let id = number(&visit, id)?;
    Ok(Redirect::to(&visit.lang.href(&format!("/departments/{id}"))))
}

impl NameInput {
    fn form(&self) -> DepartmentForm {
        DepartmentForm { name: self.name.clone(), parent: self.department.clone(), year: self.begins.clone() }
    }
}

async fn list_page(
    visit: &Visit,
    asked: &ListQuery,
    input: &NameInput,
    faults: &[Fault],
) -> Result<Response, PageError> {
    let tree = visit.check(visit.app().department_tree(&visit.actor).await)?;
    let this_year = app::departments::fiscal_year_of(visit.app().today());
    let chosen = asked.year.trim().parse().ok().and_then(|year| FiscalYear::new(year).ok());
    let shows_all = asked.year.trim() == "all";
    let year = chosen.unwrap_or(this_year);
    let f = visit.frame(Section::People, visit.lang.pick("所管", "Departments")).await?;
    let departments = &tree.departments;
    let shown = |row: &&DepartmentRow| shows_all || departments.exists_in(row.id, year);
    let row = |row: &DepartmentRow| Row {
        id: row.id,
        name: row.name.clone(),
        depth: departments.path(row.id).len().clamp(1, 5),
        years: years(&f, row),
        successor: row.successor_id.map(|heir| departments.path_names(heir).join(" ＞ ")).unwrap_or_default(),
        open_sheets: tree.open_sheets.get(&row.id).map(|open| format::count(*open)).unwrap_or_default(),
        has_ended: row.last_year.is_some_and(|last| last < this_year),
        is_to_come: row.first_year.is_some_and(|first| this_year < first),
    };
    let rows: Vec<Row> = departments.rows().iter().filter(shown).map(row).collect();
    let hidden = departments.rows().len() - rows.len();
    let faults = of_naming(fault_lines(f.lang, faults));
    let page = ListPage {
        years: year_choices(&f, this_year),
        year: if shows_all { "all".to_owned() } else { year.start().to_string() },
        shown: format::count(rows.len() as i64),
        hidden: if hidden > 0 { format::count(hidden as i64) } else { String::new() },
        may_manage: f.actor.may(Action::ManageDepartments),
        fields: with_faults(name_fields(&f, input, &tree, None, this_year), &faults),
        rows,
        faults,
        f,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render_with(status, &page))
}

async fn department_page(
    visit: &Visit,
    id: i64,
    term: Option<&TermInput>,
    naming: Option<&NameInput>,
    faults: &[Fault],
    done: &str,
) -> Result<Response, PageError> {
    let tree = visit.check(visit.app().department_tree(&visit.actor).await)?;
    let departments = &tree.departments;
    let found = departments.get(id).cloned();
    let missing = || AppError::NotFound { what: "department", name: id.to_string() };
    let row = visit.check(found.ok_or_else(missing))?;
    let f = visit.frame(Section::People, row.name.clone()).await?;
    let this_year = app::departments::fiscal_year_of(visit.app().today());
    let faults = fault_lines(f.lang, faults);
    // What is wrong belongs to the form that was sent.
    let faults = if naming.is_some() { of_naming(faults) } else { faults };
    let none: &[FaultLine] = &[];
    let (to_term, to_naming) = if naming.is_some() { (none, faults.as_slice()) } else { (faults.as_slice(), none) };
    let stands = TermInput {
        first_year: row.first_year.map(|year| year.start().to_string()).unwrap_or_default(),
        last_year: row.last_year.map(|year| year.start().to_string()).unwrap_or_default(),
        successor: row.successor_id.map(|id| id.to_string()).unwrap_or_default(),
    };
    let as_it_is = NameInput {
        name: row.name.clone(),
        department: row.parent_id.map(|id| id.to_string()).unwrap_or_default(),
        begins: String::new(),
    };
    let below = departments.rows().iter().filter(|one| one.parent_id == Some(id));
    let page = DepartmentPage {
        id,
        path: departments.path_names(id).join(" ＞ "),
        years: years(&f, &row),
        successor: row.successor_id.map(|heir| (heir, departments.path_names(heir).join(" ＞ "))),
        open_sheets: tree.open_sheets.get(&id).map(|open| format::count(*open)).unwrap_or_default(),
        below: below.map(|one| (one.id, one.name.clone())).collect(),
        may_manage: f.actor.may(Action::ManageDepartments),
        may_be_renamed: row.successor_id.is_none() && row.last_year.is_none_or(|last| this_year <= last),
        done: match done {
            "added" => f.lang.pick("所管を加えました。", "The department was added."),
            "term" => f.lang.pick("年度と引継ぎ先を保存しました。", "Years and successor were saved."),
            "succeeded" => f.lang.pick(
                "新しい所管を作りました。下の所管と、担当している人も引き継ぎました。",
                "The new department is there, with those below it and the people's duties.",
            ),
            _ => "",
        },
        term: with_faults(term_fields(&f, term.unwrap_or(&stands), &tree, id), to_term),
        naming: with_faults(name_fields(&f, naming.unwrap_or(&as_it_is), &tree, Some(id), this_year), to_naming),
        faults,
        f,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render_with(status, &page))
}

fn name_fields(
    f: &Frame,
    input: &NameInput,
    tree: &DepartmentTree,
    own: Option<i64>,
    this_year: FiscalYear,
) -> Vec<FormField> {
    let departments = &tree.departments;
    let top = Choice {
        value: String::new(),
        label: f.t("いちばん上（局・室）", "The top (bureau or office)").to_owned(),
    };
    let living = departments.rows().iter().filter(|row| {
        let path = departments.path(row.id);
        let lives = path
            .iter()
            .filter_map(|id| departments.get(*id))
            .all(|row| row.last_year.is_none_or(|last| this_year < last));
        lives && own.is_none_or(|own| !path.contains(&own))
    });
    let choice =
        |row: &DepartmentRow| Choice { value: row.id.to_string(), label: departments.path_names(row.id).join(" ＞ ") };
    let year_hint = match own {
        None => f.t("西暦か和暦の年度。空欄は前からある所管。", "The fiscal year; empty for one that always was."),
        Some(_) => {
            f.t("この年度から新しい名前や場所になります。", "The fiscal year in which the new name or place begins.")
        }
    };
    let year = FormField::text(Field::FirstYear, f.t("最初の年度", "First year"), year_hint, &input.begins, 20);
    // The page of a department has two forms with a first year.
    let year = FormField { name: BEGINS, ..year };
    let places = std::iter::once(top).chain(living.map(choice)).collect();
    let name_hint = f.t("局や課の正式な名前です。", "The official name of the bureau or section.");
    let above_hint = f.t("属する局や部です。一番上なら選びません。", "The bureau it belongs to; none at the top.");
    vec![
        FormField::text(Field::Name, f.t("名前", "Name"), name_hint, &input.name, 120).required(),
        FormField::select(Field::Department, f.t("上の所管", "Above it"), above_hint, &input.department, places),
        if own.is_some() { year.required() } else { year },
    ]
}

fn term_fields(f: &Frame, input: &TermInput, tree: &DepartmentTree, own: i64) -> Vec<FormField> {
    let departments = &tree.departments;
    let none = Choice { value: String::new(), label: f.t("なし", "None").to_owned() };
    let others = departments.rows().iter().filter(|row| !departments.path(row.id).contains(&own));
    let choice =
        |row: &DepartmentRow| Choice { value: row.id.to_string(), label: departments.path_names(row.id).join(" ＞ ") };
    let last_hint = f.t("この年度まである所管。空欄は今もある所管。", "Empty when it goes on.");
    let heir_hint = f.t(
        "最後の年度の次の年度に、事業を引き継ぐ所管。",
        "Who answers for its programs from the year after the last.",
    );
    vec![
        FormField::text(
            Field::FirstYear,
            f.t("最初の年度", "First year"),
            f.t("空欄は前からある所管。", "Empty when it always was."),
            &input.first_year,
            20,
        ),
        FormField::text(Field::LastYear, f.t("最後の年度", "Last year"), last_hint, &input.last_year, 20),
        FormField::select(
            Field::Successor,
            f.t("引継ぎ先", "Successor"),
            heir_hint,
            &input.successor,
            std::iter::once(none).chain(others.map(choice)).collect(),
        ),
    ]
}

/// What is wrong with a name form, under the names its fields have on the page.
fn of_naming(faults: Vec<FaultLine>) -> Vec<FaultLine> {
    let begins = |fault: FaultLine| match fault.field {
        field if field == Field::FirstYear.word() => FaultLine { field: BEGINS, ..fault },
        _ => fault,
    };
    faults.into_iter().map(begins).collect()
}

/// The years in which a department exists; empty for all.
fn years(f: &Frame, row: &DepartmentRow) -> String {
    let year = |year: Option<FiscalYear>| year.map(|year| format::year(f.lang, year)).unwrap_or_default();
    match (row.first_year, row.last_year) {
        (None, None) => String::new(),
        (first, last) => format!("{}{}{}", year(first), f.t("〜", " – "), year(last)),
    }
}

/// The years around this one, and all.
fn year_choices(f: &Frame, this_year: FiscalYear) -> Vec<Choice> {
    let around = this_year.start() - 5..=this_year.start() + 3;
    let years = around.filter_map(|year| FiscalYear::new(year).ok());
    let choice = |year: FiscalYear| Choice { value: year.start().to_string(), label: format::year(f.lang, year) };
    let all = Choice { value: "all".to_owned(), label: f.t("すべての年度", "All years").to_owned() };
    years.map(choice).chain([all]).collect()
}

fn to_department(visit: &Visit, id: i64, done: &str) -> Response {
    Redirect::to(&visit.lang.href(&format!("/departments/{id}?done={done}"))).into_response()
}

fn number(visit: &Visit, id: Result<Path<i64>, PathRejection>) -> Result<i64, PageError> {
    let Path(id) = id.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    Ok(id)
}
