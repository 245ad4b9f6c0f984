//! Evidence of an edge (根拠): how strong by the Maryland scale, where it is from, whether it fits here.

use crate::labels::labels;

/// What supports an edge (根拠).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// How strong it is.
    pub strength: Strength,
    /// Where it is from: study, data, hearing.
    pub source: String,
    /// Whether it holds here.
    pub local_fit: LocalFit,
}

/// How strong an evidence is, by the Maryland Scientific Methods Scale (根拠の強さ).
///
/// The scale runs from 1 to 5; 0 stands for experience and opinion, which nothing was measured for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// 0: experience and opinion.
    Opinion,
    /// 1: they go together at one time, or differ before and after, without anything to compare with.
    Correlation,
    /// 2: before and after, with what else could explain it held constant or a group that does not quite match.
    BeforeAfter,
    /// 3: before and after, against a comparable group.
    Comparison,
    /// 4: a natural experiment.
    NaturalExperiment,
    /// 5: a randomised trial.
    Trial,
}

labels!(Strength {
    Opinion = "0", "経験・意見", "experience or opinion";
    Correlation = "1", "相関・単純な前後比較", "correlation or plain before–after";
    BeforeAfter = "2", "条件をそろえた前後比較", "adjusted before–after";
    Comparison = "3", "対照群との前後比較", "before–after against a comparison group";
    NaturalExperiment = "4", "自然実験", "natural experiment";
    Trial = "5", "無作為化比較試験", "randomised trial";
});

/// Whether evidence from elsewhere holds here (地域への当てはまり).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LocalFit {
    /// It is from here.
    Here,
    /// It is from a place like here.
    Alike,
    /// It is from a place unlike here.
    Unlike,
    /// Nobody looked yet.
    Unknown,
}

labels!(LocalFit {
    Here = "here", "本市で確かめた", "shown here";
    Alike = "alike", "条件の近い地域", "a place like here";
    Unlike = "unlike", "条件の異なる地域", "a place unlike here";
    Unknown = "unknown", "未確認", "not looked at";
});

impl Strength {
    /// The step of the scale, 0 to 5.
    pub fn step(self) -> u8 {
        self as u8
    }

    /// The strength of a step; none beyond 5.
    pub fn from_step(step: u8) -> Option<Strength> {
        Strength::ALL.get(usize::from(step)).copied()
    }
}
