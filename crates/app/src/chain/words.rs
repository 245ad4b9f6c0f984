//! The words of the chain (連鎖の言葉): names of figures and of what they are made of, and what those rest on.

use fiscal::soundness::print_figure;
use fiscal::{FiscalYear, Yen};
use publish::chart::Lang;
use reform::chain::{Chain, Entry, Figure, How, Leaf, Value};
use reform::effect::EffectStage;
use reform::plan::soundness::INPUTS;
use reform::plan::{Basis, Plan};

use crate::App;
use crate::parameters::Parameters;
use crate::study::outlook::{ground_text, year_label};
use crate::study::words::{pick, shown_basis, shown_quantity};

/// The name of a figure.
pub fn figure_name(chain: &Chain, figure: Figure, lang: Lang) -> String {
    let (ja, en) = figure.name(&chain.baseline().input.outlook);
    pick(lang, &ja, &en)
}

/// A figure as it is shown exactly: whole yen, or the ratio as published.
pub fn shown(value: Value, lang: Lang) -> String {
    match value {
        Value::Money(amount) => yen_text(amount, lang),
        Value::Ratio(ratio) => match ratio.figure {
            Some(_) => format!("{}%", print_figure(ratio.figure)),
            None => print_figure(None),
        },
    }
}

/// An exact amount with its unit.
pub(super) fn yen_text(amount: Yen, lang: Lang) -> String {
    pick(lang, &format!("{amount}円"), &format!("¥{amount}"))
}

/// How sure the amounts of a decision are.
pub fn stage_name(stage: EffectStage, lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => stage.label_ja(),
        Lang::En => stage.label_en(),
    }
}

/// What a decision is called: its title, or that somebody typed it.
pub(super) fn decision_name(entry: &Entry, lang: Lang) -> String {
    match entry.decision.title.as_str() {
        "" => pick(lang, "試しに入れた決定", "A decision tried out"),
        title => title.to_owned(),
    }
}

/// What a given amount is.
pub(super) fn leaf_name(chain: &Chain, leaf: Leaf, lang: Lang) -> String {
    let outlook = &chain.baseline().input.outlook;
    let base = year_label(outlook.base_year, lang);
    let line = |place: usize| outlook.lines.get(place).map(|line| pick(lang, &line.name.ja, line.name.en_or_ja()));
    match leaf {
        Leaf::FundOpening => {
            pick(lang, &format!("{base}末の基金（決算）"), &format!("The fund at the end of {base} (settled)"))
        }
        Leaf::SetAside => pick(lang, "基金への積立", "Paid into the fund"),
        Leaf::LineBase(place) => {
            let line = line(place).unwrap_or_default();
            pick(lang, &format!("{line}の{base}決算"), &format!("{line}, settled for {base}"))
        }
        Leaf::LineRule(place) => {
            let line = line(place).unwrap_or_default();
            pick(lang, &format!("{line}の推計額"), &format!("{line}, by its rule"))
        }
        Leaf::PlannedInvestment => pick(lang, "計画の投資的経費", "The plan's investment"),
        Leaf::OtherIssues => pick(lang, "投資以外の発行（枠外）", "Issued for other purposes"),
        Leaf::BondsOpening => pick(lang, &format!("{base}末の市債残高"), &format!("Bonds at the end of {base}")),
        Leaf::LegacyRedeemed => pick(lang, "これまでの市債の元金償還", "Principal of the existing bonds"),
        Leaf::LegacyInterest => pick(lang, "これまでの市債の利子", "Interest on the existing bonds"),
        Leaf::Settled(key) => match INPUTS.iter().find(|input| input.key == key) {
            Some(input) => pick(
                lang,
                &format!("{} {}", input.letter, input.name_ja),
                &format!("{} {}", input.letter, input.name_en),
            ),
            None => pick(lang, "減債基金の積立不足の加算", "Shortfall of the sinking fund"),
        },
    }
}

/// What a given amount rests on: its kind, and where it stands or why it was chosen.
pub(super) fn leaf_ground(app: &App, leaf: Leaf, lang: Lang) -> (Basis, String) {
    let (plan, parameters): (&Plan, &Parameters) = (&app.plan, &app.parameters);
    let nothing = (Basis::Assumed, pick(lang, "記載がないので0とした。", "Not given, so taken as zero."));
    let Some(outlook) = &plan.outlook else { return nothing };
    let of_plan = |ground: &reform::plan::outlook::OutlookGround| (ground.basis, ground_text(plan, ground, lang));
    let debt = &parameters.debt;
    let of_parameters = |ground: &reform::parameters::Ground| {
        (shown_basis(ground.basis), pick(lang, &ground.source.ja, ground.source.en_or_ja()))
    };
    match leaf {
        Leaf::FundOpening => {
            outlook.fund.point(outlook.base_year).map_or(nothing, |point| of_plan(&point.balance.ground))
        }
        Leaf::SetAside => of_plan(&outlook.set_aside.ground),
        Leaf::LineBase(place) => outlook.lines.get(place).map_or(nothing, |line| of_plan(&line.base.ground)),
        Leaf::LineRule(place) => outlook.lines.get(place).map_or(nothing, |line| of_plan(&line.rule_ground)),
        Leaf::PlannedInvestment => of_plan(&outlook.investment.ground),
        Leaf::OtherIssues => of_parameters(&debt.default_set().ground),
        Leaf::BondsOpening | Leaf::LegacyRedeemed | Leaf::LegacyInterest => of_parameters(&debt.default.ground),
        Leaf::Settled(key) => {
            let amount = plan.soundness.as_ref().and_then(|own| own.amount(key));
            amount.map_or(nothing, |amount| of_plan(&amount.ground))
        }
    }
}

