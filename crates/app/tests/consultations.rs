//! Consultations as use cases: from the draft to the published answer, with who wrote kept apart all the way.

use std::collections::BTreeMap;

use super::reviewing_support::{Hall, at};
use super::support::{on_each_database, operator};

use app::consultations::{CommentFilter, ConsultationForm, GroupForm, PersonGiven, SentComment, TypedComment};
use app::explanations::ExplanationForm;
use app::{Actor, App, AppError, FileFormat};
use reform::consultation::{CommentState, ConsultationState};
use reform::discussion::ItemRef;

const NAME: &str = "ヒミツノ氏名 太郎";

fn form(fields: &[(&str, &str)]) -> ConsultationForm {
    let usual = [
        ("slug", "fees-2026"),
        ("title", "使用料の見直し（素案）"),
        ("outline", "施設の使用料を見直します。"),
        ("items", "cluster:fees-review"),
        ("first", "2026-11-01"),
        ("last", "2026-11-30"),
        ("questions", "＊お住まいの区はどこですか。\n何で知りましたか。"),
        ("contact", "市政変革推進室"),
        ("most_chars", "50"),
        ("asks_name", "1"),
        ("retain_days", "30"),
    ];
    let mut all: BTreeMap<String, String> =
        usual.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    all.extend(fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    ConsultationForm { fields: all, revision: 0 }
}

async fn step(app: &App, actor: &Actor, id: i64, to: ConsultationState) -> Result<(), String> {
    let revision = app.consultation(actor, id).await.unwrap().row.revision;
    app.step_consultation(actor, (id, revision), to).await.map_err(|error| error.kind().code.to_owned())
}

async fn send(app: &App, later: &App, body: &str, person: &str) -> Result<app::consultations::Receipt, String> {
    let visitor = Actor::visitor();
    let form = app.public_consultation(&visitor, "fees-2026").await.unwrap().form;
    let sent = SentComment {
        form,
        body: body.into(),
        replies: [(1, "小倉北区".to_owned())].into(),
        person: PersonGiven { name: person.into(), email: "not-asked@example.jp".into(), ..PersonGiven::default() },
        address: "192.0.2.9".into(),
        ..SentComment::default()
    };
    later.send_comment(&visitor, "fees-2026", &sent).await.map_err(|error| error.kind().code.to_owned())
}

#[tokio::test]
async fn a_comment_goes_from_the_form_to_the_published_answer_and_nobody_sees_who_wrote_it() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let visitor = Actor::visitor();
        let app = hall.on("2026-11-10T01:00:00Z");
        let later = hall.on("2026-11-10T01:00:30Z");
        assert!(app.add_consultation(&hall.stranger, &form(&[])).await.is_err(), "not everybody's to make");
        let faults = app
            .add_consultation(
                &hall.office,
                &form(&[("slug", "X"), ("first", "2026-12-31"), ("items", "mayor:1"), ("title", "")]),
            )
            .await
            .unwrap()
            .unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["title", "slug", "items", "last"]);
        let id = app.add_consultation(&hall.office, &form(&[])).await.unwrap().unwrap();
        assert!(app.public_consultation(&visitor, "fees-2026").await.is_err(), "a draft is not there");
        step(&app, &hall.office, id, ConsultationState::Open).await.unwrap();

        let receipt = send(&app, &later, "値上げに反対です。\u{202E}", NAME).await.unwrap();
        assert_eq!((receipt.number, receipt.receipt.len()), (1, 23));
        assert_eq!(send(&app, &later, "値上げに反対です", "").await.unwrap().number, 2);
        assert_eq!(send(&app, &later, &"あ".repeat(51), "").await.unwrap_err(), "RF-737");
        assert_eq!(send(&app, &app, "速すぎる", "").await.unwrap_err(), "AP-440");
        // The receipt reads and withdraws, and no other number does.
        let status = later.comment_status(&visitor, "fees-2026", &receipt.receipt.to_lowercase()).await.unwrap();
        assert!(status.may_withdraw && status.comment.body == "値上げに反対です。［U+202E］");
        assert!(later.comment_status(&visitor, "fees-2026", "00000-00000-00000-00000").await.is_err());
        let third = send(&app, &later, "やっぱりやめます", NAME).await.unwrap();
        later.withdraw_comment(&visitor, "fees-2026", &third.receipt).await.unwrap();
        assert!(later.withdraw_comment(&visitor, "fees-2026", &third.receipt).await.is_err());

        // By post and by e-mail.
        let typed = TypedComment {
            form: app.typing_form(&hall.office, id).unwrap(),
            channel: "paper".into(),
            day: "2026-11-09".into(),
            body: "図書館を残してください。".into(),
            replies: [(1, "門司区".to_owned())].into(),
            person: PersonGiven { name: NAME.into(), ..PersonGiven::default() },
        };
        assert_eq!(app.type_comment(&hall.office, id, &typed).await.unwrap(), 4);
        let code = async |typed: TypedComment| {
            app.type_comment(&hall.office, id, &typed).await.map_err(|error| error.kind().code)
        };
        assert_eq!(code(typed.clone()).await, Err("AP-441"), "one form is one letter, however often it is sent");
        for day in ["2026-10-31", "2026-11-11"] {
            assert_eq!(code(TypedComment { day: day.into(), ..typed.clone() }).await, Err("IN-806"), "{day}");
        }
        let csv = format!("番号,受付日,方法,意見,問1,氏名\nA,2026-11-08,郵送,図書館は残してください。,若松区,{NAME}\n");
        for (new, known) in [(1, 0), (0, 1)] {
            let file = ("意見.csv", csv.clone().into_bytes());
            let report = app.import_comments(&hall.office, id, file, false).await.unwrap();
            assert_eq!((report.counts.new, report.counts.known, report.problems.len()), (new, known, 0));
        }
        let bad = ("意見.csv", "受付日,意見\n2026-11-08,よい\n10月,だめ\n".as_bytes().to_vec());
        assert_eq!(app.import_comments(&hall.office, id, bad, false).await.unwrap().problems.len(), 1);

        // Another letter under the same number is refused, and not passed over; a day to come is none on which it came.
        let other = ("意見.csv", "番号,受付日,意見\nA,2026-11-08,まったく別の意見\n".as_bytes().to_vec());
        let refused = app.import_comments(&hall.office, id, other, false).await.unwrap_err();
        assert_eq!((refused.kind().code, refused.to_string().contains('A')), ("AP-449", true));
        let tomorrow = ("意見.csv", "受付日,意見\n2026-11-11,よい\n".as_bytes().to_vec());
        let report = app.import_comments(&hall.office, id, tomorrow, false).await.unwrap();
        assert_eq!(report.problems[0].kind.code, "IN-806");

        // Outside of the period the door is shut, to the day.
        for day in ["2026-10-31T14:59:59Z", "2026-11-30T15:00:00Z"] {
            let shut = hall.on(day);
            assert!(shut.public_consultation(&visitor, "fees-2026").await.unwrap().form.is_empty(), "{day}");
        }
        let last = hall.on("2026-11-30T14:59:00Z");
        assert!(!last.public_consultation(&visitor, "fees-2026").await.unwrap().form.is_empty());
        assert_eq!(step(&last, &hall.office, id, ConsultationState::Closed).await.unwrap_err(), "RF-732");

        let after = hall.on("2026-12-01T01:00:00Z");
        assert!(after.withdraw_comment(&visitor, "fees-2026", &receipt.receipt).await.is_err());
        step(&after, &hall.office, id, ConsultationState::Closed).await.unwrap();
        assert_eq!(step(&after, &hall.office, id, ConsultationState::Answered).await.unwrap_err(), "RF-735");
        assert!(after.propose_groups(&hall.finance, id).await.is_err());
        assert_eq!(after.propose_groups(&hall.office, id).await.unwrap(), 2);
        let groups = after.group_list(&hall.office, id, 1).await.unwrap().groups;
        assert_eq!(groups.iter().map(|(group, _)| group.comments).collect::<Vec<_>>(), [2, 2]);
        for (group, _) in &groups {
            let text = GroupForm {
                summary: "概要".into(),
                answer: "考え方".into(),
                class: "A".into(),
                revision: group.revision,
            };
            after.answer_group(&hall.office, id, group.id, &text).await.unwrap();
        }
        step(&after, &hall.office, id, ConsultationState::Answered).await.unwrap();
        assert!(
            step(&after, &hall.office, id, ConsultationState::Published).await.is_err(),
            "not the office's to publish"
        );
        assert!(after.results_file(&visitor, "fees-2026", FileFormat::Csv, String::new()).await.is_err());
        step(&after, &hall.headquarters, id, ConsultationState::Published).await.unwrap();
        let results = after.public_consultation(&visitor, "fees-2026").await.unwrap().results.unwrap();
        assert_eq!((results.counts.counted, results.rows.len(), results.classes[0].3), (4, 2, 4));
        let status = after.comment_status(&visitor, "fees-2026", &receipt.receipt).await.unwrap();
        assert_eq!(status.answers.iter().map(|row| row.answer.as_str()).collect::<Vec<_>>(), ["考え方"]);

        // A group of which everything is hidden is for staff; its comments are counted all the same.
        let filter = CommentFilter { group: Some(groups[0].0.id), ..CommentFilter::default() };
        for (hidden, rows) in [(1, 2), (2, 1)] {
            let group = after.comment_list(&hall.office, id, &filter, 1).await.unwrap();
            let one = group.rows.iter().find(|one| one.state == CommentState::Received).unwrap();
            after.moderate_comment(&hall.office, (id, one.id), true, "名指しの中傷").await.unwrap();
            let public = after.public_consultation(&visitor, "fees-2026").await.unwrap().results.unwrap();
            let (counts, lines) = (&public.counts, public.rows.len());
            assert_eq!((counts.hidden, counts.counted, lines, public.classes[0].2), (hidden, 4, rows, rows as i64));
            let (_, of_staff) = after.consultation_results(&hall.office, id).await.unwrap();
            assert_eq!(of_staff.rows.len(), 2);
        }
        let (_, csv) = after.results_file(&visitor, "fees-2026", FileFormat::Csv, String::new()).await.unwrap();
        assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 2, "the head and one line");

        // Who wrote stands nowhere but with who asks for it by command.
        let (_, csv) = after.results_file(&visitor, "fees-2026", FileFormat::Csv, String::new()).await.unwrap();
        let comments = after.comment_list(&hall.office, id, &Default::default(), 1).await.unwrap();
        let trail = format!("{:?}", after.audit_page(&operator(), None, 1000).await.unwrap());
        for text in [String::from_utf8(csv).unwrap(), format!("{comments:?}"), trail] {
            assert!(!text.contains("ヒミツノ") && !text.contains("not-asked"), "{text}");
        }
        assert!(after.export_person(&hall.office, NAME).await.is_err());
        assert_eq!(after.export_person(&operator(), NAME).await.unwrap().len(), 3, "not the withdrawn one");
        let found = after.export_person(&operator(), &receipt.receipt).await.unwrap();
        assert_eq!(
            (found[0].person.name.as_str(), found[0].person.email.as_str()),
            (NAME, ""),
            "only what was asked for"
        );

        // Thirty days after publication names go, on the day and not before; texts and counts stay.
        for (day, is_due) in [("2026-12-30T01:00:00Z", false), ("2026-12-31T01:00:00Z", true)] {
            let app = hall.on(day);
            assert_eq!(app.retain_comments(&operator(), true).await.unwrap()[0].is_due, is_due, "{day}");
            app.retain_comments(&operator(), false).await.unwrap();
            assert_eq!(app.export_person(&operator(), NAME).await.unwrap().is_empty(), is_due);
        }
        assert_eq!(
            after.consultation(&hall.office, id).await.unwrap().counts,
            comments_counts(&after, &hall.office, id).await
        );
        assert_eq!(after.consultation(&hall.office, id).await.unwrap().counts.counted, 4);
        hall.store.close().await;
    })
    .await;
}

