//! Labels (表示名): the stable word and the two names of each value of an enum, declared once.

/// Declares the stable word (stored, in the API and in URLs), Japanese and English label of each value of an enum once.
macro_rules! labels {
    ($name:ident { $($variant:ident = $word:literal, $ja:literal, $en:literal;)+ }) => {
        impl $name {
            /// Every value, in display order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// Every value as its word and its two labels, in display order.
            pub const CHOICES: &'static [(&'static str, &'static str, &'static str)] = &[$(($word, $ja, $en)),+];

            /// The stable word used in storage, the API and addresses.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The Japanese label.
            pub fn label_ja(self) -> &'static str {
                match self { $($name::$variant => $ja),+ }
            }

            /// The English label.
            pub fn label_en(self) -> &'static str {
                match self { $($name::$variant => $en),+ }
            }

            /// The value with this stable word.
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

pub(crate) use labels;
