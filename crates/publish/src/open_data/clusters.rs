//! Clusters as tables (事業クラスターの表), with their logic models and decisions.

use fiscal::Quantity;

use super::table::{Cell, Column, Foreign, ILLUSTRATIVE, Kind, Spec, Table, code, column, text, whole, yen};
use crate::edition::{Cluster, Edition};

const CLUSTER: Column = code("cluster_id", "クラスターID", "cluster");
const NUMBER: Column =
    whole("number", "連番", "number").about("同じクラスターの中で1から", "from 1 within the cluster");
const TO_CLUSTER: Foreign = Foreign { columns: &["cluster_id"], table: "clusters", there: &["cluster_id"] };

static CATEGORIES: Spec = Spec {
    name: "categories",
    title: ("クラスターの分類", "categories of clusters"),
    about: ("1行が一つの分類", "a row is a category"),
    columns: &[
        code("category_id", "分類ID", "category"),
        text("name", "名称", "name"),
        text("name_en", "名称（英語）", "name in English"),
        text("text", "説明", "what belongs to it"),
        text("text_en", "説明（英語）", "what belongs to it, in English"),
    ],
    key: &["category_id"],
    foreign: &[],
};

static CLUSTERS: Spec = Spec {
    name: "clusters",
    title: ("事業クラスター", "clusters"),
    about: ("1行が一つの事業クラスター", "a row is a cluster of programs"),
    columns: &[
        CLUSTER,
        code("category_id", "分類ID", "category"),
        text("name", "名称", "name"),
        text("name_en", "名称（英語）", "name in English"),
        text("text", "説明", "what it is about"),
        text("easy_summary", "やさしい日本語の説明", "summary in easy Japanese"),
        text("lead", "主担当", "lead").about("局から課まで > で区切る", "from the bureau down, parted by >"),
        whole("start_year", "分析を始める年度", "fiscal year its analysis begins"),
        text("start_reason", "その年度とした理由", "why then"),
        code("status", "段階", "status"),
        text("status_name", "段階の名称", "status in words"),
        text("status_name_en", "段階の名称（英語）", "status in English"),
        whole("members", "構成事業の数", "programs in it"),
        text("picture", "図表ID", "picture"),
        ILLUSTRATIVE,
    ],
    key: &["cluster_id"],
    foreign: &[Foreign { columns: &["category_id"], table: "categories", there: &["category_id"] }],
};

static MEMBERS: Spec = Spec {
    name: "cluster-members",
    title: ("クラスターの構成事業", "programs of clusters"),
    about: ("1行がクラスターの一つの構成事業", "a row is a program in a cluster"),
    columns: &[
        CLUSTER,
        code("program_id", "事業番号", "program number").about("文字として扱う", "text, not a number"),
        whole("sheet_year", "調書の年度", "fiscal year of the sheet")
            .about("その事業の最新の調書", "the latest sheet of the program"),
        text("program_name", "事業名", "program"),
        column("share_percent", "算入割合（％）", "share (%)", Kind::Decimal),
        yen("counted_yen", "算入する事業費（円）", "cost counted here (yen)"),
    ],
    key: &["cluster_id", "program_id"],
    foreign: &[
        TO_CLUSTER,
        Foreign { columns: &["sheet_year", "program_id"], table: "programs", there: &["sheet_year", "program_id"] },
    ],
};

static MONEY: Spec = Spec {
    name: "cluster-money",
    title: ("クラスターの事業費", "money of clusters"),
    about: (
        "1行がクラスターの一年度。事業費は財源の合計に一致する",
        "a row is a fiscal year of a cluster; the sources add up to the cost",
    ),
    columns: &[
        CLUSTER,
        whole("fiscal_year", "年度", "fiscal year"),
        whole("programs", "算入した事業の数", "programs counted"),
        yen("cost_yen", "事業費（円）", "cost (yen)"),
        yen("national_yen", "国庫支出金（円）", "national funds (yen)"),
        yen("prefectural_yen", "県支出金（円）", "prefectural funds (yen)"),
        yen("bonds_yen", "市債（円）", "bonds (yen)"),
        yen("other_yen", "その他特定財源（円）", "other specific funds (yen)"),
        yen("general_yen", "一般財源（円）", "general funds (yen)"),
        yen("unstated_yen", "内訳の記載がない額（円）", "what no source explains (yen)"),
    ],
    key: &["cluster_id", "fiscal_year"],
    foreign: &[TO_CLUSTER],
};

