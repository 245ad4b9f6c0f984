//! Whether every link of a site leads somewhere (リンクの点検): files, fragments, style sheets; and that nothing is fetched from
//! elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rayon::prelude::*;

use super::path_of;
use crate::File;
use crate::links::tags::{Tag, tags, unescape};

/// Where a link of the site may lead outside it: pages one reads, never files a page is made of.
pub const DECLARED: [&str; 1] = ["https://creativecommons.org/licenses/"];

/// A link that is wrong (誤ったリンク).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file it stands in.
    pub path: String,
    /// The link as written.
    pub link: String,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a link (誤りの種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The site has no such file.
    NoFile,
    /// The page has no such place.
    NoPlace,
    /// It leads out of the site to what was not declared, or lets the browser fetch something from elsewhere.
    LeavesTheSite,
    /// Two elements of the page have this id, so that a link to it is not certain.
    TwoPlaces,
    /// Two files would have this path.
    TwoFiles,
    /// The path of a file is not of safe characters.
    UnsafePath,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ja, en) = match self.why {
            Why::NoFile => ("リンク先のファイルがありません", "leads to no file of the site"),
            Why::NoPlace => ("リンク先のページにその箇所がありません", "leads to no place of that page"),
            Why::LeavesTheSite => ("サイトの外を指しています", "leads out of the site"),
            Why::TwoPlaces => ("同じ id が2か所にあります", "this id stands twice"),
            Why::TwoFiles => ("同じ名前のファイルが2つあります", "two files of this name"),
            Why::UnsafePath => ("安全でない文字を含むファイル名です", "not a safe name of a file"),
        };
        write!(f, "{}: “{}” — {ja} / {en}", self.path, self.link)
    }
}

/// What one file says (一つのファイルの中身): places to lead to, and links.
#[derive(Default)]
struct Page {
    places: BTreeSet<String>,
    links: Vec<(String, bool)>,
    faults: Vec<Fault>,
}

/// Everything wrong with the links of a site, sorted; nothing when all lead somewhere. `base_url` is the site's own address
/// where it is known, and absolute links to it count as links inside.
pub fn check(files: &[File], base_url: &str) -> Vec<Fault> {
    let pages: Vec<Page> = files.par_iter().map(read).collect();
    let mut known: BTreeMap<&str, &Page> = BTreeMap::new();
    let mut faults = Vec::new();
    for (file, page) in files.iter().zip(&pages) {
        let fault = |why| Fault { path: file.path.clone(), link: String::new(), why };
        if known.insert(&file.path, page).is_some() {
            faults.push(fault(Why::TwoFiles));
        }
        if !is_safe(&file.path) {
            faults.push(fault(Why::UnsafePath));
        }
        faults.extend(page.faults.iter().cloned());
    }
    let own = Own { base_url, root: path_of(base_url) };
    let wrong = files.par_iter().zip(&pages).flat_map_iter(|(file, page)| {
        let known = &known;
        let own = &own;
        page.links.iter().filter_map(move |(link, is_fetched)| {
            let why = wrong_with(&file.path, link, *is_fetched, known, own)?;
            Some(Fault { path: file.path.clone(), link: link.clone(), why })
        })
    });
    faults.extend(wrong.collect::<Vec<_>>());
    faults.sort();
    faults.dedup();
    faults
}

/// Whether a path is made of safe characters only and leads nowhere but down.
pub fn is_safe(path: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
    };
    path.len() <= 200 && path.split('/').all(is_plain)
}

/// The site's own address.
struct Own<'a> {
    base_url: &'a str,
    root: String,
}

fn wrong_with(from: &str, link: &str, is_fetched: bool, known: &BTreeMap<&str, &Page>, own: &Own<'_>) -> Option<Why> {
    let inside = match own.base_url {
        "" => None,
        base => link.strip_prefix(base).and_then(|rest| match rest {
            "" => Some("index.html"),
            rest => rest.strip_prefix('/'),
        }),
    };
    // Only the page for what is not found is shown at any depth and needs the way from the top.
    let inside = inside.or_else(|| link.strip_prefix(own.root.as_str()).filter(|_| from == "404.html"));
    let (base, link) = match inside {
        Some(rest) => ("index.html", if rest.is_empty() { "index.html" } else { rest }),
        None if has_scheme(link) || link.starts_with('/') => {
            let is_declared = !is_fetched && DECLARED.iter().any(|declared| link.starts_with(declared));
            return (!is_declared).then_some(Why::LeavesTheSite);
        }
        None => (from, link),
    };
    let (address, place) = link.split_once('#').unwrap_or((link, ""));
    let Some(target) = resolve(base, address.split('?').next().unwrap_or_default()) else {
        return Some(Why::LeavesTheSite);
    };
    match known.get(target.as_str()) {
        None => Some(Why::NoFile),
        Some(page) if !place.is_empty() && !page.places.contains(&decode(place)) => Some(Why::NoPlace),
        Some(_) => None,
    }
}

/// Whether a link names how to fetch it: `https:`, `data:`, `mailto:`.
fn has_scheme(link: &str) -> bool {
    let scheme = link.split(['/', '?', '#']).next().unwrap_or_default();
    scheme
        .split_once(':')
        .is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)))
}

