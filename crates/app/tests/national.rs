//! The national review sheets as an inventory: taken in, tried, taken in again, looked at.

use crate::support;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use app::national::{NationalImportReport, ReferenceQuery, ReferenceSort};
use app::{Actor, App, FiscalYear, ImportMode, InventoryKind, Stage};
use expect_test::expect_file;
use reform::logic_model::BreakKind;
use support::{on_each_database, operator};

async fn import(app: &App, folder: &Path, mode: ImportMode) -> NationalImportReport {
    app.import_national(&operator(), folder, mode).await.unwrap()
}

#[tokio::test]
async fn three_programs_come_with_two_models_and_three_relations() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        let tried = import(app, &three(), ImportMode::DryRun).await;
        assert_eq!((tried.outcome.unwrap().new, tried.reference.models_new, tried.changes_nothing()), (3, 2, false));
        assert_eq!(fresh.programs().await, 0, "a try leaves nothing");
        let done = import(app, &three(), ImportMode::Commit).await;
        assert_eq!((done.programs_seen, done.programs, done.models), (3, 3, (2, 9, 8)));
        assert_eq!((done.related, done.without_links, done.repeated_links), ((3, 1), 1, 1));
        assert_eq!((done.reference.models_new, done.reference.relations_new), (2, 3));
        assert_eq!(done.outcome.unwrap().import_id, Some(1));
        let total = done.totals[&(FiscalYear::new(2024).unwrap(), Stage::Current)];
        assert_eq!((total.accepted_yen, total.stated_yen, total.accounts_yen), (99_800_000, 99_800_000, 99_800_000));
        let record = app.import_record(&operator(), 1).await.unwrap();
        assert_eq!((record.row.header.source.as_str(), record.row.read), ("national-review-sheets", 3));
        assert_eq!(record.problems.len(), 3);
        let again = import(app, &three(), ImportMode::Commit).await;
        assert!(again.changes_nothing() && again.outcome.unwrap().import_id.is_none());
        assert_eq!((again.reference.models_unchanged, again.reference.relations_unchanged), (2, 3));
    })
    .await;
}

#[tokio::test]
async fn a_model_alone_that_changed_is_an_import_too() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        import(app, &three(), ImportMode::Commit).await;
        let folder = copy(fresh.folder.path());
        edit(&folder, "3-2", "年に百戸を改修する", "年に二百戸を改修する");
        let changed = import(app, &folder, ImportMode::Commit).await;
        assert_eq!((changed.outcome.unwrap().unchanged, changed.reference.models_changed), (3, 1));
        assert_eq!(changed.outcome.unwrap().import_id, Some(2));
        let found = app.reference_models(&Actor::visitor(), &search("102")).await.unwrap();
        let model = app.reference_model(&Actor::visitor(), found.rows[0].program).await.unwrap();
        assert_eq!((model.model.nodes()[1].label.as_str(), model.import_id), ("年に二百戸を改修する", 2));
    })
    .await;
}

#[tokio::test]
async fn an_unusable_folder_changes_nothing_and_says_why() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        let folder = copy(fresh.folder.path());
        let table = path_of(&folder, "2-1");
        std::fs::remove_file(&table).unwrap();
        let missing = import(app, &folder, ImportMode::Commit).await;
        assert!(missing.is_unusable() && missing.changes_nothing());
        assert_eq!(missing.problem_counts["IN-730"], 1);
        for name in ["2-1_a.csv", "2-1_b.csv"] {
            std::fs::write(folder.join(name), "x").unwrap();
        }
        let twice = import(app, &folder, ImportMode::Commit).await;
        assert_eq!(twice.problem_counts["IN-731"], 1);
        assert_eq!(fresh.programs().await, 0);
        let nowhere = app.import_national(&operator(), &folder.join("nowhere"), ImportMode::Commit).await;
        assert!(nowhere.is_err());
        let visitor = app.import_national(&Actor::visitor(), &three(), ImportMode::Commit).await;
        assert_eq!(visitor.unwrap_err().kind().code, "AP-001");
    })
    .await;
}

#[tokio::test]
async fn the_examples_go_with_the_first_real_sheets() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        assert!(app.load_demo_when_empty(&operator()).await.unwrap());
        let before = fresh.programs().await;
        let done = import(app, &three(), ImportMode::Commit).await;
        assert_eq!(done.outcome.unwrap().replaced_demo, before as u64);
        let state = app.inventory_state(&operator()).await.unwrap();
        assert_eq!((state.kind, state.programs), (InventoryKind::Real, 3));
    })
    .await;
}

