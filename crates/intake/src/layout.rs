//! Layout (列の配置): which column of this very file each field of the mapping stands in.

use crate::letters::letter_of;
use crate::mapping::{Column, Mapping, MoneyFields, SheetYear, WordColumn};
use crate::problems;
use fiscal::FiscalYear;
use reform::ProblemKind;
use reform::program::Stage;
use reform::search_text::{fold, grams};
use std::collections::HashMap;

/// The columns of one file, counted from 0, for every field of its mapping.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// What the file's heading row says.
    pub(crate) headings: Vec<String>,
    /// Every column that is read; a row blank in all of them is no row.
    pub(crate) used: Vec<usize>,
    pub(crate) id: usize,
    pub(crate) name: usize,
    /// `None` when the mapping fixes the year.
    pub(crate) fiscal_year: Option<usize>,
    pub(crate) legal_basis: Option<usize>,
    pub(crate) summary: Option<usize>,
    pub(crate) start_year: Option<usize>,
    pub(crate) end_year: Option<usize>,
    pub(crate) obligation: Option<usize>,
    pub(crate) direction: Option<usize>,
    pub(crate) department: Vec<usize>,
    pub(crate) policy: Vec<usize>,
    pub(crate) budget_lines: [Option<usize>; 5],
    /// Column and label of each part of means, target, intent, result.
    pub(crate) logic: [Vec<(usize, String)>; 4],
    pub(crate) money: Vec<YearColumns>,
    pub(crate) indicators: Vec<IndicatorPlace>,
    pub(crate) answers: Vec<AnswerPlace>,
    pub(crate) notes: Vec<NotePlace>,
    /// By column: folded spelling → (number of the spelling in the mapping, standard name).
    pub(crate) folds: HashMap<usize, HashMap<String, (usize, String)>>,
}

/// Where money and staff time of one year stand.
#[derive(Debug)]
pub(crate) struct YearColumns {
    /// `None` is the row's own fiscal year.
    pub(crate) year: Option<FiscalYear>,
    pub(crate) stage: Stage,
    /// The column of the stage's word, and which entry of the mapping's `money` explains the words.
    pub(crate) stage_column: Option<(usize, usize)>,
    pub(crate) columns: MoneyFields<Option<usize>>,
}

#[derive(Debug)]
pub(crate) struct IndicatorPlace {
    pub(crate) name: usize,
    pub(crate) unit: Option<usize>,
    /// Year (`None`: the row's own), column of the target, column of the actual.
    pub(crate) values: Vec<(Option<FiscalYear>, Option<usize>, Option<usize>)>,
}

