//! `/overlaps`: programs that may overlap, with the reasons, to accept or dismiss.

mod filter;
mod list;
mod pair;

use app::overlaps::{Answer, PairState, ProgramField};
use axum::Router;
use axum::routing::get;

use crate::Site;
use crate::page::Frame;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/overlaps", get(list::show))
        .route("/overlaps.csv", get(list::csv))
        .route("/overlaps.xlsx", get(list::xlsx))
        .route("/overlaps/{a}/{b}", get(pair::show).post(pair::answer))
}

/// A score in two decimals: `0.82`.
pub(crate) fn score(score_bp: i64) -> String {
    let hundredths = (score_bp + 50) / 100;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The state in the page's language.
pub(crate) fn state_label(f: &Frame, state: PairState) -> &'static str {
    f.lang.pick(state.label_ja(), state.label_en())
}

fn answer_label(f: &Frame, answer: Answer) -> &'static str {
    f.lang.pick(answer.label_ja(), answer.label_en())
}

/// Two fields that agree: one name when they are the same.
fn fields_label(f: &Frame, a: ProgramField, b: ProgramField) -> String {
    let label = |field: ProgramField| f.lang.pick(field.label_ja(), field.label_en());
    if a == b { label(a).to_owned() } else { format!("{} × {}", label(a), label(b)) }
}

/// Who did it: the name at the end of `account:ID:LOGIN` or `command:NAME`.
fn who(actor: &str) -> &str {
    actor.rsplit(':').next().unwrap_or(actor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_rounded_to_hundredths() {
        assert_eq!(
            [0, 4_049, 4_050, 9_949, 9_950, 10_000].map(score),
            ["0.00", "0.40", "0.41", "0.99", "1.00", "1.00"]
        );
    }

    #[test]
    fn the_name_of_who_acted_is_the_last_part() {
        assert_eq!([who("account:3:sato"), who("command:root"), who("demo")], ["sato", "root", "demo"]);
    }
}
