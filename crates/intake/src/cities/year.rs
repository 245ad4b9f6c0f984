//! The fiscal year of a table (表の年度): what the person says, the title says, or the file's name says.

use fiscal::FiscalYear;
use fiscal::year::Era;
use reform::city::YearFrom;
use unicode_normalization::UnicodeNormalization;

use super::{Session, kinds};
use crate::year_text::parse_year;

/// Decides the year of a session's file, or tells why it cannot.
///
/// The title is part of the table, so nothing goes against it; a file's name is anybody's, so the option does.
pub(super) fn decide(session: &mut Session<'_>, option: Option<FiscalYear>, title: &str, row: Option<u32>) -> bool {
    let (in_title, in_name) = (find_year(title), find_year(stem(&session.file)));
    let (year, from) = match (option, in_title, in_name) {
        (Some(option), Some(title), _) if option != title => {
            let excerpt = format!("--year {} ≠ {}", option.start(), title.japanese());
            session.tell(&kinds::YEAR_CONFLICT, row, None, excerpt);
            return false;
        }
        (Some(option), _, in_name) => {
            if let Some(name) = in_name.filter(|name| *name != option) {
                let excerpt = format!("--year {} ≠ {}", option.start(), name.japanese());
                session.tell(&kinds::YEAR_OF_FILE_NAME, None, None, excerpt);
            }
            (option, YearFrom::Option)
        }
        (None, Some(title), Some(name)) if title != name => {
            let excerpt = format!("{} ≠ {}", title.japanese(), session.file);
            session.tell(&kinds::YEAR_CONFLICT, row, None, excerpt);
            return false;
        }
        (None, Some(title), _) => (title, YearFrom::Title),
        (None, None, Some(name)) => (name, YearFrom::FileName),
        (None, None, None) => {
            session.tell(&kinds::YEAR_UNKNOWN, None, None, "");
            return false;
        }
    };
    session.reading.year = Some(year);
    session.reading.year_from = from;
    true
}

/// The one year a text names: `令和３年度決算`, `R3`, `H17`, `2023`; nothing when it names none or two.
pub(super) fn find_year(text: &str) -> Option<FiscalYear> {
    let text: Vec<char> = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let mut found: Option<FiscalYear> = None;
    let mut at = 0;
    while at < text.len() {
        let (length, year) = year_at(&text, at);
        if let Some(year) = year {
            if found.is_some_and(|other| other != year) {
                return None;
            }
            found = Some(year);
        }
        at += length;
    }
    found
}

/// How many characters belong together here, and the year they are, if any.
fn year_at(text: &[char], at: usize) -> (usize, Option<FiscalYear>) {
    let digits = |from: usize| text[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let read = |length: usize| {
        let part: String = text[at..at + length].iter().collect();
        parse_year(&part, None).ok()
    };
    let kanji: String = text[at..].iter().take(2).collect();
    if Era::from_name(&kanji).is_some() {
        let number = if text.get(at + 2) == Some(&'元') { 1 } else { digits(at + 2) };
        let marked = text.get(at + 2 + number) == Some(&'年') || at + 2 + number == text.len();
        return (2 + number, if number > 0 && marked { read(2 + number) } else { None });
    }
    if text[at].is_ascii_digit() {
        let count = digits(at);
        return (count, if count == 4 { read(4).filter(|year| (1947..=2100).contains(&year.start())) } else { None });
    }
    if text[at].is_ascii_alphabetic() {
        let letters = text[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
        let count = digits(at + letters);
        let era = letters == 1 && (1..=2).contains(&count) && matches!(text[at].to_ascii_uppercase(), 'H' | 'R' | 'S');
        return (letters + if era { count } else { 0 }, if era { read(1 + count) } else { None });
    }
    (1, None)
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_found_in_titles_and_names() {
        for (text, year) in [
            ("政令指定都市の主要財政指標（令和３年度決算）", Some(2021)),
            ("政令指定都市の主要財政指標（平成30年度決算）", Some(2018)),
            ("令和元年度", Some(2019)),
            ("平成31年度（令和元年度）", Some(2019)),
            ("政令指定都市の主要財政指標", None),
            ("R3", Some(2021)),
            ("H17", Some(2005)),
            ("h28 (1)", Some(2016)),
            ("indicators-2023", Some(2023)),
            ("00123456", None),
            ("FY2023", Some(2023)),
            ("市町村財政資料", None),
            ("R2とR3の比較", None),
            ("data3", None),
            ("平成40年度", None),
            ("", None),
        ] {
            assert_eq!(find_year(text).map(FiscalYear::start), year, "{text}");
        }
    }
}
