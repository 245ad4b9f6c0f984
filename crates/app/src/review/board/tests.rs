use super::*;

fn department(id: i64, name: &str, path: &[i64]) -> BoardDepartment {
    BoardDepartment { id, depth: path.len() - 1, name: name.to_owned(), path: path.to_vec() }
}

fn count(department: Option<i64>, state: State, sheets: i64, returned: Option<&str>) -> StateCount {
    StateCount {
        fiscal_year: FiscalYear::new(2026).unwrap(),
        department,
        state,
        returned: returned.map(|day| day.parse().unwrap()),
        sheets,
        oldest: "2026-07-01T00:00:00.000Z".to_owned(),
    }
}

fn cycle() -> ReviewCycle {
    let day = |text: &str| text.parse::<CalendarDate>().unwrap();
    let due = ["2026-08-31", "2026-09-15", "2026-09-30", "2026-11-15", "2026-12-28", "2027-01-31"].map(day);
    ReviewCycle {
        year: FiscalYear::new(2026).unwrap(),
        source_year: FiscalYear::new(2025).unwrap(),
        calendar: reform::workflow::Calendar::new(day("2026-07-01"), due, Some(day("2027-03-01"))).unwrap(),
        rules: reform::workflow::Rules::default(),
        is_demo: false,
        created_by: "tester".to_owned(),
        created_at: "2026-06-01T00:00:00.000Z".to_owned(),
        revision: 1,
    }
}

fn tree() -> Vec<BoardDepartment> {
    vec![
        department(1, "総務局", &[1]),
        department(2, "総務課", &[1, 2]),
        department(3, "建設局", &[3]),
        department(4, "道路課", &[3, 4]),
        department(5, "公園課", &[3, 5]),
    ]
}

fn counts() -> Vec<StateCount> {
    vec![
        count(Some(2), State::Draft, 3, None),
        count(Some(3), State::NotStarted, 1, None),
        count(Some(4), State::Returned, 2, Some("2026-08-30")),
        count(Some(4), State::Submitted, 4, None),
        count(Some(5), State::DepartmentApproved, 5, None),
        count(None, State::NotStarted, 1, None),
    ]
}

fn shown(query: &BoardQuery, today: &str) -> Vec<BoardRow> {
    let tree = tree();
    let names = tree.iter().map(|one| (one.id, one.name.clone())).collect();
    let tallies = tally(&cycle(), today.parse().unwrap(), &tree, &counts());
    rows(&tree.iter().collect::<Vec<_>>(), &names, &tallies, query)
}

fn names(rows: &[BoardRow]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let mark = if row.is_direct { "*" } else { "" };
            format!("{}{}{mark} {}", "-".repeat(row.depth), row.name, row.tally.total())
        })
        .collect()
}

#[test]
fn a_bureau_counts_its_sections_and_its_own_sheets_apart() {
    let rows = shown(&BoardQuery::default(), "2026-08-01");
    assert_eq!(names(&rows), ["総務局 3", "-総務課 3", "建設局 12", "-建設局* 1", "-道路課 6", "-公園課 5", " 1"]);
    let bureau = &rows[2];
    assert_eq!((bureau.tally.of(Column::Checking), bureau.tally.of(Column::Done)), (4, 5));
    assert_eq!(bureau.tally.done_per_mille(), 417);
    assert!(rows[0].has_below && !rows[1].has_below);
}

#[test]
fn late_follows_the_level_that_holds_it_and_a_return_gives_time() {
    let late = |today: &str| shown(&BoardQuery::default(), today).iter().map(|row| row.tally.late).collect::<Vec<_>>();
    assert_eq!(late("2026-08-31"), [0, 0, 0, 0, 0, 0, 0]);
    // The drafts and what nobody has begun; what was returned on 30 August has a week.
    assert_eq!(late("2026-09-01"), [3, 3, 1, 1, 0, 0, 1]);
    assert_eq!(late("2026-09-07"), [3, 3, 3, 1, 2, 0, 1]);
    assert_eq!(late("2026-09-16"), [3, 3, 7, 1, 6, 0, 1]);
    assert_eq!(late("2026-11-16"), [3, 3, 12, 1, 6, 5, 1]);
}

#[test]
fn siblings_are_ordered_and_stay_below_their_bureau() {
    let query = BoardQuery { sort: BoardSort::Total, descending: true, ..BoardQuery::default() };
    let rows = shown(&query, "2026-08-01");
    assert_eq!(names(&rows), ["建設局 12", "-建設局* 1", "-道路課 6", "-公園課 5", "総務局 3", "-総務課 3", " 1"]);
    let query = BoardQuery { sort: BoardSort::Done, descending: true, ..BoardQuery::default() };
    assert_eq!(names(&shown(&query, "2026-08-01"))[..3], ["建設局 12", "-建設局* 1", "-公園課 5"]);
    for word in ["department", "total", "late", "share", "draft", "done"] {
        assert_eq!(BoardSort::from_word(word).unwrap().word(), word);
    }
    assert_eq!(BoardSort::from_word("x"), None);
}

#[test]
fn filters_leave_out_departments_not_sheets() {
    let of = |query: BoardQuery| names(&shown(&query, "2026-09-01"));
    let one = BoardQuery { department: Some(4), ..BoardQuery::default() };
    assert_eq!(of(one.clone()), ["道路課 6"]);
    assert_eq!(shown(&one, "2026-09-01")[0].above, ["建設局"]);
    let checking = BoardQuery { column: Some(Column::Checking), ..BoardQuery::default() };
    assert_eq!(of(checking), ["建設局 12", "-道路課 6"]);
    let late = BoardQuery { only_late: true, ..BoardQuery::default() };
    assert_eq!(of(late), ["総務局 3", "-総務課 3", "建設局 12", "-建設局* 1", " 1"]);
    assert_eq!(of(BoardQuery { department: Some(99), ..BoardQuery::default() }), Vec::<String>::new());
}

#[test]
fn shares_are_rounded_half_up_and_nothing_has_none() {
    assert_eq!((per_mille(1, 3), per_mille(2, 3), per_mille(1, 2000), per_mille(0, 0)), (333, 667, 1, 0));
}
