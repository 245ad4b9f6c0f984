//! `/`: where the programme stands.

use app::{Action, Direction, KanTotals, Overview, Stage, YearTotal, Yen};
use askama::Template;
use axum::response::Response;
use reform::plan::Plan;

use crate::bars::{BarRow, bars};
use crate::error::PageError;
use crate::format;
use crate::html::{Html, mixed};
use crate::page::{Frame, Section, Visit, render};
use crate::plan::FigureView;
use crate::programs::encode;

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    f: Frame,
    plan: &'a Plan,
    purpose: &'a str,
    period: String,
    published: String,
    bodies: String,
    figures: Vec<FigureView>,
    year: Option<String>,
    programs: String,
    tiles: Vec<(&'static str, String)>,
    by_direction: Html,
    by_kan: Html,
    /// The worked example of the demonstration, step by step; empty with real programs.
    example: Vec<Card>,
    cards: Vec<Card>,
}

struct Card {
    path: &'static str,
    title: &'static str,
    text: &'static str,
}

/// The home page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let overview = visit.check(visit.app().overview(&visit.actor).await)?;
    let demo = overview.state.kind == app::InventoryKind::Demo;
    let f = visit.frame_with(Section::Home, visit.lang.pick("ホーム", "Home"), demo);
    let figures = plan.headlines().into_iter().map(|figure| FigureView::new(&f, plan, figure)).collect();
    let period = format!("{} – {}", format::year(visit.lang, plan.period.0), format::year(visit.lang, plan.period.1));
    let bodies = plan.council.bodies.iter().map(|body| f.text(&body.name)).collect::<Vec<_>>();
    let bodies = bodies.join(visit.lang.pick("・", ", "));
    let purpose = f.text(&plan.purpose);
    let page = Home {
        plan,
        purpose,
        period,
        published: format::month(visit.lang, &plan.published),
        bodies,
        figures,
        year: overview.year.map(|year| format::year(visit.lang, year)),
        programs: format::count(overview.state.programs),
        tiles: tiles(&visit, &overview),
        by_direction: by_direction(&f, &overview.breakdown),
        by_kan: by_kan(&f, &overview.breakdown),
        example: if demo { example(&f) } else { Vec::new() },
        cards: cards(&f),
        f,
    };
    Ok(render(&page))
}

/// The year's cost, its general-fund part and the change from the year before.
fn tiles(visit: &Visit, overview: &Overview) -> Vec<(&'static str, String)> {
    let (ja, lang) = (visit.lang == crate::lang::Lang::Ja, visit.lang);
    let Some(year) = overview.year else { return Vec::new() };
    let furthest = |year| -> Option<&YearTotal> {
        let totals = overview.totals.iter().filter(|total| total.fiscal_year == year);
        totals.max_by_key(|total| total.stage.precedence())
    };
    let Some(now) = furthest(year) else { return Vec::new() };
    let label = |ja_text, en_text| if ja { ja_text } else { en_text };
    let cost = match now.stage {
        Stage::Settled => label("事業費（決算）", "Cost (settled)"),
        Stage::Initial => label("事業費（当初予算）", "Cost (initial budget)"),
        _ => label("事業費", "Cost"),
    };
    let mut tiles = vec![(cost, format::in_words(lang, now.cost))];
    if let Some(general) = now.funding.general {
        tiles.push((label("うち一般財源", "of which general funds"), format::in_words(lang, general)));
    }
    let before = year.previous().and_then(furthest);
    if let Some(change) = before.and_then(|before| now.cost.checked_sub(before.cost).ok()) {
        let sign = if change.0 > 0 { "+" } else { "" };
        let change = format!("{sign}{}", format::in_words(lang, change));
        tiles.push((label("前年度との差", "Change from the year before"), change));
    }
    tiles
}

fn by_direction(f: &Frame, breakdown: &KanTotals) -> Html {
    let groups = &breakdown.by_direction;
    let rows = groups
        .iter()
        .map(|total| BarRow {
            label: f.direction(&total.group),
            href: total.group.map_or_else(String::new, |direction: Direction| {
                f.href(&format!("/programs?direction={}", direction.word()))
            }),
            programs: total.programs,
            cost: total.cost,
        })
        .collect();
    let (programs, cost) = totals(groups.iter().map(|total| (total.programs, total.cost)));
    bars(f.lang, f.t("今後の方向性別", "By direction"), f.t("方向性", "Direction"), rows, programs, cost)
}

fn by_kan(f: &Frame, breakdown: &KanTotals) -> Html {
    let mut groups: Vec<_> = breakdown.by_kan.iter().collect();
    groups.sort_by_key(|total| std::cmp::Reverse(total.cost));
    let rows = groups
        .iter()
        .map(|total| {
            let kan = &total.group;
            let label = match (kan.account.is_empty(), kan.kan.is_empty()) {
                (_, true) => f.t("科目の記載なし", "no classification").to_owned(),
                (true, false) => kan.kan.clone(),
                (false, false) => format!("{} {}", kan.account, kan.kan),
            };
            let href = if kan.kan.is_empty() {
                String::new()
            } else {
                f.href(&format!("/programs?account={}&kan={}", encode(&kan.account), encode(&kan.kan)))
            };
            BarRow { label: mixed(&f.lang, &label), href, programs: total.programs, cost: total.cost }
        })
        .collect();
    let (programs, cost) = totals(groups.iter().map(|total| (total.programs, total.cost)));
    bars(
        f.lang,
        f.t("会計・款別", "By budget classification"),
        f.t("会計・款", "Account and kan"),
        rows,
        programs,
        cost,
    )
}

