//! Two years reconciled for people, every fault of a lineage, and what holds for any lineage.

use crate::support;

use std::collections::BTreeMap;

use expect_test::expect_file;
use fiscal::Yen;
use proptest::prelude::*;
use reform::Amounts;
use reform::lineage::{
    Bridge, Cause, LineageProblem, Link, LinkKind, WHOLE_BP, YearProgram, check_links, reconcile, split_by_share,
};
use toml::Table;

fn programs(scenario: &Table, side: &str) -> Vec<YearProgram> {
    support::list(scenario, side)
        .into_iter()
        .map(|row| YearProgram {
            id: support::text(row, "id").into(),
            name: support::text(row, "name").into(),
            department: support::text(row, "department").into(),
            cost: {
                let cost: Vec<i64> =
                    row["cost_yen"].as_array().unwrap().iter().map(|value| value.as_integer().unwrap()).collect();
                Amounts::new(cost[0], cost[1])
            },
        })
        .collect()
}

fn links(scenario: &Table) -> Vec<Link> {
    let end = |row: &Table, key: &str| row.get(key).map(|value| value.as_str().unwrap().to_owned());
    support::list(scenario, "link")
        .into_iter()
        .map(|row| Link {
            kind: LinkKind::from_word(support::text(row, "kind")).unwrap(),
            from: end(row, "from"),
            to: end(row, "to"),
            share_bp: row.get("share_bp").map_or(WHOLE_BP, |value| value.as_integer().unwrap() as u32),
        })
        .collect()
}

fn both(amounts: Amounts) -> String {
    format!("{:>16}{:>16}", amounts.gross.to_string(), amounts.general.to_string())
}

fn show_bridge(out: &mut String, name: &str, bridge: &Bridge) {
    out.push_str(&format!("\n## {name}\n  {:<14}{}\n", "last year", both(bridge.last)));
    for cause in Cause::ALL {
        out.push_str(&format!("  {:<14}{}  {}\n", cause.word(), both(bridge.of(*cause)), cause.label_ja()));
    }
    out.push_str(&format!("  {:<14}{}\n", "= this year", both(bridge.this)));
}

#[test]
fn every_case_reconciled_or_refused() {
    for folder in support::folders("lineage", "scenario.toml") {
        let scenario = support::read(&folder.join("scenario.toml"));
        let (last, this) = (programs(&scenario, "last"), programs(&scenario, "this"));
        let mut out = format!("# {}\n", support::text(&scenario, "title"));
        match reconcile(&last, &this, &links(&scenario)) {
            Ok(done) => {
                out.push_str(&format!("# 円 / yen{:>23}{:>16}\n", "gross", "general"));
                show_bridge(&mut out, "市全体 / the city", &done.whole);
                for (department, bridge) in &done.departments {
                    show_bridge(&mut out, department, bridge);
                    assert_eq!(bridge.unexplained(), Ok(Amounts::ZERO));
                }
                out.push_str("\n## 増減の一件ごと / each difference\n");
                for line in &done.lines {
                    let ends = (line.from.as_deref().unwrap_or("–"), line.to.as_deref().unwrap_or("–"));
                    let amount = both(line.amount);
                    out.push_str(&format!(
                        "  {:<8}{:<10}{:>5} → {:<5}{amount}\n",
                        line.cause.word(),
                        line.department,
                        ends.0,
                        ends.1
                    ));
                }
            }
            Err(faults) => {
                for fault in faults {
                    out.push_str(&format!(
                        "{}  {}  {}\n",
                        fault.code,
                        fault.programs.join(" → "),
                        fault.kind().title_ja
                    ));
                }
            }
        }
        expect_file![folder.join("answer.txt")].assert_eq(&out);
    }
}

#[test]
fn what_is_left_over_goes_to_the_last_part() {
    let parts = |amount, shares: &[u32]| {
        split_by_share(Yen(amount), shares).map(|parts| parts.into_iter().map(|part| part.0).collect::<Vec<_>>())
    };
    assert_eq!(parts(100, &[3_333, 3_333, 3_334]), Some(vec![33, 33, 34]));
    assert_eq!(parts(1, &[5_000, 5_000]), Some(vec![0, 1]));
    assert_eq!(parts(-1_001, &[5_000, 5_000]), Some(vec![-500, -501]));
    assert_eq!(parts(i64::MAX, &[1, 9_999]).unwrap().iter().sum::<i64>(), i64::MAX);
    assert_eq!(parts(i64::MIN, &[1, 9_999]).unwrap().iter().sum::<i64>(), i64::MIN);
    assert_eq!(parts(100, &[5_000, 4_999]), None);
    assert_eq!(parts(100, &[]), None);
}

