//! Passwords made up by the system (初期パスワード): shown once, in no log and in no mail.

use std::fmt;

use crate::error::AppError;

/// Letters that nobody mistakes for another, on a page or on paper.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A password on its way to the person (パスワード); it prints itself nowhere by accident.
pub struct Secret(String);

impl Secret {
    /// A new one: 80 random bits in four groups of four letters.
    pub(crate) fn new() -> Result<Secret, AppError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| AppError::Task(format!("no random numbers: {error}")))?;
        // 256 is a multiple of 32, so that every letter is as likely as any other.
        let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        Ok(Secret(letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")))
    }

    /// One that somebody chose.
    pub(crate) fn given(text: &str) -> Secret {
        Secret(text.to_owned())
    }

    /// The password itself, for the one page or line that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_differ_follow_the_rules_and_do_not_print_themselves() {
        let (one, other) = (Secret::new().unwrap(), Secret::new().unwrap());
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.reveal().len(), 19);
        assert!(one.reveal().bytes().all(|byte| byte == b'-' || LETTERS.contains(&byte)), "{}", one.reveal());
        assert!(!format!("{one:?}").contains(one.reveal()));
    }

    #[test]
    fn a_made_up_password_is_one_that_may_be_used() {
        // Digits alone would be refused: about one in 10^9 has fewer than four letters.
        for _ in 0..200 {
            let secret = Secret::new().unwrap();
            assert!(crate::sign_in::check_new_password(secret.reveal(), "tanto1").is_ok(), "{}", secret.reveal());
        }
    }
}
