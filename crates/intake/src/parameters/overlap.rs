//! Reads `overlap.toml` (重複の可能性の比べ方).

use reform::Problem;
use reform::overlap::{ProgramField, Settings};
use reform::parameters::overlap::OverlapParameters;

use super::read_file;
use crate::plan::kinds::INVALID_NUMBER;

/// The longest gram, in characters.
const GRAM_CHARS_MAX: u64 = 3;
/// The largest weight of a field.
const WEIGHT_MAX: f64 = 100.0;
/// The most neighbours of a program.
const NEAREST_MAX: u64 = 100;
/// The most pairs.
const PAIRS_MAX: u64 = 100_000;

/// Reads the file's text.
///
/// # Errors
/// Every fault, with its line; grams whose shortest is longer than the longest, and weights that are all 0.
pub fn read(file_name: &str, text: &str) -> Result<OverlapParameters, Vec<Problem>> {
    read_file(file_name, text, |top| {
        top.meta();
        let grams = top.table("grams").map(|entry| {
            let length = |name| entry.whole(name, 1..=GRAM_CHARS_MAX) as usize;
            let (shortest, longest) = (length("shortest"), length("longest"));
            if shortest > longest && entry.has("longest") {
                entry.report_named(&INVALID_NUMBER, "longest", &format!("{longest} → {shortest} …"));
            }
            let read = (shortest, longest, entry.ground());
            entry.finish();
            read
        });
        let weights = top.table("weights").map(|entry| {
            let weigh = |field: &ProgramField| entry.decimal(field.word(), 0.0..=WEIGHT_MAX) as f32;
            let weights: Vec<f32> = ProgramField::ALL.iter().map(weigh).collect();
            if weights.iter().all(|weight| *weight == 0.0) && entry.has("name") {
                entry.report_named(&INVALID_NUMBER, "name", "0 = 0 = 0");
            }
            let read = (weights, entry.ground());
            entry.finish();
            read
        });
        let pairs = top.table("pairs").map(|entry| {
            let threshold = entry.decimal("threshold", 0.01..=1.0) as f32;
            let filler_share = entry.percent("filler_percent", 0.0..=100.0) as f32;
            let nearest = entry.whole("nearest", 1..=NEAREST_MAX) as usize;
            let pairs_max = entry.whole("pairs_max", 1..=PAIRS_MAX) as usize;
            let read = (threshold, filler_share, nearest, pairs_max, entry.ground());
            entry.finish();
            read
        });
        let ((gram_min, gram_max, grams_ground), (weights, weights_ground)) = (grams?, weights?);
        let (threshold, filler_share, nearest, pairs_max, pairs_ground) = pairs?;
        let settings = Settings { gram_min, gram_max, weights, threshold, nearest, pairs_max, filler_share };
        Some(OverlapParameters { settings, grams_ground, weights_ground, pairs_ground })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use reform::parameters::Basis;

    const TEXT: &str = include_str!("../../../../parameters/overlap.toml");

    #[test]
    fn what_is_built_in_is_read() {
        let parameters = read("overlap.toml", TEXT).unwrap();
        let settings = &parameters.settings;
        assert_eq!((settings.gram_min, settings.gram_max, settings.nearest), (2, 2, 20));
        assert_eq!((parameters.weight(ProgramField::Name), parameters.weight(ProgramField::Result)), (3.0, 0.25));
        assert_eq!((settings.threshold, settings.filler_share), (0.4, 0.1));
        let grounds = [&parameters.grams_ground, &parameters.weights_ground, &parameters.pairs_ground];
        assert!(grounds.iter().all(|ground| ground.basis == Basis::Assumed));
    }

    #[test]
    fn every_fault_is_told() {
        let faulty = TEXT
            .replacen("longest = 2", "longest = 1", 1)
            .replacen("name = \"3\"", "name = \"-3\"", 1)
            .replacen("threshold = \"0.40\"", "threshold = \"40\"", 1)
            .replacen("nearest = 20", "nearest = 0", 1);
        let problems = read("overlap.toml", &faulty).unwrap_err();
        assert!(problems.iter().all(|problem| problem.kind.code == "PL-018"), "{problems:?}");
        assert_eq!(problems.len(), 4, "{problems:?}");
        let none = [
            "name = \"3\"",
            "summary = \"1\"",
            "means = \"1\"",
            "target = \"0.5\"",
            "intent = \"1\"",
            "result = \"0.25\"",
        ];
        let zero = none.iter().fold(TEXT.to_owned(), |text, weight| {
            text.replacen(weight, &format!("{} = \"0\"", weight.split(' ').next().unwrap()), 1)
        });
        assert_eq!(read("overlap.toml", &zero).unwrap_err().len(), 1);
        assert!(!read("overlap.toml", "").unwrap_err().is_empty());
    }
}
