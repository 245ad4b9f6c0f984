//! Items spoken about (対象) by name and page, and the occasions on which remarks are made.

use std::collections::{BTreeMap, BTreeSet};

use reform::discussion::{ItemKind, ItemRef};
use reform::plan::Text;
use store::meeting::MeetingRow;

use super::choices::PLAN_PARTS;
use crate::App;
use crate::error::AppError;

/// A thing spoken about as pages name it (対象の表示).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemLabel {
    /// What kind.
    pub kind: ItemKind,
    /// Its name.
    pub name: Text,
    /// The page it stands on; empty where there is none.
    pub path: String,
    /// Where in it; may be empty.
    pub place: String,
}

/// Bodies and meetings by name (会議の名前).
pub(crate) struct Occasions {
    bodies: BTreeMap<String, Text>,
    meetings: BTreeMap<i64, MeetingRow>,
}

impl ItemLabel {
    /// A thing nobody knows any more: named as it was written.
    pub(crate) fn unknown(item: &ItemRef) -> ItemLabel {
        let name = if item.id.is_empty() {
            Text { ja: item.kind.label_ja().to_owned(), en: Some(item.kind.label_en().to_owned()) }
        } else {
            Text::japanese(&item.id)
        };
        let path = match item.kind {
            ItemKind::Frame => "/frame",
            ItemKind::Outlook => "/fiscal/outlook",
            ItemKind::Plan => "/plan",
            ItemKind::Cluster | ItemKind::Program | ItemKind::Roadmap | ItemKind::Figure | ItemKind::Initiative => "",
        };
        ItemLabel { kind: item.kind, name, path: path.to_owned(), place: item.place.clone() }
    }
}

impl Occasions {
    /// The body and meeting a remark was made in; empty for none.
    pub fn name(&self, body: &str, meeting: Option<i64>) -> Text {
        let Some(meeting) = meeting.and_then(|id| self.meetings.get(&id)) else {
            return self.bodies.get(body).cloned().unwrap_or_else(|| Text::japanese(body));
        };
        let name = self.bodies.get(&meeting.body).cloned().unwrap_or_else(|| Text::japanese(&meeting.body));
        let number = meeting.number;
        Text { ja: format!("{} 第{number}回", name.ja), en: Some(format!("{}, meeting {number}", name.en_or_ja())) }
    }
}

impl App {
    /// The things a text of references names, by name and page; one that is not known any more keeps what was written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn items_named(&self, items: &str) -> Result<Vec<ItemLabel>, AppError> {
        let items = crate::consultations::items_of(items);
        let labels = self.item_labels(items.iter()).await?;
        Ok(items.iter().filter_map(|item| labels.get(item).cloned()).collect())
    }

    /// These things by name and page; programs are asked for together.
    pub(crate) async fn item_labels(
        &self,
        items: impl Iterator<Item = &ItemRef>,
    ) -> Result<BTreeMap<ItemRef, ItemLabel>, AppError> {
        let items: BTreeSet<&ItemRef> = items.collect();
        let numbers = items.iter().filter(|item| item.kind == ItemKind::Program).map(|item| item.id.clone());
        let numbers: BTreeSet<String> = numbers.collect();
        let programs = self.store.programs_named(&numbers.into_iter().collect::<Vec<_>>()).await?;
        let heads = self.all_cluster_names().await?;
        let mut labels = BTreeMap::new();
        for item in items {
            let label = match item.kind {
                ItemKind::Cluster | ItemKind::Roadmap => heads.get(&item.id).map(|name| match item.kind {
                    ItemKind::Roadmap => (name.clone(), format!("/roadmap#{}", item.id)),
                    _ => (name.clone(), format!("/clusters/{}", item.id)),
                }),
                ItemKind::Program => {
                    programs.get(&item.id).map(|(id, name)| (Text::japanese(name), format!("/programs/{id}")))
                }
                ItemKind::Figure => {
                    let exhibit = self.plan.exhibits.iter().find(|exhibit| exhibit.id == item.id);
                    exhibit.map(|exhibit| {
                        let ja = format!("{} {}", exhibit.number.ja, exhibit.title.ja);
                        let en = format!("{} {}", exhibit.number.en_or_ja(), exhibit.title.en_or_ja());
                        (Text { ja, en: Some(en) }, format!("/figures/{}", exhibit.id))
                    })
                }
                ItemKind::Initiative => {
                    let initiative = self.plan.initiatives.as_ref().and_then(|plan| plan.initiative(&item.id));
                    initiative.map(|one| (one.name.clone(), format!("/initiatives/{}", one.id)))
                }
                ItemKind::Plan => {
                    let part = PLAN_PARTS.iter().find(|part| part.id == item.id);
                    part.map(|part| {
                        let name = Text { ja: part.ja.to_owned(), en: Some(part.en.to_owned()) };
                        (name, part.path.to_owned())
                    })
                }
                ItemKind::Frame | ItemKind::Outlook => None,
            };
            let known = label.map(|(name, path)| ItemLabel { kind: item.kind, name, path, place: item.place.clone() });
            labels.insert(item.clone(), known.unwrap_or_else(|| ItemLabel::unknown(item)));
        }
        Ok(labels)
    }

    /// Whether there is such a thing; sections of the plan are taken as they are written.
    pub(crate) async fn is_known_item(&self, item: &ItemRef) -> Result<bool, AppError> {
        Ok(match item.kind {
            ItemKind::Cluster | ItemKind::Roadmap => self.all_cluster_names().await?.contains_key(&item.id),
            ItemKind::Program => self.store.program_named(&item.id).await?.is_some(),
            ItemKind::Figure => self.plan.exhibits.iter().any(|exhibit| exhibit.id == item.id),
            ItemKind::Initiative => {
                self.plan.initiatives.as_ref().is_some_and(|plan| plan.initiative(&item.id).is_some())
            }
            ItemKind::Frame | ItemKind::Outlook | ItemKind::Plan => true,
        })
    }

    /// The clusters of the plan and of the city's own, by id.
    pub(super) async fn all_cluster_names(&self) -> Result<BTreeMap<String, Text>, AppError> {
        let heads = self.cluster_heads(&crate::Actor::visitor()).await?;
        Ok(heads.into_iter().map(|head| (head.id, head.name)).collect())
    }

    /// Bodies and meetings by name.
    pub(crate) async fn occasions(&self) -> Result<Occasions, AppError> {
        let bodies = self.body_names().await?;
        let meetings = self.store.meetings().await?.into_iter().map(|meeting| (meeting.id, meeting)).collect();
        Ok(Occasions { bodies, meetings })
    }
}
