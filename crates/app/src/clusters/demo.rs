//! Clusters of the demonstration (例示のクラスター): members picked from the illustrative inventory by name, leads, years.
//!
//! The plan names its clusters but neither their programs nor who leads them, and gives its clusters by policy purpose only
//! as a picture: all of that is made up here and marked so.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::FiscalYear;
use reform::cluster::{Degree, Reason};
use reform::lineage::WHOLE_BP;
use reform::program::FundingSource;
use store::cluster::{MembersChange, Seen};
use store::{ProgramQuery, ProgramRow};

use super::ClusterRow;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The most members an example has.
const MEMBERS: usize = 40;

/// An example cluster: where it belongs, who leads it, from when, why, and the words its programs' names hold.
struct Example {
    /// The plan's id; empty for one of the city's own.
    id: &'static str,
    name: (&'static str, &'static str),
    explanation: &'static str,
    lead: &'static [&'static str],
    start: i32,
    size: (Degree, &'static str),
    urgency: (Degree, &'static str),
    words: &'static [&'static str],
}

use Degree::{High, Low, Middle};

/// In the order in which they take programs: a program that an earlier one has is not taken again.
const EXAMPLES: [Example; 17] = [
    Example {
        id: "public-investment-level",
        name: ("", ""),
        explanation: "",
        lead: &["財政・変革局"],
        start: 2024,
        size: (High, "市債で賄う整備と更新のほとんどが関わる（例示）。"),
        urgency: (High, "毎年度の予算で上限を決めるため、早いほど効く（例示）。"),
        words: &[
            "岸壁整備",
            "橋りょう長寿命化",
            "幹線道路整備",
            "航路・泊地整備",
            "小学校校舎",
            "市営住宅",
            "準用河川整備",
            "総合公園整備",
            "消防署所",
            "国直轄道路",
            "国直轄港湾",
            "ごみ焼却工場",
        ],
    },
    Example {
        id: "facility-management-plan",
        name: ("", ""),
        explanation: "",
        lead: &["財政・変革局"],
        start: 2024,
        size: (High, "対象の施設が多く、更新費用が大きい（例示）。"),
        urgency: (Middle, "計画の改定時期に合わせる（例示）。"),
        words: &["市民センター改修", "体育館改修", "図書館改修", "老人福祉センター", "区役所庁舎", "学校体育館"],
    },
    Example {
        id: "infrastructure-management-plan",
        name: ("", ""),
        explanation: "",
        lead: &["都市整備局"],
        start: 2025,
        size: (High, "道路・橋・河川の点検と修繕を含む（例示）。"),
        urgency: (Middle, "点検の結果がそろう年度から始める（例示）。"),
        words: &["定期点検", "トンネル", "歩道"],
    },
    Example {
        id: "port-facility-management",
        name: ("", ""),
        explanation: "",
        lead: &["港湾空港局"],
        start: 2025,
        size: (Middle, "岸壁などの維持と更新（例示）。"),
        urgency: (Low, "施設の調査を先に終える（例示）。"),
        words: &["防波堤", "臨港道路", "港湾緑地", "海岸保全施設", "コンテナターミナル"],
    },
    Example {
        id: "water-and-sewerage",
        name: ("", ""),
        explanation: "",
        lead: &["都市整備局"],
        start: 2026,
        size: (Middle, "一般会計からの負担金を扱う（例示）。"),
        urgency: (Low, "経営計画の見直し年度に合わせる（例示）。"),
        words: &["下水道事業会計", "水道事業会計"],
    },
    Example {
        id: "subsidies-review",
        name: ("", ""),
        explanation: "",
        lead: &["財政・変革局"],
        start: 2025,
        size: (High, "補助の形をとる事業が全局にある（例示）。"),
        urgency: (High, "指針を翌年度の予算に間に合わせる（例示）。"),
        words: &["設備投資支援", "企業立地促進補助", "団体活動支援", "地域まちづくり活動支援"],
    },
    Example {
        id: "operational-reform",
        name: ("", ""),
        explanation: "",
        lead: &["デジタル市役所推進室"],
        start: 2024,
        size: (Middle, "全局の事務に及ぶ（例示）。"),
        urgency: (High, "職員の時間を早く生み出す（例示）。"),
        words: &["業務改善", "文書電子決裁", "生成AI"],
    },
    Example {
        id: "personnel",
        name: ("", ""),
        explanation: "",
        lead: &["総務市民局"],
        start: 2025,
        size: (Low, "研修と採用の費用（例示）。"),
        urgency: (Middle, "採用の見通しが厳しい（例示）。"),
        words: &["職員採用", "人事給与", "職員健康管理"],
    },
    Example {
        id: "smart-ward-offices",
        name: ("", ""),
        explanation: "",
        lead: &["デジタル市役所推進室"],
        start: 2024,
        size: (Middle, "窓口の手続が多い（例示）。"),
        urgency: (High, "市民の待ち時間に直に効く（例示）。"),
        words: &["電子申請", "マイナンバーカード交付", "コンビニ交付", "住民票"],
    },
    Example {
        id: "",
        name: ("地域防災（例示）", "Local disaster readiness (illustrative)"),
        explanation: "避難、情報の伝達、備蓄など、地域の備えを高めるねらいの事業を束ねた例。",
        lead: &["危機管理室"],
        start: 2024,
        size: (Middle, "危機管理室の事業の多くを含む（例示）。"),
        urgency: (High, "災害はいつ起きるか分からない（例示）。"),
        words: &[
            "避難所運営",
            "個別避難計画",
            "防災情報伝達",
            "備蓄物資",
            "防災教育",
            "マイ・タイムライン",
            "企業防災",
        ],
    },
    Example {
        id: "",
        name: ("子育ての相談と支援（例示）", "Advice and support for families (illustrative)"),
        explanation: "妊娠期から就学までの相談と支援を、窓口ごとではなくねらいで見るための例。",
        lead: &["子ども家庭局"],
        start: 2024,
        size: (High, "対象の家庭が多い（例示）。"),
        urgency: (Middle, "出生の減り方に合わせて組み替える（例示）。"),
        words: &["妊娠期からの子育て", "産後ケア", "子育て応援", "ひとり親家庭支援"],
    },
    Example {
        id: "",
        name: ("高齢者の介護予防（例示）", "Keeping the elderly well (illustrative)"),
        explanation: "介護が要る状態になるのを遅らせるねらいの事業を束ねた例。",
        lead: &["保健福祉局"],
        start: 2024,
        size: (High, "65歳以上の市民が対象（例示）。"),
        urgency: (High, "給付の伸びを抑える効果が早く出る（例示）。"),
        words: &["介護予防", "フレイル対策", "生きがいづくり", "高齢者見守り"],
    },
    Example {
        id: "",
        name: ("健康づくりと検診（例示）", "Health and screening (illustrative)"),
        explanation: "病気を早く見つけ、重くしないねらいの事業を束ねた例。",
        lead: &["保健福祉局"],
        start: 2025,
        size: (Middle, "検診の費用が中心（例示）。"),
        urgency: (Middle, "受診率を見て決める（例示）。"),
        words: &["がん検診", "特定健診", "糖尿病重症化予防", "歯と口の健康"],
    },
    Example {
        id: "",
        name: ("脱炭素（例示）", "Decarbonisation (illustrative)"),
        explanation: "温室効果ガスを減らすねらいの事業を、局を越えて束ねた例。",
        lead: &["環境局"],
        start: 2025,
        size: (Middle, "環境局の事業と施設の設備更新（例示）。"),
        urgency: (Middle, "国の計画年度に合わせる（例示）。"),
        words: &[
            "再生可能エネルギー",
            "省エネ住宅",
            "電気自動車",
            "水素エネルギー",
            "カーボンニュートラル経営",
            "公共施設太陽光",
        ],
    },
    Example {
        id: "",
        name: ("観光と集客（例示）", "Visitors (illustrative)"),
        explanation: "市外から訪れる人を増やすねらいの事業を束ねた例。",
        lead: &["都市ブランド創造局"],
        start: 2026,
        size: (Middle, "観光施設と催し（例示）。"),
        urgency: (Low, "大きな催しのあとに始める（例示）。"),
        words: &["夜景観光", "門司港レトロ観光", "小倉城観光", "産業観光", "インバウンド観光", "クルーズ船観光"],
    },
    Example {
        id: "",
        name: ("就業と人材の確保（例示）", "Work and skills (illustrative)"),
        explanation: "市内で働く人を増やし、技能を高めるねらいの事業を束ねた例。",
        lead: &["産業経済局"],
        start: 2025,
        size: (Middle, "労働費と商工費にまたがる（例示）。"),
        urgency: (High, "人手不足が続く（例示）。"),
        words: &["若者就労", "女性就業", "シニア就業", "外国人材活躍", "リスキリング"],
    },
    Example {
        id: "",
        name: ("空き家と住まい（例示）", "Vacant houses and homes (illustrative)"),
        explanation: "使われていない家を減らし、安全な住まいを増やすねらいの事業を束ねた例。",
        lead: &["都市戦略局"],
        start: 2026,
        size: (Low, "件数は多いが費用は小さい（例示）。"),
        urgency: (Middle, "危険な空き家から進める（例示）。"),
        words: &["空き家対策", "特定空家対策", "木造住宅耐震", "住宅セーフティネット"],
    },
];

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn load_demo_clusters(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::ManageClusters)?;
        if !self.store.clusters().await?.is_empty() {
            return Ok(());
        }
        let query = ProgramQuery { per_page: ProgramQuery::MAX_PER_PAGE, ..ProgramQuery::default() };
        let mut programs: Vec<ProgramRow> = Vec::new();
        for page in 1.. {
            let found = self.store.list_programs(&ProgramQuery { page, ..query.clone() }).await?;
            programs.extend(found.rows);
            if (programs.len() as i64) >= found.total || page > 100 {
                break;
            }
        }
        programs.sort_by_key(|program| program.id);
        let departments = self.store.departments().await?;
        let mut taken: BTreeSet<i64> = BTreeSet::new();
        let mut shares: BTreeMap<i64, Vec<(String, u32)>> = BTreeMap::new();
        let mut ids = Vec::new();
        for (at, example) in EXAMPLES.iter().enumerate() {
            let row = ClusterRow {
                id: example.id.to_owned(),
                is_own: example.id.is_empty(),
                category: if example.id.is_empty() { "policy".to_owned() } else { String::new() },
                name_ja: example.name.0.to_owned(),
                name_en: example.name.1.to_owned(),
                explanation: example.explanation.to_owned(),
                lead_department_id: departments.find(example.lead).first().copied(),
                start_year: FiscalYear::new(example.start).ok(),
                size: Reason { degree: Some(example.size.0), words: example.size.1.to_owned() },
                urgency: Reason { degree: Some(example.urgency.0), words: example.urgency.1.to_owned() },
                place: if example.id.is_empty() { at as i64 } else { 0 },
                note: "主担当・開始年度・構成事業は例示です。".to_owned(),
                is_demo: true,
                ..ClusterRow::default()
            };
            let Ok(id) = self.store.save_cluster(&actor.name, &row).await? else { continue };
            let fits = |program: &&ProgramRow| {
                let is_public_works =
                    example.id != "public-investment-level" || FundingSource::Bonds.of(&program.funding).is_some();
                is_public_works && example.words.iter().any(|word| program.name.contains(word))
            };
            // The dearest first, so that an example holds what matters most of its kind.
            let mut fitting: Vec<&ProgramRow> = programs.iter().filter(fits).collect();
            fitting.sort_by_key(|program| (std::cmp::Reverse(program.cost), program.id));
            let fitting: Vec<i64> = fitting.into_iter().map(|program| program.id).collect();
            for program in
                fitting.into_iter().filter(|program| !taken.contains(program)).take(MEMBERS).collect::<Vec<_>>()
            {
                taken.insert(program);
                shares.entry(program).or_default().push((id.clone(), WHOLE_BP));
            }
            ids.push(id);
        }
        divide_one(&mut shares, &ids);
        let changes = shares.into_iter().flat_map(|(program, clusters)| {
            clusters.into_iter().map(move |(cluster, share)| (cluster, program, Some(share)))
        });
        let first = ids.first().cloned().unwrap_or_default();
        let change = MembersChange { seen: Seen::Cluster(first, 0), changes: changes.collect(), is_demo: true };
        // The examples were made just now, so nobody can have changed them.
        let _ = self.store.change_cluster_members(&actor.name, &change).await?;
        Ok(())
    }
}

/// Divides one program of the worked example over two clusters, 60% and 40%, and lets a second be looked at elsewhere.
fn divide_one(shares: &mut BTreeMap<i64, Vec<(String, u32)>>, ids: &[String]) {
    let (Some(first), Some(second)) = (ids.first(), ids.get(1)) else { return };
    let mut of_first = shares.values_mut().filter(|clusters| clusters.iter().any(|(id, _)| id == first));
    if let Some(clusters) = of_first.next() {
        *clusters = vec![(first.clone(), 6_000), (second.clone(), 4_000)];
    }
    if let Some(clusters) = of_first.next() {
        clusters.push((second.clone(), 0));
    }
}
