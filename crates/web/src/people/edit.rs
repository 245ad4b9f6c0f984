//! `/people/new` and `/people/{id}`: making an account, changing it, its duties, its password.

use app::departments::Departments;
use app::people::{DutyForm, Fault, Field, PersonForm};
use app::{Action, AppError};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::form::{FaultLine, FormField, department_choices, fault_lines, role_choices, with_faults};
use super::{DutyLine, duty_line};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};

/// The form of an account; what a field does not send is empty.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PersonInput {
    login: String,
    name: String,
    email: String,
    password: String,
    #[serde(flatten)]
    duty: DutyInput,
}

/// The form of a duty.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DutyInput {
    role: String,
    department: String,
    from: String,
    until: String,
}

/// The form that takes a duty away.
#[derive(Deserialize)]
pub struct OldDuty {
    /// Its number.
    pub duty: i64,
}

/// The form that closes an account or opens it again.
#[derive(Deserialize)]
pub struct Activity {
    active: u8,
}

/// What was just done, told by the address after a form.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Done {
    done: String,
}

#[derive(Template)]
#[template(path = "people/new.html")]
struct NewPage {
    f: Frame,
    faults: Vec<FaultLine>,
    texts: Vec<FormField>,
    duty: Vec<FormField>,
}

#[derive(Template)]
#[template(path = "people/show.html")]
struct PersonPage {
    f: Frame,
    id: i64,
    login: String,
    name: String,
    email: String,
    is_active: bool,
    is_demo: bool,
    has_password: bool,
    must_change: bool,
    created_at: String,
    password_at: String,
    signed_in_at: String,
    duties: Vec<DutyLine>,
    delegated: Vec<DutyLine>,
    may_manage: bool,
    done: &'static str,
    faults: Vec<FaultLine>,
    texts: Vec<FormField>,
    duty: Vec<FormField>,
}

#[derive(Template)]
#[template(path = "people/secret.html")]
struct SecretPage {
    f: Frame,
    id: i64,
    login: String,
    name: String,
    password: String,
}

impl Done {
    /// The word of what was done.
    pub fn word(&self) -> &str {
        &self.done
    }
}

impl PersonInput {
    fn form(&self) -> PersonForm {
        PersonForm {
            login: self.login.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            password: Some(self.password.clone()),
            duty: self.duty.form(),
        }
    }
}

impl DutyInput {
    fn form(&self) -> DutyForm {
        DutyForm {
            role: self.role.clone(),
            department: self.department.clone(),
            from: self.from.clone(),
            until: self.until.clone(),
        }
    }
}

/// The empty form.
pub async fn new(visit: Visit) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    new_page(&visit, &PersonInput::default(), &[]).await
}

/// Makes the account; a password that was made up is shown here and nowhere else.
pub async fn add(visit: Visit, form: Result<Form<PersonInput>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    let Form(input) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let made = match visit.check(visit.app().add_person(&visit.actor, &input.form()).await)? {
        Ok(made) => made,
        Err(faults) => return new_page(&visit, &input, &faults).await,
    };
    match made.password {
        None => Ok(to_person(&visit, made.id, "added")),
        Some(password) => secret_page(&visit, made.id, made.login, input.name, password.reveal()).await,
    }
}

/// One person.
pub async fn show(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    Query(done): Query<Done>,
) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    person_page(&visit, id, None, None, &[], &done.done).await
}

/// Changes login, name and address.
pub async fn change(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<PersonInput>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    let id = number(&visit, id)?;
    let Form(input) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    match visit.check(visit.app().change_person(&visit.actor, id, &input.form()).await)? {
        Ok(()) => Ok(to_person(&visit, id, "changed")),
        Err(faults) => person_page(&visit, id, Some(&input), None, &faults, "").await,
    }
}

/// Gives a duty.
pub async fn give_duty(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<DutyInput>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    let id = number(&visit, id)?;
    let Form(input) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    match visit.check(visit.app().give_duty(&visit.actor, id, &input.form()).await)? {
        Ok(_) => Ok(to_person(&visit, id, "duty")),
        Err(faults) => person_page(&visit, id, None, Some(&input), &faults, "").await,
    }
}

