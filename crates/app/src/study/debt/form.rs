//! The form of the bond study, and what its values mean (市債の試算の入力欄).

use fiscal::debt::{Basis as Balance, Financing, Legacy, Mix, Part, Terms, YEARS_MAX};
use fiscal::{FiscalYear, Yen};
use publish::chart::Lang;
use reform::parameters::debt::{DebtParameters, RedemptionSchedule};
use reform::parameters::{Basis, Ground};

use super::projection::{DebtGoal, DebtInput, SpecialInput};
use crate::study::form::{Field, Form, Given, Values};
use crate::study::words::{pick, shown_basis};

/// The most anybody may ask about: 100 trillion yen.
const MOST: Yen = Yen(100_000_000_000_000);
/// The most investment a year: 10 trillion yen.
const INVESTMENT_MOST: Yen = Yen(10_000_000_000_000);
/// The highest yearly interest, in percent.
const RATE_MOST: &str = "20";

/// The fields of the bond study. What is empty is as the chosen set has it.
pub fn fields(parameters: &DebtParameters, lang: Lang) -> Vec<Field> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let default = &parameters.default;
    let target = &parameters.targets[0];
    let other = parameters.targets.get(1).unwrap_or(target);
    let text = |text: &reform::plan::Text| pick(lang, &text.ja, text.en_or_ja());
    let from = |field: Field, ground: &Ground| field.from_source(shown_basis(ground.basis), text(&ground.source));
    let money = |key: &'static str, ja: &str, en: &str, amount: Yen, most: Yen| {
        Field::amount(key, t(ja, en), amount, Yen::ZERO, most)
    };
    let optional = |key: &'static str, ja: &str, en: &str, most: Yen| money(key, ja, en, Yen::ZERO, most).emptied();
    let as_set = || t("空欄なら前提の組の値を使います。", "Empty: as the set has it.");
    let optional_percent = |key: &'static str, ja: &str, en: &str, most: &str| {
        Field::number(key, t(ja, en), "%", "0", ("0", most)).emptied().hint(as_set()).detail()
    };

    let invest = t("投資と期間", "Investment and years");
    let goal = t("目標からの逆算", "From a goal to an investment");
    let issue = t("起債と償還の前提", "Borrowing and redemption");
    let stock = t("いまの市債と人口", "Today's bonds and people");
    let special = t("臨時財政対策債（別の台帳）", "Bonds in place of the allocation tax (apart)");

    vec![
        from(money("investment", "投資的経費（毎年）", "Investment a year", target.investment, INVESTMENT_MOST), &target.ground)
            .starting_at(crate::study::form::oku_text(other.investment))
            .group(&invest),
        Field::whole("years", t("推計する年数", "Projected years"), &t("年", "years"), default.years as i64, (1, YEARS_MAX as i64))
            .from_source(shown_basis(target.ground.basis), text(&target.ground.source))
            .hint(t("基準にも同じ年数を使います。", "The baseline covers the same years."))
            .group(&invest),
        Field::whole("transition-years", t("移行の年数", "Years of transition"), &t("年", "years"), default.transition_years as i64, (0, YEARS_MAX as i64))
            .from_source(shown_basis(default.ground.basis), text(&default.ground.source))
            .hint(t("この年数は「移行中の投資的経費」のままにします。", "So many years stay at the investment below."))
            .group(&invest),
        from(money("investment-before", "移行中の投資的経費（毎年）", "Investment during the transition", target.investment, INVESTMENT_MOST), &target.ground)
            .group(&invest)
            .detail(),
        optional("target-balance", "市債残高の目標（最後の年度末）", "Balance at the end, at most", MOST)
            .hint(t(
                "目標を入れると、投資的経費の欄の代わりに、目標を守れる最大の投資的経費で試算します。目標は一つだけ入れられます。",
                "With a goal the largest investment that keeps it is used in place of the one above. Give one goal only.",
            ))
            .group(&goal),
        Field::number("target-balance-per-citizen", t("市民一人当たり残高の目標", "Balance per citizen, at most"), crate::study::words::man_unit(lang), "0", ("0", "100000")).emptied()
            .group(&goal),
        optional("target-debt-service", "公債費の目標（どの年度も）", "Debt service of any year, at most", MOST).group(&goal),
        Field::choice(
            "set",
            t("前提の組", "Set of assumptions"),
            &default.set,
            parameters.sets.iter().map(|set| (set.id.clone(), format!("{} {}", set.id, text(&set.name)))),
        )
        .from_source(shown_basis(Basis::Assumed), text(&parameters.default_set().ground.source))
        .hint(t(
            "どの組でも計画の二つの数字になりますが、途中の姿は違います。",
            "Every set leads to the plan's two figures, by different ways.",
        ))
        .group(&issue),
        optional_percent("issue-ratio", "起債率（投資的経費のうち市債で賄う割合）", "Share of investment paid with bonds", "100").group(&issue),
        optional("other-issues", "枠外の発行（毎年）", "Other issues a year", INVESTMENT_MOST).hint(as_set()).detail().group(&issue),
        optional_percent("rate", "新しい市債の利率", "Interest on new bonds", RATE_MOST).group(&issue),
        Field::choice(
            "basis",
            t("残高の数え方", "How the balance is counted"),
            "set",
            [
                ("set", t("前提の組のとおり", "as the set has it")),
                ("net", t("減債基金を除く（純額）", "less the sinking fund (net)")),
                ("gross", t("額面", "face value (gross)")),
            ]
            .map(|(word, label)| (word.to_owned(), label)),
        )
        .detail()
        .group(&issue),
        from(money("opening", "期首の市債残高", "Balance at the start", default.opening, MOST), &default.ground).group(&stock),
        from(
            Field::number("legacy-rate", t("既発債の利率", "Interest on the existing bonds"), "%", percent_text(default.legacy_annual_rate), ("0", RATE_MOST)),
            &default.ground,
        )
        .detail()
        .group(&stock),
        Field::text("schedule", t("既発債の償還予定（億円、年度順）", "Redemptions of the existing bonds (×¥100m, by year)"))
            .hint(t(
                "元金を最初の年度から、空白かコンマで区切って入れます（桁区切りは使えません）。合計が期首の残高と合う必要があります。空欄なら、過去に同じ額を発行し続けた場合の年齢で償還します。",
                "Principal from the first year on, separated by spaces or commas; the sum must be the balance at the start. Empty: as steady past issues would run off.",
            ))
            .detail()
            .group(&stock),
        Field::whole("population", t("人口（どの年度も同じとする）", "Population, the same every year"), &t("人", "people"), 0, (1, 100_000_000)).emptied()
            .hint(t("空欄なら推計人口の見通しを使います。", "Empty: the expected course of the population."))
            .detail()
            .group(&stock),
        optional("special-opening", "臨時財政対策債の期首残高", "In place of the tax: balance at the start", MOST)
            .hint(t("入れると、臨時財政対策債を別の台帳で推計して並べます。", "With it these bonds are projected in their own ledger."))
            .detail()
            .group(&special),
        optional("special-issues", "臨時財政対策債の発行（毎年）", "In place of the tax: issues a year", INVESTMENT_MOST).detail().group(&special),
    ]
}

