//! The navigation within the clusters, and within the frame and the chain (節の中の案内).

use app::Action;

use crate::page::Frame;

/// A page of the clusters or of the frame (節の中の画面).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// クラスター一覧.
    Clusters,
    /// 重複の可能性.
    Overlaps,
    /// ロジックモデル.
    LogicModels,
    /// 取組と検証.
    Tasks,
    /// 挑戦する市役所づくり.
    Initiatives,
    /// 次世代投資枠.
    Frame,
    /// 連鎖.
    Chain,
    /// 意見.
    Remarks,
    /// 会議.
    Meetings,
    /// 会議体.
    Bodies,
    /// 意見の集計.
    RemarkStatistics,
    /// 意見公募（公開の画面）.
    Comment,
    /// 意見公募の管理.
    Consultations,
    /// 説明・意見交換の記録.
    Explanations,
}

/// Links to the pages beside the current one: address, label, whether it is the current one (案内).
pub struct SubNav {
    /// The entries, in order.
    pub entries: Vec<(String, &'static str, bool)>,
}

impl SubNav {
    /// The pages this visitor may open of the family the current one belongs to.
    pub fn new(f: &Frame, current: Part) -> SubNav {
        let clusters = [
            (Part::Clusters, "/clusters", "クラスター", "Clusters", Action::ReadClusters),
            (Part::LogicModels, "/logic-models", "ロジックモデル", "Logic models", Action::ReadInventory),
            (Part::Overlaps, "/overlaps", "重複の可能性", "Overlaps", Action::ReadOverlaps),
            (Part::Tasks, "/tasks", "取組と検証", "Tasks and outcomes", Action::ReadAnalyses),
            (Part::Initiatives, "/initiatives", "挑戦する市役所", "City hall", Action::ReadInitiatives),
        ];
        let frame = [
            (Part::Frame, "/frame", "次世代投資枠", "Investment frame", Action::ReadFrame),
            (Part::Chain, "/chain", "決定から基金まで", "From decisions to the fund", Action::ReadChain),
        ];
        let discussion = [
            (Part::Remarks, "/remarks", "意見", "Remarks", Action::ReadDiscussion),
            (Part::RemarkStatistics, "/remarks/statistics", "意見の集計", "Statistics", Action::ReadDiscussion),
            (Part::Meetings, "/meetings", "会議", "Meetings", Action::ReadDiscussion),
            (Part::Bodies, "/bodies", "会議体", "Bodies", Action::ReadDiscussion),
            (Part::Comment, "/comment", "意見公募", "Public comment", Action::SendComments),
            (Part::Consultations, "/consultations", "意見公募の管理", "Consultations", Action::ReadConsultations),
            (Part::Explanations, "/explanations", "説明の記録", "Explanations", Action::SendComments),
        ];
        let family = match current {
            Part::Remarks | Part::Meetings | Part::Bodies | Part::RemarkStatistics => &discussion[..],
            Part::Comment | Part::Consultations | Part::Explanations => &discussion[..],
            Part::Frame | Part::Chain => &frame[..],
            _ => &clusters[..],
        };
        let entries = family.iter().filter(|(.., action)| f.actor.may(*action));
        let entries = entries.map(|(part, path, ja, en, _)| (f.href(path), f.lang.pick(ja, en), *part == current));
        SubNav { entries: entries.collect() }
    }
}
