//! Consultations and explanation records as they are published (公表する意見公募と説明の記録).
//!
//! Of an open consultation what everybody may read of it, with the documents of its draft that are shown; of a published one the
//! table of results: what the city wrote of each group, and counts. No comment, no receipt and nobody who wrote is ever read for
//! an edition; a group of which every comment is hidden stays out, and its comments are counted only.

use intake::attachment::FileKind;
use publish::edition::{ClassCount, Consultation, Explanation, Opinion, Paper, WayCount, Words};
use reform::consultation::ConsultationState;
use reform::plan::CalendarDate;
use store::consultation::{ConsultationRow, PaperRow};

use super::subjects::Subjects;
use super::words::{both, safe};
use crate::App;
use crate::consultations::{class_words, items_of};
use crate::error::AppError;
use crate::permission::Actor;
use crate::publishing::folder::Kept;

impl App {
    /// The consultations that were opened, the newest first.
    pub(super) async fn collect_consultations(&self, subjects: &Subjects) -> Result<Vec<Consultation>, AppError> {
        let rows = self.store.consultations().await?;
        let mut made = Vec::new();
        for row in rows.iter().filter(|row| row.state != ConsultationState::Draft) {
            let mut one = consultation(row, subjects, self.today());
            one.papers = self.draft_papers(row.id, &one.id).await?;
            if row.state == ConsultationState::Published {
                self.add_results(row, &mut one).await?;
            }
            made.push(one);
        }
        Ok(made)
    }

    /// The documents of a draft that are shown. Each is named by its place among all of them, so that hiding one renames no other.
    async fn draft_papers(&self, row: i64, consultation: &str) -> Result<Vec<Paper>, AppError> {
        let mut shown = Vec::new();
        for (number, paper) in (1_usize..).zip(self.store.consultation_papers(row).await?) {
            if !paper.hidden_reason.is_empty() {
                continue;
            }
            let kind = self.kind_of_draft_paper(row, &paper).await?;
            shown.push(Paper {
                title: title(&paper.name).to_owned(),
                file: format!("{consultation}-{number}.{}", kind.map_or("bin", FileKind::word)),
                sha256: paper.sha256,
                bytes: paper.bytes,
            });
        }
        Ok(shown)
    }

    /// What a document is: by the end of its name, or by its bytes where the name does not say.
    async fn kind_of_draft_paper(&self, row: i64, paper: &PaperRow) -> Result<Option<FileKind>, AppError> {
        if let Some(kind) = FileKind::ALL.into_iter().find(|kind| kind.fits_name(&paper.name)) {
            return Ok(Some(kind));
        }
        let bytes = self.store.consultation_paper(row, paper.id).await?;
        Ok(bytes.and_then(|bytes| FileKind::of(&paper.name, &bytes)))
    }

    /// A document of a draft as it is kept now, looked for by the digest the edition names.
    pub(in crate::publishing) async fn published_draft_paper(
        &self,
        consultation: &Consultation,
        paper: &Paper,
    ) -> Result<Kept, AppError> {
        let rows = self.store.consultations().await?;
        let Some(row) = rows.iter().find(|row| safe(&row.slug) == consultation.id) else { return Ok(Kept::Gone) };
        let mut same = self.store.consultation_papers(row.id).await?;
        same.retain(|known| known.sha256 == paper.sha256);
        match same.iter().find(|known| known.hidden_reason.is_empty()) {
            Some(shown) => Ok(self.store.consultation_paper(row.id, shown.id).await?.map_or(Kept::Gone, Kept::Whole)),
            None if same.is_empty() => Ok(Kept::Gone),
            None => Ok(Kept::Hidden),
        }
    }

    async fn add_results(&self, row: &ConsultationRow, one: &mut Consultation) -> Result<(), AppError> {
        let Some(results) = self.public_consultation(&Actor::visitor(), &row.slug).await?.results else {
            return Ok(());
        };
        one.opinions = results
            .rows
            .iter()
            .map(|line| Opinion {
                summary: line.summary.clone(),
                count: line.opinions,
                comments: line.comments,
                answer: line.answer.clone(),
                class: line.class.as_ref().map(|(class, _)| class.word().to_owned()).unwrap_or_default(),
            })
            .collect();
        one.comments = Some(results.counts.counted);
        one.opinion_count = Some(results.counts.opinions);
        let way = |(channel, comments): &(reform::consultation::Channel, i64)| WayCount {
            way: channel.word().to_owned(),
            name: both(channel.label_ja(), channel.label_en()),
            comments: *comments,
        };
        one.ways = results.counts.by_channel.iter().map(way).collect();
        one.classes = reform::consultation::AnswerClass::ALL
            .iter()
            .map(|class| {
                let own = || one.opinions.iter().filter(|opinion| opinion.class == class.word());
                let words = class_words(row, *class);
                let is_usual = words == class.label_ja();
                ClassCount {
                    class: class.word().to_owned(),
                    words: if is_usual { both(class.label_ja(), class.label_en()) } else { Words::ja(words) },
                    rows: own().count() as i64,
                    count: own().map(|opinion| opinion.count).sum(),
                }
            })
            .collect();
        Ok(())
    }

