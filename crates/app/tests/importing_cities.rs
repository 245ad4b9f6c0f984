//! Importing published figures of cities as a use case: tried, committed, refused, repeated, held against each other.

use crate::support;

use std::path::{Path, PathBuf};

use app::{Actor, AppError, AuditVerdict, CityFile, CityImportReport, FiscalYear, ImportMode};
use support::{Fresh, on_each_database, operator};

const TABLE: &str = "都道府県名,団体名,財政力指数,経常収支比率,将来負担比率
福岡県,北九州市,0.70,96.3,150.0
福岡県,福岡市,0.88,90.3,82.9
大阪府,大阪市,0.92,85.1,-
政令指定都市平均,,0.84,92.7,72.8
";

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

async fn take(fresh: &Fresh, files: &[PathBuf], what: &CityFile, mode: ImportMode) -> Vec<CityImportReport> {
    fresh.app.import_city_files(&operator(), files, what, mode).await.unwrap()
}

async fn take_table(fresh: &Fresh, name: &str, content: &str, mode: ImportMode) -> CityImportReport {
    let file = fresh.file(name, content);
    take(fresh, &[file], &CityFile::Indicators(None), mode).await.remove(0)
}

async fn audit_rows(fresh: &Fresh) -> i64 {
    match fresh.app.verify_audit(&operator()).await.unwrap() {
        AuditVerdict::Intact { rows, .. } => rows,
        AuditVerdict::Broken { .. } => panic!("the chain is broken"),
    }
}

#[tokio::test]
async fn a_try_changes_nothing_and_a_repetition_neither() {
    on_each_database(async |fresh| {
        let tried = take_table(fresh, "R3.csv", TABLE, ImportMode::DryRun).await;
        assert_eq!(tried.outcome.as_ref().unwrap().new, 12);
        assert_eq!(audit_rows(fresh).await, 0);
        let done = take_table(fresh, "R3.csv", TABLE, ImportMode::Commit).await;
        // Three designated cities are named by their figures; seventeen are missing from the table.
        let outcome = done.outcome.unwrap();
        assert_eq!((outcome.new, outcome.new_cities, done.problem_counts.get("IN-608")), (12, 3, Some(&17)));
        assert_eq!(audit_rows(fresh).await, 1);
        let again = take_table(fresh, "R3.csv", TABLE, ImportMode::Commit).await;
        assert!(again.changes_nothing());
        assert_eq!(audit_rows(fresh).await, 1);
        let changed = take_table(fresh, "R3.csv", &TABLE.replace("96.3", "96.4"), ImportMode::Commit).await;
        let outcome = changed.outcome.unwrap();
        assert_eq!((outcome.replaced, outcome.changed, outcome.unchanged), (true, 1, 11));
        assert_eq!(audit_rows(fresh).await, 2);
    })
    .await;
}

#[tokio::test]
async fn of_several_files_all_come_in_or_none() {
    on_each_database(async |fresh| {
        let good = fresh.file("R3.csv", TABLE);
        let bad = fresh.file("R4.csv", "都道府県名,団体名\n福岡県,北九州市\n");
        let reports = take(fresh, &[good, bad], &CityFile::Indicators(None), ImportMode::Commit).await;
        let seen: Vec<(bool, bool)> =
            reports.iter().map(|report| (report.is_unusable, report.outcome.is_none())).collect();
        assert_eq!(seen, [(false, true), (true, true)]);
        assert_eq!(audit_rows(fresh).await, 0);
        let missing = [fresh.folder.path().join("no-such-file.csv")];
        let what = CityFile::Indicators(None);
        let refused = fresh.app.import_city_files(&operator(), &missing, &what, ImportMode::Commit).await;
        assert!(matches!(refused, Err(AppError::File { .. })));
    })
    .await;
}

