//! Lineage as stored (系譜の保存): links from the programs of one year to those of the next.

use fiscal::FiscalYear;
use reform::lineage::{Link, LinkKind};

use crate::audit::append;
use crate::db::{now, on};
use crate::number::next_number;
use crate::{Store, StoreError};

/// A link with how it came to be (系譜の一件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLink {
    /// The link; programs by their ids in this system.
    pub link: Link,
    /// True when a person set it; otherwise the system proposed it.
    pub is_set: bool,
}

impl Store {
    /// The links that lead to a fiscal year, by program of the year before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lineage_links(&self, year: FiscalYear) -> Result<Vec<StoredLink>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        type Row = (String, Option<i64>, Option<i64>, i64, String);
        let rows: Vec<Row> = on!(link, |c| sqlx::query_as(
            "select kind, from_program_id, to_program_id, share_bp, origin from review_link where fiscal_year = $1
              order by coalesce(from_program_id, 0), coalesce(to_program_id, 0), id"
        )
        .bind(i64::from(year.start()))
        .fetch_all(c)
        .await)?;
        rows.into_iter()
            .map(|(kind, from, to, share, origin)| {
                let damaged = || StoreError::Damaged(format!("review_link {year}: {kind} {share}"));
                let link = Link {
                    kind: LinkKind::from_word(&kind).ok_or_else(damaged)?,
                    from: from.map(|id| id.to_string()),
                    to: to.map(|id| id.to_string()),
                    share_bp: u32::try_from(share).map_err(|_| damaged())?,
                };
                Ok(StoredLink { link, is_set: origin == "set" })
            })
            .collect()
    }

    /// Puts links in the place of others that lead to a year, all in one transaction.
    ///
    /// `gone` are taken away as they were read, so that somebody else's change meanwhile is noticed: `false` then, and
    /// nothing is changed.
    ///
    /// # Errors
    /// When the database fails, or knows no such program or year.
    pub async fn replace_links(
        &self,
        actor: &str,
        year: FiscalYear,
        gone: &[Link],
        new: &[Link],
        is_set: bool,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        for old in gone {
            let deleted = on!(link, |c| sqlx::query(
                "delete from review_link where fiscal_year = $1 and kind = $2 and share_bp = $3
                    and coalesce(from_program_id, 0) = $4 and coalesce(to_program_id, 0) = $5"
            )
            .bind(i64::from(year.start()))
            .bind(old.kind.word())
            .bind(i64::from(old.share_bp))
            .bind(program_id(old.from.as_deref())?.unwrap_or(0))
            .bind(program_id(old.to.as_deref())?.unwrap_or(0))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
            if deleted != 1 {
                tx.roll_back().await?;
                return Ok(false);
            }
        }
        for added in new {
            let id = next_number(link, "link").await?;
            on!(link, |c| sqlx::query(
                "insert into review_link
                    (id, fiscal_year, kind, from_program_id, to_program_id, share_bp, origin, actor, at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            )
            .bind(id)
            .bind(i64::from(year.start()))
            .bind(added.kind.word())
            .bind(program_id(added.from.as_deref())?)
            .bind(program_id(added.to.as_deref())?)
            .bind(i64::from(added.share_bp))
            .bind(if is_set { "set" } else { "proposed" })
            .bind(actor)
            .bind(now())
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        }
        let line = |sign: &str, link: &Link| {
            let end = |program: &Option<String>| program.clone().unwrap_or_default();
            format!("{sign}\t{}\t{}\t{}\t{}", link.kind.word(), end(&link.from), end(&link.to), link.share_bp)
        };
        let detail: Vec<String> =
            gone.iter().map(|link| line("before", link)).chain(new.iter().map(|link| line("after", link))).collect();
        append(link, actor, "lineage.set", &format!("cycle:{}", year.start()), detail.join("\n")).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn program_id(id: Option<&str>) -> Result<Option<i64>, StoreError> {
    id.map(|id| id.parse().map_err(|_| StoreError::Damaged(format!("program id {id}")))).transpose()
}
