//! Clusters as they are stored, on both databases: settings, members whose shares stay whole, stale edits, examples.

use crate::common;

use std::collections::BTreeSet;

use common::{Fresh, header, import, on_each_database, sheet, year};
use fiscal::Yen;
use reform::cluster::{Degree, Reason};
use reform::program::{Indicator, IndicatorKind, IndicatorValue};
use store::cluster::{ClusterRow, MemberFault, MembersChange, Seen};
use store::{InventoryKind, ProgramQuery};

async fn programs(fresh: &Fresh) -> Vec<i64> {
    let mut with_indicator = sheet("0101", "岸壁の整備", 1_000);
    with_indicator.indicators = vec![Indicator {
        kind: IndicatorKind::Outcome,
        mark: "ア".into(),
        name: "利用した船".into(),
        unit: "隻".into(),
        values: vec![IndicatorValue { fiscal_year: year(2024), target: None, actual: "12".parse().ok() }],
    }];
    import(&fresh.store, &[with_indicator, sheet("0102", "橋の整備", 101), sheet("0103", "公園の管理", 7)]).await;
    let found = fresh.store.list_programs(&ProgramQuery::default()).await.unwrap();
    let mut ids: Vec<i64> = found.rows.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids
}

fn change(seen: Seen, changes: &[(&str, i64, Option<u32>)]) -> MembersChange {
    let changes = changes.iter().map(|(cluster, program, share)| ((*cluster).to_owned(), *program, *share)).collect();
    MembersChange { seen, changes, is_demo: false }
}

fn at(cluster: &str, revision: i64) -> Seen {
    Seen::Cluster(cluster.into(), revision)
}

#[tokio::test]
async fn settings_are_kept_with_their_revision_and_a_stale_save_gets_what_stands() {
    on_each_database(async |fresh| {
        assert_eq!(fresh.store.cluster("port").await.unwrap(), None);
        let own = ClusterRow {
            is_own: true,
            category: "policy".into(),
            name_ja: "地域防災".into(),
            start_year: Some(year(2025)),
            size: Reason { degree: Some(Degree::High), words: "事業が多い\tタブ".into() },
            ..ClusterRow::default()
        };
        let id = fresh.store.save_cluster("tester", &own).await.unwrap().unwrap();
        assert_eq!(id, "own-1");
        let stored = fresh.store.cluster(&id).await.unwrap().unwrap();
        assert_eq!((stored.revision, stored.start_year, &stored.size), (1, own.start_year, &own.size));

        let changed = ClusterRow { note: "備考".into(), ..stored.clone() };
        fresh.store.save_cluster("tester", &changed).await.unwrap().unwrap();
        // Somebody who still looks at revision 1 gets what stands, and nothing is written.
        let late = ClusterRow { note: "遅れた備考".into(), ..stored.clone() };
        let now = fresh.store.save_cluster("other", &late).await.unwrap().unwrap_err();
        assert_eq!((now.note.as_str(), now.revision), ("備考", 2));
        assert_eq!(fresh.store.cluster(&id).await.unwrap().unwrap().note, "備考");

        // Saving the same again is no change and leaves no trace.
        let same = fresh.store.cluster(&id).await.unwrap().unwrap();
        fresh.store.save_cluster("tester", &same).await.unwrap().unwrap();
        let audit = fresh.store.audit_page(None, 10).await.unwrap();
        let subjects: Vec<&str> = audit.iter().map(|row| row.subject.as_str()).collect();
        assert_eq!(subjects, ["cluster:own-1", "cluster:own-1"]);
        assert!(audit[1].detail.contains("size_words\t\t事業が多い\\t"), "{}", audit[1].detail);
    })
    .await;
}

