//! The form of the study of renewal (更新費用の試算の入力欄).

use fiscal::{Quantity, Yen};
use publish::chart::Lang;
use reform::facility::{AssetQuantity, FacilityKind};
use reform::parameters::facilities::FacilityParameters;
use reform::plan::Basis;
use store::{FacilityInventory, InventoryKind};

use super::money;
use crate::facilities::problems::{KIND_UNKNOWN, MUST_BE_ABOVE_ZERO, REDUCTION_WRONG};
use crate::facilities::renewal::{AreaReduction, Frame, STANDARD_RULE, Terms};
use crate::study::form::{Field, Form, Given, Values, oku_text, read_oku};
use crate::study::words::{pick, shown_basis};

/// The most reductions of one scenario.
const REDUCTIONS_MAX: usize = 50;

/// The kinds of infrastructure the form asks for; a file may name every kind of the parameters.
const ASSETS: [&str; 5] = ["road", "bridge", "water-main-small", "water-distribution-small", "sewer"];

/// The fields with the values given, and what is wrong with them.
pub(super) fn read(parameters: &FacilityParameters, inventory: &FacilityInventory, given: &Given, lang: Lang) -> Form {
    let mut form = Form::read(fields(parameters, inventory, lang), given);
    // Each field is read by itself: a fault elsewhere must not hide one here.
    let given = |form: &Form, key: &str| -> Vec<String> {
        let field = form.field(key);
        field.into_iter().flat_map(|field| [field.baseline.clone(), field.value.clone()]).collect()
    };
    for text in given(&form, "reduce") {
        for problem in read_reductions(&text).err().unwrap_or_default() {
            form.add_problem("reduce", problem.0, problem.1);
        }
    }
    for key in ["ceiling", "calibrate"] {
        if given(&form, key).iter().any(|text| read_oku(text) == Some(Yen::ZERO)) {
            form.add_problem(key, &MUST_BE_ABOVE_ZERO, "0");
        }
    }
    for values in [form.baseline(), form.scenario()] {
        let (from, to) = (values.whole("reduce-from"), values.whole("reduce-to"));
        if let Some((from, to)) = from.zip(to).filter(|(from, to)| from > to) {
            form.add_problem("reduce-to", &REDUCTION_WRONG, format!("{from} > {to}"));
        }
    }
    form
}

