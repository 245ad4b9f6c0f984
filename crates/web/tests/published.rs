//! What is published, for everybody: addresses without sign-in, ETag, CORS, older editions, and plain errors.

use crate::support;

use app::Actor;
use axum::body::Body;
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use support::{Answer, PROGRAMS, Site, request, send};
use web::Trust;

/// The site with [`PROGRAMS`] published as edition 1.
async fn published() -> Site {
    let site = Site::with_programs().await;
    site.add_person("headquarters", "headquarters", "").await;
    publish(&site, "はじめての公表").await;
    site
}

async fn publish(site: &Site, reason: &str) -> i64 {
    let id = site.app.prepare_edition(&Actor::operator("tester"), reason).await.unwrap();
    let headquarters = site.as_user("headquarters").await.actor().await;
    site.app.approve_edition(&headquarters, id).await.unwrap()
}

async fn ask(site: &Site, method: Method, path: &str, said: &[(HeaderName, &str)]) -> Answer {
    let request = said.iter().fold(request(method, path), |request, (name, value)| request.header(name, *value));
    site.send(request.body(Body::empty()).unwrap()).await
}

fn tag(answer: &Answer) -> String {
    answer.header(header::ETAG).to_owned()
}

fn is_shared(answer: &Answer) -> bool {
    answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN) == "*"
}

