//! Search (近いものを探す): the nearest documents of each by an inverted index, exactly.
//!
//! Grams are ordered from rare to common. For each document the postings of its rare grams are added up first. What the
//! common ones could still add to another document is at most the product of what is left of both vectors' lengths
//! (Cauchy–Schwarz). Once that lifts few others over the threshold, or over the k-th best so far, the long postings of common
//! grams are not walked: those few are finished one by one. Every score is the sum of the
//! same products in the same order either way, so skipping changes no bit, and a is as near to b as b is to a.

use std::cmp::Ordering;
use std::collections::HashMap;

use rayon::prelude::*;

use super::gram::Gram;
use super::model::{Counts, Model, counts, folded_texts};
use super::{Document, MANY_ALIKE, PAIRS_CUT, Settings, TEXT_TOO_LONG, WITHOUT_TEXT};
use crate::{Place, Problem};

/// Levels of commonness, two to an octave: level l begins with the grams of 2^(l/2) documents.
const LEVELS: usize = 64;

/// Above this bound of what is still to come looking for candidates is not worth a try.
const BOUND_TRIED: f32 = 0.2;

/// What finishing one candidate costs, in steps along a posting list: to begin with, and for each gram left.
const COST_BEGIN: usize = 150;
const COST_EACH: usize = 12;

/// Room for rounding when a bound is compared: single precision over some thousand products.
const SLACK: f32 = 1e-4;

/// Two documents that are alike (組): `a` stands before `b` in the documents given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Place of the one with the smaller key.
    pub a: usize,
    /// Place of the other.
    pub b: usize,
    /// Cosine, 0 to 1.
    pub score: f32,
}

/// What was found (見つかったもの).
#[derive(Clone, Debug)]
pub struct Findings {
    /// Pairs by descending score, then by keys.
    pub pairs: Vec<Pair>,
    /// The weights of grams, to explain pairs with.
    pub model: Model,
    /// What could not be done in full, once a kind: the excerpt says how many it concerns.
    pub problems: Vec<Problem>,
}

/// Documents put together by their folded texts: each group's members in the order of keys, and the grams they share.
struct Groups {
    members: Vec<Vec<usize>>,
    counts: Vec<Counts>,
}

/// What one processor writes on while it looks for neighbours.
struct Slate {
    /// By document: the products added up so far.
    sums: Vec<f32>,
    /// By rank, counted from the rank that walking stopped at: the weights still to be added.
    rest: Vec<f32>,
    /// Room to find the k-th best sum in.
    best: Vec<f32>,
    /// Documents that are finished one by one.
    candidates: Vec<u32>,
}

/// A document's vector by rank of gram, rare first; grams of one document are in its length but not in the index.
type Ranked = Vec<(u32, f32)>;

struct Index {
    vectors: Vec<Ranked>,
    /// Where the postings of each rank begin.
    starts: Vec<usize>,
    /// Document and weight.
    postings: Vec<(u32, f32)>,
    /// Where the ranks of each level begin.
    levels: [u32; LEVELS + 1],
    /// By level, then by document: the length left of its vector from that level on.
    left: Vec<Vec<f32>>,
    /// By level, then by document: where that level begins in its vector.
    begins: Vec<Vec<u32>>,
}

/// Finds the pairs of documents that are alike: of each document its nearest, at most [`Settings::nearest`], that reach the
/// threshold.
pub fn find(documents: &[Document], settings: &Settings) -> Findings {
    let (groups, mut problems) = grouped(documents, settings);
    let Groups { members, counts } = groups;
    let copies: Vec<u32> = members.iter().map(|group| u32::try_from(group.len()).unwrap_or(u32::MAX)).collect();
    let model = Model::of_counts(&counts, &copies, settings);
    let index = Index::of(&model, counts);
    let slate = || Slate { sums: vec![0.0; members.len()], rest: Vec::new(), best: Vec::new(), candidates: Vec::new() };
    let nearest: Vec<Vec<(u32, f32)>> = (0..members.len() as u32)
        .into_par_iter()
        .map_init(slate, |slate, group| index.nearest(group, settings, slate))
        .collect();
    drop(index);
    let by_keys = |x: &Pair, y: &Pair| {
        let keys = |pair: &Pair| (documents[pair.a].key, documents[pair.b].key);
        y.score.partial_cmp(&x.score).unwrap_or(Ordering::Equal).then_with(|| keys(x).cmp(&keys(y)))
    };
    let mut pairs = expanded(documents, &members, &nearest, settings);
    pairs.par_sort_unstable_by(by_keys);
    pairs.dedup_by(|x, y| (x.a, x.b) == (y.a, y.b));
    if pairs.len() > settings.pairs_max {
        problems.push(Problem::new(&PAIRS_CUT, Place::default(), format!("{} > {}", pairs.len(), settings.pairs_max)));
        pairs.truncate(settings.pairs_max);
    }
    Findings { pairs, model, problems }
}

