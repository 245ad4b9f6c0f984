//! Results of a review (点検結果、別冊2): counts by direction and bureau, amounts, every program, held against the inventory.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::Yen;
use fiscal::money::group_digits;
use publish::chart::Lang;
use publish::table::{Cell, DataTable};
use reform::Amounts;
use reform::program::Direction;
use reform::workflow::State;

use super::changes::number;
use super::effects::{Effects, MeasureEffect};
use super::report::{money_words, pick, programs_words, year_name};
use super::{AnsweredSheet, Department, Report, YearSheets};

/// Which programs of the results are listed (一覧の条件); counts are always of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultFilter {
    /// Only this direction; `Some(None)` is "not given".
    pub direction: Option<Option<Direction>>,
    /// Only this bureau.
    pub bureau: Option<String>,
}

/// A program in the results (点検結果の一件).
#[derive(Clone, Debug)]
pub struct ResultRow<'a> {
    /// Its sheet.
    pub answered: &'a AnsweredSheet,
    /// The direction as it stands.
    pub direction: Option<Direction>,
    /// Cost and general funds in the year of the inventory; nothing where it states none.
    pub cost: Amounts,
    /// The effects of the review in a full year, as they are known now.
    pub effect: Amounts,
}

/// The results of a year's review (点検結果).
#[derive(Clone, Debug)]
pub struct Results<'a> {
    sheets: &'a YearSheets,
    rows: Vec<ResultRow<'a>>,
}

/// Programs, their cost and their effect (計).
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    programs: usize,
    decided: usize,
    cost: i128,
    general: i128,
    effect: i128,
    effect_general: i128,
}

impl Tally {
    fn add(&mut self, row: &ResultRow<'_>) {
        self.programs += 1;
        self.decided += usize::from(row.answered.is_decided());
        self.cost += i128::from(row.cost.gross.0);
        self.general += i128::from(row.cost.general.0);
        self.effect += i128::from(row.effect.gross.0);
        self.effect_general += i128::from(row.effect.general.0);
    }

    fn cells(&self) -> Vec<Cell> {
        let mut cells = vec![number(self.programs), number(self.decided)];
        cells.extend([self.cost, self.general, self.effect, self.effect_general].map(money));
        cells
    }
}

impl<'a> Results<'a> {
    /// The results of the sheets these effects come from.
    pub fn new(effects: &'a Effects) -> Results<'a> {
        let sheets = &effects.sheets;
        let mut by_sheet: BTreeMap<i64, Vec<&MeasureEffect>> = BTreeMap::new();
        for effect in &effects.measures {
            by_sheet.entry(effect.sheet_id).or_default().push(effect);
        }
        let rows = sheets
            .sheets
            .iter()
            .map(|answered| {
                let cost = answered.cost.as_ref();
                let yen = |amount: Option<Yen>| amount.unwrap_or(Yen::ZERO);
                let effect = by_sheet.get(&answered.id).into_iter().flatten().filter_map(|effect| effect.review_size());
                ResultRow {
                    answered,
                    direction: answered.sheet.standing_direction(),
                    cost: Amounts {
                        gross: yen(cost.and_then(|cost| cost.cost)),
                        general: yen(cost.and_then(|cost| cost.general)),
                    },
                    // A sum that does not fit is not shown as something else; amounts of a sheet are bounded far below.
                    effect: Amounts::checked_sum(effect).unwrap_or(Amounts::ZERO),
                }
            })
            .collect();
        Results { sheets, rows }
    }

    /// The bureaus that have programs, in the order of the tree.
    pub fn bureaus(&self) -> Vec<String> {
        self.sheets.bureaus()
    }

    /// The rows that fit the filter, by department and number.
    pub fn listed(&self, filter: &ResultFilter) -> Vec<&ResultRow<'a>> {
        let mut rows: Vec<&ResultRow<'a>> = self
            .rows
            .iter()
            .filter(|row| filter.direction.is_none_or(|direction| row.direction == direction))
            .filter(|row| filter.bureau.as_ref().is_none_or(|bureau| row.answered.department.bureau() == bureau))
            .collect();
        rows.sort_by(|a, b| {
            let key =
                |row: &ResultRow<'_>| (row.answered.department.names.clone(), row.answered.external_id().to_owned());
            key(a).cmp(&key(b))
        });
        rows
    }

