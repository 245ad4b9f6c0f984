//! Normal draws of many futures side by side (正規乱数).
//!
//! Each future has a stream of its own: xoshiro128++ with its state from SplitMix64, as `rand` seeds it. The streams lie
//! beside one another, so that the processor reckons several at once, and so do the normal draws (Box–Muller). Only
//! additions, products, quotients and roots are used, which IEEE 754 rounds in one way: the same seed gives the same bits on
//! every machine. A draw has the 24 binary digits of an `f32`, far more than a deviation that is assumed.

use std::f32::consts::{FRAC_PI_4, LN_2};

/// The streams of `LANES` futures that follow one another.
pub(super) struct Streams<const LANES: usize>([[u32; LANES]; 4]);

impl<const LANES: usize> Streams<LANES> {
    /// The streams from number `first` on; lane `k` draws the same in whatever block it lies.
    pub(super) fn of(seed: u64, first: u64) -> Streams<LANES> {
        let words: [[u32; 4]; LANES] = std::array::from_fn(|lane| {
            let start = mix(mix(seed).wrapping_add(first + lane as u64));
            let (one, two) = (mix(start.wrapping_add(STEP)), mix(start.wrapping_add(STEP.wrapping_mul(2))));
            [one as u32, (one >> 32) as u32, two as u32, (two >> 32) as u32]
        });
        Streams(std::array::from_fn(|word| std::array::from_fn(|lane| words[lane][word])))
    }

    /// Two independent normal draws of each future.
    #[inline(always)]
    pub(super) fn draw_pair(&mut self, left: &mut [f32; LANES], right: &mut [f32; LANES]) {
        let Streams([a, b, c, d]) = self;
        for lane in 0..LANES {
            let mut state = (a[lane], b[lane], c[lane], d[lane]);
            let (for_length, for_turn) = (next(&mut state), next(&mut state));
            (a[lane], b[lane], c[lane], d[lane]) = state;
            (left[lane], right[lane]) = normals(for_length, for_turn);
        }
    }
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The output function of SplitMix64.
fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// One step of xoshiro128++.
#[inline(always)]
fn next((a, b, c, d): &mut (u32, u32, u32, u32)) -> u32 {
    let drawn = a.wrapping_add(*d).rotate_left(7).wrapping_add(*a);
    let shifted = *b << 9;
    *c ^= *a;
    *d ^= *b;
    *b ^= *c;
    *a ^= *d;
    *c ^= shifted;
    *d = d.rotate_left(11);
    drawn
}

/// Two words as two normal draws: the first is the length of an arrow, the second its direction.
#[inline(always)]
fn normals(for_length: u32, for_turn: u32) -> (f32, f32) {
    const TO_ONE: f32 = 1.0 / (1u32 << 31) as f32;
    let uniform = ((for_length >> 1) as i32 as f32 + 0.5) * TO_ONE;
    let length = (-2.0 * ln(uniform)).sqrt();
    // The direction within an eighth to either side of an axis; three further bits say of which axis.
    let turn = for_turn as i32 as f32 * (FRAC_PI_4 * TO_ONE);
    let (along, across) = (cos(turn).to_bits(), sin(turn).to_bits());
    let exchanged = (along ^ across) & 0u32.wrapping_sub(for_turn & 1);
    let (along, across) = (along ^ exchanged, across ^ exchanged);
    let signs = ((for_turn & 2) << 30, (for_turn & 4) << 29);
    (length * f32::from_bits(along ^ signs.0), length * f32::from_bits(across ^ signs.1))
}

/// The natural logarithm of a number above zero: 2 artanh((m − 1)/(m + 1)) of the part m from √½ to √2, and its power of two.
#[inline(always)]
fn ln(of: f32) -> f32 {
    let from_root_half = of.to_bits().wrapping_sub(std::f32::consts::FRAC_1_SQRT_2.to_bits()) as i32;
    let power = from_root_half >> 23;
    let part = f32::from_bits(of.to_bits().wrapping_sub((power << 23) as u32));
    let ratio = (part - 1.0) / (part + 1.0);
    let square = ratio * ratio;
    let series = 1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0 + square * (1.0 / 9.0))));
    power as f32 * LN_2 + 2.0 * ratio * series
}

