//! Example cycles (例示の点検): they go away as a whole with the example programs.

use crate::StoreError;
use crate::db::{Link, on};

/// Deletes every example cycle with all that hangs on it. The audit trail stays.
pub(crate) async fn delete_demo_cycles(link: &mut Link<'_>) -> Result<(), StoreError> {
    const SHEETS: &str = "(select id from review_sheet where fiscal_year in
        (select fiscal_year from review_cycle where is_demo = 1))";
    const CYCLES: &str = "(select fiscal_year from review_cycle where is_demo = 1)";
    for sql in [
        format!("delete from notice where sheet_id in {SHEETS}"),
        format!("delete from review_comment where answers_id is not null and sheet_id in {SHEETS}"),
        format!("delete from review_comment where sheet_id in {SHEETS}"),
        format!("delete from review_file where sheet_id in {SHEETS}"),
        format!("delete from review_effect where sheet_id in {SHEETS}"),
        format!("delete from review_step where sheet_id in {SHEETS}"),
        format!("delete from review_change where sheet_id in {SHEETS}"),
        format!("delete from review_field where sheet_id in {SHEETS}"),
        format!("delete from review_workbook where fiscal_year in {CYCLES}"),
        format!("delete from review_link where fiscal_year in {CYCLES}"),
        format!("delete from review_sheet where fiscal_year in {CYCLES}"),
        "delete from review_cycle where is_demo = 1".to_owned(),
    ] {
        on!(link, |c| sqlx::query(sqlx::AssertSqlSafe(sql)).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}
