//! Where the strings are planted: everything people write, in every state it can be in.

mod discussion;

use app::analyses::{ItemEdit, ItemSaved};
use app::clusters::ClusterForm;
use app::investment_frame::EntryForm;
use app::outcomes::NewRecord;
use app::overlaps::AnswerForm;
use app::review::{NewRemark, SheetAction};
use app::roadmaps::{ProgressForm, RevisionStep};
use app::tasks::TaskForm;
use app::{Actor, CityFile, FiscalYear, ImportMode, Yen};
use reform::Amounts;
use reform::analysis::{Decided, ItemKind, Snapshot, Stage, Step, StepKind};
use reform::effect::EffectStage;
use reform::facility::{Facility, FacilityKind};
use reform::logic_model::{Edge, Evidence, LocalFit, LogicModel, Node, NodeId, NodeKind, Strength};
use reform::review::Fields;
use reform::workflow::{Level, Role};
use store::analysis::By;
use store::logic_model::NewLogicChange;
use store::{FacilityHeader, InventoryKind, NewAccount, ProgramQuery, Sort};

use crate::reviewing_support::{Hall, member, year};
use crate::support::{Fresh, PROGRAMS, operator};

/// What must be nowhere, and what must be there.
#[derive(Default)]
pub struct Planted {
    pub secrets: Vec<String>,
    pub public: Vec<String>,
}

impl Planted {
    fn secret(&mut self, place: &str) -> String {
        let word = format!("秘密標本QZXW{}{place}", self.secrets.len());
        self.secrets.push(word.clone());
        word
    }

    fn public(&mut self, place: &str) -> String {
        let word = format!("公開標本QZXW{}{place}", self.public.len());
        self.public.push(word.clone());
        word
    }
}

/// Plants them all.
pub async fn plant(fresh: &Fresh, hall: &Hall) -> Planted {
    let mut planted = Planted::default();
    files_and_accounts(&mut planted, fresh, hall).await;
    published_sheet(&mut planted, hall).await;
    unpublished_sheets(&mut planted, hall).await;
    clusters_and_analyses(&mut planted, hall).await;
    logic_models(&mut planted, hall).await;
    roadmap(&mut planted, hall).await;
    frame(&mut planted, hall).await;
    remarks(&mut planted, hall).await;
    discussion::plant(&mut planted, hall).await;
    planted
}

async fn files_and_accounts(planted: &mut Planted, fresh: &Fresh, hall: &Hall) {
    let two_alike = "0104,高齢者見守り訪問事業,令和6,福祉局,高齢課,継続,1200000,,1200000,ひとり暮らしの高齢者の自宅を訪ね安否を確かめる\n\
                     0105,高齢者見守り配食事業,令和6,福祉局,高齢課,継続,3400000,,3400000,ひとり暮らしの高齢者の自宅へ弁当を届け安否を確かめる\n";
    let summary = planted.public("事業の概要");
    let own = format!("0106,公開の事業,令和6,福祉局,高齢課,継続,100,,100,{summary}\n");
    let path = fresh.file(&format!("{}.csv", planted.secret("取込ファイル名")), format!("{PROGRAMS}{two_alike}{own}"));
    hall.app.import_file(&operator(), &path, "standard", ImportMode::Commit).await.unwrap();
    let table = "都道府県名,団体名,財政力指数,経常収支比率,将来負担比率\n福岡県,北九州市,0.70,96.3,150.0\n\
                 福岡県,福岡市,0.88,90.3,82.9\n大阪府,大阪市,0.92,85.1,-\n政令指定都市平均,,0.84,92.7,72.8\n";
    for at in [2021, 2022] {
        let path = fresh.file(&format!("{}.csv", planted.secret("都市比較ファイル名")), table);
        let what = CityFile::Indicators(Some(FiscalYear::new(at).unwrap()));
        hall.app.import_city_files(&operator(), &[path], &what, ImportMode::Commit).await.unwrap();
    }
    let header = FacilityHeader {
        actor: "tester".into(),
        kind: InventoryKind::Real,
        source: "city".into(),
        mapping_name: "standard".into(),
        file_name: planted.secret("施設ファイル名"),
        file_sha256: String::new(),
        file_bytes: 1,
        as_of: year(2024),
        population: None,
    };
    let facility = Facility {
        external_id: "集会所１".into(),
        name: planted.public("施設の名前"),
        kind: FacilityKind::CivicCulture,
        uses: vec!["集会".into()],
        department: String::new(),
        address: String::new(),
        district: "中区".into(),
        floor_area_hundredths_m2: Some(123_450),
        built: Some(year(1980)),
        repaired: false,
        income: None,
        cost: Some(Yen(1_000_000)),
        depreciation: None,
        users: Some(10),
        cost_group: None,
        source_sheet: Some(planted.secret("施設のシート名")),
        source_row: 2,
    };
    hall.store.import_facilities(&header, &[facility], &[], (1, 0), true).await.unwrap();
    let account = NewAccount {
        login: "qzxw-login".into(),
        name: planted.secret("利用者の名前"),
        email: "qzxw-mail@example.jp".into(),
        password_hash: "qzxw-hash".into(),
        must_change: false,
        is_demo: false,
    };
    hall.store.add_account("tester", &account).await.unwrap().unwrap();
    let names = ["qzxw-login", "qzxw-mail", "qzxw-hash", "hanakoさん", "jiroさん", "officeさん", "headquartersさん"];
    planted.secrets.extend(names.map(str::to_owned));
}

