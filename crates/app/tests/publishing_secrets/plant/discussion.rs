//! What is planted in the open discussion: meetings in every step, papers, remarks, comments with who wrote them, records.

use app::consultations::{GroupText, PersonGiven};
use reform::consultation::{AnswerClass, Channel, CommentState, ConsultationState};
use reform::discussion::body::MemberRole;
use reform::discussion::meeting::{ClockTime, MeetingState, Presence};
use reform::discussion::remark::{RemarkSource, RemarkState};
use reform::discussion::{ItemKind, ItemRef};
use reform::explanation::ExplanationKind;
use reform::plan::CalendarDate;
use reform::roadmap::ProgressStatus;
use sha2::{Digest, Sha256};
use store::consultation::{ConsultationRow, NewComment};
use store::explanation::ExplanationRow;
use store::initiative::{MilestoneEntry, ValueEntry};
use store::meeting::{MeetingRow, MeetingWrite, MemberRow, NewPaper};
use store::remark::{RemarkChange, RemarkRow};

use super::Planted;
use crate::reviewing_support::{Hall, year};

const COUNCIL: &str = "promotion-council";

fn day(text: &str) -> CalendarDate {
    text.parse().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub async fn plant(planted: &mut Planted, hall: &Hall) {
    meetings(planted, hall).await;
    consultations(planted, hall).await;
    explanations(planted, hall).await;
    initiatives(planted, hall).await;
}

/// What a meeting is planted with.
struct Meeting<'a> {
    number: i64,
    is_public: bool,
    /// How far it goes.
    state: MeetingState,
    place: String,
    link: String,
    agenda: String,
    minutes: &'a [String],
}

async fn meeting(hall: &Hall, body: &str, meeting: Meeting<'_>) -> i64 {
    let store = &hall.store;
    let row = MeetingRow {
        id: 0,
        body: body.to_owned(),
        number: meeting.number,
        day: day("2025-06-20"),
        start: ClockTime::new(10, 0).unwrap(),
        end: None,
        place: meeting.place,
        online_link: meeting.link,
        is_public: meeting.is_public,
        state: MeetingState::Planned,
        is_demo: false,
        revision: 0,
    };
    let MeetingWrite::Done(id) = store.add_meeting("tester", &row).await.unwrap() else { panic!("not kept") };
    store.add_agenda("tester", id, &meeting.agenda, None).await.unwrap();
    for (seen, minutes) in (0..).zip(meeting.minutes) {
        store.write_minutes("tester", (id, false), seen, minutes, "").await.unwrap();
    }
    let mut row = MeetingRow { id, revision: 1, ..row };
    while row.state != meeting.state {
        row.state = row.state.next().unwrap();
        assert_eq!(store.change_meeting("tester", &row).await.unwrap(), MeetingWrite::Done(id));
        row.revision += 1;
    }
    id
}

async fn paper(planted: &mut Planted, hall: &Hall, id: i64, title: String, is_public: bool) -> String {
    let name = format!("{}.txt", planted.secret("資料のファイル名"));
    let bytes = if is_public { "公開の資料".to_owned() } else { planted.secret("非公開の資料の中身") };
    let sha256 = hex(bytes.as_bytes());
    let new = NewPaper {
        paper: None,
        title: &title,
        is_public,
        name: &name,
        kind: "txt",
        sha256: &sha256,
        bytes: bytes.as_bytes(),
        is_demo: false,
    };
    hall.store.add_paper("tester", id, &new).await.unwrap().unwrap();
    sha256
}

async fn member(hall: &Hall, body: &str, name: String, affiliation: String) -> i64 {
    let row = MemberRow {
        id: 0,
        body: body.to_owned(),
        name,
        affiliation,
        role: MemberRole::Member,
        from: None,
        until: None,
        is_demo: false,
        revision: 0,
    };
    hall.store.add_member("tester", &row).await.unwrap()
}