    /// The report in a language, its list narrowed by the filter.
    pub fn report(&self, lang: Lang, filter: &ResultFilter) -> Report {
        let year = year_name(lang, self.sheets.year);
        let mut all = Tally::default();
        self.rows.iter().for_each(|row| all.add(row));
        let mut report = Report {
            title: match lang {
                Lang::Ja => format!("{year} 予算事務事業の点検結果（別冊2）"),
                Lang::En => format!("Results of the {year} review"),
            },
            lead: pick(
                lang,
                "点検した事業を方向性と局ごとに数え、見直しの効果額とともに示します。金額は台帳と突き合わせています。",
                "The programs reviewed, counted by direction and bureau, with the effects of the review; amounts are held against the inventory.",
            )
            .to_owned(),
            is_demo: self.sheets.is_demo,
            ..Report::default()
        };
        report.figure(
            pick(lang, "点検した事業", "Programs reviewed"),
            programs_words(lang, all.programs),
            String::new(),
        );
        report.figure(
            pick(lang, "本部で決定", "Decided"),
            programs_words(lang, all.decided),
            share(all.decided, all.programs),
        );
        report.figure(pick(lang, "事業費", "Cost"), words(lang, all.cost), year_name(lang, self.sheets.source_year));
        report.figure(
            pick(lang, "見直し効果額（平年度）", "Effect of the review, a full year"),
            words(lang, all.effect),
            format!("{} {}", pick(lang, "うち一般財源", "general funds"), words(lang, all.effect_general)),
        );
        if all.decided < all.programs {
            let open = all.programs - all.decided;
            let text = match lang {
                Lang::Ja => {
                    format!("決定前の{}は、所管または途中の段階の提案を数えています。", programs_words(lang, open))
                }
                Lang::En => format!("{} are not decided yet and count as proposed.", programs_words(lang, open)),
            };
            report.note(text, true);
        }
        self.sheets.note_hidden(&mut report, lang);
        report.add("directions", self.by_direction(lang), true);
        report.add("counts", self.counts(lang), true);
        report.add("bureaus", self.by_bureau(lang), true);
        let (inventory, adds_up) = self.against_inventory(lang);
        report.add("inventory", inventory, true);
        if !adds_up {
            let text = pick(lang, "点検結果の合計が台帳と合いません。", "The totals do not agree with the inventory.");
            report.note(text.to_owned(), true);
        }
        let rows = self.listed(filter);
        let links = rows.iter().map(|row| Some(self.sheet_path(row.answered))).collect();
        report.add("programs", self.list(lang, &rows), false);
        if let Some(table) = report.tables.last_mut() {
            table.links = links;
        }
        report
    }

    fn sheet_path(&self, answered: &AnsweredSheet) -> String {
        format!("/reviews/{}/sheets/{}", self.sheets.year.start(), answered.program_id)
    }

    fn by_direction(&self, lang: Lang) -> DataTable {
        let rows = directions().map(|direction| {
            let mut tally = Tally::default();
            self.rows.iter().filter(|row| row.direction == direction).for_each(|row| tally.add(row));
            (direction_label(direction, lang).to_owned(), tally)
        });
        self.tally_table(
            lang,
            pick(lang, "方向性ごとの事業数と金額", "Programs and amounts by direction"),
            pick(lang, "方向性", "Direction"),
            rows.collect(),
        )
    }

    fn by_bureau(&self, lang: Lang) -> DataTable {
        let mut bureaus: BTreeMap<(i64, &str), Tally> = BTreeMap::new();
        for row in &self.rows {
            bureaus.entry(row.answered.department.bureau_in_order()).or_default().add(row);
        }
        let rows = bureaus.into_iter().map(|((_, name), tally)| (bureau_label(name, lang).to_owned(), tally)).collect();
        self.tally_table(
            lang,
            pick(lang, "局ごとの事業数と金額", "Programs and amounts by bureau"),
            pick(lang, "局", "Bureau"),
            rows,
        )
    }

