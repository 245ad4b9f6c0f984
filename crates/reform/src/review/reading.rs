//! A review sheet to its named texts and back (シートと欄の変換).

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Quantity, Yen};

use super::completeness::fault_of_text;
use super::fields::id_order;
use super::name::{
    FieldName, ITEMS_MAX, assessment_field, check_field, is_item_id, kpi_field, measure_field, opinion_field,
};
use super::{
    Assessment, Decision, FieldProblem, Fields, Judgement, Measure, Opinion, ReviewSheet, SelfCheck, SheetKpi,
};
use crate::effect::EffectKind;
use crate::kinds;
use crate::kpi::{Counting, Level as KpiLevel, Way};
use crate::problem::ProblemKind;
use crate::program::Direction;
use crate::workflow::Level;

type Read = Result<(), &'static ProblemKind>;

impl ReviewSheet {
    /// The sheet as named texts.
    pub fn to_fields(&self) -> Fields {
        let mut fields = Fields::default();
        for check in &self.checks {
            let field = |part| check_field(&check.viewpoint, part);
            fields.set(field("judgement"), check.judgement.map_or("", Judgement::word));
            fields.set(field("reason"), &check.reason);
            fields.set(field("evidence"), &check.evidence);
        }
        self.kpis.iter().for_each(|kpi| kpi.write(&mut fields));
        fields.set("direction", self.direction.map_or("", Direction::word));
        fields.set("direction-reason", &self.direction_reason);
        fields.set("merge-into", self.merge_into.as_deref().unwrap_or_default());
        fields.set("last-year", &year_text(self.last_year));
        for measure in &self.measures {
            let field = |part| measure_field(&measure.id, part);
            fields.set(field("text"), &measure.text);
            fields.set(field("kind"), measure.kind.map_or("", EffectKind::word));
            fields.set(field("first-year"), &year_text(measure.first_year));
            fields.set(field("last-year"), &year_text(measure.last_year));
            fields.set(field("recurring"), if measure.recurring { "yes" } else { "" });
            fields.set(field("effect-yen"), &yen_text(measure.effect));
            fields.set(field("effect-general-yen"), &yen_text(measure.effect_general));
        }
        for opinion in &self.opinions {
            fields.set(opinion_field(opinion.level), &opinion.text);
        }
        for assessment in &self.assessments {
            fields.set(assessment_field(&assessment.measure, "effect-yen"), &yen_text(assessment.effect));
            fields
                .set(assessment_field(&assessment.measure, "effect-general-yen"), &yen_text(assessment.effect_general));
        }
        if let Some(decision) = &self.decision {
            fields.set("decision.direction", decision.direction.map_or("", Direction::word));
            fields.set("decision.reason", &decision.reason);
        }
        fields
    }

    /// The sheet of a program and year from its named texts.
    ///
    /// # Errors
    /// Every text that is no value of its field, and lists that are too long; nothing is taken then.
    pub fn from_fields(program: &str, year: FiscalYear, fields: &Fields) -> Result<ReviewSheet, Vec<FieldProblem>> {
        let mut reader = Reader::new(ReviewSheet::new(program, year));
        let mut problems = Vec::new();
        for (field, text) in fields.iter() {
            let fault = fault_of_text(text);
            if let Err(kind) = fault.map_or_else(|| reader.read(field, text), Err) {
                problems.push(FieldProblem { field: field.to_owned(), text: text.to_owned(), kind });
            }
        }
        for (list, count) in [("measures", fields.measure_ids().len()), ("kpis", fields.kpi_ids().len())] {
            if count > ITEMS_MAX {
                let (field, text) = (list.to_owned(), count.to_string());
                problems.push(FieldProblem { field, text, kind: &kinds::TOO_MANY_ITEMS });
            }
        }
        if problems.is_empty() { Ok(reader.finish()) } else { Err(problems) }
    }
}

/// A sheet as far as its fields were read; its lists are maps until all of them were.
struct Reader<'a> {
    sheet: ReviewSheet,
    checks: BTreeMap<&'a str, SelfCheck>,
    kpis: BTreeMap<&'a str, SheetKpi>,
    measures: BTreeMap<&'a str, Measure>,
    opinions: BTreeMap<Level, Opinion>,
    assessments: BTreeMap<&'a str, Assessment>,
}

