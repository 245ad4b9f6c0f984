//! Facilities from a file to the totals, the ages and the renewal costs.

use crate::support;

use app::facilities::renewal::{AreaReduction, Frame, Terms, compare};
use app::facilities::{FacilityKind, FacilityQuery, FacilitySort};
use app::{Actor, App, FileFormat, ImportMode, InventoryKind, Quantity, Yen};
use std::path::{Path, PathBuf};

const OKU: i64 = 100_000_000;

async fn fresh() -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("t.sqlite").display());
    let app = App::open(&url, None).await.unwrap();
    (folder, app)
}

fn operator() -> Actor {
    Actor::operator("tester")
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

const LIST: &str = "施設番号,施設名,分類,延床面積（㎡）,建築年度,大規模改修,支出（円）\n\
                    1,東小学校,学校教育系施設,10000,1975,未,50\n\
                    2,西住宅,公営住宅,2000.5,2000,未,\n\
                    3,児童クラブ（東小学校内）,子育て支援施設,,,,7\n";

#[tokio::test]
async fn a_list_is_taken_wholly_or_not_at_all() {
    let (folder, app) = fresh().await;
    let bad = write(folder.path(), "bad.csv", &format!("{LIST}4,北住宅,公営住宅,-5,1980,未,\n"));
    let report = app.import_facilities(&operator(), &bad, "standard-facilities", ImportMode::Commit).await.unwrap();
    assert_eq!((report.read, report.accepted, report.is_refused()), (4, 3, true));
    assert_eq!(report.problem_counts["IN-622"], 1);
    assert_eq!(app.facilities(&operator()).await.unwrap().kind, InventoryKind::Empty);

    let good = write(folder.path(), "good.csv", LIST);
    let tried = app.import_facilities(&operator(), &good, "standard-facilities", ImportMode::DryRun).await.unwrap();
    assert_eq!((tried.outcome.unwrap().new, tried.changes_nothing()), (3, false));
    assert_eq!(app.facilities(&operator()).await.unwrap().kind, InventoryKind::Empty);
    let done = app.import_facilities(&operator(), &good, "standard-facilities", ImportMode::Commit).await.unwrap();
    assert_eq!(done.outcome.unwrap().import_id, Some(1));
    assert_eq!((done.totals.area_hundredths_m2, done.totals.inside_others), (1_200_050, 1));
    let again = app.import_facilities(&operator(), &good, "standard-facilities", ImportMode::Commit).await.unwrap();
    assert!(again.changes_nothing() && again.outcome.unwrap().unchanged == 3);
    let visitor = app.import_facilities(&Actor::visitor(), &good, "standard-facilities", ImportMode::Commit).await;
    assert_eq!(visitor.unwrap_err().kind().code, "AP-001");
}

#[tokio::test]
async fn the_examples_fill_an_empty_list_and_go_with_the_first_real_one() {
    let (folder, app) = fresh().await;
    assert!(app.load_demo_facilities_when_empty(&operator()).await.unwrap());
    assert!(!app.load_demo_facilities_when_empty(&operator()).await.unwrap());
    let inventory = app.facilities(&Actor::visitor()).await.unwrap();
    assert_eq!((inventory.kind, inventory.facilities.len()), (InventoryKind::Demo, 1_500));
    // 480万㎡ over the plan's 917,524 people.
    let shared = app.facility_area_per_citizen(&Actor::visitor(), None).await.unwrap().unwrap();
    assert_eq!((shared.population.people, shared.per_citizen_m2.to_string().as_str()), (917_524, "5.23"));
    assert_eq!(shared.published.area_per_citizen_m2.to_string(), "5.2");
    let given = app.facility_area_per_citizen(&Actor::visitor(), Some(1_000_000)).await.unwrap().unwrap();
    assert_eq!(given.per_citizen_m2.to_string(), "4.80");
    assert!(app.facility_area_per_citizen(&Actor::visitor(), Some(0)).await.is_err());

    let good = write(folder.path(), "good.csv", LIST);
    let done = app.import_facilities(&operator(), &good, "standard-facilities", ImportMode::Commit).await.unwrap();
    assert_eq!(done.outcome.unwrap().replaced_demo, 1_500);
    assert_eq!(app.facilities(&operator()).await.unwrap().facilities.len(), 3);
}

#[tokio::test]
async fn lists_are_searched_filtered_sorted_and_read_back_from_their_export() {
    let (folder, app) = fresh().await;
    let good = write(folder.path(), "good.csv", LIST);
    app.import_facilities(&operator(), &good, "standard-facilities", ImportMode::Commit).await.unwrap();
    let names = async |query: FacilityQuery| -> Vec<String> {
        let page = app.list_facilities(&operator(), &query).await.unwrap();
        page.rows.into_iter().map(|stored| stored.facility.name).collect()
    };
    let all = FacilityQuery::default();
    assert_eq!(names(all.clone()).await, ["東小学校", "西住宅", "児童クラブ（東小学校内）"]);
    assert_eq!(names(FacilityQuery { text: "東 小学校".into(), ..all.clone() }).await.len(), 2);
    let kind = Some(FacilityKind::PublicHousing);
    assert_eq!(names(FacilityQuery { kind, ..all.clone() }).await, ["西住宅"]);
    let large = FacilityQuery { area_from: Some(200_051), ..all.clone() };
    assert_eq!(names(large).await, ["東小学校"]);
    let old = FacilityQuery { built_to: app::FiscalYear::new(1999).ok(), ..all.clone() };
    assert_eq!(names(old).await, ["東小学校"]);
    assert_eq!(names(FacilityQuery { is_inside: true, ..all.clone() }).await, ["児童クラブ（東小学校内）"]);
    let young = FacilityQuery { sort: FacilitySort::Built, ..all.clone() };
    assert_eq!(names(young).await, ["西住宅", "東小学校", "児童クラブ（東小学校内）"]);

    let csv = app.export_facilities(&operator(), &all, FileFormat::Csv, String::new()).await.unwrap();
    let exported = folder.path().join("export.csv");
    std::fs::write(&exported, csv).unwrap();
    let again = app.import_facilities(&operator(), &exported, "standard-facilities", ImportMode::DryRun).await.unwrap();
    assert!(again.changes_nothing(), "{again:?}");
    assert!(again.problems.is_empty(), "{:?}", again.problems);
}

#[tokio::test]
async fn a_baseline_stands_beside_what_is_asked_and_comes_to_the_published_total() {
    let (folder, app) = fresh().await;
    let good = write(folder.path(), "good.csv", LIST);
    app.import_facilities(&operator(), &good, "standard-facilities", ImportMode::Commit).await.unwrap();
    let inventory = app.facilities(&operator()).await.unwrap();
    let parameters = &app.parameters().facilities;
    let frame = Frame { first_year: 2016, years: 40, calibrate_to: None, assets: Vec::new() };
    let plain = compare(&inventory, parameters, &frame, &Terms::default(), &Terms::default()).unwrap();
    // The school is the worked example of 50億円; the housing is repaired in 2030 at 2000.5㎡ × 17万円.
    assert_eq!(plain.baseline.total, Yen(50 * OKU + 340_085_000));
    assert_eq!((plain.reckoned, plain.left_out), ((2, 1_200_050), (0, 0)));
    assert_eq!(plain.baseline.backlog.repair, Yen(17 * OKU));
    assert_eq!(plain.baseline, plain.scenario);

    let calibrated = Frame { calibrate_to: Some((Yen(12_040 * OKU), 40)), ..frame.clone() };
    let dearer = Terms { price_factor: "1.5".parse().unwrap(), ..Terms::default() };
    let found = compare(&inventory, parameters, &calibrated, &Terms::default(), &dearer).unwrap();
    assert_eq!(found.baseline.total, Yen(12_040 * OKU));
    assert_eq!(found.baseline.yearly_mean, Yen(301 * OKU));
    assert_eq!(found.calibration.unwrap().model, plain.baseline.total);
    let half_more = found.scenario.total.0 as f64 / found.baseline.total.0 as f64;
    assert!((half_more - 1.5).abs() < 1e-9, "{half_more}");

    let reduced = Terms {
        reductions: vec![AreaReduction {
            kind: Some(FacilityKind::School),
            percent: Quantity::whole(100),
            first_year: 2016,
            last_year: 2016,
        }],
        ceiling: Some(Yen(100_000_000)),
        ..Terms::default()
    };
    let found = compare(&inventory, parameters, &frame, &Terms::default(), &reduced).unwrap();
    assert_eq!(found.scenario.total, Yen(340_085_000));
    let smoothed = found.scenario.smoothed.as_ref().unwrap();
    assert_eq!(smoothed.spent.iter().map(|spent| spent.0).max(), Some(100_000_000));
    assert_eq!(smoothed.spent.iter().map(|spent| spent.0).sum::<i64>(), 340_085_000);
    let unknown =
        compare(&inventory, parameters, &frame, &Terms::default(), &Terms { rule: "never".into(), ..reduced });
    assert_eq!(unknown.unwrap_err().kind().code, "AP-002");
}

/// The real list, skipped with a word where the data is absent.
#[tokio::test]
async fn the_list_of_a_real_city_is_imported_by_its_mapping() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let path = data.join("toyohashi-facilities/toyohashi_shisetsu_list.csv");
    if !path.exists() {
        eprintln!("skipped: the real data is not here ({})", path.display());
        return;
    }
    let (_folder, app) = fresh().await;
    let report = app.import_facilities(&operator(), &path, "toyohashi", ImportMode::Commit).await.unwrap();
    assert_eq!((report.read, report.accepted, report.totals.inside_others), (413, 413, 26));
    assert_eq!(report.totals.area_hundredths_m2, 122_694_330);
    assert_eq!(report.totals.cost, Some(Yen(69_301_420_876)));
    let shared = app.facility_area_per_citizen(&operator(), None).await.unwrap().unwrap();
    assert_eq!((shared.population.people, shared.per_citizen_m2.to_string().as_str()), (366_089, "3.35"));
    let housing = FacilityQuery { kind: Some(FacilityKind::PublicHousing), ..FacilityQuery::default() };
    let page = app.list_facilities(&operator(), &housing).await.unwrap();
    assert_eq!((page.totals.facilities, page.totals.cost), (24, Some(Yen(1_137_568_020))));
    let ages = app.facility_ages(&operator()).await.unwrap();
    assert_eq!(ages.dated_area_hundredths_m2, 122_694_330);
    assert!(ages.old_share.is_some_and(|share| (0.5..0.9).contains(&share)), "{:?}", ages.old_share);
}

