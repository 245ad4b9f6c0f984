//! `henkaku project debt` and `henkaku project risk`: the plan's figures, goals, schedules, and what makes no sense.
//!
//! `cases/debt_command` and `cases/risk_command` hold commands with what they print beside them.

use crate::support;

use expect_test::expect_file;
use support::{Place, repository};

const SCHEDULE: &str = "年度,元金（億円）,利子（億円）\n2024,3000,70\n2025,2500,40\n2026,1736,16\n";

#[test]
fn the_cases_print_what_is_written_beside_them() {
    let mut seen = 0;
    for family in ["debt_command", "risk_command"] {
        let folder = repository().join("cases").join(family);
        for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
        {
            let place = Place::new();
            place.file("schedule.csv", SCHEDULE);
            place.file("short.csv", SCHEDULE.replace("1736", "1700"));
            let command = std::fs::read_to_string(entry.join("command.txt")).unwrap();
            let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
            let done = place.run(&arguments);
            let shown = match done.code {
                // A CSV begins with a mark and ends its lines as spreadsheets like it.
                Some(0) => done.out.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
                code => format!("exit {}\n{}{}", code.unwrap(), done.out, done.err),
            };
            expect_file![entry.join("result.txt")].assert_eq(&shown);
            seen += 1;
        }
    }
    assert!(seen >= 25, "{seen}");
}

#[test]
fn the_two_figures_of_the_plan_come_out_with_every_set() {
    let place = Place::new();
    for set in "ABCDEFGHIJKLMNOP".chars() {
        let set = set.to_string();
        for (investment, balance) in [("620", 7_236), ("560", 6_572)] {
            let arguments =
                ["project", "debt", "--investment", investment, "--years", "30", "--set", &set, "--format", "json"];
            let found = place.json(&arguments);
            let path = found["path"].as_array().unwrap();
            assert_eq!((path.len(), found["balance_oku"].as_i64()), (30, Some(balance)), "{set} {investment}");
            assert_eq!(path[29]["balance_oku"], balance);
            assert_eq!(path[29]["fiscal_year"], 2053);
        }
    }
}

#[test]
fn what_is_redeemed_is_what_was_issued_and_opened_less_what_is_left() {
    let place = Place::new();
    for options in
        [vec![], vec!["--set", "P", "--basis", "gross"], vec!["--set", "C", "--years", "45", "--investment", "700.5"]]
    {
        let mut arguments = vec!["project", "debt", "--format", "json"];
        arguments.extend(options);
        let found = place.json(&arguments);
        let sum = |field: &str| {
            found["path"].as_array().unwrap().iter().map(|year| year[field].as_i64().unwrap()).sum::<i64>()
        };
        // Net or gross: what left the balance was redeemed in cash or lies in the sinking fund.
        let flow = if found["balance_counted"] == "net" { sum("sinking_fund_flow_yen") } else { 0 };
        let expected = found["opening_yen"].as_i64().unwrap() + sum("issued_yen") - sum("redeemed_yen") - flow;
        assert_eq!(found["balance_yen"].as_i64().unwrap(), expected, "{arguments:?}");
        for year in found["path"].as_array().unwrap() {
            let of = |field: &str| year[field].as_i64().unwrap();
            assert_eq!(of("debt_service_yen"), of("redeemed_yen") + of("sinking_fund_flow_yen") + of("interest_yen"));
        }
    }
}

#[test]
fn a_goal_is_kept_to_the_yen() {
    let place = Place::new();
    let base = ["project", "debt", "--format", "json"];
    let found = place.json(&[&base[..], &["--target-balance", "6000"]].concat());
    assert_eq!(found["investment_oku"].as_f64().map(|oku| (oku * 10.0).round()), Some(5083.0));
    assert!(found["balance_yen"].as_i64().unwrap() <= 600_000_000_000);
    let more = format!("{:.8}", (found["investment_yen"].as_i64().unwrap() + 1) as f64 / 1e8);
    let more = place.json(&[&base[..], &["--investment", &more]].concat());
    assert!(more["balance_yen"].as_i64().unwrap() > 600_000_000_000, "a yen more breaks it");
}

