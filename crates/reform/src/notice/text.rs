//! The words of a digest (お知らせの文面): plain Japanese text, a link under every sheet.

use super::{Digest, LISTED_MAX, News, NoticeKind, SheetName, Waiting};
use crate::plan::CalendarDate;
use crate::workflow::day_number;

/// The longest name of a program in a line, in characters.
const NAME_CHARS: usize = 60;
/// The longest detail in a line, in characters.
const DETAIL_CHARS: usize = 200;

impl Digest {
    /// The subject: `【市政変革】差戻し1件・対応待ち12件（期限超過2件）`. It holds counts only, no words of others.
    pub fn subject(&self) -> String {
        let count = |(kinds, label): &(&[NoticeKind], &str)| match self.of_kinds(kinds).len() {
            0 => None,
            count => Some(format!("{label}{count}件")),
        };
        let waiting = match (self.waiting.len(), self.late()) {
            (0, _) => None,
            (waiting, 0) => Some(format!("対応待ち{waiting}件")),
            (waiting, late) => Some(format!("対応待ち{waiting}件（期限超過{late}件）")),
        };
        let parts = [count(&SECTIONS[0]), waiting].into_iter().chain(SECTIONS[1..].iter().map(count));
        format!("【市政変革】{}", parts.flatten().collect::<Vec<_>>().join("・"))
    }

    /// The text for the person of this name, with links to the pages at this address (`https://henkaku.example.jp`).
    pub fn body(&self, name: &str, site: &str) -> String {
        let mut out =
            format!("{} 様\n\n事務事業の点検のお知らせです（{}現在）。\n", one_line(name, NAME_CHARS), day(self.today));
        let (returned, others) = (&SECTIONS[0], &SECTIONS[1..]);
        self.write_news(&mut out, returned, site);
        self.write_waiting(&mut out, site);
        for section in others {
            self.write_news(&mut out, section, site);
        }
        out.push_str(&format!(
            "\n----\nわたしの仕事: {site}/my-work\nお知らせの一覧: {site}/notices\n\n\
             このメールは自動でお送りしています。多くても一日一通で、お伝えすることがない日はお送りしません。\n\
             このメールには返信できません。\n"
        ));
        out
    }

    fn write_waiting(&self, out: &mut String, site: &str) {
        let Some(first) = self.waiting.first() else { return };
        let late = match self.late() {
            0 => String::new(),
            late => format!("。うち期限を過ぎたもの{late}件"),
        };
        out.push_str(&format!("\n■ あなたの対応を待っているシート（{}件{late}）\n", self.waiting.len()));
        if self.waiting.len() > 1 {
            let next = self.waiting.iter().map(|one| one.due).find(|due| *due >= self.today);
            match next.filter(|next| *next != first.due) {
                Some(next) => out.push_str(&format!("  次の期限は {} です。\n", day(next))),
                None if first.due >= self.today => {
                    out.push_str(&format!("  最も近い期限は {} です。\n", day(first.due)));
                }
                None => {}
            }
        }
        for one in self.waiting.iter().take(LISTED_MAX) {
            out.push_str(&format!(
                "・［{}］{}\n  期限 {}\n  {}\n",
                self.distance(one),
                named(&one.sheet),
                day(one.due),
                link(site, &one.sheet)
            ));
        }
        write_rest(out, self.waiting.len());
    }

    fn write_news(&self, out: &mut String, (kinds, label): &(&[NoticeKind], &str), site: &str) {
        let news = self.of_kinds(kinds);
        if news.is_empty() {
            return;
        }
        out.push_str(&format!("\n■ {label}（{}件）\n", news.len()));
        for News { sheet, detail, .. } in news.iter().take(LISTED_MAX) {
            let detail = one_line(detail, DETAIL_CHARS);
            match sheet {
                Some(sheet) => {
                    out.push_str(&format!("・{}\n", named(sheet)));
                    if !detail.is_empty() {
                        out.push_str(&format!("  「{detail}」\n"));
                    }
                    out.push_str(&format!("  {}\n", link(site, sheet)));
                }
                None => out.push_str(&format!("・{detail}\n")),
            }
        }
        write_rest(out, news.len());
    }

    /// `8日超過`, `今日まで`, `あと3日`.
    fn distance(&self, one: &Waiting) -> String {
        match day_number(self.today) - day_number(one.due) {
            0 => "今日まで".to_owned(),
            late @ 1.. => format!("{late}日超過"),
            left => format!("あと{}日", -left),
        }
    }
}

/// The headings under which news stand, in their order; the first comes before what waits.
const SECTIONS: [(&[NoticeKind], &str); 5] = [
    (&[NoticeKind::Returned], "差戻し"),
    (&[NoticeKind::Comment], "新しいコメント"),
    (&[NoticeKind::Decided], "本部決定"),
    (&[NoticeKind::Remark], "意見への回答"),
    (&[NoticeKind::Delegated, NoticeKind::Reassigned], "担当の変更"),
];

fn named(sheet: &SheetName) -> String {
    let program = one_line(&sheet.program, NAME_CHARS);
    match one_line(&sheet.department, NAME_CHARS) {
        department if department.is_empty() => program,
        department => format!("{program} ／ {department}"),
    }
}

fn link(site: &str, sheet: &SheetName) -> String {
    format!("{site}{}", sheet.path)
}

fn write_rest(out: &mut String, all: usize) {
    if all > LISTED_MAX {
        out.push_str(&format!("  ほか{}件は、画面でご覧ください。\n", all - LISTED_MAX));
    }
}

/// `2026年11月23日（月）`.
fn day(date: CalendarDate) -> String {
    // Day 0 of the count is a Tuesday.
    const WEEKDAYS: [&str; 7] = ["火", "水", "木", "金", "土", "日", "月"];
    let weekday = WEEKDAYS[day_number(date).rem_euclid(7) as usize];
    format!("{}（{weekday}）", date.japanese())
}

/// The text in one line: what people typed cannot begin a line of its own, nor be longer than this.
fn one_line(text: &str, most_chars: usize) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}'));
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most_chars) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_those_of_the_calendar() {
        let known =
            [(2000, 3, 1, "水"), (2026, 11, 22, "日"), (2024, 2, 29, "木"), (1868, 10, 23, "金"), (2200, 12, 31, "水")];
        for (year, month, date, weekday) in known {
            let text = day(CalendarDate::new(year, month, date).unwrap());
            assert_eq!(text, format!("{year}年{month}月{date}日（{weekday}）"));
        }
    }

    #[test]
    fn what_people_typed_stays_in_one_line() {
        assert_eq!(one_line("一\r\n二\u{2028}三\u{0}四　五", 20), "一 二 三 四 五");
        assert_eq!(one_line(&"あ".repeat(21), 20), format!("{}…", "あ".repeat(20)));
        assert_eq!(one_line(&"あ".repeat(20), 20), "あ".repeat(20));
    }
}