#[tokio::test]
async fn models_are_found_by_program_department_and_break() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        import(app, &three(), ImportMode::Commit).await;
        let names = async |query: ReferenceQuery| -> Vec<String> {
            let found = app.reference_models(&Actor::visitor(), &query).await.unwrap();
            found.rows.into_iter().map(|row| row.external_id).collect()
        };
        assert_eq!(names(ReferenceQuery::default()).await, ["101", "102"]);
        assert_eq!(names(search("例示省 断熱")).await, ["102"]);
        assert_eq!(names(search("ない言葉")).await, Vec::<String>::new());
        let by_size = ReferenceQuery { sort: ReferenceSort::Size, ..ReferenceQuery::default() };
        assert_eq!(names(by_size).await, ["101", "102"]);
        let jumping = ReferenceQuery { check: Some(BreakKind::OneStageOnly), ..ReferenceQuery::default() };
        assert_eq!(names(jumping).await, ["102"]);
        let checks = app.reference_checks(&Actor::visitor()).await.unwrap();
        assert_eq!((checks.models, checks.nodes, checks.links, checks.programs_without_model), (2, 9, 8, 1));
        let jump = checks.checks.iter().find(|check| check.kind == BreakKind::JumpToTheEnd).unwrap();
        // Program 101: its output leads to a final outcome at once. Program 102: output and activity do.
        assert_eq!((jump.models, jump.places), (2, 3));
        assert_eq!(jump.examples[0].external_id, "102");
        assert_eq!((checks.departments.len(), checks.departments[0].models, checks.without_break), (1, 2, 0));
        let csv = String::from_utf8(checks.csv(app::chart::Lang::En).unwrap()).unwrap();
        assert!(csv.lines().nth(1).unwrap().starts_with("All,2,0,"), "{csv}");
    })
    .await;
}

/// The published sheets of 2024 whole; the summary is golden. Skipped, with a word, where the data is absent.
#[tokio::test]
async fn all_the_published_models_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let sheets = data.join("national-review-sheets-2024");
    if !sheets.is_dir() {
        eprintln!("skipped: the real data is not here ({})", sheets.display());
        return;
    }
    let url = format!("sqlite:{}", folder.path().join("t.sqlite").display());
    let app = App::open(&url, None).await.unwrap();
    let report = import(&app, &sheets, ImportMode::Commit).await;
    let total = report.totals[&(FiscalYear::new(2024).unwrap(), Stage::Current)];
    assert_eq!((report.outcome.unwrap().new, report.models), (5_664, (5_610, 36_456, 28_293)));
    assert_eq!(total.accepted_yen, 146_625_491_899_800);
    let in_store = app.overview(&operator()).await.unwrap();
    let current = in_store.totals.iter().find(|one| one.fiscal_year.start() == 2024 && one.stage == Stage::Current);
    assert_eq!(current.unwrap().cost.0, 146_625_491_899_800);
    let checks = app.reference_checks(&operator()).await.unwrap();
    let mut out = format!(
        "{} models, {} nodes, {} links; {} without break; {} programs without a model\n",
        checks.models, checks.nodes, checks.links, checks.without_break, checks.programs_without_model
    );
    for check in &checks.checks {
        writeln!(out, "{}: {} models, {} places", check.kind.word(), check.models, check.places).unwrap();
    }
    expect_file![root.join("cases/national/checks-2024.txt")].assert_eq(&out);
    let again = import(&app, &sheets, ImportMode::Commit).await;
    assert!(again.changes_nothing(), "the same folder changes nothing");
}

fn search(text: &str) -> ReferenceQuery {
    ReferenceQuery { text: text.to_owned(), ..ReferenceQuery::default() }
}

fn three() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/national/three-programs")
}

fn copy(to: &Path) -> PathBuf {
    let folder = to.join("copy");
    std::fs::create_dir(&folder).unwrap();
    for entry in std::fs::read_dir(three()).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    folder
}

fn path_of(folder: &Path, table: &str) -> PathBuf {
    let mut paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.find(|path| path.file_name().unwrap().to_string_lossy().starts_with(table)).unwrap()
}

fn edit(folder: &Path, table: &str, from: &str, to: &str) {
    let path = path_of(folder, table);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from));
    std::fs::write(&path, text.replace(from, to)).unwrap();
}
