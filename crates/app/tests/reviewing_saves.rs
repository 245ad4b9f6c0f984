//! Saving by field: nothing anybody typed is written over or lost, whoever else is at it; on both databases.

use crate::reviewing_support;
use crate::support;

use std::collections::BTreeMap;

use app::review::{Edit, HistoryEvent, Saved, Via};
use app::{Actor, ImportMode};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use reform::review::Fields;
use reform::workflow::{Level, State};
use reviewing_support::{Hall, edit};
use support::{PROGRAMS, on_each_database, operator};

async fn save(hall: &Hall, actor: &Actor, base: &[(&str, &str)], mine: &[(&str, &str)]) -> Saved {
    hall.app.save_fields(actor, hall.year, hall.drill, &edit(base, mine), Via::Page).await.unwrap()
}

fn codes(saved: &Saved) -> Vec<(&str, &str)> {
    saved.problems.iter().map(|problem| (problem.field.as_str(), problem.kind.code)).collect()
}

#[tokio::test]
async fn two_people_on_different_fields_both_stay() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let first = save(&hall, &hall.hanako, &[], &[("direction", "improve")]).await;
        assert_eq!((first.revision, first.state), (2, State::Draft), "the first save begins the draft");
        let second = save(&hall, &hall.jiro, &[("direction", "")], &[("direction-reason", "参加者が減った")]).await;
        assert_eq!(second.conflicts, []);
        assert_eq!(second.fields.get("direction"), Some("improve"), "the answer shows what the other one wrote");
        assert_eq!(second.stored, [("direction-reason".to_owned(), "参加者が減った".to_owned())]);
        // A form that sends every field, of which only one was touched.
        let whole = [("direction", "improve"), ("direction-reason", "")];
        let third = save(&hall, &hall.hanako, &whole, &[("direction", "reduce"), ("direction-reason", "")]).await;
        assert_eq!(third.conflicts, []);
        assert_eq!(third.fields.get("direction-reason"), Some("参加者が減った"));
        assert_eq!(third.fields.get("direction"), Some("reduce"));
    })
    .await;
}

#[tokio::test]
async fn two_people_on_one_field_see_both_texts_and_decide() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        save(&hall, &hall.hanako, &[], &[("direction-reason", "もとの文")]).await;
        let base = [("direction-reason", "もとの文")];
        save(&hall, &hall.jiro, &base, &[("direction-reason", "次郎の文")]).await;
        let mine = [("direction-reason", "花子の文"), ("direction", "improve")];
        let saved = save(&hall, &hall.hanako, &base, &mine).await;
        assert_eq!(saved.conflicts.len(), 1);
        let (conflict, who) = (&saved.conflicts[0].conflict, saved.conflicts[0].who.as_str());
        assert_eq!((conflict.field.as_str(), who), ("direction-reason", "jiroさん"));
        assert_eq!(
            [&conflict.base, &conflict.mine, &conflict.theirs].map(|text| text.as_deref()),
            [Some("もとの文"), Some("花子の文"), Some("次郎の文")]
        );
        assert_eq!(saved.fields.get("direction-reason"), Some("次郎の文"), "what stands there stays");
        assert_eq!(saved.fields.get("direction"), Some("improve"), "the rest is kept");
        let decided = save(&hall, &hall.hanako, &[("direction-reason", "次郎の文")], &[mine[0]]).await;
        assert_eq!((decided.conflicts.len(), decided.fields.get("direction-reason")), (0, Some("花子の文")));
        // Both made the same change: no conflict, and no change.
        let same = save(&hall, &hall.jiro, &base, &[("direction-reason", "花子の文\r\n")]).await;
        assert_eq!((same.revision, same.stored.len(), same.conflicts.len()), (decided.revision, 0, 0));
        // A measure one deleted while the other changed it is decided as a whole.
        let measure = [("measure.m1.text", "日曜に開く"), ("measure.m1.kind", "saving")];
        save(&hall, &hall.hanako, &[], &measure).await;
        save(&hall, &hall.jiro, &measure, &[("measure.m1.text", ""), ("measure.m1.kind", "")]).await;
        let changed = [("measure.m1.text", "土曜に開く"), ("measure.m1.kind", "saving")];
        let fought = save(&hall, &hall.hanako, &measure, &changed).await;
        assert_eq!((fought.stored.len(), fought.conflicts.len()), (0, 2));
        assert_eq!(fought.fields.get("measure.m1.text"), None);
    })
    .await;
}

