//! Picture of a roadmap (工程表の図): bars over quarters with their words inside, a strip for each cluster.
//!
//! Every strip is a picture of its own with the same scale, so that a page can set them as rows of a table whose heading
//! repeats on paper; [`whole`] puts them into one picture. A bar too narrow for its words has them beside or below it, in its
//! own lane; nothing is cut. The state of a bar is told by sign, pattern and colour, never by colour alone.

mod layout;
mod paint;
mod wrap;

use super::Lang;
use paint::{open, text_at};

/// What is drawn (図の内容).
#[derive(Clone, Debug)]
pub struct RoadmapPicture {
    /// Prefix of every id inside the pictures; unique within the page.
    pub id: String,
    /// The title of the whole.
    pub title: String,
    /// The language of the words.
    pub lang: Lang,
    /// The label of each fiscal year, in order: `令和5年度`.
    pub years: Vec<String>,
    /// Where today is, in quarters since the beginning, with its label; none when it lies outside.
    pub today: Option<(f64, String)>,
    /// A strip for each cluster.
    pub strips: Vec<RoadmapStrip>,
}

/// The bars of one cluster (クラスターの行).
#[derive(Clone, Debug)]
pub struct RoadmapStrip {
    /// The cluster's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The category it belongs to.
    pub category: String,
    /// Its bars, by lane and beginning.
    pub bars: Vec<RoadmapBar>,
}

/// A bar (帯).
#[derive(Clone, Debug)]
pub struct RoadmapBar {
    /// The lane, from 1.
    pub lane: u16,
    /// What its lanes are about; may be empty.
    pub part: String,
    /// The words inside.
    pub text: String,
    /// The first quarter, counted from 0.
    pub from: u32,
    /// How many quarters it takes, at least 1.
    pub quarters: u32,
    /// How it stands.
    pub state: BarState,
    /// Whether its span was read and not printed: a dashed edge.
    pub is_read: bool,
    /// All of it in words, for who cannot see it or points at it.
    pub said: String,
}

/// How a bar stands, which its sign, pattern and colour tell (帯の状態).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BarState {
    /// Nobody has said anything about it.
    Unreported,
    /// 未着手.
    NotStarted,
    /// 順調.
    OnTrack,
    /// 遅れ.
    Late,
    /// 完了.
    Done,
    /// 中止.
    Stopped,
    /// In a comparison: the same in both versions.
    Same,
    /// In a comparison: as it was; struck through.
    Old,
    /// In a comparison: as it is now.
    New,
}

impl BarState {
    /// Every state, in the order of a key.
    pub const ALL: [BarState; 9] = [
        BarState::Unreported,
        BarState::NotStarted,
        BarState::OnTrack,
        BarState::Late,
        BarState::Done,
        BarState::Stopped,
        BarState::Same,
        BarState::Old,
        BarState::New,
    ];

    /// The stable word, also of its class `rm-WORD`.
    pub fn word(self) -> &'static str {
        match self {
            BarState::Unreported => "unreported",
            BarState::NotStarted => "not-started",
            BarState::OnTrack => "on-track",
            BarState::Late => "late",
            BarState::Done => "done",
            BarState::Stopped => "stopped",
            BarState::Same => "same",
            BarState::Old => "old",
            BarState::New => "new",
        }
    }

    /// What it is called.
    pub fn label(self, lang: Lang) -> &'static str {
        let (ja, en) = match self {
            BarState::Unreported => ("記録なし", "nothing reported"),
            BarState::NotStarted => ("未着手", "not started"),
            BarState::OnTrack => ("順調", "on track"),
            BarState::Late => ("遅れ", "late"),
            BarState::Done => ("完了", "done"),
            BarState::Stopped => ("中止", "stopped"),
            BarState::Same => ("変更なし", "unchanged"),
            BarState::Old => ("旧", "before"),
            BarState::New => ("新", "after"),
        };
        lang.pick(ja, en)
    }
}

/// The heading of the strips: the years, with today; `place` tells headings of one page apart.
pub fn heading(picture: &RoadmapPicture, place: usize) -> String {
    let id = format!("{}-head{place}", super::svg::safe_id(&picture.id));
    let width = layout::width(picture.years.len());
    let years = picture.years.join(picture.lang.pick("、", ", "));
    let mut out = open(&id, picture.lang, (width, layout::HEADING), &picture.title, &years);
    paint::heading(&mut out, picture);
    out + "</svg>"
}

