//! Whether editions are still what they were (版の検証).

use reform::ProblemKind;
use store::edition::{EditionFault, FaultKind, Verified};

use super::{BODY_ALTERED, EDITION_ALTERED, EDITION_MISSING, FILE_ALTERED};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

impl App {
    /// Recomputes every digest of every edition and holds them against the audit trail; each fault with its kind.
    ///
    /// # Errors
    /// When the actor may not, or the database fails; what was altered is a finding, not an error.
    pub async fn verify_editions(
        &self,
        actor: &Actor,
    ) -> Result<(Verified, Vec<(EditionFault, &'static ProblemKind)>), AppError> {
        permit(actor, Action::ReadAudit)?;
        let mut verified = self.store.verify_editions().await?;
        verified.faults.extend(self.verify_papers().await?);
        verified.faults.sort();
        let kind = |fault: &EditionFault| match fault.kind {
            FaultKind::Body | FaultKind::BodyMissing => &BODY_ALTERED,
            FaultKind::Items | FaultKind::Replaced => &EDITION_ALTERED,
            FaultKind::Missing => &EDITION_MISSING,
            FaultKind::File => &FILE_ALTERED,
        };
        let faults = verified.faults.iter().map(|fault| (fault.clone(), kind(fault))).collect();
        Ok((verified, faults))
    }
}
