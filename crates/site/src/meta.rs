//! What servers and search engines ask for (サーバーと検索エンジン向け): the page for what is not found, `robots.txt`, the site map.

use askama::Template;
use publish::edition::Edition;

use crate::html::escape;
use crate::page::{Frame, Section, render};
use crate::{File, Site, links};

#[derive(Template)]
#[template(path = "not-found.html")]
struct NotFound<'a> {
    f: Frame<'a>,
}

/// The page for what is not found, and `robots.txt`.
pub fn pages(_edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let mut f = site.frame("404.html", Section::None, "ページが見つかりません");
    // A server shows it at any depth: where the site's address is known, its links begin at the top.
    if !site.options.base_url.is_empty() {
        f.root = links::path_of(&site.options.base_url);
    }
    let mut robots = String::from("User-agent: *\nAllow: /\n");
    if !site.options.base_url.is_empty() {
        robots.push_str(&format!("Sitemap: {}\n", links::absolute(&site.options.base_url, SITE_MAP)));
    }
    vec![render("404.html", &NotFound { f }), File { path: "robots.txt".into(), bytes: robots.into_bytes() }]
}

const SITE_MAP: &str = "sitemap.xml";

/// The site map: every page with its whole address; nothing where the site's address is not known.
pub fn site_map(edition: &Edition, site: &Site<'_>, files: &[File]) -> Option<File> {
    let base = &site.options.base_url;
    if base.is_empty() {
        return None;
    }
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let pages =
        files.iter().map(|file| file.path.as_str()).filter(|path| path.ends_with(".html") && *path != "404.html");
    let mut pages: Vec<&str> = pages.collect();
    pages.sort_unstable();
    let day = &edition.about.published_on;
    let is_day = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let changed = if is_day { format!("<lastmod>{day}</lastmod>") } else { String::new() };
    for page in pages {
        out.push_str(&format!("<url><loc>{}</loc>{changed}</url>\n", escape(&links::absolute(base, page))));
    }
    out.push_str("</urlset>\n");
    Some(File { path: SITE_MAP.into(), bytes: out.into_bytes() })
}
