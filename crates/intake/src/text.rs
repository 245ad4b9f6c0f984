//! Reading a CSV as a stream (CSV の読み取り): UTF-8 with or without a mark, or CP932, told apart by the bytes.

use crate::cell::{Cells, Encoding, Row};
use crate::problems;
use crate::programs::Input;
use reform::ProblemKind;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;

/// Why a text could not be read, with what to show of it.
pub(crate) type Refusal = (&'static ProblemKind, String);

/// Hands on every row that is not wholly empty; row numbers count blank lines, as a spreadsheet does.
pub(crate) fn read_rows(input: Input<'_>, each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>) -> Result<(), Refusal> {
    let unreadable = |error: io::Error| (&problems::FILE_UNREADABLE, error.to_string());
    let encoding = detect(&mut open(input).map_err(unreadable)?)?;
    read_encoded_rows(open(input).map_err(unreadable)?, encoding, each)
}

/// The same of a source whose encoding is known, such as a part of an archive, which can be read only once.
pub(crate) fn read_encoded_rows(
    mut source: Box<dyn BufRead + '_>,
    encoding: Encoding,
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    let unreadable = |error: io::Error| (&problems::FILE_UNREADABLE, error.to_string());
    if source.fill_buf().map_err(unreadable)?.starts_with(&BOM) {
        source.consume(BOM.len());
    }
    let lines = UnixLines { source, after_return: false, at_line_start: true };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 16).from_reader(lines);
    let mut record = csv::ByteRecord::new();
    // A quoted line break makes one row of several lines; spreadsheets count rows.
    let mut inner_breaks = 0u64;
    let mut previous = 0;
    while reader.read_byte_record(&mut record).map_err(|error| (&problems::FILE_UNREADABLE, error.to_string()))? {
        let breaks = memchr::memchr_iter(b'\n', record.as_slice()).count() as u64;
        inner_breaks += breaks;
        let last_line = reader.position().line() - 1;
        // A quotation mark left open swallows the last line's end, which then counts as an inner one.
        let number = u32::try_from(last_line.saturating_sub(inner_breaks)).unwrap_or(u32::MAX).max(previous + 1);
        previous = number;
        if each(&Row { number, cells: Cells::Csv(&record, encoding) }).is_break() {
            break;
        }
    }
    Ok(())
}

const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];

fn open(input: Input<'_>) -> io::Result<Box<dyn BufRead + '_>> {
    Ok(match input {
        Input::Path(path) => Box::new(BufReader::with_capacity(1 << 16, File::open(path)?)),
        Input::Bytes(bytes) => Box::new(bytes),
    })
}

/// UTF-8 when marked or valid to the end, else CP932. A CP932 file shows itself within its first Japanese character;
/// a file that breaks only after several Japanese characters of UTF-8 is UTF-8 with a broken place.
fn detect(source: &mut dyn BufRead) -> Result<Encoding, Refusal> {
    let unreadable = |error: io::Error| (&problems::FILE_UNREADABLE, error.to_string());
    let mut first = true;
    // The bytes of a character cut by the buffer's end, carried to the next.
    let mut carried: Vec<u8> = Vec::new();
    let mut japanese = 0;
    loop {
        let chunk = source.fill_buf().map_err(unreadable)?;
        if chunk.is_empty() {
            return Ok(if carried.is_empty() { Encoding::Utf8 } else { Encoding::Cp932 });
        }
        if first && (chunk.starts_with(&[0xFF, 0xFE]) || chunk.starts_with(&[0xFE, 0xFF])) {
            return Err((&problems::NOT_TEXT, "UTF-16".to_owned()));
        }
        if first && chunk.starts_with(&BOM) {
            return Ok(Encoding::Utf8);
        }
        if first && chunk.iter().take(4096).any(|byte| *byte == 0) {
            return Err((&problems::NOT_TEXT, "NUL".to_owned()));
        }
        first = false;
        let length = chunk.len();
        let joined: &[u8] = if carried.is_empty() {
            chunk
        } else {
            carried.extend_from_slice(chunk);
            &carried
        };
        let rest = match std::str::from_utf8(joined) {
            Ok(_) => Vec::new(),
            Err(error) if error.error_len().is_none() => joined[error.valid_up_to()..].to_vec(),
            Err(error) => {
                japanese += count_japanese(&joined[..error.valid_up_to()]);
                return Ok(if japanese >= 4 { Encoding::Utf8 } else { Encoding::Cp932 });
            }
        };
        if japanese < 4 {
            japanese += count_japanese(&joined[..joined.len() - rest.len()]);
        }
        carried = rest;
        source.consume(length);
    }
}

/// Kana, kanji and full-width forms: three bytes each in UTF-8, which CP932 hardly ever imitates by chance.
fn count_japanese(utf8: &[u8]) -> usize {
    utf8.iter().filter(|byte| matches!(byte, 0xE3..=0xE9 | 0xEF)).count()
}

/// Turns `\r\n` and `\r` into `\n` and ends the last line, so that lines can be counted.
struct UnixLines<'a> {
    source: Box<dyn BufRead + 'a>,
    after_return: bool,
    at_line_start: bool,
}

