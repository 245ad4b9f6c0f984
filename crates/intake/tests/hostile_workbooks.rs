//! `.xls` and `.ods` files that are damaged, or made to do harm: each must end in a report, soon and in little memory.

use crate::made;

use intake::mapping::Mapping;
use intake::programs::{Input, Reading, read_programs};
use made::{biff8, compound, ods, ods_rows, record};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const ROWS: [&str; 4] = [
    "事業番号|事業名|年度|事業費（円）|備考",
    "101|図書館運営事業|令和6|=1200|",
    "=102|公園管理事業|=2024|=3500000|",
    "103|率の事業|令和6|!#DIV/0!|",
];

fn read(name: &str, bytes: &[u8]) -> Reading {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mapping = Mapping::parse("s", &std::fs::read_to_string(root.join("mappings/standard.toml")).unwrap()).unwrap();
    read_programs(&mapping, name, Input::Bytes(bytes), &mut |_| ControlFlow::Continue(()))
}

fn only_code(name: &str, bytes: &[u8]) -> &'static str {
    let reading = read(name, bytes);
    assert!(reading.problems.fatal, "{:?}", reading.problems.list);
    reading.problems.list[0].kind.code
}

/// Flips and cuts that are the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Damages a good file in many ways; every reading ends soon, and with rows or a problem.
fn damage(name: &str, good: &[u8], times: usize) {
    assert!(!read(name, good).problems.counts.contains_key("IN-004"), "{name} must be good to begin with");
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let (mut refused, mut longest) = (0, Duration::ZERO);
    for _ in 0..times {
        let mut bytes = good.to_vec();
        match chance.below(3) {
            0 => bytes.truncate(chance.below(good.len())),
            1 => (0..1 + chance.below(8)).for_each(|_| bytes[chance.below(good.len())] ^= 1 << chance.below(8)),
            // Small numbers and marks are what lengths, places and types are made of.
            _ => (0..1 + chance.below(4)).for_each(|_| {
                bytes[chance.below(good.len())] = [0, 1, 2, 4, 0x7F, 0xFE, 0xFF][chance.below(7)];
            }),
        }
        let begin = Instant::now();
        let reading = read(name, &bytes);
        longest = longest.max(begin.elapsed());
        refused += usize::from(["IN-004", "IN-012"].iter().any(|code| reading.problems.counts.contains_key(code)));
        assert!(reading.problems.total() > 0 || reading.read > 0);
    }
    assert!(refused > 0 && longest < Duration::from_secs(10), "{refused} refused, the longest took {longest:?}");
    eprintln!("{name}: {refused} of {times} refused, the longest took {longest:?}");
}

#[test]
fn damaged_xls_files_end_in_a_report() {
    damage("small.xls", &compound("Workbook", &biff8("表", &ROWS, &[])), 3_000);
    let mut large = biff8("表", &ROWS, &[]);
    large.resize(5_000, 0);
    damage("large.xls", &compound("Workbook", &large), 1_000);
}

#[test]
fn damaged_real_xls_files_end_in_a_report() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let path = data.join("ministry-fiscal-indicators/H20.xls");
    let Ok(good) = std::fs::read(&path) else {
        eprintln!("skipped: the real data is not here ({})", path.display());
        return;
    };
    damage("H20.xls", &good, 1_000);
}

#[test]
fn damaged_ods_files_end_in_a_report() {
    damage("a.ods", &ods("表", &ods_rows(&ROWS)), 1_000);
    // Damage inside the compressed part is caught by its checksum, so the text is damaged before it is packed.
    let rows = ods_rows(&ROWS);
    let mut chance = Chance(7);
    for _ in 0..1_000 {
        let mut text = rows.clone().into_bytes();
        let at = chance.below(text.len());
        match chance.below(3) {
            0 => text.truncate(at),
            1 => text[at] = b"<>/\"=&; 9"[chance.below(9)],
            _ => drop(text.splice(at..at, *b"99999999")),
        }
        read("a.ods", &ods("表", &String::from_utf8_lossy(&text)));
    }
}

/// How a record of a number begins: its type and its length.
const NUMBER: [u8; 4] = [0x03, 0x02, 14, 0];

