//! Programs as the API writes them (事業のJSON).

use app::program::{BudgetLine, Funding, Indicator, MoneyLine, ProgramSheet, StaffTime};
use app::{ProgramDetail, ProgramRow, Quantity, Yen};
use serde::Serialize;
use utoipa::ToSchema;

use super::InventoryBasis;

/// One program in a list.
#[derive(Serialize, ToSchema)]
pub struct ProgramSummary {
    /// The program's number in this system.
    id: i64,
    /// Its number in the source, as text.
    external_id: String,
    /// Name (事務事業名).
    name: String,
    /// Department from the top down (所管).
    department: String,
    /// Direction (方向性).
    direction: Option<&'static str>,
    /// The fiscal year of the amounts, by the year it begins in.
    fiscal_year: i32,
    /// The budget stage of the amounts (段階).
    stage: Option<&'static str>,
    /// Program cost (事業費), in yen.
    cost_yen: Option<i64>,
    /// Funding by source (財源内訳), in yen.
    funding: FundingJson,
    /// Cost less stated sources, in yen; not zero where the source does not add up.
    discrepancy_yen: i64,
    /// Staff cost (人件費), in yen.
    staff_cost_yen: Option<i64>,
    /// Cost of the year before, in yen.
    previous_cost_yen: Option<i64>,
    /// Whether the program is a city's own or an example.
    basis: InventoryBasis,
    /// The page about it.
    page: String,
}

/// Funding by source in yen; `null` is "not stated".
#[derive(Serialize, ToSchema)]
pub struct FundingJson {
    /// 国庫支出金.
    national_yen: Option<i64>,
    /// 都道府県支出金.
    prefectural_yen: Option<i64>,
    /// 市債.
    bonds_yen: Option<i64>,
    /// その他特定財源.
    other_yen: Option<i64>,
    /// 一般財源.
    general_yen: Option<i64>,
}

/// Everything about one program.
#[derive(Serialize, ToSchema)]
pub struct ProgramJson {
    /// The program's number in this system.
    id: i64,
    /// The system its own number comes from.
    source: String,
    /// Its number in the source, as text.
    external_id: String,
    /// Whether the program is a city's own or an example.
    basis: InventoryBasis,
    /// The year of the sheet (評価年度).
    fiscal_year: i32,
    /// Name.
    name: String,
    /// Department from the top down (所管).
    department: Vec<String>,
    /// 政策 → 施策 → 基本事業.
    policy: Vec<String>,
    /// Budget lines (予算科目).
    budget_lines: Vec<BudgetLineJson>,
    /// Legal basis (根拠法令).
    legal_basis: String,
    /// Whether law obliges the city (義務付け).
    obligation: Option<&'static str>,
    /// Summary (概要).
    summary: String,
    /// Means (手段).
    means: String,
    /// Target (対象).
    target: String,
    /// Intended change (意図).
    intent: String,
    /// Contribution (結果).
    result: String,
    /// First fiscal year.
    start_year: Option<i32>,
    /// Last fiscal year.
    end_year: Option<i32>,
    /// Money by year and stage.
    money: Vec<MoneyJson>,
    /// Staff time by year.
    staff: Vec<StaffJson>,
    /// Indicators with their values.
    indicators: Vec<IndicatorJson>,
    /// Answers to the source's review questions.
    answers: Vec<AnswerJson>,
    /// Direction (方向性).
    direction: Option<&'static str>,
    /// The source's own words for the direction.
    direction_words: Option<String>,
    /// Other texts of the source under their headings.
    notes: Vec<NoteJson>,
    /// Where this was read.
    provenance: ProvenanceJson,
}

/// A budget line by code.
#[derive(Serialize, ToSchema)]
pub struct BudgetLineJson {
    /// 会計.
    account: String,
    /// 款.
    kan: String,
    /// 項.
    kou: String,
    /// 目.
    moku: String,
    /// 事業コード.
    program: String,
}

/// Money of one year and stage.
#[derive(Serialize, ToSchema)]
pub struct MoneyJson {
    /// The fiscal year.
    fiscal_year: i32,
    /// The budget stage.
    stage: &'static str,
    /// Program cost in yen.
    cost_yen: i64,
    /// Funding by source.
    funding: FundingJson,
    /// Cost less stated sources in yen.
    discrepancy_yen: i64,
}

/// Staff time of one year.
#[derive(Serialize, ToSchema)]
pub struct StaffJson {
    /// The fiscal year.
    fiscal_year: i32,
    /// Regular staff, in persons.
    persons: Option<String>,
    /// Hours in all.
    hours: Option<String>,
    /// Staff cost in yen.
    cost_yen: Option<i64>,
}

/// An indicator.
#[derive(Serialize, ToSchema)]
pub struct IndicatorJson {
    /// `activity`, `target` or `outcome`.
    kind: &'static str,
    /// Name (指標名).
    name: String,
    /// Unit (単位).
    unit: String,
    /// Values by year.
    values: Vec<IndicatorValueJson>,
}

/// One year's value of an indicator.
#[derive(Serialize, ToSchema)]
pub struct IndicatorValueJson {
    /// The fiscal year.
    fiscal_year: i32,
    /// Target (目標値).
    target: Option<String>,
    /// Actual (実績値).
    actual: Option<String>,
}

/// An answer to a review question.
#[derive(Serialize, ToSchema)]
pub struct AnswerJson {
    /// The question.
    question: String,
    /// The judgement in the source's words.
    judgement: String,
    /// The reason.
    reason: String,
}