#[derive(Debug)]
pub(crate) struct AnswerPlace {
    pub(crate) question: String,
    pub(crate) judgement: Option<usize>,
    pub(crate) reason: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct NotePlace {
    /// Which entry of the mapping's `notes` it is.
    pub(crate) entry: usize,
    pub(crate) heading: String,
    pub(crate) columns: Vec<usize>,
}

/// What is wrong with the headings: kind, column (counted from 0) where known, words.
pub(crate) type HeadingFault = (&'static ProblemKind, Option<usize>, String);

/// Finds every column of the mapping in a heading row, with all that is wrong; without a fatal fault the layout holds.
pub(crate) fn resolve(mapping: &Mapping, headings: Vec<String>) -> (Layout, Vec<HeadingFault>) {
    let mut finder = Finder::new(mapping, headings);
    let layout = finder.layout(mapping);
    (layout, finder.faults)
}

/// Looks columns up in a heading row and notes what is wrong with it.
pub(crate) struct Finder {
    headings: Vec<String>,
    folded: Vec<String>,
    /// Columns of year blocks, which repeat their headings and are not found by them.
    in_block: Vec<bool>,
    used: Vec<bool>,
    /// Columns the mapping knows and leaves out.
    ignored: Vec<bool>,
    may_be_absent: bool,
    pub(crate) faults: Vec<HeadingFault>,
}

impl Finder {
    /// A finder for a table without year blocks.
    pub(crate) fn plain(headings: Vec<String>, may_be_absent: bool) -> Finder {
        let width = headings.len();
        Finder {
            folded: headings.iter().map(|heading| fold(heading)).collect(),
            headings,
            in_block: vec![false; width],
            used: vec![false; width],
            ignored: vec![false; width],
            may_be_absent,
            faults: Vec::new(),
        }
    }

    /// Marks columns that are known and not read.
    pub(crate) fn ignore(&mut self, columns: &[Column]) {
        for column in columns {
            if let Some(column) = self.position(column) {
                self.ignored[column] = true;
            }
        }
    }

    /// Every column that is read.
    pub(crate) fn used(&self) -> Vec<usize> {
        (0..self.used.len()).filter(|column| self.used[*column]).collect()
    }

    fn new(mapping: &Mapping, headings: Vec<String>) -> Finder {
        let width = headings.len();
        let mut in_block = vec![false; width];
        for block in &mapping.year_blocks {
            let end = block.start + block.stride * block.years.len();
            in_block.iter_mut().take(end).skip(block.start).for_each(|inside| *inside = true);
        }
        Finder {
            folded: headings.iter().map(|heading| fold(heading)).collect(),
            headings,
            in_block,
            used: vec![false; width],
            ignored: vec![false; width],
            may_be_absent: mapping.columns_may_be_absent,
            faults: Vec::new(),
        }
    }

    fn layout(&mut self, mapping: &Mapping) -> Layout {
        let program = &mapping.program;
        let mut layout = Layout {
            id: self.needed(&program.id),
            name: self.needed(&program.name),
            fiscal_year: match &program.fiscal_year {
                SheetYear::Column(year) => Some(self.needed(&year.column)),
                SheetYear::Fixed(_) => None,
            },
            legal_basis: self.optional(program.legal_basis.as_ref()),
            summary: self.optional(program.summary.as_ref()),
            start_year: self.optional(program.start_year.as_ref().map(|year| &year.column)),
            end_year: self.optional(program.end_year.as_ref().map(|year| &year.column)),
            obligation: self.word(program.obligation.as_ref()),
            direction: self.word(program.direction.as_ref()),
            department: self.all(&mapping.department),
            policy: self.all(&mapping.policy),
            ..Layout::default()
        };
        for (place, column) in layout.budget_lines.iter_mut().zip(&mapping.budget_lines) {
            *place = self.optional(column.as_ref());
        }
        for (places, parts) in layout.logic.iter_mut().zip(&mapping.logic) {
            *places = parts.iter().filter_map(|part| Some((self.find(&part.column)?, part.label.clone()))).collect();
        }
        for (entry, money) in mapping.money.iter().enumerate() {
            layout.money.push(YearColumns {
                year: money.year,
                stage: money.stage,
                stage_column: self.word(money.stage_column.as_ref()).map(|column| (column, entry)),
                columns: money.columns.map(|column| self.optional(column.as_ref())),
            });
        }
        self.indicators(mapping, &mut layout);
        self.blocks(mapping, &mut layout);
        self.answers_and_notes(mapping, &mut layout);
        for (number, entry) in mapping.folds.iter().enumerate() {
            let Some(column) = self.find(&entry.column) else { continue };
            let spellings = layout.folds.entry(column).or_default();
            for (index, spelling) in entry.spellings.iter().enumerate() {
                spellings.insert(fold(spelling), (number * 1_000 + index, entry.standard.clone()));
            }
        }
        self.ignore(&mapping.ignore);
        layout.used = self.used();
        self.report_unmapped();
        layout.headings = std::mem::take(&mut self.headings);
        layout
    }

    fn indicators(&mut self, mapping: &Mapping, layout: &mut Layout) {
        for indicator in &mapping.indicators {
            let name = self.find(&indicator.name);
            let unit = self.optional(indicator.unit.as_ref());
            let target = self.optional(indicator.target.as_ref());
            let actual = self.optional(indicator.actual.as_ref());
            let own_year = (target.is_some() || actual.is_some()).then_some((None, target, actual));
            // Without a name column nothing can be said of it; usize::MAX is blank in every row.
            layout.indicators.push(IndicatorPlace {
                name: name.unwrap_or(usize::MAX),
                unit,
                values: own_year.into_iter().collect(),
            });
        }
    }

    fn blocks(&mut self, mapping: &Mapping, layout: &mut Layout) {
        for block in &mapping.year_blocks {
            for (index, (year, stage)) in block.years.iter().enumerate() {
                let first = block.start + block.stride * index;
                let columns = block.columns.map(|column| {
                    let column = column.as_ref()?;
                    self.in_block_at(first + column.offset, column.heading.as_deref(), true)
                });
                layout.money.push(YearColumns { year: Some(*year), stage: *stage, stage_column: None, columns });
                for (place, column) in layout.indicators.iter_mut().zip(&block.indicators) {
                    let actual = self.in_block_at(first + column.offset, column.heading.as_deref(), true);
                    place.values.push((Some(*year), None, actual));
                }
                for column in &block.ignore {
                    self.in_block_at(first + column.offset, column.heading.as_deref(), false);
                }
            }
        }
    }

    fn answers_and_notes(&mut self, mapping: &Mapping, layout: &mut Layout) {
        for answer in &mapping.answers {
            let judgement = self.optional(answer.judgement.as_ref());
            let reason = self.optional(answer.reason.as_ref());
            if let Some(column) = judgement.or(reason) {
                let question = answer.question.clone().unwrap_or_else(|| self.heading(column));
                layout.answers.push(AnswerPlace { question, judgement, reason });
            }
        }
        for (entry, note) in mapping.notes.iter().enumerate() {
            let columns = self.all(&note.columns);
            if columns.len() == note.columns.len() {
                let heading = note.heading.clone().unwrap_or_else(|| self.heading(columns[0]));
                layout.notes.push(NotePlace { entry, heading, columns });
            }
        }
    }

    /// A column the import cannot do without.
    pub(crate) fn needed(&mut self, column: &Column) -> usize {
        let absent = self.may_be_absent;
        self.may_be_absent = false;
        let found = self.find(column).unwrap_or(usize::MAX);
        self.may_be_absent = absent;
        found
    }

    /// A column that may be named by nobody.
    pub(crate) fn optional(&mut self, column: Option<&Column>) -> Option<usize> {
        column.and_then(|column| self.find(column))
    }

    fn word<T>(&mut self, column: Option<&WordColumn<T>>) -> Option<usize> {
        column.and_then(|column| self.find(&column.column))
    }

    /// The columns that are there.
    pub(crate) fn all(&mut self, columns: &[Column]) -> Vec<usize> {
        columns.iter().filter_map(|column| self.find(column)).collect()
    }

    fn find(&mut self, column: &Column) -> Option<usize> {
        let found = self.position(column);
        if let Some(found) = found {
            self.used[found] = true;
            return Some(found);
        }
        if !self.may_be_absent {
            let words = match column {
                Column::Letter(letter) => format!("@{}", letter_of(*letter)),
                Column::Heading(heading) => match self.nearest(heading) {
                    Some(near) => format!("{}(近い見出し: {near})", one_line(heading)),
                    None => one_line(heading),
                },
            };
            let told = self
                .faults
                .iter()
                .any(|(kind, _, known)| kind.code == problems::HEADER_MISSING.code && *known == words);
            if !told {
                self.faults.push((&problems::HEADER_MISSING, None, words));
            }
        }
        None
    }

    fn position(&mut self, column: &Column) -> Option<usize> {
        let heading = match column {
            Column::Letter(letter) => return (*letter < self.headings.len()).then_some(*letter),
            Column::Heading(heading) => heading,
        };
        let wanted = fold(heading);
        let mut places = (0..self.folded.len()).filter(|at| !self.in_block[*at] && self.folded[*at] == wanted);
        let first = places.next()?;
        if let Some(second) = places.next() {
            let words = format!("{} = {}: {}", letter_of(first), letter_of(second), one_line(heading));
            self.ignored[second] = true;
            if !self.faults.iter().any(|(_, at, _)| *at == Some(second)) {
                self.faults.push((&problems::HEADER_DUPLICATE, Some(second), words));
            }
        }
        Some(first)
    }

    fn in_block_at(&mut self, column: usize, heading: Option<&str>, is_read: bool) -> Option<usize> {
        let stands = self.folded.get(column).map(String::as_str).unwrap_or("");
        let agrees = column < self.folded.len() && heading.is_none_or(|heading| fold(heading) == stands);
        if agrees {
            let marks = if is_read { &mut self.used } else { &mut self.ignored };
            marks[column] = true;
            return Some(column);
        }
        let words = format!("{} ≠ {}", self.heading(column), one_line(heading.unwrap_or("")));
        self.faults.push((&problems::BLOCK_MISMATCH, Some(column), words));
        None
    }

    fn heading(&self, column: usize) -> String {
        self.headings.get(column).map(|heading| one_line(heading)).unwrap_or_default()
    }

    /// The free heading that shares most character pairs with the one looked for.
    fn nearest(&self, heading: &str) -> Option<String> {
        let wanted = grams(&fold(heading));
        let likeness = |at: usize| {
            let grams = grams(&self.folded[at]);
            let shared = grams.iter().filter(|gram| wanted.contains(gram)).count();
            200 * shared / (grams.len() + wanted.len()).max(1)
        };
        // A hostile file may have thousands of headings; people's headings stand among the first.
        let best = (0..self.folded.len().min(500)).filter(|at| !self.in_block[*at]).max_by_key(|at| likeness(*at))?;
        (likeness(best) >= 25).then(|| self.heading(best))
    }

    /// Notes the columns that are neither read nor known.
    pub(crate) fn report_unmapped(&mut self) {
        let unmapped: Vec<String> = (0..self.headings.len())
            .filter(|column| !self.used[*column] && !self.ignored[*column] && !self.folded[*column].is_empty())
            .map(|column| self.heading(column))
            .collect();
        if !unmapped.is_empty() {
            let words = format!("{}: {}", unmapped.len(), unmapped.join("、"));
            self.faults.push((&problems::COLUMNS_UNMAPPED, None, words));
        }
    }
}

/// A heading on one line, as messages and stored headings show it.
pub(crate) fn one_line(heading: &str) -> String {
    heading.split_whitespace().collect::<Vec<_>>().join(" ")
}
