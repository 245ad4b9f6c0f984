//! A chart as it stands in a page (図の部品): picture, words, data table and source, always together.

use app::chart::{Basis, Chart};
use askama::Template;

use crate::html::{Html, icon, is_japanese};
use crate::lang::Lang;

#[derive(Template)]
#[template(path = "chart.html")]
struct Figure<'a> {
    id: &'a str,
    chart: &'a Chart,
    lang: Lang,
    unit: &'a str,
    basis: &'static str,
    description: &'a str,
    svg: Html,
    svg_narrow: Html,
    csv_href: &'a str,
    download: Html,
}

/// The chart as HTML; `csv_href` is the address of its data, or empty.
pub fn figure(id: &str, chart: &Chart, lang: Lang, csv_href: &str) -> Html {
    let html = Figure {
        id,
        chart,
        lang,
        unit: "",
        basis: basis_label(chart.basis, lang),
        description: lang.pick(&chart.description, &chart.description_en),
        // The SVG is made by this program and escapes what it takes from data.
        svg: picture(&chart.svg, lang),
        svg_narrow: picture(&chart.svg_narrow, lang),
        csv_href,
        download: icon("download"),
    };
    match html.render() {
        Ok(html) => Html(html),
        Err(error) => {
            tracing::error!(%error, "a chart could not be rendered");
            Html::default()
        }
    }
}

/// A picture as it stands in a page: on an English page each text that holds Japanese says so, for screen readers and fonts.
pub fn picture(svg: &str, lang: Lang) -> Html {
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

/// The chart language of a page language.
pub fn chart_lang(lang: Lang) -> app::chart::Lang {
    match lang {
        Lang::Ja => app::chart::Lang::Ja,
        Lang::En => app::chart::Lang::En,
    }
}

fn basis_label(basis: Basis, lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => basis.label_ja(),
        Lang::En => basis.label_en(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_in_an_english_picture_says_so() {
        let svg = "<svg><text x=\"1\">橋</text><text y=\"2\">bridge</text></svg>";
        assert_eq!(picture(svg, Lang::Ja).0, svg);
        let marked = "<svg><text lang=\"ja\" x=\"1\">橋</text><text y=\"2\">bridge</text></svg>";
        assert_eq!(picture(svg, Lang::En).0, marked);
    }
}
