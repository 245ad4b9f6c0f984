//! Pictures and files of imported models (図とファイル).

use fiscal::Quantity;
use publish::chart::logic_model::{LogicPicture, logic_model_judged, model_table};
use publish::chart::{Basis, Chart, Head, Lang};
use publish::table::{Cell, DataTable};

use super::checks::{JUDGED, ReferenceChecks};
use super::models::{ReferenceModel, ReferenceQuery};
use crate::App;
use crate::error::AppError;
use crate::permission::Actor;
use crate::study::words::pick;

impl ReferenceModel {
    /// The picture of the model, with the breaks that can be judged.
    pub fn chart(&self, lang: Lang) -> Chart {
        let name = &self.program.sheet.name;
        let head = Head {
            id: "logic-model".to_owned(),
            title: format!("{}{name}", pick(lang, "ロジックモデル：", "Logic model: ")),
            lang,
            source: format!("{} {}", self.file_name, self.program.sheet.external_id),
            basis: Basis::Published,
        };
        let picture = LogicPicture { model: &self.model, all_columns: false, marks_breaks: true };
        logic_model_judged(&head, &picture, &JUDGED)
    }

    /// The model as a table that can be read in again, as CSV.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn csv(&self, lang: Lang) -> Result<Vec<u8>, AppError> {
        bytes(&model_table(&self.model, lang))
    }
}

impl ReferenceChecks {
    /// The counts by check and department as CSV.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn csv(&self, lang: Lang) -> Result<Vec<u8>, AppError> {
        let mut header = vec![
            pick(lang, "所管", "Department"),
            pick(lang, "モデル", "Models"),
            pick(lang, "切れ目のないモデル", "Models without break"),
        ];
        header.extend(JUDGED.iter().map(|kind| pick(lang, kind.label_ja(), kind.label_en())));
        let number = |count: usize| Cell::Number(Quantity::whole(count as i64));
        let row = |name: &str, models: usize, whole: usize, broken: &mut dyn Iterator<Item = usize>| {
            let mut row = vec![Cell::Text(name.to_owned()), number(models), number(whole)];
            row.extend(broken.map(number));
            row
        };
        let mut of_all = self.checks.iter().map(|check| check.models);
        let mut rows = vec![row(&pick(lang, "すべて", "All"), self.models, self.without_break, &mut of_all)];
        for one in &self.departments {
            rows.push(row(&one.department, one.models, one.without_break, &mut one.broken.iter().copied()));
        }
        let title = pick(lang, "ロジックモデルの構造の点検", "Structural checks of logic models");
        bytes(&DataTable { title, header, rows, unit: String::new() })
    }
}

impl App {
    /// Every imported model that matches, as CSV.
    ///
    /// # Errors
    /// When the actor may not see the inventory, or the database fails.
    pub async fn reference_models_csv(
        &self,
        actor: &Actor,
        query: &ReferenceQuery,
        lang: Lang,
    ) -> Result<Vec<u8>, AppError> {
        let (found, _) = self.matching_models(actor, query).await?;
        let header = match lang {
            Lang::Ja => ["事業の番号", "事業名", "所管", "要素", "つながり"],
            Lang::En => ["Program no.", "Program", "Department", "Nodes", "Links"],
        };
        let number = |count: i64| Cell::Number(Quantity::whole(count));
        let rows = found.into_iter().map(|row| {
            let texts = [row.external_id, row.name, row.department].map(Cell::Text);
            texts.into_iter().chain([number(row.nodes), number(row.links)]).collect()
        });
        bytes(&DataTable {
            title: pick(lang, "取り込んだロジックモデル", "Imported logic models"),
            header: header.map(str::to_owned).into(),
            rows: rows.collect(),
            unit: String::new(),
        })
    }
}

fn bytes(table: &DataTable) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    table.write_csv(&mut bytes)?;
    Ok(bytes)
}
