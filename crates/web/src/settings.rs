//! `/settings`: language, size of text and contrast; kept with the account, and by the browser for who is not signed in.

use app::settings::{Contrast, Language, Settings, TextSize};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::Site;
use crate::cities::Pairs;
use crate::clusters::{fields_of, value};
use crate::error::PageError;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render};
use crate::sign_in::set_cookie;

/// The cookie that keeps the settings of a browser: a visitor's, and those of the page where members sign in.
const COOKIE: &str = "henkaku_view";
/// How long it is kept, in seconds: a year.
const KEPT_SECONDS: u32 = 31_536_000;

/// The addresses of this file.
pub fn routes() -> Router<Site> {
    Router::new().route("/settings", get(show).post(save))
}

/// What was just done, told by the address after the form.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Done {
    done: String,
}

struct Choice {
    value: &'static str,
    label: &'static str,
    is_chosen: bool,
}

/// A group of choices: name, heading, hint, choices.
struct Group {
    name: &'static str,
    heading: &'static str,
    hint: &'static str,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    f: Frame,
    groups: Vec<Group>,
    is_member: bool,
    is_saved: bool,
}

async fn show(visit: Visit, Query(asked): Query<Done>) -> Result<Response, PageError> {
    let f = visit.frame(Section::None, visit.lang.pick("表示の設定", "Display settings")).await?;
    let settings = f.settings;
    let choice = |value: &'static str, ja: &'static str, en: &'static str, is_chosen: bool| Choice {
        value,
        label: f.lang.pick(ja, en),
        is_chosen,
    };
    let languages = Language::ALL.iter();
    let sizes = TextSize::ALL.iter();
    let contrasts = Contrast::ALL.iter();
    let groups = vec![
        Group {
            name: "language",
            heading: f.lang.pick("はじめの言語", "First language"),
            hint: f.lang.pick(
                "アドレス、しおり、お知らせのメールから開いた画面の言語です。サインインした人はすべての画面、していない人はトップページとサインインの画面に使います。画面の上でいつでも切り替えられます。",
                "The language of pages opened by address, bookmark or mail: every page for members, the home page and the page for signing in for others. It can be switched at the top of every page.",
            ),
            choices: languages
                .map(|one| choice(one.word(), one.label_ja(), one.label_en(), *one == settings.language))
                .collect(),
        },
        Group {
            name: "text_size",
            heading: f.lang.pick("文字の大きさ", "Size of text"),
            hint: f.lang.pick(
                "ブラウザーの拡大と合わせて使えます。",
                "It adds to the zoom of the browser.",
            ),
            choices: sizes
                .map(|one| choice(one.word(), one.label_ja(), one.label_en(), *one == settings.text_size))
                .collect(),
        },
        Group {
            name: "contrast",
            heading: f.lang.pick("コントラスト", "Contrast"),
            hint: f.lang.pick(
                "「強い」は、文字と線を濃くし、色だけで区別しているところに枠を付けます。",
                "“High” makes text and lines stronger and puts borders round what colour sets apart.",
            ),
            choices: contrasts
                .map(|one| choice(one.word(), one.label_ja(), one.label_en(), *one == settings.contrast))
                .collect(),
        },
    ];
    let is_member = visit.actor.signed_in().is_some();
    Ok(render(&SettingsPage { f, groups, is_member, is_saved: asked.done == "1" }))
}

async fn save(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let fields = fields_of(&visit, form)?;
    let settings =
        Settings::from_words(value(&fields, "language"), value(&fields, "text_size"), value(&fields, "contrast"));
    let lang = first_language(settings).unwrap_or(visit.lang);
    let mut response = Redirect::to(&lang.href("/settings?done=1")).into_response();
    if visit.actor.signed_in().is_some() {
        visit.check(visit.app().keep_settings(&visit.actor, settings).await)?;
    }
    // Members too: who needs large text to read needs it to sign in, when nobody knows yet who asks.
    let secure = if visit.is_behind_https() { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={KEPT_SECONDS}{secure}", settings.text());
    set_cookie(&mut response, &cookie);
    Ok(response)
}

/// The language somebody wants to begin in; none is the address's own.
pub fn first_language(settings: Settings) -> Option<Lang> {
    match settings.language {
        Language::Address => None,
        Language::Japanese => Some(Lang::Ja),
        Language::English => Some(Lang::En),
    }
}

/// What a visitor's browser keeps; the usual where it keeps nothing.
pub fn of_cookie(headers: &HeaderMap) -> Settings {
    cookie(headers, COOKIE).map(Settings::from_text).unwrap_or_default()
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
