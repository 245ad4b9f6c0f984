//! Workbooks made byte by byte for the tests, since nothing in Rust writes `.xls` or `.ods`.
#![allow(dead_code)]

use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A zip archive of these parts.
pub fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An OpenDocument spreadsheet of one sheet.
pub fn ods(name: &str, rows: &str) -> Vec<u8> {
    let space = |name: &str| format!("urn:oasis:names:tc:opendocument:xmlns:{name}:1.0");
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{}" xmlns:table="{}" xmlns:text="{}" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet><table:table table:name="{name}">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#,
        space("office"),
        space("table"),
        space("text")
    );
    let manifest = format!(
        r#"<manifest:manifest xmlns:manifest="{}"><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#,
        space("manifest")
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("META-INF/manifest.xml", manifest.into_bytes()),
        ("content.xml", content.into_bytes()),
    ])
}

/// Rows of cells between `|`: a number after `=`, a day after `@`, an error after `!`, else text; `×3 ` before it: three
/// times.
pub fn ods_rows(rows: &[&str]) -> String {
    let mut xml = String::new();
    for row in rows {
        xml.push_str("<table:table-row>");
        for cell in row.split('|') {
            let (repeats, cell) = match cell.strip_prefix('×') {
                Some(rest) => rest.split_once(' ').unwrap(),
                None => ("1", cell),
            };
            let mark = cell.chars().next();
            let rest = cell.get(1..);
            let (attributes, words) = match (mark, rest) {
                (None, _) => (String::new(), None),
                (Some('='), Some(number)) => {
                    (format!(r#" office:value-type="float" office:value="{number}""#), Some(number))
                }
                (Some('@'), Some(day)) => {
                    (format!(r#" office:value-type="date" office:date-value="{day}""#), Some(day))
                }
                (Some('!'), Some(fault)) => (
                    r#" office:value-type="string" office:string-value="" calcext:value-type="error""#.to_owned(),
                    Some(fault),
                ),
                _ => (r#" office:value-type="string""#.to_owned(), Some(cell)),
            };
            let words = words.map(|words| format!("<text:p>{words}</text:p>")).unwrap_or_default();
            xml.push_str(&format!(
                r#"<table:table-cell table:number-columns-repeated="{repeats}"{attributes}>{words}</table:table-cell>"#
            ));
        }
        xml.push_str("</table:table-row>");
    }
    xml
}

/// What Excel writes in place of an `.xlsx` with a password: a compound file with the encrypted archive in it.
pub fn workbook_with_password() -> Vec<u8> {
    compound("EncryptedPackage", &[0x5A; 6000])
}

/// A compound file of small sectors with one stream, which lies among the small ones if it is short.
pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    const FREE: u32 = 0xFFFF_FFFF;
    let sectors = stream.len().div_ceil(512);
    assert!(sectors <= 120, "one sector of the table is enough for the tests");
    let small = stream.len() < 4096;
    let mut header = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    header.resize(24, 0);
    [0x3E, 3, 0xFFFE, 9, 6].iter().for_each(|value: &u16| header.extend(value.to_le_bytes()));
    header.resize(44, 0);
    // One table, the directory in sector 1, short streams below 4096 bytes, their table in sector 2, no table of tables.
    for value in [1, 1, 0, 4096, if small { 2 } else { END }, u32::from(small), END, 0, 0] {
        header.extend(u32::to_le_bytes(value));
    }
    header.resize(512, 0xFF);
    let mut table = vec![0xFFFF_FFFD, END, END];
    table.extend((4..3 + sectors as u32).chain([END]));
    table.resize(128, FREE);
    let mut directory = Vec::new();
    let size = stream.len() as u32;
    let entries = if small {
        [("Root Entry", 5, 3, size), (name, 2, 0, size)]
    } else {
        [("Root Entry", 5, END, 0), (name, 2, 3, size)]
    };
    for (name, kind, start, size) in entries {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = entry.len() as u16 + 2;
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        [FREE, FREE, if kind == 5 { 1 } else { FREE }].iter().for_each(|link| entry.extend(link.to_le_bytes()));
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(u64::from(size).to_le_bytes());
        directory.extend(entry);
    }
    directory.resize(512, 0);
    let small_count = stream.len().div_ceil(64) as u32;
    let mut small_table: Vec<u32> = if small { (1..small_count).chain([END]).collect() } else { Vec::new() };
    small_table.resize(128, FREE);
    let mut file = header;
    file.extend(table.iter().flat_map(|id| id.to_le_bytes()));
    file.extend(directory);
    file.extend(small_table.iter().flat_map(|id| id.to_le_bytes()));
    file.extend(stream);
    file.resize(512 * (4 + sectors), 0);
    file
}

/// The stream of a BIFF8 workbook of one sheet, with records put before the sheet's name. Cells between `|`: a number
/// after `=`, a formula's number after `%`, a formula's text after `&`, a day's number after `@`, an error after `!`.
pub fn biff8(name: &str, rows: &[&str], more: &[(u16, &[u8])]) -> Vec<u8> {
    let mut texts: Vec<String> = Vec::new();
    let mut sheet = record(0x0809, &[&[0, 6, 0x10, 0], &[0; 12]]);
    // Claims every cell there can be.
    sheet.extend(record(0x0200, &[&0u32.to_le_bytes(), &65_536u32.to_le_bytes(), &[0, 0, 0, 1, 0, 0]]));
    for (number, row) in rows.iter().enumerate() {
        for (column, cell) in row.split('|').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let place = [(number as u16).to_le_bytes(), (column as u16).to_le_bytes()].concat();
            let rest = cell.get(1..).unwrap_or("");
            // The formula is 1+1.
            let formula =
                |value: &[u8]| record(6, &[&place, &[0, 0], value, &[0; 6], &[7, 0, 0x1E, 1, 0, 0x1E, 1, 0, 3]]);
            sheet.extend(match cell.as_bytes()[0] {
                b'=' => record(0x0203, &[&place, &[0, 0], &rest.parse::<f64>().unwrap().to_le_bytes()]),
                b'@' => record(0x0203, &[&place, &[1, 0], &rest.parse::<f64>().unwrap().to_le_bytes()]),
                b'%' => formula(&rest.parse::<f64>().unwrap().to_le_bytes()),
                b'!' => formula(&[2, 0, 7, 0, 0, 0, 0xFF, 0xFF]),
                b'&' => [formula(&[0, 0, 0, 0, 0, 0, 0xFF, 0xFF]), record(0x0207, &[&text(rest)])].concat(),
                _ => {
                    texts.push((*cell).to_owned());
                    record(0x00FD, &[&place, &[0, 0], &(texts.len() as u32 - 1).to_le_bytes()])
                }
            });
        }
    }
    sheet.extend(record(0x000A, &[]));
    let mut globals = record(0x0809, &[&[0, 6, 5, 0], &[0; 12]]);
    more.iter().for_each(|(kind, data)| globals.extend(record(*kind, &[data])));
    globals.extend(record(0x0042, &[&1200u16.to_le_bytes()]));
    for format in [0u16, 14] {
        globals.extend(record(0x00E0, &[&[0, 0], &format.to_le_bytes(), &[0; 16]]));
    }
    let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let shared = shared_texts(&texts);
    let begin = globals.len() + 12 + units.len() + shared.len() + 4;
    globals.extend(record(0x0085, &[&(begin as u32).to_le_bytes(), &[0, 0, (units.len() / 2) as u8, 1], &units]));
    globals.extend(shared);
    globals.extend(record(0x000A, &[]));
    assert_eq!(globals.len(), begin);
    [globals, sheet].concat()
}

/// The table of texts, in pieces far shorter than Excel's 8,224 bytes, so that every test has texts that go on in the
/// next piece.
fn shared_texts(texts: &[String]) -> Vec<u8> {
    const PIECE: usize = 64;
    let count = (texts.len() as u32).to_le_bytes();
    let mut pieces = vec![[count, count].concat()];
    for words in texts {
        if pieces.last().unwrap().len() + 3 > PIECE {
            pieces.push(Vec::new());
        }
        let length = (words.encode_utf16().count() as u16).to_le_bytes();
        pieces.last_mut().unwrap().extend([length[0], length[1], 1]);
        for unit in words.encode_utf16() {
            if pieces.last().unwrap().len() + 2 > PIECE {
                // Two bytes to a character, said anew.
                pieces.push(vec![1]);
            }
            pieces.last_mut().unwrap().extend(unit.to_le_bytes());
        }
    }
    pieces.iter().enumerate().flat_map(|(at, piece)| record(if at == 0 { 0x00FC } else { 0x003C }, &[piece])).collect()
}

/// One record of a BIFF stream.
pub fn record(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), &data].concat()
}

fn text(words: &str) -> Vec<u8> {
    let units: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&((units.len() / 2) as u16).to_le_bytes()[..], &[1], &units].concat()
}
