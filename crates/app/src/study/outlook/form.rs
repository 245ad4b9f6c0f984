//! The form of the outlook and of the fund (見通し・基金の試算の入力欄), and what its values mean.

use fiscal::outlook::{Improvement, ImprovementMode};
use fiscal::{Quantity, Yen};
use publish::chart::Lang;
use reform::parameters::debt::DebtParameters;
use reform::plan::Plan;
use reform::plan::outlook::{Grounded, LineRule, OutlookGround, PlanOutlook};
use reform::{Place, Problem, ProblemKind, Severity};

use super::run::OutlookInputs;
use crate::study::form::{Field, Form, InputProblem, Values};
use crate::study::words::pick;

/// The field that gives lines a growth of their own.
pub const LINE_GROWTH: &str = "line-growth";
/// The field of the growth of welfare.
pub const WELFARE_GROWTH: &str = "welfare-growth";
/// The line it is of.
pub const WELFARE: &str = "welfare";

/// The most anybody may ask about: 10 trillion yen.
const MOST: Yen = Yen(10_000_000_000_000);
/// What a yearly growth may be, in percent.
const GROWTH: (&str, &str) = ("-20", "20");

/// A line of the outlook that is not there.
pub const UNKNOWN_LINE: ProblemKind = ProblemKind {
    code: "AP-030",
    severity: Severity::Error,
    title_ja: "見通しにない費目です",
    title_en: "The outlook has no such line",
    hint_ja: "費目の表にある費目のキー（welfare など）を書いてください。",
    hint_en: "Give the key of a line of the outlook, such as welfare.",
};

/// Growth of lines that cannot be read.
pub const BAD_LINE_GROWTH: ProblemKind = ProblemKind {
    code: "AP-031",
    severity: Severity::Error,
    title_ja: "費目の伸び率を読み取れません",
    title_en: "The growth of a line cannot be read",
    hint_ja: "welfare=2.0, transfers=1.5 のように、費目のキーと年の伸び率（−20〜20％）をカンマで区切って書いてください。",
    hint_en: "Write keys and yearly growth of -20 to 20 percent with commas, as in welfare=2.0, transfers=1.5.",
};

