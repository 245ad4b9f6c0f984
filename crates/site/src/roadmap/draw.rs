//! What of a published roadmap is drawn (工程表の図の内容).

use publish::chart::roadmap::{BarState, RoadmapBar, RoadmapPicture, RoadmapStrip};
use publish::edition::{Bar, Cluster, Edition};

use crate::lang::Lang;
use crate::shown;

/// A quarter as the edition writes it, `2026-1`, counted from the year nought.
pub fn quarter(text: &str) -> Option<i64> {
    let (year, number) = text.split_once('-')?;
    let (year, number): (i64, i64) = (year.parse().ok()?, number.parse().ok()?);
    (1..=4).contains(&number).then_some(year * 4 + number - 1)
}

/// The first and last quarter of the roadmap.
pub fn quarters(edition: &Edition) -> (i64, i64) {
    let (first, last) = edition.roadmap.years;
    (i64::from(first) * 4, i64::from(last) * 4 + 3)
}

/// The bars of a cluster that lie within the roadmap, by lane and beginning, with their first quarter and how many there are.
pub fn bars_of<'e>(edition: &'e Edition, cluster: &str) -> Vec<(&'e Bar, u32, u32)> {
    let (first, last) = quarters(edition);
    let place = |bar: &'e Bar| {
        let (from, to) = (quarter(&bar.from)?.max(first), quarter(&bar.to)?.min(last));
        let length = u32::try_from(to - from + 1).ok().filter(|length| *length > 0)?;
        Some((bar, u32::try_from(from - first).ok()?, length))
    };
    let own = edition.roadmap.bars.iter().filter(|bar| bar.cluster == cluster);
    let mut bars: Vec<_> = own.filter_map(place).collect();
    bars.sort_by_key(|(bar, from, _)| (bar.lane, *from));
    bars
}

/// A span in words: `令和8年度 4〜6月 から 令和8年度 1〜3月`.
pub fn span(bar: &Bar, lang: Lang) -> String {
    let label = |text: &str| {
        let Some(index) = quarter(text) else { return text.to_owned() };
        let year = i32::try_from(index.div_euclid(4)).map_or_else(|_| String::new(), |year| shown::year(lang, year));
        let at = index.rem_euclid(4) as usize;
        let months = match lang {
            Lang::Ja => ["4〜6月", "7〜9月", "10〜12月", "1〜3月"][at],
            Lang::En => ["Apr–Jun", "Jul–Sep", "Oct–Dec", "Jan–Mar"][at],
        };
        format!("{year} {months}")
    };
    if bar.from == bar.to {
        return label(&bar.from);
    }
    format!("{}{}{}", label(&bar.from), lang.pick("から", " to "), label(&bar.to))
}

/// How a bar stands, by the words the edition publishes; nothing reported where it publishes none we know.
pub fn state(bar: &Bar) -> BarState {
    let known = [BarState::NotStarted, BarState::OnTrack, BarState::Late, BarState::Done, BarState::Stopped];
    let is = |state: &BarState| bar.progress.ja == state.label(publish::chart::Lang::Ja);
    known.into_iter().find(is).unwrap_or(BarState::Unreported)
}

/// How it stands in words: as the edition says it, or that nobody reported.
pub fn progress(bar: &Bar, lang: Lang) -> String {
    let said = lang.pick(&bar.progress.ja, bar.progress.english());
    if said.is_empty() { BarState::Unreported.label(lang.pick_chart()).to_owned() } else { said.to_owned() }
}

/// Whether the span was read or assumed and not printed so: drawn with a dashed edge.
pub fn is_read(bar: &Bar) -> bool {
    ["読取", "読み取り", "仮定"].iter().any(|word| bar.basis.ja.contains(word))
}

/// A bar in words: what, when, how it stands, how that is known.
pub fn said(bar: &Bar, lang: Lang) -> String {
    let text = lang.pick(&bar.text.ja, bar.text.english());
    let part = lang.pick(&bar.part.ja, bar.part.english());
    let part = if part.is_empty() { String::new() } else { format!("{part}{}", lang.pick("：", ": ")) };
    let (span, progress) = (span(bar, lang), progress(bar, lang));
    match lang {
        Lang::Ja => format!("{part}{text}（{span}、{progress}、期間は{}）", bar.basis.ja),
        Lang::En => format!("{part}{text} ({span}, {progress}, span {})", bar.basis.english()),
    }
}

