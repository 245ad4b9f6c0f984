//! The headings a mapping looks for, in the order a table would show them.

use super::{Column, Mapping, SheetYear};

pub(super) fn headings(mapping: &Mapping) -> Vec<String> {
    let program = &mapping.program;
    let mut columns: Vec<&Column> = vec![&program.id, &program.name];
    if let SheetYear::Column(year) = &program.fiscal_year {
        columns.push(&year.column);
    }
    columns.extend(&mapping.department);
    columns.extend(mapping.budget_lines.iter().flatten());
    columns.extend(&mapping.policy);
    columns.extend(&program.legal_basis);
    columns.extend(program.obligation.iter().map(|words| &words.column));
    columns.extend(&program.summary);
    columns.extend(mapping.logic.iter().flatten().map(|part| &part.column));
    columns.extend([&program.start_year, &program.end_year].into_iter().flatten().map(|year| &year.column));
    for money in &mapping.money {
        columns.extend(money.stage_column.iter().map(|words| &words.column));
        let fields = &money.columns;
        columns.extend([&fields.cost, &fields.national, &fields.prefectural, &fields.bonds].into_iter().flatten());
        columns.extend([&fields.other, &fields.general].into_iter().flatten());
        columns.extend([&fields.persons, &fields.hours, &fields.staff_cost].into_iter().flatten());
    }
    columns.extend(program.direction.iter().map(|words| &words.column));
    for indicator in &mapping.indicators {
        columns.push(&indicator.name);
        columns.extend([&indicator.unit, &indicator.target, &indicator.actual].into_iter().flatten());
    }
    columns.extend(mapping.answers.iter().flat_map(|answer| [&answer.judgement, &answer.reason]).flatten());
    columns.extend(mapping.notes.iter().flat_map(|note| &note.columns));
    let headings = columns.into_iter().filter_map(|column| match column {
        Column::Heading(heading) => Some(heading.clone()),
        Column::Letter(_) => None,
    });
    headings.collect()
}
