//! The form of a study (入力欄): what can be changed, what it is in the baseline, and what somebody gave.
//!
//! A value is a text until it is read: an amount in 億円, a percentage, a count, a word of a list. The address of a page
//! gives a scenario's values by their keys (`investment=560`); with `base.` before the key it gives the baseline's, which
//! is how two scenarios are held against each other.

use std::collections::BTreeMap;

use fiscal::{Quantity, Yen};
use reform::plan::Basis;
use reform::{Place, Problem, ProblemKind};

use crate::error;

/// What stands before a key to give the baseline's value.
pub const BASELINE_PREFIX: &str = "base.";

/// The longest value that is read, in characters.
const MAX_VALUE_CHARS: usize = 400;

/// The values somebody gave, by key, as they were typed (与えられた値).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given(Vec<(String, String)>);

/// One input of a study (入力欄).
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key in addresses, files and commands.
    pub key: &'static str,
    /// The heading it stands under; fields of one group follow one another.
    pub group: String,
    /// What it is.
    pub label: String,
    /// Its unit, such as `億円` or `%`; may be empty.
    pub unit: String,
    /// One sentence of help; may be empty.
    pub hint: String,
    /// What kind of value it takes.
    pub kind: FieldKind,
    /// The baseline's value in canonical form.
    pub baseline: String,
    /// What the scenario begins with; usually the baseline.
    pub start: String,
    /// How the baseline's value came to be.
    pub basis: Basis,
    /// Where the baseline's value comes from.
    pub source: String,
    /// Whether it stands behind "more assumptions".
    pub is_detail: bool,
    /// The scenario's value: as given, or what it begins with.
    pub value: String,
}

/// What kind of value a field takes (値の種類).
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// An amount in 億円, with up to eight decimals.
    Amount {
        /// The least.
        min: Yen,
        /// The most.
        max: Yen,
    },
    /// A number with decimals, such as a percentage or a factor.
    Number {
        /// The least.
        min: Quantity,
        /// The most.
        max: Quantity,
    },
    /// A whole number.
    Whole {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// One of several words.
    Choice(Vec<Choice>),
    /// A text the study reads itself.
    Text,
}

/// One word a field may take, with its label (選択肢).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The word.
    pub word: String,
    /// Its label.
    pub label: String,
}

/// A value that makes no sense, and the field it was given in (入力の問題).
#[derive(Clone, Debug)]
pub struct InputProblem {
    /// The key of the field.
    pub key: String,
    /// What is wrong, with its code.
    pub problem: Problem,
    /// What may be given instead; may be empty.
    pub allowed: String,
}

/// The fields with the values given (入力欄と与えられた値).
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// The fields in order.
    pub fields: Vec<Field>,
    /// What is wrong with the values given.
    pub problems: Vec<InputProblem>,
    /// Whether the baseline is not the city's own but another scenario.
    pub is_baseline_given: bool,
}

/// Values that were read, by key (読み取った値).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values(BTreeMap<&'static str, Value>);

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Amount(Yen),
    Number(Quantity),
    Whole(i64),
    Word(String),
}

impl Given {
    /// The values of these pairs; an empty value is one that was not given, and of a repeated key the last counts.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Given {
        let mut given: Vec<(String, String)> = Vec::new();
        for (key, value) in pairs {
            let value = value.trim().to_owned();
            given.retain(|(known, _)| *known != key);
            if !value.is_empty() {
                given.push((key, value));
            }
        }
        Given(given)
    }

    /// The value given for a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// The pairs in the order they were given.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

impl Field {
    /// A field of an amount in 億円.
    pub fn amount(key: &'static str, label: impl Into<String>, baseline: Yen, min: Yen, max: Yen) -> Field {
        Field::new(key, label, "億円", FieldKind::Amount { min, max }, oku_text(baseline))
    }

    /// A field of a number with decimals; `min` and `max` are decimal texts such as `-99.9`.
    ///
    /// # Panics
    /// When one of the texts is no number, which is a mistake in this program.
    pub fn number(
        key: &'static str,
        label: impl Into<String>,
        unit: &str,
        baseline: impl Into<String>,
        (min, max): (&str, &str),
    ) -> Field {
        let read = |text: &str| text.parse::<Quantity>().expect("a limit of a field is a number");
        Field::new(key, label, unit, FieldKind::Number { min: read(min), max: read(max) }, baseline.into())
    }

