//! Collecting an edition (版の取りまとめ): what may be published of what stands now, field by field.
//!
//! Everything is copied by name into the published types of [`publish::edition`]; nothing is taken over as a whole, so a
//! field that is added to the inside tomorrow is not public until somebody writes it here. What citizens may see is read as
//! [`Actor::visitor`]; of the rest only what is settled is read, by narrow questions: published review sheets, stages of
//! analyses whose gate is closed, options that were decided, closed years of the investment frame.
//!
//! What is published of each thing, and what never is: `docs/concepts/editions.md`.

mod analyses;
mod clusters;
mod exhibits;
mod facilities;
mod frame;
mod initiatives;
mod meetings;
mod outlook;
mod participation;
mod pictures;
mod plan;
mod programs;
mod reviews;
mod roadmap;
mod subjects;
mod words;

use publish::edition::{About, Edition};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

reform::declare_kinds! {}

impl App {
    /// What an edition made now would hold (版の下見): nobody has approved it, so it is shown to colleagues only.
    ///
    /// # Errors
    /// When the actor may not see editions before they are approved, or as what is collected cannot be read.
    pub async fn edition_as_it_stands(&self, actor: &Actor) -> Result<Edition, AppError> {
        permit(actor, Action::ReadEditions)?;
        self.collect_edition(About::default()).await
    }

    /// Everything that may be published now. Of `about`, number, day, reason and approving office are the caller's; the
    /// rest is filled here.
    ///
    /// Asks nobody's rights: whoever calls it has asked `permit`, and what it returns may be seen by everybody.
    ///
    /// # Errors
    /// When the database fails, or holds what cannot be read.
    pub(crate) async fn collect_edition(&self, about: About) -> Result<Edition, AppError> {
        let whole = self.store.whole_sheets().await?;
        let names = programs::Names::of(&whole);
        let reviews = self.collect_reviews(&whole).await?;
        let summaries = self.store.plain_summaries().await?;
        let programs = self.collect_programs(&whole, &names, &reviews, &summaries).await?;
        let mut clusters = self.collect_clusters(&names, &programs, &summaries).await?;
        let logic_models = self.collect_analyses(&mut clusters.clusters).await?;
        let roadmap = self.collect_roadmap().await?;
        let (frame, of_frame) = self.collect_frame(&names).await?;
        let (outlook, of_outlook) = self.collect_outlook().await?;
        let (facilities, of_facilities) = self.collect_facilities().await?;
        let subjects = subjects::Subjects::of(&whole, &names, &clusters.clusters, &self.plan);
        let meetings = self.collect_meetings(&subjects).await?;
        let initiatives = self.collect_initiatives().await?;
        let has_examples = meetings.is_illustrative || initiatives.is_illustrative;
        let families = [
            self.collect_exhibits().await?,
            of_outlook,
            of_frame,
            roadmap.pictures,
            clusters.pictures,
            logic_models,
            of_facilities,
            initiatives.pictures,
        ];
        let mut edition = Edition {
            about,
            plan: plan::text(&self.plan),
            programs,
            categories: clusters.categories,
            clusters: clusters.clusters,
            roadmap: roadmap.roadmap,
            frame,
            outlook,
            pictures: families.into_iter().flatten().collect(),
            facilities,
            glossary: plan::glossary(&self.plan),
            bodies: meetings.bodies,
            meetings: meetings.meetings,
            remarks: meetings.remarks,
            consultations: self.collect_consultations(&subjects).await?,
            explanations: self.collect_explanations(&subjects).await?,
            themes: initiatives.themes,
            initiatives: initiatives.initiatives,
        };
        self.fill_about(&mut edition);
        edition.about.is_illustrative |= has_examples;
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
        // A projection says of itself that its rates are illustrative; that makes nobody's programs so.
        about.is_illustrative = edition.programs.iter().any(|program| program.is_illustrative)
            || edition.clusters.iter().any(|cluster| cluster.is_illustrative)
            || edition.facilities.iter().any(|facility| facility.is_illustrative)
            || edition.frame.is_illustrative
            || edition.roadmap.is_illustrative
            || edition.consultations.iter().any(|consultation| consultation.is_illustrative)
            || edition.explanations.iter().any(|explanation| explanation.is_illustrative);
    }
}
