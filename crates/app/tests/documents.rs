//! 文書 / Documents of an edition: made, kept, written whole or not at all, and checked, on both databases.

use std::collections::BTreeSet;
use std::path::Path;

use app::publishing::documents::{DocumentOrder, Kind, PdfCheck, kind_of};
use app::{Actor, App};

use crate::support::{Fresh, on_each_database, operator};

/// The demonstration with its edition.
async fn with_edition(fresh: &Fresh) -> &App {
    let app = &fresh.app;
    assert!(app.load_demo_when_empty(&operator()).await.unwrap());
    app.load_demo_reform_when_empty(&operator()).await.unwrap();
    assert!(app.load_demo_edition_when_empty(&operator()).await.unwrap());
    app
}

/// All but the evaluation, whose three thousand sheets `publish` itself tests: unoptimised they take minutes.
const BOOKS: [Kind; 4] = [Kind::ActionPlan, Kind::RoadmapBook, Kind::ReviewResults, Kind::PlanBook];

fn order(kinds: &[Kind]) -> DocumentOrder {
    DocumentOrder { kinds: kinds.to_vec(), without_pdf: true, ..DocumentOrder::default() }
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_made_kept_and_sound_and_made_again_they_are_the_same() {
    on_each_database(async |fresh| {
        let app = with_edition(fresh).await;
        let out = fresh.folder.path().join("documents");
        let made = app.make_documents(&operator(), &order(&BOOKS), &out).await.unwrap();
        assert_eq!((made.edition, made.files.len()), (1, 8));
        let mut expected = BTreeSet::new();
        for kind in BOOKS {
            expected.extend([format!("{}.json", kind.word()), format!("{}.xlsx", kind.word())]);
        }
        assert_eq!(names(&out), expected);
        let kept = app.edition_files(&Actor::visitor(), 1).await.unwrap();
        assert_eq!(kept.into_iter().map(|(name, ..)| name).collect::<BTreeSet<_>>(), expected);
        for kind in BOOKS {
            let file = out.join(format!("{}.json", kind.word()));
            let check = app.check_document(&operator(), &file, None).await.unwrap();
            assert_eq!(check.findings, [], "{}", check.title);
            assert_eq!((check.edition, check.pdf), (1, PdfCheck::NoPdf));
            assert!(check.figures > 20, "{}: {}", check.title, check.figures);
        }

        let again = fresh.folder.path().join("again");
        let made = app.make_documents(&operator(), &order(&[Kind::PlanBook]), &again).await.unwrap();
        assert!(made.files.iter().all(|file| file.was_kept));
        for name in ["plan-book.json", "plan-book.xlsx"] {
            assert_eq!(std::fs::read(again.join(name)).unwrap(), std::fs::read(out.join(name)).unwrap());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_changed_by_hand_is_found_and_files_that_are_no_documents_are_refused() {
    on_each_database(async |fresh| {
        let app = with_edition(fresh).await;
        let out = fresh.folder.path().join("documents");
        app.make_documents(&operator(), &order(&[Kind::ReviewResults]), &out).await.unwrap();
        let file = out.join("review-results.json");
        let json = std::fs::read_to_string(&file).unwrap();
        let count = r#""query":"programs/count","unit":"count","decimals":0,"shown":""#;
        let at = json.find(count).unwrap() + count.len();
        let forged = format!("{}9{}", &json[..at], &json[at..]);
        let forged = fresh.file("forged.json", forged);
        let check = app.check_document(&operator(), &forged, Some(1)).await.unwrap();
        let told: Vec<_> = check.findings.iter().map(|finding| (finding.kind.code, finding.query.as_str())).collect();
        assert_eq!(told, [("PU-040", "programs/count")]);
        assert!(check.findings[0].spot.to_string().starts_with("第1章"), "{}", check.findings[0].spot);

        let code =
            async |file: &Path, edition| app.check_document(&operator(), file, edition).await.unwrap_err().kind().code;
        assert_eq!(code(&fresh.file("x.json", "{\"blocks\": 1}"), None).await, "PU-049");
        assert_eq!(code(&fresh.folder.path().join("none.json"), None).await, "AP-004");
        assert_eq!(code(&file, Some(7)).await, "AP-002");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_where_something_is_in_the_way() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        let code = async |actor: &Actor, order: &DocumentOrder, out: &Path| {
            app.make_documents(actor, order, out).await.unwrap_err().kind().code
        };
        let out = fresh.folder.path().join("out");
        assert_eq!(code(&operator(), &order(&[]), &out).await, "AP-300", "nothing is published yet");
        with_edition(fresh).await;
        assert_eq!(code(&Actor::visitor(), &order(&[]), &out).await, "AP-001");
        std::fs::create_dir(&out).unwrap();
        std::fs::write(out.join("mine.txt"), "x").unwrap();
        assert_eq!(code(&operator(), &order(&[]), &out).await, "AP-345");
        assert_eq!(names(&out), BTreeSet::from(["mine.txt".to_owned()]));
        assert_eq!(kind_of("../plan").unwrap_err().kind().code, "AP-346");
        assert_eq!(kind_of("plan-book").unwrap(), Kind::PlanBook);
        assert!(names(fresh.folder.path()).iter().all(|name| !name.contains(".part-")), "nothing is left behind");
    })
    .await;
}
