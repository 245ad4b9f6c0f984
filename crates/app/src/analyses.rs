//! Management analyses (経営分析): the five stages of a cluster, their gates, snapshots and options.
//!
//! - [`AnalysisView`]: a cluster's analysis with what is missing at each gate and what this actor may do
//! - [`ItemEdit`], [`ItemSaved`]: a record being written; a stale text never replaces another
//! - [`ClusterOptions`]: the options with the decision that stands, for tasks, frame and chain
//!
//! Who closes a gate must not have written the last change of any record of that stage (four eyes).

mod demo;
mod edit;
mod gates;
mod options;
mod prefill;
mod snapshots;
mod view;

pub use edit::{ItemEdit, ItemSaved};
pub use options::ClusterOptions;
pub use prefill::{FactSource, Prefill, PrefillChoice};
pub use snapshots::{SnapshotPair, SnapshotView};
pub use store::analysis::{
    Alteration, AnalysisMark, ItemChange, ItemRow, SnapshotFault, SnapshotRow, StepRow, StoredAnalysis, What,
};
pub use view::{AnalysisView, ItemView, StageView};

reform::declare_kinds! {
    STALE_ITEM = "AP-180"
        "ほかの人が先にこの記録を書き換えました" "Somebody else changed this record first"
        "下に並べた二つの文を見比べ、残す方にしてから、もう一度保存してください"
        "Compare the two texts below, keep what should stand, and save again";
    STALE_ANALYSIS = "AP-181"
        "画面を開いたあとで、経営分析が変わりました" "The analysis changed after you opened the page"
        "いまの内容を確かめてから、もう一度操作してください" "Look at it as it is now, and do it again";
    GATE_UNMET = "AP-182"
        "関門を閉じるのに要るものが足りません" "Something the gate asks for is missing"
        "一覧の不足をすべて埋めてから閉じてください" "Fill in everything on the list, then close it";
    REASON_MISSING = "AP-183"
        "理由が書かれていません" "The reason is missing"
        "あとで読む人のために、1文字から1,000文字で理由を書いてください" "Give the reason in 1 to 1,000 characters";
    GROUND_MISSING = "AP-184"
        "決定の根拠が書かれていません" "The ground of the decision is missing"
        "決めた会議の名前や文書を、1文字から1,000文字で書いてください"
        "Name the meeting or document that decided, in 1 to 1,000 characters";
    DECISION_DAY = "AP-185"
        "決定した日付が正しくありません" "The day of the decision is not right"
        "今日までの日付を 2026-04-01 のように書いてください" "Give a day up to today, as 2026-04-01";
    NO_SUCH_OPTION = "AP-186"
        "その改革案はこの経営分析にありません" "There is no such option in this analysis"
        "改革案の一覧から選び直してください" "Choose one from the list of options";
    TOO_MANY_ITEMS = "AP-187"
        "記録が多すぎます" "There are too many records"
        "一つの経営分析の記録は300までです。まとめるか、要らないものを消してください"
        "An analysis holds 300 records; merge some, or delete what is not needed";
    ITEM_DELETED = "AP-188"
        "この記録は消されています" "This record was deleted"
        "元に戻してから書き換えてください" "Bring it back before you change it";
    NO_PLACE_TO_MOVE = "AP-189"
        "これより先へは動かせません" "It cannot be moved any further"
        "同じ種類の記録の中でだけ動かせます" "A record moves among those of its kind only";
    NOTHING_TO_RESTORE = "AP-190"
        "戻す先の版がありません" "There is no such version to go back to"
        "履歴の一覧から選び直してください" "Choose one from the history";
    RESTORE_FAULTY = "AP-191"
        "その版の内容は、いまは保存できません" "What that version held cannot be kept now"
        "挙げていた記録が消えていないか確かめ、手で書き直してください"
        "See whether a record it names was deleted, and write it anew";
    SNAPSHOT_ALTERED = "AP-192"
        "スナップショットの内容がハッシュと合いません" "The content of a snapshot does not match its hash"
        "データベースが書き換えられた疑いがあります。バックアップと比べてください"
        "The database may have been altered; compare it with a backup";
    SNAPSHOT_CHAIN = "AP-193"
        "スナップショットが前のものとつながりません" "A snapshot does not follow from the one before"
        "消されたり入れ替えられたりした疑いがあります。バックアップと比べてください"
        "One may have been removed or exchanged; compare it with a backup";
    SNAPSHOT_REPLACED = "AP-194"
        "スナップショットが監査証跡の記録と違います" "A snapshot is not the one the audit trail noted"
        "作り直された疑いがあります。バックアップと比べてください" "It may have been made anew; compare it with a backup";
    SNAPSHOT_MISSING = "AP-195"
        "監査証跡にあるスナップショットがありません" "A snapshot that the audit trail notes is missing"
        "消された疑いがあります。バックアップから戻してください" "It may have been removed; restore it from a backup";
    TOO_LARGE_TO_ADD = "AP-196"
        "金額が大きすぎて足し合わせられません" "The amounts are too large to be added up"
        "改革案の効果の桁を確かめてください" "Check the amounts of the options";
}
