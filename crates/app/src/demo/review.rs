//! The demonstration's review (例示の点検): the review of the present year under way, its sheets in every state.
//!
//! Everything in it is illustrative (例示), as the programs it is made of. Its calendar lies around the present day, so that
//! some sheets are late, some wait and some are done; the same day gives the same sheets on every machine.

use std::collections::HashMap;

use fiscal::FiscalYear;
use jiff::ToSpan;
use reform::effect::EffectKind;
use reform::kpi::{Level as KpiLevel, Way};
use reform::plan::CalendarDate;
use reform::program::{Direction, IndicatorKind, ProgramSheet, Stage};
use reform::review::{Assessment, Decision, Judgement, Measure, Opinion, ReviewSheet, SelfCheck, SheetKpi};
use reform::workflow::{ActionKind, Level, Role, Rules, State};
use store::InventoryKind;
use store::review::{ExampleSheet, ExampleStep};

use super::random::Random;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::review::{CalendarDays, NewCycle};
use crate::{App, Quantity, Yen};

/// Of a hundred sheets, how many are in each state, in the middle of a review (仮定).
const STATES: [(i64, State); 10] = [
    (9, State::NotStarted),
    (22, State::Draft),
    (6, State::Returned),
    (18, State::Submitted),
    (15, State::SectionApproved),
    (14, State::DepartmentApproved),
    (8, State::ReformOfficeApproved),
    (4, State::FinanceApproved),
    (3, State::Decided),
    (1, State::Published),
];

/// What a return says, in turn.
const RETURNS: [&str; 4] = [
    "根拠が前の年度のものです。直近の実績に改めてください。",
    "方向性の理由と、視点2の判断がかみ合っていません。どちらかを見直してください。",
    "成果指標の目標値がどう決まったのかを書き足してください。",
    "効果額のうち一般財源の分を確かめてください。補助金が減る分が入っているようです。",
];

impl App {
    /// Opens an illustrative review of the present fiscal year when the inventory is illustrative and there is no review yet;
    /// says whether it did.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub async fn load_demo_review_when_empty(&self, actor: &Actor) -> Result<bool, AppError> {
        permit(actor, Action::ManageReviews)?;
        let is_demo = self.store.inventory_state().await?.kind == InventoryKind::Demo;
        if !is_demo || !self.store.review_cycles().await?.is_empty() {
            return Ok(false);
        }
        let today = self.today();
        let year = fiscal_year_of(today);
        let calendar = calendar(year, today);
        let viewpoints: Vec<&str> = self.plan.viewpoints.iter().map(|viewpoint| viewpoint.id.as_str()).collect();
        let sheets = super::inventory();
        let examples = examples(&sheets, &viewpoints, year, calendar.open, today);
        let new = NewCycle { year, source_year: super::year(super::SHEET_YEAR), calendar, rules: Rules::default() };
        self.open_cycle(actor, new, Some(examples)).await?;
        Ok(true)
    }
}

/// The fiscal year a day lies in.
fn fiscal_year_of(day: CalendarDate) -> FiscalYear {
    let (year, month, _) = day.parts();
    // The demonstration is of the present; a clock far off shows the first year there is.
    FiscalYear::new(if month <= 3 { year - 1 } else { year }).unwrap_or(super::year(super::SHEET_YEAR))
}

/// A calendar in which the departments' own day has just gone by, within the fiscal year.
fn calendar(year: FiscalYear, today: CalendarDate) -> CalendarDays {
    let first = CalendarDate::new(year.start(), 4, 1).unwrap_or(today);
    let open = shifted(today, -70).max(first);
    let mut due = [-5, 9, 16, 47, 80, 110].map(|days| shifted(today, days).max(open));
    due.sort_unstable();
    CalendarDays { open, due, freeze: Some(shifted(today, 140)) }
}

/// A day so many days later, or earlier below zero.
fn shifted(day: CalendarDate, days: i64) -> CalendarDate {
    let (year, month, date) = day.parts();
    let of_calendar = || -> Option<CalendarDate> {
        let day = jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, date.try_into().ok()?).ok()?;
        let day = day.checked_add(days.days()).ok()?;
        CalendarDate::new(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs())
    };
    of_calendar().unwrap_or(day)
}

