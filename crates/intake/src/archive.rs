//! Guarding against hostile archives (圧縮ファイルの検査): what an `.xlsx` or `.ods` would inflate to, before it is opened.

use crate::problems;
use crate::text::Refusal;
use std::io::{self, Read, Seek};
use zip::ZipArchive;

/// The most a workbook may inflate to in all, in bytes.
pub(crate) const MAX_INFLATED_BYTES: u64 = 512 * 1024 * 1024;
/// The most its table of texts may inflate to, in bytes: it is held in memory.
const MAX_SHARED_STRINGS_BYTES: u64 = 128 * 1024 * 1024;
/// The most parts it may have.
const MAX_ENTRIES: usize = 10_000;
/// A part this large must not be compressed more than [`MAX_RATIO`] times; real sheets stay below 60.
const RATIO_FROM_BYTES: u64 = 32 * 1024 * 1024;
const MAX_RATIO: u64 = 200;

/// The media type of an OpenDocument spreadsheet; templates add to it.
const SPREADSHEET: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// What an archive holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Archive {
    Xlsx,
    Ods,
}

/// Tells what an archive holds; refuses one that is broken, of another format, or a bomb — by what it declares and by
/// what it really holds.
pub(crate) fn inspect(source: impl Read + Seek) -> Result<Archive, Refusal> {
    let not_excel = |error: String| (&problems::NOT_EXCEL, error);
    let mut archive = ZipArchive::new(source).map_err(|error| not_excel(error.to_string()))?;
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map(|name| name.into_owned()))
        .collect::<Result<_, _>>()
        .map_err(|error| not_excel(error.to_string()))?;
    let holds = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let format = if holds("xl/workbook.xml") {
        Archive::Xlsx
    } else if holds("xl/workbook.bin") {
        return Err((&problems::FORMAT_UNSUPPORTED, "Excel binary (.xlsb)".to_owned()));
    } else if holds("mimetype") {
        let mut media_type = Vec::new();
        let part = archive.by_name("mimetype").map_err(|error| not_excel(error.to_string()))?;
        part.take(128).read_to_end(&mut media_type).map_err(|error| not_excel(error.to_string()))?;
        if !media_type.starts_with(SPREADSHEET) {
            return Err((&problems::FORMAT_UNSUPPORTED, String::from_utf8_lossy(&media_type).into_owned()));
        }
        Archive::Ods
    } else {
        return Err(not_excel("xl/workbook.xml".to_owned()));
    };
    if archive.len() > MAX_ENTRIES {
        return Err((&problems::ARCHIVE_HOSTILE, format!("{} > {MAX_ENTRIES} parts", archive.len())));
    }
    let mut total = 0u64;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| not_excel(error.to_string()))?;
        let name = part.name().map_err(|error| not_excel(error.to_string()))?.into_owned();
        let (declared, packed) = (part.size(), part.compressed_size().max(1));
        let shared = name.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let limit = if shared { MAX_SHARED_STRINGS_BYTES } else { MAX_INFLATED_BYTES };
        let allowed = limit.min(MAX_INFLATED_BYTES - total).min(RATIO_FROM_BYTES.max(packed.saturating_mul(MAX_RATIO)));
        let hostile =
            |bytes: u64| (&problems::ARCHIVE_HOSTILE, format!("{name}: {packed} → {bytes} bytes (at most {allowed})"));
        if declared > allowed {
            return Err(hostile(declared));
        }
        let inflated = io::copy(&mut part.by_ref().take(allowed + 1), &mut io::sink())
            .map_err(|error| not_excel(format!("{name}: {error}")))?;
        if inflated > allowed {
            return Err(hostile(inflated));
        }
        total += inflated;
    }
    Ok(format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn archive(parts: &[(&str, u64)]) -> Cursor<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            io::copy(&mut io::repeat(b' ').take(*bytes), &mut writer).unwrap();
        }
        writer.flush().unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_opened() {
        let bomb = archive(&[("xl/workbook.xml", 10), ("xl/worksheets/sheet1.xml", 40 * 1024 * 1024)]);
        assert_eq!(inspect(bomb).unwrap_err().0.code, "IN-006");
        assert_eq!(
            inspect(archive(&[("xl/workbook.xml", 10), ("xl/worksheets/sheet1.xml", 1024 * 1024)])),
            Ok(Archive::Xlsx)
        );
    }

    #[test]
    fn a_bomb_that_declares_a_small_size_is_refused_too() {
        let mut bytes =
            archive(&[("xl/workbook.xml", 10), ("xl/worksheets/sheet1.xml", 40 * 1024 * 1024)]).into_inner();
        // The declared size stands in the local and in the central header; both now claim 16 bytes.
        let declared = (40u32 * 1024 * 1024).to_le_bytes();
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == declared).collect();
        assert!(!places.is_empty());
        for at in places {
            bytes[at..at + 4].copy_from_slice(&16u32.to_le_bytes());
        }
        assert!(inspect(Cursor::new(bytes)).is_err());
    }

    #[test]
    fn other_archives_are_named() {
        let text = archive(&[("mimetype", 4), ("content.xml", 10)]);
        assert_eq!(inspect(text).unwrap_err().0.code, "IN-005");
        assert_eq!(inspect(archive(&[("xl/workbook.bin", 4)])).unwrap_err().0.code, "IN-005");
        assert_eq!(inspect(archive(&[("a.txt", 4)])).unwrap_err().0.code, "IN-004");
        assert_eq!(inspect(Cursor::new(b"PK\x03\x04 cut short".to_vec())).unwrap_err().0.code, "IN-004");
    }
}
