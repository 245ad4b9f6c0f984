//! The open discussion of the illustrative edition (例示の会議・意見・意見公募・説明).

use super::super::{
    AgendaItem, Attendance, Body, BodyMember, ClassCount, Consultation, Explanation, Opinion, Outcome, Paper,
    PublicMeeting, Remark, Speech, Subject, WayCount, Words,
};

fn subject(kind: &str, kind_name: Words, id: &str, name: Words) -> Subject {
    Subject { kind: kind.into(), kind_name, id: id.into(), name, place: String::new() }
}

fn cluster() -> Subject {
    let kind = Words::both("クラスター", "cluster");
    subject("cluster", kind, "care-homes", Words::both("介護の施設", "Care homes"))
}

fn roadmap() -> Subject {
    Subject {
        kind: "roadmap".into(), kind_name: Words::both("工程表", "roadmap"), place: "調べる".into(), ..cluster()
    }
}

/// The bodies: a council that sits in public, and headquarters that never did.
pub(super) fn bodies() -> Vec<Body> {
    let member = |name: &str, role: Words, until: &str| BodyMember {
        name: name.into(),
        affiliation: "例示大学".into(),
        role,
        from: "2025-04-01".into(),
        until: until.into(),
    };
    vec![
        Body {
            id: "headquarters".into(),
            kind_name: Words::both("実行本部", "headquarters"),
            name: Words::both("例示の実行本部", "Illustrative headquarters"),
            purpose: Words::both("決めて、進める。", "Decides and carries out."),
            ..Body::default()
        },
        Body {
            id: "council".into(),
            kind_name: Words::both("推進会議", "council"),
            name: Words::both("例示推進会議", "Illustrative council"),
            purpose: Words::both("外の目で意見を述べる。", "Hears experts from outside."),
            members: vec![
                member("例示 一子", Words::both("座長・本部長", "chair"), "2027-03-31"),
                member("見本 二郎", Words::both("委員", "member"), "2026-03-31"),
            ],
            is_illustrative: true,
        },
    ]
}

/// The meetings: one to come, one with its minutes.
pub(super) fn meetings() -> Vec<PublicMeeting> {
    let base = PublicMeeting {
        body: "council".into(),
        body_name: Words::both("例示推進会議", "Illustrative council"),
        start: "13:30".into(),
        end: "15:30".into(),
        place: "例示の会議室".into(),
        is_illustrative: true,
        ..PublicMeeting::default()
    };
    let item = |title: &str, subject: Option<Subject>| AgendaItem { title: title.into(), subject };
    vec![
        PublicMeeting {
            id: "council-2".into(),
            number: 2,
            day: "2027-01-22".into(),
            online_link: "https://example.com/meeting".into(),
            state: "convened".into(),
            state_name: Words::both("招集済", "convened"),
            agenda: vec![item("工程表の改定", Some(roadmap()))],
            ..base.clone()
        },
        PublicMeeting {
            id: "council-1".into(),
            number: 1,
            day: "2026-09-14".into(),
            state: "published".into(),
            state_name: Words::both("公表済", "published"),
            agenda: vec![item("介護の施設の分析", Some(cluster())), item("その他", None)],
            papers: vec![Paper {
                title: "資料1 分析の結果（例示）".into(),
                file: "council-1-1.pdf".into(),
                sha256: "0123456789abcdef".repeat(4),
                bytes: 123_456,
            }],
            closed_papers: 1,
            attendance: vec![Attendance {
                presence: Words::both("出席", "present"),
                names: vec!["例示 一子".into(), "見本 二郎".into()],
            }],
            minutes: vec![
                Speech { speaker: "座長".into(), text: "ただいまから会議を始めます。".into() },
                Speech {
                    speaker: "見本委員".into(),
                    text: "工程表の帯が長すぎませんか。\n短くできるはずです。".into(),
                },
            ],
            is_corrected: true,
            ..base
        },
    ]
}

