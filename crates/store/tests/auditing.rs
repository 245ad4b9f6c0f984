//! The audit trail, uploads, and opening databases.

use crate::common;

use common::{header, import, on_each_database, sheet};
use store::{AuditVerdict, InventoryKind, ProgramQuery, Store};

#[tokio::test]
async fn every_write_leaves_a_row_with_its_actor() {
    on_each_database(async |fresh| {
        import(&fresh.store, &[sheet("1", "甲", 5)]).await;
        import(&fresh.store, &[sheet("1", "乙", 5)]).await;
        let upload = fresh.store.save_upload("midori", "a\tb.csv", "ab12", "default", b"bytes").await.unwrap();
        let rows = fresh.store.audit_page(None, 10).await.unwrap();
        let told: Vec<(i64, &str, &str, &str)> =
            rows.iter().map(|row| (row.seq, row.actor.as_str(), row.action.as_str(), row.subject.as_str())).collect();
        assert_eq!(
            told,
            [
                (4, "midori", "upload.save", format!("upload:{upload}").as_str()),
                (3, "tester", "import.programs", "import:2"),
                (2, "tester", "program.change", "program:1"),
                (1, "tester", "import.programs", "import:1"),
            ]
        );
        assert!(rows[2].detail.contains("name\t甲\t乙"), "{}", rows[2].detail);
        assert!(rows[0].detail.contains("file\ta\\tb.csv"), "{}", rows[0].detail);
        assert_eq!(fresh.store.audit_page(Some(3), 1).await.unwrap(), [rows[2].clone()]);
        let AuditVerdict::Intact { rows: count, last_hash } = fresh.store.verify_audit().await.unwrap() else {
            panic!("broken");
        };
        assert_eq!((count, last_hash), (4, rows[0].hash.clone()));
    })
    .await;
}

#[tokio::test]
async fn the_audit_refuses_changes_and_verification_finds_forced_ones() {
    on_each_database(async |fresh| {
        for name in ["一", "二", "三", "四"] {
            import(&fresh.store, &[sheet("1", name, 5)]).await;
        }
        for sql in ["update audit set actor = 'x' where seq = 2", "delete from audit where seq = 2"] {
            let refused = fresh.try_sql(sql).await.unwrap_err();
            assert!(refused.contains("append-only"), "{refused}");
        }
        assert!(matches!(fresh.store.verify_audit().await.unwrap(), AuditVerdict::Intact { rows: 7, .. }));
        let disarm = match fresh.store.kind() {
            "sqlite" => "drop trigger audit_is_not_changed; drop trigger audit_is_not_deleted",
            _ => "alter table audit disable trigger all",
        };
        fresh.try_sql(disarm).await.unwrap();
        fresh.try_sql("update audit set actor = 'x' where seq = 6").await.unwrap();
        assert!(matches!(fresh.store.verify_audit().await.unwrap(), AuditVerdict::Broken { seq: 6, .. }));
        fresh.try_sql("delete from audit where seq = 3").await.unwrap();
        assert!(matches!(fresh.store.verify_audit().await.unwrap(), AuditVerdict::Broken { seq: 4, .. }));
    })
    .await;
}

#[tokio::test]
async fn uploads_are_kept_once_and_given_back() {
    on_each_database(async |fresh| {
        let bytes: Vec<u8> = (0..100_000u32).map(|n| n as u8).collect();
        let id = fresh.store.save_upload("a", "f.csv", "ff", "m", &bytes).await.unwrap();
        assert_eq!(fresh.store.save_upload("a", "again.csv", "ff", "m", &bytes).await.unwrap(), id);
        assert_ne!(fresh.store.save_upload("b", "f.csv", "ff", "m", &bytes).await.unwrap(), id);
        let upload = fresh.store.load_upload(id).await.unwrap().unwrap();
        assert_eq!((upload.actor.as_str(), upload.file_name.as_str()), ("a", "f.csv"));
        assert!(upload.bytes == bytes);
        assert!(fresh.store.discard_upload("a", id).await.unwrap());
        assert!(!fresh.store.discard_upload("a", id).await.unwrap());
        assert_eq!(fresh.store.load_upload(id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_database_opens_again_with_all_it_holds() {
    on_each_database(async |fresh| {
        import(&fresh.store, &[sheet("1", "甲", 5)]).await;
        let again = Store::open(&fresh.url).await.unwrap();
        again.health().await.unwrap();
        assert_eq!(again.list_programs(&ProgramQuery::default()).await.unwrap().total, 1);
        again.close().await;
        fresh.try_sql("insert into migration (number, name, sha256, at) values (9999, 'later', '', '')").await.unwrap();
        assert_eq!(Store::open(&fresh.url).await.err().unwrap().kind().code, "ST-003");
    })
    .await;
}

#[tokio::test]
async fn addresses_not_understood_or_not_there_are_told_apart() {
    for (url, code) in [
        ("mysql://localhost/x", "ST-001"),
        ("sqlite:", "ST-001"),
        ("sqlite::memory:", "ST-001"),
        ("sqlite:/nowhere/at/all/x.sqlite", "ST-002"),
        ("postgres://127.0.0.1:1/x", "ST-002"),
    ] {
        assert_eq!(Store::open(url).await.err().unwrap().kind().code, code, "{url}");
    }
}

#[tokio::test]
async fn a_process_that_dies_in_the_middle_leaves_the_old_state() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("live.sqlite").display());
    let store = Store::open(&url).await.unwrap();
    import(&store, &[sheet("1", "前からある事業", 5)]).await;
    let mut writer = store.begin_import(header(InventoryKind::Real)).await.unwrap();
    let sheets: Vec<_> = (0..20_000).map(|n| sheet(&format!("n{n}"), "途中の事業", n)).collect();
    writer.write(&sheets).await.unwrap();
    // What a crash leaves is the files as they are now; they are opened elsewhere, the writer never ends.
    let crashed = folder.path().join("crashed.sqlite");
    for ending in ["", "-wal"] {
        let from = folder.path().join(format!("live.sqlite{ending}"));
        std::fs::copy(from, format!("{}{ending}", crashed.display())).unwrap();
    }
    let after = Store::open(&format!("sqlite:{}", crashed.display())).await.unwrap();
    let page = after.list_programs(&ProgramQuery::default()).await.unwrap();
    assert_eq!((page.total, page.rows[0].name.as_str()), (1, "前からある事業"));
    assert!(matches!(after.verify_audit().await.unwrap(), AuditVerdict::Intact { rows: 1, .. }));
}