/// The picture of one strip; `index` is its place in the picture.
pub fn strip(picture: &RoadmapPicture, index: usize) -> String {
    let Some(strip) = picture.strips.get(index) else { return String::new() };
    let id = format!("{}-{index}", super::svg::safe_id(&picture.id));
    let placed = layout::lay_out(strip, picture.years.len(), picture.lang);
    let size = (layout::width(picture.years.len()), placed.height);
    let mut out = open(&id, picture.lang, size, &strip.name, &description(strip, picture.lang));
    paint::patterns(&mut out, &id, [&placed]);
    paint::strip(&mut out, picture, &placed, &id);
    out + "</svg>"
}

/// The sign of a state as a small picture, for a key; decoration, its name stands beside it.
pub fn sign(id: &str, state: BarState, is_read: bool) -> String {
    paint::sign(&super::svg::safe_id(id), state, is_read)
}

/// All strips in one picture, for a file: names at the left, categories above their clusters.
pub fn whole(picture: &RoadmapPicture) -> String {
    const NAMES: f64 = 190.0;
    const CATEGORY: f64 = 24.0;
    let id = super::svg::safe_id(&picture.id);
    let plot = layout::width(picture.years.len());
    let placed: Vec<layout::Placed> =
        picture.strips.iter().map(|strip| layout::lay_out(strip, picture.years.len(), picture.lang)).collect();
    let names: Vec<Vec<String>> =
        picture.strips.iter().map(|strip| wrap::hard(&strip.name, NAMES - 12.0, layout::font(picture.lang))).collect();
    let height_of = |index: usize| placed[index].height.max(names[index].len() as f64 * layout::LINE + 12.0);
    let is_first = |index: usize| index == 0 || picture.strips[index].category != picture.strips[index - 1].category;
    let heights: f64 =
        (0..placed.len()).map(|index| height_of(index) + if is_first(index) { CATEGORY } else { 0.0 }).sum();
    let top = 34.0 + layout::HEADING;
    let said: Vec<String> = picture
        .strips
        .iter()
        .map(|strip| format!("{}{}{}", strip.name, picture.lang.pick("：", ": "), description(strip, picture.lang)))
        .collect();
    let mut out = open(&id, picture.lang, (NAMES + plot, top + heights + 4.0), &picture.title, &said.join(" "));
    paint::patterns(&mut out, &id, placed.iter());
    let size = (NAMES + plot, top + heights + 4.0);
    out.push_str(&format!("<rect class=\"rm-paper\" width=\"{}\" height=\"{}\" fill=\"#ffffff\"/>", size.0, size.1));
    text_at(&mut out, (8.0, 22.0), 16.0, "label", true, &picture.title);
    out.push_str(&format!("<g transform=\"translate({NAMES} 34)\">"));
    paint::heading(&mut out, picture);
    out.push_str("</g>");
    let mut y = top;
    for (index, one) in placed.iter().enumerate() {
        if is_first(index) {
            out.push_str(&format!(
                "<rect class=\"rm-category\" x=\"0\" y=\"{}\" width=\"{}\" height=\"{CATEGORY}\" fill=\"#eceff6\"/>",
                super::svg::number(y),
                super::svg::number(size.0)
            ));
            text_at(&mut out, (8.0, y + 16.5), 13.0, "label", true, &picture.strips[index].category);
            y += CATEGORY;
        }
        for (line, words) in names[index].iter().enumerate() {
            text_at(&mut out, (8.0, y + 18.0 + line as f64 * layout::LINE), 13.0, "label", false, words);
        }
        out.push_str(&format!("<g transform=\"translate({NAMES} {})\">", super::svg::number(y)));
        paint::strip(&mut out, picture, one, &id);
        out.push_str("</g>");
        y += height_of(index);
        out.push_str(&format!(
            "<path class=\"grid\" d=\"M0,{0} H{1}\" fill=\"none\" stroke=\"#b3b8c4\"/>",
            super::svg::number(y),
            super::svg::number(size.0)
        ));
    }
    out + "</svg>\n"
}

fn description(strip: &RoadmapStrip, lang: Lang) -> String {
    let said: Vec<&str> = strip.bars.iter().map(|bar| bar.said.as_str()).collect();
    match said.is_empty() {
        true => lang.pick("帯はありません。", "No bars.").to_owned(),
        false => said.join(lang.pick("／", "; ")),
    }
}

#[cfg(test)]
mod tests;