#[tokio::test]
async fn a_save_that_changes_nothing_leaves_no_trace() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let first = save(&hall, &hall.hanako, &[], &[("direction-reason", "文")]).await;
        let cycle = hall.app.review_cycle(&operator(), hall.year).await.unwrap().revision;
        let rows = hall.app.audit_page(&operator(), None, 100).await.unwrap().len();
        for (base, mine) in [("文", "文"), ("文", "文 \n"), ("", "文")] {
            let again = save(&hall, &hall.hanako, &[("direction-reason", base)], &[("direction-reason", mine)]).await;
            assert_eq!((again.revision, again.stored.len(), again.conflicts.len()), (first.revision, 0, 0), "{mine:?}");
        }
        let empty = save(&hall, &hall.hanako, &[], &[]).await;
        assert_eq!(empty.revision, first.revision);
        assert_eq!(hall.app.review_cycle(&operator(), hall.year).await.unwrap().revision, cycle);
        assert_eq!(hall.app.audit_page(&operator(), None, 100).await.unwrap().len(), rows);
    })
    .await;
}

#[tokio::test]
async fn texts_are_kept_exactly_and_what_cannot_be_kept_is_told_by_field() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        // Emoji with joiners, a letter outside the basic plane, one with a variation selector, one of private use, HTML.
        let texts = "👩‍👧‍👦🏯 𠮷野家 葛\u{E0100}城 \u{E000} <b>太字</b>&amp; 100%\n\t二行目　";
        let long = "長".repeat(4_001);
        let saved = save(
            &hall,
            &hall.hanako,
            &[],
            &[
                ("direction-reason", texts),
                ("direction", "廃止かも"),
                ("check.unknown.reason", "理由"),
                ("measure.m1.text", "ベル\u{7}が鳴る"),
                ("measure.m1.effect-yen", "１，２００，０００円"),
                ("measure.m1.effect-general-yen", "約百万"),
                ("measure.m2.text", &long),
                ("measure.二.text", "名前"),
                ("no-such-field", "?"),
                ("opinion.finance", "財政の意見"),
                ("last-year", "2027年度"),
                ("kpi.k1.target", "12.5"),
            ],
        )
        .await;
        let mut found = codes(&saved);
        found.sort_unstable();
        assert_eq!(
            found,
            [
                ("check.unknown.reason", "RF-204"),
                ("direction", "RF-223"),
                ("measure.m1.effect-general-yen", "RF-224"),
                ("measure.m1.text", "RF-221"),
                ("measure.m2.text", "RF-220"),
                ("measure.二.text", "RF-227"),
                ("no-such-field", "RF-222"),
                ("opinion.finance", "RF-226"),
            ]
        );
        let view = hall.app.review_sheet(&hall.hanako, hall.year, hall.drill).await.unwrap();
        assert_eq!(view.fields, saved.fields);
        assert_eq!(view.fields.get("direction-reason"), Some(texts.trim_end()));
        assert_eq!(view.fields.get("measure.m1.effect-yen"), Some("1200000"));
        assert_eq!((view.fields.get("last-year"), view.fields.get("kpi.k1.target")), (Some("2027"), Some("12.5")));
        assert_eq!(view.fields.len(), 4);
        assert_eq!(view.authors["last-year"].who, "hanakoさん");
        // The most measures there can be, and one too many.
        let many: Vec<(String, String)> =
            (1..=25).map(|n| (format!("measure.m{n}.kind"), "saving".to_owned())).collect();
        let edit = Edit { base: Vec::new(), mine: many };
        let saved = hall.app.save_fields(&hall.hanako, hall.year, hall.drill, &edit, Via::Workbook).await.unwrap();
        assert!(saved.problems.iter().all(|problem| problem.kind.code == "RF-228"), "{:?}", codes(&saved));
        assert_eq!((saved.stored.len(), saved.problems.len()), (1, 24), "what is there stays writable");
        let too_many = Edit { base: Vec::new(), mine: vec![("direction".into(), "end".into()); 1_001] };
        let refused = hall.app.save_fields(&hall.hanako, hall.year, hall.drill, &too_many, Via::Page).await;
        assert_eq!(refused.unwrap_err().kind().code, "AP-095");
    })
    .await;
}

