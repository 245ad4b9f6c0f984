//! Pictures and files of a model (図とファイル), drawn by `publish` and read by `intake`.

use publish::chart::logic_model::{Layout, LogicPicture, lay_out, logic_model, logic_model_difference, model_table};
use publish::chart::{Basis, Chart, Head, Lang};
use publish::picture::Fonts;
use reform::logic_model::{LogicModel, NodeId, NodeKind};

use super::LogicModelView;
use super::compare::LogicComparison;
use crate::App;
use crate::error::{AppError, Refusal};

/// A form in which a model is taken away (ファイルの形式).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogicFile {
    /// The picture, sharp at any size.
    Svg,
    /// The picture as pixels.
    Png,
    /// The picture as a document of one page.
    Pdf,
    /// The table, to be read in again.
    Csv,
}

impl LogicFile {
    /// The form with this file ending.
    pub fn from_ending(ending: &str) -> Option<LogicFile> {
        match ending {
            "svg" => Some(LogicFile::Svg),
            "png" => Some(LogicFile::Png),
            "pdf" => Some(LogicFile::Pdf),
            "csv" => Some(LogicFile::Csv),
            _ => None,
        }
    }

    /// What a browser is told it is.
    pub fn content_type(self) -> &'static str {
        match self {
            LogicFile::Svg => "image/svg+xml; charset=utf-8",
            LogicFile::Png => "image/png",
            LogicFile::Pdf => "application/pdf",
            LogicFile::Csv => "text/csv; charset=utf-8",
        }
    }
}

impl LogicModelView {
    /// The nodes of every column from the top as the picture has them.
    pub fn columns(&self) -> Vec<(NodeKind, Vec<NodeId>)> {
        let layout = lay_out(&self.model, Lang::Ja, true);
        NodeKind::ALL.iter().map(|kind| (*kind, placed(&self.model, &layout, *kind))).collect()
    }

    /// The picture; for the editor with every column and without what only a reader needs.
    pub fn chart(&self, title: &str, source: &str, lang: Lang, is_editor: bool) -> Chart {
        let picture = LogicPicture { model: &self.model, all_columns: is_editor, marks_breaks: true };
        logic_model(&head("logic-model", title, source, lang, self.is_demo), &picture)
    }
}

impl LogicComparison {
    /// Both versions as one picture.
    pub fn chart(&self, title: &str, source: &str, lang: Lang) -> Chart {
        let head = head("logic-difference", title, source, lang, self.is_demo);
        logic_model_difference(&head, &self.before, &self.after)
    }
}

impl App {
    /// A model as a file.
    ///
    /// # Errors
    /// When it cannot be written, as where the system has no Japanese font.
    pub async fn logic_file(
        &self,
        view: &LogicModelView,
        form: LogicFile,
        (title, source): (&str, &str),
        lang: Lang,
    ) -> Result<Vec<u8>, AppError> {
        if form == LogicFile::Csv {
            let mut bytes = Vec::new();
            model_table(&view.model, lang).write_csv(&mut bytes)?;
            return Ok(bytes);
        }
        let (svg, title) = (view.chart(title, source, lang, false).svg, title.to_owned());
        let language = if lang == Lang::Ja { "ja" } else { "en" };
        let drawing = move || match form {
            LogicFile::Png => Fonts::of_system().and_then(|fonts| fonts.png(&svg)),
            LogicFile::Pdf => Fonts::of_system().and_then(|fonts| fonts.pdf(&svg, &title, language)),
            LogicFile::Svg | LogicFile::Csv => Ok(svg.into_bytes()),
        };
        // Some hundred milliseconds of reckoning: not on a thread that answers others.
        let drawn = tokio::task::spawn_blocking(drawing).await.map_err(|error| AppError::Task(error.to_string()))?;
        drawn.map_err(|error| Refusal::invalid(error.kind(), "").into())
    }
}

/// The nodes of a column from the top as the picture has them.
pub(super) fn order_of(model: &LogicModel, kind: NodeKind) -> Vec<NodeId> {
    placed(model, &lay_out(model, Lang::Ja, true), kind)
}

fn placed(model: &LogicModel, layout: &Layout, kind: NodeKind) -> Vec<NodeId> {
    let is_meant = |id: NodeId| model.node(id).is_some_and(|node| node.kind == kind);
    let mut placed: Vec<(f64, f64, NodeId)> = layout
        .nodes
        .iter()
        .filter(|placed| is_meant(placed.id))
        .map(|placed| (placed.area.y, placed.area.x, placed.id))
        .collect();
    placed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    placed.into_iter().map(|(.., id)| id).collect()
}

/// A model as the text of its table, to be read in again.
pub(super) fn table_text(model: &LogicModel) -> Result<String, AppError> {
    let mut bytes = Vec::new();
    model_table(model, Lang::Ja).write_csv(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(|error| AppError::Task(error.to_string()))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn head(id: &str, title: &str, source: &str, lang: Lang, is_demo: bool) -> Head {
    // What a model says of the future is an assumption until the indicators have shown it.
    let basis = if is_demo { Basis::Illustrative } else { Basis::Assumed };
    Head { id: id.to_owned(), title: title.to_owned(), lang, source: source.to_owned(), basis }
}
