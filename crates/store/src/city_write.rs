//! Writing the figures of cities (都市の指標の書込): some files in one transaction, all or nothing.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::audit;
use crate::change::escape;
use crate::city::{CityImportOutcome, CityTable};
use crate::city_disagree::disagree;
use crate::city_lines::{Line, figure_text, read_figure, write_lines};
use crate::city_names::{Named, name_cities, read_cities, write_cities};
use crate::city_read::stored_lines;
use crate::db::{Link, now, on};
use crate::rows::Rows;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};
use fiscal::comparison::Figure;

/// The most changed figures written out in the audit; the counts are always of all.
const AUDITED_CHANGES: usize = 500;

/// The averages of a file: indicator, year and group, and the figure with its row.
type Averages = HashMap<(String, i32, String), (Figure, i64)>;

impl Store {
    /// Takes in files, in the order given, or only says what that would do. A file replaces the one of its kind and
    /// year that has its name or its content; one that says what is stored already is not written.
    ///
    /// # Errors
    /// When the database refuses; nothing is then written of any of them.
    pub async fn import_city_tables(
        &self,
        actor: &str,
        tables: Vec<CityTable>,
        dry_run: bool,
    ) -> Result<Vec<CityImportOutcome>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let mut cities = read_cities(link).await?;
        let mut outcomes = Vec::with_capacity(tables.len());
        for table in tables {
            outcomes.push(import_one(link, actor, table, &mut cities).await?);
        }
        if dry_run {
            tx.roll_back().await?;
            outcomes.iter_mut().for_each(|outcome| outcome.source_id = None);
        } else {
            tx.commit().await?;
        }
        Ok(outcomes)
    }
}

async fn import_one(
    link: &mut Link<'_>,
    actor: &str,
    mut table: CityTable,
    cities: &mut Named,
) -> Result<CityImportOutcome, StoreError> {
    for series in &mut table.series {
        series.figures.retain(|(_, figure, _)| *figure != Figure::Missing);
        series.figures.sort_by_key(|(code, _, _)| *code);
    }
    table.series.retain(|series| !series.figures.is_empty());
    table.averages.retain(|(.., figure, _)| *figure != Figure::Missing);
    let old = same_files(link, &table).await?;
    let mut outcome = CityImportOutcome { replaced: !old.is_empty(), ..CityImportOutcome::default() };
    let mut changes = Vec::new();
    let mut before = HashMap::new();
    let mut averages_before = Averages::new();
    for source in &old {
        before.extend(stored_lines(link, *source).await?);
        averages_before.extend(stored_averages(link, *source).await?);
    }
    for series in &table.series {
        let before = before.remove(&(series.indicator.to_owned(), series.fiscal_year)).unwrap_or_default();
        let about = format!("{} {}", series.indicator, series.fiscal_year);
        compare(&before, &series.figures, &about, &mut outcome, &mut changes);
    }
    for ((indicator, year), lines) in &before {
        compare(lines, &[], &format!("{indicator} {year}"), &mut outcome, &mut changes);
    }
    for (group, indicator, year, figure, _) in &table.averages {
        let key = ((*indicator).to_owned(), *year, group.key());
        let about = format!("{indicator} {year} {}", group.key());
        note(&about, averages_before.remove(&key).map(|(figure, _)| figure), Some(*figure), &mut outcome, &mut changes);
    }
    for ((indicator, year, group), (figure, _)) in averages_before {
        note(&format!("{indicator} {year} {group}"), Some(figure), None, &mut outcome, &mut changes);
    }
    disagree(link, &table, &old, &mut outcome).await?;
    let named = name_cities(&table, cities, &mut outcome);
    if outcome.changes_nothing() {
        return Ok(outcome);
    }
    write_cities(link, named, table.kind, cities).await?;
    for source in &old {
        delete_source(link, *source).await?;
    }
    let (next,): (i64,) =
        on!(link, |c| sqlx::query_as("select coalesce(max(seq), 0) + 1 from audit").fetch_one(c).await)?;
    insert(link, next, actor, &table).await?;
    let detail = audit_detail(&table, &outcome, &changes);
    // The audit row's place is never used twice, so it serves as the source's number.
    audit::append(link, actor, "import.cities", &format!("city-source:{next}"), detail).await?;
    outcome.source_id = Some(next);
    Ok(outcome)
}

