//! Model (文書の重み): in how many documents each gram stands, and the vector that a document's texts make with it.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rayon::prelude::*;

use super::fold::fold_quickly;
use super::gram::{Gram, counted};
use super::{Document, Settings, TEXT_CHARS_MAX};

/// What the documents as a whole say of each gram (語の重み). Keeps only grams of two or more documents: no other is shared.
#[derive(Clone, Debug)]
pub struct Model {
    pub(super) settings: Settings,
    /// Documents with text.
    pub(super) documents: usize,
    /// How many documents each gram stands in, where it is two or more.
    pub(super) frequencies: Frequencies,
    /// The weight of a gram by the number of documents it stands in.
    rarities: Vec<f32>,
}

/// In fewer documents than these nothing is a filler, however few documents there are.
const FILLER_DOCUMENTS_MIN: u32 = 5;

/// How many documents each gram stands in.
pub(super) type Frequencies = HashMap<Gram, u32, BuildHasherDefault<GramHasher>>;

/// The grams of a document by field, with their counts.
pub(super) type Counts = Vec<Vec<(Gram, u32)>>;

/// The folded texts of a document by field, cut at [`TEXT_CHARS_MAX`] in all, and whether any was cut.
pub(super) fn folded_texts(texts: &[String], fields: usize) -> (Vec<String>, bool) {
    let (mut left, mut is_cut) = (TEXT_CHARS_MAX, false);
    let fold_rest = |text: &String| {
        // What is cut away is not folded either: a huge text costs no more than the limit.
        let end = text.char_indices().nth(left).map_or(text.len(), |(end, _)| end);
        is_cut |= end < text.len();
        let folded = fold_quickly(&text[..end]);
        left = left.saturating_sub(folded.chars().count());
        folded
    };
    (texts.iter().take(fields).map(fold_rest).collect(), is_cut)
}

/// The grams of folded texts.
pub(super) fn counts(folded: &[String], settings: &Settings) -> Counts {
    let of = |text: &String| {
        let chars: Vec<char> = text.chars().collect();
        counted(&chars, settings.gram_min, settings.gram_max)
    };
    folded.iter().map(of).collect()
}

impl Model {
    /// The model of documents, so that any two texts can be explained by it.
    pub fn of(documents: &[Document], settings: &Settings) -> Model {
        let fields = settings.weights.len();
        let all: Vec<Counts> =
            documents.par_iter().map(|document| counts(&folded_texts(&document.texts, fields).0, settings)).collect();
        Model::of_counts(&all, &vec![1; all.len()], settings)
    }

    /// The model of grams counted already; each stands for as many documents as `copies` says.
    pub(super) fn of_counts(all: &[Counts], copies: &[u32], settings: &Settings) -> Model {
        let add = |mut seen: Frequencies, (fields, copies): (&Counts, &u32)| {
            let mut grams: Vec<Gram> = fields.iter().flatten().map(|(gram, _)| *gram).collect();
            grams.sort_unstable();
            grams.dedup();
            for gram in grams {
                let frequency = seen.entry(gram).or_insert(0);
                *frequency = frequency.saturating_add(*copies);
            }
            seen
        };
        let together = |mut seen: Frequencies, more: Frequencies| {
            for (gram, copies) in more {
                let frequency = seen.entry(gram).or_insert(0);
                *frequency = frequency.saturating_add(copies);
            }
            seen
        };
        // A table of its own for each processor: sums of whole numbers, so it does not matter who counted what.
        let part = all.len().div_ceil(rayon::current_num_threads()).max(1);
        let counted = all.par_chunks(part).zip(copies.par_chunks(part));
        let tables = counted.map(|(all, copies)| all.iter().zip(copies).fold(Frequencies::default(), add));
        let mut frequencies = tables.reduce(Frequencies::default, |one, other| {
            if one.len() < other.len() { together(other, one) } else { together(one, other) }
        });
        frequencies.retain(|_, frequency| *frequency >= 2);
        frequencies.shrink_to_fit();
        let with_text = |fields: &Counts| fields.iter().any(|field| !field.is_empty());
        let documents = all.iter().zip(copies).filter(|(fields, _)| with_text(fields));
        let documents = documents.map(|(_, copies)| *copies as usize).sum();
        let rarity = |frequency: usize| (((1 + documents) as f64 / (1 + frequency) as f64).ln() + 1.0) as f32;
        Model { settings: settings.clone(), documents, frequencies, rarities: (0..=documents).map(rarity).collect() }
    }

