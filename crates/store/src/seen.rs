//! Sheets seen (既出の確認): what one import has met so far, small enough for a million sheets.

use fiscal::FiscalYear;
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

/// Programs and sheets of the import under way.
pub(crate) struct Seen {
    keys: [RandomState; 2],
    programs: HashMap<Key, First, BuildHasherDefault<TakeFirst>>,
    further: HashMap<(Key, FiscalYear), u32>,
}

/// A program's number as 96 bits under keys of this run: two of a million sharing them is not to be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key([u32; 3]);

/// A program with the first of its sheets. Words of 32 bits, as there are a million of them.
struct First {
    program: [u32; 2],
    digest: u32,
    year: i16,
}

/// A key is a hash already; its first bits serve.
#[derive(Default)]
struct TakeFirst(u64);

impl Hasher for TakeFirst {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().take(12) {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}

impl Seen {
    /// Nothing seen yet.
    pub fn new() -> Seen {
        Seen { keys: [RandomState::new(), RandomState::new()], programs: HashMap::default(), further: HashMap::new() }
    }

    /// The key of a program's number.
    pub fn key(&self, external_id: &str) -> Key {
        let (a, b) = (self.keys[0].hash_one(external_id), self.keys[1].hash_one(external_id));
        Key([a as u32, (a >> 32) as u32, b as u32])
    }

    /// The program's id, if a sheet of it was met.
    pub fn program(&self, key: Key) -> Option<i64> {
        let [low, high] = self.programs.get(&key)?.program;
        Some(i64::from(high) << 32 | i64::from(low))
    }

    /// The start of the digest of the sheet met for this program and year.
    pub fn sheet(&self, key: Key, year: FiscalYear) -> Option<u32> {
        match self.programs.get(&key) {
            Some(first) if i32::from(first.year) == year.start() => Some(first.digest),
            Some(_) => self.further.get(&(key, year)).copied(),
            None => None,
        }
    }

    /// Notes a sheet.
    pub fn note(&mut self, key: Key, year: FiscalYear, program: i64, digest: u32) {
        use std::collections::hash_map::Entry;
        match self.programs.entry(key) {
            Entry::Vacant(entry) => {
                // Fiscal years end at 2200.
                let year = year.start() as i16;
                entry.insert(First { program: [program as u32, (program >> 32) as u32], digest, year });
            }
            Entry::Occupied(_) => {
                self.further.insert((key, year), digest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_again_with_each_of_its_sheets() {
        let mut seen = Seen::new();
        let (one, two) = (seen.key("0086"), seen.key("0087"));
        let year = |year| FiscalYear::new(year).unwrap();
        seen.note(one, year(2024), 5_000_000_007, 1);
        seen.note(one, year(2025), 5_000_000_007, 2);
        assert_eq!((seen.program(one), seen.program(two)), (Some(5_000_000_007), None));
        let met = [2024, 2025, 2026].map(|start| seen.sheet(one, year(start)));
        assert_eq!(met, [Some(1), Some(2), None]);
        assert_eq!(seen.key("0086"), one);
    }
}
