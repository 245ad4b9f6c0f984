//! Writing models and related programs with their import (取込の書込).

use std::collections::{BTreeSet, HashMap};

use reform::logic_model::LogicModel;
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

use super::{ReferenceOutcome, SourceModel, SourceRelation};
use crate::audit;
use crate::db::{Link, on};
use crate::import::ImportHeader;
use crate::rows::{Rows, placeholders, text_or_null};
use crate::{ImportWriter, StoreError};

/// Models whose rows are handed to the database together, and programs named in one statement.
const MODELS_AT_ONCE: usize = 500;

impl ImportWriter {
    /// Replaces the models and related programs of the import's source by these; to be called after the last sheet. Nothing is
    /// kept unless the import is finished.
    ///
    /// # Errors
    /// When a model has indicators or evidence, or the database refuses; the import is then over.
    pub async fn write_reference(
        &mut self,
        models: &[SourceModel],
        relations: &[SourceRelation],
    ) -> Result<ReferenceOutcome, StoreError> {
        let (mut tx, import_id, header) = self.lend().await?;
        let link = &mut tx.link();
        let programs = programs_of(link, &header.source).await?;
        let mut outcome = ReferenceOutcome::default();
        write_models(link, import_id, header, &programs, models, &mut outcome).await?;
        write_relations(link, import_id, header, &programs, relations, &mut outcome).await?;
        if outcome.changes() > 0 {
            let subject = format!("import:{import_id}");
            audit::append(link, &header.actor, "import.reference", &subject, detail(&outcome)).await?;
        }
        self.take_back(tx, outcome.changes());
        Ok(outcome)
    }
}

async fn programs_of(link: &mut Link<'_>, source: &str) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(String, i64)> =
        on!(link, |c| sqlx::query_as("select external_id, id from program where source = $1")
            .bind(source)
            .fetch_all(c)
            .await)?;
    Ok(rows.into_iter().collect())
}

async fn write_models(
    link: &mut Link<'_>,
    import_id: i64,
    header: &ImportHeader,
    programs: &HashMap<String, i64>,
    models: &[SourceModel],
    outcome: &mut ReferenceOutcome,
) -> Result<(), StoreError> {
    let stored: Vec<(i64, Vec<u8>, i64, i64)> = on!(link, |c| sqlx::query_as(
        "select m.program_id, m.digest, m.nodes, m.links from reference_model m
         join program p on p.id = m.program_id where p.source = $1"
    )
    .bind(&header.source)
    .fetch_all(c)
    .await)?;
    let mut stored: HashMap<i64, (Vec<u8>, i64, i64)> =
        stored.into_iter().map(|(program, digest, nodes, links)| (program, (digest, nodes, links))).collect();
    let mut fresh: Vec<(i64, [u8; 32], &LogicModel)> = Vec::new();
    let mut gone: Vec<i64> = Vec::new();
    for SourceModel { external_id, model } in models {
        let Some(program) = programs.get(external_id) else {
            outcome.models_without_program += 1;
            continue;
        };
        let digest = digest(model)?;
        match stored.remove(program) {
            Some((known, ..)) if known == digest => outcome.models_unchanged += 1,
            Some((_, nodes, links)) => {
                outcome.models_changed += 1;
                gone.push(*program);
                let (before, after) = ((nodes, links), (model.nodes().len(), model.edges().len()));
                let detail =
                    format!("import\t{import_id}\nnodes\t{}\t{}\nlinks\t{}\t{}", before.0, after.0, before.1, after.1);
                let subject = format!("program:{program}");
                audit::append(link, &header.actor, "program.model", &subject, detail).await?;
                fresh.push((*program, digest, model));
            }
            None => {
                outcome.models_new += 1;
                fresh.push((*program, digest, model));
            }
        }
    }
    let mut removed: Vec<i64> = stored.into_keys().collect();
    removed.sort_unstable();
    outcome.models_removed = removed.len() as u64;
    gone.extend(removed);
    for programs in gone.chunks(MODELS_AT_ONCE) {
        let sql = format!("delete from reference_model where program_id in ({})", placeholders(1, programs.len()));
        on!(link, |c| {
            let query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
            programs.iter().fold(query, |query, program| query.bind(*program)).execute(c).await.map(|_| ())
        })?;
    }
    for fresh in fresh.chunks(MODELS_AT_ONCE) {
        insert_models(link, import_id, fresh).await?;
    }
    Ok(())
}

