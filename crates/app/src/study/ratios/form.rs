//! The form of the ratio study (比率の試算の入力欄): one field for each amount of the six forms.

use fiscal::Yen;
use publish::chart::Lang;
use reform::parameters::soundness::WorkedExample;
use reform::plan::outlook::OutlookGround;
use reform::plan::soundness::{FormInput, INPUTS, PlanSoundness};
use reform::plan::{Basis, Plan};

use super::CityRatio;
use super::words::ratio_name;
use crate::parameters::Parameters;
use crate::study::form::Field;
use crate::study::outlook::ground_text;
use crate::study::words::{pick, shown_basis};

/// The most an amount of a form may be: 100 trillion yen.
const MOST: Yen = Yen(100_000_000_000_000);

/// The fields; their baseline is the city's, or the example's where one is chosen.
pub(super) fn fields(
    plan: &Plan,
    own: &PlanSoundness,
    parameters: &Parameters,
    example: Option<&WorkedExample>,
    lang: Lang,
) -> Vec<Field> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let first = t("どの団体の、いつの数字か", "Whose amounts, and when");
    let text = |text: &reform::plan::Text| pick(lang, &text.ja, text.en_or_ja());
    let city = std::iter::once(("city".to_owned(), text(&plan.city.name)));
    let examples = parameters.soundness.examples.iter().map(|example| (example.id.clone(), text(&example.name)));
    let settlement = example.map_or(own.settlement, |example| example.settlement);
    let is_single = example.is_some_and(|example| example.years.len() == 1);
    let classes = [
        ("designated-city", t("政令指定都市", "designated city")),
        ("prefecture", t("都道府県", "prefecture")),
        ("municipality", t("その他の市町村", "other municipality")),
    ];
    let class = if example.is_some() { "prefecture" } else { "designated-city" };
    let mut fields = vec![
        // Which example is loaded is no change of a value: the fields below are its own.
        Field::choice(
            "example",
            t("数字", "Amounts"),
            example.map_or("city", |example| &example.id),
            city.chain(examples),
        )
        .starting_at("city")
        .from_source(
            Basis::Published,
            t(
                "実質公債費比率は、公表された算定例を読み込める。",
                "Published examples of the real debt service ratio can be loaded.",
            ),
        )
        .group(&first),
        Field::whole(
            "settlement",
            t("決算の年度（西暦）", "Settlement of the fiscal year"),
            "",
            settlement.start().into(),
            (2005, 2100),
        )
        .hint(t("その年度の決算に当てる基準と比べる。", "The limits are those for this settlement."))
        .from_source(Basis::Published, t("基準には年度がある。", "Limits are for certain years."))
        .group(&first),
        Field::choice(
            "class",
            t("団体の区分", "Class of body"),
            class,
            classes.map(|(word, label)| (word.to_owned(), label)),
        )
        .from_source(Basis::Published, t("基準は団体の区分で違う。", "Limits differ by class."))
        .group(&first),
        Field::choice(
            "service-years",
            t("実質公債費比率", "Real debt service ratio"),
            if is_single { "one" } else { "three" },
            [
                ("three".to_owned(), t("三か年の平均", "mean of three years")),
                ("one".to_owned(), t("当年度だけ", "this year only")),
            ],
        )
        .from_source(Basis::Published, t("法律は三か年の平均。", "By law the mean of three years."))
        .group(&first)
        .detail(),
    ];
    fields.push(amount(plan, own, example, scale(), lang));
    // An example gives the form of one ratio only.
    for ratio in CityRatio::ALL.into_iter().filter(|ratio| example.is_none() || *ratio == CityRatio::RealDebtService) {
        let of_ratio = INPUTS.iter().filter(|input| input.ratio == ratio.key());
        fields.extend(of_ratio.map(|input| amount(plan, own, example, input, lang).group(ratio_name(ratio, lang))));
    }
    if let Some(outlook) = plan.outlook.as_ref().filter(|_| example.is_none()) {
        let to_come = t("これから", "To come");
        let max = i64::try_from(outlook.years_max()).unwrap_or(1);
        let ground = |ground: &OutlookGround| ground_text(plan, ground, lang);
        fields.extend([
            Field::amount(
                "investment",
                t("投資的経費（毎年）", "Investment a year"),
                outlook.investment.value,
                Yen::ZERO,
                Yen(10_000_000_000_000),
            )
            .from_source(outlook.investment.ground.basis, ground(&outlook.investment.ground))
            .group(&to_come),
            Field::whole("years", t("見通す年数", "Projected years"), &t("年", " years"), 10.min(max), (1, max))
                .from_source(
                    Basis::Assumed,
                    t("人口の推計がある年度まで延ばせる。", "As far as population is projected."),
                )
                .group(&to_come),
            Field::choice(
                "scale-course",
                t("標準財政規模のこれから", "Standard scale to come"),
                "outlook",
                [
                    (
                        "outlook".to_owned(),
                        t("見通しの市税・交付税と同じ額だけ動く", "moves with the outlook's taxes and allocation tax"),
                    ),
                    ("kept".to_owned(), t("据置", "kept")),
                ],
            )
            .from_source(
                Basis::Assumed,
                t("臨時財政対策債の増減は数えない。", "Bonds in place of the allocation tax are not counted."),
            )
            .group(&to_come),
        ]);
    }
    fields
}

