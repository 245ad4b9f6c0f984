//! Measures the reading of a large CP932 CSV: writes one, reads it, prints rows a second and the memory used.
//!
//! `cargo run --release -p intake --example measure_csv -- 1000000 FOLDER`

use intake::mapping::Mapping;
use intake::programs::{Input, read_programs};
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let rows: u32 = arguments.next().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let path = folder.join(format!("programs-{rows}.csv"));
    if !path.exists() {
        write(&path, rows);
    }
    let text = std::fs::read_to_string("mappings/standard.toml").expect("run it from the repository's root");
    let mapping = Mapping::parse("standard.toml", &text).expect("the standard mapping is valid");
    let start = Instant::now();
    let (mut count, mut yen) = (0u64, 0i64);
    let reading = read_programs(&mapping, "programs.csv", Input::Path(&path), &mut |sheet| {
        count += 1;
        yen += sheet.money.iter().map(|line| line.cost.0).sum::<i64>();
        ControlFlow::Continue(())
    });
    let seconds = start.elapsed().as_secs_f64();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown").to_owned();
    let megabytes = std::fs::metadata(&path).map_or(0, |file| file.len()) / 1_000_000;
    let mut out = std::io::stdout();
    let report = format!(
        "{count} of {} rows, {megabytes} MB, {seconds:.2} s, {:.0} rows/s, {yen} yen, problems {:?}, {peak}\n",
        reading.read,
        count as f64 / seconds,
        reading.problems.counts,
    );
    out.write_all(report.as_bytes()).expect("standard output is open");
}

/// The words of every row are known, so each is written in CP932 once.
fn write(path: &Path, rows: u32) {
    let heading = "事業番号,事業名,年度,部局,課,係,会計,款,項,目,事業コード,政策,施策,根拠法令,義務付け,概要,対象,意図,\
                   開始年度,段階,事業費（円）,国庫支出金（円）,県支出金（円）,市債（円）,その他特定財源（円）,\
                   一般財源（円）,職員数（人）,業務時間（時間）,人件費（円）,方向性\r\n";
    let mut file = BufWriter::new(std::fs::File::create(path).expect("the folder can be written"));
    let mut put = |text: &str| {
        let (bytes, _, lossy) = encoding_rs::SHIFT_JIS.encode(text);
        assert!(!lossy, "{text}");
        file.write_all(&bytes).expect("the disk has room");
    };
    put(heading);
    let directions = ["継続", "改善", "縮小", "拡充", "廃止"];
    for row in 1..=rows {
        let cost = u64::from(row) * 7_919 % 900_000_000;
        let national = cost / 3;
        put(&format!(
            "{row:07},地域の見守りと支え合いの推進事業（第{row}号）,令和6,保健福祉局,地域福祉推進課,企画係,01,03,01,02,{:04},\
             安心して暮らせるまち,地域福祉の充実,社会福祉法,義務なし,\
             \"高齢者、障害のある人などを地域で見守る活動を支援し、相談に応じる。\",市民,地域で支え合って暮らせる,\
             平成{},当初予算,\"{}\",{national},0,0,0,{},{}.5,1200,4800000,{}\r\n",
            row % 10_000,
            row % 30 + 1,
            fiscal::money::group_digits(cost),
            cost - national,
            row % 9,
            directions[row as usize % directions.len()],
        ));
    }
}