/// One sheet through every hand to publication, with something nobody outside should read beside each answer.
async fn published_sheet(planted: &mut Planted, hall: &Hall) {
    let program = hall.drill;
    hall.complete(&hall.hanako, program).await;
    let viewpoint = hall.app.viewpoints()[0].0;
    let texts = [
        (format!("check.{viewpoint}.reason"), planted.public("点検の理由")),
        (format!("check.{viewpoint}.evidence"), planted.secret("根拠")),
        ("direction".to_owned(), "improve".to_owned()),
        ("direction-reason".to_owned(), planted.public("方向性の理由")),
        ("measure.m1.text".to_owned(), planted.public("取組")),
        ("measure.m1.first-year".to_owned(), "2026".to_owned()),
        ("measure.m1.effect-yen".to_owned(), "300000".to_owned()),
        ("measure.m1.effect-general-yen".to_owned(), "250000".to_owned()),
        ("measure.m1.recurring".to_owned(), "yes".to_owned()),
        ("kpi.k9.source".to_owned(), planted.secret("指標の出典")),
        ("kpi.k9.evaluation".to_owned(), planted.secret("指標の評価")),
        ("kpi.k9.actual".to_owned(), "20".to_owned()),
    ];
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    hall.write(&hall.hanako, program, &texts).await;
    let name = format!("{}.txt", planted.secret("添付の名前"));
    hall.app
        .attach_file(&hall.hanako, hall.year, program, &name, planted.secret("添付の中身").as_bytes())
        .await
        .unwrap();
    let remark = NewRemark { field: "direction".into(), answers: None, text: planted.secret("コメント") };
    let first = hall.app.add_comment(&hall.hanako, hall.year, program, &remark).await.unwrap();
    let answer =
        NewRemark { field: String::new(), answers: Some(first), text: planted.secret("コメントへの返事") };
    hall.app.add_comment(&hall.jiro, hall.year, program, &answer).await.unwrap();
    hall.step(&hall.hanako, program, SheetAction::Submit).await.unwrap();
    let back = SheetAction::Return { to: Level::Owner, comment: planted.secret("差戻しの理由") };
    hall.step(&hall.section, program, back).await.unwrap();
    hall.step(&hall.hanako, program, SheetAction::Submit).await.unwrap();
    for (actor, level) in [
        (&hall.section, Level::SectionHead),
        (&hall.department, Level::DepartmentHead),
        (&hall.office, Level::ReformOffice),
        (&hall.finance, Level::Finance),
    ] {
        let opinion = planted.secret("意見");
        hall.write(actor, program, &[(&format!("opinion.{}", level.word()), &opinion)]).await;
        if level == Level::Finance {
            let assessed = [("assessment.m1.effect-yen", "300000"), ("assessment.m1.effect-general-yen", "250000")];
            hall.write(actor, program, &assessed).await;
        }
        hall.step(actor, program, SheetAction::Approve).await.unwrap();
    }
    hall.step(&hall.headquarters, program, SheetAction::Approve).await.unwrap();
    hall.step(&hall.office, program, SheetAction::Publish).await.unwrap();
    let record = NewRecord {
        program_id: program,
        measure: "m1".into(),
        stage: EffectStage::Budgeted,
        size: Amounts { gross: Yen(300_000), general: Yen(250_000) },
        ground: planted.secret("効果額の根拠"),
    };
    hall.app.record_effect(&hall.finance, hall.year, &record).await.unwrap();
}

