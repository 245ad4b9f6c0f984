//! Saving (保存): fields someone sends, merged with what others wrote meanwhile, so that no text is ever written over.

use std::collections::{BTreeMap, BTreeSet};

use reform::kinds::{MERGE_INTO_ITSELF, MERGE_TARGET_MISSING, TOO_MANY_ITEMS, VIEWPOINT_UNKNOWN};
use reform::review::{
    Conflict, FieldName, FieldProblem, Fields, ITEMS_MAX, ReviewSheet, find_refused, may_write, merge, tidy,
};
use reform::workflow::{self, State, transition};
use store::review::{FieldRow, FieldText, ReviewCycle, SheetRow, SheetWork, Via};

use super::problems::TOO_MANY_FIELDS;
use super::sheet::{no_sheet, permit_reading, workflow_cycle, workflow_sheet};
use crate::error::{AppError, Refusal};
use crate::permission::{Actor, Ask, permit};
use crate::{App, FiscalYear};

/// The most fields one save sends: every field of a full sheet, and some.
pub const FIELDS_MAX: usize = 1_000;

/// What somebody made of a sheet (編集): the fields sent, with what stood in them when they began.
///
/// Send every field of a measure or KPI of which one was touched, as a measure is merged as a whole. A field in `mine` that
/// is not in `base` was empty before; one in `base` that is not in `mine` was not touched. Clearing is an empty text. To
/// settle a conflict send it again with the other person's text as its base.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// Field and text before.
    pub base: Vec<(String, String)>,
    /// Field and text now.
    pub mine: Vec<(String, String)>,
}

/// What a save led to (保存の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The sheet's revision now; it grows only when a field changed.
    pub revision: i64,
    /// The state now: a first save begins the draft.
    pub state: State,
    /// The fields that were kept by this save, with their texts as kept; cleared ones with an empty text.
    pub stored: Vec<(String, String)>,
    /// Every field of the sheet as it stands now.
    pub fields: Fields,
    /// The fields somebody else changed differently; they stay as they were.
    pub conflicts: Vec<SheetConflict>,
    /// The fields whose text cannot be kept, or that this actor may not write; they stay as they were.
    pub problems: Vec<FieldProblem>,
}

/// A field in conflict, with who wrote the other text (欄の競合).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetConflict {
    /// The three texts.
    pub conflict: Conflict,
    /// The other person's name; empty when it was carried over.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// What became of a sheet since a revision (新着): for a page that asks again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetNews {
    /// The revision now.
    pub revision: i64,
    /// The state now.
    pub state: State,
    /// The revision of the last step of the workflow; above the one asked from when the sheet was moved on.
    pub step_revision: i64,
    /// The fields that changed.
    pub changes: Vec<ChangedField>,
}

/// A field somebody changed (変わった欄).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedField {
    /// The field's name.
    pub name: String,
    /// Its text now.
    pub text: String,
    /// Who; empty when it was carried over.
    pub who: String,
    /// Their account.
    pub account: Option<i64>,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// The revision that put it there.
    pub revision: i64,
}

impl App {
    /// Keeps what somebody typed, field by field: what nobody else changed is stored, what somebody else changed differently
    /// comes back with both texts, what is no value of its field comes back with its problem. Nothing is ever written over.
    ///
    /// # Errors
    /// When the actor may not save this sheet now, there is none, or too many fields are sent; nothing is kept then.
    pub async fn save_fields(
        &self,
        actor: &Actor,
        year: FiscalYear,
        program: i64,
        edit: &Edit,
        via: Via,
    ) -> Result<Saved, AppError> {
        if edit.mine.len() > FIELDS_MAX || edit.base.len() > FIELDS_MAX {
            return Err(Refusal::invalid(&TOO_MANY_FIELDS, edit.mine.len().to_string()).into());
        }
        let mut work = self.store.open_sheet(year, program).await?.ok_or_else(|| no_sheet(program))?;
        let after = permit_save(actor, work.row(), work.cycle())?;
        let stored = work.fields().await?;
        let level = work.row().state.holder();
        let mut weighed = self.weigh(year, program, edit, &stored, level);
        check_target(&mut work, &stored, &mut weighed).await?;
        let mut saved = Saved {
            revision: work.row().revision,
            state: work.row().state,
            stored: weighed.changes.iter().map(|change| (change.name.clone(), change.text.clone())).collect(),
            fields: weighed.after,
            conflicts: weighed.conflicts,
            problems: weighed.problems,
        };
        if !weighed.changes.is_empty() {
            let account = actor.account();
            saved.state = after;
            saved.revision =
                work.put_fields(&weighed.changes, after, account, via, &actor.name, &self.now_text()).await?;
            work.commit().await?;
        }
        Ok(saved)
    }

