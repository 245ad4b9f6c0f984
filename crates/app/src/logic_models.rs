//! Logic models of clusters (クラスターのロジックモデル): seen, edited by several people at once, kept as versions.
//!
//! - [`LogicModelView`]: the working model with what its checks say
//! - [`LogicEdit`], [`LogicEdited`]: one operation of the editor, merged with what others did meanwhile
//! - [`App::save_version`], [`App::compare_logic_models`]: copies under a name, and what differs between two
//! - [`LogicDraft`]: a whole model on its way in, from a file, a template or the programs' own texts

mod bulk;
mod compare;
mod demo;
mod edit;
mod kpis;
mod members;
mod merge;
mod picture;
mod undo;
mod versions;

use std::collections::BTreeMap;

use reform::logic_model::{Break, LogicModel, OutcomePath, find_breaks, weigh_paths};

pub use bulk::{LogicDraft, MAX_PASTE_BYTES};
pub use compare::{LogicComparison, LogicSide};
pub use edit::{LogicEdit, LogicEdited};
pub use kpis::{KpiCandidate, Pick};
pub use merge::LogicConflict;
pub use picture::LogicFile;
pub use store::logic_model::{LogicChange, LogicFieldChange, LogicVersion, ProgramLogic};
pub use undo::UndoState;

use crate::App;
use crate::clusters::ClusterHead;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

reform::declare_kinds! {
    CHANGED_MEANWHILE = "AP-220"
        "同じところを、ほかの人が先に変えています" "Somebody else changed the same thing first"
        "二つの内容を見比べて、残すほうを選んでください" "Compare the two and choose which one stays";
    NOTHING_TO_UNDO = "AP-221"
        "元に戻せる操作がありません" "There is nothing to undo"
        "戻せるのは自分がした操作だけです。履歴で確かめてください" "Only your own changes can be taken back; see the history";
    UNDO_BLOCKED = "AP-222"
        "あとの変更があるため、この操作は元に戻せません" "This cannot be undone: it was built upon since"
        "今の内容を見て、手で直すか、保存した版に戻してください" "Look at it as it stands and mend it by hand, or restore a version";
    VERSION_NAME = "AP-223"
        "版の名前が空か、80文字より長くなっています" "The name of a version is empty or longer than 80 characters"
        "「ヒアリング前」のように、あとで分かる短い名前を付けてください" "Give it a short name that tells it apart later";
    TOO_MANY_VERSIONS = "AP-224"
        "保存できる版の数（200）に達しています" "The most versions (200) are kept already"
        "これまでの版で足りないか確かめ、必要なら管理者に相談してください" "See whether an earlier version will do, or ask the administrator";
    MODEL_MOVED_ON = "AP-225"
        "画面を開いたあとに、ロジックモデルが変わっています" "The logic model changed after you opened this page"
        "今のモデルを確かめてから、もう一度操作してください" "Look at the model as it stands, then do it again";
    NOTHING_TO_PROPOSE = "AP-226"
        "ロジックモデルのもとにできる記載がありません" "There is nothing to propose a logic model from"
        "クラスターに事業を入れるか、台帳に手段・対象・意図・結果のある事業を選んでください"
        "Put programs into the cluster that state means, target, intention and result";
    PASTE_TOO_LARGE = "AP-227"
        "貼り付けた表が大きすぎます" "The table is too large"
        "一つのモデルは200要素までです。1 MBまでの表に分けてください" "A model holds 200 nodes; divide the table, at most 1 MB each";
    NOTHING_READ = "AP-228"
        "表に要素が一つもありません" "The table holds no node"
        "見出しの行と、要素の行を一つ以上入れてください" "Give a row of headings and at least one node";
    VERSION_OF_NOTHING = "AP-229"
        "まだロジックモデルがないため、版を保存できません" "There is no logic model to keep a version of"
        "要素を一つ以上加えてから保存してください" "Add at least one node first";
}

/// The working logic model of a cluster with what its checks say (ロジックモデルの画面).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicModelView {
    /// The cluster.
    pub head: ClusterHead,
    /// Grows with every change; 0 before the first.
    pub revision: i64,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// When it was last changed (UTC, ISO 8601); empty before the first change.
    pub changed_at: String,
    /// The nodes and arrows.
    pub model: LogicModel,
    /// The holes in its argument.
    pub breaks: Vec<Break>,
    /// How well the way to each outcome is supported.
    pub paths: Vec<OutcomePath>,
    /// Whether this actor may change it.
    pub may_edit: bool,
}

/// A cluster's model in the list of all (一覧の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicModelRow {
    /// The cluster's id.
    pub cluster: String,
    /// The cluster's name.
    pub title: reform::plan::Text,
    /// How many nodes.
    pub nodes: usize,
    /// How many arrows.
    pub edges: usize,
    /// How many kinds of holes its argument has.
    pub breaks: usize,
    /// When it was last changed (UTC, ISO 8601).
    pub changed_at: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

impl App {
    /// The working logic model of a cluster; an empty one where nobody has begun.
    ///
    /// # Errors
    /// When the actor may not see it, there is no such cluster, or the database fails.
    pub async fn logic_model(&self, actor: &Actor, cluster: &str) -> Result<LogicModelView, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let head = self.cluster_head(actor, cluster).await?;
        let may_edit = actor.may(head.ask());
        let stored = self.store.logic_model(cluster).await?;
        let (revision, is_demo, changed_at, model) = match stored {
            Some(stored) => (stored.revision, stored.is_demo, stored.changed_at, stored.model),
            None => Default::default(),
        };
        let (breaks, paths) = (find_breaks(&model), weigh_paths(&model));
        Ok(LogicModelView { head, revision, is_demo, changed_at, model, breaks, paths, may_edit })
    }

    /// Every cluster that has a logic model, in the order of the clusters' ids.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn logic_model_list(&self, actor: &Actor) -> Result<Vec<LogicModelRow>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let mut heads: BTreeMap<String, ClusterHead> =
            self.cluster_heads(actor).await?.into_iter().map(|head| (head.id.clone(), head)).collect();
        // A cluster that is gone has nobody who would look for its model.
        let rows = self.store.logic_models().await?.into_iter().filter_map(|stored| {
            let head = heads.remove(&stored.cluster)?;
            Some(LogicModelRow {
                cluster: stored.cluster,
                title: head.name,
                nodes: stored.model.nodes().len(),
                edges: stored.model.edges().len(),
                breaks: find_breaks(&stored.model).len(),
                changed_at: stored.changed_at,
                is_demo: stored.is_demo,
            })
        });
        Ok(rows.collect())
    }

    /// The changes of a cluster's model before a revision (from the newest when `None`), newest first, 50 at most.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn logic_model_history(
        &self,
        actor: &Actor,
        cluster: &str,
        before: Option<i64>,
    ) -> Result<Vec<LogicChange>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        self.cluster_head(actor, cluster).await?;
        Ok(self.store.logic_history(cluster, before, 50).await?)
    }
}
