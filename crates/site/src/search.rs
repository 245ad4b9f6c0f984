//! Search without a server (検索): the product's own two-character grams as small static files, looked up by the reader's browser.
//!
//! A text is folded as `reform::search_text` folds it (NFKC, case, no white space) and cut into pairs of neighbouring
//! characters. The grams lie in files by their first character, so that a word of two characters needs one file and a single
//! character too. A document's number is doubled and 1 is added where the gram stands in its title: titles come first.

mod documents;
mod index;

use askama::Template;
use publish::edition::Edition;

use crate::page::{Frame, Section, render};
use crate::{File, Site};

pub use index::Index;

#[derive(Template)]
#[template(path = "search.html")]
struct Page<'a> {
    f: Frame<'a>,
    index: &'a Index,
    ways: Vec<Section>,
}

/// The page in both languages where there is one, and the index.
pub fn pages(_edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let index = Index::of(&documents::all(site));
    let mut files = site.in_languages(Section::Search.path(), |path| {
        let mut f = site.frame(path, Section::Search, "");
        f.title = f.t("検索", "Search").to_owned();
        let listed = [
            Section::Programs,
            Section::Clusters,
            Section::Meetings,
            Section::Glossary,
            Section::Plan,
            Section::Facilities,
        ];
        let ways = listed.into_iter().filter(|section| f.has(*section)).collect();
        render(path, &Page { index: &index, ways, f })
    });
    files.extend(index.files());
    files
}
