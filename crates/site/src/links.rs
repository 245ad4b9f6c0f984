//! Links (リンク): safe names of files, ways from one page to another.

mod check;
mod tags;

use sha2::{Digest, Sha256};

pub use check::{DECLARED, Fault, Why, check, is_safe};

/// Names a file system or this site keeps for itself.
const KEPT: [&str; 7] = ["index", "con", "prn", "aux", "nul", "by-name", "by-number"];

/// A name from an id of the edition that is safe in every file system and address, and the same every time: the id itself
/// where it is of lower-case letters, digits and hyphens, else a digest of it. Two ids never share a name, whatever they hold.
pub fn slug(id: &str) -> String {
    let is_plain = id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let is_kept = KEPT.contains(&id) || id.starts_with("x-") || id.starts_with("com") || id.starts_with("lpt");
    if is_plain && !is_kept && (1..=60).contains(&id.len()) {
        return id.to_owned();
    }
    let digest = Sha256::digest(id.as_bytes());
    let hex: String = digest.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    format!("x-{hex}")
}

/// What leads from a page at `path` to the site's root: `programs/0123.html` → `../`.
pub fn to_root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// The full address of a path: a folder's first page is the folder itself.
pub fn absolute(base_url: &str, path: &str) -> String {
    let short = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    format!("{base_url}/{short}")
}

/// The path of an address without its host, ending in `/`: `https://a.jp/b` → `/b/`.
pub fn path_of(base_url: &str) -> String {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_path() {
        assert_eq!(slug("0123"), "0123");
        assert_eq!(slug("care-homes"), "care-homes");
        for id in ["../../etc/passwd", "a/b", "..", "", "CON", "con", "Ａ", "a b", "index", "x-1", "A1", "a.html"] {
            let name = slug(id);
            assert!(name.starts_with("x-") && name.len() == 22, "{id}: {name}");
        }
        assert_ne!(slug("A1"), slug("a1"));
    }

    #[test]
    fn ways_and_addresses() {
        assert_eq!(to_root("index.html"), "");
        assert_eq!(to_root("en/programs/1.html"), "../../");
        assert_eq!(absolute("https://a.jp/b", "index.html"), "https://a.jp/b/");
        assert_eq!(absolute("https://a.jp", "clusters/index.html"), "https://a.jp/clusters/");
        assert_eq!((path_of("https://a.jp"), path_of("https://a.jp/b/c")), ("/".into(), "/b/c/".into()));
    }
}
