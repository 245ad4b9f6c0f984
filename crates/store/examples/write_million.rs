//! Measures the store by hand: `cargo run --release -p store --example write_million -- URL [COUNT]`.
//!
//! Writes made-up sheets, then times lists and searches, each asked for the first time and again.
#![allow(clippy::print_stdout)]

use fiscal::{FiscalYear, Yen};
use reform::program::{BudgetLine, Direction, DirectionGiven, Funding, LogicText, MoneyLine, ProgramSheet, Stage};
use std::time::Instant;
use store::{FundingSource, ImportHeader, InventoryKind, ProgramQuery, Sort, Store};

const WORDS: [&str; 16] = [
    "地域",
    "防災",
    "子育て",
    "支援",
    "高齢者",
    "福祉",
    "道路",
    "橋りょう",
    "点検",
    "整備",
    "環境",
    "学校",
    "給食",
    "図書館",
    "観光",
    "振興",
];

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().expect("a database address");
    let count: u64 = arguments.next().map_or(1_000_000, |count| count.parse().expect("a number"));
    let store = Store::open(&url).await.expect("the database opens");
    let header = ImportHeader {
        actor: "bench".into(),
        kind: InventoryKind::Real,
        source: "bench".into(),
        mapping_name: "default".into(),
        file_name: "million.csv".into(),
        file_sha256: String::new(),
        file_bytes: 0,
    };
    let start = Instant::now();
    let mut making = std::time::Duration::ZERO;
    let mut writer = store.begin_import(header).await.expect("the import begins");
    let mut number = 0;
    while number < count {
        let made = Instant::now();
        let sheets: Vec<ProgramSheet> = (number..count.min(number + 2_000)).map(made_up).collect();
        number += sheets.len() as u64;
        making += made.elapsed();
        writer.write(&sheets).await.expect("the sheets are written");
    }
    let written = start.elapsed();
    let outcome = writer.finish(count, &[], 0).await.expect("the import ends");
    println!("{outcome:?}");
    println!("making {making:?}, until finish {written:?}, all {:?}, peak {} MB", start.elapsed(), peak_mb());

    let query = ProgramQuery::default;
    for (name, query) in [
        ("first list (loads the listing)", query()),
        ("by cost", query()),
        ("by name", ProgramQuery { sort: Sort::Name, ..query() }),
        ("by name, page 100", ProgramQuery { sort: Sort::Name, page: 100, ..query() }),
        (
            "bonds, by general fund",
            ProgramQuery { funding: Some(FundingSource::Bonds), sort: Sort::GeneralFund, ..query() },
        ),
        ("direction", ProgramQuery { direction: Some(Direction::Reduce), descending: true, ..query() }),
        ("search 防災", ProgramQuery { text: "防災".into(), ..query() }),
        ("search 橋り 環境", ProgramQuery { text: "橋り 環境".into(), ..query() }),
        ("search 第99", ProgramQuery { text: "第99".into(), ..query() }),
        ("search 災", ProgramQuery { text: "災".into(), ..query() }),
        ("search 図書館", ProgramQuery { text: "図書館".into(), ..query() }),
    ] {
        let start = Instant::now();
        let page = store.list_programs(&query).await.expect("the list comes");
        let first = start.elapsed();
        let start = Instant::now();
        store.list_programs(&query).await.expect("the list comes");
        println!("{name}: {} rows, {first:?}, again {:?}", page.total, start.elapsed());
    }
    let start = Instant::now();
    let facets = store.program_facets(None).await.expect("the facets come");
    println!("facets: {} departments, {:?}", facets.departments.len(), start.elapsed());
    let start = Instant::now();
    let detail = store.program(count as i64 / 2).await.expect("the program comes");
    println!("program: {} lines, {:?}", detail.map_or(0, |detail| detail.money.len()), start.elapsed());
    println!("peak {} MB", peak_mb());
}

/// A sheet of about 60 characters of text, one budget line, one money line with all five sources.
fn made_up(number: u64) -> ProgramSheet {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut pick = |many: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % many
    };
    let words: Vec<&str> = (0..23).map(|_| WORDS[pick(16) as usize]).collect();
    let name = format!("{}事業（第{number}号）", words[..3].concat());
    let summary = words[3..].concat();
    let sources: [i64; 5] = std::array::from_fn(|_| pick(100_000_000) as i64);
    let source = |index: usize| Some(Yen(sources[index]));
    let year = FiscalYear::new(2024).expect("a year in range");
    ProgramSheet {
        external_id: format!("{number:07}"),
        fiscal_year: year,
        name,
        department: vec![format!("局{}", number % 20), format!("課{}", number % 300)],
        policy: Vec::new(),
        budget_lines: vec![BudgetLine {
            account: "01".into(),
            kan: format!("{:02}", number % 13),
            ..BudgetLine::default()
        }],
        legal_basis: String::new(),
        obligation: None,
        summary,
        logic: LogicText::default(),
        start_year: None,
        end_year: None,
        money: vec![MoneyLine {
            fiscal_year: year,
            stage: Stage::Initial,
            cost: Yen(sources.iter().sum()),
            funding: Funding {
                national: source(0),
                prefectural: source(1),
                bonds: source(2),
                other: source(3),
                general: source(4),
            },
        }],
        staff: Vec::new(),
        indicators: Vec::new(),
        answers: Vec::new(),
        direction: Some(DirectionGiven { direction: Some(Direction::ALL[pick(8) as usize]), words: "方向".into() }),
        notes: Vec::new(),
        source_sheet: None,
        source_row: number as u32 + 2,
    }
}

/// The most memory this process ever held, where the system tells it.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}
