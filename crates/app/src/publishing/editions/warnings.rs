//! What an approver should know of an edition before it is published (承認前の注意).

use publish::edition::{Edition, Money};

use super::differences::Differences;

/// Something an approver should know (注意).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// What is stored is not what was prepared; it cannot be approved. Says where.
    Altered(String),
    /// Some of it is made up (例示): programs, clusters, facilities, charts.
    Illustrative {
        /// Programs.
        programs: usize,
        /// Clusters.
        clusters: usize,
        /// Facilities.
        facilities: usize,
        /// Charts.
        pictures: usize,
    },
    /// So many items of the published edition are gone.
    Removed(usize),
    /// So many programs have an amount that its sources do not add up to.
    SourcesDiffer(usize),
    /// So many programs of so many have no summary in easy Japanese.
    NoEasySummary(usize, usize),
    /// So many programs of so many have no published review.
    NoReview(usize, usize),
    /// There are no clusters in it.
    NoClusters,
    /// No year of the investment frame is closed, so that nothing of its ledger is published.
    NoClosedYear,
}

impl Warning {
    /// What it says, in Japanese and English.
    pub fn words(&self) -> (String, String) {
        let n = |count: &usize| fiscal::money::group_digits(*count as u64);
        match self {
            Warning::Altered(place) => (
                format!("保存された内容が、用意したときと違います（{place}）。承認できません"),
                format!("What is stored is not what was prepared ({place}); it cannot be approved"),
            ),
            Warning::Illustrative { programs, clusters, facilities, pictures } => (
                format!(
                    "例示のデータを含みます：事業 {}件、クラスター {}件、施設 {}件、図 {}点",
                    n(programs),
                    n(clusters),
                    n(facilities),
                    n(pictures),
                ),
                format!(
                    "Some of it is illustrative: {} programs, {} clusters, {} facilities, {} charts",
                    n(programs),
                    n(clusters),
                    n(facilities),
                    n(pictures),
                ),
            ),
            Warning::Removed(count) => (
                format!("公表中の版にあるもののうち{}件がなくなります", n(count)),
                format!("{} items of the published edition will be gone", n(count)),
            ),
            Warning::SourcesDiffer(count) => (
                format!("財源の合計が事業費と合わない事業が{}件あります。差額もそのまま公表されます", n(count)),
                format!(
                    "In {} programs the sources do not add up to the cost; the difference is published as it is",
                    n(count)
                ),
            ),
            Warning::NoEasySummary(count, of) => (
                format!("やさしい日本語の説明がない事業が{}件のうち{}件あります", n(of), n(count)),
                format!("{} of {} programs have no summary in easy Japanese", n(count), n(of)),
            ),
            Warning::NoReview(count, of) => (
                format!("公表された点検結果がない事業が{}件のうち{}件あります", n(of), n(count)),
                format!("{} of {} programs have no published review", n(count), n(of)),
            ),
            Warning::NoClusters => {
                ("事業クラスターが一つもありません".to_owned(), "There are no clusters in it".to_owned())
            }
            Warning::NoClosedYear => (
                "締めた年度がないため、次世代投資枠の台帳は公表されません".to_owned(),
                "No year of the investment frame is closed, so nothing of its ledger is published".to_owned(),
            ),
        }
    }

    /// Whether nobody should approve before this is settled; the others may be as meant.
    pub fn is_grave(&self) -> bool {
        matches!(self, Warning::Altered(_) | Warning::Illustrative { .. })
    }
}

/// What an approver should know of this edition.
pub(super) fn warnings(edition: &Edition, differences: &Differences) -> Vec<Warning> {
    let mut found = Vec::new();
    let programs = edition.programs.iter().filter(|program| program.is_illustrative).count();
    let clusters = edition.clusters.iter().filter(|cluster| cluster.is_illustrative).count();
    let facilities = edition.facilities.iter().filter(|facility| facility.is_illustrative).count();
    let pictures = edition.pictures.iter().filter(|picture| picture.basis == "illustrative").count();
    if edition.about.is_illustrative || programs + clusters + facilities + pictures > 0 {
        found.push(Warning::Illustrative { programs, clusters, facilities, pictures });
    }
    let all = edition.programs.len();
    let count = |is_so: &dyn Fn(&publish::edition::Program) -> bool| {
        edition.programs.iter().filter(|program| is_so(program)).count()
    };
    let differing = count(&|program| program.money.iter().any(sources_differ));
    let without_summary = count(&|program| program.easy_summary.is_empty());
    let without_review = count(&|program| program.review.is_none());
    found.extend((differences.removed() > 0).then(|| Warning::Removed(differences.removed())));
    found.extend((differing > 0).then_some(Warning::SourcesDiffer(differing)));
    found.extend((without_summary > 0).then_some(Warning::NoEasySummary(without_summary, all)));
    found.extend((without_review > 0).then_some(Warning::NoReview(without_review, all)));
    found.extend(edition.clusters.is_empty().then_some(Warning::NoClusters));
    found.extend(edition.frame.by_year.is_empty().then_some(Warning::NoClosedYear));
    found
}

/// Whether all five sources are stated and do not add up to the cost.
fn sources_differ(money: &Money) -> bool {
    let sources = [money.national_yen, money.prefectural_yen, money.bonds_yen, money.other_yen, money.general_yen];
    let stated: Option<Vec<i64>> = sources.into_iter().collect();
    let sum = |stated: Vec<i64>| stated.into_iter().try_fold(0_i64, i64::checked_add);
    stated.is_some_and(|stated| sum(stated) != Some(money.cost_yen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use publish::edition::example;

    #[test]
    fn what_an_approver_should_know_is_told() {
        let mut edition = example::edition(4);
        edition.programs[0].money[0].cost_yen += 1;
        edition.programs[1].easy_summary.clear();
        edition.clusters.clear();
        let found = warnings(&edition, &Differences::default());
        assert!(matches!(found[0], Warning::Illustrative { programs: 4, clusters: 0, .. }) && found[0].is_grave());
        assert!(found.contains(&Warning::SourcesDiffer(1)) && found.contains(&Warning::NoClusters));
        assert!(found.iter().any(|warning| matches!(warning, Warning::NoEasySummary(_, 4))));
        assert!(found.iter().all(|warning| !warning.words().0.is_empty() && !warning.words().1.is_empty()));
    }
}
