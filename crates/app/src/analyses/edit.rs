//! Writing records (記録の編集): adding, changing, moving, deleting and going back, never over another's text.

use std::collections::BTreeMap;

use reform::analysis::{FieldFault, ITEMS_MAX, Item, ItemKind, find_faults, tidy};
use reform::review::Fields;
use store::analysis::{AnalysisWork, By, ItemChange, ItemRow, What};

use super::view::no_item;
use super::{ITEM_DELETED, NO_PLACE_TO_MOVE, NOTHING_TO_RESTORE, RESTORE_FAULTY, STALE_ITEM, TOO_MANY_ITEMS};
use crate::App;
use crate::clusters::ClusterHead;
use crate::error::{AppError, Refusal};
use crate::permission::{Actor, permit};

/// A record as somebody wants it (記録の編集).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemEdit {
    /// What it is.
    pub kind: ItemKind,
    /// Its number and the revision the edit began from; none for a new one.
    pub item: Option<(i64, i64)>,
    /// The fields sent, by name; those not sent stay as they are, an empty text clears one.
    pub fields: Vec<(String, String)>,
}

/// What became of an edit (編集の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemSaved {
    /// It is kept, under this number.
    Kept(i64),
    /// Nothing is kept: these fields are wrong. The texts are those sent, tidied.
    Faulty(Fields, Vec<FieldFault>),
    /// Nothing is kept: somebody else wrote first. The texts are those sent, the record is the other's.
    Stale(Fields, Box<ItemRow>),
}

impl App {
    /// Keeps a record, new or changed.
    ///
    /// # Errors
    /// When the actor may not, the stage is closed, the record is gone, or there are too many.
    pub async fn save_analysis_item(
        &self,
        actor: &Actor,
        cluster: &str,
        edit: &ItemEdit,
    ) -> Result<ItemSaved, AppError> {
        let (mut work, head) = self.open_for_writing(actor, cluster).await?;
        may_write(&work, edit.kind)?;
        let old = edit.item.map(|(number, _)| there(&work, number).cloned()).transpose()?;
        if old.as_ref().is_some_and(|old| old.item.kind != edit.kind) {
            return Err(no_item(edit.item.map_or(0, |(number, _)| number)));
        }
        let mut fields = old.as_ref().map(|old| old.item.fields.clone()).unwrap_or_default();
        for (name, text) in &edit.fields {
            fields.set(name.as_str(), &tidy(edit.kind, name, text));
        }
        if let (Some(old), Some((_, revision))) = (&old, edit.item)
            && old.revision != revision
            && old.item.fields != fields
        {
            return Ok(ItemSaved::Stale(fields, Box::new(old.clone())));
        }
        let number = edit.item.map_or(0, |(number, _)| number);
        let faults = faults_of(&work, number, edit.kind, &fields);
        if !faults.is_empty() {
            return Ok(ItemSaved::Faulty(fields, faults));
        }
        let number = match old {
            Some(old) if old.item.fields == fields => return Ok(ItemSaved::Kept(old.item.number)),
            Some(old) => {
                work.change(old.item.number, &fields).await?;
                old.item.number
            }
            None if work.analysis().items.len() >= ITEMS_MAX => {
                return Err(Refusal::conflict(&TOO_MANY_ITEMS, head.name.ja).into());
            }
            None => work.add(edit.kind, &fields).await?,
        };
        work.commit().await?;
        Ok(ItemSaved::Kept(number))
    }

    /// Moves a record one place up or down among those of its kind.
    ///
    /// # Errors
    /// When the actor may not, the stage is closed, the record changed since `revision`, or it is at the end.
    pub async fn move_analysis_item(
        &self,
        actor: &Actor,
        cluster: &str,
        item: (i64, i64),
        is_up: bool,
    ) -> Result<(), AppError> {
        let (mut work, _) = self.open_for_writing(actor, cluster).await?;
        let row = fresh(&work, item)?.clone();
        may_write(&work, row.item.kind)?;
        let mut alike = work.analysis().items.iter().filter(|other| other.item.kind == row.item.kind);
        let at = alike.clone().position(|other| other.item.number == row.item.number);
        let neighbour = at.and_then(|at| if is_up { at.checked_sub(1) } else { Some(at + 1) });
        let neighbour = neighbour.and_then(|at| alike.nth(at)).map(|other| other.item.number);
        let neighbour = neighbour.ok_or_else(|| Refusal::conflict(&NO_PLACE_TO_MOVE, row.item.title()))?;
        work.swap(row.item.number, neighbour).await?;
        Ok(work.commit().await?)
    }