fn scale() -> &'static FormInput {
    INPUTS.iter().find(|input| input.key == "scale").expect("the forms have a standard scale")
}

fn amount(
    plan: &Plan,
    own: &PlanSoundness,
    example: Option<&WorkedExample>,
    input: &'static FormInput,
    lang: Lang,
) -> Field {
    let label =
        pick(lang, &format!("{} {}", input.letter, input.name_ja), &format!("{} {}", input.letter, input.name_en));
    let least = match input.key {
        // Something is divided by it.
        "scale" => Yen(1),
        _ if input.is_signed => Yen(-MOST.0),
        _ => Yen::ZERO,
    };
    let of_example = example.and_then(|example| Some((example_amount(example, input.key)?, example)));
    let (value, basis, source) = match (of_example, own.amount(input.key)) {
        (Some((value, example)), _) => {
            let source = pick(lang, &example.ground.source.ja, example.ground.source.en_or_ja());
            (value, shown_basis(example.ground.basis), source)
        }
        (None, Some(given)) => (given.value, given.ground.basis, ground_text(plan, &given.ground, lang)),
        (None, None) => {
            (Yen::ZERO, Basis::Assumed, pick(lang, "記載がないので0とした。", "Not given, so taken as zero."))
        }
    };
    let field = Field::amount(input.key, label, value.max(least), least, MOST).from_source(basis, source);
    let is_detail = input.key.ends_with("-1") && !input.key.starts_with("burden") || input.key.ends_with("-2");
    let group = pick(lang, "共通", "Common to all");
    let field = field.group(group);
    if is_detail { field.detail() } else { field }
}

/// The amount an example has for a field of the real debt service form; zero of the years it does not have.
fn example_amount(example: &WorkedExample, key: &str) -> Option<Yen> {
    let of_year = |nth: usize| {
        let missing = 3 - example.years.len().min(3);
        nth.checked_sub(missing + 1).and_then(|at| example.years.get(at))
    };
    if key == "scale" {
        return example.years.last().map(|year| year.e_standard_scale);
    }
    let (letter, nth) = key.strip_prefix("service-")?.rsplit_once('-')?;
    let year = of_year(nth.parse().ok()?);
    Some(year.map_or(Yen::ZERO, |year| match letter {
        "a" => year.a_debt_service,
        "b" => year.b_quasi_debt_service,
        "shortfall" => year.b_fund_shortfall,
        "c" => year.c_tied_revenue,
        "d" => year.d_counted_in_need,
        _ => year.e_standard_scale,
    }))
}
