//! Legend of a logic model (凡例): only the signs that are in the picture.

use std::fmt::Write;

use reform::kpi::Status;
use reform::logic_model::{Fate, NodeKind};

use super::super::Lang;
use super::super::frame::text_width;
use super::super::svg::number;
use super::layout::{IndicatorMark, Layout, SMALL};
use super::paint;
use super::svg::{Content, badge, pill, text};

enum Sign {
    Line(&'static str, f64, Option<&'static str>, &'static str),
    Mark(IndicatorMark),
    Break,
    Outside,
    Fate(Fate),
    Words,
}

/// Draws the legend below the picture; gives the height of everything.
pub(super) fn draw(out: &mut String, content: &Content<'_>, layout: &Layout, narrow: bool, lang: Lang) -> f64 {
    let (mut x, mut y) = (2.0, layout.height + 22.0);
    out.push_str("<g class=\"lm-legend\">\n");
    for (sign, ja, en) in entries(content, narrow) {
        let words = lang.pick(ja, en);
        let sign_width = match sign {
            Sign::Line(..) => 30.0,
            Sign::Words => 0.0,
            _ => 22.0,
        };
        let width = sign_width + text_width(words, SMALL) + 16.0;
        if x > 2.0 && x + width > layout.width {
            (x, y) = (2.0, y + 20.0);
        }
        let at = (x + 9.0, y - 4.0);
        match sign {
            Sign::Line(class, width, dash, ink) => {
                let dash = dash.map(|dash| format!(" stroke-dasharray=\"{dash}\"")).unwrap_or_default();
                let _ = write!(
                    out,
                    "<g class=\"lm-edge {class}\"><path class=\"lm-line\" d=\"M{} {}h24\" fill=\"none\" stroke=\"{ink}\" \
                     stroke-width=\"{}\"{dash}/></g>",
                    number(x),
                    number(y - 4.0),
                    number(width)
                );
            }
            Sign::Mark(mark) => {
                let (class, sign, ink) = paint::mark(mark);
                text(out, class, (x + 2.0, y), 13, ink, " font-weight=\"bold\"", sign);
            }
            Sign::Break => badge(out, "lm-break", at, paint::WARNING, "!"),
            Sign::Outside => pill(out, at, "◇", paint::SOFT),
            Sign::Fate(fate) => pill(out, at, paint::fate(fate).1, paint::ink(fate, false)),
            Sign::Words => {}
        }
        text(out, "lm-small", (x + sign_width, y), SMALL, paint::SOFT, "", words);
        out.push('\n');
        x += width;
    }
    out.push_str("</g>\n");
    y + 10.0
}

fn entries(content: &Content<'_>, narrow: bool) -> Vec<(Sign, &'static str, &'static str)> {
    let model = content.model;
    let mut entries: Vec<(Sign, &str, &str)> = Vec::new();
    let claims: Vec<_> = model.edges().iter().filter(|edge| model.claims_change(edge)).collect();
    if narrow && !model.edges().is_empty() {
        entries.push((Sign::Words, "→ つながる先の番号［根拠の強さ0〜5］", "→ leads to [evidence 0 to 5]"));
    }
    if claims.iter().any(|edge| edge.strength().is_some()) {
        let words =
            ("太さと数字は根拠の強さ（0〜5、メリーランド尺度）", "width and number: evidence (0 to 5, Maryland scale)");
        entries.push((Sign::Line("lm-s3", 3.0, None, "#3c4250"), words.0, words.1));
    }
    if claims.iter().any(|edge| edge.strength().is_none()) {
        entries.push((Sign::Line("lm-none", 1.3, Some("6 4"), "#7b808d"), "根拠なし", "no evidence"));
    }
    if model.column(NodeKind::ExternalFactor).next().is_some() {
        entries.push((
            Sign::Line("lm-outside", 1.3, Some("1.5 3.5"), "#7b808d"),
            "外部要因の影響",
            "works from outside",
        ));
    }
    if model.edges().iter().any(|edge| edge.is_external) {
        entries.push((Sign::Outside, "外部要因に左右される", "depends on what is outside"));
    }
    if !content.breaks.is_empty() {
        entries.push((Sign::Break, "切れ目（表に内容）", "break in the chain (see the table)"));
    }
    let indicators = || model.nodes().iter().flat_map(|node| &node.indicators);
    for status in [Status::OnTrack, Status::Mostly, Status::SomewhatBehind, Status::Behind] {
        if indicators().any(|it| !it.is_qualitative && it.standing == Some(status)) {
            entries.push((Sign::Mark(IndicatorMark::Standing(status)), status.label_ja(), status.label_en()));
        }
    }
    if indicators().any(|it| !it.is_qualitative && it.standing.is_none()) {
        entries.push((Sign::Mark(IndicatorMark::Unknown), "状況不明", "not known"));
    }
    if indicators().any(|it| it.is_qualitative) {
        entries.push((Sign::Mark(IndicatorMark::Qualitative), "定性的な指標", "qualitative"));
    }
    if content.fates.is_compared {
        for fate in [Fate::Added, Fate::Changed, Fate::Removed] {
            entries.push((Sign::Fate(fate), fate.label_ja(), fate.label_en()));
        }
    }
    entries
}
