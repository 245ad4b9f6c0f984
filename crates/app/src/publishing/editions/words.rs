//! The fields of published items as people call them (項目の名前), for lists of differences.

use fiscal::Yen;
use publish::edition::ItemKind;

/// The longest value shown; nobody reads a whole text twice to find a word.
const VALUE_CHARS: usize = 300;

/// Field, Japanese, English.
const FIELDS: &[(&str, &str, &str)] = &[
    ("actual", "実績", "actual"),
    ("address", "所在地", "address"),
    ("affiliation", "所属", "affiliation"),
    ("agenda", "議題", "agenda"),
    ("amount_yen", "金額", "amount"),
    ("answer", "市の考え方", "answer"),
    ("answers", "点検の回答", "answers"),
    ("approved_by", "承認した所属", "approved by"),
    ("as_of", "時点", "as of"),
    ("assumptions", "前提", "assumptions"),
    ("attendance", "出欠", "attendance"),
    ("bars", "帯", "bars"),
    ("basis", "数値の性質", "basis"),
    ("bodies", "推進体制", "bodies"),
    ("body", "会議体", "body"),
    ("body_name", "会議体の名前", "body"),
    ("bonds_yen", "市債", "bonds"),
    ("bounds_yen", "動かせる範囲", "bounds"),
    ("breaks", "つながっていない箇所", "breaks"),
    ("budget_lines", "予算科目", "budget lines"),
    ("built", "建築年度", "built"),
    ("by_year", "年度別の収支", "by year"),
    ("bytes", "大きさ（バイト）", "size (bytes)"),
    ("category", "分類", "category"),
    ("changed", "変わったこと", "what changed"),
    ("changed_at", "変わったところ", "where it changed"),
    ("changes", "変更点", "changes"),
    ("city", "市の名前", "city"),
    ("city_code", "団体コード", "city code"),
    ("class", "反映の区分", "class"),
    ("classes", "区分ごとの件数", "by class"),
    ("closed_papers", "非公開の資料の数", "papers not public"),
    ("cluster", "クラスター", "cluster"),
    ("clusters", "属するクラスター", "clusters"),
    ("column", "列", "column"),
    ("column_name", "列の名前", "column"),
    ("comments", "提出数", "comments"),
    ("contact", "問合せ先", "contact"),
    ("cost_yen", "事業費", "cost"),
    ("count", "件数", "count"),
    ("counted_yen", "このクラスターに数える額", "counted here"),
    ("date", "日付", "date"),
    ("day", "日", "day"),
    ("decided_on", "決定日", "decided on"),
    ("decisions", "決定したこと", "decisions"),
    ("department", "所管", "department"),
    ("department_basis", "所管の根拠", "basis of the department"),
    ("description", "図の説明", "description"),
    ("direction", "方向性（符号）", "direction (word)"),
    ("direction_name", "方向性", "direction"),
    ("district", "区", "district"),
    ("documents", "出典の文書", "documents"),
    ("due", "回答の期日", "answer due"),
    ("easy_summary", "やさしい日本語の説明", "summary in easy Japanese"),
    ("edges", "つながり", "edges"),
    ("effects", "効果額", "effects"),
    ("en", "英語", "in English"),
    ("end", "終わりの時刻", "end"),
    ("end_year", "終了年度", "last year"),
    ("entries", "台帳", "entries"),
    ("explained", "説明したこと", "explained"),
    ("family", "図の種類", "family"),
    ("figure", "系列", "figure"),
    ("figures", "数値", "figures"),
    ("file", "ファイル", "file"),
    ("first", "初日", "first day"),
    ("first_year", "最初の年度", "first year"),
    ("floor_area_m2", "延床面積（㎡）", "floor area (m²)"),
    ("from", "始まり", "from"),
    ("general_yen", "一般財源", "general funds"),
    ("gross_yen", "見直し効果額", "effect"),
    ("ground", "根拠", "ground"),
    ("groups", "参加した団体など", "groups"),
    ("header", "見出し", "header"),
    ("how_to_send", "提出方法", "how to send"),
    ("id", "番号", "id"),
    ("income_yen", "収入", "income"),
    ("indicators", "指標", "indicators"),
    ("intent", "意図", "intent"),
    ("is_corrected", "訂正したか", "corrected"),
    ("is_headline", "主な数値か", "headline"),
    ("is_illustrative", "例示か", "illustrative"),
    ("issues", "課題", "issues"),
    ("ja", "日本語", "in Japanese"),
    ("judgement", "判定", "judgement"),
    ("kind", "種類", "kind"),
    ("kind_name", "種類の名前", "kind"),
    ("kpis", "指標", "indicators"),
    ("label", "見出し", "label"),
    ("lane", "段", "lane"),
    ("last", "最終日", "last day"),
    ("lead", "主管", "lead"),
    ("legal_basis", "根拠法令", "legal basis"),
    ("levers", "動かせるもの", "levers"),
    ("licence", "利用許諾", "licence"),
    ("logic_model", "ロジックモデル", "logic model"),
    ("marks", "表記", "marks"),
    ("meaning", "意味", "meaning"),
    ("means", "手段", "means"),
    ("measures", "見直しの内容", "measures"),
    ("meeting", "会議", "meeting"),
    ("meetings", "会議", "meetings"),
    ("meetings_note", "会議についての注記", "note on meetings"),
    ("members", "構成事業", "members"),
    ("milestones", "節目", "milestones"),
    ("minutes", "議事録", "minutes"),
    ("money", "事業費と財源", "money"),
    ("name", "名前", "name"),
    ("names", "名前", "names"),
    ("national_yen", "国庫支出金", "national funds"),
    ("nodes", "ノード", "nodes"),
    ("note", "注記", "note"),
    ("number", "番号", "number"),
    ("obligation", "義務の度合い", "obligation"),
    ("occasion", "述べられた場", "occasion"),
    ("online_link", "オンラインの行き先", "on-line link"),
    ("opinion_count", "意見の件数", "opinions"),
    ("opinions", "意見の概要と市の考え方", "opinions and answers"),
    ("other_yen", "その他特定財源", "other specific funds"),
    ("outcome", "成果", "outcome"),
    ("outline", "案の概要", "outline"),
    ("page", "ページ", "page"),
    ("papers", "資料", "papers"),
    ("part", "区分", "part"),
    ("people", "人数", "people"),
    ("persons", "人工", "persons"),
    ("picture", "図", "picture"),
    ("pictures", "図", "pictures"),
    ("place", "場所", "place"),
    ("plan", "計画の名前", "plan"),
    ("policy", "政策体系", "policy"),
    ("prefectural_yen", "県支出金", "prefectural funds"),
    ("presence", "出欠の別", "presence"),
    ("principles", "原則", "principles"),
    ("program", "事業", "program"),
    ("programs", "事業数", "programs"),
    ("progress", "進み具合", "progress"),
    ("progress_percent", "到達度（％）", "progress (%)"),
    ("published", "発行", "published"),
    ("published_on", "公表日", "published on"),
    ("purpose", "目的", "purpose"),
    ("question", "点検の問い", "question"),
    ("questions", "質問", "questions"),
    ("reading", "読み方", "reading"),
    ("reason", "理由", "reason"),
    ("residents", "人口", "residents"),
    ("residents_source", "人口の出典", "source of residents"),
    ("response", "回答", "response"),
    ("responses", "応答", "responses"),
    ("result", "結果", "result"),
    ("review", "点検結果", "review"),
    ("revisions", "改定", "revisions"),
    ("role", "役割", "role"),
    ("rows", "行", "rows"),
    ("said", "出された意見", "said"),
    ("secured_yen", "確保した額", "secured"),
    ("sha256", "SHA-256", "SHA-256"),
    ("share_bp", "按分（1万分の1）", "share (bp)"),
    ("shown", "表示", "shown"),
    ("side", "収入か支出か", "side"),
    ("source", "出典", "source"),
    ("sources_yen", "財源の計", "sources"),
    ("speaker", "発言者", "speaker"),
    ("staff", "人員", "staff"),
    ("stage", "段階", "stage"),
    ("standing", "達成の状況", "standing"),
    ("standing_year", "達成の状況の年度", "year of the standing"),
    ("start", "始まりの時刻", "start"),
    ("start_reason", "着手の理由", "reason to start"),
    ("start_year", "開始年度", "first year"),
    ("state", "段階（符号）", "state (word)"),
    ("state_name", "段階", "state"),
    ("status", "状態（符号）", "status (word)"),
    ("status_name", "状態", "status"),
    ("strategies", "戦略", "strategies"),
    ("strength", "根拠の強さ", "strength"),
    ("subject", "対象", "subject"),
    ("subjects", "対象", "subjects"),
    ("summary", "事業の概要", "summary"),
    ("svg", "図の絵", "drawing"),
    ("svg_narrow", "図の絵（携帯電話）", "drawing for phones"),
    ("table", "データ表", "table"),
    ("target", "目標・対象", "target"),
    ("target_yen", "目標額", "target"),
    ("text", "内容", "text"),
    ("theme", "テーマ", "theme"),
    ("themes", "テーマ", "themes"),
    ("title", "題", "title"),
    ("to", "終わり", "to"),
    ("unexplained_yen", "財源の差額", "unexplained"),
    ("unit", "単位", "unit"),
    ("unit_yen", "一単位の額", "unit"),
    ("until", "終わりの日", "until"),
    ("users", "利用者数", "users"),
    ("uses", "用途", "uses"),
    ("uses_yen", "使いみちの計", "uses"),
    ("value", "値", "value"),
    ("values", "年度別の値", "values"),
    ("version", "版", "version"),
    ("viewpoints", "観点", "viewpoints"),
    ("way", "提出方法（符号）", "way (word)"),
    ("ways", "提出方法ごとの件数", "by way"),
    ("words", "言葉", "words"),
    ("year", "年度", "year"),
    ("years", "期間", "years"),
    ("yen", "金額", "amount"),
];

