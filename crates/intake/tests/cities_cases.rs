//! Walks `cases/import-cities/`: each folder holds one small file and what reading it must give.
//!
//! `UPDATE_EXPECT=1 cargo nextest run -p intake --test cities_cases` writes the results anew; read the difference before
//! keeping it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use fiscal::FiscalYear;
use fiscal::comparison::Figure;
use intake::cities::cards::read_cards;
use intake::cities::ministry::read_indicators;
use intake::cities::municipality_codes::read_municipality_codes;
use intake::cities::population_projection::read_population_projection;
use intake::cities::{CardMapping, CityReading, KINDS};
use intake::programs::Input;
use reform::city::{City, CityDirectory, CityKind, YearFrom};
use reform::{Problem, Severity};
use rust_xlsxwriter::Workbook;

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/import-cities").canonicalize().unwrap();
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// What `case.toml` says of the file beside it.
struct Case {
    kind: String,
    year: Option<FiscalYear>,
    directory: CityDirectory,
    file: PathBuf,
    mapping: Option<String>,
}

impl Case {
    fn of(folder: &Path) -> Case {
        let table: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
        let known = table.get("known").and_then(toml::Value::as_array).into_iter().flatten();
        let city = |entry: &toml::Value| {
            let part = |at: usize| entry[at].as_str().unwrap().to_owned();
            let code = part(0).parse().unwrap();
            City { code, kind: CityKind::of(code, &part(1)).unwrap(), name: part(1), prefecture: part(2) }
        };
        let complete = table.get("complete").and_then(toml::Value::as_bool).unwrap_or(false);
        let file = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).find(|path| {
            !["case.toml", "mapping.toml", "expected.txt"].contains(&path.file_name().unwrap().to_str().unwrap())
        });
        Case {
            kind: table["kind"].as_str().unwrap().to_owned(),
            year: table.get("year").map(|year| FiscalYear::new(year.as_integer().unwrap() as i32).unwrap()),
            directory: CityDirectory::new(known.map(city), complete),
            file: file.unwrap_or_else(|| panic!("{} has no file", folder.display())),
            mapping: std::fs::read_to_string(folder.join("mapping.toml")).ok(),
        }
    }

    fn read(&self, input: Input<'_>) -> Result<CityReading, Vec<Problem>> {
        let name = self.file.file_name().unwrap().to_string_lossy();
        Ok(match self.kind.as_str() {
            "indicators" => read_indicators(&name, input, self.year, &self.directory),
            "cards" => {
                let mapping = CardMapping::parse("mapping.toml", self.mapping.as_deref().unwrap())?;
                read_cards(&mapping, &name, input, self.year, &self.directory)
            }
            "population" => read_population_projection(&name, input, &self.directory),
            "municipalities" => read_municipality_codes(&name, input),
            other => panic!("{other}"),
        })
    }
}

fn report(folder: &Path) -> String {
    let case = Case::of(folder);
    let mut out = String::new();
    let reading = match case.read(Input::Path(&case.file)) {
        Ok(reading) => reading,
        Err(problems) => {
            writeln!(out, "取込定義を読めません / the mapping cannot be used\n").unwrap();
            problems.iter().for_each(|problem| show_problem(&mut out, problem));
            return out;
        }
    };
    let bytes = std::fs::read(&case.file).unwrap();
    let same = case.read(Input::Bytes(&bytes)).unwrap();
    assert_eq!(reading.series, same.series, "from a path and from memory: {}", folder.display());
    assert_eq!(reading.problems.list, same.problems.list, "{}", folder.display());
    show(&mut out, &reading);
    out
}

fn show(out: &mut String, reading: &CityReading) {
    writeln!(out, "読んだ行 / rows read: {}", reading.read).unwrap();
    if let Some(year) = reading.year {
        writeln!(out, "年度 / year: {} ({})", year.japanese(), reading.year_from.word()).unwrap();
    }
    if reading.problems.fatal {
        writeln!(out, "このファイルからは何も取り込みません / nothing of this file is taken in").unwrap();
    }
    for city in &reading.cities {
        writeln!(out, "  {} {} {} ({})", city.code, city.prefecture, city.name, city.kind.word()).unwrap();
    }
    for series in reading.series.iter().filter(|series| !series.figures.is_empty()) {
        let figures: Vec<String> =
            series.figures.iter().map(|(code, figure, row)| format!("{code} {} :{row}", words(*figure))).collect();
        writeln!(out, "  {} {}: {}", series.indicator, series.fiscal_year, figures.join("、")).unwrap();
    }
    for (group, key, year, figure, row) in &reading.averages {
        writeln!(out, "  平均 / average {key} {year} {}: {} :{row}", group.key(), words(*figure)).unwrap();
    }
    writeln!(out).unwrap();
    reading.problems.list.iter().for_each(|problem| show_problem(out, problem));
}

fn words(figure: Figure) -> String {
    match figure {
        Figure::Value(quantity) => quantity.to_string(),
        Figure::Dash => "−".into(),
        Figure::Missing => "?".into(),
    }
}

fn show_problem(out: &mut String, problem: &Problem) {
    let severity = match problem.kind.severity {
        Severity::Warning => "注意 / warning",
        Severity::Error => "誤り / error",
        Severity::Fatal => "取込不可 / fatal",
    };
    writeln!(out, "{} {severity}  {}", problem.kind.code, problem.place).unwrap();
    writeln!(out, "  {} / {}", problem.kind.title_ja, problem.kind.title_en).unwrap();
    if !problem.excerpt.is_empty() {
        writeln!(out, "  「{}」", problem.excerpt.replace('\n', "⏎")).unwrap();
    }
    writeln!(out, "  → {} / {}\n", problem.kind.hint_ja, problem.kind.hint_en).unwrap();
}