async fn comments_counts(app: &App, actor: &Actor, id: i64) -> app::consultations::Counts {
    app.comment_moderation(actor, id).await.unwrap().counts
}

#[tokio::test]
async fn what_was_explained_is_kept_and_only_public_records_are_public() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let app = hall.app.clone().with_clock(at("2026-11-22T01:00:00Z"));
        let form = |fields: &[(&str, &str)]| {
            let usual = [
                ("day", "2026-11-20"),
                ("title", "公園の説明会"),
                ("kind", "open"),
                ("place", "市民センター"),
                ("people", "12"),
                ("items", "cluster:parks"),
                ("explained", "草刈りの回数"),
                ("said", "減らさないでほしい"),
                ("changed_link", "/clusters/parks"),
            ];
            let mut all: BTreeMap<String, String> =
                usual.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            all.extend(fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
            ExplanationForm { fields: all, revision: 0 }
        };
        let bad = [
            ("day", "2026-11-23"),
            ("said", ""),
            ("people", "多数"),
            ("items", "x"),
            ("changed_link", "//evil.example"),
        ];
        let faults = app.save_explanation(&hall.hanako, None, &form(&bad)).await.unwrap().unwrap_err();
        let codes: Vec<&str> = faults.iter().map(|(_, kind, _)| kind.code).collect();
        assert_eq!(codes, ["RF-745", "AP-450", "AP-452", "AP-453", "AP-455"]);
        let kept = app.save_explanation(&hall.hanako, None, &form(&[])).await.unwrap().unwrap();
        let public = app.save_explanation(&hall.office, None, &form(&[("is_public", "1")])).await.unwrap().unwrap();
        assert!(app.save_explanation(&hall.auditor, None, &form(&[])).await.is_err());
        let again = |title: &str| ExplanationForm { revision: 1, ..form(&[("title", title)]) };
        assert!(app.save_explanation(&hall.stranger, Some(kept), &again("ほかの課の題")).await.is_err());
        assert!(app.hide_explanation(&hall.stranger, (kept, 1), "ほかの課の理由").await.is_err());
        assert_eq!(app.explanation(&hall.stranger, kept).await.unwrap().title, "公園の説明会");
        app.save_explanation(&hall.hanako, Some(kept), &again("公園の説明会（二回目）")).await.unwrap().unwrap();
        assert_eq!(app.explanation(&hall.office, kept).await.unwrap().title, "公園の説明会（二回目）");
        let visitor = Actor::visitor();
        let item = ItemRef::read("cluster:parks").unwrap();
        let seen = async |actor: &Actor| {
            app.explanations_about(actor, &item).await.unwrap().iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!((seen(&visitor).await, seen(&hall.auditor).await), (vec![public], vec![public, kept]));
        assert!(matches!(app.explanation(&visitor, kept).await, Err(AppError::NotFound { .. })));
        assert!(app.hide_explanation(&hall.office, (public, 1), " ").await.is_err());
        app.hide_explanation(&hall.office, (public, 1), "場所の誤り").await.unwrap();
        assert!(seen(&visitor).await.is_empty());
        assert_eq!(app.explanation(&hall.auditor, public).await.unwrap().hidden_reason, "場所の誤り");
        let stale = ExplanationForm { revision: 1, ..form(&[("title", "新しい題")]) };
        assert!(app.save_explanation(&hall.office, Some(public), &stale).await.is_err());
        hall.store.close().await;
    })
    .await;
}