impl<'a> Reader<'a> {
    fn new(sheet: ReviewSheet) -> Reader<'a> {
        let (checks, kpis, measures) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Reader { sheet, checks, kpis, measures, opinions: BTreeMap::new(), assessments: BTreeMap::new() }
    }

    fn read(&mut self, field: &'a str, text: &str) -> Read {
        let name = FieldName::parse(field).ok_or(&kinds::FIELD_UNKNOWN)?;
        if name.item_id().is_some_and(|id| !is_item_id(id)) {
            return Err(&kinds::ID_INVALID);
        }
        match name {
            FieldName::Plain(part) => self.sheet.read(part, text),
            FieldName::Check(viewpoint, part) => {
                let empty = || SelfCheck { viewpoint: viewpoint.to_owned(), ..SelfCheck::default() };
                self.checks.entry(viewpoint).or_insert_with(empty).read(part, text)
            }
            FieldName::Kpi(id, part) => {
                let empty = || SheetKpi { id: id.to_owned(), ..SheetKpi::default() };
                self.kpis.entry(id).or_insert_with(empty).read(part, text)
            }
            FieldName::Measure(id, part) => {
                let empty = || Measure { id: id.to_owned(), ..Measure::default() };
                self.measures.entry(id).or_insert_with(empty).read(part, text)
            }
            FieldName::Opinion(level) => {
                self.opinions.insert(level, Opinion { level, text: text.to_owned() });
                Ok(())
            }
            FieldName::Assessment(id, part) => {
                let empty = || Assessment { measure: id.to_owned(), ..Assessment::default() };
                self.assessments.entry(id).or_insert_with(empty).read(part, text)
            }
            FieldName::Decision(part) => self.sheet.decision.get_or_insert_default().read(part, text),
        }
    }

    fn finish(self) -> ReviewSheet {
        let mut sheet = self.sheet;
        sheet.checks = self.checks.into_values().collect();
        sheet.kpis = in_order(self.kpis);
        sheet.measures = in_order(self.measures);
        sheet.opinions = self.opinions.into_values().collect();
        sheet.assessments = in_order(self.assessments);
        sheet
    }
}

impl ReviewSheet {
    fn read(&mut self, part: &str, text: &str) -> Read {
        match part {
            "direction" => self.direction = Some(read_choice(text, Direction::from_word)?),
            "direction-reason" => text.clone_into(&mut self.direction_reason),
            "merge-into" => self.merge_into = Some(text.to_owned()),
            "last-year" => self.last_year = Some(read_year(text)?),
            _ => return Err(&kinds::FIELD_UNKNOWN),
        }
        Ok(())
    }
}

impl SelfCheck {
    fn read(&mut self, part: &str, text: &str) -> Read {
        match part {
            "judgement" => self.judgement = Some(read_choice(text, Judgement::from_word)?),
            "reason" => text.clone_into(&mut self.reason),
            "evidence" => text.clone_into(&mut self.evidence),
            _ => return Err(&kinds::FIELD_UNKNOWN),
        }
        Ok(())
    }
}

impl Measure {
    fn read(&mut self, part: &str, text: &str) -> Read {
        match part {
            "text" => text.clone_into(&mut self.text),
            "kind" => self.kind = Some(read_choice(text, EffectKind::from_word)?),
            "first-year" => self.first_year = Some(read_year(text)?),
            "last-year" => self.last_year = Some(read_year(text)?),
            "effect-yen" => self.effect = Some(read_yen(text)?),
            "effect-general-yen" => self.effect_general = Some(read_yen(text)?),
            "recurring" => self.recurring = read_choice(text, |word| (word == "yes").then_some(true))?,
            _ => return Err(&kinds::FIELD_UNKNOWN),
        }
        Ok(())
    }
}

impl Assessment {
    fn read(&mut self, part: &str, text: &str) -> Read {
        match part {
            "effect-yen" => self.effect = Some(read_yen(text)?),
            "effect-general-yen" => self.effect_general = Some(read_yen(text)?),
            _ => return Err(&kinds::FIELD_UNKNOWN),
        }
        Ok(())
    }
}

