//! What boards and lists say alike (進捗の言い方): the phase, the state, shares, bars, days.

use std::fmt::Write;

use app::review::{Phase, Tally};
use reform::plan::CalendarDate;
use reform::workflow::{Calendar, Column, Level, State};

use crate::html::{Html, escape, icon};
use crate::lang::Lang;
use crate::page::Frame;

pub use super::sheet::words::{day, lateness, lies_with};

/// The mark of a phase: icon and word.
pub fn phase(f: &Frame, phase: Phase) -> Html {
    let (class, name, label) = match phase {
        Phase::NotOpen => ("waiting", "info", f.t("開始前", "not open yet")),
        Phase::Open => ("open", "right", f.t("実施中", "open")),
        Phase::Frozen => ("frozen", "dir-suspend", f.t("凍結中", "frozen")),
        Phase::Done => ("done", "success", f.t("完了", "done")),
    };
    Html(format!("<span class=\"chip phase-{class}\">{}{}</span>", icon(name), escape(label)))
}

/// The chip of a state: shape, colour and word.
pub fn state(lang: Lang, state: State) -> Html {
    let name = match state {
        State::NotStarted => "dir-none",
        State::Draft => "file",
        State::Returned => "left",
        State::Decided | State::Published => "success",
        _ => "right",
    };
    let label = lang.pick(state.label_ja(), state.label_en());
    Html(format!("<span class=\"chip state-{}\">{}{}</span>", state.word(), icon(name), escape(label)))
}

/// What is due next: `いまは「記入」の期間です。期限は2026年8月31日（月）、あと12日です。`
pub fn now(lang: Lang, calendar: &Calendar, today: CalendarDate) -> String {
    if today < calendar.open() {
        let open = day(lang, calendar.open());
        return match lang {
            Lang::Ja => format!("{open}に始まります。"),
            Lang::En => format!("It opens on {open}."),
        };
    }
    let next = Level::ALL.iter().find(|level| today <= calendar.due(**level));
    match (next, calendar.freeze()) {
        (_, Some(freeze)) if today >= freeze => {
            let freeze = day(lang, freeze);
            match lang {
                Lang::Ja => format!("{freeze}から凍結しています。解除したシートだけを変えられます。"),
                Lang::En => format!("Frozen since {freeze}; only sheets that were released can change."),
            }
        }
        (Some(level), _) => {
            let due = calendar.due(*level);
            let left = lateness(lang, days_between(due, today));
            let (label, due) = (lang.pick(level.label_ja(), level.label_en()), day(lang, due));
            match lang {
                Lang::Ja => format!("いまは「{label}」の期間です。期限は{due}、{left}です。"),
                Lang::En => format!("Now: {label}, due {due} ({left})."),
            }
        }
        (None, Some(freeze)) => {
            let freeze = day(lang, freeze);
            match lang {
                Lang::Ja => format!("すべての期限を過ぎました。{freeze}に凍結します。"),
                Lang::En => format!("Every due date has passed. It freezes on {freeze}."),
            }
        }
        (None, None) => lang.pick("すべての期限を過ぎました。", "Every due date has passed.").to_owned(),
    }
}

/// Tenths of a percent as a percentage: `62.5%`.
pub fn percent(per_mille: i64) -> String {
    format!("{}%", tenths(per_mille))
}

/// Tenths as a decimal: 625 → `62.5`.
pub fn tenths(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The bar of a row: the columns from done to not started; decoration, the numbers stand beside it.
pub fn progress(tally: &Tally) -> Html {
    let total = tally.total().max(1);
    let mut out = String::from(
        "<svg class=\"bar progress\" aria-hidden=\"true\"><rect class=\"track\" width=\"100%\" height=\"100%\" rx=\"2\"/>",
    );
    let mut before = 0;
    for column in [Column::Done, Column::Checking, Column::Returned, Column::Draft] {
        let sheets = tally.of(column);
        if sheets > 0 {
            let (x, width) = (before * 1000 / total, sheets * 1000 / total);
            let (x, width) = (tenths(x), tenths(width));
            let _ =
                write!(out, "<rect class=\"bar-{}\" x=\"{x}%\" width=\"{width}%\" height=\"100%\"/>", column.word());
        }
        before += sheets;
    }
    Html(out + "</svg>")
}

/// The day of a moment, in Japan.
pub fn date_of(lang: Lang, utc: &str) -> String {
    day_of(utc).map_or_else(|| utc.to_owned(), |date| day(lang, date))
}

/// How long something has waited: `12日`.
pub fn waited(lang: Lang, utc: &str, today: CalendarDate) -> Option<String> {
    let days = days_between(day_of(utc)?, today).unsigned_abs();
    Some(match (lang, days) {
        (Lang::Ja, days) => format!("{days}日"),
        (Lang::En, 1) => "1 day".to_owned(),
        (Lang::En, days) => format!("{days} days"),
    })
}

/// How far away a day is: `あと5日`, `今日`, `5日前`.
pub fn until(lang: Lang, date: CalendarDate, today: CalendarDate) -> String {
    match (lang, days_between(today, date)) {
        (_, 0) => lang.pick("今日", "today").to_owned(),
        (Lang::Ja, days @ 1..) => format!("あと{days}日"),
        (Lang::Ja, days) => format!("{}日前", -days),
        (Lang::En, days @ 1..) => format!("in {days} days"),
        (Lang::En, days) => format!("{} days ago", -days),
    }
}

/// The whole days from one day to another; below zero when the other is earlier.
fn days_between(from: CalendarDate, to: CalendarDate) -> i32 {
    let civil = |date: CalendarDate| date.to_string().parse::<jiff::civil::Date>();
    match (civil(from), civil(to)) {
        (Ok(from), Ok(to)) => from.until(to).map_or(0, |span| span.get_days()),
        _ => 0,
    }
}

fn day_of(utc: &str) -> Option<CalendarDate> {
    Some(app::clock::day_in_japan(utc.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_one_to_the_other() {
        let date = |text: &str| text.parse::<CalendarDate>().unwrap();
        assert_eq!(days_between(date("2026-08-31"), date("2026-09-02")), 2);
        assert_eq!(days_between(date("2026-09-02"), date("2026-08-31")), -2);
        // Midnight in Japan, not in Greenwich.
        assert_eq!(waited(Lang::Ja, "2026-08-30T15:00:00.000Z", date("2026-09-02")).as_deref(), Some("2日"));
        assert_eq!((percent(625), percent(1000), percent(4)), ("62.5%".into(), "100.0%".into(), "0.4%".into()));
    }

    #[test]
    fn what_is_due_next_follows_the_calendar() {
        let date = |text: &str| text.parse::<CalendarDate>().unwrap();
        let due = ["2026-08-31", "2026-09-15", "2026-09-30", "2026-11-15", "2026-12-28", "2027-01-31"].map(date);
        let calendar = Calendar::new(date("2026-07-01"), due, Some(date("2027-03-01"))).unwrap();
        let said = |text: &str| now(Lang::Ja, &calendar, date(text));
        assert_eq!(said("2026-06-30"), "2026年7月1日（水）に始まります。");
        assert_eq!(said("2026-08-31"), "いまは「記入」の期間です。期限は2026年8月31日（月）、今日までです。");
        assert!(said("2026-09-01").contains("「課長確認」") && said("2026-09-01").contains("あと14日"));
        assert!(said("2027-02-01").contains("すべての期限を過ぎました"));
        assert!(said("2027-03-01").contains("凍結しています"));
    }
}