    /// A field of a whole number.
    pub fn whole(
        key: &'static str,
        label: impl Into<String>,
        unit: &str,
        baseline: i64,
        (min, max): (i64, i64),
    ) -> Field {
        Field::new(key, label, unit, FieldKind::Whole { min, max }, baseline.to_string())
    }

    /// A field of one of several words.
    pub fn choice(
        key: &'static str,
        label: impl Into<String>,
        baseline: &str,
        choices: impl IntoIterator<Item = (String, String)>,
    ) -> Field {
        let choices = choices.into_iter().map(|(word, label)| Choice { word, label }).collect();
        Field::new(key, label, "", FieldKind::Choice(choices), baseline.to_owned())
    }

    /// A field of a text that the study reads itself; empty in the baseline.
    pub fn text(key: &'static str, label: impl Into<String>) -> Field {
        Field::new(key, label, "", FieldKind::Text, String::new())
    }

    /// The field under a heading.
    pub fn group(self, group: impl Into<String>) -> Field {
        Field { group: group.into(), ..self }
    }

    /// The field with a sentence of help.
    pub fn hint(self, hint: impl Into<String>) -> Field {
        Field { hint: hint.into(), ..self }
    }

    /// The field with another unit on it.
    pub fn unit(self, unit: impl Into<String>) -> Field {
        Field { unit: unit.into(), ..self }
    }

    /// The field with where its baseline comes from.
    pub fn from_source(self, basis: Basis, source: impl Into<String>) -> Field {
        Field { basis, source: source.into(), ..self }
    }

    /// The field with another beginning of the scenario than the baseline.
    pub fn starting_at(self, start: impl Into<String>) -> Field {
        let start = start.into();
        Field { value: start.clone(), start, ..self }
    }

    /// The field behind "more assumptions".
    pub fn detail(self) -> Field {
        Field { is_detail: true, ..self }
    }

    /// Whether the scenario differs from the baseline here.
    pub fn is_changed(&self) -> bool {
        let same = match (self.read(&self.value), self.read(&self.baseline)) {
            (Ok(one), Ok(other)) => one == other,
            _ => self.value == self.baseline,
        };
        !same
    }

    /// The baseline for people: the label of a choice, otherwise the value with its unit.
    pub fn baseline_shown(&self) -> String {
        self.shown(&self.baseline)
    }

    /// The scenario's value for people.
    pub fn value_shown(&self) -> String {
        self.shown(&self.value)
    }

    fn shown(&self, text: &str) -> String {
        match &self.kind {
            FieldKind::Choice(choices) => {
                let chosen = choices.iter().find(|choice| choice.word == text);
                chosen.map_or_else(|| text.to_owned(), |choice| choice.label.clone())
            }
            _ if text.is_empty() => "―".to_owned(),
            // A year is no amount: 2024, not 2,024.
            FieldKind::Whole { min, max } if *min >= 1868 && *max <= 2200 => text.to_owned(),
            _ => {
                let grouped = text.parse::<Quantity>().map(publish::table::shown_quantity);
                format!("{}{}", grouped.unwrap_or_else(|_| text.to_owned()), self.unit)
            }
        }
    }

    fn new(key: &'static str, label: impl Into<String>, unit: &str, kind: FieldKind, baseline: String) -> Field {
        Field {
            key,
            group: String::new(),
            label: label.into(),
            unit: unit.to_owned(),
            hint: String::new(),
            kind,
            start: baseline.clone(),
            value: baseline.clone(),
            baseline,
            basis: Basis::Assumed,
            source: String::new(),
            is_detail: false,
        }
    }

    /// What may be given here, for people.
    fn allowed(&self) -> String {
        match &self.kind {
            FieldKind::Amount { min, max } => format!("{}〜{}{}", oku_text(*min), oku_text(*max), self.unit),
            FieldKind::Number { min, max } => format!("{min}〜{max}{}", self.unit),
            FieldKind::Whole { min, max } => format!("{min}〜{max}{}", self.unit),
            FieldKind::Choice(choices) => {
                choices.iter().map(|choice| choice.word.as_str()).collect::<Vec<_>>().join(", ")
            }
            FieldKind::Text => String::new(),
        }
    }

