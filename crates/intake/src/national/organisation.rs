//! Who is in charge (1-1: 組織情報) and what it serves (1-3: 政策・施策、法令等).

use reform::program::ProgramSheet;

use super::programs::{Drafts, department, note, read_additions};
use super::table::Fields;
use super::{Folder, NationalReport, Table};

/// The parts of the name of a further department in charge.
const OTHERS: [&str; 7] = [
    "府省庁（その他担当組織）",
    "局・庁（その他担当組織）",
    "部（その他担当組織）",
    "課（その他担当組織）",
    "室（その他担当組織）",
    "班（その他担当組織）",
    "係（その他担当組織）",
];

const POLICY: [&str; 10] = [
    "政策所管府省庁_P",
    "政策",
    "施策",
    "政策・施策URL",
    "法令名",
    "条",
    "項",
    "号・号の細分",
    "計画通知名",
    "計画通知等URL",
];

/// The headings the texts go under that have no field of their own.
const OTHER_DEPARTMENTS: &str = "その他担当組織";
const OTHER_POLICIES: &str = "その他の政策・施策";
const POLICY_LINK: &str = "政策・施策URL";
const PLANS: &str = "関係する計画・通知等";

/// Adds the departments in charge beside the first one.
pub(super) fn read_organisation(folder: &Folder, drafts: &mut Drafts, report: &mut NationalReport) {
    read_additions(folder, Table::Organisation, &OTHERS, drafts, report, &mut |draft, fields| {
        let name = department(fields, &OTHERS).join(" ");
        add_line(&mut draft.sheet, OTHER_DEPARTMENTS, name);
    });
}

/// Adds policies, laws and plans. A row may hold one of each, which have nothing to do with each other.
pub(super) fn read_policies(folder: &Folder, drafts: &mut Drafts, report: &mut NationalReport) {
    read_additions(folder, Table::Policy, &POLICY, drafts, report, &mut |draft, fields| {
        let sheet = &mut draft.sheet;
        let path: Vec<String> = [fields.text("政策"), fields.text("施策")]
            .into_iter()
            .filter(|name| !name.is_empty() && name != "なし")
            .collect();
        if sheet.policy.is_empty() {
            sheet.policy = path;
        } else if !path.is_empty() && path != sheet.policy {
            let ministry = fields.text("政策所管府省庁_P");
            add_line(sheet, OTHER_POLICIES, format!("{ministry} {}", path.join(" → ")));
        }
        add_line(sheet, POLICY_LINK, fields.text("政策・施策URL"));
        let law = law(fields);
        if !law.is_empty() && !sheet.legal_basis.lines().any(|line| line == law) {
            if !sheet.legal_basis.is_empty() {
                sheet.legal_basis.push('\n');
            }
            sheet.legal_basis.push_str(&law);
        }
        let (plan, link) = (fields.text("計画通知名"), fields.text("計画通知等URL"));
        let plan = [plan, link].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        add_line(sheet, PLANS, plan);
    });
}

/// A law with the place in it: `…に関する法律 第八十五条 第3項`.
fn law(fields: &mut Fields<'_>) -> String {
    let mut parts = vec![fields.text("法令名")];
    for (column, unit) in [("条", "条"), ("項", "項"), ("号・号の細分", "号")] {
        let place = fields.text(column);
        match place.is_empty() {
            true => {}
            false if place.contains(unit) => parts.push(place),
            false => parts.push(format!("第{place}{unit}")),
        }
    }
    if parts[0].is_empty() { String::new() } else { parts.join(" ") }
}

/// Adds a line to the note of a heading, unless it stands there.
fn add_line(sheet: &mut ProgramSheet, heading: &str, line: String) {
    if line.is_empty() {
        return;
    }
    match sheet.notes.iter_mut().find(|note| note.heading == heading) {
        Some(note) if note.text.lines().any(|known| known == line) => {}
        Some(note) => {
            note.text.push('\n');
            note.text.push_str(&line);
        }
        None => note(sheet, heading, line),
    }
}
