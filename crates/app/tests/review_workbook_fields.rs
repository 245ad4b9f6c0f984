//! Any fields go through a workbook and come back the same; and how long five hundred programs take.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use fiscal::FiscalYear;
use intake::review_workbook::{ReviewReading, read_review_workbook};
use proptest::prelude::*;
use publish::review_workbook::write_review_workbook;
use reform::plan::Text;
use reform::review::{FieldKind, Fields, form_fields, kpi_fields, measure_fields};
use reform::review_workbook::{BookRow, Manifest, ManifestColumn, ManifestSheet, Page, ReviewBook, offered_columns};
use reform::workflow::{Level, State};

fn viewpoints() -> Vec<(String, Text)> {
    ["needs", "cost", "overlap"].iter().map(|id| ((*id).to_owned(), Text::japanese(*id))).collect()
}

fn book(sheets: Vec<Fields>) -> ReviewBook {
    let viewpoints = viewpoints();
    let rows: Vec<BookRow> = sheets
        .into_iter()
        .enumerate()
        .map(|(at, fields)| BookRow {
            number: format!("{:04}", at + 1),
            name: format!("事業 {}\n(二行目)", at + 1),
            department: "危機管理室 防災課".into(),
            state: State::Draft,
            revision: 7,
            level: Some(Level::Owner),
            fields,
            money: Vec::new(),
        })
        .collect();
    let by_id: Vec<(&str, Text)> = viewpoints.iter().map(|(id, text)| (id.as_str(), text.clone())).collect();
    let columns = Page::ALL.iter().flat_map(|page| {
        let offered = offered_columns(*page, &by_id, &rows);
        offered.iter().map(|column| ManifestColumn::of(*page, column)).collect::<Vec<_>>()
    });
    let manifest = Manifest {
        fiscal_year: FiscalYear::new(2026).unwrap(),
        made_at: "2026-08-03T01:00:00.000Z".into(),
        columns: columns.collect(),
        sheets: rows
            .iter()
            .zip(1..)
            .map(|(row, id)| ManifestSheet {
                id,
                revision: row.revision,
                number: row.number.clone(),
                name: row.name.clone(),
            })
            .collect(),
    };
    ReviewBook {
        city: "例示市".into(),
        made_for: String::new(),
        made_at: String::new(),
        due: String::new(),
        is_demo: true,
        viewpoints,
        rows,
        manifest,
    }
}

fn fields_of(reading: &ReviewReading, sheets: usize) -> Vec<Fields> {
    let mut fields = vec![Fields::default(); sheets];
    for row in &reading.rows {
        for cell in &row.cells {
            fields[row.sheet].set(cell.field.replace('*', &row.item), &cell.text);
        }
    }
    fields
}

/// Texts a form keeps: no control characters but line ends and tabs, and nothing at their ends that the form takes away.
fn text() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        Just("=1+1".to_owned()),
        Just("'quoted".to_owned()),
        Just("_x000D_ _x005F_ _xD83D_".to_owned()),
        Just("<b>&amp;\"'".to_owned()),
        Just("0012".to_owned()),
        Just("2027/4/1".to_owned()),
        Just("\n\t 先頭".to_owned()),
        Just("#REF!".to_owned()),
        Just("1e5".to_owned()),
        Just("TRUE".to_owned()),
        "[ -~あ-んア-ン一-龥😀𠮷\u{2003}\u{3000}\n\t▲−]{0,60}",
        "\\PC{0,40}",
    ];
    odd.prop_map(|text| text.trim_end().to_owned())
}

fn value(kind: FieldKind) -> BoxedStrategy<String> {
    match kind {
        FieldKind::Choice(choices) => (0..choices.len()).prop_map(move |at| choices[at].0.to_owned()).boxed(),
        FieldKind::YesNo => Just("yes".to_owned()).boxed(),
        FieldKind::Year => (1868..2200).prop_map(|year: i32| year.to_string()).boxed(),
        FieldKind::Yen => prop_oneof![any::<i64>(), -9_999_999..9_999_999i64].prop_map(|yen| yen.to_string()).boxed(),
        FieldKind::Quantity => (-99_999_999_999_999_999..99_999_999_999_999_999i64, 0u8..=9)
            .prop_map(|(units, decimals)| fiscal::Quantity { units, decimals }.to_string())
            .boxed(),
        FieldKind::ShortText | FieldKind::LongText | FieldKind::ProgramNumber => text().boxed(),
    }
}

fn sheet() -> impl Strategy<Value = Fields> {
    let viewpoints = viewpoints();
    let by_id: Vec<(&str, Text)> = viewpoints.iter().map(|(id, text)| (id.as_str(), text.clone())).collect();
    let mut all = form_fields(&by_id);
    for id in ["m1", "m2", "x-9"] {
        all.extend(measure_fields(id));
    }
    all.extend(kpi_fields("k1"));
    let values: Vec<BoxedStrategy<Option<(String, String)>>> = all
        .into_iter()
        .map(|field| {
            let name = field.name;
            prop::option::of(value(field.kind).prop_map(move |text| (name.clone(), text))).boxed()
        })
        .collect();
    values.prop_map(|fields| fields.into_iter().flatten().collect())
}

/// Decimals that mean the same number are written alike, so that they can be compared.
fn as_numbers(fields: &Fields) -> Fields {
    let plain = |text: &str| match text.contains('.') && text.parse::<fiscal::Quantity>().is_ok() {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    fields.iter().map(|(name, text)| (name, plain(text))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_fields_come_back_as_they_were(sheets in prop::collection::vec(sheet(), 1..4)) {
        let made = book(sheets.clone());
        let bytes = write_review_workbook(&made, "sum").unwrap();
        let reading = read_review_workbook("there-and-back.xlsx", &bytes);
        prop_assert_eq!(&reading.problems, &[]);
        prop_assert_eq!(&reading.checksum, "sum");
        prop_assert_eq!(reading.manifest.as_ref(), Some(&made.manifest));
        for (before, after) in sheets.iter().zip(fields_of(&reading, sheets.len())) {
            prop_assert_eq!(as_numbers(before), as_numbers(&after));
        }
    }
}

#[test]
fn five_hundred_full_programs_are_written_and_read_in_seconds() {
    let reason = "利用する人は五年間で三割減った。平日の昼に集まる形では参加しにくく、見直しが要る。".repeat(4);
    let fields = || {
        let mut fields = Fields::default();
        for (id, _) in viewpoints() {
            fields.set(format!("check.{id}.judgement"), "improve");
            fields.set(format!("check.{id}.reason"), &reason);
            fields.set(format!("check.{id}.evidence"), "https://example.jp/survey");
        }
        fields.set("direction", "reduce");
        fields.set("direction-reason", &reason);
        for id in ["m1", "m2"] {
            fields.set(format!("measure.{id}.text"), &reason);
            fields.set(format!("measure.{id}.effect-yen"), "1234000");
            fields.set(format!("kpi.{id}.name"), "満足度");
            fields.set(format!("kpi.{id}.target"), "98.60");
        }
        fields
    };
    let made = book((0..500).map(|_| fields()).collect());
    let start = Instant::now();
    let bytes = write_review_workbook(&made, "sum").unwrap();
    let written = start.elapsed();
    let start = Instant::now();
    let reading = read_review_workbook("large.xlsx", &bytes);
    println!("500 programs: {} KB, written in {written:?}, read in {:?}", bytes.len() / 1024, start.elapsed());
    assert_eq!(reading.problems, []);
    assert_eq!(reading.rows.len(), 500 + 1_000 + 1_000);
}