/// Takes a duty away.
pub async fn take_duty(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<OldDuty>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    let id = number(&visit, id)?;
    let Form(old) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    visit.check(visit.app().take_duty(&visit.actor, id, old.duty).await)?;
    Ok(to_person(&visit, id, "duty-ended"))
}

/// Gives the account a new password and shows it, once.
pub async fn reset_password(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    let id = number(&visit, id)?;
    let person = visit.check(visit.app().person(&visit.actor, id).await)?;
    let password = visit.check(visit.app().reset_password(&visit.actor, id, None).await)?;
    let shown = password.as_ref().map(|password| password.reveal()).unwrap_or_default();
    secret_page(&visit, id, person.account.login, person.account.name, shown).await
}

/// Closes an account, or opens it again.
pub async fn set_active(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Activity>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    let id = number(&visit, id)?;
    let Form(activity) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    visit.check(visit.app().set_person_active(&visit.actor, id, activity.active == 1).await)?;
    Ok(to_person(&visit, id, if activity.active == 1 { "opened" } else { "closed" }))
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn back(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Redirect, PageError> {
    let id = number(&visit, id)?;
    Ok(Redirect::to(&visit.lang.href(&format!("/people/{id}"))))
}

async fn new_page(visit: &Visit, input: &PersonInput, faults: &[Fault]) -> Result<Response, PageError> {
    let departments = visit.check(visit.app().department_tree(&visit.actor).await)?.departments;
    let f = visit.frame(Section::People, visit.lang.pick("利用者を登録する", "Add a person")).await?;
    let faults = fault_lines(f.lang, faults);
    let mut texts = text_fields(&f, &input.login, &input.name, &input.email);
    let hint = f.t(
        "空欄にすると、推測できないものを作って一度だけ表示します。どちらも本人が最初のサインインで変えます。",
        "Left empty, one is made up and shown once. The person changes it at the first sign-in.",
    );
    let password = FormField::text(Field::Password, f.t("パスワード", "Password"), hint, "", 200);
    texts.push(FormField { input: "password", autocomplete: "new-password", ..password });
    let page = NewPage {
        texts: with_faults(texts, &of(&faults, &TEXT_FIELDS)),
        duty: with_faults(duty_fields(&f, &input.duty, &departments, visit), &of(&faults, &DUTY_FIELDS)),
        faults,
        f,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render_with(status, &page))
}

async fn person_page(
    visit: &Visit,
    id: i64,
    texts: Option<&PersonInput>,
    duty: Option<&DutyInput>,
    faults: &[Fault],
    done: &str,
) -> Result<Response, PageError> {
    let person = visit.check(visit.app().person(&visit.actor, id).await)?;
    let departments = visit.check(visit.app().department_tree(&visit.actor).await)?.departments;
    let account = person.account;
    let f = visit.frame(Section::People, account.name.clone()).await?;
    let faults = fault_lines(f.lang, faults);
    let today = visit.app().today();
    let line = |duty: &app::people::DutyRow| duty_line(f.lang, duty, &departments, today);
    let shown = match texts {
        Some(typed) => text_fields(&f, &typed.login, &typed.name, &typed.email),
        None => text_fields(&f, &account.login, &account.name, &account.email),
    };
    let no_duty = DutyInput::default();
    let page = PersonPage {
        id,
        is_active: account.is_active,
        is_demo: account.is_demo,
        has_password: account.has_password,
        must_change: account.must_change,
        created_at: format::moment(&account.created_at),
        password_at: format::moment(&account.password_at),
        signed_in_at: account.signed_in_at.as_deref().map(format::moment).unwrap_or_default(),
        duties: person.duties.iter().map(line).collect(),
        delegated: person.delegated.iter().map(line).collect(),
        may_manage: f.actor.may(Action::ManagePeople),
        done: done_words(&f, done),
        texts: with_faults(shown, &of(&faults, &TEXT_FIELDS)),
        duty: with_faults(duty_fields(&f, duty.unwrap_or(&no_duty), &departments, visit), &of(&faults, &DUTY_FIELDS)),
        faults,
        login: account.login,
        name: account.name,
        email: account.email,
        f,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render_with(status, &page))
}

async fn secret_page(
    visit: &Visit,
    id: i64,
    login: String,
    name: String,
    password: &str,
) -> Result<Response, PageError> {
    let f = visit.frame(Section::People, visit.lang.pick("パスワードを渡す", "Hand over the password")).await?;
    let mut response = render_with(StatusCode::OK, &SecretPage { id, login, name, password: password.to_owned(), f });
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

const TEXT_FIELDS: [&str; 4] = ["login", "name", "email", "password"];
const DUTY_FIELDS: [&str; 4] = ["role", "department", "from", "until"];

/// The faults of these fields.
fn of(faults: &[FaultLine], fields: &[&str]) -> Vec<FaultLine> {
    faults.iter().filter(|fault| fields.contains(&fault.field)).cloned().collect()
}

fn text_fields(f: &Frame, login: &str, name: &str, email: &str) -> Vec<FormField> {
    let name_hint = f.t("画面と記録に出る名前です。", "The name that pages and records show.");
    let login_hint = f.t(
        "サインインに使います。2〜40文字の英小文字・数字・「.」「_」「-」。",
        "Typed to sign in: 2 to 40 of a–z, digits, . _ and -",
    );
    let email_hint = f.t("お知らせを送る先です。なくても使えます。", "Where reminders go; may be left empty.");
    let email = FormField::text(Field::Email, f.t("メールアドレス", "Mail address"), email_hint, email, 254);
    vec![
        FormField::text(Field::Login, f.t("利用者名", "User name"), login_hint, login, 80).required(),
        FormField::text(Field::Name, f.t("氏名", "Name"), name_hint, name, 120).required(),
        email,
    ]
}

fn duty_fields(f: &Frame, input: &DutyInput, departments: &Departments, visit: &Visit) -> Vec<FormField> {
    let year = app::departments::fiscal_year_of(visit.app().today());
    let department_hint = f.t(
        "下にある所管もすべて含みます。事業担当・課長・局長には所管が要ります。",
        "With all below it. Owners, section heads and department heads need one.",
    );
    let day_hint = f.t("例：2027-03-31、令和9年3月31日。空欄は期限なし。", "As 2027-03-31; empty is without end.");
    let from_hint = f.t("空欄は今日から。", "Empty is from now on.");
    let role_hint = f.t("できることは役割で決まります。", "The role decides what the person may do.");
    vec![
        FormField::select(
            Field::Role,
            f.t("役割", "Role"),
            role_hint,
            &input.role,
            role_choices(f.lang, f.t("選んでください", "Choose")),
        ),
        FormField::select(
            Field::Department,
            f.t("所管", "Department"),
            department_hint,
            &input.department,
            department_choices(departments, year, f.t("市全体", "The whole city")),
        ),
        FormField::text(Field::From, f.t("開始日", "First day"), from_hint, &input.from, 40),
        FormField::text(Field::Until, f.t("終了日", "Last day"), day_hint, &input.until, 40),
    ]
}

fn done_words(f: &Frame, done: &str) -> &'static str {
    match done {
        "added" => f.lang.pick("登録しました。", "The account was made."),
        "changed" => f.lang.pick("変更しました。", "The changes were saved."),
        "duty" => f.lang.pick("役割を付けました。", "The duty was given."),
        "duty-ended" => f.lang.pick("役割を外しました。", "The duty was taken away."),
        "closed" => f.lang.pick(
            "利用を止めました。サインイン中の端末もすべて終わりました。",
            "The account is closed; all its sessions have ended.",
        ),
        "opened" => f.lang.pick("再び使えるようにしました。", "The account is open again."),
        _ => "",
    }
}

fn to_person(visit: &Visit, id: i64, done: &str) -> Response {
    Redirect::to(&visit.lang.href(&format!("/people/{id}?done={done}"))).into_response()
}

fn number(visit: &Visit, id: Result<Path<i64>, PathRejection>) -> Result<i64, PageError> {
    let Path(id) = id.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    if id < 1 {
        return Err(PageError::new(visit, AppError::NotFound { what: "account", name: id.to_string() }));
    }
    Ok(id)
}
