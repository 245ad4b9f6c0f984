//! How the chain writes amounts and years (連鎖の書き方).

use app::chain::CityChain;
use app::{FiscalYear, Yen};
use reform::chain::{Entry, Value};
use reform::decision::{Lever, Move};

use crate::format::in_words;
use crate::lang::Lang;
use crate::page::Frame;

/// A year as tables label it: `R10`, `FY2028`.
pub(super) fn short(lang: Lang, year: FiscalYear) -> String {
    match lang {
        Lang::Ja => year.short(),
        Lang::En => year.to_string(),
    }
}

/// A difference in words with its sign: `＋12億円`, `▲664億円`, `±0円`.
pub(super) fn signed_words(lang: Lang, amount: Yen) -> String {
    let words = in_words(lang, amount);
    match amount.0 {
        0 => format!("±{words}"),
        1.. => format!("{}{words}", lang.pick("＋", "+")),
        _ => words,
    }
}

/// A difference exactly: `＋1,234円`, `▲5円`.
pub(super) fn signed_exact(lang: Lang, amount: Yen) -> String {
    let exact = exact(lang, amount);
    if amount.0 > 0 { format!("{}{exact}", lang.pick("＋", "+")) } else { exact }
}

/// An amount exactly, with its unit.
pub(super) fn exact(lang: Lang, amount: Yen) -> String {
    match lang {
        Lang::Ja => format!("{amount}円"),
        Lang::En => format!("¥{amount}"),
    }
}

/// A figure in words: `216億円`, `10.4%`.
pub(super) fn value_words(lang: Lang, value: Value) -> String {
    match value {
        Value::Money(amount) => in_words(lang, amount),
        Value::Ratio(_) => app::chain::shown(value, crate::figure::chart_lang(lang)),
    }
}

/// The name of a decision: its title, or that somebody typed it.
pub(super) fn decision_name(lang: Lang, entry: &Entry) -> String {
    match entry.decision.title.as_str() {
        "" => lang.pick("試しに入れた決定", "A decision tried out").to_owned(),
        title => title.to_owned(),
    }
}

/// What a decision moves a year, in words: `一般財源 ＋3,000万円（R9から毎年度）`.
pub(super) fn move_words(lang: Lang, moved: &Move) -> String {
    let lever = lang.pick(moved.lever.label_ja(), moved.lever.label_en());
    let amount = signed_words(lang, moved.yen_a_year);
    let first = short(lang, moved.first_year);
    let years = match moved.last_year {
        None => lang.pick("から毎年度", " on, every year").to_owned(),
        Some(last) if last == moved.first_year => lang.pick("だけ", " only").to_owned(),
        Some(last) => match lang {
            Lang::Ja => format!("から{}まで毎年度", short(lang, last)),
            Lang::En => format!(" to {}, every year", short(lang, last)),
        },
    };
    match lang {
        Lang::Ja => format!("{lever} {amount}（{first}{years}）"),
        Lang::En => format!("{lever} {amount} (from {first}{years})"),
    }
}

/// What a lever is, with what above zero means.
pub(super) fn lever_words(f: &Frame, lever: Lever) -> &'static str {
    match lever {
        Lever::GeneralFunds => f
            .lang
            .pick("一般財源を生む額（足りなくなる場合は ▲）", "general funds set free (negative: more are needed)"),
        Lever::Investment => f.lang.pick("投資的経費の増減（減らす場合は ▲）", "change of investment (negative: less)"),
    }
}

/// The years told in one line, as `R6〜R15`.
pub(super) fn years_words(lang: Lang, city: &CityChain, figure: reform::chain::Figure) -> String {
    let years = city.years(figure);
    match (years.first(), years.last()) {
        (Some(first), Some(last)) => format!("{}{}{}", short(lang, *first), lang.pick("〜", "–"), short(lang, *last)),
        _ => String::new(),
    }
}
