//! Legal limits of the soundness ratios with the years they are for (健全化判断比率の基準), and published worked examples.

use fiscal::FiscalYear;
use fiscal::soundness::Limit;
use fiscal::soundness::real_debt_service_ratio::DebtServiceYear;

use super::Ground;
use crate::plan::Text;

/// Limits and examples (基準と算定例).
#[derive(Clone, Debug, PartialEq)]
pub struct SoundnessParameters {
    /// The limits of every class of body, in the order of the file.
    pub limits: Vec<ClassLimit>,
    /// Published forms of other bodies to follow the calculation by (算定例).
    pub examples: Vec<WorkedExample>,
}

/// A limit with the bodies it is for (基準).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassLimit {
    /// For which bodies.
    pub class: BodyClass,
    /// The limit.
    pub limit: Limit,
    /// Whether law and article were read in a published document, and not written from memory.
    pub is_law_checked: bool,
}

/// A class of local governments (団体の区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BodyClass {
    /// 政令指定都市.
    DesignatedCity,
    /// 都道府県.
    Prefecture,
    /// 市町村 (others than designated cities).
    Municipality,
    /// Of any of them.
    Any,
}

/// The form of the real debt service ratio as another body published it (算定例).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkedExample {
    /// Its id: `tottori-h27`.
    pub id: String,
    /// What it is.
    pub name: Text,
    /// The settlement it is of.
    pub settlement: FiscalYear,
    /// One year or three, the settlement's own last.
    pub years: Vec<DebtServiceYear>,
    /// The figure as published, in percent.
    pub published: String,
    /// Where it was read.
    pub ground: Ground,
}

impl SoundnessParameters {
    /// The limits for bodies of a class.
    pub fn limits_of(&self, class: BodyClass) -> Vec<Limit> {
        let fits = |limit: &&ClassLimit| limit.class == class || limit.class == BodyClass::Any;
        self.limits.iter().filter(fits).map(|limit| limit.limit.clone()).collect()
    }

    /// The example with this id.
    pub fn example(&self, id: &str) -> Option<&WorkedExample> {
        self.examples.iter().find(|example| example.id == id)
    }
}
