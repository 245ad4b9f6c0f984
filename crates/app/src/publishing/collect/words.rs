//! Words and ids as they are published (公表する言葉と番号).

use std::collections::BTreeSet;

use publish::edition::Words;
use reform::plan::{Plan, Source, Text};
use sha2::{Digest, Sha256};

/// A text of the plan.
pub(super) fn of(text: &Text) -> Words {
    Words { ja: text.ja.clone(), en: text.en.clone().unwrap_or_default() }
}

/// Two texts one after another, as sentences of one passage.
pub(super) fn joined(first: &Text, second: &Text) -> Words {
    let en = match (&first.en, &second.en) {
        (Some(first), Some(second)) => format!("{first} {second}"),
        _ => String::new(),
    };
    Words { ja: format!("{}{}", first.ja, second.ja), en }
}

/// A stable word with its names in both languages.
pub(super) fn both(ja: &str, en: &str) -> Words {
    Words::both(ja, en)
}

/// Where something stands: the document's title and the place in it.
pub(super) fn source(plan: &Plan, source: &Source) -> String {
    let title = plan.document(&source.document).map(|document| document.title.ja.clone()).unwrap_or_default();
    format!("{title} {source}").trim().to_owned()
}

/// The longest id that is published as it is.
const ID_CHARS_MAX: usize = 60;

/// Ids that can stand in any address and file name: letters, digits, `-`, `_` and `.` of ASCII, each once.
///
/// A number of the city that is so stays as it is; any other is told by its digest, so that it is the same in every edition.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
}

impl Ids {
    /// The id of what the city calls `own`; a second of the same name gets a number behind it.
    pub fn take(&mut self, own: &str) -> String {
        let base = safe(own);
        let mut id = base.clone();
        let mut number = 2;
        // Also where a file system does not tell small letters from large ones.
        while !self.taken.insert(id.to_ascii_lowercase()) {
            id = format!("{base}-{number}");
            number += 1;
        }
        id
    }
}

/// The id of what the city calls `own`, not looking at others.
pub(super) fn safe(own: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_safe = !own.is_empty()
        && own.len() <= ID_CHARS_MAX
        && own.chars().all(allowed)
        && own.starts_with(|c: char| c.is_ascii_alphanumeric());
    if is_safe {
        return own.to_owned();
    }
    let digest = Sha256::digest(own.as_bytes());
    let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("x{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_safe_in_any_address_and_told_apart() {
        let mut ids = Ids::default();
        assert_eq!(ids.take("0012"), "0012");
        assert_eq!(ids.take("0012"), "0012-2");
        assert_eq!(ids.take("A1"), "A1");
        assert_eq!(ids.take("a1"), "a1-2");
        for odd in ["", "../../etc", "事業一", "a/b", "<script>", ".hidden", "a b", &"x".repeat(61)] {
            let id = safe(odd);
            assert_eq!((id.len(), &id[..1]), (17, "x"), "{odd}");
            assert_eq!(id, safe(odd));
        }
        assert_ne!(safe("事業一"), safe("事業二"));
    }
}
