//! A figure explained (数値の説明): its arithmetic in words, each part with what it gives and where that leads.

use fiscal::{FiscalYear, Yen};
use publish::chart::Lang;
use reform::chain::{Arithmetic, Figure, Node, Scene, Source, Term, Value};
use reform::decision::DecisionId;
use reform::plan::Basis;

use super::CityChain;
use super::city::fault;
use super::words::{figure_name, how_text, leaf_ground, leaf_name, rule_text, shown, year_of, yen_text};
use crate::App;
use crate::error::AppError;
use crate::study::words::pick;

/// How many parts a formula writes out.
const FORMULA_TERMS: usize = 8;

/// A figure with its arithmetic in words (数値の説明).
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Which figure.
    pub figure: Figure,
    /// Its word in addresses.
    pub word: String,
    /// Its year.
    pub year: FiscalYear,
    /// Its name.
    pub name: String,
    /// Its year in words, as `R10末`.
    pub when: String,
    /// What it comes to.
    pub value: Value,
    /// The same as it is shown: whole yen or a percentage.
    pub shown: String,
    /// What it is worked out by.
    pub rule: String,
    /// The formula with its numbers; nothing where its parts are very many.
    pub formula: String,
    /// Its parts, in the order of the formula.
    pub terms: Vec<ExplainedTerm>,
    /// What the decisions move of it together; nothing of a ratio.
    pub moved: Option<Yen>,
}

/// One part of a figure (項の説明).
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedTerm {
    /// What it is.
    pub name: String,
    /// What it gives; of a ratio the whole amount.
    pub amount: Yen,
    /// How it gives it; nothing where it gives all of it.
    pub how: String,
    /// Where it leads.
    pub target: Target,
    /// What a given amount rests on.
    pub ground: Option<(Basis, String)>,
    /// What the decisions move of it; nothing where they do not.
    pub moved: Yen,
    /// Its own arithmetic, where the tree is opened so far.
    pub below: Option<Explained>,
}

/// Where a part leads (項の行き先).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Another figure, by its word.
    Figure(String, FiscalYear),
    /// A decision.
    Decision(DecisionId),
    /// The study it is made in, by its word; nothing where there is none.
    Given(&'static str),
}

impl App {
    /// A figure of the chain with its arithmetic, opened so many levels; nothing where there is no such figure of that year.
    ///
    /// # Errors
    /// Amounts that do not fit.
    pub fn explain(
        &self,
        city: &CityChain,
        scene: &Scene,
        (figure, year): (Figure, FiscalYear),
        depth: usize,
        lang: Lang,
    ) -> Result<Option<Explained>, AppError> {
        let scenes = (scene, &city.nothing()?);
        self.explain_node(city, scenes, (figure, year), depth, lang)
    }

    /// The scene explained stands beside the one with nothing decided, which tells what of each part the decisions move.
    fn explain_node(
        &self,
        city: &CityChain,
        (scene, nothing): (&Scene, &Scene),
        (figure, year): (Figure, FiscalYear),
        depth: usize,
        lang: Lang,
    ) -> Result<Option<Explained>, AppError> {
        let Some(node) = scene.node(figure, year).map_err(fault)? else { return Ok(None) };
        let chain = &city.chain;
        let without = nothing.node(figure, year).map_err(fault)?.map_or_else(Vec::new, |node| node.terms);
        let terms = node.terms.iter().map(|term| {
            let before = without.iter().find(|other| other.source == term.source && other.how == term.how);
            let before = before.map_or(Yen::ZERO, |before| before.amount);
            let moved = term.amount.checked_sub(before).map_err(|error| fault(error.into()))?;
            self.term(city, (scene, nothing), (year, depth), term, moved, lang)
        });
        let terms = terms.collect::<Result<Vec<_>, AppError>>()?;
        let moved = match node.value {
            Value::Money(_) => Some(scene.moved(figure, year)),
            Value::Ratio(_) => None,
        };
        Ok(Some(Explained {
            figure,
            word: figure.word(&chain.baseline().input.outlook),
            year,
            name: figure_name(chain, figure, lang),
            when: year_of(figure, year, lang),
            value: node.value,
            shown: shown(node.value, lang),
            rule: rule_text(figure, lang),
            formula: formula(&node, &terms, lang),
            terms,
            moved,
        }))
    }

    fn term(
        &self,
        city: &CityChain,
        scenes: (&Scene, &Scene),
        (of_year, depth): (FiscalYear, usize),
        term: &Term,
        moved: Yen,
        lang: Lang,
    ) -> Result<ExplainedTerm, AppError> {
        let chain = &city.chain;
        let (name, target, ground, below) = match term.source {
            Source::Figure(figure, year) => {
                let below = match depth {
                    0 => None,
                    _ => self.explain_node(city, scenes, (figure, year), depth - 1, lang)?,
                };
                let word = figure.word(&chain.baseline().input.outlook);
                let name = figure_name(chain, figure, lang);
                let name = if year == of_year { name } else { format!("{name} {}", year_of(figure, year, lang)) };
                (name, Target::Figure(word, year), None, below)
            }
            Source::Decision(at) => {
                let id = chain.entries()[at].decision.id.clone();
                (city.name_of(at, lang), Target::Decision(id), None, None)
            }
            Source::Leaf(leaf) => {
                let (name, ground) = (leaf_name(chain, leaf, lang), leaf_ground(self, leaf, lang));
                (name, Target::Given(study_of(leaf)), Some(ground), None)
            }
        };
        Ok(ExplainedTerm { name, amount: term.amount, how: how_text(term.how, lang), target, ground, moved, below })
    }
}

fn formula(node: &Node, terms: &[ExplainedTerm], lang: Lang) -> String {
    if terms.len() > FORMULA_TERMS || terms.is_empty() {
        return String::new();
    }
    let amount =
        |term: &ExplainedTerm| format!("{} {}", term.name, yen_text(Yen(term.amount.0.saturating_abs()), lang));
    match node.arithmetic {
        Arithmetic::Sum => {
            let mut text = String::new();
            for (at, term) in terms.iter().enumerate() {
                let sign = match (at, term.amount < Yen::ZERO) {
                    (0, false) => "",
                    (0, true) => "−",
                    (_, false) if lang == Lang::En => " + ",
                    (_, false) => " ＋ ",
                    (_, true) => " − ",
                };
                text.push_str(sign);
                text.push_str(&amount(term));
            }
            text
        }
        Arithmetic::Percent => format!("{} ÷ {}", amount(&terms[0]), amount(&terms[1])),
        Arithmetic::MeanOfPercents => {
            let pairs: Vec<String> =
                terms.chunks(2).map(|pair| format!("{} ÷ {}", pair[0].amount, pair[1].amount)).collect();
            pick(lang, &format!("（{}）÷ 3", pairs.join(" ＋ ")), &format!("({}) ÷ 3", pairs.join(" + ")))
        }
    }
}

/// The study a given amount is worked out in.
fn study_of(leaf: reform::chain::Leaf) -> &'static str {
    use reform::chain::Leaf::*;
    match leaf {
        FundOpening | SetAside => "fund",
        LineBase(_) | LineRule(_) | PlannedInvestment => "outlook",
        OtherIssues | BondsOpening | LegacyRedeemed | LegacyInterest => "debt",
        Settled(_) => "ratios",
    }
}