/// How far each sheet has come, by the program's number.
fn examples(
    sheets: &[ProgramSheet],
    viewpoints: &[&str],
    year: FiscalYear,
    open: CalendarDate,
    today: CalendarDate,
) -> HashMap<String, ExampleSheet> {
    let mut examples = HashMap::with_capacity(sheets.len());
    for (index, program) in sheets.iter().enumerate() {
        // Another stream than the one that made the program, so that neither moves the other.
        let mut random = Random::for_text(&format!("点検 {}", program.name));
        let state = state(&mut random);
        if state == State::NotStarted {
            continue;
        }
        // Whatever is merged goes into the program next to it.
        let neighbour = sheets.get(index + 1).or(sheets.first()).map_or("", |next| next.external_id.as_str());
        let sheet = filled(program, viewpoints, neighbour, state, year, &mut random);
        let path = steps(state, &mut random);
        let days = days_between(open, today).max(1);
        let moment = |step: usize| {
            let day = shifted(open, days * (step as i64 + 1) / (path.len() as i64 + 2));
            format!("{day}T0{}:{:02}:00.000Z", 1 + step % 8, (index * 7 + step * 13) % 60)
        };
        let mut before = State::Draft;
        let mut made = Vec::with_capacity(path.len());
        for (place, (action, role, after)) in path.iter().enumerate() {
            let remark = match action {
                ActionKind::Return => RETURNS[index % RETURNS.len()].to_owned(),
                _ => String::new(),
            };
            let (action, role, after) = (*action, *role, *after);
            made.push(ExampleStep { action, role, before, after, remark, at: moment(place + 1) });
            before = after;
        }
        let returned = made.iter().rev().find(|step| step.action == ActionKind::Return);
        let returned_day = returned.and_then(|step| step.at.get(..10)?.parse().ok());
        let example =
            ExampleSheet { state, fields: sheet.to_fields(), written_at: moment(0), returned_day, steps: made };
        examples.insert(program.external_id.clone(), example);
    }
    examples
}

fn days_between(from: CalendarDate, to: CalendarDate) -> i64 {
    (0..400).find(|days| shifted(from, *days) >= to).unwrap_or(0)
}

fn state(random: &mut Random) -> State {
    let mut drawn = random.between(1, STATES.iter().map(|(share, _)| share).sum());
    let found = STATES.iter().find(|(share, _)| {
        drawn -= share;
        drawn <= 0
    });
    found.map_or(State::NotStarted, |(_, state)| *state)
}

/// The way a sheet took to a state; some were sent back once on it.
fn steps(state: State, random: &mut Random) -> Vec<(ActionKind, Role, State)> {
    let up = [
        (ActionKind::Submit, Role::Owner, State::Submitted),
        (ActionKind::Approve, Role::SectionHead, State::SectionApproved),
        (ActionKind::Approve, Role::DepartmentHead, State::DepartmentApproved),
        (ActionKind::Approve, Role::ReformOffice, State::ReformOfficeApproved),
        (ActionKind::Approve, Role::Finance, State::FinanceApproved),
        (ActionKind::Approve, Role::Headquarters, State::Decided),
        (ActionKind::Publish, Role::ReformOffice, State::Published),
    ];
    let back = (ActionKind::Return, Role::SectionHead, State::Returned);
    match state {
        State::NotStarted | State::Draft => Vec::new(),
        State::Returned => vec![up[0], back],
        reached => {
            let way = up.iter().take_while(|(_, _, after)| *after <= reached).copied();
            let detour = if random.per_mille(150) { vec![up[0], back] } else { Vec::new() };
            detour.into_iter().chain(way).collect()
        }
    }
}