#[tokio::test]
async fn only_the_operator_may_import() {
    on_each_database(async |fresh| {
        let file = fresh.file("R3.csv", TABLE);
        for mode in [ImportMode::DryRun, ImportMode::Commit] {
            let what = CityFile::Indicators(None);
            let refused =
                fresh.app.import_city_files(&Actor::visitor(), std::slice::from_ref(&file), &what, mode).await;
            assert!(matches!(refused, Err(AppError::Denied(_))));
            let refused = fresh.app.try_city_upload(&Actor::visitor(), "R3.csv", TABLE.into(), &what).await;
            assert!(matches!(refused, Err(AppError::Denied(_))));
            let refused = fresh.app.confirm_city_upload(&Actor::visitor(), 1).await;
            assert!(matches!(refused, Err(AppError::Denied(_))));
        }
    })
    .await;
}

#[tokio::test]
async fn another_file_that_says_otherwise_is_told_with_its_row() {
    on_each_database(async |fresh| {
        take_table(fresh, "R3.csv", TABLE, ImportMode::Commit).await;
        let other = TABLE.replace("82.9", "83.0");
        let report = take_table(fresh, "令和3年度.csv", &other, ImportMode::Commit).await;
        assert_eq!(report.problem_counts.get("IN-616"), Some(&1));
        let told: Vec<String> = report
            .problems
            .iter()
            .filter(|problem| problem.kind.code == "IN-616")
            .map(|problem| format!("{} {}", problem.place, problem.excerpt))
            .collect();
        assert_eq!(told, ["令和3年度.csv:3 › 将来負担比率 40130 福岡市 2021: 83.0 ≠ 82.9 (R3.csv)"]);
        let outcome = report.outcome.unwrap();
        assert_eq!((outcome.replaced, outcome.new), (false, 12), "a file of its own, not a replacement");
    })
    .await;
}

#[tokio::test]
async fn mappings_are_found_by_name_by_file_and_in_the_data_folder() {
    on_each_database(async |fresh| {
        let mapping = "name = \"own\"\nkind = \"settlement-cards\"\ntitle_ja = \"独自\"\ntitle_en = \"Own\"
[city]\ncode = \"401005\"\nyear = \"年度\"\n[[columns]]\nunit = \"千円\"\nblank = \"missing\"\n[columns.of]\nlocal-tax = \"市税\"\n";
        let path = fresh.file("own.toml", mapping);
        let cards = fresh.file("cards.csv", "年度,市税\n令和3,100\n令和4,110\n");
        let by = |name: String| CityFile::Cards(name, None);
        let report = take(fresh, std::slice::from_ref(&cards), &by(path.display().to_string()), ImportMode::DryRun).await.remove(0);
        assert_eq!((report.read, report.figures), (2, 2));
        let what = by("own".into());
        let unknown = fresh.app.import_city_files(&operator(), std::slice::from_ref(&cards), &what, ImportMode::DryRun).await;
        assert!(matches!(unknown, Err(AppError::UnknownMapping { known, .. }) if known.contains("settlement-card")));

        let folder = fresh.folder.path().join("mappings");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("own.toml"), mapping).unwrap();
        let mut app = fresh.app.clone();
        app.add_mappings(&folder).unwrap();
        let report = app.import_city_files(&operator(), &[cards], &what, ImportMode::DryRun).await.unwrap().remove(0);
        assert_eq!(report.figures, 2);
        std::fs::write(folder.join("own.toml"), mapping.replace("千円", "万円")).unwrap();
        assert!(matches!(app.add_mappings(&folder), Err(AppError::Faulty(_))));
    })
    .await;
}

