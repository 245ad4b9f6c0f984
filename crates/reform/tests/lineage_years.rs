//! Lineage over several years for people: reconciled, traced, proposed from review sheets; and what always holds.

use crate::support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use expect_test::expect_file;
use fiscal::FiscalYear;
use fiscal::proportion::Rounding;
use proptest::prelude::*;
use reform::Amounts;
use reform::kpi::Ratio;
use reform::lineage::{
    Answer, Bridge, Cause, Generation, Link, LinkKind, Origin, ProgramYear, WHOLE_BP, YearLinks, YearProgram,
    check_links, propose_links, reconcile_years, trace_back, trace_forward,
};
use reform::program::Direction;
use toml::{Table, Value};

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

fn programs(table: &Table, key: &str) -> Vec<YearProgram> {
    let cost = |row: &Table| -> Vec<i64> {
        row["cost_yen"].as_array().unwrap().iter().map(|value| value.as_integer().unwrap()).collect()
    };
    let program = |row: &Table| YearProgram {
        id: support::text(row, "id").into(),
        name: support::text(row, "name").into(),
        department: support::text(row, "department").into(),
        cost: Amounts::new(cost(row)[0], cost(row)[1]),
    };
    support::list(table, key).into_iter().map(program).collect()
}

fn links(table: &Table, key: &str) -> Vec<Link> {
    let end = |row: &Table, key: &str| row.get(key).map(|value| value.as_str().unwrap().to_owned());
    let link = |row: &Table| Link {
        kind: row.get("kind").map_or(LinkKind::Continue, |word| LinkKind::from_word(word.as_str().unwrap()).unwrap()),
        from: end(row, "from"),
        to: end(row, "to"),
        share_bp: row.get("share_bp").map_or(WHOLE_BP, |value| value.as_integer().unwrap() as u32),
    };
    support::list(table, key).into_iter().map(link).collect()
}

fn show_bridge(out: &mut String, name: &str, bridge: &Bridge) {
    let both = |amounts: Amounts| format!("{:>14}{:>14}", amounts.gross.to_string(), amounts.general.to_string());
    write!(out, "\n## {name}\n  {:<10}{}\n", "first", both(bridge.last)).unwrap();
    for cause in Cause::ALL {
        writeln!(out, "  {:<10}{}  {}", cause.word(), both(bridge.of(*cause)), cause.label_ja()).unwrap();
    }
    writeln!(out, "  {:<10}{}", "= last", both(bridge.this)).unwrap();
}

fn show_trace(out: &mut String, generations: &[Generation]) {
    let percent = |share: Ratio| share.percent(3, Rounding::Nearest).unwrap().to_string();
    for generation in generations {
        write!(out, "  {}", generation.year.start()).unwrap();
        for relative in &generation.programs {
            let kinds: Vec<&str> = relative.kinds.iter().map(|kind| kind.label_ja()).collect();
            write!(out, "  {} {}%（{}）", relative.program, percent(relative.share), kinds.join("・")).unwrap();
        }
        if generation.ended != Ratio::ZERO {
            write!(out, "  終了 {}%", percent(generation.ended)).unwrap();
        }
        out.push('\n');
    }
}