#[test]
fn a_workbook_or_toml_schedule_gives_what_the_csv_gives() {
    let place = Place::new();
    place.file("s.csv", SCHEDULE);
    let toml = "unit = \"億円\"\n[[year]]\nyear = 2024\nprincipal = 3000\ninterest = 70\n[[year]]\nyear = 2025\n\
                principal = 2500\ninterest = 40\n[[year]]\nyear = 2026\nprincipal = 1736\ninterest = 16\n";
    place.file("s.toml", toml);
    let run = |file: &str| place.json(&["project", "debt", "--schedule", file, "--format", "json"]);
    let (csv, toml) = (run("s.csv"), run("s.toml"));
    assert_eq!(csv["path"], toml["path"]);
    assert_eq!(csv["path"][1]["legacy_balance_yen"], 173_600_000_000i64);
    assert_eq!(csv["path"][3]["legacy_balance_yen"], 0);
    assert_eq!(csv["balance_oku"], 6_572, "the last balance does not depend on the stock");
    let interest = csv["path"][0]["interest_yen"].as_i64().unwrap();
    assert_eq!(interest, 7_000_000_000, "the first year pays what was scheduled");
}

#[test]
fn a_city_reckons_with_its_own_parameters() {
    let place = Place::new();
    let folder = place.path().join("data/parameters");
    std::fs::create_dir_all(&folder).unwrap();
    let text = std::fs::read_to_string(repository().join("parameters/debt-projection.toml")).unwrap();
    std::fs::write(
        folder.join("debt-projection.toml"),
        text.replacen("opening_yen = 723_600_000_000", "opening_yen = 100_000_000_000", 1),
    )
    .unwrap();
    let found = place.json(&["project", "debt", "--format", "json"]);
    assert_eq!(found["opening_oku"], 1_000);
    std::fs::write(folder.join("debt-projection.toml"), text.replacen("years = 30", "years = 3000", 1)).unwrap();
    let done = place.run(&["project", "debt"]);
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("[PL-018] debt-projection.toml:"), "{}", done.err);
}

#[test]
fn the_futures_as_json_keep_their_order() {
    let place = Place::new();
    let arguments = ["project", "risk", "--paths", "500", "--years", "5", "--stress", "tax-slump", "--format", "json"];
    let found = place.json(&arguments);
    assert_eq!((found["paths"].as_i64(), found["path"].as_array().unwrap().len()), (Some(500), 5));
    for year in found["path"].as_array().unwrap() {
        for measure in ["balance_yen", "debt_service_yen", "fund_yen", "balance_per_citizen_yen"] {
            let fan = ["q05", "q25", "q50", "q75", "q95"].map(|share| year[measure][share].as_i64().unwrap());
            assert!(fan.is_sorted(), "{measure} {fan:?}");
        }
        let chance = year["probability"]["fund_empty_by_then"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&chance));
    }
    let stress = found["stress"].as_array().unwrap();
    assert_eq!(
        stress.iter().map(|course| course["id"].as_str().unwrap()).collect::<Vec<_>>(),
        ["expected", "tax-slump"]
    );
    assert_eq!(stress[0]["fund_yen"][4], 21_600_000_000i64, "the plan's 216億円 at the end of R10");
    assert!(stress[1]["fund_yen"][4].as_i64().unwrap() < 21_600_000_000);
}

#[test]
fn the_same_seed_prints_the_same_futures() {
    let place = Place::new();
    let run = |seed: &str| {
        place.run(&["project", "risk", "--paths", "300", "--years", "12", "--seed", seed, "--format", "csv"])
    };
    assert_eq!(run("5").out, run("5").out);
    assert_ne!(run("5").out, run("6").out);
}
