//! Local government code (全国地方公共団体コード) and its check digit.

use std::fmt;

/// A six-digit local government code (全国地方公共団体コード): five digits of JIS X 0401/0402 and a check digit.
///
/// Kept as text, because the first digit may be zero (`011002` is 札幌市).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CityCode(String);

/// Why a text is not a local government code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCityCode {
    /// Not six half-width digits.
    #[error("a local government code has six half-width digits")]
    NotSixDigits,
    /// The last digit does not follow from the first five.
    #[error("the check digit should be {expected}")]
    CheckDigit {
        /// The digit that would fit.
        expected: char,
    },
}

impl CityCode {
    /// Reads a code and verifies its check digit.
    ///
    /// The check digit is the last digit of 11 − (Σ digit × weight mod 11) with weights 6, 5, 4, 3, 2
    /// (総務省「全国地方公共団体コード仕様」).
    ///
    /// # Errors
    /// When it is not six half-width digits, or the last one does not fit.
    pub fn parse(text: &str) -> Result<CityCode, InvalidCityCode> {
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        if text.len() != 6 || digits.len() != 6 {
            return Err(InvalidCityCode::NotSixDigits);
        }
        let sum: u32 = digits.iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| digit * weight).sum();
        let expected = (11 - sum % 11) % 10;
        if digits[5] != expected {
            let expected = char::from_digit(expected, 10).unwrap_or('0');
            return Err(InvalidCityCode::CheckDigit { expected });
        }
        Ok(CityCode(text.to_owned()))
    }

    /// All six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first five digits, as statistics without a check digit use them.
    pub fn without_check_digit(&self) -> &str {
        &self.0[..5]
    }
}

impl fmt::Display for CityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_published_codes() {
        for code in ["401005", "401307", "011002", "400009", "141500", "401099", "401013"] {
            assert_eq!(CityCode::parse(code).unwrap().as_str(), code);
        }
        assert_eq!(CityCode::parse("011002").unwrap().without_check_digit(), "01100");
    }

    #[test]
    fn refuses_what_is_no_code() {
        assert_eq!(CityCode::parse("401006"), Err(InvalidCityCode::CheckDigit { expected: '5' }));
        for text in ["", "40100", "4010055", "４０１００５", "40100x", "-40100"] {
            assert_eq!(CityCode::parse(text), Err(InvalidCityCode::NotSixDigits), "{text}");
        }
    }

    #[test]
    fn finds_every_slip_in_the_check_digit() {
        for wrong in '0'..='9' {
            let code = format!("40100{wrong}");
            assert_eq!(CityCode::parse(&code).is_ok(), wrong == '5', "{code}");
        }
    }
}
