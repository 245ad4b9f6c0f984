//! Golden cases (cases/overlap): programs of a made-up city, the pairs found, and why.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use reform::overlap::{Document, Findings, ProgramField, Settings, explain, find, mark};
use toml::Table;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/overlap").join(name)
}

struct Case {
    documents: Vec<Document>,
    settings: Settings,
}

impl Case {
    fn read(name: &str) -> Case {
        let text = std::fs::read_to_string(folder(name).join("scenario.toml")).unwrap();
        let table: Table = text.parse().unwrap();
        let number = |name: &str| table[name].as_float().unwrap() as f32;
        let whole = |name: &str| table.get(name).map(|value| usize::try_from(value.as_integer().unwrap()).unwrap());
        let document = |program: &toml::Value| Document {
            key: program["key"].as_integer().unwrap(),
            texts: ProgramField::ALL
                .iter()
                .map(|field| {
                    program.get(field.word()).map(|text| text.as_str().unwrap()).unwrap_or_default().to_owned()
                })
                .collect(),
        };
        Case {
            documents: table["program"].as_array().unwrap().iter().map(document).collect(),
            settings: Settings {
                gram_min: 2,
                gram_max: 2,
                weights: vec![3.0, 1.0, 1.0, 0.5, 1.0, 0.25],
                threshold: number("threshold"),
                nearest: whole("nearest").unwrap(),
                pairs_max: whole("pairs_max").unwrap_or(1_000),
                filler_share: number("filler_share"),
            },
        }
    }

    fn report(&self) -> String {
        let Findings { pairs, model, problems } = find(&self.documents, &self.settings);
        let mut out = String::new();
        for pair in pairs {
            let (a, b) = (&self.documents[pair.a], &self.documents[pair.b]);
            let why = explain(&model, &a.texts, &b.texts);
            assert!((why.score - pair.score).abs() < 1e-5, "{} is not {}", why.score, pair.score);
            writeln!(out, "{:.3} {} {} ｜ {} {}", pair.score, a.key, a.texts[0], b.key, b.texts[0]).unwrap();
            for share in &why.fields {
                let label = |place: usize| ProgramField::ALL[place].label_ja();
                writeln!(out, "  欄 {:.3} {} × {}", share.share, label(share.a), label(share.b)).unwrap();
            }
            let phrases: Vec<&str> = why.phrases.iter().map(|phrase| phrase.text.as_str()).collect();
            writeln!(out, "  語句 {}", phrases.join("、")).unwrap();
            let marks: Vec<&str> = why.marks.iter().map(String::as_str).collect();
            let marked: String = mark(&b.texts[0], &marks)
                .into_iter()
                .map(|(part, is_marked)| if is_marked { format!("【{part}】") } else { part.to_owned() })
                .collect();
            writeln!(out, "  印 {marked}").unwrap();
        }
        for problem in problems {
            writeln!(out, "{} {} ({})", problem.kind.code, problem.kind.title_ja, problem.excerpt).unwrap();
        }
        out
    }
}

#[test]
fn programs_of_a_city() {
    expect_file![folder("city").join("expected.txt")].assert_eq(&Case::read("city").report());
}

#[test]
fn what_cannot_be_compared_in_full_is_told() {
    expect_file![folder("faults").join("expected.txt")].assert_eq(&Case::read("faults").report());
}