#[test]
fn amounts_too_large_are_a_coded_fault() {
    let program = |id: &str| YearProgram {
        id: id.into(),
        name: id.into(),
        department: "d".into(),
        cost: Amounts::new(i64::MAX, 0),
    };
    let link =
        |id: &str| Link { kind: LinkKind::Continue, from: Some(id.into()), to: Some(id.into()), share_bp: WHOLE_BP };
    let both = [program("a"), program("b")];
    let faults = reconcile(&both, &both, &[link("a"), link("b")]).unwrap_err();
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["RF-410"]);
}

#[derive(Clone, Debug)]
struct Years {
    last: Vec<YearProgram>,
    this: Vec<YearProgram>,
    links: Vec<Link>,
}

/// Any two years and links between them that reconcile: programs go on, are renamed, moved, merged, split, end or begin.
fn any_years() -> impl Strategy<Value = Years> {
    let cost = || (-1_000_000_000i64..5_000_000_000, 0..5_000_000_000i64);
    let event = (
        0..6u8,
        prop::collection::vec((cost(), cost(), 0..4u8, 0..4u8), 2..5),
        prop::collection::vec(1..1_000u32, 1..4),
        any::<bool>(),
    );
    prop::collection::vec(event, 0..15).prop_map(|events| {
        let mut years = Years { last: Vec::new(), this: Vec::new(), links: Vec::new() };
        for (at, (what, rows, weights, part_ends)) in events.into_iter().enumerate() {
            years.add(at, what, &rows, &weights, part_ends);
        }
        years
    })
}

type Row = ((i64, i64), (i64, i64), u8, u8);

impl Years {
    fn add(&mut self, at: usize, what: u8, rows: &[Row], weights: &[u32], part_ends: bool) {
        let id = |part: usize| format!("P{at}-{part}");
        let program = |part: usize, cost: (i64, i64), department: u8, name: String| YearProgram {
            id: id(part),
            name,
            department: format!("D{department}"),
            cost: Amounts::new(cost.0, cost.1),
        };
        let first = rows[0];
        match what {
            // New, ended, or one to one.
            0 => {
                self.this.push(program(0, first.1, first.3, id(0)));
                self.link(LinkKind::New, None, Some(id(0)), 0);
            }
            1 => {
                self.last.push(program(0, first.0, first.2, id(0)));
                self.link(LinkKind::Ended, Some(id(0)), None, WHOLE_BP);
            }
            2 | 3 => {
                let name = if part_ends { "新しい名".to_owned() } else { id(0) };
                let kind = match (first.2 == first.3, part_ends) {
                    (false, _) => LinkKind::Transfer,
                    (true, true) => LinkKind::Rename,
                    (true, false) => LinkKind::Continue,
                };
                self.last.push(program(0, first.0, first.2, id(0)));
                self.this.push(program(0, first.1, first.3, name));
                self.link(kind, Some(id(0)), Some(id(0)), WHOLE_BP);
            }
            // Several into the first of them.
            4 => {
                for (part, row) in rows.iter().enumerate() {
                    self.last.push(program(part, row.0, row.2, id(part)));
                    self.link(LinkKind::Merge, Some(id(part)), Some(id(0)), WHOLE_BP);
                }
                self.this.push(program(0, first.1, first.3, id(0)));
            }
            // One into several, of which the last part may end.
            _ => {
                self.last.push(program(0, first.0, first.2, id(0)));
                let sum: u32 = weights.iter().sum::<u32>() + 1;
                let mut shares: Vec<u32> = weights.iter().map(|weight| (weight * 9_000 / sum).max(1)).collect();
                shares.push(WHOLE_BP - shares.iter().sum::<u32>());
                for (part, share) in shares.iter().enumerate() {
                    if part_ends && part + 1 == shares.len() {
                        self.link(LinkKind::Ended, Some(id(0)), None, *share);
                    } else {
                        let row = rows[part % rows.len()];
                        self.this.push(program(part, row.1, row.3, id(part)));
                        self.link(LinkKind::Split, Some(id(0)), Some(id(part)), *share);
                    }
                }
            }
        }
    }

    fn link(&mut self, kind: LinkKind, from: Option<String>, to: Option<String>, share_bp: u32) {
        self.links.push(Link { kind, from, to, share_bp });
    }
}

