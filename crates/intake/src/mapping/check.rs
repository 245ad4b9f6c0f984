//! From a mapping as written to a mapping that can be used: every value checked, every fault listed.

use super::text::{BlockColumnText, ColumnDetails, ColumnText, MappingText, MoneyText, YearBlockText};
use super::{
    AnswerColumns, BlockColumn, Column, Fold, Format, IndicatorColumns, LogicPart, Mapping, MoneyColumns, MoneyFields,
    NoteColumns, ProgramColumns, SheetYear, WordColumn, YearBlock, YearColumn,
};
use crate::letters::column_of;
use crate::number::MoneyUnit;
use crate::problems;
use crate::year_text::parse_year;
use fiscal::FiscalYear;
use fiscal::year::Era;
use reform::program::{Direction, IndicatorKind, Obligation, Stage};
use reform::search_text::fold;
use reform::{Place, Problem};

/// What a cell says when nothing is stated, unless the mapping lists its own; dashes of every length count as `-`.
const NOT_STATED: [&str; 4] = ["-", "…", "*", "＊"];

/// Checks every value of a mapping.
pub(super) fn check(file_name: &str, text: MappingText) -> Result<Mapping, Vec<Problem>> {
    let mut faults = Faults { file_name, list: Vec::new() };
    let mapping = faults.mapping(text);
    if faults.list.is_empty() { Ok(mapping) } else { Err(faults.list) }
}

struct Faults<'a> {
    file_name: &'a str,
    list: Vec<Problem>,
}