#[tokio::test]
async fn only_who_holds_the_sheet_writes_and_only_their_own_fields() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let (app, year, program) = (&hall.app, hall.year, hall.drill);
        let attempt = async |actor: &Actor| {
            let edit = edit(&[], &[("direction", "end")]);
            app.save_fields(actor, year, program, &edit, Via::Page).await.map(|_| ()).map_err(|error| error.kind().code)
        };
        for (actor, code) in [
            (&hall.stranger, "RF-102"),
            (&hall.expert, "RF-101"),
            (&hall.auditor, "RF-101"),
            (&hall.section, "RF-108"),
            (&operator(), "AP-001"),
            (&Actor::visitor(), "AP-001"),
        ] {
            assert_eq!(attempt(actor).await, Err(code), "{}", actor.name);
        }
        let none = app.save_fields(&hall.hanako, year, 999, &edit(&[], &[]), Via::Page).await.unwrap_err();
        assert_eq!(none.kind().code, "AP-002");
        hall.complete(&hall.hanako, program).await;
        hall.step(&hall.hanako, program, app::review::SheetAction::Submit).await.unwrap();
        assert_eq!(attempt(&hall.hanako).await, Err("RF-108"));
        let view = app.review_sheet(&hall.section, year, program).await.unwrap();
        assert_eq!(view.writes_as, Some(Level::SectionHead));
        let mine = [("opinion.section-head", "よく書けている"), ("direction", "end"), ("opinion.finance", "?")];
        let saved = app.save_fields(&hall.section, year, program, &edit(&[], &mine), Via::Page).await.unwrap();
        assert_eq!(saved.state, State::Submitted);
        assert_eq!(saved.stored, [("opinion.section-head".to_owned(), "よく書けている".to_owned())]);
        assert_eq!(codes(&saved), [("direction", "RF-226"), ("opinion.finance", "RF-226")]);
        assert_eq!(saved.conflicts, [], "what is not theirs to write is none of theirs to decide");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_asks_again_learns_what_changed() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let (app, year, program) = (&hall.app, hall.year, hall.drill);
        let first = save(&hall, &hall.hanako, &[], &[("direction", "end"), ("direction-reason", "済んだ")]).await;
        let none = app.changes_since(&hall.jiro, year, program, first.revision).await.unwrap();
        assert_eq!((none.changes.len(), none.revision), (0, first.revision));
        save(&hall, &hall.jiro, &[("direction", "end")], &[("direction", "")]).await;
        let news = app.changes_since(&hall.hanako, year, program, first.revision).await.unwrap();
        let told: Vec<(&str, &str, &str)> = news
            .changes
            .iter()
            .map(|change| (change.name.as_str(), change.text.as_str(), change.who.as_str()))
            .collect();
        assert_eq!(told, [("direction", "", "jiroさん")]);
        assert!(app.changes_since(&hall.stranger, year, program, 0).await.is_err());
        assert_eq!(app.sheet_as_of(&hall.jiro, year, program, first.revision).await.unwrap(), first.fields);
        assert!(app.sheet_as_of(&hall.jiro, year, program, 1).await.unwrap().is_empty());
        let sheet = hall.store.sheet_row(year, program).await.unwrap().unwrap();
        assert_eq!(hall.store.fields_at(sheet.id, 99).await.unwrap().get("direction"), None);
        let all = hall.store.fields_of_cycle(year, Some(sheet.department_path[0])).await.unwrap();
        assert_eq!(all.keys().copied().collect::<Vec<_>>(), [program]);
        assert_eq!(all[&program].1.get("direction-reason"), Some("済んだ"));
        assert_eq!(hall.store.fields_of_cycle(year, None).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_savers_at_once_lose_nothing() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let viewpoints: Vec<String> = hall.app.viewpoints().iter().map(|(id, _)| (*id).to_owned()).collect();
        let jobs = (0..8).map(|person: usize| {
            let (app, year, program) = (hall.app.clone(), hall.year, hall.drill);
            let actor = if person.is_multiple_of(2) { hall.hanako.clone() } else { hall.jiro.clone() };
            let viewpoints = viewpoints.clone();
            tokio::spawn(async move {
                let mut kept = Vec::new();
                for round in 0..10 {
                    let field = format!("check.{}.reason", viewpoints[(person + round) % viewpoints.len()]);
                    let text = format!("{person}人目の{round}回目");
                    let base = app.review_sheet(&actor, year, program).await.unwrap().fields;
                    let base = base.get(&field).unwrap_or_default();
                    let saved = app
                        .save_fields(&actor, year, program, &edit(&[(&field, base)], &[(&field, &text)]), Via::Page)
                        .await
                        .unwrap();
                    match saved.conflicts.is_empty() {
                        true => kept.push((saved.revision, field, text)),
                        false => assert_ne!(saved.conflicts[0].conflict.theirs.as_deref(), Some(base)),
                    }
                }
                kept
            })
        });
        let mut kept = Vec::new();
        for job in jobs.collect::<Vec<_>>() {
            kept.extend(job.await.unwrap());
        }
        kept.sort();
        let revisions: Vec<i64> = kept.iter().map(|(revision, ..)| *revision).collect();
        assert_eq!(revisions, (2..2 + kept.len() as i64).collect::<Vec<_>>(), "one revision a save");
        let sheet = hall.store.sheet_row(hall.year, hall.drill).await.unwrap().unwrap();
        for (revision, field, text) in &kept {
            let then = hall.store.fields_at(sheet.id, *revision).await.unwrap();
            assert_eq!(then.get(field), Some(text.as_str()));
        }
        assert!(matches!(hall.app.verify_audit(&operator()).await.unwrap(), app::AuditVerdict::Intact { .. }));
    })
    .await;
}

