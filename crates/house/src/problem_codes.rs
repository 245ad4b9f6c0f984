//! Problem codes (問題コード): each is declared once, belongs to one room and stands in the reference.

use std::collections::BTreeMap;

use crate::Fault;
use crate::files::File;
use crate::rust_text::RustText;

/// Checks the codes written in these sources against the text of the reference documents.
pub fn check(sources: &[File], reference: &str) -> Vec<Fault> {
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut prefixes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in sources.iter().filter(|file| !file.is_test_code()) {
        let (Some(text), Some(room)) = (file.text(), file.crate_folder()) else { continue };
        for (line, string) in RustText::read(text, false).strings.into_iter().filter(|(_, string)| is_code(string)) {
            let rooms = prefixes.entry(string[..string.len() - 4].to_owned()).or_default();
            if !rooms.contains(&room.to_owned()) {
                rooms.push(room.to_owned());
            }
            declared.entry(string).or_default().push(format!("{}:{line}", file.path));
        }
    }
    let mut faults = Vec::new();
    for (code, places) in &declared {
        if places.len() > 1 {
            faults.push(format!("{code} is written {} times, not once: {}", places.len(), places.join(", ")));
        }
        if !reference.contains(code.as_str()) {
            faults.push(format!("{code} ({}) is not in docs/reference", places[0]));
        }
    }
    for (prefix, rooms) in prefixes.iter().filter(|(_, rooms)| rooms.len() > 1) {
        faults.push(format!("codes {prefix}-… are declared in several rooms: {}", rooms.join(", ")));
    }
    faults
}

/// Names that only look like a code: how a digest is made.
const NO_CODES: [&str; 1] = ["SHA-256"];

/// `IN-102`: two to four capitals, a dash, three digits.
fn is_code(text: &str) -> bool {
    let Some((letters, digits)) = text.split_once('-') else { return false };
    !NO_CODES.contains(&text)
        && (2..=4).contains(&letters.len())
        && letters.bytes().all(|b| b.is_ascii_uppercase())
        && digits.len() == 3
        && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(room: &str, text: &str) -> File {
        File { path: format!("crates/{room}/src/a.rs"), bytes: text.into() }
    }

    #[test]
    fn codes_are_single_documented_and_of_one_room() {
        let good = [
            source("intake", "code: \"IN-001\"\n#[cfg(test)] mod t { \"IN-001\" }"),
            source("store", "\"ST-001\" \"A-1\" \"SHA-256\" \"SHA-256\""),
        ];
        assert_eq!(check(&good, "| IN-001 | ST-001 |"), Vec::<Fault>::new());
        assert_eq!(check(&good, "| IN-001 |"), ["ST-001 (crates/store/src/a.rs:1) is not in docs/reference"]);
        assert_eq!(check(&[source("intake", "\"IN-001\" \"IN-001\"")], "IN-001").len(), 1);
        assert_eq!(check(&[source("intake", "\"IN-001\""), source("app", "\"IN-002\"")], "IN-001 IN-002").len(), 1);
    }
}
