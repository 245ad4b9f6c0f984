//! What people type about people (利用者の入力): fields, and everything wrong with them at once.

use reform::ProblemKind;
use reform::plan::CalendarDate;
use reform::workflow::Role;
use store::{Departments, DutyEntry};

use super::check;
use super::kinds::*;

/// A person as typed (利用者の入力).
#[derive(Clone, Debug, Default)]
pub struct PersonForm {
    /// What the person types to sign in.
    pub login: String,
    /// The name people see.
    pub name: String,
    /// The address for reminders; may be empty.
    pub email: String,
    /// The first password, for a new account; empty has one made up.
    pub password: Option<String>,
    /// A first duty, for a new account; one without a role is none.
    pub duty: DutyForm,
}

/// A duty as typed (担当の入力).
#[derive(Clone, Debug, Default)]
pub struct DutyForm {
    /// The role, by its word or its Japanese name.
    pub role: String,
    /// The department: its number as `#12`, its path as 局＞課, its name when no other has it; empty is the whole city.
    pub department: String,
    /// The first day; empty is from now on.
    pub from: String,
    /// The last day; empty is without end.
    pub until: String,
}

/// A field of these forms (欄).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// 利用者名.
    Login,
    /// 氏名.
    Name,
    /// メール.
    Email,
    /// パスワード.
    Password,
    /// 役割.
    Role,
    /// 所管.
    Department,
    /// 開始日.
    From,
    /// 終了日.
    Until,
    /// 代理する担当.
    Duty,
    /// 代理する人.
    To,
    /// 最初の年度.
    FirstYear,
    /// 最後の年度.
    LastYear,
    /// 引継ぎ先.
    Successor,
}

/// Something wrong with a field (欄の指摘).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub field: Field,
    /// What is wrong, with its stable code.
    pub kind: &'static ProblemKind,
    /// What was typed there, or what it is about; at most 80 characters.
    pub excerpt: String,
}

/// The texts of an account, as they are stored.
pub(super) struct Texts {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) email: String,
}

impl Field {
    /// The word by which forms and files name the field.
    pub fn word(self) -> &'static str {
        match self {
            Field::Login => "login",
            Field::Name => "name",
            Field::Email => "email",
            Field::Password => "password",
            Field::Role => "role",
            Field::Department => "department",
            Field::From => "from",
            Field::Until => "until",
            Field::Duty => "duty",
            Field::To => "to",
            Field::FirstYear => "first_year",
            Field::LastYear => "last_year",
            Field::Successor => "successor",
        }
    }
}

impl Fault {
    /// A fault of this field; a long text is cut.
    pub(crate) fn new(field: Field, kind: &'static ProblemKind, excerpt: &str) -> Fault {
        Fault { field, kind, excerpt: excerpt.chars().take(80).collect() }
    }
}

/// The texts of a form.
///
/// # Errors
/// Everything wrong with them.
pub(super) fn check_texts(form: &PersonForm) -> Result<Texts, Vec<Fault>> {
    let (login, name, email) = (check::login(&form.login), check::name(&form.name), check::email(&form.email));
    if let (Some(login), Some(name), Some(email)) = (&login, &name, &email) {
        return Ok(Texts { login: login.clone(), name: name.clone(), email: email.clone() });
    }
    let fault = |bad: bool, field, kind, text: &str| bad.then(|| Fault::new(field, kind, text));
    Err([
        fault(login.is_none(), Field::Login, &LOGIN_UNUSABLE, &form.login),
        fault(name.is_none(), Field::Name, &NAME_UNUSABLE, &form.name),
        fault(email.is_none(), Field::Email, &EMAIL_UNUSABLE, &form.email),
    ]
    .into_iter()
    .flatten()
    .collect())
}

/// The texts and the first duty of a new account.
///
/// # Errors
/// Everything wrong with them, also with the password.
pub(super) fn check_new(
    form: &PersonForm,
    departments: &Departments,
    today: CalendarDate,
) -> Result<(Texts, Vec<DutyEntry>), Vec<Fault>> {
    let texts = check_texts(form);
    let duty = match form.duty.is_empty() {
        true => Ok(None),
        false => check_duty(&form.duty, departments, today).map(Some),
    };
    let password = form.password.as_deref().filter(|password| !password.is_empty());
    let password = password.and_then(|text| crate::sign_in::check_new_password(text, &form.login).err());
    match (texts, duty, password) {
        (Ok(texts), Ok(duty), None) => Ok((texts, duty.into_iter().collect())),
        (texts, duty, password) => {
            let password = password.map(|refusal| Fault::new(Field::Password, refusal.kind, ""));
            let faults = texts.err().into_iter().flatten().chain(duty.err().into_iter().flatten());
            Err(faults.chain(password).collect())
        }
    }
}

/// The duty of a form.
///
/// # Errors
/// Everything wrong with it.
pub(super) fn check_duty(
    form: &DutyForm,
    departments: &Departments,
    today: CalendarDate,
) -> Result<DutyEntry, Vec<Fault>> {
    let mut faults = Vec::new();
    let role = read_role(&form.role);
    if role.is_none() {
        faults.push(Fault::new(Field::Role, &DUTY_UNKNOWN, &form.role));
    }
    let department = read_department(&form.department, departments);
    let lacks_one = role.is_some_and(Role::needs_department) && department == Ok(None);
    if department.is_err() || lacks_one {
        faults.push(Fault::new(Field::Department, &DUTY_UNKNOWN, &form.department));
    }
    let (from, until) = (check::day(&form.from), check::day(&form.until));
    if from.is_err() {
        faults.push(Fault::new(Field::From, &DAY_UNUSABLE, &form.from));
    }
    let last = until.ok().flatten();
    let reversed = from.ok().flatten().zip(last).is_some_and(|(from, until)| until < from);
    if until.is_err() || reversed || last.is_some_and(|last| last < today) {
        faults.push(Fault::new(Field::Until, &DAY_UNUSABLE, &form.until));
    }
    match (role, department, from, until) {
        (Some(role), Ok(department_id), Ok(from_day), Ok(until_day)) if faults.is_empty() => {
            Ok(DutyEntry { role, department_id, from_day, until_day })
        }
        _ => Err(faults),
    }
}

/// A role by its word or its name in Japanese or English.
pub(super) fn read_role(text: &str) -> Option<Role> {
    let folded = reform::search_text::fold(text);
    let same = |other: &str| reform::search_text::fold(other) == folded;
    let known = |role: &&Role| same(role.word()) || same(role.label_ja()) || same(role.label_en());
    Role::ALL.iter().find(known).copied()
}

/// A department by `#NUMBER`, by path or by a name that only one has; `None` for the whole city.
fn read_department(text: &str, departments: &Departments) -> Result<Option<i64>, ()> {
    let text = text.trim();
    if text.is_empty() || text == "全市" {
        return Ok(None);
    }
    if let Some(number) = text.strip_prefix('#') {
        let id = number.parse().map_err(|_| ())?;
        return departments.get(id).map(|row| Some(row.id)).ok_or(());
    }
    let names: Vec<&str> = text.split(['＞', '>', '›']).map(str::trim).collect();
    match departments.find(&names).as_slice() {
        [id] => Ok(Some(*id)),
        _ => Err(()),
    }
}

impl DutyForm {
    /// Whether nothing of it was filled in.
    pub fn is_empty(&self) -> bool {
        [&self.role, &self.department, &self.from, &self.until].into_iter().all(|text| text.trim().is_empty())
    }
}
