//! The list of pairs (重複の可能性の一覧): filtered, with why they are alike and what was decided.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use reform::overlap::{PairState, ProgramField, explain};
use reform::search_text::fold;
use store::InventoryKind;
use store::overlap::{ComparedProgram, OverlapAnswer};

use super::Found;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::{App, Problem};

/// Pairs on a page.
pub const PER_PAGE: usize = 25;

/// Phrases shown with a pair in the list.
const PHRASES: usize = 4;

/// Programs named on a program's own page.
const SIMILAR: usize = 5;

/// Which pairs by whose programs they are (所管での絞込).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DepartmentFilter {
    /// All.
    #[default]
    Any,
    /// Both of one department.
    Same,
    /// Of different departments.
    Different,
    /// Of departments with nothing above them in common.
    DifferentBureau,
}

/// Which pairs by what was decided (判断での絞込).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateFilter {
    /// Open ones and those to look at again.
    #[default]
    Waiting,
    /// All.
    All,
    /// Those in one state.
    Only(PairState),
}

/// What the list is narrowed to (一覧の絞込).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverlapQuery {
    /// Words in the name or number of either program.
    pub text: String,
    /// By department.
    pub department: DepartmentFilter,
    /// By state.
    pub state: StateFilter,
    /// The id of a cluster one of the programs is in.
    pub cluster: Option<String>,
    /// The id of a program that is one of the two.
    pub program: Option<i64>,
    /// The page, from 1.
    pub page: usize,
}

/// A pair as the list shows it (一覧の行).
#[derive(Clone, Debug)]
pub struct OverlapRow {
    /// The program with the smaller id.
    pub a: ComparedProgram,
    /// The other.
    pub b: ComparedProgram,
    /// The score in ten-thousandths.
    pub score_bp: i64,
    /// Where it stands.
    pub state: PairState,
    /// The answer that holds.
    pub answer: Option<OverlapAnswer>,
    /// The phrases both have, the weightiest first.
    pub phrases: Vec<String>,
    /// What each pair of fields brings to the score, in ten-thousandths, the most first.
    pub fields: Vec<(ProgramField, ProgramField, i64)>,
}

/// A page of the list (一覧の頁).
#[derive(Clone, Debug)]
pub struct OverlapList {
    /// The rows of this page.
    pub rows: Vec<OverlapRow>,
    /// How many pairs match.
    pub total: usize,
    /// The page shown, from 1.
    pub page: usize,
    /// How many pairs are in each state, before the list is narrowed by state.
    pub states: Vec<(PairState, usize)>,
    /// How many programs were compared.
    pub programs: usize,
    /// The lowest score, in ten-thousandths.
    pub threshold_bp: i64,
    /// What could not be done in full.
    pub problems: Vec<Problem>,
    /// Whose programs these are.
    pub kind: InventoryKind,
    /// The program asked for, if any.
    pub program: Option<ComparedProgram>,
}

/// A program like another (似た事業).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its department.
    pub department: String,
    /// The score in ten-thousandths.
    pub score_bp: i64,
    /// Where the pair stands.
    pub state: PairState,
}

/// A pair with its answer, before it is explained.
pub(super) struct Candidate<'f> {
    pub a: &'f ComparedProgram,
    pub b: &'f ComparedProgram,
    pub score: f32,
    pub state: PairState,
    pub answer: Option<OverlapAnswer>,
}

impl App {
    /// The pairs that match, by score.
    ///
    /// # Errors
    /// When the actor may not, there is no such cluster or program, or the database fails.
    pub async fn overlap_list(&self, actor: &Actor, query: &OverlapQuery) -> Result<OverlapList, AppError> {
        let found = self.find_overlaps(actor).await?;
        let (matching, states) = self.matching_overlaps(actor, &found, query).await?;
        let total = matching.len();
        let page = query.page.clamp(1, total.div_ceil(PER_PAGE).max(1));
        let shown = matching.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
        let program = query.program.and_then(|id| found.program(id)).cloned();
        Ok(OverlapList {
            rows: shown.map(|candidate| row(&found, candidate)).collect(),
            total,
            page,
            states,
            programs: found.programs.len(),
            threshold_bp: score_bp(found.settings.threshold),
            problems: found.problems.clone(),
            kind: found.kind,
            program,
        })
    }

