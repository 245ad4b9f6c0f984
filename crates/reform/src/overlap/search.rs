//! Search (近いものを探す): the nearest documents of each by an inverted index, exactly.
//!
//! Grams are ordered from rare to common. For each document the postings of its rare grams are added up first. What the
//! common ones could still add to another document is at most the product of what is left of both vectors' lengths
//! (Cauchy–Schwarz). Once that cannot lift an unseen document over the threshold, or over the k-th best so far, the long
//! postings of common grams are not walked: only the candidates left are finished one by one. Every score is the sum of the
//! same products in the same order either way, so skipping changes no bit, and a is as near to b as b is to a.

use std::cmp::Ordering;
use std::collections::HashMap;

use rayon::prelude::*;

use super::gram::Gram;
use super::model::{Counts, Model, counts, folded_texts};
use super::{Document, MANY_ALIKE, PAIRS_CUT, Settings, TEXT_TOO_LONG, WITHOUT_TEXT};
use crate::{Place, Problem};

/// Levels of commonness: level l has the grams of 2^l to 2^(l+1) − 1 documents.
const LEVELS: usize = 32;

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
    /// By document: the length left of its vector from each level on.
    left: Vec<[f32; LEVELS + 1]>,
}

/// Finds the pairs of documents that are alike: of each document its nearest, at most [`Settings::nearest`], that reach the
/// threshold.
pub fn find(documents: &[Document], settings: &Settings) -> Findings {
    let (groups, mut problems) = grouped(documents, settings);
    let Groups { members, counts } = groups;
    let copies: Vec<u32> = members.iter().map(|group| u32::try_from(group.len()).unwrap_or(u32::MAX)).collect();
    let model = Model::of_counts(&counts, &copies, settings);
    let index = Index::of(&model, counts);
    let slate = || Slate { sums: vec![0.0; members.len()], rest: Vec::new(), best: Vec::new() };
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
            *begin = order.partition_point(|(count, _)| u64::from(*count) < 1 << level) as u32;
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
        let left = vectors.par_iter().map(|vector| lengths_left(vector, &levels)).collect();
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
        Index { vectors, starts, postings, levels, left }
    }

    /// The nearest of one document by descending score, then by place (which is the order of keys).
    fn nearest(&self, document: u32, settings: &Settings, slate: &mut Slate) -> Vec<(u32, f32)> {
        let Slate { sums, rest, best } = slate;
        sums.fill(0.0);
        let vector = &self.vectors[document as usize];
        let left = &self.left[document as usize];
        let mut at = 0;
        for level in 0..LEVELS {
            let end = at + vector[at..].partition_point(|(rank, _)| *rank < self.levels[level + 1]);
            for (rank, weight) in &vector[at..end] {
                let postings = &self.postings[self.starts[*rank as usize]..self.starts[*rank as usize + 1]];
                for (other, theirs) in postings {
                    sums[*other as usize] += weight * theirs;
                }
            }
            at = end;
            sums[document as usize] = 0.0;
            if at == vector.len() {
                break;
            }
            let walk = vector[at..].iter().map(|(rank, _)| self.posting_count(*rank)).sum::<usize>();
            let reach = self.reach(left[level + 1], settings, sums, best);
            if let Some(reach) = reach
                && let Some(candidates) = self.candidates(level + 1, left[level + 1], reach, sums, walk)
            {
                self.finish(level + 1, &vector[at..], &candidates, sums, rest);
                return top(candidates.into_iter().map(|other| (other, sums[other as usize])), settings);
            }
        }
        let all = (0u32..).zip(sums.iter().copied()).filter(|(other, _)| *other != document);
        top(all, settings)
    }

    fn posting_count(&self, rank: u32) -> usize {
        self.starts[rank as usize + 1] - self.starts[rank as usize]
    }

    /// The score a document must reach, when unseen documents no longer can: the threshold or the k-th best sum so far.
    fn reach(&self, left: f32, settings: &Settings, sums: &[f32], best: &mut Vec<f32>) -> Option<f32> {
        let mut reach = settings.threshold;
        if settings.nearest <= sums.len() && settings.nearest > 0 && (left > reach || left < 0.7) {
            best.clear();
            best.extend_from_slice(sums);
            let place = settings.nearest - 1;
            let (_, kth, _) = best.select_nth_unstable_by(place, |x, y| y.partial_cmp(x).unwrap_or(Ordering::Equal));
            reach = reach.max(*kth);
        }
        (left + SLACK < reach).then_some(reach)
    }

    /// The documents that may still reach it; `None` when finishing them costs more than walking on.
    fn candidates(&self, level: usize, left: f32, reach: f32, sums: &[f32], walk: usize) -> Option<Vec<u32>> {
        let mut cost = 0;
        let mut candidates = Vec::new();
        for (other, sum) in (0u32..).zip(sums) {
            if *sum > 0.0 && sum + left * self.left[other as usize][level] + SLACK >= reach {
                candidates.push(other);
                cost += 2 * self.vectors[other as usize].len();
                if cost > walk {
                    return None;
                }
            }
        }
        Some(candidates)
    }

    /// Adds what is left of the vector to the sums of the candidates, gram by gram in the same order as the postings.
    fn finish(&self, level: usize, left: &[(u32, f32)], candidates: &[u32], sums: &mut [f32], rest: &mut Vec<f32>) {
        let first = self.levels[level];
        rest.clear();
        rest.resize(self.starts.len() - 1 - first as usize, 0.0);
        left.iter().for_each(|(rank, weight)| rest[(rank - first) as usize] = *weight);
        for candidate in candidates {
            let theirs = &self.vectors[*candidate as usize];
            let sum = &mut sums[*candidate as usize];
            for (rank, weight) in &theirs[theirs.partition_point(|(rank, _)| *rank < first)..] {
                *sum += rest[(rank - first) as usize] * weight;
            }
        }
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

/// The highest that reach the threshold.
fn top(found: impl Iterator<Item = (u32, f32)>, settings: &Settings) -> Vec<(u32, f32)> {
    let mut found: Vec<(u32, f32)> = found.filter(|(_, score)| *score > 0.0 && *score >= settings.threshold).collect();
    found.sort_unstable_by(|x, y| y.1.partial_cmp(&x.1).unwrap_or(Ordering::Equal).then(x.0.cmp(&y.0)));
    found.truncate(settings.nearest);
    found.into_iter().map(|(other, score)| (other, score.min(1.0))).collect()
}
