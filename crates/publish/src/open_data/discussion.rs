//! Meetings, remarks, results of public comment and explanation records as tables (会議・意見・意見公募・説明の表).

use super::table::{Cell, Column, Foreign, ILLUSTRATIVE, Kind, Spec, Table, code, column, text, whole};
use crate::edition::{Edition, Paper, Subject};

const SUBJECT_KIND: Column = code("subject_kind", "対象の種類", "kind of subject").about(
    "cluster クラスター・program 事業・roadmap 工程表・frame 投資枠・outlook 財政見通し・figure 図表・plan 計画・initiative 取組",
    "cluster, program, roadmap, frame, outlook, figure, plan or initiative",
);
const SUBJECT_ID: Column = code("subject_id", "対象ID", "subject")
    .about("種類ごとの表のID。一つしかないものは空", "the id in the table of its kind; empty where there is one only");
const SUBJECT_NAME: Column = text("subject_name", "対象", "name of the subject");
const SUBJECT_PLACE: Column = text("subject_place", "対象の中の場所", "place in the subject");

static BODIES: Spec = Spec {
    name: "bodies",
    title: ("会議体", "bodies"),
    about: ("1行が一つの会議体", "a row is a body"),
    columns: &[
        code("body_id", "会議体ID", "body"),
        text("kind", "種類", "kind"),
        text("kind_en", "種類（英語）", "kind in English"),
        text("name", "名称", "name"),
        text("name_en", "名称（英語）", "name in English"),
        text("purpose", "目的", "purpose"),
        ILLUSTRATIVE,
    ],
    key: &["body_id"],
    foreign: &[],
};

static MEMBERS: Spec = Spec {
    name: "body-members",
    title: ("会議体の構成員", "members of bodies"),
    about: ("1行が会議体の一人の構成員", "a row is a member of a body"),
    columns: &[
        code("body_id", "会議体ID", "body"),
        whole("number", "連番", "number").about("同じ会議体の中で1から", "from 1 within the body"),
        text("name", "氏名", "name"),
        text("affiliation", "所属", "affiliation"),
        text("role", "役割", "role"),
        text("role_en", "役割（英語）", "role in English"),
        column("from_day", "任期の初日", "first day of the term", Kind::Day),
        column("until_day", "任期の最終日", "last day of the term", Kind::Day),
    ],
    key: &["body_id", "number"],
    foreign: &[Foreign { columns: &["body_id"], table: "bodies", there: &["body_id"] }],
};

static MEETINGS: Spec = Spec {
    name: "meetings",
    title: ("会議", "meetings"),
    about: ("1行が一つの公開の会議", "a row is a public meeting"),
    columns: &[
        code("meeting_id", "会議ID", "meeting"),
        code("body_id", "会議体ID", "body"),
        whole("number", "回", "number").about("会議体の中の回数", "within the body"),
        text("title", "会議名", "title"),
        text("title_en", "会議名（英語）", "title in English"),
        column("day", "開催日", "day", Kind::Day),
        text("start", "始まりの時刻", "start").about("日本時間", "in Japan time"),
        text("end", "終わりの時刻", "end").about("日本時間", "in Japan time"),
        text("place", "場所", "place"),
        text("online_link", "オンラインの行き先", "on-line link")
            .about("これから開く会議だけ", "only of a meeting still to come"),
        code("state", "状況", "state").about(
            "convened 招集済・held 開催済・approved 議事録確定・published 議事録公表済",
            "convened, held, approved (minutes) or published (minutes)",
        ),
        whole("papers", "公開資料の数", "public papers"),
        whole("closed_papers", "非公開資料の数", "papers not public"),
        whole("remarks", "意見の数", "remarks"),
        column("is_corrected", "議事録の訂正", "corrected", Kind::Flag)
            .about("true は確定後に訂正した議事録", "true: the minutes were corrected after approval"),
        ILLUSTRATIVE,
    ],
    key: &["meeting_id"],
    foreign: &[Foreign { columns: &["body_id"], table: "bodies", there: &["body_id"] }],
};