#[test]
fn every_case_gives_its_result() {
    for folder in folders() {
        expect_file![folder.join("expected.txt")].assert_eq(&report(&folder));
    }
}

#[test]
fn every_kind_of_problem_has_a_case() {
    let texts: Vec<String> = folders().iter().map(|folder| report(folder)).collect();
    let shown = |code: &str| texts.iter().any(|text| text.contains(code));
    // What another file says is known to the store alone; crates/app/tests/importing_cities.rs provokes it. A missing
    // municipality needs a directory of which a file has at least half; that is in the test below.
    let elsewhere = ["IN-616"];
    let missing: BTreeSet<&str> =
        KINDS.iter().map(|kind| kind.code).filter(|code| !elsewhere.contains(code) && !shown(code)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn the_mapping_in_the_guide_is_sound() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides/import-cities.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let (_, rest) = guide.split_once("```toml").unwrap();
    let (mapping, _) = rest.split_once("```").unwrap();
    let mapping = CardMapping::parse("guide.toml", mapping).unwrap();
    assert_eq!((mapping.name(), mapping.has_year_column()), ("my-cards", false));
}

/// A workbook as the ministry writes them: a title, numbers cut by the spreadsheet, names padded with spaces, a heading
/// of two lines, cells with a format and nothing in them.
#[test]
fn a_workbook_is_read_as_a_text_is() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("政令指定都市").unwrap();
    sheet.write(0, 0, "政令指定都市の主要財政指標（平成24年度決算）").unwrap();
    let headings =
        ["都道府県名", "団体名", "財政力指数", "将来負担比率", "ラスパイレス指数", "ラスパイレス指数\n参考値※"];
    for (column, heading) in (0..).zip(headings) {
        sheet.write(1, column, heading).unwrap();
    }
    for (row, (prefecture, name, future)) in
        (2..).zip([("福岡県", "北　九　州　市", 150.0), ("熊本県", "熊　本　市", 120.7)])
    {
        sheet.write(row, 0, prefecture).unwrap();
        sheet.write(row, 1, name).unwrap();
        for (column, number) in (2..).zip([0.7, future, 111.6, 103.1]) {
            sheet.write(row, column, number).unwrap();
        }
        sheet.write_blank(row, 8, &rust_xlsxwriter::Format::new().set_bold()).unwrap();
    }
    sheet.write(4, 0, "政令指定都市平均").unwrap();
    sheet.write(4, 2, 0.507_916_188_289_322_7).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let reading = read_indicators("表.xlsx", Input::Bytes(&bytes), None, &CityDirectory::new([], false));
    let mut out = String::new();
    show(&mut out, &reading);
    assert_eq!((reading.year.map(FiscalYear::start), reading.year_from), (Some(2012), YearFrom::Title));
    assert_eq!(reading.sheet.as_deref(), Some("政令指定都市"));
    for line in [
        "  fiscal-capacity-index 2012: 40100 0.70 :3、43100 0.70 :4",
        "  future-burden-ratio 2012: 40100 150.0 :3、43100 120.7 :4",
        "  laspeyres-index 2012: 40100 111.6 :3、43100 111.6 :4",
        "  laspeyres-index-reference 2012: 40100 103.1 :3、43100 103.1 :4",
        "  平均 / average fiscal-capacity-index 2012 designated-cities: 0.507916188 :5",
    ] {
        assert!(out.contains(line), "{line} ∉ {out}");
    }
    // 18 other designated cities of FY2012 are not there.
    assert_eq!(reading.problems.counts.get("IN-608"), Some(&18));
}

#[test]
fn a_municipality_that_a_whole_table_leaves_out_is_told() {
    let known = ["40202 大牟田市", "40203 久留米市", "40204 直方市"].map(|text| {
        let (code, name) = text.split_once(' ').unwrap();
        City { code: code.parse().unwrap(), name: name.into(), prefecture: "福岡県".into(), kind: CityKind::City }
    });
    let all = CityDirectory::new(known, true);
    let mut rows = String::from("都道府県名,団体名,財政力指数\n");
    for city in all.municipalities().filter(|city| city.name != "直方市") {
        rows.push_str(&format!("{},{},0.5\n", city.prefecture, city.name));
    }
    let reading = read_indicators("R5.csv", Input::Bytes(rows.as_bytes()), None, &all);
    let told: Vec<&str> = reading.problems.list.iter().map(|problem| problem.excerpt.as_str()).collect();
    assert_eq!(told, ["40204 直方市 令和5年度"]);
    // Two rows of 23 are no table of all.
    let two: String = rows.lines().take(3).map(|line| format!("{line}\n")).collect();
    let reading = read_indicators("R5.csv", Input::Bytes(two.as_bytes()), None, &all);
    assert_eq!(reading.problems.counts.get("IN-608").copied().unwrap_or(0), 18, "the designated cities alone");
}

#[test]
fn a_heading_row_without_end_is_refused() {
    let mut text = String::from("都道府県名,団体名");
    text.push_str(&",財政力指数".repeat(20_000));
    text.push_str("\n福岡県,北九州市,0.7\n");
    let reading = read_indicators("R3.csv", Input::Bytes(text.as_bytes()), None, &CityDirectory::new([], false));
    assert!(reading.problems.fatal);
    assert_eq!(reading.problems.list[0].kind.code, "IN-107");
}