async fn insert_models(
    link: &mut Link<'_>,
    import_id: i64,
    fresh: &[(i64, [u8; 32], &LogicModel)],
) -> Result<(), StoreError> {
    let mut models = Rows::into("reference_model (program_id, import_id, nodes, links, digest)");
    let mut nodes = Rows::into("reference_node (program_id, node_id, kind, label, note)");
    let mut links = Rows::into("reference_link (program_id, from_node, to_node, note)");
    for (program, digest, model) in fresh {
        let (node_count, link_count) = (model.nodes().len() as i64, model.edges().len() as i64);
        models.push([
            (*program).into(),
            import_id.into(),
            node_count.into(),
            link_count.into(),
            digest.to_vec().into(),
        ]);
        for node in model.nodes() {
            nodes.push([
                (*program).into(),
                i64::from(node.id.0).into(),
                node.kind.word().into(),
                node.label.as_str().into(),
                text_or_null(&node.note),
            ]);
        }
        for edge in model.edges() {
            links.push([
                (*program).into(),
                i64::from(edge.from.0).into(),
                i64::from(edge.to.0).into(),
                text_or_null(&edge.note),
            ]);
        }
    }
    models.insert(link).await?;
    nodes.insert(link).await?;
    links.insert(link).await
}

async fn write_relations(
    link: &mut Link<'_>,
    import_id: i64,
    header: &ImportHeader,
    programs: &HashMap<String, i64>,
    relations: &[SourceRelation],
    outcome: &mut ReferenceOutcome,
) -> Result<(), StoreError> {
    type Row = (i64, String, String, String);
    let stored: Vec<Row> = on!(link, |c| sqlx::query_as(
        "select r.program_id, r.related_external_id, r.relation, r.related_name from related_program r
         join program p on p.id = r.program_id where p.source = $1"
    )
    .bind(&header.source)
    .fetch_all(c)
    .await)?;
    let mut stored: BTreeSet<Row> = stored.into_iter().collect();
    let mut fresh = BTreeSet::new();
    for relation in relations {
        let Some(program) = programs.get(&relation.external_id) else {
            outcome.relations_without_program += 1;
            continue;
        };
        let SourceRelation { related_external_id, relation, related_name, .. } = relation;
        let row = (*program, related_external_id.clone(), relation.clone(), related_name.clone());
        match stored.remove(&row) {
            true => outcome.relations_unchanged += 1,
            false => drop(fresh.insert(row)),
        }
    }
    (outcome.relations_new, outcome.relations_removed) = (fresh.len() as u64, stored.len() as u64);
    for (program, related, relation, _) in stored {
        on!(link, |c| sqlx::query(
            "delete from related_program where program_id = $1 and related_external_id = $2 and relation = $3"
        )
        .bind(program)
        .bind(related)
        .bind(relation)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    let mut rows = Rows::into("related_program (program_id, related_external_id, relation, related_name, import_id)");
    for (program, related, relation, name) in &fresh {
        rows.push([
            (*program).into(),
            related.as_str().into(),
            relation.as_str().into(),
            name.as_str().into(),
            import_id.into(),
        ]);
    }
    rows.insert(link).await
}

/// SHA-256 over the whole model, each text preceded by its length.
fn digest(model: &LogicModel) -> Result<[u8; 32], StoreError> {
    let mut hasher = Sha256::new();
    let mut text = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    };
    for node in model.nodes() {
        if !node.indicators.is_empty() {
            return Err(StoreError::RuleBroken("a reference model has no indicators".to_owned()));
        }
        text(&node.id.to_string());
        text(node.kind.word());
        text(&node.label);
        text(&node.note);
    }
    text("links");
    for edge in model.edges() {
        if !edge.evidence.is_empty() || edge.is_external {
            return Err(StoreError::RuleBroken("a reference model has no evidence".to_owned()));
        }
        text(&edge.from.to_string());
        text(&edge.to.to_string());
        text(&edge.note);
    }
    Ok(hasher.finalize().into())
}

fn detail(outcome: &ReferenceOutcome) -> String {
    format!(
        "models_new\t{}\nmodels_changed\t{}\nmodels_unchanged\t{}\nmodels_removed\t{}\nrelations_new\t{}\n\
         relations_unchanged\t{}\nrelations_removed\t{}",
        outcome.models_new,
        outcome.models_changed,
        outcome.models_unchanged,
        outcome.models_removed,
        outcome.relations_new,
        outcome.relations_unchanged,
        outcome.relations_removed,
    )
}
