//! Follow-up (予測の検証): what a decided option was to bring each year beside what came, and how good predictions are.

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Quantity, Yen};
use reform::analysis::{Item, ReformOption};
use reform::decision::Lever;
use reform::kpi::Way;
use reform::plan::Text;
use reform::task::{Followed, Ground, Measured, Summary, Value};

use super::edit::is_unusable;
use super::{OPTION_NOT_DECIDED, OUTCOME_CHANGED, OUTCOME_GROUND, OUTCOME_VALUE, OUTCOME_YEAR, OutcomeRow};
use crate::App;
use crate::clusters::ClusterHead;
use crate::departments::fiscal_year_of;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The longest text on what a figure rests on, in characters.
const GROUND_CHARS: usize = 400;

/// How many years of a prediction without end are shown beyond this one.
const YEARS_AHEAD: i32 = 1;

/// Predictions of a cluster's decided option beside what came (予測と実績).
#[derive(Clone, Debug)]
pub struct OutcomeView {
    /// The cluster.
    pub head: ClusterHead,
    /// The decided option's title; none where no option is decided.
    pub option: Option<String>,
    /// One line for each thing and year, by thing and year.
    pub lines: Vec<OutcomeLine>,
    /// The predictions of years that are over against what came.
    pub summary: Summary,
    /// Whether the actor may enter what came.
    pub may_record: bool,
    /// Whether predictions or figures are examples (例示).
    pub is_illustrative: bool,
}

/// A prediction of a year beside what came (予測と実績の行).
#[derive(Clone, Debug)]
pub struct OutcomeLine {
    /// The prediction and what came.
    pub followed: Followed,
    /// What it is of.
    pub title: Text,
    /// Its unit.
    pub unit: String,
    /// The entry that stands.
    pub entry: Option<OutcomeRow>,
    /// Whether the year is over, so that a figure can be entered.
    pub is_due: bool,
}

/// How good the predictions of a cluster were (クラスター別のまとめ).
#[derive(Clone, Debug)]
pub struct OutcomeSummary {
    /// The cluster.
    pub head: ClusterHead,
    /// The decided option's title.
    pub option: String,
    /// The summary.
    pub summary: Summary,
}

/// A figure to be entered (実績の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewOutcome {
    /// What was predicted, as [`Measured::word`] has it.
    pub measured: String,
    /// The fiscal year.
    pub year: String,
    /// What came.
    pub value: String,
    /// The word of what it rests on.
    pub ground: String,
    /// The document and the place in it.
    pub ground_words: String,
    /// The number of the entry that stood when the form was shown; 0 for none.
    pub seen: String,
}

impl App {
    /// Predictions of a cluster's decided option beside what came.
    ///
    /// # Errors
    /// When the actor may not see it, or there is no such cluster.
    pub async fn cluster_outcomes(&self, actor: &Actor, cluster: &str) -> Result<OutcomeView, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let head = self.cluster_head(actor, cluster).await?;
        let options = self.cluster_options(actor, cluster).await?;
        let decided = options.decided_option().cloned();
        let entries = self.store.outcomes(Some(cluster)).await?;
        let this_year = fiscal_year_of(self.today());
        let lines = match &decided {
            Some(option) => lines(option, &options.kpis, &entries, this_year)?,
            None => Vec::new(),
        };
        Ok(OutcomeView {
            summary: summary(&lines, this_year)?,
            option: decided.map(|option| option.title),
            may_record: actor.may(head.ask()) || actor.may(Action::RecordEffects),
            is_illustrative: options.is_demo
                || lines.iter().any(|line| line.entry.as_ref().is_some_and(|one| one.is_demo)),
            head,
            lines,
        })
    }

    /// How good the predictions of every cluster with a decided option were.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn outcome_summaries(&self, actor: &Actor) -> Result<Vec<OutcomeSummary>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let heads = self.cluster_heads(actor).await?;
        let mut found = Vec::new();
        // A decision is rare: only the clusters that have one are read whole.
        for mark in self.analysis_marks(actor).await?.into_iter().filter(|mark| mark.progress.decided.is_some()) {
            let Some(head) = heads.iter().find(|head| head.id == mark.cluster) else { continue };
            let view = self.cluster_outcomes(actor, &mark.cluster).await?;
            let option = view.option.unwrap_or_default();
            found.push(OutcomeSummary { head: head.clone(), option, summary: view.summary });
        }
        Ok(found)
    }

    /// Enters what came of a prediction, with its ground; an earlier entry stays in the record and no longer stands.
    ///
    /// # Errors
    /// When the actor may neither work on the cluster nor record effects; when no option is decided, the thing was not
    /// predicted for that year or the year is not over, the figure or its ground cannot be read, or somebody was quicker.
    pub async fn record_outcome(&self, actor: &Actor, cluster: &str, new: &NewOutcome) -> Result<(), AppError> {
        let head = self.cluster_head(actor, cluster).await?;
        if permit(actor, Action::RecordEffects).is_err() {
            permit(actor, head.ask())?;
        }
        let options = self.cluster_options(actor, cluster).await?;
        let Some(option) = options.decided_option() else {
            return Err(Refusal::conflict(&OPTION_NOT_DECIDED, head.name.ja).into());
        };
        let this_year = fiscal_year_of(self.today());
        let year = new.year.trim().parse().ok().and_then(|year| FiscalYear::new(year).ok());
        let lines = lines(option, &options.kpis, &[], this_year)?;
        let line = lines.iter().find(|line| {
            Some(line.followed.measured) == Measured::from_word(new.measured.trim()) && Some(line.followed.year) == year
        });
        let Some(line) = line.filter(|line| line.is_due) else {
            return Err(Refusal::invalid(&OUTCOME_YEAR, format!("{} {}", new.measured, new.year)).into());
        };
        let wrong_value = || Refusal::invalid(&OUTCOME_VALUE, new.value.clone());
        let realised = read_value(&new.value, line.followed.predicted).ok_or_else(wrong_value)?;
        let words = new.ground_words.trim();
        let ground = Ground::from_word(new.ground.trim());
        let Some(ground) = ground.filter(|_| !words.is_empty() && !is_unusable(words, GROUND_CHARS)) else {
            return Err(Refusal::invalid(&OUTCOME_GROUND, "").into());
        };
        let row = OutcomeRow {
            id: 0,
            cluster: cluster.to_owned(),
            option: option.number,
            measured: line.followed.measured,
            year: line.followed.year,
            realised,
            ground,
            ground_words: words.to_owned(),
            is_demo: false,
            actor: actor.name.clone(),
            at: String::new(),
        };
        match self.store.add_outcome(&actor.name, &row, new.seen.trim().parse().unwrap_or(0)).await? {
            Ok(_) => Ok(()),
            Err(_) => Err(Refusal::conflict(&OUTCOME_CHANGED, line.title.ja.clone()).into()),
        }
    }
}

