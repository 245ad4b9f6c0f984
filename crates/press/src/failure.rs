//! Failure (失敗): why there is no PDF, as one line of JSON for the server and in words of both languages for people.

use serde::Serialize;

/// What kind of failure it is (失敗の種類); the server turns each into a problem code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// None of the fonts a Japanese document needs is installed.
    Font,
    /// What came in is not a document, or refers to something it does not hold.
    Input,
    /// The document could not be set.
    Typeset,
    /// It needs more memory than it may have.
    Memory,
    /// The PDF could not be handed over.
    Output,
}

/// A failure (失敗).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{ja} / {en}")]
pub struct Failure {
    /// Its kind.
    pub kind: Kind,
    /// What and what to do, in Japanese.
    pub ja: String,
    /// The same in English.
    pub en: String,
    /// What a technician wants to know; may be empty.
    pub detail: String,
}

impl Failure {
    /// No usable font.
    pub fn font(families: &[&str]) -> Failure {
        let names = families.join("、");
        Failure {
            kind: Kind::Font,
            ja: format!(
                "日本語のフォントがありません（{names} のどれか）。fonts-morisawa-bizud-gothic か fonts-noto-cjk を入れてください。"
            ),
            en: format!(
                "None of the fonts {} was found: install fonts-morisawa-bizud-gothic or fonts-noto-cjk.",
                families.join(", ")
            ),
            detail: String::new(),
        }
    }

    /// Something is wrong with the document.
    pub fn input(ja: impl Into<String>, en: impl Into<String>, detail: impl ToString) -> Failure {
        Failure { kind: Kind::Input, ja: ja.into(), en: en.into(), detail: detail.to_string() }
    }

    /// It could not be set.
    pub fn typeset(detail: impl ToString) -> Failure {
        Failure {
            kind: Kind::Typeset,
            ja: "文書を組版できませんでした。".into(),
            en: "The document could not be set.".into(),
            detail: detail.to_string(),
        }
    }

    /// It needs more memory or more threads than it may have.
    pub fn memory(detail: impl ToString) -> Failure {
        Failure {
            kind: Kind::Memory,
            ja: "組版に使えるメモリを超えました。".into(),
            en: "Setting the document needs more memory than it may have.".into(),
            detail: detail.to_string(),
        }
    }

    /// It could not be handed over.
    pub fn output(detail: impl ToString) -> Failure {
        Failure {
            kind: Kind::Output,
            ja: "できた PDF を渡せませんでした。".into(),
            en: "The PDF could not be handed over.".into(),
            detail: detail.to_string(),
        }
    }

    /// One line of JSON.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("words are always JSON")
    }
}
