//! `reading/` of the public site (このサイトの読み方): the marks of figures, how amounts are written, what a direction means, how
//! to read each kind of chart.

use askama::Template;
use publish::edition::Edition;
use publish::plain::{ChartKind, direction_meaning, per_citizen_note};
use reform::program::Direction;

use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site};

#[derive(Template)]
#[template(path = "reading/index.html")]
struct ReadingPage<'a> {
    f: Frame<'a>,
    directions: Vec<(&'static str, &'static str)>,
    charts: Vec<(&'static str, &'static str)>,
    per_citizen: Option<String>,
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let page = |prefix: &str| {
        let path = format!("{prefix}reading/index.html");
        let title = Lang::of_path(&path).pick("このサイトの読み方", "How to read this site");
        let mut f = site.frame(&path, Section::None, title);
        f.description =
            f.t("数値の印、金額、方向性、図の読み方。", "Marks, amounts, directions and charts.").to_owned();
        let lang = f.lang.pick_chart();
        let direction = |direction: &Direction| {
            (f.lang.pick(direction.label_ja(), direction.label_en()), direction_meaning(direction.word(), lang))
        };
        let page = ReadingPage {
            directions: Direction::ALL.iter().map(direction).collect(),
            charts: ChartKind::ALL.iter().map(|kind| (name(*kind, f.lang), kind.reading(lang))).collect(),
            per_citizen: per_citizen_note(&edition.about, lang),
            f,
        };
        render(&path, &page)
    };
    ["", "en/"].into_iter().map(page).collect()
}

/// What a kind of chart is called.
fn name(kind: ChartKind, lang: Lang) -> &'static str {
    match kind {
        ChartKind::Bars => lang.pick("棒グラフ", "Bar chart"),
        ChartKind::Stacked => lang.pick("積み上げ棒グラフ", "Stacked bars"),
        ChartKind::Lines => lang.pick("折れ線グラフ", "Line chart"),
        ChartKind::Band => lang.pick("幅のある折れ線グラフ", "Lines with a range"),
        ChartKind::Scatter => lang.pick("散布図", "Scatter chart"),
        ChartKind::Sankey => lang.pick("流れ図", "Flow of money"),
        ChartKind::Roadmap => lang.pick("工程表", "Roadmap"),
        ChartKind::LogicModel => lang.pick("ロジックモデル", "Logic model"),
    }
}
