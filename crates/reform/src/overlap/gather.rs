//! Gathering (まとめる): many documents around leaders, with work that grows with their number and not with its square.
//!
//! [`super::find`] is exact, and right for three thousand programs. Fifty thousand comments, thousands of which say nearly the
//! same, have a hundred million pairs. Here a document is held against leaders only: it joins the nearest one that reaches the
//! threshold, or becomes a leader itself. When all leaders are known, each of the others goes to the nearest of them all.
//!
//! Leaders are found by rare grams: a document walks the leaders that have its rarest ones, until what is left of its vector
//! cannot lift another leader over the threshold (Cauchy–Schwarz) or [`WALKED_MAX`] steps are done; the best
//! [`CANDIDATES_MAX`] of them are compared in full. Within these bounds the nearest leader is found exactly; beyond them a
//! document may become a leader of its own although another is near, which people mend by merging groups.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::model::{Counts, Frequencies, Model, counts, folded_texts};
use super::{Document, Settings};

/// The most leaders, counted once for each shared gram, that one document walks past.
const WALKED_MAX: usize = 4_000;

/// The most leaders one document is compared with in full.
const CANDIDATES_MAX: usize = 16;

/// Room for rounding when a bound is compared.
const SLACK: f32 = 1e-4;

/// Documents around leaders (まとまり).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathering {
    /// By document: the place of its leader; its own for a leader.
    pub leaders: Vec<usize>,
    /// How many pairs of a document and a leader were compared in full.
    pub compared: usize,
    /// How many steps were taken along the leaders of a gram.
    pub walked: usize,
}

/// A document's vector by rank of gram, the rarest first.
type Ranked = Vec<(u32, f32)>;

/// The leaders known so far, by gram.
struct Leaders {
    /// By rank of gram: which leaders have it, and its weight there.
    postings: Vec<Vec<(u32, f32)>>,
    /// The documents that lead, in the order they became leaders.
    documents: Vec<usize>,
}

/// What one processor writes on.
#[derive(Default)]
struct Slate {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

/// What came of one search.
#[derive(Clone, Copy, Default)]
struct Search {
    leader: Option<u32>,
    compared: usize,
    walked: usize,
}

/// Gathers documents around leaders, in the order given: who comes first is more likely to lead, and the first `seeds` lead
/// whatever is near them. [`Settings::nearest`] and [`Settings::pairs_max`] do not matter here.
pub fn gather(documents: &[Document], seeds: usize, settings: &Settings) -> Gathering {
    let (vectors, grams) = ranked(documents, settings);
    let mut leaders = Leaders { postings: vec![Vec::new(); grams], documents: Vec::new() };
    let mut slate = Slate::default();
    let mut gathering = Gathering { leaders: (0..documents.len()).collect(), compared: 0, walked: 0 };
    let mut leads = vec![true; documents.len()];
    for (place, vector) in vectors.iter().enumerate() {
        if place >= seeds {
            let found = leaders.nearest(&vectors, vector, settings.threshold, &mut slate);
            gathering.compared += found.compared;
            gathering.walked += found.walked;
            leads[place] = found.leader.is_none();
        }
        if leads[place] {
            leaders.add(place, vector);
        }
    }
    let joins: Vec<usize> = (0..documents.len()).filter(|place| !leads[*place]).collect();
    let found: Vec<Search> = joins
        .par_iter()
        .map_init(Slate::default, |slate, place| leaders.nearest(&vectors, &vectors[*place], settings.threshold, slate))
        .collect();
    for (place, found) in joins.into_iter().zip(found) {
        gathering.compared += found.compared;
        gathering.walked += found.walked;
        if let Some(leader) = found.leader {
            gathering.leaders[place] = leaders.documents[leader as usize];
        }
    }
    gathering
}

/// The vectors of documents by rank of gram, and how many grams are shared by two or more of them.
fn ranked(documents: &[Document], settings: &Settings) -> (Vec<Ranked>, usize) {
    let fields = settings.weights.len();
    let all: Vec<Counts> =
        documents.par_iter().map(|document| counts(&folded_texts(&document.texts, fields).0, settings)).collect();
    let model = Model::of_counts(&all, &vec![1; all.len()], settings);
    let mut order: Vec<_> = model.frequencies.iter().map(|(gram, count)| (*count, *gram)).collect();
    order.par_sort_unstable();
    let mut ranks = Frequencies::default();
    ranks.reserve(order.len());
    ranks.extend(order.iter().map(|(_, gram)| *gram).zip(0u32..));
    let vector = |counts: &Counts| {
        let weights = model.vector(counts);
        let mut vector: Ranked =
            weights.iter().filter_map(|(gram, weight)| Some((*ranks.get(gram)?, *weight))).collect();
        vector.sort_unstable_by_key(|(rank, _)| *rank);
        vector
    };
    (all.par_iter().map(vector).collect(), order.len())
}

impl Leaders {
    fn add(&mut self, document: usize, vector: &Ranked) {
        let leader = self.documents.len() as u32;
        self.documents.push(document);
        for (rank, weight) in vector {
            self.postings[*rank as usize].push((leader, *weight));
        }
    }

