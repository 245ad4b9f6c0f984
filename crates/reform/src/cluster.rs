//! Program cluster (事業クラスター): programs looked at together, with shares that never count money twice.
//!
//! A program may be in several clusters. Its shares of money over all of them are exactly 100% together: 100% in one is the
//! whole program, 0% means that it is looked at there while its money counts elsewhere. Shares are hundredths of a percent.

mod compare;
mod count;

pub use compare::{Place, places_by_unit, unit_cost};
pub use count::{Count, Counted, Members, count_once, split};

use crate::declare_kinds;
use crate::labels::labels;
use crate::lineage::WHOLE_BP;
use crate::problem::ProblemKind;

declare_kinds! {
    SHARES_OVER = "RF-501"
        "配分の合計が100％を超えています" "The shares are more than 100% together"
        "一つの事業の金額は、全部のクラスターを合わせて100％です。ほかのクラスターの配分を減らしてください"
        "A program's money is 100% over all clusters together; lower its share in another one";
    SHARES_UNDER = "RF-502"
        "配分の合計が100％に足りません" "The shares are less than 100% together"
        "残りをどのクラスターに数えるかを決めて、合計をちょうど100％にしてください"
        "Say which cluster the rest counts in, so that the shares are exactly 100% together";
    SHARE_UNREADABLE = "RF-503"
        "配分として読めません" "This is not a share"
        "0から100までの数を、小数2けたまでで書いてください（例：60、33.33）"
        "Write a number from 0 to 100 with at most two decimals, such as 60 or 33.33";
}

/// How large or urgent something is (規模・緊急度): why a cluster's analysis begins when it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Degree {
    /// 大きい.
    High,
    /// 中くらい.
    Middle,
    /// 小さい.
    Low,
}

labels!(Degree {
    High = "high", "大", "high";
    Middle = "middle", "中", "medium";
    Low = "low", "小", "low";
});

/// A reason for the year an analysis begins in (開始年度の理由): a value with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// How much; none where nobody has said.
    pub degree: Option<Degree>,
    /// Why, in words.
    pub words: String,
}

/// Whether the shares of one program over all its clusters may stand: none at all, or 100% together.
///
/// # Errors
/// [`SHARES_OVER`] or [`SHARES_UNDER`].
pub fn check_shares(shares_bp: &[u32]) -> Result<(), &'static ProblemKind> {
    let sum: u64 = shares_bp.iter().map(|share| u64::from(*share)).sum();
    match sum.cmp(&u64::from(WHOLE_BP)) {
        _ if shares_bp.is_empty() => Ok(()),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(&SHARES_OVER),
        std::cmp::Ordering::Less => Err(&SHARES_UNDER),
    }
}

/// A share as people write it: `33.25`, `３３．２５％` → 3325.
///
/// # Errors
/// [`SHARE_UNREADABLE`] for anything that is not 0 to 100 with at most two decimals.
pub fn read_share(text: &str) -> Result<u32, &'static ProblemKind> {
    let folded = crate::search_text::fold(text);
    let plain = folded.trim().trim_end_matches('%').trim();
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !is_digits(whole) || !is_digits(part) {
        return Err(&SHARE_UNREADABLE);
    }
    let number = |text: &str| text.parse::<u32>().map_err(|_| &SHARE_UNREADABLE);
    let share = number(whole)? * 100 + number(&format!("{part:0<2}"))?;
    if share <= WHOLE_BP { Ok(share) } else { Err(&SHARE_UNREADABLE) }
}

/// A share as people write it: 3325 → `33.25`, 10000 → `100`.
pub fn share_text(share_bp: u32) -> String {
    match (share_bp / 100, share_bp % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_whole_or_refused() {
        for good in [&[][..], &[10_000], &[6_000, 4_000], &[10_000, 0, 0], &[3_334, 3_333, 3_333]] {
            assert_eq!(check_shares(good), Ok(()), "{good:?}");
        }
        let code = |shares: &[u32]| check_shares(shares).unwrap_err().code;
        assert_eq!((code(&[6_000, 4_001]), code(&[10_000, 10_000])), ("RF-501", "RF-501"));
        assert_eq!((code(&[9_999]), code(&[0])), ("RF-502", "RF-502"));
        assert_eq!(code(&[u32::MAX, u32::MAX]), "RF-501");
    }

    #[test]
    fn shares_are_read_exactly() {
        for (text, share) in [("100", 10_000), ("33.3", 3_330), ("３３．３４％", 3_334), (" 0 ", 0), ("0.01", 1)]
        {
            assert_eq!(read_share(text), Ok(share), "{text}");
        }
        for text in ["", "100.01", "1.234", "-5", "5e1", "半分", "101", "%"] {
            assert_eq!(read_share(text).map_err(|kind| kind.code), Err("RF-503"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(share in 0..=WHOLE_BP) {
            prop_assert_eq!(read_share(&share_text(share)), Ok(share));
        }

        #[test]
        fn any_division_of_the_whole_may_stand(cuts in prop::collection::vec(0..=WHOLE_BP, 0..6)) {
            let mut cuts = cuts;
            cuts.extend([0, WHOLE_BP]);
            cuts.sort_unstable();
            let shares: Vec<u32> = cuts.windows(2).map(|pair| pair[1] - pair[0]).collect();
            prop_assert_eq!(check_shares(&shares), Ok(()));
            let mut more = shares.clone();
            more.push(1);
            prop_assert_eq!(check_shares(&more).map_err(|kind| kind.code), Err("RF-501"));
        }
    }
}
