//! The lines of an outlook as tables (費目の表), in total and by general revenue.

use fiscal::outlook::{OutlookPath, OutlookYear};
use fiscal::{FiscalYear, Yen};
use publish::chart::{Basis, Head, Lang};
use publish::table::{Cell, DataTable};
use reform::plan::outlook::{LineSide, PlanOutlook};

use crate::study::words::{in_oku, pick};

/// What the lines are counted by (総額・一般財源).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineBasis {
    /// In total (総額ベース).
    Total,
    /// By general revenue: expenditure net of what is tied to it (一般財源ベース).
    General,
}

/// One row of the outlook (見通しの一行): a line, a sum or the balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// The key of the line, or `revenue`, `expenditure`, `balance`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether it is a sum or the balance and not a line.
    pub is_sum: bool,
    /// Published, assumed or illustrative: what the years after the base year rest on.
    pub basis: reform::plan::Basis,
    /// The amounts, the base year first.
    pub amounts: Vec<Yen>,
}

/// The rows on a basis: revenue, expenditure, balance.
///
/// Tied revenue has no row by general revenue, as nothing of it is left there.
pub fn line_rows(outlook: &PlanOutlook, path: &OutlookPath, basis: LineBasis, lang: Lang) -> Vec<LineRow> {
    let is_total = basis == LineBasis::Total;
    let sum = |key: &str, ja: &str, en: &str, of: &dyn Fn(&OutlookYear) -> Yen| LineRow {
        key: key.to_owned(),
        name: pick(lang, ja, en),
        is_sum: true,
        basis: reform::plan::Basis::Illustrative,
        amounts: path.years.iter().map(of).collect(),
    };
    let side = |is_expenditure: bool| {
        let lines = outlook.lines.iter().enumerate().filter(move |(_, line)| {
            let shown = is_total || !matches!(line.side, LineSide::TiedRevenue(_));
            (line.side == LineSide::Expenditure) == is_expenditure && shown
        });
        lines.map(|(at, line)| LineRow {
            key: line.key.clone(),
            name: pick(lang, &line.name.ja, line.name.en_or_ja()),
            is_sum: false,
            basis: line.rule_ground.basis,
            amounts: path.years.iter().map(|year| if is_total { year.amounts[at] } else { year.general[at] }).collect(),
        })
    };
    let mut rows: Vec<LineRow> = side(false).collect();
    rows.push(sum("revenue", "歳入 計", "Revenue", &|year| {
        if is_total { year.revenue } else { year.general_revenue }
    }));
    rows.extend(side(true));
    rows.push(sum("expenditure", "歳出 計", "Expenditure", &|year| {
        if is_total { year.expenditure } else { year.general_expenditure }
    }));
    rows.push(sum("balance", "収支差額（改善効果の前）", "Balance (before the improvement)", &|year| {
        year.balance
    }));
    rows
}

/// The rows as a table in 億円.
pub(super) fn line_table(outlook: &PlanOutlook, path: &OutlookPath, basis: LineBasis, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let mut header = vec![t("費目", "line")];
    header.extend(path.years.iter().enumerate().map(|(index, year)| match index {
        0 => t(&format!("{}（決算）", year.year.short()), &format!("{} (settled)", year.year)),
        _ => year_label(year.year, lang),
    }));
    header.push(t("推計の区分", "basis"));
    let rows = line_rows(outlook, path, basis, lang).into_iter().map(|row| {
        let basis = match row.is_sum {
            true => Cell::Empty,
            false => Cell::Text(pick(lang, row.basis.japanese(), row.basis.english())),
        };
        let amounts = row.amounts.iter().map(|amount| Cell::Number(in_oku(*amount, 1)));
        std::iter::once(Cell::Text(row.name)).chain(amounts).chain([basis]).collect()
    });
    let title = match basis {
        LineBasis::Total => t("試算の費目（総額ベース）", "Lines of the scenario, in total"),
        LineBasis::General => t("試算の費目（一般財源ベース）", "Lines of the scenario, by general revenue"),
    };
    DataTable { title, header, rows: rows.collect(), unit: t("億円", "100 million yen") }
}

/// By how much each line differs from the baseline; only lines that do.
pub(super) fn change_table(
    outlook: &PlanOutlook,
    baseline: &OutlookPath,
    scenario: &OutlookPath,
    lang: Lang,
) -> Option<DataTable> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let before = line_rows(outlook, baseline, LineBasis::Total, lang);
    let after = line_rows(outlook, scenario, LineBasis::Total, lang);
    let rows: Vec<Vec<Cell>> = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before.amounts != after.amounts)
        .map(|(before, after)| {
            let differences = before.amounts.iter().zip(&after.amounts).skip(1).map(|(before, after)| {
                after.checked_sub(*before).map_or(Cell::Empty, |amount| Cell::Number(in_oku(amount, 1)))
            });
            std::iter::once(Cell::Text(after.name.clone())).chain(differences).collect()
        })
        .collect();
    let mut header = vec![t("費目", "line")];
    header.extend(scenario.years.iter().skip(1).map(|year| year_label(year.year, lang)));
    let title = t("基準との違い（試算 − 基準）", "Scenario less baseline, line by line");
    (!rows.is_empty()).then(|| DataTable { title, header, rows, unit: t("億円", "100 million yen") })
}

/// A year as the heading of a column.
pub(crate) fn year_label(year: FiscalYear, lang: Lang) -> String {
    pick(lang, &year.short(), &format!("FY{}", year.start()))
}

/// What stands around a picture of these studies.
pub(crate) fn chart_head(id: &str, title: String, source: String, lang: Lang) -> Head {
    Head { id: id.to_owned(), title, lang, source, basis: Basis::Illustrative }
}
