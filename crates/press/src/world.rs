//! World (組版の世界): all a template can see — the templates built in, the document, the fonts. No files, no network, no clock.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::fonts::Fonts;
use crate::papers::Files;

/// The templates, the first is where reading begins.
const TEMPLATES: [(&str, &str); 10] = [
    ("main.typ", include_str!("../templates/main.typ")),
    ("words.typ", include_str!("../templates/words.typ")),
    ("page.typ", include_str!("../templates/page.typ")),
    ("front.typ", include_str!("../templates/front.typ")),
    ("inline.typ", include_str!("../templates/inline.typ")),
    ("table.typ", include_str!("../templates/table.typ")),
    ("chart.typ", include_str!("../templates/chart.typ")),
    ("form.typ", include_str!("../templates/form.typ")),
    ("terms.typ", include_str!("../templates/terms.typ")),
    ("papers.typ", include_str!("../templates/papers.typ")),
];

/// What is set, and with what (組版するもの).
pub struct Desk {
    library: LazyHash<Library>,
    sources: Vec<Source>,
    files: Vec<(FileId, Bytes)>,
    fonts: Fonts,
}

impl Desk {
    /// A desk with a prepared document, as JSON, and the papers to be bound in.
    pub fn with(document: Vec<u8>, papers: &Files, fonts: Fonts) -> Desk {
        let papers = papers.iter().map(|(name, bytes)| (file(name), bytes.clone()));
        // Heads of rows are tagged by functions Typst counts among its extras for accessibility.
        let features = [Feature::A11yExtras].into_iter().collect();
        Desk {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            sources: TEMPLATES.iter().map(|(name, text)| Source::new(file(name), (*text).to_owned())).collect(),
            files: std::iter::once((file("document.json"), Bytes::new(document))).chain(papers).collect(),
            fonts,
        }
    }

    /// Where in which template something stands, as `table.typ:12`.
    pub fn place(&self, id: FileId, byte: usize) -> Option<String> {
        let source = self.sources.iter().find(|source| source.id() == id)?;
        let line = source.lines().byte_to_line(byte)? + 1;
        Some(format!("{}:{line}", id.vpath().get_without_slash()))
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store.book()
    }

    fn main(&self) -> FileId {
        self.sources[0].id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.sources.iter().find(|source| source.id() == id).cloned();
        found.ok_or_else(|| FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id).map(|(_, bytes)| bytes.clone());
        found.ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store.font(index)
    }

    /// None: the same document gives the same bytes on every day.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("names of templates are paths");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}
