use super::*;

fn fields() -> Vec<Field> {
    let oku = |oku: i64| Yen(oku * 100_000_000);
    vec![
        Field::amount("investment", "投資的経費", oku(620), oku(0), oku(10_000)).starting_at("560"),
        Field::number("rate", "利率", "%", "1.0", ("0", "20")),
        Field::whole("years", "年数", "年", 30, (1, 100)),
        Field::choice("set", "前提の組", "A", [("A".into(), "組A".into()), ("B".into(), "組B".into())]),
        Field::text("note", "覚え"),
    ]
}

fn read(pairs: &[(&str, &str)]) -> Form {
    Form::read(fields(), &Given::new(pairs.iter().map(|(key, value)| ((*key).into(), (*value).into()))))
}

#[test]
fn nothing_given_is_the_baseline_and_where_the_scenario_begins() {
    let form = read(&[]);
    assert!(form.is_sound());
    assert_eq!(form.baseline().amount("investment"), Some(Yen(62_000_000_000)));
    assert_eq!(form.scenario().amount("investment"), Some(Yen(56_000_000_000)));
    assert_eq!(form.changed().map(|field| field.key).collect::<Vec<_>>(), ["investment"]);
    assert!(form.pairs().is_empty());
    assert_eq!(form.scenario().word("note"), "");
}

#[test]
fn values_are_read_as_people_type_them() {
    let form = read(&[("investment", "１，５０８．３"), ("rate", "1.50"), ("years", "40"), ("set", "B")]);
    assert!(form.is_sound());
    let values = form.scenario();
    assert_eq!(values.amount("investment"), Some(Yen(150_830_000_000)));
    assert_eq!(values.share("rate"), Some(0.015));
    assert_eq!((values.whole("years"), values.word("set")), (Some(40), "B"));
    assert_eq!(form.field("set").unwrap().value_shown(), "組B");
    let keys: Vec<String> = form.pairs().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["investment", "rate", "years", "set"]);
}

#[test]
fn the_same_number_written_otherwise_is_no_change() {
    assert_eq!(read(&[("rate", "1"), ("investment", "620.0")]).changed().count(), 0);
}

#[test]
fn every_problem_is_told_beside_its_field_and_nothing_is_computed_from_it() {
    let form = read(&[
        ("investment", "たくさん"),
        ("rate", "-1"),
        ("years", "1.5"),
        ("set", "Z"),
        ("note", &"長".repeat(401)),
        ("nowhere", "1"),
    ]);
    let told: Vec<(&str, &str)> =
        form.problems.iter().map(|problem| (problem.key.as_str(), problem.problem.kind.code)).collect();
    assert_eq!(
        told,
        [
            ("nowhere", "AP-015"),
            ("investment", "AP-012"),
            ("rate", "AP-013"),
            ("years", "AP-016"),
            ("set", "AP-014"),
            ("note", "AP-017"),
        ]
    );
    assert_eq!(form.problems[2].allowed, "0〜20%");
    assert_eq!(form.scenario(), form.baseline());
}

#[test]
fn another_scenario_can_be_the_baseline() {
    let form = read(&[("base.investment", "560"), ("base.rate", "2"), ("investment", "500")]);
    assert!(form.is_baseline_given);
    assert_eq!(form.baseline().amount("investment"), Some(Yen(56_000_000_000)));
    assert_eq!(form.baseline().share("rate"), Some(0.02));
    assert_eq!(form.scenario().share("rate"), Some(0.01), "the scenario begins where it always does");
    let again = Given::new(form.pairs());
    assert_eq!(Form::read(fields(), &again).baseline(), form.baseline());
}

#[test]
fn a_baseline_that_makes_no_sense_gives_way_to_the_citys_own() {
    let form = read(&[("base.set", "Z"), ("base.investment", "560")]);
    assert_eq!(form.problems[0].problem.kind.code, "AP-014");
    assert_eq!(form.baseline().word("set"), "A");
    assert_eq!(form.baseline().amount("investment"), Some(Yen(62_000_000_000)));
    assert_eq!(form.scenario(), form.baseline());
}

#[test]
fn amounts_are_exact_to_the_yen() {
    assert_eq!(read_oku("0.00000001"), Some(Yen(1)));
    assert_eq!(read_oku("0.000000001"), None, "finer than a yen");
    assert_eq!(read_oku("▲34"), Some(Yen(-3_400_000_000)));
    assert_eq!(read_oku("99999999999999"), None, "too large");
    assert_eq!(oku_text(Yen(50_830_000_000)), "508.3");
    assert_eq!((oku_text(Yen(62_000_000_000)), oku_text(Yen(0))), ("620".into(), "0".into()));
}