/// The fields of the outlook and of the fund.
pub fn fields(plan: &Plan, outlook: &PlanOutlook, debt: &DebtParameters, lang: Lang) -> Vec<Field> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let programme = t("改革と投資", "Programme and investment");
    let economy = t("経済の前提", "Economy");
    let fund = t("基金と基準", "Fund and limits");
    let money = |key: &'static str, ja: &str, en: &str, value: &Grounded<Yen>, least: Yen| {
        let source = ground_text(plan, &value.ground, lang);
        Field::amount(key, t(ja, en), value.value, least, MOST).from_source(value.ground.basis, source)
    };
    let rate = |key: &'static str, ja: &str, en: &str, value: &Grounded<Quantity>| {
        let source = ground_text(plan, &value.ground, lang);
        Field::number(key, t(ja, en), "%", value.value.to_string(), GROWTH).from_source(value.ground.basis, source)
    };
    let assumed = |field: Field, ja: &str, en: &str| field.from_source(reform::plan::Basis::Assumed, t(ja, en));
    let modes = [
        ("flat", t("毎年同じ額だけよくなる", "The same each year")),
        ("cumulative", t("毎年積み上がる", "A lasting one is added each year")),
        ("one-off", t("一部はその年限り", "A part is for its year only")),
    ];
    let years_max = i64::try_from(outlook.years_max()).unwrap_or(1);
    let opening = outlook.fund.point(outlook.base_year);
    let mut fields = vec![
        money("improvement", "改善効果額（毎年）", "Improvement a year", &outlook.improvement, Yen::ZERO)
            .group(&programme),
        assumed(
            Field::choice(
                "improvement-mode",
                t("改善効果の数え方", "How the improvement counts"),
                "flat",
                modes.map(|(word, label)| (word.to_owned(), label)),
            ),
            "計画の「毎年度50億円」を、毎年同じ額と読んだ。",
            "The plan's “50 each year” read as the same each year.",
        )
        .group(&programme),
        assumed(
            Field::number("one-off-share", t("その年限りの割合", "Share for its year only"), "%", "50", ("0", "100")),
            "「一部はその年限り」のときだけ使う。",
            "Used only where a part is for its year only.",
        )
        .group(&programme)
        .detail(),
        money("investment", "投資的経費（毎年）", "Investment a year", &outlook.investment, Yen::ZERO)
            .group(&programme),
        assumed(
            Field::whole(
                "years",
                t("見通す年数", "Projected years"),
                &t("年", " years"),
                outlook.years as i64,
                (1, years_max),
            ),
            "計画の見通しと同じ年数。人口の推計がある年度まで延ばせる。",
            "As the plan's outlook; it reaches as far as population is projected.",
        )
        .group(&programme),
        rate("tax-growth", "経済の伸び（年）", "Growth of the economy a year", &outlook.tax_growth_percent)
            .hint(t("市税は、これに費目ごとの弾性値を掛けて伸びる。", "Each tax follows it with its own elasticity."))
            .group(&economy),
        rate("price-growth", "物価の伸び（年）", "Growth of prices a year", &outlook.price_growth_percent)
            .group(&economy),
    ];
    if let Some(line) = outlook.line(WELFARE)
        && let LineRule::Growth(own) = &line.rule
    {
        let label = t("扶助費の伸び（年）", "Growth of welfare a year");
        let source = ground_text(plan, &line.rule_ground, lang);
        let field = Field::number(WELFARE_GROWTH, label, "%", own.to_string(), GROWTH);
        fields.push(field.from_source(line.rule_ground.basis, source).group(&economy));
    }
    let keys: Vec<&str> = outlook.lines.iter().map(|line| line.key.as_str()).collect();
    fields.extend([
        Field::text(LINE_GROWTH, t("費目を選んで伸び率を置く", "Growth of chosen lines"))
            .hint(format!("welfare=2.0, transfers=1.5 （{}）", keys.join(", ")))
            .group(&economy)
            .detail(),
        money("set-aside", "基金への積立（毎年）", "Paid into the fund a year", &outlook.set_aside, Yen::ZERO)
            .group(&fund),
    ]);
    if let Some(opening) = opening {
        let label_ja = format!("{}末の基金", outlook.base_year.short());
        let label_en = format!("The fund at the end of {}", outlook.base_year);
        fields.push(money("fund-opening", &label_ja, &label_en, &opening.balance, Yen(-MOST.0)).group(&fund).detail());
    }
    fields.extend([
        money("fund-line", "基金の下限の目安", "The balance not to go below", &outlook.fund.line, Yen::ZERO)
            .group(&fund)
            .detail(),
        money("standard-scale", "標準財政規模", "Standard financial scale", &outlook.standard_scale, Yen(1))
            .group(&fund)
            .detail(),
        assumed(
            Field::choice(
                "bond-set",
                t("市債の前提の組", "Set of assumptions on bonds"),
                &debt.default.set,
                debt.sets.iter().map(|set| {
                    (set.id.clone(), format!("{} {}", set.id, pick(lang, &set.name.ja, set.name.en_or_ja())))
                }),
            ),
            "起債率と、公債費の動きに使う。計画に記載がないため仮定。",
            "Gives the share that is borrowed and the course of debt service; the plan does not say.",
        )
        .group(&fund)
        .detail(),
    ]);
    fields
}