#[tokio::test]
async fn a_list_that_came_over_the_web_is_kept_until_its_sender_confirms_it() {
    support::on_each_database(async |fresh| {
        let app = &fresh.app;
        let tried = app.try_facility_upload(&operator(), "一覧.csv", "standard-facilities", LIST.into()).await.unwrap();
        assert_eq!((tried.outcome.unwrap().new, tried.mode), (3, ImportMode::DryRun));
        assert_eq!(app.facilities(&operator()).await.unwrap().kind, InventoryKind::Empty);
        let upload = tried.upload.unwrap();
        let other = app.confirm_facility_upload(&Actor::operator("somebody else"), upload).await;
        assert_eq!(other.unwrap_err().kind().code, "AP-002");
        let done = app.confirm_facility_upload(&operator(), upload).await.unwrap();
        assert_eq!((done.file_name.as_str(), done.outcome.unwrap().import_id), ("一覧.csv", Some(1)));
        assert!(app.confirm_facility_upload(&operator(), upload).await.unwrap().changes_nothing());

        // The same facilities of another year: no facility changes, and yet there is something to confirm.
        let header = LIST.lines().next().unwrap();
        let mine = include_str!("../../../mappings/standard-facilities.toml");
        let dated = fresh.file("dated.toml", mine.replacen("\nformat", "\nas_of = \"平成30\"\nformat", 1));
        let path = fresh.file("b.csv", LIST);
        let dated = dated.to_str().unwrap();
        let tried = app.import_facilities(&operator(), &path, dated, ImportMode::DryRun).await.unwrap();
        let outcome = tried.outcome.unwrap();
        assert_eq!((tried.as_of.start(), outcome.unchanged, outcome.facts_changed), (2018, 3, true));
        assert!(!tried.changes_nothing());

        // What the file no longer has is named before it goes.
        let one = format!("{header}\n1,東小学校,学校教育系施設,10000,1975,未,50\n");
        let tried = app.try_facility_upload(&operator(), "c.csv", "standard-facilities", one.into()).await.unwrap();
        assert_eq!(tried.outcome.unwrap().removed, 2);
        let named: Vec<&str> = tried.gone.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(named, ["西住宅", "児童クラブ（東小学校内）"]);

        for mapping in ["../mappings/standard-facilities.toml", dated, "standard", ""] {
            let odd = app.try_facility_upload(&operator(), "a.csv", mapping, LIST.into()).await;
            assert_eq!(odd.unwrap_err().kind().code, "AP-011", "{mapping}");
        }
        let large = vec![b'a'; app::MAX_UPLOAD_BYTES as usize + 1];
        let large = app.try_facility_upload(&operator(), "a.csv", "standard-facilities", large).await;
        assert_eq!(large.unwrap_err().kind().code, "AP-003");
        let visitor = Actor::visitor();
        let denied = app.try_facility_upload(&visitor, "a.csv", "standard-facilities", LIST.into()).await;
        assert_eq!(denied.unwrap_err().kind().code, "AP-001");
        assert_eq!(app.confirm_facility_upload(&visitor, upload).await.unwrap_err().kind().code, "AP-001");
    })
    .await;
}
