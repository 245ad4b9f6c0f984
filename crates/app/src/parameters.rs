//! Parameters (前提の値): the limits, prices and assumptions this installation reckons with.
//!
//! They are built into the program from the folder `parameters`; a file of the same name in the folder `parameters` of the
//! data folder takes the place of the built-in one.

use std::path::Path;
use std::sync::Arc;

use reform::parameters::debt::DebtParameters;
use reform::parameters::facilities::FacilityParameters;
use reform::parameters::kpi::KpiParameters;
use reform::parameters::overlap::OverlapParameters;
use reform::parameters::sheet_checks::SheetCheckParameters;
use reform::parameters::soundness::SoundnessParameters;
use reform::parameters::uncertainty::UncertaintyParameters;
use reform::{Place, Problem};

use crate::error::AppError;
use crate::{App, plan};

/// The names of the files.
const DEBT: &str = "debt-projection.toml";
const UNCERTAINTY: &str = "uncertainty.toml";
const LIMITS: &str = "soundness-limits.toml";
const FACILITIES: &str = "facility-renewal.toml";
const EXAMPLES: &str = "soundness-examples.toml";
const KPI: &str = "kpi.toml";
const OVERLAP: &str = "overlap.toml";
const SHEET_CHECKS: &str = "sheet-checks.toml";

/// The files built into the program, as (file name, text).
const BUILT_IN: &[(&str, &str)] = &[
    (DEBT, include_str!("../../../parameters/debt-projection.toml")),
    (UNCERTAINTY, include_str!("../../../parameters/uncertainty.toml")),
    (LIMITS, include_str!("../../../parameters/soundness-limits.toml")),
    (FACILITIES, include_str!("../../../parameters/facility-renewal.toml")),
    (EXAMPLES, include_str!("../../../parameters/soundness-examples.toml")),
    (KPI, include_str!("../../../parameters/kpi.toml")),
    (OVERLAP, include_str!("../../../parameters/overlap.toml")),
    (SHEET_CHECKS, include_str!("../../../parameters/sheet-checks.toml")),
];

/// Every parameter the rules are given (前提の値).
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// What a projection of the bond balance assumes.
    pub debt: DebtParameters,
    /// How uncertain the future is taken to be.
    pub uncertainty: UncertaintyParameters,
    /// The limits of the soundness ratios, and worked examples.
    pub soundness: SoundnessParameters,
    /// Rules and prices of renewing facilities.
    pub facilities: FacilityParameters,
    /// How rates of KPIs are reckoned, called and graded.
    pub kpi: KpiParameters,
    /// How programs are compared to find likely duplicates.
    pub overlap: OverlapParameters,
    /// Words and thresholds of the sheet checks.
    pub sheet_checks: SheetCheckParameters,
}

impl Parameters {
    /// Those built into the program.
    ///
    /// # Errors
    /// [`AppError::Faulty`] when a built-in file is wrong, which a test excludes.
    pub fn built_in() -> Result<Parameters, AppError> {
        Parameters::read(&[])
    }

    /// Those built into the program, with the files of a folder (`*.toml`) in the places of those of the same names.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file in it has faults or no known name: all are listed.
    pub fn load(folder: Option<&Path>) -> Result<Parameters, AppError> {
        match folder {
            Some(folder) => Parameters::read(&plan::folder_files(folder)?),
            None => Parameters::built_in(),
        }
    }

    /// Reads every file, each as `own` has it or else as it is built in; all faults of all files are told.
    fn read(own: &[(String, String)]) -> Result<Parameters, AppError> {
        let mut faults = Vec::new();
        let known = |name: &str| BUILT_IN.iter().any(|(built_in, _)| *built_in == name);
        for (name, _) in own.iter().filter(|(name, _)| !known(name)) {
            let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
            faults.push(Problem::new(&UNKNOWN_FILE, Place::file(name), names.join(" | ")));
        }
        let debt = read_file(own, DEBT, intake::parameters::debt::read, &mut faults);
        let uncertainty = read_file(own, UNCERTAINTY, intake::parameters::uncertainty::read, &mut faults);
        let facilities = read_file(own, FACILITIES, intake::parameters::facilities::read, &mut faults);
        let limits = read_file(own, LIMITS, intake::parameters::soundness::read_limits, &mut faults);
        let examples = read_file(own, EXAMPLES, intake::parameters::soundness::read_examples, &mut faults);
        let soundness = || Some(SoundnessParameters { limits: limits?, examples: examples? });
        let soundness = soundness();
        let kpi = read_file(own, KPI, intake::parameters::kpi::read, &mut faults);
        let overlap = read_file(own, OVERLAP, intake::parameters::overlap::read, &mut faults);
        let sheet_checks = read_file(own, SHEET_CHECKS, intake::parameters::sheet_checks::read, &mut faults);
        let parameters = || {
            Some(Parameters {
                debt: debt?,
                uncertainty: uncertainty?,
                soundness: soundness?,
                facilities: facilities?,
                kpi: kpi?,
                overlap: overlap?,
                sheet_checks: sheet_checks?,
            })
        };
        match parameters() {
            Some(parameters) if faults.is_empty() => Ok(parameters),
            _ => Err(AppError::Faulty(faults)),
        }
    }
}

