//! Settings of a cluster (クラスターの設定): a new one of the city's own, and who leads which, from when and why.

use fiscal::FiscalYear;
use reform::ProblemKind;
use reform::cluster::{Degree, Reason};

use super::{
    CLUSTER_CATEGORY, CLUSTER_CHOICE, CLUSTER_LEAD, CLUSTER_NAME, CLUSTER_TEXT, CLUSTER_YEAR, ClusterEntry, ClusterRow,
    SETTINGS_CHANGED,
};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The longest name, explanation or note, and reason, in characters.
const NAME_CHARS: usize = 120;
const TEXT_CHARS: usize = 1_500;
const REASON_CHARS: usize = 400;

/// The settings as typed (設定の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterForm {
    /// The name; of one of the plan it is not asked.
    pub name_ja: String,
    /// The English name; may be empty.
    pub name_en: String,
    /// The id of the category; of one of the plan it is not asked.
    pub category: String,
    /// What it bundles and why; of one of the plan it is not asked.
    pub explanation: String,
    /// The number of the lead department; empty for none.
    pub lead: String,
    /// The first fiscal year; empty for none.
    pub start_year: String,
    /// The word of its size; empty for none.
    pub size: String,
    /// Why it is that large.
    pub size_words: String,
    /// The word of its urgency; empty for none.
    pub urgency: String,
    /// Why it is that urgent.
    pub urgency_words: String,
    /// Its place within its category.
    pub place: String,
    /// Anything else.
    pub note: String,
    /// The revision these texts started from.
    pub revision: String,
}

/// A field of the settings (設定の欄).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterField {
    /// The name.
    Name,
    /// The English name.
    NameEn,
    /// The category.
    Category,
    /// The explanation.
    Explanation,
    /// The lead department.
    Lead,
    /// The first year.
    StartYear,
    /// The size.
    Size,
    /// Its words.
    SizeWords,
    /// The urgency.
    Urgency,
    /// Its words.
    UrgencyWords,
    /// The place.
    Place,
    /// The note.
    Note,
}

impl ClusterField {
    /// Every field in the order of the form.
    pub const ALL: [ClusterField; 12] = [
        ClusterField::Name,
        ClusterField::NameEn,
        ClusterField::Category,
        ClusterField::Explanation,
        ClusterField::Lead,
        ClusterField::StartYear,
        ClusterField::Size,
        ClusterField::SizeWords,
        ClusterField::Urgency,
        ClusterField::UrgencyWords,
        ClusterField::Place,
        ClusterField::Note,
    ];

    /// Its name in forms.
    pub fn word(self) -> &'static str {
        match self {
            ClusterField::Name => "name",
            ClusterField::NameEn => "name_en",
            ClusterField::Category => "category",
            ClusterField::Explanation => "explanation",
            ClusterField::Lead => "lead",
            ClusterField::StartYear => "start_year",
            ClusterField::Size => "size",
            ClusterField::SizeWords => "size_words",
            ClusterField::Urgency => "urgency",
            ClusterField::UrgencyWords => "urgency_words",
            ClusterField::Place => "place",
            ClusterField::Note => "note",
        }
    }
}

impl ClusterForm {
    /// The text of a field.
    pub fn text(&self, field: ClusterField) -> &str {
        match field {
            ClusterField::Name => &self.name_ja,
            ClusterField::NameEn => &self.name_en,
            ClusterField::Category => &self.category,
            ClusterField::Explanation => &self.explanation,
            ClusterField::Lead => &self.lead,
            ClusterField::StartYear => &self.start_year,
            ClusterField::Size => &self.size,
            ClusterField::SizeWords => &self.size_words,
            ClusterField::Urgency => &self.urgency,
            ClusterField::UrgencyWords => &self.urgency_words,
            ClusterField::Place => &self.place,
            ClusterField::Note => &self.note,
        }
    }

