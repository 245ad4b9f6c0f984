//! Deciding about a proposed edition (版の決定): approved or refused by somebody else, withdrawn by who prepared it.

use reform::workflow::Role;
use store::edition::{DecideFault, Decided, Decision, Verdict};

use super::prepare::read_reason;
use super::{ALTERED, NOT_OWN_EDITION, OTHER_BASE, OWN_EDITION, SETTLED, name_of};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

impl App {
    /// Approves a proposed edition, which publishes it; gives the number it got.
    ///
    /// # Errors
    /// When the actor may not approve, prepared it, it was decided before or altered, or another one was approved meanwhile.
    pub async fn approve_edition(&self, actor: &Actor, id: i64) -> Result<i64, AppError> {
        permit(actor, Action::ApproveEditions)?;
        self.approve_as(actor, &name_of(actor), &self.office(), id).await
    }

    /// The same under names for people: the demonstration has offices instead of them.
    pub(crate) async fn approve_as(&self, actor: &Actor, by: &str, office: &str, id: i64) -> Result<i64, AppError> {
        let verdict = Verdict::Approve { office: office.to_owned(), on: self.today().to_string() };
        let head = self.edition_head(id).await?;
        // Whether it may be decided at all is told before whether it can be read.
        if head.state == super::EditionState::Proposed {
            self.load_edition(&head).await?;
        }
        let decided = self.decide(actor, by, id, verdict).await?;
        decided.number.ok_or_else(|| Refusal::conflict(&ALTERED, format!("#{id}")).into())
    }

    /// Refuses a proposed edition for good, with a reason.
    ///
    /// # Errors
    /// When the actor may not approve, prepared it, there is no reason, or it was decided before.
    pub async fn refuse_edition(&self, actor: &Actor, id: i64, reason: &str) -> Result<(), AppError> {
        permit(actor, Action::ApproveEditions)?;
        let reason = read_reason(reason)?;
        self.decide(actor, &name_of(actor), id, Verdict::Refuse(reason)).await.map(|_| ())
    }

    /// Takes a proposed edition back; the reason may be empty.
    ///
    /// # Errors
    /// When the actor did not prepare it, or it was decided before.
    pub async fn withdraw_edition(&self, actor: &Actor, id: i64, reason: &str) -> Result<(), AppError> {
        permit(actor, Action::PrepareEditions)?;
        let reason = if reason.trim().is_empty() { String::new() } else { read_reason(reason)? };
        self.decide(actor, &name_of(actor), id, Verdict::Withdraw(reason)).await.map(|_| ())
    }

    async fn decide(&self, actor: &Actor, by: &str, id: i64, verdict: Verdict) -> Result<Decided, AppError> {
        let decision = Decision {
            id,
            verdict,
            actor: actor.name.clone(),
            by: by.to_owned(),
            account: actor.account(),
            at: self.now_text(),
        };
        self.store.decide_edition(&decision).await?.map_err(|fault| match fault {
            DecideFault::Missing => AppError::NotFound { what: "edition", name: format!("#{id}") },
            DecideFault::Settled(_) => Refusal::conflict(&SETTLED, format!("#{id}")).into(),
            DecideFault::OwnEdition => Refusal::forbidden(&OWN_EDITION).into(),
            DecideFault::NotOwnEdition => Refusal::forbidden(&NOT_OWN_EDITION).into(),
            DecideFault::OtherBase => Refusal::conflict(&OTHER_BASE, format!("#{id}")).into(),
        })
    }

    /// In whose name editions are approved, as citizens read it: the city's headquarters, never a person.
    fn office(&self) -> String {
        format!("{}{}", self.plan.city.name.ja, Role::Headquarters.label_ja())
    }
}