/// What the values mean.
pub(super) fn inputs(values: &Values, outlook: &PlanOutlook, debt: &DebtParameters) -> OutlookInputs {
    let amount = |key: &str, own: &Grounded<Yen>| values.amount(key).unwrap_or(own.value);
    let share = |key: &str, own: Quantity| values.share(key).unwrap_or(own.to_f64() / 100.0);
    let mode = match values.word("improvement-mode") {
        "cumulative" => ImprovementMode::Cumulative,
        "one-off" => ImprovementMode::PartlyOneOff { one_off_share: values.share("one-off-share").unwrap_or(0.5) },
        _ => ImprovementMode::Flat,
    };
    let opening = outlook.fund.point(outlook.base_year).map_or(Yen::ZERO, |point| point.balance.value);
    let years = values.whole("years").and_then(|years| usize::try_from(years).ok()).unwrap_or(outlook.years);
    let bond_set = Some(values.word("bond-set")).filter(|set| !set.is_empty()).unwrap_or(&debt.default.set);
    OutlookInputs {
        years,
        improvement: Improvement { yearly: amount("improvement", &outlook.improvement), mode },
        investment: amount("investment", &outlook.investment),
        tax_growth: share("tax-growth", outlook.tax_growth_percent.value),
        price_growth: share("price-growth", outlook.price_growth_percent.value),
        line_growth: line_growth(values, outlook),
        set_aside: amount("set-aside", &outlook.set_aside),
        fund_opening: values.amount("fund-opening").unwrap_or(opening),
        fund_line: amount("fund-line", &outlook.fund.line),
        standard_scale: amount("standard-scale", &outlook.standard_scale),
        bond_set: bond_set.to_owned(),
    }
}

/// The growth asked for lines: those of the text, and the field of welfare.
fn line_growth(values: &Values, outlook: &PlanOutlook) -> Vec<(String, Quantity)> {
    let mut growth: Vec<(String, Quantity)> =
        read_line_growth(values.word(LINE_GROWTH)).into_iter().flatten().collect();
    let own = outlook.line(WELFARE).and_then(|line| match line.rule {
        LineRule::Growth(rate) => Some(rate),
        _ => None,
    });
    if let (Some(own), Some(asked)) = (own, values.number(WELFARE_GROWTH))
        && own.to_f64() != asked.to_f64()
        && !growth.iter().any(|(key, _)| key == WELFARE)
    {
        growth.push((WELFARE.to_owned(), asked));
    }
    growth
}

/// Reads `welfare=2.0, transfers=1.5`, part by part; what cannot be read is given back as it was written.
pub fn read_line_growth(text: &str) -> Vec<Result<(String, Quantity), String>> {
    let folded = reform::search_text::fold(text);
    let parts = folded.split([',', ';', '、']).map(str::trim).filter(|part| !part.is_empty());
    let read = |part: &str| {
        let (key, percent) = part.split_once('=')?;
        let percent: Quantity = percent.trim().trim_end_matches('%').replace(['▲', '△', '−'], "-").parse().ok()?;
        (-20.0..=20.0).contains(&percent.to_f64()).then(|| (key.trim().to_owned(), percent))
    };
    parts.map(|part| read(part).ok_or_else(|| part.to_owned())).collect()
}

/// Notes what is wrong with the growth of lines.
pub(super) fn check_line_growth(form: &mut Form, outlook: &PlanOutlook) {
    let Some(field) = form.field(LINE_GROWTH) else { return };
    let texts: Vec<String> =
        [&field.baseline, &field.value].into_iter().filter(|text| !text.is_empty()).cloned().collect();
    let fits = |key: &str| outlook.line(key).is_some_and(|line| line.rule != LineRule::Balancing);
    for part in texts.iter().flat_map(|text| read_line_growth(text)) {
        match part {
            Err(part) => form.add_problem(LINE_GROWTH, &BAD_LINE_GROWTH, part),
            Ok((key, _)) if fits(&key) => {}
            Ok((key, _)) => {
                let known: Vec<&str> = outlook.lines.iter().map(|line| line.key.as_str()).collect();
                form.problems.push(InputProblem {
                    key: LINE_GROWTH.to_owned(),
                    problem: Problem::new(&UNKNOWN_LINE, Place::default(), key),
                    allowed: known.join(", "),
                });
            }
        }
    }
}

/// Where a value stands, or why it is what it is; the document by its title.
pub(crate) fn ground_text(plan: &Plan, ground: &OutlookGround, lang: Lang) -> String {
    let note = ground.note.as_ref().map(|note| pick(lang, &note.ja, note.en_or_ja()));
    let source = ground.source.as_ref().map(|source| {
        let title = plan.document(&source.document).map(|document| &document.title);
        let title = title.map_or_else(|| source.document.clone(), |title| pick(lang, &title.ja, title.en_or_ja()));
        format!("{title} {source}").trim_end().to_owned()
    });
    [source, note].into_iter().flatten().collect::<Vec<_>>().join(" — ")
}
