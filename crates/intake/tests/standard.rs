//! The standard mapping: what is written under its headings reads back as the same program.

use fiscal::{FiscalYear, Quantity, Yen};
use intake::mapping::Mapping;
use intake::programs::{Input, read_programs};
use proptest::prelude::*;
use reform::program::{
    BudgetLine, Direction, DirectionGiven, Funding, Indicator, IndicatorKind, IndicatorValue, LogicText, MoneyLine,
    Note, Obligation, ProgramSheet, StaffTime, Stage,
};
use std::ops::ControlFlow;
use std::path::Path;

fn standard() -> Mapping {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mappings/standard.toml");
    Mapping::parse("mappings/standard.toml", &std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What stands under a heading of the standard table for a program of one year.
fn value(sheet: &ProgramSheet, heading: &str) -> String {
    let level = |levels: &[String], index: usize| levels.get(index).cloned().unwrap_or_default();
    let codes = |code: fn(&BudgetLine) -> &String| {
        sheet.budget_lines.iter().map(|line| code(line).as_str()).collect::<Vec<_>>().join("\n")
    };
    let yen = |amount: Option<Yen>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let number = |quantity: Option<Quantity>| quantity.map(|quantity| quantity.to_string()).unwrap_or_default();
    let money = sheet.money.first();
    let funding = money.map(|line| line.funding).unwrap_or_default();
    let staff = sheet.staff.first();
    match heading {
        "事業番号" => sheet.external_id.clone(),
        "事業名" => sheet.name.clone(),
        "年度" => sheet.fiscal_year.japanese(),
        "部局" => level(&sheet.department, 0),
        "課" => level(&sheet.department, 1),
        "係" => level(&sheet.department, 2),
        "会計" => codes(|line| &line.account),
        "款" => codes(|line| &line.kan),
        "項" => codes(|line| &line.kou),
        "目" => codes(|line| &line.moku),
        "事業コード" => codes(|line| &line.program),
        "政策" => level(&sheet.policy, 0),
        "施策" => level(&sheet.policy, 1),
        "基本事業" => level(&sheet.policy, 2),
        "根拠法令" => sheet.legal_basis.clone(),
        "義務付け" => sheet.obligation.map_or("", Obligation::label_ja).to_owned(),
        "概要" => sheet.summary.clone(),
        "手段" => sheet.logic.means.clone(),
        "対象" => sheet.logic.target.clone(),
        "意図" => sheet.logic.intent.clone(),
        "結果" => sheet.logic.result.clone(),
        "開始年度" => sheet.start_year.map(FiscalYear::japanese).unwrap_or_default(),
        "終了年度" => sheet.end_year.map(FiscalYear::japanese).unwrap_or_default(),
        "段階" => money.map_or("", |line| line.stage.label_ja()).to_owned(),
        "事業費（円）" => yen(money.map(|line| line.cost)),
        "国庫支出金（円）" => yen(funding.national),
        "県支出金（円）" => yen(funding.prefectural),
        "市債（円）" => yen(funding.bonds),
        "その他特定財源（円）" => yen(funding.other),
        "一般財源（円）" => yen(funding.general),
        "職員数（人）" => number(staff.and_then(|staff| staff.persons)),
        "業務時間（時間）" => number(staff.and_then(|staff| staff.hours)),
        "人件費（円）" => yen(staff.and_then(|staff| staff.cost)),
        "方向性" => sheet.direction.as_ref().map(|given| given.words.clone()).unwrap_or_default(),
        "備考" => sheet.notes.first().map(|note| note.text.clone()).unwrap_or_default(),
        indicator => {
            let (name, field) = indicator.split_once(' ').unwrap_or((indicator, ""));
            let kind =
                IndicatorKind::ALL.iter().find(|kind| name.starts_with(kind.label_ja())).expect("a known heading");
            let mark = name.strip_prefix(kind.label_ja()).expect("the kind's label");
            let found = sheet.indicators.iter().find(|known| known.kind == *kind && known.mark == mark);
            let at = found.and_then(|known| known.values.first());
            match (found, field) {
                (None, _) => String::new(),
                (Some(known), "") => known.name.clone(),
                (Some(known), "単位") => known.unit.clone(),
                (_, "目標") => number(at.and_then(|value| value.target)),
                (_, "実績") => number(at.and_then(|value| value.actual)),
                other => panic!("{other:?}"),
            }
        }
    }
}

fn write(sheets: &[ProgramSheet], mapping: &Mapping) -> Vec<u8> {
    let headings = mapping.headings();
    let mut writer = csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
    writer.write_record(&headings).unwrap();
    for sheet in sheets {
        writer.write_record(headings.iter().map(|heading| value(sheet, heading))).unwrap();
    }
    writer.into_inner().unwrap()
}

fn words() -> impl Strategy<Value = String> {
    "[ぁ-んァ-ヶ一-龥a-zA-Z①㈱,\"=<>]{1,12}"
}

fn lines() -> impl Strategy<Value = String> {
    proptest::collection::vec(words(), 0..3).prop_map(|lines| lines.join("\n"))
}

fn quantity() -> impl Strategy<Value = Quantity> {
    (-9_999_999i64..9_999_999, 0u8..4).prop_map(|(units, decimals)| Quantity { units, decimals })
}

prop_compose! {
    fn program()(
        number in 1u32..9_999_999, year in 1990..2060, span in proptest::option::of((1870..2100i32, 0..50i32)), name in words(),
        texts in proptest::collection::vec(lines(), 6), levels in proptest::collection::vec(words(), 6),
        codes in proptest::collection::vec("[0-9]{2}", 0..3), obligation in proptest::sample::select(Obligation::ALL),
        cost in -9_999_999_999i64..999_999_999_999, part in proptest::option::of(0i64..1_000),
        stage in proptest::sample::select(Stage::ALL), direction in proptest::sample::select(Direction::ALL),
        persons in proptest::option::of(quantity()), target in quantity(), actual in proptest::option::of(quantity()),
        kinds in proptest::sample::subsequence(IndicatorKind::ALL, 0..=3),
    ) -> ProgramSheet {
        let fiscal_year = FiscalYear::new(year).unwrap();
        let line = |code: &String| BudgetLine {
            account: code.clone(), kan: code.clone(), kou: code.clone(), moku: code.clone(), program: code.clone(),
        };
        let funding = match part {
            None => Funding::default(),
            Some(part) => Funding { national: Some(Yen(part)), general: Some(Yen(cost - part)), ..Funding::default() },
        };
        let years = |year: i32| FiscalYear::new(year).ok();
        ProgramSheet {
            external_id: format!("{number:07}"),
            fiscal_year,
            name,
            department: levels[..3].to_vec(),
            policy: levels[3..].to_vec(),
            budget_lines: codes.iter().map(line).collect(),
            legal_basis: texts[0].clone(),
            obligation: Some(obligation),
            summary: texts[1].clone(),
            logic: LogicText {
                means: texts[2].clone(), target: texts[3].clone(), intent: texts[4].clone(), result: texts[5].clone(),
            },
            start_year: span.and_then(|(start, _)| years(start)),
            end_year: span.and_then(|(start, length)| years(start + length)),
            money: vec![MoneyLine { fiscal_year, stage, cost: Yen(cost), funding }],
            staff: persons.map(|_| StaffTime { fiscal_year, persons, hours: None, cost: Some(Yen(cost / 2)) }).into_iter().collect(),
            indicators: kinds.into_iter().map(|kind| Indicator {
                kind, mark: "1".into(), name: "参加した人数".into(), unit: "人".into(),
                values: vec![IndicatorValue { fiscal_year, target: Some(target), actual }],
            }).collect(),
            answers: Vec::new(),
            direction: Some(DirectionGiven { direction: Some(direction), words: direction.label_ja().into() }),
            notes: vec![Note { heading: "備考".into(), text: "例示".into() }],
            source_sheet: None,
            source_row: 0,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_reads_back(mut sheets in proptest::collection::vec(program(), 1..4)) {
        let mapping = standard();
        for (index, sheet) in sheets.iter_mut().enumerate() {
            sheet.external_id.push_str(&format!("-{index}"));
        }
        let bytes = write(&sheets, &mapping);
        let mut found = Vec::new();
        let reading = read_programs(&mapping, "export.csv", Input::Bytes(&bytes), &mut |sheet| {
            found.push(ProgramSheet { source_row: 0, ..sheet });
            ControlFlow::Continue(())
        });
        prop_assert_eq!(&reading.problems.list, &[]);
        prop_assert_eq!(found, sheets);
    }

    /// Hostile bytes may be refused, never crash the reader.
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), zip in any::<bool>()) {
        let start: &[u8] = if zip { b"PK\x03\x04" } else { "事業番号,事業名,年度\n".as_bytes() };
        let input = [start, &bytes].concat();
        let reading = read_programs(&standard(), "a.csv", Input::Bytes(&input), &mut |_| ControlFlow::Continue(()));
        prop_assert!(reading.accepted <= reading.read);
    }
}

#[test]
fn the_standard_headings_are_all_different() {
    let mut headings = standard().headings();
    let count = headings.len();
    headings.sort();
    headings.dedup();
    assert_eq!((headings.len(), count), (71, 71));
}

/// A workbook as Excel writes it: shared texts, numbers, a formula's cached value, a real date, cells never filled.
#[test]
fn a_workbook_of_the_standard_table_is_read() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in
        ["年度", "事業名", "事業番号", "事業費（円）", "一般財源（円）", "開始年度", "職員数（人）"].iter().enumerate()
    {
        sheet.write(0, column as u16, *heading).unwrap();
    }
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2020, 3, 31).unwrap();
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(1, 0, 2024).unwrap();
    sheet.write(1, 1, "図書館運営事業").unwrap();
    sheet.write(1, 2, "0012").unwrap();
    sheet.write(1, 3, rust_xlsxwriter::Formula::new("=1000+234").set_result("1234")).unwrap();
    sheet.write(1, 4, 1234.0).unwrap();
    sheet.write_with_format(1, 5, &date, &format).unwrap();
    sheet.write(1, 6, 1.1 + 2.2).unwrap();
    sheet.write(3, 0, "令和6").unwrap();
    sheet.write(3, 1, "番号が数の事業").unwrap();
    sheet.write(3, 2, 101).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let mut found = Vec::new();
    let reading = read_programs(&standard(), "表.xlsx", Input::Bytes(&bytes), &mut |sheet| {
        found.push(sheet);
        ControlFlow::Continue(())
    });
    assert_eq!(reading.problems.list, []);
    assert_eq!((found[0].external_id.as_str(), found[0].source_row), ("0012", 2));
    assert_eq!((found[0].money[0].cost, found[0].money[0].funding.general), (Yen(1_234), Some(Yen(1_234))));
    // 31 March 2020 belongs to the fiscal year 2019.
    assert_eq!(found[0].start_year, FiscalYear::new(2019).ok());
    assert_eq!(found[0].staff[0].persons.unwrap().to_string(), "3.3");
    assert_eq!((found[1].external_id.as_str(), found[1].source_row, found[1].money.len()), ("101", 4, 0));
}
