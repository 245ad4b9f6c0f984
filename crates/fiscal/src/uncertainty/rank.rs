//! Values at given ranks among many (順位の値), without putting all of them in order.
//!
//! Values are counted in a thousand and more bins of equal width; only the bins that hold a wanted rank are put in order.

const BINS: usize = 2048;

/// Of so many values one is looked at to guess the range of all; what lies outside goes to the first or the last bin.
const SAMPLED: usize = 16;

/// So many ranks are looked for in one walk over the bins.
const AT_ONCE: usize = 8;

/// So many values are passed over together when none of them is wanted.
const TOGETHER: usize = 16;

/// Working memory that is kept from one year to the next.
pub(super) struct Ranker {
    bins: Vec<u16>,
    marks: Vec<u16>,
    candidates: Vec<f64>,
}

impl Ranker {
    /// For so many values.
    pub(super) fn of(count: usize) -> Ranker {
        Ranker { bins: vec![0; count], marks: vec![0; count], candidates: Vec::new() }
    }

    /// The value at each rank, counted from 0; every rank must be below the number of values.
    pub(super) fn find<'a>(&mut self, slices: impl Iterator<Item = &'a [f64]> + Clone, ranks: &[usize]) -> Vec<f64> {
        let counts = self.count(slices.clone());
        ranks.chunks(AT_ONCE).flat_map(|ranks| self.find_few(slices.clone(), ranks, &counts)).collect()
    }

    fn find_few<'a>(
        &mut self,
        slices: impl Iterator<Item = &'a [f64]>,
        ranks: &[usize],
        counts: &[u32; BINS],
    ) -> Vec<f64> {
        let mut order: Vec<usize> = (0..ranks.len()).collect();
        order.sort_unstable_by_key(|which| ranks[*which]);
        // Of each rank its place among the candidates, which are the values of the wanted bins.
        let (mut wanted, mut places) = (Vec::with_capacity(AT_ONCE), vec![0; ranks.len()]);
        let (mut bin, mut below, mut left_out) = (0, 0, 0);
        for which in order {
            while below + counts[bin] as usize <= ranks[which] {
                left_out += if wanted.last() == Some(&(bin as u16)) { 0 } else { counts[bin] as usize };
                below += counts[bin] as usize;
                bin += 1;
            }
            if wanted.last() != Some(&(bin as u16)) {
                wanted.push(bin as u16);
            }
            places[which] = ranks[which] - left_out;
        }
        self.mark(std::array::from_fn(|which| *wanted.get(which).unwrap_or(&wanted[0])));
        self.candidates.clear();
        let mut marks = self.marks.as_slice();
        for slice in slices {
            let (of_slice, rest) = marks.split_at(slice.len());
            for (values, marks) in slice.chunks(TOGETHER).zip(of_slice.chunks(TOGETHER)) {
                if marks.iter().fold(0, |any, mark| any | mark) != 0 {
                    let marked = values.iter().zip(marks).filter(|(_, mark)| **mark != 0);
                    self.candidates.extend(marked.map(|(value, _)| *value));
                }
            }
            marks = rest;
        }
        self.candidates.sort_unstable_by(f64::total_cmp);
        places.into_iter().map(|place| self.candidates[place]).collect()
    }

    /// Marks the values whose bin is a wanted one; comparing with each is quicker than looking it up.
    fn mark(&mut self, wanted: [u16; AT_ONCE]) {
        for (mark, bin) in self.marks.iter_mut().zip(&self.bins) {
            *mark = wanted.iter().fold(0, |any, wanted| any | u16::from(bin == wanted));
        }
    }

    /// Finds the bin of every value, and how many values each bin has.
    fn count<'a>(&mut self, slices: impl Iterator<Item = &'a [f64]> + Clone) -> [u32; BINS] {
        let (least, most) = range(slices.clone().flat_map(|slice| slice.iter().step_by(SAMPLED)));
        // No width at all, or one beyond all numbers: everything lies in one bin.
        let per_width = (BINS - 1) as f64 / (most - least);
        let per_width = if per_width.is_finite() { per_width } else { 0.0 };
        let mut left = self.bins.as_mut_slice();
        for slice in slices {
            let (bins, rest) = left.split_at_mut(slice.len());
            bins.iter_mut().zip(slice).for_each(|(into, value)| *into = bin((value - least) * per_width));
            left = rest;
        }
        let mut counts = [0; BINS];
        self.bins.iter().for_each(|bin| counts[*bin as usize % BINS] += 1);
        counts
    }
}

/// The nearest bin to a place, by the digits of the sum with 2^52, where floats are whole numbers.
#[inline(always)]
fn bin(place: f64) -> u16 {
    const LAST: f64 = (BINS - 1) as f64;
    let place = if place > 0.0 { place } else { 0.0 };
    let place = if place < LAST { place } else { LAST };
    (place + 4_503_599_627_370_496.0).to_bits() as u16
}

fn range<'a>(values: impl Iterator<Item = &'a f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(*value), most.max(*value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ranked(values: &[f64], ranks: &[usize]) -> Vec<f64> {
        Ranker::of(values.len()).find(values.chunks(7), ranks)
    }

    #[test]
    fn equal_and_far_apart_values_are_ranked_too() {
        assert_eq!(ranked(&[5.0; 9], &[0, 4, 8]), [5.0; 3]);
        assert_eq!(ranked(&[1.0], &[0]), [1.0]);
        let mut far = vec![1e300, -1e308, 1e308];
        far.extend((0..1_000).map(f64::from));
        assert_eq!(ranked(&far, &[1_002, 0, 1, 500]), [1e308, -1e308, 0.0, 499.0]);
    }

    proptest! {
        #[test]
        fn a_rank_is_that_of_the_sorted_values(
            values in prop::collection::vec(prop_oneof![-1e13..1e13f64, -10.0..10.0f64], 1..400),
            ranks in prop::collection::vec(0usize..400, 1..20),
        ) {
            let ranks: Vec<usize> = ranks.iter().map(|rank| rank % values.len()).collect();
            let mut sorted = values.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let expected: Vec<f64> = ranks.iter().map(|rank| sorted[*rank]).collect();
            prop_assert_eq!(ranked(&values, &ranks), expected);
        }
    }
}