/// What one of two people does: with which of the texts they last saw as a base, to which field, which text.
#[derive(Clone, Debug)]
struct Move {
    is_first: bool,
    looks_first: bool,
    field: usize,
    text: usize,
}

const FIELDS: [&str; 5] =
    ["direction-reason", "measure.m1.text", "measure.m1.effect-yen", "measure.m2.text", "kpi.k1.name"];
const TEXTS: [&str; 4] = ["", "１００", "乙の文", "丙\n丁"];

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = (any::<bool>(), any::<bool>(), 0..FIELDS.len(), 0..TEXTS.len())
        .prop_map(|(is_first, looks_first, field, text)| Move { is_first, looks_first, field, text });
    proptest::collection::vec(one, 1..25)
}

#[tokio::test]
async fn no_text_that_was_acknowledged_ever_vanishes() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
        let cases: Vec<Vec<Move>> = (0..12).map(|_| moves().new_tree(&mut runner).unwrap().current()).collect();
        let mut acknowledged: Vec<(i64, String, String)> = Vec::new();
        let mut stands: BTreeMap<String, String> = BTreeMap::new();
        let mut seen = [Fields::default(), Fields::default()];
        for one in cases.into_iter().flatten() {
            let actor = if one.is_first { &hall.hanako } else { &hall.jiro };
            let view = &mut seen[usize::from(one.is_first)];
            if one.looks_first {
                *view = hall.app.review_sheet(actor, hall.year, hall.drill).await.unwrap().fields;
            }
            let (field, text) = (FIELDS[one.field], TEXTS[one.text]);
            let base = view.get(field).unwrap_or_default().to_owned();
            let saved = save(&hall, actor, &[(field, &base)], &[(field, text)]).await;
            for conflict in &saved.conflicts {
                let theirs = conflict.conflict.theirs.clone().unwrap_or_default();
                assert_eq!(stands.get(field).cloned().unwrap_or_default(), theirs);
            }
            for (field, text) in &saved.stored {
                // Nobody's text is replaced unless it was the base of the one who did it.
                assert_eq!(stands.get(field).cloned().unwrap_or_default(), base, "{field}");
                acknowledged.push((saved.revision, field.clone(), text.clone()));
                stands.insert(field.clone(), text.clone());
            }
            let expected: Fields = stands.iter().map(|(field, text)| (field.as_str(), text.as_str())).collect();
            assert_eq!(saved.fields, expected);
        }
        assert!(acknowledged.len() > 20, "{}", acknowledged.len());
        let mut told = Vec::new();
        let mut before = None;
        loop {
            let page = hall.app.sheet_history(&hall.hanako, hall.year, hall.drill, before).await.unwrap();
            for event in &page.events {
                if let HistoryEvent::Changes(changes) = event {
                    told.extend(changes.iter().map(|one| (one.revision, one.name.clone(), one.text.clone())));
                }
            }
            before = page.before;
            if before.is_none() {
                break;
            }
        }
        told.reverse();
        assert_eq!(told, acknowledged, "every text in its order, nothing else");
    })
    .await;
}

#[tokio::test]
async fn real_programs_replace_the_example_review_with_all_below_it() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        app.load_demo_when_empty(&operator()).await.unwrap();
        let cycles = app.load_demo_review_when_empty(&operator()).await.unwrap();
        assert!(cycles, "made once");
        assert!(!app.load_demo_review_when_empty(&operator()).await.unwrap());
        let cycle = app.review_cycles(&operator()).await.unwrap().remove(0);
        assert!(cycle.is_demo);
        fresh.import(PROGRAMS, ImportMode::DryRun).await;
        assert_eq!(app.review_cycles(&operator()).await.unwrap().len(), 1, "a try changes nothing");
        fresh.import(PROGRAMS, ImportMode::Commit).await;
        assert_eq!(app.review_cycles(&operator()).await.unwrap(), []);
        assert_eq!(fresh.programs().await, 3);
        assert!(!app.load_demo_review_when_empty(&operator()).await.unwrap(), "never beside real programs");
    })
    .await;
}
