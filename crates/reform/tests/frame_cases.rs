//! The ledger of the investment frame for people: balance, closing and progress of three years.

use crate::support;

use std::fmt::Write;

use expect_test::expect_file;
use fiscal::Yen;
use reform::decision::DecisionId;
use reform::frame::{Entry, Ground, Side, SourceKind, balance, check_close, progress};
use toml::Table;

fn entry(row: &Table) -> Entry {
    let side = match row.get("use") {
        Some(category) => Side::Use(category.as_str().unwrap().to_owned()),
        None => Side::Source(SourceKind::from_word(support::text(row, "source")).unwrap()),
    };
    Entry {
        number: 0,
        year: support::year(support::whole(row, "year")),
        side,
        title: "例".into(),
        program: None,
        part: String::new(),
        amount: Yen(support::whole(row, "yen")),
        ground: Ground::Decision(DecisionId::Option(1)),
        is_cancelled: row.get("cancelled").is_some(),
    }
}

#[test]
fn a_ledger_of_three_years() {
    let folder = support::cases("frame").join("three-years");
    let scenario = support::read(&folder.join("scenario.toml"));
    let ledger: Vec<Entry> = support::list(&scenario, "entry").into_iter().map(entry).collect();
    let stated = support::list(&scenario, "stated");
    let stated: Vec<_> = stated
        .into_iter()
        .map(|row| (support::year(support::whole(row, "year")), Yen(support::whole(row, "yen"))))
        .collect();
    let span = ["first_year", "last_year"].map(|name| support::year(support::whole(&scenario, name)));
    let told = progress(Yen(support::whole(&scenario, "target")), span.into(), &stated, &ledger).unwrap();
    let mut out = String::new();
    for year in &told.years {
        let sums = balance(&ledger, year.year).unwrap();
        let close =
            check_close(&sums).map_or_else(|kind| format!("{} {}", kind.code, kind.title_ja), |()| "締められる".into());
        writeln!(out, "{}", year.year.japanese()).unwrap();
        writeln!(
            out,
            "  財源 {} 円、使途 {} 円、差額 {} 円: {close}",
            sums.sources,
            sums.uses,
            sums.difference().unwrap()
        )
        .unwrap();
        let (stated, published) = (year.target_is_stated, year.is_published);
        let target = if stated { "公表値" } else { "仮定" };
        let secured = if published { "公表値" } else { "台帳" };
        writeln!(out, "  目標 {} 円（{target}）、確保 {} 円（{secured}）", year.target, year.secured).unwrap();
        writeln!(out, "  累計 {} 円、目標の {}%", year.so_far, year.so_far_percent).unwrap();
    }
    expect_file![folder.join("expected.txt")].assert_eq(&out);
}
