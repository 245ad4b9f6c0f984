//! A list of facilities that came over the web (公共施設の一覧のアップロード): tried, kept, and taken in when confirmed.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::import::FacilityImportReport;
use crate::App;
use crate::ImportMode;
use crate::error::AppError;
use crate::import::{MAX_UPLOAD_BYTES, Source, hex};
use crate::permission::{Action, Actor, permit};

/// How an upload that is a list of facilities is told from one of programs or of figures.
const KEPT: &str = "facility-list:";

impl App {
    /// Tries a list that came over the web and keeps it for confirming; nothing changes.
    ///
    /// # Errors
    /// When the actor may not, the file is too large, or the mapping is not one of those known by name.
    pub async fn try_facility_upload(
        &self,
        actor: &Actor,
        file_name: &str,
        mapping_name: &str,
        bytes: Vec<u8>,
    ) -> Result<FacilityImportReport, AppError> {
        permit(actor, Action::ImportReferenceData)?;
        if bytes.len() as u64 > MAX_UPLOAD_BYTES {
            return Err(AppError::TooLarge { file_name: file_name.into(), limit_bytes: MAX_UPLOAD_BYTES });
        }
        // Whoever sends a file must not have another one of this machine read as a mapping.
        let mapping = self.known_facility_mapping(mapping_name)?;
        let (sha256, kept) = (hex(&Sha256::digest(&bytes)), format!("{KEPT}{mapping_name}"));
        let upload = self.store.save_upload(&actor.name, file_name, &sha256, &kept, &bytes).await?;
        let source = Source::Bytes(Arc::new(bytes));
        let mut report = self.import_facility_list(actor, file_name, mapping, source, ImportMode::DryRun).await?;
        report.upload = Some(upload);
        Ok(report)
    }

    /// Takes in a list that was sent and tried before.
    ///
    /// # Errors
    /// When the actor may not, or there is no such file of theirs.
    pub async fn confirm_facility_upload(&self, actor: &Actor, upload: i64) -> Result<FacilityImportReport, AppError> {
        permit(actor, Action::ImportReferenceData)?;
        let missing = || AppError::NotFound { what: "upload", name: upload.to_string() };
        let kept = self.store.load_upload(upload).await?.filter(|kept| kept.actor == actor.name);
        let kept = kept.ok_or_else(missing)?;
        let mapping = self.known_facility_mapping(kept.mapping_name.strip_prefix(KEPT).ok_or_else(missing)?)?;
        let source = Source::Bytes(Arc::new(kept.bytes));
        self.import_facility_list(actor, &kept.file_name, mapping, source, ImportMode::Commit).await
    }
}
