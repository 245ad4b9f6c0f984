//! How the bond study comes about: its working and what it assumes (市債の試算の計算の過程と前提).

use fiscal::Yen;
use fiscal::debt::{Basis as Balance, Form as Redemption, Legacy, Mix};
use publish::chart::Lang;
use publish::table::shown_quantity;
use reform::parameters::Ground;
use reform::parameters::debt::DebtParameters;
use reform::plan::Basis;

use super::{DebtInput, DebtStudy};
use crate::study::words::{in_oku, pick, shown_basis, with_oku};
use crate::study::{Assumption, Step, oku_unit};

/// How the last year's figures of the scenario are worked out, with the numbers put in.
pub(super) fn working(study: &DebtStudy, lang: Lang) -> Vec<Step> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let projection = &study.scenario;
    let (formula, input, last) = (&projection.formula, &projection.input, projection.last());
    let step = |name: String, formula: String, result: String| Step { name, formula, result };
    let oku = |amount: Yen, decimals: u8| with_oku(amount, decimals, lang);
    let plain = |amount: Yen, decimals: u8| shown_quantity(in_oku(amount, decimals));
    let (ratio, count) = (input.financing.issue_ratio, input.years);
    let issue = input.financing.issue(projection.investment).unwrap_or_default();
    let mut steps = vec![
        step(
            t("毎年の新規発行", "New bonds a year"),
            format!(
                "{} = r·I + X = {ratio} × {} + {}",
                t("発行", "issue"),
                plain(projection.investment, 2),
                plain(input.financing.other_issues, 2)
            ),
            oku(issue, 2),
        ),
        step(
            t("S（1を発行し続けたとき残る倍数）", "S (what a steady issue of 1 leaves)"),
            format!("S = Σ f(a),  a = 0 … {}", count - 1),
            format!("{:.4}", formula.steady),
        ),
    ];
    if input.transition_years > 0 {
        steps.push(step(
            t("S'（移行後の年だけ）", "S' (the years after the transition)"),
            format!("S' = Σ f(a),  a = 0 … {}", count as i64 - input.transition_years as i64 - 1),
            format!("{:.4}", formula.steady_after),
        ));
    }
    let tail = if input.transition_years > 0 { "S'" } else { "S" };
    steps.extend([
        step(
            t("傾き（投資的経費を年1億円減らすと減る残高）", "Slope (balance for each 100 million a year)"),
            format!("r·{tail} = {ratio} × {:.4}", formula.steady_after),
            t(&format!("{:.4}億円", formula.slope), &format!("{:.4} {}", formula.slope, oku_unit(lang))),
        ),
        step(
            t("切片（投資的経費が0のときの残高）", "Intercept (balance with no investment)"),
            match input.transition_years {
                0 => format!(
                    "X·S + L = {} × {:.4} + {}",
                    plain(input.financing.other_issues, 2),
                    formula.steady,
                    plain(formula.legacy_left, 2)
                ),
                _ => format!(
                    "r·I₀·(S−S') + X·S + L = {ratio} × {} × {:.4} + {} × {:.4} + {}",
                    plain(input.before, 2),
                    formula.steady - formula.steady_after,
                    plain(input.financing.other_issues, 2),
                    formula.steady,
                    plain(formula.legacy_left, 2)
                ),
            },
            oku(formula.intercept, 2),
        ),
        step(
            t(&format!("{count}年後の残高"), &format!("Balance after {count} years")),
            format!("{:.4} × {} + {}", formula.slope, plain(projection.investment, 2), plain(formula.intercept, 2)),
            oku(formula.balance, 2),
        ),
        step(
            t("年度ごとの計算との差", "Difference from the projection"),
            format!(
                "{} − {}（{}）",
                last.balance,
                formula.balance,
                t("円。償還と利子を円未満切捨てで数えるため", "yen: payments are cut to whole yen")
            ),
            format!("{}{}", Yen(last.balance.0 - formula.balance.0), t("円", " yen")),
        ),
        step(
            t("市民一人当たり", "Per citizen"),
            format!("{} ÷ {}", oku(last.balance, 0), fiscal::money::group_digits(last.population.unsigned_abs())),
            format!("{}{}", last.per_citizen, t("円", " yen")),
        ),
        step(
            t("公債費（最後の年度）", "Debt service of the last year"),
            format!("{} + {} + {}", plain(last.redeemed, 2), plain(last.sinking_fund_flow, 2), plain(last.interest, 2)),
            oku(last.debt_service, 2),
        ),
    ]);
    if let Some(goal) = input.goal {
        let (measure, most) = match goal {
            super::DebtGoal::Balance(most) => (t("最後の残高", "the last balance"), oku(most, 2)),
            super::DebtGoal::BalancePerCitizen(most) => {
                (t("一人当たり残高", "the balance per citizen"), format!("{most}{}", t("円", " yen")))
            }
            super::DebtGoal::DebtService(most) => (t("どの年度の公債費も", "every year's debt service"), oku(most, 2)),
        };
        steps.push(step(
            t("逆算: 目標を守れる最大の投資的経費", "The most that can be invested within the goal"),
            t(
                &format!("{measure} ≦ {most} となる最大の I（1円まで）"),
                &format!("the largest I with {measure} ≤ {most}, to the yen"),
            ),
            format!("{}{}", projection.investment, t("円", " yen")),
        ));
    }
    steps
}

