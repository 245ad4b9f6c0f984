//! Collecting an edition (版の取りまとめ): what may be published of what stands now, field by field.
//!
//! Everything is copied by name into the published types of [`publish::edition`]; nothing is taken over as a whole, so a
//! field that is added to the inside tomorrow is not public until somebody writes it here. What citizens may see is read as
//! [`Actor::visitor`]; of the rest only what is settled is read, by narrow questions: published review sheets, stages of
//! analyses whose gate is closed, options that were decided, closed years of the investment frame.
//!
//! What is published of each thing, and what never is: `docs/concepts/editions.md`.

mod plan;
mod programs;
mod words;

use publish::edition::{About, Edition};

use crate::App;
use crate::error::{AppError, Refusal};

reform::declare_kinds! {
    CHANGED_MEANWHILE = "AP-400"
        "取りまとめているあいだに、事業の台帳が変わりました" "The inventory changed while the edition was collected"
        "取込が終わってから、もう一度、版を作ってください" "Wait for the import to end and make the edition again";
}

/// How often collecting begins anew when the inventory changes under it.
const TRIES: usize = 3;

impl App {
    /// Everything that may be published now. Of `about`, number, day, reason and approving office are the caller's; the
    /// rest is filled here.
    ///
    /// Asks nobody's rights: whoever calls it has asked `permit`, and what it returns may be seen by everybody.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be published as it is, or the inventory changes all the time.
    pub(crate) async fn collect_edition(&self, about: About) -> Result<Edition, AppError> {
        for _ in 0..TRIES {
            let before = self.store.inventory_revision().await?;
            let edition = self.collect_once(about.clone()).await?;
            if self.store.inventory_revision().await? == before {
                return Ok(edition);
            }
        }
        Err(Refusal::conflict(&CHANGED_MEANWHILE, "").into())
    }

    async fn collect_once(&self, about: About) -> Result<Edition, AppError> {
        let ids = self.store.whole_sheets().await?;
        let names = programs::Names::of(&ids);
        let (plan, glossary) = (plan::text(&self.plan), plan::glossary(&self.plan));
        let programs = self.collect_programs(ids, &names).await?;
        let mut edition = Edition { about, plan, glossary, programs, ..Edition::default() };
        self.fill_about(&mut edition);
        Ok(edition)
    }

    /// What of an edition's head is no choice of whoever makes it.
    fn fill_about(&self, edition: &mut Edition) {
        let (residents, residents_source) = plan::residents(&self.plan);
        let about = &mut edition.about;
        about.city = words::of(&self.plan.city.name);
        about.city_code = self.plan.city.code.as_str().to_owned();
        about.plan = words::of(&self.plan.title);
        (about.residents, about.residents_source) = (residents, residents_source);
        if about.licence.is_empty() {
            about.licence = "CC-BY-4.0".to_owned();
        }
        about.is_illustrative = edition.programs.iter().any(|program| program.is_illustrative)
            || edition.clusters.iter().any(|cluster| cluster.is_illustrative)
            || edition.facilities.iter().any(|facility| facility.is_illustrative)
            || edition.pictures.iter().any(|picture| picture.basis == "illustrative")
            || edition.frame.is_illustrative;
    }
}