static AGENDA: Spec = Spec {
    name: "meeting-agenda",
    title: ("会議の議題", "agenda of meetings"),
    about: ("1行が会議の一つの議題", "a row is an item of an agenda"),
    columns: &[
        code("meeting_id", "会議ID", "meeting"),
        whole("number", "連番", "number").about("同じ会議の中で1から", "from 1 within the meeting"),
        text("title", "議題", "title"),
        SUBJECT_KIND,
        SUBJECT_ID,
        SUBJECT_NAME,
        SUBJECT_PLACE,
    ],
    key: &["meeting_id", "number"],
    foreign: &[Foreign { columns: &["meeting_id"], table: "meetings", there: &["meeting_id"] }],
};

static PAPERS: Spec = Spec {
    name: "meeting-papers",
    title: ("会議の公開資料", "public papers of meetings"),
    about: ("1行が会議の一つの公開資料", "a row is a public paper of a meeting"),
    columns: &[
        code("meeting_id", "会議ID", "meeting"),
        whole("number", "連番", "number").about("同じ会議の中で1から", "from 1 within the meeting"),
        text("title", "資料名", "title"),
        code("file", "ファイル名", "file")
            .about("公表サイトの meetings/papers/ の中", "in meetings/papers/ of the public site"),
        code("sha256", "SHA-256", "SHA-256 of the file"),
        whole("bytes", "大きさ（バイト）", "size (bytes)"),
    ],
    key: &["meeting_id", "number"],
    foreign: &[Foreign { columns: &["meeting_id"], table: "meetings", there: &["meeting_id"] }],
};

static MINUTES: Spec = Spec {
    name: "minutes",
    title: ("議事録", "minutes"),
    about: ("1行が公表した議事録の一つの発言", "a row is a speech of published minutes"),
    columns: &[
        code("meeting_id", "会議ID", "meeting"),
        whole("number", "連番", "number").about("同じ会議の中で1から", "from 1 within the meeting"),
        text("speaker", "発言者", "speaker"),
        text("text", "発言", "what was said"),
    ],
    key: &["meeting_id", "number"],
    foreign: &[Foreign { columns: &["meeting_id"], table: "meetings", there: &["meeting_id"] }],
};

static REMARKS: Spec = Spec {
    name: "remarks",
    title: ("意見と答え", "remarks and answers"),
    about: ("1行が一つの意見と市の答え", "a row is a remark with the city's answer"),
    columns: &[
        code("remark_id", "意見ID", "remark").about("版が変わっても同じ", "the same in every edition"),
        code("meeting_id", "会議ID", "meeting").about("会議で出された意見だけ", "only of those made in a meeting"),
        SUBJECT_KIND,
        SUBJECT_ID,
        SUBJECT_NAME,
        SUBJECT_PLACE,
        text("theme", "テーマ", "theme"),
        text("text", "意見", "remark"),
        text("speaker", "意見を述べた人", "speaker")
            .about("名前を公にしない人は「委員」", "委員 where the name is not public"),
        text("speaker_role", "役割", "role"),
        code("state", "状態", "state").about(
            "open 未回答・answered 回答済・accepted 反映・declined 見送り・done 完了",
            "open, answered, accepted, declined or done",
        ),
        column("due", "回答の期日", "answer due", Kind::Day),
        text("department", "回答する部署", "department")
            .about("上から順に > で区切る", "from the top down, parted by >"),
        text("response", "市の答え", "answer"),
        text("reason", "取り入れない理由", "reason").about("見送りのときだけ", "only where it was declined"),
        text("outcome", "成果", "outcome"),
        ILLUSTRATIVE,
    ],
    key: &["remark_id"],
    foreign: &[],
};

