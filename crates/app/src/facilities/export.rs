//! The list of facilities as a file to take away (公共施設一覧の書き出し): the columns of the standard mapping, which reads it back.

use fiscal::Quantity;
use publish::programs::ExportNote;
use publish::table::{Cell, DataTable};
use store::{FacilityInventory, InventoryKind, StoredFacility};

use super::list::{FacilityQuery, matching};
use super::profile::source_of;
use crate::App;
use crate::FileFormat;
use crate::error::AppError;
use crate::permission::Actor;

/// The columns, as `mappings/standard-facilities.toml` names them, and two that say what a row is.
const HEADINGS: [&str; 15] = [
    "施設番号",
    "施設名",
    "分類",
    "所管",
    "所在地",
    "地区",
    "延床面積（㎡）",
    "建築年度",
    "大規模改修",
    "収入（円）",
    "支出（円）",
    "減価償却費（円）",
    "利用者数（人）",
    "延床面積の扱い",
    "データの区分",
];

impl App {
    /// Every facility that matches, in the order of the list, as a file.
    ///
    /// # Errors
    /// When the actor may not see them, or the file cannot be made.
    pub async fn export_facilities(
        &self,
        actor: &Actor,
        query: &FacilityQuery,
        format: FileFormat,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        let inventory = self.facilities(actor).await?;
        let rows: Vec<&StoredFacility> = matching(&inventory, query);
        let limit = crate::export::MAX_WORKBOOK_ROWS;
        if format == FileFormat::Xlsx && rows.len() as i64 > limit {
            return Err(AppError::TooManyRows { rows: rows.len() as i64, limit });
        }
        let table = table(&inventory, &rows);
        if format == FileFormat::Csv {
            let mut bytes = Vec::new();
            table.write_csv(&mut bytes)?;
            return Ok(bytes);
        }
        let note = ExportNote {
            filter: String::new(),
            source: source_of(&inventory),
            illustrative: inventory.kind != InventoryKind::Real,
            made_at,
            publisher: self.plan.city.name.ja.clone(),
        };
        Ok(table.xlsx(&note)?)
    }
}

fn table(inventory: &FacilityInventory, rows: &[&StoredFacility]) -> DataTable {
    let illustrative = inventory.kind != InventoryKind::Real;
    let row = |stored: &&StoredFacility| {
        let facility = &stored.facility;
        let text = |text: &str| Cell::Text(text.to_owned());
        let yen = |amount: Option<fiscal::Yen>| amount.map_or(Cell::Empty, Cell::Money);
        let number = |number: Option<Quantity>| number.map_or(Cell::Empty, Cell::Number);
        let treated = match (facility.floor_area_hundredths_m2, &facility.cost_group) {
            (None, _) => "他の施設の中（面積に数えない）",
            (_, Some(_)) => "収支は組全体で一度だけ数える",
            _ => "",
        };
        vec![
            text(&facility.external_id),
            text(&facility.name),
            text(facility.kind.label_ja()),
            text(&facility.department),
            text(&facility.address),
            text(&facility.district),
            number(facility.floor_area_hundredths_m2.map(|units| Quantity { units, decimals: 2 })),
            facility.built.map_or(Cell::Empty, |year| Cell::Text(year.start().to_string())),
            text(if facility.repaired { "済" } else { "未" }),
            yen(facility.income),
            yen(facility.cost),
            yen(facility.depreciation),
            number(facility.users.map(Quantity::whole)),
            text(treated),
            text(if illustrative { "例示" } else { "公表値" }),
        ]
    };
    DataTable {
        title: "公共施設一覧".to_owned(),
        header: HEADINGS.map(str::to_owned).to_vec(),
        rows: rows.iter().map(row).collect(),
        unit: "㎡、円、人".to_owned(),
    }
}
