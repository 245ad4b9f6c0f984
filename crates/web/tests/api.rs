//! The API: what one program looks like, pages, errors, and a description that names exactly what is served.

use crate::support;

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use expect_test::expect_file;
use serde_json::Value;
use support::Site;

#[tokio::test]
async fn one_program_looks_like_this() {
    let site = Site::with_programs().await;
    let found = site.get("/api/v1/programs?q=0101").await.json();
    let id = found["items"][0]["id"].as_i64().unwrap();
    let mut program = site.get(&format!("/api/v1/programs/{id}")).await.json();
    assert!(program["provenance"]["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{program}");
    program["provenance"]["at"] = Value::from("(moment)");
    let text = serde_json::to_string_pretty(&program).unwrap() + "\n";
    expect_file!["./program.json"].assert_eq(&text);
    assert_whole_yen(&program, "");
}

#[tokio::test]
async fn illustrative_data_carry_their_mark_in_every_file_and_answer() {
    let site = Site::with_demo().await;
    let programs = site.get("/programs.csv?q=%E9%98%B2%E7%81%BD").await.text();
    assert!(programs.lines().count() > 1);
    assert!(programs.lines().skip(1).all(|line| line.contains("例示データ")), "{programs}");
    let money = site.get("/programs/1/money.csv").await.text();
    assert!(money.lines().next().unwrap().ends_with(",データの区分"), "{money}");
    assert!(money.lines().count() > 1 && money.lines().skip(1).all(|line| line.ends_with(",例示")), "{money}");
    let indicators = site.get("/api/v1/indicators?per_page=20").await.json();
    assert!(indicators["items"].as_array().unwrap().iter().all(|item| item["basis"] == "illustrative"));

    let real = Site::with_programs().await;
    let money = real.get("/programs/1/money.csv").await.text();
    assert!(money.lines().skip(1).all(|line| line.ends_with(",公表値")), "{money}");
    assert!(!real.get("/programs.csv").await.text().contains("例示データ"));
}

#[tokio::test]
async fn pages_follow_one_another_and_hold_at_most_five_hundred() {
    let site = Site::with_demo().await;
    let first = site.get("/api/v1/programs?per_page=100000").await.json();
    assert_eq!(first["per_page"], 500);
    assert_eq!(first["items"].as_array().unwrap().len(), 500);
    let total = first["total"].as_u64().unwrap();
    assert!(first["items"].as_array().unwrap().iter().all(|item| item["basis"] == "illustrative"));
    assert_whole_yen(&first, "");

    let mut ids = BTreeSet::new();
    let mut cost: i128 = 0;
    let mut next = Some("/api/v1/programs?year=2024&sort=id&order=asc&per_page=500".to_owned());
    while let Some(path) = next {
        let page = site.get(&path).await.json();
        for item in page["items"].as_array().unwrap() {
            assert!(ids.insert(item["id"].as_i64().unwrap()), "{item} twice");
            cost += i128::from(item["cost_yen"].as_i64().unwrap());
        }
        assert_eq!(page["total_cost_yen"], 627_883_000_000_i64);
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(ids.len() as u64, total);
    assert_eq!(cost, 627_883_000_000);

    let indicators = site.get("/api/v1/indicators?per_page=9999").await.json();
    assert_eq!((indicators["per_page"].as_i64(), indicators["items"].as_array().unwrap().len()), (Some(500), 500));
    assert!(indicators["next"].as_str().unwrap().contains("page=2"));
}

#[tokio::test]
async fn errors_are_problem_documents_with_a_code() {
    let site = Site::with_programs().await;
    for (path, status, code) in [
        ("/api/v1/programs/999", 404, "AP-002"),
        ("/api/v1/nowhere", 404, "AP-002"),
        ("/api/nowhere", 404, "AP-002"),
        ("/api/v1/programs/abc", 400, "AP-006"),
        ("/api/v1/programs?year=abc", 400, "AP-006"),
        ("/api/v1/programs?page=0", 400, "AP-006"),
        ("/api/v1/programs?q=a&q=b", 400, "AP-006"),
        ("/api/v1/indicators?kind=colour", 400, "AP-006"),
        ("/api/v1/indicators?page=x", 400, "AP-006"),
        ("/api/v1/indicators?page=0", 400, "AP-006"),
        ("/api/v1/indicators?per_page=-1", 400, "AP-006"),
        ("/api/v1/facilities?kind=harbour", 400, "AP-006"),
        ("/api/v1/facilities?area_from=-1", 400, "AP-006"),
        ("/api/v1/facilities?built_to=%E6%98%94", 400, "AP-006"),
        ("/api/v1/facilities?inside=2", 400, "AP-006"),
        ("/api/v1/facilities?sort=colour", 400, "AP-006"),
        ("/api/v1/facilities?order=up", 400, "AP-006"),
        ("/api/v1/facilities?page=0", 400, "AP-006"),
        ("/api/v1/facilities?per_page=x", 400, "AP-006"),
        ("/api/v1/facilities?q=a&q=b", 400, "AP-006"),
        ("/api/v1/cities/cross?x=nothing", 400, "AP-055"),
        ("/api/v1/cities/cross?y=nothing", 400, "AP-055"),
        ("/api/v1/cities/cross?group=nothing", 400, "AP-056"),
        ("/api/v1/cities/cross?city=nothing", 404, "AP-057"),
        ("/api/v1/cities/cross?year=1900", 400, "AP-058"),
        ("/api/v1/cities/cross?x=a&x=b", 400, "AP-006"),
        ("/api/v1/cities/trend?indicator=nothing", 400, "AP-055"),
        ("/api/v1/cities/trend?group=nothing", 400, "AP-056"),
        ("/api/v1/cities/trend?city=nothing", 404, "AP-057"),
        ("/api/v1/cities/trend?with=nothing", 404, "AP-057"),
        ("/api/v1/cities/trend?city=401005&city=401307", 400, "AP-006"),
        ("/api/v1/population?city=nothing", 404, "AP-057"),
        ("/api/v1/population?balance=0", 400, "AP-006"),
        ("/api/v1/population?balance=much", 400, "AP-006"),
        ("/api/v1/population?city=a&city=b", 400, "AP-006"),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        assert!(answer.header(header::CONTENT_TYPE).starts_with("application/problem+json"), "{path}");
        let problem = answer.json();
        assert_eq!(problem["code"], code, "{path}");
        assert_eq!(problem["status"], status, "{path}");
        assert_eq!(problem["type"], format!("urn:henkaku:problem:{code}"), "{path}");
        assert!(["title", "title_en", "detail"].iter().all(|key| problem[key].as_str().is_some_and(|t| !t.is_empty())));
    }
    let posted = site.post_form("/api/v1/programs", "a=b").await;
    assert_eq!((posted.status, posted.json()["code"].as_str()), (StatusCode::METHOD_NOT_ALLOWED, Some("AP-006")));
}

#[tokio::test]
async fn the_description_names_exactly_what_is_served() {
    let site = Site::with_programs().await;
    let answer = site.get("/api/openapi.json").await;
    assert!(answer.header(header::CONTENT_TYPE).starts_with("application/json"));
    let description = answer.json();
    assert!(description["openapi"].as_str().unwrap().starts_with("3."));

    let served: BTreeSet<String> = [include_str!("../src/api.rs"), include_str!("../src/published.rs")]
        .into_iter()
        .flat_map(|source| source.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap()))
        .filter(|route| route.starts_with("/api/v1/") || route.starts_with("/api/published"))
        // What catches addresses that lead nowhere is no address; a rest of a path is a name in the description.
        .filter(|route| !route.ends_with("{*rest}"))
        .map(|route| route.replace("{*", "{"))
        .collect();
    let described: BTreeSet<String> = description["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(described, served);
    assert_eq!(described.len(), 18);

    let mut references = Vec::new();
    collect(&description, "$ref", &mut references);
    assert!(references.len() > 10);
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("references stay in the document");
        assert!(description.pointer(pointer).is_some(), "{reference} leads nowhere");
    }

    // What is served has the fields that are described, no more and no fewer.
    assert!(site.app.load_demo_facilities_when_empty(&app::Actor::operator("system")).await.unwrap());
    for (path, route) in [
        ("/api/v1/programs", "/api/v1/programs"),
        ("/api/v1/programs/1", "/api/v1/programs/{id}"),
        ("/api/v1/indicators", "/api/v1/indicators"),
        ("/api/v1/plan", "/api/v1/plan"),
        ("/api/v1/glossary", "/api/v1/glossary"),
        ("/api/v1/cities/compare", "/api/v1/cities/compare"),
        ("/api/v1/cities/indicators", "/api/v1/cities/indicators"),
        ("/api/v1/cities/cross", "/api/v1/cities/cross"),
        ("/api/v1/cities/trend?with=401307", "/api/v1/cities/trend"),
        ("/api/v1/population?balance=6000", "/api/v1/population"),
        ("/api/v1/facilities", "/api/v1/facilities"),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let content = &description["paths"][route]["get"]["responses"]["200"]["content"]["application/json"];
        let mut faults = Vec::new();
        compare(&answer.json(), &content["schema"], &description, path, &mut faults);
        assert_eq!(faults, Vec::<String>::new());
    }
}

/// Every field that ends in `_yen` is a whole number or null.
fn assert_whole_yen(value: &Value, name: &str) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| assert_whole_yen(value, name)),
        Value::Array(items) => items.iter().for_each(|item| assert_whole_yen(item, name)),
        value if name.ends_with("_yen") => assert!(value.is_null() || value.is_i64(), "{name}: {value}"),
        _ => {}
    }
}