#[test]
fn cells_in_far_corners_are_refused_before_they_are_held() {
    let mut stream = biff8("表", &ROWS, &[]);
    let at = stream.windows(4).position(|four| four == NUMBER).unwrap();
    stream[at + 4..at + 8].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0]);
    assert_eq!(only_code("far.xls", &compound("Workbook", &stream)), "IN-012");
}

#[test]
fn one_long_text_in_many_cells_is_refused_before_it_is_held() {
    let long = "字".repeat(4_000);
    let rows: Vec<String> = (0..3).map(|_| format!("{long}|b")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let stream = biff8("表", &rows, &[]);
    assert_ne!(only_code("few.xls", &compound("Workbook", &stream)), "IN-012");
    // The same cell again and again, before the sheet's end.
    let cell = record(0x00FD, &[&[1, 0, 1, 0, 0, 0], &0u32.to_le_bytes()]);
    let mut many = stream[..stream.len() - 4].to_vec();
    (0..12_000).for_each(|_| many.extend(&cell));
    many.extend(record(0x000A, &[]));
    assert!(many.len() < 250_000);
    assert_eq!(only_code("many.xls", &large_compound(&many)), "IN-012");
}

#[test]
fn sheets_over_each_other_are_refused() {
    let stream = biff8("表", &ROWS, &[]);
    let at = stream.windows(4).position(|four| four == [0x85, 0, 10, 0]).unwrap();
    let mut second = stream.clone();
    // The sheet is said to begin inside the workbook's own records.
    second[at + 4..at + 8].copy_from_slice(&20u32.to_le_bytes());
    assert_eq!(only_code("over.xls", &compound("Workbook", &second)), "IN-004");
    second[at + 4..at + 8].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(only_code("beyond.xls", &compound("Workbook", &second)), "IN-004");
}

#[test]
fn texts_that_claim_more_than_they_hold_are_refused() {
    let label = record(0x0204, &[&[1, 0, 1, 0, 0, 0], &[0xFF, 0xFF, 0], b"short"]);
    let mut stream = biff8("表", &ROWS, &[]);
    stream.truncate(stream.len() - 4);
    stream.extend(label);
    stream.extend(record(0x000A, &[]));
    assert_eq!(only_code("claims.xls", &compound("Workbook", &stream)), "IN-004");
}

#[test]
fn a_table_of_texts_in_countless_pieces_is_refused() {
    let mut more: Vec<(u16, &[u8])> = vec![(0x00FC, &[0; 8])];
    more.resize(25_000, (0x003C, &[]));
    assert_eq!(only_code("pieces.xls", &large_compound(&biff8("表", &ROWS, &more))), "IN-004");
}

#[test]
fn an_open_document_that_never_ends_is_refused() {
    let rows = ods_rows(&ROWS) + "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation>";
    let good = ods("表", &rows);
    assert_eq!(only_code("open.ods", &good), "IN-004");
}

/// A compound file with as many tables as it needs.
fn large_compound(stream: &[u8]) -> Vec<u8> {
    let sectors = stream.len().div_ceil(512);
    let tables = (sectors + 120).div_ceil(120);
    let mut file = compound("Workbook", &[0; 5_000]);
    file.truncate(512);
    file[44..48].copy_from_slice(&(tables as u32).to_le_bytes());
    let directory = tables as u32;
    file[48..52].copy_from_slice(&directory.to_le_bytes());
    for id in 0..tables {
        file[76 + id * 4..80 + id * 4].copy_from_slice(&(id as u32).to_le_bytes());
    }
    let first = tables as u32 + 1;
    let mut table: Vec<u32> = vec![0xFFFF_FFFD; tables];
    table.push(0xFFFF_FFFE);
    table.extend((first + 1..first + sectors as u32).chain([0xFFFF_FFFE]));
    table.resize(tables * 128, 0xFFFF_FFFF);
    file.extend(table.iter().flat_map(|id| id.to_le_bytes()));
    let mut entries = compound("Workbook", &[0; 5_000])[1024..1536].to_vec();
    entries[128 + 116..128 + 120].copy_from_slice(&first.to_le_bytes());
    entries[128 + 120..128 + 124].copy_from_slice(&(stream.len() as u32).to_le_bytes());
    file.extend(entries);
    file.extend(stream);
    file.resize(512 * (1 + first as usize + sectors), 0);
    file
}