#[tokio::test]
async fn before_anything_is_published_every_address_says_so_with_a_code() {
    let site = Site::with_programs().await;
    for path in ["", "/data", "/data/programs.csv", "/items/program", "/items/program/2024/0101"] {
        let answer = site.get(&format!("/api/published{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.text());
        assert!(answer.header(header::CONTENT_TYPE).starts_with("application/problem+json"));
        assert_eq!(answer.json()["code"], "AP-363", "{path}");
        assert!(is_shared(&answer));
    }
    let editions = site.get("/api/published/editions").await;
    assert_eq!((editions.status, editions.json()["editions"].as_array().unwrap().len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn everything_the_lists_name_is_there_for_a_visitor() {
    let site = published().await;
    let visitor = site.seen_with(Trust::Nobody);
    let get = async |path: &str| send(&visitor, Request::get(path).body(Body::empty()).unwrap()).await;
    let about = get("/api/published").await.json();
    assert_eq!((about["edition"].as_i64(), about["reason"].as_str()), (Some(1), Some("はじめての公表")));
    assert_eq!(about["licence"]["name"], "CC-BY-4.0");
    let programs = about["kinds"].as_array().unwrap().iter().find(|kind| kind["kind"] == "program").unwrap();
    assert_eq!(programs["count"], 7);
    for link in about["links"].as_object().unwrap().values().map(|link| link.as_str().unwrap()) {
        assert_eq!(get(link).await.status, StatusCode::OK, "{link}");
    }
    for kind in about["kinds"].as_array().unwrap() {
        let page = get(kind["href"].as_str().unwrap()).await.json();
        assert_eq!(page["total"], kind["count"], "{kind}");
        for item in page["items"].as_array().unwrap() {
            let answer = get(item["href"].as_str().unwrap()).await;
            assert_eq!(answer.status, StatusCode::OK, "{item}");
            if item["key"] != "" {
                assert_eq!(answer.json(), item["body"]);
            }
        }
    }
    let files = get("/api/published/data").await.json();
    let files = files["files"].as_array().unwrap();
    assert!(files.len() > 60, "{}", files.len());
    for file in files {
        let answer = get(file["href"].as_str().unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
        assert_eq!(answer.header(header::CONTENT_TYPE), file["media_type"].as_str().unwrap(), "{file}");
        assert!(is_shared(&answer) && tag(&answer).starts_with('"'));
        answer.assert_protected(file["href"].as_str().unwrap());
    }
    let csv = get("/api/published/data/programs.csv").await.text();
    assert!(csv.starts_with('\u{feff}') && csv.contains("'=cmd") && csv.lines().count() == 8, "{csv}");
    assert_eq!(
        get("/api/published/data/program-money.csv").await.header(header::LINK),
        "<https://creativecommons.org/licenses/by/4.0/>; rel=\"license\""
    );
}

#[tokio::test]
async fn pages_of_items_follow_one_another() {
    let site = published().await;
    let (mut next, mut keys) = (Some("/api/published/items/program?per_page=3".to_owned()), Vec::new());
    while let Some(path) = next {
        let page = site.get(&path).await.json();
        assert_eq!((page["total"].as_u64(), page["per_page"].as_u64()), (Some(7), Some(3)));
        keys.extend(page["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap().to_owned()));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(keys.len(), 7);
    assert!(keys.contains(&"2024/0101".to_owned()), "{keys:?}");
    let far = site.get("/api/published/items/program?page=900000000000&per_page=9999999").await.json();
    assert_eq!((far["items"].as_array().unwrap().len(), far["per_page"].as_u64()), (0, Some(500)));
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let site = published().await;
    let path = "/api/published/data/programs.csv";
    let plain = site.get(path).await;
    let packed = ask(&site, Method::GET, path, &[(header::ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");
    assert_ne!(tag(&plain), tag(&packed), "a strong tag belongs to the bytes sent");
    assert!(packed.bytes.len() < plain.bytes.len() && !tag(&plain).starts_with("W/"));
    for known in [tag(&plain), tag(&packed), format!("\"other\", W/{}", tag(&plain)), "*".to_owned()] {
        let again = ask(&site, Method::GET, path, &[(header::IF_NONE_MATCH, &known)]).await;
        assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
        assert_eq!(tag(&again), tag(&plain));
        assert!(is_shared(&again) && again.header(header::CACHE_CONTROL).contains("max-age=60"));
    }
    assert_eq!(ask(&site, Method::GET, path, &[(header::IF_NONE_MATCH, "\"other\"")]).await.status, StatusCode::OK);
    let head = ask(&site, Method::HEAD, path, &[]).await;
    assert_eq!((head.status, head.bytes.len(), tag(&head)), (StatusCode::OK, 0, tag(&plain)));
    assert_eq!(head.header(header::CONTENT_LENGTH), plain.bytes.len().to_string());
}

#[tokio::test]
async fn an_older_edition_stays_as_it_was() {
    let site = published().await;
    let path = "/api/published/data/program-money.json";
    let first = site.get(path).await;
    site.import(&PROGRAMS.replace("1200000,200000,1000000", "1300000,200000,1100000")).await;
    assert_eq!(tag(&site.get(path).await), tag(&first), "what is not published changes nothing");
    assert_eq!(publish(&site, "防災訓練の増額").await, 2);
    let second = site.get(path).await;
    assert_ne!(tag(&second), tag(&first));
    let old = site.get(&format!("{path}?edition=1")).await;
    assert_eq!((tag(&old), &old.bytes), (tag(&first), &first.bytes));
    assert!(old.header(header::CACHE_CONTROL).contains("max-age=3600"));
    let sum = |answer: &Answer| -> i64 {
        answer.json()["rows"].as_array().unwrap().iter().map(|row| row["amount_yen"].as_i64().unwrap()).sum()
    };
    assert_eq!(sum(&second) - sum(&old), 100_000);
    let editions = site.get("/api/published/editions").await.json();
    let told: Vec<(i64, &str)> = editions["editions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edition| (edition["number"].as_i64().unwrap(), edition["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(2, "防災訓練の増額"), (1, "はじめての公表")]);
    let again = site.get("/api/published/items/program?edition=1&per_page=2").await.json();
    assert_eq!(again["next"], "/api/published/items/program?page=2&per_page=2&edition=1");
    let whole = editions.to_string();
    assert!(!whole.contains("headquarters") && !whole.contains("tester"), "nobody is named: {whole}");
}

#[tokio::test]
async fn scripts_of_other_sites_may_read_here_and_nowhere_else() {
    let site = published().await;
    let origin = (header::ORIGIN, "https://elsewhere.example");
    let asked = (header::ACCESS_CONTROL_REQUEST_METHOD, "GET");
    let question =
        ask(&site, Method::OPTIONS, "/api/published/data/programs.csv", &[origin.clone(), asked.clone()]).await;
    assert_eq!((question.status, question.bytes.len()), (StatusCode::NO_CONTENT, 0));
    assert!(is_shared(&question) && question.header(header::ACCESS_CONTROL_ALLOW_METHODS).contains("GET"));
    assert!(question.header(header::ACCESS_CONTROL_ALLOW_HEADERS).contains("if-none-match"));
    let answer = ask(&site, Method::GET, "/api/published", std::slice::from_ref(&origin)).await;
    assert!(is_shared(&answer) && answer.header(header::ACCESS_CONTROL_EXPOSE_HEADERS).contains("etag"));
    assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS), "");
    for path in ["/", "/programs", "/api/v1/programs", "/api/openapi.json", "/api", "/health"] {
        let other = ask(&site, Method::GET, path, std::slice::from_ref(&origin)).await;
        assert_eq!(other.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "", "{path}");
        let question = ask(&site, Method::OPTIONS, path, &[origin.clone(), asked.clone()]).await;
        assert_eq!(question.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "", "{path}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_told_as_json_with_its_code() {
    let site = published().await;
    for (path, status, code) in [
        ("?edition=99", 404, "AP-364"),
        ("?edition=0", 400, "AP-365"),
        ("?edition=1&edition=2", 400, "AP-365"),
        ("/data?edition=-1", 400, "AP-365"),
        ("/data/programs.csv?edition=one", 400, "AP-365"),
        ("/data/secrets.csv", 404, "AP-360"),
        ("/data/..%2F..%2Fetc%2Fpasswd", 404, "AP-360"),
        ("/data/programs", 404, "AP-360"),
        ("/items/person", 404, "AP-361"),
        ("/items/program/2024/9999", 404, "AP-362"),
        ("/items/program?page=0", 400, "AP-365"),
        ("/items/program?per_page=x", 400, "AP-365"),
        ("/items/program/%FF", 400, "AP-365"),
        ("/nowhere", 404, "AP-002"),
    ] {
        let answer = site.get(&format!("/api/published{path}")).await;
        let found = answer.json();
        assert_eq!((answer.status.as_u16(), found["code"].as_str()), (status, Some(code)), "{path}: {found}");
        assert!(is_shared(&answer), "{path}");
    }
    let sent = ask(&site, Method::PUT, "/api/published/data/programs.csv", &[]).await;
    assert_eq!(sent.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(sent.json()["code"], "AP-006");
}