fn totals(groups: impl Iterator<Item = (i64, Yen)>) -> (i64, Yen) {
    groups.fold((0, Yen::ZERO), |(programs, cost), (more, amount)| {
        (programs + more, cost.checked_add(amount).unwrap_or(cost))
    })
}

/// One cluster from its programs to the fund: the steps this visitor may open.
fn example(f: &Frame) -> Vec<Card> {
    let steps = [
        (
            Action::ReadClusters,
            Card {
                path: "/clusters/public-investment-level",
                title: f.t("クラスター", "The cluster"),
                text: f.t(
                    "公共投資の事業を束ね、費用と指標を並べる。",
                    "Public investment in one bundle: cost and indicators.",
                ),
            },
        ),
        (
            Action::ReadAnalyses,
            Card {
                path: "/clusters/public-investment-level/logic-model",
                title: f.t("ロジックモデル", "Logic model"),
                text: f.t("活動から成果までの道筋と、弱いところ。", "From activity to outcome, and where it is weak."),
            },
        ),
        (
            Action::ReadAnalyses,
            Card {
                path: "/clusters/public-investment-level/analysis",
                title: f.t("経営分析", "Management analysis"),
                text: f.t(
                    "5つの段階で、620億円と560億円の案を比べて決める。",
                    "Five stages that compare 62 and 56 billion yen a year, and decide.",
                ),
            },
        ),
        (
            Action::ReadRoadmaps,
            Card {
                path: "/roadmap#public-investment-level",
                title: f.t("工程表", "Roadmap"),
                text: f.t("いつ何をするか。改訂とその理由。", "What happens when, its revisions and why."),
            },
        ),
        (
            Action::ReadFrame,
            Card {
                path: "/frame",
                title: f.t("次世代投資枠", "Investment frame"),
                text: f.t("生まれた財源がどこへ行くかを、円まで。", "Where freed money goes, to the yen."),
            },
        ),
        (
            Action::ReadChain,
            Card {
                path: "/chain",
                title: f.t("基金までの連鎖", "The chain to the fund"),
                text: f.t(
                    "決定が市債と基金をいくら動かすか。どの数字からも戻れる。",
                    "How far decisions move bonds and fund; every figure leads back.",
                ),
            },
        ),
    ];
    steps.into_iter().filter(|(action, _)| f.actor.may(*action)).map(|(_, card)| card).collect()
}

fn cards(f: &Frame) -> Vec<Card> {
    let card = |path, title_ja, title_en, text_ja, text_en| Card {
        path,
        title: f.lang.pick(title_ja, title_en),
        text: f.lang.pick(text_ja, text_en),
    };
    let mut cards = vec![
        card(
            "/fiscal/debt",
            "市債残高の将来推計",
            "Bond balance to come",
            "投資的経費を変えると、30年後の残高はどうなるか。",
            "What thirty years of investment leave behind.",
        ),
        card(
            "/fiscal/fund",
            "財源調整用基金の見通し",
            "Reserve fund to come",
            "見直しの効果があるとき、ないとき。",
            "With the effect of the reform, and without it.",
        ),
        card(
            "/cities",
            "都市比較",
            "Comparison of cities",
            "財政の指標を政令市と並べ、順位の良い側も示します。",
            "Fiscal indicators of the designated cities, with their good side.",
        ),
        card(
            "/facilities",
            "公共施設",
            "Public facilities",
            "どんな施設が、いつ建てられ、更新にいくらかかるか。",
            "What there is, how old it is, and what its renewal costs.",
        ),
        card(
            "/plan/viewpoints",
            "見直しの視点",
            "Viewpoints of the review",
            "どの事業にも当てる問い。背景と注意点。",
            "The questions every program is asked, with background.",
        ),
        card(
            "/figures/table-1-1",
            "政令市の人口比較",
            "Population of the designated cities",
            "高齢化率を図と表で。公表値の読み方つき。",
            "The aging rate as chart and table.",
        ),
        card(
            "/plan/clusters",
            "事業クラスター",
            "Clusters",
            "関わりの深い事業をまとめて分析する分類。",
            "Bundles of programs that are analysed together.",
        ),
        card(
            "/glossary",
            "用語集",
            "Glossary",
            "プランに出てくる言葉をやさしく言い換えました。",
            "The plan's terms in plain words.",
        ),
        card("/api", "API", "API", "同じデータを機械で読めます。", "The same data for machines."),
    ];
    if f.may_import() {
        cards.push(card(
            "/imports/new",
            "データを取り込む",
            "Import data",
            "Excel や CSV を、確かめてから反映します。",
            "Excel or CSV, checked before anything changes.",
        ));
    }
    cards
}
