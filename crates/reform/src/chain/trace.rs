//! The arithmetic of a figure (計算の根拠): the figures, decisions and given amounts it is made of, with what each of them gives.
//!
//! What the terms of an amount give adds up to it, to the yen. A ratio is a quotient of its terms instead.

use fiscal::{FiscalYear, Yen};

use super::terms::Terms;
use super::{ChainFault, Figure, Scene, Value};

/// A figure in a year with its arithmetic (数値の計算).
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Which figure.
    pub figure: Figure,
    /// Of which year.
    pub year: FiscalYear,
    /// What it comes to.
    pub value: Value,
    /// What it would be without any decision; nothing of a ratio.
    pub baseline: Option<Yen>,
    /// How its terms make it.
    pub arithmetic: Arithmetic,
    /// What it is made of.
    pub terms: Vec<Term>,
}

/// How terms make a figure (計算の形).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// They add up to it.
    Sum,
    /// The first over the second, in percent.
    Percent,
    /// The mean of three such, the first two terms those of two years before.
    MeanOfPercents,
}

/// One part of a figure (項).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Where it comes from.
    pub source: Source,
    /// What it gives; of a ratio the whole amount.
    pub amount: Yen,
    /// How the source gives it.
    pub how: How,
}

/// Where a part of a figure comes from (項のもと).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Another figure of this or another year.
    Figure(Figure, FiscalYear),
    /// A decision, by its place in the chain.
    Decision(usize),
    /// An amount that is given, published or assumed.
    Leaf(Leaf),
}

/// An amount that is not worked out from others here (与えられた額).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// The fund at the end of the base year.
    FundOpening,
    /// Paid into the fund a year.
    SetAside,
    /// What a line came to in the base year, by its place.
    LineBase(usize),
    /// What the rule of a line makes of it, by its place.
    LineRule(usize),
    /// The plan's investment a year.
    PlannedInvestment,
    /// Bonds issued a year outside the investment.
    OtherIssues,
    /// The bonds at the end of the base year.
    BondsOpening,
    /// What is redeemed of the existing bonds.
    LegacyRedeemed,
    /// Interest on the existing bonds.
    LegacyInterest,
    /// An amount of the forms of the ratios, by its key in [`crate::plan::soundness::INPUTS`].
    Settled(&'static str),
}

/// How a source gives its part (もととの関係).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    /// All of it.
    Whole,
    /// All of it, taken off.
    Minus,
    /// A share of it.
    Share(f64),
    /// A share of it, told by two amounts.
    Part(Yen, Yen),
    /// As the terms of the bonds have it.
    ByTerms,
}

impl Scene<'_> {
    /// A figure with its arithmetic; nothing where there is none.
    ///
    /// # Errors
    /// Amounts too large.
    pub fn node(&self, figure: Figure, year: FiscalYear) -> Result<Option<Node>, ChainFault> {
        let Some(value) = self.value(figure, year) else { return Ok(None) };
        let place = self.chain.baseline().place(year);
        let arithmetic = match figure {
            Figure::ServiceRatio => Arithmetic::MeanOfPercents,
            Figure::BurdenRatio => Arithmetic::Percent,
            _ => Arithmetic::Sum,
        };
        let baseline = self.chain.baseline().money(figure, year);
        let terms = Terms::new(self, place).of(figure)?;
        Ok(Some(Node { figure, year, value, baseline, arithmetic, terms }))
    }
}
