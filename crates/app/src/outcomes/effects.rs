//! Effects of a review (見直し効果額): by kind, stage, year and department, each credited once; and what became of them.
//!
//! What the department plans and finance assesses stand in the sheet; what the budget, the settlement and a check by
//! somebody else say is recorded here, stage after stage, and never written over.

mod tables;

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use reform::effect::{Effect, EffectBasis, EffectSource, EffectStage, Estimate, effects_with};
use reform::{Amounts, ProblemKind, Severity};
use store::EffectRecord;

use super::YearSheets;
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The longest text on what an amount rests on, in characters.
const GROUND_CHARS_MAX: usize = 400;

/// The effect of one measure with whose it is (取組の効果).
#[derive(Clone, Debug)]
pub struct MeasureEffect {
    /// The sheet.
    pub sheet_id: i64,
    /// The program.
    pub program_id: i64,
    /// The measure of the sheet.
    pub measure: String,
    /// What is done.
    pub text: String,
    /// The effect with all its stages.
    pub effect: Effect,
    /// What the recorded stages rest on.
    pub grounds: BTreeMap<&'static str, String>,
}

/// The effects of a year's review (見直し効果額).
#[derive(Clone, Debug)]
pub struct Effects {
    /// The sheets they come from.
    pub sheets: YearSheets,
    /// One a measure, by program.
    pub measures: Vec<MeasureEffect>,
}

/// A stage to be recorded (効果額の記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// The program.
    pub program_id: i64,
    /// The measure of its sheet.
    pub measure: String,
    /// Budgeted, realised or verified.
    pub stage: EffectStage,
    /// The effect in a full year.
    pub size: Amounts,
    /// What it rests on.
    pub ground: String,
}

impl MeasureEffect {
    /// The size as it is known now, of an effect of the review; `None` for what is none or is not sized yet.
    pub fn review_size(&self) -> Option<Amounts> {
        let latest = self.effect.latest()?;
        self.effect.kind.counts_as_review().then(|| latest.size(self.effect.kind).ok()).flatten()
    }

    /// The size at a stage.
    pub fn size_at(&self, stage: EffectStage) -> Option<Amounts> {
        self.effect.at(stage).and_then(|estimate| estimate.size(self.effect.kind).ok())
    }

    /// The stage that can be recorded next, once the sheet is decided.
    pub fn next_stage(&self) -> Option<EffectStage> {
        match self.effect.latest()?.stage {
            EffectStage::Planned | EffectStage::Assessed => Some(EffectStage::Budgeted),
            EffectStage::Budgeted => Some(EffectStage::Realised),
            EffectStage::Realised => Some(EffectStage::Verified),
            EffectStage::Verified => None,
        }
    }
}

/// The effects of every measure that states an amount, with what was recorded of them.
pub(crate) fn measures_of(sheets: &YearSheets, records: &[EffectRecord]) -> Vec<MeasureEffect> {
    let mut by_measure: BTreeMap<(i64, &str), Vec<&EffectRecord>> = BTreeMap::new();
    for record in records {
        by_measure.entry((record.sheet_id, record.measure.as_str())).or_default().push(record);
    }
    let mut measures = Vec::new();
    for answered in &sheets.sheets {
        let basis = EffectBasis {
            cost: answered.amounts(),
            planned_end: answered.cost.as_ref().and_then(|cost| cost.end_year),
        };
        for EffectSource { measure, effect } in effects_with(&answered.sheet, &basis).effects {
            let mut known: Vec<&EffectRecord> =
                by_measure.get(&(answered.id, measure.as_str())).cloned().unwrap_or_default();
            known.sort_by_key(|record| record.stage);
            let text = answered.sheet.measures.iter().find(|known| known.id == measure);
            let mut made = MeasureEffect {
                sheet_id: answered.id,
                program_id: answered.program_id,
                text: text.map(|measure| measure.text.clone()).unwrap_or_default(),
                measure,
                effect,
                grounds: BTreeMap::new(),
            };
            for record in known {
                made.effect.estimates.push(Estimate::of_size(record.stage, made.effect.kind, record.size));
                made.grounds.insert(record.stage.word(), record.ground.clone());
            }
            measures.push(made);
        }
    }
    measures
}