/// A heading and a text.
#[derive(Serialize, ToSchema)]
pub struct NoteJson {
    /// The source's heading.
    heading: String,
    /// The text.
    text: String,
}

/// Where a program was read.
#[derive(Serialize, ToSchema)]
pub struct ProvenanceJson {
    /// The import's number.
    import: i64,
    /// The file's name.
    file: String,
    /// The file's SHA-256.
    file_sha256: String,
    /// The mapping it was read by.
    mapping: String,
    /// The sheet.
    sheet: Option<String>,
    /// The row.
    row: u32,
    /// When it was imported (UTC).
    at: String,
}

impl From<ProgramRow> for ProgramSummary {
    fn from(row: ProgramRow) -> ProgramSummary {
        ProgramSummary {
            id: row.id,
            external_id: row.external_id,
            name: row.name,
            department: row.department,
            direction: row.direction.map(|direction| direction.word()),
            fiscal_year: row.fiscal_year.start(),
            stage: row.stage.map(|stage| stage.word()),
            cost_yen: row.cost.map(|cost| cost.0),
            funding: row.funding.into(),
            discrepancy_yen: row.discrepancy.0,
            staff_cost_yen: row.staff_cost.map(|cost| cost.0),
            previous_cost_yen: row.previous_cost.map(|cost| cost.0),
            basis: row.demo.into(),
            page: format!("/programs/{}", row.id),
        }
    }
}

impl From<Funding> for FundingJson {
    fn from(funding: Funding) -> FundingJson {
        let yen = |amount: Option<Yen>| amount.map(|amount| amount.0);
        FundingJson {
            national_yen: yen(funding.national),
            prefectural_yen: yen(funding.prefectural),
            bonds_yen: yen(funding.bonds),
            other_yen: yen(funding.other),
            general_yen: yen(funding.general),
        }
    }
}

impl From<ProgramDetail> for ProgramJson {
    fn from(detail: ProgramDetail) -> ProgramJson {
        let ProgramDetail { id, source, demo, sheet, money, staff, provenance, .. } = detail;
        let ProgramSheet { logic, direction, .. } = sheet;
        ProgramJson {
            id,
            source,
            external_id: sheet.external_id,
            basis: demo.into(),
            fiscal_year: sheet.fiscal_year.start(),
            name: sheet.name,
            department: sheet.department,
            policy: sheet.policy,
            budget_lines: sheet.budget_lines.into_iter().map(BudgetLineJson::from).collect(),
            legal_basis: sheet.legal_basis,
            obligation: sheet.obligation.map(|obligation| obligation.word()),
            summary: sheet.summary,
            means: logic.means,
            target: logic.target,
            intent: logic.intent,
            result: logic.result,
            start_year: sheet.start_year.map(|year| year.start()),
            end_year: sheet.end_year.map(|year| year.start()),
            money: money.iter().map(MoneyJson::from).collect(),
            staff: staff.iter().map(StaffJson::from).collect(),
            indicators: sheet.indicators.into_iter().map(IndicatorJson::from).collect(),
            answers: sheet
                .answers
                .into_iter()
                .map(|answer| AnswerJson {
                    question: answer.question,
                    judgement: answer.judgement,
                    reason: answer.reason,
                })
                .collect(),
            direction: direction.as_ref().and_then(|given| given.direction).map(|direction| direction.word()),
            direction_words: direction.map(|given| given.words),
            notes: sheet.notes.into_iter().map(|note| NoteJson { heading: note.heading, text: note.text }).collect(),
            provenance: ProvenanceJson {
                import: provenance.import_id,
                file: provenance.file_name,
                file_sha256: provenance.file_sha256,
                mapping: provenance.mapping_name,
                sheet: provenance.source_sheet,
                row: provenance.source_row,
                at: provenance.at,
            },
        }
    }
}

impl From<BudgetLine> for BudgetLineJson {
    fn from(line: BudgetLine) -> BudgetLineJson {
        let BudgetLine { account, kan, kou, moku, program } = line;
        BudgetLineJson { account, kan, kou, moku, program }
    }
}

impl From<&MoneyLine> for MoneyJson {
    fn from(line: &MoneyLine) -> MoneyJson {
        MoneyJson {
            fiscal_year: line.fiscal_year.start(),
            stage: line.stage.word(),
            cost_yen: line.cost.0,
            funding: line.funding.into(),
            discrepancy_yen: line.discrepancy().map_or(0, |amount| amount.0),
        }
    }
}

impl From<&StaffTime> for StaffJson {
    fn from(staff: &StaffTime) -> StaffJson {
        let text = |quantity: Option<Quantity>| quantity.map(|quantity| quantity.to_string());
        StaffJson {
            fiscal_year: staff.fiscal_year.start(),
            persons: text(staff.persons),
            hours: text(staff.hours),
            cost_yen: staff.cost.map(|cost| cost.0),
        }
    }
}

impl From<Indicator> for IndicatorJson {
    fn from(indicator: Indicator) -> IndicatorJson {
        let values = indicator
            .values
            .iter()
            .map(|value| IndicatorValueJson {
                fiscal_year: value.fiscal_year.start(),
                target: value.target.map(|quantity| quantity.to_string()),
                actual: value.actual.map(|quantity| quantity.to_string()),
            })
            .collect();
        IndicatorJson { kind: indicator.kind.word(), name: indicator.name, unit: indicator.unit, values }
    }
}