static CONSULTATIONS: Spec = Spec {
    name: "consultations",
    title: ("意見公募", "public comment"),
    about: ("1行が一つの意見公募", "a row is a consultation"),
    columns: &[
        code("consultation_id", "意見公募ID", "consultation"),
        text("title", "案の題名", "title"),
        text("outline", "案の概要", "outline"),
        column("first_day", "募集の初日", "first day", Kind::Day),
        column("last_day", "募集の最終日", "last day", Kind::Day),
        code("state", "状態", "state").about(
            "coming 募集前・open 募集中・closed 締切・published 結果公表済",
            "coming, open, closed or published",
        ),
        column("published_on", "結果の公表日", "results published", Kind::Day),
        whole("comments", "提出数", "comments").about("公表前は空", "empty before the results are published"),
        whole("opinion_count", "意見の件数", "opinions").about(
            "一通にいくつかの意見があるときは、それぞれを数える",
            "a comment with several points counts several times",
        ),
        ILLUSTRATIVE,
    ],
    key: &["consultation_id"],
    foreign: &[],
};

static DRAFT_PAPERS: Spec = Spec {
    name: "consultation-papers",
    title: ("意見公募の案の資料", "documents of public comment"),
    about: ("1行が意見公募の案の一つの資料", "a row is a document of a draft"),
    columns: &[
        code("consultation_id", "意見公募ID", "consultation"),
        whole("number", "連番", "number").about("同じ意見公募の中で1から", "from 1 within the consultation"),
        text("title", "資料名", "title"),
        code("file", "ファイル名", "file")
            .about("公表サイトの consultations/papers/ の中", "in consultations/papers/ of the public site"),
        code("sha256", "SHA-256", "SHA-256 of the file"),
        whole("bytes", "大きさ（バイト）", "size (bytes)"),
    ],
    key: &["consultation_id", "number"],
    foreign: &[Foreign { columns: &["consultation_id"], table: "consultations", there: &["consultation_id"] }],
};

static RESULTS: Spec = Spec {
    name: "consultation-results",
    title: ("意見公募の結果", "results of public comment"),
    about: (
        "1行が一つの意見の概要。意見を出した人の情報は含まない",
        "a row is an opinion; nothing is said of who wrote it",
    ),
    columns: &[
        code("consultation_id", "意見公募ID", "consultation"),
        whole("number", "連番", "number").about("同じ意見公募の中で1から", "from 1 within the consultation"),
        text("summary", "意見の概要", "opinion"),
        whole("count", "件数", "opinions"),
        whole("comments", "提出数", "comments"),
        text("answer", "市の考え方", "answer"),
        code("class", "反映の区分", "class").about("A から E", "A to E"),
        text("class_meaning", "区分の意味", "meaning of the class"),
    ],
    key: &["consultation_id", "number"],
    foreign: &[Foreign { columns: &["consultation_id"], table: "consultations", there: &["consultation_id"] }],
};

static WAYS: Spec = Spec {
    name: "consultation-ways",
    title: ("意見公募の提出方法", "ways of public comment"),
    about: ("1行が一つの提出方法の提出数", "a row is how many comments came by a way"),
    columns: &[
        code("consultation_id", "意見公募ID", "consultation"),
        code("way", "提出方法", "way").about("form 入力フォーム・email 電子メール・paper 書面", "form, email or paper"),
        text("way_name", "提出方法の名称", "way in words"),
        whole("comments", "提出数", "comments"),
    ],
    key: &["consultation_id", "way"],
    foreign: &[Foreign { columns: &["consultation_id"], table: "consultations", there: &["consultation_id"] }],
};

static EXPLANATIONS: Spec = Spec {
    name: "explanations",
    title: ("説明の記録", "explanation records"),
    about: ("1行が市民や団体への一回の説明", "a row is an occasion on which citizens or groups were told"),
    columns: &[
        code("explanation_id", "記録ID", "record"),
        column("day", "日", "day", Kind::Day),
        text("title", "題名", "title"),
        text("kind", "種類", "kind"),
        text("kind_en", "種類（英語）", "kind in English"),
        text("place", "場所", "place"),
        text("groups", "参加した団体など", "groups").about("個人の名前は含まない", "no names of persons"),
        whole("people", "人数", "people"),
        text("subjects", "対象", "subjects").about("複数は ; で区切る", "several are parted by ;"),
        text("explained", "説明したこと", "explained"),
        text("said", "出された意見", "said"),
        text("changed", "変わったこと", "changed"),
        ILLUSTRATIVE,
    ],
    key: &["explanation_id"],
    foreign: &[],
};