impl Faults<'_> {
    fn add(&mut self, key: &str, value: &str) {
        let place = Place { column: Some(key.to_owned()), ..Place::file(self.file_name) };
        self.list.push(Problem::new(&problems::MAPPING_VALUE, place, value));
    }

    fn mapping(&mut self, text: MappingText) -> Mapping {
        let base = self.file_name.rsplit(['/', '\\']).next().unwrap_or(self.file_name);
        let name = base.strip_suffix(".toml").unwrap_or(base).to_owned();
        for (key, value) in [("title_ja", &text.title_ja), ("title_en", &text.title_en)] {
            if value.trim().is_empty() {
                self.add(key, value);
            }
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.source.is_empty() || !text.source.chars().all(plain) {
            self.add("source", &text.source);
        }
        let header_row = text.header_row.unwrap_or(1);
        let first_data_row = text.first_data_row.unwrap_or(header_row.saturating_add(1));
        if header_row == 0 {
            self.add("header_row", "0");
        }
        if first_data_row <= header_row {
            self.add("first_data_row", &first_data_row.to_string());
        }
        let unit = text.money_unit.as_deref().unwrap_or("円");
        let mut lenient = [false, false];
        for word in &text.unreadable {
            match word.as_str() {
                "indicators" => lenient[0] = true,
                "years" => lenient[1] = true,
                other => self.add("unreadable", other),
            }
        }
        let indicators: Vec<IndicatorColumns> = (text.indicators.into_iter().enumerate())
            .map(|(index, indicator)| {
                let key = |name: &str| format!("indicators[{}].{name}", index + 1);
                let kind = IndicatorKind::from_word(&indicator.kind);
                if kind.is_none() {
                    self.add(&key("kind"), &indicator.kind);
                }
                IndicatorColumns {
                    kind: kind.unwrap_or(IndicatorKind::Activity),
                    mark: indicator.mark,
                    name: self.column(&key("name"), &indicator.name),
                    unit: self.optional(&key("unit"), indicator.unit),
                    target: self.optional(&key("target"), indicator.target),
                    actual: self.optional(&key("actual"), indicator.actual),
                }
            })
            .collect();
        let budget = text.budget_lines;
        let logic = text.logic;
        Mapping {
            name,
            title_ja: text.title_ja,
            title_en: text.title_en,
            source: text.source,
            format: self.choice(
                "format",
                text.format.as_deref(),
                &[("any", Format::Any), ("xlsx", Format::Xlsx), ("csv", Format::Csv)],
            ),
            sheet: text.sheet,
            header_row,
            first_data_row,
            columns_may_be_absent: self.choice(
                "missing_columns",
                text.missing_columns.as_deref(),
                &[("refuse", false), ("allow", true)],
            ),
            money_unit: MoneyUnit::from_name(unit).unwrap_or_else(|| {
                self.add("money_unit", unit);
                MoneyUnit::Yen
            }),
            round_fractions: self.choice(
                "yen_fraction",
                text.yen_fraction.as_deref(),
                &[("refuse", false), ("round", true)],
            ),
            lenient_indicators: lenient[0],
            lenient_years: lenient[1],
            not_stated: text.not_stated.unwrap_or_else(|| NOT_STATED.map(str::to_owned).to_vec()),
            ignore: text.ignore.iter().map(|column| self.column("ignore", column)).collect(),
            program: ProgramColumns {
                id: self.column("program.id", &text.program.id),
                name: self.column("program.name", &text.program.name),
                fiscal_year: self.sheet_year(text.program.fiscal_year, text.program.fixed_fiscal_year),
                legal_basis: self.optional("program.legal_basis", text.program.legal_basis),
                summary: self.optional("program.summary", text.program.summary),
                start_year: text.program.start_year.map(|year| self.year_column("program.start_year", year)),
                end_year: text.program.end_year.map(|year| self.year_column("program.end_year", year)),
                obligation: text.program.obligation.map(|column| {
                    let labels = Obligation::ALL.iter().map(|value| (value.label_ja(), *value));
                    self.word_column("program.obligation", column, labels, Obligation::from_word)
                }),
                direction: text.program.direction.map(|column| {
                    let labels = Direction::ALL.iter().map(|value| (value.label_ja(), *value));
                    self.word_column("program.direction", column, labels, Direction::from_word)
                }),
            },
            department: self.columns("department.columns", &text.department.columns),
            split_after: text.department.split_after,
            policy: self.columns("policy.columns", &text.policy.columns),
            budget_lines: [
                self.optional("budget_lines.account", budget.account),
                self.optional("budget_lines.kan", budget.kan),
                self.optional("budget_lines.kou", budget.kou),
                self.optional("budget_lines.moku", budget.moku),
                self.optional("budget_lines.program", budget.program),
            ],
            logic: [
                self.logic("logic.means", logic.means),
                self.logic("logic.target", logic.target),
                self.logic("logic.intent", logic.intent),
                self.logic("logic.result", logic.result),
            ],
            money: (text.money.into_iter().enumerate())
                .map(|(index, money)| self.money(&format!("money[{}]", index + 1), money))
                .collect(),
            year_blocks: (text.year_blocks.into_iter().enumerate())
                .map(|(index, block)| self.block(&format!("year_blocks[{}]", index + 1), block, indicators.len()))
                .collect(),
            indicators,
            answers: (text.answers.into_iter().enumerate())
                .map(|(index, answer)| {
                    let key = format!("answers[{}]", index + 1);
                    if answer.judgement.is_none() && answer.reason.is_none() {
                        self.add(&key, "judgement / reason");
                    }
                    AnswerColumns {
                        question: answer.question,
                        judgement: self.optional(&key, answer.judgement),
                        reason: self.optional(&key, answer.reason),
                    }
                })
                .collect(),
            notes: (text.notes.into_iter().enumerate())
                .map(|(index, note)| {
                    let key = format!("notes[{}]", index + 1);
                    let date = !note.date_columns.is_empty();
                    if date == note.column.is_some() || (date && !matches!(note.date_columns.len(), 1 | 3)) {
                        self.add(&key, "column / date_columns");
                    }
                    let columns: Vec<String> = note.column.into_iter().chain(note.date_columns).collect();
                    NoteColumns {
                        columns: self.columns(&key, &columns),
                        heading: note.heading,
                        date,
                        era: self.era(&key, note.era.as_deref()),
                        not_stated: note.not_stated,
                    }
                })
                .collect(),
            folds: (text.fold.into_iter().enumerate())
                .map(|(index, entry)| Fold {
                    column: self.column(&format!("fold[{}].column", index + 1), &entry.column),
                    standard: entry.standard,
                    spellings: entry.spellings,
                })
                .collect(),
        }
    }

    fn column(&mut self, key: &str, text: &str) -> Column {
        match text.strip_prefix('@') {
            Some(letter) => Column::Letter(column_of(letter).unwrap_or_else(|| {
                self.add(key, text);
                0
            })),
            None => {
                if fold(text).is_empty() {
                    self.add(key, text);
                }
                Column::Heading(text.to_owned())
            }
        }
    }

    fn columns(&mut self, key: &str, texts: &[String]) -> Vec<Column> {
        texts.iter().map(|text| self.column(key, text)).collect()
    }

    fn optional(&mut self, key: &str, text: Option<String>) -> Option<Column> {
        text.map(|text| self.column(key, &text))
    }

    fn era(&mut self, key: &str, name: Option<&str>) -> Option<Era> {
        let name = name?;
        let era = Era::from_name(name);
        if era.is_none() {
            self.add(&format!("{key}.era"), name);
        }
        era
    }

    fn sheet_year(&mut self, column: Option<ColumnText>, fixed: Option<String>) -> SheetYear {
        match (column, fixed) {
            (Some(column), None) => SheetYear::Column(self.year_column("program.fiscal_year", column)),
            (None, Some(year)) => SheetYear::Fixed(self.year("program.fixed_fiscal_year", &year)),
            (column, _) => {
                self.add("program", if column.is_some() { "fiscal_year + fixed_fiscal_year" } else { "fiscal_year ?" });
                SheetYear::Fixed(self.year("program.fixed_fiscal_year", "2000"))
            }
        }
    }

    fn year_column(&mut self, key: &str, column: ColumnText) -> YearColumn {
        let details = column.into_details();
        self.refuse_details(key, &details, true);
        YearColumn {
            column: self.column(key, &details.column),
            era: self.era(key, details.era.as_deref()),
            not_stated: details.not_stated,
        }
    }

    fn logic(&mut self, key: &str, parts: Vec<ColumnText>) -> Vec<LogicPart> {
        (parts.into_iter())
            .map(|part| {
                let details = part.into_details();
                if details.era.is_some() || !details.values.is_empty() || !details.not_stated.is_empty() {
                    self.add(key, "era / values / not_stated");
                }
                LogicPart { column: self.column(key, &details.column), label: details.label }
            })
            .collect()
    }

    /// The values' own Japanese labels are always known; `-` marks a word that stands for no single value.
    fn word_column<T: Copy>(
        &mut self,
        key: &str,
        column: ColumnText,
        labels: impl Iterator<Item = (&'static str, T)>,
        from_word: impl Fn(&str) -> Option<T>,
    ) -> WordColumn<T> {
        let details = column.into_details();
        self.refuse_details(key, &details, false);
        let mut values: std::collections::HashMap<String, Option<T>> =
            labels.map(|(label, value)| (fold(label), Some(value))).collect();
        for (words, meaning) in &details.values {
            let value = from_word(meaning);
            if value.is_none() && meaning != "-" {
                self.add(&format!("{key}.values.{words}"), meaning);
            }
            values.insert(fold(words), value);
        }
        WordColumn { column: self.column(key, &details.column), values, not_stated: details.not_stated }
    }

    fn refuse_details(&mut self, key: &str, details: &ColumnDetails, is_year: bool) {
        if !details.label.is_empty() {
            self.add(&format!("{key}.label"), &details.label);
        }
        if is_year && !details.values.is_empty() {
            self.add(&format!("{key}.values"), "");
        }
        if let (false, Some(era)) = (is_year, &details.era) {
            self.add(&format!("{key}.era"), era);
        }
    }

    fn year(&mut self, key: &str, text: &str) -> FiscalYear {
        parse_year(text, None).unwrap_or_else(|_| {
            self.add(key, text);
            FiscalYear::new(2000).expect("2000 is in range")
        })
    }

    fn stage(&mut self, key: &str, word: &str) -> Stage {
        Stage::from_word(word).unwrap_or_else(|| {
            self.add(key, word);
            Stage::Initial
        })
    }

    fn money(&mut self, key: &str, text: MoneyText) -> MoneyColumns {
        let column =
            |faults: &mut Self, name: &str, column: Option<String>| faults.optional(&format!("{key}.{name}"), column);
        MoneyColumns {
            year: text.year.as_deref().map(|year| self.year(&format!("{key}.year"), year)),
            stage: self.stage(&format!("{key}.stage"), &text.stage),
            stage_column: text.stage_column.map(|column| {
                let labels = Stage::ALL.iter().map(|value| (value.label_ja(), *value));
                self.word_column(&format!("{key}.stage_column"), column, labels, Stage::from_word)
            }),
            columns: MoneyFields {
                cost: column(self, "cost", text.cost),
                national: column(self, "national", text.national),
                prefectural: column(self, "prefectural", text.prefectural),
                bonds: column(self, "bonds", text.bonds),
                other: column(self, "other", text.other),
                general: column(self, "general", text.general),
                persons: column(self, "persons", text.persons),
                hours: column(self, "hours", text.hours),
                staff_cost: column(self, "staff_cost", text.staff_cost),
            },
        }
    }

    fn block(&mut self, key: &str, text: YearBlockText, indicators: usize) -> YearBlock {
        let start = match self.column(&format!("{key}.start"), &text.start) {
            Column::Letter(start) => start,
            Column::Heading(heading) => {
                self.add(&format!("{key}.start"), &heading);
                0
            }
        };
        if text.stages.len() != text.years.len() {
            self.add(&format!("{key}.stages"), &format!("{} ≠ {}", text.stages.len(), text.years.len()));
        }
        let inside = |faults: &mut Self, column: BlockColumnText| {
            if column.at == 0 || column.at > text.stride {
                faults.add(&format!("{key}.columns"), &format!("at = {}", column.at));
            }
            BlockColumn { offset: column.at.saturating_sub(1), heading: column.heading }
        };
        let columns = text.columns;
        if !columns.indicators.is_empty() && columns.indicators.len() != indicators {
            self.add(&format!("{key}.columns.indicators"), &format!("{} ≠ {indicators}", columns.indicators.len()));
        }
        YearBlock {
            start,
            stride: text.stride,
            years: (text.years.iter().zip(&text.stages))
                .map(|(year, stage)| {
                    (self.year(&format!("{key}.years"), year), self.stage(&format!("{key}.stages"), stage))
                })
                .collect(),
            columns: MoneyFields {
                cost: columns.cost.map(|column| inside(self, column)),
                national: columns.national.map(|column| inside(self, column)),
                prefectural: columns.prefectural.map(|column| inside(self, column)),
                bonds: columns.bonds.map(|column| inside(self, column)),
                other: columns.other.map(|column| inside(self, column)),
                general: columns.general.map(|column| inside(self, column)),
                persons: columns.persons.map(|column| inside(self, column)),
                hours: columns.hours.map(|column| inside(self, column)),
                staff_cost: columns.staff_cost.map(|column| inside(self, column)),
            },
            indicators: columns.indicators.into_iter().map(|column| inside(self, column)).collect(),
            ignore: columns.ignore.into_iter().map(|column| inside(self, column)).collect(),
        }
    }

    fn choice<T: Copy>(&mut self, key: &str, word: Option<&str>, choices: &[(&str, T)]) -> T {
        let known = word.and_then(|word| choices.iter().find(|(name, _)| *name == word));
        if let (Some(word), None) = (word, known) {
            self.add(key, word);
        }
        known.unwrap_or(&choices[0]).1
    }
}
