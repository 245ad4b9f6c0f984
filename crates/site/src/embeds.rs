//! `embed/` and `embeds/` of the public site (図表の埋め込み): every picture alone, as a small page and as an SVG with its source
//! inside, and the one line of HTML that shows it in somebody else's page.

pub mod drawn;
mod svg;

pub use svg::number;

use std::borrow::Cow;

use askama::Template;
use publish::edition::{Edition, Picture};
use publish::table::DataTable;

use crate::figure::{basis_label, figure};
use crate::html::{Html, mixed};
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, assets, links};

/// The ways to take a picture elsewhere.
struct Lines {
    /// The id its lines stand at.
    id: String,
    title: Html,
    basis: &'static str,
    page: String,
    svg: String,
    csv: String,
    iframe: String,
    img: String,
    knows_address: bool,
}

#[derive(Template)]
#[template(path = "embeds/line.html")]
struct LinePart<'a> {
    f: &'a Frame<'a>,
    one: Lines,
}

#[derive(Template)]
#[template(path = "embeds/list.html")]
struct ListPart<'a> {
    f: &'a Frame<'a>,
    all: Vec<Lines>,
}

#[derive(Template)]
#[template(path = "embeds/index.html")]
struct IndexPage<'a> {
    f: Frame<'a>,
    families: Vec<(&'static str, Html)>,
}

#[derive(Template)]
#[template(path = "embeds/embed.html")]
struct EmbedPage {
    lang: Lang,
    title: Html,
    plain_title: String,
    basis: &'static str,
    svg: Html,
    svg_narrow: Html,
    description: Html,
    table: DataTable,
    source: Html,
    edition: String,
    home: String,
    sheet: String,
}

impl EmbedPage {
    fn t<'t>(&self, ja: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(ja, en)
    }

    fn mixed(&self, text: &str) -> Html {
        mixed(self.lang, text)
    }
}

/// A picture with everything that belongs to it: words, table, source, data, and below it the line that embeds it.
pub fn with_line(f: &Frame<'_>, picture: &Picture) -> Html {
    let csv = csv_path(picture);
    let part = LinePart { f, one: lines_of(f, picture) };
    let line = part.render().expect("a template writes into memory only");
    Html(format!("<div class=\"picture\">{}{line}</div>", figure(f, picture, Some(&csv), None)))
}

/// The ways to take these pictures elsewhere, as a list.
pub fn lines(f: &Frame<'_>, pictures: &[Cow<'_, Picture>]) -> Html {
    let list = ListPart { f, all: pictures.iter().map(|picture| lines_of(f, picture)).collect() };
    Html(list.render().expect("a template writes into memory only"))
}

/// The path of a picture's data from the site's root.
pub fn csv_path(picture: &Picture) -> String {
    format!("data/pictures/{}.csv", links::slug(&picture.id))
}

fn path(picture: &Picture, lang: Lang, kind: &str) -> String {
    format!("{}embed/{}.{kind}", lang.pick("", "en/"), links::slug(&picture.id))
}

fn lines_of(f: &Frame<'_>, picture: &Picture) -> Lines {
    let data = f.lang.pick_picture(picture);
    let base = &f.site.options.base_url;
    let address = |kind: &str| {
        let path = path(picture, f.lang, kind);
        if base.is_empty() { path } else { format!("{base}/{path}") }
    };
    let escape = crate::html::escape;
    let (width, height) = svg::size(&data.svg);
    Lines {
        id: format!("embed-{}", links::slug(&picture.id)),
        title: f.mixed(&data.title),
        basis: basis_label(&picture.basis, f.lang),
        page: f.to(&path(picture, f.lang, "html")),
        svg: f.to(&path(picture, f.lang, "svg")),
        csv: f.to(&csv_path(picture)),
        iframe: format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\"></iframe>",
            escape(&address("html")),
            escape(&data.title),
            frame_height(width, height)
        ),
        img: format!(
            "<img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\" loading=\"lazy\">",
            escape(&address("svg")),
            escape(&alternative(&data.title, &data.description)),
            svg::number(width),
            svg::number(svg::framed_height(&data.svg))
        ),
        knows_address: !base.is_empty(),
    }
}

/// What an image says where it cannot be seen: title and words, not longer than anybody listens.
fn alternative(title: &str, description: &str) -> String {
    const MOST: usize = 400;
    let all = if description.is_empty() { title.to_owned() } else { format!("{title}。{description}") };
    match all.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &all[..at]),
        None => all,
    }
}

