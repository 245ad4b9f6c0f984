//! Decisions of the review as the chain counts them: at their latest stage, in general funds, once or every year.

use crate::reviewing_support;
use crate::support;

use app::chain::Asked;
use app::outcomes::NewRecord;
use app::review::SheetAction;
use app::{FiscalYear, Yen};
use reform::Amounts;
use reform::chain::Figure;
use reform::decision::{DecisionId, Lever, Move};
use reform::effect::EffectStage;
use reviewing_support::Hall;
use support::on_each_database;

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

/// Takes the drill up to a level below the headquarters, with a lasting measure and a one-off one, an expansion and one that
/// only avoids cost.
async fn prepare(hall: &Hall) {
    hall.complete(&hall.hanako, hall.drill).await;
    let mut texts = vec![("direction".to_owned(), "improve".to_owned())];
    for (id, what, first, effect, general, recurring, kind) in [
        ("m1", "会場を市の施設に変える", "2026", "300000", "250000", "yes", ""),
        ("m2", "古い備品を売る", "2027", "90000", "90000", "", "revenue"),
        ("m3", "地区を増やす", "2026", "-50000", "-40000", "yes", "expanded"),
        ("m4", "値上がりを避ける", "2026", "70000", "70000", "yes", "avoidance"),
    ] {
        let mut put = |field: &str, text: &str| {
            if !text.is_empty() {
                texts.push((format!("measure.{id}.{field}"), text.to_owned()));
            }
        };
        put("text", what);
        put("first-year", first);
        put("effect-yen", effect);
        put("effect-general-yen", general);
        put("recurring", recurring);
        put("kind", kind);
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|(field, text)| (field.as_str(), text.as_str())).collect();
    hall.write(&hall.hanako, hall.drill, &texts).await;
    hall.step(&hall.hanako, hall.drill, SheetAction::Submit).await.unwrap();
    for actor in [&hall.section, &hall.department, &hall.office] {
        hall.step(actor, hall.drill, SheetAction::Approve).await.unwrap();
    }
    let assessed = [("assessment.m1.effect-yen", "280000"), ("assessment.m1.effect-general-yen", "230000")];
    hall.write(&hall.finance, hall.drill, &assessed).await;
    hall.step(&hall.finance, hall.drill, SheetAction::Approve).await.unwrap();
}

#[tokio::test]
async fn a_decided_measure_counts_at_its_latest_stage_and_what_sets_nothing_free_does_not() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        prepare(&hall).await;
        let decisions = async || hall.app.decisions(&hall.office).await.unwrap();
        assert_eq!(decisions().await, [], "nothing counts before the headquarters has decided");
        hall.step(&hall.headquarters, hall.drill, SheetAction::Approve).await.unwrap();
        let known = decisions().await;
        let told: Vec<(String, &str, EffectStage, Move)> = known
            .iter()
            .map(|decision| (decision.id.to_string(), decision.title.as_str(), decision.stage, decision.moves[0]))
            .collect();
        let moved = |first, last: Option<i32>, yen| Move {
            lever: Lever::GeneralFunds,
            first_year: year(first),
            last_year: last.map(year),
            yen_a_year: Yen(yen),
        };
        let id = |measure: &str| format!("measure:2025:{}:{measure}", hall.drill);
        assert_eq!(
            told,
            [
                (id("m1"), "会場を市の施設に変える", EffectStage::Assessed, moved(2026, None, 230_000)),
                (id("m2"), "古い備品を売る", EffectStage::Planned, moved(2027, Some(2027), 90_000)),
            ]
        );
        assert!(known.iter().all(|decision| decision.is_decided && !decision.is_illustrative));

        let record = NewRecord {
            program_id: hall.drill,
            measure: "m1".into(),
            stage: EffectStage::Budgeted,
            size: Amounts::new(260_000, 210_000),
            ground: "令和8年度予算書 42頁".into(),
        };
        hall.app.record_effect(&hall.finance, hall.year, &record).await.unwrap();
        let city = hall.app.chain(&hall.stranger, Asked::default()).await.unwrap();
        assert_eq!(city.chain.entries()[0].decision.stage, EffectStage::Budgeted);
        let scene = city.decided().unwrap();
        let fund = |start| scene.moved(Figure::Fund, year(start)).0;
        assert_eq!([2025, 2026, 2027, 2028].map(fund), [0, 210_000, 510_000, 720_000]);
        let place = city.known[0].sheet.as_ref().unwrap();
        assert_eq!((place.year, place.program.as_str()), (hall.year, "防災訓練"));
        assert_eq!(city.known[0].grounds, [(EffectStage::Budgeted, "令和8年度予算書 42頁".to_owned())]);
        assert_eq!(city.coverage(&scene, year(2027)), Some(0), "300,000 of five billion");

        // Whoever may see the chain sees the same fund; the administrator of accounts may not.
        for actor in [&hall.hanako, &hall.expert, &hall.auditor, &hall.finance] {
            assert_eq!(hall.app.decisions(actor).await.unwrap().len(), 2);
        }
        let without = Asked { without: vec![id("m1")], ..Asked::default() };
        let city = hall.app.chain(&hall.office, without).await.unwrap();
        assert_eq!(city.faults, []);
        assert_eq!(city.scene().unwrap().moved(Figure::Fund, year(2028)), Yen(90_000));
        let found = city.chain.find(&DecisionId::read(&id("m1")).unwrap()).unwrap();
        assert!(!city.scene().unwrap().includes(found) && city.decided().unwrap().includes(found));
    })
    .await;
}