/// What the department and the levels above have written by now.
fn filled(
    program: &ProgramSheet,
    viewpoints: &[&str],
    neighbour: &str,
    state: State,
    year: FiscalYear,
    random: &mut Random,
) -> ReviewSheet {
    let mut sheet = ReviewSheet::new(&program.external_id, year);
    let is_draft = state == State::Draft;
    // A draft has come as far as one of the viewpoints.
    let answered = if is_draft { random.between(1, viewpoints.len().max(1) as i64) as usize } else { viewpoints.len() };
    let answers = program.answers.iter().zip(viewpoints).take(answered);
    sheet.checks = answers
        .map(|(answer, viewpoint)| SelfCheck {
            viewpoint: (*viewpoint).to_owned(),
            judgement: Some(if answer.judgement == "適切" { Judgement::Adequate } else { Judgement::Improve }),
            reason: answer.reason.clone(),
            evidence: format!("{}の実績のまとめ（例示）", program.name),
        })
        .collect();
    if is_draft && random.per_mille(500) {
        return sheet;
    }
    sheet.kpis = kpis(program, year, random);
    let direction = program.direction.as_ref().and_then(|given| given.direction).unwrap_or(Direction::Continue);
    sheet.direction = Some(direction);
    sheet.direction_reason = reason(direction).to_owned();
    if is_draft {
        return sheet;
    }
    sheet.merge_into = (direction == Direction::Merge).then(|| neighbour.to_owned());
    let stops = matches!(direction, Direction::Abolish | Direction::End | Direction::Suspend);
    sheet.last_year = stops.then_some(year);
    sheet.measures.extend(measure(program, direction, year, random));
    add_opinions(&mut sheet, state, random);
    sheet
}

fn reason(direction: Direction) -> &'static str {
    match direction {
        Direction::Expand => "必要とする市民が増えており、今の量では応えきれないため。",
        Direction::Continue => "目指す変化が続いており、今のやり方を変える理由がないため。",
        Direction::Improve => "成果はあるが、手順と実施方法を改めれば、より少ない費用で同じ効果が見込めるため。",
        Direction::Reduce => "対象となる人が減っており、実施の回数と範囲を絞れるため。",
        Direction::Merge => "対象と手段がほかの事業と重なっており、まとめたほうが市民に分かりやすいため。",
        Direction::Abolish => "始めた目的がほぼ果たされ、続ける効果が小さいため。",
        Direction::End => "予定した期間が満了するため。",
        Direction::Suspend => "ほかの制度の動きを見極める間、実施を見合わせるため。",
    }
}

/// The inventory's indicators with an aim each; an outcome where it has none.
fn kpis(program: &ProgramSheet, year: FiscalYear, random: &mut Random) -> Vec<SheetKpi> {
    let mut kpis: Vec<SheetKpi> = Vec::new();
    for indicator in &program.indicators {
        let Some(mut kpi) = SheetKpi::from_indicator(&format!("k{}", kpis.len() + 1), indicator, year) else {
            continue;
        };
        // It is under way: from the first year that was measured towards a little more than the best of all.
        let mut measured = indicator.values.iter().filter_map(|value| Some((value.fiscal_year, value.actual?)));
        let best = measured.clone().max_by_key(|(_, actual)| actual.units);
        let first = measured.next();
        kpi.baseline = first.map(|(_, actual)| actual);
        kpi.baseline_year = first.map(|(year, _)| year);
        kpi.target =
            best.map(|(_, best)| Quantity { units: best.units + best.units * random.between(2, 9) / 100, ..best });
        kpis.push(kpi);
    }
    if !program.indicators.iter().any(|indicator| indicator.kind == IndicatorKind::Outcome) {
        kpis.push(SheetKpi {
            id: format!("k{}", kpis.len() + 1),
            name: "利用した人の満足度".into(),
            level: Some(KpiLevel::Outcome(None)),
            unit: "％".into(),
            ..SheetKpi::default()
        });
    }
    for kpi in &mut kpis {
        kpi.way = Some(Way::Increase);
        kpi.target = kpi.target.or(Some(Quantity::whole(random.between(60, 90))));
        kpi.target_year = FiscalYear::new(year.start() + 3).ok();
        kpi.source = "所管の業務記録（例示）".into();
        if kpi.unit.is_empty() {
            kpi.unit = "指数".into();
        }
    }
    kpis
}

