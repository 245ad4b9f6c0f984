//! Export (書き出し): what a list shows, as a file to take away.

use std::io;
use std::sync::{Arc, Mutex};

use publish::programs::{CsvWriter, ExportNote};
use store::{InventoryKind, ProgramQuery, Store};
use tokio::sync::mpsc;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// How a list is written (形式).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// CSV, UTF-8 with BOM so that Excel opens it; streamed, of any length.
    Csv,
    /// An Excel workbook, at most [`MAX_WORKBOOK_ROWS`] rows.
    Xlsx,
}

/// The most rows a workbook is made with; longer lists are taken as CSV.
pub const MAX_WORKBOOK_ROWS: i64 = 50_000;

/// The pieces of a file under way; an error ends it, so that a cut file is never taken for a whole one.
pub type FileStream = mpsc::Receiver<Result<Vec<u8>, AppError>>;

impl App {
    /// Writes every program that matches, in the order of the list, as CSV piece by piece.
    ///
    /// # Errors
    /// When the actor may not see the inventory. Later failures come through the stream.
    pub async fn export_csv(&self, actor: &Actor, query: ProgramQuery) -> Result<FileStream, AppError> {
        permit(actor, Action::ReadInventory)?;
        let (sender, receiver) = mpsc::channel(2);
        let app = self.clone();
        tokio::spawn(async move {
            if let Err(error) = app.send_csv(&query, &sender).await {
                tracing::error!(%error, "an export ended early");
                // The reader may have gone; then nobody needs to know.
                let _ = sender.send(Err(error)).await;
            }
        });
        Ok(receiver)
    }

    /// Every program that matches, in the order of the list, as a workbook.
    ///
    /// # Errors
    /// When the actor may not see the inventory, or the list is longer than [`MAX_WORKBOOK_ROWS`].
    pub async fn export_xlsx(
        &self,
        actor: &Actor,
        query: ProgramQuery,
        filter: String,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadInventory)?;
        let rows = self.store.listed_sheets(&query).await?;
        if rows.len() as i64 > MAX_WORKBOOK_ROWS {
            return Err(AppError::TooManyRows { rows: rows.len() as i64, limit: MAX_WORKBOOK_ROWS });
        }
        let mut sheets = Vec::with_capacity(rows.len());
        for chunk in rows.chunks(Store::SHEETS_AT_A_TIME) {
            sheets.extend(self.store.flat_sheets(chunk).await?);
        }
        let state = self.store.inventory_state().await?;
        let source = state.last_import.map(|import| import.header.file_name).unwrap_or_default();
        let note = ExportNote {
            filter,
            source,
            illustrative: state.kind == InventoryKind::Demo,
            made_at,
            publisher: self.plan.city.name.ja.clone(),
        };
        let making = tokio::task::spawn_blocking(move || publish::programs::xlsx(sheets.len(), &sheets, &note));
        let workbook = making.await.map_err(|error| AppError::Task(error.to_string()))?;
        Ok(workbook?)
    }

    async fn send_csv(
        &self,
        query: &ProgramQuery,
        sender: &mpsc::Sender<Result<Vec<u8>, AppError>>,
    ) -> Result<(), AppError> {
        let written = Written::default();
        let mut writer = CsvWriter::start(written.clone())?;
        for chunk in self.store.listed_sheets(query).await?.chunks(Store::SHEETS_AT_A_TIME) {
            for sheet in self.store.flat_sheets(chunk).await? {
                writer.row(&sheet)?;
            }
            if sender.send(Ok(written.take())).await.is_err() {
                return Ok(());
            }
        }
        writer.finish()?;
        let _ = sender.send(Ok(written.take())).await;
        Ok(())
    }
}

/// A receiver of bytes that can be emptied while the writer in front of it goes on.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
