//! Area code (市区町村コード): the first five digits of a local government code, as statistics use them.

use std::fmt;
use std::str::FromStr;

use crate::plan::CityCode;

/// The five digits of JIS X 0401/0402 that name a municipality (市区町村コード): `40100` is 北九州市.
///
/// Ordered as in the ministry's lists, from north to south.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(u32);

/// Why a text is not an area code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an area code has five half-width digits, the first two from 01 to 47")]
pub struct InvalidAreaCode;

impl AreaCode {
    /// The code of these five digits, read as a number: `1100` is 札幌市.
    ///
    /// # Errors
    /// When there is no such prefecture.
    pub fn new(digits: u32) -> Result<AreaCode, InvalidAreaCode> {
        if (1..=47).contains(&(digits / 1_000)) { Ok(AreaCode(digits)) } else { Err(InvalidAreaCode) }
    }

    /// The five digits as a number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The prefecture's two digits, from 1 (北海道) to 47 (沖縄県).
    pub fn prefecture(self) -> u32 {
        self.0 / 1_000
    }

    /// The six digits with the check digit: `401005`.
    pub fn with_check_digit(self) -> String {
        let digits = self.to_string();
        let sum: u32 =
            digits.bytes().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        format!("{digits}{}", (11 - sum % 11) % 10)
    }
}

impl From<&CityCode> for AreaCode {
    fn from(code: &CityCode) -> AreaCode {
        AreaCode(code.without_check_digit().parse().unwrap_or(0))
    }
}

impl FromStr for AreaCode {
    type Err = InvalidAreaCode;

    /// Reads exactly five digits.
    fn from_str(text: &str) -> Result<AreaCode, InvalidAreaCode> {
        if text.len() != 5 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidAreaCode);
        }
        AreaCode::new(text.parse().map_err(|_| InvalidAreaCode)?)
    }
}

/// Five digits with their leading zero: `01100`.
impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:05}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_leading_zero() {
        let code: AreaCode = "01100".parse().unwrap();
        assert_eq!((code.to_string().as_str(), code.prefecture()), ("01100", 1));
        for text in ["1100", "011002", "48100", "00100", "４０１００", "40 00", "+4010"] {
            assert_eq!(text.parse::<AreaCode>(), Err(InvalidAreaCode), "{text}");
        }
    }

    #[test]
    fn the_check_digit_is_the_published_one() {
        for code in ["401005", "401307", "011002", "141500", "281000", "473812"] {
            let parsed = CityCode::parse(code).unwrap();
            assert_eq!(AreaCode::from(&parsed).with_check_digit(), code);
        }
    }
}
