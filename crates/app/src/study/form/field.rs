//! One input of a study (入力欄): what it takes, what it is in the baseline, and how a typed value is read.

use fiscal::{Quantity, Yen};
use reform::ProblemKind;
use reform::plan::Basis;

use crate::error;

/// The longest value that is read, in characters.
const MAX_VALUE_CHARS: usize = 400;

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
    /// The city's own value, which is the baseline unless an address gives another.
    pub(super) city_value: String,
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

/// A value that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Amount(Yen),
    Number(Quantity),
    Whole(i64),
    Word(String),
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

    /// The field with nothing in it unless somebody gives a value.
    pub fn emptied(self) -> Field {
        let nothing = String::new;
        Field { baseline: nothing(), city_value: nothing(), start: nothing(), value: nothing(), ..self }
    }

    /// The field with a scenario that begins at the baseline.
    pub fn starting_at_baseline(self) -> Field {
        let baseline = self.baseline.clone();
        self.starting_at(baseline)
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
                with_unit(&grouped.unwrap_or_else(|_| text.to_owned()), &self.unit)
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
            city_value: baseline.clone(),
            start: baseline.clone(),
            value: baseline.clone(),
            baseline,
            basis: Basis::Assumed,
            source: String::new(),
            is_detail: false,
        }
    }

    /// What may be given here, for people.
    pub(super) fn allowed(&self) -> String {
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
    pub(super) fn read(&self, text: &str) -> Result<Option<Value>, &'static ProblemKind> {
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

/// A number with its unit behind it: `560億円`, `1.5%`, but `30 years`.
pub fn with_unit(number: &str, unit: &str) -> String {
    let is_word = unit.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '×' | '¥'));
    if is_word { format!("{number} {unit}") } else { format!("{number}{unit}") }
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
