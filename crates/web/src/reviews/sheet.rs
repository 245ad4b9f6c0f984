//! `/reviews/{year}/sheets/{program}`: one program's review sheet, where it is filled in, read and decided.
//!
//! - [`page`]: the page, also without JavaScript; [`save`]: the whole form kept; [`live`]: the same by field, for the script
//! - [`act`]: a step of the workflow; [`talk`]: comments; [`files`]: evidence; [`history`], [`print`]: to look back, on paper

mod act;
mod advice;
mod checks;
mod facts;
mod field;
mod files;
mod form;
mod head;
mod history;
mod live;
mod page;
mod print;
mod rows;
mod save;
mod talk;
pub(super) mod words;

use app::review::SheetView;
use app::{Action, FiscalYear};
use axum::Form;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::Site;
use crate::error::PageError;
use crate::lang::Lang;
use crate::page::Visit;
use form::Posted;

/// The most bytes of a form without files: a full sheet with every text twice, percent-encoded.
const FORM_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    let forms = Router::new()
        .route("/reviews/{year}/sheets/{program}", get(page::show).post(save_all))
        .route("/reviews/{year}/sheets/{program}/fields", post(live::save))
        .route("/reviews/{year}/sheets/{program}/changes", get(live::changes))
        .route("/reviews/{year}/sheets/{program}/act", get(act::confirm).post(act::act))
        .route("/reviews/{year}/sheets/{program}/comments", post(comment).get(back))
        .route("/reviews/{year}/sheets/{program}/comments/close", post(close_thread).get(back))
        .route("/reviews/{year}/sheets/{program}/files/remove", post(remove_file).get(back))
        .route("/reviews/{year}/sheets/{program}/files/{file}", get(files::give))
        .route("/reviews/{year}/sheets/{program}/history", get(history::show))
        .route("/reviews/{year}/sheets/{program}/print", get(print::show))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
    let with_files = Router::new()
        .route("/reviews/{year}/sheets/{program}/files", post(files::attach).get(back))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX + app::review::FILE_BYTES_MAX));
    forms.merge(with_files)
}

/// Which sheet an address names (シートのアドレス).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// The fiscal year under review.
    pub year: FiscalYear,
    /// The program's id.
    pub program: i64,
}

impl Address {
    /// The page's address in a language.
    pub fn href(&self, lang: Lang) -> String {
        lang.href(&format!("/reviews/{}/sheets/{}", self.year.start(), self.program))
    }

    /// Back to the page after a form was taken.
    pub fn back(&self, visit: &Visit, rest: &str) -> Response {
        Redirect::to(&format!("{}{rest}", self.href(visit.lang))).into_response()
    }

    /// The sheet as this visitor may see it.
    pub async fn view(&self, visit: &Visit) -> Result<SheetView, PageError> {
        visit.check(visit.app().review_sheet(&visit.actor, self.year, self.program).await)
    }
}

impl FromRequestParts<Site> for Address {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Address, PageError> {
        let path = Path::<Vec<(String, String)>>::from_request_parts(parts, site).await;
        let visit = Visit::from_request_parts(parts, site).await?;
        // Somebody without any right, as after a session's end, is told so before anything sent is looked at; a script
        // asks in its own way and gets its own answer.
        if parts.method == Method::POST && !parts.headers.contains_key("x-henkaku-fetch") {
            visit.check(app::permit(&visit.actor, Action::ReadReviews))?;
        }
        let Path(path) = path.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
        let value = |key: &str| path.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let year = value("year").and_then(|text| text.parse().ok()).and_then(|year| FiscalYear::new(year).ok());
        let program = value("program").and_then(|text| text.parse().ok());
        match year.zip(program) {
            Some((year, program)) => Ok(Address { year, program }),
            None => Err(PageError::bad_request(&visit, value("program").unwrap_or_default())),
        }
    }
}

type FormBody = Result<Form<Vec<(String, String)>>, FormRejection>;

fn posted(visit: &Visit, form: FormBody) -> Result<Posted, PageError> {
    let Form(pairs) = form.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    Ok(Posted::new(pairs))
}

async fn save_all(visit: Visit, address: Address, form: FormBody) -> Result<Response, PageError> {
    let posted = posted(&visit, form)?;
    save::save(visit, address, posted).await
}

async fn comment(visit: Visit, address: Address, form: FormBody) -> Result<Response, PageError> {
    let posted = posted(&visit, form)?;
    talk::add(visit, address, posted).await
}

async fn close_thread(visit: Visit, address: Address, form: FormBody) -> Result<Response, PageError> {
    let posted = posted(&visit, form)?;
    talk::close(visit, address, posted).await
}

async fn remove_file(visit: Visit, address: Address, form: FormBody) -> Result<Response, PageError> {
    let posted = posted(&visit, form)?;
    files::remove(visit, address, posted).await
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn back(visit: Visit, address: Address) -> Response {
    address.back(&visit, "")
}