    /// What changed in a sheet since a revision.
    ///
    /// # Errors
    /// When the actor may not read it, or there is none.
    pub async fn changes_since(
        &self,
        actor: &Actor,
        year: FiscalYear,
        program: i64,
        revision: i64,
    ) -> Result<SheetNews, AppError> {
        let (row, fields) = self.store.sheet_news(year, program, revision).await?.ok_or_else(|| no_sheet(program))?;
        permit_reading(actor, &row)?;
        let changed = |field: FieldRow| ChangedField {
            name: field.name,
            text: field.text,
            who: field.who,
            account: field.account,
            at: field.at,
            revision: field.revision,
        };
        Ok(SheetNews {
            revision: row.revision,
            state: row.state,
            step_revision: row.step_revision,
            changes: fields.into_iter().map(changed).collect(),
        })
    }

    /// What of an edit can be kept, what is in conflict, and what is wrong with the rest.
    pub(super) fn weigh(
        &self,
        year: FiscalYear,
        program: i64,
        edit: &Edit,
        stored: &[FieldRow],
        level: Option<workflow::Level>,
    ) -> Weighed {
        let now: Fields = stored.iter().map(|field| (field.name.as_str(), field.text.as_str())).collect();
        let sent: BTreeSet<&str> = edit.mine.iter().map(|(name, _)| name.as_str()).collect();
        let base: Fields = edit.base.iter().filter(|(name, _)| sent.contains(name.as_str())).cloned().collect();
        let mine: Fields = edit.mine.iter().map(|(name, text)| (name.as_str(), tidy(name, text))).collect();
        // What somebody changed in a field of another level is refused, and so never a conflict to decide.
        let refused = level.map(|level| find_refused(level, &base, &mine)).unwrap_or_default();
        let own = |name: &str| level.is_some_and(|level| may_write(level, name));
        let sent: BTreeSet<&str> = sent.into_iter().filter(|name| own(name)).collect();
        let base: Fields = base.iter().filter(|(name, _)| own(name)).collect();
        let mine: Fields = mine.iter().filter(|(name, _)| own(name)).collect();
        let theirs: Fields = now.iter().filter(|(name, _)| sent.contains(name)).collect();
        let merged = merge(&base, &mine, &theirs);
        let mut wanted: BTreeMap<&str, &str> = BTreeMap::new();
        for name in &sent {
            let in_conflict = merged.conflicts.iter().any(|conflict| conflict.field == *name);
            let text = merged.fields.get(name).unwrap_or_default();
            if !in_conflict && text != theirs.get(name).unwrap_or_default() {
                wanted.insert(name, text);
            }
        }
        let mut problems = self.find_problems(year, program, &now, &wanted);
        for problem in &problems {
            wanted.remove(problem.field.as_str());
        }
        problems.extend(refused);
        problems.sort_by(|a, b| a.field.cmp(&b.field));
        let mut after = now;
        let changes: Vec<FieldText> = wanted
            .iter()
            .map(|(name, text)| FieldText { name: (*name).to_owned(), text: (*text).to_owned() })
            .collect();
        for change in &changes {
            after.set(change.name.as_str(), &change.text);
        }
        let conflicts = merged.conflicts.into_iter().map(|conflict| {
            let theirs = stored.iter().find(|field| field.name == conflict.field);
            let (who, at) = theirs.map(|field| (field.who.clone(), field.at.clone())).unwrap_or_default();
            SheetConflict { conflict, who, at }
        });
        Weighed { changes, after, conflicts: conflicts.collect(), problems }
    }

