//! Amounts (事業費と一般財源): what a program costs in all, and how much of that the city's own free money pays.
//!
//! Whole yen, checked. The second is what closes the gap between revenue and expenditure (収支差額), so every sum of the
//! review is made for both. Source: methods §5.5.

use fiscal::Yen;
use fiscal::money::MoneyOverflow;

/// An amount on both bases (事業費ベース・一般財源ベース), in yen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Amounts {
    /// Program cost (事業費).
    pub gross: Yen,
    /// The part paid from general funds (一般財源).
    pub general: Yen,
}

impl Amounts {
    /// Nothing.
    pub const ZERO: Amounts = Amounts { gross: Yen::ZERO, general: Yen::ZERO };

    /// Amounts of so many yen.
    pub const fn new(gross_yen: i64, general_yen: i64) -> Amounts {
        Amounts { gross: Yen(gross_yen), general: Yen(general_yen) }
    }

    /// Both bases added.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn checked_add(self, other: Amounts) -> Result<Amounts, MoneyOverflow> {
        Ok(Amounts { gross: self.gross.checked_add(other.gross)?, general: self.general.checked_add(other.general)? })
    }

    /// Both bases subtracted.
    ///
    /// # Errors
    /// When a difference does not fit.
    pub fn checked_sub(self, other: Amounts) -> Result<Amounts, MoneyOverflow> {
        Ok(Amounts { gross: self.gross.checked_sub(other.gross)?, general: self.general.checked_sub(other.general)? })
    }

    /// The sum of many.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Amounts>) -> Result<Amounts, MoneyOverflow> {
        amounts.into_iter().try_fold(Amounts::ZERO, Amounts::checked_add)
    }
}
