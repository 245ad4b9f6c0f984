//! `/account`: one's own name, duties, sessions and password.

use app::sign_in::{
    MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, OwnDuty, OwnSession, PASSWORDS_DIFFER, PRESENT_PASSWORD_WRONG,
    SIGN_IN_BUSY, TOO_MANY_ATTEMPTS,
};
use app::{Action, AppError, Because, ProblemKind, Refusal};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::Site;
use crate::error::PageError;
use crate::format;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::session;
use crate::sign_in::{advice, set_cookie, signed_out};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/account", get(show))
        .route("/account/password", get(choose_password).post(change_password))
        .route("/account/sessions/end", post(end_session))
        .route("/account/sessions/end-all", post(end_sessions))
}

/// What was just done, told by the address after a form.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Done {
    done: String,
}

#[derive(Template)]
#[template(path = "account/show.html")]
struct AccountPage {
    f: Frame,
    name: String,
    login: String,
    duties: Vec<DutyLine>,
    sessions: Vec<SessionLine>,
    may_delegate: bool,
    done: &'static str,
}

/// A duty in words.
struct DutyLine {
    role: &'static str,
    department: String,
    days: String,
    delegated_by: String,
    holds_today: bool,
}

/// A session in words.
struct SessionLine {
    key: String,
    browser: String,
    address: String,
    began_at: String,
    used_at: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "account/password.html")]
struct PasswordPage {
    f: Frame,
    login: String,
    must_change: bool,
    shortest: usize,
    longest: usize,
    problem: Option<PasswordProblem>,
}

impl PasswordPage {
    /// The fields: name, label, hint, and what a password manager should know of them.
    fn fields(&self) -> [(&'static str, &'static str, String, &'static str); 3] {
        let f = &self.f;
        let hint = match f.lang {
            Lang::Ja => format!(
                "{}文字から{}文字まで。短い言葉をいくつか並べると、長くても覚えやすくなります。空白や日本語も使えます。",
                self.shortest, self.longest
            ),
            Lang::En => format!(
                "{} to {} characters. A few short words in a row are long and easy to remember. Spaces are fine.",
                self.shortest, self.longest
            ),
        };
        [
            ("present-password", f.t("今のパスワード", "Present password"), String::new(), "current-password"),
            ("new-password", f.t("新しいパスワード", "New password"), hint, "new-password"),
            (
                "new-password-again",
                f.t("新しいパスワード（もう一度）", "New password once more"),
                String::new(),
                "new-password",
            ),
        ]
    }

    /// Whether the problem is with this field.
    fn is_wrong(&self, field: &str) -> bool {
        self.problem.as_ref().is_some_and(|problem| problem.field == field)
    }
}

/// What is wrong with a new password, and beside which field it stands.
struct PasswordProblem {
    field: &'static str,
    what: &'static str,
    what_to_do: String,
    code: &'static str,
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(rename = "present-password")]
    present: String,
    #[serde(rename = "new-password")]
    new: String,
    #[serde(rename = "new-password-again")]
    again: String,
}

#[derive(Deserialize)]
struct SessionForm {
    session: String,
}

async fn show(visit: Visit, Query(asked): Query<Done>) -> Result<Response, PageError> {
    let duties = visit.check(visit.app().own_duties(&visit.actor).await)?;
    let sessions = visit.check(visit.app().own_sessions(&visit.actor).await)?;
    let member = visit.check(visit.actor.signed_in().ok_or(AppError::Denied(Action::UseOwnAccount.word())))?;
    let (name, login) = (member.name.clone(), member.login.clone());
    let f = visit.frame(Section::None, visit.lang.pick("自分のアカウント", "Your account")).await?;
    let lang = visit.lang;
    let done = match asked.done.as_str() {
        "password" => lang.pick(
            "パスワードを変えました。ほかの端末のサインインはすべて終わりました。",
            "Your password is changed; every other session has ended.",
        ),
        "session" => lang.pick("その端末のサインインを終わらせました。", "That session has ended."),
        _ => "",
    };
    let page = AccountPage {
        f,
        name,
        login,
        duties: duties.into_iter().map(|duty| duty_line(lang, duty)).collect(),
        sessions: sessions.into_iter().map(|session| session_line(lang, session, visit.session())).collect(),
        may_delegate: visit.actor.may(Action::Delegate),
        done,
    };
    Ok(render(&page))
}

async fn choose_password(visit: Visit) -> Result<Response, PageError> {
    password_page(&visit, StatusCode::OK, None).await
}

