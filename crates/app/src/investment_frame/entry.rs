//! An entry as somebody types it (台帳の記入), and everything wrong with it at once.

use fiscal::{FiscalYear, Yen};
use reform::ProblemKind;
use reform::decision::DecisionId;
use reform::frame::{self, ENTRIES_MAX, Entry, Ground, REASON_MISSING, Side, SourceKind, TEXT_CHARS_MAX, check_entry};

use super::{FrameView, LEDGER_FULL, PROGRAM_UNKNOWN, TEXT_TOO_LONG};
use crate::App;
use crate::error::{AppError, INPUT_NOT_A_NUMBER, Refusal};

/// An entry as typed (台帳の記入欄).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryForm {
    /// `source` or `use`.
    pub side: String,
    /// Of a source its kind, of a use the id of its category.
    pub kind: String,
    /// What it is.
    pub title: String,
    /// The number of the program in the inventory; may be empty.
    pub program: String,
    /// The part of the program that counts; may be empty.
    pub part: String,
    /// Yen, as people type it.
    pub amount: String,
    /// The decision it rests on, by its id; empty when it rests on a document.
    pub decision: String,
    /// The document and the place in it.
    pub document: String,
}

/// A field that is wrong (記入の誤り).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryFault {
    /// The name of the field.
    pub field: &'static str,
    /// What is wrong.
    pub kind: &'static ProblemKind,
}

impl App {
    /// Reads what was typed against the ledger.
    pub(super) async fn read_entry(
        &self,
        view: &FrameView,
        year: FiscalYear,
        form: &EntryForm,
    ) -> Result<Result<Entry, Vec<EntryFault>>, AppError> {
        let mut faults = Vec::new();
        let mut fault = |field, kind| faults.push(EntryFault { field, kind });
        let texts = [("title", &form.title), ("part", &form.part), ("document", &form.document)];
        for (field, text) in texts {
            if text.chars().count() > TEXT_CHARS_MAX || text.chars().any(char::is_control) {
                fault(field, &TEXT_TOO_LONG);
            }
        }
        let side = match form.side.as_str() {
            "use" => Side::Use(form.kind.clone()),
            _ => Side::Source(SourceKind::from_word(&form.kind).unwrap_or(SourceKind::Other)),
        };
        let amount = typed_yen(&form.amount);
        if amount.is_none() {
            fault("amount", &INPUT_NOT_A_NUMBER);
        }
        let program = match form.program.trim() {
            "" => None,
            number => match self.store.programs_numbered(number).await?.as_slice() {
                [program] => Some(*program),
                _ => {
                    fault("program", &PROGRAM_UNKNOWN);
                    None
                }
            },
        };
        if view.of_year(year).count() >= ENTRIES_MAX {
            fault("title", &LEDGER_FULL);
        }
        let ground = match form.decision.trim() {
            "" => Ground::Document(form.document.trim().to_owned()),
            // An id nobody knows is a decision that is not there.
            id => DecisionId::read(id).map_or(Ground::Document(String::new()), Ground::Decision),
        };
        let entry = Entry {
            number: 0,
            year,
            side,
            title: form.title.trim().to_owned(),
            program,
            part: form.part.trim().to_owned(),
            amount: amount.unwrap_or(Yen(1)),
            ground,
            is_cancelled: false,
        };
        let categories: Vec<&str> = view.plan.categories.iter().map(|category| category.id.as_str()).collect();
        let ledger = view.entries();
        let found = check_entry(&entry, &ledger, view.years, &categories, &view.decisions);
        faults.extend(found.into_iter().map(|(field, kind)| EntryFault { field, kind }));
        Ok(if faults.is_empty() { Ok(entry) } else { Err(faults) })
    }
}

/// A reason as typed.
pub(super) fn reason(typed: &str) -> Result<String, Refusal> {
    let reason = typed.trim();
    if reason.is_empty() {
        return Err(Refusal::invalid(&REASON_MISSING, ""));
    }
    if reason.chars().count() > frame::TEXT_CHARS_MAX || reason.chars().any(char::is_control) {
        return Err(Refusal::invalid(&TEXT_TOO_LONG, ""));
    }
    Ok(reason.to_owned())
}

/// Yen as the review sheet reads them: `1,200,000`, full-width digits, `円`.
fn typed_yen(typed: &str) -> Option<Yen> {
    reform::review::tidy("measure.m1.effect-yen", typed).parse().ok().map(Yen)
}