/// The tables of the discussion, in the order they are listed.
pub(super) fn tables(edition: &Edition) -> Vec<Table<'_>> {
    vec![
        Table::of(&BODIES, bodies(edition)),
        Table::of(&MEMBERS, members(edition)),
        Table::of(&MEETINGS, meetings(edition)),
        Table::of(&AGENDA, agenda(edition)),
        Table::of(&PAPERS, papers(edition)),
        Table::of(&MINUTES, minutes(edition)),
        Table::of(&REMARKS, remarks(edition)),
        Table::of(&CONSULTATIONS, consultations(edition)),
        Table::of(&DRAFT_PAPERS, draft_papers(edition)),
        Table::of(&RESULTS, results(edition)),
        Table::of(&WAYS, ways(edition)),
        Table::of(&EXPLANATIONS, explanations(edition)),
    ]
}

type Rows<'a> = Vec<Vec<Cell<'a>>>;

fn count(number: usize) -> Cell<'static> {
    Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn subject(subject: Option<&Subject>) -> [Cell<'_>; 4] {
    let cell = |pick: fn(&Subject) -> &str| subject.map_or(Cell::Empty, |subject| Cell::text(pick(subject)));
    [cell(|one| &one.kind), cell(|one| &one.id), cell(|one| &one.name.ja), cell(|one| &one.place)]
}

fn bodies(edition: &Edition) -> Rows<'_> {
    let rows = edition.bodies.iter().map(|body| {
        vec![
            Cell::text(&body.id),
            Cell::text(&body.kind_name.ja),
            Cell::text(&body.kind_name.en),
            Cell::text(&body.name.ja),
            Cell::text(&body.name.en),
            Cell::text(&body.purpose.ja),
            Cell::Flag(body.is_illustrative),
        ]
    });
    rows.collect()
}

fn members(edition: &Edition) -> Rows<'_> {
    let rows = edition.bodies.iter().flat_map(|body| {
        (1..).zip(&body.members).map(|(number, member)| {
            vec![
                Cell::text(&body.id),
                Cell::Whole(number),
                Cell::text(&member.name),
                Cell::text(&member.affiliation),
                Cell::text(&member.role.ja),
                Cell::text(&member.role.en),
                Cell::day(&member.from),
                Cell::day(&member.until),
            ]
        })
    });
    rows.collect()
}

fn meetings(edition: &Edition) -> Rows<'_> {
    let rows = edition.meetings.iter().map(|meeting| {
        let title = meeting.title();
        vec![
            Cell::text(&meeting.id),
            Cell::text(&meeting.body),
            Cell::Whole(meeting.number),
            Cell::owned(title.ja),
            Cell::owned(title.en),
            Cell::day(&meeting.day),
            Cell::text(&meeting.start),
            Cell::text(&meeting.end),
            Cell::text(&meeting.place),
            Cell::text(&meeting.online_link),
            Cell::text(&meeting.state),
            count(meeting.papers.len()),
            Cell::Whole(meeting.closed_papers),
            count(edition.remarks.iter().filter(|remark| remark.meeting == meeting.id).count()),
            Cell::Flag(meeting.is_corrected),
            Cell::Flag(meeting.is_illustrative),
        ]
    });
    rows.collect()
}

fn agenda(edition: &Edition) -> Rows<'_> {
    let rows = edition.meetings.iter().flat_map(|meeting| {
        (1..).zip(&meeting.agenda).map(|(number, item)| {
            let own = [Cell::text(&meeting.id), Cell::Whole(number), Cell::text(&item.title)];
            own.into_iter().chain(subject(item.subject.as_ref())).collect()
        })
    });
    rows.collect()
}

fn papers(edition: &Edition) -> Rows<'_> {
    edition.meetings.iter().flat_map(|meeting| papers_of(&meeting.id, &meeting.papers)).collect()
}

fn draft_papers(edition: &Edition) -> Rows<'_> {
    edition.consultations.iter().flat_map(|one| papers_of(&one.id, &one.papers)).collect()
}

