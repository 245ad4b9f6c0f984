//! Management analyses: the form, what records get wrong, what gates lack, snapshots and how they differ.

use crate::support;

use std::fmt::Write;
use std::path::Path;

use expect_test::expect_file;
use proptest::prelude::*;
use reform::analysis::{
    Change, Decided, FieldKind, Item, ItemKind, Need, Progress, Snapshot, Stage, Step, StepKind, compare, fields_of,
    find_faults, find_unmet, tidy, wrote_last,
};
use reform::review::Fields;
use toml::Value;

/// The records of a file, with the decision.
fn analysis(path: &Path) -> (String, Vec<Item>, Option<Decided>) {
    let table = support::read(path);
    let item = |entry: &Value| {
        let entry = entry.as_table().unwrap();
        let kind = ItemKind::from_word(support::text(entry, "kind")).unwrap();
        let texts = entry.iter().filter(|(name, _)| !["number", "kind"].contains(&name.as_str()));
        let fields: Fields = texts.map(|(name, text)| (name.as_str(), text.as_str().unwrap())).collect();
        Item { number: support::whole(entry, "number"), kind, fields }
    };
    let items = table.get("item").and_then(Value::as_array).map(|items| items.iter().map(item).collect());
    let decided = table.get("decided").and_then(Value::as_table).map(|decided| Decided {
        option: support::whole(decided, "option"),
        day: decided.get("day").and_then(Value::as_str).map(|day| day.parse().unwrap()),
        ground: support::text(decided, "ground").to_owned(),
    });
    (support::text(&table, "cluster").to_owned(), items.unwrap_or_default(), decided)
}

fn snapshot(path: &Path) -> Snapshot {
    let (cluster, items, decided) = analysis(path);
    Snapshot::of(&cluster, Stage::Proposals, &items, decided.as_ref())
}

#[test]
fn what_records_get_wrong_and_gates_lack() {
    for folder in support::folders("analysis", "analysis.toml") {
        let (_, items, decided) = analysis(&folder.join("analysis.toml"));
        let known: Vec<(i64, ItemKind)> = items.iter().map(|item| (item.number, item.kind)).collect();
        let mut out = String::from("記録の誤り / Faults of records\n");
        for item in &items {
            for fault in find_faults(item, &known) {
                let (kind, number) = (item.kind.word(), item.number);
                writeln!(out, "{}  {kind} {number}  {}  {}", fault.kind.code, fault.field, fault.kind.title_ja)
                    .unwrap();
            }
        }
        for stage in Stage::ALL {
            writeln!(out, "\n{} {} / {}", stage.number(), stage.label_ja(), stage.label_en()).unwrap();
            let unmet = find_unmet(*stage, &items, decided.as_ref());
            if unmet.is_empty() {
                out.push_str("閉じられます / It can be closed\n");
            }
            for unmet in unmet {
                let item = unmet.item.map(|item| format!("  {item}")).unwrap_or_default();
                let field = unmet.field.map(|field| format!(" {field}")).unwrap_or_default();
                writeln!(out, "{}{item}{field}  {}", unmet.kind.code, unmet.kind.title_ja).unwrap();
            }
        }
        expect_file![folder.join("answer.txt")].assert_eq(&out);
    }
}

#[test]
fn the_form_is_written_once() {
    let mut out = String::new();
    let need = |need: Need| match need {
        Need::Optional => "",
        Need::ToClose => " (to close)",
        Need::ToKeep => " (to keep)",
    };
    let kind = |kind: FieldKind| match kind {
        FieldKind::Choice(choices) => choices.iter().map(|(word, ..)| *word).collect::<Vec<_>>().join("|"),
        FieldKind::Item(kind) => format!("one {}", kind.word()),
        FieldKind::Items(kinds) => {
            format!("any {}", kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>().join("|"))
        }
        other => format!("{other:?}"),
    };
    for stage in Stage::ALL {
        writeln!(out, "{} {} / {}", stage.number(), stage.label_ja(), stage.label_en()).unwrap();
        for item in stage.kinds() {
            writeln!(out, "  {} {} / {}", item.word(), item.label_ja(), item.label_en()).unwrap();
            for field in item.fields() {
                let (ja, en) = field.label;
                writeln!(
                    out,
                    "    {}: {ja} / {en}: {}, {}{}",
                    field.name,
                    kind(field.kind),
                    field.most,
                    need(field.need)
                )
                .unwrap();
            }
            for rows in item.rows() {
                writeln!(out, "    {}.1 … {}: {} / {}", rows.name, rows.most, rows.label.0, rows.label.1).unwrap();
                for field in rows.fields {
                    let (ja, en) = field.label;
                    let (kind, need) = (kind(field.kind), need(field.need));
                    writeln!(out, "      {}: {ja} / {en}: {kind}, {}{need}", field.name, field.most).unwrap();
                }
            }
        }
    }
    expect_file![support::cases("analysis").join("form.txt")].assert_eq(&out);
}