/// A draft, and a sheet that was decided and is not published yet.
async fn unpublished_sheets(planted: &mut Planted, hall: &Hall) {
    let viewpoint = hall.app.viewpoints()[0].0;
    let texts = |planted: &mut Planted| {
        [
            (format!("check.{viewpoint}.reason"), planted.secret("下書きの理由")),
            ("direction".to_owned(), "improve".to_owned()),
            ("direction-reason".to_owned(), planted.secret("下書きの方向性")),
            ("measure.m1.text".to_owned(), planted.secret("下書きの取組")),
            ("measure.m1.first-year".to_owned(), "2026".to_owned()),
            ("measure.m1.effect-yen".to_owned(), "7000000000".to_owned()),
            ("measure.m1.effect-general-yen".to_owned(), "7000000000".to_owned()),
            ("measure.m1.recurring".to_owned(), "yes".to_owned()),
            ("kpi.k9.name".to_owned(), planted.secret("下書きの指標")),
        ]
    };
    let draft = texts(planted);
    let draft: Vec<(&str, &str)> = draft.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    hall.write(&hall.stranger, hall.park, &draft).await;

    let query = ProgramQuery { sort: Sort::ExternalId, ..ProgramQuery::default() };
    let programs = hall.app.list_programs(&operator(), &query).await.unwrap().rows;
    let third = programs.iter().find(|program| program.external_id == "0103").unwrap().id;
    let department = hall.store.departments().await.unwrap();
    let find = |name: &str| department.find(&[name])[0];
    let owner = member(&hall.app, &hall.store, "soumu", Role::Owner, Some(find("総務課"))).await;
    let section = member(&hall.app, &hall.store, "soumu2", Role::SectionHead, Some(find("総務課"))).await;
    let head = member(&hall.app, &hall.store, "soumu3", Role::DepartmentHead, Some(find("総務局"))).await;
    hall.complete(&owner, third).await;
    let decided = texts(planted);
    let decided: Vec<(&str, &str)> = decided.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    hall.write(&owner, third, &decided).await;
    hall.step(&owner, third, SheetAction::Submit).await.unwrap();
    for actor in [&section, &head, &hall.office, &hall.finance] {
        hall.step(actor, third, SheetAction::Approve).await.unwrap();
    }
    let reason = planted.secret("未公表の決定の理由");
    hall.write(&hall.headquarters, third, &[("decision.direction", "reduce"), ("decision.reason", &reason)]).await;
    hall.step(&hall.headquarters, third, SheetAction::Approve).await.unwrap();
}

fn record(kind: ItemKind, words: &str, more: &[(&str, &str)]) -> (ItemKind, Fields) {
    let mut fields: Fields = [(kind.fields()[0].name, words)].into_iter().collect();
    more.iter().for_each(|(name, text)| fields.set(*name, text));
    (kind, fields)
}