impl Decision {
    fn read(&mut self, part: &str, text: &str) -> Read {
        match part {
            "direction" => self.direction = Some(read_choice(text, Direction::from_word)?),
            "reason" => text.clone_into(&mut self.reason),
            _ => return Err(&kinds::FIELD_UNKNOWN),
        }
        Ok(())
    }
}

impl SheetKpi {
    fn read(&mut self, part: &str, text: &str) -> Read {
        match part {
            "name" => text.clone_into(&mut self.name),
            "level" => self.level = Some(read_choice(text, KpiLevel::from_word)?),
            "unit" => text.clone_into(&mut self.unit),
            "direction" => self.way = Some(read_choice(text, Way::from_word)?),
            "tolerance" => self.tolerance = Some(read_quantity(text)?),
            "low" => self.low = Some(read_quantity(text)?),
            "high" => self.high = Some(read_quantity(text)?),
            "counting" => self.counting = Some(read_choice(text, Counting::from_word)?),
            "baseline" => self.baseline = Some(read_quantity(text)?),
            "baseline-year" => self.baseline_year = Some(read_year(text)?),
            "target" => self.target = Some(read_quantity(text)?),
            "target-year" => self.target_year = Some(read_year(text)?),
            "this-target" => self.this_target = Some(read_quantity(text)?),
            "actual" => self.actual = Some(read_quantity(text)?),
            "source" => text.clone_into(&mut self.source),
            "evaluation" => text.clone_into(&mut self.evaluation),
            _ => return Err(&kinds::FIELD_UNKNOWN),
        }
        Ok(())
    }

    fn write(&self, fields: &mut Fields) {
        let number = |number: Option<Quantity>| number.map_or_else(String::new, |number| number.to_string());
        for (part, text) in [
            ("name", self.name.clone()),
            ("level", self.level.map_or("", KpiLevel::word).to_owned()),
            ("unit", self.unit.clone()),
            ("direction", self.way.map_or("", Way::word).to_owned()),
            ("tolerance", number(self.tolerance)),
            ("low", number(self.low)),
            ("high", number(self.high)),
            ("counting", self.counting.map_or("", Counting::word).to_owned()),
            ("baseline", number(self.baseline)),
            ("baseline-year", year_text(self.baseline_year)),
            ("target", number(self.target)),
            ("target-year", year_text(self.target_year)),
            ("this-target", number(self.this_target)),
            ("actual", number(self.actual)),
            ("source", self.source.clone()),
            ("evaluation", self.evaluation.clone()),
        ] {
            fields.set(kpi_field(&self.id, part), &text);
        }
    }
}

/// What a map of ids holds, in the order of the form.
fn in_order<T>(items: BTreeMap<&str, T>) -> Vec<T> {
    let mut items: Vec<(&str, T)> = items.into_iter().collect();
    items.sort_by_key(|(id, _)| id_order(id));
    items.into_iter().map(|(_, item)| item).collect()
}

fn year_text(year: Option<FiscalYear>) -> String {
    year.map_or_else(String::new, |year| year.start().to_string())
}

fn yen_text(amount: Option<Yen>) -> String {
    amount.map_or_else(String::new, |amount| amount.0.to_string())
}

fn read_choice<T>(text: &str, from_word: impl Fn(&str) -> Option<T>) -> Result<T, &'static ProblemKind> {
    from_word(text).ok_or(&kinds::NOT_A_CHOICE)
}

fn read_year(text: &str) -> Result<FiscalYear, &'static ProblemKind> {
    text.parse().ok().and_then(|year| FiscalYear::new(year).ok()).ok_or(&kinds::NOT_A_YEAR)
}

fn read_yen(text: &str) -> Result<Yen, &'static ProblemKind> {
    text.parse().map(Yen).map_err(|_| &kinds::NOT_YEN)
}

fn read_quantity(text: &str) -> Result<Quantity, &'static ProblemKind> {
    text.parse().map_err(|_| &kinds::NOT_A_QUANTITY)
}
