use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use fiscal::{FiscalYear, Quantity};
use reform::program::{Direction, Funding, Indicator, IndicatorKind, IndicatorValue, LogicText, Note, Stage};

use super::*;

fn sheet(id: &str, name: &str) -> ProgramSheet {
    let year = FiscalYear::new(2024).unwrap();
    let line = |stage, cost| MoneyLine {
        fiscal_year: year,
        stage,
        cost: Yen(cost),
        funding: Funding { national: Some(Yen(400)), general: Some(Yen(cost - 400)), ..Funding::default() },
    };
    ProgramSheet {
        external_id: id.into(),
        fiscal_year: year,
        name: name.into(),
        department: vec!["環境局".into(), "循環社会推進課".into()],
        policy: vec!["政策".into(), "施策".into(), "基本".into(), "深い".into()],
        budget_lines: vec![BudgetLine { account: "01".into(), kan: "04".into(), ..BudgetLine::default() }],
        legal_basis: String::new(),
        obligation: None,
        summary: "一行目\r\n二行目\u{7}".into(),
        logic: LogicText::default(),
        start_year: None,
        end_year: None,
        money: vec![line(Stage::Settled, -1_000), line(Stage::Initial, 2_000)],
        staff: vec![StaffTime {
            fiscal_year: year,
            persons: Some("1.50".parse::<Quantity>().unwrap()),
            hours: None,
            cost: None,
        }],
        indicators: vec![Indicator {
            kind: IndicatorKind::Outcome,
            mark: "サ".into(),
            name: "満足度".into(),
            unit: "％".into(),
            values: vec![IndicatorValue { fiscal_year: year, target: Some("80.5".parse().unwrap()), actual: None }],
        }],
        answers: vec![],
        direction: Some(DirectionGiven { direction: Some(Direction::Improve), words: "見直し".into() }),
        notes: vec![
            Note { heading: "特記".into(), text: "注意".into() },
            Note { heading: "備考".into(), text: "補足".into() },
        ],
        source_sheet: None,
        source_row: 2,
    }
}

fn note() -> ExportNote {
    ExportNote {
        filter: "年度 = R6".into(),
        source: "試験".into(),
        illustrative: true,
        made_at: "2026-01-31T12:00:00".into(),
        publisher: "試験市".into(),
    }
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

#[test]
fn csv_has_a_mark_a_header_and_neutral_text() {
    let mut out = Vec::new();
    csv(&mut out, [sheet("0012", "=HYPERLINK(\"x\")"), sheet("-3", "普通, の\"名\"")]).unwrap();
    let text = String::from_utf8(out).unwrap();
    let body = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = ::csv::Reader::from_reader(body.as_bytes());
    let header = reader.headers().unwrap().clone();
    assert_eq!(header.iter().collect::<Vec<_>>(), headings());
    let rows: Vec<_> = reader.records().map(|row| row.unwrap()).collect();
    let cell = |row: usize, name: &str| &rows[row][header.iter().position(|column| column == name).unwrap()];
    assert_eq!(cell(0, "事業番号"), "0012");
    assert_eq!(cell(0, "事業名"), "'=HYPERLINK(\"x\")");
    assert_eq!(cell(1, "事業番号"), "-3");
    assert_eq!(cell(1, "事業名"), "普通, の\"名\"");
    assert_eq!(cell(0, "概要"), "一行目\n二行目");
    assert_eq!(cell(0, "段階"), "決算");
    assert_eq!(cell(0, "事業費（円）"), "-1000");
    assert_eq!(cell(0, "県支出金（円）"), "");
    assert_eq!(cell(0, "基本事業"), "基本 › 深い");
    assert_eq!(cell(0, "方向性"), "改善");
    assert!(body.lines().next().unwrap().ends_with("備考"));
    assert_eq!((cell(0, "成果指標1"), cell(0, "成果指標1 目標"), cell(0, "成果指標1 実績")), ("満足度", "80.5", ""));
    assert_eq!(cell(0, "備考"), "特記：注意\n補足");
    assert!(body.ends_with("\r\n"));
}

#[test]
fn excel_keeps_text_as_text_and_numbers_as_numbers() {
    let rows = [sheet("0012", "=1+1")];
    let mut book = open(xlsx(1, &rows, &note()).unwrap());
    assert_eq!(book.sheet_names(), ["予算事務事業一覧", "この表について"]);
    let range = book.worksheet_range("予算事務事業一覧").unwrap();
    let cell = |name: &str| {
        let column = headings().iter().position(|column| column == name).unwrap();
        range.get((1, column)).cloned().unwrap_or(Data::Empty)
    };
    assert_eq!(cell("事業番号"), Data::String("0012".into()));
    assert_eq!(cell("事業名"), Data::String("=1+1".into()));
    assert_eq!(cell("事業費（円）").get_float(), Some(-1000.0));
    assert_eq!(cell("職員数（人）").get_float(), Some(1.5));
    assert_eq!(cell("県支出金（円）"), Data::Empty);
    assert!(book.worksheet_formula("予算事務事業一覧").unwrap().is_empty());
    let about = book.worksheet_range("この表について").unwrap();
    let told: String = about.rows().map(|row| format!("{} = {}\n", row[0], row[1])).collect();
    assert!(
        told.contains("例示データ") && told.contains("年度 = R6") && told.contains("2026-01-31T12:00:00"),
        "{told}"
    );
}

#[test]
fn the_same_programs_give_the_same_bytes() {
    let rows = [sheet("1", "一"), sheet("2", "二")];
    assert_eq!(xlsx(2, &rows, &note()).unwrap(), xlsx(2, &rows, &note()).unwrap());
}

#[test]
fn a_long_list_is_streamed_and_reads_the_same() {
    let rows = (0..10_001).map(|index| sheet(&format!("{index:05}"), "事業"));
    let mut book = open(xlsx(10_001, rows, &note()).unwrap());
    let range = book.worksheet_range("予算事務事業一覧").unwrap();
    assert_eq!(range.get_size(), (10_002, headings().len()));
    assert_eq!(range.get((10_001, 0)), Some(&Data::String("10000".into())));
}

#[test]
fn more_rows_than_a_sheet_holds_are_refused() {
    let none: [ProgramSheet; 0] = [];
    let refused = xlsx(1_048_576, none, &note()).unwrap_err();
    assert_eq!(refused.kind().code, "PU-003");
}

#[test]
fn an_empty_list_is_a_header() {
    let none: [ProgramSheet; 0] = [];
    let mut book = open(xlsx(0, none, &note()).unwrap());
    assert_eq!(book.worksheet_range("予算事務事業一覧").unwrap().get_size().0, 1);
}

#[test]
fn the_headings_are_those_of_the_standard_mapping() {
    let mapping =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../mappings/standard.toml")).unwrap();
    for heading in headings() {
        assert!(mapping.contains(&format!("\"{heading}\"")), "{heading} is not in the standard mapping");
    }
}
