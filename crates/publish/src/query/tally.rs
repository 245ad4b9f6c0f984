//! Tallies (集計): what a set of programs comes to, counted once when the index is made.

use std::collections::BTreeMap;

use reform::program::Stage;

use super::Answer;
use crate::edition::{Money, Program};

/// A set of programs: the sheets of a year, of one bureau or all, of one direction or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Group<'a> {
    pub year: i32,
    pub bureau: Option<&'a str>,
    pub direction: Option<&'a str>,
}

/// What the programs of a set come to. Sums are wide, so that they cannot wrap; an answer that does not fit is none.
#[derive(Default)]
pub(super) struct Tally {
    count: i64,
    reviewed: i64,
    measures: i64,
    gross: i128,
    general: i128,
    money: BTreeMap<i32, [i128; 7]>,
}

/// The words of money, in the order of a tally's sums.
pub(super) const MONEY: [&str; 7] = ["cost", "national", "prefectural", "bonds", "other", "general", "unexplained"];

impl Tally {
    pub(super) fn add(&mut self, program: &Program) {
        self.count += 1;
        for (year, line) in speaking(program) {
            let sums = self.money.entry(year).or_default();
            for (sum, part) in sums.iter_mut().zip(parts(line)) {
                *sum += i128::from(part.unwrap_or(0));
            }
        }
        let Some(review) = &program.review else { return };
        self.reviewed += 1;
        for measure in &review.measures {
            self.measures += 1;
            self.gross += i128::from(measure.gross_yen);
            self.general += i128::from(measure.general_yen);
        }
    }

    /// The answer to what stands behind the set.
    pub(super) fn answer(&self, rest: &[&str]) -> Option<Answer> {
        let yen = |sum: i128| i64::try_from(sum).ok().map(Answer::Yen);
        match rest {
            ["count"] => Some(Answer::Count(self.count)),
            ["reviewed"] => Some(Answer::Count(self.reviewed)),
            ["measures"] | ["effects", "measures"] => Some(Answer::Count(self.measures)),
            ["effects", "gross"] => yen(self.gross),
            ["effects", "general"] => yen(self.general),
            [word, year] => {
                let at = MONEY.iter().position(|known| known == word)?;
                let year: i32 = year.parse().ok()?;
                yen(self.money.get(&year).map_or(0, |sums| sums[at]))
            }
            _ => None,
        }
    }
}

/// The line that speaks for each year: of several stages the one that comes before the others.
pub(crate) fn speaking(program: &Program) -> BTreeMap<i32, &Money> {
    let precedence = |line: &Money| Stage::from_word(&line.stage).map_or(0, Stage::precedence);
    let mut found: BTreeMap<i32, &Money> = BTreeMap::new();
    for line in &program.money {
        let known = found.entry(line.year).or_insert(line);
        if precedence(line) > precedence(known) {
            *known = line;
        }
    }
    found
}

/// The amounts of a line in the order of [`MONEY`]; what no stated source explains may be all of the cost.
pub(super) fn parts(line: &Money) -> [Option<i64>; 7] {
    let sources = [line.national_yen, line.prefectural_yen, line.bonds_yen, line.other_yen, line.general_yen];
    let stated: i128 = sources.iter().flatten().map(|part| i128::from(*part)).sum();
    let unexplained = i64::try_from(i128::from(line.cost_yen) - stated).ok();
    let [national, prefectural, bonds, other, general] = sources;
    [Some(line.cost_yen), national, prefectural, bonds, other, general, unexplained]
}

/// What no stated source explains of a line; nothing where it does not fit.
pub(crate) fn unexplained(line: &Money) -> Option<i64> {
    parts(line)[6]
}
