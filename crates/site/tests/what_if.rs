//! What if: the script in a reader's browser works out the same as this crate, to the yen and as shown.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use publish::edition::{Edition, Lever, LeverResponse, OutlookFigure, Words, example};
use serde_json::{Value, json};
use site::outlook::what_if::{bounds_oku, figures, levers, moved};
use site::{Options, files};

const OKU: i64 = 100_000_000;

/// An outlook with everything that is awkward: odd units, halves, values below zero, gaps, responses for some figures only.
fn awkward() -> Edition {
    let mut edition = example::edition(2);
    let figure = |id: &str, values: &[Option<i64>]| OutlookFigure {
        id: id.into(),
        name: Words::both(id, id),
        unit: "yen".into(),
        values: values.to_vec(),
    };
    let response = |figure: &str, values: &[i64]| LeverResponse { figure: figure.into(), values: values.to_vec() };
    edition.outlook.figures = vec![
        figure("fund", &[Some(26_000_000_001), Some(-49_999_999), None, Some(50_000_000), Some(-50_000_000), Some(0)]),
        figure("bonds", &[Some(9_007_199_254_740_993), Some(723_600_000_000), Some(1), None, Some(-1), Some(7)]),
        figure("balance", &[Some(0); 6]),
    ];
    let lever = |id: &str, low: i64, high: i64, unit_yen: i64, responses: Vec<LeverResponse>| Lever {
        id: id.into(),
        name: Words::both(id, id),
        years: (2026, 2030),
        bounds_yen: (low, high),
        unit_yen,
        responses,
        ..Lever::default()
    };
    edition.outlook.levers = vec![
        lever(
            "improvement",
            0,
            100 * OKU,
            3 * OKU,
            vec![response("fund", &[1, 100_000_001, 7, -7, 33_333_333, 1_234_567_891])],
        ),
        lever(
            "investment",
            -250 * OKU - 1,
            250 * OKU + 1,
            10 * OKU,
            vec![
                response("bonds", &[5, -5, 999_999_999, 1, 15, 250]),
                response("balance", &[-OKU / 2, OKU / 2, 1, -1, 49, 51]),
            ],
        ),
        lever("broken", 0, 100 * OKU, 0, vec![response("fund", &[1])]),
    ];
    edition
}

/// What the page carries for the script.
fn model_of_page(edition: &Edition) -> Value {
    let files = files(edition, &Options::default());
    let page = files.iter().find(|file| file.path == "outlook/index.html").expect("the outlook has a page");
    let html = std::str::from_utf8(&page.bytes).unwrap();
    let (_, rest) = html.split_once("data-what-if=\"").expect("the page carries its model");
    let (escaped, _) = rest.split_once('"').unwrap();
    let text = escaped.replace("&#34;", "\"").replace("&quot;", "\"").replace("&#39;", "'").replace("&#38;", "&");
    serde_json::from_str(&text).expect("the model is JSON")
}

/// Many amounts of both levers: ends, ones around nought, and a walk through the inside.
fn amounts(edition: &Edition) -> Vec<Vec<i64>> {
    let bounds: Vec<(i64, i64)> = levers(&edition.outlook).map(bounds_oku).collect();
    let mut cases = Vec::new();
    for step in 0..400_i64 {
        cases.push(
            bounds
                .iter()
                .enumerate()
                .map(|(at, (low, high))| {
                    let span = high - low + 1;
                    low + (step * (37 + at as i64 * 54) + step * step) % span
                })
                .collect(),
        );
    }
    cases.push(bounds.iter().map(|bounds| bounds.0).collect());
    cases.push(bounds.iter().map(|bounds| bounds.1).collect());
    cases.push(bounds.iter().map(|_| 0).collect());
    cases
}

fn shown(yen: i64) -> String {
    fiscal::Yen(fiscal::money::round_to_oku(fiscal::Yen(yen))).to_string()
}

