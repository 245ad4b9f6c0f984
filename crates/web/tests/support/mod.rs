//! A whole site in memory for a test: a fresh database, the router, and requests without a network.
#![allow(dead_code)]

pub mod html;
pub mod people;
pub mod programme_routes;
pub mod routes;

use app::{Actor, App, ImportMode, ImportReport};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;
use web::Trust;

pub use html::Page;

/// The programs most tests look at: every filter splits them, two names try to be HTML or a formula.
pub const PROGRAMS: &str = "\
事業番号,事業名,年度,部局,課,政策,施策,会計,款,方向性,段階,事業費（円）,国庫支出金（円）,一般財源（円）,概要,活動指標1,活動指標1 単位,活動指標1 目標,活動指標1 実績,職員数（人）,人件費（円）
0101,防災訓練事業,令和6,危機管理室,防災課,安らぐまち,防災,一般会計,消防費,拡充,当初予算,1200000,200000,1000000,地域の訓練を支える,訓練の回数,回,12,11.5,1.5,9000000
0102,ＩＣＴ活用推進事業,令和6,総務局,デジタル課,稼げるまち,産業,一般会計,総務費,改善,当初予算,5000000,,5000000,窓口の手続をオンラインにする,,,,,,
0103,公園管理事業,令和6,都市整備局,公園課,彩りあるまち,緑,一般会計,土木費,継続,当初予算,3000000,1000000,1500000,差額のある事業,,,,,,
0104,<script>alert(1)</script>,令和6,総務局,総務課,稼げるまち,産業,一般会計,総務費,廃止,当初予算,100000,,100000,名前が <b>HTML</b>,,,,,,
0105,\"=cmd|'/c calc'!A1\",令和6,総務局,総務課,稼げるまち,産業,一般会計,総務費,継続,当初予算,200000,,200000,名前が式,,,,,,
0106,ｶﾞｿﾘﾝ価格補助,令和6,産業局,産業課,稼げるまち,産業,競輪特別会計,商工費,終了,当初予算,700000,700000,0,半角カナの名前,,,,,,
0107,下水道の維持,令和6,都市整備局,下水道課,安らぐまち,防災,競輪特別会計,公債費,継続,当初予算,800000,,800000,特別会計の事業,,,,,,
";

/// A site with its database in a folder of its own.
pub struct Site {
    pub app: App,
    pub folder: TempDir,
    router: Router,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Site {
    /// An empty site that trusts whoever reaches it.
    pub async fn empty() -> Site {
        Site::trusting(Trust::LocalOperator).await
    }

    pub async fn trusting(trust: Trust) -> Site {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(&format!("sqlite:{}", folder.path().join("test.sqlite").display()), None).await.unwrap();
        Site { router: web::router(app.clone(), trust), app, folder }
    }

    /// A site that holds [`PROGRAMS`].
    pub async fn with_programs() -> Site {
        let site = Site::empty().await;
        let report = site.import(PROGRAMS).await;
        assert_eq!((report.read, report.imported), (7, 7), "{:?}", report.problems);
        site
    }

    /// A site that holds the demonstration.
    pub async fn with_demo() -> Site {
        let site = Site::empty().await;
        assert!(site.app.load_demo_when_empty(&Actor::operator("system")).await.unwrap());
        site
    }

    /// The same site at a moment that stands still.
    pub fn at(mut self, moment: &str) -> Site {
        self.app = self.app.with_clock(app::clock::Clock::Fixed(moment.parse().unwrap()));
        self.router = web::router(self.app.clone(), Trust::LocalOperator);
        self
    }

    /// The same data served with another trust.
    pub fn seen_with(&self, trust: Trust) -> Router {
        web::router(self.app.clone(), trust)
    }

    /// Imports a CSV of the standard layout at once.
    pub async fn import(&self, csv: &str) -> ImportReport {
        let path = self.folder.path().join("programs.csv");
        std::fs::write(&path, csv).unwrap();
        self.app.import_file(&Actor::operator("tester"), &path, "standard", ImportMode::Commit).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// A page that is there, read and checked as a document.
    pub async fn page(&self, path: &str) -> Page {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.page(path)
    }

    /// Sends a file as the import page does.
    pub async fn upload(&self, path: &str, file_name: &str, content: &[u8]) -> Answer {
        let body = multipart(&[("mapping", None, b"standard"), ("file", Some(file_name), content)]);
        self.send(multipart_request(path, body)).await
    }

    pub async fn post_form(&self, path: &str, body: &str) -> Answer {
        self.send(form_request(path, body)).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        send(&self.router, request).await
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The answer as a page, checked as a document in the language of its address.
    pub fn page(&self, path: &str) -> Page {
        assert_eq!(self.header(header::CONTENT_TYPE), "text/html; charset=utf-8", "{path}: {}", self.text());
        let page = Page::read(&self.text());
        let lang = if path == "/en" || path.starts_with("/en/") || path.starts_with("/en?") { "en" } else { "ja" };
        assert_eq!(page.faults(lang), Vec::<String>::new(), "{path}");
        page
    }

    /// The headers that protect the visitor are on every answer.
    pub fn assert_protected(&self, path: &str) {
        let policy = self.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{path}: {policy:?}");
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{path}: {policy:?}");
        for (name, value) in [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::REFERRER_POLICY, "same-origin"),
            (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        ] {
            assert_eq!(self.header(name.clone()), value, "{path}: {name}");
        }
        assert!(!self.header(header::CACHE_CONTROL).is_empty(), "{path}: no Cache-Control");
    }
}

/// A request as a browser on this machine sends it.
pub fn request(method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080")
}

pub fn form_request(path: &str, body: &str) -> Request<Body> {
    request(Method::POST, path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

pub fn multipart_request(path: &str, body: Vec<u8>) -> Request<Body> {
    request(Method::POST, path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XXhenkakuXX")
        .header(header::CONTENT_LENGTH, body.len())
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap()
}

/// A form of these fields: (name, file name, content).
pub fn multipart(fields: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file_name, content) in fields {
        let file_name = file_name.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
        let head = format!("--XXhenkakuXX\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XXhenkakuXX--\r\n");
    body
}

pub async fn send(router: &Router, request: Request<Body>) -> Answer {
    let (method, path) = (request.method().clone(), request.uri().to_string());
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes().to_vec();
    let answer = Answer { status: parts.status, headers: parts.headers, bytes };
    answer.assert_protected(&format!("{method} {path}"));
    answer
}

/// Percent-encodes a value for an address.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
