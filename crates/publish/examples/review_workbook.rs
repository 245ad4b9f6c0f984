//! Writes a workbook of made-up sheets, to be looked at in a spreadsheet program (例示).
//!
//! `cargo run -p publish --example review_workbook -- PATH [PROGRAMS]`

use fiscal::{FiscalYear, Yen};
use reform::plan::Text;
use reform::program::{Funding, MoneyLine, Stage};
use reform::review::Fields;
use reform::review_workbook::{BookRow, Manifest, ManifestColumn, ManifestSheet, Page, ReviewBook, offered_columns};
use reform::workflow::{Level, State};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give the path of the workbook")?;
    let programs: usize = arguments.next().map_or(Ok(12), |count| count.parse())?;
    let book = made_up(programs)?;
    let started = std::time::Instant::now();
    let bytes = publish::review_workbook::write_review_workbook(&book, "0")?;
    eprintln!("{programs} programs: {} bytes in {:?}", bytes.len(), started.elapsed());
    std::fs::write(path, bytes)?;
    Ok(())
}

fn made_up(programs: usize) -> Result<ReviewBook, Box<dyn std::error::Error>> {
    let titles = [
        ("needs", "市民のニーズや社会経済情勢の変化への対応"),
        ("cost", "効率性・生産性、費用対効果"),
        ("overlap", "他の政策との重複"),
        ("partners", "民間や地域との役割分担"),
        ("fairness", "負担と受益の公平"),
        ("future", "将来の世代への影響"),
    ];
    let viewpoints: Vec<(String, Text)> =
        titles.iter().map(|(id, title)| ((*id).to_owned(), Text::japanese(*title))).collect();
    let rows = (0..programs).map(|at| row(at, &viewpoints)).collect::<Result<Vec<_>, _>>()?;
    let by_id: Vec<(&str, Text)> = viewpoints.iter().map(|(id, text)| (id.as_str(), text.clone())).collect();
    let columns = Page::ALL.iter().flat_map(|page| {
        let offered = offered_columns(*page, &by_id, &rows);
        offered.iter().map(|column| ManifestColumn::of(*page, column)).collect::<Vec<_>>()
    });
    let sheets = rows.iter().zip(1..).map(|(row, id)| ManifestSheet {
        id,
        revision: row.revision,
        number: row.number.clone(),
        name: row.name.clone(),
    });
    let manifest = Manifest {
        fiscal_year: FiscalYear::new(2026)?,
        made_at: "2026-08-03T01:00:00.000Z".into(),
        columns: columns.collect(),
        sheets: sheets.collect(),
    };
    Ok(ReviewBook {
        city: "北九州市".into(),
        made_for: "例示 花子（防災課）".into(),
        made_at: "2026年8月3日（月）10:00".into(),
        due: "記入 2026年9月30日（水）".into(),
        is_demo: true,
        viewpoints,
        rows,
        manifest,
    })
}

fn row(at: usize, viewpoints: &[(String, Text)]) -> Result<BookRow, Box<dyn std::error::Error>> {
    let mut fields = Fields::default();
    let reason = "地域の防災訓練への参加者は五年間で三割減った。高齢の世帯が増え、平日の昼に集まる形では参加しにくい。\
                  一方で、災害のときに自分で避難を決められると答えた人は増えている。";
    for (number, (id, _)) in viewpoints.iter().enumerate().filter(|_| at % 3 != 2) {
        let word = ["adequate", "improve", "rethink", "not-applicable"][(at + number) % 4];
        fields.set(format!("check.{id}.judgement"), word);
        fields.set(format!("check.{id}.reason"), &reason.repeat(1 + (at + number) % 3));
        fields.set(format!("check.{id}.evidence"), "https://example.jp/survey\n市民意識調査 令和7年度");
    }
    if at % 3 != 2 {
        fields.set("direction", "improve");
        fields.set("direction-reason", reason);
        fields.set("measure.m1.text", "=訓練を地区ごとの小さな集まりに改め、動画での参加も認める");
        fields.set("measure.m1.first-year", "2027");
        fields.set("measure.m1.recurring", "yes");
        fields.set("measure.m1.effect-yen", "1234000");
        fields.set("measure.m1.effect-general-yen", "-50000");
        fields.set("kpi.k1.name", "訓練に参加した世帯の割合");
        fields.set("kpi.k1.level", "outcome");
        fields.set("kpi.k1.unit", "％");
        fields.set("kpi.k1.direction", "increase");
        fields.set("kpi.k1.target", "35.0");
        fields.set("kpi.k1.target-year", "2029");
        fields.set("kpi.k1.actual", "28.6");
    }
    let is_submitted = at % 4 == 3;
    Ok(BookRow {
        number: format!("{:04}", at + 101),
        name: format!("例示事業{}（地域の訓練を支える）", at + 1),
        department: "危機管理室 防災課".into(),
        state: if is_submitted { State::Submitted } else { State::Draft },
        revision: 3,
        level: (!is_submitted).then_some(Level::Owner),
        fields,
        money: vec![MoneyLine {
            fiscal_year: FiscalYear::new(2025)?,
            stage: Stage::Initial,
            cost: Yen(1_200_000),
            funding: Funding { national: Some(Yen(200_000)), general: Some(Yen(1_000_000)), ..Funding::default() },
        }],
    })
}
