//! Stable words of an edition as people read them (語).

use super::table::Cell;

/// A stage in Japanese; empty for a word nobody knows.
pub(super) fn stage(word: &str) -> &'static str {
    match word {
        "requested" => "要求",
        "assessed" => "査定",
        "initial" => "当初予算",
        "supplementary" => "補正",
        "current" => "現計",
        "settled" => "決算",
        _ => "",
    }
}

/// The phase of Fiscal Data Package a stage belongs to.
pub(super) fn phase(stage: &str) -> &'static str {
    match stage {
        "requested" | "assessed" => "proposed",
        "initial" => "approved",
        "supplementary" | "current" => "adjusted",
        "settled" => "executed",
        _ => "",
    }
}

/// A kind of indicator in Japanese.
pub(super) fn kind_of_indicator(word: &str) -> &'static str {
    match word {
        "activity" => "活動指標",
        "target" => "対象指標",
        "outcome" => "成果指標",
        _ => "",
    }
}

/// Source or use of the frame in Japanese.
pub(super) fn side(word: &str) -> &'static str {
    match word {
        "source" => "生み出した財源",
        "use" => "使い道",
        _ => "",
    }
}

/// The first levels of a path; whatever lies deeper stays with the last, so that nothing is lost.
pub(super) fn levels<const N: usize>(path: &[String]) -> [Cell<'_>; N] {
    std::array::from_fn(|at| match path.get(at) {
        None => Cell::Empty,
        Some(_) if at + 1 == N && path.len() > N => Cell::owned(path[at..].join(" > ")),
        Some(name) => Cell::text(name),
    })
}
