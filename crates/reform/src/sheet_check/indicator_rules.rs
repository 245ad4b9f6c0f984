//! Checks of each outcome indicator (成果指標ごとの点検).

use super::text::{both, core, meaning, shown};
use super::{CheckedIndicator, Context, IndicatorYear, Missing, Verdict};
use crate::kpi::{DecreaseRule, Direction, Ratio, percent_text, simple};
use fiscal::Quantity;

impl Context<'_> {
    /// E1.
    pub(super) fn output_as_outcome(&self) -> Verdict {
        self.of_outcomes(|indicator| {
            let name = core(&indicator.name);
            if self.parameters.output_exceptions.found_in(&name).is_some() || self.is_share(indicator) {
                return None;
            }
            let word = self.parameters.output.found_in(&name)?;
            let shown = shown(&indicator.name);
            Some(both(format!("「{word}」: {shown}"), format!("\"{word}\" in: {shown}")))
        })
    }

    /// E4: a survey alone, or without a word on why. A form that asks for no reason has given none.
    pub(super) fn survey_as_outcome(&self) -> Verdict {
        let survey_word =
            |indicator: &CheckedIndicator| self.parameters.survey.found_in(&core(&indicator.name)).map(str::to_owned);
        let has_other = self.outcomes.iter().any(|(_, indicator)| survey_word(indicator).is_none());
        self.of_outcomes(|indicator| {
            let word = survey_word(indicator)?;
            let is_explained = !indicator.reason.trim().is_empty();
            if has_other && (is_explained || !self.sheet.asked.reasons) {
                return None;
            }
            let shown = shown(&indicator.name);
            Some(both(format!("「{word}」: {shown}"), format!("\"{word}\" in: {shown}")))
        })
    }

    /// E5: only a target still to come is judged; a past one that was reached is a success.
    pub(super) fn easy_target(&self) -> Verdict {
        self.of_outcomes(|indicator| {
            if self.sheet.asked.baselines && indicator.baseline.is_none() && !indicator.is_qualitative {
                let shown = shown(&indicator.name);
                return Some(both(format!("基準値がない: {shown}"), format!("no baseline: {shown}")));
            }
            let latest = indicator.years.iter().rev().find(|year| year.actual.is_some())?;
            let (target, actual) = (indicator.target?, latest.actual?);
            if indicator.target_year? < self.sheet.year || indicator.target_year? <= latest.year {
                return None;
            }
            let (wanted, reached) = (Ratio::of(target)?, Ratio::of(actual)?);
            let is_whole = self.is_share(indicator) && wanted >= Ratio::of(Quantity::whole(100))?;
            let is_easy = match self.direction(indicator) {
                Direction::Increase => wanted <= reached && !is_whole && !self.is_of_all(indicator),
                // Nothing is less than none.
                Direction::Decrease => wanted >= reached && wanted != Ratio::ZERO,
                Direction::Maintain { .. } | Direction::Range { .. } => false,
            };
            is_easy.then(|| {
                let (target_year, year) = (indicator.target_year.map_or(0, |year| year.start()), latest.year.start());
                both(
                    format!(
                        "目標 {target}（{target_year}年度）、実績 {actual}（{year}年度）{}",
                        self.guessed_ja(indicator)
                    ),
                    format!("target {target} ({target_year}), actual {actual} ({year}){}", self.guessed_en(indicator)),
                )
            })
        })
    }

    /// E6.
    pub(super) fn target_year(&self) -> Verdict {
        if !self.sheet.asked.target_years {
            return Verdict::CannotTell(Missing::NotAsked);
        }
        self.of_outcomes(|indicator| match indicator.target_year {
            _ if self.has_ended() => None,
            None if self.is_every_year(indicator) => None,
            None => Some(both(
                format!("目標年度がない: {}", shown(&indicator.name)),
                format!("no target year: {}", shown(&indicator.name)),
            )),
            Some(year) if year < self.sheet.year => {
                let (year, now) = (year.start(), self.sheet.year.start());
                Some(both(
                    format!("目標年度 {year} は記入の年度 {now} より前"),
                    format!("the target year {year} is before the sheet's year {now}"),
                ))
            }
            Some(_) => None,
        })
    }

    /// E7.
    pub(super) fn no_source(&self) -> Verdict {
        if !self.sheet.asked.sources {
            return Verdict::CannotTell(Missing::NotAsked);
        }
        self.of_outcomes(|indicator| {
            let shown = shown(&indicator.name);
            let is_blank = indicator.source.trim().is_empty();
            is_blank.then(|| both(format!("出典がない: {shown}"), format!("no source: {shown}")))
        })
    }

    /// E8.
    pub(super) fn qualitative_without_reason(&self) -> Verdict {
        if !self.sheet.asked.reasons {
            return Verdict::CannotTell(Missing::NotAsked);
        }
        self.of_outcomes(|indicator| {
            let shown = shown(&indicator.goal);
            let is_bare = indicator.is_qualitative && indicator.reason.trim().is_empty();
            is_bare.then(|| both(format!("理由がない: {shown}"), format!("no reason: {shown}")))
        })
    }

    /// E9: two years that follow each other.
    pub(super) fn always_exceeded(&self) -> Verdict {
        let verdict = self.of_outcomes(|indicator| {
            let rate = |year: &IndicatorYear| {
                let actual = Ratio::of(year.actual?)?;
                simple(self.direction(indicator), year.target?, actual, DecreaseRule::TargetByActual).ok()
            };
            indicator.years.windows(2).find_map(|pair| {
                let (one, two) = (rate(&pair[0])?, rate(&pair[1])?);
                let follows = pair[0].year.start() + 1 == pair[1].year.start();
                (follows && one.min(two) > self.parameters.high_attainment).then(|| {
                    let told = [(pair[0], one), (pair[1], two)]
                        .map(|(year, rate)| format!("{}: {}%", year.year.start(), percent_text(Ok(rate), 1)))
                        .join("、");
                    both(
                        format!("{told}{}", self.guessed_ja(indicator)),
                        format!("{}{}", told.replace('、', ", "), self.guessed_en(indicator)),
                    )
                })
            })
        });
        let is_measured = |indicator: &CheckedIndicator| {
            indicator
                .years
                .windows(2)
                .any(|pair| pair.iter().all(|year| year.target.is_some() && year.actual.is_some()))
        };
        match verdict {
            Verdict::Fine if !self.outcomes.iter().any(|(_, indicator)| is_measured(indicator)) => {
                Verdict::CannotTell(Missing::NoFigures)
            }
            verdict => verdict,
        }
    }

    /// E10: no outcome indicator at all, or one whose words have nothing in common with what the program is for.
    pub(super) fn unrelated_indicator(&self) -> Verdict {
        let common = &self.parameters.common;
        if self.outcomes.is_empty() {
            let is_found = !self.has_ended();
            return Verdict::of_sheet(
                is_found.then(|| both("成果指標がない".to_owned(), "no outcome indicator".to_owned())),
            );
        }
        let sheet = self.sheet;
        let of_program = meaning(&format!("{}\n{}\n{}", sheet.name, sheet.purpose, sheet.means), common);
        if of_program.is_empty() {
            return Verdict::CannotTell(Missing::NoFigures);
        }
        self.of_outcomes(|indicator| {
            let of_indicator = meaning(&format!("{}\n{}", core(&indicator.name), indicator.goal), common);
            let shares = of_indicator.iter().any(|pair| of_program.binary_search(pair).is_ok());
            (!shares && of_indicator.len() >= 2).then(|| {
                let shown = shown(&indicator.name);
                both(
                    format!("目的・手段と共通する語がない: {shown}"),
                    format!("no word of purpose or means in: {shown}"),
                )
            })
        })
    }

    /// Whether the program is over, so that there is nothing left to aim at.
    fn has_ended(&self) -> bool {
        self.sheet.ends.is_some_and(|ends| ends < self.sheet.year)
    }

    /// The way the form says is good, or else the one its words suggest.
    pub(super) fn direction(&self, indicator: &CheckedIndicator) -> Direction {
        if let Some(direction) = indicator.direction {
            return direction;
        }
        let parameters = self.parameters;
        let name = core(&indicator.name);
        let words = format!("{name} {}", core(&indicator.goal));
        if parameters.falling_exceptions.found_in(&name).is_some() {
            // The size of a fall is measured: the more the better, whatever the goal says is to fall.
            Direction::Increase
        } else if parameters.falling.found_in(&parameters.falling_exceptions.cut_from(&words)).is_some() {
            Direction::Decrease
        } else if parameters.keeping.found_in(&words).is_some() {
            Direction::Maintain { tolerance: None }
        } else {
            Direction::Increase
        }
    }

    /// Whether all there are is wanted: then no more can be asked, whatever the money.
    pub(super) fn is_of_all(&self, indicator: &CheckedIndicator) -> bool {
        let words = format!("{} {}", core(&indicator.name), core(&indicator.goal));
        self.parameters.all_of_them.found_in(&words).is_some()
    }

    /// Whether the goal is one of every year, which needs no last one.
    fn is_every_year(&self, indicator: &CheckedIndicator) -> bool {
        let words = format!("{} {}", core(&indicator.name), core(&indicator.goal));
        self.parameters.every_year.found_in(&words).is_some()
    }

    /// Whether the unit is a share, a score or days, of which there is a most.
    pub(super) fn is_share(&self, indicator: &CheckedIndicator) -> bool {
        self.parameters.share_units.has(&crate::search_text::fold(&indicator.unit))
    }

    fn guessed_ja(&self, indicator: &CheckedIndicator) -> &'static str {
        match (indicator.direction, self.direction(indicator)) {
            (Some(_), _) => "",
            (None, Direction::Decrease) => "。減らす指標とみなした",
            (None, _) => "。増やす指標とみなした",
        }
    }

    fn guessed_en(&self, indicator: &CheckedIndicator) -> &'static str {
        match (indicator.direction, self.direction(indicator)) {
            (Some(_), _) => "",
            (None, Direction::Decrease) => "; taken to be one that is to fall",
            (None, _) => "; taken to be one that is to grow",
        }
    }
}
