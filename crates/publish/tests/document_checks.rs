//! 文書の検査 / The check of a document: whatever is altered is told, where it stands, and nothing else.

use proptest::prelude::*;
use publish::document::{
    Block, Document, DocumentCell, Finding, Inline, Kind, ROUNDING_NOTE, Table, Value, check, join, make,
};
use publish::edition::{Edition, TableCell};
use publish::query::{Index, Unit, value};

use crate::support::uneven;

fn book(edition: &Edition, kind: Kind) -> Document {
    join(make(edition, kind)).unwrap()
}

/// Every figure of a document in the order it is read.
fn values(document: &Document) -> Vec<&Value> {
    fn of_table(table: &Table) -> Vec<&Value> {
        let cells = table.rows.iter().flat_map(|row| &row.cells);
        cells.filter_map(|cell| if let DocumentCell::Value(value) = cell { Some(value) } else { None }).collect()
    }
    fn of_line(line: &[Inline]) -> Vec<&Value> {
        line.iter().filter_map(|inline| if let Inline::Value(value) = inline { Some(value) } else { None }).collect()
    }
    let mut all = Vec::new();
    for block in &document.blocks {
        all.extend(match block {
            Block::Paragraph { text } | Block::Note { text } => of_line(text),
            Block::List { items, .. } => items.iter().flat_map(|item| of_line(item)).collect(),
            Block::Form { rows, .. } => rows.iter().flat_map(|row| of_line(&row.value)).collect(),
            Block::Table(table) => of_table(table),
            Block::Chart { table, .. } => table.iter().flat_map(of_table).collect(),
            Block::Heading { .. } | Block::Term { .. } | Block::PageBreak => Vec::new(),
        });
    }
    all
}

fn codes(found: &[Finding]) -> Vec<&str> {
    found.iter().map(|finding| finding.kind.code).collect()
}

fn tables(document: &mut Document) -> Vec<&mut Table> {
    let blocks = document.blocks.iter_mut();
    blocks.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).collect()
}

