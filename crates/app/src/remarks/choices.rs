//! Things to choose from where a reference is typed (対象の選択肢): everything of the plan; programs are found otherwise.

use reform::discussion::{ItemKind, ItemRef};
use reform::plan::Text;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor};

/// A part of the plan that can be spoken about (計画の部分): what a reference calls it, its names, its page.
pub(super) struct PlanPart {
    /// What a reference calls it.
    pub id: &'static str,
    /// 名前.
    pub ja: &'static str,
    /// The name.
    pub en: &'static str,
    /// Its page.
    pub path: &'static str,
}

/// The parts of the plan, as its pages divide it.
pub(super) const PLAN_PARTS: [PlanPart; 7] = [
    PlanPart { id: "overview", ja: "プランの概要", en: "overview of the plan", path: "/plan" },
    PlanPart { id: "principles", ja: "基本原則", en: "principles", path: "/plan/principles" },
    PlanPart { id: "strategies", ja: "重点戦略", en: "strategies", path: "/plan/strategies" },
    PlanPart { id: "viewpoints", ja: "見直しの視点", en: "viewpoints", path: "/plan/viewpoints" },
    PlanPart { id: "targets", ja: "目標と見通しの数値", en: "targets and figures", path: "/plan/targets" },
    PlanPart { id: "clusters", ja: "事業クラスターの一覧", en: "list of clusters", path: "/plan/clusters" },
    PlanPart { id: "council", ja: "推進体制", en: "bodies", path: "/plan/council" },
];

/// A thing that can be chosen (対象の選択肢).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemChoice {
    /// What is written to name it.
    pub item: ItemRef,
    /// What it is called.
    pub name: Text,
}

impl App {
    /// Everything of the plan that can be spoken about, kind by kind; programs are too many and are found by their
    /// number or a part of their name. Nothing for who may not see remarks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_choices(&self, actor: &Actor) -> Result<Vec<ItemChoice>, AppError> {
        if !actor.may(Action::ReadDiscussion) {
            return Ok(Vec::new());
        }
        self.choices_of_plan().await
    }

    /// Everything of the plan that can be spoken about, whoever asks.
    pub(super) async fn choices_of_plan(&self) -> Result<Vec<ItemChoice>, AppError> {
        let clusters = self.all_cluster_names().await?;
        let mut named: Vec<(ItemKind, String, Text)> = Vec::new();
        for kind in [ItemKind::Cluster, ItemKind::Roadmap] {
            named.extend(clusters.iter().map(|(id, name)| (kind, id.clone(), name.clone())));
        }
        for kind in [ItemKind::Frame, ItemKind::Outlook] {
            named.push((kind, String::new(), both(kind.label_ja(), kind.label_en())));
        }
        named.extend(self.plan.exhibits.iter().map(|exhibit| {
            let ja = format!("{} {}", exhibit.number.ja, exhibit.title.ja);
            let en = format!("{} {}", exhibit.number.en_or_ja(), exhibit.title.en_or_ja());
            (ItemKind::Figure, exhibit.id.clone(), both(&ja, &en))
        }));
        named.extend(PLAN_PARTS.iter().map(|part| (ItemKind::Plan, part.id.to_owned(), both(part.ja, part.en))));
        if let Some(initiatives) = &self.plan.initiatives {
            let all = initiatives.initiatives.iter();
            named.extend(all.map(|one| (ItemKind::Initiative, one.id.clone(), one.name.clone())));
        }
        let choice =
            |(kind, id, name): (ItemKind, String, Text)| Some(ItemChoice { item: ItemRef::new(kind, &id)?, name });
        Ok(named.into_iter().filter_map(choice).collect())
    }
}

fn both(ja: &str, en: &str) -> Text {
    Text { ja: ja.to_owned(), en: Some(en.to_owned()) }
}