/// How high the frame of a picture is: as drawn on 640 px, with heading, words and source around it.
fn frame_height(width: f64, height: f64) -> i64 {
    let drawn = (640.0 * height / width.max(1.0)).clamp(120.0, 1_200.0);
    (drawn.ceil() as i64 + 260) / 10 * 10
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let pictures = drawn::all(edition);
    if pictures.is_empty() {
        return Vec::new();
    }
    let mut files: Vec<File> = Vec::with_capacity(pictures.len() * 5 + 2);
    for picture in &pictures {
        for lang in [Lang::Ja, Lang::En] {
            files.push(embed_page(site, picture, lang));
            let data = lang.pick_picture(picture);
            let basis = basis_label(&picture.basis, lang);
            let framed = svg::framed(data, &edition_line(site, lang), basis, lang);
            files.push(File { path: path(picture, lang, "svg"), bytes: framed.into_bytes() });
        }
        if drawn::is_of_site(edition, picture) {
            files.extend(csv(picture));
        }
    }
    for prefix in ["", "en/"] {
        let path = format!("{prefix}embeds/index.html");
        let f = site.frame(&path, Section::None, Lang::of_path(&path).pick("図表の埋め込み", "Embed a chart"));
        let families = families(&f, &pictures);
        files.push(render(&path, &IndexPage { families, f }));
    }
    files
}

/// The pictures by what they are about, each kind with its heading.
fn families(f: &Frame<'_>, pictures: &[Cow<'_, Picture>]) -> Vec<(&'static str, Html)> {
    const FAMILIES: [(&str, &str, &str); 10] = [
        ("plan", "計画の図表", "The plan"),
        ("outlook", "財政見通し", "Outlook"),
        ("frame", "次世代投資枠", "Investment frame"),
        ("roadmap", "工程表", "Roadmap"),
        ("cluster", "クラスターの事業費", "Money of clusters"),
        ("logic-model", "ロジックモデル", "Logic models"),
        ("cities", "都市比較", "Comparison of cities"),
        ("facilities", "公共施設", "Public facilities"),
        ("initiatives", "挑戦する市役所の指標", "Indicators of the city hall"),
        ("programs", "事業", "Programs"),
    ];
    let known = |family: &str| FAMILIES.iter().any(|(word, ..)| *word == family);
    let of = |is_in: &dyn Fn(&str) -> bool| -> Vec<Cow<'_, Picture>> {
        pictures.iter().filter(|one| is_in(&one.family)).map(|one| Cow::Borrowed(&**one)).collect()
    };
    let mut found: Vec<(&'static str, Html)> = Vec::new();
    for (word, ja, en) in FAMILIES {
        let own = of(&|family| family == word);
        if !own.is_empty() {
            found.push((f.lang.pick(ja, en), lines(f, &own)));
        }
    }
    let others = of(&|family| !known(family));
    if !others.is_empty() {
        found.push((f.lang.pick("そのほか", "Others"), lines(f, &others)));
    }
    found
}

fn embed_page(site: &Site<'_>, picture: &Picture, lang: Lang) -> File {
    let data = lang.pick_picture(picture);
    let path = path(picture, lang, "html");
    let to_root = links::to_root(&path);
    let index = format!("{}embeds/index.html#embed-{}", lang.pick("", "en/"), links::slug(&picture.id));
    let page = EmbedPage {
        lang,
        title: mixed(lang, &data.title),
        plain_title: data.title.clone(),
        basis: basis_label(&picture.basis, lang),
        // Drawn by `publish::chart`, which escapes what it takes from data.
        svg: crate::figure::svg(&data.svg, lang),
        svg_narrow: crate::figure::svg(if data.svg_narrow.is_empty() { "" } else { &data.svg_narrow }, lang),
        description: mixed(lang, &data.description),
        table: data.table.data_table(),
        source: mixed(lang, &data.source),
        edition: edition_line(site, lang),
        home: format!("{to_root}{index}"),
        sheet: format!("{to_root}{}", assets::path("embed.css")),
    };
    render(&path, &page)
}

/// The edition a picture is of, as it stands below it: `例示市 市政変革 第2版（2026年11月22日公表）`.
fn edition_line(site: &Site<'_>, lang: Lang) -> String {
    let frame = site.frame(lang.pick("embed/x.html", "en/embed/x.html"), Section::None, "");
    format!("{} {}", frame.site_name(), frame.edition_line())
}

/// The data of a picture the open data do not know.
fn csv(picture: &Picture) -> Option<File> {
    let mut bytes = Vec::new();
    picture.ja.table.data_table().write_csv(&mut bytes).ok()?;
    Some(File { path: csv_path(picture), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alternative_text_ends_where_nobody_listens_any_longer() {
        assert_eq!(alternative("図", ""), "図");
        assert_eq!(alternative("図", "説明"), "図。説明");
        let long = alternative("図", &"あ".repeat(900));
        assert_eq!(long.chars().count(), 401);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_frame_is_as_high_as_its_picture_and_the_words_around_it() {
        assert_eq!(frame_height(640.0, 300.0), 560);
        assert_eq!(frame_height(100.0, 100_000.0), 1_460);
        assert_eq!(frame_height(0.0, 0.0), 380);
    }
}
