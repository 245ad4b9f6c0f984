//! `/people`: who signs in, with which duties; the list as a page and as a file.

mod delegation;
mod edit;
pub mod form;
mod import;

use app::Action;
use app::departments::Departments;
use app::people::{AccountQuery, DutyRow};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use reform::plan::CalendarDate;
use reform::workflow::Role;
use serde::Deserialize;

use crate::Site;
use crate::error::PageError;
use crate::format;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::{PageLink, encode, pages};
use form::{Choice, department_choices, role_choices};

/// How many people a page of the list has.
const PER_PAGE: i64 = 50;
/// The longest search text used.
const MAX_SEARCH_CHARS: usize = 100;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/people", get(list))
        .route("/people.csv", get(csv))
        .route("/people/new", get(edit::new).post(edit::add))
        .route("/people/import", get(import::choose))
        .route("/people/import/preview", post(import::preview).get(import::choose_again))
        .route("/people/import/confirm", post(import::confirm).get(import::choose_again))
        .route("/people/{id}", get(edit::show).post(edit::change))
        .route("/people/{id}/duties", post(edit::give_duty).get(edit::back))
        .route("/people/{id}/duties/end", post(edit::take_duty).get(edit::back))
        .route("/people/{id}/password", post(edit::reset_password).get(edit::back))
        .route("/people/{id}/active", post(edit::set_active).get(edit::back))
        .route("/account/delegations", get(delegation::show).post(delegation::delegate))
        .route("/account/delegations/end", post(delegation::end).get(delegation::back))
}

/// The query part of `/people`; every field may be absent or empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    q: String,
    role: String,
    department: String,
    disabled: String,
    page: String,
}

struct PersonRow {
    id: i64,
    login: String,
    name: String,
    email: String,
    signed_in: String,
    is_active: bool,
    is_demo: bool,
    has_password: bool,
    duties: Vec<DutyLine>,
}

/// A duty in words (担当の表示).
pub struct DutyLine {
    /// Its number.
    pub id: i64,
    /// The role.
    pub role: &'static str,
    /// The department's path, or the whole city.
    pub department: String,
    /// Its days; empty when it has none.
    pub days: String,
    /// Whose duty it is, when it was delegated.
    pub delegated_by: String,
    /// Who has it.
    pub holder: String,
    /// Whether it holds today.
    pub holds_today: bool,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    f: Frame,
    q: String,
    roles: Vec<Choice>,
    role: String,
    departments: Vec<Choice>,
    department: String,
    with_disabled: bool,
    rows: Vec<PersonRow>,
    total: String,
    range: String,
    pages: Vec<PageLink>,
    csv_href: String,
    may_manage: bool,
    has_conditions: bool,
}

impl ListQuery {
    fn to_query(&self) -> (AccountQuery, i64) {
        let page = self.page.trim().parse::<i64>().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1);
        let department = self.department.trim().trim_start_matches('#').parse::<i64>().ok();
        let query = AccountQuery {
            text: self.q.chars().take(MAX_SEARCH_CHARS).collect(),
            role: Role::from_word(self.role.trim()),
            department: department.filter(|number| *number > 0),
            with_disabled: self.disabled == "1",
            offset: (page - 1) * PER_PAGE,
            limit: PER_PAGE,
        };
        (query, page)
    }

    fn address(&self, path: &str, page: i64) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let fields = [
            ("q", self.q.as_str()),
            ("role", &self.role),
            ("department", &self.department),
            ("disabled", &self.disabled),
            ("page", &page),
        ];
        let parts: Vec<String> = fields
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| format!("{name}={}", encode(value.trim())))
            .collect();
        if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
    }
}

async fn list(visit: Visit, asked: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ReadPeople))?;
    let Query(asked) = asked.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, page) = asked.to_query();
    let found = visit.check(visit.app().people(&visit.actor, &query).await)?;
    let departments = visit.check(visit.app().department_tree(&visit.actor).await)?.departments;
    let f = visit.frame(Section::People, visit.lang.pick("利用者", "People")).await?;
    let today = visit.app().today();
    let row = |(account, duties): &(app::people::Account, Vec<DutyRow>)| PersonRow {
        id: account.id,
        login: account.login.clone(),
        name: account.name.clone(),
        email: account.email.clone(),
        signed_in: account.signed_in_at.as_deref().map(format::moment).unwrap_or_default(),
        is_active: account.is_active,
        is_demo: account.is_demo,
        has_password: account.has_password,
        duties: duties.iter().map(|duty| duty_line(f.lang, duty, &departments, today)).collect(),
    };
    let rows: Vec<PersonRow> = found.rows.iter().map(row).collect();
    let last = (found.total + PER_PAGE - 1) / PER_PAGE;
    let first = query.offset + 1;
    let range = format!("{}–{}", format::count(first), format::count(query.offset + rows.len() as i64));
    let conditions = [&asked.q, &asked.role, &asked.department, &asked.disabled];
    let has_conditions = conditions.into_iter().any(|text| !text.trim().is_empty());
    let page = ListPage {
        roles: role_choices(f.lang, f.t("すべて", "All")),
        departments: department_choices(&departments, app::departments::fiscal_year_of(today), f.t("すべて", "All")),
        with_disabled: query.with_disabled,
        total: format::count(found.total),
        range,
        pages: pages(page.min(last.max(1)), last, |page| f.href(&asked.address("/people", page))),
        csv_href: f.href(&asked.address("/people.csv", 1)),
        may_manage: f.actor.may(Action::ManagePeople),
        has_conditions,
        q: asked.q,
        role: asked.role,
        department: asked.department,
        rows,
        f,
    };
    Ok(render(&page))
}

async fn csv(visit: Visit, asked: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ReadPeople))?;
    let Query(asked) = asked.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let file = visit.check(visit.app().people_csv(&visit.actor, &asked.to_query().0).await)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"people.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, file).into_response())
}

/// A duty in words.
fn duty_line(lang: Lang, duty: &DutyRow, departments: &Departments, today: CalendarDate) -> DutyLine {
    DutyLine {
        id: duty.id,
        role: lang.pick(duty.role.label_ja(), duty.role.label_en()),
        department: match duty.department_id {
            Some(id) => departments.path_names(id).join(" ＞ "),
            None => lang.pick("市全体", "the whole city").to_owned(),
        },
        days: days(lang, duty.from_day, duty.until_day),
        delegated_by: duty.delegated_by.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
        holder: format!("{}（{}）", duty.name, duty.login),
        holds_today: duty.holds_on(today),
    }
}

/// The days of a duty: `2026年4月1日〜2027年3月31日`; empty when it has none.
fn days(lang: Lang, from: Option<CalendarDate>, until: Option<CalendarDate>) -> String {
    let day = |day: Option<CalendarDate>| match (day, lang) {
        (Some(day), Lang::Ja) => day.japanese(),
        (Some(day), Lang::En) => day.to_string(),
        (None, _) => String::new(),
    };
    match (from, until) {
        (None, None) => String::new(),
        (from, until) => format!("{}{}{}", day(from), lang.pick("〜", " – "), day(until)),
    }
}
