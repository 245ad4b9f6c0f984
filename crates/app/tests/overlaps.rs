//! Overlaps as the application gives them: found, answered, remembered, shown again when texts change.

use crate::support;

use app::overlaps::{AnswerField, AnswerForm, DepartmentFilter, OverlapQuery, PairState, StateFilter};
use app::{Actor, AppError, FileFormat, ImportMode};
use support::{Fresh, on_each_database, operator};

const HEAD: &str = "事業番号,事業名,年度,部局,課,方向性,事業費（円）,一般財源（円）,概要\n";

/// Two pairs that are alike and one program that is like none.
const ROWS: [&str; 5] = [
    "A1,高齢者見守り訪問事業,令和6,福祉局,高齢課,継続,1200000,1200000,ひとり暮らしの高齢者の自宅を訪ね安否を確かめる\n",
    "A2,高齢者見守り配食事業,令和6,福祉局,高齢課,継続,3400000,3400000,ひとり暮らしの高齢者の自宅へ弁当を届け安否を確かめる\n",
    "A3,市民体育館管理運営事業,令和6,教育局,体育課,継続,5600000,5600000,体育館の受付と清掃を指定管理者に任せる\n",
    "A4,総合体育館管理運営事業,令和6,都市局,公園課,継続,7800000,7800000,体育館の受付と清掃を指定管理者に任せる\n",
    "A5,松くい虫防除,令和6,農林局,林業課,継続,90000,90000,被害木を伐り薬剤をまく\n",
];

async fn filled(fresh: &Fresh) -> Vec<i64> {
    fresh.import(format!("{HEAD}{}", ROWS.concat()), ImportMode::Commit).await;
    let found = fresh.app.find_overlaps(&operator()).await.unwrap();
    found.programs.iter().map(|program| program.id).collect()
}

async fn listed(fresh: &Fresh, query: OverlapQuery) -> Vec<(String, String, PairState)> {
    let list = fresh.app.overlap_list(&operator(), &query).await.unwrap();
    assert_eq!(list.total, list.rows.len());
    list.rows.into_iter().map(|row| (row.a.external_id, row.b.external_id, row.state)).collect()
}

fn form(answer: &str, reason: &str, revision: i64) -> AnswerForm {
    AnswerForm { answer: answer.into(), reason: reason.into(), revision: revision.to_string() }
}

fn pair(a: &str, b: &str, state: PairState) -> (String, String, PairState) {
    (a.to_owned(), b.to_owned(), state)
}

