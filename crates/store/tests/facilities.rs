//! The list of facilities: replaced as a whole, never half, with every change in the audit.

use crate::common;

use common::{Fresh, on_each_database};
use fiscal::{FiscalYear, Yen};
use reform::facility::{Facility, FacilityKind, Population, SharedCost};
use store::{AuditVerdict, FacilityHeader, FacilityOutcome, InventoryKind, StoreError};

fn header(kind: InventoryKind, source: &str) -> FacilityHeader {
    FacilityHeader {
        actor: "tester".into(),
        kind,
        source: source.into(),
        mapping_name: "standard-facilities".into(),
        file_name: "list.csv".into(),
        file_sha256: "00".into(),
        file_bytes: 12,
        as_of: FiscalYear::new(2024).unwrap(),
        population: Some(Population { people: 366_089, basis: "住民基本台帳人口".into() }),
    }
}

fn facility(id: &str, area: Option<i64>) -> Facility {
    Facility {
        external_id: id.into(),
        name: format!("{id}校区市民館"),
        kind: FacilityKind::CivicCulture,
        uses: vec!["文化系".into(), "コミュニティ".into()],
        department: "市民課".into(),
        address: "川端町".into(),
        district: "東".into(),
        floor_area_hundredths_m2: area,
        built: FiscalYear::new(1981).ok(),
        repaired: false,
        income: None,
        cost: Some(Yen(100)),
        depreciation: None,
        users: Some(5),
        cost_group: None,
        source_sheet: None,
        source_row: 2,
    }
}

async fn import(fresh: &Fresh, kind: InventoryKind, facilities: &[Facility], commit: bool) -> FacilityOutcome {
    let header = header(kind, if kind == InventoryKind::Demo { "demo" } else { "city" });
    fresh.store.import_facilities(&header, facilities, &[], (3, 0), commit).await.unwrap()
}

#[tokio::test]
async fn what_is_written_is_read_back_and_the_same_again_changes_nothing() {
    on_each_database(async |fresh| {
        let given = [facility("甲", Some(36_004)), facility("乙", None)];
        let groups = [SharedCost { name: "市営住宅".into(), income: Some(Yen(7)), cost: None }];
        let header = header(InventoryKind::Real, "city");
        let outcome = fresh.store.import_facilities(&header, &given, &groups, (2, 1), true).await.unwrap();
        assert_eq!((outcome.import_id, outcome.new, outcome.unchanged), (Some(1), 2, 0));
        let inventory = fresh.store.facility_inventory().await.unwrap();
        let read: Vec<&Facility> = inventory.facilities.iter().map(|stored| &stored.facility).collect();
        assert_eq!(read, [&given[0], &given[1]]);
        assert_eq!((inventory.kind, inventory.shared_costs.clone()), (InventoryKind::Real, groups.to_vec()));
        assert_eq!(inventory.population.as_ref().map(|population| population.people), Some(366_089));
        assert_eq!(inventory.last_import.as_ref().map(|import| (import.read, import.problems)), Some((2, 1)));

        let rows = fresh.count("select count(*) from audit").await;
        let moved = [Facility { source_row: 9, ..given[0].clone() }, given[1].clone()];
        let again = fresh.store.import_facilities(&header, &moved, &groups, (2, 1), true).await.unwrap();
        assert_eq!((again.import_id, again.unchanged), (None, 2));
        assert_eq!(fresh.count("select count(*) from audit").await, rows);
        assert_eq!(fresh.store.facility_inventory().await.unwrap().revision, inventory.revision);
    })
    .await;
}

#[tokio::test]
async fn a_facility_keeps_its_number_and_one_no_longer_listed_goes() {
    on_each_database(async |fresh| {
        import(fresh, InventoryKind::Real, &[facility("甲", Some(100)), facility("乙", Some(200))], true).await;
        let changed = [facility("甲", Some(150)), facility("丙", Some(300))];
        let tried = import(fresh, InventoryKind::Real, &changed, false).await;
        assert_eq!((tried.import_id, tried.new, tried.changed, tried.removed), (None, 1, 1, 1));
        assert_eq!(fresh.count("select count(*) from facility_import").await, 1, "a dry run leaves nothing");
        import(fresh, InventoryKind::Real, &changed, true).await;
        let inventory = fresh.store.facility_inventory().await.unwrap();
        let read: Vec<(i64, &str, Option<i64>)> = inventory
            .facilities
            .iter()
            .map(|stored| {
                let facility = &stored.facility;
                (stored.id, facility.external_id.as_str(), facility.floor_area_hundredths_m2)
            })
            .collect();
        assert_eq!(read, [(1, "甲", Some(150)), (3, "丙", Some(300))]);
        let audit = fresh.store.audit_page(None, 10).await.unwrap();
        let told: Vec<(&str, &str)> = audit.iter().map(|row| (row.action.as_str(), row.subject.as_str())).collect();
        assert_eq!(
            told,
            [
                ("import.facilities", "facility-import:2"),
                ("facility.remove", "facility:2"),
                ("facility.change", "facility:1"),
                ("import.facilities", "facility-import:1"),
            ]
        );
        assert_eq!(audit[2].detail, "floor_area_m2\t1.00\t1.50");
        assert!(matches!(fresh.store.verify_audit().await.unwrap(), AuditVerdict::Intact { rows: 4, .. }));
    })
    .await;
}

#[tokio::test]
async fn the_first_real_list_replaces_the_examples_and_none_come_back() {
    on_each_database(async |fresh| {
        import(fresh, InventoryKind::Demo, &[facility("例", Some(100)), facility("例2", Some(100))], true).await;
        let outcome = import(fresh, InventoryKind::Real, &[facility("甲", Some(100))], true).await;
        assert_eq!((outcome.new, outcome.replaced_demo), (1, 2));
        let inventory = fresh.store.facility_inventory().await.unwrap();
        assert_eq!((inventory.kind, inventory.facilities.len()), (InventoryKind::Real, 1));
        let refused = fresh
            .store
            .import_facilities(&header(InventoryKind::Demo, "demo"), &[facility("例", None)], &[], (1, 0), true)
            .await;
        assert!(matches!(refused, Err(StoreError::DemoIntoReal)));
    })
    .await;
}

#[tokio::test]
async fn another_source_keeps_its_facilities_and_a_refused_row_leaves_nothing() {
    on_each_database(async |fresh| {
        import(fresh, InventoryKind::Real, &[facility("甲", Some(100))], true).await;
        let other = header(InventoryKind::Real, "schools");
        fresh.store.import_facilities(&other, &[facility("甲", Some(5))], &[], (1, 0), true).await.unwrap();
        assert_eq!(fresh.store.facility_inventory().await.unwrap().facilities.len(), 2);
        let bad = [facility("乙", Some(1)), facility("丙", Some(-1))];
        let refused = fresh.store.import_facilities(&other, &bad, &[], (2, 0), true).await;
        assert!(matches!(refused, Err(StoreError::RuleBroken(_))));
        assert_eq!(fresh.store.facility_inventory().await.unwrap().facilities.len(), 2);
        assert_eq!(fresh.count("select last_facility_id from facility_inventory").await, 2);
    })
    .await;
}
