//! Programs over clusters: what each counts, what is in none, and that it is the inventory to the yen.

use crate::support;

use expect_test::expect_file;
use fiscal::{FiscalYear, Yen};
use reform::cluster::{Counted, Members, count_once};
use reform::program::{Funding, FundingSource, MoneyLine, Stage};

fn show(counted: &Counted) -> String {
    let sources: Vec<String> = FundingSource::ALL
        .iter()
        .filter_map(|source| Some(format!("{} {}", source.word(), source.of(&counted.funding)?)))
        .collect();
    format!("cost {} = {} + unexplained {}", counted.cost, sources.join(" + "), counted.unexplained)
}

#[test]
fn money_is_counted_once() {
    let folder = support::cases("cluster").join("split");
    let scenario = support::read(&folder.join("scenario.toml"));
    let (mut members, mut lines) = (Members::new(), Vec::new());
    for program in support::list(&scenario, "program") {
        let id = support::whole(program, "id");
        let clusters = program["in"].as_array().unwrap().iter().map(|entry| {
            let entry = entry.as_array().unwrap();
            (entry[0].as_str().unwrap().to_owned(), entry[1].as_integer().unwrap() as u32)
        });
        members.insert(id, clusters.collect::<Vec<_>>());
        for money in support::list(program, "money") {
            let yen = |key: &str| money.get(key).map(|value| Yen(value.as_integer().unwrap()));
            lines.push((
                id,
                MoneyLine {
                    fiscal_year: FiscalYear::new(support::whole(money, "year") as i32).unwrap(),
                    stage: Stage::Initial,
                    cost: yen("cost").unwrap(),
                    funding: Funding {
                        national: yen("national"),
                        prefectural: yen("prefectural"),
                        bonds: yen("bonds"),
                        other: yen("other"),
                        general: yen("general"),
                    },
                },
            ));
        }
    }
    let count = count_once(lines.iter().map(|(id, line)| (*id, line)), &members).unwrap();
    let mut out = String::new();
    for (year, inventory) in &count.inventory {
        out.push_str(&format!("# {year}\n"));
        for (cluster, years) in &count.by_cluster {
            out.push_str(&format!("{cluster}: {}\n", years.get(year).map(show).unwrap_or_default()));
        }
        out.push_str(&format!("in none: {}\n", count.outside.get(year).map(show).unwrap_or_default()));
        out.push_str(&format!("inventory: {}\n", show(inventory)));
    }
    assert_eq!(count.unbalanced_years().unwrap(), []);
    expect_file![folder.join("expected.txt")].assert_eq(&out);
}
