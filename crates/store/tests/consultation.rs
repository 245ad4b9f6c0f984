//! Consultations as they are kept, on both databases: what a comment says stays, who wrote it may go.

use crate::common;

use common::{Fresh, on_each_database};
use reform::consultation::{Channel, CommentState, ConsultationState};
use store::AuditVerdict;
use store::consultation::{CommentFilter, ConsultationRow, Division, GroupText, NewComment, PersonGiven};

fn consultation(slug: &str) -> ConsultationRow {
    ConsultationRow {
        id: 0,
        slug: slug.into(),
        title: "使用料の見直し".into(),
        outline: "案".into(),
        items: "cluster:fees-review".into(),
        edition: Some(3),
        first: "2026-11-01".parse().unwrap(),
        last: "2026-11-30".parse().unwrap(),
        how_to_send: String::new(),
        contact: "推進室".into(),
        most_chars: 100,
        asks: [true, false, true],
        retain_days: 30,
        class_words: String::new(),
        state: ConsultationState::Draft,
        published: None,
        questions: vec![("'; drop table consultation; --".into(), true), ("二".into(), false)],
        is_demo: false,
        revision: 1,
    }
}

fn comment(body: &str, key: Option<&str>) -> NewComment {
    NewComment {
        channel: Channel::Paper,
        body: body.into(),
        replies: vec![(1, "はい".into())],
        text_sha256: body.into(),
        received_at: "2026-11-02T03:00:00.000Z".into(),
        receipt_sha256: Some(format!("r{body}")),
        form_sha256: Some(format!("f{body}")),
        import_key: key.map(str::to_owned),
        entered_by: "a".into(),
        person: PersonGiven { name: "見本 花子".into(), address: String::new(), email: "h@example.jp".into() },
    }
}

async fn persons(fresh: &Fresh) -> i64 {
    fresh.count("select count(*) from consultation_person").await
}