impl Read for UnixLines<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let chunk = self.source.fill_buf()?;
            if chunk.is_empty() {
                if self.at_line_start || out.is_empty() {
                    return Ok(0);
                }
                self.at_line_start = true;
                out[0] = b'\n';
                return Ok(1);
            }
            let mut rest = &chunk[..chunk.len().min(out.len())];
            let taken = rest.len();
            let mut written = 0;
            if std::mem::take(&mut self.after_return) && rest[0] == b'\n' {
                rest = &rest[1..];
            }
            // Whole lines are copied at once; what stands at a return is written as a line feed.
            while let Some(at) = memchr::memchr(b'\r', rest) {
                out[written..written + at].copy_from_slice(&rest[..at]);
                out[written + at] = b'\n';
                written += at + 1;
                rest = &rest[at + 1..];
                match rest.first() {
                    Some(b'\n') => rest = &rest[1..],
                    Some(_) => {}
                    None => self.after_return = true,
                }
            }
            out[written..written + rest.len()].copy_from_slice(rest);
            written += rest.len();
            self.source.consume(taken);
            if written > 0 {
                self.at_line_start = out[written - 1] == b'\n';
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Cell;

    fn rows(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        read_rows(Input::Bytes(bytes), &mut |row| {
            let texts = (0..row.width())
                .map(|column| match row.cell(column) {
                    Cell::Text(text) => text.into_owned(),
                    Cell::Blank => String::new(),
                    other => format!("{other:?}"),
                })
                .collect();
            rows.push((row.number, texts));
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_shows_them() {
        for line_end in ["\n", "\r\n", "\r"] {
            let text = "a,b\n\n1,\"x\ny\"\n2,z\n\n3,w".replace('\n', line_end);
            let found = rows(text.as_bytes());
            let numbers: Vec<u32> = found.iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, [1, 3, 4, 6], "{line_end:?}");
            assert_eq!(found[1].1, ["1", "x\ny"]);
        }
    }

    #[test]
    fn the_mark_is_not_part_of_the_first_heading() {
        assert_eq!(rows(b"\xEF\xBB\xBFid\n7\n")[0].1, ["id"]);
    }

    #[test]
    fn encodings_are_told_apart_by_their_bytes() {
        let detect = |bytes: &[u8]| super::detect(&mut &bytes[..]);
        assert_eq!(detect("番号".as_bytes()), Ok(Encoding::Utf8));
        assert_eq!(detect(b"\x94\xD4\x8D\x86"), Ok(Encoding::Cp932));
        assert_eq!(detect(b"plain"), Ok(Encoding::Utf8));
        assert_eq!(detect(b"\xE7\x95\xAA\xE5\x8F\xB7\xE4\xBA\x8B\xE6\xA5\xAD\x94"), Ok(Encoding::Utf8));
        assert!(detect(b"\xFF\xFEa\0").is_err());
        assert!(detect(b"MZ\0\0").is_err());
    }

    #[test]
    fn a_character_cut_by_the_buffer_is_still_utf8() {
        let text = "あ".repeat(100);
        let mut source = BufReader::with_capacity(64, text.as_bytes());
        assert_eq!(super::detect(&mut source), Ok(Encoding::Utf8));
    }
}
