//! Programs (予算事務事業): one page each, and lists by number, by name, by bureau, by direction and by cluster.

mod list;
mod money;
mod show;

use publish::edition::{Edition, Program};
use rayon::prelude::*;

use crate::{File, Site};

pub use money::{in_words, latest_cost};
pub use show::excerpt;

/// The pages of programs and their lists.
pub fn pages(_edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if site.programs.is_empty() {
        return Vec::new();
    }
    let programs: Vec<&Vec<&Program>> = site.programs.values().collect();
    let mut files: Vec<File> = programs.par_iter().map(|versions| show::page(site, versions)).collect();
    files.extend(list::pages(site));
    files
}
