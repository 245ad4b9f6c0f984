//! Attachments (添付ファイル): what a file is by its content, whatever it is called.
//!
//! Nothing of it is opened or unpacked beyond its table of contents.

use std::io::Cursor;

use encoding_rs::SHIFT_JIS;
use zip::ZipArchive;

/// The most parts an office file may have.
const MAX_PARTS: usize = 10_000;

/// What an attachment is (添付の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// PNG picture.
    Png,
    /// JPEG picture.
    Jpeg,
    /// Excel workbook without macros.
    Xlsx,
    /// Word document without macros.
    Docx,
    /// PowerPoint presentation without macros.
    Pptx,
    /// Text with the name of a CSV.
    Csv,
    /// Plain text.
    Txt,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [FileKind; 8] = [
        FileKind::Pdf,
        FileKind::Png,
        FileKind::Jpeg,
        FileKind::Xlsx,
        FileKind::Docx,
        FileKind::Pptx,
        FileKind::Csv,
        FileKind::Txt,
    ];

    /// The stable word, which is also the end of a file's name.
    pub fn word(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Png => "png",
            FileKind::Jpeg => "jpeg",
            FileKind::Xlsx => "xlsx",
            FileKind::Docx => "docx",
            FileKind::Pptx => "pptx",
            FileKind::Csv => "csv",
            FileKind::Txt => "txt",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<FileKind> {
        FileKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The media type it is handed out as; texts without a character set, as they are kept as they came.
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Png => "image/png",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileKind::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            FileKind::Csv => "text/csv",
            FileKind::Txt => "text/plain",
        }
    }

    /// What a file is by its content; the name only tells a CSV from other text. `None` for everything else.
    pub fn of(name: &str, bytes: &[u8]) -> Option<FileKind> {
        let is_pdf = bytes.starts_with(b"%PDF-");
        match bytes {
            _ if is_pdf => Some(FileKind::Pdf),
            _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some(FileKind::Png),
            _ if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) => Some(FileKind::Jpeg),
            _ if bytes.starts_with(b"PK\x03\x04") => of_office(bytes),
            _ if !is_text(bytes) => None,
            _ => match extension(name).as_deref() {
                Some("csv") => Some(FileKind::Csv),
                Some("txt") => Some(FileKind::Txt),
                _ => None,
            },
        }
    }

    /// Whether a name ends as this kind does; `.jpg` is a JPEG too.
    pub fn fits_name(self, name: &str) -> bool {
        extension(name).is_some_and(|end| end == self.word() || (self == FileKind::Jpeg && end == "jpg"))
    }
}

fn extension(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase())
}

/// An office file by the part every one of its kind has; one with macros is none of them.
fn of_office(bytes: &[u8]) -> Option<FileKind> {
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.len() > MAX_PARTS {
        return None;
    }
    let names: Vec<String> =
        archive.file_names().map(|name| name.map(|name| name.to_ascii_lowercase())).collect::<Result<_, _>>().ok()?;
    let holds = |part: &str| names.iter().any(|name| name == part);
    let has_macros = names.iter().any(|name| name.ends_with("vbaproject.bin"));
    if has_macros || !holds("[content_types].xml") {
        return None;
    }
    [
        ("xl/workbook.xml", FileKind::Xlsx),
        ("word/document.xml", FileKind::Docx),
        ("ppt/presentation.xml", FileKind::Pptx),
    ]
    .into_iter()
    .find_map(|(part, kind)| holds(part).then_some(kind))
}

/// Whether it is text to the end: UTF-8 or CP932, without control characters other than tab and line ends.
fn is_text(bytes: &[u8]) -> bool {
    let control = |byte: &u8| (*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C)) || *byte == 0x7F;
    if bytes.is_empty() || bytes.iter().any(control) {
        return false;
    }
    std::str::from_utf8(bytes).is_ok() || SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn office(parts: &[&str]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for part in parts {
            writer.start_file(*part, SimpleFileOptions::default()).unwrap();
            writer.write_all(b"<x/>").unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn the_content_decides() {
        let types = "[Content_Types].xml";
        let cp932 = SHIFT_JIS.encode("防災,①").0.into_owned();
        for (name, bytes, kind) in [
            ("a.exe", b"%PDF-1.7 ...".to_vec(), Some("pdf")),
            ("a.png", b"\x89PNG\r\n\x1a\n...".to_vec(), Some("png")),
            ("a.jpg", vec![0xFF, 0xD8, 0xFF, 0xE0, 0], Some("jpeg")),
            ("a.xlsx", office(&[types, "xl/workbook.xml"]), Some("xlsx")),
            ("a.bin", office(&[types, "word/document.xml"]), Some("docx")),
            ("a.pptx", office(&[types, "ppt/presentation.xml"]), Some("pptx")),
            ("a.xlsm", office(&[types, "xl/workbook.xml", "xl/vbaProject.bin"]), None),
            ("a.xlsx", office(&["xl/workbook.xml"]), None),
            ("a.zip", office(&["readme.txt"]), None),
            ("a.xlsx", b"PK\x03\x04 cut short".to_vec(), None),
            ("a.csv", "防災,🏯\r\n".as_bytes().to_vec(), Some("csv")),
            ("a.TXT", cp932, Some("txt")),
            ("a.html", b"<script>alert(1)</script>".to_vec(), None),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), None),
            ("a.pdf", b"MZ\x90\x00".to_vec(), None),
            ("a.txt", b"MZ\x90\x00".to_vec(), None),
            ("a.txt", vec![0x82, 0xA0, 0xFF, 0xFE], None),
            ("a.txt", Vec::new(), None),
        ] {
            assert_eq!(FileKind::of(name, &bytes).map(FileKind::word), kind, "{name}");
        }
    }

    #[test]
    fn words_are_read_back() {
        for kind in FileKind::ALL {
            assert_eq!(FileKind::from_word(kind.word()), Some(kind));
            assert!(kind.fits_name(&format!("a.{}", kind.word())) && !kind.fits_name("a.exe"));
        }
        assert!(FileKind::Jpeg.fits_name("写真.JPG"));
    }
}
