//! Colours and strokes of a logic model (色と線): attributes for a saved file or a PDF; in a page the stylesheet decides.

use reform::kpi::Status;
use reform::logic_model::{Edge, Fate, LogicModel, NodeKind};

use super::layout::IndicatorMark;

pub(super) const INK: &str = "#1a1a1a";
pub(super) const SOFT: &str = "#4d4d4d";
pub(super) const WARNING: &str = "#c43a00";

/// The class, ground, border and heading ink of a kind.
pub(super) fn kind(kind: NodeKind) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        NodeKind::Input => ("k-input", "#f0f1f4", "#8a90a0", "#333333"),
        NodeKind::Activity => ("k-activity", "#e8f1fe", "#5b83e6", "#00118f"),
        NodeKind::Output => ("k-output", "#e4f6f9", "#2f9fb2", "#004d5c"),
        NodeKind::InitialOutcome => ("k-initial", "#e6f5ec", "#3d9f6b", "#0c472a"),
        NodeKind::IntermediateOutcome => ("k-intermediate", "#fff6d6", "#b08a00", "#604b00"),
        NodeKind::FinalOutcome => ("k-final", "#ffeee2", "#e07a3a", "#8b3200"),
        NodeKind::Impact => ("k-impact", "#f1eafa", "#9a6bd8", "#41048e"),
        NodeKind::ExternalFactor => ("k-external", "#ffffff", "#6b6f7a", "#333333"),
    }
}

/// The class, width and dashes of an edge by the strength of its evidence.
pub(super) fn edge(model: &LogicModel, edge: &Edge) -> (&'static str, f64, Option<&'static str>) {
    let is_from_outside = model.node(edge.from).is_some_and(|node| node.kind == NodeKind::ExternalFactor);
    if is_from_outside {
        return ("lm-outside", 1.3, Some("1.5 3.5"));
    }
    if !model.claims_change(edge) {
        return ("lm-plain", 1.3, None);
    }
    match edge.strength().map(reform::logic_model::Strength::step) {
        None => ("lm-none", 1.3, Some("6 4")),
        Some(0) => ("lm-s0", 1.6, Some("2 3")),
        Some(1) => ("lm-s1", 1.8, None),
        Some(2) => ("lm-s2", 2.4, None),
        Some(3) => ("lm-s3", 3.0, None),
        Some(4) => ("lm-s4", 3.7, None),
        Some(_) => ("lm-s5", 4.4, None),
    }
}

/// The ink of an edge, and of what came, went or changed.
pub(super) fn ink(fate: Fate, is_weak: bool) -> &'static str {
    match fate {
        Fate::Added => "#0c6b3a",
        Fate::Removed => "#a90000",
        Fate::Changed => "#8b3200",
        Fate::Same if is_weak => "#7b808d",
        Fate::Same => "#3c4250",
    }
}

/// The class and the sign of what came, went or changed.
pub(super) fn fate(fate: Fate) -> (&'static str, &'static str) {
    match fate {
        Fate::Same => ("", ""),
        Fate::Added => (" lm-added", "＋"),
        Fate::Removed => (" lm-removed", "－"),
        Fate::Changed => (" lm-changed", "±"),
    }
}

/// The class and the sign of how an indicator stands.
pub(super) fn mark(mark: IndicatorMark) -> (&'static str, &'static str, &'static str) {
    match mark {
        IndicatorMark::Standing(Status::OnTrack) => ("lm-good", "◎", "#0c6b3a"),
        IndicatorMark::Standing(Status::Mostly) => ("lm-good", "○", "#0c6b3a"),
        IndicatorMark::Standing(Status::SomewhatBehind) => ("lm-late", "△", "#8b3200"),
        IndicatorMark::Standing(Status::Behind) => ("lm-bad", "×", "#a90000"),
        IndicatorMark::Unknown => ("lm-unknown", "－", "#4d4d4d"),
        IndicatorMark::Qualitative => ("lm-unknown", "文", "#4d4d4d"),
    }
}
