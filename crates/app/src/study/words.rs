//! Words that several studies share (試算に共通の言葉).

use fiscal::{Quantity, Yen};
use publish::chart::Lang;
use reform::parameters::Basis as Ground;
use reform::plan::Basis;

use super::form::with_unit;

pub use publish::table::shown_quantity;

/// The text in the language of the page.
pub(crate) fn pick(lang: Lang, ja: &str, en: &str) -> String {
    match lang {
        Lang::Ja => ja.to_owned(),
        Lang::En => en.to_owned(),
    }
}

/// How a parameter's ground is shown beside the figures of the plan.
pub(crate) fn shown_basis(ground: Ground) -> Basis {
    match ground {
        Ground::Plan | Ground::Source => Basis::Published,
        Ground::Assumed => Basis::Assumed,
    }
}

/// An amount in 億円 with so many decimals (at most eight), rounded half away from zero. For display only.
pub fn in_oku(amount: Yen, decimals: u8) -> Quantity {
    rounded(amount, 8_u8.saturating_sub(decimals), decimals)
}

/// An amount in 万円 with so many decimals (at most four), rounded half away from zero. For display only.
pub fn in_man(amount: Yen, decimals: u8) -> Quantity {
    rounded(amount, 4_u8.saturating_sub(decimals), decimals)
}

/// An amount in 億円 with its unit: `7,236億円`, `7,236 ×¥100m`.
pub fn with_oku(amount: Yen, decimals: u8, lang: Lang) -> String {
    with_unit(&shown_quantity(in_oku(amount, decimals)), super::oku_unit(lang))
}

/// An amount in 万円 with its unit: `78.9万円`, `78.9 ×¥10k`.
pub fn with_man(amount: Yen, decimals: u8, lang: Lang) -> String {
    with_unit(&shown_quantity(in_man(amount, decimals)), man_unit(lang))
}

/// The unit 万円 as it stands beside a figure.
pub fn man_unit(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "万円",
        Lang::En => "×¥10k",
    }
}

fn rounded(amount: Yen, dropped_digits: u8, decimals: u8) -> Quantity {
    let unit = 10_i64.pow(u32::from(dropped_digits));
    let (whole, rest) = (amount.0 / unit, amount.0 % unit);
    let away = if rest.abs() * 2 >= unit { rest.signum() } else { 0 };
    Quantity { units: whole + away, decimals }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_half_away_from_zero() {
        let oku = |yen: i64, decimals| in_oku(Yen(yen), decimals).to_string();
        assert_eq!(oku(723_602_000_580, 0), "7236");
        assert_eq!(oku(723_650_000_000, 0), "7237");
        assert_eq!(oku(-723_650_000_000, 0), "-7237");
        assert_eq!(oku(50_829_000_000, 1), "508.3");
        assert_eq!(oku(123, 8), "0.00000123");
        assert_eq!(in_man(Yen(788_646), 1).to_string(), "78.9");
        let amount = Yen(723_602_000_580);
        assert_eq!(
            (with_oku(amount, 0, Lang::Ja), with_oku(amount, 1, Lang::En)),
            ("7,236億円".into(), "7,236.0 ×¥100m".into())
        );
    }
}
