//! How a sheet words days, times and people (表示の言い方).

use app::review::FieldRow;
use reform::plan::CalendarDate;
use reform::workflow::Level;

use crate::lang::Lang;

/// A day: `2026年2月3日（火）`, `Tue 3 Feb 2026`.
pub fn day(lang: Lang, day: CalendarDate) -> String {
    let (year, month, date) = day.parts();
    let civil = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(date).ok());
    let Some(civil) = civil.and_then(|((year, month), date)| jiff::civil::Date::new(year, month, date).ok()) else {
        return day.to_string();
    };
    match lang {
        Lang::Ja => {
            const DAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
            let weekday = usize::from(civil.weekday().to_monday_zero_offset().unsigned_abs());
            format!("{year}年{month}月{date}日（{}）", DAYS[weekday % 7])
        }
        Lang::En => civil.strftime("%a %-d %b %Y").to_string(),
    }
}

/// A moment in Japan: `2026年11月22日 19:30`; the stored text is UTC.
pub fn moment(lang: Lang, utc: &str) -> String {
    in_japan(utc, lang.pick("%Y年%-m月%-d日 %H:%M", "%-d %b %Y %H:%M"))
}

/// The time of day in Japan: `19:30`.
pub fn time(utc: &str) -> String {
    in_japan(utc, "%H:%M")
}

/// Who wrote a field, and when; empty for one nobody wrote.
pub fn author(lang: Lang, row: Option<&FieldRow>) -> String {
    row.map(|row| stamp(lang, &row.who, &row.at)).unwrap_or_default()
}

/// Somebody at a moment of these days, without the year: `田中 花子 11月22日 19:30`.
pub fn stamp(lang: Lang, who: &str, at: &str) -> String {
    let who = if who.is_empty() { lang.pick("前回から引き継ぎ", "carried over") } else { who };
    format!("{who} {}", in_japan(at, lang.pick("%-m月%-d日 %H:%M", "%-d %b %H:%M")))
}

/// Somebody at a moment: `田中 花子 2026年11月22日 19:30`; the moment alone where nobody is named.
pub fn by(lang: Lang, who: &str, at: &str) -> String {
    let at = moment(lang, at);
    if who.is_empty() { at } else { format!("{who} {at}") }
}

/// With whom a sheet lies: `課長の確認待ち`.
pub fn lies_with(lang: Lang, holder: Option<Level>) -> &'static str {
    match holder {
        Some(Level::Owner) => lang.pick("担当が記入します", "with the owner"),
        Some(Level::SectionHead) => lang.pick("課長の確認待ち", "waiting for the section head"),
        Some(Level::DepartmentHead) => lang.pick("局長の確認待ち", "waiting for the department head"),
        Some(Level::ReformOffice) => lang.pick("市政変革推進室の点検待ち", "waiting for the reform office"),
        Some(Level::Finance) => lang.pick("財政局の査定待ち", "waiting for finance"),
        Some(Level::Headquarters) => lang.pick("実行本部の決定待ち", "waiting for the headquarters"),
        None => lang.pick("回付は終わりました", "the workflow is done"),
    }
}

/// Who a level is: `課長`.
pub fn level(lang: Lang, level: Level) -> &'static str {
    match level {
        Level::Owner => lang.pick("担当", "the owner"),
        Level::SectionHead => lang.pick("課長", "the section head"),
        Level::DepartmentHead => lang.pick("局長", "the department head"),
        Level::ReformOffice => lang.pick("市政変革推進室", "the reform office"),
        Level::Finance => lang.pick("財政局", "finance"),
        Level::Headquarters => lang.pick("実行本部", "the headquarters"),
    }
}

/// By how many days something is late or early: `3日遅れ`, `あと5日`, `今日まで`.
pub fn lateness(lang: Lang, days: i32) -> String {
    match (lang, days) {
        (Lang::Ja, 1..) => format!("{days}日遅れ"),
        (Lang::Ja, 0) => "今日まで".to_owned(),
        (Lang::Ja, _) => format!("あと{}日", -days),
        (Lang::En, 1..) => format!("{days} days late"),
        (Lang::En, 0) => "due today".to_owned(),
        (Lang::En, _) => format!("{} days left", -days),
    }
}

fn in_japan(utc: &str, pattern: &str) -> String {
    let Ok(time) = utc.parse::<jiff::Timestamp>() else { return utc.to_owned() };
    time.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).strftime(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_those_of_japan() {
        let third = CalendarDate::new(2026, 2, 3).unwrap();
        assert_eq!(day(Lang::Ja, third), "2026年2月3日（火）");
        assert_eq!(day(Lang::En, third), "Tue 3 Feb 2026");
        assert_eq!(moment(Lang::Ja, "2026-11-22T15:30:00.000Z"), "2026年11月23日 00:30");
        assert_eq!(by(Lang::Ja, "田中 花子", "2026-11-22T10:30:00Z"), "田中 花子 2026年11月22日 19:30");
        assert_eq!(moment(Lang::Ja, "no time"), "no time");
    }

    #[test]
    fn lateness_has_a_word_for_today() {
        assert_eq!([3, 0, -5].map(|days| lateness(Lang::Ja, days)), ["3日遅れ", "今日まで", "あと5日"]);
    }
}
