//! The texts of every program (比べる文章): read in blocks, beside what lists say of it.

use std::collections::HashMap;

use fiscal::{FiscalYear, Yen};
use reform::overlap::ProgramField;
use sha2::{Digest, Sha256};

use crate::blocks::{Column, each_row};
use crate::db::on;
use crate::migrate::hex;
use crate::sheet_read::damaged;
use crate::{InventoryKind, Store, StoreError};

/// A program as it is compared with others: what its latest sheet says (比べる事業).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedProgram {
    /// Its id.
    pub id: i64,
    /// Its number in the source.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// The ids of its department from the top of the tree down.
    pub department_path: Vec<i64>,
    /// Its department from the top down, joined with ` › `.
    pub department: String,
    /// The fiscal year of the cost.
    pub fiscal_year: Option<FiscalYear>,
    /// What it costs, by the latest year that lists show.
    pub cost: Option<Yen>,
    /// Its texts in the order of [`ProgramField::ALL`].
    pub texts: Vec<String>,
    /// SHA-256 of the texts, in hex.
    pub texts_sha256: String,
}

/// Every program of one revision of the inventory (比べる事業の全部).
#[derive(Clone, Debug)]
pub struct ComparedPrograms {
    /// The revision.
    pub revision: i64,
    /// Whose programs these are.
    pub kind: InventoryKind,
    /// The programs by id.
    pub programs: Vec<ComparedProgram>,
}

/// How often a change in the middle of reading makes it begin again before it is given up.
const ATTEMPTS: usize = 20;

impl Store {
    /// The revision of the inventory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inventory_revision(&self) -> Result<i64, StoreError> {
        Ok(self.listing().await?.revision)
    }

    /// Every program with the texts of its latest sheet.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn compared_programs(&self) -> Result<ComparedPrograms, StoreError> {
        for _ in 0..ATTEMPTS {
            let listing = self.listing().await?;
            let (revision, mut texts) = self.latest_texts().await?;
            if listing.revision != revision {
                continue;
            }
            let mut programs = Vec::with_capacity(listing.programs.len());
            for row in listing.rows.iter().filter(|row| row.latest) {
                let program = &listing.programs[row.program as usize];
                let version = &listing.versions[row.version as usize];
                let Some(texts) = texts.remove(&program.id) else { continue };
                let department = version.department.map(|place| &listing.departments.list[place as usize]);
                let mut department_path = Vec::new();
                let mut next = department;
                while let Some(node) = next {
                    department_path.insert(0, node.id);
                    let above = node.parent.and_then(|id| listing.departments.place(id));
                    next = above.map(|place| &listing.departments.list[place as usize]);
                }
                programs.push(ComparedProgram {
                    id: program.id,
                    external_id: listing.text(program.external_id).to_owned(),
                    name: texts.first().cloned().unwrap_or_default(),
                    department_path,
                    department: department.map(|node| node.path.clone()).unwrap_or_default(),
                    fiscal_year: Some(row.year),
                    cost: listing.money_of(row).map(|line| line.cost),
                    texts_sha256: digest(&texts),
                    texts,
                });
            }
            programs.sort_unstable_by_key(|program| program.id);
            return Ok(ComparedPrograms { revision, kind: listing.kind, programs });
        }
        Err(StoreError::Damaged("the inventory changes faster than it can be read".to_owned()))
    }

    /// The revision, and the texts of the latest sheet of each program.
    async fn latest_texts(&self) -> Result<(i64, HashMap<i64, Vec<String>>), StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let (revision, last): (i64, i64) =
            on!(link, |c| sqlx::query_as("select revision, last_version_id from inventory where id = 1")
                .fetch_one(c)
                .await)?;
        let columns = [
            Column::Plain("program_id"),
            Column::Text("name"),
            Column::Text("summary"),
            Column::Text("coalesce(means, '')"),
            Column::Text("coalesce(target, '')"),
            Column::Text("coalesce(intent, '')"),
            Column::Text("coalesce(result, '')"),
        ];
        if columns.len() != ProgramField::ALL.len() + 1 {
            return Err(damaged("fields", "compared"));
        }
        let latest = "program_version v where not exists (select 1 from program_version w
            where w.program_id = v.program_id and w.fiscal_year > v.fiscal_year)";
        let table = format!("(select * from {latest}) latest");
        let mut texts = HashMap::new();
        each_row(link, &columns, &table, "id", last, |row| {
            let program: i64 = row.number()?;
            let fields: Result<Vec<String>, StoreError> =
                ProgramField::ALL.iter().map(|_| Ok(row.text()?.to_owned())).collect();
            texts.insert(program, fields?);
            Ok(())
        })
        .await?;
        Ok((revision, texts))
    }
}

/// SHA-256 over the texts, each preceded by its length.
fn digest(texts: &[String]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    hex(&hasher.finalize())
}
