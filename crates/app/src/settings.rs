//! Settings of pages (表示の設定): language, size of text, contrast; kept with the account, or by the browser of a visitor.

use store::settings::StoredSettings;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// How somebody likes pages (表示の設定).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// In which language one begins.
    pub language: Language,
    /// How large text is.
    pub text_size: TextSize,
    /// How strong lines and colours are.
    pub contrast: Contrast,
}

/// In which language one begins (はじめの言語).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// As the address says: Japanese, or English under `/en`.
    #[default]
    Address,
    /// 日本語.
    Japanese,
    /// English.
    English,
}

/// How large text is (文字の大きさ).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 標準.
    #[default]
    Normal,
    /// 大きい.
    Large,
    /// とても大きい.
    Largest,
}

/// How strong lines and colours are (コントラスト).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contrast {
    /// As the system asks for.
    #[default]
    System,
    /// Strong.
    High,
}

/// Declares the word, the Japanese and the English label of each choice once.
macro_rules! choices {
    ($name:ident { $($variant:ident = $word:literal, $ja:literal, $en:literal;)+ }) => {
        impl $name {
            /// Every choice, in display order (選択肢).
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stable word (語).
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The label on Japanese pages (日本語の名).
            pub fn label_ja(self) -> &'static str {
                match self { $($name::$variant => $ja),+ }
            }

            /// The label on English pages (英語の名).
            pub fn label_en(self) -> &'static str {
                match self { $($name::$variant => $en),+ }
            }

            /// The choice with this word (語から).
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

choices!(Language {
    Address = "address", "開いたアドレスのとおり", "As the address says";
    Japanese = "ja", "日本語", "Japanese";
    English = "en", "英語", "English";
});

choices!(TextSize {
    Normal = "normal", "標準", "Normal";
    Large = "large", "大きい", "Large";
    Largest = "largest", "とても大きい", "Largest";
});

choices!(Contrast {
    System = "system", "端末の設定に合わせる", "As the device says";
    High = "high", "強い", "High";
});

impl Settings {
    /// Reads three words; one that means nothing is the usual.
    pub fn from_words(language: &str, text_size: &str, contrast: &str) -> Settings {
        Settings {
            language: Language::from_word(language).unwrap_or_default(),
            text_size: TextSize::from_word(text_size).unwrap_or_default(),
            contrast: Contrast::from_word(contrast).unwrap_or_default(),
        }
    }

    /// Reads the text form `en.large.high`, as a browser keeps it (文字列から).
    pub fn from_text(text: &str) -> Settings {
        let mut words = text.split('.');
        let mut word = || words.next().unwrap_or_default();
        Settings::from_words(word(), word(), word())
    }

    /// The text form (文字列).
    pub fn text(self) -> String {
        format!("{}.{}.{}", self.language.word(), self.text_size.word(), self.contrast.word())
    }

    /// What the database keeps of somebody; the usual where nothing was chosen.
    pub(crate) fn of_stored(stored: Option<&StoredSettings>) -> Settings {
        stored.map_or_else(Settings::default, |one| Settings::from_words(&one.language, &one.text_size, &one.contrast))
    }
}

impl App {
    /// Keeps how the person who acts likes pages.
    ///
    /// # Errors
    /// When nobody is signed in, or the database fails.
    pub async fn keep_settings(&self, actor: &Actor, settings: Settings) -> Result<(), AppError> {
        permit(actor, Action::UseOwnAccount)?;
        let account = actor.account().ok_or(AppError::Denied(Action::UseOwnAccount.word()))?;
        let stored = StoredSettings {
            language: settings.language.word().to_owned(),
            text_size: settings.text_size.word().to_owned(),
            contrast: settings.contrast.word().to_owned(),
        };
        Ok(self.store.keep_settings(&actor.name, account, &stored).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_back_and_nonsense_is_the_usual() {
        for language in Language::ALL {
            for text_size in TextSize::ALL {
                for contrast in Contrast::ALL {
                    let settings = Settings { language: *language, text_size: *text_size, contrast: *contrast };
                    assert_eq!(Settings::from_text(&settings.text()), settings);
                }
            }
        }
        for text in ["", "x.y.z", "..", "en", "\u{7}.large"] {
            let read = Settings::from_text(text);
            assert_eq!(read.contrast, Contrast::System, "{text}");
        }
        assert_eq!(Settings::from_text("en.huge.high").text(), "en.normal.high");
    }
}
