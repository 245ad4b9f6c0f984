//! The plan's own roadmap as it was read, drawn as text beside the plan's clusters: `cases/roadmap/plan.txt`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use expect_test::expect_file;
use intake::plan::read_plan;
use reform::plan::{Basis, Plan};
use reform::roadmap::{Quarter, check};

fn plan() -> Plan {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans/kitakyushu");
    let entries = fs::read_dir(&folder).expect("plans/kitakyushu is part of the repository");
    let files: Vec<(String, String)> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    read_plan(&files).unwrap_or_else(|problems| panic!("{problems:#?}")).plan
}

#[test]
fn the_plans_roadmap_stands_as_it_was_read() {
    let plan = plan();
    let roadmap = &plan.roadmap.as_ref().unwrap().roadmap;
    let (first, last) = roadmap.quarters();
    let years: Vec<String> = (first.year().start()..=last.year().start())
        .map(|year| format!("{:<4}", format!("R{}", year - 2018)))
        .collect();
    let mut text = format!("段 {} 帯（= 記載どおり、- 読み取り）\n", years.join(""));
    for category in &plan.cluster_categories {
        for cluster in plan.clusters_of(&category.id) {
            let page = roadmap.bars_of(&cluster.id).find_map(|bar| bar.page).unwrap();
            writeln!(text, "\n■ {}（{}） {page}ページ", cluster.name.ja, category.name.ja).unwrap();
            for bar in roadmap.bars_of(&cluster.id) {
                let mark = if bar.basis == Basis::Published { '=' } else { '-' };
                let within = |quarter: Quarter| bar.span.from() <= quarter && quarter <= bar.span.to();
                let drawn: String =
                    Quarter::between(first, last).map(|quarter| if within(quarter) { mark } else { '.' }).collect();
                let part = bar.part.as_ref().map(|part| format!("〔{}〕", part.ja)).unwrap_or_default();
                writeln!(text, "{:>2} {drawn} {part}{}  {}", bar.lane, bar.text.ja, bar.id).unwrap();
            }
        }
    }
    expect_file!["../../../cases/roadmap/plan.txt"].assert_eq(&text);
}

#[test]
fn every_cluster_of_the_plan_has_bars_and_no_rule_is_broken() {
    let plan = plan();
    let roadmap = &plan.roadmap.as_ref().unwrap().roadmap;
    assert_eq!(check(roadmap), []);
    assert_eq!((roadmap.years.0.start(), roadmap.years.1.start()), (2023, 2026));
    for cluster in &plan.clusters {
        assert!(roadmap.bars_of(&cluster.id).count() > 1, "{}", cluster.id);
        for bar in roadmap.bars_of(&cluster.id) {
            assert_eq!(bar.page, cluster.source.page, "{}", bar.id);
            assert!(bar.text.en.as_deref().is_some_and(|en| !en.is_empty()), "{}", bar.id);
        }
    }
    // Only where the words of the plan say so themselves is a span printed.
    let printed: Vec<&str> =
        roadmap.bars.iter().filter(|bar| bar.basis == Basis::Published).map(|bar| bar.text.ja.as_str()).collect();
    assert_eq!(printed.len(), 2);
    assert!(printed.iter().all(|text| text.contains("令和6〜10年度")), "{printed:?}");
}