/// Its power series, for an eighth of a turn at most.
#[inline(always)]
fn cos(turn: f32) -> f32 {
    let square = turn * turn;
    1.0 - square * (1.0 / 2.0 - square * (1.0 / 24.0 - square * (1.0 / 720.0 - square * (1.0 / 40_320.0))))
}

/// Its power series, for an eighth of a turn at most.
#[inline(always)]
fn sin(turn: f32) -> f32 {
    let square = turn * turn;
    turn * (1.0 - square * (1.0 / 6.0 - square * (1.0 / 120.0 - square * (1.0 / 5_040.0 - square / 362_880.0))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::Xoshiro128PlusPlus;
    use rand::{Rng, SeedableRng};

    #[test]
    fn a_stream_is_the_generator_of_the_library() {
        let streams = Streams::<3>::of(42, 5);
        for lane in 0..3 {
            let mut state = (streams.0[0][lane], streams.0[1][lane], streams.0[2][lane], streams.0[3][lane]);
            let mut library = Xoshiro128PlusPlus::seed_from_u64(mix(mix(42) + 5 + lane as u64));
            assert!((0..1_000).all(|_| next(&mut state) == library.next_u32()));
        }
    }

    #[test]
    fn the_series_are_the_functions() {
        let mut library = Xoshiro128PlusPlus::seed_from_u64(1);
        for _ in 0..100_000 {
            let uniform = (library.next_u32() as f32 + 0.5) / 4_294_967_296.0;
            let exact = f64::from(uniform).ln();
            assert!((f64::from(ln(uniform)) - exact).abs() <= 2e-7 * exact.abs().max(0.5), "{uniform}");
            let turn = (uniform - 0.5) * std::f32::consts::FRAC_PI_2;
            assert!((f64::from(cos(turn)) - f64::from(turn).cos()).abs() < 2e-7, "{turn}");
            assert!((f64::from(sin(turn)) - f64::from(turn).sin()).abs() < 2e-7, "{turn}");
        }
        assert_eq!(ln(1.0), 0.0);
    }

    #[test]
    fn every_word_gives_a_number() {
        for word in [0, 1, 2, 7, 8, u32::MAX / 2, u32::MAX / 2 + 1, u32::MAX - 1, u32::MAX] {
            for other in [0, 1, 2, 3, 4, 5, 6, 7, u32::MAX / 2, u32::MAX / 2 + 1, u32::MAX] {
                let (left, right) = normals(word, other);
                assert!(left.abs() < 6.7 && right.abs() < 6.7, "{word} {other}");
            }
        }
    }

    #[test]
    fn the_draws_are_normal_and_independent() {
        const LANES: usize = 500;
        let (mut draws, mut pairs) = (Vec::new(), 0.0);
        for block in 0..40 {
            let mut streams = Streams::<LANES>::of(7, block * LANES as u64);
            let (mut left, mut right) = ([0.0; LANES], [0.0; LANES]);
            for _ in 0..10 {
                streams.draw_pair(&mut left, &mut right);
                pairs += left.iter().zip(&right).map(|(a, b)| f64::from(a * b)).sum::<f64>();
                draws.extend(left.iter().chain(&right).map(|draw| f64::from(*draw)));
            }
        }
        let count = draws.len() as f64;
        let moment = |power: i32| draws.iter().map(|draw| draw.powi(power)).sum::<f64>() / count;
        // Five standard errors of 400,000 draws.
        for (power, expected, spread) in [(1, 0.0, 1.0f64), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)] {
            let most = 5.0 * (spread / count).sqrt();
            assert!((moment(power) - expected).abs() < most, "{power}: {}", moment(power));
        }
        assert!((pairs / (count / 2.0)).abs() < 5.0 / (count / 2.0).sqrt());
        // What is below −3 … 3 by the normal distribution.
        for (line, share) in [(-3.0, 0.001_350), (-2.0, 0.022_750), (-1.0, 0.158_655), (0.0, 0.5), (0.5, 0.691_462)] {
            let below = draws.iter().filter(|draw| **draw < line).count() as f64 / count;
            assert!((below - share).abs() < 5.0 * (share * (1.0 - share) / count).sqrt(), "{line}: {below}");
        }
    }
}