/// Four meetings: published, held with draft minutes, being prepared, and one that is not public.
async fn meetings(planted: &mut Planted, hall: &Hall) {
    let known = member(hall, COUNCIL, planted.public("委員の名前"), planted.public("委員の所属")).await;
    // A body that never sat in public names nobody.
    member(hall, "headquarters", planted.secret("非公開の会議体の構成員"), planted.secret("その所属")).await;
    let minutes = [
        format!("○{}　下書きの発言", planted.secret("議事録の下書き")),
        format!("○{}　{}", planted.public("公表した発言者"), planted.public("公表した発言")),
    ];
    let published = Meeting {
        number: 1,
        is_public: true,
        state: MeetingState::Published,
        place: planted.public("公開の会議の場所"),
        link: format!("https://example.com/{}", planted.secret("終わった会議のオンライン")),
        agenda: planted.public("公開の議題"),
        minutes: &minutes,
    };
    let published = meeting(hall, COUNCIL, published).await;
    hall.store.set_attendance("tester", published, &[(known, Presence::Present)]).await.unwrap();
    let withdrawn = hall.store.add_agenda("tester", published, &planted.secret("取り下げた議題"), None).await.unwrap();
    let why = planted.secret("議題を取り下げた理由");
    hall.store.withdraw_agenda("tester", published, withdrawn, &why).await.unwrap();
    let title = planted.public("公開の資料");
    let sha256 = paper(planted, hall, published, title, true).await;
    planted.public.push(sha256);
    let title = planted.secret("非公開の資料の題");
    let sha256 = paper(planted, hall, published, title, false).await;
    planted.secrets.push(sha256);

    let minutes = [planted.secret("確定前の議事録")];
    let held = Meeting {
        number: 2,
        is_public: true,
        state: MeetingState::Approved,
        place: String::new(),
        link: String::new(),
        agenda: planted.public("開いた会議の議題"),
        minutes: &minutes,
    };
    let held = meeting(hall, COUNCIL, held).await;
    let planned = Meeting {
        number: 3,
        is_public: true,
        state: MeetingState::Planned,
        place: planted.secret("準備中の会議の場所"),
        link: String::new(),
        agenda: planted.secret("準備中の会議の議題"),
        minutes: &[],
    };
    meeting(hall, COUNCIL, planned).await;
    let minutes = [planted.secret("非公開の会議の議事録")];
    let closed = Meeting {
        number: 1,
        is_public: false,
        state: MeetingState::Approved,
        place: planted.secret("非公開の会議の場所"),
        link: format!("https://example.com/{}", planted.secret("非公開の会議のオンライン")),
        agenda: planted.secret("非公開の会議の議題"),
        minutes: &minutes,
    };
    let closed = meeting(hall, "headquarters", closed).await;
    let title = planted.secret("非公開の会議の資料");
    paper(planted, hall, closed, title, true).await;
    remarks(planted, hall, (published, held, closed)).await;
}

async fn remarks(planted: &mut Planted, hall: &Hall, (published, held, closed): (i64, i64, i64)) {
    let row = |body: String, meeting: Option<(&str, i64)>, speaker: (String, String), source| RemarkRow {
        id: 0,
        body,
        speaker: speaker.0,
        speaker_role: speaker.1,
        source,
        body_id: meeting.map(|(body, _)| body.to_owned()).unwrap_or_default(),
        meeting: meeting.map(|(_, id)| id),
        item: ItemRef::new(ItemKind::Cluster, "city-bus").unwrap(),
        theme: String::new(),
        department_id: None,
        due: None,
        state: RemarkState::Open,
        response: String::new(),
        reason: String::new(),
        outcome: None,
        hidden_reason: String::new(),
        is_demo: false,
        revision: 1,
        created_account: None,
        created_at: String::new(),
    };
    let store = &hall.store;
    let answered = async |row: RemarkRow, state, response: String, reason: String, why: String| {
        let id = store.add_remark("tester", &row, &[]).await.unwrap();
        let change = RemarkChange { what: "answered", reason: &why };
        let after = RemarkRow { id, state, response, reason, ..row };
        assert!(store.change_remark("tester", &after, change, &[]).await.unwrap());
        (id, after)
    };
    let who = (planted.public("意見を述べた人"), planted.public("意見を述べた人の役割"));
    let open = row(planted.public("公開の意見"), Some((COUNCIL, published)), who, RemarkSource::Public);
    let (response, reason) = (planted.public("市の答え"), planted.public("見送りの理由"));
    answered(open, RemarkState::Declined, response, reason.clone(), reason).await;

    let who = (planted.secret("名前を公にしない人"), planted.secret("名前を公にしない人の役割"));
    let confidential =
        row(planted.public("名前を公にしない意見"), Some((COUNCIL, held)), who, RemarkSource::Confidential);
    store.add_remark("tester", &confidential, &[]).await.unwrap();

    // Answered, then opened again: the answer that stood waits for another one.
    let again = row(planted.public("開き直した意見"), None, (String::new(), "市民".into()), RemarkSource::Public);
    let before = planted.secret("開き直す前の答え");
    let (id, after) = answered(again, RemarkState::Answered, before, String::new(), String::new()).await;
    let why = planted.secret("開き直す理由");
    let change = RemarkChange { what: "answered", reason: &why };
    let opened = RemarkRow { id, revision: 2, state: RemarkState::Open, ..after };
    assert!(store.change_remark("tester", &opened, change, &[]).await.unwrap());

    let who = (planted.secret("隠した意見の人"), String::new());
    let hidden = row(planted.secret("隠した意見"), None, who, RemarkSource::Public);
    let id = store.add_remark("tester", &hidden, &[]).await.unwrap();
    let why = planted.secret("隠した理由");
    let change = RemarkChange { what: "hidden", reason: &why };
    let hidden = RemarkRow { id, hidden_reason: why.clone(), ..hidden };
    assert!(store.change_remark("tester", &hidden, change, &[]).await.unwrap());

    let who = (planted.secret("非公開の会議で述べた人"), String::new());
    let inside = row(planted.secret("非公開の会議の意見"), Some(("headquarters", closed)), who, RemarkSource::Public);
    store.add_remark("tester", &inside, &[]).await.unwrap();
}