#[test]
fn three_years_reconciled_and_traced() {
    let folder = support::cases("lineage").join("three-years");
    let scenario = support::read(&folder.join("years.toml"));
    let read: Vec<(FiscalYear, Vec<YearProgram>, Vec<Link>)> = support::list(&scenario, "year")
        .into_iter()
        .map(|table| (support::year(support::whole(table, "start")), programs(table, "programs"), links(table, "link")))
        .collect();
    let years: Vec<ProgramYear<'_>> =
        read.iter().map(|(year, programs, _)| ProgramYear { year: *year, programs }).collect();
    let chain: Vec<YearLinks<'_>> =
        read.iter().skip(1).map(|(year, _, links)| YearLinks { year: *year, links }).collect();
    let done = reconcile_years(&years, &chain).unwrap();
    let mut out = format!("# {}\n# 円 / yen: gross, general\n", support::text(&scenario, "title"));
    for (year, step) in &done.steps {
        show_bridge(&mut out, &format!("{} → {}", year.start() - 1, year.start()), &step.whole);
    }
    show_bridge(&mut out, "市全体 / the city, first to last", &done.whole);
    for (department, bridge) in &done.departments {
        show_bridge(&mut out, department, bridge);
    }
    type Trace = fn(&[YearLinks<'_>], &str, FiscalYear) -> Result<Vec<Generation>, reform::lineage::LineageProblem>;
    for (key, words, trace) in [
        ("trace_forward", "その後 / what became of", trace_forward as Trace),
        ("trace_back", "もと / what it came from:", trace_back as Trace),
    ] {
        for pair in scenario[key].as_array().unwrap() {
            let pair = pair.as_array().unwrap();
            let (id, start) = (pair[0].as_str().unwrap(), pair[1].as_integer().unwrap());
            writeln!(out, "\n## {words} {id} ({start})").unwrap();
            show_trace(&mut out, &trace(&chain, id, support::year(start)).unwrap());
        }
    }
    expect_file![folder.join("answer.txt")].assert_eq(&out);
}

#[test]
fn the_lineage_proposed_from_sheets_and_inventories() {
    let folder = support::cases("lineage").join("proposal");
    let case = support::read(&folder.join("proposal.toml"));
    let (last, this, set) = (programs(&case, "last"), programs(&case, "this"), links(&case, "set"));
    let to = support::year(support::whole(&case, "year"));
    let answer = |row: &Table| Answer {
        program: support::text(row, "program").into(),
        direction: Direction::from_word(support::text(row, "direction")),
        merge_into: row.get("merge_into").and_then(Value::as_str).map(str::to_owned),
        last_year: row.get("last_year").map(|value| support::year(value.as_integer().unwrap())),
    };
    let answers: Vec<Answer> = support::list(&case, "answer").into_iter().map(answer).collect();
    let mut out = String::new();
    for (title, this, set) in [
        ("台帳のある年度 / the year's inventory is known", Some(this.as_slice()), set.as_slice()),
        ("台帳のまだない年度 / it is not known yet", None, &[]),
    ] {
        writeln!(out, "# {title}").unwrap();
        let proposed = propose_links(&last, this, to, set, &answers);
        for one in &proposed {
            let Link { kind, from, to, share_bp } = &one.link;
            let (from, to) = (from.as_deref().unwrap_or("–"), to.as_deref().unwrap_or("–"));
            let share = if *kind == LinkKind::New { String::new() } else { format!("{}%", share_bp / 100) };
            writeln!(out, "{from:>4} → {to:<4}{share:>5}  {}（{}）", kind.label_ja(), one.origin.label_ja()).unwrap();
        }
        if let Some(this) = this {
            let links: Vec<Link> = proposed.into_iter().map(|one| one.link).collect();
            assert_eq!(check_links(&last, this, &links), []);
        }
        out.push('\n');
    }
    expect_file![folder.join("answer.txt")].assert_eq(&out);
}

#[test]
fn every_year_that_cannot_be_reconciled_is_named() {
    let program =
        |id: &str| YearProgram { id: id.into(), name: id.into(), department: "d".into(), cost: Amounts::ZERO };
    let (one, two) = ([program("a")], [program("a"), program("b")]);
    let years = [
        ProgramYear { year: year(2024), programs: &one },
        ProgramYear { year: year(2025), programs: &two },
        ProgramYear { year: year(2027), programs: &two },
    ];
    let link = Link { kind: LinkKind::Continue, from: Some("a".into()), to: Some("a".into()), share_bp: WHOLE_BP };
    let links = [link];
    let chain = [2025, 2027].map(|start| YearLinks { year: year(start), links: &links });
    let faults = reconcile_years(&years, &chain).unwrap_err();
    let seen: Vec<(i32, &str)> = faults.iter().map(|fault| (fault.year.start(), fault.problem.code)).collect();
    assert_eq!(seen, [(2025, "RF-402"), (2027, "RF-411")]);
}

#[test]
fn shares_that_no_longer_fit_are_a_coded_fault() {
    let half = |to: &str| Link { kind: LinkKind::Split, from: Some("a".into()), to: Some(to.into()), share_bp: 3_333 };
    let links = [half("a"), Link { share_bp: 6_667, ..half("b") }];
    let chain: Vec<YearLinks<'_>> = (2001..2030).map(|start| YearLinks { year: year(start), links: &links }).collect();
    assert_eq!(trace_forward(&chain, "a", year(2000)).unwrap_err().code, "RF-410");
    assert_eq!(trace_forward(&chain[..5], "a", year(2000)).unwrap().len(), 5);
}

const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// A year's links from programs to programs, each program's shares whole.
fn any_links() -> impl Strategy<Value = Vec<Link>> {
    let targets = prop::collection::btree_map(prop::option::of(prop::sample::select(&IDS[..])), 1u32..100, 1..4);
    prop::collection::vec(targets, IDS.len()).prop_map(|all| {
        let mut links = Vec::new();
        for (from, targets) in IDS.iter().zip(all) {
            let sum: u32 = targets.values().sum();
            let mut left = WHOLE_BP;
            let count = targets.len();
            for (at, (to, weight)) in targets.into_iter().enumerate() {
                let share_bp = if at + 1 == count { left } else { (weight * WHOLE_BP / sum).max(1) };
                left -= share_bp;
                let kind = if to.is_some() { LinkKind::Split } else { LinkKind::Ended };
                links.push(Link { kind, from: Some((*from).to_owned()), to: to.map(str::to_owned), share_bp });
            }
        }
        links
    })
}

fn any_programs() -> impl Strategy<Value = Vec<YearProgram>> {
    let row = (0..3u8, 0..3u8, 0..1_000i64);
    prop::collection::btree_map(prop::sample::select(&IDS[..]), row, 0..6).prop_map(|rows| {
        let program = |(id, (name, department, cost)): (&str, (u8, u8, i64))| YearProgram {
            id: id.to_owned(),
            name: format!("N{name}"),
            department: format!("D{department}"),
            cost: Amounts::new(cost, cost / 2),
        };
        rows.into_iter().map(program).collect()
    })
}

fn any_answers() -> impl Strategy<Value = Vec<Answer>> {
    let answer = (
        prop::option::of(prop::sample::select(Direction::ALL)),
        prop::option::of(prop::sample::select(&IDS[..])),
        prop::option::of((2025i32..2029).prop_map(year)),
    );
    prop::collection::btree_map(prop::sample::select(&IDS[..]), answer, 0..6).prop_map(|answers| {
        let answer = |(program, (direction, into, last_year)): (&str, (_, Option<&str>, _))| Answer {
            program: program.to_owned(),
            direction,
            merge_into: into.map(str::to_owned),
            last_year,
        };
        answers.into_iter().map(answer).collect()
    })
}

proptest! {
    #[test]
    fn nothing_of_a_program_is_lost_on_its_way(steps in prop::collection::vec(any_links(), 1..4), id in prop::sample::select(&IDS[..])) {
        let chain: Vec<YearLinks<'_>> =
            steps.iter().enumerate().map(|(at, links)| YearLinks { year: year(2025 + at as i32), links }).collect();
        let generations = trace_forward(&chain, id, year(2024)).unwrap();
        let mut ended = Ratio::ZERO;
        for generation in &generations {
            ended = ended.plus(generation.ended).unwrap();
            let alive = generation.programs.iter().try_fold(Ratio::ZERO, |sum, one| sum.plus(one.share)).unwrap();
            prop_assert_eq!(alive.plus(ended), Some(Ratio::ONE));
        }
    }

    #[test]
    fn looking_back_finds_what_looking_forward_found(steps in prop::collection::vec(any_links(), 1..4)) {
        let chain: Vec<YearLinks<'_>> =
            steps.iter().enumerate().map(|(at, links)| YearLinks { year: year(2025 + at as i32), links }).collect();
        let last = 2024 + chain.len() as i32;
        let of = |generation: Option<&Generation>| -> BTreeMap<String, Ratio> {
            let programs = generation.map(|generation| generation.programs.as_slice()).unwrap_or_default();
            programs.iter().map(|one| (one.program.clone(), one.share)).collect()
        };
        let forward: Vec<(&str, BTreeMap<String, Ratio>)> = IDS
            .iter()
            .map(|id| (*id, of(trace_forward(&chain, id, year(2024)).unwrap().get(chain.len() - 1))))
            .collect();
        for to in IDS {
            let back = of(trace_back(&chain, to, year(last)).unwrap().get(chain.len() - 1));
            for (from, found) in &forward {
                prop_assert_eq!(found.get(to), back.get(*from), "{} to {}", from, to);
            }
        }
    }

    #[test]
    fn a_proposal_can_always_be_reconciled(
        last in any_programs(), this in any_programs(), third in any_programs(), answers in any_answers(),
    ) {
        let proposed = |last: &[YearProgram], this: &[YearProgram], start: i32| -> Vec<Link> {
            let proposed = propose_links(last, Some(this), year(start), &[], &answers);
            assert!(proposed.iter().all(|one| one.origin != Origin::Set));
            proposed.into_iter().map(|one| one.link).collect()
        };
        let (first, second) = (proposed(&last, &this, 2027), proposed(&this, &third, 2028));
        prop_assert_eq!(check_links(&last, &this, &first), vec![]);
        let years = [(2026, &last), (2027, &this), (2028, &third)]
            .map(|(start, programs)| ProgramYear { year: year(start), programs });
        let chain = [(2027, &first), (2028, &second)].map(|(start, links)| YearLinks { year: year(start), links });
        let done = reconcile_years(&years, &chain).unwrap();
        let total = |programs: &[YearProgram]| Amounts::checked_sum(programs.iter().map(|one| one.cost)).unwrap();
        prop_assert_eq!((done.whole.last, done.whole.this), (total(&last), total(&third)));
        prop_assert_eq!(done.whole.unexplained(), Ok(Amounts::ZERO));
        let mut of_departments = (Amounts::ZERO, Amounts::ZERO);
        for (department, bridge) in &done.departments {
            prop_assert_eq!(bridge.unexplained(), Ok(Amounts::ZERO), "{}", department);
            let of = |programs: &[YearProgram]| {
                let own = programs.iter().filter(|one| one.department == *department);
                Amounts::checked_sum(own.map(|one| one.cost)).unwrap()
            };
            prop_assert_eq!((bridge.last, bridge.this), (of(&last), of(&third)));
            of_departments.0 = of_departments.0.checked_add(bridge.last).unwrap();
            of_departments.1 = of_departments.1.checked_add(bridge.this).unwrap();
        }
        prop_assert_eq!(of_departments, (done.whole.last, done.whole.this));
    }

    #[test]
    fn without_the_years_inventory_no_program_is_forgotten(last in any_programs(), answers in any_answers()) {
        let proposed = propose_links(&last, None, year(2027), &[], &answers);
        let from: Vec<&str> = proposed.iter().filter_map(|one| one.link.from.as_deref()).collect();
        let ids: Vec<&str> = last.iter().map(|program| program.id.as_str()).collect();
        prop_assert_eq!(from, ids);
        prop_assert!(proposed.iter().all(|one| one.link.share_bp == WHOLE_BP));
    }
}