/// Three analyses: one decided, one opened again, one begun.
async fn clusters_and_analyses(planted: &mut Planted, hall: &Hall) {
    const DECIDED: &str = "public-investment-level";
    let form = ClusterForm {
        size: "high".into(),
        size_words: planted.public("開始年度の理由"),
        note: planted.secret("クラスターの覚え書き"),
        place: "1".into(),
        revision: "0".into(),
        ..ClusterForm::default()
    };
    hall.app.save_cluster_settings(&hall.office, Some(DECIDED), &form).await.unwrap().unwrap();
    let seen = hall.app.cluster_page(&hall.office, DECIDED).await.unwrap().entry.setting.members_revision;
    hall.app.add_cluster_members(&hall.office, DECIDED, seen, &[hall.drill, hall.park]).await.unwrap();

    let by = || By { account: None, actor: "tester".into(), at: "2025-07-10T01:30:00.000Z".into() };
    let step = |kind, stage| Step { kind, stage, option: None, day: None, reason: String::new() };
    let mut work = hall.store.open_analysis(DECIDED, by(), false).await.unwrap();
    let mut option = 0;
    let effect = [("effect.1.lever", "general-funds"), ("effect.1.first-year", "2026"), ("effect.1.yen", "500000000")];
    let records = [
        record(ItemKind::Fact, &planted.secret("事実"), &[("source", &planted.secret("事実の出典"))]),
        record(ItemKind::Kpi, &planted.secret("分析の指標"), &[]),
        record(ItemKind::Purpose, &planted.secret("目的"), &[]),
        record(ItemKind::Evidence, &planted.secret("エビデンス"), &[("where-when", &planted.secret("調べた場所"))]),
        record(ItemKind::Hearing, &planted.secret("聞いた相手"), &[("said", &planted.secret("ヒアリングの話"))]),
        record(ItemKind::Issue, &planted.public("課題"), &[]),
        record(ItemKind::Option, &planted.secret("採らなかった案"), &effect),
        record(ItemKind::Option, &planted.public("決めた案"), &effect),
    ];
    for (kind, fields) in records {
        option = work.add(kind, &fields).await.unwrap();
    }
    for stage in [Stage::CurrentState, Stage::Analysis, Stage::Issues, Stage::Options] {
        let body = Snapshot::of(DECIDED, stage, &work.analysis().plain_items(), None).text();
        work.close(&step(StepKind::Close, stage), stage, &body).await.unwrap();
    }
    let day = Some("2025-07-01".parse().unwrap());
    let ground = planted.public("決定の根拠");
    let decide = Step { option: Some(option), day, reason: ground, ..step(StepKind::Decide, Stage::Proposals) };
    work.take(&decide).await.unwrap();
    let (kind, fields) = record(ItemKind::Proposal, &planted.secret("まだ閉じていない取組案"), &[]);
    work.add(kind, &fields).await.unwrap();
    work.commit().await.unwrap();

    // Closed up to the issues, then opened again: its issues are work once more, and an option under decision is nobody's.
    const REOPENED: &str = "facility-management-plan";
    let mut work = hall.store.open_analysis(REOPENED, by(), false).await.unwrap();
    let (kind, fields) = record(ItemKind::Issue, &planted.secret("開き直した課題"), &[]);
    let number = work.add(kind, &fields).await.unwrap();
    for stage in [Stage::CurrentState, Stage::Analysis, Stage::Issues] {
        let decided = Decided { option: number, day: None, ground: planted.secret("取り消した決定") };
        let body = Snapshot::of(REOPENED, stage, &work.analysis().plain_items(), Some(&decided)).text();
        work.close(&step(StepKind::Close, stage), stage, &body).await.unwrap();
    }
    let reason = planted.secret("開き直した理由");
    work.take(&Step { reason, ..step(StepKind::Reopen, Stage::Issues) }).await.unwrap();
    work.commit().await.unwrap();

    let (kind, fields) = record(ItemKind::Fact, &planted.secret("始めた分析の事実"), &[]);
    let fields = fields.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let edit = ItemEdit { kind, item: None, fields };
    let saved = hall.app.save_analysis_item(&hall.office, "subsidies-review", &edit).await.unwrap();
    assert!(matches!(saved, ItemSaved::Kept(_)), "{saved:?}");
    let task = TaskForm {
        kind: "budget".into(),
        title: planted.secret("取組の名前"),
        note: planted.secret("取組の覚え書き"),
        document: planted.secret("取組の文書"),
        revision: "0".into(),
        ..TaskForm::default()
    };
    hall.app.add_task(&hall.office, DECIDED, &task).await.unwrap().unwrap();
}

/// A model kept at the gate, and the same as it is worked on.
async fn logic_models(planted: &mut Planted, hall: &Hall) {
    let model = |label: &str, note: &str, source: &str| {
        let mut nodes = vec![
            Node::new(NodeId(1), NodeKind::Activity, label),
            Node::new(NodeId(2), NodeKind::FinalOutcome, "安心して暮らす"),
        ];
        nodes[0].note = note.to_owned();
        let mut edge = Edge::new(NodeId(1), NodeId(2));
        edge.note = note.to_owned();
        let evidence =
            Evidence { strength: Strength::Comparison, source: source.to_owned(), local_fit: LocalFit::Alike };
        edge.evidence.push(evidence);
        LogicModel::new(nodes, vec![edge]).unwrap()
    };
    let change = NewLogicChange { kind: "import", subject: "x", undoes: None, account: None, actor: "tester" };
    let mut work = hall.store.open_logic_model("public-investment-level", false).await.unwrap();
    let (note, source) = (planted.secret("箱のメモ"), planted.secret("矢印の根拠の出典"));
    work.put(&model(&planted.public("ロジックモデルの箱"), &note, &source), &change).await.unwrap();
    work.save_version("関門4 改革案の検証 2025-07-10", None, "tester").await.unwrap();
    work.put(&model(&planted.secret("作業中の箱"), &note, &source), &change).await.unwrap();
    work.save_version(&planted.secret("途中の版の名前"), None, "tester").await.unwrap();
    work.commit().await.unwrap();
}

