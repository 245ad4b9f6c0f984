//! Who wrote (意見を出した人): kept apart from the texts, found on request, deleted by rule.

use reform::plan::CalendarDate;

use super::comment::PersonGiven;
use crate::audit::append;
use crate::db::on;
use crate::{Store, StoreError};

/// One comment of a person (本人の意見).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFound {
    /// The comment's number in the whole system.
    pub comment: i64,
    /// What was given of the person; nothing where it was deleted or never given.
    pub person: PersonGiven,
}

/// What is deleted of one consultation (個人情報の消去).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The consultation.
    pub consultation: i64,
    /// Its title.
    pub title: String,
    /// The day its results were published.
    pub published: CalendarDate,
    /// Days after it.
    pub days: i64,
    /// How many persons' data there are.
    pub persons: i64,
}

/// A comment with the name, the address and the e-mail address of who wrote it.
type Found = (i64, Option<String>, Option<String>, Option<String>);

impl Store {
    /// The comments of a person, by the receipt's SHA-256, or by exactly the name or e-mail address that was given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comments_of_person(
        &self,
        actor: &str,
        receipt_sha256: &str,
        words: &str,
    ) -> Result<Vec<PersonFound>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let rows: Vec<Found> = on!(link, |c| sqlx::query_as(
            "select k.id, p.name, p.address, p.email from consultation_comment k
               left join consultation_person p on p.comment_id = k.id
              where k.receipt_sha256 = $1 or ($2 <> '' and (p.name = $2 or p.email = $2)) order by k.id"
        )
        .bind(receipt_sha256)
        .bind(words)
        .fetch_all(c)
        .await)?;
        // That somebody looked is kept; whom they looked for is not.
        append(link, actor, "comment.export-person", "consultation", format!("comments\t{}", rows.len())).await?;
        tx.commit().await?;
        let found = |(comment, name, address, email): Found| PersonFound {
            comment,
            person: PersonGiven {
                name: name.unwrap_or_default(),
                address: address.unwrap_or_default(),
                email: email.unwrap_or_default(),
            },
        };
        Ok(rows.into_iter().map(found).collect())
    }

    /// Published consultations that still hold personal data.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consultations_with_persons(&self) -> Result<Vec<Retention>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64, String, String, i64, i64)> = on!(link, |c| sqlx::query_as(
            "select u.id, u.title, u.published_day, u.retain_days, cast(count(*) as bigint)
               from consultation u join consultation_comment k on k.consultation_id = u.id
               join consultation_person p on p.comment_id = k.id
              where u.published_day is not null group by u.id, u.title, u.published_day, u.retain_days order by u.id"
        )
        .fetch_all(c)
        .await)?;
        let retention = |(consultation, title, day, days, persons): (i64, String, String, i64, i64)| {
            let published = day.parse().map_err(|_| crate::sheet_read::damaged("published_day", &day))?;
            Ok(Retention { consultation, title, published, days, persons })
        };
        rows.into_iter().map(retention).collect()
    }

    /// Deletes names and addresses of a consultation; texts and counts stay. How many persons' data went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_consultation_persons(&self, actor: &str, id: i64) -> Result<i64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let gone = on!(link, |c| sqlx::query(
            "delete from consultation_person where comment_id in
                (select id from consultation_comment where consultation_id = $1)"
        )
        .bind(id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        append(link, actor, "consultation.retain", &format!("consultation:{id}"), format!("persons\t{gone}")).await?;
        tx.commit().await?;
        Ok(gone as i64)
    }
}
