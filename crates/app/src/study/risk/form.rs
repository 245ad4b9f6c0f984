//! The form of the study of uncertainty, and what its values mean (不確実性の試算の入力欄).

use fiscal::uncertainty::{PATHS_MAX, ShockModel, UncertaintyError, YEARS_MAX};
use fiscal::{Quantity, Yen};
use publish::chart::Lang;
use reform::parameters::Ground;
use reform::parameters::uncertainty::UncertaintyParameters;

use super::projection::RiskInput;
use crate::parameters::Parameters;
use crate::study::debt;
use crate::study::form::{Field, Values};
use crate::study::words::{pick, shown_basis};

/// The most an amount may be here: 100 trillion yen.
const MOST: Yen = Yen(100_000_000_000_000);
/// The most a fund may be or move in a year: 10 trillion yen.
const FUND_MOST: Yen = Yen(10_000_000_000_000);
/// So many futures at most are drawn for a page; the command line may ask for more.
pub const PAGE_PATHS_MAX: usize = 20_000;

/// Who asks: a page answers many people and draws fewer futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A page.
    ByPage,
    /// A command.
    ByCommand,
}

/// The keys of the yearly deviations, in the order of `fiscal::uncertainty::DRIVERS`.
const DEVIATIONS: [&str; 4] = ["interest-deviation", "prices-deviation", "taxes-deviation", "population-deviation"];

/// The fields of the study.
pub fn fields(parameters: &Parameters, asked: Asked, lang: Lang) -> Vec<Field> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let uncertainty = &parameters.uncertainty;
    let (expected, simulation) = (&uncertainty.expected, t("シミュレーション", "Simulation"));
    let text = |ground: &Ground| pick(lang, &ground.source.ja, ground.source.en_or_ja());
    let from = |field: Field, ground: &Ground| field.from_source(shown_basis(ground.basis), text(ground));
    let most_paths = match asked {
        Asked::ByPage => PAGE_PATHS_MAX,
        Asked::ByCommand => PATHS_MAX,
    };
    // The bonds of this study are those of the bond study, with the same keys.
    let bonds = t("市債の見込み", "Expected bonds");
    let shared = ["investment", "set", "opening", "rate", "issue-ratio", "other-issues"];
    let mut fields: Vec<Field> = debt::fields(&parameters.debt, lang)
        .into_iter()
        .filter(|field| shared.contains(&field.key))
        .map(|field| field.starting_at_baseline().group(&bonds))
        .collect();
    let fund = t("基金と収支の見込み", "Expected fund and balance");
    let [of_fund, of_flow, of_taxes, of_kept, of_priced, of_share, of_service, of_balance] = &expected.grounds;
    let amount = |key: &'static str, ja: &str, en: &str, value: Yen, min: Yen, ground: &Ground| {
        from(Field::amount(key, t(ja, en), value, min, FUND_MOST), ground).group(&fund)
    };
    let least = Yen(-FUND_MOST.0);
    fields.extend([
        amount("fund", "財源調整用基金（期首）", "Reserve fund at the start", expected.fund, Yen::ZERO, of_fund),
        amount(
            "fund-flow",
            "基金の増減（毎年、見込み）",
            "Change of the fund a year",
            expected.fund_flow,
            least,
            of_flow,
        ),
        amount("taxes", "市税（基準年度）", "Taxes of the base year", expected.taxes, Yen::ZERO, of_taxes).detail(),
        percent(
            "taxes-kept",
            t("税収のずれのうち市に残る割合", "Kept of a change of taxes"),
            expected.taxes_kept,
            "100",
        )
        .from_source(shown_basis(of_kept.basis), text(of_kept))
        .group(&fund)
        .detail(),
        amount(
            "priced-expenditure",
            "物価につれて増える一般財源の支出",
            "Expenditure that follows prices",
            expected.priced_expenditure,
            Yen::ZERO,
            of_priced,
        ),
        percent(
            "issue-price-share",
            t("物価のずれのうち市債に載る割合", "Prices borne by new bonds"),
            expected.issue_price_share,
            "200",
        )
        .from_source(shown_basis(of_share.basis), text(of_share))
        .group(&fund)
        .detail(),
    ]);
    let lines = t("超えてはならない線", "Lines not to be passed");
    fields.extend([
        from(
            Field::amount(
                "debt-service-line",
                t("公債費の線", "Debt service"),
                expected.debt_service_line,
                Yen::ZERO,
                MOST,
            ),
            of_service,
        )
        .group(&lines),
        from(
            Field::amount("balance-line", t("市債残高の線", "Bond balance"), expected.balance_line, Yen::ZERO, MOST),
            of_balance,
        )
        .group(&lines),
    ]);
    let stray = t("毎年のずれの大きさ（標準偏差）", "How far each strays a year (standard deviation)");
    for (key, driver) in DEVIATIONS.into_iter().zip(&uncertainty.drivers) {
        let name = pick(lang, &driver.name.ja, driver.name.en_or_ja());
        let field = percent(key, name, driver.deviation, "10").unit(t("ポイント", "points"));
        fields.push(from(field, &uncertainty.ground).group(&stray));
    }
    let whole = |key: &'static str, label: String, unit: String, value: usize, most: i64| {
        Field::whole(key, label, &unit, value as i64, (1, most)).group(&simulation)
    };
    let stresses = uncertainty
        .stresses
        .iter()
        .map(|stress| (stress.id.clone(), pick(lang, &stress.name.ja, stress.name.en_or_ja())));
    let none = ("none".to_owned(), t("重ねない", "none"));
    fields.extend([
        whole("years", t("年数", "Years"), t("年", "years"), uncertainty.years, YEARS_MAX as i64)
            .hint(t("基準にも同じ年数を使います。", "The baseline covers the same years.")),
        whole("paths", t("将来の数", "Futures"), t("通り", "futures"), uncertainty.paths, most_paths as i64).detail(),
        Field::whole("seed", t("乱数の種", "Seed"), "", uncertainty.seed as i64, (0, i64::MAX))
            .hint(t("同じ種なら、いつも同じ将来が引かれます。", "The same seed always draws the same futures."))
            .group(&simulation)
            .detail(),
        Field::choice(
            "stress",
            t("図に重ねるストレステスト", "Stress test in the pictures"),
            "none",
            std::iter::once(none).chain(stresses),
        )
        .group(&simulation),
    ]);
    fields
}

