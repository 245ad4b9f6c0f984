//! What can be found (検索できるもの): programs, clusters, terms, passages and figures of the plan, charts, facilities, meetings,
//! remarks, public comment, explanation records, initiatives.

use publish::edition::Words;
use rayon::prelude::*;
use reform::search_text::fold;

use crate::discussion::{consultation_path, explanation_path, meeting_path};
use crate::page::Section;
use crate::programs::{in_words, latest_cost};
use crate::{Site, lang::Lang, terms};

/// Something that can be found (文書).
pub struct Document {
    /// Where it is, from the site's root, with its place in the page.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What it is and a few words on it, shown below the title.
    pub note: String,
    /// The folded title.
    pub folded_title: String,
    /// Everything it can be found by beside its title, folded.
    pub folded_texts: Vec<String>,
}

/// How many characters of a text are shown below a title.
const NOTE: usize = 60;

/// How many characters of a remark are its title.
const TITLE: usize = 40;

/// Everything, in an order that never changes for the same edition.
pub fn all(site: &Site<'_>) -> Vec<Document> {
    let mut all = programs(site);
    all.extend(clusters(site));
    all.extend(glossary(site));
    all.extend(plan(site));
    all.extend(pictures(site));
    all.extend(facilities(site));
    all.extend(discussion(site));
    all.extend(initiatives(site));
    all
}

fn document<'t>(
    path: String,
    title: &str,
    kind: &str,
    note: &str,
    texts: impl IntoIterator<Item = &'t str>,
) -> Document {
    let note = crate::programs::excerpt(note, NOTE);
    Document {
        folded_title: fold(title),
        folded_texts: texts.into_iter().filter(|text| !text.is_empty()).map(fold).collect(),
        path,
        title: title.to_owned(),
        note: if note.is_empty() { kind.to_owned() } else { format!("{kind}｜{note}") },
    }
}

fn programs(site: &Site<'_>) -> Vec<Document> {
    let versions: Vec<_> = site.programs.values().collect();
    versions
        .par_iter()
        .map(|versions| {
            let program = versions[0];
            let path = site.program_path(&program.id).unwrap_or_default();
            let cost = latest_cost(versions).map(|money| in_words(Lang::Ja, money.cost_yen)).unwrap_or_default();
            let department = program.department.last().map_or("", String::as_str);
            let kind = ["事業", &program.id, department, &cost];
            let kind: Vec<&str> = kind.into_iter().filter(|part| !part.is_empty()).collect();
            let fixed = [
                program.id.as_str(),
                &program.summary,
                &program.easy_summary,
                &program.legal_basis,
                &program.means,
                &program.target,
                &program.intent,
                &program.result,
                program.review.as_ref().map_or("", |review| &review.reason),
            ];
            let texts = fixed.into_iter().chain(program.department.iter().map(String::as_str));
            document(path, &program.name, &kind.join("・"), &program.summary, texts)
        })
        .collect()
}

fn clusters(site: &Site<'_>) -> Vec<Document> {
    let clusters = site.edition.clusters.iter();
    clusters
        .map(|cluster| {
            let path = site.cluster_path(&cluster.id).unwrap_or_default();
            let fixed = [cluster.text.as_str(), &cluster.easy_summary, &cluster.start_reason, &cluster.name.en];
            let texts = fixed.into_iter().chain(cluster.issues.iter().map(String::as_str));
            let decided = cluster.decisions.iter().map(|decision| decision.title.as_str());
            document(path, &cluster.name.ja, "事業クラスター", &cluster.text, texts.chain(decided))
        })
        .collect()
}

fn glossary(site: &Site<'_>) -> Vec<Document> {
    let terms = site.edition.glossary.iter();
    terms
        .map(|term| {
            let path = format!("{}#{}", Section::Glossary.path(), terms::place(&term.id));
            let fixed = [term.reading.as_str(), &term.meaning.ja, &term.name.en, &term.meaning.en];
            let texts = fixed.into_iter().chain(term.marks.iter().map(String::as_str));
            document(path, &term.name.ja, "用語", &term.meaning.ja, texts)
        })
        .collect()
}

