//! Settings of an account and its steps of the tour (表示の設定と案内の進み).

use crate::audit::append;
use crate::db::{now, on};
use crate::{Store, StoreError};

/// The settings of an account, by their words (表示の設定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSettings {
    /// `address`, `ja`, `en`.
    pub language: String,
    /// `normal`, `large`, `largest`.
    pub text_size: String,
    /// `system`, `high`.
    pub contrast: String,
}

impl Store {
    /// Keeps the settings of an account; what stands already is not written again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_settings(&self, actor: &str, account: i64, new: &StoredSettings) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let before: Option<(String, String, String)> = on!(link, |c| sqlx::query_as(
            "select language, text_size, contrast from account_setting where account_id = $1"
        )
        .bind(account)
        .fetch_optional(c)
        .await)?;
        let (language, text_size, contrast) = before.unwrap_or_default();
        if (&language, &text_size, &contrast) == (&new.language, &new.text_size, &new.contrast) {
            return Ok(());
        }
        on!(link, |c| sqlx::query(
            "insert into account_setting (account_id, language, text_size, contrast, changed_at)
             values ($1, $2, $3, $4, $5)
             on conflict (account_id) do update set language = excluded.language, text_size = excluded.text_size,
                                                    contrast = excluded.contrast, changed_at = excluded.changed_at"
        )
        .bind(account)
        .bind(&new.language)
        .bind(&new.text_size)
        .bind(&new.contrast)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!(
            "language\t{language}\t{}\ntext-size\t{text_size}\t{}\ncontrast\t{contrast}\t{}",
            new.language, new.text_size, new.contrast
        );
        append(link, actor, "account.settings", &format!("account:{account}"), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The steps of the tour that an account has done, by their words.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tour_steps(&self, account: i64) -> Result<Vec<String>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String,)> =
            on!(link, |c| sqlx::query_as("select step from tour_step where account_id = $1 order by step")
                .bind(account)
                .fetch_all(c)
                .await)?;
        Ok(rows.into_iter().map(|(step,)| step).collect())
    }

    /// Notes that a step is done, or with `is_done` false that it is not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_tour_step(&self, actor: &str, account: i64, step: &str, is_done: bool) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let changed = match is_done {
            true => on!(link, |c| sqlx::query(
                "insert into tour_step (account_id, step, done_at) values ($1, $2, $3)
                 on conflict (account_id, step) do nothing"
            )
            .bind(account)
            .bind(step)
            .bind(now())
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?,
            false => on!(link, |c| sqlx::query("delete from tour_step where account_id = $1 and step = $2")
                .bind(account)
                .bind(step)
                .execute(c)
                .await
                .map(|done| done.rows_affected()))?,
        };
        if changed > 0 {
            let action = if is_done { "tour.step" } else { "tour.undo" };
            append(link, actor, action, &format!("account:{account}"), format!("step\t{step}")).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Begins the tour of an account anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reset_tour(&self, actor: &str, account: i64) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let gone = on!(link, |c| sqlx::query("delete from tour_step where account_id = $1")
            .bind(account)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        if gone > 0 {
            append(link, actor, "tour.reset", &format!("account:{account}"), format!("steps\t{gone}")).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
