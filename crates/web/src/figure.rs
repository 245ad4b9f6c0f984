//! A chart as it stands in a page (図の部品): picture, words, data table and source, always together.

use app::chart::{Basis, Chart};
use askama::Template;

use crate::html::{Html, icon};
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
        svg: Html(chart.svg.clone()),
        svg_narrow: Html(chart.svg_narrow.clone()),
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