/// Puts documents with the same texts together; those without text are left out and told.
fn grouped(documents: &[Document], settings: &Settings) -> (Groups, Vec<Problem>) {
    let fields = settings.weights.len();
    let folded: Vec<(Vec<String>, bool)> =
        documents.par_iter().map(|document| folded_texts(&document.texts, fields)).collect();
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_unstable_by_key(|place| (documents[*place].key, *place));
    let mut known: HashMap<&[String], usize> = HashMap::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut without_text = 0;
    for place in order {
        let texts = folded[place].0.as_slice();
        if texts.iter().all(String::is_empty) {
            without_text += 1;
            continue;
        }
        let group = *known.entry(texts).or_insert(members.len());
        match members.get_mut(group) {
            Some(group) => group.push(place),
            None => members.push(vec![place]),
        }
    }
    let cut = folded.iter().filter(|(_, is_cut)| *is_cut).count();
    let alike: usize = members.iter().map(Vec::len).filter(|members| *members > settings.nearest + 1).sum();
    let told = [(&TEXT_TOO_LONG, cut), (&WITHOUT_TEXT, without_text), (&MANY_ALIKE, alike)];
    let told = told.into_iter().filter(|(_, count)| *count > 0);
    let problems = told.map(|(kind, count)| Problem::new(kind, Place::default(), count.to_string())).collect();
    let counts = members.par_iter().map(|members| counts(&folded[members[0]].0, settings)).collect();
    (Groups { members, counts }, problems)
}

/// The pairs of documents behind the neighbours of groups: of each document its own group first, then the nearest groups.
fn expanded(
    documents: &[Document],
    groups: &[Vec<usize>],
    nearest: &[Vec<(u32, f32)>],
    settings: &Settings,
) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let pair = |a: usize, b: usize, score: f32| {
        let in_order = (documents[a].key, a) < (documents[b].key, b);
        let (a, b) = if in_order { (a, b) } else { (b, a) };
        Pair { a, b, score }
    };
    for (group, near) in groups.iter().zip(nearest) {
        for document in group {
            let own = group.iter().filter(|other| *other != document).map(|other| (*other, 1.0));
            let others =
                near.iter().flat_map(|(other, score)| groups[*other as usize].iter().map(|member| (*member, *score)));
            let found = own.chain(others).take(settings.nearest);
            pairs.extend(found.map(|(other, score)| pair(*document, other, score)));
        }
    }
    pairs
}

impl Index {
    fn of(model: &Model, all: Vec<Counts>) -> Index {
        let mut order: Vec<(u32, Gram)> = model.frequencies.iter().map(|(gram, count)| (*count, *gram)).collect();
        order.par_sort_unstable();
        let mut levels = [order.len() as u32; LEVELS + 1];
        for (level, begin) in levels.iter_mut().enumerate().take(LEVELS) {
            // count < 2^(level/2), in whole numbers.
            *begin = order.partition_point(|(count, _)| u128::from(*count).pow(2) < 1 << level) as u32;
        }
        let mut ranks = super::model::Frequencies::default();
        ranks.reserve(order.len());
        ranks.extend(order.iter().map(|(_, gram)| *gram).zip(0u32..));
        let ranked = |counts: Counts| {
            let vector = model.vector(&counts);
            let rank = |(gram, weight): &(Gram, f32)| ranks.get(gram).map(|rank| (*rank, *weight));
            let mut vector: Ranked = vector.iter().filter_map(rank).collect();
            vector.sort_unstable_by_key(|(rank, _)| *rank);
            vector
        };
        let vectors: Vec<Ranked> = all.into_par_iter().map(ranked).collect();
        let lengths: Vec<[f32; LEVELS + 1]> = vectors.par_iter().map(|vector| lengths_left(vector, &levels)).collect();
        let begins = (0..=LEVELS).map(|level| {
            let begin = |vector: &Ranked| vector.partition_point(|(rank, _)| *rank < levels[level]) as u32;
            vectors.iter().map(begin).collect()
        });
        let begins = begins.collect();
        let left = (0..=LEVELS).map(|level| lengths.iter().map(|lengths| lengths[level]).collect()).collect();
        let mut starts = vec![0usize; order.len() + 1];
        vectors.iter().flatten().for_each(|(rank, _)| starts[*rank as usize + 1] += 1);
        (1..starts.len()).for_each(|rank| starts[rank] += starts[rank - 1]);
        let mut ends = starts.clone();
        let mut postings = vec![(0, 0.0); vectors.iter().map(Vec::len).sum()];
        for (vector, document) in vectors.iter().zip(0u32..) {
            for (rank, weight) in vector {
                let end = &mut ends[*rank as usize];
                postings[*end] = (document, *weight);
                *end += 1;
            }
        }
        Index { vectors, starts, postings, levels, left, begins }
    }

