//! The chain (連鎖): from decisions to the fund, exactly and with its arithmetic.
//!
//! Decisions are impulses. One that frees general funds (一般財源) adds to the improvement line (改善効果額) of its years; one
//! that changes investment (投資的経費) moves bonds, redemption and interest by the model of the bonds, and through the lines of
//! the outlook that follow investment and debt service the balance (収支差額). Both reach the fund (財源調整用基金), and what
//! they leave of bonds and debt service the two ratios.
//!
//! What a decision moves is worked out once for each figure and year and rounded once to whole yen ([`Moved`]). A figure is the
//! baseline plus the sum of what the decisions move, exactly, so taking one away moves every figure by exactly its effect. Money
//! is whole yen, checked. Errors are [`ChainFault`], kinds `RF-58x`. Source: features F10, methods §1, §2.3 and §3.
//!
//! - [`figure`]: the figures and their years
//! - [`baseline`]: the city's own course, from the values the studies use
//! - [`moved`]: what one decision moves
//! - [`scene`]: a set of decisions and what every figure comes to
//! - [`trace`]: the arithmetic of a figure, with the figures and leaves it is made of

pub mod baseline;
pub mod figure;
pub mod moved;
pub mod scene;
mod terms;
pub mod trace;

pub use baseline::{Baseline, BaselineInput, Settled};
pub use figure::Figure;
pub use moved::Moved;
pub use scene::{Chain, Entry, RatioValue, Scene, Value};
pub use trace::{Arithmetic, How, Leaf, Node, Source, Term};

use fiscal::debt::DebtError;
use fiscal::money::MoneyOverflow;
use fiscal::proportion::NotAnAmount;
use fiscal::soundness::SoundnessError;

use crate::decision::DecisionId;
use crate::problem::ProblemKind;

/// The id of a decision that somebody only tries out (仮の決定); no option has this number.
pub const TYPED: DecisionId = DecisionId::Option(0);

/// Why nothing was worked out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChainFault {
    /// The projection of bonds and the outlook do not rest on the same investment or debt service.
    #[error("the outlook and the projection of bonds differ: {0}")]
    BaselineDiffers(&'static str),
    /// What the model of the bonds refuses.
    #[error(transparent)]
    Debt(#[from] DebtError),
    /// What a ratio refuses.
    #[error(transparent)]
    Soundness(#[from] SoundnessError),
    /// An amount that does not fit.
    #[error(transparent)]
    Overflow(#[from] MoneyOverflow),
    /// A product that is no amount.
    #[error(transparent)]
    NotAnAmount(#[from] NotAnAmount),
}

impl ChainFault {
    /// What kind of problem it is.
    pub fn kind(&self) -> &'static ProblemKind {
        match self {
            ChainFault::BaselineDiffers(_) => &CHAIN_BASELINE_DIFFERS,
            _ => &CHAIN_NOT_COMPUTABLE,
        }
    }
}

crate::declare_kinds! {
    CHAIN_BASELINE_DIFFERS = "RF-580"
        "見通しと市債の推計の前提がそろっていません" "The outlook and the projection of bonds rest on different assumptions"
        "計画の見通し（outlook.toml）と市債の前提（debt-projection.toml）の投資的経費と起点の年度を合わせてください"
        "Give the same investment and starting year in outlook.toml and debt-projection.toml";
    CHAIN_NOT_COMPUTABLE = "RF-581"
        "決定の影響を計算できません" "What the decisions move cannot be worked out"
        "金額の単位（円・千円・億円）の取り違えがないか、決定の額を確かめてください"
        "See whether a unit of an amount (yen, thousand, hundred million) was mistaken";
}
