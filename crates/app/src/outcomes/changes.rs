//! What changed since last year (前年度からの変更): the totals through the lineage to the yen, and the directions.

use std::collections::BTreeMap;

use fiscal::Yen;
use fiscal::money::MoneyOverflow;
use publish::chart::Lang;
use publish::table::{Cell, DataTable};
use reform::Amounts;
use reform::lineage::{Bridge, Cause, LinkKind};
use reform::program::Direction;

use super::lineage::LineageView;
use super::report::{money_words, pick, programs_words, year_name};
use super::{Report, YearSheets};

/// What changed since last year (前年度からの変更).
#[derive(Clone, Debug)]
pub struct Changes {
    /// The programs of both years and how they hang together.
    pub lineage: LineageView,
    /// The sheets that may be read.
    pub sheets: YearSheets,
}

impl Changes {
    /// The report in a language.
    pub fn report(&self, lang: Lang) -> Report {
        let (last, this) = (year_name(lang, self.lineage.last_year), year_name(lang, self.lineage.this_year));
        let mut report = Report {
            title: match lang {
                Lang::Ja => format!("{last}から{this}への変更"),
                Lang::En => format!("What changed from {last} to {this}"),
            },
            lead: pick(
                lang,
                "事業の統合、分割、改称、移管をたどり、前年度の合計と今年度の合計を1円まで突き合わせます。",
                "Mergers, splits, new names and transfers are followed, and the two totals are reconciled to the yen.",
            )
            .to_owned(),
            is_demo: self.sheets.is_demo,
            ..Report::default()
        };
        if !self.lineage.has_this_year() {
            let text = match lang {
                Lang::Ja => format!("台帳に{this}の金額がまだありません。予算の取込が済むと、ここで突き合わせます。"),
                Lang::En => {
                    format!("The inventory states no amounts of {this} yet; they are reconciled once imported.")
                }
            };
            report.note(text, true);
        } else {
            self.reconcile(&mut report, lang);
        }
        self.directions(&mut report, lang);
        report
    }

    fn reconcile(&self, report: &mut Report, lang: Lang) {
        let found = match &self.lineage.reconciliation {
            Ok(found) => found,
            Err(faults) => {
                for fault in faults.iter().take(20) {
                    let programs: Vec<String> = fault.programs.iter().map(|id| self.lineage.name(id)).collect();
                    let title = pick(lang, fault.kind().title_ja, fault.kind().title_en);
                    report.note(format!("{title}（{}） {}", programs.join("、"), fault.code), true);
                }
                return;
            }
        };
        if self.lineage.without_cost > 0 {
            let text = match lang {
                Lang::Ja => format!("金額の書かれていない{}件は、0円として数えています。", self.lineage.without_cost),
                Lang::En => format!("{} entries without a stated cost count as nothing.", self.lineage.without_cost),
            };
            report.note(text, false);
        }
        let whole = &found.whole;
        report.figure(
            pick(lang, "前年度の合計", "Last year's total"),
            money_words(lang, whole.last.gross),
            programs_words(lang, self.lineage.last.len()),
        );
        for cause in Cause::ALL {
            let amount = whole.of(*cause).gross;
            if *cause != Cause::Moved || amount != Yen::ZERO {
                report.figure(pick(lang, cause.label_ja(), cause.label_en()), money_words(lang, amount), String::new());
            }
        }
        report.figure(
            pick(lang, "今年度の合計", "This year's total"),
            money_words(lang, whole.this.gross),
            programs_words(lang, self.lineage.this.len()),
        );
        match whole.unexplained() {
            Ok(Amounts::ZERO) => report.note(
                pick(
                    lang,
                    "前年度の合計に、新規、終了、増減、移管を足すと、今年度の合計に1円まで一致します。",
                    "Last year's total with what is new, ended, changed and moved makes this year's total, to the yen.",
                )
                .to_owned(),
                false,
            ),
            Ok(rest) => {
                report.note(format!("{} {}", pick(lang, "説明のつかない差：", "Unexplained:"), rest.gross), true)
            }
            Err(MoneyOverflow) => {
                report.note(pick(lang, "金額が大きすぎて照合できません。", "The amounts are too large.").into(), true)
            }
        }
        report.add("totals", self.bridge_table(lang, whole), false);
        if let Some(table) = self.bureau_table(lang, &found.departments) {
            report.add("departments", table, true);
        }
        report.add("links", self.kinds_table(lang), false);
        let mut lines = DataTable {
            title: pick(lang, "増減の一覧", "Every difference").to_owned(),
            header: [
                ("理由", "Cause"),
                ("前年度の事業", "Last year's program"),
                ("今年度の事業", "This year's program"),
                ("所管", "Department"),
                ("事業費の差", "Cost"),
                ("一般財源の差", "General funds"),
            ]
            .map(|(ja, en)| pick(lang, ja, en).to_owned())
            .to_vec(),
            rows: Vec::new(),
            unit: pick(lang, "円", "yen").to_owned(),
        };
        let mut sorted: Vec<_> = found.lines.iter().collect();
        sorted.sort_by_key(|line| (line.cause, std::cmp::Reverse(line.amount.gross.0.unsigned_abs())));
        for line in sorted {
            let name = |id: &Option<String>| id.as_ref().map_or(Cell::Empty, |id| Cell::Text(self.lineage.name(id)));
            lines.rows.push(vec![
                Cell::Text(pick(lang, line.cause.label_ja(), line.cause.label_en()).to_owned()),
                name(&line.from),
                name(&line.to),
                Cell::Text(self.department_name(&line.department)),
                Cell::Money(line.amount.gross),
                Cell::Money(line.amount.general),
            ]);
        }
        report.add("differences", lines, false);
    }