    fn tally_table(&self, lang: Lang, title: &str, first: &str, rows: Vec<(String, Tally)>) -> DataTable {
        let mut header = vec![first.to_owned()];
        header.extend(
            [
                ("事業数", "Programs"),
                ("うち決定", "Decided"),
                ("事業費（円）", "Cost (yen)"),
                ("一般財源（円）", "General funds (yen)"),
                ("効果額（円）", "Effect (yen)"),
                ("効果額・一般財源（円）", "Effect, general funds (yen)"),
            ]
            .map(|(ja, en)| pick(lang, ja, en).to_owned()),
        );
        let mut all = Tally::default();
        self.rows.iter().for_each(|row| all.add(row));
        let rows = rows.into_iter().chain([(pick(lang, "合計", "Total").to_owned(), all)]);
        let rows = rows.map(|(name, tally)| [vec![Cell::Text(name)], tally.cells()].concat()).collect();
        DataTable { title: title.to_owned(), header, rows, unit: String::new() }
    }

    fn counts(&self, lang: Lang) -> DataTable {
        let mut cells: BTreeMap<((i64, &str), Option<Direction>), usize> = BTreeMap::new();
        for row in &self.rows {
            *cells.entry((row.answered.department.bureau_in_order(), row.direction)).or_default() += 1;
        }
        let bureaus: BTreeSet<(i64, &str)> = cells.keys().map(|(bureau, _)| *bureau).collect();
        let count = |bureau: Option<(i64, &str)>, direction: Option<Option<Direction>>| -> usize {
            let fits = |(in_bureau, has): &((i64, &str), Option<Direction>)| {
                bureau.is_none_or(|bureau| bureau == *in_bureau) && direction.is_none_or(|direction| direction == *has)
            };
            cells.iter().filter(|(key, _)| fits(key)).map(|(_, count)| count).sum()
        };
        let row = |name: &str, bureau: Option<(i64, &str)>| {
            let mut row = vec![Cell::Text(name.to_owned())];
            row.extend(directions().map(|direction| number(count(bureau, Some(direction)))));
            row.push(number(count(bureau, None)));
            row
        };
        let mut rows: Vec<Vec<Cell>> =
            bureaus.iter().map(|bureau| row(bureau_label(bureau.1, lang), Some(*bureau))).collect();
        rows.push(row(pick(lang, "合計", "Total"), None));
        let mut header = vec![pick(lang, "局", "Bureau").to_owned()];
        header.extend(directions().map(|direction| direction_label(direction, lang).to_owned()));
        header.push(pick(lang, "計", "All").to_owned());
        let title = pick(lang, "局と方向性ごとの事業数", "Programs by bureau and direction").to_owned();
        DataTable { title, header, rows, unit: pick(lang, "事業", "programs").to_owned() }
    }

    /// The inventory of the source year = sheets shown + programs without a sheet or whose sheet is hidden; and whether
    /// it adds up.
    fn against_inventory(&self, lang: Lang) -> (DataTable, bool) {
        let cost = |cost: &store::YearCost| i128::from(cost.cost.unwrap_or(Yen::ZERO).0);
        let inventory: (usize, i128) = (self.sheets.costs.len(), self.sheets.costs.values().map(cost).sum());
        let reviewed: (usize, i128) = (self.rows.len(), self.rows.iter().map(|row| i128::from(row.cost.gross.0)).sum());
        let not_in_inventory = self.rows.iter().filter(|row| row.answered.cost.is_none()).count();
        let with_sheet: BTreeSet<i64> = self.rows.iter().map(|row| row.answered.program_id).collect();
        let rest: Vec<&store::YearCost> =
            self.sheets.costs.values().filter(|cost| !with_sheet.contains(&cost.program_id)).collect();
        let without: (usize, i128) = (rest.len(), rest.iter().map(|rest| cost(rest)).sum());
        let adds_up = reviewed.0 + without.0 - not_in_inventory == inventory.0 && reviewed.1 + without.1 == inventory.1;
        let line = |(ja, en): (&str, &str), (programs, cost): (usize, i128)| {
            vec![Cell::Text(pick(lang, ja, en).to_owned()), number(programs), money(cost)]
        };
        let mut rows = vec![
            line(("点検した事業", "Programs reviewed"), reviewed),
            line(
                (
                    "点検シートがない、または閲覧できない事業",
                    "Programs without a sheet, or whose sheet may not be read",
                ),
                without,
            ),
        ];
        if not_in_inventory > 0 {
            rows.push(line(
                ("台帳のこの年度にない事業（二重に数えない）", "Not in this year's inventory (taken off)"),
                (not_in_inventory, 0),
            ));
        }
        rows.push(line(("台帳の合計", "The inventory in all"), inventory));
        let table = DataTable {
            title: match lang {
                Lang::Ja => format!("台帳（{}）との突き合わせ", year_name(lang, self.sheets.source_year)),
                Lang::En => format!("Against the inventory of {}", year_name(lang, self.sheets.source_year)),
            },
            header: [("区分", "Part"), ("事業数", "Programs"), ("事業費（円）", "Cost (yen)")]
                .map(|(ja, en)| pick(lang, ja, en).to_owned())
                .to_vec(),
            rows,
            unit: String::new(),
        };
        (table, adds_up)
    }

