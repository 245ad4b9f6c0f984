//! Indicators and measures (指標・取組): as cards to be written, and as tables to be read.

use app::review::{KpiResult, SheetReckoning, SheetView};
use app::{Quantity, Yen};
use askama::Template;
use reform::kpi::{NOTHING, Rate, percent_text};
use reform::review::{ReviewSheet, SheetKpi, assessment_fields, kpi_fields, measure_fields};

use super::field::{FieldMaker, FieldView};
use crate::format;
use crate::html::{Html, paragraphs};
use crate::lang::Lang;

/// The id of the row that a script copies to make a new one.
pub const NEW_ID: &str = "NEW-ID";

/// A card of one measure or indicator.
pub struct RowView {
    pub kind: &'static str,
    pub id: String,
    pub title: &'static str,
    pub number: String,
    pub remove: &'static str,
    pub is_open: bool,
    pub fields: Vec<FieldView>,
    pub result: Html,
}

/// What finance writes about one measure.
pub struct AssessmentView {
    pub number: String,
    pub text: String,
    pub fields: Vec<FieldView>,
}

/// A line of the table of indicators.
pub struct KpiLine {
    pub name: String,
    pub level: String,
    pub source: String,
    pub way: String,
    /// Baseline, target, this year's target, this year's actual, each with its year.
    pub cells: [(String, String); 4],
    pub rate: String,
    pub grade: Html,
    pub evaluation: Html,
}

/// A line of the table of measures.
pub struct MeasureLine {
    pub number: String,
    pub text: String,
    pub kind: &'static str,
    pub years: String,
    pub cost: String,
    pub general: String,
    pub assessed_cost: String,
    pub assessed_general: String,
}

struct ResultFact {
    name: &'static str,
    value: String,
    note: String,
    is_lead: bool,
}

#[derive(Template)]
#[template(path = "reviews/sheet/kpi_result.html")]
struct ResultBlock {
    facts: Vec<ResultFact>,
}

/// The card of an indicator.
pub fn kpi_row(maker: &FieldMaker<'_>, id: &str, results: &[KpiResult]) -> RowView {
    let fields = kpi_fields(id).iter().map(|field| maker.make(field)).collect();
    let lang = maker.f.lang;
    RowView {
        kind: "kpi",
        title: lang.pick("指標", "Indicator"),
        remove: lang.pick("この指標を削除", "Remove it"),
        result: kpi_result(lang, results.iter().find(|result| result.id == id)),
        ..row(maker, id, fields)
    }
}

/// The card of a measure.
pub fn measure_row(maker: &FieldMaker<'_>, id: &str) -> RowView {
    let fields = measure_fields(id).iter().map(|field| maker.make(field)).collect();
    let lang = maker.f.lang;
    RowView {
        kind: "measure",
        title: lang.pick("取組", "Measure"),
        remove: lang.pick("この取組を削除", "Remove it"),
        ..row(maker, id, fields)
    }
}

fn row(maker: &FieldMaker<'_>, id: &str, fields: Vec<FieldView>) -> RowView {
    RowView {
        kind: "",
        id: id.to_owned(),
        title: "",
        number: number(id),
        remove: "",
        is_open: maker.view.writes_as.is_some(),
        fields,
        result: Html::default(),
    }
}

/// What finance says of each measure.
pub fn assessments(maker: &FieldMaker<'_>, sheet: &ReviewSheet) -> Vec<AssessmentView> {
    let made = sheet.measures.iter().map(|measure| AssessmentView {
        number: number(&measure.id),
        text: measure.text.lines().next().unwrap_or_default().to_owned(),
        fields: assessment_fields(&measure.id).iter().map(|field| maker.make(field)).collect(),
    });
    made.filter(|one| one.fields.iter().any(|field| field.is_open || !field.text.is_empty())).collect()
}

/// How an indicator stands, under its card.
pub fn kpi_result(lang: Lang, result: Option<&KpiResult>) -> Html {
    let Some((result, standing)) = result.and_then(|result| Some((result, result.standing?))) else {
        let words = lang.pick(
            "段階、方向、目標値、実績値を入れると、達成率と評価がここに出ます。",
            "With level, direction, target and actual the attainment and the grade appear here.",
        );
        return Html(format!("<p class=\"small muted\">{words}</p>"));
    };
    let reason = |rate: Rate| match rate {
        Ok(_) => String::new(),
        Err(unknown) => lang.pick(unknown.label_ja(), unknown.label_en()).to_owned(),
    };
    let fact =
        |name: &'static str, rate: Rate| ResultFact { name, value: percent(rate), note: reason(rate), is_lead: false };
    let facts = vec![
        ResultFact { is_lead: true, ..fact(lang.pick("達成率", "Attainment"), standing.simple) },
        ResultFact {
            name: lang.pick("評価", "Grade"),
            value: result.grade.clone().unwrap_or_else(|| NOTHING.to_owned()),
            note: String::new(),
            is_lead: true,
        },
        fact(lang.pick("進捗率", "Progress"), standing.progress),
        ResultFact {
            name: lang.pick("進み具合", "Pace"),
            value: standing.status.map_or(NOTHING, |status| lang.pick(status.label_ja(), status.label_en())).to_owned(),
            note: match standing.pace {
                Ok(_) => format!("{} {}", lang.pick("期待の", "of what was expected:"), percent(standing.pace)),
                Err(_) => String::new(),
            },
            is_lead: false,
        },
    ];
    Html(ResultBlock { facts }.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a result could not be rendered");
        String::new()
    }))
}

