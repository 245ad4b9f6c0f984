//! One pair (一組の比較): both programs beside each other, what they share, what was decided and when.

use reform::overlap::{Explanation, PairState, ProgramField, explain, mark};
use store::InventoryKind;
use store::overlap::{ComparedProgram, OverlapAnswer};

use super::Found;
use super::list::{score_bp, state};
use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

/// A part of a text, and whether the other program has it too (本文の一部).
pub type Part = (String, bool);

/// One field of both programs (欄の対照).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldText {
    /// The field.
    pub field: ProgramField,
    /// What the first program says there.
    pub a: Vec<Part>,
    /// What the second says.
    pub b: Vec<Part>,
}

/// A pair with everything about it (一組の比較).
#[derive(Clone, Debug)]
pub struct PairView {
    /// The program with the smaller id.
    pub a: ComparedProgram,
    /// The other.
    pub b: ComparedProgram,
    /// The score in ten-thousandths.
    pub score_bp: i64,
    /// The lowest score of the list, in ten-thousandths.
    pub threshold_bp: i64,
    /// Where it stands.
    pub state: PairState,
    /// Every answer, the newest first.
    pub history: Vec<OverlapAnswer>,
    /// Its fields, those without text in both left out.
    pub texts: Vec<FieldText>,
    /// What each pair of fields brings to the score, in ten-thousandths.
    pub fields: Vec<(ProgramField, ProgramField, i64)>,
    /// The phrases both have: as the first writes it, in which fields of the first, in which of the second.
    pub phrases: Vec<(String, Vec<ProgramField>, Vec<ProgramField>)>,
    /// The clusters both are in, by id.
    pub clusters: Vec<String>,
    /// Whose programs these are.
    pub kind: InventoryKind,
}

impl PairView {
    /// The revision an answer to this view builds on.
    pub fn revision(&self) -> i64 {
        self.history.first().map_or(0, |answer| answer.revision)
    }
}

impl App {
    /// Two programs beside each other; also such as are not alike.
    ///
    /// # Errors
    /// When the actor may not, one of the programs is not there, or both are the same.
    pub async fn overlap_pair(&self, actor: &Actor, a: i64, b: i64) -> Result<PairView, AppError> {
        let found = self.find_overlaps(actor).await?;
        let (a, b) = both(&found, a, b)?;
        let history = self.store.overlap_history(a.id, b.id).await?;
        let shares = self.cluster_shares(actor).await?;
        let clusters_of = |id: i64| shares.get(&id).into_iter().flatten().map(|(cluster, _)| cluster.clone());
        let of_b: Vec<String> = clusters_of(b.id).collect();
        let why = explain(&found.model, &a.texts, &b.texts);
        let field = |place: usize| ProgramField::ALL.get(place).copied();
        let all = |places: &[usize]| places.iter().filter_map(|place| field(*place)).collect::<Vec<_>>();
        let fields =
            why.fields.iter().filter_map(|share| Some((field(share.a)?, field(share.b)?, score_bp(share.share))));
        Ok(PairView {
            score_bp: score_bp(why.score),
            threshold_bp: score_bp(found.settings.threshold),
            state: state(history.first(), a, b),
            texts: texts(&why, a, b),
            fields: fields.collect(),
            phrases: why.phrases.iter().map(|p| (p.text.clone(), all(&p.fields_a), all(&p.fields_b))).collect(),
            clusters: clusters_of(a.id).filter(|cluster| of_b.contains(cluster)).collect(),
            kind: found.kind,
            history,
            a: a.clone(),
            b: b.clone(),
        })
    }
}

/// Both programs, the one with the smaller id first.
pub(super) fn both(found: &Found, a: i64, b: i64) -> Result<(&ComparedProgram, &ComparedProgram), AppError> {
    let of = |id: i64| found.program(id).ok_or_else(|| AppError::NotFound { what: "program", name: id.to_string() });
    let (a, b) = (of(a.min(b))?, of(a.max(b))?);
    if a.id == b.id {
        return Err(AppError::NotFound { what: "overlap", name: format!("{}-{}", a.id, b.id) });
    }
    Ok((a, b))
}

fn texts(why: &Explanation, a: &ComparedProgram, b: &ComparedProgram) -> Vec<FieldText> {
    let marks: Vec<&str> = why.marks.iter().map(String::as_str).collect();
    let marked = |text: &String| -> Vec<Part> {
        mark(text, &marks).into_iter().map(|(part, is_shared)| (part.to_owned(), is_shared)).collect()
    };
    let fields = ProgramField::ALL.iter().zip(a.texts.iter().zip(&b.texts));
    let fields = fields.filter(|(_, (a, b))| !a.trim().is_empty() || !b.trim().is_empty());
    fields.map(|(field, (a, b))| FieldText { field: *field, a: marked(a), b: marked(b) }).collect()
}