#[tokio::test]
async fn pairs_are_found_explained_and_filtered() {
    on_each_database(async |fresh| {
        let ids = filled(fresh).await;
        let all = listed(fresh, OverlapQuery::default()).await;
        assert_eq!(all, [pair("A3", "A4", PairState::Open), pair("A1", "A2", PairState::Open)]);
        let list = fresh.app.overlap_list(&operator(), &OverlapQuery::default()).await.unwrap();
        assert!(list.rows[0].score_bp > list.rows[1].score_bp && list.rows[1].score_bp >= list.threshold_bp);
        assert!(list.rows[1].phrases.iter().any(|phrase| phrase.contains("高齢者")), "{:?}", list.rows[1].phrases);
        assert_eq!((list.programs, list.rows[0].a.cost.map(|cost| cost.0)), (5, Some(5_600_000)));
        let shares: i64 = list.rows[0].fields.iter().map(|(_, _, share)| share).sum();
        assert!((list.rows[0].score_bp - 500..=list.rows[0].score_bp + 10).contains(&shares), "{shares}");

        let by = |department| OverlapQuery { department, ..OverlapQuery::default() };
        assert_eq!(listed(fresh, by(DepartmentFilter::Same)).await, [pair("A1", "A2", PairState::Open)]);
        assert_eq!(listed(fresh, by(DepartmentFilter::DifferentBureau)).await, [pair("A3", "A4", PairState::Open)]);
        let words = |text: &str| OverlapQuery { text: text.into(), ..OverlapQuery::default() };
        assert_eq!(listed(fresh, words("総合　a3")).await.len(), 1);
        assert!(listed(fresh, words("松くい虫")).await.is_empty());
        let of = |program| OverlapQuery { program: Some(program), ..OverlapQuery::default() };
        assert_eq!(listed(fresh, of(ids[1])).await.len(), 1);
        assert!(listed(fresh, of(ids[4])).await.is_empty());
        let cluster = OverlapQuery { cluster: Some("no-such".into()), ..OverlapQuery::default() };
        assert!(matches!(fresh.app.overlap_list(&operator(), &cluster).await, Err(AppError::NotFound { .. })));

        let csv =
            fresh.app.export_overlaps(&operator(), &OverlapQuery::default(), FileFormat::Csv, String::new()).await;
        let csv = String::from_utf8(csv.unwrap()).unwrap();
        assert_eq!(csv.lines().count(), 3);
        assert!(csv.contains("総合体育館管理運営事業") && csv.contains("7800000") && csv.contains("取り込んだ値"));
        let similar = fresh.app.similar_programs(&operator(), ids[0]).await.unwrap().unwrap();
        assert_eq!(similar.iter().map(|other| other.id).collect::<Vec<_>>(), [ids[1]]);
        assert_eq!(fresh.app.similar_programs(&Actor::visitor(), ids[0]).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_answer_holds_until_a_text_changes() {
    on_each_database(async |fresh| {
        let ids = filled(fresh).await;
        let app = &fresh.app;
        app.answer_overlap(&operator(), ids[1], ids[0], &form("dismiss", "対象が違う", 0)).await.unwrap().unwrap();
        app.answer_overlap(&operator(), ids[2], ids[3], &form("merge", "一つの契約に", 0)).await.unwrap().unwrap();
        assert!(listed(fresh, OverlapQuery::default()).await.is_empty());
        let only = |state| OverlapQuery { state: StateFilter::Only(state), ..OverlapQuery::default() };
        assert_eq!(listed(fresh, only(PairState::Dismissed)).await, [pair("A1", "A2", PairState::Dismissed)]);
        assert_eq!(listed(fresh, only(PairState::Accepted)).await, [pair("A3", "A4", PairState::Accepted)]);
        // What was dismissed is not shown beside a program again.
        assert!(app.similar_programs(&operator(), ids[0]).await.unwrap().unwrap().is_empty());

        // Another cost is no other text.
        fresh.import(format!("{HEAD}{}", ROWS[0].replace("1200000", "1300000")), ImportMode::Commit).await;
        assert!(listed(fresh, OverlapQuery::default()).await.is_empty());
        fresh.import(format!("{HEAD}{}", ROWS[0].replace("安否", "元気か")), ImportMode::Commit).await;
        assert_eq!(listed(fresh, OverlapQuery::default()).await, [pair("A1", "A2", PairState::Changed)]);
        let view = app.overlap_pair(&operator(), ids[0], ids[1]).await.unwrap();
        assert_eq!(
            (view.state, view.revision(), view.history[0].reason.as_str()),
            (PairState::Changed, 1, "対象が違う")
        );

        // A text that is another altogether is still shown under what was decided.
        let other = "A1,道路台帳更新,令和6,土木局,管理課,継続,1,1,図面を直す\n";
        fresh.import(format!("{HEAD}{other}"), ImportMode::Commit).await;
        assert_eq!(listed(fresh, OverlapQuery::default()).await, [pair("A1", "A2", PairState::Changed)]);
        app.answer_overlap(&operator(), ids[0], ids[1], &form("reopen", "別の事業になった", 1)).await.unwrap().unwrap();
        assert!(listed(fresh, OverlapQuery { state: StateFilter::All, ..OverlapQuery::default() }).await.len() == 1);
        assert_eq!(app.overlap_pair(&operator(), ids[0], ids[1]).await.unwrap().history.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_an_answer_is_told() {
    on_each_database(async |fresh| {
        let ids = filled(fresh).await;
        let app = &fresh.app;
        let faults = async |form: AnswerForm| {
            let answered = app.answer_overlap(&operator(), ids[0], ids[1], &form).await.unwrap();
            answered.unwrap_err().into_iter().map(|(field, kind)| (field, kind.code)).collect::<Vec<_>>()
        };
        use AnswerField::{Answer, Reason, Whole};
        assert_eq!(faults(form("", " ", 0)).await, [(Answer, "AP-170"), (Reason, "AP-171")]);
        assert_eq!(faults(form("merge", &"あ".repeat(1_001), 0)).await, [(Reason, "AP-172")]);
        assert_eq!(faults(form("reopen", "x", 0)).await, [(Whole, "AP-174")]);
        app.answer_overlap(&operator(), ids[0], ids[1], &form("merge", "先", 0)).await.unwrap().unwrap();
        assert_eq!(faults(form("dismiss", "後", 0)).await, [(Whole, "AP-173")]);
        assert_eq!(app.overlap_pair(&operator(), ids[0], ids[1]).await.unwrap().history.len(), 1);

        let good = form("merge", "x", 0);
        for (a, b) in [(ids[0], ids[0]), (ids[0], 99_999)] {
            assert!(matches!(app.answer_overlap(&operator(), a, b, &good).await, Err(AppError::NotFound { .. })));
            assert!(matches!(app.overlap_pair(&operator(), a, b).await, Err(AppError::NotFound { .. })));
        }
        let visitor = Actor::visitor();
        assert!(matches!(app.answer_overlap(&visitor, ids[0], ids[1], &good).await, Err(AppError::Denied(_))));
        assert!(matches!(app.find_overlaps(&visitor).await, Err(AppError::Denied(_))));
    })
    .await;
}

#[tokio::test]
async fn an_empty_inventory_has_no_pairs() {
    on_each_database(async |fresh| {
        let list = fresh.app.overlap_list(&operator(), &OverlapQuery::default()).await.unwrap();
        assert_eq!((list.total, list.page, list.programs), (0, 1, 0));
    })
    .await;
}