    fn bridge_table(&self, lang: Lang, whole: &Bridge) -> DataTable {
        let mut rows = vec![("前年度の合計", "Last year's total", whole.last)];
        rows.extend(Cause::ALL.iter().map(|cause| (cause.label_ja(), cause.label_en(), whole.of(*cause))));
        rows.push(("今年度の合計", "This year's total", whole.this));
        DataTable {
            title: pick(lang, "前年度から今年度への内訳", "From last year's total to this year's").to_owned(),
            header: [("", ""), ("事業費", "Cost"), ("一般財源", "General funds")]
                .map(|(ja, en)| pick(lang, ja, en).to_owned())
                .to_vec(),
            rows: rows
                .into_iter()
                .map(|(ja, en, amounts)| {
                    vec![
                        Cell::Text(pick(lang, ja, en).to_owned()),
                        Cell::Money(amounts.gross),
                        Cell::Money(amounts.general),
                    ]
                })
                .collect(),
            unit: pick(lang, "円", "yen").to_owned(),
        }
    }

    /// The bridges of bureaus: those of the departments below added up. `None` when a sum does not fit.
    fn bureau_table(&self, lang: Lang, departments: &BTreeMap<String, Bridge>) -> Option<DataTable> {
        let mut bureaus: BTreeMap<String, Bridge> = BTreeMap::new();
        let mut all = Bridge::default();
        for (id, bridge) in departments {
            let known = id.parse().ok().and_then(|id: i64| self.lineage.departments.get(&id));
            let name = known.map_or("", |department| department.bureau()).to_owned();
            let sum = bureaus.entry(name).or_default();
            *sum = added(sum, bridge).ok()?;
            all = added(&all, bridge).ok()?;
        }
        let row = |name: String, bridge: &Bridge| {
            let mut cells = vec![Cell::Text(name), Cell::Money(bridge.last.gross)];
            cells.extend(Cause::ALL.iter().map(|cause| Cell::Money(bridge.of(*cause).gross)));
            cells.push(Cell::Money(bridge.this.gross));
            cells
        };
        let unnamed = pick(lang, "所管なし", "no department");
        let mut rows: Vec<Vec<Cell>> = bureaus
            .iter()
            .map(|(name, bridge)| row(if name.is_empty() { unnamed.to_owned() } else { name.clone() }, bridge))
            .collect();
        rows.push(row(pick(lang, "合計", "Total").to_owned(), &all));
        let mut header = vec![pick(lang, "局", "Bureau").to_owned(), pick(lang, "前年度", "Last year").to_owned()];
        header.extend(Cause::ALL.iter().map(|cause| pick(lang, cause.label_ja(), cause.label_en()).to_owned()));
        header.push(pick(lang, "今年度", "This year").to_owned());
        let title = pick(lang, "局別の内訳（事業費）", "By bureau (cost)").to_owned();
        Some(DataTable { title, header, rows, unit: pick(lang, "円", "yen").to_owned() })
    }

