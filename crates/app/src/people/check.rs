//! Looking at single texts (文字の確かめ): what may be a login, a name, an address, a day.

use reform::plan::CalendarDate;
use unicode_normalization::UnicodeNormalization;

/// The longest name, in characters.
pub const MAX_NAME_CHARS: usize = 60;

/// The longest mail address, in characters.
pub const MAX_EMAIL_CHARS: usize = 254;

/// How long a login may be, in characters.
const LOGIN_CHARS: std::ops::RangeInclusive<usize> = 2..=40;

/// A login as it is stored: width and case folded.
pub(super) fn fold_login(text: &str) -> String {
    crate::sign_in::tidy_login(text)
}

/// The login, if it may be one.
pub(super) fn login(text: &str) -> Option<String> {
    let folded = fold_login(text);
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    (LOGIN_CHARS.contains(&folded.chars().count()) && folded.chars().all(known)).then_some(folded)
}

/// The name without blanks around it, if it may be one. Letters stay as they are: 髙 is not 高.
pub(crate) fn name(text: &str) -> Option<String> {
    let name = text.trim();
    let chars = name.chars().count();
    ((1..=MAX_NAME_CHARS).contains(&chars) && !name.chars().any(misleads)).then(|| name.to_owned())
}

/// The address, narrow and without blanks around it, if it may be one; empty is none.
pub(super) fn email(text: &str) -> Option<String> {
    let email: String = text.trim().nfkc().collect();
    if email.is_empty() {
        return Some(email);
    }
    let (local, domain) = email.split_once('@')?;
    let plain = |part: &str, signs: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c));
    let labels = || domain.split('.');
    let fits = email.len() <= MAX_EMAIL_CHARS
        && (1..=64).contains(&local.len())
        && plain(local, "!#$%&'*+-/=?^_`{|}~.")
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && labels().count() >= 2
        && labels().all(|label| {
            (1..=63).contains(&label.len()) && plain(label, "-") && !label.starts_with('-') && !label.ends_with('-')
        });
    fits.then_some(email)
}

/// A day, or `None` when it is left open.
///
/// # Errors
/// When it is no day.
pub(super) fn day(text: &str) -> Result<Option<CalendarDate>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => intake::table::read_day(text).map(Some).ok_or(()),
    }
}

/// Whether a character is not seen and can mislead, or stands for something that could not be read.
fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{061C}' | '\u{FEFF}')
        || matches!(c, '\u{FFF9}'..='\u{FFFD}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins() {
        for (typed, kept) in [("Tanaka.H", "tanaka.h"), ("ｔａｎａｋａ＿１", "tanaka_1"), (" 01 ", "01")] {
            assert_eq!(login(typed).as_deref(), Some(kept), "{typed}");
        }
        for typed in ["", "a", "田中", "a b", "a@b", &"a".repeat(41), "a\u{0}b", "İi", "ⅳ'--"] {
            assert_eq!(login(typed), None, "{typed}");
        }
    }

    #[test]
    fn names_stay_as_they_are_written() {
        for kept in ["見本 太郎", "髙﨑　一郎", "吉\u{e0101}田", "<b>'; drop table account; --", "O’Brien 🙂"]
        {
            assert_eq!(name(&format!(" {kept}\u{3000}")).as_deref(), Some(kept));
        }
        for refused in ["", " 　", "a\nb", "a\u{7}b", "x\u{202E}gpj", "a\u{200B}b", "\u{FFFD}", &"あ".repeat(61)] {
            assert_eq!(name(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn addresses() {
        for good in ["", "taro@example.jp", "a.b+c@mail.city.example.jp", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ"]
        {
            assert!(email(good).is_some(), "{good}");
        }
        for bad in [
            "taro",
            "a@b@c.jp",
            "@b.jp",
            "a@b",
            "a b@c.jp",
            "a@c..jp",
            "a@-c.jp",
            ".a@c.jp",
            "太郎@c.jp",
            "a@c.jp\nBcc: x@y.z",
        ] {
            assert_eq!(email(bad), None, "{bad}");
        }
        assert_eq!(email(&format!("{}@example.jp", "a".repeat(65))), None);
    }
}