fn fields(parameters: &FacilityParameters, inventory: &FacilityInventory, lang: Lang) -> Vec<Field> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let oku = |oku: i64| Yen(oku * 100_000_000);
    let published = &parameters.published;
    let plan = pick(lang, &published.ground.source.ja, published.ground.source.en_or_ja());
    let standard = parameters.rule(STANDARD_RULE).map(|rule| &rule.ground);
    let rule_source = standard.map(|ground| pick(lang, &ground.source.ja, ground.source.en_or_ja()));
    let first =
        inventory.last_import.as_ref().map_or(crate::demo::facilities::YEAR, |import| import.header.as_of.start());
    let assumed = t("仮定", "assumed");
    let (years, scenario, more, assets) = (
        t("試算の期間", "Years"),
        t("変えてみる条件", "What is changed"),
        t("較正", "Calibration"),
        t("インフラ（面積・延長の合計。更新時期は均等とみなす）", "Infrastructure (totals, renewed evenly)"),
    );
    let (total, span) = (oku_text(published.renewal_total), published.renewal_years);
    let rules = parameters.rules.iter().map(|rule| (rule.id.clone(), pick(lang, &rule.name.ja, rule.name.en_or_ja())));
    let mut fields = vec![
        Field::whole("from", t("最初の年度（西暦）", "First fiscal year"), "", i64::from(first), (1950, 2100))
            .group(&years)
            .from_source(Basis::Assumed, t("一覧の時点の年度", "the year the list is of")),
        Field::whole("years", t("年数", "Years"), &t("年", " years"), published.renewal_years as i64, (1, 100))
            .group(&years)
            .from_source(shown_basis(published.ground.basis), &plan),
        Field::choice("rule", t("更新の方法", "Rule of renewal"), STANDARD_RULE, rules)
            .group(&scenario)
            .from_source(Basis::Published, rule_source.unwrap_or_default()),
        Field::number(
            "reduce-percent",
            t("全施設の延床面積の縮減", "Floor area given up, all uses"),
            "%",
            "0",
            ("0", "100"),
        )
        .group(&scenario)
        .hint(t("下の期間に少しずつ減らします。", "Little by little over the years below."))
        .from_source(Basis::Assumed, &assumed),
        Field::whole("reduce-from", t("縮減を始める年度", "From"), "", i64::from(first) + 1, (1950, 2200))
            .group(&scenario)
            .from_source(Basis::Assumed, &assumed),
        Field::whole("reduce-to", t("縮減を終える年度", "To"), "", i64::from(first) + 40, (1950, 2200))
            .group(&scenario)
            .from_source(Basis::Assumed, &assumed),
        Field::text("reduce", t("用途ごとの縮減", "Floor area given up by use"))
            .group(&scenario)
            .hint(t(
                "「用途:割合:開始年度-終了年度」。例 school:20:2025-2044 public-housing:30:2025-2054",
                "KIND:PERCENT:FROM-TO, such as school:20:2025-2044 public-housing:30:2025-2054",
            ))
            .from_source(Basis::Assumed, &assumed),
        Field::number("price-factor", t("単価の倍率", "Unit prices times"), &t("倍", ""), "1", ("0.1", "10"))
            .group(&scenario)
            .hint(t("単価は2011〜2016年ごろの水準です。", "The prices are of about 2011-2016."))
            .from_source(Basis::Assumed, &assumed),
        Field::amount("ceiling", t("毎年の上限", "Yearly ceiling"), oku(0), oku(0), oku(100_000))
            .emptied()
            .group(&scenario)
            .hint(t("上限を超える分は翌年度へ先送りします。", "What is above it is put off to the next year."))
            .from_source(Basis::Assumed, &assumed),
        Field::choice(
            "calibration",
            t("公表値に合わせる", "Bring the model to a published total"),
            own_calibration(inventory),
            [
                (
                    "plan".to_owned(),
                    t(
                        &format!("計画の{total}億円（{span}年間）に合わせる"),
                        &format!("the plan's {} over {span} years", money(published.renewal_total, lang)),
                    ),
                ),
                ("none".to_owned(), t("合わせない（単価表のまま）", "leave the model as it is")),
            ],
        )
        .group(&more)
        .from_source(shown_basis(published.ground.basis), &plan),
        Field::amount(
            "calibrate",
            t("ほかの合計に合わせる", "Bring it to another total"),
            oku(0),
            oku(0),
            oku(1_000_000),
        )
        .emptied()
        .group(&more)
        .hint(t(
            "期間全体の建物の合計。入れるとこちらが優先します。",
            "Of buildings over all the years; goes before the choice above.",
        ))
        .from_source(Basis::Assumed, &assumed),
    ];
    for (id, kind) in ASSETS.iter().filter_map(|id| Some((*id, parameters.infrastructure(id)?))) {
        let unit = if kind.unit == "m2" { "㎡" } else { "m" };
        let name = pick(lang, &kind.name.ja, kind.name.en_or_ja());
        fields.push(
            Field::number(id, name, unit, "", ("0", "10000000000"))
                .emptied()
                .group(&assets)
                .from_source(Basis::Assumed, t("数量は入力", "quantities as entered"))
                .detail(),
        );
    }
    fields
}

/// The published total is about the city of the plan, so only the examples made for it begin with it.
fn own_calibration(inventory: &FacilityInventory) -> &'static str {
    match inventory.kind {
        InventoryKind::Real => "none",
        InventoryKind::Demo | InventoryKind::Empty => "plan",
    }
}

/// What baseline and scenario share, from the scenario's values.
pub(super) fn frame(parameters: &FacilityParameters, form: &Form, assets: Option<&[AssetQuantity]>) -> Frame {
    let values = form.scenario();
    let of_form = ASSETS.iter().filter_map(|id| {
        let quantity = values.number(id).filter(|quantity| quantity.units > 0)?;
        Some(AssetQuantity { kind: (*id).to_owned(), quantity_hundredths: hundredths(quantity), built: None })
    });
    let published = &parameters.published;
    let years = values.whole("years").map_or(published.renewal_years, |years| years.unsigned_abs() as usize);
    let own = values.amount("calibrate").filter(|total| *total > Yen::ZERO).map(|total| (total, years));
    let of_plan = (values.word("calibration") == "plan").then_some((published.renewal_total, published.renewal_years));
    Frame {
        first_year: values.whole("from").unwrap_or(2024) as i32,
        years,
        calibrate_to: own.or(of_plan),
        assets: assets.map_or_else(|| of_form.collect(), <[AssetQuantity]>::to_vec),
    }
}

