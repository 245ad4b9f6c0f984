//! A small generator of repeatable random numbers (擬似乱数), so that the demonstration is the same everywhere.

/// SplitMix64: the same seed gives the same numbers on every machine.
pub(super) struct Random(u64);

impl Random {
    /// A stream of its own for this text, so that a change elsewhere in the lists does not move it.
    pub(super) fn for_text(text: &str) -> Random {
        // FNV-1a
        let seed = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Random(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1).unsigned_abs()) as i64
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[(self.next() % from.len() as u64) as usize]
    }

    /// True in this many cases of a thousand.
    pub(super) fn per_mille(&mut self, cases: i64) -> bool {
        self.between(1, 1_000) <= cases
    }
}