static DECISIONS: Spec = Spec {
    name: "cluster-decisions",
    title: ("クラスターの決定", "decisions on clusters"),
    about: ("1行が本部の一つの決定", "a row is a decision of the headquarters"),
    columns: &[
        CLUSTER,
        NUMBER,
        text("decision", "決定の内容", "decision"),
        text("reason", "理由", "reason"),
        column("decided_on", "決定日", "day of the decision", Kind::Day),
    ],
    key: &["cluster_id", "number"],
    foreign: &[TO_CLUSTER],
};

static EFFECTS: Spec = Spec {
    name: "cluster-effects",
    title: ("クラスターの決定の効果", "effects of decisions on clusters"),
    about: ("1行が一つの決定の一年度の効果額", "a row is the effect of a decision in a fiscal year"),
    columns: &[
        CLUSTER,
        NUMBER,
        whole("fiscal_year", "年度", "fiscal year"),
        yen("effect_yen", "効果額（円）", "effect (yen)"),
    ],
    key: &["cluster_id", "number", "fiscal_year"],
    foreign: &[Foreign {
        columns: &["cluster_id", "number"],
        table: "cluster-decisions",
        there: &["cluster_id", "number"],
    }],
};

static ISSUES: Spec = Spec {
    name: "cluster-issues",
    title: ("クラスターの課題", "issues of clusters"),
    about: ("1行が公表された一つの課題", "a row is a published issue"),
    columns: &[CLUSTER, NUMBER, text("issue", "課題", "issue")],
    key: &["cluster_id", "number"],
    foreign: &[TO_CLUSTER],
};

static NODES: Spec = Spec {
    name: "logic-nodes",
    title: ("ロジックモデルの要素", "nodes of logic models"),
    about: ("1行がロジックモデルの一つの要素", "a row is a node of a logic model"),
    columns: &[
        CLUSTER,
        whole("node", "要素の番号", "node"),
        code("stage", "列", "column"),
        text("stage_name", "列の名称", "column in words"),
        text("stage_name_en", "列の名称（英語）", "column in English"),
        text("label", "内容", "what it says"),
        text("indicators", "指標", "indicators").about("複数は ; で区切る", "several are parted by ;"),
    ],
    key: &["cluster_id", "node"],
    foreign: &[TO_CLUSTER],
};

static EDGES: Spec = Spec {
    name: "logic-edges",
    title: ("ロジックモデルのつながり", "edges of logic models"),
    about: ("1行が要素から要素へのつながり", "a row leads from a node to another"),
    columns: &[
        CLUSTER,
        whole("from_node", "元の要素", "from node"),
        whole("to_node", "先の要素", "to node"),
        whole("strength", "根拠の強さ", "strength of evidence").about(
            "メリーランド・スケールの1から5。空欄は根拠の記載なし",
            "1 to 5 on the Maryland scale; empty where no evidence is given",
        ),
    ],
    key: &["cluster_id", "from_node", "to_node"],
    foreign: &[
        Foreign { columns: &["cluster_id", "from_node"], table: "logic-nodes", there: &["cluster_id", "node"] },
        Foreign { columns: &["cluster_id", "to_node"], table: "logic-nodes", there: &["cluster_id", "node"] },
    ],
};

/// The tables of clusters, in the order they are listed.
pub(super) fn tables(edition: &Edition) -> Vec<Table<'_>> {
    vec![
        Table::of(&CATEGORIES, categories(edition)),
        Table::of(&CLUSTERS, edition.clusters.iter().map(cluster).collect()),
        Table::of(&MEMBERS, members(edition)),
        Table::of(&MONEY, rows(edition, money)),
        Table::of(&DECISIONS, rows(edition, decisions)),
        Table::of(&EFFECTS, rows(edition, effects)),
        Table::of(&ISSUES, rows(edition, issues)),
        Table::of(&NODES, rows(edition, nodes)),
        Table::of(&EDGES, rows(edition, edges)),
    ]
}

type Rows<'a> = Vec<Vec<Cell<'a>>>;

fn rows<'a>(edition: &'a Edition, of: fn(&'a Cluster) -> Rows<'a>) -> Rows<'a> {
    let all = edition.clusters.iter().flat_map(|cluster| {
        of(cluster).into_iter().map(|rest| {
            let mut row = vec![Cell::text(&cluster.id)];
            row.extend(rest);
            row
        })
    });
    all.collect()
}