    /// The nearest of one document by descending score, then by place (which is the order of keys).
    fn nearest(&self, document: u32, settings: &Settings, slate: &mut Slate) -> Vec<(u32, f32)> {
        let Slate { sums, rest, best, candidates } = slate;
        // As a slice: its length is then known to stay the same, which is worth a third of the time.
        let sums = sums.as_mut_slice();
        sums.fill(0.0);
        let vector = &self.vectors[document as usize];
        let (mut at, mut reach) = (0, settings.threshold);
        for level in 0..LEVELS {
            let end = at + vector[at..].partition_point(|(rank, _)| *rank < self.levels[level + 1]);
            for (rank, weight) in &vector[at..end] {
                for (other, theirs) in self.postings_of(*rank) {
                    sums[*other as usize] += weight * theirs;
                }
            }
            if at == end {
                continue;
            }
            at = end;
            sums[document as usize] = 0.0;
            let left = self.left[level + 1][document as usize];
            if at == vector.len() {
                break;
            }
            if left * left > reach.max(BOUND_TRIED) {
                continue;
            }
            reach = reach.max(kth_best(settings, sums, reach, best));
            let walk = vector[at..].iter().map(|(rank, _)| self.postings_of(*rank).len()).sum::<usize>();
            if self.gather(level + 1, left, reach, sums, walk, candidates) {
                candidates.retain(|candidate| *candidate != document);
                self.finish(level + 1, &vector[at..], candidates, sums, rest);
                return top(candidates.iter().map(|other| (*other, sums[*other as usize])), settings);
            }
        }
        let all = (0u32..).zip(sums.iter().copied()).filter(|(other, _)| *other != document);
        top(all, settings)
    }

    fn postings_of(&self, rank: u32) -> &[(u32, f32)] {
        &self.postings[self.starts[rank as usize]..self.starts[rank as usize + 1]]
    }

    /// Gathers the documents that may still reach it: what they have so far and the most that the levels from this one on can
    /// add. `false` when finishing them one by one costs more than walking on.
    fn gather(
        &self,
        level: usize,
        left: f32,
        reach: f32,
        sums: &[f32],
        walk: usize,
        candidates: &mut Vec<u32>,
    ) -> bool {
        candidates.clear();
        let mut cost = 0;
        for (other, (sum, theirs)) in (0u32..).zip(sums.iter().zip(&self.left[level])) {
            if sum + left * theirs + SLACK >= reach {
                candidates.push(other);
                cost += COST_BEGIN + COST_EACH * self.rest_of(level, other).len();
                if cost > walk {
                    return false;
                }
            }
        }
        true
    }

    /// Adds what is left of the vector to the sums of the candidates, gram by gram in the same order as the postings.
    fn finish(&self, level: usize, left: &[(u32, f32)], candidates: &[u32], sums: &mut [f32], rest: &mut Vec<f32>) {
        let first = self.levels[level];
        rest.clear();
        rest.resize(self.starts.len() - 1 - first as usize, 0.0);
        left.iter().for_each(|(rank, weight)| rest[(rank - first) as usize] = *weight);
        let rest = rest.as_slice();
        for candidate in candidates {
            let mut sum = sums[*candidate as usize];
            for (rank, weight) in self.rest_of(level, *candidate) {
                sum += rest[(rank - first) as usize] * weight;
            }
            sums[*candidate as usize] = sum;
        }
    }

    /// What a document's vector has from a level on.
    fn rest_of(&self, level: usize, document: u32) -> &[(u32, f32)] {
        &self.vectors[document as usize][self.begins[level][document as usize] as usize..]
    }
}

/// The length left of a vector from each level on.
fn lengths_left(vector: &Ranked, levels: &[u32; LEVELS + 1]) -> [f32; LEVELS + 1] {
    let mut left = [0.0; LEVELS + 1];
    let mut squares = 0.0f64;
    let mut end = vector.len();
    for level in (0..=LEVELS).rev() {
        let begin = vector.partition_point(|(rank, _)| *rank < levels[level]).min(end);
        squares += vector[begin..end].iter().map(|(_, weight)| f64::from(*weight).powi(2)).sum::<f64>();
        end = begin;
        left[level] = squares.sqrt() as f32;
    }
    left
}

/// The k-th best sum so far where it is above a bound: a document needs that much, since sums only grow.
fn kth_best(settings: &Settings, sums: &[f32], bound: f32, best: &mut Vec<f32>) -> f32 {
    best.clear();
    best.extend(sums.iter().copied().filter(|sum| *sum > bound));
    if settings.nearest == 0 || best.len() < settings.nearest {
        return bound;
    }
    let descending = |x: &f32, y: &f32| y.partial_cmp(x).unwrap_or(Ordering::Equal);
    *best.select_nth_unstable_by(settings.nearest - 1, descending).1
}

/// The highest that reach the threshold.
fn top(found: impl Iterator<Item = (u32, f32)>, settings: &Settings) -> Vec<(u32, f32)> {
    let mut found: Vec<(u32, f32)> = found.filter(|(_, score)| *score > 0.0 && *score >= settings.threshold).collect();
    found.sort_unstable_by(|x, y| y.1.partial_cmp(&x.1).unwrap_or(Ordering::Equal).then(x.0.cmp(&y.0)));
    found.truncate(settings.nearest);
    found.into_iter().map(|(other, score)| (other, score.min(1.0))).collect()
}
