//! What the pages of the roadmap say alike (工程表の言い方).

use app::roadmaps::{BarState, VersionHead, sign};
use reform::roadmap::{Lateness, Phase, ProgressStatus, Standing};

use crate::figure::chart_lang;
use crate::format;
use crate::html::{Html, escape};
use crate::lang::Lang;
use crate::reviews::words::day;

/// A version in a few words: `第2版（2025年5月20日公表）`.
pub fn version(lang: Lang, head: &VersionHead) -> String {
    match head.number {
        Some(number) => {
            let published = published(lang, head);
            match lang {
                Lang::Ja => format!("第{number}版（{published}公表）"),
                Lang::En => format!("Version {number} (published {published})"),
            }
        }
        None => match head.phase {
            Phase::Proposed => lang.pick("承認待ちの版", "The version waiting for approval"),
            _ => lang.pick("作業中の版", "The version being worked on"),
        }
        .to_owned(),
    }
}

/// When a version was published, as precisely as is known.
pub fn published(lang: Lang, head: &VersionHead) -> String {
    match head.published_on.parse() {
        Ok(date) => day(lang, date),
        Err(_) => format::month(lang, &head.published_on),
    }
}

/// The chip of a state: its sign and its word.
pub fn state(lang: Lang, id: &str, state: BarState) -> Html {
    let label = state.label(chart_lang(lang));
    Html(format!("<span class=\"rm-chip rm-{}\">{}{}</span>", state.word(), sign(id, state, false), escape(label)))
}

/// Why a bar is late, in words; empty when it is not.
pub fn lateness(lang: Lang, standing: &Standing) -> String {
    let is_unreported = standing.status.is_none();
    match (standing.lateness, lang) {
        (None, _) => String::new(),
        (Some(Lateness::SaidBehind), _) => lang.pick("遅れと記録", "reported as behind").to_owned(),
        (Some(Lateness::PastEnd { days }), Lang::Ja) if is_unreported => format!("おわりから{days}日、記録がない"),
        (Some(Lateness::PastEnd { days }), Lang::En) if is_unreported => {
            format!("{days} days past its end, nothing reported")
        }
        (Some(Lateness::PastEnd { days }), Lang::Ja) => format!("おわりを{days}日過ぎて終わっていない"),
        (Some(Lateness::PastEnd { days }), Lang::En) => format!("{days} days past its end and not done"),
        (Some(Lateness::NotBegun { days }), Lang::Ja) if is_unreported => format!("はじまりから{days}日、記録がない"),
        (Some(Lateness::NotBegun { days }), Lang::En) if is_unreported => {
            format!("{days} days after its beginning, nothing reported")
        }
        (Some(Lateness::NotBegun { days }), Lang::Ja) => format!("はじまりを{days}日過ぎて未着手"),
        (Some(Lateness::NotBegun { days }), Lang::En) => format!("{days} days past its beginning and not started"),
    }
}

/// A status in this language.
pub fn status(lang: Lang, status: ProgressStatus) -> &'static str {
    lang.pick(status.label_ja(), status.label_en())
}

/// Thousandths as whole percent.
pub fn percent(per_mille: u32) -> String {
    format!("{}%", per_mille / 10)
}
