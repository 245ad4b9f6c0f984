//! The initiatives as tables (取組の書き出し): milestones and indicators, as CSV.

use fiscal::Quantity;
use publish::chart::Lang;
use publish::table::{Cell, DataTable};
use reform::initiative::InitiativeKpi;
use reform::kpi::percent_text;
use reform::plan::{Basis, Text};

use super::InitiativesView;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::roadmaps::{bar_state, in_lang, pick, span_basis, span_label};

impl InitiativesView {
    /// Every milestone in a row.
    pub fn milestone_table(&self, lang: Lang) -> DataTable {
        let header = match lang {
            Lang::Ja => [
                "テーマ",
                "取組",
                "担当",
                "担当の根拠",
                "節目",
                "期間",
                "期間の根拠",
                "進み",
                "進みの時点",
                "進みの性質",
            ],
            Lang::En => [
                "Theme",
                "Initiative",
                "Department",
                "Basis of the department",
                "Milestone",
                "Span",
                "Basis of the span",
                "Progress",
                "As of",
                "Nature of the progress",
            ],
        };
        let mut rows = Vec::new();
        for (theme, initiative) in self.in_order() {
            for bar in self.plan.milestones_of(&initiative.id) {
                let last = self.progress.get(&bar.id);
                let nature = match last {
                    None => "",
                    Some(entry) if entry.is_demo => pick(lang, "例示", "illustrative"),
                    Some(_) => pick(lang, "記録", "reported"),
                };
                rows.push(vec![
                    text(in_lang(theme, lang)),
                    text(in_lang(&initiative.name, lang)),
                    text(in_lang(&initiative.department, lang)),
                    text(basis(initiative.department_basis, lang)),
                    text(in_lang(&bar.text, lang)),
                    text(&span_label(bar.span, lang)),
                    text(span_basis(bar.basis, lang)),
                    text(bar_state(&self.standing(bar)).label(lang)),
                    text(&last.map(|entry| entry.day.to_string()).unwrap_or_default()),
                    text(nature),
                ]);
            }
        }
        table(pick(lang, "挑戦する市役所：節目", "City hall initiatives: milestones"), &header, rows)
    }

    /// Every value of every indicator in a row: baseline, measured, targets.
    pub fn kpi_table(&self, lang: Lang) -> DataTable {
        let header = match lang {
            Lang::Ja => ["テーマ", "取組", "指標", "単位", "目指す方向", "年度", "種類", "値", "値の性質", "進捗（%）"],
            Lang::En => [
                "Theme",
                "Initiative",
                "Indicator",
                "Unit",
                "Way",
                "Fiscal year",
                "Kind",
                "Value",
                "Nature of the value",
                "Progress (%)",
            ],
        };
        let mut rows = Vec::new();
        for (theme, initiative) in self.in_order() {
            for kpi in self.plan.kpis_of(&initiative.id) {
                for (kind, year, value, nature) in self.values_of(kpi, lang) {
                    let standing = self.standings.get(&kpi.id).filter(|standing| standing.year.start() == year);
                    let is_measured = kind == pick(lang, "実績", "measured");
                    let progress = standing.filter(|_| is_measured).map(|standing| percent_text(standing.progress, 1));
                    let way = kpi.direction.way();
                    rows.push(vec![
                        text(in_lang(theme, lang)),
                        text(in_lang(&initiative.name, lang)),
                        text(in_lang(&kpi.name, lang)),
                        text(in_lang(&kpi.unit, lang)),
                        text(pick(lang, way.label_ja(), way.label_en())),
                        Cell::Number(Quantity::whole(i64::from(year))),
                        text(kind),
                        Cell::Number(value),
                        text(nature),
                        text(&progress.unwrap_or_default()),
                    ]);
                }
            }
        }
        table(pick(lang, "挑戦する市役所：指標", "City hall initiatives: indicators"), &header, rows)
    }

    /// Every value of an indicator: its kind, year, value and nature.
    fn values_of(&self, kpi: &InitiativeKpi, lang: Lang) -> Vec<(&'static str, i32, Quantity, &'static str)> {
        let mut out = Vec::new();
        if let Some(value) = kpi.baseline {
            out.push((pick(lang, "基準値", "baseline"), value.year.start(), value.value, basis(value.basis, lang)));
        }
        for (value, known) in self.measured(kpi) {
            let nature = known.map_or(pick(lang, "記録", "recorded"), |known| basis(known, lang));
            out.push((pick(lang, "実績", "measured"), value.year.start(), value.value, nature));
        }
        for value in kpi.yearly_targets.iter().chain(&kpi.target) {
            out.push((pick(lang, "目標", "target"), value.year.start(), value.value, basis(value.basis, lang)));
        }
        out
    }

    fn in_order(&self) -> impl Iterator<Item = (&Text, &reform::initiative::Initiative)> {
        self.plan
            .themes
            .iter()
            .flat_map(|theme| self.plan.of_theme(&theme.id).map(move |initiative| (&theme.title, initiative)))
    }
}

impl App {
    /// One of the two tables as CSV.
    ///
    /// # Errors
    /// When the actor may not see initiatives.
    pub fn initiatives_csv(&self, actor: &Actor, table: &DataTable) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadInitiatives)?;
        let mut bytes = Vec::new();
        table.write_csv(&mut bytes)?;
        Ok(bytes)
    }
}

fn table(title: &str, header: &[&str], rows: Vec<Vec<Cell>>) -> DataTable {
    let header = header.iter().map(|heading| (*heading).to_owned()).collect();
    DataTable { title: title.to_owned(), header, rows, unit: String::new() }
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn basis(basis: Basis, lang: Lang) -> &'static str {
    pick(lang, basis.japanese(), basis.english())
}
