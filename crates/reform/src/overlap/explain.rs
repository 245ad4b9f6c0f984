//! Explanation of a pair (似ている理由): which fields agree and by how much, and the phrases both have.

use std::cmp::Ordering;

use super::gram::Gram;
use super::model::{Model, counts, folded_texts};
use super::phrase::{Phrase, shared};

/// The smallest part of a score that is told.
const SHARE_MIN: f32 = 0.01;

/// Why two documents are alike (似ている理由).
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Their score, 0 to 1.
    pub score: f32,
    /// What each pair of fields brings to it, the most first; what is under a hundredth is left out.
    pub fields: Vec<FieldShare>,
    /// The phrases that carry most.
    pub phrases: Vec<Phrase>,
    /// Every string to mark in both texts, as [`super::mark`] takes them.
    pub marks: Vec<String>,
}

/// What two fields bring to a score (欄ごとの寄与).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldShare {
    /// The field of the first document, by place.
    pub a: usize,
    /// The field of the second.
    pub b: usize,
    /// Its part of the score.
    pub share: f32,
}

/// Explains how alike two documents' texts are, by the weights of a model; they need not be of it.
pub fn explain(model: &Model, a: &[String], b: &[String]) -> Explanation {
    let parts = |texts: &[String]| {
        let (folded, _) = folded_texts(texts, model.settings.weights.len());
        model.parts(&counts(&folded, &model.settings))
    };
    let (parts_a, parts_b) = (parts(a), parts(b));
    let mut fields = Vec::new();
    for (place_a, part_a) in parts_a.iter().enumerate() {
        for (place_b, part_b) in parts_b.iter().enumerate() {
            fields.push(FieldShare { a: place_a, b: place_b, share: product(part_a, part_b) });
        }
    }
    let score = fields.iter().map(|field| field.share).sum::<f32>().min(1.0);
    fields.retain(|field| field.share >= SHARE_MIN);
    fields.sort_by(|x, y| y.share.partial_cmp(&x.share).unwrap_or(Ordering::Equal));
    let (phrases, marks) = shared(model, a, b);
    Explanation { score, fields, phrases, marks }
}

/// Σ of the products of the grams both have.
fn product(a: &[(Gram, f32)], b: &[(Gram, f32)]) -> f32 {
    let mut theirs = b.iter().peekable();
    let mut sum = 0.0;
    for (gram, weight) in a {
        while theirs.next_if(|(other, _)| other < gram).is_some() {}
        if let Some((_, their_weight)) = theirs.next_if(|(other, _)| other == gram) {
            sum += weight * their_weight;
        }
    }
    sum
}
