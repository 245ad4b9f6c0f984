//! Taking the examples of the roadmap away (例示の削除), when real programs come.

use crate::StoreError;
use crate::db::{Link, on};

/// Deletes versions, the working version, steps and progress that are examples.
pub(crate) async fn delete_demo_roadmaps(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in [
        "delete from roadmap_working_bar where (select is_demo from roadmap_working where id = 1) = 1",
        "delete from roadmap_working where is_demo = 1",
        "delete from roadmap_step where is_demo = 1",
        "delete from roadmap_progress where is_demo = 1",
        "delete from roadmap_bar where version_id in (select id from roadmap_version where is_demo = 1)",
        "delete from roadmap_version where is_demo = 1",
    ] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}