/// One file as `own` has it, or else as it is built in; its faults are added to `faults`.
fn read_file<T>(
    own: &[(String, String)],
    name: &str,
    read: impl Fn(&str, &str) -> Result<T, Vec<Problem>>,
    faults: &mut Vec<Problem>,
) -> Option<T> {
    let own = own.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str());
    let built_in = || BUILT_IN.iter().find(|(built_in, _)| *built_in == name).map_or("", |(_, text)| *text);
    match read(name, own.unwrap_or_else(built_in)) {
        Ok(value) => Some(value),
        Err(problems) => {
            faults.extend(problems);
            None
        }
    }
}

impl App {
    /// The parameters this installation reckons with.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Takes the files of a folder (`*.toml`) in place of the built-in ones of the same names.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file in it has faults or no known name: all are listed and nothing is taken.
    pub fn add_parameters(&mut self, folder: &Path) -> Result<(), AppError> {
        self.parameters = Arc::new(Parameters::load(Some(folder))?);
        Ok(())
    }
}

/// A file in the folder of parameters whose name no parameters have.
pub const UNKNOWN_FILE: reform::ProblemKind = reform::ProblemKind {
    code: "AP-020",
    severity: reform::Severity::Error,
    title_ja: "前提の値のファイルの名前ではありません",
    title_en: "Not the name of a file of parameters",
    hint_ja: "示された名前のどれかにするか、フォルダーから除いてください。",
    hint_en: "Give it one of the names shown, or take it out of the folder.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_sound() {
        let parameters = Parameters::built_in().unwrap();
        assert_eq!(parameters.debt.default_set().id, "A");
        assert_eq!(parameters.kpi.default_table().map(|table| table.id.as_str()), Some("city"));
        assert!(parameters.sheet_checks.survey.found_in("利用者の満足度").is_some());
    }

    #[tokio::test]
    async fn a_citys_own_file_takes_the_place_of_the_built_in_one() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("t.sqlite").display());
        let mut app = App::open(&url, None).await.unwrap();
        let own = folder.path().join("parameters");
        std::fs::create_dir(&own).unwrap();
        std::fs::write(own.join(DEBT), BUILT_IN[0].1.replacen("set = \"A\"", "set = \"B\"", 1)).unwrap();
        app.add_parameters(&own).unwrap();
        assert_eq!(app.parameters().debt.default_set().id, "B");
        assert_eq!(app.parameters().uncertainty, Parameters::built_in().unwrap().uncertainty);

        let words = include_str!("../../../parameters/sheet-checks.toml").replacen("\"満足度\"", "\"うれしさ\"", 1);
        std::fs::write(own.join(SHEET_CHECKS), words).unwrap();
        app.add_parameters(&own).unwrap();
        let survey = |words: &str| app.parameters().sheet_checks.survey.found_in(words).is_some();
        assert!(survey("市民のうれしさ") && !survey("市民の満足度"));

        std::fs::write(own.join(KPI), "[meta]\nname = \"kpi\"\n[status]\non_track_percent = \"x\"").unwrap();
        let Err(AppError::Faulty(problems)) = app.add_parameters(&own) else { panic!("it must be refused") };
        assert!(problems.iter().all(|problem| problem.place.file == KPI), "{problems:?}");
        std::fs::remove_file(own.join(KPI)).unwrap();

        std::fs::write(own.join(UNCERTAINTY), "[meta]\nname = 3").unwrap();
        std::fs::write(own.join("debt.toml"), "").unwrap();
        let Err(AppError::Faulty(problems)) = app.add_parameters(&own) else { panic!("it must be refused") };
        let codes: Vec<(&str, &str)> = problems.iter().map(|p| (p.kind.code, p.place.file.as_str())).collect();
        assert!(codes.contains(&("AP-020", "debt.toml")) && codes.contains(&("PL-005", UNCERTAINTY)), "{codes:?}");
        assert_eq!(app.parameters().debt.default_set().id, "B", "what was taken before stays");
    }
}