#[tokio::test]
async fn shares_stay_whole_whatever_is_changed() {
    on_each_database(async |fresh| {
        let ids = programs(fresh).await;
        let store = &fresh.store;
        let change = async |seen, changes: &[(&str, i64, Option<u32>)]| {
            store.change_cluster_members("tester", &change(seen, changes)).await.unwrap()
        };
        let both = [("port", ids[0], Some(10_000)), ("port", ids[1], Some(10_000))];
        assert_eq!(change(at("port", 0), &both).await, Ok(()));
        // A second whole would count the money twice; a part alone would lose some.
        let code = |answer: Result<(), MemberFault>| match answer {
            Err(MemberFault::Shares(kind, program)) => (kind.code, program),
            other => panic!("{other:?}"),
        };
        assert_eq!(code(change(at("park", 0), &[("park", ids[0], Some(1))]).await), ("RF-501", ids[0]));
        assert_eq!(code(change(at("port", 1), &[("port", ids[0], Some(6_000))]).await), ("RF-502", ids[0]));
        assert_eq!(change(at("park", 0), &[("park", ids[0], Some(0))]).await, Ok(()));
        let divided = [("port", ids[0], Some(6_000)), ("park", ids[0], Some(4_000))];
        let seen = Seen::Program(ids[0], vec![("park".into(), 0), ("port".into(), 10_000)]);
        assert_eq!(change(seen.clone(), &divided).await, Ok(()));
        assert_eq!(change(seen, &divided).await, Err(MemberFault::Stale));
        assert_eq!(change(at("port", 1), &[("port", ids[2], Some(10_000))]).await, Err(MemberFault::Stale));
        assert_eq!(change(at("port", 2), &[("port", 999, Some(10_000))]).await, Err(MemberFault::NoProgram(999)));
        // Nobody takes a part away and leaves the rest in the air.
        assert_eq!(code(change(at("park", 2), &[("park", ids[0], None)]).await), ("RF-502", ids[0]));
        let members: Vec<(String, i64, u32)> = store
            .cluster_members()
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.cluster, row.program, row.share_bp))
            .collect();
        let expected = [("park", ids[0], 4_000), ("port", ids[0], 6_000), ("port", ids[1], 10_000)];
        assert_eq!(members, expected.map(|(cluster, program, share)| (cluster.to_owned(), program, share)));
        assert_eq!(store.cluster("park").await.unwrap().unwrap().members_revision, 2);
        let audit = store.audit_page(None, 1).await.unwrap();
        assert_eq!((audit[0].action.as_str(), audit[0].subject.as_str()), ("cluster.members", "cluster:port"));
        assert_eq!(audit[0].detail, format!("program:{}\t10000\t6000", ids[0]));
    })
    .await;
}

#[tokio::test]
async fn money_and_indicators_are_those_of_the_lists() {
    on_each_database(async |fresh| {
        let ids = programs(fresh).await;
        let years = fresh.store.program_years().await.unwrap();
        let total = Yen::checked_sum(years.iter().map(|row| row.money.cost)).unwrap();
        let page = fresh.store.list_programs(&ProgramQuery::default()).await.unwrap();
        assert_eq!((years.len(), total), (3, page.total_cost));
        let some = BTreeSet::from([ids[0], ids[2]]);
        let rows = fresh.store.programs_of(&some, None).await.unwrap();
        assert_eq!(rows.values().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["岸壁の整備", "公園の管理"]);
        assert_eq!(fresh.store.programs_of(&some, Some(year(2019))).await.unwrap().len(), 0);
        let indicators = fresh.store.indicators_of(&some).await.unwrap();
        assert_eq!(indicators.keys().copied().collect::<Vec<_>>(), [ids[0]]);
        assert_eq!(indicators[&ids[0]][0].values[0].actual, "12".parse().ok());
        assert_eq!(fresh.store.kpi_sheets(year(2025), &some).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_real_import_takes_the_examples_away_and_keeps_who_leads() {
    on_each_database(async |fresh| {
        let mut writer = fresh.store.begin_import(header(InventoryKind::Demo)).await.unwrap();
        writer.write(&[sheet("0101", "例示の事業", 5)]).await.unwrap();
        writer.finish(1, &[], 0).await.unwrap();
        let lead = fresh.store.departments().await.unwrap().find(&["福祉局"]).first().copied();
        let program = fresh.store.list_programs(&ProgramQuery::default()).await.unwrap().rows[0].id;
        let example = ClusterRow { id: "port".into(), is_demo: true, ..ClusterRow::default() };
        fresh.store.save_cluster("tester", &example).await.unwrap().unwrap();
        let kept = ClusterRow { id: "park".into(), lead_department_id: lead, ..ClusterRow::default() };
        fresh.store.save_cluster("tester", &kept).await.unwrap().unwrap();
        let members = [("park", program, Some(10_000)), ("port", program, Some(0))];
        fresh.store.change_cluster_members("tester", &change(at("park", 0), &members)).await.unwrap().unwrap();

        let mut real = sheet("0201", "本物の事業", 9);
        real.department = vec!["建設局".into()];
        import(&fresh.store, &[real]).await;
        let left: Vec<String> = fresh.store.clusters().await.unwrap().into_iter().map(|row| row.id).collect();
        assert_eq!(left, ["park"]);
        assert_eq!(fresh.store.cluster_members().await.unwrap(), []);
        let departments = fresh.store.departments().await.unwrap();
        let row = fresh.store.cluster("park").await.unwrap().unwrap();
        assert_eq!(departments.path_names(row.lead_department_id.unwrap()), ["福祉局"]);
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_what_is_no_share() {
    on_each_database(async |fresh| {
        let ids = programs(fresh).await;
        let row = ClusterRow { id: "port".into(), ..ClusterRow::default() };
        fresh.store.save_cluster("tester", &row).await.unwrap().unwrap();
        for share in ["10001", "-1"] {
            let sql = format!("insert into cluster_member values ('port', {}, {share}, 't', 't')", ids[0]);
            assert!(fresh.try_sql(&sql).await.is_err(), "{share}");
        }
        let nowhere = format!("insert into cluster_member values ('nowhere', {}, 1, 't', 't')", ids[0]);
        assert!(fresh.store.kind() == "sqlite" || fresh.try_sql(&nowhere).await.is_err());
    })
    .await;
}