/// The files this one takes the place of.
async fn same_files(link: &mut Link<'_>, table: &CityTable) -> Result<Vec<i64>, StoreError> {
    let ids: Vec<(i64,)> = on!(link, |c| sqlx::query_as(
        "select id from city_source
         where kind = $1 and coalesce(fiscal_year, 0) = $2 and (file_name = $3 or file_sha256 = $4) order by id"
    )
    .bind(table.kind.word())
    .bind(table.fiscal_year.map_or(0, |year| i64::from(year.start())))
    .bind(&table.file_name)
    .bind(&table.file_sha256)
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

async fn stored_averages(link: &mut Link<'_>, source: i64) -> Result<Averages, StoreError> {
    let rows: Vec<(String, i64, String, String, i64)> = on!(link, |c| sqlx::query_as(
        "select indicator, fiscal_year, city_group, figure, row_number from city_average where source_id = $1"
    )
    .bind(source)
    .fetch_all(c)
    .await)?;
    let average = |(indicator, year, group, figure, row): (String, i64, String, String, i64)| {
        let figure = read_figure(&figure).ok_or_else(|| damaged("average", &figure))?;
        Ok(((indicator, year as i32, group), (figure, row)))
    };
    rows.into_iter().map(average).collect()
}

/// Counts what differs between two lists in the order of codes.
fn compare(before: &[Line], after: &[Line], about: &str, outcome: &mut CityImportOutcome, changes: &mut Vec<String>) {
    let (mut before, mut after) = (before.iter().peekable(), after.iter().peekable());
    loop {
        let order = match (before.peek(), after.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((old, ..)), Some((new, ..))) => old.cmp(new),
        };
        let old = if order.is_le() { before.next() } else { None };
        let new = if order.is_ge() { after.next() } else { None };
        let (old_figure, new_figure) = (old.map(|(_, figure, _)| *figure), new.map(|(_, figure, _)| *figure));
        if old_figure == new_figure {
            outcome.unchanged += 1;
        } else if let Some((code, ..)) = old.or(new) {
            // A first import has nothing to tell but its counts, and no text is made for it.
            match (old_figure, new_figure) {
                (None, _) => outcome.new += 1,
                _ => note(&format!("{about} {code}"), old_figure, new_figure, outcome, changes),
            }
        }
    }
}

fn note(
    about: &str,
    before: Option<Figure>,
    after: Option<Figure>,
    outcome: &mut CityImportOutcome,
    changes: &mut Vec<String>,
) {
    match (before, after) {
        (None, _) => {
            outcome.new += 1;
            return;
        }
        (Some(old), Some(new)) if old == new => {
            outcome.unchanged += 1;
            return;
        }
        (Some(_), None) => outcome.removed += 1,
        (Some(_), Some(_)) => outcome.changed += 1,
    }
    if changes.len() < AUDITED_CHANGES {
        let text = |figure: Option<Figure>| figure.map(figure_text).unwrap_or_default();
        changes.push(format!("{about}\t{}\t{}", text(before), text(after)));
    }
}

async fn delete_source(link: &mut Link<'_>, source: i64) -> Result<(), StoreError> {
    for sql in [
        "delete from city_series where source_id = $1",
        "delete from city_average where source_id = $1",
        "delete from city_source where id = $1",
    ] {
        on!(link, |c| sqlx::query(sql).bind(source).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

async fn insert(link: &mut Link<'_>, id: i64, actor: &str, table: &CityTable) -> Result<(), StoreError> {
    let figures = table.series.iter().map(|series| series.figures.len()).sum::<usize>() + table.averages.len();
    let mut sources = Rows::into(
        "city_source (id, kind, fiscal_year, year_from, file_name, file_sha256, file_bytes, mapping_name, at, actor, \
         read_count, figure_count, problem_count)",
    );
    sources.push([
        id.into(),
        table.kind.word().into(),
        table.fiscal_year.map(|year| i64::from(year.start())).into(),
        table.year_from.word().into(),
        table.file_name.as_str().into(),
        table.file_sha256.as_str().into(),
        (table.file_bytes as i64).into(),
        table.mapping_name.as_str().into(),
        now().as_str().into(),
        actor.into(),
        (table.read as i64).into(),
        (figures as i64).into(),
        (table.problems as i64).into(),
    ]);
    sources.insert(link).await?;
    let mut series = Rows::into("city_series (source_id, indicator, fiscal_year, sheet, city_count, figures)");
    for one in &table.series {
        series.push([
            id.into(),
            one.indicator.into(),
            i64::from(one.fiscal_year).into(),
            table.sheet.clone().into(),
            (one.figures.len() as i64).into(),
            write_lines(&one.figures).as_str().into(),
        ]);
    }
    series.insert(link).await?;
    let mut averages =
        Rows::into("city_average (source_id, indicator, fiscal_year, city_group, sheet, row_number, figure)");
    for (group, indicator, year, figure, row) in &table.averages {
        averages.push([
            id.into(),
            (*indicator).into(),
            i64::from(*year).into(),
            group.key().as_str().into(),
            table.sheet.clone().into(),
            i64::from(*row).into(),
            figure_text(*figure).as_str().into(),
        ]);
    }
    averages.insert(link).await
}

fn audit_detail(table: &CityTable, outcome: &CityImportOutcome, changes: &[String]) -> String {
    let year = table.fiscal_year.map(|year| year.start().to_string()).unwrap_or_default();
    let head = [
        ("kind", table.kind.word().to_owned()),
        ("file", escape(&table.file_name)),
        ("sha256", table.file_sha256.clone()),
        ("mapping", escape(&table.mapping_name)),
        ("year", year),
        ("year_from", table.year_from.word().to_owned()),
        ("read", table.read.to_string()),
        ("new", outcome.new.to_string()),
        ("changed", outcome.changed.to_string()),
        ("unchanged", outcome.unchanged.to_string()),
        ("removed", outcome.removed.to_string()),
        ("new_cities", outcome.new_cities.to_string()),
        ("changed_cities", outcome.changed_cities.to_string()),
        ("disagreements", outcome.disagreement_count.to_string()),
        ("problems", table.problems.to_string()),
    ];
    let mut lines: Vec<String> = head.into_iter().map(|(key, value)| format!("{key}\t{value}")).collect();
    lines.extend_from_slice(changes);
    lines.join("\n")
}