fn categories(edition: &Edition) -> Rows<'_> {
    let rows = edition.categories.iter().map(|category| {
        vec![
            Cell::text(&category.id),
            Cell::text(&category.name.ja),
            Cell::text(&category.name.en),
            Cell::text(&category.text.ja),
            Cell::text(&category.text.en),
        ]
    });
    rows.collect()
}

fn cluster(cluster: &Cluster) -> Vec<Cell<'_>> {
    vec![
        Cell::text(&cluster.id),
        Cell::text(&cluster.category),
        Cell::text(&cluster.name.ja),
        Cell::text(&cluster.name.en),
        Cell::text(&cluster.text),
        Cell::text(&cluster.easy_summary),
        Cell::owned(cluster.lead.join(" > ")),
        Cell::whole(cluster.start_year),
        Cell::text(&cluster.start_reason),
        Cell::text(&cluster.status),
        Cell::text(&cluster.status_name.ja),
        Cell::text(&cluster.status_name.en),
        count(cluster.members.len()),
        Cell::text(&cluster.picture),
        Cell::Flag(cluster.is_illustrative),
    ]
}

fn members(edition: &Edition) -> Rows<'_> {
    let mut latest = std::collections::HashMap::new();
    for program in &edition.programs {
        let year = latest.entry(program.id.as_str()).or_insert(program.year);
        *year = program.year.max(*year);
    }
    let mut rows = Vec::new();
    for cluster in &edition.clusters {
        for member in &cluster.members {
            rows.push(vec![
                Cell::text(&cluster.id),
                Cell::text(&member.program),
                Cell::whole(latest.get(member.program.as_str()).copied()),
                Cell::text(&member.name),
                percent(member.share_bp),
                Cell::whole(member.counted_yen),
            ]);
        }
    }
    rows
}

/// Hundredths of a percent as a percentage with two decimals.
fn percent<'a>(hundredths: u32) -> Cell<'a> {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.parse::<Quantity>().map_or(Cell::Empty, Cell::Decimal)
}

fn count<'a>(number: usize) -> Cell<'a> {
    Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn money(cluster: &Cluster) -> Rows<'_> {
    let row = |money: &crate::edition::YearMoney| {
        vec![
            Cell::Whole(money.year.into()),
            Cell::Whole(money.programs),
            Cell::Whole(money.cost_yen),
            Cell::Whole(money.national_yen),
            Cell::Whole(money.prefectural_yen),
            Cell::Whole(money.bonds_yen),
            Cell::Whole(money.other_yen),
            Cell::Whole(money.general_yen),
            Cell::Whole(money.unexplained_yen),
        ]
    };
    cluster.money.iter().map(row).collect()
}

fn decisions(cluster: &Cluster) -> Rows<'_> {
    let rows = (1..).zip(&cluster.decisions).map(|(number, decision)| {
        vec![
            Cell::Whole(number),
            Cell::text(&decision.title),
            Cell::text(&decision.reason),
            Cell::day(&decision.decided_on),
        ]
    });
    rows.collect()
}

fn effects(cluster: &Cluster) -> Rows<'_> {
    let rows = (1..).zip(&cluster.decisions).flat_map(|(number, decision)| {
        decision
            .effects
            .iter()
            .map(move |(year, effect)| vec![Cell::Whole(number), Cell::Whole((*year).into()), Cell::Whole(*effect)])
    });
    rows.collect()
}

fn issues(cluster: &Cluster) -> Rows<'_> {
    (1..).zip(&cluster.issues).map(|(number, issue)| vec![Cell::Whole(number), Cell::text(issue)]).collect()
}

fn nodes(cluster: &Cluster) -> Rows<'_> {
    let all = cluster.logic_model.iter().flat_map(|model| &model.nodes);
    let rows = all.map(|node| {
        vec![
            Cell::Whole(node.id.into()),
            Cell::text(&node.column),
            Cell::text(&node.column_name.ja),
            Cell::text(&node.column_name.en),
            Cell::text(&node.label),
            Cell::owned(node.indicators.join(";")),
        ]
    });
    rows.collect()
}

fn edges(cluster: &Cluster) -> Rows<'_> {
    let all = cluster.logic_model.iter().flat_map(|model| &model.edges);
    all.map(|edge| vec![Cell::Whole(edge.from.into()), Cell::Whole(edge.to.into()), Cell::whole(edge.strength)])
        .collect()
}
