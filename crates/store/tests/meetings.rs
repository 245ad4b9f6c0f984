//! Meetings and remarks as they are stored, on both databases: what is only added to, and minutes found by two characters.

use crate::common;

use common::on_each_database;
use reform::discussion::meeting::{ClockTime, MeetingState, Presence};
use reform::discussion::remark::{RemarkSource, RemarkState};
use reform::discussion::{ItemKind, ItemRef};
use store::meeting::{MeetingRow, MeetingWrite, MemberRow, MinutesWrite, NewPaper};
use store::remark::{RemarkChange, RemarkRow};

fn meeting(number: i64) -> MeetingRow {
    MeetingRow {
        id: 0,
        body: "promotion-council".into(),
        number,
        day: "2026-05-15".parse().unwrap(),
        start: ClockTime::new(13, 30).unwrap(),
        end: None,
        place: "本庁舎".into(),
        online_link: String::new(),
        is_public: true,
        state: MeetingState::Planned,
        is_demo: false,
        revision: 0,
    }
}

#[tokio::test]
async fn a_meeting_keeps_its_steps_papers_and_every_version_of_its_minutes() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        assert_eq!(store.add_meeting("a", &meeting(1)).await.unwrap(), MeetingWrite::Done(1));
        assert_eq!(store.add_meeting("a", &meeting(1)).await.unwrap(), MeetingWrite::NumberTaken);
        let held = MeetingRow { id: 1, revision: 1, state: MeetingState::Convened, ..meeting(1) };
        assert_eq!(store.change_meeting("a", &held).await.unwrap(), MeetingWrite::Done(1));
        assert_eq!(store.change_meeting("b", &held).await.unwrap(), MeetingWrite::Stale);
        let item = ItemRef::read("cluster:fees-review#課題").unwrap();
        let agenda = store.add_agenda("a", 1, "使用料", Some(&item)).await.unwrap();
        assert!(store.withdraw_agenda("a", 1, agenda, "次回").await.unwrap());
        assert!(!store.withdraw_agenda("a", 1, agenda, "再度").await.unwrap());
        let member = MemberRow {
            id: 0,
            body: "promotion-council".into(),
            name: "例示 一子".into(),
            affiliation: String::new(),
            role: reform::discussion::body::MemberRole::Chair,
            from: None,
            until: None,
            is_demo: false,
            revision: 0,
        };
        let member = store.add_member("a", &member).await.unwrap();
        store.set_attendance("a", 1, &[(member, Presence::Absent)]).await.unwrap();
        store.set_attendance("a", 1, &[(member, Presence::Online)]).await.unwrap();
        store.set_attendance("a", 1, &[(member, None::<Presence>)]).await.unwrap();
        assert!(store.meeting(1).await.unwrap().unwrap().attendance.is_empty(), "taken back");
        store.set_attendance("a", 1, &[(member, Some(Presence::Online))]).await.unwrap();
        let paper = |paper, bytes: &'static [u8]| NewPaper {
            paper,
            title: "資料",
            is_public: true,
            name: "a.txt",
            kind: "txt",
            sha256: "00",
            bytes,
            is_demo: false,
        };
        assert_eq!(store.add_paper("a", 1, &paper(None, b"one")).await.unwrap(), Some((1, 1)));
        assert_eq!(store.add_paper("a", 1, &paper(Some(1), b"two")).await.unwrap(), Some((1, 2)));
        assert_eq!(store.add_paper("a", 1, &paper(Some(9), b"x")).await.unwrap(), None);
        let (_, _, bytes) = store.paper_file(1, 1, 1).await.unwrap().unwrap();
        assert_eq!(bytes, b"one");
        let write = async |seen, text, reason| store.write_minutes("a", (1, false), seen, text, reason).await.unwrap();
        assert_eq!(write(0, "○座長　防災の話です。", "").await, MinutesWrite::Done(1));
        assert_eq!(write(0, "遅れた", "").await, MinutesWrite::Stale(1));
        assert_eq!(write(1, "○座長　防災の話です。", "").await, MinutesWrite::Same);
        assert_eq!(write(0, "○座長　防災の話です。", "").await, MinutesWrite::Same, "sent twice");
        assert_eq!(write(1, "○座長　ＤＸの話です。", "訂正").await, MinutesWrite::Done(2));
        let found = async |words| store.find_minutes(words).await.unwrap().len();
        assert_eq!(found("dx").await, 1);
        assert_eq!(found("話").await, 1);
        assert_eq!((found("防災").await, found("").await, found("長座").await), (0, 0, 0));
        let whole = store.meeting(1).await.unwrap().unwrap();
        assert_eq!(whole.attendance, [(member, Presence::Online)]);
        assert_eq!((whole.steps.len(), whole.minutes.len(), whole.papers[0].versions.len()), (2, 2, 2));
        assert_eq!(whole.agenda[0].withdrawn.as_deref(), Some("次回"));
        assert_eq!(whole.agenda[0].item.as_ref(), Some(&item));
    })
    .await;
}

#[tokio::test]
async fn a_remark_is_closed_by_a_response_only_and_its_history_stays() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let row = RemarkRow {
            id: 0,
            body: "'; drop table remark; --".into(),
            speaker: "秘密".into(),
            speaker_role: String::new(),
            source: RemarkSource::Confidential,
            body_id: String::new(),
            meeting: None,
            item: ItemRef::new(ItemKind::Outlook, "").unwrap().at("金利").unwrap(),
            theme: String::new(),
            department_id: None,
            due: None,
            state: RemarkState::Open,
            response: String::new(),
            reason: String::new(),
            outcome: None,
            hidden_reason: String::new(),
            is_demo: false,
            revision: 0,
            created_account: None,
            created_at: String::new(),
        };
        let id = store.add_remark("a", &row, &[]).await.unwrap();
        assert_eq!(store.add_remark("a", &row, &[]).await.unwrap(), id, "sent twice, it is kept once");
        let other = RemarkRow { speaker: "別の人".into(), ..row.clone() };
        assert_ne!(store.add_remark("a", &other, &[]).await.unwrap(), id);
        let change = RemarkChange { what: "answered", reason: "" };
        let closed = RemarkRow { id, revision: 1, state: RemarkState::Done, ..row.clone() };
        assert!(store.change_remark("a", &closed, change, &[]).await.is_err(), "the database refuses it");
        let answered =
            RemarkRow { id, revision: 1, state: RemarkState::Answered, response: "回答".into(), ..row.clone() };
        assert!(store.change_remark("a", &answered, change, &[]).await.unwrap());
        assert!(!store.change_remark("b", &answered, change, &[]).await.unwrap());
        let (kept, steps) = store.remark(id).await.unwrap().unwrap();
        assert_eq!((kept.state, kept.response.as_str(), kept.revision), (RemarkState::Answered, "回答", 2));
        assert_eq!(steps.iter().map(|step| step.what.as_str()).collect::<Vec<_>>(), ["added", "answered"]);
        let about = ItemRef::new(ItemKind::Outlook, "").unwrap();
        assert_eq!(store.remarks(Some(&about)).await.unwrap().len(), 2);
        assert!(store.remarks(ItemRef::new(ItemKind::Frame, "").as_ref()).await.unwrap().is_empty());
        let audit = store.audit_page(None, 10).await.unwrap();
        assert!(audit.iter().all(|row| !row.detail.contains("秘密")), "the audit names no confidential source");
    })
    .await;
}
