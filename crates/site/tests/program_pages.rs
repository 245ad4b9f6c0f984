//! A program's page and the lists that lead to it.

use publish::edition::{Edition, Money, example};
use site::{File, Options};

fn page(files: &[File], path: &str) -> String {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(file.bytes.clone()).unwrap()
}

fn files(edition: &Edition) -> Vec<File> {
    site::files(edition, &Options::default())
}

#[test]
fn a_page_says_what_a_program_costs_each_citizen_and_what_was_decided() {
    let mut edition = example::edition(3);
    let program = &mut edition.programs[0];
    program.money = vec![Money {
        year: 2026,
        stage: "initial".into(),
        cost_yen: 1_234_567_890,
        national_yen: Some(234_567_890),
        prefectural_yen: None,
        bonds_yen: Some(0),
        other_yen: Some(0),
        general_yen: Some(1_000_000_000),
    }];
    let html = page(&files(&edition), "programs/0001.html");
    assert!(html.contains("1,234,567,890円"), "the exact amount");
    // 1,234,567,890 ÷ 900,000 residents; ÷ 365 days.
    assert!(html.contains("市民1人あたり 1年に約1,372円、1日に約3.8円"), "per citizen and day");
    assert!(
        html.contains("<td class=\"num\">234,567,890</td><td class=\"num\">―</td><td class=\"num\">0</td>"),
        "not stated is no zero"
    );
    assert!(html.contains("dir-improve") && html.contains("続けますが、やり方を変えて"), "the direction explained");
    assert!(html.contains("お年寄りの くらしを"), "the easy summary");
    assert!(html.contains("href=\"../clusters/meal-delivery.html\""), "its cluster");
    assert!(html.contains("href=\"../data/items/program/2026/0001.json\""), "its data");
    assert!(!html.contains("財源の合計が事業費と一致しない"));
}

#[test]
fn what_the_sources_leave_open_is_shown_and_not_corrected() {
    let mut edition = example::edition(2);
    edition.programs[1].money[0].general_yen = Some(0);
    let html = page(&files(&edition), "programs/0002.html");
    assert!(
        html.contains("財源の合計が事業費と一致しない") && html.contains("<th scope=\"col\" class=\"num\">差額</th>")
    );
    edition.programs[1].money.clear();
    edition.programs[1].summary.clear();
    edition.programs[1].review = None;
    let html = page(&files(&edition), "programs/0002.html");
    assert!(html.contains("―（金額の記載はありません）") && html.contains("―（概要の記載はありません）"));
    assert!(html.contains("―（この版では点検結果を公表していません）"));
}

#[test]
fn several_sheets_of_a_program_are_one_page_with_all_years() {
    let mut edition = example::edition(1);
    let mut older = edition.programs[0].clone();
    older.year = 2024;
    older.name = "古い名前".into();
    older.money.iter_mut().for_each(|money| money.year -= 2);
    edition.programs.insert(0, older);
    let files = files(&edition);
    assert_eq!(files.iter().filter(|file| file.path == "programs/0001.html").count(), 1);
    let html = page(&files, "programs/0001.html");
    assert!(!html.contains("古い名前"));
    for year in ["令和5年度", "令和6年度", "令和7年度", "令和8年度"] {
        assert!(html.contains(year), "{year}");
    }
}

#[test]
fn terms_are_linked_to_the_glossary_once() {
    let mut edition = example::edition(1);
    edition.programs[0].summary = "一般財源で行います。一般財源は大切です。".into();
    edition.programs[0].means = "一般財源".into();
    let html = page(&files(&edition), "programs/0001.html");
    assert_eq!(html.matches("href=\"../glossary/index.html#term-general-funds\"").count(), 1);
}

#[test]
fn every_program_stands_in_the_lists_that_are_cut_into_pages() {
    let files = files(&example::edition(250));
    let lists: Vec<&File> = files.iter().filter(|file| file.path.starts_with("programs/by-number/")).collect();
    assert_eq!(lists.len(), 3);
    let all: String = lists.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect();
    for number in 1..=250 {
        assert!(all.contains(&format!("href=\"../../programs/{number:04}.html\"")), "{number}");
    }
    let second = page(&files, "programs/by-number/2.html");
    assert!(second.contains("101〜200件目") && second.contains("rel=\"next\"") && second.contains("rel=\"prev\""));
    let clusters = files.iter().filter(|file| file.path.starts_with("programs/by-cluster/")).count();
    assert_eq!(clusters, 3);
    assert!(files.iter().any(|file| file.path == "programs/by-direction/improve.html"));
    assert!(files.iter().any(|file| file.path == "programs/by-direction/none.2.html"));
}