/// The terms of the baseline and of the scenario.
pub(super) fn terms(form: &Form) -> (Terms, Terms) {
    (terms_of(&form.baseline()), terms_of(&form.scenario()))
}

fn terms_of(values: &Values) -> Terms {
    let mut reductions = read_reductions(values.word("reduce")).unwrap_or_default();
    let years = values.whole("reduce-from").zip(values.whole("reduce-to"));
    if let Some((percent, (first, last))) = values.number("reduce-percent").zip(years).filter(|(_, (a, b))| a <= b)
        && percent.units > 0
    {
        let (first_year, last_year) = (first as i32, last as i32);
        reductions.push(AreaReduction { kind: None, percent, first_year, last_year });
    }
    Terms {
        rule: values.word("rule").to_owned(),
        reductions,
        price_factor: values.number("price-factor").unwrap_or(Quantity::whole(1)),
        ceiling: values.amount("ceiling").filter(|ceiling| *ceiling > Yen::ZERO),
    }
}

/// A quantity in hundredths, to the nearest; more decimals than two are not kept.
fn hundredths(quantity: Quantity) -> i64 {
    let (units, decimals) = (quantity.units, u32::from(quantity.decimals));
    match 2_u32.checked_sub(decimals) {
        Some(missing) => units.saturating_mul(10_i64.pow(missing)),
        None => {
            let divisor = 10_i64.pow(decimals - 2);
            (units + divisor / 2) / divisor
        }
    }
}

/// A kind of problem with what was written.
pub type ReductionProblem = (&'static reform::ProblemKind, String);

/// Reads reductions written as `school:20:2025-2044`, divided by spaces or commas; a kind is its word, its Japanese name
/// or `all`.
///
/// # Errors
/// Every part that cannot be read.
pub fn read_reductions(text: &str) -> Result<Vec<AreaReduction>, Vec<ReductionProblem>> {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let parts =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '、' | ';')).filter(|part| !part.is_empty());
    for part in parts {
        match read_reduction(part) {
            Ok(reduction) if found.len() < REDUCTIONS_MAX => found.push(reduction),
            Ok(_) => problems.push((&REDUCTION_WRONG, format!("> {REDUCTIONS_MAX}"))),
            Err(kind) => problems.push((kind, part.to_owned())),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn read_reduction(part: &str) -> Result<AreaReduction, &'static reform::ProblemKind> {
    let folded = reform::search_text::fold(part);
    let mut pieces = folded.split(':');
    let (Some(kind), Some(percent), Some(span), None) = (pieces.next(), pieces.next(), pieces.next(), pieces.next())
    else {
        return Err(&REDUCTION_WRONG);
    };
    let kind = match kind {
        "all" | "すべて" => None,
        word => Some(kind_of(word).ok_or(&KIND_UNKNOWN)?),
    };
    let percent: Quantity = percent.trim_end_matches('%').parse().map_err(|_| &REDUCTION_WRONG)?;
    if !(0.0..=100.0).contains(&percent.to_f64()) {
        return Err(&REDUCTION_WRONG);
    }
    let (first, last) = span.split_once(['-', '〜', '~']).ok_or(&REDUCTION_WRONG)?;
    let year = |text: &str| text.parse::<i32>().ok().filter(|year| (1868..=2200).contains(year));
    let (Some(first_year), Some(last_year)) = (year(first), year(last)) else { return Err(&REDUCTION_WRONG) };
    if last_year < first_year {
        return Err(&REDUCTION_WRONG);
    }
    Ok(AreaReduction { kind, percent, first_year, last_year })
}

fn kind_of(word: &str) -> Option<FacilityKind> {
    let labelled = |kind: &FacilityKind| reform::search_text::fold(kind.label_ja()) == word;
    FacilityKind::from_word(word).or_else(|| FacilityKind::ALL.into_iter().find(labelled))
}