fn consultation(slug: &str, title: String, outline: String, contact: String) -> ConsultationRow {
    ConsultationRow {
        id: 0,
        slug: slug.to_owned(),
        title,
        outline,
        items: "cluster:city-bus".to_owned(),
        edition: None,
        // Within the day the edition is made on.
        first: day("2025-05-01"),
        last: day("2025-07-31"),
        how_to_send: String::new(),
        contact,
        most_chars: 2_000,
        asks: [true; 3],
        retain_days: 30,
        class_words: String::new(),
        state: ConsultationState::Draft,
        published: None,
        questions: Vec::new(),
        is_demo: false,
        revision: 1,
    }
}

/// Adds a document to a draft; gives its number. Of one that is not public the bytes and their digest are secret too.
async fn draft_paper(planted: &mut Planted, hall: &Hall, id: i64, name: &str, is_public: bool) -> i64 {
    let bytes = if is_public { "公開の案".to_owned() } else { planted.secret("出さない案の中身") };
    let sha256 = hex(bytes.as_bytes());
    if is_public {
        planted.public.push(sha256.clone())
    } else {
        planted.secrets.push(sha256.clone())
    }
    let new = (format!("{name}.txt"), sha256);
    hall.store.add_consultation_paper("tester", id, (&new.0, &new.1, bytes.as_bytes())).await.unwrap()
}

/// A comment with everything that is known of who wrote it; all of it is secret.
async fn comment(planted: &mut Planted, hall: &Hall, id: i64, body: String) {
    let receipt = planted.secret("受付番号");
    let receipt = hex(receipt.as_bytes());
    planted.secrets.push(receipt.clone());
    let new = NewComment {
        channel: Channel::Form,
        text_sha256: hex(body.as_bytes()),
        body,
        replies: Vec::new(),
        received_at: "2025-05-02T03:00:00.000Z".into(),
        receipt_sha256: Some(receipt),
        form_sha256: None,
        import_key: None,
        entered_by: planted.secret("意見を入力した人"),
        person: PersonGiven {
            name: planted.secret("意見を出した人の氏名"),
            address: planted.secret("意見を出した人の住所"),
            email: format!("{}@example.jp", planted.secret("意見を出した人のメール")),
        },
    };
    hall.store.add_comment("tester", id, new).await.unwrap().unwrap();
}

/// Three consultations: a draft, one that is open, one whose results are published.
async fn consultations(planted: &mut Planted, hall: &Hall) {
    let store = &hall.store;
    let draft = consultation(
        "secret-draft",
        planted.secret("準備中の題名"),
        planted.secret("準備中の案"),
        planted.secret("準備中の問合せ先"),
    );
    let id = store.add_consultation("tester", &draft).await.unwrap().unwrap();
    let name = planted.secret("準備中の資料");
    draft_paper(planted, hall, id, &name, false).await;

    // The period is over, though nobody has closed it: whom to ask is no longer told.
    let contact = planted.secret("期間を過ぎた問合せ先");
    let late = consultation("late-one", planted.public("期間を過ぎた題名"), planted.public("期間を過ぎた案"), contact);
    let late = ConsultationRow { first: day("2025-04-01"), last: day("2025-04-30"), ..late };
    let id = store.add_consultation("tester", &late).await.unwrap().unwrap();
    let late = ConsultationRow { id, state: ConsultationState::Open, ..late };
    assert!(store.change_consultation("tester", &late).await.unwrap());

    let open = consultation(
        "open-one",
        planted.public("募集中の題名"),
        planted.public("募集中の案"),
        planted.public("問合せ先"),
    );
    let id = store.add_consultation("tester", &open).await.unwrap().unwrap();
    let text = planted.secret("募集中の意見");
    comment(planted, hall, id, text).await;
    let text = planted.secret("募集中のグループの概要");
    answer(planted, hall, id, text).await;
    let open = ConsultationRow { id, state: ConsultationState::Open, ..open };
    assert!(store.change_consultation("tester", &open).await.unwrap());

    let contact = planted.secret("終わった意見公募の問合せ先");
    let done = consultation("done-one", planted.public("結果の題名"), planted.public("結果の案"), contact);
    let id = store.add_consultation("tester", &done).await.unwrap().unwrap();
    let name = planted.secret("非表示の資料の名前");
    let hidden = draft_paper(planted, hall, id, &name, false).await;
    let why = planted.secret("資料を隠した理由");
    assert!(store.hide_consultation_paper("tester", (id, hidden), &why).await.unwrap());
    let name = planted.public("意見公募の資料");
    draft_paper(planted, hall, id, &name, true).await;
    let text = planted.secret("市民の意見の原文");
    comment(planted, hall, id, text).await;
    let text = planted.public("意見の概要");
    answer(planted, hall, id, text).await;
    // Of a group of which every comment is hidden nothing is told, not even what staff wrote of it.
    let text = planted.secret("非表示の意見");
    comment(planted, hall, id, text).await;
    let (hidden, _) = store.unplaced_comments(id).await.unwrap()[0];
    let text = planted.secret("非表示の意見の概要");
    answer(planted, hall, id, text).await;
    let step = (CommentState::Received, CommentState::Hidden);
    assert!(store.step_comment("tester", hidden, step, &planted.secret("非表示の理由")).await.unwrap());
    let published = Some(day("2025-07-01"));
    let done = ConsultationRow { id, state: ConsultationState::Published, published, ..done };
    assert!(store.change_consultation("tester", &done).await.unwrap());
}

