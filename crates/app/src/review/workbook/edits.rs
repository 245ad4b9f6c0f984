//! What a workbook says, as edits of sheets (エクセルからの編集): by field, with what stood there when it was made.

use std::collections::{BTreeMap, BTreeSet};

use intake::review_workbook::{PAGE_MISSING, ReviewReading, ReviewRow};
use reform::kinds::TOO_MANY_ITEMS;
use reform::review::{FieldKind, Fields, field_of};
use reform::review_workbook::{Manifest, Page};
use reform::{Place, Problem, Severity};

use super::problems::ROW_MISSING;
use crate::review::save::Edit;

/// What a workbook says of one sheet (シートの編集).
#[derive(Clone, Debug, Default)]
pub(super) struct SheetEdit {
    /// The fields it holds, with what stood in them when it was made.
    pub(super) edit: Edit,
    /// Where each field stands.
    pub(super) places: BTreeMap<String, Place>,
    /// What is wrong beside the cells.
    pub(super) problems: Vec<Problem>,
}

/// The rows of each sheet, by its place in the manifest: their places among all rows.
pub(super) fn rows_by_sheet(reading: &ReviewReading) -> BTreeMap<usize, Vec<usize>> {
    let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in reading.rows.iter().enumerate() {
        rows.entry(row.sheet).or_default().push(at);
    }
    rows
}

/// The pages of which a missing row would be told: all of the page was read.
pub(super) fn whole_pages(reading: &ReviewReading, manifest: &Manifest) -> Vec<(Page, String)> {
    let pages = [Page::Measures, Page::Kpis].into_iter().filter(|page| {
        let is_offered = manifest.columns.iter().any(|column| column.page == *page);
        let is_missing = |problem: &Problem| problem.kind == &PAGE_MISSING && problem.excerpt == page.label_ja();
        is_offered && !reading.problems.iter().any(is_missing)
    });
    pages
        .filter_map(|page| {
            let sheet = reading.rows.iter().find(|row| row.page == page).and_then(|row| row.place.sheet.clone());
            let name = sheet.unwrap_or_else(|| page.label_ja().to_owned());
            // A row that could not be told is reported as such; that it is missing would be said twice.
            let is_damaged = reading.problems.iter().any(|problem| {
                problem.place.sheet.as_deref() == Some(name.as_str()) && problem.kind.severity >= Severity::Error
            });
            (!is_damaged).then_some((page, name))
        })
        .collect()
}

/// What the rows of one sheet say. `base` is what stood in it when the workbook was made, `theirs` what stands there now.
pub(super) fn edit_of(
    rows: &[&ReviewRow],
    base: &Fields,
    theirs: &Fields,
    whole: &[(Page, String)],
    file_name: &str,
) -> SheetEdit {
    let mut made = SheetEdit::default();
    // Ids of old, of new and of those given here, so that none is given twice.
    let mut taken: Fields = base.iter().chain(theirs.iter()).collect();
    let mut named: BTreeSet<(Page, String)> = BTreeSet::new();
    for row in rows {
        let id = match row.page {
            Page::Checks => Some(String::new()),
            Page::Measures | Page::Kpis if !row.item.is_empty() => Some(row.item.clone()),
            Page::Measures | Page::Kpis => new_id(row, base, theirs, &taken, &named),
        };
        let Some(id) = id else {
            made.problems.push(Problem::new(&TOO_MANY_ITEMS, row.place.clone(), ""));
            continue;
        };
        if row.page != Page::Checks {
            let key = if row.page == Page::Measures { format!("measure.{id}.text") } else { format!("kpi.{id}.name") };
            taken.set(key, "-");
            named.insert((row.page, id.clone()));
        }
        for cell in &row.cells {
            let name = cell.field.replace('*', &id);
            let text = as_it_was(&name, &cell.text, base, theirs);
            made.add(base, &name, text, cell.place.clone());
        }
        if row.page != Page::Checks {
            made.clear_the_rest(row, &id, base);
        }
    }
    for (page, sheet) in whole {
        let ids = if *page == Page::Measures { base.measure_ids() } else { base.kpi_ids() };
        for id in ids.into_iter().filter(|id| !named.contains(&(*page, (*id).to_owned()))) {
            let place = Place { sheet: Some(sheet.clone()), ..Place::file(file_name) };
            made.problems.push(Problem::new(&ROW_MISSING, place, id));
        }
    }
    made
}

impl SheetEdit {
    fn add(&mut self, base: &Fields, name: &str, text: String, place: Place) {
        if let Some(before) = base.get(name) {
            self.edit.base.push((name.to_owned(), before.to_owned()));
        }
        self.edit.mine.push((name.to_owned(), text));
        self.places.insert(name.to_owned(), place);
    }

    /// A row whose own cells are all empty drops its measure or KPI, also the fields whose columns were taken out.
    fn clear_the_rest(&mut self, row: &ReviewRow, id: &str, base: &Fields) {
        let group = if row.page == Page::Measures { format!("measure.{id}.") } else { format!("kpi.{id}.") };
        let mut own = self.edit.mine.iter().filter(|(name, _)| name.starts_with(&group));
        if own.any(|(_, text)| !text.is_empty()) {
            return;
        }
        let rest: Vec<(String, String)> = base
            .iter()
            .filter(|(name, _)| name.starts_with(&group) && !self.places.contains_key(*name))
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        for (name, _) in rest {
            self.add(base, &name, String::new(), row.place.clone());
        }
    }
}

