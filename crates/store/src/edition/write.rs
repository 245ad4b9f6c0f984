//! Preparing and deciding editions (版の用意と承認), one transaction each.

use std::collections::HashSet;

use super::read::{approved, head};
use super::{EditionHead, EditionState, Prepared};
use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::number::next_number;
use crate::rows::Rows;
use crate::{Store, StoreError};

/// An edition to be proposed (提案する版).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEdition {
    /// The actor for the audit trail.
    pub actor: String,
    /// The same by name, for people.
    pub by: String,
    /// The account; none for the operator of the machine.
    pub account: Option<i64>,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Why it is made.
    pub reason: String,
    /// The number of the approved edition it was compared with.
    pub base_number: Option<i64>,
    /// Whether it is an example.
    pub is_demo: bool,
}

/// Why nothing was proposed (提案できない理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrepareFault {
    /// The edition of this id waits for approval.
    OtherWaits(i64),
    /// Meanwhile another edition was approved than it was compared with.
    OtherBase,
    /// It has the same content as the latest approved one.
    Unchanged,
    /// Real programs came since examples were collected, or the other way round.
    OtherInventory,
}

/// What somebody decides about a proposed edition (版の決定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The edition.
    pub id: i64,
    /// What is decided.
    pub verdict: Verdict,
    /// The actor for the audit trail.
    pub actor: String,
    /// The same by name, for people.
    pub by: String,
    /// The account; none for the operator of the machine.
    pub account: Option<i64>,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// What is decided (決定の内容).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is published.
    Approve {
        /// The office in whose name, as citizens read it.
        office: String,
        /// The day, in Japan.
        on: String,
    },
    /// It is sent back for good, with this reason.
    Refuse(String),
    /// Whoever prepared it takes it back, with this reason; may be empty.
    Withdraw(String),
}

/// What became of it (決定の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The number it was given, when it was approved.
    pub number: Option<i64>,
}

/// Why nothing was decided (決定できない理由).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecideFault {
    /// There is no such edition.
    Missing,
    /// It has been decided before; this is how it stands.
    Settled(EditionState),
    /// Who prepared it would approve or refuse it.
    OwnEdition,
    /// Somebody else than who prepared it would withdraw it.
    NotOwnEdition,
    /// Meanwhile another edition was approved than it was compared with.
    OtherBase,
}

impl Store {
    /// Keeps items and proposes them as an edition; its id. Texts that are there already are not kept twice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prepare_edition(
        &self,
        new: &NewEdition,
        prepared: &Prepared,
    ) -> Result<Result<i64, PrepareFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let waiting: Option<(i64,)> = on!(link, |c| {
            sqlx::query_as("select id from edition where state = 'proposed'").fetch_optional(c).await
        })?;
        if let Some((id,)) = waiting {
            return Ok(Err(PrepareFault::OtherWaits(id)));
        }
        let (kind,): (String,) =
            on!(link, |c| sqlx::query_as("select kind from inventory where id = 1").fetch_one(c).await)?;
        if (kind == "demo") != new.is_demo {
            return Ok(Err(PrepareFault::OtherInventory));
        }
        let base = approved(link, None).await?;
        if base.as_ref().and_then(|base| base.number) != new.base_number {
            return Ok(Err(PrepareFault::OtherBase));
        }
        if base.as_ref().is_some_and(|base| base.content_sha256 == prepared.content_sha256) {
            return Ok(Err(PrepareFault::Unchanged));
        }
        let id = next_number(link, "edition").await?;
        insert_head(link, id, new, prepared).await?;
        insert_bodies(link, base.as_ref(), prepared).await?;
        insert_items(link, id, prepared).await?;
        let detail = format!(
            "reason\t{}\nitems\t{}\ncontent\t{}\nbase\t{}\ndemo\t{}",
            escape(&new.reason),
            prepared.items.len(),
            prepared.content_sha256,
            new.base_number.map_or_else(String::new, |number| number.to_string()),
            i64::from(new.is_demo)
        );
        append(link, &new.actor, "edition.prepare", &format!("edition:{id}"), detail).await?;
        tx.commit().await?;
        Ok(Ok(id))
    }

    /// Approves, refuses or withdraws a proposed edition. An approved one gets the next number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decide_edition(&self, decision: &Decision) -> Result<Result<Decided, DecideFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(edition) = head(link, decision.id).await? else { return Ok(Err(DecideFault::Missing)) };
        let latest = approved(link, None).await?.and_then(|latest| latest.number);
        if let Some(fault) = fault(&edition, decision, latest) {
            return Ok(Err(fault));
        }
        let (state, number, office, on, reason) = match &decision.verdict {
            Verdict::Approve { office, on } => {
                (EditionState::Approved, Some(latest.unwrap_or(0) + 1), office.as_str(), on.as_str(), "")
            }
            Verdict::Refuse(reason) => (EditionState::Refused, None, "", "", reason.as_str()),
            Verdict::Withdraw(reason) => (EditionState::Withdrawn, None, "", "", reason.as_str()),
        };
        on!(link, |c| sqlx::query(
            "update edition set state = $2, number = $3, decided_by = $4, decided_office = $5, decided_account = $6,
                    decided_at = $7, decision_reason = $8, published_on = $9
              where id = $1 and state = 'proposed'"
        )
        .bind(decision.id)
        .bind(state.word())
        .bind(number)
        .bind(&decision.by)
        .bind(office)
        .bind(decision.account)
        .bind(&decision.at)
        .bind(reason)
        .bind(on)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let (action, mut detail) = match state {
            EditionState::Approved => ("edition.approve", format!("office\t{}", escape(office))),
            EditionState::Refused => ("edition.refuse", format!("reason\t{}", escape(reason))),
            _ => ("edition.withdraw", format!("reason\t{}", escape(reason))),
        };
        if let Some(number) = number {
            detail.push_str(&format!("\nnumber\t{number}"));
        }
        detail.push_str(&format!("\ncontent\t{}\ndemo\t{}", edition.content_sha256, i64::from(edition.is_demo)));
        append(link, &decision.actor, action, &format!("edition:{}", decision.id), detail).await?;
        tx.commit().await?;
        Ok(Ok(Decided { number }))
    }
}

