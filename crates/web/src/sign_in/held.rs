//! A held form (お預かりした入力): what somebody typed while their session ended, kept in the page itself.
//!
//! Nothing of it is stored: the fields go back to the browser as hidden ones, come again with login and password, and are
//! shown before anything is done with them. Passwords are never held.

use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{Method, header};

use crate::session::local_path;

/// A held form (お預かりした入力).
pub struct Held {
    /// Where it was sent; empty when that cannot be read, and then it is only shown.
    pub target: String,
    /// Its fields in their order.
    pub fields: Vec<(String, String)>,
}

/// What stands before the names of held fields in the form for signing in.
const PREFIX: &str = "held.";

/// The field with the address the form was sent to.
const TARGET: &str = "held-target";

/// The most fields of one form.
const MOST_FIELDS: usize = 5_000;

impl Held {
    /// Reads the body of a form that was sent to `target`; `None` when it cannot be sent there again.
    pub async fn read(target: &str, bytes: Bytes) -> Option<Held> {
        let request = Request::builder()
            .method(Method::POST)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(bytes))
            .ok()?;
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, &()).await.ok()?;
        Held::new(local_path(target)?, fields)
    }

    /// The held form among the fields of the form for signing in.
    pub fn sent_back(fields: &[(String, String)]) -> Option<Held> {
        let (_, target) = fields.iter().find(|(name, _)| name == TARGET)?;
        let own =
            fields.iter().filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value.clone())));
        Held::new(local_path(target).unwrap_or_default(), own.collect())
    }

    /// The fields that hold it in the form for signing in.
    pub fn hidden(&self) -> Vec<(String, &str)> {
        let target = (TARGET.to_owned(), self.target.as_str());
        let fields = self.fields.iter().map(|(name, value)| (format!("{PREFIX}{name}"), value.as_str()));
        std::iter::once(target).chain(fields).collect()
    }

    /// What people wrote, without what the page put there itself, as far as that can be told.
    pub fn written(&self) -> Vec<(&str, &str)> {
        let texts = self.fields.iter().filter(|(_, value)| !value.trim().is_empty());
        texts.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    fn new(target: &str, mut fields: Vec<(String, String)>) -> Option<Held> {
        fields.retain(|(name, _)| !name.to_lowercase().contains("password"));
        let is_whole = !fields.is_empty() && fields.len() <= MOST_FIELDS;
        is_whole.then(|| Held { target: target.to_owned(), fields })
    }
}
