//! Reads the lists the demonstration is composed from (語の一覧). They are part of the program, so a fault in them is a
//! fault of the program, found by its tests.

use reform::program::Obligation;

use super::Place;

pub(super) struct Lists<'a> {
    pub named: Vec<Named<'a>>,
    pub groups: Vec<Group<'a>>,
    pub methods: Vec<Method<'a>>,
    pub reasons: Vec<Reason<'a>>,
}

/// A large program with an amount of its own.
pub(super) struct Named<'a> {
    pub place: Place<'a>,
    pub name: &'a str,
    pub amount_millions: i64,
    pub section: &'a str,
    pub summary: &'a str,
    pub intent: &'a str,
}

/// Subjects that share their place.
pub(super) struct Group<'a> {
    pub place: Place<'a>,
    pub kind: &'a str,
    pub sections: Vec<&'a str>,
    pub weight: u64,
    pub subjects: Vec<&'a str>,
}

/// What a program does to its subject.
pub(super) struct Method<'a> {
    pub kind: &'a str,
    pub suffix: &'a str,
    pub summary: &'a str,
    pub means: &'a str,
    pub intent: &'a str,
    pub activity: Measure<'a>,
    pub outcome: Measure<'a>,
}

/// An indicator's name, unit and usual range.
#[derive(Clone, Copy)]
pub(super) struct Measure<'a> {
    pub name: &'a str,
    pub unit: &'a str,
    pub low: i64,
    pub high: i64,
}

/// A reason for a judgement under one of the six viewpoints.
pub(super) struct Reason<'a> {
    pub viewpoint: usize,
    pub judgement: &'a str,
    pub text: &'a str,
}

impl Lists<'static> {
    pub(super) fn read() -> Lists<'static> {
        Lists {
            named: records(include_str!("named.txt"), named),
            groups: records(include_str!("groups.txt"), group),
            methods: records(include_str!("methods.txt"), method),
            reasons: records(include_str!("reasons.txt"), reason),
        }
    }
}

fn records<const FIELDS: usize, T>(text: &'static str, make: fn([&'static str; FIELDS]) -> T) -> Vec<T> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('|').collect();
            make(fields.try_into().expect("every line of a demo list has its fields"))
        })
        .collect()
}

fn named(fields: [&'static str; 16]) -> Named<'static> {
    let [kan, kou, moku, name, amount, bureau, section, strategy, policy, basis, law, duty, funding, rest @ ..] =
        fields;
    let [summary, target, intent] = rest;
    let obligation = obligation(duty);
    let place = Place { kan, kou, moku, bureau, strategy, policy, basis, law, obligation, funding, target };
    Named { place, name, amount_millions: number(amount), section, summary, intent }
}

fn group(fields: [&'static str; 15]) -> Group<'static> {
    let [kind, kan, kou, moku, bureau, sections, strategy, policy, basis, law, duty, funding, weight, rest @ ..] =
        fields;
    let [target, subjects] = rest;
    let obligation = obligation(duty);
    let place = Place { kan, kou, moku, bureau, strategy, policy, basis, law, obligation, funding, target };
    Group {
        place,
        kind,
        sections: sections.split(',').collect(),
        weight: number(weight).unsigned_abs(),
        subjects: subjects.split(',').collect(),
    }
}

fn method(fields: [&'static str; 7]) -> Method<'static> {
    let [kind, suffix, summary, means, intent, activity, outcome] = fields;
    Method { kind, suffix, summary, means, intent, activity: measure(activity), outcome: measure(outcome) }
}

fn measure(text: &'static str) -> Measure<'static> {
    let fields: Vec<&str> = text.split(',').collect();
    let [name, unit, low, high] = fields.try_into().expect("an indicator has a name, a unit and a range");
    Measure { name, unit, low: number(low), high: number(high) }
}

fn reason(fields: [&'static str; 3]) -> Reason<'static> {
    let [viewpoint, judgement, text] = fields;
    Reason { viewpoint: number(viewpoint).unsigned_abs() as usize, judgement, text }
}

fn number(text: &str) -> i64 {
    text.parse().expect("a number field of a demo list is a number")
}

fn obligation(letter: &str) -> Obligation {
    match letter {
        "M" => Obligation::Mandatory,
        "B" => Obligation::BestEffort,
        "P" => Obligation::Permitted,
        _ => Obligation::None,
    }
}