    /// The nearest leader that reaches the threshold; of equals the one that came first.
    fn nearest(&self, vectors: &[Ranked], vector: &Ranked, threshold: f32, slate: &mut Slate) -> Search {
        let Slate { sums, touched } = slate;
        sums.resize(self.documents.len(), 0.0);
        let mut search = Search::default();
        let mut left: f32 = vector.iter().map(|(_, weight)| weight * weight).sum();
        for (rank, weight) in vector {
            let postings = &self.postings[*rank as usize];
            if left.sqrt() + SLACK < threshold || search.walked + postings.len() > WALKED_MAX {
                break;
            }
            for (leader, theirs) in postings {
                let sum = &mut sums[*leader as usize];
                if *sum == 0.0 {
                    touched.push(*leader);
                }
                *sum += weight * theirs;
            }
            search.walked += postings.len();
            left = (left - weight * weight).max(0.0);
        }
        let left = left.sqrt();
        let mut candidates: Vec<(f32, u32)> = touched
            .drain(..)
            .map(|leader| (std::mem::take(&mut sums[leader as usize]), leader))
            .filter(|(sum, _)| sum + left + SLACK >= threshold)
            .collect();
        let best_first =
            |x: &(f32, u32), y: &(f32, u32)| y.0.partial_cmp(&x.0).unwrap_or(Ordering::Equal).then(x.1.cmp(&y.1));
        if candidates.len() > CANDIDATES_MAX {
            candidates.select_nth_unstable_by(CANDIDATES_MAX - 1, best_first);
            candidates.truncate(CANDIDATES_MAX);
        }
        search.compared = candidates.len();
        let scored = candidates
            .into_iter()
            .map(|(_, leader)| (product(vector, &vectors[self.documents[leader as usize]]), leader));
        search.leader = scored.filter(|(score, _)| *score >= threshold).min_by(best_first).map(|(_, leader)| leader);
        search
    }
}

/// Σ of the products of the grams both have.
fn product(a: &Ranked, b: &Ranked) -> f32 {
    let (mut sum, mut theirs) = (0.0, b.iter().peekable());
    for (rank, weight) in a {
        while theirs.next_if(|(other, _)| other < rank).is_some() {}
        if let Some((_, their_weight)) = theirs.next_if(|(other, _)| other == rank) {
            sum += weight * their_weight;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlap::find;

    fn documents(texts: impl IntoIterator<Item = String>) -> Vec<Document> {
        (0i64..).zip(texts).map(|(key, text)| Document { key, texts: vec![text] }).collect()
    }

    fn settings() -> Settings {
        Settings {
            gram_min: 2,
            gram_max: 2,
            weights: vec![1.0],
            threshold: 0.45,
            nearest: 1_000_000,
            pairs_max: usize::MAX,
            filler_share: 0.1,
        }
    }

    /// Texts that have much in common and are all different: a subject, a wish, reasons in a changing order, a number.
    fn alike(count: usize) -> Vec<Document> {
        let subjects = ["市民センターの使用料", "図書館の開館時間", "バスの本数", "公園の草刈り", "保育所の定員"];
        let wishes = ["を増やしてほしい", "を減らさないでください", "を見直すべきだ"];
        let reasons = ["高齢者が困ります", "税金の無駄です", "通学に必要です", "将来の世代のためです"];
        let text = |n: usize| {
            let (first, second) = (reasons[n / 15 % 4], reasons[n / 60 % 4]);
            format!("{}{}。{first}。{second}。{n}番の意見です。", subjects[n % 5], wishes[n / 5 % 3])
        };
        documents((0..count).map(text))
    }

    #[test]
    fn many_texts_that_are_alike_are_held_against_few_leaders() {
        let few = gather(&alike(1_000), 0, &settings());
        let many = gather(&alike(8_000), 0, &settings());
        // All pairs would be 32 million; each is held against leaders twice at most.
        assert!(many.compared <= 8_000 * 2 * CANDIDATES_MAX, "{}", many.compared);
        assert!(many.compared < 8_000 * 7_999 / 2 / 50, "{}", many.compared);
        assert!(many.walked <= 8_000 * 2 * WALKED_MAX, "{}", many.walked);
        // Eight times the texts: about eight times the work, not sixty-four times.
        assert!(many.compared < few.compared * 20, "{} {}", few.compared, many.compared);
        assert!(many.walked < few.walked * 24, "{} {}", few.walked, many.walked);
        let leaders = |one: &Gathering| (0..one.leaders.len()).filter(|place| one.leaders[*place] == *place).count();
        assert!(leaders(&many) < 200, "{}", leaders(&many));
    }

    #[test]
    fn everybody_is_as_near_to_their_leader_as_the_exact_search_says() {
        let documents = alike(300);
        let gathering = gather(&documents, 0, &settings());
        let pairs = find(&documents, &settings()).pairs;
        let score = |a: usize, b: usize| {
            let found = pairs.iter().find(|pair| (pair.a, pair.b) == (a.min(b), a.max(b)));
            found.map_or(0.0, |pair| pair.score)
        };
        let leads = |place: usize| gathering.leaders[place] == place;
        for place in (0..300).filter(|place| !leads(*place)) {
            let own = score(place, gathering.leaders[place]);
            let best = (0..300).filter(|other| leads(*other)).map(|other| score(place, other)).fold(0.0, f32::max);
            assert!(own >= 0.45 - SLACK && own + SLACK >= best, "{place}: {own} {best}");
        }
        for (a, b) in (0..300).flat_map(|a| (a + 1..300).map(move |b| (a, b))).filter(|(a, b)| leads(*a) && leads(*b)) {
            assert!(score(a, b) < 0.45 + SLACK, "{a} {b} both lead");
        }
    }

    #[test]
    fn seeds_lead_even_beside_each_other() {
        let texts =
            ["バスの本数を減らさないで", "バスの本数を減らさないで。", "バスの本数を減らさないでね", "図書館を広げて"];
        let gathering = gather(&documents(texts.map(str::to_owned)), 2, &settings());
        assert_eq!(gathering.leaders[..2], [0, 1]);
        assert!(gathering.leaders[2] < 2 && gathering.leaders[3] == 3, "{:?}", gathering.leaders);
    }
}