#[tokio::test]
async fn what_a_comment_says_can_neither_be_changed_nor_deleted() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let id = store.add_consultation("a", &consultation("fees")).await.unwrap().unwrap();
        assert_eq!(store.add_consultation("a", &consultation("fees")).await.unwrap(), None, "the address is taken");
        let row = store.consultation(id).await.unwrap().unwrap();
        assert_eq!(row, ConsultationRow { id, ..consultation("fees") });
        assert_eq!(store.add_comment("a", id, comment("反対", None)).await.unwrap(), Some(1));
        assert_eq!(store.add_comment("a", id, comment("反対", None)).await.unwrap(), None, "one form is one comment");
        for sql in [
            "update consultation_comment set body = 'x'",
            "update consultation_comment set received_at = 'x'",
            "delete from consultation_comment",
            "update consultation_reply set body = 'x'",
            "delete from consultation_reply",
        ] {
            assert!(fresh.try_sql(sql).await.is_err(), "{sql}");
        }
        let found = store.comment_of_receipt("r反対").await.unwrap().unwrap();
        assert_eq!((found.number, found.replies.len(), found.state), (1, 1, CommentState::Received));
        // Hidden, counted all the same; withdrawn, and who wrote it is gone at once.
        assert_eq!(persons(fresh).await, 1);
        let step = async |from, to| store.step_comment("a", found.id, (from, to), "理由").await.unwrap();
        assert!(step(CommentState::Received, CommentState::Hidden).await);
        assert!(!step(CommentState::Received, CommentState::Hidden).await, "somebody was quicker");
        let counts = store.comment_counts(id).await.unwrap();
        assert_eq!((counts.counted, counts.hidden, counts.unplaced), (1, 1, 1));
        assert!(step(CommentState::Hidden, CommentState::Withdrawn).await);
        assert_eq!((persons(fresh).await, store.comment_counts(id).await.unwrap().counted), (0, 0));
        // The trail never holds what may have to go.
        let trail =
            fresh.count("select count(*) from audit where detail like '%花子%' or detail like '%example.jp%'").await;
        assert_eq!(trail, 0);
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
    })
    .await;
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_retention_leaves_every_count() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let id = store.add_consultation("a", &consultation("fees")).await.unwrap().unwrap();
        let file = || vec![comment("一", Some("n:1")), comment("二", Some("n:2")), comment("三", Some("n:3"))];
        let import = async |new, dry| store.import_comments("a", id, ("f.csv", "00"), new, dry).await.unwrap();
        let told = |counts: store::consultation::ImportedCounts| (counts.new, counts.known);
        assert_eq!(told(import(file(), true).await), (3, 0));
        assert_eq!(store.comment_counts(id).await.unwrap().counted, 0, "tried only");
        assert_eq!(told(import(file(), false).await), (3, 0));
        assert_eq!(told(import(file(), false).await), (0, 3));
        let mut more = file();
        more.push(comment("四", Some("n:4")));
        assert_eq!(told(import(more, false).await), (1, 3));
        // A number that stands for another text already: it would be lost without a word, so nothing is taken.
        let other = || vec![comment("別の文", Some("n:2")), comment("五", Some("n:5"))];
        for is_dry_run in [true, false] {
            let counts = import(other(), is_dry_run).await;
            assert_eq!((counts.new, counts.known, counts.clashes), (1, 0, vec!["n:2".to_owned()]));
        }
        assert_eq!(store.comments_counted().await.unwrap(), std::collections::HashMap::from([(id, 4)]));
        assert_eq!(store.comment_counts(id).await.unwrap().counted, 4);

        // Groups: proposed, moved, merged, answered.
        let all = store.unplaced_comments(id).await.unwrap();
        assert_eq!(
            all.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
            ["一 はい", "二 はい", "三 はい", "四 はい"]
        );
        let ids: Vec<i64> = all.iter().map(|(id, _)| *id).collect();
        let proposed = [vec![ids[0], ids[1]], vec![ids[2]], vec![ids[3]]];
        assert_eq!(store.add_comment_groups("a", id, (&[], &proposed)).await.unwrap(), 3);
        let groups = store.comment_groups(id).await.unwrap();
        assert_eq!(groups.iter().map(|group| group.comments).collect::<Vec<_>>(), [2, 1, 1]);
        let (large, small, last) = (groups[0].id, groups[1].id, groups[2].id);
        assert_eq!(store.move_comments("a", id, &[ids[1]], Some(small)).await.unwrap(), Ok(small));
        let split = store.move_comments("a", id, &[ids[2]], None).await.unwrap().unwrap();
        assert!(store.merge_comment_groups("a", id, (split, small)).await.unwrap());
        assert!(!store.merge_comment_groups("a", id, (split, small)).await.unwrap(), "it is closed");
        assert!(store.move_comments("a", id, &[ids[0]], Some(split)).await.unwrap().is_err());
        let text = GroupText { summary: "要".into(), answer: "答".into(), class: None };
        assert!(!store.answer_comment_group("a", (id, last, 99), &text).await.unwrap(), "somebody was quicker");
        assert!(store.answer_comment_group("a", (id, last, 1), &text).await.unwrap());
        let of = async |group| {
            let filter = CommentFilter { group: Some(group), ..CommentFilter::default() };
            store.comments(id, &filter, (0, 10)).await.unwrap().total
        };
        assert_eq!((of(large).await, of(small).await, of(last).await), (1, 2, 1));

        let before = store.comment_counts(id).await.unwrap();
        let mut row = store.consultation(id).await.unwrap().unwrap();
        row.published = Some("2026-12-20".parse().unwrap());
        assert!(store.change_consultation("a", &row).await.unwrap());
        assert!(!store.change_consultation("a", &row).await.unwrap(), "of an old revision");
        let due = store.consultations_with_persons().await.unwrap();
        assert_eq!((due[0].persons, due[0].days), (4, 30));
        assert_eq!(store.comments_of_person("a", "", "見本 花子").await.unwrap().len(), 4);
        assert_eq!(store.delete_consultation_persons("a", id).await.unwrap(), 4);
        assert_eq!(store.comment_counts(id).await.unwrap(), before);
        assert!(store.comments_of_person("a", "", "見本 花子").await.unwrap().is_empty());
        assert_eq!(
            store.comments_of_person("a", "r一", "").await.unwrap().len(),
            1,
            "the receipt still finds the text"
        );
        let dup = store.comment_duplicates(id).await.unwrap();
        assert!(dup.is_empty());
        store.add_refusals(&[(id, "2026-11-02T03".into(), "over-limit".into(), 5)]).await.unwrap();
        store.add_refusals(&[(id, "2026-11-02T03".into(), "over-limit".into(), 2)]).await.unwrap();
        let floods = store.comment_floods(id).await.unwrap();
        assert_eq!((floods[0].taken, floods[0].refused.clone()), (4, vec![("over-limit".to_owned(), 7)]));
    })
    .await;
}

