//! Operations on one cluster's logic model, as forms and as the editor's script sends them.
#![allow(dead_code)]

use app::Actor;
use axum::http::StatusCode;
use serde_json::Value;

use crate::support::people::User;
use crate::support::{Answer, Site, encode, form_request};

const DEPARTMENT: &str = "危機管理室＞防災課";
pub const BASE: &str = "/clusters/fees-review/logic-model";

pub async fn site() -> Site {
    let site = Site::with_programs().await;
    site.with_people(DEPARTMENT).await;
    site
}

/// Sends an operation as a plain form.
pub async fn form(user: &User<'_>, revision: i64, fields: &[(&str, &str)]) -> Answer {
    let revision = revision.to_string();
    let mut all = vec![("revision", revision.as_str())];
    all.extend_from_slice(fields);
    user.post(&format!("{BASE}/operations"), &all).await
}

/// Sends an operation as the script does.
pub async fn script(user: &User<'_>, revision: i64, fields: &[(&str, &str)]) -> (StatusCode, Value) {
    let account = user.account().await.to_string();
    let mut body = format!("revision={revision}&account={account}");
    for (name, value) in fields {
        body += &format!("&{}={}", encode(name), encode(value));
    }
    let mut request = form_request(&format!("{BASE}/operations"), &body);
    request.headers_mut().insert("x-henkaku-fetch", "1".parse().unwrap());
    let answer = user.send(request).await;
    (answer.status, answer.json())
}

pub async fn add(user: &User<'_>, kind: &str, label: &str) -> i64 {
    let (status, json) = script(user, 0, &[("op", "add"), ("kind", kind), ("label", label)]).await;
    assert_eq!(status, StatusCode::OK, "{json}");
    json["node"].as_i64().unwrap()
}

pub async fn model(site: &Site) -> reform::logic_model::LogicModel {
    site.app.logic_model(&Actor::operator("t"), "fees-review").await.unwrap().model
}

pub async fn revision(site: &Site) -> i64 {
    site.app.logic_model(&Actor::operator("t"), "fees-review").await.unwrap().revision
}
