//! What became of effects (効果額のその後): what stands in the budget, in the settlement, and what was verified.
//!
//! What a department plans and what finance assesses stand in the sheet itself; the three stages after that come later,
//! from other documents, and each says which.

use fiscal::{FiscalYear, Yen};
use reform::Amounts;
use reform::effect::EffectStage;

use crate::audit::append;
use crate::change::escape;
use crate::db::{now, on};
use crate::{Store, StoreError};

/// What is known of an effect at a stage after the sheet (効果額の記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectRecord {
    /// The sheet.
    pub sheet_id: i64,
    /// The measure of the sheet.
    pub measure: String,
    /// Budgeted, realised or verified.
    pub stage: EffectStage,
    /// The effect in a full year, in yen.
    pub size: Amounts,
    /// What it rests on.
    pub ground: String,
    /// Who recorded it.
    pub actor: String,
    /// When.
    pub at: String,
}

impl Store {
    /// Every record of a year's review, by sheet, measure and stage.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn effect_records(&self, year: FiscalYear) -> Result<Vec<EffectRecord>, StoreError> {
        type Row = (i64, String, String, i64, i64, String, String, String);
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Row> = on!(link, |c| sqlx::query_as(
            "select e.sheet_id, e.measure, e.stage, e.gross_yen, e.general_yen, e.ground, e.actor, e.at
               from review_effect e join review_sheet s on s.id = e.sheet_id
              where s.fiscal_year = $1 order by e.sheet_id, e.measure, e.stage"
        )
        .bind(i64::from(year.start()))
        .fetch_all(c)
        .await)?;
        rows.into_iter()
            .map(|(sheet_id, measure, stage, gross, general, ground, actor, at)| {
                let known = EffectStage::from_word(&stage);
                let stage = known.ok_or_else(|| StoreError::Damaged(format!("review_effect {sheet_id}: {stage}")))?;
                let size = Amounts { gross: Yen(gross), general: Yen(general) };
                Ok(EffectRecord { sheet_id, measure, stage, size, ground, actor, at })
            })
            .collect()
    }

    /// Records a stage of an effect; one that stands already is never written over. `false` when it stands already.
    ///
    /// # Errors
    /// When the database fails, or knows no such sheet.
    pub async fn record_effect(&self, record: &EffectRecord) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let written = on!(link, |c| sqlx::query(
            "insert into review_effect (sheet_id, measure, stage, gross_yen, general_yen, ground, actor, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (sheet_id, measure, stage) do nothing"
        )
        .bind(record.sheet_id)
        .bind(&record.measure)
        .bind(record.stage.word())
        .bind(record.size.gross.0)
        .bind(record.size.general.0)
        .bind(&record.ground)
        .bind(&record.actor)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        if written == 0 {
            return Ok(false);
        }
        let detail = format!(
            "measure\t{}\nstage\t{}\ngross_yen\t{}\ngeneral_yen\t{}\nground\t{}",
            escape(&record.measure),
            record.stage.word(),
            record.size.gross.0,
            record.size.general.0,
            escape(&record.ground)
        );
        append(link, &record.actor, "effect.record", &format!("sheet:{}", record.sheet_id), detail).await?;
        tx.commit().await?;
        Ok(true)
    }
}
