//! The frame as files (投資枠の表): its years, and the ledger entry by entry.

use fiscal::FiscalYear;
use publish::chart::Lang;
use publish::programs::ExportNote;
use publish::table::{Cell, DataTable, workbook_of};
use reform::frame::{Ground, Side};
use reform::plan::PlanFrame;

use super::FrameView;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::study::words::pick;

/// The years of the frame: target, what was secured, and how far it has come.
pub fn years_table(view: &FrameView, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let basis = |is_published: bool| match (is_published, view.is_illustrative) {
        (true, _) => t("公表値", "published"),
        (false, true) => t("台帳（例示）", "ledger (illustrative)"),
        (false, false) => t("台帳", "ledger"),
    };
    let rows = view.progress.years.iter().map(|year| {
        vec![
            Cell::Text(year_name(year.year, lang)),
            Cell::Money(year.target),
            Cell::Text(if year.target_is_stated {
                t("公表値", "published")
            } else {
                t("仮定（残りの等分）", "assumed (the rest in equal parts)")
            }),
            Cell::Money(year.secured),
            Cell::Text(basis(year.is_published)),
            Cell::Money(year.so_far),
            Cell::Number(year.so_far_percent),
        ]
    });
    DataTable {
        title: t("次世代投資枠の進み具合", "Progress of the investment frame"),
        header: vec![
            t("年度", "Fiscal year"),
            t("目標（円）", "Target (yen)"),
            t("目標の性質", "What the target is"),
            t("確保した額（円）", "Secured (yen)"),
            t("額の性質", "What the amount is"),
            t("累計（円）", "So far (yen)"),
            t("目標に対する割合（%）", "Share of the target (%)"),
        ],
        rows: rows.collect(),
        unit: t("円", "yen"),
    }
}

/// The ledger, one entry a row, also those cancelled.
pub fn ledger_table(view: &FrameView, year: Option<FiscalYear>, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let entries = view.ledger.iter().filter(|stored| year.is_none_or(|year| stored.entry.year == year));
    let rows = entries.map(|stored| {
        let entry = &stored.entry;
        let (side, kind) = side_names(&entry.side, &view.plan, lang);
        let ground = match &entry.ground {
            Ground::Decision(id) => id.to_string(),
            Ground::Document(text) => text.clone(),
        };
        let program = entry.program.map_or(Cell::Empty, |program| {
            Cell::Text(stored.program_name.clone().unwrap_or_else(|| program.to_string()))
        });
        vec![
            Cell::Text(entry.number.to_string()),
            Cell::Text(entry.year.start().to_string()),
            Cell::Text(side),
            Cell::Text(kind),
            Cell::Text(entry.title.clone()),
            program,
            Cell::Text(entry.part.clone()),
            Cell::Money(entry.amount),
            Cell::Text(ground),
            Cell::Text(if stored.is_demo { t("例示", "illustrative") } else { String::new() }),
            Cell::Text(if entry.is_cancelled { t("取消", "cancelled") } else { String::new() }),
            Cell::Text(stored.cancelled_reason.clone()),
        ]
    });
    DataTable {
        title: t("次世代投資枠の台帳", "Ledger of the investment frame"),
        header: vec![
            t("番号", "Number"),
            t("年度", "Fiscal year"),
            t("区分", "Side"),
            t("種類・分類", "Kind or category"),
            t("名前", "Name"),
            t("事業", "Program"),
            t("事業の一部", "Part of it"),
            t("金額（円）", "Amount (yen)"),
            t("根拠", "Rests on"),
            t("性質", "Nature"),
            t("取消", "Cancelled"),
            t("取消の理由", "Why"),
        ],
        rows: rows.collect(),
        unit: t("円", "yen"),
    }
}

/// The side and the kind or category of an entry in words.
pub fn side_names(side: &Side, plan: &PlanFrame, lang: Lang) -> (String, String) {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    match side {
        Side::Source(kind) => (t("財源", "source"), t(kind.label_ja(), kind.label_en())),
        Side::Use(id) => {
            let category = plan.categories.iter().find(|category| category.id == *id);
            let name = category.map_or_else(|| id.clone(), |found| t(&found.name.ja, found.name.en_or_ja()));
            (t("使途", "use"), name)
        }
    }
}

/// A fiscal year as these tables and pictures name it: `R6`, `FY2024`.
pub fn year_name(year: FiscalYear, lang: Lang) -> String {
    match lang {
        Lang::Ja => year.short(),
        Lang::En => year.to_string(),
    }
}

impl App {
    /// The frame as a workbook: its years and its ledger.
    ///
    /// # Errors
    /// When the actor may not see it, or it does not fit in a sheet.
    pub async fn frame_workbook(&self, actor: &Actor, lang: Lang, made_at: String) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadFrame)?;
        let view = self.investment_frame(actor).await?;
        let tables = [years_table(&view, lang), ledger_table(&view, None, lang)];
        let nature = match view.is_illustrative {
            true => "台帳は例示です。 The ledger is illustrative.",
            false => "台帳に記入されたままです。 As entered in the ledger.",
        };
        let note = ExportNote {
            filter: tables[0].title.clone(),
            source: self.plan.title.ja.clone(),
            illustrative: view.is_illustrative,
            made_at,
            publisher: self.plan.city.name.ja.clone(),
        };
        Ok(workbook_of(&tables[0].title, &tables, nature, &note)?)
    }
}