/// The path a relative link leads to; nothing where it climbs above the root.
fn resolve(from: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(from.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    if link.ends_with('/') || link.ends_with("..") || link == "." {
        parts.push("index.html");
    }
    Some(decode(&parts.join("/")))
}

/// Percent-encoded bytes as what they stand for.
fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let code = pair.and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn read(file: &File) -> Page {
    let text = || String::from_utf8_lossy(&file.bytes);
    match file.path.rsplit('.').next() {
        Some("html" | "svg") => read_markup(&file.path, &text()),
        Some("css") => Page { links: in_sheet(&text()), ..Page::default() },
        _ => Page::default(),
    }
}

fn read_markup(path: &str, text: &str) -> Page {
    let mut page = Page::default();
    tags(text, |tag| {
        for (name, value) in &tag.attributes {
            let value = unescape(value);
            match *name {
                "id" => {
                    let is_new = page.places.insert(value.clone().into_owned());
                    page.faults.extend((!is_new).then(|| Fault {
                        path: path.to_owned(),
                        link: format!("#{value}"),
                        why: Why::TwoPlaces,
                    }));
                }
                "href" | "xlink:href" | "src" | "action" | "poster" | "data" | "formaction" => {
                    page.links.push((value.trim().to_owned(), is_fetched(&tag)));
                }
                "srcset" => {
                    let sources = value.split(',').filter_map(|source| source.split_whitespace().next());
                    page.links.extend(sources.map(|source| (source.to_owned(), true)));
                }
                _ => {}
            }
        }
    });
    page
}

/// Whether the browser fetches what the element names by itself, and not because somebody follows it.
fn is_fetched(tag: &Tag<'_>) -> bool {
    let says = |wanted: &str| {
        tag.attributes.iter().any(|(name, value)| *name == "rel" && value.split_whitespace().any(|word| word == wanted))
    };
    match tag.name {
        "a" | "area" | "form" => false,
        "link" => !says("canonical") && !says("alternate"),
        _ => true,
    }
}

/// What a style sheet fetches.
fn in_sheet(sheet: &str) -> Vec<(String, bool)> {
    let urls = sheet.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let imports = sheet.split("@import").skip(1).filter_map(|rest| rest.split(';').next());
    let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    urls.chain(imports.filter(|import| !import.contains("url("))).map(|text| (bare(text), true)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(pages: &[(&str, &str)]) -> Vec<File> {
        pages.iter().map(|(path, text)| File { path: (*path).into(), bytes: text.as_bytes().to_vec() }).collect()
    }

    fn whys(pages: &[(&str, &str)]) -> Vec<Why> {
        check(&site(pages), "https://a.jp/b").into_iter().map(|fault| fault.why).collect()
    }

    #[test]
    fn links_that_lead_somewhere_are_no_fault() {
        let home = r##"<a href="p/1.html#x">1</a><a href='p/'>p</a><a href="#y">y</a><p id="y">"##;
        let page =
            r##"<a href="../index.html?q=1#y">h</a><p id="x"><a href="https://a.jp/b/p/">b</a><!-- <a href="no"> -->"##;
        let found = r##"<a href="/b/p/1.html">1</a><script src="/b/s.js">if (a<b) "<a href='no'>"</script>"##;
        let files = [("index.html", home), ("p/1.html", page), ("p/index.html", ""), ("404.html", found), ("s.js", "")];
        assert_eq!(whys(&files), []);
    }

    #[test]
    fn each_kind_of_fault_is_found() {
        assert_eq!(whys(&[("a.html", "<a href=b.html>")]), [Why::NoFile]);
        assert_eq!(whys(&[("a.html", "<a href=\"#no\">")]), [Why::NoPlace]);
        assert_eq!(whys(&[("a.html", "<a href=\"../a.html\">")]), [Why::LeavesTheSite]);
        assert_eq!(whys(&[("a.html", "<a href=\"/a.html\">")]), [Why::LeavesTheSite]);
        assert_eq!(whys(&[("a.html", "<img src=\"//cdn.example/x.png\">")]), [Why::LeavesTheSite]);
        assert_eq!(whys(&[("a.html", "<a href=\"javascript:alert(1)\">")]), [Why::LeavesTheSite]);
        assert_eq!(whys(&[("a.css", "p { background: url('https://b.jp/c.png') }")]), [Why::LeavesTheSite]);
        assert_eq!(whys(&[("a.html", "<p id=a><p id=a>")]), [Why::TwoPlaces]);
        assert_eq!(whys(&[("a.html", ""), ("a.html", "")]), [Why::TwoFiles]);
        assert_eq!(whys(&[("../a.html", "")]), [Why::UnsafePath]);
        assert_eq!(whys(&[("名前.html", "")]), [Why::UnsafePath]);
    }

    #[test]
    fn a_declared_page_may_be_read_but_nothing_fetched_from_it() {
        let licence = "https://creativecommons.org/licenses/by/4.0/";
        assert_eq!(whys(&[("a.html", &format!("<a href=\"{licence}\">"))]), []);
        assert_eq!(whys(&[("a.html", &format!("<script src=\"{licence}\"></script>"))]), [Why::LeavesTheSite]);
    }
}