    /// `Ok(None)` where nothing was given and nothing is needed.
    fn read(&self, text: &str) -> Result<Option<Value>, &'static ProblemKind> {
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > MAX_VALUE_CHARS {
            return Err(&error::INPUT_TOO_LONG);
        }
        match &self.kind {
            FieldKind::Amount { min, max } => {
                let amount = read_oku(text).ok_or(&error::INPUT_NOT_A_NUMBER)?;
                within(amount, min, max).map(Value::Amount)
            }
            FieldKind::Number { min, max } => {
                let number = read_number(text).ok_or(&error::INPUT_NOT_A_NUMBER)?;
                let place = |quantity: &Quantity| scaled(*quantity);
                within(place(&number), &place(min), &place(max)).map(|_| Value::Number(shortest(number)))
            }
            FieldKind::Whole { min, max } => {
                let number = read_number(text).ok_or(&error::INPUT_NOT_A_NUMBER)?;
                let whole = whole(number).ok_or(&error::INPUT_NOT_WHOLE)?;
                within(whole, min, max).map(Value::Whole)
            }
            FieldKind::Choice(choices) => match choices.iter().find(|choice| choice.word == text) {
                Some(choice) => Ok(Value::Word(choice.word.clone())),
                None => Err(&error::INPUT_NOT_A_CHOICE),
            },
            FieldKind::Text => Ok(Value::Word(text.to_owned())),
        }
        .map(Some)
    }
}

impl Form {
    /// Puts the values given into the fields and reads them all; every problem is kept, none stops the next.
    pub fn read(fields: Vec<Field>, given: &Given) -> Form {
        let mut form = Form { fields, ..Form::default() };
        for (key, value) in given.pairs() {
            let (name, is_baseline) = match key.strip_prefix(BASELINE_PREFIX) {
                Some(name) => (name, true),
                None => (key.as_str(), false),
            };
            let Some(field) = form.fields.iter_mut().find(|field| field.key == name) else {
                let excerpt = format!("{key}={value}");
                form.problems.push(InputProblem {
                    key: key.clone(),
                    problem: Problem::new(&error::INPUT_UNKNOWN, Place::default(), excerpt),
                    allowed: String::new(),
                });
                continue;
            };
            if is_baseline {
                form.is_baseline_given = true;
                field.baseline = value.clone();
            } else {
                field.value = value.clone();
            }
        }
        let wrong = form.fields.iter().flat_map(|field| {
            let baseline = field.read(&field.baseline).err().map(|kind| (kind, &field.baseline));
            let scenario = field.read(&field.value).err().map(|kind| (kind, &field.value));
            baseline.into_iter().chain(scenario).map(|(kind, text)| InputProblem {
                key: field.key.to_owned(),
                problem: Problem::new(kind, Place::default(), text),
                allowed: field.allowed(),
            })
        });
        let wrong: Vec<InputProblem> = wrong.collect();
        form.problems.extend(wrong);
        form
    }

    /// Whether every value given makes sense.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// The baseline's values.
    pub fn baseline(&self) -> Values {
        self.values(|field| &field.baseline)
    }

    /// The scenario's values; the baseline's while there are problems, so that nothing is computed from garbage.
    pub fn scenario(&self) -> Values {
        if self.is_sound() { self.values(|field| &field.value) } else { self.baseline() }
    }

    /// Adds a problem that only the study itself could find, beside a field.
    pub fn add_problem(&mut self, key: &str, kind: &'static ProblemKind, excerpt: impl AsRef<str>) {
        self.problems.push(InputProblem {
            key: key.to_owned(),
            problem: Problem::new(kind, Place::default(), excerpt),
            allowed: String::new(),
        });
    }