    fn list(&self, lang: Lang, rows: &[&ResultRow<'a>]) -> DataTable {
        let state = |state: State| pick(lang, state.label_ja(), state.label_en());
        DataTable {
            title: pick(lang, "事業の一覧", "Every program").to_owned(),
            header: [
                ("事業名", "Program"),
                ("事業番号", "Number"),
                ("所管", "Department"),
                ("方向性", "Direction"),
                ("状態", "State"),
                ("理由", "Reason"),
                ("事業費（円）", "Cost (yen)"),
                ("一般財源（円）", "General funds (yen)"),
                ("効果額（円）", "Effect (yen)"),
                ("効果額・一般財源（円）", "Effect, general funds (yen)"),
            ]
            .map(|(ja, en)| pick(lang, ja, en).to_owned())
            .to_vec(),
            rows: rows
                .iter()
                .map(|row| {
                    let sheet = &row.answered.sheet;
                    let decided = sheet.decision.as_ref().map(|decision| decision.reason.as_str());
                    let reason = decided.filter(|reason| !reason.is_empty()).unwrap_or(&sheet.direction_reason);
                    let cost = row.answered.cost.as_ref();
                    let amount = |amount: Option<Yen>| amount.map_or(Cell::Empty, Cell::Money);
                    vec![
                        Cell::Text(row.answered.name()),
                        Cell::Text(row.answered.external_id().to_owned()),
                        Cell::Text(row.answered.department.path()),
                        Cell::Text(direction_label(row.direction, lang).to_owned()),
                        Cell::Text(state(row.answered.state).to_owned()),
                        Cell::Text(reason.to_owned()),
                        amount(cost.and_then(|cost| cost.cost)),
                        amount(cost.and_then(|cost| cost.general)),
                        Cell::Money(row.effect.gross),
                        Cell::Money(row.effect.general),
                    ]
                })
                .collect(),
            unit: String::new(),
        }
    }
}

impl YearSheets {
    /// The bureaus that have sheets, in the order of the tree.
    pub fn bureaus(&self) -> Vec<String> {
        let departments = self.sheets.iter().map(|answered| &answered.department);
        let named = departments.filter(|department| !department.bureau().is_empty());
        let bureaus: BTreeSet<(i64, &str)> = named.map(Department::bureau_in_order).collect();
        bureaus.into_iter().map(|(_, name)| name.to_owned()).collect()
    }

    /// Says how many sheets the actor may not read yet.
    pub(super) fn note_hidden(&self, report: &mut Report, lang: Lang) {
        if self.hidden > 0 {
            let text = match lang {
                Lang::Ja => format!("ほかの所管の決定前のシート{}件は含みません。", group_digits(self.hidden as u64)),
                Lang::En => format!("{} undecided sheets of other departments are left out.", self.hidden),
            };
            report.note(text, false);
        }
    }
}

/// The eight directions, then "not given".
fn directions() -> impl Iterator<Item = Option<Direction>> {
    Direction::ALL.iter().copied().map(Some).chain([None])
}

fn direction_label(direction: Option<Direction>, lang: Lang) -> &'static str {
    match direction {
        Some(direction) => pick(lang, direction.label_ja(), direction.label_en()),
        None => pick(lang, "未判定", "not given"),
    }
}

fn bureau_label(name: &str, lang: Lang) -> &str {
    if name.is_empty() { pick(lang, "所管なし", "no department") } else { name }
}

/// A sum as money; one beyond 64 bits is not stated rather than cut.
fn money(sum: i128) -> Cell {
    i64::try_from(sum).map_or(Cell::Empty, |yen| Cell::Money(Yen(yen)))
}

fn words(lang: Lang, sum: i128) -> String {
    i64::try_from(sum).map_or_else(|_| sum.to_string(), |yen| money_words(lang, Yen(yen)))
}

fn share(part: usize, whole: usize) -> String {
    (part * 100).checked_div(whole).map_or_else(String::new, |percent| format!("{percent}%"))
}