#[test]
fn every_field_is_found_by_its_name_and_has_words() {
    for kind in ItemKind::ALL {
        for field in kind.fields() {
            let place = kind.place(field.name).unwrap();
            assert_eq!((place.field.name, place.row), (field.name, None));
            for text in [field.label.0, field.label.1, field.hint.0, field.hint.1] {
                assert!(!text.trim().is_empty(), "{} {}", kind.word(), field.name);
            }
            assert!(field.most > 0);
        }
        assert_eq!(kind.fields()[0].need, Need::ToKeep, "the first field names the record: {}", kind.word());
    }
    for name in ["effect.1.lever", "effect.10.yen", "kpi.20.value"] {
        assert!(ItemKind::Option.place(name).is_some(), "{name}");
    }
    for name in ["effect.0.lever", "effect.11.yen", "effect.01.yen", "effect.1.colour", "effect", "kpi.1", "x.1.y"] {
        assert!(ItemKind::Option.place(name).is_none(), "{name}");
    }
}

#[test]
fn snapshots_are_read_back_and_their_difference_is_told() {
    let folder = support::cases("analysis").join("difference");
    let (before, after) = (snapshot(&folder.join("before.toml")), snapshot(&folder.join("after.toml")));
    expect_file![folder.join("before.txt")].assert_eq(&before.text());
    for one in [&before, &after] {
        assert_eq!(Snapshot::read(&one.text()).as_ref(), Ok(one));
    }
    let difference = compare(&before, &after);
    let mut out = String::new();
    for change in &difference.changes {
        match change {
            Change::Added(item) => writeln!(out, "＋ {} {} {}", item.kind.word(), item.number, item.title()).unwrap(),
            Change::Removed(item) => writeln!(out, "－ {} {} {}", item.kind.word(), item.number, item.title()).unwrap(),
            Change::Changed { item, fields } => {
                writeln!(out, "± {} {} {}", item.kind.word(), item.number, item.title()).unwrap();
                for field in fields {
                    writeln!(out, "    {}: {:?} → {:?}", field.name, field.before, field.after).unwrap();
                }
            }
        }
    }
    let ground = |decided: &Option<Decided>| decided.as_ref().map(|decided| (decided.option, decided.ground.clone()));
    if let Some((before, after)) = &difference.decision {
        writeln!(out, "decision: {:?} → {:?}", ground(before), ground(after)).unwrap();
    }
    writeln!(out, "reordered: {}", difference.is_reordered).unwrap();
    expect_file![folder.join("answer.txt")].assert_eq(&out);
}

#[test]
fn texts_that_are_no_snapshot_are_told_by_line() {
    let good = snapshot(&support::cases("analysis").join("difference/before.toml")).text();
    for (text, line) in [
        ("".to_owned(), 1),
        ("something else".to_owned(), 1),
        (good.replace("stage\tproposals", "stage\tsixth"), 3),
        (good.replace("item\tfact\t1", "item\tfact\tone"), 5),
        (good.replace("item\tfact\t1", "item\trumour\t1"), 5),
        (good.replacen("item\tfact\t1\n", "", 1), 5),
        (format!("{good}nonsense\n"), good.lines().count() + 1),
    ] {
        assert_eq!(Snapshot::read(&text).map_err(|fault| fault.line), Err(line));
    }
}

#[test]
fn a_snapshot_holds_its_stage_and_those_before_it() {
    let (cluster, items, decided) = analysis(&support::cases("analysis").join("complete/analysis.toml"));
    let kinds = |stage| -> Vec<&str> {
        Snapshot::of(&cluster, stage, &items, decided.as_ref()).items.iter().map(|item| item.kind.word()).collect()
    };
    assert_eq!(kinds(Stage::CurrentState), ["fact", "kpi"]);
    assert_eq!(kinds(Stage::Issues), ["fact", "kpi", "purpose", "evidence", "issue", "hearing"]);
}

fn step(kind: StepKind, stage: Stage) -> Step {
    let option = (kind == StepKind::Decide).then_some(8);
    Step { kind, stage, option, day: None, reason: "例示".into() }
}