#[tokio::test]
async fn an_upload_is_tried_and_then_confirmed_by_the_same_person() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        let what = CityFile::Indicators(Some(year(2021)));
        let tried = app.try_city_upload(&operator(), "表.csv", TABLE.into(), &what).await.unwrap();
        let upload = tried.upload.unwrap();
        assert_eq!((tried.outcome.unwrap().new, app.city_sources(&Actor::visitor()).await.unwrap().len()), (12, 0));
        let other = app.confirm_city_upload(&Actor::operator("somebody else"), upload).await;
        assert!(matches!(other, Err(AppError::NotFound { .. })));
        let done = app.confirm_city_upload(&operator(), upload).await.unwrap();
        assert_eq!((done.year, done.outcome.unwrap().new), (Some(year(2021)), 12));
        assert_eq!(app.city_sources(&Actor::visitor()).await.unwrap()[0].file_name, "表.csv");
        // An upload of programs is none of figures, nor the other way round.
        let programs = app.try_upload(&operator(), "a.csv", "standard", support::PROGRAMS.into()).await.unwrap();
        let wrong = app.confirm_city_upload(&operator(), programs.upload.unwrap()).await;
        assert!(matches!(wrong, Err(AppError::NotFound { .. })));
        assert!(app.confirm_upload(&operator(), upload).await.is_err());
        // No file of this machine is read as a mapping for somebody who sends another.
        let path = fresh.file("own.toml", "name = \"x\"").display().to_string();
        let refused = app.try_city_upload(&operator(), "c.csv", TABLE.into(), &CityFile::Cards(path, None)).await;
        assert!(matches!(refused, Err(AppError::UnknownMapping { .. })));
        let too_large = vec![b' '; app::MAX_UPLOAD_BYTES as usize + 1];
        let refused = app.try_city_upload(&operator(), "c.csv", too_large, &what).await;
        assert!(matches!(refused, Err(AppError::TooLarge { .. })));
    })
    .await;
}

/// Every real file, in the order a person would take them; skipped where they are absent.
#[tokio::test]
async fn the_published_files_agree_but_for_five_figures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if !data.join("ministry-fiscal-indicators").exists() {
        eprintln!("skipped: the real data is not here ({})", data.display());
        return;
    }
    on_each_database(async |fresh| {
        let one = |path: &str| vec![data.join(path)];
        let codes = one("municipality-codes/localgovjp-utf8.csv");
        let report = take(fresh, &codes, &CityFile::Municipalities, ImportMode::Commit).await.remove(0);
        assert_eq!(report.outcome.unwrap().new_cities, 1_916);
        let mut tables: Vec<PathBuf> = std::fs::read_dir(data.join("ministry-fiscal-indicators"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        tables.sort();
        let reports = take(fresh, &tables, &CityFile::Indicators(None), ImportMode::Commit).await;
        assert_eq!((reports.len(), reports.iter().map(|report| report.figures).sum::<u64>()), (17, 1_764));
        assert!(reports.iter().all(|report| report.outcome.as_ref().unwrap().disagreement_count == 0));
        let csv = ["政令指定都市の主要財政指標.csv", "市町村財政資料.csv"]
            .map(|name| data.join("fiscal-indicators-2023").join(name));
        let reports = take(fresh, &csv, &CityFile::Indicators(Some(year(2023))), ImportMode::Commit).await;
        assert!(reports.iter().all(|report| report.outcome.as_ref().unwrap().disagreement_count == 0));
        let cards = one("settlement-cards-2023/municipalities.csv");
        let what = CityFile::Cards(CityFile::DEFAULT_CARDS.into(), Some(year(2023)));
        let report = take(fresh, &cards, &what, ImportMode::Commit).await.remove(0);
        assert_eq!((report.read, report.figures), (1_741, 174_100));
        // The cards were corrected after the ministry's table, or the other way round.
        assert_eq!(report.problem_counts.get("IN-616"), Some(&5), "{:?}", report.problems);
        let again = take(fresh, &cards, &what, ImportMode::Commit).await.remove(0);
        assert!(again.changes_nothing());
        let series = one("toyohashi-facilities/toyohashi_kessancard_timeseries.csv");
        let what = CityFile::Cards("settlement-card-timeseries".into(), None);
        let report = take(fresh, &series, &what, ImportMode::Commit).await.remove(0);
        // 0.982 in the city's own card is 0.98 in the ministry's table.
        assert_eq!((report.read, report.problem_counts.get("IN-616")), (23, None), "{:?}", report.problems);
        let people = one("population-projection-2023/municipalities.csv");
        let report = take(fresh, &people, &CityFile::Population, ImportMode::Commit).await.remove(0);
        assert_eq!((report.figures, report.problem_counts.get("IN-615")), (17_280, Some(&19)));
        assert_eq!(audit_rows(fresh).await, 1 + 17 + 2 + 1 + 1 + 1);
    })
    .await;
}
