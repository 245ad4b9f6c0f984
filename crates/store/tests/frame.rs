//! The investment frame as it is kept, on both databases.

use crate::common;

use common::{on_each_database, year};
use fiscal::Yen;
use reform::decision::DecisionId;
use reform::frame::{Entry, Ground, Side, SourceKind};
use store::AuditVerdict;
use store::frame::FrameWrite;

fn source(amount: i64) -> Entry {
    Entry {
        number: 0,
        year: year(2025),
        side: Side::Source(SourceKind::Review),
        title: "'; drop table frame_entry; --".into(),
        program: None,
        part: "<b>一部</b>".into(),
        amount: Yen(amount),
        ground: Ground::Decision(DecisionId::Option(3)),
        is_cancelled: false,
    }
}

fn used(amount: i64) -> Entry {
    Entry {
        side: Side::Use("industry".into()), ground: Ground::Document("予算書 3ページ".into()), ..source(amount)
    }
}

#[tokio::test]
async fn entries_add_up_and_are_cancelled_but_never_changed() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let done = store.add_frame_entry("t", &source(1_234_567_890), 0, false).await.unwrap();
        assert_eq!(done, FrameWrite::Done(1));
        // Somebody who read the ledger before that entry is told so.
        assert_eq!(store.add_frame_entry("t", &used(1), 0, false).await.unwrap(), FrameWrite::Stale);
        assert_eq!(store.add_frame_entry("t", &used(1_234_567_889), 1, false).await.unwrap(), FrameWrite::Done(2));
        let read = store.frame_entries().await.unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].entry, Entry { number: 1, ..source(1_234_567_890) });
        assert_eq!(read[1].entry, Entry { number: 2, ..used(1_234_567_889) });
        let stands = store.frame_years().await.unwrap();
        assert_eq!((stands[0].sources, stands[0].uses), (Yen(1_234_567_890), Yen(1_234_567_889)));

        assert_eq!(store.close_frame_year("t", year(2025), true, "", 2).await.unwrap(), FrameWrite::NotBalanced);
        assert_eq!(store.cancel_frame_entry("u", (year(2025), 2), "重複", 2).await.unwrap(), FrameWrite::Done(2));
        assert_eq!(
            store.cancel_frame_entry("u", (year(2025), 2), "また", 3).await.unwrap(),
            FrameWrite::CancelledBefore
        );
        assert_eq!(store.cancel_frame_entry("u", (year(2026), 2), "別", 0).await.unwrap(), FrameWrite::Missing);
        assert_eq!(store.add_frame_entry("t", &used(1_234_567_890), 3, false).await.unwrap(), FrameWrite::Done(3));
        assert_eq!(store.close_frame_year("t", year(2025), true, "", 4).await.unwrap(), FrameWrite::Done(5));
        assert_eq!(store.add_frame_entry("t", &used(1), 5, false).await.unwrap(), FrameWrite::Closed);
        assert_eq!(store.cancel_frame_entry("u", (year(2025), 1), "x", 5).await.unwrap(), FrameWrite::Closed);
        assert_eq!(store.close_frame_year("t", year(2025), false, "誤り", 5).await.unwrap(), FrameWrite::Done(6));
        assert_eq!(store.frame_years().await.unwrap()[0].reason, "誤り");
        assert_eq!(store.close_frame_year("t", year(2025), false, "誤り", 6).await.unwrap(), FrameWrite::NotClosed);

        let cancelled = &store.frame_entries().await.unwrap()[1];
        assert_eq!((cancelled.cancelled_by.as_str(), cancelled.cancelled_reason.as_str()), ("u", "重複"));
        assert!(cancelled.entry.is_cancelled);
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_an_entry_or_to_close_what_does_not_balance() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        store.add_frame_entry("t", &source(5), 0, false).await.unwrap();
        for sql in [
            "update frame_entry set amount_yen = 6",
            "update frame_entry set title = 'x'",
            "update frame_entry set decision = '', document = 'x'",
            "delete from frame_entry",
            "update frame_year set is_closed = 1",
        ] {
            assert!(fresh.try_sql(sql).await.is_err(), "{sql}");
        }
        fresh.try_sql("update frame_entry set cancelled_at = 'now', cancelled_reason = 'r'").await.unwrap();
        assert!(fresh.try_sql("update frame_entry set cancelled_reason = 'other'").await.is_err());
        assert_eq!(store.frame_entries().await.unwrap()[0].entry.amount, Yen(5));
    })
    .await;
}
