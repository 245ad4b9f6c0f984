//! The demonstration inventory (例示の予算事務事業): about 3,000 made-up programs of a designated city for R6.
//!
//! Everything in it is illustrative (例示); only its total is not free: the R6 initial budget of its programs is exactly
//! 627,883,000,000 yen, split by 款 as [`money::KAN_TOTALS_MILLIONS`] states. The lists it is composed from stand in
//! `demo/*.txt`; the same lists give the same programs on every machine.

mod details;
pub(crate) mod facilities;
mod lists;
mod money;
mod people;
mod publishing;
mod random;
mod reform_programme;
mod review;

use fiscal::{FiscalYear, Yen};
use reform::program::{BudgetLine, LogicText, Note, Obligation, ProgramSheet};

use lists::{Group, Lists, Method, Named};
use random::Random;

/// The fiscal year of the sheets: 令和6年度.
const SHEET_YEAR: i32 = 2024;

/// All programs of the demonstration, in the order of the budget.
pub fn inventory() -> Vec<ProgramSheet> {
    let lists = Lists::read();
    let drafts = drafts(&lists);
    let costs = money::split(&drafts);
    let mut serial = [0_u32; money::KAN_TOTALS_MILLIONS.len()];
    drafts
        .iter()
        .zip(costs)
        .enumerate()
        .map(|(index, (draft, cost))| {
            let kan = money::kan_index(draft.place().kan);
            serial[kan] += 1;
            sheet(draft, cost, kan, serial[kan], index, &lists)
        })
        .collect()
}

/// A program before it has its money: one of the large ones, or a subject with a method.
enum Draft<'a> {
    Named(&'a Named<'a>),
    Composed { group: &'a Group<'a>, subject: &'a str, method: &'a Method<'a> },
}

/// Where a program stands: budget, department, policy, law, funding.
#[derive(Clone, Copy)]
struct Place<'a> {
    kan: &'a str,
    kou: &'a str,
    moku: &'a str,
    bureau: &'a str,
    strategy: &'a str,
    policy: &'a str,
    basis: &'a str,
    law: &'a str,
    obligation: Obligation,
    funding: &'a str,
    target: &'a str,
}

impl<'a> Draft<'a> {
    fn place(&self) -> &Place<'a> {
        match self {
            Draft::Named(named) => &named.place,
            Draft::Composed { group, .. } => &group.place,
        }
    }

    fn name(&self) -> String {
        match self {
            Draft::Named(named) => named.name.to_string(),
            Draft::Composed { subject, method, .. } => format!("{subject}{}", method.suffix),
        }
    }
}

fn drafts<'a>(lists: &'a Lists<'a>) -> Vec<Draft<'a>> {
    let named = lists.named.iter().map(Draft::Named);
    let composed = lists.groups.iter().flat_map(|group| {
        group.subjects.iter().flat_map(move |subject| {
            let methods = lists.methods.iter().filter(|method| method.kind == group.kind);
            methods.map(move |method| Draft::Composed { group, subject, method })
        })
    });
    let mut drafts: Vec<Draft> = named.chain(composed).collect();
    // Stable: within a 款 the large programs come first, then the lists in their order.
    drafts.sort_by_key(|draft| money::kan_index(draft.place().kan));
    drafts
}

fn sheet(draft: &Draft, cost: Yen, kan: usize, serial: u32, index: usize, lists: &Lists) -> ProgramSheet {
    let place = draft.place();
    let name = draft.name();
    let mut random = Random::for_text(&name);
    let (section, summary, means, intent) = match draft {
        Draft::Named(named) => {
            (named.section, named.summary.to_string(), named.summary.to_string(), named.intent.to_string())
        }
        Draft::Composed { group, subject, method } => {
            let filled = |text: &str| text.replace("{s}", subject);
            (*random.pick(&group.sections), filled(method.summary), filled(method.means), filled(method.intent))
        }
    };
    // A ward's programs belong to that ward's own office.
    let bureau = match draft {
        Draft::Composed { group, subject, .. } if group.kind == "ward" => format!("{subject}役所"),
        _ => place.bureau.to_string(),
    };
    let (start_year, end_year) = details::lifetime(draft, &mut random);
    let answers = details::answers(lists, &mut random);
    let direction = details::direction(&answers, end_year, place.obligation, &mut random);
    ProgramSheet {
        external_id: format!("{:02}{serial:04}", kan + 1),
        fiscal_year: year(SHEET_YEAR),
        department: vec![bureau, section.to_string()],
        policy: [place.strategy, place.policy, place.basis].map(String::from).to_vec(),
        budget_lines: vec![BudgetLine {
            account: "一般会計".into(),
            kan: place.kan.into(),
            kou: place.kou.into(),
            moku: place.moku.into(),
            program: format!("{serial:04}"),
        }],
        legal_basis: place.law.into(),
        obligation: Some(place.obligation),
        summary: format!("{summary}対象は{}。", place.target),
        logic: LogicText {
            means,
            target: place.target.into(),
            intent,
            result: format!("「{}」が進み、「{}」につながる。", place.basis, place.policy),
        },
        start_year: Some(start_year),
        end_year,
        money: money::lines(cost, place.funding, start_year, matches!(draft, Draft::Named(_)), &mut random),
        staff: details::staff(draft, start_year, &mut random),
        indicators: details::indicators(draft, start_year, &mut random),
        answers,
        direction: Some(direction),
        notes: vec![Note {
            heading: "データの性質".into(),
            text: "例示データ。実在の事業、金額、指標ではない。".into(),
        }],
        source_sheet: None,
        source_row: index as u32 + 2,
        name,
    }
}

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).expect("the years of the demonstration are in range")
}

#[cfg(test)]
mod tests;
