//! One letter with several points: each is grouped and answered, its writer reads every answer, and comments are counted once.

use std::collections::BTreeMap;

use super::reviewing_support::Hall;
use super::support::{on_each_database, operator};

use app::Actor;
use app::consultations::{ConsultationForm, GroupForm, SentComment, TypedComment};
use reform::consultation::ConsultationState;

fn form() -> ConsultationForm {
    let fields = [
        ("slug", "fees-2026"),
        ("title", "使用料の見直し（素案）"),
        ("outline", "施設の使用料を見直します。"),
        ("first", "2026-11-01"),
        ("last", "2026-11-30"),
        ("contact", "市政変革推進室"),
        ("most_chars", "200"),
        ("retain_days", "30"),
    ];
    let fields: BTreeMap<String, String> =
        fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    ConsultationForm { fields, revision: 0 }
}

#[tokio::test]
async fn the_writer_of_several_points_reads_every_answer_and_counts_as_one() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let visitor = Actor::visitor();
        let (app, later) = (hall.on("2026-11-10T01:00:00Z"), hall.on("2026-11-10T01:00:30Z"));
        let id = app.add_consultation(&hall.office, &form()).await.unwrap().unwrap();
        let step = async |app: &app::App, actor: &Actor, to| {
            let revision = app.consultation(actor, id).await.unwrap().row.revision;
            app.step_consultation(actor, (id, revision), to).await
        };
        step(&app, &hall.office, ConsultationState::Open).await.unwrap();
        let sent = SentComment {
            form: app.public_consultation(&visitor, "fees-2026").await.unwrap().form,
            body: "バスを減らさないでください。図書館を残してください。".into(),
            address: "192.0.2.9".into(),
            ..SentComment::default()
        };
        let receipt = later.send_comment(&visitor, "fees-2026", &sent).await.unwrap().receipt;
        let typed = TypedComment {
            channel: "paper".into(),
            day: "2026-11-09".into(),
            body: "図書館は残してください。".into(),
            ..TypedComment::default()
        };
        app.type_comment(&hall.office, id, &typed).await.unwrap();
        let comment = app.comment_list(&hall.office, id, &Default::default(), 1).await.unwrap().rows[0].id;

        let divide = async |actor: &Actor, lines: &str| {
            let done = app.divide_comment(actor, (id, comment), lines).await;
            done.map_err(|error| error.kind().code)
        };
        assert!(divide(&hall.finance, "あ\nい").await.is_err(), "not everybody's to divide");
        assert_eq!(divide(&hall.office, &"あ\n".repeat(21)).await, Err("AP-448"));
        assert_eq!(divide(&hall.office, &format!("い\n{}", "あ".repeat(2_001))).await, Err("AP-448"));
        divide(&hall.office, "バスを減らさないでください。\n図書館を残してください。\u{202E}").await.unwrap();
        let (_, row, may_work) = app.one_comment(&hall.auditor, (id, comment)).await.unwrap();
        assert_eq!(row.body, sent.body, "the letter stays as it was");
        assert!(row.opinions[1].body.ends_with("［U+202E］") && !may_work, "{:?}", row.opinions);

        assert_eq!(app.propose_groups(&hall.office, id).await.unwrap(), 2);
        assert_eq!(app.propose_groups(&hall.office, id).await.unwrap(), 0, "nothing is left");
        let after = hall.on("2026-12-01T01:00:00Z");
        step(&after, &hall.office, ConsultationState::Closed).await.unwrap();
        let groups = after.group_list(&hall.office, id, 1).await.unwrap().groups;
        let counts: Vec<(i64, i64)> = groups.iter().map(|(group, _)| (group.opinions, group.comments)).collect();
        assert_eq!(counts, [(2, 2), (1, 1)]);
        for (at, (group, _)) in groups.iter().enumerate() {
            let form = GroupForm {
                summary: format!("概要{at}"),
                answer: format!("考え方{at}"),
                class: ["A", "D"][at].into(),
                revision: group.revision,
            };
            after.answer_group(&hall.office, id, group.id, &form).await.unwrap();
        }
        let status = after.comment_status(&visitor, "fees-2026", &receipt).await.unwrap();
        assert!(status.answers.is_empty(), "nothing is told before it is published");
        step(&after, &hall.office, ConsultationState::Answered).await.unwrap();
        assert!(after.divide_comment(&hall.office, (id, comment), "あ\nい").await.is_err(), "all is answered");
        step(&after, &hall.headquarters, ConsultationState::Published).await.unwrap();
        let status = after.comment_status(&visitor, "fees-2026", &receipt).await.unwrap();
        let answers: Vec<&str> = status.answers.iter().map(|row| row.answer.as_str()).collect();
        assert_eq!(answers, ["考え方0", "考え方1"]);
        let results = after.public_consultation(&visitor, "fees-2026").await.unwrap().results.unwrap();
        assert_eq!((results.counts.counted, results.counts.opinions), (2, 3));
        let classes: Vec<(i64, i64)> =
            results.classes.iter().map(|(_, _, lines, opinions)| (*lines, *opinions)).collect();
        assert_eq!((classes[0], classes[3]), ((1, 2), (1, 1)));
        hall.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_demonstration_has_sixty_letters_three_of_them_divided() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        assert!(app.load_demo_when_empty(&operator()).await.unwrap());
        app.load_demo_reform_when_empty(&operator()).await.unwrap();
        let list = app.consultation_list(&operator()).await.unwrap();
        let Some(line) = list.iter().find(|line| line.row.slug == "reiji-fees") else { panic!("{list:?}") };
        let view = app.consultation(&operator(), line.row.id).await.unwrap();
        assert_eq!((view.counts.counted, view.counts.opinions, view.counts.unplaced), (60, 64, 0));
        assert_eq!(view.groups, (6, 6));
        assert!(view.row.is_demo);
    })
    .await;
}
