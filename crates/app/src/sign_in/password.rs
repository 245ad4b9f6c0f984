//! Passwords (パスワード): what may be one, and its Argon2id hash.
//!
//! Parameters follow the OWASP Password Storage Cheat Sheet (19 MiB, two passes, one lane); the rules follow NIST SP
//! 800-63B: length counts, no mixture of kinds of letters is asked for, and the commonest are refused. Text is brought to
//! NFKC first, so that full-width letters of a Japanese keyboard are the same password.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;

use super::guard::Guard;
use super::problems::{PASSWORD_COMMON, PASSWORD_LENGTH};
use crate::error::{AppError, Refusal};

/// The shortest password, in characters.
pub const MIN_PASSWORD_CHARS: usize = 12;

/// The longest, in characters.
pub const MAX_PASSWORD_CHARS: usize = 200;

/// Memory in KiB, passes, lanes.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// A hash that no password has, made with the same cost: what an unknown login is checked against.
pub(super) const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$aGVua2FrdS1kZWNveS1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Different characters a password has at least.
const MIN_DIFFERENT: usize = 5;

/// What the commonest passwords are made of; what is left without these and without digits must still be something.
const COMMON_WORDS: [&str; 30] = [
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "pasuwado",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "1qaz2wsx3edc",
    "1qaz2wsx",
    "abcdefghijkl",
    "abcdef",
    "abc",
    "letmein",
    "welcome",
    "administrator",
    "admin",
    "iloveyou",
    "sunshine",
    "princess",
    "dragon",
    "monkey",
    "sakura",
    "changeme",
    "secret",
    "henkaku",
    "kitakyushu",
    "test",
];

/// Letters that must be left of a password without common words, digits and signs.
const MIN_OWN_LETTERS: usize = 4;

/// The Argon2id hash of a password in PHC form; it takes its turn among those being checked.
///
/// # Errors
/// [`SIGN_IN_BUSY`](super::SIGN_IN_BUSY) when the turn does not come; when the operating system has no random numbers.
pub async fn hash_password(password: &str) -> Result<String, AppError> {
    let password = tidy(password);
    let hash = move || hasher().hash_password(password.as_bytes()).map(|hash| hash.to_string());
    let (_guard, hashed) = Guard::enter().await?.run(hash).await?;
    hashed.map_err(|error| AppError::Task(format!("a password could not be hashed: {error}")))
}

/// Checks that a password may be used.
///
/// # Errors
/// [`PASSWORD_LENGTH`] or [`PASSWORD_COMMON`].
pub fn check_new_password(password: &str, login: &str) -> Result<(), Refusal> {
    let password = tidy(password);
    let chars = password.chars().count();
    if !(MIN_PASSWORD_CHARS..=MAX_PASSWORD_CHARS).contains(&chars) || password.chars().any(char::is_control) {
        return Err(Refusal::invalid(&PASSWORD_LENGTH, ""));
    }
    let lower = password.to_lowercase();
    let different: std::collections::BTreeSet<char> = lower.chars().collect();
    let mut rest = lower.clone();
    if login.chars().count() >= MIN_OWN_LETTERS {
        rest = rest.replace(&login.to_lowercase(), "");
    }
    for word in COMMON_WORDS {
        rest = rest.replace(word, "");
    }
    let has_own = rest.chars().filter(|letter| letter.is_alphabetic()).count() >= MIN_OWN_LETTERS;
    // Digits alone are a password when they are many: a birthday or a telephone number is not.
    let is_long_number = rest.len() >= 20 && rest == lower;
    if different.len() < MIN_DIFFERENT || !(has_own || is_long_number) {
        return Err(Refusal::invalid(&PASSWORD_COMMON, ""));
    }
    Ok(())
}

/// A password as it is hashed.
pub(super) fn tidy(password: &str) -> String {
    password.nfkc().collect()
}

/// Whether this is the password of the hash; a hash that cannot be read fits none.
pub(super) fn is_right(password: &str, hash: &str) -> bool {
    // More than the longest is never right, and is not worth its time; it takes that of the decoy.
    let (password, fits) = match password.chars().nth(MAX_PASSWORD_CHARS) {
        None => (tidy(password), true),
        Some(_) => (String::new(), false),
    };
    let verified = PasswordHash::new(hash).map(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok());
    verified.unwrap_or(false) & fits
}

fn hasher() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> Option<&'static str> {
        check_new_password(password, "tanaka.h").err().map(|refusal| refusal.kind.code)
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_only_and_full_width_letters_are_the_same() {
        let hash = hash_password("correct horse battery").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_right("correct horse battery", &hash));
        assert!(is_right("ｃｏｒｒｅｃｔ　ｈｏｒｓｅ　ｂａｔｔｅｒｙ", &hash));
        assert!(!is_right("correct horse batter", &hash));
        assert!(!is_right("Correct horse battery", &hash));
        let again = hash_password("correct horse battery").await.unwrap();
        assert_ne!(hash, again, "each has a salt of its own");
    }

    #[test]
    fn the_decoy_costs_as_much_as_a_real_hash_and_fits_nothing() {
        let decoy = PasswordHash::new(DECOY).unwrap();
        let params = Params::try_from(&decoy).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), COST);
        assert_eq!(decoy.hash.map(|hash| hash.len()), Some(32));
        assert!(!is_right("", DECOY));
        assert!(!is_right("anything at all", DECOY));
        assert!(!is_right("anything", ""), "an empty hash fits nothing");
    }

    #[test]
    fn length_counts_and_the_commonest_are_refused() {
        for good in ["ゆきのふるまちをあるく", "tsubame-kaze-91", "kawa no oto ga suki", "8214 0937 5562 1180 4"]
        {
            let expected = (good.chars().count() < MIN_PASSWORD_CHARS).then_some(PASSWORD_LENGTH.code);
            assert_eq!(refused(good), expected, "{good}");
        }
        for short in ["", "kaze91", "elevenchars", "\u{7}controlcharacter", &"あいうえお".repeat(41)] {
            assert_eq!(refused(short), Some(PASSWORD_LENGTH.code), "{short}");
        }
        for common in [
            "password1234",
            "Password2026!",
            "ｐａｓｓｗｏｒｄ１２３４",
            "123456789012",
            "qwertyuiop12",
            "aaaaaaaaaaaa",
            "abababababab",
            "tanaka.h2026",
            "Tanaka.H-Tanaka.H",
            "kitakyushu2026",
            "19850401-0901",
        ] {
            assert_eq!(refused(common), Some(PASSWORD_COMMON.code), "{common}");
        }
    }
}