/// Why it cannot be decided so, if it cannot. Examples of a demonstration have no people to tell apart.
fn fault(edition: &EditionHead, decision: &Decision, latest: Option<i64>) -> Option<DecideFault> {
    if edition.state != EditionState::Proposed {
        return Some(DecideFault::Settled(edition.state));
    }
    let is_own = edition.prepared_account == decision.account;
    match decision.verdict {
        Verdict::Withdraw(_) => (!is_own).then_some(DecideFault::NotOwnEdition),
        Verdict::Refuse(_) => (is_own && decision.account.is_some()).then_some(DecideFault::OwnEdition),
        Verdict::Approve { .. } if is_own && decision.account.is_some() => Some(DecideFault::OwnEdition),
        Verdict::Approve { .. } => (edition.base_number != latest).then_some(DecideFault::OtherBase),
    }
}

/// Takes the examples of a demonstration away, with the texts that nothing else holds.
pub(crate) async fn delete_demo_editions(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in [
        "delete from edition_file where edition_id in (select id from edition where is_demo = 1)",
        "delete from edition_item where edition_id in (select id from edition where is_demo = 1)",
        "delete from edition where is_demo = 1",
        "delete from edition_body
          where not exists (select 1 from edition_item i where i.sha256 = edition_body.sha256)",
    ] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

async fn insert_head(link: &mut Link<'_>, id: i64, new: &NewEdition, prepared: &Prepared) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query(
        "insert into edition (id, number, base_number, state, reason, content_sha256, item_count, prepared_by,
                prepared_account, prepared_at, decided_by, decided_office, decided_account, decided_at, decision_reason,
                published_on, is_demo)
         values ($1, null, $2, 'proposed', $3, $4, $5, $6, $7, $8, '', '', null, null, '', '', $9)"
    )
    .bind(id)
    .bind(new.base_number)
    .bind(&new.reason)
    .bind(&prepared.content_sha256)
    .bind(i64::try_from(prepared.items.len()).unwrap_or(i64::MAX))
    .bind(&new.by)
    .bind(new.account)
    .bind(&new.at)
    .bind(i64::from(new.is_demo))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Keeps the texts. Those of the edition before need not even be sent: they are most of them.
async fn insert_bodies(link: &mut Link<'_>, base: Option<&EditionHead>, prepared: &Prepared) -> Result<(), StoreError> {
    let kept: Vec<(String,)> = on!(link, |c| {
        sqlx::query_as("select sha256 from edition_item where edition_id = $1")
            .bind(base.map_or(0, |base| base.id))
            .fetch_all(c)
            .await
    })?;
    let mut kept: HashSet<&str> = kept.iter().map(|(sha256,)| sha256.as_str()).collect();
    let mut rows = Rows::into("edition_body (sha256, body)");
    for item in &prepared.items {
        if kept.insert(&item.head.sha256) {
            rows.push([item.head.sha256.as_str().into(), item.body.as_str().into()]);
        }
    }
    rows.insert_or(link, "on conflict (sha256) do nothing").await
}

async fn insert_items(link: &mut Link<'_>, id: i64, prepared: &Prepared) -> Result<(), StoreError> {
    let mut rows = Rows::into("edition_item (edition_id, position, kind, item_key, title, sha256)");
    for (position, item) in (0_i64..).zip(&prepared.items) {
        rows.push([
            id.into(),
            position.into(),
            item.head.kind.as_str().into(),
            item.head.key.as_str().into(),
            item.head.title.as_str().into(),
            item.head.sha256.as_str().into(),
        ]);
    }
    rows.insert(link).await
}
