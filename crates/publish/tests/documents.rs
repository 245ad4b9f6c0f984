//! 文書 / Documents of an edition: what stands in them, that they are sound, and as workbooks.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use expect_test::expect_file;
use publish::document::{Block, Document, Inline, Kind, check, excel, join, make, make_book, missing_from_pdf};
use publish::edition::{Edition, PlanFigure, Words, example};

use crate::support::{outline, uneven};

#[test]
fn every_kind_of_document_reads_as_it_should() {
    let edition = uneven(9);
    for kind in Kind::ALL {
        let texts: Vec<String> = make(&edition, kind).iter().map(outline).collect();
        expect_file![format!("golden/{}.txt", kind.word())].assert_eq(&texts.join("\n"));
    }
}

#[test]
fn what_is_made_of_an_edition_is_sound_and_the_same_each_time() {
    for edition in [uneven(60), example::edition(1), example::edition(0), Edition::default()] {
        for kind in Kind::ALL {
            for document in make(&edition, kind) {
                assert_eq!(check(&document, &edition), [], "{}", document.title);
                assert_eq!(Document::from_json(&document.to_json().unwrap()).unwrap(), document);
                let labels = document.blocks.iter().filter_map(|block| match block {
                    Block::Heading { label, .. } if !label.is_empty() => Some(label.clone()),
                    _ => None,
                });
                let labels: Vec<String> = labels.collect();
                assert_eq!(labels.iter().collect::<BTreeSet<_>>().len(), labels.len(), "a label stands once");
                for label in references(&document) {
                    assert!(labels.contains(&label), "{label} is referred to");
                }
            }
            assert_eq!(make(&edition, kind), make(&edition, kind));
        }
    }
}

fn references(document: &Document) -> Vec<String> {
    let items = document.blocks.iter().filter_map(|block| match block {
        Block::List { items, .. } => Some(items.iter().flatten()),
        _ => None,
    });
    let of = |inline: &Inline| match inline {
        Inline::Reference { label, .. } => Some(label.clone()),
        _ => None,
    };
    items.flatten().filter_map(of).collect()
}

#[test]
fn three_thousand_sheets_are_made_and_checked() {
    let edition = uneven(3_000);
    let volumes = make(&edition, Kind::Evaluation);
    assert_eq!(volumes.len(), 13, "a summary and a volume a bureau");
    assert!(volumes.iter().enumerate().all(|(at, volume)| volume.volume == (at as u32 + 1, 13)));
    assert_eq!(make_book(&edition, Kind::Evaluation), volumes, "too large for one book");
    let book = join(volumes).unwrap();
    let sheets = book.blocks.iter().filter(|block| matches!(block, Block::Heading { level: 2, .. })).count();
    assert_eq!(sheets - 4, 3_000);
    assert_eq!(check(&book, &edition), []);
}

#[test]
fn a_bureau_with_more_sheets_than_a_volume_takes_has_several() {
    let mut edition = uneven(900);
    let bureau = edition.programs[0].department.clone();
    edition.programs.iter_mut().for_each(|program| program.department.clone_from(&bureau));
    let volumes = make(&edition, Kind::Evaluation);
    let sheets = |volume: &Document| {
        volume.blocks.iter().filter(|block| matches!(block, Block::Heading { level: 2, .. })).count()
    };
    assert_eq!(volumes[1..].iter().map(sheets).collect::<Vec<_>>(), [400, 400, 100]);
    assert!(volumes[2].subtitle.ends_with("（2／3）"), "{}", volumes[2].subtitle);
    let tables = |volume: &Document| outline(volume).matches("方向性ごとの事業数と金額").count();
    assert_eq!(volumes[1..].iter().map(tables).collect::<Vec<_>>(), [1, 0, 0], "the bureau's figures stand once");
    for volume in &volumes {
        assert_eq!(check(volume, &edition), []);
    }
    assert_eq!(make_book(&uneven(400), Kind::Evaluation).len(), 1);
    assert!(make_book(&uneven(401), Kind::Evaluation).len() > 1);
}

