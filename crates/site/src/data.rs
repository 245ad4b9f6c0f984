//! Open data beside the pages (サイトのオープンデータ), in the folder `data`.

use publish::edition::{Edition, ItemKind, Program};
use publish::open_data;

use crate::{File, Site};

/// Where the open data lies.
const FOLDER: &str = "data";

/// The files of the open data.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let base = match site.options.base_url.as_str() {
        "" => String::new(),
        base => format!("{base}/{FOLDER}/"),
    };
    let files = open_data::files(edition, &base);
    files.into_iter().map(|(path, bytes)| File { path: self::path(&path), bytes }).collect()
}

/// The path from the site's root of a file of the open data.
pub fn path(of: &str) -> String {
    format!("{FOLDER}/{of}")
}

/// The path of the whole sheet of a program as JSON.
pub fn program_path(program: &Program) -> String {
    path(&open_data::item_path(ItemKind::Program, &format!("{}/{}", program.year, program.id)))
}
