//! Sheets from rows (評価シートの読出): the program sheet back as it was imported.

use crate::StoreError;
use crate::db::{Link, on};
use crate::tree::Tree;
use fiscal::{FiscalYear, Quantity, Yen};
use reform::program::{
    BudgetLine, Direction, DirectionGiven, Funding, Indicator, IndicatorKind, IndicatorValue, LogicText, MoneyLine,
    Note, Obligation, ProgramSheet, ReviewAnswer, StaffTime, Stage,
};

/// A sheet with the ids of its departments and policies.
pub(crate) struct StoredSheet {
    pub sheet: ProgramSheet,
    pub import_id: i64,
    pub department_ids: Vec<i64>,
    pub policy_ids: Vec<i64>,
}

/// The sheet of one version, with every list in its order; `None` when there is no such version.
pub(crate) async fn read_sheet(
    link: &mut Link<'_>,
    version: i64,
    departments: &Tree,
    policies: &Tree,
) -> Result<Option<StoredSheet>, StoreError> {
    type Head = (String, i64, i64, i64, Option<String>, Option<i64>, Option<i64>);
    let head: Option<Head> = on!(link, |c| {
        sqlx::query_as(
        "select p.external_id, v.fiscal_year, v.import_id, v.source_row, v.source_sheet, v.department_id, v.policy_id
         from program_version v join program p on p.id = v.program_id where v.id = $1"
    )
    .bind(version)
    .fetch_optional(c)
    .await
    })?;
    let Some((external_id, fiscal_year, import_id, source_row, source_sheet, department, policy)) = head else {
        return Ok(None);
    };
    let department_ids = departments.path(department);
    let policy_ids = policies.path(policy);
    let mut sheet = ProgramSheet {
        external_id,
        fiscal_year: year(fiscal_year)?,
        name: String::new(),
        department: departments.names(&department_ids),
        policy: policies.names(&policy_ids),
        budget_lines: read_budget_lines(link, version).await?,
        legal_basis: String::new(),
        obligation: None,
        summary: String::new(),
        logic: LogicText::default(),
        start_year: None,
        end_year: None,
        money: read_money(link, version).await?,
        staff: read_staff(link, version).await?,
        indicators: read_indicators(link, version).await?,
        answers: read_answers(link, version).await?,
        direction: None,
        notes: read_notes(link, version).await?,
        source_sheet,
        source_row: u32::try_from(source_row).map_err(|_| damaged("source_row", source_row))?,
    };
    read_texts(link, version, &mut sheet).await?;
    Ok(Some(StoredSheet { sheet, import_id, department_ids, policy_ids }))
}

/// The money and staff time of one version.
pub(crate) async fn read_money_and_staff(
    link: &mut Link<'_>,
    version: i64,
) -> Result<(Vec<MoneyLine>, Vec<StaffTime>), StoreError> {
    Ok((read_money(link, version).await?, read_staff(link, version).await?))
}

/// The words of a version, by their columns.
async fn read_texts(link: &mut Link<'_>, version: i64, sheet: &mut ProgramSheet) -> Result<(), StoreError> {
    type Words = (Option<String>, Option<String>, Option<String>, Option<i64>, Option<i64>);
    let (direction, words, obligation, start, end): Words = on!(link, |c| sqlx::query_as(
        "select direction, direction_words, obligation, start_year, end_year from program_version where id = $1"
    )
    .bind(version)
    .fetch_one(c)
    .await)?;
    type Texts = (String, String, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);
    let (name, summary, legal_basis, means, target, intent, result): Texts = on!(link, |c| sqlx::query_as(
        "select name, summary, legal_basis, means, target, intent, result from program_version where id = $1"
    )
    .bind(version)
    .fetch_one(c)
    .await)?;
    let direction =
        direction.map(|word| Direction::from_word(&word).ok_or_else(|| damaged("direction", word))).transpose()?;
    sheet.direction = words.map(|words| DirectionGiven { direction, words });
    sheet.obligation =
        obligation.map(|word| Obligation::from_word(&word).ok_or_else(|| damaged("obligation", word))).transpose()?;
    sheet.start_year = start.map(year).transpose()?;
    sheet.end_year = end.map(year).transpose()?;
    (sheet.name, sheet.summary) = (name, summary);
    sheet.legal_basis = legal_basis.unwrap_or_default();
    sheet.logic = LogicText {
        means: means.unwrap_or_default(),
        target: target.unwrap_or_default(),
        intent: intent.unwrap_or_default(),
        result: result.unwrap_or_default(),
    };
    Ok(())
}

async fn read_budget_lines(link: &mut Link<'_>, version: i64) -> Result<Vec<BudgetLine>, StoreError> {
    let rows: Vec<(String, String, String, String, String)> = on!(link, |c| sqlx::query_as(
        "select account, kan, kou, moku, program from budget_line where version_id = $1 order by position"
    )
    .bind(version)
    .fetch_all(c)
    .await)?;
    let line = |(account, kan, kou, moku, program)| BudgetLine { account, kan, kou, moku, program };
    Ok(rows.into_iter().map(line).collect())
}

