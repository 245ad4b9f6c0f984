//! Public site (公表サイト): an edition in, static files out. Any web server can hold them; every page works without JavaScript.
//!
//! Nothing here reads a clock, a database or a file: the same edition and options give the same bytes.
//!
//! - [`Options`]: what the edition itself does not say
//! - [`File`]: one file of the site

use publish::edition::Edition;

/// What the edition itself does not say (公表の設定).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The address it will be reached at, without a slash at its end, for the lines that embed a chart and the catalogue:
    /// `https://www.example.jp/henkaku`. Empty where it is not known; links inside the site never need it.
    pub base_url: String,
    /// The results of the accessibility tests as JSON; empty where none were given.
    pub accessibility: String,
    /// Documents that lie beside the pages: name, title and size in bytes.
    pub documents: Vec<Document>,
}

/// A document offered for download (文書).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its path in the site, `documents/action-plan.pdf`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// One file of the site (ファイル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path from the site's root: `programs/0123/index.html`. Made of safe characters only, never of a name as typed.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Every file of the site of an edition, in no particular order of making but sorted by path.
pub fn files(_edition: &Edition, _options: &Options) -> Vec<File> {
    Vec::new()
}
