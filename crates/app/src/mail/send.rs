//! Sending (送信): each person's digest is claimed, sent, and what became of it is written down.

use std::time::{Duration, Instant};

use notify::{MailError, Mailer, Message, MessageError};
use store::{MailRow, NewMail};

use super::MailSettings;
use super::digest::{DigestLine, DigestOutcome, DigestReport, Draft};
use super::problems::{MAIL_ADDRESS, MAIL_NOT_SENT};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// After so many messages in a row that found no server, the rest is left for the next run.
const GIVE_UP_AFTER: u32 = 3;
/// A run begins no message after this long; the rest is left for the next run.
const LONGEST_RUN: Duration = Duration::from_secs(10 * 60);
/// A claim older than this was never finished: longer than the longest run and its last message (300 s at most).
const STALE: jiff::SignedDuration = jiff::SignedDuration::from_mins(20);

impl App {
    /// Sends everybody concerned the digest of today, at most one a person and day however often and on however many
    /// servers this is asked; with `dry_run` it only tells what it would send. The body of a mail is kept nowhere.
    ///
    /// # Errors
    /// When the actor may not, the settings cannot be used, or the database fails. What a mail server does not take is
    /// no error but a line of the report, and the next run tries it again.
    pub async fn send_digests(
        &self,
        actor: &Actor,
        settings: &MailSettings,
        dry_run: bool,
    ) -> Result<DigestReport, AppError> {
        permit(actor, Action::SendMail)?;
        let mailer = Mailer::new(settings).map_err(not_sent)?;
        let today = self.today();
        // Whatever changes while mail is being sent counts as after this mail.
        let at = self.now_text();
        let stale_before = format!("{:.3}", self.clock().now() - STALE);
        let gathered = self.draft_digests(today).await?;
        let mut report = DigestReport {
            day: today,
            lines: Vec::with_capacity(gathered.drafts.len()),
            silent: gathered.silent,
            without_address: gathered.without_address,
        };
        let begun = Instant::now();
        let mut unreachable = 0;
        for draft in gathered.drafts {
            let (subject, body) = (draft.digest.subject(), draft.digest.body(&draft.name, &settings.site));
            let gives_up = unreachable >= GIVE_UP_AFTER || begun.elapsed() > LONGEST_RUN;
            let outcome = match (dry_run, gives_up) {
                (true, _) => DigestOutcome::Shown,
                (false, true) => DigestOutcome::NotTried,
                (false, false) => {
                    let (outcome, found_no_server) =
                        self.send_one(&mailer, &draft, &subject, &body, &at, &stale_before).await?;
                    unreachable = if found_no_server { unreachable + 1 } else { 0 };
                    outcome
                }
            };
            report.lines.push(DigestLine { name: draft.name, address: draft.address, subject, body, outcome });
        }
        if report.sent() + report.failed() > 0 {
            let subject = format!("mail:{today}");
            self.store.record_mail_run(&actor.name, &subject, report.sent(), report.failed()).await?;
        }
        Ok(report)
    }

    /// Sends a short message to an address, to see whether the settings work; it stands in the mail log like any other.
    ///
    /// # Errors
    /// When the actor may not, the address is none ([`MAIL_ADDRESS`]), or the server does not take it ([`MAIL_NOT_SENT`]).
    pub async fn send_test_mail(&self, actor: &Actor, settings: &MailSettings, address: &str) -> Result<(), AppError> {
        permit(actor, Action::SendMail)?;
        let subject = "【市政変革】メールの試験";
        let body = format!(
            "このメールは、市政変革の仕組みからメールを送れるかを確かめるために送られました。\n\n\
             画面のアドレス: {}\n送った人: {}\n",
            settings.site, actor.name
        );
        let mailer = Mailer::new(settings).map_err(not_sent)?;
        let message = Message::new(address.trim(), "", subject, &body).map_err(|error| match error {
            MessageError::BadAddress(text) => AppError::from(Refusal::invalid(&MAIL_ADDRESS, text)),
            other => AppError::from(Refusal::invalid(&MAIL_ADDRESS, other.to_string())),
        })?;
        let mail = NewMail { account: None, address: message.to(), subject, digest_day: None };
        let id = self.store.begin_mail(&mail, &self.now_text(), "").await?;
        let sent = mailer.send(&message).await;
        let failure = sent.as_ref().err().map(ToString::to_string).unwrap_or_default();
        if let Some(id) = id {
            self.store.end_mail(id, &failure, &[]).await?;
        }
        let done = u64::from(sent.is_ok());
        self.store.record_mail_run(&actor.name, "mail:test", done, 1 - done).await?;
        sent.map_err(not_sent)
    }

    /// The newest lines of the mail log, newest first, at most 500.
    ///
    /// # Errors
    /// When the actor may not send mail, or the database fails.
    pub async fn mail_log(&self, actor: &Actor, limit: i64) -> Result<Vec<MailRow>, AppError> {
        permit(actor, Action::SendMail)?;
        Ok(self.store.mail_log(limit).await?)
    }

    /// What became of one digest, and whether no server was found at all.
    async fn send_one(
        &self,
        mailer: &Mailer,
        draft: &Draft,
        subject: &str,
        body: &str,
        at: &str,
        stale_before: &str,
    ) -> Result<(DigestOutcome, bool), AppError> {
        let (account, digest_day) = (Some(draft.account), Some(draft.digest.today));
        let mail = NewMail { account, address: &draft.address, subject, digest_day };
        let Some(id) = self.store.begin_mail(&mail, at, stale_before).await? else {
            return Ok((DigestOutcome::Taken, false));
        };
        // The name is in the text; before the address it would have to be fit for a header.
        let sent = match Message::new(&draft.address, "", subject, body) {
            Err(error) => Err((error.to_string(), true, false)),
            Ok(message) => mailer.send(&message).await.map_err(|error| match error {
                MailError::Refused { for_good, .. } => (error.to_string(), for_good, false),
                _ => (error.to_string(), false, true),
            }),
        };
        let reason = sent.as_ref().err().map(|(reason, ..)| reason.as_str()).unwrap_or_default();
        self.store.end_mail(id, reason, &draft.notices).await?;
        match sent {
            Ok(()) => Ok((DigestOutcome::Sent, false)),
            Err((reason, for_good, found_no_server)) => {
                tracing::warn!(account = draft.account, %reason, "a digest was not sent");
                Ok((DigestOutcome::Failed { reason, for_good }, found_no_server))
            }
        }
    }
}

fn not_sent(error: MailError) -> AppError {
    Refusal::conflict(&MAIL_NOT_SENT, error.to_string()).into()
}