/// The remarks: one taken up, one whose name is not public and which is open, one declined.
pub(super) fn remarks() -> Vec<Remark> {
    let base = Remark {
        occasion: Words::both("例示推進会議 第1回", "Illustrative council, meeting 1"),
        meeting: "council-1".into(),
        theme: "工程".into(),
        department: vec!["例示局1".into(), "例示課1".into()],
        is_illustrative: true,
        ..Remark::default()
    };
    vec![
        Remark {
            id: "1".into(),
            text: "例示：工程表の帯が長すぎる。".into(),
            speaker: "見本 二郎".into(),
            role: "委員".into(),
            subject: roadmap(),
            state: "accepted".into(),
            state_name: Words::both("反映", "accepted"),
            response: "例示：一四半期だけ延ばし、先に調べます。".into(),
            outcome: Some(Outcome {
                name: Words::both("工程表 第2版", "roadmap, version 2"),
                version: Some(2),
                cluster: String::new(),
            }),
            ..base.clone()
        },
        Remark {
            id: "2".into(),
            text: "例示：費用の内訳が足りない。".into(),
            speaker: "委員".into(),
            subject: cluster(),
            state: "open".into(),
            state_name: Words::both("未回答", "open"),
            due: "2026-12-20".into(),
            ..base.clone()
        },
        Remark {
            id: "3".into(),
            text: "例示：この事業をやめてはどうか。".into(),
            speaker: "例示 一子".into(),
            role: "座長".into(),
            occasion: Words::default(),
            meeting: String::new(),
            subject: subject("program", Words::both("事業", "program"), "0001", Words::ja("例示事業1 配食")),
            theme: String::new(),
            state: "declined".into(),
            state_name: Words::both("見送り", "declined"),
            response: "例示：続けます。".into(),
            reason: "例示：使う人が増えているため。".into(),
            ..base
        },
    ]
}

/// The consultations: one open, one with its results.
pub(super) fn consultations() -> Vec<Consultation> {
    let classes = [
        ("A", Words::both("意見を反映し、案を修正する", "the draft is changed"), 1, 3),
        ("D", Words::both("意見を反映しない（案のとおり）", "not taken up"), 1, 2),
    ];
    let class =
        |(letter, words, rows, count): (&str, Words, i64, i64)| ClassCount { class: letter.into(), words, rows, count };
    let opinion = |summary: &str, count: i64, answer: &str, class: &str| Opinion {
        summary: summary.into(),
        count,
        comments: count,
        answer: answer.into(),
        class: class.into(),
    };
    vec![
        Consultation {
            id: "reiji-open".into(),
            title: "例示：介護の施設の考え方（素案）".into(),
            outline: "例示の案です。".into(),
            subjects: vec![cluster()],
            first: "2026-11-01".into(),
            last: "2026-11-30".into(),
            state: "open".into(),
            state_name: Words::both("募集中", "open"),
            how_to_send: "例示：入力フォーム、電子メール、書面で出せます。".into(),
            contact: "例示：変革推進室".into(),
            questions: vec!["何を大切にしたいですか。".into()],
            papers: vec![Paper {
                title: "例示の素案".into(),
                file: "reiji-open-1.docx".into(),
                sha256: "fedcba9876543210".repeat(4),
                bytes: 45_678,
            }],
            is_illustrative: true,
            ..Consultation::default()
        },
        Consultation {
            id: "reiji-fees".into(),
            title: "例示：使用料の見直し（素案）".into(),
            outline: "例示の案です。".into(),
            subjects: vec![cluster()],
            first: "2026-06-01".into(),
            last: "2026-06-30".into(),
            state: "published".into(),
            state_name: Words::both("結果公表済", "results published"),
            published_on: "2026-08-31".into(),
            comments: Some(5),
            opinion_count: Some(6),
            ways: vec![
                WayCount { way: "form".into(), name: Words::both("入力フォーム", "form"), comments: 3 },
                WayCount {
                    way: "paper".into(), name: Words::both("書面（郵送・FAX・持参）", "paper"), comments: 2
                },
            ],
            classes: classes.map(class).into(),
            opinions: vec![
                opinion("例示：先に無駄を減らすべきだ。", 3, "例示：先に減らすことを案に加えました。", "A"),
                opinion("例示：見直しをやめてほしい。", 2, "例示：案のとおり進めます。", "D"),
            ],
            is_illustrative: true,
            ..Consultation::default()
        },
    ]
}

/// The explanation records.
pub(super) fn explanations() -> Vec<Explanation> {
    vec![Explanation {
        id: "1".into(),
        day: "2026-07-23".into(),
        title: "例示：利用する人への説明会".into(),
        kind_name: Words::both("説明会（どなたでも）", "open meeting"),
        place: "例示の会場".into(),
        groups: "例示：利用する人、家族".into(),
        people: Some(64),
        subjects: vec![cluster()],
        explained: "例示：費用の見通しを説明した。".into(),
        said: "例示：順番を知りたいという声があった。".into(),
        changed: "例示：順番を公表することにした。".into(),
        changed_at: Some(cluster()),
        is_illustrative: true,
    }]
}