/// Alters one figure of an edition; the number chooses which.
fn alter(edition: &mut Edition, which: usize, by: i64) {
    let at = which % edition.programs.len();
    let program = &mut edition.programs[at];
    match which % 13 {
        0 => program.money[1].cost_yen += by,
        1 => program.money[0].general_yen = program.money[0].general_yen.map(|yen| yen + by),
        2 => program.money[1].other_yen = None,
        3 => program.indicators[0].values[1].actual = by.to_string(),
        4 => program.staff[0].cost_yen = Some(by),
        5 => {
            let measures = program.review.iter_mut().flat_map(|review| &mut review.measures);
            measures.for_each(|measure| measure.gross_yen += by);
        }
        6 => edition.clusters[at % 3].money[0].cost_yen += by,
        7 => edition.clusters[at % 3].members[0].counted_yen = Some(by),
        8 => edition.clusters[at % 3].members[0].share_bp = (by.unsigned_abs() % 10_000) as u32,
        9 => edition.frame.entries[at % 2].amount_yen += by,
        10 => edition.frame.by_year[0].uses_yen += by,
        11 => edition.outlook.figures[at % 2].values[3] = Some(by),
        _ => edition.pictures[0].ja.table.rows[0][1] = TableCell::Yen(by * 100_000_000),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The figures told are exactly those that come out otherwise when the book is made again. A book of the same shape has
    /// its figures in the same places, so the two can be laid side by side.
    #[test]
    fn an_altered_figure_of_the_edition_is_told_everywhere_it_stands(which in 0usize..10_000, by in -9_999_999i64..9_999_999) {
        let before = uneven(13);
        let mut after = before.clone();
        alter(&mut after, which, by);
        for kind in Kind::ALL {
            let (document, again) = (book(&before, kind), book(&after, kind));
            let told: Vec<(String, String)> = check(&document, &after)
                .into_iter()
                .filter(|finding| finding.kind.code == "PU-040" || finding.kind.code == "PU-041")
                .map(|finding| (finding.query, finding.shown))
                .collect();
            let (old, new) = (values(&document), values(&again));
            let shape = |all: &[&Value]| all.iter().map(|value| (value.query.clone(), value.unit.clone())).collect::<Vec<_>>();
            // A figure that is no longer stated leaves its place empty, and then the books have not the same shape.
            let expected: Vec<(String, String)> = if shape(&old) == shape(&new) {
                let both = old.into_iter().zip(new).filter(|(old, new)| old.shown != new.shown);
                both.map(|(old, _)| (old.query.clone(), old.shown.clone())).collect()
            } else {
                let index = Index::new(&after);
                let differs = |figure: &&Value| {
                    let unit = Unit::from_word(&figure.unit).unwrap();
                    value(&index, &figure.query, unit, figure.decimals).as_ref() != Some(*figure)
                };
                old.into_iter().filter(differs).map(|old| (old.query.clone(), old.shown.clone())).collect()
            };
            prop_assert_eq!(told, expected, "{:?}", kind);
        }
    }

    #[test]
    fn a_figure_changed_by_hand_is_told_with_its_place(at in 0usize..100_000) {
        let edition = uneven(12);
        let mut document = book(&edition, Kind::ReviewResults);
        let mut all: Vec<&mut Value> = tables(&mut document)
            .into_iter()
            .flat_map(|table| &mut table.rows)
            .flat_map(|row| &mut row.cells)
            .filter_map(|cell| if let DocumentCell::Value(value) = cell { Some(value) } else { None })
            .collect();
        let at = at % all.len();
        let (query, right) = (all[at].query.clone(), all[at].shown.clone());
        all[at].shown = format!("{right}1");
        let found = check(&document, &edition);
        let told: Vec<&Finding> = found.iter().filter(|finding| finding.kind.code == "PU-040").collect();
        prop_assert_eq!(told.len(), 1);
        prop_assert_eq!((&told[0].query, &told[0].expected), (&query, &right));
        prop_assert!(told[0].spot.row.is_some() && !told[0].spot.column.is_empty(), "{}", told[0].spot);
        // Parts that no longer add up as shown ask for a note, or for none; nothing else is said.
        prop_assert!(found.iter().all(|finding| ["PU-040", "PU-044", "PU-045"].contains(&finding.kind.code)));
    }
}

#[test]
fn the_place_is_told_as_a_reader_finds_it() {
    let edition = uneven(9);
    let mut document = book(&edition, Kind::ReviewResults);
    let table = tables(&mut document).into_iter().find(|table| table.caption.starts_with("方向性ごと")).unwrap();
    let DocumentCell::Value(value) = &mut table.rows[0].cells[2] else { panic!("a figure") };
    value.shown = "1".into();
    let found = check(&document, &edition);
    let told = found.iter().find(|finding| finding.kind.code == "PU-040").unwrap();
    assert_eq!(
        told.spot.to_string(),
        "第2章　方向性ごとの結果 › 表「方向性ごとの事業数と金額（令和8年度）」 › 1行目「改善」 › 列「事業費」"
    );
    assert_eq!(told.shown, "1");
}

#[test]
fn a_typed_figure_is_found_wherever_it_stands() {
    let edition = uneven(9);
    let sound = book(&edition, Kind::ReviewResults);
    let typed = |change: &dyn Fn(&mut Document)| {
        let mut document = sound.clone();
        change(&mut document);
        let found = check(&document, &edition);
        found.iter().map(|finding| (finding.kind.code, finding.shown.clone())).collect::<Vec<_>>()
    };
    let paragraph = |text: &str| Block::Paragraph { text: vec![Inline::text(text)] };
    let expected = |figure: &str| vec![("PU-046", figure.to_owned())];
    assert_eq!(typed(&|d| d.blocks.push(paragraph("効果は1,234千円です。"))), expected("1,234千円"));
    assert_eq!(typed(&|d| d.blocks.push(paragraph("効果は５０億円です。"))), expected("50億"));
    assert_eq!(typed(&|d| d.subtitle = "33.6%".into()), expected("33.6%"));
    assert_eq!(typed(&|d| tables(d)[0].notes.push("▲5".into())), expected("5"));
    assert_eq!(typed(&|d| tables(d)[0].rows[0].cells[2] = DocumentCell::text("約12")), expected("約12"));
    assert_eq!(typed(&|d| d.blocks.push(paragraph("令和8年度の第2章、0001番、12件。"))), vec![]);
}

#[test]
fn totals_add_up_or_carry_the_note() {
    let edition = uneven(9);
    let sound = book(&edition, Kind::ReviewResults);
    let noted = |document: &mut Document| -> usize {
        tables(document).iter().position(|table| table.notes.iter().any(|note| note == ROUNDING_NOTE)).unwrap()
    };
    let mut document = sound.clone();
    let at = noted(&mut document);
    tables(&mut document)[at].notes.clear();
    assert_eq!(codes(&check(&document, &edition)), ["PU-044"]);

    let mut document = sound.clone();
    let even = tables(&mut document).iter().position(|table| table.notes.is_empty()).unwrap();
    tables(&mut document)[even].notes.push(ROUNDING_NOTE.into());
    assert_eq!(codes(&check(&document, &edition)), ["PU-045"]);

    // A row taken out of a table leaves a total that is not the sum of what is left, exactly and as shown.
    let mut document = sound.clone();
    tables(&mut document)[at].rows.remove(0);
    let found = codes(&check(&document, &edition)).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert!(found.iter().filter(|code| *code == "PU-043").count() >= 3, "{found:?}");

    let mut document = sound.clone();
    tables(&mut document)[at].rows[0].cells.pop();
    assert!(codes(&check(&document, &edition)).contains(&"PU-050"));
}

#[test]
fn a_foreign_chart_an_unknown_unit_and_another_edition_are_told() {
    let edition = uneven(9);
    let mut document = book(&edition, Kind::PlanBook);
    let svg = document
        .blocks
        .iter_mut()
        .find_map(|block| if let Block::Chart { svg, .. } = block { Some(svg) } else { None });
    svg.unwrap().push(' ');
    assert_eq!(codes(&check(&document, &edition)), ["PU-047"]);

    let mut document = book(&edition, Kind::PlanBook);
    let value = Value { query: "programs/count".into(), unit: "yen".into(), decimals: 0, shown: "9".into() };
    let nonsense = Value { query: "programs/profit".into(), ..value.clone() };
    document.blocks.push(Block::Paragraph { text: vec![Inline::Value(value), Inline::Value(nonsense)] });
    assert_eq!(codes(&check(&document, &edition)), ["PU-042", "PU-041"]);

    let mut later = edition.clone();
    later.about.number = 3;
    let found = check(&book(&edition, Kind::RoadmapBook), &later);
    assert_eq!(codes(&found), ["PU-051"]);
    assert_eq!((found[0].shown.as_str(), found[0].expected.as_str()), ("2", "3"));
}
