//! Message (メール): plain text to one person, checked before it can reach a header.

use lettre::Address;

/// The longest subject, in characters.
const SUBJECT_CHARS: usize = 200;
/// The longest name of a person, in characters.
const NAME_CHARS: usize = 100;
/// The longest address, in bytes (RFC 5321, 4.5.3.1.3, less its brackets).
const ADDRESS_BYTES: usize = 254;
/// The longest body, in bytes.
const BODY_BYTES: usize = 200 * 1024;

/// One message to one person (メール一通).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub(crate) to: Address,
    pub(crate) to_name: String,
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// Why a text cannot be part of a message (メールにできない理由).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// This is no e-mail address that can be written to.
    #[error("“{0}” is not an e-mail address")]
    BadAddress(String),
    /// The text of this part has a control character, such as the line end that would begin another header.
    #[error("the {0} has a control character")]
    ControlCharacter(&'static str),
    /// This part is longer than it may be.
    #[error("the {0} is too long")]
    TooLong(&'static str),
    /// This part is empty.
    #[error("the {0} is empty")]
    Empty(&'static str),
}

impl Message {
    /// A message to an address; the name is what stands before it and may be empty.
    ///
    /// # Errors
    /// When the address is none, or a part is empty, too long, or has control characters (the body may have line ends
    /// and tabs).
    pub fn new(to: &str, to_name: &str, subject: &str, body: &str) -> Result<Message, MessageError> {
        let to = parse_address(to)?;
        check_line("name", to_name, NAME_CHARS)?;
        check_line("subject", subject, SUBJECT_CHARS)?;
        if subject.trim().is_empty() {
            return Err(MessageError::Empty("subject"));
        }
        if body.len() > BODY_BYTES {
            return Err(MessageError::TooLong("body"));
        }
        // The end of a text over SMTP brings its own line end.
        let body = body.replace("\r\n", "\n").trim_end_matches('\n').to_owned();
        if body.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(MessageError::ControlCharacter("body"));
        }
        Ok(Message { to, to_name: to_name.to_owned(), subject: subject.to_owned(), body })
    }

    /// The address it goes to.
    pub fn to(&self) -> &str {
        self.to.as_ref()
    }

    /// Its subject.
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

/// Whether mail can be written to this address: ASCII, one `@`, nothing around it.
///
/// # Errors
/// When it is not such an address.
pub fn check_address(text: &str) -> Result<(), MessageError> {
    parse_address(text).map(|_| ())
}

/// The address, if it is one.
pub(crate) fn parse_address(text: &str) -> Result<Address, MessageError> {
    let bad = || MessageError::BadAddress(text.chars().take(80).filter(|c| !c.is_control()).collect());
    let fits = text.is_ascii() && text.len() <= ADDRESS_BYTES && !text.bytes().any(|b| b.is_ascii_control());
    if !fits {
        return Err(bad());
    }
    text.parse().map_err(|_| bad())
}

/// Whether a text can stand in one line of a header.
pub(crate) fn check_line(part: &'static str, text: &str, most_chars: usize) -> Result<(), MessageError> {
    // Line and paragraph separators are no control characters to Unicode, but some programs break lines at them.
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(MessageError::ControlCharacter(part));
    }
    if text.chars().count() > most_chars {
        return Err(MessageError::TooLong(part));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn message(to: &str, name: &str, subject: &str, body: &str) -> Result<Message, MessageError> {
        Message::new(to, name, subject, body)
    }

    #[test]
    fn a_usual_message_is_taken() {
        let one = message("taro@example.jp", "北九 太郎", "【点検】2件", "一行目\r\n二行目\t終").unwrap();
        assert_eq!(
            (one.to(), one.subject(), one.body.as_str()),
            ("taro@example.jp", "【点検】2件", "一行目\n二行目\t終")
        );
    }

    #[test]
    fn what_would_begin_another_header_is_refused() {
        for bad in ["件名\r\nBcc: x@example.jp", "a\nb", "a\rb", "a\u{85}b", "a\u{2028}b", "\0", "\u{7f}"] {
            assert_eq!(
                message("a@example.jp", "", bad, "x").unwrap_err(),
                MessageError::ControlCharacter("subject"),
                "{bad:?}"
            );
            assert_eq!(
                message("a@example.jp", bad, "件名", "x").unwrap_err(),
                MessageError::ControlCharacter("name"),
                "{bad:?}"
            );
        }
        assert_eq!(message("a@example.jp", "", "件名", "a\u{0}b").unwrap_err(), MessageError::ControlCharacter("body"));
        assert_eq!(message("a@example.jp", "", "件名", "a\rb").unwrap_err(), MessageError::ControlCharacter("body"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.jp", "a".repeat(250));
        for bad in [
            "",
            "taro",
            "@example.jp",
            "taro@",
            "taro@example.jp, jiro@example.jp",
            "太郎@example.jp",
            "taro@例え.jp",
            "taro@example.jp\r\nRCPT TO:<x@example.jp>",
            "taro @example.jp",
            "<taro@example.jp>",
            &long,
        ] {
            assert!(matches!(check_address(bad), Err(MessageError::BadAddress(_))), "{bad:?}");
        }
    }

    #[test]
    fn parts_have_their_limits() {
        let long = |n: usize| "あ".repeat(n);
        assert!(message("a@example.jp", &long(100), &long(200), "").is_ok());
        assert_eq!(message("a@example.jp", "", &long(201), "").unwrap_err(), MessageError::TooLong("subject"));
        assert_eq!(message("a@example.jp", &long(101), "x", "").unwrap_err(), MessageError::TooLong("name"));
        assert_eq!(
            message("a@example.jp", "", "x", &"x".repeat(BODY_BYTES + 1)).unwrap_err(),
            MessageError::TooLong("body")
        );
        assert_eq!(message("a@example.jp", "", " 　", "x").unwrap_err(), MessageError::Empty("subject"));
    }

    proptest! {
        #[test]
        fn no_accepted_header_text_has_a_line_end(to in ".{0,40}", name in any::<String>(), subject in any::<String>()) {
            if let Ok(one) = message(&to, &name, &subject, "x") {
                for part in [one.to(), &one.to_name, one.subject()] {
                    prop_assert!(!part.chars().any(char::is_control));
                }
            }
        }
    }
}
