//! The outlook as it is published (公表する財政見通し): the baseline with everything decided, and what a reader can move.
//!
//! Every number is the engine's: a figure is what [`reform::chain`] gives with all decisions, a response what it gives for one
//! decision of a round amount a year. What a decision moves is linear in its amount and rounded once a year to whole yen, so
//! that an amount within the bounds moves a figure by its part of the response, to within a yen or two.

use fiscal::{FiscalYear, Yen};
use publish::edition::{Lever as PublishedLever, LeverResponse, Outlook, OutlookFigure, Picture, Words};
use reform::chain::{Baseline, Figure, Scene, TYPED};
use reform::decision::{Decision, Lever, Move};
use reform::effect::EffectStage;

use super::pictures;
use super::words::both;
use crate::App;
use crate::chain::{Asked, CityChain};
use crate::chart::Lang;
use crate::departments::fiscal_year_of;
use crate::error::AppError;
use crate::permission::Actor;
use crate::study::form::Given;
use crate::study::{Assumption, StudyKind};

/// The figures shown, all of them amounts: a ratio is not linear in what moves it.
const FIGURES: [Figure; 6] =
    [Figure::Fund, Figure::Balance, Figure::Improvement, Figure::Bonds, Figure::DebtService, Figure::Investment];

/// What the responses are of: 1,000億円 a year. The larger it is, the less the rounding of a response weighs in its parts.
pub(super) const UNIT_YEN: i64 = 100_000_000_000;

/// 1億円, to which bounds are cut.
const OKU: i64 = 100_000_000;

impl App {
    /// The outlook with its pictures; empty where the plan has none.
    pub(super) async fn collect_outlook(&self) -> Result<(Outlook, Vec<Picture>), AppError> {
        if self.plan.outlook.is_none() {
            return Ok(Default::default());
        }
        // The chain is for colleagues; of it only the sums of what is decided are published, and no decision by its words.
        let insider = Actor::operator("edition");
        let city = self.chain(&insider, Asked::default()).await?;
        let decided = city.decided()?;
        let years = Years::of(city.chain.baseline());
        let figures = FIGURES.iter().filter_map(|figure| years.figure(&city, &decided, *figure));
        let outlook = Outlook {
            first_year: years.first,
            figures: figures.collect(),
            levers: self.levers(&insider, &decided, &years)?,
            assumptions: self.outlook_assumptions().await?,
        };
        let (ja, en) = (city.charts(Lang::Ja)?, city.charts(Lang::En)?);
        const IDS: [&str; 4] = ["outlook-fund", "outlook-coverage", "outlook-bonds", "outlook-debt-service"];
        let mut drawn: Vec<Picture> =
            IDS.iter().zip(ja.iter().zip(&en)).map(|(id, (ja, en))| pictures::of(id, "outlook", ja, en)).collect();
        if self.plan.soundness.is_some() {
            let (ja, en) = (self.ratio_charts(Lang::Ja).await?, self.ratio_charts(Lang::En).await?);
            let numbered = ja.iter().zip(&en).enumerate();
            drawn.extend(
                numbered.map(|(at, (ja, en))| pictures::of(&format!("outlook-ratio-{}", at + 1), "outlook", ja, en)),
            );
        }
        Ok((outlook, drawn))
    }

    async fn ratio_charts(&self, lang: Lang) -> Result<Vec<crate::chart::Chart>, AppError> {
        let study = self.study(&Actor::visitor(), StudyKind::Ratios, &Given::default(), lang).await?;
        Ok(study.outcome.charts)
    }

    /// What a reader can move: the improvement of each year, and the investment.
    fn levers(&self, insider: &Actor, decided: &Scene, years: &Years) -> Result<Vec<PublishedLever>, AppError> {
        let baseline = decided.chain.baseline();
        let next = fiscal_year_of(self.today()).next();
        let mut levers = Vec::new();
        for (lever, id, moves) in
            [(Lever::GeneralFunds, "improvement", Figure::Fund), (Lever::Investment, "investment", Figure::Investment)]
        {
            let Some((first, last)) = baseline.span(moves) else { continue };
            // An amount holds from the next fiscal year on: what is past, and the year under way, are no longer to be chosen.
            let first = next.unwrap_or(first).max(first).max(years.projected).min(last);
            let held = (first, last);
            let chain = self.chain_of(insider, vec![decision(lever, held, Yen(UNIT_YEN))])?;
            let moved = &chain.entries()[0].moved;
            let responses = FIGURES.iter().map(|figure| LeverResponse {
                figure: figure.word(&baseline.input.outlook),
                values: years.all().map(|year| moved.at(*figure, year - years.first).0).collect(),
            });
            levers.push(PublishedLever {
                id: id.to_owned(),
                name: name(lever),
                text: text(lever),
                years: (first.start(), last.start()),
                bounds_yen: bounds(lever, held, decided),
                unit_yen: UNIT_YEN,
                responses: responses.filter(|response| response.values.iter().any(|yen| *yen != 0)).collect(),
            });
        }
        Ok(levers)
    }

