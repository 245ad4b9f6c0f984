//! The workbook through LibreOffice: opened, edited and saved there, sent back here. Skipped where LibreOffice is missing.
#![allow(clippy::print_stdout)]

use crate::reviewing_support;
use crate::support;

use std::path::{Path, PathBuf};
use std::process::Command;

use app::review::{SheetQuery, Side, WorkbookDecisions, WorkbookOutcome, WorkbookPreview};
use reviewing_support::Hall;
use support::{Fresh, on_each_database};

/// Whether LibreOffice and its Python bridge are there; says so when not.
fn has_libreoffice() -> bool {
    let works = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    let found = works("sh", &["-c", "command -v soffice"]) && works("/usr/bin/python3", &["-c", "import uno"]);
    if !found {
        println!("skipped: soffice or its python3-uno is not installed (scripts/libreoffice.sh)");
    }
    found
}

/// Edits the workbook in LibreOffice and gives what it saved and what it saw.
fn edited(folder: &Path, name: &str, bytes: &[u8], edits: &[&str]) -> (Vec<u8>, String) {
    let (source, target) = (folder.join("in.xlsx"), folder.join(name));
    std::fs::write(&source, bytes).unwrap();
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../cases/review_workbook/edit.py");
    let output = Command::new("/usr/bin/python3")
        .arg(script)
        .args([&source, &target, &folder.join("profile")])
        .args(edits)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (std::fs::read(target).unwrap(), String::from_utf8(output.stdout).unwrap())
}

async fn ready(fresh: &Fresh) -> (Hall, Vec<u8>) {
    let hall = Hall::open(fresh).await;
    hall.complete(&hall.hanako, hall.drill).await;
    let texts = [
        ("direction-reason", "=1+1\n一行目　\n\u{2003}二行目 😀髙﨑 _x000D_"),
        ("kpi.k9.target", "30.50"),
        ("measure.m1.text", "印刷をやめる"),
        ("measure.m1.effect-yen", "1234567890123"),
        ("measure.m1.effect-general-yen", "-5"),
        ("measure.m1.first-year", "2026"),
        ("measure.m1.recurring", "yes"),
    ];
    hall.write(&hall.hanako, hall.drill, &texts).await;
    let query = SheetQuery { only_mine: true, ..SheetQuery::default() };
    let bytes = hall.app.download_workbook(&hall.hanako, hall.year, &query).await.unwrap().1;
    (hall, bytes)
}

async fn preview(hall: &Hall, name: &str, bytes: Vec<u8>) -> WorkbookPreview {
    hall.app.preview_workbook(&hall.hanako, hall.year, name, bytes).await.unwrap()
}

