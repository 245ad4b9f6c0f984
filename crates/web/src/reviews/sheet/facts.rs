//! The program's figures beside the form (事業の数字): what the inventory knows, and the review before.

use app::program::MoneyLine;
use app::review::{LastYear, SheetView};
use app::{ProgramDetail, Yen};
use reform::program::{Direction, FundingSource};

use super::field::direction_chip;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::lang::Lang;
use crate::page::Frame;

/// The most years shown of anything.
const YEARS: usize = 4;

/// What stands beside the form.
pub struct Facts {
    pub summary: Html,
    pub money: Vec<MoneyRow>,
    pub staff: Vec<(String, String, String)>,
    pub indicators: Vec<IndicatorFacts>,
    pub program_href: String,
    pub last_year: Option<LastFacts>,
}

/// Cost of a year.
pub struct MoneyRow {
    pub year: String,
    pub stage: &'static str,
    pub cost: String,
    pub specific: String,
    pub general: String,
    pub sources: String,
}

/// An indicator of the inventory.
pub struct IndicatorFacts {
    pub name: String,
    pub kind: &'static str,
    pub unit: String,
    pub rows: Vec<(String, String, String)>,
}

/// The review before.
pub struct LastFacts {
    pub title: String,
    pub direction: Html,
    pub state: &'static str,
    pub reason: Html,
    pub href: String,
}

/// The figures of a sheet's program.
pub fn facts(f: &Frame, view: &SheetView) -> Facts {
    let detail = view.program.as_ref();
    Facts {
        summary: detail.map(|detail| paragraphs(&detail.sheet.summary)).unwrap_or_default(),
        money: detail.map(|detail| money(f.lang, detail)).unwrap_or_default(),
        staff: detail.map(staff).unwrap_or_default(),
        indicators: detail.map(|detail| indicators(f.lang, detail)).unwrap_or_default(),
        program_href: f.href(&format!("/programs/{}", view.head.program)),
        last_year: view.last_year.as_ref().map(|last| last_year(f, view, last)),
    }
}

fn money(lang: Lang, detail: &ProgramDetail) -> Vec<MoneyRow> {
    let lines = app::chart::furthest_by_year(&detail.money);
    let from = lines.len().saturating_sub(YEARS);
    lines[from..].iter().map(|line| money_row(lang, line)).collect()
}

fn money_row(lang: Lang, line: &MoneyLine) -> MoneyRow {
    let stated = |source: &FundingSource| source.of(&line.funding).filter(|amount| *amount != Yen::ZERO);
    let specific: Vec<FundingSource> =
        FundingSource::ALL.iter().copied().filter(|source| *source != FundingSource::General).collect();
    let amounts: Vec<Yen> = specific.iter().filter_map(|source| source.of(&line.funding)).collect();
    let sum = if amounts.is_empty() { None } else { Yen::checked_sum(amounts).ok() };
    let named = specific.iter().filter(|source| stated(source).is_some());
    MoneyRow {
        year: line.fiscal_year.short(),
        stage: lang.pick(line.stage.label_ja(), line.stage.label_en()),
        cost: format::thousands(Some(line.cost)),
        specific: format::thousands(sum),
        general: format::thousands(line.funding.general),
        sources: named
            .map(|source| lang.pick(source.label_ja(), source.label_en()))
            .collect::<Vec<_>>()
            .join(lang.pick("・", ", ")),
    }
}

fn staff(detail: &ProgramDetail) -> Vec<(String, String, String)> {
    let from = detail.staff.len().saturating_sub(YEARS);
    detail.staff[from..]
        .iter()
        .map(|time| (time.fiscal_year.short(), format::quantity(time.persons), format::thousands(time.cost)))
        .collect()
}

fn indicators(lang: Lang, detail: &ProgramDetail) -> Vec<IndicatorFacts> {
    let made = detail.sheet.indicators.iter().map(|indicator| {
        let from = indicator.values.len().saturating_sub(YEARS);
        let rows = indicator.values[from..]
            .iter()
            .map(|value| (value.fiscal_year.short(), format::quantity(value.target), format::quantity(value.actual)));
        IndicatorFacts {
            name: indicator.name.clone(),
            kind: lang.pick(indicator.kind.label_ja(), indicator.kind.label_en()),
            unit: indicator.unit.clone(),
            rows: rows.collect(),
        }
    });
    made.collect()
}

fn last_year(f: &Frame, view: &SheetView, last: &LastYear) -> LastFacts {
    let chosen = |name: &str| last.fields.get(name).and_then(Direction::from_word);
    let direction = chosen("decision.direction").or_else(|| chosen("direction"));
    let year = format::year(f.lang, last.year);
    LastFacts {
        title: match f.lang {
            Lang::Ja => format!("前回の点検（{year}）"),
            Lang::En => format!("The last review ({year})"),
        },
        direction: match direction {
            Some(direction) => direction_chip(f.lang, direction),
            None => f.direction(&None),
        },
        state: f.lang.pick(last.state.label_ja(), last.state.label_en()),
        reason: paragraphs(last.fields.get("direction-reason").unwrap_or_default()),
        href: f.href(&format!("/reviews/{}/sheets/{}", last.year.start(), view.head.program)),
    }
}
