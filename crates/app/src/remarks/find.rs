//! Finding what is spoken about (対象を探す): by its reference, by its number, or by a part of its name. A city has thousands
//! of programs, too many to choose from in a list.

use std::collections::BTreeSet;

use reform::ProblemKind;
use reform::discussion::{ItemKind, ItemRef};
use reform::plan::Text;
use reform::search_text::fold;
use store::ProgramQuery;

use super::{ITEM_SEVERAL, ItemChoice};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The most things offered where several fit what was typed.
const OFFERED: usize = 20;

/// The fewest characters of a name that are looked for.
const LETTERS_LEAST: usize = 2;

/// The most characters that are looked for.
const LETTERS_MOST: usize = 100;

/// The things that fit what was typed (当てはまる対象).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemCandidates {
    /// The first of them, the shortest names first.
    pub choices: Vec<ItemChoice>,
    /// How many there are.
    pub all: usize,
}

impl App {
    /// What may be meant where several things fit: those a person may choose from.
    ///
    /// # Errors
    /// When the actor may not see remarks, or the database fails.
    pub async fn item_candidates(&self, actor: &Actor, kind: &str, text: &str) -> Result<ItemCandidates, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        self.items_called(ItemKind::from_word(kind.trim()), text).await
    }

    /// The thing that was typed: a reference in full, a kind with its number, or a part of a name that only one has.
    ///
    /// # Errors
    /// `missing` where nothing fits, [`ITEM_SEVERAL`] where more than one does, or when the database fails.
    pub(crate) async fn item_typed(
        &self,
        (kind, text, place): (&str, &str, &str),
        missing: &'static ProblemKind,
    ) -> Result<ItemRef, AppError> {
        let refuse = |kind| AppError::from(Refusal::invalid(kind, text.trim().chars().take(60).collect::<String>()));
        let at = |item: ItemRef| match place.trim() {
            "" => Ok(item),
            place => item.at(place).ok_or_else(|| refuse(missing)),
        };
        let kind = ItemKind::from_word(kind.trim());
        if let Some(item) = written(kind, text)
            && self.is_known_item(&item).await?
        {
            return at(item);
        }
        let mut found = self.items_called(kind, text).await?;
        match (found.all, found.choices.pop()) {
            (1, Some(only)) => at(only.item),
            (_, Some(_)) => Err(refuse(&ITEM_SEVERAL)),
            (_, None) => Err(refuse(missing)),
        }
    }

    /// What has this number, or else these words in its name; of this kind, or of any.
    async fn items_called(&self, kind: Option<ItemKind>, text: &str) -> Result<ItemCandidates, AppError> {
        let text: String = text.trim().chars().take(LETTERS_MOST).collect();
        let words: Vec<String> = text.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
        let is_name = words.iter().map(|word| word.chars().count()).sum::<usize>() >= LETTERS_LEAST;
        let is_wanted = |one: ItemKind| kind.is_none_or(|kind| kind == one);
        let holds = |name: &str| {
            let name = fold(name);
            is_name && words.iter().all(|word| name.contains(word.as_str()))
        };
        let mut choices = self.choices_of_plan().await?;
        choices.retain(|choice| {
            let name = &choice.name;
            let is_called = choice.item.id == text || holds(&name.ja) || name.en.as_deref().is_some_and(holds);
            is_wanted(choice.item.kind) && !text.is_empty() && is_called
        });
        if is_wanted(ItemKind::Program) && !words.is_empty() {
            let number = fold(&text);
            let (mut numbered, mut named, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
            let query = ProgramQuery { text: text.clone(), ..ProgramQuery::default() };
            self.store
                .export_programs(&query, |row| {
                    let has_number = row.external_id == text || row.external_id == number;
                    let Some(item) = ItemRef::new(ItemKind::Program, &row.external_id) else { return };
                    if (has_number || holds(&row.name)) && seen.insert(row.external_id) {
                        let choice = ItemChoice { item, name: Text::japanese(&row.name) };
                        if has_number { numbered.push(choice) } else { named.push(choice) }
                    }
                })
                .await?;
            if !numbered.is_empty() {
                // Who writes a number means the program that has it, whatever names hold the same figures.
                (choices, named) = (numbered, Vec::new());
            }
            choices.append(&mut named);
        }
        let all = choices.len();
        choices.sort_by_key(|choice| choice.name.ja.chars().count());
        choices.truncate(OFFERED);
        Ok(ItemCandidates { choices, all })
    }
}

/// What a text names by itself: a reference in full needs no kind beside it, an id alone does.
fn written(kind: Option<ItemKind>, text: &str) -> Option<ItemRef> {
    let full = ItemRef::read(text.trim()).filter(|item| item.kind.is_single() || text.contains(':'));
    full.or_else(|| kind.and_then(|kind| ItemRef::new(kind, if kind.is_single() { "" } else { text })))
}