/// The papers of the meeting or consultation of this id.
fn papers_of<'a>(id: &'a str, papers: &'a [Paper]) -> impl Iterator<Item = Vec<Cell<'a>>> {
    (1..).zip(papers).map(move |(number, paper)| {
        vec![
            Cell::text(id),
            Cell::Whole(number),
            Cell::text(&paper.title),
            Cell::text(&paper.file),
            Cell::text(&paper.sha256),
            Cell::Whole(paper.bytes),
        ]
    })
}

fn minutes(edition: &Edition) -> Rows<'_> {
    let rows = edition.meetings.iter().flat_map(|meeting| {
        (1..).zip(&meeting.minutes).map(|(number, speech)| {
            let said = [Cell::text(&speech.speaker), Cell::text(&speech.text)];
            [Cell::text(&meeting.id), Cell::Whole(number)].into_iter().chain(said).collect()
        })
    });
    rows.collect()
}

fn remarks(edition: &Edition) -> Rows<'_> {
    let rows = edition.remarks.iter().map(|remark| {
        let mut row = vec![Cell::text(&remark.id), Cell::text(&remark.meeting)];
        row.extend(subject(Some(&remark.subject)));
        row.extend([
            Cell::text(&remark.theme),
            Cell::text(&remark.text),
            Cell::text(&remark.speaker),
            Cell::text(&remark.role),
            Cell::text(&remark.state),
            Cell::day(&remark.due),
            Cell::owned(remark.department.join(" > ")),
            Cell::text(&remark.response),
            Cell::text(&remark.reason),
            remark.outcome.as_ref().map_or(Cell::Empty, |outcome| Cell::text(&outcome.name.ja)),
            Cell::Flag(remark.is_illustrative),
        ]);
        row
    });
    rows.collect()
}

fn consultations(edition: &Edition) -> Rows<'_> {
    let rows = edition.consultations.iter().map(|one| {
        vec![
            Cell::text(&one.id),
            Cell::text(&one.title),
            Cell::text(&one.outline),
            Cell::day(&one.first),
            Cell::day(&one.last),
            Cell::text(&one.state),
            Cell::day(&one.published_on),
            Cell::whole(one.comments),
            Cell::whole(one.opinion_count),
            Cell::Flag(one.is_illustrative),
        ]
    });
    rows.collect()
}

fn results(edition: &Edition) -> Rows<'_> {
    let rows = edition.consultations.iter().flat_map(|one| {
        (1..).zip(&one.opinions).map(|(number, opinion)| {
            let class = one.classes.iter().find(|class| class.class == opinion.class);
            vec![
                Cell::text(&one.id),
                Cell::Whole(number),
                Cell::text(&opinion.summary),
                Cell::Whole(opinion.count),
                Cell::Whole(opinion.comments),
                Cell::text(&opinion.answer),
                Cell::text(&opinion.class),
                class.map_or(Cell::Empty, |class| Cell::text(&class.words.ja)),
            ]
        })
    });
    rows.collect()
}

fn ways(edition: &Edition) -> Rows<'_> {
    let rows = edition.consultations.iter().flat_map(|one| {
        one.ways.iter().map(|way| {
            vec![Cell::text(&one.id), Cell::text(&way.way), Cell::text(&way.name.ja), Cell::Whole(way.comments)]
        })
    });
    rows.collect()
}

fn explanations(edition: &Edition) -> Rows<'_> {
    let rows = edition.explanations.iter().map(|one| {
        let subjects: Vec<&str> = one.subjects.iter().map(|subject| subject.name.ja.as_str()).collect();
        vec![
            Cell::text(&one.id),
            Cell::day(&one.day),
            Cell::text(&one.title),
            Cell::text(&one.kind_name.ja),
            Cell::text(&one.kind_name.en),
            Cell::text(&one.place),
            Cell::text(&one.groups),
            Cell::whole(one.people),
            Cell::owned(subjects.join(";")),
            Cell::text(&one.explained),
            Cell::text(&one.said),
            Cell::text(&one.changed),
            Cell::Flag(one.is_illustrative),
        ]
    });
    rows.collect()
}
