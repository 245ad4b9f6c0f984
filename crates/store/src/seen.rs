//! Sheets seen (既出の確認): what one import has met so far, small enough for a million sheets.

use fiscal::FiscalYear;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Programs and sheets of the import under way.
pub(crate) struct Seen {
    keys: [RandomState; 2],
    programs: HashMap<[u64; 2], First>,
    further: HashMap<([u64; 2], FiscalYear), u64>,
}

/// A program with the first of its sheets.
struct First {
    program: i64,
    digest: u64,
    year: FiscalYear,
}

impl Seen {
    /// Nothing seen yet.
    pub fn new() -> Seen {
        Seen { keys: [RandomState::new(), RandomState::new()], programs: HashMap::new(), further: HashMap::new() }
    }

    /// The program's id, if a sheet of it was met.
    pub fn program(&self, external_id: &str) -> Option<i64> {
        self.programs.get(&self.key(external_id)).map(|first| first.program)
    }

    /// The start of the digest of the sheet met for this program and year.
    pub fn sheet(&self, external_id: &str, year: FiscalYear) -> Option<u64> {
        let key = self.key(external_id);
        match self.programs.get(&key) {
            Some(first) if first.year == year => Some(first.digest),
            Some(_) => self.further.get(&(key, year)).copied(),
            None => None,
        }
    }

    /// Notes a sheet.
    pub fn note(&mut self, external_id: &str, year: FiscalYear, program: i64, digest: u64) {
        use std::collections::hash_map::Entry;
        let key = self.key(external_id);
        match self.programs.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(First { program, digest, year });
            }
            Entry::Occupied(_) => {
                self.further.insert((key, year), digest);
            }
        }
    }

    /// 128 bits under keys of this run: two numbers of a million sharing them is not to be expected.
    fn key(&self, external_id: &str) -> [u64; 2] {
        [self.keys[0].hash_one(external_id), self.keys[1].hash_one(external_id)]
    }
}
