//! `henkaku publish data`, as a person runs it, and what others' programs say of the folder: the official profiles.
#![expect(
    clippy::print_stdout,
    reason = "what an independent program found, and why it did not look, is for whoever reads the log"
)]

use crate::support;

use std::path::{Path, PathBuf};
use std::process::Command;

use app::{Actor, App};
use serde_json::{Value, json};
use support::{Place, repository};

/// A place where the whole demonstration is published as edition 1.
fn published() -> Place {
    let place = Place::new();
    std::fs::create_dir_all(place.path().join("data")).unwrap();
    let url = format!("sqlite:{}", place.path().join("data/henkaku.sqlite").display());
    let job = async {
        let (app, system) = (App::open(&url, None).await.unwrap(), Actor::operator("system"));
        assert!(app.load_demo_when_empty(&system).await.unwrap());
        assert!(app.load_demo_facilities_when_empty(&system).await.unwrap());
        assert!(app.load_demo_review_when_empty(&system).await.unwrap());
        app.load_demo_people_when_empty(&system).await.unwrap();
        app.load_demo_reform_when_empty(&system).await.unwrap();
        assert!(app.load_demo_edition_when_empty(&system).await.unwrap());
        app.close().await;
    };
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(job);
    place
}

fn table(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(format!("{name}.json"))).unwrap()).unwrap()
}

#[test]
fn the_demonstration_is_valid_open_data_to_the_official_profiles() {
    let place = published();
    let out = place.path().join("open");
    let done =
        place.json(&["publish", "data", "open", "--base-url", "https://www.example.jp/data", "--format", "json"]);
    assert_eq!((done["edition"].as_i64(), done["folder"].as_str()), (Some(1), Some("open")));
    let again =
        place.json(&["publish", "data", "open", "--base-url", "https://www.example.jp/data/", "--format", "json"]);
    assert_eq!(
        (again["rewritten"].as_u64(), &again["bytes"]),
        (Some(0), &done["bytes"]),
        "the same edition, the same bytes"
    );

    // What the items say, counted without the tables.
    let listed = serde_json::from_slice::<Value>(&std::fs::read(out.join("items/index.json")).unwrap()).unwrap();
    let programs: Vec<&Value> =
        listed["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "program").collect();
    let mut cost = std::collections::BTreeMap::new();
    for item in &programs {
        let file = out.join(item["file"].as_str().unwrap());
        let program: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let mut of_this_sheet = std::collections::BTreeMap::<(String, i64, String), i64>::new();
        for money in program["money"].as_array().unwrap() {
            let word = |value: &Value| value.as_str().unwrap().to_owned();
            let key = (word(&program["id"]), money["year"].as_i64().unwrap(), word(&money["stage"]));
            *of_this_sheet.entry(key).or_default() += money["cost_yen"].as_i64().unwrap();
        }
        // Sheets come by year, so that the later speaks.
        cost.extend(of_this_sheet);
    }
    let cost: i64 = cost.values().sum();
    assert!(programs.len() > 1_000 && cost > 0, "{} programs, {cost} yen", programs.len());
    let rows = |name: &str| table(&out, name)["rows"].as_array().unwrap().len();
    assert_eq!(rows("programs"), programs.len());
    for name in
        ["clusters", "cluster-members", "roadmap-bars", "facilities", "glossary", "plan-figures", "reviews", "outlook"]
    {
        assert!(rows(name) > 0, "{name} is empty");
    }

    let expected =
        place.file("expected.json", json!({ "cost_yen": cost, "rows": { "programs": programs.len() } }).to_string());
    let Some(python) = python() else { return };
    let validate = |expected: &Path| {
        let script = repository().join("tests/open-data/validate.py");
        let done = Command::new(&python).arg(script).arg(&out).arg("--expect").arg(expected).output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        (done.status.success(), said)
    };
    let (is_valid, said) = validate(&expected);
    println!("{said}");
    assert!(is_valid, "{said}");
    assert!(said.contains("a valid fiscal-data-package") && said.contains("frictionless agrees"), "{said}");

    // It finds what is wrong: a row without its partner, a wrong total.
    let members = out.join("cluster-members.csv");
    let text = std::fs::read_to_string(&members).unwrap();
    let (head, rest) = text.split_once("\r\n").unwrap();
    let first = rest.lines().next().unwrap();
    let mut cells: Vec<&str> = first.split(',').collect();
    cells[1] = "no-such-cluster";
    std::fs::write(&members, format!("{head}\r\n{}\r\n{}", cells.join(","), rest)).unwrap();
    let wrong = place.file("wrong.json", json!({ "cost_yen": cost + 1 }).to_string());
    let (is_valid, said) = validate(&wrong);
    assert!(
        !is_valid && said.contains("FAULT cluster-members") && said.contains("FAULT program-money adds up"),
        "{said}"
    );
}

/// Python with the validators, in an environment of its own under `target`; prints why it cannot be had.
fn python() -> Option<PathBuf> {
    let folder = repository().join("target/open-data-venv");
    let python = folder.join("bin/python");
    let needs = repository().join("tests/open-data/requirements.txt");
    let run = |program: &Path, arguments: &[&str]| {
        Command::new(program).args(arguments).output().map_err(|error| error.to_string()).and_then(|done| {
            if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).into_owned()) }
        })
    };
    let is_there = || run(&python, &["-c", "import datapackage, frictionless, rdflib"]);
    if is_there().is_ok() {
        return Some(python);
    }
    let needs = needs.display().to_string();
    let made = run(Path::new("python3"), &["-m", "venv", &folder.display().to_string()])
        .and_then(|()| run(&python, &["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", &needs]))
        .and_then(|()| is_there());
    match made {
        Ok(()) => Some(python),
        Err(reason) => {
            println!("skipped the official profiles: python3, pip or the network is missing: {}", reason.trim());
            None
        }
    }
}

#[test]
fn what_cannot_be_written_says_why_and_touches_nothing() {
    let place = Place::new();
    let nothing = place.run(&["publish", "data", "open"]);
    assert!(nothing.code == Some(1) && nothing.err.contains("AP-300"), "{}", nothing.err);
    assert!(!place.path().join("open").exists());
    for address in ["www.example.jp", "https://", "https://www.example.jp/?a=1", "javascript:alert(1)"] {
        let bad = place.run(&["publish", "data", "open", "--base-url", address]);
        assert!(bad.code == Some(1) && bad.err.contains("--base-url"), "{address}: {}", bad.err);
    }
}