    /// The settings as they stand.
    pub fn of(row: &ClusterRow) -> ClusterForm {
        let degree = |reason: &Reason| reason.degree.map(Degree::word).unwrap_or_default().to_owned();
        ClusterForm {
            name_ja: row.name_ja.clone(),
            name_en: row.name_en.clone(),
            category: row.category.clone(),
            explanation: row.explanation.clone(),
            lead: row.lead_department_id.map(|id| id.to_string()).unwrap_or_default(),
            start_year: row.start_year.map(|year| year.start().to_string()).unwrap_or_default(),
            size: degree(&row.size),
            size_words: row.size.words.clone(),
            urgency: degree(&row.urgency),
            urgency_words: row.urgency.words.clone(),
            place: row.place.to_string(),
            note: row.note.clone(),
            revision: row.revision.to_string(),
        }
    }
}

/// Something wrong with a field (入力の指摘).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsFault {
    /// The field; none for the form as a whole.
    pub field: Option<ClusterField>,
    /// What is wrong.
    pub kind: &'static ProblemKind,
    /// What was typed, or what stands there now.
    pub detail: String,
}

/// What came of saving: the cluster's id, or what stands against it (保存の結果).
pub type SettingsOutcome = Result<String, Vec<SettingsFault>>;

/// What the form of the settings needs (設定の画面).
#[derive(Clone, Debug)]
pub struct SettingsView {
    /// The cluster; none for a new one.
    pub entry: Option<ClusterEntry>,
    /// The categories of the plan: id and name.
    pub categories: Vec<(String, reform::plan::Text)>,
    /// The departments that exist: number and names from the top down.
    pub departments: Vec<(i64, Vec<String>)>,
    /// The settings as they stand.
    pub form: ClusterForm,
}

impl App {
    /// The form of a cluster's settings, or of a new cluster.
    ///
    /// # Errors
    /// When the actor may not change clusters, or there is no such cluster.
    pub async fn cluster_settings(&self, actor: &Actor, id: Option<&str>) -> Result<SettingsView, AppError> {
        permit(actor, Action::ManageClusters)?;
        let entry = match id {
            Some(id) => Some(self.cluster_entry(id).await?),
            None => None,
        };
        let departments = self.store.departments().await?;
        let lead = entry.as_ref().and_then(|entry| entry.setting.lead_department_id);
        let this_year = crate::departments::fiscal_year_of(self.today());
        let living = departments
            .rows()
            .iter()
            .filter(|row| Some(row.id) == lead || row.last_year.is_none_or(|last| this_year <= last));
        Ok(SettingsView {
            form: ClusterForm::of(&entry.as_ref().map(|entry| entry.setting.clone()).unwrap_or_default()),
            categories: self.plan.cluster_categories.iter().map(|one| (one.id.clone(), one.name.clone())).collect(),
            departments: living.map(|row| (row.id, departments.path_names(row.id))).collect(),
            entry,
        })
    }

