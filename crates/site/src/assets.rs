//! Style sheets, scripts and icons (静的ファイル): built into the program, named by their content, so that a browser may keep
//! them for ever and never shows a new page with an old sheet.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use crate::File;

macro_rules! file {
    ($path:literal) => {
        include_str!(concat!("../static/", $path))
    };
}

/// The files by the name they are asked by: `site.css`.
static ASSETS: LazyLock<BTreeMap<&'static str, Asset>> = LazyLock::new(|| {
    let sheet = [
        publish::style::TOKENS,
        file!("css/base.css"),
        file!("css/layout.css"),
        file!("css/parts.css"),
        publish::style::CHARTS,
        file!("css/print.css"),
    ]
    .concat();
    let embed = [
        publish::style::TOKENS,
        publish::style::CHARTS,
        publish::style::LOGIC_MODEL,
        publish::style::ROADMAP,
        file!("css/embed.css"),
    ]
    .concat();
    let files: Vec<(&'static str, String)> = vec![
        ("site.css", without_comments(&sheet)),
        ("logic-model.css", without_comments(publish::style::LOGIC_MODEL)),
        ("roadmap.css", without_comments(publish::style::ROADMAP)),
        ("sections.css", without_comments(file!("css/sections.css"))),
        ("embed.css", without_comments(&embed)),
        ("what-if.js", file!("js/what-if.js").into()),
        ("theme.js", file!("js/theme.js").into()),
        ("site.js", file!("js/site.js").into()),
        ("search.js", file!("js/search.js").into()),
        ("icons.svg", file!("icons.svg").into()),
        ("mark.svg", file!("mark.svg").into()),
    ];
    files.into_iter().map(|(name, text)| (name, Asset::new(name, text))).collect()
});

struct Asset {
    path: String,
    text: String,
}

impl Asset {
    fn new(name: &str, text: String) -> Asset {
        let digest = Sha256::digest(text.as_bytes());
        let short: String = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        let (stem, kind) = name.rsplit_once('.').unwrap_or((name, "txt"));
        Asset { path: format!("assets/{stem}.{short}.{kind}"), text }
    }
}

/// The path from the site's root of the asset of this name: `site.css` → `assets/site.1a2b3c4d5e.css`.
///
/// # Panics
/// When there is no such asset: its name stands in a template of this crate, and a test renders every template.
pub fn path(name: &str) -> &'static str {
    let asset = ASSETS.get(name).unwrap_or_else(|| panic!("no asset is called {name}"));
    &asset.path
}

/// All of them.
pub fn files() -> Vec<File> {
    ASSETS.values().map(|asset| File { path: asset.path.clone(), bytes: asset.text.clone().into_bytes() }).collect()
}

/// A style sheet without its comments and line ends; nothing in ours has either inside a string.
fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_its_content_and_only_then() {
        let one = Asset::new("a.css", "p { color: red }".into());
        assert_eq!(one.path, Asset::new("a.css", "p { color: red }".into()).path);
        assert_ne!(one.path, Asset::new("a.css", "p { color: blue }".into()).path);
        assert!(path("site.css").starts_with("assets/site.") && path("site.css").ends_with(".css"));
    }

    #[test]
    fn comments_leave_and_rules_stay() {
        assert_eq!(
            without_comments("/* a */\n\np { color: red } /* b\nc */\n  q { x: y }\n"),
            "p { color: red }\nq { x: y }"
        );
    }
}
