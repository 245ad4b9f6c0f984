//! Content digest (内容の要約値): equal for sheets that say the same, whatever file and row they were read from.

use fiscal::{FiscalYear, Quantity, Yen};
use reform::program::{Funding, ProgramSheet};
use sha2::{Digest, Sha256};

/// SHA-256 over every field but the sheet and row it was read from. Each text is preceded by its length and each list
/// by its count, so no two different sheets give the same bytes.
pub(crate) fn content_digest(sheet: &ProgramSheet, buffer: &mut Vec<u8>) -> [u8; 32] {
    buffer.clear();
    let mut out = Fields(buffer);
    out.text(&sheet.external_id);
    out.year(sheet.fiscal_year);
    out.text(&sheet.name);
    out.list(&sheet.department, |out, name| out.text(name));
    out.list(&sheet.policy, |out, name| out.text(name));
    out.list(&sheet.budget_lines, |out, line| {
        for code in [&line.account, &line.kan, &line.kou, &line.moku, &line.program] {
            out.text(code);
        }
    });
    out.text(&sheet.legal_basis);
    out.option(sheet.obligation, |out, obligation| out.text(obligation.word()));
    out.text(&sheet.summary);
    for text in [&sheet.logic.means, &sheet.logic.target, &sheet.logic.intent, &sheet.logic.result] {
        out.text(text);
    }
    out.option(sheet.start_year, Fields::year);
    out.option(sheet.end_year, Fields::year);
    out.list(&sheet.money, |out, line| {
        out.year(line.fiscal_year);
        out.text(line.stage.word());
        out.number(line.cost.0);
        for source in sources(&line.funding) {
            out.option(source, |out, yen| out.number(yen.0));
        }
    });
    out.list(&sheet.staff, |out, staff| {
        out.year(staff.fiscal_year);
        out.option(staff.persons, Fields::quantity);
        out.option(staff.hours, Fields::quantity);
        out.option(staff.cost, |out, yen| out.number(yen.0));
    });
    out.list(&sheet.indicators, |out, indicator| {
        for text in [indicator.kind.word(), &indicator.mark, &indicator.name, &indicator.unit] {
            out.text(text);
        }
        out.list(&indicator.values, |out, value| {
            out.year(value.fiscal_year);
            out.option(value.target, Fields::quantity);
            out.option(value.actual, Fields::quantity);
        });
    });
    out.list(&sheet.answers, |out, answer| {
        for text in [&answer.question, &answer.judgement, &answer.reason] {
            out.text(text);
        }
    });
    out.option(sheet.direction.as_ref(), |out, given| {
        out.option(given.direction, |out, direction| out.text(direction.word()));
        out.text(&given.words);
    });
    out.list(&sheet.notes, |out, note| {
        out.text(&note.heading);
        out.text(&note.text);
    });
    Sha256::digest(&*buffer).into()
}

/// The five sources in the order of their columns.
pub(crate) fn sources(funding: &Funding) -> [Option<Yen>; 5] {
    [funding.national, funding.prefectural, funding.bonds, funding.other, funding.general]
}

struct Fields<'b>(&'b mut Vec<u8>);

impl Fields<'_> {
    fn number(&mut self, number: i64) {
        self.0.extend(number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as i64);
        self.0.extend(text.as_bytes());
    }

    fn year(&mut self, year: FiscalYear) {
        self.number(i64::from(year.start()));
    }

    fn quantity(&mut self, quantity: Quantity) {
        self.number(quantity.units);
        self.0.push(quantity.decimals);
    }

    fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            None => self.0.push(0),
            Some(value) => {
                self.0.push(1);
                write(self, value);
            }
        }
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as i64);
        for item in items {
            write(self, item);
        }
    }
}
