//! Budgets and what was spent (2-1: 予算・執行サマリ), where the same money stands twice.
//!
//! For each program and year the table has one row of totals (合計), and beside it a row for each account the money comes from.
//! Only the rows of totals become money; those of accounts are held against them and name the accounts. Of the money, the source
//! says from which account of the state it comes, and nothing that would be a funding source of a city: those stay "not stated".

use std::collections::{BTreeMap, HashMap};

use fiscal::{FiscalYear, Yen};
use reform::program::{BudgetLine, Funding, MoneyLine, Stage};
use reform::{Place, Problem};

use super::programs::{Drafts, note, read_additions};
use super::table::Fields;
use super::{Folder, MoneyTotal, NationalReport, Table, kinds};

const YEAR: &str = "予算年度";
const ACCOUNT_KIND: &str = "会計区分";
const REASONS: [&str; 2] = ["主な増減理由", "その他特記事項"];

/// The columns of one sum of money: of the rows of totals, and of the rows of accounts.
struct Columns {
    total: &'static str,
    accounts: &'static [&'static str],
}

const INITIAL: Columns = Columns { total: "当初予算（合計）", accounts: &["当初予算"] };
const SUPPLEMENTARY: Columns = Columns {
    total: "補正予算（合計）",
    accounts: &["第1次補正予算", "第2次補正予算", "第3次補正予算", "第4次補正予算", "第5次補正予算"],
};
const CARRIED: Columns =
    Columns { total: "前年度からの繰越し（合計）", accounts: &["前年度から繰越し"] };
const RESERVE: Columns = Columns {
    total: "予備費等（合計）",
    accounts: &["予備費等1", "予備費等2", "予備費等3", "予備費等4"],
};
const CURRENT: Columns = Columns { total: "計（歳出予算現額合計）", accounts: &["歳出予算現額"] };
const SETTLED: Columns = Columns { total: "執行額（合計）", accounts: &["執行額"] };
const REQUESTED: Columns = Columns { total: "翌年度要求額（合計）", accounts: &["翌年度要求額"] };

/// Initial, supplementary, carried over, reserve, current, settled, requested for the year after.
const SUMS: [&Columns; 7] = [&INITIAL, &SUPPLEMENTARY, &CARRIED, &RESERVE, &CURRENT, &SETTLED, &REQUESTED];

/// What the table says of one program and year.
#[derive(Default)]
struct Year {
    /// Where its row of totals stands, and what it says; the order is that of [`SUMS`].
    totals: Option<(Place, [Yen; 7])>,
    /// The rows of accounts added up, and how many there are.
    accounts: [i128; 7],
    account_rows: u32,
    /// The current budget of each account, by its name.
    by_account: Vec<(String, Yen)>,
    reasons: Vec<String>,
}

pub(super) fn read(
    folder: &Folder,
    drafts: &mut Drafts,
    report: &mut NationalReport,
) -> BTreeMap<(FiscalYear, Stage), MoneyTotal> {
    let mut columns = vec![YEAR, ACCOUNT_KIND, "会計", "勘定"];
    columns.extend(REASONS);
    columns.extend(SUMS.iter().flat_map(|sum| [sum.total].into_iter().chain(sum.accounts.iter().copied())));
    let mut years: HashMap<String, BTreeMap<FiscalYear, Year>> = HashMap::new();
    read_additions(folder, Table::Budget, &columns, drafts, report, &mut |draft, fields| {
        let Some(year) = fields.year(YEAR) else {
            if fields.is_blank(YEAR) {
                fields.tell(&crate::problems::YEAR_MISSING, Some(YEAR), "");
            }
            return;
        };
        let of_program = years.entry(draft.sheet.external_id.clone()).or_default();
        of_program.entry(year).or_default().add(fields);
    });
    let mut totals: BTreeMap<(FiscalYear, Stage), MoneyTotal> = BTreeMap::new();
    for draft in &mut drafts.list {
        let own_year = draft.sheet.fiscal_year;
        for (year, stated) in years.get(&draft.sheet.external_id).into_iter().flatten() {
            stated.check(report);
            for (index, stage, money_year) in lines(*year, own_year) {
                let total = totals.entry((money_year, stage)).or_default();
                total.accounts_yen += stated.accounts[index];
                let Some((_, amounts)) = &stated.totals else { continue };
                total.stated_yen += i128::from(amounts[index].0);
                // A supplementary budget of nought is no supplementary budget.
                if stage != Stage::Supplementary || amounts[index] != Yen::ZERO {
                    let (cost, funding) = (amounts[index], Funding::default());
                    draft.sheet.money.push(MoneyLine { fiscal_year: money_year, stage, cost, funding });
                }
            }
            if *year == own_year {
                note(&mut draft.sheet, "会計別の歳出予算現額", stated.accounts_in_words());
                note(&mut draft.sheet, REASONS[0], stated.reasons.join("\n"));
            }
            if !stated.by_account.is_empty() {
                // The names of accounts are spelled differently in earlier years; those of the last year stand.
                draft.sheet.budget_lines = stated.budget_lines();
            }
        }
        draft.sheet.money.sort_by_key(|line| (line.fiscal_year, line.stage));
    }
    totals
}