/// What is done, where the direction changes the program; amounts are a share of its budget, in thousands of yen.
fn measure(program: &ProgramSheet, direction: Direction, year: FiscalYear, random: &mut Random) -> Option<Measure> {
    let (text, percent) = match direction {
        Direction::Expand => ("実施する地域と回数を増やす。", -random.between(5, 15)),
        Direction::Improve => ("手続をオンラインに移し、委託の仕様を見直す。", random.between(1, 6)),
        Direction::Reduce => ("実施の回数を減らし、対象を必要性の高い人に絞る。", random.between(8, 25)),
        Direction::Merge => ("似た事業と窓口と案内を一つにまとめる。", random.between(10, 30)),
        Direction::Abolish => ("利用している人への案内を済ませ、年度末で終える。", 100),
        Direction::End => ("期間の満了とともに終える。", 100),
        Direction::Continue | Direction::Suspend => return None,
    };
    let cost = program.money.iter().rev().find(|line| line.stage == Stage::Initial).or(program.money.last())?;
    let share = |whole: Yen| Yen(whole.0 / 100 * percent / 1_000 * 1_000);
    let general = cost.funding.general.unwrap_or(Yen::ZERO);
    Some(Measure {
        id: "m1".into(),
        text: text.into(),
        first_year: year.next(),
        effect: Some(share(cost.cost)),
        effect_general: Some(share(general)),
        recurring: true,
        kind: (direction == Direction::Expand).then_some(EffectKind::Expanded),
        last_year: None,
    })
}

/// What the levels above have said by the time a sheet is in this state.
fn add_opinions(sheet: &mut ReviewSheet, state: State, random: &mut Random) {
    let passed = |level: Level| state >= level.passed() && state != State::Returned;
    let mut say = |level: Level, text: &str| {
        if passed(level) {
            sheet.opinions.push(Opinion { level, text: text.to_owned() });
        }
    };
    if random.per_mille(300) {
        say(Level::SectionHead, "所管として内容を確かめた。");
    }
    if random.per_mille(200) {
        say(Level::DepartmentHead, "局の方針に沿っている。");
    }
    say(Level::ReformOffice, "判断と根拠がそろっている。効果は予算編成の中で確かめる。");
    if passed(Level::Finance) {
        let share = random.between(70, 100);
        let assess = |yen: Yen| Yen(yen.0 / 100 * share / 1_000 * 1_000);
        sheet.assessments = sheet
            .measures
            .iter()
            .map(|measure| Assessment {
                measure: measure.id.clone(),
                effect: measure.effect.map(assess),
                effect_general: measure.effect_general.map(assess),
            })
            .collect();
    }
    if passed(Level::Headquarters) {
        sheet.decision = Some(Decision { direction: None, reason: "所管の案のとおりとする。".into() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reform::review::find_missing;

    const VIEWPOINTS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn made(today: &str) -> (Vec<ProgramSheet>, FiscalYear, HashMap<String, ExampleSheet>) {
        let (sheets, today) = (crate::demo::inventory(), today.parse().unwrap());
        let year = fiscal_year_of(today);
        let open = calendar(year, today).open;
        let examples = examples(&sheets, &VIEWPOINTS, year, open, today);
        (sheets, year, examples)
    }

    #[test]
    fn every_state_occurs_and_what_was_handed_in_is_complete() {
        let (sheets, year, examples) = made("2026-11-22");
        for state in State::ALL.iter().filter(|state| **state != State::NotStarted) {
            assert!(examples.values().any(|example| example.state == *state), "{state:?}");
        }
        assert!(examples.len() < sheets.len(), "some are not begun");
        for program in &sheets {
            let Some(example) = examples.get(&program.external_id) else { continue };
            let sheet = ReviewSheet::from_fields(&program.external_id, year, &example.fields).unwrap();
            if example.state != State::Draft {
                assert_eq!(find_missing(&sheet, &VIEWPOINTS, &program.indicators), [], "{}", program.name);
            }
            assert_eq!(example.steps.last().map_or(State::Draft, |step| step.after), example.state);
            assert!(example.steps.iter().all(|step| step.at.as_str() > example.written_at.as_str()), "{example:?}");
            assert!(example.steps.is_sorted_by_key(|step| step.at.clone()), "{example:?}");
        }
    }

    #[test]
    fn a_day_gives_one_demonstration_and_a_calendar_within_the_year() {
        for today in ["2026-04-01", "2026-11-22", "2027-03-31", "2028-02-29"] {
            let day: CalendarDate = today.parse().unwrap();
            let year = fiscal_year_of(day);
            let days = calendar(year, day);
            assert_eq!((days.find_out_of_order(), days.find_outside(year)), (vec![], vec![]), "{today}");
            assert!(days.open <= day);
        }
        assert_eq!(fiscal_year_of("2027-03-31".parse().unwrap()).start(), 2026);
        let (first, second) = (made("2026-11-22").2, made("2026-11-22").2);
        assert_eq!(format!("{:?}", first.get("030001")), format!("{:?}", second.get("030001")));
    }
}
