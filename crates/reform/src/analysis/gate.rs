//! Gates (関門): everything a stage lacks before it can be closed.

use super::{Decided, Item, ItemKind, Need, ReformOption, Stage, fields_of, find_faults, kinds};
use crate::ProblemKind;

/// Something that keeps a gate open (不足).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// What is missing.
    pub kind: &'static ProblemKind,
    /// The record it is missing in; none for the stage.
    pub item: Option<i64>,
    /// The field of the record.
    pub field: Option<String>,
}

/// Everything a stage lacks, the stage first and then its records in order; nothing when it can be closed.
///
/// `items` are all records of the analysis, as a stage rests on those before it. Whether it is the stage's turn is
/// [`super::Progress::may_close`], and who may close it the application's to say.
pub fn find_unmet(stage: Stage, items: &[Item], decided: Option<&Decided>) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    let mut lacks = |kind: &'static ProblemKind| unmet.push(Unmet { kind, item: None, field: None });
    let of = |kind: ItemKind| items.iter().filter(move |item| item.kind == kind);
    let has = |item: &Item, fields: &[&str]| fields.iter().all(|field| !item.text(field).is_empty());
    match stage {
        Stage::CurrentState => {
            if !of(ItemKind::Fact).any(|fact| has(fact, &["source"])) {
                lacks(&kinds::FACT_MISSING);
            }
            if of(ItemKind::Kpi).next().is_none() {
                lacks(&kinds::KPI_MISSING);
            }
        }
        Stage::Analysis => {
            if of(ItemKind::Purpose).next().is_none() {
                lacks(&kinds::PURPOSE_MISSING);
            }
            if !of(ItemKind::Evidence).any(|evidence| has(evidence, &["strength", "source"])) {
                lacks(&kinds::EVIDENCE_MISSING);
            }
        }
        Stage::Issues => {
            if !of(ItemKind::Issue).any(|issue| has(issue, &["ground"])) {
                lacks(&kinds::ISSUE_MISSING);
            }
            if of(ItemKind::Hearing).next().is_none() {
                lacks(&kinds::HEARING_MISSING);
            }
        }
        Stage::Options => {
            let count = of(ItemKind::Option).count();
            if count < 2 {
                lacks(&kinds::OPTIONS_TOO_FEW);
            }
            if count > 0 && of(ItemKind::Option).all(|option| has(option, &["as-now"])) {
                lacks(&kinds::NO_CHANGE_AMONG_OPTIONS);
            }
        }
        Stage::Proposals => {
            let decided = decided.filter(|decided| of(ItemKind::Option).any(|option| option.number == decided.option));
            match decided {
                None => lacks(&kinds::UNDECIDED),
                Some(decided) => {
                    let number = decided.option.to_string();
                    if !of(ItemKind::Proposal).any(|proposal| proposal.text("option") == number) {
                        lacks(&kinds::PROPOSAL_MISSING);
                    }
                }
            }
        }
    }
    let known: Vec<(i64, ItemKind)> = items.iter().map(|item| (item.number, item.kind)).collect();
    for item in items.iter().filter(|item| item.kind.stage() == stage) {
        let mut of_item = |kind, field: &str| {
            let field = Some(field.to_owned()).filter(|field| !field.is_empty());
            unmet.push(Unmet { kind, item: Some(item.number), field });
        };
        for (name, place) in fields_of(item.kind, &item.fields) {
            if place.field.need == Need::ToClose && item.text(&name).is_empty() {
                of_item(&kinds::FIELD_OPEN, &name);
            }
        }
        // What was good when it was kept may name a record that is gone.
        for fault in find_faults(item, &known) {
            of_item(fault.kind, &fault.field);
        }
        if item.kind == ItemKind::Option {
            let option = ReformOption::read(item);
            let has_effect =
                if option.is_as_now { !option.predictions.is_empty() } else { option.predicts_something() };
            if !has_effect {
                of_item(&kinds::EFFECT_MISSING, "");
            }
            for field in
                ["verification", "verified-by", "strength"].into_iter().filter(|field| item.text(field).is_empty())
            {
                of_item(&kinds::VERIFICATION_MISSING, field);
            }
        }
    }
    unmet
}

/// Whether this account wrote the last change of any record of a stage, and so must leave the gate to somebody else (四つの目).
///
/// `writers` are the records' kinds with the accounts that changed them last; what nobody with an account wrote bars nobody.
pub fn wrote_last(stage: Stage, account: i64, writers: &[(ItemKind, Option<i64>)]) -> bool {
    writers.iter().any(|(kind, writer)| kind.stage() == stage && *writer == Some(account))
}
