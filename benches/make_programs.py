"""Writes a CP932 CSV of made-up programs (例示データ) in the columns of the standard mapping.

    python3 benches/make_programs.py ROWS FILE

The same ROWS always give the same bytes. A few rows carry what real files carry: amounts with commas, in full-width
digits, with a triangle for minus; and, rarer, faults an importer must find: an id used twice, words where a number
belongs, sources that do not add up to the cost. How many of each there are is printed as JSON.
"""

import json
import sys

COLUMNS = [
    "事業番号", "事業名", "年度", "部局", "課", "会計", "款", "項", "目", "根拠法令", "義務付け", "概要", "対象", "意図",
    "開始年度", "段階", "事業費（円）", "国庫支出金（円）", "県支出金（円）", "市債（円）", "その他特定財源（円）",
    "一般財源（円）", "職員数（人）", "業務時間（時間）", "人件費（円）", "方向性",
]
PLACES = ["市内全域の", "中央地区の", "臨海部の", "山間部の", "東部", "西部", "南部", "北部", "離島", "駅周辺の", "商店街の", ""]
TOPICS = [
    "防災", "子育て", "高齢者", "介護予防", "道路", "橋りょう", "公園", "図書館", "学校給食", "観光", "港湾", "下水道",
    "ごみ減量", "環境保全", "文化財", "スポーツ", "市営住宅", "消防水利", "救急", "地域福祉", "障害者", "生活困窮者", "商業",
    "ものづくり", "農業", "水産", "森林", "国際交流", "男女共同参画", "生涯学習", "いじめ対策", "保育", "放課後児童", "健康診査",
    "感染症", "医療", "空き家", "公共交通", "自転車", "河川", "情報化", "市民窓口", "職員研修", "税務", "統計", "選挙啓発",
]
ACTIONS = [
    "推進", "支援", "整備", "維持補修", "運営", "助成", "相談", "調査", "普及啓発", "更新", "点検", "人材育成", "活性化",
    "見守り", "長寿命化", "連携", "再編", "利用促進", "案内", "管理",
]
DEPARTMENTS = [
    ("総務局", ["総務課", "人事課", "情報政策課"]), ("財政局", ["財政課", "税制課", "契約課"]),
    ("市民文化局", ["地域振興課", "文化振興課", "スポーツ課", "区政課"]), ("保健福祉局", ["地域福祉課", "障害福祉課", "健康推進課", "介護保険課"]),
    ("子ども家庭局", ["子育て支援課", "保育課", "青少年課"]), ("環境局", ["循環社会課", "環境保全課", "施設課"]),
    ("産業経済局", ["商業課", "雇用政策課", "農林課", "水産課", "観光課"]), ("都市整備局", ["都市計画課", "道路課", "公園課", "河川課"]),
    ("建築局", ["住宅課", "建築課"]), ("港湾局", ["港営課", "計画課"]), ("消防局", ["予防課", "警防課", "救急課"]),
    ("教育委員会", ["学校教育課", "施設整備課", "生涯学習課", "中央図書館"]),
]
SECTIONS = [(bureau, section) for bureau, sections in DEPARTMENTS for section in sections]
KANS = [
    ("議会費", ["議会費"]), ("総務費", ["総務管理費", "徴税費", "選挙費"]), ("民生費", ["社会福祉費", "児童福祉費", "生活保護費"]),
    ("衛生費", ["保健衛生費", "清掃費"]), ("労働費", ["労働諸費"]), ("農林水産業費", ["農業費", "林業費", "水産業費"]),
    ("商工費", ["商工費"]), ("土木費", ["道路橋りょう費", "河川費", "都市計画費", "住宅費"]), ("港湾費", ["港湾管理費"]),
    ("消防費", ["消防費"]), ("教育費", ["小学校費", "中学校費", "社会教育費", "保健体育費"]), ("災害復旧費", ["土木施設災害復旧費"]),
    ("公債費", ["公債費"]),
]
LAWS = ["", "地方自治法", "社会福祉法", "道路法", "児童福祉法", "都市公園法", "消防法", "市の条例"]
DUTIES = ["義務", "努力義務", "できる規定", "義務なし"]
DIRECTIONS = ["継続", "継続", "改善", "縮小", "拡充", "統合", "廃止"]
TARGETS = ["市民", "高齢者とその家族", "就学前の子どもと保護者", "市内の中小企業", "道路を利用する人", "地域の団体"]
AIMS = ["安心して暮らせる", "必要な支援が届く", "施設を長く使える", "地域の活動が続く", "にぎわいが生まれる", "手続が早く終わる"]
WAYS = ["現地を点検し計画を立てて直す", "相談に応じて関係する窓口につなぐ", "団体の活動に要する経費の一部を補助する",
        "専門の事業者に委託して行う", "学校や地域と協力して教室を開く", "利用の状況を調べて結果を公表する"]
FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")
HEADING = ",".join(COLUMNS) + "\r\n"


def draws(number):
    """An endless, fixed sequence of numbers for one row."""
    state = (number * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) & 0xFFFFFFFFFFFFFFFF
    while True:
        state ^= (state << 13) & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 7
        state ^= (state << 17) & 0xFFFFFFFFFFFFFFFF
        yield state >> 11


def row(number, counts):
    draw = draws(number).__next__
    pick = lambda choices: choices[draw() % len(choices)]
    topic, action, place = pick(TOPICS), pick(ACTIONS), pick(PLACES)
    bureau, section = pick(SECTIONS)
    kan, kous = pick(KANS)
    kou = pick(kous)
    target, aim, way, other_topic = pick(TARGETS), pick(AIMS), pick(WAYS), pick(TOPICS)
    summary = f"{target}を対象に、{topic}の{action}を進める。{way}とともに、{other_topic}の取組とあわせて{place}効果を高める。"
    scale = 10 ** (draw() % 3) * 1000
    national, prefectural, bonds, other, general = (
        draw() % 900 * scale if draw() % 3 else 0,
        draw() % 400 * scale if draw() % 3 == 0 else 0,
        draw() % 700 * scale if draw() % 4 == 0 else 0,
        draw() % 300 * scale,
        draw() % 2000 * scale,
    )
    if number % 50 == 7:
        other = -other
    cost = national + prefectural + bonds + other + general
    identifier = number
    if number % 1_000 == 500:
        cost += 1_000
        counts["discrepancies"] += 1
    if number % 20_000 == 11_111:
        identifier = number - 1
        counts["duplicates"] += 1
    amounts = [str(amount) for amount in (cost, national, prefectural, bonds, other, general)]
    if other < 0:
        amounts[4] = f"▲{-other}"
    if number % 10 == 3:
        amounts = [f'"{amount:,}"' for amount in (cost, national, prefectural, bonds, other, general)]
    elif number % 40 == 9:
        amounts = [amount.translate(FULL_WIDTH) for amount in amounts]
    if number % 25_000 == 12_345:
        amounts[0] = "調整中"
        counts["not_numbers"] += 1
    fields = [
        f"{identifier:07}", f"{place}{topic}{action}事業（第{number % 997 + 1}期）", "令和6", bureau, section, "一般会計", kan, kou,
        f"{kou}の{action}", pick(LAWS), pick(DUTIES), summary, target, aim, f"平成{draw() % 30 + 1}", "当初予算", *amounts,
        f"{draw() % 9}.{draw() % 10}", str(draw() % 3000), str(draw() % 90 * 100_000), pick(DIRECTIONS),
    ]
    return ",".join(fields) + "\r\n"


def write(rows, path):
    """Writes the file and says what it holds."""
    counts = {"rows": rows, "duplicates": 0, "not_numbers": 0, "discrepancies": 0}
    with open(path, "w", encoding="cp932", newline="", buffering=1 << 20) as file:
        file.write(HEADING)
        for number in range(1, rows + 1):
            file.write(row(number, counts))
    return counts


if __name__ == "__main__":
    print(json.dumps(write(int(sys.argv[1]), sys.argv[2])))