#[tokio::test]
async fn what_people_did_while_groups_were_proposed_stays() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let id = store.add_consultation("a", &consultation("fees")).await.unwrap().unwrap();
        let file = ["一", "二", "三", "四"].map(|body| comment(body, Some(&format!("n:{body}"))));
        store.import_comments("a", id, ("意見.csv", "00"), file.into(), false).await.unwrap();
        let ids: Vec<i64> = store.unplaced_comments(id).await.unwrap().iter().map(|(key, _)| *key).collect();
        store.add_comment_groups("a", id, (&[], &[vec![ids[0]], vec![ids[1]]])).await.unwrap();
        let groups: Vec<i64> = store.comment_groups(id).await.unwrap().iter().map(|group| group.id).collect();
        // The proposal is worked out; meanwhile one group is merged away and a comment is divided.
        assert!(store.merge_comment_groups("a", id, (groups[0], groups[1])).await.unwrap());
        let points = ["い".to_owned(), "ろ".to_owned()];
        assert_eq!(store.divide_comment("a", (id, ids[3]), &points).await.unwrap(), Division::Divided);
        let joined = [(groups[0], vec![ids[2]])];
        assert_eq!(store.add_comment_groups("a", id, (&joined, &[])).await.unwrap(), 0, "the group is gone");
        let unplaced = async || store.comment_counts(id).await.unwrap().unplaced;
        assert_eq!(unplaced().await, 3, "the comment waits, and so do two points");
        let joined = [(groups[1], vec![ids[2], ids[3]])];
        assert_eq!(store.add_comment_groups("a", id, (&joined, &[])).await.unwrap(), 0);
        assert_eq!(unplaced().await, 2, "the points wait; the whole letter is not placed beside them");
        let group = store.comment_group(id, groups[1]).await.unwrap().unwrap();
        assert_eq!((group.comments, group.opinions), (3, 3));
    })
    .await;
}