/// The id of a row without one: of what was taken in from this row before, or a new one; `None` when the sheet is full.
///
/// A workbook that is sent a second time has the rows it added still without ids: one with the same words, made after the
/// workbook was, is that row.
fn new_id(
    row: &ReviewRow,
    base: &Fields,
    theirs: &Fields,
    taken: &Fields,
    named: &BTreeSet<(Page, String)>,
) -> Option<String> {
    let (group, key) = if row.page == Page::Measures { ("measure", "text") } else { ("kpi", "name") };
    let words = row.cells.iter().find(|cell| cell.field == format!("{group}.*.{key}")).map(|cell| cell.text.trim_end());
    let (ids, old) = match row.page {
        Page::Measures => (theirs.measure_ids(), base.measure_ids()),
        _ => (theirs.kpi_ids(), base.kpi_ids()),
    };
    let same = ids.into_iter().find(|id| {
        !old.contains(id)
            && !named.contains(&(row.page, (*id).to_owned()))
            && words.is_some_and(|words| !words.is_empty() && theirs.get(&format!("{group}.{id}.{key}")) == Some(words))
    });
    let next = || if row.page == Page::Measures { taken.next_measure_id() } else { taken.next_kpi_id() };
    same.map(str::to_owned).or_else(next)
}

/// A number that only looks other (`98.6` for `98.60`, which a spreadsheet cannot tell apart) is as it was.
fn as_it_was(name: &str, text: &str, base: &Fields, theirs: &Fields) -> String {
    let is_quantity = field_of(name, &[]).is_some_and(|field| field.kind == FieldKind::Quantity);
    let same = |other: &&str| is_quantity && plain(other) == plain(text);
    let before = base.get(name).filter(same).or_else(|| theirs.get(name).filter(same));
    before.unwrap_or(text).to_owned()
}

/// A decimal without the zeros at its end.
fn plain(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use intake::review_workbook::ReviewCell;

    fn row(page: Page, item: &str, cells: &[(&str, &str)]) -> ReviewRow {
        let cell = |(field, text): &(&str, &str)| ReviewCell {
            field: (*field).to_owned(),
            text: (*text).to_owned(),
            place: Place::default(),
        };
        let cells = cells.iter().map(cell).collect();
        ReviewRow { sheet: 0, page, item: item.to_owned(), cells, place: Place::default() }
    }

    fn fields(texts: &[(&str, &str)]) -> Fields {
        texts.iter().copied().collect()
    }

    fn mine(rows: &[ReviewRow], base: &Fields, theirs: &Fields) -> Vec<(String, String)> {
        edit_of(&rows.iter().collect::<Vec<_>>(), base, theirs, &[], "").edit.mine
    }

    #[test]
    fn a_new_row_gets_an_id_nobody_has_or_had() {
        let base = fields(&[("measure.m1.text", "a"), ("measure.m2.text", "b")]);
        let theirs = fields(&[("measure.m1.text", "a"), ("measure.m3.text", "c")]);
        let rows = [
            row(Page::Measures, "", &[("measure.*.text", "new")]),
            row(Page::Measures, "", &[("measure.*.text", "c")]),
        ];
        assert_eq!(
            mine(&rows, &base, &theirs),
            [("measure.m4.text".to_owned(), "new".to_owned()), ("measure.m3.text".to_owned(), "c".to_owned())]
        );
    }

    #[test]
    fn a_row_of_empty_cells_drops_the_whole_measure() {
        let base =
            fields(&[("measure.m1.text", "a"), ("measure.m1.effect-yen", "5"), ("assessment.m1.effect-yen", "4")]);
        let cells = [("measure.*.text", ""), ("assessment.*.effect-yen", "4")];
        let made = mine(&[row(Page::Measures, "m1", &cells)], &base, &base);
        assert!(made.contains(&("measure.m1.effect-yen".to_owned(), String::new())), "{made:?}");
        assert!(made.contains(&("assessment.m1.effect-yen".to_owned(), "4".to_owned())));
    }

    #[test]
    fn zeros_at_the_end_of_a_decimal_are_no_change() {
        let base = fields(&[("kpi.k1.target", "98.60")]);
        let made = mine(&[row(Page::Kpis, "k1", &[("kpi.*.target", "98.6")])], &base, &base);
        assert_eq!(made, [("kpi.k1.target".to_owned(), "98.60".to_owned())]);
        assert_eq!((plain("100"), plain("0.0"), plain("5.10")), ("100", "0", "5.1"));
    }

    #[test]
    fn a_measure_whose_row_is_gone_stays_and_is_told() {
        let base = fields(&[("measure.m1.text", "a")]);
        let made = edit_of(&[], &base, &base, &[(Page::Measures, "取組".into())], "x.xlsx");
        assert!(made.edit.mine.is_empty());
        assert_eq!(made.problems[0].kind.code, "AP-145");
    }
}
