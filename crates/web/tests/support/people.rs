//! People of a test: one account for each role, and requests as one of them.
//!
//! ```text
//! let site = Site::with_programs().await;
//! site.with_people("危機管理室＞防災課").await;
//! let owner = site.as_user("owner").await;
//! let page = owner.page("/account").await;
//! ```

use std::collections::BTreeSet;
use std::sync::Mutex;

use app::Actor;
use app::people::{DutyForm, PersonForm};
use app::sign_in::{Origin, Token};
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, StatusCode, header};

use super::{Answer, Page, Site, encode, form_request, multipart_request, request};

/// What the administrator gives; it must be changed at the first sign-in.
pub const FIRST_PASSWORD: &str = "tsubame kaze hajime";

/// What everybody chooses then.
pub const PASSWORD: &str = "tsubame kaze 2026 nami";

/// Every account of [`Site::with_people`]: its login is its role.
pub const LOGINS: [&str; 9] = [
    "owner",
    "section-head",
    "department-head",
    "reform-office",
    "finance",
    "headquarters",
    "expert",
    "auditor",
    "administrator",
];

/// Sites and logins that have chosen their own password.
static CHANGED: Mutex<BTreeSet<(String, String)>> = Mutex::new(BTreeSet::new());

/// Somebody who is signed in and asks for pages.
pub struct User<'s> {
    site: &'s Site,
    pub login: String,
    pub token: Token,
}

impl Site {
    /// One account for each role: owner and section head for this department (`局＞課`), the department head for the
    /// bureau above it, all others for the whole city.
    pub async fn with_people(&self, department: &str) {
        let bureau = department.split('＞').next().unwrap();
        for login in LOGINS {
            let department = match login {
                "owner" | "section-head" => department,
                "department-head" => bureau,
                _ => "",
            };
            self.add_person(login, login, department).await;
        }
    }

    /// An account with one duty; gives its number. The name is the login with 「さん」.
    pub async fn add_person(&self, login: &str, role: &str, department: &str) -> i64 {
        let form = PersonForm {
            login: login.into(),
            name: format!("{login}さん"),
            email: String::new(),
            password: Some(FIRST_PASSWORD.into()),
            duty: DutyForm { role: role.into(), department: department.into(), ..DutyForm::default() },
        };
        let made = self.app.add_person(&Actor::operator("tester"), &form).await.unwrap();
        made.unwrap_or_else(|faults| panic!("{login}: {faults:?}")).id
    }

    /// A new session of this account; its first password is changed on the way.
    pub async fn as_user(&self, login: &str) -> User<'_> {
        let from = Origin { browser: "test".into(), address: "192.0.2.1".into() };
        let key = (self.folder.path().display().to_string(), login.to_owned());
        let is_changed = CHANGED.lock().unwrap().contains(&key);
        let password = if is_changed { PASSWORD } else { FIRST_PASSWORD };
        let entered = self.app.sign_in(login, password, &from, None).await.unwrap();
        let mut token = entered.token;
        if entered.must_change {
            let actor = self.app.signed_in(&token, true).await.unwrap().unwrap().actor;
            token = self.app.change_own_password(&actor, password, PASSWORD, &from).await.unwrap();
            CHANGED.lock().unwrap().insert(key);
        }
        User { site: self, login: login.to_owned(), token }
    }

    /// Sends the form of the sign-in page.
    pub async fn sign_in(&self, login: &str, password: &str) -> Answer {
        let body = format!("login={}&password={}", encode(login), encode(password));
        self.post_form("/sign-in", &body).await
    }
}

impl User<'_> {
    /// The actor, for asking the application itself.
    pub async fn actor(&self) -> Actor {
        self.site.app.signed_in(&self.token, false).await.unwrap().unwrap().actor
    }

    /// The number of the account.
    pub async fn account(&self) -> i64 {
        self.actor().await.account().unwrap()
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let cookie = format!("henkaku_session={}", self.token.secret());
        request.headers_mut().insert(header::COOKIE, HeaderValue::from_str(&cookie).unwrap());
        self.site.send(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// A page that is there, read and checked as a document.
    pub async fn page(&self, path: &str) -> Page {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}: {path}: {}", self.login, answer.text());
        answer.page(path)
    }

    pub async fn post_form(&self, path: &str, body: &str) -> Answer {
        self.send(form_request(path, body)).await
    }

    /// Sends a form of these fields, percent-encoded here.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.post_form(path, &pairs.join("&")).await
    }

    /// Sends a form with files, as [`super::multipart`] makes it.
    pub async fn post_multipart(&self, path: &str, body: Vec<u8>) -> Answer {
        self.send(multipart_request(path, body)).await
    }
}
