//! The folder of the open data (オープンデータのフォルダー): written as the public site is, whole or not at all.

use std::fs;
use std::path::Path;

use site::File;

use super::IN_THE_WAY;
use crate::error::{AppError, Refusal};
use crate::publishing::folder::{Written, write};

/// By these two a folder shows that an earlier export of open data made it, and not a public site.
const MARKS: [&str; 2] = ["datapackage.json", "catalog.jsonld"];

/// Writes the files into a folder and puts it in the place of `out` when all of them are there.
///
/// # Errors
/// When `out` holds something else than an earlier export of open data, another export writes there at this moment, or the
/// disk does not take a file; what was there stays then.
pub fn write_folder(out: &Path, edition: i64, files: Vec<(String, Vec<u8>)>) -> Result<Written, AppError> {
    // A public site is a folder of ours as well; put in its place, the data would take it off the net.
    let is_export = MARKS.iter().all(|mark| out.join(mark).is_file());
    let holds_something = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if holds_something && !is_export {
        return Err(Refusal::invalid(&IN_THE_WAY, out.display().to_string()).into());
    }
    let files: Vec<File> = files.into_iter().map(|(path, bytes)| File { path, bytes }).collect();
    write::write(out, edition, &files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(word: &str) -> Vec<(String, Vec<u8>)> {
        let content = |path: &str| (path.to_owned(), word.as_bytes().to_vec());
        vec![content("catalog.jsonld"), content("datapackage.json"), content("items/program/2026/~E4~BA.json")]
    }

    fn code(result: Result<Written, AppError>) -> &'static str {
        result.map_or_else(|error| error.kind().code, |_| "")
    }

    #[test]
    fn an_export_replaces_an_earlier_one_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("data");
        write_folder(&out, 1, files("one")).unwrap();
        let second = write_folder(&out, 2, files("two")).unwrap();
        assert_eq!((second.files, second.rewritten), (3, 3));
        assert_eq!(fs::read_to_string(out.join("items/program/2026/~E4~BA.json")).unwrap(), "two");
        assert_eq!(write_folder(&out, 2, files("two")).unwrap().rewritten, 0);

        let site = place.path().join("site");
        let page = vec![File { path: "index.html".into(), bytes: b"a site".to_vec() }];
        write::write(&site, 2, &page).unwrap();
        assert_eq!(code(write_folder(&site, 2, files("x"))), IN_THE_WAY.code);
        assert_eq!(fs::read_to_string(site.join("index.html")).unwrap(), "a site");
        let mut bad = files("three");
        bad.push(("../outside.csv".into(), Vec::new()));
        assert_eq!(code(write_folder(&out, 3, bad)), "AP-325");
        assert_eq!(fs::read_to_string(out.join("datapackage.json")).unwrap(), "two");
    }
}