    /// What the outlook and the projection of bonds rest on, a sentence each.
    async fn outlook_assumptions(&self) -> Result<Vec<Words>, AppError> {
        let visitor = Actor::visitor();
        let mut all = Vec::new();
        for kind in [StudyKind::Outlook, StudyKind::Debt] {
            let ja = self.study(&visitor, kind, &Given::default(), Lang::Ja).await?.outcome.assumptions;
            let en = self.study(&visitor, kind, &Given::default(), Lang::En).await?.outcome.assumptions;
            for (ja, en) in ja.iter().zip(&en) {
                let words = Words::both(told(ja, Lang::Ja), told(en, Lang::En));
                if !all.contains(&words) {
                    all.push(words);
                }
            }
        }
        Ok(all)
    }
}

/// The years of every series: from the base year to the last year of the bonds.
struct Years {
    first: i32,
    last: i32,
    /// The first year that is projected.
    projected: FiscalYear,
}

impl Years {
    fn of(baseline: &Baseline) -> Years {
        let ends = FIGURES.iter().filter_map(|figure| Some(baseline.span(*figure)?.1.start()));
        let base = baseline.base_year();
        Years { first: base.start(), last: ends.max().unwrap_or(base.start()), projected: base.next().unwrap_or(base) }
    }

    fn all(&self) -> std::ops::RangeInclusive<i32> {
        self.first..=self.last
    }

    /// A figure with everything decided; nothing where the city has none of it.
    fn figure(&self, city: &CityChain, decided: &Scene, figure: Figure) -> Option<OutlookFigure> {
        city.chain.baseline().span(figure)?;
        let outlook = &city.chain.baseline().input.outlook;
        let (ja, en) = figure.name(outlook);
        let value = |year: i32| decided.money(figure, FiscalYear::new(year).ok()?).map(|yen| yen.0);
        Some(OutlookFigure {
            id: figure.word(outlook),
            name: both(&ja, &en),
            unit: "yen".to_owned(),
            values: self.all().map(value).collect(),
        })
    }
}

/// An amount a year over some years, as a decision nobody has made.
fn decision(lever: Lever, (first, last): (FiscalYear, FiscalYear), amount: Yen) -> Decision {
    Decision {
        id: TYPED,
        title: String::new(),
        cluster: None,
        is_decided: false,
        stage: EffectStage::Planned,
        is_illustrative: false,
        moves: vec![Move { lever, first_year: first, last_year: Some(last), yen_a_year: amount }],
    }
}

/// The most improvement that may be tried beside what is decided: 100億円 a year, twice what the plan counts on.
const IMPROVEMENT_BOUND_YEN: i64 = 100 * OKU;

/// The lowest and highest amount a year. Of investment up to a half is taken or added: far beyond what was planned, revenue
/// that moves against it would meet its floor and the response would no longer be its part.
fn bounds(lever: Lever, (first, last): (FiscalYear, FiscalYear), decided: &Scene) -> (i64, i64) {
    match lever {
        Lever::GeneralFunds => (-IMPROVEMENT_BOUND_YEN, IMPROVEMENT_BOUND_YEN),
        Lever::Investment => {
            let years = (first.start()..=last.start()).filter_map(|year| FiscalYear::new(year).ok());
            let invested = years.filter_map(|year| decided.money(Figure::Investment, year));
            let least = invested.map(|yen| yen.0).min().unwrap_or(0).clamp(0, UNIT_YEN) / 2 / OKU * OKU;
            (-least, least)
        }
    }
}

fn name(lever: Lever) -> Words {
    match lever {
        Lever::GeneralFunds => Words::both("毎年の改善効果額の上乗せ", "More improvement a year"),
        Lever::Investment => Words::both("毎年の投資的経費の増減", "More or less investment a year"),
    }
}

fn text(lever: Lever) -> Words {
    match lever {
        Lever::GeneralFunds => Words::both(
            "見直しや収入の確保で、一般財源（使いみちの決まっていないお金）を、決まっている分に加えて毎年いくら生み出すか。増えた分は財源調整用基金（市の貯金）に残ります。",
            "How much more general funds reviews and revenue set free every year, beside what is decided. It stays in the reserve fund.",
        ),
        Lever::Investment => Words::both(
            "道路や建物などへの投資を、計画より毎年いくら増やすか、減らすか。増やすと市債（市の借金）とその返済が増え、収支と基金が減ります。",
            "How much more or less is invested a year than planned. More investment means more bonds and more debt service, and less in the fund.",
        ),
    }
}

fn told(assumption: &Assumption, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "{}：{}（{}。{}）",
            assumption.name,
            assumption.value,
            assumption.basis.japanese(),
            assumption.source
        ),
        Lang::En => {
            format!("{}: {} ({}; {})", assumption.name, assumption.value, assumption.basis.english(), assumption.source)
        }
    }
}