    /// The problems of one field.
    pub fn problems_of<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a InputProblem> {
        self.problems.iter().filter(move |problem| problem.key == key)
    }

    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The fields in which the scenario differs from the baseline.
    pub fn changed(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_changed())
    }

    /// The scenario as pairs of an address: only what differs from what the scenario begins with, and the baseline
    /// where it was given.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = self
            .fields
            .iter()
            .filter(|field| field.value != field.start)
            .map(|field| (field.key.to_owned(), field.value.clone()))
            .collect();
        if self.is_baseline_given {
            let baseline = self.fields.iter().filter(|field| !field.baseline.is_empty());
            pairs.extend(baseline.map(|field| (format!("{BASELINE_PREFIX}{}", field.key), field.baseline.clone())));
        }
        pairs
    }

    /// The scenario as pairs of an address whose baseline is the scenario of another form of the same study.
    pub fn pairs_against(&self, baseline: &Form) -> Vec<(String, String)> {
        let own = self.pairs().into_iter().filter(|(key, _)| !key.starts_with(BASELINE_PREFIX));
        let fields = baseline.fields.iter().filter(|field| !field.value.is_empty());
        let others = fields.map(|field| (format!("{BASELINE_PREFIX}{}", field.key), field.value.clone()));
        own.chain(others).collect()
    }

    fn values(&self, text: impl Fn(&Field) -> &String) -> Values {
        let read = |field: &Field| Some((field.key, field.read(text(field)).ok().flatten()?));
        Values(self.fields.iter().filter_map(read).collect())
    }
}

impl Values {
    /// The amount of a field; `None` when it is empty.
    pub fn amount(&self, key: &str) -> Option<Yen> {
        match self.0.get(key) {
            Some(Value::Amount(amount)) => Some(*amount),
            _ => None,
        }
    }

    /// The number of a field, exactly as given.
    pub fn number(&self, key: &str) -> Option<Quantity> {
        match self.0.get(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A percentage as a share: `1.5` → `0.015`.
    pub fn share(&self, key: &str) -> Option<f64> {
        self.number(key).map(|number| number.to_f64() / 100.0)
    }

    /// The whole number of a field.
    pub fn whole(&self, key: &str) -> Option<i64> {
        match self.0.get(key) {
            Some(Value::Whole(number)) => Some(*number),
            _ => None,
        }
    }

    /// The word or text of a field; empty when there is none.
    pub fn word(&self, key: &str) -> &str {
        match self.0.get(key) {
            Some(Value::Word(word)) => word,
            _ => "",
        }
    }
}

/// An amount as a form shows it: 億円 without needless zeros, `508.3`.
pub fn oku_text(amount: Yen) -> String {
    let quantity = Quantity { units: amount.0, decimals: 8 };
    let text = quantity.to_string();
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// An amount in 億円 as people type it; `None` when it is no number, or finer than a yen.
pub fn read_oku(text: &str) -> Option<Yen> {
    let number = read_number(text)?;
    let factor = 10_i64.checked_pow(8_u32.checked_sub(number.decimals.into())?)?;
    number.units.checked_mul(factor).map(Yen)
}

/// A number as people type it: full-width digits, separators, `▲` and `−` are understood.
fn read_number(text: &str) -> Option<Quantity> {
    let folded: String = reform::search_text::fold(text)
        .chars()
        .filter(|c| !matches!(c, ',' | ' '))
        .map(|c| if matches!(c, '▲' | '△' | '−' | '‐' | '–') { '-' } else { c })
        .collect();
    folded.strip_prefix('+').unwrap_or(&folded).parse().ok()
}

/// The number without needless zeros behind the point, so that `1.0` is no other value than `1`.
fn shortest(mut number: Quantity) -> Quantity {
    while number.decimals > 0 && number.units % 10 == 0 {
        number = Quantity { units: number.units / 10, decimals: number.decimals - 1 };
    }
    number
}

fn whole(number: Quantity) -> Option<i64> {
    let factor = 10_i64.checked_pow(number.decimals.into())?;
    (number.units % factor == 0).then_some(number.units / factor)
}

fn scaled(number: Quantity) -> i128 {
    i128::from(number.units) * 10_i128.pow(u32::from(Quantity::MAX_DECIMALS.saturating_sub(number.decimals)))
}

fn within<T: PartialOrd>(value: T, min: &T, max: &T) -> Result<T, &'static ProblemKind> {
    if value < *min || value > *max { Err(&error::INPUT_OUT_OF_RANGE) } else { Ok(value) }
}

#[cfg(test)]
mod tests;