#[test]
fn figures_of_the_plan_stand_as_it_prints_them_and_terms_are_marked() {
    let mut edition = example::edition(3);
    edition.plan.figures.push(PlanFigure {
        id: "product".into(),
        label: Words::ja("市内総生産"),
        shown: Words::ja("約3兆8,000億円"),
        source: "例示 p.3".into(),
        ..PlanFigure::default()
    });
    edition.plan.purpose.ja = "一般財源を増やし、一般財源で次の世代に投資します。".into();
    let book = make(&edition, Kind::PlanBook).remove(0);
    assert_eq!(check(&book, &edition), []);
    let text = outline(&book);
    assert!(text.contains("市内総生産 | [約3兆8,000億円]"), "{text}");
    assert!(text.contains("<一般財源>を増やし、<一般財源>で次の世代に投資します。"), "{text}");
}

#[test]
fn a_workbook_has_a_sheet_a_chapter_with_numbers_as_numbers_and_nothing_that_runs() {
    let mut edition = uneven(9);
    edition.programs[0].name = "=HYPERLINK(\"x\")".into();
    edition.programs[1].summary = "+81 の番号".into();
    let document = make(&edition, Kind::ReviewResults).remove(0);
    let bytes = excel(&document).unwrap();
    assert_eq!(excel(&document).unwrap(), bytes);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 7, "{names:?}");
    assert_eq!((names[0].as_str(), names[2].as_str()), ("この文書について", "第2章　方向性ごとの結果"));
    let about = book.worksheet_range("この文書について").unwrap();
    let about: String = about.cells().map(|(_, _, cell)| cell.to_string() + "\n").collect();
    assert!(about.contains("第2版") && about.contains("令和8年11月22日") && about.contains("例示を含む"), "{about}");
    let range = book.worksheet_range("第2章　方向性ごとの結果").unwrap();
    let total = range.rows().find(|row| row[0] == Data::String("合計".into())).unwrap();
    assert_eq!(total[1], Data::Float(9.0));
    let cost: i64 = edition.programs.iter().map(|program| program.money[1].cost_yen).sum();
    assert_eq!(total[2], Data::Float(((cost + 500) / 1_000) as f64));
    for name in names {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
    }
    let list = book.worksheet_range("第6章　すべての事業の一覧").unwrap();
    assert!(list.cells().any(|(_, _, cell)| *cell == Data::String("=HYPERLINK(\"x\")".into())), "the words stay");
    for kind in Kind::ALL {
        for document in make(&edition, kind) {
            assert!(excel(&document).unwrap().starts_with(b"PK"), "{}", document.title);
        }
    }
}

#[test]
fn a_figure_that_is_not_in_the_pdf_is_told_once() {
    let edition = uneven(9);
    let document = make(&edition, Kind::ReviewResults).remove(0);
    let all = missing_from_pdf(&document, "");
    assert!(all.len() > 20 && all.iter().all(|finding| finding.kind.code == "PU-048"));
    // As words come out of a PDF: figures apart, one of them broken over two lines.
    let words: Vec<&str> = all.iter().map(|finding| finding.shown.as_str()).collect();
    assert_eq!(missing_from_pdf(&document, &words.join(" 千円\n")), []);
    let gone = words.iter().find(|shown| shown.len() > 5).unwrap();
    let others: Vec<&str> = words.iter().filter(|shown| !shown.contains(gone)).copied().collect();
    let told = missing_from_pdf(&document, &others.join(" | "));
    assert_eq!(told.iter().map(|finding| finding.shown.as_str()).collect::<Vec<_>>(), [*gone]);
    let (head, tail) = gone.split_at(2);
    assert_eq!(missing_from_pdf(&document, &format!("{} | {head}\n  {tail}", others.join(" | "))), []);
}