    /// What is wrong with the changes wanted, by field; each field is looked at for itself.
    fn find_problems(
        &self,
        year: FiscalYear,
        program: i64,
        now: &Fields,
        wanted: &BTreeMap<&str, &str>,
    ) -> Vec<FieldProblem> {
        let changed: Fields = wanted.iter().map(|(name, text)| (*name, *text)).collect();
        let mut problems = Vec::new();
        let known = |id: &str| self.plan.viewpoints.iter().any(|viewpoint| viewpoint.id == id);
        for (name, text) in changed.iter() {
            if let Some(FieldName::Check(viewpoint, _)) = FieldName::parse(name)
                && !known(viewpoint)
            {
                problems.push(FieldProblem { field: name.into(), text: text.into(), kind: &VIEWPOINT_UNKNOWN });
            }
        }
        let of_texts = ReviewSheet::from_fields(&program.to_string(), year, &changed).err().unwrap_or_default();
        // How many items there are is a matter of the whole sheet, below.
        problems.extend(of_texts.into_iter().filter(|problem| !["measures", "kpis"].contains(&problem.field.as_str())));
        let mut after = now.clone();
        changed.iter().for_each(|(name, text)| after.set(name, text));
        for (list, was, is) in
            [("measures", now.measure_ids(), after.measure_ids()), ("kpis", now.kpi_ids(), after.kpi_ids())]
        {
            // The items there are stay writable; what would be one too many is told by each of its fields.
            if is.len() > ITEMS_MAX {
                let new = changed.iter().filter(|(name, _)| {
                    let item = match FieldName::parse(name) {
                        Some(FieldName::Measure(id, _)) if list == "measures" => Some(id),
                        Some(FieldName::Kpi(id, _)) if list == "kpis" => Some(id),
                        _ => None,
                    };
                    item.is_some_and(|id| !was.contains(&id))
                });
                problems.extend(new.map(|(name, text)| FieldProblem {
                    field: name.into(),
                    text: text.into(),
                    kind: &TOO_MANY_ITEMS,
                }));
            }
        }
        problems.sort_by(|a, b| a.field.cmp(&b.field));
        problems.dedup_by(|a, b| a.field == b.field);
        problems
    }
}

/// Asks whether the actor may save the sheet as it stands, and says its state after that.
pub(super) fn permit_save(actor: &Actor, row: &SheetRow, cycle: &ReviewCycle) -> Result<State, AppError> {
    let (sheet, cycle) = (workflow_sheet(row), workflow_cycle(cycle));
    let action = workflow::Action::Save;
    permit(actor, Ask::ActOnSheet { action: &action, sheet: &sheet, cycle: &cycle })?;
    let step = actor.signed_in().map(|member| transition(&member.person, &sheet, &action, &cycle, member.today));
    match step {
        Some(Ok(step)) => Ok(step.sheet.state),
        _ => Err(AppError::Denied("save")),
    }
}

/// Takes a program to merge into out of the changes when there is none of its number in the cycle.
pub(super) async fn check_target(
    work: &mut SheetWork,
    stored: &[FieldRow],
    weighed: &mut Weighed,
) -> Result<(), AppError> {
    const FIELD: &str = "merge-into";
    let Some(at) = weighed.changes.iter().position(|change| change.name == FIELD && !change.text.is_empty()) else {
        return Ok(());
    };
    let number = weighed.changes[at].text.trim().to_owned();
    let kind = match number == work.row().external_id {
        true => &MERGE_INTO_ITSELF,
        false if work.has_other_program(&number).await? => return Ok(()),
        false => &MERGE_TARGET_MISSING,
    };
    let text = weighed.changes.remove(at).text;
    let before = stored.iter().find(|field| field.name == FIELD).map_or("", |field| field.text.as_str());
    weighed.after.set(FIELD, before);
    weighed.problems.push(FieldProblem { field: FIELD.to_owned(), text, kind });
    Ok(())
}

/// An edit after it was weighed.
pub(super) struct Weighed {
    pub(super) changes: Vec<FieldText>,
    pub(super) after: Fields,
    pub(super) conflicts: Vec<SheetConflict>,
    pub(super) problems: Vec<FieldProblem>,
}