impl App {
    /// The effects of a year's review, with what became of them.
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of that year.
    pub async fn review_effects(&self, actor: &Actor, year: FiscalYear) -> Result<Effects, AppError> {
        let sheets = self.year_sheets(actor, year).await?;
        let records = self.store.effect_records(year).await?;
        let measures = measures_of(&sheets, &records);
        Ok(Effects { sheets, measures })
    }

    /// Records what stands in the budget or the settlement, or confirms what was realised.
    ///
    /// # Errors
    /// When the actor may not; when the sheet is not decided, the measure is unknown, the stage is not the next one or
    /// stands already, what it rests on is missing, or whoever realised it would verify it too.
    pub async fn record_effect(&self, actor: &Actor, year: FiscalYear, new: &NewRecord) -> Result<(), AppError> {
        let verifies = new.stage == EffectStage::Verified;
        permit(actor, if verifies { Action::VerifyEffects } else { Action::RecordEffects })?;
        let ground = new.ground.trim();
        if ground.is_empty() || ground.chars().count() > GROUND_CHARS_MAX || ground.chars().any(char::is_control) {
            return Err(Refusal::invalid(&GROUND_WRONG, "").into());
        }
        let effects = self.review_effects(actor, year).await?;
        let answered = effects.sheets.sheets.iter().find(|answered| answered.program_id == new.program_id);
        let known = effects
            .measures
            .iter()
            .find(|measure| measure.program_id == new.program_id && measure.measure == new.measure);
        let (Some(answered), Some(known)) = (answered, known) else {
            return Err(AppError::NotFound { what: "measure", name: format!("{}:{}", new.program_id, new.measure) });
        };
        if !answered.is_decided() {
            return Err(Refusal::conflict(&NOT_DECIDED, answered.name()).into());
        }
        if known.next_stage() != Some(new.stage) {
            return Err(Refusal::conflict(&reform::kinds::STAGE_SKIPPED, answered.name()).into());
        }
        let records = self.store.effect_records(year).await?;
        let realised = records.iter().find(|record| {
            record.sheet_id == known.sheet_id && record.measure == new.measure && record.stage == EffectStage::Realised
        });
        if verifies && realised.is_some_and(|record| record.actor == actor.name) {
            return Err(Refusal::forbidden(&VERIFIES_OWN).into());
        }
        let mut after = known.effect.clone();
        after
            .record(Estimate::of_size(new.stage, after.kind, new.size))
            .map_err(|problem| Refusal::invalid(problem.kind, answered.name()))?;
        let record = EffectRecord {
            sheet_id: known.sheet_id,
            measure: new.measure.clone(),
            stage: new.stage,
            size: new.size,
            ground: ground.to_owned(),
            actor: actor.name.clone(),
            at: String::new(),
        };
        if self.store.record_effect(&record).await? {
            Ok(())
        } else {
            Err(Refusal::conflict(&reform::kinds::STAGE_RECORDED, answered.name()).into())
        }
    }
}

/// What a recorded amount rests on is missing, too long, or holds control characters.
pub static GROUND_WRONG: ProblemKind = ProblemKind {
    code: "AP-124",
    severity: Severity::Error,
    title_ja: "金額の根拠がありません",
    title_en: "What the amount rests on is missing",
    hint_ja: "予算書や決算書の名前と場所、確かめた方法を、400文字までで書いてください",
    hint_en: "Name the budget or settlement document and place, or how it was checked, in at most 400 characters",
};

/// An effect of a sheet that is not decided.
pub static NOT_DECIDED: ProblemKind = ProblemKind {
    code: "AP-125",
    severity: Severity::Error,
    title_ja: "本部で決定されていない事業です",
    title_en: "The headquarters has not decided on this program yet",
    hint_ja: "決定のあとで、予算反映・実績・検証の順に記録してください",
    hint_en: "Record budget, settlement and check in order once it is decided",
};

/// Somebody would verify what they realised themselves.
pub static VERIFIES_OWN: ProblemKind = ProblemKind {
    code: "AP-126",
    severity: Severity::Error,
    title_ja: "自分が記録した実績は検証できません",
    title_en: "Nobody verifies what they recorded themselves",
    hint_ja: "ほかの人が確かめて記録してください",
    hint_en: "Have somebody else check and record it",
};