/// The indicators as a table to be read.
pub fn kpi_lines(lang: Lang, view: &SheetView, sheet: &ReviewSheet, reckoning: &SheetReckoning) -> Vec<KpiLine> {
    let line = |kpi: &SheetKpi| {
        let result = reckoning.kpis.iter().find(|result| result.id == kpi.id);
        let standing = result.and_then(|result| result.standing);
        let value = |quantity: Option<Quantity>| match quantity {
            Some(_) if !kpi.unit.is_empty() => format!("{} {}", format::quantity(quantity), kpi.unit),
            _ => format::quantity(quantity),
        };
        let year = |year: Option<app::FiscalYear>| year.map(|year| year.short()).unwrap_or_default();
        let target = match (kpi.low, kpi.high, kpi.target) {
            (Some(_), Some(_), None) => format!("{}–{}", format::quantity(kpi.low), value(kpi.high)),
            _ => value(kpi.target),
        };
        let this = view.head.year.short();
        let grade = result.and_then(|result| result.grade.clone()).unwrap_or_else(|| NOTHING.to_owned());
        let status = standing.and_then(|standing| standing.status);
        KpiLine {
            name: kpi.name.clone(),
            level: kpi.level.map(|level| lang.pick(level.label_ja(), level.label_en()).to_owned()).unwrap_or_default(),
            source: kpi.source.clone(),
            way: kpi.way.map(|way| lang.pick(way.label_ja(), way.label_en()).to_owned()).unwrap_or_default(),
            cells: [
                (value(kpi.baseline), year(kpi.baseline_year)),
                (target, year(kpi.target_year)),
                (value(kpi.this_target), this.clone()),
                (value(kpi.actual), this),
            ],
            rate: percent(standing.map_or(Err(reform::kpi::Unknown::ActualMissing), |standing| standing.simple)),
            grade: Html(match status {
                Some(status) => format!(
                    "<b>{}</b><span class=\"cell-sub\">{}</span>",
                    crate::html::escape(&grade),
                    lang.pick(status.label_ja(), status.label_en())
                ),
                None => format!("<b>{}</b>", crate::html::escape(&grade)),
            }),
            evaluation: paragraphs(&kpi.evaluation),
        }
    };
    sheet.kpis.iter().map(line).collect()
}

/// The measures as a table to be read.
pub fn measure_lines(lang: Lang, sheet: &ReviewSheet) -> Vec<MeasureLine> {
    let line = |measure: &reform::review::Measure| {
        let kind = sheet.effect_kind(measure);
        let assessed = sheet.assessment_of(&measure.id);
        let first = measure.first_year.map(|year| year.short()).unwrap_or_default();
        let last = measure.last_year.map(|year| year.short()).unwrap_or_default();
        MeasureLine {
            number: number(&measure.id),
            text: measure.text.clone(),
            kind: lang.pick(kind.label_ja(), kind.label_en()),
            years: match (measure.recurring, last.is_empty()) {
                (true, true) => format!("{first}{}", lang.pick("から毎年度", " onwards, every year")),
                (true, false) => format!("{first}–{last}"),
                (false, _) => format!("{first}{}", lang.pick("のみ", " only")),
            },
            cost: format::yen(measure.effect),
            general: format::yen(measure.effect_general),
            assessed_cost: format::yen(assessed.and_then(|assessed| assessed.effect)),
            assessed_general: format::yen(assessed.and_then(|assessed| assessed.effect_general)),
        }
    };
    sheet.measures.iter().map(line).collect()
}

/// The sum of the measures' effects in cost, where every one is given.
pub fn total(amounts: impl Iterator<Item = Option<Yen>>) -> Option<Yen> {
    amounts.collect::<Option<Vec<Yen>>>().and_then(|all| Yen::checked_sum(all).ok())
}

/// The number in an id the form gave (`m3`), or the id itself.
pub fn number(id: &str) -> String {
    let digits =
        id.strip_prefix(['m', 'k']).filter(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    digits.map_or_else(|| format!("「{id}」"), str::to_owned)
}

fn percent(rate: Rate) -> String {
    match rate {
        Ok(_) => format!("{}％", percent_text(rate, 1)),
        Err(_) => NOTHING.to_owned(),
    }
}
