//! The token of a session (サインインの印): 256 random bits that only the browser keeps.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::error::AppError;

/// The token of a session (サインインの印); it shows itself in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

const BYTES: usize = 32;

impl Token {
    /// A new token from the operating system's random numbers.
    pub(crate) fn new() -> Result<Token, AppError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|error| AppError::Task(format!("no random numbers: {error}")))?;
        Ok(Token(hex(&bytes)))
    }

    /// What a browser sent, when it has the form of a token.
    pub fn read(text: &str) -> Option<Token> {
        let is_one = text.len() == 2 * BYTES && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_one.then(|| Token(text.to_owned()))
    }

    /// The text the browser keeps.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    pub(crate) fn sha256(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tokens_differ_and_read_back() {
        let (one, other) = (Token::new().unwrap(), Token::new().unwrap());
        assert_ne!(one, other);
        assert_eq!(Token::read(one.secret()), Some(one.clone()));
        assert_eq!(one.sha256().len(), 64);
        assert_ne!(one.sha256(), one.secret());
        assert_eq!(format!("{one:?}"), "Token(…)");
    }

    #[test]
    fn nothing_else_is_a_token() {
        for text in ["", "abc", &"g".repeat(64), &"A".repeat(64), &"a".repeat(63), &"a".repeat(65), &"変".repeat(64)] {
            assert_eq!(Token::read(text), None, "{text}");
        }
    }
}