/// A published revision, progress with a remark, and a version being worked on.
async fn roadmap(planted: &mut Planted, hall: &Hall) {
    let revise = async |text: String| {
        let view = hall.app.roadmap_bar(&hall.office, Some("investment-1"), "").await.unwrap();
        let mut form = view.form;
        form.text_ja = text;
        form.text_en = String::new();
        let saved = hall.app.save_roadmap_bar(&hall.office, Some("investment-1"), &form).await.unwrap();
        assert!(saved.is_ok(), "{saved:?}");
    };
    let seen = async || hall.store.roadmap_working().await.unwrap().unwrap().revision;
    revise(planted.public("工程表の帯")).await;
    let propose = RevisionStep::Propose(planted.public("改定の理由"));
    hall.app.step_revision(&hall.office, propose, seen().await).await.unwrap();
    hall.app.step_revision(&hall.headquarters, RevisionStep::Approve, seen().await).await.unwrap();
    revise(planted.secret("作業中の帯")).await;
    let form = ProgressForm {
        status: "on-track".into(),
        day: "2025-07-09".into(),
        remark: planted.secret("進みの所見"),
        seen: 0,
    };
    hall.app.report_progress(&hall.office, "investment-1", &form).await.unwrap().unwrap();
}

/// A closed year with a cancelled entry, and a year that is open.
async fn frame(planted: &mut Planted, hall: &Hall) {
    let enter = async |at: i32, side: &str, kind: &str, title: String, document: String| {
        let form = EntryForm {
            side: side.into(),
            kind: kind.into(),
            title,
            document,
            amount: "1000000".into(),
            ..EntryForm::default()
        };
        let view = hall.app.investment_frame(&hall.finance).await.unwrap();
        let revision = view.revision(year(at));
        hall.app.enter_in_frame(&hall.finance, year(at), &form, revision).await.unwrap().unwrap()
    };
    let (wrong, why) = (planted.secret("取り消した記入"), planted.secret("取消の理由"));
    let number = enter(2024, "source", "other", wrong, planted.secret("取り消した根拠")).await;
    let revision = hall.app.investment_frame(&hall.finance).await.unwrap().revision(year(2024));
    hall.app.cancel_in_frame(&hall.finance, (year(2024), number), &why, revision).await.unwrap();
    enter(2024, "source", "other", planted.public("締めた年度の財源"), planted.public("締めた年度の根拠")).await;
    enter(2024, "use", "industry", planted.public("締めた年度の使途"), "予算書".into()).await;
    let revision = hall.app.investment_frame(&hall.finance).await.unwrap().revision(year(2024));
    hall.app.close_frame_year(&hall.finance, year(2024), revision).await.unwrap();
    enter(2025, "source", "other", planted.secret("開いた年度の財源"), planted.secret("開いた年度の根拠")).await;
}

/// What is said about pairs, kept lists and scenarios.
async fn remarks(planted: &mut Planted, hall: &Hall) {
    let found = hall.app.find_overlaps(&hall.office).await.unwrap();
    let id = |number: &str| found.programs.iter().find(|program| program.external_id == number).unwrap().id;
    let form =
        AnswerForm {
            answer: "coordinate".into(), reason: planted.secret("重複の判断の理由"), revision: "0".into()
        };
    hall.app.answer_overlap(&hall.office, id("0104"), id("0105"), &form).await.unwrap().unwrap();
    hall.app.save_view(&hall.office, &planted.secret("保存した一覧"), "q=防災").await.unwrap();
    hall.store
        .save_address("tester", "outlook", &planted.secret("保存した試算"), &planted.secret("保存した式"))
        .await
        .unwrap();
    let refused = hall.app.edition_as_it_stands(&Actor::visitor()).await;
    assert!(refused.is_err());
}
