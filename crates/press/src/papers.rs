//! Papers (資料): PDFs and pictures that somebody uploaded, to be bound into a book. Nothing of them is trusted: what cannot be
//! read, is encrypted or is too long or large is left out and named in the book; what can be read is embedded page by page,
//! without its scripts, links, forms and attachments. A picture is a page of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro_syntax::{LoadPdfError, Pdf, PdfVersion};
use typst::foundations::Bytes;
use typst_pdf::PdfStandard;

use crate::failure::Failure;
use crate::input::{Paper, PaperPage};
use crate::photo;

/// The most pages of one paper, and of all together.
const PAGES_MOST: usize = 500;
const PAGES_MOST_IN_ALL: usize = 2_000;

/// The most pixels of all pictures together: they lie in memory decoded.
const PIXELS_MOST_IN_ALL: u64 = 150_000_000;

/// The sides of A4, in points: the page of a picture.
const A4_PT: (f32, f32) = (595.28, 841.89);

/// A page of a paper is drawn on at least this and at most A3, in points.
const SIDE_LEAST_PT: f32 = 200.0;
const SIDE_MOST_PT: f32 = 1_191.0;

/// PDFs and pictures by the names the templates know them by.
pub struct Files {
    files: Vec<(String, Bytes)>,
    /// Whether one of them is of PDF 2.0, so that the book has to be.
    is_version_2: bool,
}

impl Files {
    /// No papers.
    pub fn none() -> Files {
        Files { files: Vec::new(), is_version_2: false }
    }

    /// Each with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        self.files.iter().map(|(name, bytes)| (name.as_str(), bytes))
    }

    /// What the book has to keep: PDF/UA-1, unless pages or pictures of others are in it, of which nobody knows whether they
    /// are tagged and said in words.
    pub fn standard(&self) -> Option<PdfStandard> {
        match (self.files.is_empty(), self.is_version_2) {
            (true, _) => Some(PdfStandard::Ua_1),
            (false, true) => Some(PdfStandard::V_2_0),
            (false, false) => None,
        }
    }
}

/// What a paper turned out to be.
struct Looked {
    pages: Vec<PaperPage>,
    /// How the name of its file ends.
    ending: &'static str,
    /// What is set instead of the file as it came.
    instead: Option<Bytes>,
    /// How many pixels have to be decoded.
    pixels: u64,
    is_version_2: bool,
}

/// Takes the papers that follow the document in the input, one after another, and looks each of them over.
///
/// # Errors
/// When there are more or fewer bytes than the papers say.
pub fn take(papers: &mut [Paper], mut rest: &[u8]) -> Result<Files, Failure> {
    let mut files = Files::none();
    let (mut pages, mut pixels) = (0, 0);
    for (number, paper) in (1..).zip(papers) {
        (paper.path, paper.pages) = (String::new(), Vec::new());
        if paper.bytes == 0 {
            continue;
        }
        let Some((bytes, after)) = rest.split_at_checked(paper.bytes) else {
            return Err(wrong(&format!("{} < {}", rest.len(), paper.bytes)));
        };
        rest = after;
        let bytes = Bytes::new(bytes.to_vec());
        // A reader of untrusted files may fail in ways it does not foresee.
        paper.is_picture = photo::is_photo(&bytes);
        let look = if paper.is_picture { look_at_picture } else { look };
        let looked = catch_unwind(AssertUnwindSafe(|| look(&bytes))).unwrap_or(Err(paper.broken()));
        match looked {
            Ok(found) if found.pages.len() > PAGES_MOST || pages + found.pages.len() > PAGES_MOST_IN_ALL => {
                paper.leave_out("too-many-pages");
            }
            Ok(found) if pixels + found.pixels > PIXELS_MOST_IN_ALL => paper.leave_out("too-many-pixels"),
            Ok(found) => {
                pages += found.pages.len();
                pixels += found.pixels;
                files.is_version_2 |= found.is_version_2;
                paper.path = format!("papers/{number}.{}", found.ending);
                paper.pages = found.pages;
                files.files.push((paper.path.clone(), found.instead.unwrap_or(bytes)));
            }
            Err(reason) => paper.leave_out(reason),
        }
    }
    if rest.is_empty() { Ok(files) } else { Err(wrong(&format!("+{}", rest.len()))) }
}

/// The page of a picture, upright or on its side as the picture is, or why it cannot be bound.
fn look_at_picture(bytes: &Bytes) -> Result<Looked, &'static str> {
    let photo = photo::ready(bytes)?;
    let (short, long) = A4_PT;
    let (width_pt, height_pt) = if photo.is_wide { (long, short) } else { (short, long) };
    Ok(Looked {
        pages: vec![PaperPage { width_pt, height_pt }],
        ending: photo.ending,
        instead: photo.bytes.map(Bytes::new),
        pixels: photo.pixels,
        is_version_2: false,
    })
}

/// The sizes of a PDF's pages and whether it is of version 2, or why it cannot be bound.
fn look(bytes: &Bytes) -> Result<Looked, &'static str> {
    let pdf = Pdf::new(Arc::new(bytes.clone())).map_err(|error| match error {
        LoadPdfError::Decryption(_) => "encrypted",
        LoadPdfError::Invalid => "broken",
    })?;
    // Read without a password it may be, but its parts stand there encrypted and would be copied so.
    if bytes.windows(8).any(|window| window == b"/Encrypt") {
        return Err("encrypted");
    }
    // What a layer hides would be seen.
    if pdf.xref().has_optional_content_groups() {
        return Err("layers");
    }
    let size = |(width, height): (f32, f32)| {
        let is_good = [width, height].iter().all(|side| side.is_finite() && *side > 1.0);
        let factor = (SIDE_MOST_PT / width.max(height)).min(1.0);
        let side = |side: f32| (side * factor).max(SIDE_LEAST_PT);
        is_good.then(|| PaperPage { width_pt: side(width), height_pt: side(height) })
    };
    let sizes: Option<Vec<PaperPage>> = pdf.pages().iter().map(|page| size(page.render_dimensions())).collect();
    match sizes {
        Some(pages) if !pages.is_empty() => {
            let is_version_2 = pdf.version() >= PdfVersion::Pdf20;
            Ok(Looked { pages, ending: "pdf", instead: None, pixels: 0, is_version_2 })
        }
        _ => Err("broken"),
    }
}

fn wrong(detail: &str) -> Failure {
    Failure::input("資料の大きさが文書の記載と違います。", "The papers are not as long as the document says.", detail)
}
