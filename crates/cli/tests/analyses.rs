//! `henkaku check analyses`: a snapshot altered behind the program's back is reported with its code.

use crate::support;

use app::{Actor, App};
use support::Place;

/// Fills the database of a place with the demonstration and closes it.
fn fill(place: &Place) -> std::path::PathBuf {
    let folder = place.path().join("data");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("henkaku.sqlite");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = App::open(&format!("sqlite:{}", file.display()), None).await.unwrap();
        let actor = Actor::operator("tester");
        assert!(app.load_demo_when_empty(&actor).await.unwrap());
        app.load_demo_reform_when_empty(&actor).await.unwrap();
        app.close().await;
    });
    assert!(!file.with_extension("sqlite-wal").exists(), "the file holds everything");
    file
}

#[test]
fn snapshots_are_checked_and_an_altered_one_is_named() {
    let place = Place::new();
    let empty = place.run(&["check", "analyses", "--data", "empty"]);
    assert_eq!(empty.code, Some(0), "{}{}", empty.out, empty.err);
    assert_eq!(empty.out, "経営分析のスナップショット 0 件とロジックモデルの版: 問題ありません。\n");

    let file = fill(&place);
    let sound = place.run(&["check", "analyses", "--data", "data"]);
    assert_eq!(sound.code, Some(0), "{}{}", sound.out, sound.err);
    assert_eq!(sound.out, "経営分析のスナップショット 8 件とロジックモデルの版: 問題ありません。\n");

    // Whoever has the file can change it, whatever triggers the database has.
    let (honest, forged) =
        ("cluster\tpublic-investment-level\nstage\tanalysis\n", "cluster\tpublic-investment-level\nstage\tanalysiz\n");
    let mut bytes = std::fs::read(&file).unwrap();
    let places: Vec<usize> = bytes
        .windows(honest.len())
        .enumerate()
        .filter(|(_, part)| *part == honest.as_bytes())
        .map(|(at, _)| at)
        .collect();
    assert_eq!(places.len(), 1, "the text stands in the snapshot only");
    bytes[places[0]..places[0] + honest.len()].copy_from_slice(forged.as_bytes());
    std::fs::write(&file, bytes).unwrap();

    let altered = place.run(&["check", "analyses", "--data", "data"]);
    assert_eq!(altered.code, Some(1), "{}{}", altered.out, altered.err);
    assert!(altered.out.starts_with("AP-192 public-investment-level/2: "), "{}", altered.out);
    assert!(
        altered.out.ends_with(
            "経営分析のスナップショット 8 件のうち 1 件、ロジックモデルの版 0 件に、改ざんの疑いがあります。\n"
        ),
        "{}",
        altered.out
    );
}