fn collect(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get(key).and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| collect(value, key, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, key, found)),
        _ => {}
    }
}

/// Holds a value against its schema: kinds, required fields, no field that is not described.
fn compare(value: &Value, schema: &Value, all: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return compare(value, all.pointer(&reference[1..]).unwrap(), all, at, faults);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return compare(value, &joined(parts, all), all, at, faults);
    }
    for choices in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[choices].as_array() {
            let fits = choices.iter().any(|choice| {
                let mut inner = Vec::new();
                compare(value, choice, all, at, &mut inner);
                inner.is_empty()
            });
            if !fits {
                faults.push(format!("{at}: {value} fits none of its choices"));
            }
            return;
        }
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    if !kinds.is_empty() && !kinds.contains(&kind) {
        faults.push(format!("{at}: {kind}, described as {kinds:?}"));
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| compare(item, &schema["items"], all, at, faults)),
        Value::Object(fields) => {
            for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !fields.contains_key(required) {
                    faults.push(format!("{at}: {required} is missing"));
                }
            }
            for (name, value) in fields {
                match schema["properties"].get(name) {
                    Some(schema) => compare(value, schema, all, &format!("{at}.{name}"), faults),
                    None => faults.push(format!("{at}: {name} is not described")),
                }
            }
        }
        _ => {}
    }
}

/// One schema of an object that has the fields of all of these.
fn joined(parts: &[Value], all: &Value) -> Value {
    let (mut properties, mut required) = (serde_json::Map::new(), Vec::new());
    for part in parts {
        let part = part["$ref"].as_str().map_or(part, |reference| all.pointer(&reference[1..]).unwrap());
        properties.extend(part["properties"].as_object().unwrap().clone());
        required.extend(part["required"].as_array().into_iter().flatten().cloned());
    }
    serde_json::json!({ "type": "object", "properties": properties, "required": required })
}