/// Every prediction of an option, with the entry that stands.
pub(super) fn lines(
    option: &ReformOption,
    kpis: &[Item],
    entries: &[OutcomeRow],
    this_year: FiscalYear,
) -> Result<Vec<OutcomeLine>, AppError> {
    let mut standing: BTreeMap<(Measured, FiscalYear), &OutcomeRow> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.option == option.number) {
        // The oldest come first, so the latest stands.
        standing.insert((entry.measured, entry.year), entry);
    }
    let mut found = Vec::new();
    let mut add = |measured: Measured, year: FiscalYear, predicted: Value, way: Way, title: Text, unit: &str| {
        let entry = standing.get(&(measured, year)).map(|entry| (*entry).clone());
        let realised = entry.as_ref().map(|entry| entry.realised);
        let followed = Followed { measured, year, predicted, realised, way };
        found.push(OutcomeLine { followed, title, unit: unit.to_owned(), entry, is_due: year < this_year });
    };
    for (lever, measured) in [(Lever::GeneralFunds, Measured::GeneralFunds), (Lever::Investment, Measured::Investment)]
    {
        let first = option.effects.iter().filter(|effect| effect.lever == lever).map(|effect| effect.first_year).min();
        let Some(first) = first else { continue };
        let title = Text { ja: lever.label_ja().to_owned(), en: Some(lever.label_en().to_owned()) };
        for start in first.start()..=this_year.start() + YEARS_AHEAD {
            let Ok(year) = FiscalYear::new(start) else { break };
            let predicted = option.in_year(lever, year).map_err(|overflow| AppError::Store(overflow.into()))?;
            // Less investment is what a cut is meant to bring; of money set free more is always the better.
            let is_cut = lever == Lever::Investment && predicted < Yen::ZERO;
            let way = if is_cut { Way::Decrease } else { Way::Increase };
            add(measured, year, Value::Money(predicted), way, title.clone(), "円");
        }
    }
    for prediction in &option.predictions {
        let kpi = kpis.iter().find(|item| item.number == prediction.kpi);
        let title = kpi.map_or_else(|| format!("KPI {}", prediction.kpi), |item| item.title().to_owned());
        let way = kpi.and_then(|item| Way::from_word(item.text("way"))).unwrap_or(Way::Range);
        let unit = kpi.map(|item| item.text("unit").to_owned()).unwrap_or_default();
        let measured = Measured::Kpi(prediction.kpi);
        add(measured, prediction.year, Value::Number(prediction.value), way, Text::japanese(title), &unit);
    }
    found.sort_by_key(|line| (line.followed.measured, line.followed.year));
    Ok(found)
}

fn summary(lines: &[OutcomeLine], this_year: FiscalYear) -> Result<Summary, AppError> {
    let mut summary = Summary::default();
    if let Ok(last) = FiscalYear::new(this_year.start() - 1) {
        for line in lines {
            summary.add(&line.followed, last).map_err(|overflow| AppError::Store(overflow.into()))?;
        }
    }
    Ok(summary)
}

/// A figure of the kind of the prediction; full-width digits, grouping and ▲ are understood.
fn read_value(text: &str, predicted: Value) -> Option<Value> {
    let folded = reform::search_text::fold(text).replace([',', ' ', '円'], "").replace(['▲', '△', '−'], "-");
    match predicted {
        Value::Money(_) => folded
            .parse()
            .ok()
            .filter(|yen: &i64| yen.unsigned_abs() < 10_u64.pow(15))
            .map(|yen| Value::Money(Yen(yen))),
        Value::Number(_) => folded.parse::<Quantity>().ok().map(Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_people_write_them() {
        let money = |text| read_value(text, Value::Money(Yen::ZERO));
        assert_eq!(money(" ▲６,０００,０００円 "), Some(Value::Money(Yen(-6_000_000))));
        assert_eq!((money("1.5"), money("6億"), money(""), money("1000000000000000")), (None, None, None, None));
        let number = read_value("−12.50", Value::Number(Quantity::whole(1)));
        assert_eq!(number, Some(Value::Number("-12.50".parse().unwrap())));
    }
}