#[tokio::test]
async fn a_divided_comment_is_one_comment_with_several_opinions_each_in_its_own_group() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let id = store.add_consultation("a", &consultation("fees")).await.unwrap().unwrap();
        let other = store.add_consultation("a", &consultation("other")).await.unwrap().unwrap();
        let file = vec![comment("一", Some("n:1")), comment("二", Some("n:2")), comment("三", Some("n:3"))];
        store.import_comments("a", id, ("意見.csv", "00"), file, false).await.unwrap();
        let ids: Vec<i64> = store.unplaced_comments(id).await.unwrap().iter().map(|(key, _)| *key).collect();
        let counted = async || {
            let counts = store.comment_counts(id).await.unwrap();
            (counts.counted, counts.opinions, counts.unplaced)
        };
        assert_eq!(counted().await, (3, 3, 3));
        store.add_comment_groups("a", id, (&[], &[vec![ids[0], ids[1]], vec![ids[2]]])).await.unwrap();
        let groups: Vec<i64> = store.comment_groups(id).await.unwrap().iter().map(|group| group.id).collect();
        let points = |points: &[&str]| points.iter().map(|point| (*point).to_owned()).collect::<Vec<String>>();
        let divide =
            async |comment, bodies: &[&str]| store.divide_comment("a", (id, comment), &points(bodies)).await.unwrap();
        assert_eq!(divide(99, &["い", "ろ"]).await, Division::NoComment);
        let foreign = store.divide_comment("a", (other, ids[0]), &points(&["い", "ろ"])).await.unwrap();
        assert_eq!(foreign, Division::NoComment, "of another consultation");
        assert_eq!(divide(ids[0], &["い"]).await, Division::Same, "one point is the whole comment");

        // Divided it leaves its group, and its points are placed one by one.
        assert_eq!(divide(ids[0], &["い", "ろ", "は"]).await, Division::Divided);
        assert_eq!(divide(ids[0], &["い", "ろ", "は"]).await, Division::Same);
        assert_eq!(counted().await, (3, 5, 3));
        let open = store.unplaced_comments(id).await.unwrap();
        assert!(open.iter().all(|(key, _)| *key < 0) && open.len() == 3, "{open:?}");
        let key = |body: &str| open.iter().find(|(_, text)| text == body).map(|(key, _)| *key).unwrap();
        let joined = [(groups[0], vec![key("い"), key("ろ")])];
        assert_eq!(store.add_comment_groups("a", id, (&joined, &[])).await.unwrap(), 0);
        let moved = store.move_comments("a", id, &[key("は")], Some(groups[1])).await.unwrap();
        assert_eq!(moved, Ok(groups[1]));
        let shown = async || {
            let rows = store.comment_groups(id).await.unwrap();
            let mut shown: Vec<_> =
                rows.iter().map(|row| (row.id, row.opinions, row.comments, row.is_confirmed)).collect();
            shown.sort_unstable();
            shown
        };
        // Two opinions of one comment and one of another: three opinions, two comments.
        assert_eq!(shown().await, [(groups[0], 3, 2, false), (groups[1], 2, 2, false)]);
        assert_eq!(counted().await, (3, 5, 0));
        let of = async |group| {
            let filter = CommentFilter { group: Some(group), ..CommentFilter::default() };
            let page = store.comments(id, &filter, (0, 10)).await.unwrap();
            page.rows.iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(of(groups[0]).await, [ids[0], ids[1]]);
        assert_eq!(of(groups[1]).await, [ids[0], ids[2]]);
        assert_eq!(store.first_comments(&groups).await.unwrap().len(), 2);
        // The whole comment cannot be placed beside its points.
        assert!(store.move_comments("a", id, &[ids[0]], Some(groups[1])).await.unwrap().is_err());

        // Divided anew: a point that stays keeps its group, another is open; the old one is kept on record.
        assert_eq!(divide(ids[0], &["い", "に"]).await, Division::Divided);
        assert_eq!(counted().await, (3, 4, 1));
        assert_eq!(fresh.count("select count(*) from consultation_opinion").await, 5);
        let row = store.comments_by_id(&[ids[0]]).await.unwrap().remove(0);
        let bodies: Vec<_> = row.opinions.iter().map(|one| (one.body.as_str(), one.group)).collect();
        assert_eq!((bodies, row.body.as_str()), (vec![("い", Some(groups[0])), ("に", None)], "一"));
        assert!(store.merge_comment_groups("a", id, (groups[0], groups[1])).await.unwrap());
        assert_eq!(shown().await, [(groups[1], 3, 3, false)]);
        // Whole again it is in no group; withdrawn its points count no more.
        assert_eq!(divide(ids[0], &[]).await, Division::Divided);
        assert_eq!(counted().await, (3, 3, 1));
        assert_eq!(divide(ids[0], &["い", "ろ"]).await, Division::Divided);
        let step = (CommentState::Received, CommentState::Withdrawn);
        assert!(store.step_comment("a", ids[0], step, "").await.unwrap());
        assert_eq!(counted().await, (2, 2, 0));
        let unplaced = CommentFilter { is_unplaced: true, ..CommentFilter::default() };
        assert_eq!(store.comments(id, &unplaced, (0, 10)).await.unwrap().total, 0, "as many as are counted");
        assert_eq!(divide(ids[0], &["い", "は"]).await, Division::NoComment);
        for sql in [
            "update consultation_opinion set body = 'x'",
            "delete from consultation_opinion",
            "update consultation_opinion set position = 99",
        ] {
            assert!(fresh.try_sql(sql).await.is_err(), "{sql}");
        }
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
    })
    .await;
}