#[tokio::test]
async fn saved_again_without_a_change_it_changes_nothing_as_xlsx_and_as_ods() {
    if !has_libreoffice() {
        return;
    }
    on_each_database(async |fresh| {
        let (hall, bytes) = ready(fresh).await;
        for name in ["again.xlsx", "again.ods"] {
            let (saved, told) = edited(fresh.folder.path(), name, &bytes, &[]);
            let looked = preview(&hall, name, saved).await;
            assert_eq!(looked.problems, [], "{name}");
            assert_eq!((looked.change_count(), looked.unchanged), (0, 1), "{name}: {:?}", looked.sheets);
            // What LibreOffice sees of the drop-downs, the locks and the hidden pages.
            assert!(told.contains(r#""name": "henkaku", "visible": false, "protected": true"#), "{told}");
            for page in ["点検", "取組", "指標"] {
                let at = told.find(page).unwrap();
                let page = &told[at..at + told[at..].find('}').unwrap()];
                assert!(page.contains(r#""protected": true"#) && !page.contains(r#""lists": 0"#), "{page}");
                assert!(!page.contains(r#""open": 0"#), "{page}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn drop_downs_locks_and_the_hidden_page_survive_being_saved() {
    if !has_libreoffice() {
        return;
    }
    on_each_database(async |fresh| {
        let (_, bytes) = ready(fresh).await;
        let (saved, before) = edited(fresh.folder.path(), "once.xlsx", &bytes, &[]);
        let (_, after) = edited(fresh.folder.path(), "twice.xlsx", &saved, &[]);
        assert_eq!(before, after);
    })
    .await;
}

#[tokio::test]
async fn what_is_written_there_arrives_here_cell_by_cell() {
    if !has_libreoffice() {
        return;
    }
    on_each_database(async |fresh| {
        let (hall, bytes) = ready(fresh).await;
        let edits = [
            "点検!G4=改善が必要",
            "点検!H4=紙の申込みが\n残っている",
            "取組!H4:=250000",
            "取組!I4=２５０，０００円",
            "取組!A5=0101　防災訓練",
            "取組!C5=受付を一つにする",
            "取組!E5:=2027",
            "取組!H5=三十万",
            "=指標>KPIの表",
        ];
        let (saved, _) = edited(fresh.folder.path(), "edited.xlsx", &bytes, &edits);
        let looked = preview(&hall, "書いた.xlsx", saved).await;
        let problems: Vec<String> = looked
            .problems
            .iter()
            .map(|problem| {
                let place = &problem.place;
                let column = place.column.as_deref().unwrap_or_default();
                format!("{} {}{}", problem.kind.code, column, place.row.unwrap_or_default())
            })
            .collect();
        assert_eq!(problems, ["IN-721 H5"]);
        let first = hall.app.viewpoints()[0].0;
        let changes: Vec<(String, String)> =
            looked.sheets[0].changes.iter().map(|change| (change.field.clone(), change.after.clone())).collect();
        let expected = [
            (format!("check.{first}.judgement"), "improve"),
            (format!("check.{first}.reason"), "紙の申込みが\n残っている"),
            ("measure.m1.effect-general-yen".into(), "250000"),
            ("measure.m1.effect-yen".into(), "250000"),
            ("measure.m2.first-year".into(), "2027"),
            ("measure.m2.text".into(), "受付を一つにする"),
        ];
        assert_eq!(changes, expected.map(|(field, text)| (field, text.to_owned())));
        let decisions = WorkbookDecisions { fingerprint: looked.fingerprint.clone(), ..WorkbookDecisions::default() };
        let id = looked.workbook.as_ref().unwrap().id;
        let outcome = hall.app.confirm_workbook(&hall.hanako, id, &decisions).await.unwrap();
        assert!(matches!(outcome, WorkbookOutcome::Applied { fields: 6, sheets: 1 }), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn a_measure_emptied_there_and_changed_here_is_decided_as_a_whole() {
    if !has_libreoffice() {
        return;
    }
    on_each_database(async |fresh| {
        let (hall, bytes) = ready(fresh).await;
        let empty = ["取組!C4=", "取組!E4=", "取組!G4=", "取組!H4=", "取組!I4="];
        let (saved, _) = edited(fresh.folder.path(), "emptied.xlsx", &bytes, &empty);
        let alone = preview(&hall, "やめる.xlsx", saved.clone()).await;
        assert_eq!((alone.change_count(), alone.conflict_count()), (5, 0), "{:?}", alone.problems);
        hall.write(&hall.jiro, hall.drill, &[("measure.m1.effect-yen", "900")]).await;
        let looked = preview(&hall, "やめる.xlsx", saved).await;
        let keys: Vec<&str> = looked.sheets[0].conflicts.iter().map(|conflict| conflict.key.as_str()).collect();
        assert_eq!(keys, ["measure.m1"; 5]);
        let sides = [((looked.sheets[0].sheet, "measure.m1".to_owned()), Side::Mine)].into();
        let decisions = WorkbookDecisions { fingerprint: looked.fingerprint.clone(), sides };
        let id = looked.workbook.as_ref().unwrap().id;
        let outcome = hall.app.confirm_workbook(&hall.hanako, id, &decisions).await.unwrap();
        assert!(matches!(outcome, WorkbookOutcome::Applied { fields: 5, sheets: 1 }), "{outcome:?}");
        let view = hall.app.review_sheet(&hall.hanako, hall.year, hall.drill).await.unwrap();
        assert_eq!(view.fields.measure_ids(), Vec::<&str>::new());
    })
    .await;
}