/// A row of the table money.
pub(crate) type MoneyRow = (i64, String, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

/// A row of the table staff_time.
pub(crate) type StaffRow = (i64, Option<String>, Option<String>, Option<i64>);

async fn read_money(link: &mut Link<'_>, version: i64) -> Result<Vec<MoneyLine>, StoreError> {
    let rows: Vec<MoneyRow> = on!(link, |c| sqlx::query_as(
        "select fiscal_year, stage, cost_yen, national_yen, prefectural_yen, bonds_yen, other_yen, general_yen
         from money where version_id = $1 order by position"
    )
    .bind(version)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(money_line).collect()
}

/// The money line of a row.
pub(crate) fn money_line(row: MoneyRow) -> Result<MoneyLine, StoreError> {
    let (fiscal_year, stage, cost, national, prefectural, bonds, other, general) = row;
    Ok(MoneyLine {
        fiscal_year: year(fiscal_year)?,
        stage: read_stage(&stage)?,
        cost: Yen(cost),
        funding: Funding {
            national: national.map(Yen),
            prefectural: prefectural.map(Yen),
            bonds: bonds.map(Yen),
            other: other.map(Yen),
            general: general.map(Yen),
        },
    })
}

async fn read_staff(link: &mut Link<'_>, version: i64) -> Result<Vec<StaffTime>, StoreError> {
    let rows: Vec<StaffRow> = on!(link, |c| sqlx::query_as(
        "select fiscal_year, persons, hours, cost_yen from staff_time where version_id = $1 order by position"
    )
    .bind(version)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(staff_time).collect()
}

/// The staff time of a row.
pub(crate) fn staff_time((fiscal_year, persons, hours, cost): StaffRow) -> Result<StaffTime, StoreError> {
    Ok(StaffTime {
        fiscal_year: year(fiscal_year)?,
        persons: quantity(persons)?,
        hours: quantity(hours)?,
        cost: cost.map(Yen),
    })
}

/// The indicators of one version, with their values.
pub(crate) async fn read_indicators(link: &mut Link<'_>, version: i64) -> Result<Vec<Indicator>, StoreError> {
    let heads: Vec<(i64, String, String, String, String)> = on!(link, |c| sqlx::query_as(
        "select position, kind, mark, name, unit from indicator where version_id = $1 order by position"
    )
    .bind(version)
    .fetch_all(c)
    .await)?;
    let values: Vec<(i64, i64, Option<String>, Option<String>)> = on!(link, |c| sqlx::query_as(
        "select indicator_position, fiscal_year, target, actual from indicator_value
         where version_id = $1 order by indicator_position, position"
    )
    .bind(version)
    .fetch_all(c)
    .await)?;
    let mut values = values.into_iter().peekable();
    let mut indicators = Vec::with_capacity(heads.len());
    for (position, kind, mark, name, unit) in heads {
        let kind = IndicatorKind::from_word(&kind).ok_or_else(|| damaged("kind", kind))?;
        let mut indicator = Indicator { kind, mark, name, unit, values: Vec::new() };
        while let Some((_, fiscal_year, target, actual)) = values.next_if(|value| value.0 == position) {
            indicator.values.push(IndicatorValue {
                fiscal_year: year(fiscal_year)?,
                target: quantity(target)?,
                actual: quantity(actual)?,
            });
        }
        indicators.push(indicator);
    }
    Ok(indicators)
}

async fn read_answers(link: &mut Link<'_>, version: i64) -> Result<Vec<ReviewAnswer>, StoreError> {
    let rows: Vec<(String, String, String)> = on!(link, |c| sqlx::query_as(
        "select question, judgement, reason from review_answer where version_id = $1 order by position"
    )
    .bind(version)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(question, judgement, reason)| ReviewAnswer { question, judgement, reason }).collect())
}

async fn read_notes(link: &mut Link<'_>, version: i64) -> Result<Vec<Note>, StoreError> {
    let rows: Vec<(String, String)> =
        on!(link, |c| sqlx::query_as("select heading, body from note where version_id = $1 order by position")
            .bind(version)
            .fetch_all(c)
            .await)?;
    Ok(rows.into_iter().map(|(heading, text)| Note { heading, text }).collect())
}

/// A stored year.
pub(crate) fn year(stored: i64) -> Result<FiscalYear, StoreError> {
    i32::try_from(stored).ok().and_then(|year| FiscalYear::new(year).ok()).ok_or_else(|| damaged("fiscal_year", stored))
}

/// A stored stage.
pub(crate) fn read_stage(word: &str) -> Result<Stage, StoreError> {
    Stage::from_word(word).ok_or_else(|| damaged("stage", word))
}

/// What is stored in this column cannot be.
pub(crate) fn damaged(column: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged(format!("{column} holds “{value}”"))
}

/// A stored decimal.
pub(crate) fn quantity(stored: Option<String>) -> Result<Option<Quantity>, StoreError> {
    stored.map(|text| text.parse().map_err(|_| damaged("quantity", text))).transpose()
}
