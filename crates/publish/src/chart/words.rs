//! Sentences that say what a picture shows (図の説明文), made from the same values.

use super::Said;
use super::number::{change_percent, decimal};

/// One point of a series over time or of a list: its label, its value, and the value in words.
pub(super) struct Told {
    pub label: String,
    pub value: f64,
    pub ja: String,
    pub en: String,
}

/// Highest, lowest, latest and its change, for values over time; `what` names the values.
pub(super) fn over_time(what: (&str, &str), points: &[Option<Told>], missing: &[String]) -> Said {
    let stated: Vec<&Told> = points.iter().flatten().collect();
    let (Some(first), Some(last)) = (stated.first(), stated.last()) else {
        return Said {
            ja: format!("{}の値はまだ記載がない。", what.0),
            en: format!("No value of {} is stated.", what.1),
        };
    };
    if stated.len() == 1 {
        return Said {
            ja: format!("{}は{}の{}だけが記載されている。", what.0, first.label, first.ja),
            en: format!("Only {} is stated: {} is {}.", first.label, what.1, first.en),
        };
    }
    // The earlier of equals, so that the sentence does not depend on how the maximum is searched.
    let highest = stated.iter().fold(*first, |best, point| if point.value > best.value { point } else { best });
    let lowest = stated.iter().fold(*first, |best, point| if point.value < best.value { point } else { best });
    let mut ja = format!("{}から{}までの{}。", first.label, last.label, what.0);
    let mut en = format!("{} from {} to {}. ", capital(what.1), first.label, last.label);
    if highest.value == lowest.value {
        ja.push_str(&format!("どの年度も{}で変わらない。", last.ja));
        en.push_str(&format!("It stays at {}.", last.en));
    } else {
        ja.push_str(&format!(
            "最も高いのは{}の{}、最も低いのは{}の{}。最新の{}は{}で、{}。",
            highest.label,
            highest.ja,
            lowest.label,
            lowest.ja,
            last.label,
            last.ja,
            trend_ja(first, last)
        ));
        en.push_str(&format!(
            "Highest in {} ({}), lowest in {} ({}). The latest, {}, is {}, {}.",
            highest.label,
            highest.en,
            lowest.label,
            lowest.en,
            last.label,
            last.en,
            trend_en(first, last)
        ));
    }
    if !missing.is_empty() {
        ja.push_str(&format!("{}は記載がない。", missing.join("・")));
        en.push_str(&format!(" Not stated: {}.", missing.join(", ")));
    }
    Said { ja, en }
}

fn trend_ja(first: &Told, last: &Told) -> String {
    let label = &first.label;
    match change_percent(first.value, last.value) {
        Some(percent) if percent.abs() < 0.05 => format!("{label}とほぼ同じ"),
        Some(percent) if percent > 0.0 => format!("{label}より{}%多い", decimal(percent, 1)),
        Some(percent) => format!("{label}より{}%少ない", decimal(-percent, 1)),
        None if last.value > first.value => format!("{label}より増えた"),
        None if last.value < first.value => format!("{label}より減った"),
        None => format!("{label}と同じ"),
    }
}

fn trend_en(first: &Told, last: &Told) -> String {
    let label = &first.label;
    match change_percent(first.value, last.value) {
        Some(percent) if percent.abs() < 0.05 => format!("about the same as {label}"),
        Some(percent) if percent > 0.0 => format!("{}% more than {label}", decimal(percent, 1)),
        Some(percent) => format!("{}% less than {label}", decimal(-percent, 1)),
        None if last.value > first.value => format!("more than {label}"),
        None if last.value < first.value => format!("less than {label}"),
        None => format!("the same as {label}"),
    }
}

/// Makes the first letter large; words that begin with a digit or kana stay.
fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