/// Puts what is in no group into one, and answers it.
async fn answer(planted: &mut Planted, hall: &Hall, id: i64, summary: String) {
    let comments: Vec<i64> =
        hall.store.unplaced_comments(id).await.unwrap().into_iter().map(|(comment, _)| comment).collect();
    let group = hall.store.move_comments("tester", id, &comments, None).await.unwrap().unwrap();
    let is_public = summary.starts_with("公開");
    let answer = if is_public { planted.public("市の考え方") } else { planted.secret("出さない考え方") };
    let text = GroupText { summary, answer, class: Some(AnswerClass::C) };
    let revision =
        hall.store.comment_groups(id).await.unwrap().iter().find(|known| known.id == group).unwrap().revision;
    assert!(hall.store.answer_comment_group("tester", (id, group, revision), &text).await.unwrap());
}

/// Three records: public, not public, and hidden again.
async fn explanations(planted: &mut Planted, hall: &Hall) {
    let record = |title: String, said: String, is_public: bool, hidden_reason: String| ExplanationRow {
        id: 0,
        day: day("2025-07-01"),
        place: String::new(),
        kind: ExplanationKind::Group,
        title,
        groups: String::new(),
        people: Some(12),
        items: "cluster:city-bus".into(),
        explained: "説明".into(),
        said,
        changed: String::new(),
        changed_link: String::new(),
        is_public,
        hidden_reason,
        is_demo: false,
        made_by: String::new(),
        revision: 1,
    };
    let open = record(planted.public("説明の題名"), planted.public("説明で出た意見"), true, String::new());
    let closed =
        record(planted.secret("非公開の説明の題名"), planted.secret("非公開の説明の意見"), false, String::new());
    let why = planted.secret("説明を隠した理由");
    let hidden = record(planted.secret("隠した説明の題名"), planted.secret("隠した説明の意見"), true, why);
    for row in [open, closed, hidden] {
        let id = hall.store.add_explanation("tester", &row).await.unwrap();
        // A new record is never hidden; hiding is a change.
        let kept = hall.store.explanation(id).await.unwrap().unwrap();
        let row = ExplanationRow { id, revision: kept.revision, ..row };
        assert!(hall.store.change_explanation("tester", &row).await.unwrap());
    }
}

/// Progress and a value with what only members read.
async fn initiatives(planted: &mut Planted, hall: &Hall) {
    let view = hall.app.initiatives(&hall.office).await.unwrap();
    let entry = MilestoneEntry {
        id: 0,
        milestone: view.plan.milestones.bars[0].id.clone(),
        status: ProgressStatus::Behind,
        day: day("2025-07-01"),
        remark: planted.secret("節目の所見"),
        by: planted.secret("節目を記録した人"),
        at: "2025-07-01T01:00:00.000Z".into(),
        is_demo: false,
    };
    assert!(hall.store.add_milestone_progress("tester", &entry, 0).await.unwrap());
    let value = ValueEntry {
        id: 0,
        kpi: view.plan.kpis[0].id.clone(),
        year: year(2025),
        value: "7654321".parse().unwrap(),
        ground: planted.secret("実績の根拠"),
        by: planted.secret("実績を記録した人"),
        at: "2025-07-01T01:00:00.000Z".into(),
        is_demo: false,
    };
    assert!(hall.store.add_initiative_value("tester", &value, 0).await.unwrap());
    planted.public.push("7654321".into());
}
