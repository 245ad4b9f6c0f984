//! The book of a meeting's papers (資料集): cover, agenda, a list of all papers, and the pages of those that are PDFs or
//! pictures, set by the worker in its own process. What cannot be bound in is named in the book with the reason and its SHA-256.

use intake::attachment::FileKind;
use publish::document::{Block, Document, FormRow, Inline};

use super::words::when_ja;
use super::{MeetingView, PaperRow};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::publishing::documents::press::{self, BoundPaper};

/// PDFs and pictures of so many bytes together are bound in; those beyond are named.
const BYTES_MOST: usize = 100 << 20;

/// A paper that is named in the book and not bound in (綴じていない資料).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its number in the list.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// The worker's word for why: `not-pdf`, `too-large`, `failed`, `encrypted`, `broken`, `layers`, `too-many-pages`,
    /// `broken-picture`, `too-many-pixels`.
    pub reason: String,
}

/// A book of papers (資料集).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperBook {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
    /// How many papers are bound in.
    pub bound: usize,
    /// Those that are not.
    pub left_out: Vec<LeftOut>,
}

impl LeftOut {
    /// Why, in Japanese and in English.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self.reason.as_str() {
            "not-pdf" => ("PDFでも画像でもないため", "neither a PDF nor a picture"),
            "too-large" => ("資料の合計が大きすぎるため", "the papers are too large together"),
            "failed" => ("組版の時間かメモリの上限に達したため", "it took too much time or memory"),
            "encrypted" => ("暗号化されたPDFのため", "the PDF is encrypted"),
            "layers" => ("隠れた層のありうるPDFのため", "the PDF has layers that may be hidden"),
            "too-many-pages" => ("ページ数が多すぎるため", "it has too many pages"),
            "broken-picture" => ("画像として読めないため", "it cannot be read as a picture"),
            "too-many-pixels" => ("画像の画素数が多すぎるため", "the picture has too many pixels"),
            _ => ("PDFとして読めないため", "it cannot be read as a PDF"),
        }
    }
}

impl App {
    /// The papers of a meeting as one book: all of them, or only those that may be published.
    ///
    /// # Errors
    /// When the actor may not see the meeting, or the type-setter is not there or fails.
    pub async fn paper_book(&self, actor: &Actor, meeting: i64, is_public_only: bool) -> Result<PaperBook, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let view = self.meeting_view(actor, meeting).await?;
        let mut papers = Vec::new();
        let mut bytes_left = BYTES_MOST;
        for paper in view.whole.papers.iter().filter(|paper| paper.is_public || !is_public_only) {
            let Some(latest) = paper.versions.first() else { continue };
            let kind = FileKind::from_word(&latest.kind);
            let has_pages = matches!(kind, Some(FileKind::Pdf | FileKind::Png | FileKind::Jpeg));
            let size = usize::try_from(latest.size_bytes).unwrap_or(usize::MAX);
            let mut bound = named(paper);
            if !has_pages {
                "not-pdf".clone_into(&mut bound.left_out);
            } else if size > bytes_left {
                "too-large".clone_into(&mut bound.left_out);
            } else if let Some((_, _, bytes)) = self.store.paper_file(meeting, paper.id, latest.version).await? {
                bytes_left -= size;
                bound.file = bytes;
            }
            papers.push(bound);
        }
        let document = self.book_of(&view, is_public_only);
        let booklet = match press::booklet_with(&document, &papers).await {
            Ok(booklet) => booklet,
            Err(error) if !papers.iter().any(|paper| !paper.file.is_empty()) || !may_be_a_paper(&error) => {
                return Err(error);
            }
            Err(_) => {
                // A paper brought the worker down: each is tried by itself, and what fails is only named.
                for at in 0..papers.len() {
                    let alone = &papers[at..=at];
                    if !alone[0].file.is_empty() && press::booklet_with(&document, alone).await.is_err() {
                        papers[at].file.clear();
                        "failed".clone_into(&mut papers[at].left_out);
                    }
                }
                press::booklet_with(&document, &papers).await?
            }
        };
        let left_out = (1..).zip(&papers).zip(&booklet.papers).filter(|(_, reason)| !reason.is_empty());
        let left_out: Vec<LeftOut> = left_out
            .map(|((number, paper), reason)| LeftOut { number, title: paper.title.clone(), reason: reason.clone() })
            .collect();
        Ok(PaperBook { bound: papers.len() - left_out.len(), left_out, pdf: booklet.pdf, pages: booklet.pages })
    }

    fn book_of(&self, view: &MeetingView, is_public_only: bool) -> Document {
        let meeting = &view.whole.meeting;
        let row = |label: &str, value: &str| FormRow { label: label.to_owned(), value: vec![Inline::text(value)] };
        let mut facts = vec![row("日時", &when_ja(meeting))];
        if !meeting.place.is_empty() {
            facts.push(row("場所", &meeting.place));
        }
        facts.push(row("公開", if meeting.is_public { "公開" } else { "非公開" }));
        let agenda: Vec<Vec<Inline>> = view.agenda().map(|item| vec![Inline::text(&item.title)]).collect();
        let agenda = match agenda.is_empty() {
            true => Block::Paragraph { text: vec![Inline::text("議題はまだありません。")] },
            false => Block::List { numbered: true, items: agenda },
        };
        let title = view.title_ja();
        Document {
            kind: "paper-book".to_owned(),
            lang: "ja".to_owned(),
            title: format!("{title}　資料集"),
            subtitle: if is_public_only { "公表する資料".to_owned() } else { String::new() },
            publisher: self.city().name.ja.clone(),
            date: meeting.day.japanese(),
            running_head: title,
            volume: (1, 1),
            first_page: 1,
            notice: if meeting.is_demo { "例示".to_owned() } else { String::new() },
            contents: true,
            blocks: vec![
                Block::Heading { level: 1, text: "次第".to_owned(), label: String::new() },
                Block::Form { title: "開催".to_owned(), rows: facts },
                Block::Heading { level: 2, text: "議題".to_owned(), label: String::new() },
                agenda,
            ],
            ..Document::default()
        }
    }
}

fn named(paper: &PaperRow) -> BoundPaper {
    let latest = paper.versions.first();
    BoundPaper {
        title: paper.title.clone(),
        name: latest.map(|one| one.name.clone()).unwrap_or_default(),
        size: latest.map(|one| format!("{} KB", (one.size_bytes + 1023) / 1024)).unwrap_or_default(),
        sha256: latest.map(|one| one.sha256.clone()).unwrap_or_default(),
        left_out: String::new(),
        file: Vec::new(),
    }
}

/// Whether a failure of the worker may be a paper's doing: its limits, or an end without a word.
fn may_be_a_paper(error: &AppError) -> bool {
    [&press::EXHAUSTED, &press::NOT_HANDED_OVER, &press::NOT_SET].iter().any(|kind| error.kind().code == kind.code)
}