    fn kinds_table(&self, lang: Lang) -> DataTable {
        let count = |kind: LinkKind| self.lineage.links.iter().filter(|one| one.link.kind == kind).count();
        DataTable {
            title: pick(lang, "事業の異動", "What happened to the programs").to_owned(),
            header: [("異動", "Kind"), ("件数", "Links")].map(|(ja, en)| pick(lang, ja, en).to_owned()).to_vec(),
            rows: LinkKind::ALL
                .iter()
                .map(|kind| {
                    let label = pick(lang, kind.label_ja(), kind.label_en()).to_owned();
                    vec![Cell::Text(label), number(count(*kind))]
                })
                .collect(),
            unit: pick(lang, "件", "links").to_owned(),
        }
    }

    /// What the inventory said of the direction against what stands now.
    fn directions(&self, report: &mut Report, lang: Lang) {
        let label = |direction: Option<Direction>| match direction {
            Some(direction) => pick(lang, direction.label_ja(), direction.label_en()),
            None => pick(lang, "未判定", "not given"),
        };
        let mut counts: BTreeMap<(Option<Direction>, Option<Direction>), usize> = BTreeMap::new();
        for answered in &self.sheets.sheets {
            let before = answered.cost.as_ref().and_then(|cost| cost.direction);
            *counts.entry((before, answered.sheet.standing_direction())).or_default() += 1;
        }
        let rows = counts
            .into_iter()
            .map(|((before, now), count)| {
                vec![Cell::Text(label(before).to_owned()), Cell::Text(label(now).to_owned()), number(count)]
            })
            .collect();
        let table = DataTable {
            title: pick(lang, "方向性の変化", "Directions before and now").to_owned(),
            header: [
                ("前の方向性（台帳）", "Before (inventory)"),
                ("今の方向性（点検）", "Now (review)"),
                ("事業数", "Programs"),
            ]
            .map(|(ja, en)| pick(lang, ja, en).to_owned())
            .to_vec(),
            rows,
            unit: pick(lang, "事業", "programs").to_owned(),
        };
        report.add("directions", table, false);
        self.sheets.note_hidden(report, lang);
    }

    fn department_name(&self, id: &str) -> String {
        let known = id.parse().ok().and_then(|id: i64| self.lineage.departments.get(&id));
        known.map_or_else(String::new, super::Department::path)
    }
}

fn added(a: &Bridge, b: &Bridge) -> Result<Bridge, MoneyOverflow> {
    Ok(Bridge {
        last: a.last.checked_add(b.last)?,
        new: a.new.checked_add(b.new)?,
        ended: a.ended.checked_add(b.ended)?,
        changed: a.changed.checked_add(b.changed)?,
        moved: a.moved.checked_add(b.moved)?,
        this: a.this.checked_add(b.this)?,
    })
}

/// A count as a cell.
pub(super) fn number(count: usize) -> Cell {
    count.to_string().parse().map_or(Cell::Empty, Cell::Number)
}
