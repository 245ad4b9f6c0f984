//! Nothing of a roadmap is cut, nothing covers anything else, and no state is told by colour alone.

use super::layout::{LINE, QUARTER, lay_out, width};
use super::*;
use crate::chart::frame::text_width;

const LONG: &str = "経営状況の分析を踏まえた、収支改善に向けた取組の検討とその実施、関係者への説明";

fn bar(lane: u16, text: &str, from: u32, quarters: u32, state: BarState) -> RoadmapBar {
    let said = format!("{text} {from}+{quarters}");
    RoadmapBar { lane, part: String::new(), text: text.into(), from, quarters, state, is_read: true, said }
}

fn picture(bars: Vec<RoadmapBar>) -> RoadmapPicture {
    let years = ["令和5年度", "令和6年度", "令和7年度", "令和8年度"].map(str::to_owned).to_vec();
    let strip = RoadmapStrip { id: "water".into(), name: "上下水道".into(), category: "公営企業".into(), bars };
    let today = Some((13.5, "今日".into()));
    RoadmapPicture {
        id: "roadmap".into(), title: "工程表".into(), lang: Lang::Ja, years, today, strips: vec![strip]
    }
}

/// What a line of words covers: left, top, right, bottom.
fn boxes(placed: &layout::Placed) -> Vec<[f64; 4]> {
    let lines = placed.bars.iter().flat_map(|bar| &bar.lines);
    lines.map(|(x, y, words)| [*x, y - LINE + 5.0, x + text_width(words, 13), y + 2.0]).collect()
}

#[test]
fn words_too_long_for_their_bar_stand_beside_or_below_it_and_nothing_covers_anything() {
    // Narrow bars at the beginning, in the middle between neighbours, and at the very end.
    let crowded = vec![
        bar(1, LONG, 0, 1, BarState::Done),
        bar(1, LONG, 1, 1, BarState::Late),
        bar(1, "検討", 2, 1, BarState::OnTrack),
        bar(1, LONG, 15, 1, BarState::NotStarted),
        bar(2, LONG, 14, 1, BarState::Stopped),
        bar(2, LONG, 15, 1, BarState::Unreported),
        bar(3, LONG, 4, 12, BarState::OnTrack),
        bar(4, "Implementation of the programme as planned", 5, 1, BarState::OnTrack),
    ];
    let picture = picture(crowded);
    let placed = lay_out(&picture.strips[0], 4, Lang::Ja);
    for (bar, given) in placed.bars.iter().zip(&picture.strips[0].bars) {
        let words: String = bar.lines.iter().map(|(_, _, words)| words.as_str()).collect();
        assert_eq!(words.replace(' ', ""), given.text.replace(' ', ""), "nothing is cut");
    }
    let boxes = boxes(&placed);
    for (index, one) in boxes.iter().enumerate() {
        assert!(one[0] >= 0.0 && one[2] <= width(4) + 0.5 && one[3] <= placed.height, "{one:?} of {}", placed.height);
        for other in &boxes[index + 1..] {
            let covers = one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
            assert!(!covers, "{one:?} and {other:?}");
        }
    }
    // Words that are not inside their own bar are inside no other.
    for (index, bar) in placed.bars.iter().enumerate() {
        for (x, y, words) in &bar.lines {
            let right = x + text_width(words, 13);
            for (_, other) in placed.bars.iter().enumerate().filter(|(other, _)| *other != index) {
                let beside = right <= other.x || *x >= other.x + other.width;
                let above_or_below = *y - 8.0 >= other.y + other.height || *y <= other.y;
                assert!(beside || above_or_below, "{words} lies on {}", other.said);
            }
        }
    }
}

#[test]
fn words_that_fit_stand_inside() {
    let placed =
        lay_out(&picture(vec![bar(1, "結果を踏まえた予算調整", 7, 1, BarState::OnTrack)]).strips[0], 4, Lang::Ja);
    let only = &placed.bars[0];
    assert_eq!((only.x, only.width), (7.0 * QUARTER + 2.0, QUARTER - 4.0));
    assert_eq!(only.lines.len(), 4);
    for (x, y, words) in &only.lines {
        assert!(*x > only.x && x + text_width(words, 13) <= only.x + only.width, "{words}");
        assert!(*y > only.y && *y < only.y + only.height, "{words}");
    }
}

#[test]
fn every_state_has_a_sign_of_its_own_and_read_spans_a_dashed_edge() {
    let mut signs = std::collections::BTreeSet::new();
    for state in BarState::ALL {
        let svg = sign("key", state, false);
        // Without colours the signs still differ.
        let shapes: String = svg.split('"').filter(|part| !part.starts_with('#') && !part.starts_with("rm-")).collect();
        assert!(signs.insert(shapes), "{state:?} looks like another");
    }
    assert!(!sign("key", BarState::Done, false).contains("stroke-dasharray"));
    assert!(sign("key", BarState::Done, true).contains("stroke-dasharray=\"4 3\""));
    let svg = strip(&picture(vec![bar(1, "古い言葉", 0, 4, BarState::Old)]), 0);
    assert!(svg.contains("text-decoration=\"line-through\"") && svg.contains("古い言葉"));
}

#[test]
fn a_strip_says_what_it_shows_and_takes_no_markup_from_words() {
    let mut picture = picture(vec![bar(1, "<script>alert(1)</script>", 0, 8, BarState::Late)]);
    picture.strips[0].name = "上下水道 & \"交通\"".into();
    for svg in [strip(&picture, 0), whole(&picture), heading(&picture, 0)] {
        assert!(!svg.contains("<script") && !svg.contains("style="), "{svg}");
        assert_eq!((svg.matches("<svg").count(), svg.matches("</svg>").count()), (1, 1));
        assert!(svg.contains("role=\"img\"") && svg.contains("<title id=\""));
    }
    let svg = strip(&picture, 0);
    assert!(svg.contains("<title id=\"roadmap-0-t\">上下水道 &amp; &quot;交通&quot;</title>"), "{svg}");
    assert!(svg.contains("<desc id=\"roadmap-0-d\">&lt;script&gt;alert(1)&lt;/script&gt; 0+8</desc>"), "{svg}");
    assert!(heading(&picture, 0).contains("今日"));
    assert_eq!(strip(&picture, 7), "");
    picture.strips[0].bars.clear();
    assert!(strip(&picture, 0).contains("帯はありません。"));
}
