//! What is spoken about, as it is published (公表する対象): by kind, by its id in the edition, and by name.

use std::collections::BTreeMap;

use publish::edition::{Cluster, Subject, Words};
use reform::discussion::{ItemKind, ItemRef};
use reform::plan::{Plan, Text};
use store::WholeSheet;

use super::programs::Names;
use super::words::{both, of};

/// The things an edition knows, by what staff call them (版にあるもの).
#[derive(Debug)]
pub(super) struct Subjects {
    /// By the city's number: the id in the edition, and the name.
    programs: BTreeMap<String, (String, Words)>,
    clusters: BTreeMap<String, Words>,
    figures: BTreeMap<String, Words>,
    initiatives: BTreeMap<String, Words>,
}

impl Subjects {
    /// What can be spoken about in this edition.
    pub fn of(whole: &[WholeSheet], names: &Names, clusters: &[Cluster], plan: &Plan) -> Subjects {
        let program = |whole: &WholeSheet| {
            let id = names.id(whole.program)?.to_owned();
            Some((whole.sheet.external_id.clone(), (id, Words::ja(whole.sheet.name.clone()))))
        };
        let numbered = |number: &Text, title: &Text| {
            let en = format!("{} {}", number.en_or_ja(), title.en_or_ja());
            Words::both(format!("{} {}", number.ja, title.ja), en)
        };
        let initiatives = plan.initiatives.iter().flat_map(|plan| &plan.initiatives);
        Subjects {
            programs: whole.iter().filter_map(program).collect(),
            clusters: clusters.iter().map(|cluster| (cluster.id.clone(), cluster.name.clone())).collect(),
            figures: plan.exhibits.iter().map(|one| (one.id.clone(), numbered(&one.number, &one.title))).collect(),
            initiatives: initiatives.map(|one| (one.id.clone(), of(&one.name))).collect(),
        }
    }

    /// The thing as it is published. One that is not in the edition keeps the name staff gave it and leads nowhere.
    pub fn subject(&self, item: &ItemRef) -> Subject {
        let named = |known: &BTreeMap<String, Words>| known.get(&item.id).map(|name| (item.id.clone(), name.clone()));
        let found = match item.kind {
            ItemKind::Cluster | ItemKind::Roadmap => named(&self.clusters),
            ItemKind::Program => self.programs.get(&item.id).cloned(),
            ItemKind::Figure => named(&self.figures),
            ItemKind::Initiative => named(&self.initiatives),
            ItemKind::Plan => Some((item.id.clone(), Words::ja(item.id.clone()))),
            ItemKind::Frame | ItemKind::Outlook => {
                Some((String::new(), both(item.kind.label_ja(), item.kind.label_en())))
            }
        };
        let (id, name) = found.unwrap_or_else(|| (String::new(), Words::ja(item.id.clone())));
        Subject {
            kind: item.kind.word().to_owned(),
            kind_name: both(item.kind.label_ja(), item.kind.label_en()),
            id,
            name,
            place: item.place.clone(),
        }
    }

    /// The thing a page of the staff's site shows; nothing where it is no page of a cluster or of the roadmap.
    pub fn at_address(&self, address: &str) -> Option<Subject> {
        let kind_and_id =
            |path: &str| match path.split(['?', '#']).next()?.trim_matches('/').split('/').collect::<Vec<_>>()[..] {
                ["clusters", id] => ItemRef::new(ItemKind::Cluster, id),
                ["initiatives", id] => ItemRef::new(ItemKind::Initiative, id),
                ["frame"] => ItemRef::new(ItemKind::Frame, ""),
                ["fiscal", "outlook"] => ItemRef::new(ItemKind::Outlook, ""),
                _ => None,
            };
        let subject = self.subject(&kind_and_id(address)?);
        let is_single = matches!(subject.kind.as_str(), "frame" | "outlook");
        (is_single || !subject.id.is_empty()).then_some(subject)
    }
}
