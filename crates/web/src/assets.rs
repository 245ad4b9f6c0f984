//! Style sheets, scripts and icons (静的ファイル), built into the program.

use std::sync::LazyLock;

use axum::extract::{Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

struct Asset {
    name: &'static str,
    content_type: &'static str,
    text: String,
    version: String,
}

macro_rules! file {
    ($path:literal) => {
        include_str!(concat!("../static/", $path))
    };
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let sheet = [
        app::style::TOKENS,
        file!("css/base.css"),
        file!("css/layout.css"),
        file!("css/components.css"),
        file!("css/studies.css"),
        app::style::CHARTS,
        file!("css/review.css"),
        file!("css/sheet.css"),
        file!("css/reports.css"),
        file!("css/workbook.css"),
        file!("css/clusters.css"),
        file!("css/analysis.css"),
        app::style::LOGIC_MODEL,
        file!("css/logic-editor.css"),
        app::style::ROADMAP,
        file!("css/frame.css"),
        file!("css/chain.css"),
        file!("css/overlaps.css"),
        file!("css/editions.css"),
        file!("css/settings.css"),
    ]
    .concat();
    let files: [(&'static str, &'static str, &str); 26] = [
        ("app.css", CSS, &sheet),
        ("print.css", CSS, file!("css/print.css")),
        ("icons.svg", SVG, file!("icons.svg")),
        ("mark.svg", SVG, file!("mark.svg")),
        ("js/theme.js", SCRIPT, file!("js/theme.js")),
        ("js/enhance.js", SCRIPT, file!("js/enhance.js")),
        ("js/theme-switch.js", SCRIPT, file!("js/theme-switch.js")),
        ("js/filters.js", SCRIPT, file!("js/filters.js")),
        ("js/small-helps.js", SCRIPT, file!("js/small-helps.js")),
        ("js/announce.js", SCRIPT, file!("js/announce.js")),
        ("js/logic-editor.js", SCRIPT, file!("js/logic-editor.js")),
        ("js/logic-keys.js", SCRIPT, file!("js/logic-keys.js")),
        ("js/logic-live.js", SCRIPT, file!("js/logic-live.js")),
        ("js/logic-panel.js", SCRIPT, file!("js/logic-panel.js")),
        ("js/logic-picture.js", SCRIPT, file!("js/logic-picture.js")),
        ("js/logic-pointer.js", SCRIPT, file!("js/logic-pointer.js")),
        ("js/logic-send.js", SCRIPT, file!("js/logic-send.js")),
        ("js/sheet.js", SCRIPT, file!("js/sheet.js")),
        ("js/sheet-conflict.js", SCRIPT, file!("js/sheet-conflict.js")),
        ("js/sheet-drafts.js", SCRIPT, file!("js/sheet-drafts.js")),
        ("js/sheet-field.js", SCRIPT, file!("js/sheet-field.js")),
        ("js/sheet-live.js", SCRIPT, file!("js/sheet-live.js")),
        ("js/sheet-rows.js", SCRIPT, file!("js/sheet-rows.js")),
        ("js/sheet-save.js", SCRIPT, file!("js/sheet-save.js")),
        ("js/sheet-session.js", SCRIPT, file!("js/sheet-session.js")),
        ("js/sheet-status.js", SCRIPT, file!("js/sheet-status.js")),
    ];
    files
        .into_iter()
        .map(|(name, content_type, text)| Asset {
            name,
            content_type,
            text: text.to_owned(),
            version: fingerprint(text),
        })
        .collect()
});

/// The address of a file with its version, so that a browser keeps it until it changes.
pub fn href(name: &str) -> String {
    match find(name) {
        Some(asset) => format!("/static/{name}?v={}", asset.version),
        None => format!("/static/{name}"),
    }
}

/// Gives a file; one asked for with its version may be kept for a year.
pub async fn show(Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    let Some(asset) = find(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let is_versioned = query.is_some_and(|query| query == format!("v={}", asset.version));
    let cache = if is_versioned { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    let headers = [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, cache)];
    (headers, asset.text.as_str()).into_response()
}

fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// FNV-1a: tells versions of a file apart; it protects nothing.
fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}