/// What the values mean, over so many years.
pub fn input(
    parameters: &Parameters,
    values: &Values,
    years: usize,
) -> Result<RiskInput, (&'static str, super::RiskFault)> {
    let UncertaintyParameters { drivers, expected, .. } = &parameters.uncertainty;
    let bonds = debt::input(&parameters.debt, values, years, None)
        .map_err(|(key, fault)| (key, super::RiskFault::Debt(fault)))?;
    let of = |value: fn(&reform::parameters::uncertainty::DriverParameters) -> f64| {
        std::array::from_fn::<f64, 4, _>(|index| value(&drivers[index]))
    };
    let mut deviation = of(|driver| driver.deviation);
    for (deviation, key) in deviation.iter_mut().zip(DEVIATIONS) {
        *deviation = share(values, key).unwrap_or(*deviation);
    }
    let correlation = std::array::from_fn(|index| drivers[index].correlation);
    let shocks = ShockModel::new(deviation, of(|driver| driver.persistence), correlation)
        .map_err(|error| ("interest-deviation", super::RiskFault::Refused(error)))?;
    let amount = |key: &str, default: Yen| values.amount(key).unwrap_or(default);
    let uncertainty = &parameters.uncertainty;
    Ok(RiskInput {
        bonds,
        deviation,
        shocks,
        fund: amount("fund", expected.fund),
        fund_flow: amount("fund-flow", expected.fund_flow),
        taxes: amount("taxes", expected.taxes),
        taxes_kept: share(values, "taxes-kept").unwrap_or(expected.taxes_kept),
        priced_expenditure: amount("priced-expenditure", expected.priced_expenditure),
        issue_price_share: share(values, "issue-price-share").unwrap_or(expected.issue_price_share),
        debt_service_line: amount("debt-service-line", expected.debt_service_line),
        balance_line: amount("balance-line", expected.balance_line),
        seed: values.whole("seed").map_or(uncertainty.seed, |seed| seed as u64),
        paths: values.whole("paths").map_or(uncertainty.paths, |paths| paths as usize),
    })
}

/// How many years the form asks for.
pub fn years_of(parameters: &UncertaintyParameters, values: &Values) -> usize {
    values.whole("years").map_or(parameters.years, |years| years as usize)
}

/// What the uncertainty of a run refuses, beside the field it is about.
pub fn key_of(error: &UncertaintyError) -> &'static str {
    match error {
        UncertaintyError::PathsOutOfRange(_) => "paths",
        UncertaintyError::YearsOutOfRange(_) | UncertaintyError::LengthMismatch { .. } => "years",
        UncertaintyError::ModelOutOfRange { what: "the share of taxes kept", .. } => "taxes-kept",
        UncertaintyError::ModelOutOfRange { what: "the share of prices in new bonds", .. } => "issue-price-share",
        UncertaintyError::ModelOutOfRange { what: "the interest on new bonds", .. } => "rate",
        _ => "prices-deviation",
    }
}

fn percent(key: &'static str, label: String, share: f64, most: &str) -> Field {
    let text = Quantity::from_spreadsheet(share * 100.0).map(|number| number.to_string()).unwrap_or_default();
    Field::number(key, label, "%", text, ("0", most))
}

/// A percentage as a share, by its digits.
fn share(values: &Values, key: &str) -> Option<f64> {
    let number = values.number(key)?;
    Some(Quantity { decimals: number.decimals.saturating_add(2), ..number }.to_f64())
}
