//! Single items as files (要素のファイル): every program, cluster and chart with all it has, as JSON.

use serde::Serialize;
use serde_json::Value;

use crate::edition::{Edition, ItemKind, THEMES_TITLE};

/// What an item is called and where it is (要素の見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its key within the kind: a program's `2026/0123`, a cluster's id; empty where there is one an edition.
    pub key: String,
    /// What people call it, in Japanese.
    pub title: String,
}

/// The items of a kind in the edition's order, without their bodies.
pub fn headings(edition: &Edition, kind: ItemKind) -> Vec<Heading> {
    let one = |title: &str| vec![Heading { key: String::new(), title: title.to_owned() }];
    fn each<'a, T: 'a>(list: &'a [T], of: impl Fn(&'a T) -> (String, &'a str)) -> Vec<Heading> {
        list.iter().map(of).map(|(key, title)| Heading { key, title: title.to_owned() }).collect()
    }
    fn named<T>(list: &[T], of: impl Fn(&T) -> (String, String)) -> Vec<Heading> {
        list.iter().map(of).map(|(key, title)| Heading { key, title }).collect()
    }
    match kind {
        ItemKind::About | ItemKind::Plan => one(&edition.about.plan.ja),
        ItemKind::Program => each(&edition.programs, |p| (format!("{}/{}", p.year, p.id), &p.name)),
        ItemKind::Category => each(&edition.categories, |c| (c.id.clone(), &c.name.ja)),
        ItemKind::Cluster => each(&edition.clusters, |c| (c.id.clone(), &c.name.ja)),
        ItemKind::Roadmap => one("工程表"),
        ItemKind::Frame => one("次世代投資枠"),
        ItemKind::Outlook => one("財政見通し"),
        ItemKind::Picture => each(&edition.pictures, |p| (p.id.clone(), &p.ja.title)),
        ItemKind::Facility => each(&edition.facilities, |f| (f.id.clone(), &f.name)),
        ItemKind::Glossary => each(&edition.glossary, |t| (t.id.clone(), &t.name.ja)),
        ItemKind::Body => each(&edition.bodies, |b| (b.id.clone(), &b.name.ja)),
        ItemKind::Meeting => named(&edition.meetings, |m| (m.id.clone(), m.title().ja)),
        ItemKind::Remark => named(&edition.remarks, |r| (r.id.clone(), r.title())),
        ItemKind::Consultation => each(&edition.consultations, |c| (c.id.clone(), &c.title)),
        ItemKind::Explanation => each(&edition.explanations, |e| (e.id.clone(), &e.title)),
        ItemKind::Themes => one(THEMES_TITLE),
        ItemKind::Initiative => each(&edition.initiatives, |i| (i.id.clone(), &i.name.ja)),
    }
}

/// The item at this place of its kind as JSON, the same text as the edition keeps; nothing where there is none.
pub fn body(edition: &Edition, kind: ItemKind, at: usize) -> Option<String> {
    match kind {
        ItemKind::About => only(&edition.about, at),
        ItemKind::Plan => only(&edition.plan, at),
        ItemKind::Program => edition.programs.get(at).and_then(json),
        ItemKind::Category => edition.categories.get(at).and_then(json),
        ItemKind::Cluster => edition.clusters.get(at).and_then(json),
        ItemKind::Roadmap => only(&edition.roadmap, at),
        ItemKind::Frame => only(&edition.frame, at),
        ItemKind::Outlook => only(&edition.outlook, at),
        ItemKind::Picture => edition.pictures.get(at).and_then(json),
        ItemKind::Facility => edition.facilities.get(at).and_then(json),
        ItemKind::Glossary => edition.glossary.get(at).and_then(json),
        ItemKind::Body => edition.bodies.get(at).and_then(json),
        ItemKind::Meeting => edition.meetings.get(at).and_then(json),
        ItemKind::Remark => edition.remarks.get(at).and_then(json),
        ItemKind::Consultation => edition.consultations.get(at).and_then(json),
        ItemKind::Explanation => edition.explanations.get(at).and_then(json),
        ItemKind::Themes => only(&edition.themes, at),
        ItemKind::Initiative => edition.initiatives.get(at).and_then(json),
    }
}