    /// Makes a cluster of the city's own (`id` none), or changes the settings of one; gives its id.
    ///
    /// # Errors
    /// When the actor may not, or there is no such cluster.
    pub async fn save_cluster_settings(
        &self,
        actor: &Actor,
        id: Option<&str>,
        form: &ClusterForm,
    ) -> Result<SettingsOutcome, AppError> {
        permit(actor, Action::ManageClusters)?;
        let entry = match id {
            Some(id) => Some(self.cluster_entry(id).await?),
            None => None,
        };
        let departments = self.store.departments().await?;
        let before = entry.as_ref().map(|entry| entry.setting.clone()).unwrap_or_default();
        let is_own = entry.as_ref().is_none_or(|entry| entry.source.is_none());
        let mut check = Check { form, faults: Vec::new() };
        let names = self.cluster_entries().await?;
        let is_taken = |name: &str| {
            let folded = reform::search_text::fold(name);
            names
                .iter()
                .any(|other| Some(other.id.as_str()) != id && reform::search_text::fold(&other.name.ja) == folded)
        };
        let mut row = ClusterRow { is_own, revision: form.revision.trim().parse().unwrap_or(0), ..before };
        if is_own {
            row.name_ja = check.text(ClusterField::Name, NAME_CHARS, &CLUSTER_NAME);
            if row.name_ja.is_empty() || is_taken(&row.name_ja) {
                check.fault(ClusterField::Name, &CLUSTER_NAME);
            }
            row.name_en = check.text(ClusterField::NameEn, NAME_CHARS, &CLUSTER_NAME);
            row.explanation = check.text(ClusterField::Explanation, TEXT_CHARS, &CLUSTER_TEXT);
            row.category = form.category.trim().to_owned();
            if !self.plan.cluster_categories.iter().any(|category| category.id == row.category) {
                check.fault(ClusterField::Category, &CLUSTER_CATEGORY);
            }
        }
        row.lead_department_id = match form.lead.trim() {
            "" => None,
            text => {
                let known = text.parse().ok().filter(|id| departments.get(*id).is_some());
                if known.is_none() {
                    check.fault(ClusterField::Lead, &CLUSTER_LEAD);
                }
                known
            }
        };
        row.start_year = check.year(self.plan.period.0);
        row.size = check.reason(ClusterField::Size, ClusterField::SizeWords);
        row.urgency = check.reason(ClusterField::Urgency, ClusterField::UrgencyWords);
        row.note = check.text(ClusterField::Note, TEXT_CHARS, &CLUSTER_TEXT);
        row.place = match form.place.trim() {
            "" => 0,
            text => reform::search_text::fold(text)
                .trim()
                .parse()
                .ok()
                .filter(|at| (0..=9_999).contains(at))
                .unwrap_or_else(|| {
                    check.fault(ClusterField::Place, &CLUSTER_CHOICE);
                    0
                }),
        };
        if !check.faults.is_empty() {
            return Ok(Err(check.faults));
        }
        match self.store.save_cluster(&actor.name, &row).await? {
            Ok(id) => Ok(Ok(id)),
            Err(now) => Ok(Err(differences(form, &ClusterForm::of(&now), is_own))),
        }
    }
}

/// What stands now beside what was typed, field by field; the first names the change itself.
fn differences(form: &ClusterForm, now: &ClusterForm, is_own: bool) -> Vec<SettingsFault> {
    let whole = SettingsFault { field: None, kind: &SETTINGS_CHANGED, detail: now.revision.clone() };
    let fields = ClusterField::ALL.into_iter().filter(|field| {
        use ClusterField::{Category, Explanation, Name, NameEn};
        (is_own || !matches!(field, Name | NameEn | Category | Explanation)) && form.text(*field) != now.text(*field)
    });
    let fault = |field: ClusterField| SettingsFault {
        field: Some(field),
        kind: &SETTINGS_CHANGED,
        detail: now.text(field).to_owned(),
    };
    std::iter::once(whole).chain(fields.map(fault)).collect()
}

struct Check<'f> {
    form: &'f ClusterForm,
    faults: Vec<SettingsFault>,
}

impl Check<'_> {
    fn fault(&mut self, field: ClusterField, kind: &'static ProblemKind) {
        if self.faults.iter().all(|fault| fault.field != Some(field)) {
            self.faults.push(SettingsFault { field: Some(field), kind, detail: self.form.text(field).to_owned() });
        }
    }

    /// A text without spaces around it; line breaks are the only control characters it may have.
    fn text(&mut self, field: ClusterField, most: usize, kind: &'static ProblemKind) -> String {
        let text = self.form.text(field).trim().replace("\r\n", "\n");
        let is_bad =
            |letter: char| letter.is_control() && letter != '\n' || ('\u{202A}'..='\u{202E}').contains(&letter);
        if text.chars().count() > most || text.chars().any(is_bad) {
            self.fault(field, kind);
        }
        text
    }

    fn year(&mut self, earliest: FiscalYear) -> Option<FiscalYear> {
        let text = self.form.start_year.trim();
        if text.is_empty() {
            return None;
        }
        let read = intake::table::read_fiscal_year(text).filter(|year| earliest <= *year);
        if read.is_none() {
            self.fault(ClusterField::StartYear, &CLUSTER_YEAR);
        }
        read
    }

    fn reason(&mut self, degree: ClusterField, words: ClusterField) -> Reason {
        let word = self.form.text(degree).trim().to_owned();
        let known = Degree::from_word(&word);
        if known.is_none() && !word.is_empty() {
            self.fault(degree, &CLUSTER_CHOICE);
        }
        Reason { degree: known, words: self.text(words, REASON_CHARS, &CLUSTER_TEXT) }
    }
}