/// What the values mean. A schedule of a file goes before one of the form.
///
/// Problems that only the values together show are noted beside their fields; the city's own then take their place.
pub fn input(
    parameters: &DebtParameters,
    values: &Values,
    years: usize,
    schedule: Option<&RedemptionSchedule>,
) -> Result<DebtInput, (&'static str, super::Fault)> {
    let default = &parameters.default;
    let set = parameters.set(values.word("set")).unwrap_or_else(|| parameters.default_set());
    let financing = financing(&set.financing, values);
    let target = &parameters.targets[0];
    let opening = values.amount("opening").unwrap_or(default.opening);
    let legacy_annual_rate = share(values, "legacy-rate").unwrap_or(default.legacy_annual_rate);
    let typed = typed_schedule(values.word("schedule"))?;
    let legacy = match schedule.or(typed.as_ref()) {
        Some(schedule) => schedule.stock(opening, legacy_annual_rate),
        None => Legacy::AgeDistributed {
            opening,
            mix: financing.mix.clone(),
            basis: financing.basis,
            annual_rate: legacy_annual_rate,
        },
    };
    let base_year = FiscalYear::new(default.base_year).map_err(|_| ("years", super::Fault::NoSuchYear))?;
    let population = match values.whole("population") {
        Some(people) => vec![people; years],
        None => (1..=years as i32).map(|year| parameters.population_in(default.base_year + year)).collect(),
    };
    let special = (values.amount("special-opening"), values.amount("special-issues"));
    Ok(DebtInput {
        set: set.id.clone(),
        financing,
        investment: values.amount("investment").unwrap_or(target.investment),
        goal: goal(values)?,
        before: values.amount("investment-before").unwrap_or(target.investment),
        transition_years: values.whole("transition-years").map_or(default.transition_years, |years| years as usize),
        years,
        base_year,
        legacy,
        opening_population: values.whole("population").unwrap_or_else(|| parameters.population_in(default.base_year)),
        population,
        special: (special != (None, None)).then(|| SpecialInput {
            opening: special.0.unwrap_or_default(),
            issues: special.1.unwrap_or_default(),
            mix: default.special_mix.clone(),
            legacy_annual_rate: default.legacy_annual_rate,
        }),
    })
}

