//! Reading models and related programs (読み取り).

use std::collections::{BTreeMap, HashMap};

use reform::logic_model::{Edge, LogicModel, Node, NodeId, NodeKind};

use super::{ModelRow, RelatedRow, StoredModel};
use crate::blocks::{Column, each_row};
use crate::db::on;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// A model without its words, to be checked with thousands of others (ロジックモデルの形).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelStructure {
    /// The program.
    pub program: i64,
    /// The model; its nodes are named by their kinds.
    pub model: LogicModel,
}

type LinkRow = (i64, i64, Option<String>);

impl Store {
    /// Every program that has a model, by its number here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reference_rows(&self) -> Result<Vec<ModelRow>, StoreError> {
        type Row = (i64, String, String, Option<i64>, i64, i64);
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let rows: Vec<Row> = on!(link, |c| sqlx::query_as(
            "select m.program_id, p.external_id, v.name, v.department_id, m.nodes, m.links
             from reference_model m
             join program p on p.id = m.program_id
             join program_version v on v.program_id = m.program_id
                and v.fiscal_year = (select max(fiscal_year) from program_version where program_id = m.program_id)
             order by m.program_id"
        )
        .fetch_all(c)
        .await)?;
        let departments: Vec<(i64, Option<i64>, String)> = on!(link, |c| {
            sqlx::query_as("select id, parent_id, name from department order by id").fetch_all(c).await
        })?;
        let departments: HashMap<i64, (Option<i64>, String)> =
            departments.into_iter().map(|(id, parent, name)| (id, (parent, name))).collect();
        let row = |(program, external_id, name, department, nodes, links): Row| {
            let department = department.map(|id| uppermost(&departments, id)).unwrap_or_default();
            ModelRow { program, external_id, name, department, nodes, links }
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Whether a program has a model.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_reference_model(&self, program: i64) -> Result<bool, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let found: Option<(i64,)> =
            on!(link, |c| sqlx::query_as("select program_id from reference_model where program_id = $1")
                .bind(program)
                .fetch_optional(c)
                .await)?;
        Ok(found.is_some())
    }

    /// The model of a program.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reference_model(&self, program: i64) -> Result<Option<StoredModel>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let head: Option<(i64, String, String)> = on!(link, |c| sqlx::query_as(
            "select i.id, i.file_name, i.at from reference_model m join import i on i.id = m.import_id
             where m.program_id = $1"
        )
        .bind(program)
        .fetch_optional(c)
        .await)?;
        let Some((import_id, file_name, at)) = head else { return Ok(None) };
        let nodes: Vec<(i64, String, String, Option<String>)> = on!(link, |c| sqlx::query_as(
            "select node_id, kind, label, note from reference_node where program_id = $1 order by node_id"
        )
        .bind(program)
        .fetch_all(c)
        .await)?;
        let links: Vec<LinkRow> = on!(link, |c| sqlx::query_as(
            "select from_node, to_node, note from reference_link where program_id = $1 order by from_node, to_node"
        )
        .bind(program)
        .fetch_all(c)
        .await)?;
        let nodes = nodes
            .into_iter()
            .map(|(id, kind, label, note)| {
                let note = note.unwrap_or_default();
                Ok(Node { note, ..Node::new(node_id(id)?, kind_of(&kind)?, label) })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        let links = links
            .into_iter()
            .map(|(from, to, note)| {
                let note = note.unwrap_or_default();
                Ok(Edge { note, ..Edge::new(node_id(from)?, node_id(to)?) })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Some(StoredModel { model: sound(program, nodes, links)?, import_id, file_name, at }))
    }

    /// The structure of every model, by program: kinds and links, without the words.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reference_structures(&self) -> Result<Vec<ModelStructure>, StoreError> {
        use Column::Plain;
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let (last,): (i64,) =
            on!(link, |c| sqlx::query_as("select last_program_id from inventory where id = 1").fetch_one(c).await)?;
        let mut parts: BTreeMap<i64, (Vec<Node>, Vec<Edge>)> = BTreeMap::new();
        let columns = [Plain("program_id"), Plain("node_id"), Plain("kind")];
        each_row(link, &columns, "reference_node", "program_id", last, |row| {
            let (program, id) = (row.number()?, node_id(row.number()?)?);
            let kind = kind_of(row.text()?)?;
            parts.entry(program).or_default().0.push(Node::new(id, kind, kind.word()));
            Ok(())
        })
        .await?;
        let columns = [Plain("program_id"), Plain("from_node"), Plain("to_node")];
        each_row(link, &columns, "reference_link", "program_id", last, |row| {
            let (program, from, to) = (row.number()?, node_id(row.number()?)?, node_id(row.number()?)?);
            parts.entry(program).or_default().1.push(Edge::new(from, to));
            Ok(())
        })
        .await?;
        parts
            .into_iter()
            .map(|(program, (nodes, links))| Ok(ModelStructure { program, model: sound(program, nodes, links)? }))
            .collect()
    }

    /// The programs the source says are related to one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn related_programs(&self, program: i64) -> Result<Vec<RelatedRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(Option<i64>, String, String, String)> = on!(link, |c| sqlx::query_as(
            "select o.id, r.related_external_id, r.related_name, r.relation
             from related_program r
             join program p on p.id = r.program_id
             left join program o on o.external_id = r.related_external_id and o.source = p.source
             where r.program_id = $1 order by r.related_external_id, r.relation"
        )
        .bind(program)
        .fetch_all(c)
        .await)?;
        let row = |(program, external_id, name, relation)| RelatedRow { program, external_id, name, relation };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Every pair of programs that a source says are related and that both are in the inventory, the lower number first, once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn related_pairs(&self) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut pairs: Vec<(i64, i64)> = on!(link, |c| sqlx::query_as(
            "select p.id, o.id from related_program r
             join program p on p.id = r.program_id
             join program o on o.external_id = r.related_external_id and o.source = p.source
             where o.id <> p.id"
        )
        .fetch_all(c)
        .await)?;
        pairs.iter_mut().for_each(|pair| *pair = (pair.0.min(pair.1), pair.0.max(pair.1)));
        pairs.sort_unstable();
        pairs.dedup();
        Ok(pairs)
    }
}

fn uppermost(departments: &HashMap<i64, (Option<i64>, String)>, from: i64) -> String {
    let mut at = from;
    // The tree has no circles; its depth is bounded all the same.
    for _ in 0..64 {
        match departments.get(&at) {
            Some((Some(parent), _)) => at = *parent,
            Some((None, name)) => return name.clone(),
            None => break,
        }
    }
    String::new()
}

fn node_id(stored: i64) -> Result<NodeId, StoreError> {
    u32::try_from(stored).map(NodeId).map_err(|_| damaged("node", stored))
}

fn kind_of(word: &str) -> Result<NodeKind, StoreError> {
    NodeKind::from_word(word).ok_or_else(|| damaged("node kind", word))
}

fn sound(program: i64, nodes: Vec<Node>, links: Vec<Edge>) -> Result<LogicModel, StoreError> {
    LogicModel::new(nodes, links).map_err(|problems| {
        let codes: Vec<&str> = problems.iter().map(|problem| problem.kind.code).collect();
        damaged("logic model", format!("program {program}: {}", codes.join(" ")))
    })
}