/// The name of a field by its path, from the outside in: `money/000/cost_yen` is 事業費と財源 1件目 › 事業費. A field that is not
/// in the list keeps its own name, so that nothing is hidden.
pub(super) fn field_name(path: &str) -> (String, String) {
    let (mut ja, mut en) = (String::new(), String::new());
    for part in path.split('/') {
        if let Ok(place) = part.parse::<usize>() {
            ja.push_str(&format!(" {}件目", place + 1));
            en.push_str(&format!(" {}", place + 1));
            continue;
        }
        let known = FIELDS.iter().find(|(field, ..)| *field == part);
        for (name, word) in
            [(&mut ja, known.map_or(part, |known| known.1)), (&mut en, known.map_or(part, |known| known.2))]
        {
            if !name.is_empty() {
                name.push_str(" › ");
            }
            name.push_str(word);
        }
    }
    (ja, en)
}

/// A value as people read it: yen with separators, a drawing not as its text, long texts cut.
pub(super) fn shown_value(kind: ItemKind, path: &str, value: &str) -> String {
    let field = path.split('/').rev().find(|part| part.parse::<usize>().is_err()).unwrap_or(path);
    if field.starts_with("svg") {
        return format!("SVG {} bytes", value.len());
    }
    let is_yen = field.ends_with("_yen") || field == "yen" || kind == ItemKind::Outlook && field == "values";
    if is_yen && let Ok(yen) = value.parse::<i64>() {
        return format!("{} 円", Yen(yen));
    }
    match value {
        "true" => "はい yes".to_owned(),
        "false" => "いいえ no".to_owned(),
        _ if value.chars().count() > VALUE_CHARS => {
            format!("{}…", value.chars().take(VALUE_CHARS).collect::<String>())
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use publish::edition::{Item, differences, example, items};

    #[test]
    fn every_field_of_an_edition_has_a_name() {
        let whole = items(&example::edition(6)).unwrap();
        // Against empty objects every field differs.
        let empty: Vec<Item> = whole.iter().map(|item| Item { body: "{}".into(), ..item.clone() }).collect();
        let known = |part: &str| part.parse::<usize>().is_ok() || FIELDS.iter().any(|(field, ..)| *field == part);
        let told = differences(&empty, &whole);
        let parts = told.iter().flat_map(|difference| &difference.fields).flat_map(|field| field.path.split('/'));
        let unknown: std::collections::BTreeSet<&str> = parts.filter(|part| !known(part)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn a_path_and_its_value_read_like_words() {
        let (ja, en) = field_name("money/000/cost_yen");
        assert_eq!((ja.as_str(), en.as_str()), ("事業費と財源 1件目 › 事業費", "money 1 › cost"));
        assert_eq!(field_name("of a later version").0, "of a later version");
        assert_eq!(shown_value(ItemKind::Program, "money/000/cost_yen", "-1234567"), "▲1,234,567 円");
        assert_eq!(shown_value(ItemKind::Outlook, "figures/000/values/003", "1000"), "1,000 円");
        assert_eq!(shown_value(ItemKind::Program, "year", "2026"), "2026");
        assert_eq!(shown_value(ItemKind::Program, "is_illustrative", "true"), "はい yes");
        assert_eq!(shown_value(ItemKind::Picture, "ja/svg", "<svg/>"), "SVG 6 bytes");
        assert_eq!(shown_value(ItemKind::Program, "summary", &"長".repeat(400)).chars().count(), 301);
    }

    #[test]
    fn each_field_is_named_once_and_in_order_of_its_word() {
        let words: Vec<String> = FIELDS.iter().map(|(field, ..)| field.to_lowercase()).collect();
        let mut sorted = words.clone();
        sorted.sort();
        assert_eq!(words, sorted);
    }
}
