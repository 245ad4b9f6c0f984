//! The workbook of the review, sent back (点検用エクセルの読み取り): what stands in which field, and what is wrong where.
//!
//! Pages are found by their headings, so that pages may be renamed and columns moved or added. A cell that cannot be read
//! becomes a problem and its field is left out, which leaves the field as it is; a field cleared in the workbook is an empty
//! text. Whose sheets they are and what changed is not decided here.

mod cells;
mod kinds;
mod pages;
mod rows;

use reform::review_workbook::{MANIFEST_PAGE, Manifest, Page};
use reform::{Place, Problem, ProblemKind};

use crate::text::Refusal;
use pages::Sheet;

pub use kinds::*;

/// What a workbook says (点検用エクセルの中身).
#[derive(Clone, Debug, Default)]
pub struct ReviewReading {
    /// What it was made from; `None` when nothing can be taken from it.
    pub manifest: Option<Manifest>,
    /// The checksum as it stands in the workbook.
    pub checksum: String,
    /// The rows that could be told, in the order of the pages.
    pub rows: Vec<ReviewRow>,
    /// Everything wrong with it, by place.
    pub problems: Vec<Problem>,
}

/// One row of a page (行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    /// Which sheet it is of, as a place in the manifest's list.
    pub sheet: usize,
    /// The page it stands on.
    pub page: Page,
    /// The id of its measure or KPI; empty on a new row, and on the page of the programs.
    pub item: String,
    /// The cells that could be read.
    pub cells: Vec<ReviewCell>,
    /// Where the row stands.
    pub place: Place,
}

/// One field of a row (欄).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewCell {
    /// The field; of a measure or KPI `*` stands for its id.
    pub field: String,
    /// Its text as the form keeps it; empty when the cell is.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// Reads a workbook that was sent back. Every problem is listed; nothing of a file that cannot be used is taken.
pub fn read_review_workbook(file_name: &str, bytes: &[u8]) -> ReviewReading {
    let mut reading = ReviewReading::default();
    if let Err((kind, excerpt)) = read(file_name, bytes, &mut reading) {
        reading.manifest = None;
        reading.rows.clear();
        reading.problems.push(Problem::new(kind, Place::file(file_name), excerpt));
    }
    reading
}

fn read(file_name: &str, bytes: &[u8], reading: &mut ReviewReading) -> Result<(), Refusal> {
    if bytes.is_empty() {
        return Err((&crate::problems::FILE_EMPTY, String::new()));
    }
    let sheets = pages::read_sheets(bytes)?;
    let (manifest, checksum) = read_manifest(&sheets)?;
    reading.checksum = checksum;
    let found = pages::find_pages(file_name, &sheets, &manifest, &mut reading.problems);
    if found.is_empty() {
        return Err((&NO_PAGES, names(&sheets)));
    }
    for page in &found {
        rows::read(file_name, page, &manifest, reading);
    }
    reading.manifest = Some(manifest);
    Ok(())
}

/// What the very hidden page says; LibreOffice keeps it as a hidden one.
fn read_manifest(sheets: &[Sheet]) -> Result<(Manifest, String), Refusal> {
    let missing: (&'static ProblemKind, String) = (&NO_MANIFEST, names(sheets));
    let sheet = sheets.iter().find(|sheet| sheet.name.trim() == MANIFEST_PAGE).ok_or(missing)?;
    let mut lines: Vec<Vec<String>> = sheet.rows.iter().map(pages::SheetRow::texts).collect();
    if Manifest::is_other_version(&lines) {
        return Err((&OTHER_VERSION, lines[0].get(1).cloned().unwrap_or_default()));
    }
    let at = lines.iter().position(|line| line.first().is_some_and(|first| first == "checksum"));
    let checksum = at.map(|at| lines.remove(at)).and_then(|line| line.get(1).cloned()).unwrap_or_default();
    let manifest = Manifest::from_rows(&lines).ok_or((&MANIFEST_CHANGED, String::new()))?;
    Ok((manifest, checksum))
}

fn names(sheets: &[Sheet]) -> String {
    sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join("、")
}