fn only(value: &impl Serialize, at: usize) -> Option<String> {
    if at == 0 { json(value) } else { None }
}

fn json(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// Where an item's file is: `items/program/2026/0123.json`.
pub fn item_path(kind: ItemKind, key: &str) -> String {
    if key.is_empty() {
        return format!("items/{}.json", kind.word());
    }
    let parts: Vec<String> = key.split('/').map(file_name).collect();
    format!("items/{}/{}.json", kind.word(), parts.join("/"))
}

/// A name that is a file's name on every system and in every address: whatever else a city's number or id holds becomes `~`
/// and two hexadecimal digits a byte, so that `../x` cannot lead anywhere.
pub fn file_name(text: &str) -> String {
    if text.is_empty() {
        return "~".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (at, byte) in text.bytes().enumerate() {
        let is_plain = byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || (byte == b'.' && at > 0);
        if is_plain {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("~{byte:02X}"));
        }
    }
    out
}

/// Every item as a file, and a list of them all.
pub(super) fn files(edition: &Edition) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for kind in ItemKind::ALL {
        for (at, heading) in headings(edition, kind).iter().enumerate() {
            if let Some(mut body) = body(edition, kind, at) {
                body.push('\n');
                files.push((item_path(kind, &heading.key), body.into_bytes()));
            }
        }
    }
    files.push((INDEX.to_owned(), index(edition)));
    files
}

/// The list of all items.
pub(super) const INDEX: &str = "items/index.json";

/// The list of all items: kind, key, title and file of each.
pub(super) fn index(edition: &Edition) -> Vec<u8> {
    let quoted = |text: &str| Value::from(text).to_string();
    let mut out = String::from("{\"items\":[");
    let mut separator = "\n";
    for kind in ItemKind::ALL {
        for heading in headings(edition, kind) {
            out.push_str(&format!(
                "{separator}{{\"kind\":{},\"key\":{},\"title\":{},\"file\":{}}}",
                quoted(kind.word()),
                quoted(&heading.key),
                quoted(&heading.title),
                quoted(&item_path(kind, &heading.key)),
            ));
            separator = ",\n";
        }
    }
    out.push_str("\n]}\n");
    out.into_bytes()
}

/// The item whose file this is.
pub(super) fn at_path(edition: &Edition, path: &str) -> Option<Vec<u8>> {
    if path == INDEX {
        return Some(index(edition));
    }
    let rest = path.strip_prefix("items/")?.strip_suffix(".json")?;
    let kind = ItemKind::from_word(rest.split('/').next()?)?;
    let at = headings(edition, kind).iter().position(|heading| item_path(kind, &heading.key) == path)?;
    let mut found = body(edition, kind, at)?;
    found.push('\n');
    Some(found.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::{example, items};

    #[test]
    fn items_as_files_are_those_the_edition_keeps() {
        let edition = example::edition(12);
        let kept = items(&edition).unwrap();
        let files = files(&edition);
        assert_eq!(files.len(), kept.len() + 1);
        for item in kept {
            let path = item_path(item.kind, &item.key);
            let found = at_path(&edition, &path).unwrap_or_else(|| panic!("{path}"));
            assert_eq!(String::from_utf8(found.clone()).unwrap().trim_end(), item.body, "{path}");
            assert!(files.contains(&(path, found)));
        }
    }

    #[test]
    fn a_key_that_looks_like_a_path_leads_nowhere_else() {
        assert_eq!(file_name("../etc"), "~2E.~2Fetc");
        assert_eq!(file_name(".."), "~2E.");
        assert_eq!(file_name(""), "~");
        assert_eq!(file_name("事1"), "~E4~BA~8B1");
        assert_eq!(file_name("a\\b:c\0"), "a~5Cb~3Ac~00");
        let key = "2026/../../x";
        assert_eq!(item_path(ItemKind::Program, key), "items/program/2026/~2E./~2E./x.json");
    }
}