    /// The programs most like one, for its own page; none while they are still being looked for, so that no page waits.
    ///
    /// # Errors
    /// When the database fails. Who may not see overlaps is told of none.
    pub async fn similar_programs(&self, actor: &Actor, program: i64) -> Result<Option<Vec<Similar>>, AppError> {
        if permit(actor, Action::ReadOverlaps).is_err() {
            return Ok(None);
        }
        let Some(found) = self.kept_overlaps().await? else {
            let app = self.clone();
            tokio::spawn(async move {
                if let Err(error) = app.found_overlaps().await {
                    tracing::error!(%error, "overlaps could not be worked out");
                }
            });
            return Ok(None);
        };
        let query = OverlapQuery { state: StateFilter::All, program: Some(program), ..OverlapQuery::default() };
        let (matching, _) = self.matching_overlaps(actor, &found, &query).await?;
        let similar = matching.into_iter().filter(|pair| pair.state != PairState::Dismissed).take(SIMILAR);
        let other = |pair: Candidate<'_>| {
            let other = if pair.a.id == program { pair.b } else { pair.a };
            Similar {
                id: other.id,
                name: other.name.clone(),
                department: other.department.clone(),
                score_bp: score_bp(pair.score),
                state: pair.state,
            }
        };
        Ok(Some(similar.map(other).collect()))
    }

    /// Every pair that matches by score, and how many are in each state before narrowing by state.
    pub(super) async fn matching_overlaps<'f>(
        &self,
        actor: &Actor,
        found: &'f Arc<Found>,
        query: &OverlapQuery,
    ) -> Result<(Vec<Candidate<'f>>, Vec<(PairState, usize)>), AppError> {
        let members: Option<BTreeSet<i64>> = match &query.cluster {
            Some(cluster) => {
                let head = self.cluster_head(actor, cluster).await?;
                let shares = self.cluster_shares(actor).await?;
                let is_in = |clusters: &Vec<(String, u32)>| clusters.iter().any(|(id, _)| *id == head.id);
                Some(shares.iter().filter(|(_, clusters)| is_in(clusters)).map(|(program, _)| *program).collect())
            }
            None => None,
        };
        let words: Vec<String> = query.text.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
        let matches = |pair: &Candidate<'_>| {
            let either = |is: &dyn Fn(&ComparedProgram) -> bool| is(pair.a) || is(pair.b);
            let says = |word: &String, program: &ComparedProgram| {
                fold(&program.name).contains(word) || fold(&program.external_id).contains(word)
            };
            words.iter().all(|word| either(&|program| says(word, program)))
                && members.as_ref().is_none_or(|members| either(&|program| members.contains(&program.id)))
                && query.program.is_none_or(|id| pair.a.id == id || pair.b.id == id)
                && by_department(query.department, pair)
        };
        let answers = self.store.overlap_answers().await?;
        let mut pairs = candidates(found, answers);
        pairs.retain(matches);
        let count = |state: &PairState| (*state, pairs.iter().filter(|pair| pair.state == *state).count());
        let states = PairState::ALL.iter().map(count).collect();
        pairs.retain(|pair| match query.state {
            StateFilter::All => true,
            StateFilter::Waiting => matches!(pair.state, PairState::Open | PairState::Changed),
            StateFilter::Only(state) => pair.state == state,
        });
        Ok((pairs, states))
    }
}

/// The pairs found with their answers, and pairs that were answered and are no longer found, by score.
fn candidates(found: &Found, answers: Vec<OverlapAnswer>) -> Vec<Candidate<'_>> {
    let mut by_pair: HashMap<(i64, i64), OverlapAnswer> =
        answers.into_iter().map(|answer| ((answer.a, answer.b), answer)).collect();
    let mut pairs: Vec<Candidate<'_>> = Vec::with_capacity(found.pairs.len());
    for pair in &found.pairs {
        let (a, b) = (&found.programs[pair.a], &found.programs[pair.b]);
        let answer = by_pair.remove(&(a.id, b.id));
        pairs.push(Candidate { a, b, score: pair.score, state: state(answer.as_ref(), a, b), answer });
    }
    for ((a, b), answer) in by_pair {
        let (Some(a), Some(b)) = (found.program(a), found.program(b)) else { continue };
        let score = explain(&found.model, &a.texts, &b.texts).score;
        let state = state(Some(&answer), a, b);
        // A pair that is no longer alike and about which nothing holds is nobody's business.
        if state != PairState::Open {
            pairs.push(Candidate { a, b, score, state, answer: Some(answer) });
        }
    }
    let ids = |pair: &Candidate<'_>| (pair.a.id, pair.b.id);
    pairs.sort_by(|x, y| y.score.partial_cmp(&x.score).unwrap_or(Ordering::Equal).then_with(|| ids(x).cmp(&ids(y))));
    pairs
}

/// Where a pair stands, by the answer that holds and the texts as they are now.
pub(super) fn state(answer: Option<&OverlapAnswer>, a: &ComparedProgram, b: &ComparedProgram) -> PairState {
    answer.map_or(PairState::Open, |answer| {
        let is_same = answer.texts_sha256.0 == a.texts_sha256 && answer.texts_sha256.1 == b.texts_sha256;
        answer.answer.state(is_same)
    })
}

/// A score in ten-thousandths.
pub(super) fn score_bp(score: f32) -> i64 {
    (f64::from(score.clamp(0.0, 1.0)) * 10_000.0).round() as i64
}

fn by_department(filter: DepartmentFilter, pair: &Candidate<'_>) -> bool {
    let (a, b) = (&pair.a.department_path, &pair.b.department_path);
    match filter {
        DepartmentFilter::Any => true,
        DepartmentFilter::Same => a == b,
        DepartmentFilter::Different => a != b,
        DepartmentFilter::DifferentBureau => a.first() != b.first(),
    }
}

pub(super) fn row(found: &Found, pair: Candidate<'_>) -> OverlapRow {
    let why = explain(&found.model, &pair.a.texts, &pair.b.texts);
    let field = |place: usize| ProgramField::ALL.get(place).copied();
    let fields = why.fields.iter().filter_map(|share| Some((field(share.a)?, field(share.b)?, score_bp(share.share))));
    OverlapRow {
        a: pair.a.clone(),
        b: pair.b.clone(),
        score_bp: score_bp(pair.score),
        state: pair.state,
        answer: pair.answer,
        fields: fields.collect(),
        phrases: why.phrases.into_iter().take(PHRASES).map(|phrase| phrase.text).collect(),
    }
}