/// What a projection rests on, what of it the plan gives, and where it is from.
pub(crate) fn assumptions(
    debt: &DebtParameters,
    input: &DebtInput,
    investment: Yen,
    from_file: bool,
    lang: Lang,
) -> Vec<Assumption> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let text = |ground: &Ground| pick(lang, &ground.source.ja, ground.source.en_or_ja());
    let entered = || t("試算の入力", "as entered");
    let row = |name: String, value: String, basis: Basis, source: String| Assumption { name, value, basis, source };
    let of_plan = debt.targets.iter().find(|target| target.investment == investment);
    let set = debt.set(&input.set).unwrap_or_else(|| debt.default_set());
    let as_set = |same: bool| if same { text(&set.ground) } else { entered() };
    let percent = |share: f64| format!("{}%", (share * 1e8).round() / 1e6);
    let default = &debt.default;
    let mut all = vec![
        row(
            t("投資的経費（毎年）", "investment a year"),
            with_oku(investment, 2, lang),
            of_plan.map_or(Basis::Assumed, |target| shown_basis(target.ground.basis)),
            of_plan.map_or_else(entered, |target| text(&target.ground)),
        ),
        row(
            t("前提の組", "set"),
            format!("{} {}", set.id, pick(lang, &set.name.ja, set.name.en_or_ja())),
            shown_basis(set.ground.basis),
            text(&set.ground),
        ),
        row(
            t("起債率 r", "share borrowed, r"),
            percent(input.financing.issue_ratio),
            Basis::Assumed,
            as_set(input.financing.issue_ratio == set.financing.issue_ratio),
        ),
        row(
            t("枠外の発行 X（毎年）", "other issues a year, X"),
            with_oku(input.financing.other_issues, 2, lang),
            Basis::Assumed,
            as_set(input.financing.other_issues == set.financing.other_issues),
        ),
        row(
            t("新しい市債の償還方法", "terms of new bonds"),
            mix_words(&input.financing.mix, lang),
            Basis::Assumed,
            as_set(input.financing.mix == set.financing.mix),
        ),
        row(
            t("残高の数え方", "how the balance is counted"),
            match input.financing.basis {
                Balance::Net => t("減債基金を除く（純額）", "less the sinking fund (net)"),
                Balance::Gross => t("額面", "face value (gross)"),
            },
            Basis::Assumed,
            as_set(input.financing.basis == set.financing.basis),
        ),
        row(
            t("期首の残高", "balance at the start"),
            format!(
                "{}（{}）",
                with_oku(input.legacy.opening(), 2, lang),
                t(&input.base_year.japanese(), &input.base_year.to_string())
            ),
            Basis::Assumed,
            if input.legacy.opening() == default.opening { text(&default.ground) } else { entered() },
        ),
        row(
            t("既発債の償還と利子", "redemption of and interest on the existing bonds"),
            legacy_words(&input.legacy, lang),
            if from_file { Basis::Published } else { Basis::Assumed },
            if from_file {
                t("渡された償還予定のファイル", "the schedule given as a file")
            } else {
                text(&default.ground)
            },
        ),
    ];
    let expected: Vec<i64> =
        (1..=input.years as i32).map(|year| debt.population_in(input.base_year.start() + year)).collect();
    let people = |count: i64| fiscal::money::group_digits(count.unsigned_abs());
    let ends = (input.population.first().copied().unwrap_or(0), input.population.last().copied().unwrap_or(0));
    all.push(match expected == input.population {
        true => row(
            t(
                "人口（公表の点の間は直線、後は同じとみる）",
                "people (straight between published points, then the same)",
            ),
            format!("{} → {}{}", people(ends.0), people(ends.1), t("人", "")),
            Basis::Assumed,
            debt.population.iter().map(|point| text(&point.ground)).collect::<Vec<_>>().join(" / "),
        ),
        false => row(t("人口", "people"), format!("{}{}", people(ends.1), t("人", "")), Basis::Assumed, entered()),
    });
    if let Some(special) = &input.special {
        let value = format!(
            "{} / {} · {}",
            with_oku(special.opening, 1, lang),
            with_oku(special.issues, 1, lang),
            mix_words(&special.mix, lang)
        );
        all.push(row(
            t("臨時財政対策債（期首／毎年の発行）", "bonds in place of the allocation tax (start / a year)"),
            value,
            Basis::Assumed,
            text(&default.special_ground),
        ));
    }
    all.push(row(
        t("時期", "timing"),
        t(
            "その年度の発行は年度末に残高に載り、償還と利子は翌年度から",
            "a year's bonds are on the books at its end; redemption and interest begin the next year",
        ),
        Basis::Assumed,
        t("多くの市債が出納整理期間までに発行されるため", "as many bonds are drawn just before the books close"),
    ));
    all
}

