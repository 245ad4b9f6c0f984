//! The roadmap as files (工程表の書き出し): table as CSV and workbook, ends of bars as a calendar, the picture.

use publish::chart::Lang;
use publish::icalendar::{CalendarDay, icalendar};
use publish::programs::ExportNote;
use publish::table::{Cell, DataTable, workbook_of};
use reform::plan::Basis;
use reform::roadmap::Urgency;

use super::picture::{bar_state, in_lang, pick, span_basis, span_label};
use super::{History, RoadmapView};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

impl RoadmapView {
    /// Every bar in a row: 別冊1 as a table.
    pub fn table(&self, lang: Lang) -> DataTable {
        let header = match lang {
            Lang::Ja => [
                "クラスター",
                "分類",
                "段",
                "区分",
                "内容",
                "はじめ",
                "おわり",
                "期間",
                "期間の根拠",
                "進み",
                "進みの時点",
                "期間の経過（%）",
                "ページ",
                "帯の番号",
            ],
            Lang::En => [
                "Cluster",
                "Category",
                "Lane",
                "Part",
                "What",
                "From",
                "To",
                "Span",
                "Basis of the span",
                "Progress",
                "As of",
                "Span elapsed (%)",
                "Page",
                "Bar",
            ],
        };
        let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
        let mut rows = Vec::new();
        for category in &self.categories {
            for (id, name) in &category.clusters {
                for bar in self.roadmap.bars_of(id) {
                    let standing = self.standing(bar);
                    let last = self.progress.get(&bar.id);
                    let mut state = bar_state(&standing).label(lang).to_owned();
                    if standing.urgency() == Urgency::Late
                        && let Some(status) = standing.status
                    {
                        state = format!("{state}（{}）", pick(lang, status.label_ja(), status.label_en()));
                    }
                    if last.is_some_and(|entry| entry.is_demo) {
                        state.push_str(pick(lang, "［例示］", " [illustrative]"));
                    }
                    let whole = |number: u32| Cell::Number(fiscal::Quantity::whole(i64::from(number)));
                    rows.push(vec![
                        text(in_lang(name, lang)),
                        text(in_lang(&category.name, lang)),
                        whole(u32::from(bar.lane)),
                        text(bar.part.as_ref().map(|part| in_lang(part, lang)).unwrap_or_default()),
                        text(in_lang(&bar.text, lang)),
                        text(&bar.span.from().short()),
                        text(&bar.span.to().short()),
                        text(&span_label(bar.span, lang)),
                        text(span_basis(bar.basis, lang)),
                        text(&state),
                        text(&last.map(|entry| entry.day.to_string()).unwrap_or_default()),
                        whole(standing.expected_per_mille / 10),
                        bar.page.map_or(Cell::Empty, whole),
                        text(&bar.id),
                    ]);
                }
            }
        }
        DataTable {
            title: pick(lang, "工程表（別冊1）", "Roadmap").to_owned(),
            header: header.map(str::to_owned).to_vec(),
            rows,
            unit: String::new(),
        }
    }
}

impl History {
    /// The published versions as a table.
    fn table(&self, lang: Lang) -> DataTable {
        let header = match lang {
            Lang::Ja => ["版", "公表", "もとの版", "改定の理由", "承認"],
            Lang::En => ["Version", "Published", "Made from", "Reason", "Approved by"],
        };
        let rows = self.versions.iter().map(|version| {
            let number = |number: Option<i64>| {
                number.map_or(Cell::Empty, |number| Cell::Number(fiscal::Quantity::whole(number)))
            };
            let mark = if version.is_demo { pick(lang, "［例示］", " [illustrative]") } else { "" };
            vec![
                number(version.number),
                Cell::Text(format!("{}{mark}", version.published_on)),
                number(version.base),
                Cell::Text(version.reason.clone()),
                Cell::Text(version.approved_by.clone()),
            ]
        });
        DataTable {
            title: pick(lang, "版", "Versions").to_owned(),
            header: header.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            unit: String::new(),
        }
    }
}

impl App {
    /// A version as a table in CSV.
    ///
    /// # Errors
    /// When the actor may not see roadmaps.
    pub fn roadmap_csv(&self, actor: &Actor, view: &RoadmapView, lang: Lang) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        let mut bytes = Vec::new();
        view.table(lang).write_csv(&mut bytes)?;
        Ok(bytes)
    }

    /// A version as a workbook with the list of versions; 別冊1.
    ///
    /// # Errors
    /// When the actor may not see roadmaps, or the database fails.
    pub async fn roadmap_xlsx(
        &self,
        actor: &Actor,
        view: &RoadmapView,
        lang: Lang,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        let history = self.roadmap_history(actor).await?;
        let note = ExportNote {
            filter: view.note.as_ref().map(|note| in_lang(note, lang).to_owned()).unwrap_or_default(),
            source: format!("{} {}", self.plan.title.ja, self.plan.published),
            illustrative: view.is_illustrative(),
            made_at,
            publisher: self.city().name.ja.clone(),
        };
        let nature = match view.is_illustrative() {
            true => {
                "例示の改定・進みを含む。期間の根拠は欄のとおり / with illustrative revisions or progress; see each row"
            }
            false => {
                "公表した工程表。期間の根拠は欄のとおり / the published roadmap; see each row for how its span is known"
            }
        };
        let tables = [view.table(lang), history.table(lang)];
        Ok(workbook_of(pick(lang, "工程表（別冊1）", "Roadmap"), &tables, nature, &note)?)
    }

    /// The ends of a version's bars as a calendar (iCalendar); what is done or stopped is left out.
    ///
    /// # Errors
    /// When the actor may not see roadmaps.
    pub fn roadmap_calendar(&self, actor: &Actor, view: &RoadmapView, lang: Lang) -> Result<String, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        let mut days = Vec::new();
        for (id, name) in view.clusters() {
            for bar in view.roadmap.bars_of(id) {
                if view.standing(bar).urgency() == Urgency::Finished {
                    continue;
                }
                let (cluster, text) = (in_lang(name, lang), in_lang(&bar.text, lang));
                let title = match lang {
                    Lang::Ja => format!("{cluster}：{text}（おわり）"),
                    Lang::En => format!("{cluster}: {text} (end)"),
                };
                let mut note = span_label(bar.span, lang);
                if bar.basis != Basis::Published {
                    note = format!("{note} / {}", span_basis(bar.basis, lang));
                }
                days.push(CalendarDay {
                    id: format!("roadmap-{}@henkaku", bar.id),
                    day: bar.span.to().last_day().parts(),
                    title,
                    note,
                });
            }
        }
        let made_at = self.clock().now().strftime("%Y%m%dT%H%M%SZ").to_string();
        let name = format!("{} {}", in_lang(&self.city().name, lang), pick(lang, "工程表", "Roadmap"));
        Ok(icalendar(&name, &days, &made_at))
    }
}
