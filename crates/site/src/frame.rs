//! `frame/` of the public site (次世代投資枠): target and progress, closed years balanced to the yen, the ledger.

use askama::Template;
use publish::edition::{Edition, FrameEntry, FrameYear};

use crate::embeds::{self, drawn};
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, discussion, shown};

struct Year {
    label: String,
    sources: String,
    uses: String,
    difference: String,
    is_balanced: bool,
}

struct Entry {
    number: i64,
    year: String,
    category: Html,
    name: Html,
    amount: String,
    ground: Html,
    is_illustrative: bool,
}

struct Side {
    id: &'static str,
    title: &'static str,
    entries: Vec<Entry>,
    total: String,
}

#[derive(Template)]
#[template(path = "frame/index.html")]
struct FramePage<'a> {
    f: Frame<'a>,
    figures: Vec<(&'static str, String, String)>,
    progress: Option<String>,
    source: Html,
    is_illustrative: bool,
    years: Vec<Year>,
    pictures: Vec<Html>,
    sides: Vec<Side>,
    answers: Option<Html>,
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if !site.has(Section::Frame, Lang::Ja) {
        return Vec::new();
    }
    let page = |prefix: &str| {
        let path = format!("{prefix}frame/index.html");
        let title = Lang::of_path(&path).pick("次世代投資枠", "Investment frame for the next generation");
        render(&path, &page(edition, site.frame(&path, Section::Frame, title)))
    };
    ["", "en/"].into_iter().map(page).collect()
}

fn page<'a>(edition: &'a Edition, mut f: Frame<'a>) -> FramePage<'a> {
    let frame = &edition.frame;
    f.description =
        f.t("見直しで生み出したお金と、その使い道。", "The money freed by the reform, and what it is for.").to_owned();
    let (first, last) = frame.years;
    let years = format!("{}{}{}", shown::year(f.lang, first), f.t("〜", "–"), shown::year(f.lang, last));
    let yen = |amount: i64| format!("{}{}", shown::yen(amount), f.t("円", " yen"));
    let figures = vec![
        (
            f.lang.pick("目標", "Target"),
            shown::money(f.lang, frame.target_yen),
            format!("{years} {}", yen(frame.target_yen)),
        ),
        (
            f.lang.pick("これまでに確保した額", "Secured so far"),
            shown::money(f.lang, frame.secured_yen),
            yen(frame.secured_yen),
        ),
    ];
    let year = |year: &FrameYear| Year {
        label: shown::year(f.lang, year.year),
        sources: shown::yen(year.sources_yen),
        uses: shown::yen(year.uses_yen),
        difference: year
            .sources_yen
            .checked_sub(year.uses_yen)
            .map_or_else(|| shown::NOT_STATED.to_owned(), shown::yen),
        is_balanced: year.sources_yen == year.uses_yen,
    };
    FramePage {
        figures,
        progress: (!frame.progress_percent.is_empty()).then(|| frame.progress_percent.clone()),
        source: f.mixed(&frame.source),
        is_illustrative: frame.is_illustrative,
        years: frame.by_year.iter().map(year).collect(),
        pictures: drawn::frame(edition).iter().map(|picture| embeds::with_line(&f, picture)).collect(),
        sides: [("source", f.lang.pick("生み出したお金", "Sources")), ("use", f.lang.pick("使い道", "Uses"))]
            .into_iter()
            .map(|(side, title)| side_of(edition, &f, side, title))
            .filter(|side| !side.entries.is_empty())
            .collect(),
        answers: discussion::about(&f, &[("frame", "*")]),
        f,
    }
}

fn side_of(edition: &Edition, f: &Frame<'_>, side: &'static str, title: &'static str) -> Side {
    let entry = |entry: &FrameEntry| Entry {
        number: entry.number,
        year: shown::year(f.lang, entry.year),
        category: f.words(&entry.category),
        name: f.mixed(&entry.name),
        amount: shown::yen(entry.amount_yen),
        ground: f.mixed(&entry.ground),
        is_illustrative: entry.is_illustrative,
    };
    let own = || edition.frame.entries.iter().filter(|entry| entry.side == side);
    let total = own().try_fold(0_i64, |sum, entry| sum.checked_add(entry.amount_yen));
    Side { id: side, title, entries: own().map(entry).collect(), total: shown::yen_or_none(total) }
}

impl FramePage<'_> {
    /// How wide the bar of the progress is, in percent between 0 and 100.
    fn bar(&self) -> String {
        let percent: f64 = self.progress.as_deref().and_then(|text| text.parse().ok()).unwrap_or(0.0);
        format!("{:.1}", percent.clamp(0.0, 100.0))
    }
}
