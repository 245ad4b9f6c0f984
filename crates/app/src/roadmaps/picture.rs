//! What of a roadmap is drawn (工程表の図の内容): the words of bars and what they say to who cannot see them.

use publish::chart::Lang;
use publish::chart::roadmap::{BarState, RoadmapBar, RoadmapPicture, RoadmapStrip};
use reform::plan::{Basis, CalendarDate, Text};
use reform::roadmap::{Bar, ProgressStatus, Quarter, Roadmap, Span, Standing, Urgency};

use super::{CategoryOfRoadmap, RoadmapView};

/// The picture of a version with the progress of its bars; `id` begins every id inside.
pub fn picture_of(view: &RoadmapView, lang: Lang, id: &str) -> RoadmapPicture {
    let bars = |cluster: &str| {
        let bars = view.roadmap.bars_of(cluster);
        bars.map(|bar| {
            let state = bar_state(&view.standing(bar));
            drawn(bar, &view.roadmap, state, u16::from(bar.lane), &said(bar, state.label(lang), lang), lang)
        })
        .collect()
    };
    picture(id, lang, &view.roadmap, &view.categories, Some(view.today), bars)
}

/// The frame of a picture, its strips filled by `bars`.
pub(crate) fn picture(
    id: &str,
    lang: Lang,
    roadmap: &Roadmap,
    categories: &[CategoryOfRoadmap],
    today: Option<CalendarDate>,
    bars: impl Fn(&str) -> Vec<RoadmapBar>,
) -> RoadmapPicture {
    let (first, last) = roadmap.quarters();
    let years =
        (first.year().start()..=last.year().start()).filter_map(|year| Quarter::from_index(i64::from(year) * 4));
    let strips = categories.iter().flat_map(|category| {
        category.clusters.iter().map(|(id, name)| RoadmapStrip {
            id: id.clone(),
            name: in_lang(name, lang).to_owned(),
            category: in_lang(&category.name, lang).to_owned(),
            bars: bars(id),
        })
    });
    RoadmapPicture {
        id: id.to_owned(),
        title: pick(lang, "工程表", "Roadmap").to_owned(),
        lang,
        years: years
            .map(|quarter| match lang {
                Lang::Ja => format!("{}（{}）", quarter.year().japanese(), quarter.year().start()),
                Lang::En => quarter.year().to_string(),
            })
            .collect(),
        today: today.and_then(|today| place_of_today(today, first, last, lang)),
        strips: strips.collect(),
    }
}

/// A bar as it is drawn.
pub(crate) fn drawn(bar: &Bar, roadmap: &Roadmap, state: BarState, lane: u16, said: &str, lang: Lang) -> RoadmapBar {
    let first = roadmap.quarters().0.index();
    RoadmapBar {
        lane,
        part: bar.part.as_ref().map(|part| in_lang(part, lang).to_owned()).unwrap_or_default(),
        text: in_lang(&bar.text, lang).to_owned(),
        from: u32::try_from(bar.span.from().index() - first).unwrap_or(0),
        quarters: u32::try_from(bar.span.quarters()).unwrap_or(1),
        state,
        is_read: matches!(bar.basis, Basis::Read | Basis::Assumed),
        said: said.to_owned(),
    }
}

/// A bar in words: what, when, how it stands, how that is known.
pub(crate) fn said(bar: &Bar, state: &str, lang: Lang) -> String {
    let part = bar.part.as_ref().map(|part| in_lang(part, lang));
    let words = in_lang(&bar.text, lang);
    match lang {
        Lang::Ja => {
            let part = part.map(|part| format!("{part}：")).unwrap_or_default();
            format!("{part}{words}（{}、{state}、期間は{}）", bar.span.label_ja(), span_basis(bar.basis, lang))
        }
        Lang::En => {
            let part = part.map(|part| format!("{part}: ")).unwrap_or_default();
            format!("{part}{words} ({}, {state}, span {})", bar.span.label_en(), span_basis(bar.basis, lang))
        }
    }
}

/// How the span of a bar is known, in words.
pub fn span_basis(basis: Basis, lang: Lang) -> &'static str {
    match basis {
        Basis::Published => pick(lang, "記載どおり・改定で決定", "as printed or decided"),
        Basis::Read => pick(lang, "読み取り", "as we read it"),
        Basis::Assumed => pick(lang, "仮定", "assumed"),
        Basis::Illustrative => pick(lang, "例示", "illustrative"),
    }
}

/// A span in words.
pub fn span_label(span: Span, lang: Lang) -> String {
    match lang {
        Lang::Ja => span.label_ja(),
        Lang::En => span.label_en(),
    }
}

/// How a bar is drawn by how it stands.
pub fn bar_state(standing: &Standing) -> BarState {
    match (standing.urgency(), standing.status) {
        (Urgency::Late, _) => BarState::Late,
        (Urgency::Unreported, _) => BarState::Unreported,
        (_, Some(ProgressStatus::Done)) => BarState::Done,
        (_, Some(ProgressStatus::Stopped)) => BarState::Stopped,
        (_, Some(ProgressStatus::OnTrack)) => BarState::OnTrack,
        (_, Some(ProgressStatus::Behind)) => BarState::Late,
        (_, Some(ProgressStatus::NotStarted) | None) => BarState::NotStarted,
    }
}

pub(crate) fn in_lang(text: &Text, lang: Lang) -> &str {
    match lang {
        Lang::Ja => &text.ja,
        Lang::En => text.en_or_ja(),
    }
}

pub(crate) fn pick<'a>(lang: Lang, ja: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Ja => ja,
        Lang::En => en,
    }
}

fn place_of_today(today: CalendarDate, first: Quarter, last: Quarter, lang: Lang) -> Option<(f64, String)> {
    let quarter = Quarter::of_day(today).filter(|quarter| (first..=last).contains(quarter))?;
    let elapsed = Span::new(quarter, quarter)?.elapsed_per_mille(today);
    // A quarter has at most 92 days, so a thousandth is finer than what is drawn.
    let at = f64::from(u16::try_from(quarter.index() - first.index()).ok()?) + f64::from(elapsed) / 1_000.0;
    Some((at, pick(lang, "今日", "today").to_owned()))
}