/// How a source gives its part, in a few words; nothing of the whole.
pub(super) fn how_text(how: How, lang: Lang) -> String {
    match how {
        How::Whole => String::new(),
        How::Minus => pick(lang, "差し引く", "taken off"),
        How::Share(share) => {
            let percent = fiscal::Quantity::from_spreadsheet(share * 100.0).map(shown_quantity).unwrap_or_default();
            pick(
                lang,
                &format!("その{percent}%（決定ごとに1円未満を四捨五入）"),
                &format!("{percent}% of it (rounded to whole yen for each decision)"),
            )
        }
        How::Part(part, whole) => pick(
            lang,
            &format!("その {part} ÷ {whole}（決算と同じ割合）"),
            &format!("{part} ÷ {whole} of it (the share it was when settled)"),
        ),
        How::ByTerms => pick(lang, "償還の条件による分", "by the terms of the bonds"),
    }
}

/// What a figure is worked out by, in a sentence.
pub(super) fn rule_text(figure: Figure, lang: Lang) -> String {
    let (ja, en) = match figure {
        Figure::Improvement => (
            "その年度に効果がある決定の、一般財源の額の合計。",
            "The general funds of every decision that has an effect in the year.",
        ),
        Figure::Investment => (
            "計画の投資的経費に、決定による増減を加えたもの。",
            "The plan's investment, and what decisions change of it.",
        ),
        Figure::Issued => (
            "投資的経費 × 起債率 ＋ 投資以外の発行。",
            "Investment × the share that is borrowed + what is issued for other purposes.",
        ),
        Figure::Redeemed => (
            "これまでの市債と、各年度に発行した市債の元金の償還。発行の翌年度から始まる。",
            "Principal of the existing bonds and of each year's issue, from the year after it on.",
        ),
        Figure::Interest => (
            "これまでの市債と、各年度に発行した市債の利子。",
            "Interest on the existing bonds and on each year's issue.",
        ),
        Figure::DebtService => ("元金償還 ＋ 利子。", "Principal + interest."),
        Figure::Bonds => (
            "前年度末の残高 ＋ 発行 − 元金償還。減債基金を除いた額。",
            "The balance of the year before + issued − redeemed; less the sinking fund.",
        ),
        Figure::Line(_) => (
            "見通しの費目。決定で動くのは、投資的経費・公債費とそれに連動する費目。",
            "A line of the outlook. Decisions move investment, debt service, and the lines that follow them.",
        ),
        Figure::Revenue => ("歳入の費目の合計。", "The lines of revenue together."),
        Figure::Expenditure => ("歳出の費目の合計。", "The lines of expenditure together."),
        Figure::Balance => ("歳入 − 歳出。", "Revenue − expenditure."),
        Figure::Fund => (
            "前年度末の残高 ＋ 収支差額 ＋ 改善効果額（＋ 積立）。",
            "The fund of the year before + balance + improvement (+ paid in).",
        ),
        Figure::ServicePaid => (
            "決算の元利償還金に、見通しの公債費の増減を加えたもの。",
            "As settled, moved by the outlook's debt service.",
        ),
        Figure::ServiceTied | Figure::ServiceNeed => (
            "元利償還金に対する割合を、決算のまま据え置く（仮定）。",
            "Its share of debt service is kept as settled (assumed).",
        ),
        Figure::Scale => (
            "決算の標準財政規模に、市税と普通交付税の増減を加えたもの（仮定）。",
            "As settled, moved by taxes and the ordinary allocation tax (assumed).",
        ),
        Figure::ServiceNumerator => {
            ("（A＋B）−（C＋D）。Bは決算のまま（仮定）。", "(A+B)−(C+D); B is kept as settled (assumed).")
        }
        Figure::ServiceDenominator => ("E − D。", "E − D."),
        Figure::ServiceRatio => (
            "分子 ÷ 分母の三か年の平均。小数第1位未満は切捨て。",
            "The mean of numerator ÷ denominator over three years, cut after one decimal.",
        ),
        Figure::BurdenBonds => (
            "決算の地方債の現在高に、市債残高の増減を加えたもの（仮定）。",
            "As settled, moved by the balance of bonds (assumed).",
        ),
        Figure::BurdenFunds => {
            ("決算の充当可能基金額に、基金の増減を加えたもの（仮定）。", "As settled, moved by the fund (assumed).")
        }
        Figure::BurdenNeed => (
            "地方債の現在高に対する割合を、決算のまま据え置く（仮定）。",
            "Its share of the bonds is kept as settled (assumed).",
        ),
        Figure::BurdenNumerator => (
            "将来負担額 −（充当可能基金 ＋ 特定財源 ＋ 算入見込額）。②から⑩と特定財源は決算のまま（仮定）。",
            "The burden − (funds + tied revenue + counted in need); ② to ⑩ and tied revenue are kept as settled (assumed).",
        ),
        Figure::BurdenDenominator => (
            "標準財政規模 − 算入公債費等。算入公債費等は、実質公債費比率のDと同じ額だけ動く（仮定）。",
            "The standard scale − counted debt service, which moves as D of the real debt service ratio (assumed).",
        ),
        Figure::BurdenRatio => {
            ("分子 ÷ 分母。小数第1位未満は切捨て。", "Numerator ÷ denominator, cut after one decimal.")
        }
    };
    pick(lang, ja, en)
}

/// A year of a figure: a balance stands at its end.
pub(super) fn year_of(figure: Figure, year: FiscalYear, lang: Lang) -> String {
    let label = year_label(year, lang);
    match figure {
        Figure::Fund | Figure::Bonds | Figure::BurdenBonds | Figure::BurdenFunds => {
            pick(lang, &format!("{label}末"), &format!("end of {label}"))
        }
        _ => label,
    }
}
