//! Forms about people and departments (利用者と所管の入力欄): what was typed stays, what is wrong stands beside it.

use app::departments::Departments;
use app::people::{Fault, Field};
use reform::workflow::Role;

use crate::lang::Lang;

/// A field of a form, with what was typed and what is wrong with it (入力欄).
pub struct FormField {
    /// Its name in the form, and its id on the page.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What to know before typing; empty for nothing.
    pub hint: &'static str,
    /// What was typed, or what stands there now.
    pub value: String,
    /// `text`, `email`, `password`, `select`.
    pub input: &'static str,
    /// The choices of a `select`.
    pub choices: Vec<Choice>,
    /// What a text field proposes.
    pub proposals: Vec<(String, String)>,
    /// Whether it must be filled in.
    pub is_required: bool,
    /// What a browser fills in by itself: `off`, `new-password`.
    pub autocomplete: &'static str,
    /// The most characters it takes.
    pub most: usize,
    /// What is wrong with it.
    pub faults: Vec<FaultLine>,
}

/// A choice of a drop-down.
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// Something wrong with a field.
#[derive(Clone)]
pub struct FaultLine {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong.
    pub what: &'static str,
    /// What to do.
    pub what_to_do: &'static str,
    /// The stable code.
    pub code: &'static str,
}

impl FormField {
    /// A text field.
    pub fn text(field: Field, label: &'static str, hint: &'static str, value: &str, most: usize) -> FormField {
        FormField {
            name: field.word(),
            label,
            hint,
            value: value.to_owned(),
            input: "text",
            choices: Vec::new(),
            proposals: Vec::new(),
            is_required: false,
            autocomplete: "off",
            most,
            faults: Vec::new(),
        }
    }

    /// A drop-down.
    pub fn select(
        field: Field,
        label: &'static str,
        hint: &'static str,
        value: &str,
        choices: Vec<Choice>,
    ) -> FormField {
        FormField { input: "select", choices, ..FormField::text(field, label, hint, value, 0) }
    }

    /// The same field, to be filled in.
    pub fn required(self) -> FormField {
        FormField { is_required: true, ..self }
    }

    /// Whether this choice is the one chosen.
    pub fn is_chosen(&self, choice: &Choice) -> bool {
        choice.value == self.value
    }
}

/// What is wrong, in words.
pub fn fault_lines(lang: Lang, faults: &[Fault]) -> Vec<FaultLine> {
    let line = |fault: &Fault| FaultLine {
        field: fault.field.word(),
        what: lang.pick(fault.kind.title_ja, fault.kind.title_en),
        what_to_do: lang.pick(fault.kind.hint_ja, fault.kind.hint_en),
        code: fault.kind.code,
    };
    faults.iter().map(line).collect()
}

/// The fields, each with what is wrong with it; a problem without a field of its own goes to the first.
pub fn with_faults(mut fields: Vec<FormField>, faults: &[FaultLine]) -> Vec<FormField> {
    for fault in faults {
        let at = fields.iter().position(|field| field.name == fault.field).unwrap_or(0);
        if let Some(field) = fields.get_mut(at) {
            field.faults.push(fault.clone());
        }
    }
    fields
}

/// The roles, after an empty choice.
pub fn role_choices(lang: Lang, none: &str) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: none.to_owned() };
    let role = |role: &Role| Choice {
        value: role.word().to_owned(),
        label: lang.pick(role.label_ja(), role.label_en()).to_owned(),
    };
    std::iter::once(none).chain(Role::ALL.iter().map(role)).collect()
}

/// The departments that have not ended by this year as `#NUMBER`, after an empty choice.
pub fn department_choices(departments: &Departments, year: app::FiscalYear, none: &str) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: none.to_owned() };
    let living = departments.rows().iter().filter(|row| {
        departments.path(row.id).iter().filter_map(|id| departments.get(*id)).all(|row| {
            // One that begins later can be prepared for.
            row.last_year.is_none_or(|last| year <= last)
        })
    });
    let choice = |id: i64| Choice { value: format!("#{id}"), label: departments.path_names(id).join(" ＞ ") };
    std::iter::once(none).chain(living.map(|row| choice(row.id))).collect()
}
