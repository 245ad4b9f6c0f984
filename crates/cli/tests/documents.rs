//! `henkaku publish documents` and `henkaku check document`, as a person runs them.

use crate::support;

use app::{Actor, App};
use support::Place;

/// The demonstration with its edition, in the folder `data`.
fn fill(place: &Place) {
    let folder = place.path().join("data");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("henkaku.sqlite");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = App::open(&format!("sqlite:{}", file.display()), None).await.unwrap();
        let actor = Actor::operator("tester");
        assert!(app.load_demo_when_empty(&actor).await.unwrap());
        app.load_demo_reform_when_empty(&actor).await.unwrap();
        assert!(app.load_demo_edition_when_empty(&actor).await.unwrap());
        app.close().await;
    });
}

#[test]
fn documents_are_written_checked_and_a_forged_one_is_named() {
    let place = Place::new();
    let early = place.run(&["publish", "documents", "out", "--data", "empty", "--without-pdf"]);
    assert_eq!(early.code, Some(1));
    assert!(early.err.contains("AP-300"), "{}", early.err);

    fill(&place);
    let made =
        place.run(&["publish", "documents", "out", "--data", "data", "--without-pdf", "--kind", "review-results"]);
    assert_eq!(made.code, Some(0), "{}{}", made.out, made.err);
    assert!(made.out.starts_with("review-results.json　"), "{}", made.out);
    assert!(
        made.out.ends_with("第1版の文書 2 ファイルを out に書き出しました。PDF は作っていません（--without-pdf）。\n"),
        "{}",
        made.out
    );
    let taken = place.run(&["publish", "documents", "out", "--data", "data", "--without-pdf"]);
    assert_eq!(taken.code, Some(1));
    assert!(taken.err.contains("AP-345"), "{}", taken.err);
    let unknown = place.run(&["publish", "documents", "new", "--data", "data", "--kind", "novel"]);
    assert!(unknown.code == Some(1) && unknown.err.contains("AP-346"), "{}", unknown.err);
    assert!(!place.path().join("new").exists());

    let sound = place.run(&["check", "document", "out/review-results.json", "--data", "data"]);
    assert_eq!(sound.code, Some(0), "{}{}", sound.out, sound.err);
    assert!(sound.out.contains("問題ありません。PDF との突合は省きました"), "{}", sound.out);

    let file = place.path().join("out/review-results.json");
    let json = std::fs::read_to_string(&file).unwrap();
    let forged = json.replacen("六つの視点から点検しました。", "六つの視点から点検し、12億円を生みました。", 1);
    assert_ne!(forged, json);
    std::fs::write(&file, forged).unwrap();
    let told = place.run(&["check", "document", "out/review-results.json", "--data", "data"]);
    assert_eq!(told.code, Some(1), "{}{}", told.out, told.err);
    assert!(told.out.starts_with("PU-046 第1章　点検の概要 › 本文\n"), "{}", told.out);
    assert!(told.out.contains("12億") && told.out.contains("指摘が 1 件あります。"), "{}", told.out);
    let machine = place.run(&["check", "document", "out/review-results.json", "--data", "data", "--format", "json"]);
    assert!(machine.out.contains("\"code\": \"PU-046\""), "{}", machine.out);
}
