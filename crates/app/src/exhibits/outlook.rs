//! The medium-term fiscal outlook (中期財政見通しの表): revenue and expenditure by line, the balance and the fund.

use fiscal::Yen;
use fiscal::reserve_fund::FundYear;
use publish::chart::{Basis, Columns, Head, Lang, columns};
use publish::table::{Cell, DataTable, shown_quantity};
use reform::plan::outlook::PlanOutlook;

use super::{DrawnExhibit, Gap};
use crate::App;
use crate::error::AppError;
use crate::study::form::Given;
use crate::study::oku_unit;
use crate::study::outlook::{LineBasis, OutlookCase, assumptions, line_rows, outlook_of, run, year_label};
use crate::study::words::{in_oku, pick};

/// The city's own outlook as its plan folder lays it out, without anybody's changes.
pub(super) fn draw_outlook(app: &App, lang: Lang) -> Result<DrawnExhibit, AppError> {
    let plan = &app.plan;
    let outlook = match outlook_of(plan) {
        Ok(outlook) => outlook,
        Err(AppError::NotFound { .. }) => return Ok(without_outlook(lang)),
        Err(error) => return Err(error),
    };
    let found = run(plan, app.parameters(), &Given::default(), lang)?;
    let case = &found.baseline;
    let table = table(outlook, case, lang);
    let title = pick(lang, "収支差額と基金の残高", "The balance of each year and the fund");
    let city = pick(lang, &plan.city.name.ja, plan.city.name.en_or_ja());
    let source = pick(
        lang,
        &format!("{city}の決算と、公表されていない率の例示・仮定から"),
        &format!("from the settlement of {city} and illustrative or assumed rates"),
    );
    let head = Head { id: "outlook".into(), title, lang, source, basis: Basis::Illustrative };
    let chart = columns(&head, &drawn(case, lang));
    let note = pick(lang, &outlook.note.ja, outlook.note.en_or_ja());
    Ok(DrawnExhibit {
        facts: fund_fact(outlook, case, lang).into_iter().collect(),
        chart: Some(chart),
        tables: vec![table],
        gaps: vec![Gap { text: note, command: String::new() }],
        assumptions: assumptions(plan, outlook, &found, lang),
        more: Some(("/fiscal/outlook".into(), pick(lang, "前提を変えて試算する", "Change the assumptions"))),
    })
}

/// A plan folder without an outlook.
fn without_outlook(lang: Lang) -> DrawnExhibit {
    let text = pick(
        lang,
        "足りないもの：計画フォルダの outlook.toml（出発点の決算、費目ごとの推計方法、基金の残高）。ひな形は計画フォルダを作る命令が書き出す。",
        "Missing: outlook.toml in the plan folder (the settled base year, the rule of each line, the fund). The command writes a template.",
    );
    DrawnExhibit { gaps: vec![Gap { text, command: "henkaku init".into() }], ..DrawnExhibit::default() }
}

/// Columns of the yearly balance with the improvement, the fund as a line over them.
fn drawn(case: &OutlookCase, lang: Lang) -> Columns {
    let years = case.path.years.iter();
    let with_effect = case
        .path
        .balances()
        .into_iter()
        .zip(&case.effects)
        .map(|(balance, effect)| balance.checked_add(*effect).ok().map(|sum| in_oku(sum, 1)));
    let opening = std::iter::once(case.inputs.fund_opening);
    let closing = case.fund.iter().map(|year| year.closing);
    Columns {
        category_heading: pick(lang, "年度", "Fiscal year"),
        categories: years.map(|year| year_label(year.year, lang)).collect(),
        unit: oku_unit(lang).to_owned(),
        name: pick(lang, "収支差額（改善効果を含む）", "balance with the improvement"),
        values: std::iter::once(None).chain(with_effect).collect(),
        line: Some((
            pick(lang, "基金の残高（年度末）", "fund at the year's end"),
            opening.chain(closing).map(|amount| Some(in_oku(amount, 1))).collect(),
        )),
    }
}

/// Every line in total, then the improvement and the fund with it and without.
fn table(outlook: &PlanOutlook, case: &OutlookCase, lang: Lang) -> DataTable {
    let number = |amount: &Yen| Cell::Number(in_oku(*amount, 1));
    let basis = |basis: reform::plan::Basis| Cell::Text(pick(lang, basis.japanese(), basis.english()));
    let mut header = vec![pick(lang, "費目", "Line")];
    header.extend(case.path.years.iter().enumerate().map(|(index, year)| {
        let label = year_label(year.year, lang);
        if index == 0 { pick(lang, &format!("{label}（決算）"), &format!("{label} (settled)")) } else { label }
    }));
    header.push(pick(lang, "推計の区分", "Basis"));
    let mut rows: Vec<Vec<Cell>> = line_rows(outlook, &case.path, LineBasis::Total, lang)
        .into_iter()
        .map(|row| {
            let amounts = row.amounts.iter().map(number);
            std::iter::once(Cell::Text(row.name)).chain(amounts).chain([basis(row.basis)]).collect()
        })
        .collect();
    let mut row = |ja: &str, en: &str, first: Cell, amounts: Vec<Yen>, ground: reform::plan::Basis| {
        let mut cells = vec![Cell::Text(pick(lang, ja, en)), first];
        cells.extend(amounts.iter().map(number));
        cells.push(basis(ground));
        rows.push(cells);
    };
    let closing = |fund: &[FundYear]| fund.iter().map(|year| year.closing).collect::<Vec<Yen>>();
    let opening = || number(&case.inputs.fund_opening);
    let (assumed, illustrative) = (reform::plan::Basis::Assumed, reform::plan::Basis::Illustrative);
    row("改善効果額", "Improvement", Cell::Empty, case.effects.clone(), assumed);
    row("基金の残高（年度末）", "Fund at the year's end", opening(), closing(&case.fund), illustrative);
    row("改善効果がないときの基金", "Fund without the improvement", opening(), closing(&case.without), illustrative);
    DataTable {
        title: pick(
            lang,
            "歳入と歳出（総額）、収支差額、基金",
            "Revenue and expenditure in total, the balance, the fund",
        ),
        header,
        rows,
        unit: oku_unit(lang).to_owned(),
    }
}

/// The fund the plan publishes beside the one reckoned here.
fn fund_fact(outlook: &PlanOutlook, case: &OutlookCase, lang: Lang) -> Option<String> {
    let year = outlook.fund.calibrate_to;
    let plan = outlook.fund.point(year)?.balance.value;
    let index = case.path.years.iter().position(|found| found.year == year)?.checked_sub(1)?;
    let (with, without) = (case.fund.get(index)?.closing, case.without.get(index)?.closing);
    let shown = |amount: Yen| shown_quantity(in_oku(amount, 0));
    let (plan, with, without) = (shown(plan), shown(with), shown(without));
    let year = year_label(year, lang);
    Some(pick(
        lang,
        &format!("{year}末の基金は、計画では{plan}億円、この試算では{with}億円（改善効果がないときは{without}億円）。"),
        &format!(
            "The fund at the end of {year} is {plan} in the plan and {with} here ({without} without the improvement; ×¥100m)."
        ),
    ))
}
