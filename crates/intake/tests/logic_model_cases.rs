//! Tables of logic models as people hand them in: the model read, or everything that is wrong by row and column.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use expect_test::expect_file;
use intake::logic_model::{read_model, read_pasted_model};
use intake::programs::Input;
use reform::Problem;
use reform::logic_model::LogicModel;

fn told(result: Result<LogicModel, Vec<Problem>>) -> String {
    let mut out = String::new();
    match result {
        Ok(model) => {
            for node in model.nodes() {
                let position = node.position.map(|at| format!(" 位置{at}")).unwrap_or_default();
                writeln!(out, "{} {}：{}{position} {:?}", node.id, node.kind.label_ja(), node.label, node.note)
                    .unwrap();
                for indicator in &node.indicators {
                    let standing = indicator.standing.map_or("−", |standing| standing.label_ja());
                    let quality = if indicator.is_qualitative { " 定性的" } else { "" };
                    writeln!(out, "    指標 {} [{}] {standing}{quality}", indicator.name, indicator.unit).unwrap();
                }
            }
            for edge in model.edges() {
                let external = if edge.is_external { " 外部要因に左右" } else { "" };
                writeln!(out, "{} → {}{external} {:?}", edge.from, edge.to, edge.note).unwrap();
                for evidence in &edge.evidence {
                    let (step, fit) = (evidence.strength.step(), evidence.local_fit.label_ja());
                    writeln!(out, "    根拠 強さ{step} {fit}：{}", evidence.source).unwrap();
                }
            }
        }
        Err(problems) => {
            for problem in problems {
                writeln!(
                    out,
                    "{} {} 「{}」{}",
                    problem.kind.code, problem.place, problem.excerpt, problem.kind.title_ja
                )
                .unwrap();
            }
        }
    }
    out
}

#[test]
fn every_case_reads_as_written_beside_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/logic_model");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let mut seen = 0;
    for case in cases {
        let (table, pasted) = (case.join("table.csv"), case.join("pasted.txt"));
        let result = if table.exists() {
            told(read_model("table.csv", Input::Path(&table)))
        } else if pasted.exists() {
            told(read_pasted_model(&std::fs::read_to_string(&pasted).unwrap()))
        } else {
            continue;
        };
        expect_file![case.join("result.txt")].assert_eq(&result);
        seen += 1;
    }
    assert!(seen >= 7, "{seen}");
}

#[test]
fn commas_and_tabs_say_the_same() {
    let commas = "種類,番号,内容,から,へ\n活動,1,\"話す, 聞く\",,\n\nアウトプット,2,回数,,\n,,,1,2\n,,,2,9\n";
    let tabs = "種類\t番号\t内容\tから\tへ\r\n活動\t1\t話す, 聞く\t\t\r\n\r\nアウトプット\t2\t回数\t\t\r\n\t\t\t1\t2\r\n\t\t\t2\t9\r\n";
    let problems = read_pasted_model(commas).unwrap_err();
    assert_eq!(problems, read_pasted_model(tabs).unwrap_err());
    let found: Vec<(&str, Option<u32>, Option<&str>)> = problems
        .iter()
        .map(|problem| (problem.kind.code, problem.place.row, problem.place.column.as_deref()))
        .collect();
    assert_eq!(found, [("IN-758", Some(6), Some("へ"))]);
}

#[test]
fn a_paste_of_ten_thousand_nodes_is_refused_quickly() {
    let mut text = String::from("種類\t内容\n");
    for at in 0..10_000 {
        writeln!(text, "活動\t活動{at}").unwrap();
    }
    let start = Instant::now();
    let problems = read_pasted_model(&text).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    let codes: Vec<&str> = problems.iter().map(|problem| problem.kind.code).collect();
    assert_eq!(codes, ["RF-530"]);
    assert_eq!(problems[0].excerpt, "10000 > 200");
}

#[test]
fn what_is_no_table_is_refused() {
    for (text, code) in [("", "IN-002"), ("種類,内容\n", "IN-106"), ("図のつもり", "IN-106")] {
        assert_eq!(read_pasted_model(text).unwrap_err()[0].kind.code, code, "{text}");
    }
    assert_eq!(read_model("x.csv", Input::Bytes(b"%PDF-1.7 \0")).unwrap_err().len(), 1);
}