fn plan(site: &Site<'_>) -> Vec<Document> {
    let plan = &site.edition.plan;
    let path = || Section::Plan.path().to_owned();
    let words = |words: &'_ Words| [words.ja.clone(), words.en.clone()];
    let passages = plan.principles.iter().chain(&plan.strategies).chain(&plan.viewpoints);
    let passages = passages.map(|passage| {
        let texts = words(&passage.text);
        document(path(), &passage.title.ja, "計画", &passage.text.ja, texts.iter().map(String::as_str))
    });
    let figures = plan.figures.iter().map(|figure| {
        let note = [figure.shown.ja.as_str(), &figure.as_of.ja].join(" ");
        document(path(), &figure.label.ja, "計画の数値", &note, [figure.label.en.as_str(), &figure.source])
    });
    passages.chain(figures).collect()
}

fn pictures(site: &Site<'_>) -> Vec<Document> {
    let section = |family: &str| match family {
        "outlook" => Some(Section::Outlook),
        "frame" => Some(Section::Frame),
        "roadmap" => Some(Section::Roadmap),
        "cities" => Some(Section::Cities),
        "facilities" => Some(Section::Facilities),
        "plan" => Some(Section::Plan),
        "initiatives" => Some(Section::Initiatives),
        _ => None,
    };
    let pictures = site.edition.pictures.iter();
    pictures
        .filter_map(|picture| {
            let section = section(&picture.family).filter(|section| site.has(*section, Lang::Ja))?;
            let texts = [picture.ja.description.as_str(), &picture.reading.ja, &picture.en.title];
            Some(document(section.path().to_owned(), &picture.ja.title, "図表", &picture.ja.description, texts))
        })
        .collect()
}

fn facilities(site: &Site<'_>) -> Vec<Document> {
    let facilities = site.edition.facilities.iter();
    facilities
        .map(|facility| {
            let note = [facility.kind.ja.as_str(), &facility.district].join(" ");
            let texts = [facility.id.as_str(), &facility.kind.ja, &facility.district];
            let uses = facility.uses.iter().map(String::as_str);
            document(
                Section::Facilities.path().to_owned(),
                &facility.name,
                "公共施設",
                &note,
                texts.into_iter().chain(uses),
            )
        })
        .collect()
}

fn discussion(site: &Site<'_>) -> Vec<Document> {
    let edition = site.edition;
    let meetings = edition.meetings.iter().map(|meeting| {
        let agenda: Vec<&str> = meeting.agenda.iter().map(|item| item.title.as_str()).collect();
        let said = meeting.minutes.iter().flat_map(|speech| [speech.speaker.as_str(), &speech.text]);
        let papers = meeting.papers.iter().map(|paper| paper.title.as_str());
        let title = meeting.title().ja;
        let note = agenda.join("、");
        document(meeting_path(meeting), &title, "会議", &note, agenda.into_iter().chain(papers).chain(said))
    });
    let remarks = edition.remarks.iter().map(|remark| {
        let title = crate::programs::excerpt(&remark.text, TITLE);
        let note = if remark.response.is_empty() { &remark.state_name.ja } else { &remark.response };
        let texts = [remark.text.as_str(), &remark.response, &remark.reason, &remark.theme, &remark.subject.name.ja];
        document(site.discussion.path(remark).to_owned(), &title, "意見と答え", note, texts)
    });
    let consultations = edition.consultations.iter().map(|one| {
        let opinions = one.opinions.iter().flat_map(|opinion| [opinion.summary.as_str(), &opinion.answer]);
        let asked = one.questions.iter().map(String::as_str).chain(one.papers.iter().map(|paper| paper.title.as_str()));
        let texts = std::iter::once(one.outline.as_str()).chain(asked).chain(opinions);
        document(consultation_path(one), &one.title, "意見公募", &one.outline, texts)
    });
    let explanations = edition.explanations.iter().enumerate().map(|(at, one)| {
        let texts = [one.explained.as_str(), &one.said, &one.changed, &one.groups, &one.place];
        document(explanation_path(at, one), &one.title, "説明の記録", &one.explained, texts)
    });
    meetings.chain(remarks).chain(consultations).chain(explanations).collect()
}

fn initiatives(site: &Site<'_>) -> Vec<Document> {
    let initiatives = site.edition.initiatives.iter();
    initiatives
        .map(|initiative| {
            let kpis = initiative.kpis.iter().map(|kpi| kpi.name.ja.as_str());
            let milestones = initiative.milestones.iter().map(|bar| bar.text.ja.as_str());
            let fixed = [initiative.text.ja.as_str(), &initiative.name.en, &initiative.department.ja];
            let texts = fixed.into_iter().chain(kpis).chain(milestones);
            let path = crate::initiatives::path_of(initiative);
            document(path, &initiative.name.ja, "挑戦する市役所", &initiative.text.ja, texts)
        })
        .collect()
}