    /// The public explanation records, the latest day first, as a visitor reads them.
    pub(super) async fn collect_explanations(&self, subjects: &Subjects) -> Result<Vec<Explanation>, AppError> {
        let rows = self.explanation_list(&Actor::visitor()).await?;
        let record = |row: &crate::explanations::ExplanationRow| Explanation {
            id: row.id.to_string(),
            day: row.day.to_string(),
            title: row.title.clone(),
            kind_name: both(row.kind.label_ja(), row.kind.label_en()),
            place: row.place.clone(),
            groups: row.groups.clone(),
            people: row.people,
            subjects: items_of(&row.items).iter().map(|item| subjects.subject(item)).collect(),
            explained: row.explained.clone(),
            said: row.said.clone(),
            changed: row.changed.clone(),
            changed_at: subjects.at_address(&row.changed_link),
            is_illustrative: row.is_demo,
        };
        Ok(rows.iter().map(record).collect())
    }
}

/// The title of a document: the name it is shown under, without its kind where it ends in one.
fn title(name: &str) -> &str {
    let ends_in_kind = FileKind::ALL.into_iter().any(|kind| kind.fits_name(name));
    match name.rsplit_once('.') {
        Some((stem, _)) if ends_in_kind && !stem.trim().is_empty() => stem.trim(),
        _ => name,
    }
}

/// The state as citizens read it: no comment is taken before the first day or after the last, whatever nobody has stepped yet.
fn public_state(row: &ConsultationRow, today: CalendarDate) -> (&'static str, Words) {
    match row.state {
        ConsultationState::Published => ("published", both("結果公表済", "results published")),
        ConsultationState::Draft | ConsultationState::Open if today < row.first => {
            ("coming", both("募集前", "not open yet"))
        }
        ConsultationState::Draft | ConsultationState::Open if today <= row.last => ("open", both("募集中", "open")),
        // That every answer is written is told when they are published.
        _ => ("closed", both("締切（回答作成中）", "closed, answers are being written")),
    }
}

fn consultation(row: &ConsultationRow, subjects: &Subjects, today: CalendarDate) -> Consultation {
    let (state, state_name) = public_state(row, today);
    let while_open = |text: &String| if matches!(state, "coming" | "open") { text.clone() } else { String::new() };
    Consultation {
        id: safe(&row.slug),
        title: row.title.clone(),
        outline: row.outline.clone(),
        subjects: items_of(&row.items).iter().map(|item| subjects.subject(item)).collect(),
        first: row.first.to_string(),
        last: row.last.to_string(),
        state: state.to_owned(),
        state_name,
        how_to_send: while_open(&row.how_to_send),
        contact: while_open(&row.contact),
        questions: row.questions.iter().map(|(words, _)| words.clone()).collect(),
        published_on: row.published.map(|day| day.to_string()).unwrap_or_default(),
        is_illustrative: row.is_demo,
        ..Consultation::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consultation_is_open_within_its_period_only() {
        let day = |text: &str| text.parse::<CalendarDate>().unwrap();
        let row = |state| ConsultationRow {
            id: 1,
            slug: "fees".into(),
            title: "案".into(),
            outline: String::new(),
            items: String::new(),
            edition: None,
            first: day("2026-06-01"),
            last: day("2026-06-30"),
            how_to_send: "入力フォーム".into(),
            contact: "窓口".into(),
            most_chars: 2_000,
            asks: [false; 3],
            retain_days: 30,
            class_words: String::new(),
            state,
            published: None,
            questions: Vec::new(),
            is_demo: false,
            revision: 1,
        };
        let state = |state, today: &str| public_state(&row(state), day(today)).0;
        let open = ConsultationState::Open;
        let told = ["2026-05-31", "2026-06-01", "2026-06-30", "2026-07-01"].map(|today| state(open, today));
        assert_eq!(told, ["coming", "open", "open", "closed"]);
        assert_eq!(state(ConsultationState::Answered, "2026-06-15"), "closed");
        assert_eq!(state(ConsultationState::Published, "2026-05-01"), "published");
    }

    #[test]
    fn a_document_is_called_by_its_name_without_its_kind() {
        let titles = ["素案 第2版.docx", "素案 ver.2", "a.b.pdf", ".pdf"].map(title);
        assert_eq!(titles, ["素案 第2版", "素案 ver.2", "a.b", ".pdf"]);
    }
}