#[test]
fn gates_close_in_order_and_a_decision_needs_its_ground() {
    let mut steps: Vec<Step> = Vec::new();
    let now = |steps: &[Step]| Progress::of(steps);
    let code = |answer: Result<(), &'static reform::ProblemKind>| answer.err().map_or("", |kind| kind.code);
    assert_eq!(code(now(&steps).may_close(Stage::Analysis)), "RF-573");
    assert_eq!(code(now(&steps).may_reopen(Stage::CurrentState)), "RF-575");
    assert_eq!(code(now(&steps).may_withdraw()), "RF-570");
    for stage in [Stage::CurrentState, Stage::Analysis, Stage::Issues] {
        assert_eq!(code(now(&steps).may_close(stage)), "");
        steps.push(step(StepKind::Close, stage));
    }
    assert_eq!(code(now(&steps).may_write(Stage::Issues)), "RF-574");
    assert_eq!(code(now(&steps).may_write(Stage::Options)), "");
    assert_eq!(code(now(&steps).may_decide()), "RF-576");
    steps.push(step(StepKind::Close, Stage::Options));
    assert_eq!(code(now(&steps).may_decide()), "");
    steps.push(step(StepKind::Decide, Stage::Proposals));
    assert_eq!(now(&steps).decided.map(|decided| decided.option), Some(8));
    assert_eq!(code(now(&steps).may_decide()), "RF-577");
    assert_eq!(code(now(&steps).may_reopen(Stage::Issues)), "RF-578");
    steps.push(step(StepKind::Close, Stage::Proposals));
    assert_eq!(now(&steps).current(), None);
    assert_eq!(code(now(&steps).may_withdraw()), "RF-577");
    assert_eq!(code(now(&steps).may_reopen(Stage::Proposals)), "");
    steps.push(step(StepKind::Reopen, Stage::Proposals));
    steps.push(step(StepKind::Withdraw, Stage::Proposals));
    assert_eq!(now(&steps).decided, None);
    steps.push(step(StepKind::Reopen, Stage::Analysis));
    assert_eq!(now(&steps).closed_count(), 1);
    assert_eq!(now(&steps).current(), Some(Stage::Analysis));
}

#[test]
fn four_eyes_look_at_the_records_of_the_stage_only() {
    let writers = [(ItemKind::Fact, Some(1)), (ItemKind::Kpi, None), (ItemKind::Purpose, Some(2))];
    let barred = |account| Stage::ALL.iter().filter(|stage| wrote_last(**stage, account, &writers)).count();
    assert!(wrote_last(Stage::CurrentState, 1, &writers) && !wrote_last(Stage::Analysis, 1, &writers));
    assert_eq!((barred(1), barred(2), barred(3)), (1, 1, 0));
}

/// Texts as hostile as a form may send them.
fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![Just('\t'), Just('\n'), Just('\\'), Just('n'), Just('億'), Just('<'), proptest::char::any()],
        0..12,
    )
    .prop_map(|letters| letters.into_iter().collect())
}

fn item() -> impl Strategy<Value = Item> {
    let kind = proptest::sample::select(ItemKind::ALL);
    let fields = proptest::collection::btree_map("[a-z]{1,5}(\\.[1-9]\\.[a-z]{1,4})?", text(), 0..6);
    (1_i64..9, kind, fields).prop_map(|(number, kind, fields)| Item {
        number,
        kind,
        fields: fields.into_iter().collect(),
    })
}

fn any_snapshot() -> impl Strategy<Value = Snapshot> {
    let decided =
        proptest::option::of((1_i64..9, text()).prop_map(|(option, ground)| Decided { option, day: None, ground }));
    (text(), proptest::collection::vec(item(), 0..6), decided).prop_map(|(cluster, mut items, decided)| {
        items.sort_by_key(|item| item.number);
        items.dedup_by_key(|item| item.number);
        Snapshot::of(&cluster, Stage::Proposals, &items, decided.as_ref())
    })
}

proptest! {
    #[test]
    fn a_snapshot_is_read_back_as_it_was(snapshot in any_snapshot()) {
        prop_assert_eq!(Snapshot::read(&snapshot.text()), Ok(snapshot));
    }

    #[test]
    fn snapshots_are_alike_when_their_texts_are(before in any_snapshot(), after in any_snapshot()) {
        let same = before.items == after.items && before.decided == after.decided;
        prop_assert_eq!(compare(&before, &after).is_empty(), same);
        let count = |difference: &reform::analysis::Difference, added: bool| {
            difference.changes.iter().filter(|change| match change {
                Change::Added(_) => added,
                Change::Removed(_) => !added,
                Change::Changed { .. } => false,
            }).count()
        };
        let (there, back) = (compare(&before, &after), compare(&after, &before));
        prop_assert_eq!(count(&there, true), count(&back, false));
        prop_assert_eq!(count(&there, false), count(&back, true));
    }

    #[test]
    fn what_was_tidied_stays_as_it_is(kind in proptest::sample::select(ItemKind::ALL), typed in text()) {
        for field in kind.fields() {
            let once = tidy(kind, field.name, &typed);
            prop_assert_eq!(tidy(kind, field.name, &once), once.clone(), "{}", field.name);
        }
    }

    #[test]
    fn no_text_makes_the_checks_fail(item in item()) {
        let faults = find_faults(&item, &[]);
        for fault in &faults {
            prop_assert!(fault.kind.code.starts_with("RF-"));
        }
        // Every field that no form has is told.
        let unknown = item.fields.iter().filter(|(name, _)| item.kind.place(name).is_none()).count();
        prop_assert!(faults.len() >= unknown);
        prop_assert!(fields_of(item.kind, &item.fields).iter().all(|(name, _)| item.kind.place(name).is_some()));
    }
}