fn codes(faults: &[LineageProblem]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code).collect()
}

proptest! {
    #[test]
    fn any_lineage_reconciles_to_the_yen(years in any_years()) {
        let done = reconcile(&years.last, &years.this, &years.links).unwrap();
        let total = |programs: &[YearProgram]| Amounts::checked_sum(programs.iter().map(|program| program.cost)).unwrap();
        prop_assert_eq!(done.whole.last, total(&years.last));
        prop_assert_eq!(done.whole.this, total(&years.this));
        prop_assert_eq!(done.whole.moved, Amounts::ZERO);
        let mut of_departments = Bridge::default();
        for bridge in done.departments.values() {
            prop_assert_eq!(bridge.unexplained(), Ok(Amounts::ZERO));
            of_departments.last = of_departments.last.checked_add(bridge.last).unwrap();
            of_departments.this = of_departments.this.checked_add(bridge.this).unwrap();
        }
        prop_assert_eq!(done.whole.unexplained(), Ok(Amounts::ZERO));
        prop_assert_eq!((of_departments.last, of_departments.this), (done.whole.last, done.whole.this));
        for cause in Cause::ALL {
            let lines = done.lines.iter().filter(|line| line.cause == *cause).map(|line| line.amount);
            prop_assert_eq!(Amounts::checked_sum(lines).unwrap(), done.whole.of(*cause));
        }
    }

    #[test]
    fn the_order_of_programs_does_not_matter(years in any_years(), turn in any::<prop::sample::Index>()) {
        let done = reconcile(&years.last, &years.this, &years.links).unwrap();
        let mut turned = years.clone();
        turned.last.reverse();
        if !turned.this.is_empty() {
            let by = turn.index(turned.this.len());
            turned.this.rotate_left(by);
        }
        // The parts of one program keep their order: the last one takes what is left over.
        turned.links.sort_by_key(|link| std::cmp::Reverse(link.from.clone()));
        prop_assert_eq!(reconcile(&turned.last, &turned.this, &turned.links).unwrap(), done);
    }

    #[test]
    fn a_link_taken_away_is_noticed(years in any_years(), which in any::<prop::sample::Index>()) {
        prop_assume!(!years.links.is_empty());
        let mut broken = years.links.clone();
        let gone = broken.remove(which.index(broken.len()));
        let faults = codes(&check_links(&years.last, &years.this, &broken));
        let expected = match gone.kind {
            LinkKind::New => vec!["RF-402"],
            LinkKind::Ended if gone.share_bp == WHOLE_BP => vec!["RF-401"],
            LinkKind::Merge => vec!["RF-401"],
            LinkKind::Split | LinkKind::Ended => vec!["RF-404"],
            _ => vec!["RF-401", "RF-402"],
        };
        prop_assert!(expected.iter().all(|code| faults.contains(code)), "{:?} but {:?}", expected, faults);
        prop_assert!(reconcile(&years.last, &years.this, &broken).is_err());
    }

    #[test]
    fn a_share_changed_is_noticed(years in any_years(), which in any::<prop::sample::Index>(), by in 1..5_000u32) {
        let mut links = years.links.clone();
        let shared: Vec<usize> = (0..links.len()).filter(|at| links[*at].kind != LinkKind::New).collect();
        prop_assume!(!shared.is_empty());
        links[*which.get(&shared)].share_bp += by;
        prop_assert!(codes(&check_links(&years.last, &years.this, &links)).contains(&"RF-404"));
    }

    #[test]
    fn parts_always_make_the_whole(amount in any::<i64>(), weights in prop::collection::vec(1..100u32, 1..40)) {
        let sum: u32 = weights.iter().sum();
        let mut shares: Vec<u32> = weights.iter().map(|weight| weight * WHOLE_BP / sum).collect();
        *shares.last_mut().unwrap() += WHOLE_BP - shares.iter().sum::<u32>();
        let parts = split_by_share(Yen(amount), &shares).unwrap();
        prop_assert_eq!(parts.iter().map(|part| i128::from(part.0)).sum::<i128>(), i128::from(amount));
        let toward_zero: BTreeMap<u32, Vec<i64>> =
            shares.iter().zip(&parts).take(parts.len() - 1).fold(BTreeMap::new(), |mut seen, (share, part)| {
                seen.entry(*share).or_insert_with(Vec::new).push(part.0);
                seen
            });
        prop_assert!(toward_zero.values().all(|parts| parts.iter().all(|part| *part == parts[0])), "equal shares, equal parts");
    }
}