/// The picture of these clusters; `id` begins every id inside.
pub fn picture(edition: &Edition, clusters: &[&Cluster], lang: Lang, id: &str) -> RoadmapPicture {
    let (first, last) = edition.roadmap.years;
    let label = |year: i32| match lang {
        Lang::Ja => format!("{}（{year}）", shown::year(lang, year)),
        Lang::En => shown::year(lang, year),
    };
    let bar = |(bar, from, quarters): (&Bar, u32, u32)| RoadmapBar {
        lane: u16::from(bar.lane),
        part: lang.pick(&bar.part.ja, bar.part.english()).to_owned(),
        text: lang.pick(&bar.text.ja, bar.text.english()).to_owned(),
        from,
        quarters,
        state: state(bar),
        is_read: is_read(bar),
        said: said(bar, lang),
    };
    let category = |cluster: &Cluster| {
        let found = edition.categories.iter().find(|category| category.id == cluster.category);
        found.map_or_else(String::new, |category| lang.pick(&category.name.ja, category.name.english()).to_owned())
    };
    let strip = |cluster: &&Cluster| RoadmapStrip {
        id: cluster.id.clone(),
        name: lang.pick(&cluster.name.ja, cluster.name.english()).to_owned(),
        category: category(cluster),
        bars: bars_of(edition, &cluster.id).into_iter().map(bar).collect(),
    };
    RoadmapPicture {
        id: id.to_owned(),
        title: lang.pick("工程表", "Roadmap").to_owned(),
        lang: lang.pick_chart(),
        years: (first..=last).map(label).collect(),
        today: published(edition, lang),
        strips: clusters.iter().map(strip).collect(),
    }
}

/// The day the edition was published, in quarters since the roadmap begins: what stands for today on a page that never changes.
fn published(edition: &Edition, lang: Lang) -> Option<(f64, String)> {
    let mut parts = edition.about.published_on.split('-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let (first, last) = quarters(edition);
    // A fiscal year begins in April; a month is cut into 31 parts, which is finer than what is drawn.
    let months = year * 12 + month - 4;
    let index = months.div_euclid(3);
    let inside = f64::from(i16::try_from(months.rem_euclid(3) * 31 + day.clamp(1, 31) - 1).ok()?) / 93.0;
    let at = (first..=last).contains(&index).then_some(index - first)?;
    Some((f64::from(i32::try_from(at).ok()?) + inside, lang.pick("公表日", "published").to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use publish::edition::example;

    #[test]
    fn quarters_are_counted_and_bars_cut_to_the_roadmap() {
        assert_eq!(
            (quarter("2026-1"), quarter("2026-4"), quarter("2026-5"), quarter("x")),
            (Some(8104), Some(8107), None, None)
        );
        let mut edition = example::edition(3);
        edition.roadmap.bars[0].from = "2023-2".into();
        let bars = bars_of(&edition, "care-homes");
        assert_eq!((bars[0].1, bars[0].2), (0, 8));
        edition.roadmap.bars[0].to = "2024-4".into();
        assert!(bars_of(&edition, "care-homes").is_empty());
    }

    #[test]
    fn the_day_of_the_edition_lies_in_its_quarter() {
        let mut edition = example::edition(1);
        let (at, label) = published(&edition, Lang::Ja).unwrap();
        // 22 November 2026: the third quarter of the second year.
        assert!(at > 6.5 && at < 6.6, "{at}");
        assert_eq!(label, "公表日");
        edition.about.published_on = "2031-04-01".into();
        assert_eq!(published(&edition, Lang::Ja), None);
    }

    #[test]
    fn a_state_is_told_by_its_published_words() {
        let mut edition = example::edition(1);
        let bar = &mut edition.roadmap.bars[0];
        assert_eq!((state(bar), progress(bar, Lang::Ja)), (BarState::Unreported, "予定どおり".to_owned()));
        bar.progress.ja = "遅れ".into();
        assert_eq!(state(bar), BarState::Late);
        bar.progress = Default::default();
        assert_eq!(progress(bar, Lang::En), "nothing reported");
    }
}
