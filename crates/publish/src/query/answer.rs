//! How a path is answered (答え方): each family of paths in a function of its own.

use fiscal::Quantity;

use super::tally::{Group, MONEY, Tally, parts};
use super::{Answer, Index, name_of};
use crate::edition::{Cluster, Indicator, TableCell};

impl Index<'_> {
    /// What the edition answers; nothing where the path means nothing or the edition does not state it.
    pub fn ask(&self, query: &str) -> Option<Answer> {
        let segments: Vec<&str> = query.split('/').collect();
        match segments.as_slice() {
            ["program", year, id, rest @ ..] => self.program(year.parse().ok()?, &name_of(id), rest),
            ["programs", rest @ ..] => self.programs(rest),
            ["bureau", ..] => self.programs(&segments),
            ["effects", _] => self.programs(&segments),
            ["clusters", rest @ ..] => self.clusters(rest),
            ["cluster", id, rest @ ..] => self.cluster(self.clusters.get(name_of(id).as_str())?, rest),
            ["roadmap", rest @ ..] => self.roadmap(rest),
            ["frame", rest @ ..] => self.frame(rest),
            ["outlook", rest @ ..] => self.outlook(rest),
            ["plan", "figure", id, rest @ ..] => self.plan_figure(&name_of(id), rest),
            ["picture", id, row, column] => self.picture_cell(&name_of(id), place(row)?, place(column)?),
            ["facilities", word] => self.facilities(word),
            ["facility", id, word] => self.facility(&name_of(id), word),
            ["edition", "number"] => Some(Answer::Count(self.edition().about.number)),
            ["edition", "residents"] => self.edition().about.residents.map(Answer::Count),
            _ => None,
        }
    }

    fn program(&self, year: i32, id: &str, rest: &[&str]) -> Option<Answer> {
        let program = self.programs.get(&(year, id))?;
        let measures = || program.review.iter().flat_map(|review| &review.measures);
        match rest {
            ["staff", year] => {
                let year: i32 = year.parse().ok()?;
                number(&program.staff.iter().find(|staff| staff.year == year)?.persons)
            }
            ["staff-cost", year] => {
                let year: i32 = year.parse().ok()?;
                program.staff.iter().find(|staff| staff.year == year)?.cost_yen.map(Answer::Yen)
            }
            ["indicator", at, side, year] => indicator(program.indicators.get(place(at)?)?, side, year.parse().ok()?),
            ["measure", at, "gross"] => Some(Answer::Yen(measures().nth(place(at)?)?.gross_yen)),
            ["measure", at, "general"] => Some(Answer::Yen(measures().nth(place(at)?)?.general_yen)),
            ["effects", "gross"] => sum(measures().map(|measure| measure.gross_yen)),
            ["effects", "general"] => sum(measures().map(|measure| measure.general_yen)),
            ["effects", "measures"] => count(measures().count()),
            ["share", cluster] => {
                let cluster = name_of(cluster);
                percent(program.clusters.iter().find(|(id, _)| *id == cluster)?.1)
            }
            [word, stage, year] => {
                let at = MONEY.iter().position(|known| known == word)?;
                let year: i32 = year.parse().ok()?;
                let line = program.money.iter().find(|line| line.year == year && line.stage == *stage)?;
                parts(line)[at].map(Answer::Yen)
            }
            _ => None,
        }
    }

    /// A set of programs and what is asked of it. A set without a program answers zero, as long as its year has sheets.
    fn programs(&self, rest: &[&str]) -> Option<Answer> {
        let (year, rest) = match rest {
            ["of", year, rest @ ..] => (year.parse().ok()?, rest),
            rest => (self.year(), rest),
        };
        let (bureau, rest) = match rest {
            ["bureau", name, rest @ ..] => (Some(name_of(name)), rest),
            rest => (None, rest),
        };
        let (direction, rest) = match rest {
            ["direction", word, rest @ ..] => (Some(name_of(word)), rest),
            rest => (None, rest),
        };
        let group = Group { year, bureau: bureau.as_deref(), direction: direction.as_deref() };
        match self.groups.get(&group) {
            Some(tally) => tally.answer(rest),
            None => Tally::default().answer(rest),
        }
    }

    fn clusters(&self, rest: &[&str]) -> Option<Answer> {
        let (start, rest) = match rest {
            ["start", year, rest @ ..] => (Some(year.parse::<i32>().ok()?), rest),
            rest => (None, rest),
        };
        let (category, rest) = match rest {
            ["category", id, rest @ ..] => (Some(name_of(id)), rest),
            rest => (None, rest),
        };
        let chosen = self.edition().clusters.iter().filter(|cluster| {
            start.is_none_or(|year| cluster.start_year == Some(year))
                && category.as_ref().is_none_or(|id| cluster.category == *id)
        });
        match rest {
            ["count"] => count(chosen.count()),
            [_] | [_, _] => {
                let mut all: Option<Answer> = None;
                for cluster in chosen {
                    let one = match (self.cluster(cluster, rest), rest) {
                        (Some(answer), _) => answer,
                        // A cluster without money in a year adds none.
                        (None, [word, _]) if MONEY.contains(word) => Answer::Yen(0),
                        (None, ["programs", _]) => Answer::Count(0),
                        (None, _) => return None,
                    };
                    all = Some(match (all, one) {
                        (None, one) => one,
                        (Some(Answer::Yen(a)), Answer::Yen(b)) => Answer::Yen(a.checked_add(b)?),
                        (Some(Answer::Count(a)), Answer::Count(b)) => Answer::Count(a.checked_add(b)?),
                        _ => return None,
                    });
                }
                all.or(match rest {
                    [word, _] if MONEY.contains(word) => Some(Answer::Yen(0)),
                    ["members" | "bars" | "issues"] | ["programs", _] => Some(Answer::Count(0)),
                    ["counted"] => Some(Answer::Yen(0)),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    fn cluster(&self, cluster: &Cluster, rest: &[&str]) -> Option<Answer> {
        let members = &cluster.members;
        match rest {
            ["members"] => count(members.len()),
            ["counted"] => sum(members.iter().filter_map(|member| member.counted_yen)),
            ["bars"] => Some(Answer::Count(self.bars.get(cluster.id.as_str()).copied().unwrap_or(0))),
            ["issues"] => count(cluster.issues.len()),
            ["rest", at, "members"] => count(members.len().saturating_sub(at.parse().ok()?)),
            ["rest", at, "counted"] => {
                sum(members.iter().skip(at.parse().ok()?).filter_map(|member| member.counted_yen))
            }
            ["member", program, word] => {
                let program = name_of(program);
                let at = self.members.get(&(cluster.id.as_str(), program.as_str()))?;
                match *word {
                    "share" => percent(members[*at].share_bp),
                    "counted" => members[*at].counted_yen.map(Answer::Yen),
                    _ => None,
                }
            }
            ["decision", at, year] => {
                let year: i32 = year.parse().ok()?;
                let effects = &cluster.decisions.get(place(at)?)?.effects;
                effects.iter().find(|(of, _)| *of == year).map(|(_, yen)| Answer::Yen(*yen))
            }
            ["indicator", at, side, year] => {
                indicator(&cluster.indicators.get(place(at)?)?.1, side, year.parse().ok()?)
            }
            [word, year] => {
                let year: i32 = year.parse().ok()?;
                let line = cluster.money.iter().find(|line| line.year == year)?;
                match *word {
                    "programs" => Some(Answer::Count(line.programs)),
                    "cost" => Some(Answer::Yen(line.cost_yen)),
                    "national" => Some(Answer::Yen(line.national_yen)),
                    "prefectural" => Some(Answer::Yen(line.prefectural_yen)),
                    "bonds" => Some(Answer::Yen(line.bonds_yen)),
                    "other" => Some(Answer::Yen(line.other_yen)),
                    "general" => Some(Answer::Yen(line.general_yen)),
                    "unexplained" => Some(Answer::Yen(line.unexplained_yen)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn roadmap(&self, rest: &[&str]) -> Option<Answer> {
        let roadmap = &self.edition().roadmap;
        match rest {
            ["version"] => Some(Answer::Count(roadmap.version)),
            ["bars"] => count(roadmap.bars.len()),
            ["revisions"] => count(roadmap.revisions.len()),
            _ => None,
        }
    }

    fn frame(&self, rest: &[&str]) -> Option<Answer> {
        let frame = &self.edition().frame;
        match rest {
            ["target"] => Some(Answer::Yen(frame.target_yen)),
            ["secured"] => Some(Answer::Yen(frame.secured_yen)),
            ["progress"] => number(&frame.progress_percent),
            ["sources"] => sum(frame.by_year.iter().map(|line| line.sources_yen)),
            ["uses"] => sum(frame.by_year.iter().map(|line| line.uses_yen)),
            ["entries"] => count(frame.entries.len()),
            ["entry", at] => {
                let wanted: i64 = at.parse().ok()?;
                frame.entries.iter().find(|entry| entry.number == wanted).map(|entry| Answer::Yen(entry.amount_yen))
            }
            [year, side] => {
                let year: i32 = year.parse().ok()?;
                let line = frame.by_year.iter().find(|line| line.year == year)?;
                match *side {
                    "sources" => Some(Answer::Yen(line.sources_yen)),
                    "uses" => Some(Answer::Yen(line.uses_yen)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn outlook(&self, rest: &[&str]) -> Option<Answer> {
        let first_year = self.edition().outlook.first_year;
        let at = |year: &str| usize::try_from(year.parse::<i32>().ok()?.checked_sub(first_year)?).ok();
        match rest {
            ["lever", lever, rest @ ..] => {
                let lever = name_of(lever);
                let lever = self.edition().outlook.levers.iter().find(|known| known.id == lever)?;
                match rest {
                    ["unit"] => Some(Answer::Yen(lever.unit_yen)),
                    [figure, year] => {
                        let figure = name_of(figure);
                        let response = lever.responses.iter().find(|response| response.figure == figure)?;
                        response.values.get(at(year)?).copied().map(Answer::Yen)
                    }
                    _ => None,
                }
            }
            [figure, year] => {
                let figure = self.outlook.get(name_of(figure).as_str())?;
                figure.values.get(at(year)?).copied().flatten().map(Answer::Yen)
            }
            _ => None,
        }
    }

    fn plan_figure(&self, id: &str, rest: &[&str]) -> Option<Answer> {
        let figure = self.plan.get(id)?;
        match rest {
            [] => Some(Answer::Printed(figure.shown.ja.clone())),
            ["value"] if figure.shown.ja.contains('円') => figure.value.parse().ok().map(Answer::Yen),
            ["value"] => number(&figure.value),
            _ => None,
        }
    }

    fn picture_cell(&self, id: &str, row: usize, column: usize) -> Option<Answer> {
        match self.pictures.get(id)?.ja.table.rows.get(row)?.get(column)? {
            TableCell::Yen(yen) => Some(Answer::Yen(*yen)),
            TableCell::Number(text) => number(text),
            TableCell::Empty | TableCell::Text(_) => None,
        }
    }

    fn facilities(&self, word: &str) -> Option<Answer> {
        let all = &self.edition().facilities;
        match word {
            "count" => count(all.len()),
            "cost" => sum(all.iter().filter_map(|facility| facility.cost_yen)),
            "income" => sum(all.iter().filter_map(|facility| facility.income_yen)),
            "users" => checked(all.iter().filter_map(|facility| facility.users)).map(Answer::Count),
            "area" => {
                let areas = all.iter().filter_map(|facility| facility.floor_area_m2.parse::<Quantity>().ok());
                let units = areas.map(|area| area.with_decimals(2).map_or(0, |area| area.units));
                checked(units).map(|units| Answer::Number(Quantity { units, decimals: 2 }))
            }
            _ => None,
        }
    }

    fn facility(&self, id: &str, word: &str) -> Option<Answer> {
        let facility = self.facilities.get(id)?;
        match word {
            "cost" => facility.cost_yen.map(Answer::Yen),
            "income" => facility.income_yen.map(Answer::Yen),
            "users" => facility.users.map(Answer::Count),
            "area" => number(&facility.floor_area_m2),
            _ => None,
        }
    }
}

fn indicator(indicator: &Indicator, side: &str, year: i32) -> Option<Answer> {
    let value = indicator.values.iter().find(|value| value.year == year)?;
    match side {
        "target" => number(&value.target),
        "actual" => number(&value.actual),
        _ => None,
    }
}

fn number(text: &str) -> Option<Answer> {
    text.parse().ok().map(Answer::Number)
}

/// Hundredths of a percent as a percentage.
fn percent(basis_points: u32) -> Option<Answer> {
    Some(Answer::Number(Quantity { units: i64::from(basis_points), decimals: 2 }))
}

fn count(number: usize) -> Option<Answer> {
    i64::try_from(number).ok().map(Answer::Count)
}

/// The sum in yen; nothing where it does not fit.
fn sum(amounts: impl Iterator<Item = i64>) -> Option<Answer> {
    checked(amounts).map(Answer::Yen)
}

fn checked(mut amounts: impl Iterator<Item = i64>) -> Option<i64> {
    amounts.try_fold(0i64, i64::checked_add)
}

/// A place counted from 1.
fn place(text: &str) -> Option<usize> {
    text.parse::<usize>().ok()?.checked_sub(1)
}
