//! A chart as it stands in a page (図の部品): picture, words, data table and source, always together.

use askama::Template;
use publish::edition::{Picture, PictureData};
use publish::table::DataTable;

use crate::html::{Html, is_japanese};
use crate::lang::Lang;
use crate::page::Frame;

#[derive(Template)]
#[template(path = "figure.html")]
struct Figure<'a> {
    f: &'a Frame<'a>,
    id: String,
    data: &'a PictureData,
    table: DataTable,
    basis: &'static str,
    reading: &'a str,
    svg: Html,
    svg_narrow: Html,
    csv: Option<String>,
    embed: Option<String>,
}

/// The most columns of a table that a sheet of A4 holds in legible type.
const PAPER_COLUMNS: usize = 12;

impl Figure<'_> {
    fn is_too_wide_for_paper(&self) -> bool {
        self.table.header.len() > PAPER_COLUMNS
    }
}

/// The chart as HTML in the page's language. `csv` is the path of its data from the site's root, `embed` that of the page
/// which shows it alone; either may be nothing.
///
/// # Panics
/// Never in practice: a template that only writes text into memory cannot fail.
pub fn figure(f: &Frame<'_>, picture: &Picture, csv: Option<&str>, embed: Option<&str>) -> Html {
    let data = f.lang.pick_picture(picture);
    let html = Figure {
        f,
        id: format!("figure-{}", crate::links::slug(&picture.id)),
        data,
        table: data.table.data_table(),
        basis: basis_label(&picture.basis, f.lang),
        reading: publish::plain::reading_of(
            picture,
            match f.lang {
                Lang::Ja => publish::plain::Lang::Ja,
                Lang::En => publish::plain::Lang::En,
            },
        ),
        // Drawn by `publish::chart`, which escapes what it takes from data.
        svg: svg(&data.svg, f.lang),
        svg_narrow: svg(&data.svg_narrow, f.lang),
        csv: csv.map(|path| f.to(path)),
        embed: embed.map(|path| f.to(path)),
    };
    Html(html.render().expect("a template writes into memory only"))
}

impl Lang {
    /// The picture in this language; Japanese where none was drawn in English.
    pub fn pick_picture(self, picture: &Picture) -> &PictureData {
        if self == Lang::En && !picture.en.svg.is_empty() { &picture.en } else { &picture.ja }
    }
}

/// The word for what kind of figures a picture shows, by its stable word.
pub fn basis_label(basis: &str, lang: Lang) -> &'static str {
    match basis {
        "published" => lang.pick("公表値", "published"),
        "assumed" => lang.pick("仮定", "assumed"),
        "illustrative" => lang.pick("例示", "illustrative"),
        _ => "",
    }
}

/// A picture as it stands in a page: on an English page each text that holds Japanese says so, for screen readers and fonts.
pub fn svg(svg: &str, lang: Lang) -> Html {
    if lang == Lang::Ja {
        return Html(svg.to_owned());
    }
    let mut pieces = svg.split("<text ");
    let mut out = String::with_capacity(svg.len() + 256);
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let content = piece.split_once("</text>").map_or(piece, |(content, _)| content);
        let words = content.split_once('>').map_or("", |(_, words)| words);
        out.push_str(if words.chars().any(is_japanese) { "<text lang=\"ja\" " } else { "<text " });
        out.push_str(piece);
    }
    Html(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_in_an_english_picture_says_so() {
        let picture = "<svg><text x=\"1\">橋</text><text y=\"2\">bridge</text></svg>";
        assert_eq!(svg(picture, Lang::Ja).0, picture);
        let marked = "<svg><text lang=\"ja\" x=\"1\">橋</text><text y=\"2\">bridge</text></svg>";
        assert_eq!(svg(picture, Lang::En).0, marked);
    }
}
