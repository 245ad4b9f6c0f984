//! The form of a study (入力欄): what can be changed, what it is in the baseline, and what somebody gave.
//!
//! A value is a text until it is read: an amount in 億円, a percentage, a count, a word of a list. The address of a page
//! gives a scenario's values by their keys (`investment=560`); with `base.` before the key it gives the baseline's, which
//! is how two scenarios are held against each other.

mod field;

pub use field::{Choice, Field, FieldKind, oku_text, read_oku, with_unit};

use std::collections::BTreeMap;

use fiscal::{Quantity, Yen};
use reform::{Place, Problem, ProblemKind};

use crate::error;
use field::Value;

/// What stands before a key to give the baseline's value.
pub const BASELINE_PREFIX: &str = "base.";

/// The values somebody gave, by key, as they were typed (与えられた値).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given(Vec<(String, String)>);

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

    /// The baseline's values; the city's own while there are problems, as one of them may be in the baseline given.
    pub fn baseline(&self) -> Values {
        if self.is_sound() { self.values(|field| &field.baseline) } else { self.values(|field| &field.city_value) }
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

#[cfg(test)]
mod tests;