/// How many years the form asks for.
pub fn years_of(parameters: &DebtParameters, values: &Values) -> usize {
    values.whole("years").map_or(parameters.default.years, |years| years as usize)
}

/// The form with the values given.
pub fn read(parameters: &DebtParameters, given: &Given, lang: Lang) -> Form {
    Form::read(fields(parameters, lang), given)
}

fn financing(set: &Financing, values: &Values) -> Financing {
    let mut financing = set.clone();
    if let Some(ratio) = share(values, "issue-ratio") {
        financing.issue_ratio = ratio;
    }
    if let Some(other) = values.amount("other-issues") {
        financing.other_issues = other;
    }
    match values.word("basis") {
        "net" => financing.basis = Balance::Net,
        "gross" => financing.basis = Balance::Gross,
        _ => {}
    }
    if let Some(rate) = share(values, "rate") {
        let at_rate = |part: &Part| Part { terms: Terms { annual_rate: rate, ..part.terms }, ..*part };
        // The rate was read within its range, so the mix stays one that can be.
        financing.mix = Mix::new(financing.mix.parts().iter().map(at_rate).collect()).unwrap_or(financing.mix);
    }
    financing
}

fn goal(values: &Values) -> Result<Option<DebtGoal>, (&'static str, super::Fault)> {
    let per_citizen = values.number("target-balance-per-citizen").map(|number| {
        // 万円 with decimals, as exact as they were typed.
        let scaled = i128::from(number.units) * 10_000 / 10_i128.pow(u32::from(number.decimals));
        Yen(i64::try_from(scaled).unwrap_or(i64::MAX))
    });
    let goals = [
        ("target-balance", values.amount("target-balance").map(DebtGoal::Balance)),
        ("target-balance-per-citizen", per_citizen.map(DebtGoal::BalancePerCitizen)),
        ("target-debt-service", values.amount("target-debt-service").map(DebtGoal::DebtService)),
    ];
    let mut given = goals.into_iter().filter_map(|(key, goal)| Some((key, goal?)));
    let first = given.next().map(|(_, goal)| goal);
    match given.next() {
        Some((second, _)) => Err((second, super::Fault::TwoGoals)),
        None => Ok(first),
    }
}

/// Redemptions as people type them in one field: `40 35.5 24.5`.
fn typed_schedule(text: &str) -> Result<Option<RedemptionSchedule>, (&'static str, super::Fault)> {
    if text.is_empty() {
        return Ok(None);
    }
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '、' | '，' | ';' | '；'));
    let read = |part: &str| {
        crate::study::form::read_oku(part).ok_or_else(|| ("schedule", super::Fault::NotAnAmount(part.to_owned())))
    };
    let redemptions = parts.filter(|part| !part.is_empty()).map(read).collect::<Result<Vec<Yen>, _>>()?;
    Ok(Some(RedemptionSchedule { redemptions, interests: None }))
}

/// A percentage as a share, by its digits: 71.4 is 0.714.
fn share(values: &Values, key: &str) -> Option<f64> {
    let number = values.number(key)?;
    Some(fiscal::Quantity { decimals: number.decimals.saturating_add(2), ..number }.to_f64())
}

/// A share as a percentage with as many digits as it needs.
fn percent_text(share: f64) -> String {
    fiscal::Quantity::from_spreadsheet(share * 100.0).map(|number| number.to_string()).unwrap_or_default()
}
