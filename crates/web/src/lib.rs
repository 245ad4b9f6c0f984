//! The pages and the API (画面): HTTP in, page out. Every page works without JavaScript.
//!
//! One file per family of addresses; the template of the same name renders it. What a page may show or do is decided
//! in `app`; this room only reads requests and writes answers.

mod account;
mod analyses;
mod api;
mod assets;
mod audit;
mod bars;
mod chain;
mod cities;
mod clusters;
mod consultations;
mod departments;
mod editions;
mod error;
mod explanations;
mod facilities;
mod figure;
mod figures;
mod format;
mod glossary;
mod help;
mod home;
mod html;
mod imports;
mod initiatives;
mod investment_frame;
mod lang;
mod logic_models;
mod meetings;
mod notices;
mod overlaps;
mod page;
mod people;
mod plain_summaries;
mod plan;
mod population;
mod programs;
mod published;
mod remarks;
mod reviews;
mod roadmaps;
mod security;
mod session;
mod settings;
mod sign_in;
mod studies;
mod subnav;
mod tasks;
mod tour;

use std::net::SocketAddr;
use std::time::Duration;

use app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::get;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

pub use crate::api::{comparison_json, openapi_json};
use crate::lang::Lang;

/// Whom the server trusts (信頼): until people sign in, either nobody or everybody who reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Everybody is a visitor.
    Nobody,
    /// Everybody who reaches this machine's own address is its operator.
    LocalOperator,
}

/// How the pages are served (公開のしかた).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serving {
    /// Whom the server trusts.
    pub trust: Trust,
    /// Whether people reach it by https, through a proxy that says where they come from.
    pub behind_https: bool,
}

impl From<Trust> for Serving {
    /// As it is reached directly, by http.
    fn from(trust: Trust) -> Serving {
        Serving { trust, behind_https: false }
    }
}

/// What every handler needs.
#[derive(Clone)]
struct Site {
    app: App,
    trust: Trust,
    behind_https: bool,
}

/// Room for the form's other fields beside an uploaded file of the largest size, in bytes.
const FORM_OVERHEAD_BYTES: usize = 64 * 1024;

/// No request works longer than this; what it began is rolled back.
const LONGEST_REQUEST: Duration = Duration::from_secs(180);

/// All pages and the API.
pub fn router(app: App, serving: impl Into<Serving>) -> Router {
    let Serving { trust, behind_https } = serving.into();
    let site = Site { app, trust, behind_https };
    let pages = pages();
    let router = Router::new()
        .merge(pages.clone().layer(Extension(Lang::Ja)))
        .nest("/en", pages.layer(Extension(Lang::En)))
        // Nesting answers "/en" alone, but people type the slash.
        .route("/en/", get(async || Redirect::permanent("/en")))
        .merge(api::routes())
        .merge(published::routes())
        .route("/static/{*name}", get(assets::show))
        .route("/health", get(health))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .with_state(site.clone())
        .layer(middleware::from_fn_with_state(site, session::recognise))
        .layer(DefaultBodyLimit::max(app::MAX_UPLOAD_BYTES as usize + FORM_OVERHEAD_BYTES))
        .layer(CsrfLayer::new().with_rejection_response(error::cross_site))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(CatchPanicLayer::custom(error::panicked));
    let router = match trust {
        Trust::Nobody => router,
        Trust::LocalOperator => router.layer(middleware::from_fn(security::only_this_machine)),
    };
    let router = match behind_https {
        true => router.layer(middleware::from_fn(security::insist_on_https)),
        false => router,
    };
    // Outside everything else: no answer, however early, goes without them.
    router.layer(middleware::from_fn(security::add_headers)).layer(CompressionLayer::new())
}

/// Answers requests until `stop` resolves, then lets those under way finish.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

fn pages() -> Router<Site> {
    Router::new()
        .route("/", get(home::show))
        .merge(programs::routes())
        .merge(plan::routes())
        .merge(figures::routes())
        .merge(studies::routes())
        .merge(glossary::routes())
        .merge(cities::routes())
        .merge(facilities::routes())
        .merge(population::routes())
        .merge(reviews::routes())
        .merge(clusters::routes())
        .merge(consultations::routes())
        .merge(explanations::routes())
        .merge(overlaps::routes())
        .merge(analyses::routes())
        .merge(logic_models::routes())
        .merge(tasks::routes())
        .merge(meetings::routes())
        .merge(remarks::routes())
        .merge(initiatives::routes())
        .merge(roadmaps::routes())
        .merge(investment_frame::routes())
        .merge(chain::routes())
        .merge(editions::routes())
        .merge(plain_summaries::routes())
        .merge(notices::routes())
        .merge(imports::routes())
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(settings::routes())
        .merge(tour::routes())
        .merge(help::routes())
        .merge(people::routes())
        .merge(departments::routes())
        .merge(audit::routes())
        .merge(api::page_routes())
}

async fn health(axum::extract::State(site): axum::extract::State<Site>) -> Result<&'static str, error::ApiError> {
    site.app.health().await?;
    Ok("ok\n")
}
