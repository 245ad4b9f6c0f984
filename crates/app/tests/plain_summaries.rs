//! Plain summaries as use cases: who may write, what is refused, what stands after two people write at once.

use super::reviewing_support::Hall;
use super::support::{on_each_database, operator};

use app::publishing::plain::{MAX_CHARS, PlainOutcome, SUMMARY_TEXT, Subject};
use app::{Actor, AppError};

#[tokio::test]
async fn who_works_on_a_program_describes_it_and_nobody_else() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let drill = Subject::Program(hall.drill);
        let write =
            async |actor: &Actor, text: &str, seen: i64| hall.app.write_plain_summary(actor, drill, text, seen).await;
        // 防災課 and those above it, and the office that runs the reform.
        for (at, actor) in [&hall.hanako, &hall.section, &hall.department, &hall.office].into_iter().enumerate() {
            let done = write(actor, &format!("逃げる練習をします。{at}"), at as i64).await.unwrap();
            assert_eq!(done, PlainOutcome::Kept, "{}", actor.name);
        }
        for actor in [&hall.stranger, &hall.finance, &hall.headquarters, &hall.expert, &hall.auditor, &Actor::visitor()]
        {
            let refused = write(actor, "x", 4).await.unwrap_err();
            assert!(matches!(refused, AppError::Denied(_) | AppError::Refused(_)), "{}: {refused}", actor.name);
        }
        let view = hall.app.plain_summary(&hall.stranger, drill).await.unwrap();
        assert_eq!((view.name.as_str(), view.history.len(), view.may_write), ("防災訓練", 4, false));
        assert_eq!(view.current().unwrap().body, "逃げる練習をします。3");
        assert!(hall.app.plain_summary(&hall.hanako, drill).await.unwrap().may_write);
        // Who reads what is published only sees nothing of it here.
        for actor in [&hall.expert, &Actor::visitor()] {
            assert!(hall.app.plain_summary(actor, drill).await.is_err(), "{}", actor.name);
            assert_eq!(hall.app.plain_summary_line(actor, drill).await.unwrap(), None);
            assert_eq!(hall.app.plain_summary_counts(actor).await.unwrap(), None);
        }
        let counts = hall.app.plain_summary_counts(&hall.auditor).await.unwrap().unwrap();
        assert_eq!((counts.programs, counts.clusters), (1, 0));
        hall.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_writers_is_shown_what_the_first_wrote() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let drill = Subject::Program(hall.drill);
        let seen = hall.app.plain_summary(&hall.hanako, drill).await.unwrap().seen();
        hall.app.write_plain_summary(&hall.hanako, drill, "花子の説明", seen).await.unwrap();
        let met = hall.app.write_plain_summary(&hall.jiro, drill, "次郎の説明", seen).await.unwrap();
        let PlainOutcome::Stale(now) = met else { panic!("{met:?}") };
        assert_eq!(now.body, "花子の説明");
        assert_eq!(hall.app.plain_summary(&hall.jiro, drill).await.unwrap().history.len(), 1);
        // Seen, and written anew; then taken back.
        let seen = now.id;
        assert_eq!(
            hall.app.write_plain_summary(&hall.jiro, drill, " 次郎の説明\r\n二行め ", seen).await.unwrap(),
            PlainOutcome::Kept
        );
        let view = hall.app.plain_summary(&hall.jiro, drill).await.unwrap();
        assert_eq!(view.current().unwrap().body, "次郎の説明\n二行め");
        hall.app.write_plain_summary(&hall.jiro, drill, "  ", view.seen()).await.unwrap();
        let view = hall.app.plain_summary(&hall.jiro, drill).await.unwrap();
        assert_eq!((view.current(), view.history.len()), (None, 3));
        hall.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_and_style_never_is() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let drill = Subject::Program(hall.drill);
        let write = async |text: &str| hall.app.write_plain_summary(&hall.hanako, drill, text, 0).await;
        for bad in
            ["あ".repeat(MAX_CHARS + 1), "a\u{202E}b".into(), "a\u{0}b".into(), "a\u{2066}b".into(), "\u{200B}a".into()]
        {
            let AppError::Refused(refusal) = write(&bad).await.unwrap_err() else { panic!("{bad:?}") };
            assert_eq!(refusal.kind.code, SUMMARY_TEXT.code, "{bad:?}");
        }
        let stiff =
            "本事業においては、関係機関連携強化推進体制整備を実施させていただかなければならないものとされている。";
        assert!(hall.app.plain_advice(stiff).len() >= 4);
        assert_eq!(write(stiff).await.unwrap(), PlainOutcome::Kept);
        let exact = "あ".repeat(MAX_CHARS);
        let seen = hall.app.plain_summary(&hall.hanako, drill).await.unwrap().seen();
        assert_eq!(hall.app.write_plain_summary(&hall.hanako, drill, &exact, seen).await.unwrap(), PlainOutcome::Kept);
        for gone in [Subject::Program(999_999), Subject::Cluster("no-such-cluster")] {
            let missing = hall.app.write_plain_summary(&hall.office, gone, "x", 0).await.unwrap_err();
            assert!(matches!(missing, AppError::NotFound { .. }), "{missing}");
        }
        hall.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_demonstration_describes_hundreds_of_programs_and_every_cluster() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        assert!(app.load_demo_when_empty(&operator()).await.unwrap());
        app.load_demo_reform_when_empty(&operator()).await.unwrap();
        let counts = app.plain_summary_counts(&operator()).await.unwrap().unwrap();
        assert!((200..=1_200).contains(&counts.programs), "{counts:?}");
        let clusters = app.cluster_heads(&operator()).await.unwrap();
        assert_eq!(counts.clusters, clusters.len());
        for cluster in &clusters {
            let line = app.plain_summary_line(&operator(), Subject::Cluster(&cluster.id)).await.unwrap().unwrap();
            assert!(line.is_demo && line.text.ends_with("（例示）"), "{}: {}", cluster.id, line.text);
        }
        // A second start adds nothing.
        app.load_demo_reform_when_empty(&operator()).await.unwrap();
        assert_eq!(app.plain_summary_counts(&operator()).await.unwrap().unwrap(), counts);
    })
    .await;
}
