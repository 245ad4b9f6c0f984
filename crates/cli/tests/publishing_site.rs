//! `henkaku publish site` as a person runs it: what it prints, what it refuses, and what is left when it is killed.

use crate::support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use app::App;
use app::sign_in::Origin;
use support::Place;

const FIRST_PASSWORD: &str = "hajimete-no-aikotoba";
const PASSWORD: &str = "jibun-de-eranda-aikotoba";
const ONE: &str = "https://one.example.jp";
const OTHER: &str = "https://other.example.jp/henkaku";

/// How often a run is killed while it writes.
const KILLS: u64 = 12;

/// So many programs, in three departments.
const PROGRAMS: usize = 240;

/// An inventory with an edition that somebody else approved, in the folder `data`; all of it by commands.
fn fill(place: &Place) {
    let mut csv = "年度,事業番号,事業名,部局,課,事業費（円）,方向性\n".to_owned();
    for number in 1..=PROGRAMS {
        let (department, cost) = (["道路課", "防災課", "図書館"][number % 3], number * 1_234_000);
        csv += &format!("令和6,{number:04},見本の事業{number},見本局,{department},{cost},継続\n");
    }
    place.file("programs.csv", csv);
    place.json(&["import", "programs", "programs.csv", "--format", "json"]);
    let person = ["people", "add", "honbu", "--name", "本部", "--role", "headquarters", "--password-stdin"];
    let prepare = ["publish", "edition", "prepare", "--reason", "はじめての公表"];
    let approve = ["publish", "edition", "approve", "1", "--login", "honbu"];
    let run = |command: &[&str], given: &str| {
        let done = place.run_with(command, given);
        assert_eq!(done.code, Some(0), "{command:?}: {}{}", done.out, done.err);
    };
    run(&person, FIRST_PASSWORD);
    run(&prepare, "");
    let early = place.run_with(&approve, FIRST_PASSWORD);
    assert!(early.code == Some(1) && early.err.contains("先にパスワードを変えてください"), "{}", early.err);
    choose_own_password(place);
    run(&approve, PASSWORD);
}

/// What a person does on the web before anything else.
fn choose_own_password(place: &Place) {
    let file = place.path().join("data/henkaku.sqlite");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = App::open(&format!("sqlite:{}", file.display()), None).await.unwrap();
        let from = Origin::default();
        let entered = app.sign_in("honbu", FIRST_PASSWORD, &from, None).await.unwrap();
        let signed_in = app.signed_in(&entered.token, true).await.unwrap().unwrap();
        app.change_own_password(&signed_in.actor, FIRST_PASSWORD, PASSWORD, &from).await.unwrap();
        app.close().await;
    });
}

/// Everything below a folder: path and bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(&here).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                    found.insert(name, fs::read(&path).unwrap());
                }
            }
        }
    }
    found
}

#[test]
fn a_site_is_written_once_and_then_only_where_it_changed() {
    let place = Place::new();
    let early = place.run(&["publish", "site", "out", "--data", "empty"]);
    assert_eq!(early.code, Some(1));
    assert!(early.err.contains("AP-300") && !place.path().join("out").exists(), "{}", early.err);

    fill(&place);
    let first = place.json(&["publish", "site", "out", "--data", "data", "--format", "json"]);
    assert_eq!(first["edition"], 1);
    assert_eq!(first["rewritten"], first["files"]);
    assert!(first["pages"].as_u64().unwrap() > 50, "{first}");
    let written = tree(&place.path().join("out"));
    assert_eq!(written.len() as u64, first["files"].as_u64().unwrap() + 1, "and the manifest");
    for page in
        ["index.html", "programs/index.html", "search/index.html", "downloads/index.html", "404.html", "en/index.html"]
    {
        assert!(written.contains_key(page), "{page}");
    }

    let again = place.run(&["publish", "site", "out", "--data", "data"]);
    assert_eq!(again.code, Some(0), "{}{}", again.out, again.err);
    assert!(again.out.starts_with("公表サイトを書き出しました（第1版）: out\n"), "{}", again.out);
    assert!(again.out.contains("書き直したファイル 0、消したファイル 0"), "{}", again.out);
    assert!(tree(&place.path().join("out")) == written, "the same edition gives the same bytes");
    let elsewhere = place.run(&["publish", "site", "copy", "--data", "data", "--edition", "1"]);
    assert_eq!(elsewhere.code, Some(0), "{}{}", elsewhere.out, elsewhere.err);
    assert!(tree(&place.path().join("copy")) == written);
}

#[test]
fn what_cannot_be_done_is_said_with_its_code_and_nothing_is_written() {
    let place = Place::new();
    fill(&place);
    let refused = |arguments: &[&str]| {
        let whole: Vec<&str> =
            ["publish", "site"].iter().chain(arguments).chain(&["--data", "data"]).copied().collect();
        let done = place.run(&whole);
        assert_eq!(done.code, Some(1), "{arguments:?}: {}", done.out);
        done.err
    };
    place.file("thesis.txt", "mine");
    fs::create_dir(place.path().join("full")).unwrap();
    place.file("full/thesis.txt", "mine");
    place.file("results.json", "{ no json");
    assert!(refused(&["full"]).contains("AP-320"));
    assert!(refused(&["thesis.txt"]).contains("AP-323"));
    assert!(refused(&["no/such/place"]).contains("AP-322"));
    assert!(refused(&["out", "--base-url", "www.example.jp"]).contains("AP-329"));
    assert!(refused(&["out", "--accessibility", "results.json"]).contains("AP-328"));
    assert!(refused(&["out", "--edition", "7"]).contains("第7版") || !place.path().join("out").exists());
    assert!(!place.path().join("out").exists());
    assert_eq!(fs::read_to_string(place.path().join("full/thesis.txt")).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_leaves_one_whole_site() {
    let place = Place::new();
    fill(&place);
    let out = place.path().join("out");
    let whole = |base_url: &str| {
        let done = place.run(&["publish", "site", "out", "--data", "data", "--base-url", base_url]);
        assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
        tree(&out)
    };
    let (other, one) = (whole(OTHER), whole(ONE));
    assert!(one != other && one.len() == other.len());
    let staged = place.path().join(".out.henkaku-new");
    let mut dice = 20_261_122_u64;
    let (mut while_writing, mut exchanged) = (0, 0);
    for kill in 0..KILLS {
        let target = if tree(&out) == one { OTHER } else { ONE };
        let arguments = ["publish", "site", "out", "--data", "data", "--base-url", target];
        let mut run = place.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let began = Instant::now();
        while !staged.exists() && run.try_wait().unwrap().is_none() && began.elapsed() < Duration::from_secs(120) {
            thread::sleep(Duration::from_micros(200));
        }
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        thread::sleep(Duration::from_micros((dice >> 33) % (1 + kill * 4_000)));
        // On Unix this is SIGKILL: the process gets no moment to put anything in order.
        let _ = run.kill();
        run.wait().unwrap();
        while_writing += u64::from(staged.exists());
        let now = tree(&out);
        assert!(now == one || now == other, "kill {kill}: the folder is one whole site and no mixture");
        exchanged += u64::from(if target == ONE { now == one } else { now == other });
    }
    assert!(while_writing > 0, "no kill came while the new site was being made ({exchanged} were exchanged)");
    assert!(whole(ONE) == one);
    assert!(!staged.exists(), "the next run clears away what was left");
}