    /// Deletes a record; it stays in the history and can be brought back.
    ///
    /// # Errors
    /// When the actor may not, the stage is closed, or the record changed since `revision`.
    pub async fn delete_analysis_item(&self, actor: &Actor, cluster: &str, item: (i64, i64)) -> Result<(), AppError> {
        let (mut work, _) = self.open_for_writing(actor, cluster).await?;
        let row = fresh(&work, item)?;
        may_write(&work, row.item.kind)?;
        work.delete(item.0).await?;
        Ok(work.commit().await?)
    }

    /// Writes what a record held at an earlier revision as its newest texts; brings a deleted one back.
    ///
    /// # Errors
    /// When the actor may not, the stage is closed, the record changed since `revision`, there is no such version, or it
    /// names what is gone.
    pub async fn restore_analysis_item(
        &self,
        actor: &Actor,
        cluster: &str,
        item: (i64, i64),
        to: i64,
    ) -> Result<(), AppError> {
        let (mut work, head) = self.open_for_writing(actor, cluster).await?;
        let row = work.analysis().item(item.0).cloned().ok_or_else(|| no_item(item.0))?;
        if row.revision != item.1 {
            return Err(Refusal::conflict(&STALE_ITEM, row.item.title()).into());
        }
        may_write(&work, row.item.kind)?;
        let is_deleted = work.analysis().deleted.iter().any(|deleted| deleted.item.number == item.0);
        if !(1..=row.revision).contains(&to) || (to == row.revision && !is_deleted) {
            return Err(Refusal::invalid(&NOTHING_TO_RESTORE, to.to_string()).into());
        }
        if is_deleted && work.analysis().items.len() >= ITEMS_MAX {
            return Err(Refusal::conflict(&TOO_MANY_ITEMS, head.name.ja).into());
        }
        let changes = work.changes(item.0).await?;
        let fields = fields_at(&row.item.fields, &changes, to);
        if let Some(fault) = faults_of(&work, item.0, row.item.kind, &fields).first() {
            let detail = format!("{} {}", fault.kind.code, fault.field);
            return Err(Refusal::conflict(&RESTORE_FAULTY, detail).into());
        }
        work.change(item.0, &fields).await?;
        Ok(work.commit().await?)
    }

    /// Opens the analysis for somebody who may work on the cluster.
    async fn open_for_writing(&self, actor: &Actor, cluster: &str) -> Result<(AnalysisWork, ClusterHead), AppError> {
        let head = self.cluster_head(actor, cluster).await?;
        permit(actor, head.ask())?;
        let work = self.store.open_analysis(cluster, self.by(actor), false).await?;
        Ok((work, head))
    }

    pub(super) fn by(&self, actor: &Actor) -> By {
        By { account: actor.account(), actor: actor.name.clone(), at: self.now_text() }
    }
}

/// What a record held at a revision: the texts now, with every later change taken back.
pub(super) fn fields_at(now: &Fields, changes: &[ItemChange], revision: i64) -> Fields {
    let mut texts: BTreeMap<&str, &str> = now.iter().collect();
    // The latest change comes first.
    let later = changes.iter().filter(|change| change.revision > revision && !change.name.is_empty());
    for change in later.filter(|change| change.what != What::Move) {
        texts.insert(&change.name, &change.before);
    }
    texts.into_iter().collect()
}

fn may_write(work: &AnalysisWork, kind: ItemKind) -> Result<(), AppError> {
    let stage = kind.stage();
    work.analysis().progress().may_write(stage).map_err(|kind| Refusal::conflict(kind, stage.label_ja()).into())
}

/// A record that was not deleted.
fn there(work: &AnalysisWork, number: i64) -> Result<&ItemRow, AppError> {
    let row = work.analysis().item(number).ok_or_else(|| no_item(number))?;
    if work.analysis().deleted.iter().any(|deleted| deleted.item.number == number) {
        return Err(Refusal::conflict(&ITEM_DELETED, row.item.title()).into());
    }
    Ok(row)
}

/// A record that was not deleted and has not changed since the revision.
fn fresh(work: &AnalysisWork, (number, revision): (i64, i64)) -> Result<&ItemRow, AppError> {
    let row = there(work, number)?;
    if row.revision != revision {
        return Err(Refusal::conflict(&STALE_ITEM, row.item.title()).into());
    }
    Ok(row)
}

fn faults_of(work: &AnalysisWork, number: i64, kind: ItemKind, fields: &Fields) -> Vec<FieldFault> {
    let others: Vec<(i64, ItemKind)> =
        work.analysis().items.iter().map(|row| (row.item.number, row.item.kind)).collect();
    find_faults(&Item { number, kind, fields: fields.clone() }, &others)
}
