//! The index as files (検索の索引): grams with the documents that hold them, and what is shown of a document.

use std::collections::BTreeMap;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::documents::Document;
use crate::File;

/// Documents in one file of titles.
const IN_A_FILE: usize = 64;

/// About how many postings one file of grams shall hold; a browser reads such a file in a moment.
const POSTINGS_IN_A_FILE: usize = 4_000;

/// The most files of grams.
const MOST_FILES: usize = 256;

/// The index of a site (索引).
pub struct Index {
    /// How many documents there are.
    pub documents: usize,
    /// Documents in one file of titles.
    pub in_a_file: usize,
    /// How many files the grams lie in: a power of two.
    pub shards: usize,
    /// Changes with the content, so that no browser mixes files of two editions.
    pub version: String,
    files: Vec<File>,
}

/// A gram: two characters, or the last one alone.
type Gram = (char, Option<char>);

impl Index {
    /// The index of these documents.
    pub(super) fn of(documents: &[Document]) -> Index {
        let mut pairs: Vec<(Gram, u32)> = documents.par_iter().enumerate().flat_map_iter(postings).collect();
        pairs.par_sort_unstable();
        let shards = (pairs.len() / POSTINGS_IN_A_FILE).next_power_of_two().clamp(1, MOST_FILES);
        let mut by_shard: Vec<BTreeMap<String, String>> = vec![BTreeMap::new(); shards];
        for same in pairs.chunk_by(|(a, _), (b, _)| a == b) {
            let ((first, second), _) = same[0];
            let gram: String = std::iter::once(first).chain(second).collect();
            by_shard[shard_of(first, shards)].insert(gram, written(same.iter().map(|(_, number)| *number)));
        }
        let mut files: Vec<File> = by_shard
            .iter()
            .enumerate()
            .map(|(number, grams)| json(format!("search/grams-{number}.json"), grams))
            .collect();
        for (number, some) in documents.chunks(IN_A_FILE).enumerate() {
            let shown: Vec<[&str; 3]> =
                some.iter().map(|document| [document.path.as_str(), &document.title, &document.note]).collect();
            files.push(json(format!("search/titles-{number}.json"), &shown));
        }
        let mut digest = Sha256::new();
        files.iter().for_each(|file| digest.update(&file.bytes));
        let version = digest.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        Index { documents: documents.len(), in_a_file: IN_A_FILE, shards, version, files }
    }

    /// Its files.
    pub(super) fn files(self) -> Vec<File> {
        self.files
    }
}

/// The grams of a document, each once, with its number doubled and 1 added where the gram stands in its title.
fn postings((number, document): (usize, &Document)) -> Vec<(Gram, u32)> {
    let number = u32::try_from(number).unwrap_or(u32::MAX / 2) * 2;
    let mut grams = Vec::new();
    each_gram(&document.folded_title, |gram| grams.push((gram, number + 1)));
    for text in &document.folded_texts {
        each_gram(text, |gram| grams.push((gram, number)));
    }
    // Of a gram in title and text the one of the title stays.
    grams.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then(y.cmp(x)));
    grams.dedup_by(|(a, _), (b, _)| a == b);
    grams
}

fn each_gram(folded: &str, mut each: impl FnMut(Gram)) {
    let mut before = None;
    for c in folded.chars() {
        if let Some(before) = before {
            each((before, Some(c)));
        }
        before = Some(c);
    }
    if let Some(last) = before {
        each((last, None));
    }
}

/// Which file the grams of a first character lie in. The script in the page does the same sum.
fn shard_of(first: char, shards: usize) -> usize {
    let code = u32::from(first);
    (code ^ (code >> 8)) as usize % shards
}

/// Ascending numbers as the distance of each from the one before, in base 36.
fn written(numbers: impl Iterator<Item = u32>) -> String {
    let mut out = String::new();
    let mut before = 0;
    for number in numbers {
        if !out.is_empty() {
            out.push(' ');
        }
        base36(number - before, &mut out);
        before = number;
    }
    out
}

fn base36(number: u32, out: &mut String) {
    if number >= 36 {
        base36(number / 36, out);
    }
    out.push(char::from_digit(number % 36, 36).expect("a rest below 36 is a digit of base 36"));
}

fn json(path: String, value: &impl serde::Serialize) -> File {
    let bytes = serde_json::to_vec(value).expect("texts and lists can be written as JSON");
    File { path, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(title: &str, text: &str) -> Document {
        Document {
            path: format!("{title}.html"),
            title: title.into(),
            note: String::new(),
            folded_title: reform::search_text::fold(title),
            folded_texts: vec![reform::search_text::fold(text)],
        }
    }

    fn grams_of(index: &Index, gram: &str) -> Option<String> {
        let first = gram.chars().next().unwrap();
        let path = format!("search/grams-{}.json", shard_of(first, index.shards));
        let file = index.files.iter().find(|file| file.path == path).unwrap();
        let grams: BTreeMap<String, String> = serde_json::from_slice(&file.bytes).unwrap();
        grams.get(gram).cloned()
    }

    #[test]
    fn two_characters_are_found_and_titles_are_told_from_texts() {
        let index =
            Index::of(&[document("防災訓練", "地震に備える"), document("備蓄", "防災の品"), document("ＤＸ", "")]);
        // 0 × 2 + 1 stands in a title, 1 × 2 in a text: 1, then 1 more.
        assert_eq!(grams_of(&index, "防災").as_deref(), Some("1 1"));
        assert_eq!(grams_of(&index, "dx").as_deref(), Some("5"));
        assert_eq!(grams_of(&index, "練").as_deref(), Some("1"));
        assert_eq!(grams_of(&index, "防"), None);
    }

    #[test]
    fn the_same_documents_give_the_same_files_and_others_another_version() {
        let one = || Index::of(&[document("防災", "訓練"), document("備蓄", "品")]);
        assert_eq!(one().files, one().files);
        assert_ne!(one().version, Index::of(&[document("防災", "訓練")]).version);
        assert_eq!(written([1, 37, 38].into_iter()), "1 10 1");
    }
}