    /// How many documents have text.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// The weight of a gram by its rarity: ln((1 + documents) ÷ (1 + those with it)) + 1, never under 1.
    pub(super) fn rarity(&self, gram: Gram) -> f32 {
        let frequency = self.frequencies.get(&gram).copied().unwrap_or(1) as usize;
        // Without documents there is no table, and no gram is rarer than another.
        self.rarities.get(frequency.min(self.documents)).copied().unwrap_or(1.0)
    }

    /// Whether a gram stands in so many documents that sharing it says nothing.
    pub(super) fn is_filler(&self, gram: Gram) -> bool {
        let frequency = self.frequencies.get(&gram).copied().unwrap_or(1);
        frequency >= FILLER_DOCUMENTS_MIN
            && f64::from(frequency) > f64::from(self.settings.filler_share) * self.documents as f64
    }

    /// The fields' parts of a document's vector: together, gram by gram, they have length one. Empty without text.
    pub(super) fn parts(&self, fields: &Counts) -> Vec<Vec<(Gram, f32)>> {
        let mut parts: Vec<Vec<(Gram, f32)>> = Vec::with_capacity(fields.len());
        for (field, weight) in fields.iter().zip(&self.settings.weights) {
            let weigh = |(gram, count): &(Gram, u32)| (*gram, damped(*count) * self.rarity(*gram));
            let mut part: Vec<(Gram, f32)> = field.iter().map(weigh).collect();
            scale(&mut part, |length| if length > 0.0 { *weight / length } else { 0.0 });
            parts.push(part);
        }
        let length = length(&merged(&parts));
        parts.iter_mut().flatten().for_each(|(_, weight)| *weight /= if length > 0.0 { length } else { 1.0 });
        parts
    }

    /// A document's vector in ascending order of grams.
    pub(super) fn vector(&self, fields: &Counts) -> Vec<(Gram, f32)> {
        merged(&self.parts(fields))
    }
}

/// A count so that the tenth time says less than the first: 1 + ln count.
fn damped(count: u32) -> f32 {
    if count == 1 { 1.0 } else { 1.0 + (count as f32).ln() }
}

/// The sum of the parts, gram by gram in ascending order.
fn merged(parts: &[Vec<(Gram, f32)>]) -> Vec<(Gram, f32)> {
    let mut all: Vec<(Gram, f32)> = parts.iter().flatten().copied().collect();
    // Stable: the weights of one gram are added in the order of the fields, always the same.
    all.sort_by_key(|(gram, _)| *gram);
    all.dedup_by(|next, sum| {
        let is_same = next.0 == sum.0;
        sum.1 += if is_same { next.1 } else { 0.0 };
        is_same
    });
    all
}

fn length(vector: &[(Gram, f32)]) -> f32 {
    vector.iter().map(|(_, weight)| f64::from(*weight).powi(2)).sum::<f64>().sqrt() as f32
}

fn scale(vector: &mut [(Gram, f32)], factor: impl Fn(f32) -> f32) {
    let factor = factor(length(vector));
    vector.iter_mut().for_each(|(_, weight)| *weight *= factor);
}

/// A hasher for grams: one multiplication instead of the standard hasher's many rounds. Nobody gains by choosing texts that
/// collide: the lookups of one document would take longer, no more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GramHasher(u64);

impl Hasher for GramHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, gram: u64) {
        let mixed = (self.0 ^ gram).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}