/// Which sums become money, of which year. The year of the sheet is not over: nothing is settled yet.
fn lines(year: FiscalYear, own_year: FiscalYear) -> impl Iterator<Item = (usize, Stage, FiscalYear)> {
    [
        Some((0, Stage::Initial, year)),
        Some((1, Stage::Supplementary, year)),
        Some((4, Stage::Current, year)),
        (year < own_year).then_some((5, Stage::Settled, year)),
        FiscalYear::new(year.start() + 1).ok().map(|next| (6, Stage::Requested, next)),
    ]
    .into_iter()
    .flatten()
}

impl Year {
    fn add(&mut self, fields: &mut Fields<'_>) {
        let has_totals = SUMS.iter().any(|sum| !fields.is_blank(sum.total));
        let has_account = SUMS.iter().flat_map(|sum| sum.accounts).any(|column| !fields.is_blank(column));
        for column in REASONS {
            let text = fields.text(column);
            if !text.is_empty() && !self.reasons.contains(&text) {
                self.reasons.push(text);
            }
        }
        match (has_totals, has_account) {
            (true, true) => fields.tell(&kinds::ROW_MIXED, Some(CURRENT.total), ""),
            (true, false) if !fields.is_blank(ACCOUNT_KIND) => {
                let account = fields.text(ACCOUNT_KIND);
                fields.tell(&kinds::ROW_MIXED, Some(ACCOUNT_KIND), account);
            }
            (true, false) => self.add_totals(fields),
            (false, true) => self.add_account(fields),
            (false, false) => {}
        }
    }

    fn add_totals(&mut self, fields: &mut Fields<'_>) {
        let mut amounts = [Yen::ZERO; 7];
        for (amount, sum) in amounts.iter_mut().zip(SUMS) {
            match fields.yen(sum.total) {
                Some(yen) => *amount = yen,
                None if fields.is_blank(sum.total) => fields.tell(&kinds::AMOUNT_MISSING, Some(sum.total), ""),
                None => {}
            }
        }
        if let Some((first, _)) = &self.totals {
            let words = format!("{}行目", first.row.unwrap_or_default());
            fields.tell(&kinds::BUDGET_TWICE, Some(CURRENT.total), words);
            return;
        }
        self.totals = Some((fields.place(Some(CURRENT.total)), amounts));
    }

    fn add_account(&mut self, fields: &mut Fields<'_>) {
        let kind = fields.word(ACCOUNT_KIND, &["一般会計", "特別会計"]);
        if kind.is_empty() {
            fields.tell(&kinds::ACCOUNT_MISSING, Some(ACCOUNT_KIND), "");
        }
        self.account_rows += 1;
        for (sum, columns) in self.accounts.iter_mut().zip(SUMS) {
            for column in columns.accounts {
                *sum += fields.yen(column).map_or(0, |yen| i128::from(yen.0));
            }
        }
        let mut name = kind;
        for column in ["会計", "勘定"] {
            let part = fields.text(column);
            if !part.is_empty() && part != name {
                name = format!("{name} {part}").trim().to_owned();
            }
        }
        let current = fields.yen(CURRENT.accounts[0]).unwrap_or(Yen::ZERO);
        match self.by_account.iter_mut().find(|(known, _)| *known == name) {
            _ if name.is_empty() => {}
            // An overflow shows in the sum, which is then not that of the totals.
            Some((_, yen)) => *yen = yen.checked_add(current).unwrap_or(*yen),
            None => self.by_account.push((name, current)),
        }
    }

    /// The parts make the whole, and the accounts make the totals; what does not is told and kept as given.
    fn check(&self, report: &mut NationalReport) {
        let Some((place, amounts)) = &self.totals else { return };
        let parts: i128 = amounts[..4].iter().map(|yen| i128::from(yen.0)).sum();
        let whole = i128::from(amounts[4].0);
        if parts != whole {
            let kind = &kinds::SUM_DIFFERS;
            let words = format!("{parts} ≠ {whole} 円");
            report.problems.add(kind, || Problem::new(kind, place.clone(), words));
        }
        if self.account_rows == 0 {
            return;
        }
        for ((sum, total), columns) in self.accounts.iter().zip(amounts).zip(SUMS) {
            if *sum != i128::from(total.0) {
                let kind = &kinds::ACCOUNTS_DIFFER;
                let place = Place { column: Some(columns.total.to_owned()), ..place.clone() };
                let words = format!("{sum} ≠ {} 円", total.0);
                report.problems.add(kind, || Problem::new(kind, place, words));
            }
        }
    }

    fn budget_lines(&self) -> Vec<BudgetLine> {
        let line = |(name, _): &(String, Yen)| BudgetLine { account: name.clone(), ..BudgetLine::default() };
        self.by_account.iter().map(line).collect()
    }

    /// Of several accounts, what each gives: it would be lost otherwise.
    fn accounts_in_words(&self) -> String {
        match self.by_account.as_slice() {
            [] | [_] => String::new(),
            several => several.iter().map(|(name, yen)| format!("{name}: {yen} 円")).collect::<Vec<_>>().join("\n"),
        }
    }
}