fn difference(before: i64, after: i64) -> String {
    let oku = |yen: i64| fiscal::money::round_to_oku(fiscal::Yen(yen));
    match oku(after) - oku(before) {
        0 => "±0".to_owned(),
        more if more > 0 => format!("＋{}", fiscal::Yen(more)),
        less => fiscal::Yen(less).to_string(),
    }
}

fn compare(edition: &Edition) {
    let figure_of = |amounts: &[i64], figure: &OutlookFigure| -> Value {
        let before = moved(&edition.outlook, figure, &vec![0; amounts.len()]);
        let after = moved(&edition.outlook, figure, amounts);
        let value = |(before, after): (Option<i64>, Option<i64>)| match (before, after) {
            (Some(before), Some(after)) => {
                json!({ "yen": after.to_string(), "shown": shown(after), "difference": difference(before, after) })
            }
            _ => Value::Null,
        };
        before.into_iter().zip(after).map(value).collect()
    };
    let all = amounts(edition);
    let cases: Vec<Value> = all
        .iter()
        .map(|amounts| {
            let figures: Vec<Value> = figures(&edition.outlook).map(|figure| figure_of(amounts, figure)).collect();
            json!({ "amounts": amounts, "figures": figures })
        })
        .collect();
    let stated: usize = figures(&edition.outlook).map(|figure| figure.values.iter().flatten().count()).sum();
    let input = json!({ "model": model_of_page(edition), "cases": cases }).to_string();
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let started = Command::new("node")
        .arg(crate_folder.join("../../tests/site/what-if.mjs"))
        .arg(crate_folder.join("static/js/what-if.js"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("SKIPPED: node is not installed, so the script cannot be run beside the Rust values");
            return;
        }
        Err(error) => panic!("node could not be started: {error}"),
    };
    // A script that ends early closes its end; what it said is told below.
    let sent = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    sent.unwrap();
    let agreed: usize = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap();
    assert_eq!(agreed, stated * all.len());
}

#[test]
fn the_browser_works_out_what_rust_does() {
    compare(&awkward());
}

#[test]
fn the_browser_works_out_the_example_edition() {
    compare(&example::edition(2));
}

#[test]
fn values_are_the_published_ones_and_the_answer_to_each_amount() {
    let edition = example::edition(1);
    let outlook = &edition.outlook;
    // 260 falling by 12 a year; the lever adds 10 × the year's number for every 10.
    let years = |amounts: &[i64]| -> Vec<i64> {
        moved(outlook, &outlook.figures[0], amounts).into_iter().map(|yen| yen.unwrap() / OKU).collect()
    };
    assert_eq!(years(&[0]), [260, 248, 236, 224, 212, 200]);
    assert_eq!(years(&[30]), [260, 278, 296, 314, 332, 350]);
    assert_eq!(years(&[1]), [260, 249, 238, 227, 216, 205]);
}

#[test]
fn a_lever_that_moves_nothing_is_not_offered() {
    let edition = awkward();
    let offered: Vec<&str> = levers(&edition.outlook).map(|lever| lever.id.as_str()).collect();
    assert_eq!(offered, ["improvement", "investment"]);
    let model = model_of_page(&edition);
    assert_eq!(model["levers"][1]["min"], json!(-250));
    assert_eq!(model["levers"][1]["max"], json!(250));
    assert_eq!(model["figures"][1]["values"][0], json!("9007199254740993"));
}

#[test]
fn without_a_script_worked_examples_stand_there() {
    let edition = example::edition(1);
    let files = files(&edition, &Options::default());
    let page = files.iter().find(|file| file.path == "outlook/index.html").unwrap();
    let html = std::str::from_utf8(&page.bytes).unwrap();
    // The lever at its end, 100 a year: 200 becomes 700 in the last year.
    assert!(html.contains("計算例"));
    assert!(html.contains("<td class=\"num\">700<span class=\"unit\">（＋500）</span></td>"), "{html}");
    // Everything that needs the script is hidden until there is one.
    assert!(html.contains("data-what-if-live hidden"));
    assert!(html.contains("data-what-if-still"));
}
