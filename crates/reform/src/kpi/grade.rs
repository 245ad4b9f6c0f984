//! Grades (評定): the letter a city gives to an attainment, by its own table or by comparing with the baseline.

use fiscal::Quantity;
use fiscal::proportion::Rounding;

use super::{Direction, Rate, Ratio, Unknown};

/// Which rate a table is of (評定に使う率).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// The simple rate (単純達成率).
    Simple,
    /// Progress from the baseline (進捗率).
    Progress,
}

/// A table of grades (評定の表): the attainment in whole percent against the lowest of each grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeTable {
    /// Which rate it is of.
    pub measure: Measure,
    /// How the rate is brought to whole percent before it is looked up. A table that says "100–119" leaves it open.
    pub rounding: Rounding,
    /// The grades, best first, each with the percent it begins at.
    pub bands: Vec<GradeBand>,
    /// The grade of everything below the last of them.
    pub lowest: String,
}

/// A grade and where it begins (評定の区分).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeBand {
    /// The grade's letter.
    pub letter: String,
    /// The lowest rate that has it, in whole percent.
    pub from_percent: i64,
}

/// Grades by comparing the value with target and baseline (目標・基準との比較による評定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedGrades {
    /// True when reaching the target itself has the top grade, and not only passing it.
    pub is_target_enough: bool,
    /// By how much of the baseline a value may be worse and still have the third grade, in percent.
    pub allowed_fall_percent: Quantity,
}

/// One of the compared grades (比較による評定).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ComparedGrade {
    /// S: past the target (目標超).
    PastTarget,
    /// A: past the baseline (基準超).
    PastBaseline,
    /// B: at the baseline, or worse by no more than is allowed (基準比の許容内).
    NearBaseline,
    /// C: fallen further (下落).
    Fallen,
}

impl GradeTable {
    /// The grade of a rate; `None` when there is none, which a table shows as `−`.
    pub fn grade(&self, rate: Rate) -> Option<&str> {
        let percent = rate.ok()?.percent(0, self.rounding)?.units;
        let band = self.bands.iter().find(|band| percent >= band.from_percent);
        Some(band.map_or(self.lowest.as_str(), |band| band.letter.as_str()))
    }
}

impl ComparedGrades {
    /// The grade of a value.
    ///
    /// # Errors
    /// For an indicator that is to stay or to be within bounds, and for a fall from a baseline of zero.
    pub fn grade(
        &self,
        direction: Direction,
        baseline: Quantity,
        target: Quantity,
        actual: Ratio,
    ) -> Result<ComparedGrade, Unknown> {
        let exact = |quantity| Ratio::of(quantity).ok_or(Unknown::TooLarge);
        let gain_over = |reference: Ratio| match direction {
            Direction::Increase => actual.minus(reference).ok_or(Unknown::TooLarge),
            Direction::Decrease => reference.minus(actual).ok_or(Unknown::TooLarge),
            Direction::Maintain { .. } | Direction::Range { .. } => Err(Unknown::NotAboutProgress),
        };
        let past_target = gain_over(exact(target)?)?;
        if past_target.is_positive() || (self.is_target_enough && past_target == Ratio::ZERO) {
            return Ok(ComparedGrade::PastTarget);
        }
        let baseline = exact(baseline)?;
        let gain = gain_over(baseline)?;
        if gain >= Ratio::ZERO {
            return Ok(if gain.is_positive() { ComparedGrade::PastBaseline } else { ComparedGrade::NearBaseline });
        }
        if baseline == Ratio::ZERO {
            return Err(Unknown::NotPositive);
        }
        let fall = gain.size().divided_by(baseline.size()).ok_or(Unknown::TooLarge)?;
        let allowed = Ratio::of_percent(self.allowed_fall_percent).ok_or(Unknown::TooLarge)?;
        Ok(if fall <= allowed { ComparedGrade::NearBaseline } else { ComparedGrade::Fallen })
    }
}

impl ComparedGrade {
    /// The grade's letter.
    pub fn letter(self) -> &'static str {
        match self {
            ComparedGrade::PastTarget => "S",
            ComparedGrade::PastBaseline => "A",
            ComparedGrade::NearBaseline => "B",
            ComparedGrade::Fallen => "C",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rounding: Rounding) -> GradeTable {
        let bands = [("A", 120), ("B", 100), ("C", 70)];
        let bands = bands.map(|(letter, from_percent)| GradeBand { letter: letter.to_owned(), from_percent });
        GradeTable { measure: Measure::Simple, rounding, bands: bands.to_vec(), lowest: "D".to_owned() }
    }

    #[test]
    fn between_two_lines_of_the_table_the_rounding_decides() {
        let grades = |rounding| {
            let table = table(rounding);
            [1_200, 1_199, 1_195, 1_000, 999, 700, 699, 0, -500].map(|permille| {
                let rate = Ratio::new(permille, 1_000).ok_or(Unknown::TooLarge);
                table.grade(rate).unwrap().to_owned()
            })
        };
        assert_eq!(grades(Rounding::Down), ["A", "B", "B", "B", "C", "C", "D", "D", "D"]);
        assert_eq!(grades(Rounding::Nearest), ["A", "A", "A", "B", "B", "C", "C", "D", "D"]);
        assert_eq!(table(Rounding::Down).grade(Err(Unknown::ActualMissing)), None);
    }

    #[test]
    fn comparing_with_target_and_baseline() {
        let grades = ComparedGrades { is_target_enough: true, allowed_fall_percent: Quantity::whole(10) };
        let letters = |direction, baseline, target, actuals: [i64; 6]| {
            actuals.map(|actual| {
                let actual = Ratio::of(Quantity::whole(actual)).unwrap();
                let grade = grades.grade(direction, Quantity::whole(baseline), Quantity::whole(target), actual);
                grade.map_or("−", ComparedGrade::letter)
            })
        };
        assert_eq!(
            letters(Direction::Increase, 100, 120, [121, 120, 101, 100, 90, 89]),
            ["S", "S", "A", "B", "B", "C"]
        );
        assert_eq!(letters(Direction::Decrease, 100, 80, [79, 80, 99, 100, 110, 111]), ["S", "S", "A", "B", "B", "C"]);
        assert_eq!(letters(Direction::Increase, 0, 2, [2, 1, 0, -1, -2, -3]), ["S", "A", "B", "−", "−", "−"]);
        let strict = ComparedGrades { is_target_enough: false, ..grades };
        let at_target =
            strict.grade(Direction::Increase, Quantity::whole(1), Quantity::whole(2), Ratio::new(2, 1).unwrap());
        assert_eq!(at_target, Ok(ComparedGrade::PastBaseline));
        let stay = Direction::Maintain { tolerance: None };
        assert_eq!(
            strict.grade(stay, Quantity::whole(1), Quantity::whole(2), Ratio::ONE),
            Err(Unknown::NotAboutProgress)
        );
    }
}
