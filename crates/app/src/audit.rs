//! Audit trail (監査証跡): who changed what, and the proof that nothing was altered afterwards.

use store::{AuditRow, AuditVerdict};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

impl App {
    /// A page of the audit trail, newest first, before the entry `before` (all when `None`).
    ///
    /// # Errors
    /// When the actor may not see it.
    pub async fn audit_page(&self, actor: &Actor, before: Option<i64>, limit: i64) -> Result<Vec<AuditRow>, AppError> {
        permit(actor, Action::ReadAudit)?;
        Ok(self.store.audit_page(before, limit).await?)
    }

    /// Recomputes the whole chain of hashes.
    ///
    /// # Errors
    /// When the actor may not, or the database cannot be read.
    pub async fn verify_audit(&self, actor: &Actor) -> Result<AuditVerdict, AppError> {
        permit(actor, Action::ReadAudit)?;
        Ok(self.store.verify_audit().await?)
    }
}
