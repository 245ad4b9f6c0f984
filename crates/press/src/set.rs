//! Setting (組版): templates and document into pages, pages into a tagged PDF that keeps PDF/UA-1; a book of papers cannot
//! promise that for the pages of others.

use typst::WorldExt;
use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandards};

use crate::failure::Failure;
use crate::fonts::Fonts;
use crate::papers::Files;
use crate::world::Desk;

/// The PDF of a prepared document with the papers bound in, and its number of pages.
///
/// # Errors
/// When it cannot be set or does not keep the standard.
pub fn set(document: Vec<u8>, papers: &Files, fonts: Fonts) -> Result<(Vec<u8>, usize), Failure> {
    let desk = Desk::with(document, papers, fonts);
    let compiled = typst::compile::<PagedDocument>(&desk);
    let pages = compiled.output.map_err(|errors| Failure::typeset(words(&desk, &errors)))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Henkaku press".into())),
        standards: PdfStandards::new(papers.standard().as_slice())
            .map_err(|error| Failure::typeset(format!("{error:?}")))?,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&pages, &options).map_err(|errors| Failure::typeset(words(&desk, &errors)))?;
    Ok((pdf, pages.pages().len()))
}

/// The first few errors with their places in the templates.
fn words(desk: &Desk, errors: &[SourceDiagnostic]) -> String {
    let of = |error: &SourceDiagnostic| {
        let place = error.span.id().zip(desk.range(error.span)).and_then(|(id, range)| desk.place(id, range.start));
        match place {
            Some(place) => format!("{} ({place})", error.message),
            None => error.message.to_string(),
        }
    };
    let errors = errors.iter().filter(|error| error.severity == Severity::Error);
    errors.take(5).map(of).collect::<Vec<_>>().join("; ")
}