/// The terms in words: `30年 元金均等 据置0年 1%`.
pub(super) fn mix_words(mix: &Mix, lang: Lang) -> String {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let part = |part: &fiscal::debt::Part| {
        let terms = &part.terms;
        let form = match terms.form {
            Redemption::EqualPrincipalYearly => t("元金均等年賦", "equal principal yearly"),
            Redemption::EqualPrincipalHalfYearly => t("元金均等半年賦", "equal principal half-yearly"),
            Redemption::LevelPayment => t("元利均等半年賦", "level payments half-yearly"),
            Redemption::Bullet { maturity_years } => {
                t(&format!("{maturity_years}年満期一括"), &format!("{maturity_years}-year bullets"))
            }
        };
        let rate = (terms.annual_rate * 1e6).round() / 1e4;
        let share = (part.share * 1e6).round() / 1e4;
        let words = t(
            &format!("{}年 {form} 据置{}年 {rate}%", terms.years, terms.grace_years),
            &format!("{} years, {form}, {} years of grace, {rate}%", terms.years, terms.grace_years),
        );
        if mix.parts().len() == 1 { words } else { format!("{share}%: {words}") }
    };
    mix.parts().iter().map(part).collect::<Vec<_>>().join(" / ")
}

fn legacy_words(legacy: &Legacy, lang: Lang) -> String {
    let rate = |rate: f64| (rate * 1e6).round() / 1e4;
    match legacy {
        Legacy::AgeDistributed { annual_rate, .. } => pick(
            lang,
            &format!("同じ条件で発行し続けてきたときの年齢構成で償還、利率 {}%", rate(*annual_rate)),
            &format!("as steady past issues on the same terms run off, at {}%", rate(*annual_rate)),
        ),
        Legacy::Schedule { redemptions, annual_rate, .. } => pick(
            lang,
            &format!("償還予定 {}年分、利率 {}%", redemptions.len(), rate(*annual_rate)),
            &format!("a schedule of {} years, at {}%", redemptions.len(), rate(*annual_rate)),
        ),
        Legacy::ScheduleWithInterest { redemptions, .. } => pick(
            lang,
            &format!("償還予定 {}年分（利子を含む）", redemptions.len()),
            &format!("a schedule of {} years with its interest", redemptions.len()),
        ),
    }
}