async fn change_password(visit: Visit, form: Result<Form<PasswordForm>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::UseOwnAccount))?;
    let Form(form) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let changed = match form.new == form.again {
        true => visit.app().change_own_password(&visit.actor, &form.present, &form.new, visit.origin()).await,
        false => Err(Refusal::invalid(&PASSWORDS_DIFFER, "").into()),
    };
    match changed {
        Ok(token) => {
            let mut response = Redirect::to(&visit.lang.href("/account?done=password")).into_response();
            set_cookie(&mut response, &session::cookie(&token, visit.is_behind_https()));
            Ok(response)
        }
        Err(AppError::Refused(refusal)) => {
            let status = match refusal.because {
                Because::TooMany => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            password_page(&visit, status, Some(problem(visit.lang, &refusal))).await
        }
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

async fn end_session(visit: Visit, form: Result<Form<SessionForm>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::UseOwnAccount))?;
    let Form(form) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    visit.check(visit.app().end_own_session(&visit.actor, &form.session).await)?;
    if visit.session() == Some(form.session.as_str()) {
        return Ok(signed_out(&visit));
    }
    Ok(Redirect::to(&visit.lang.href("/account?done=session")).into_response())
}

async fn end_sessions(visit: Visit) -> Result<Response, PageError> {
    visit.check(visit.app().sign_out_everywhere(&visit.actor).await)?;
    Ok(signed_out(&visit))
}

async fn password_page(
    visit: &Visit,
    status: StatusCode,
    problem: Option<PasswordProblem>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::UseOwnAccount))?;
    let member = visit.check(visit.actor.signed_in().ok_or(AppError::Denied(Action::UseOwnAccount.word())))?;
    let login = member.login.clone();
    let f = visit.frame(Section::None, visit.lang.pick("パスワードの変更", "Change password")).await?;
    let must_change = visit.must_change_password();
    let (shortest, longest) = (MIN_PASSWORD_CHARS, MAX_PASSWORD_CHARS);
    Ok(render_with(status, &PasswordPage { f, login, must_change, shortest, longest, problem }))
}

fn problem(lang: Lang, refusal: &Refusal) -> PasswordProblem {
    let ProblemKind { code, title_ja, title_en, .. } = refusal.kind;
    let is_of = |kinds: &[&ProblemKind]| kinds.iter().any(|kind| kind.code == *code);
    let field = match () {
        () if is_of(&[&PRESENT_PASSWORD_WRONG, &TOO_MANY_ATTEMPTS, &SIGN_IN_BUSY]) => "present-password",
        () if is_of(&[&PASSWORDS_DIFFER]) => "new-password-again",
        () => "new-password",
    };
    let what_to_do = advice(lang, refusal);
    PasswordProblem { field, what: lang.pick(title_ja, title_en), what_to_do, code }
}

fn duty_line(lang: Lang, duty: OwnDuty) -> DutyLine {
    let department = match duty.department.is_empty() {
        true => lang.pick("市全体", "the whole city").to_owned(),
        false => duty.department.join(" › "),
    };
    let day = |day: reform::plan::CalendarDate| match lang {
        Lang::Ja => day.japanese(),
        Lang::En => day.to_string(),
    };
    let days = match (duty.from, duty.until) {
        (None, None) => lang.pick("期限なし", "without end").to_owned(),
        (from, until) => {
            format!(
                "{}{}{}",
                from.map(day).unwrap_or_default(),
                lang.pick("～", " – "),
                until.map(day).unwrap_or_default()
            )
        }
    };
    DutyLine {
        role: lang.pick(duty.role.label_ja(), duty.role.label_en()),
        department,
        days,
        delegated_by: duty.delegated_by.unwrap_or_default(),
        holds_today: duty.holds_today,
    }
}

fn session_line(lang: Lang, session: OwnSession, this: Option<&str>) -> SessionLine {
    SessionLine {
        is_this: this == Some(session.key.as_str()),
        key: session.key,
        browser: browser_name(lang, &session.browser),
        address: session.address,
        began_at: format::moment(&session.began_at.to_string()),
        used_at: format::moment(&session.used_at.to_string()),
    }
}

/// A browser's name for itself in two words; what is not known is given as it came.
fn browser_name(lang: Lang, text: &str) -> String {
    let among =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name);
    // The order matters: Edge calls itself Chrome as well, and Chrome calls itself Safari.
    let browser = among(&[("Edg", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = among(&[
        ("Windows", "Windows"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => match lang {
            Lang::Ja => format!("{browser}（{system}）"),
            Lang::En => format!("{browser} ({system})"),
        },
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) if text.is_empty() => lang.pick("名のらない端末", "unnamed").to_owned(),
        (None, None) => text.chars().take(60).collect(),
    }
}
