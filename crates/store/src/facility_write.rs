//! Writing an import of facilities (公共施設の取込の書込): the file is the whole list of its source, taken wholly or not at all.

use std::collections::{HashMap, HashSet};

use reform::facility::{Facility, SharedCost};

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::facility::{FacilityHeader, FacilityOutcome, StoredFacility, read_facilities, read_state};
use crate::rows::Rows;
use crate::{InventoryKind, Store, StoreError};

impl Store {
    /// Makes this the list of the header's source; facilities of that source that are not in it go. Without `commit`
    /// everything is undone and the outcome says what would have happened. A list that changes nothing writes nothing.
    ///
    /// # Errors
    /// [`StoreError::DemoIntoReal`], or when the database refuses; nothing is left behind.
    pub async fn import_facilities(
        &self,
        header: &FacilityHeader,
        facilities: &[Facility],
        shared_costs: &[SharedCost],
        (read, problems): (u64, u64),
        commit: bool,
    ) -> Result<FacilityOutcome, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let mut outcome = FacilityOutcome::default();
        match (header.kind, read_state(link).await?.0) {
            (InventoryKind::Empty, _) => return Err(StoreError::RuleBroken("an import is demo or real".to_owned())),
            (InventoryKind::Demo, InventoryKind::Real) => return Err(StoreError::DemoIntoReal),
            (InventoryKind::Real, InventoryKind::Demo) => {
                outcome.replaced_demo = execute(link, "delete from facility").await?;
                execute(link, "delete from facility_group").await?;
            }
            _ => {}
        }
        let stored = read_facilities(link, Some(&header.source)).await?;
        let plan = Plan::new(&stored, facilities);
        outcome.new = plan.new.len() as u64;
        outcome.changed = plan.changed.len() as u64;
        outcome.unchanged = plan.unchanged;
        outcome.removed = plan.removed.len() as u64;
        let groups_change = write_groups(link, &header.source, shared_costs).await?;
        outcome.facts_changed = facts_differ(link, header).await? || groups_change;
        let nothing = outcome.new + outcome.changed + outcome.removed == 0 && !outcome.facts_changed;
        if nothing || !commit {
            tx.roll_back().await?;
            if nothing {
                outcome.replaced_demo = 0;
            }
            return Ok(outcome);
        }
        let import = insert_import(link, header, &outcome, read, problems).await?;
        write_facilities(link, header, import, &plan).await?;
        on!(link, |c| sqlx::query("update facility_inventory set kind = $1, revision = revision + 1 where id = 1")
            .bind(header.kind.word())
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let detail = audit_detail(header, &outcome, read, problems);
        append(link, &header.actor, "import.facilities", &format!("facility-import:{import}"), detail).await?;
        tx.commit().await?;
        Ok(FacilityOutcome { import_id: Some(import), ..outcome })
    }
}

/// What is to be done with each facility.
struct Plan<'a> {
    new: Vec<&'a Facility>,
    changed: Vec<(&'a StoredFacility, &'a Facility)>,
    removed: Vec<&'a StoredFacility>,
    unchanged: u64,
}

impl<'a> Plan<'a> {
    fn new(stored: &'a [StoredFacility], facilities: &'a [Facility]) -> Plan<'a> {
        let known: HashMap<&str, &StoredFacility> =
            stored.iter().map(|stored| (stored.facility.external_id.as_str(), stored)).collect();
        let mut plan = Plan { new: Vec::new(), changed: Vec::new(), removed: Vec::new(), unchanged: 0 };
        for facility in facilities {
            match known.get(facility.external_id.as_str()) {
                None => plan.new.push(facility),
                Some(stored) if same(&stored.facility, facility) => plan.unchanged += 1,
                Some(stored) => plan.changed.push((stored, facility)),
            }
        }
        let listed: HashSet<&str> = facilities.iter().map(|facility| facility.external_id.as_str()).collect();
        plan.removed = stored.iter().filter(|stored| !listed.contains(stored.facility.external_id.as_str())).collect();
        plan
    }
}

/// Whether two say the same, wherever they were read from.
fn same(one: &Facility, other: &Facility) -> bool {
    let placed = Facility { source_row: one.source_row, source_sheet: one.source_sheet.clone(), ..other.clone() };
    *one == placed
}

/// Writes the groups of a source; says whether they differ from what was there.
async fn write_groups(link: &mut Link<'_>, source: &str, groups: &[SharedCost]) -> Result<bool, StoreError> {
    type Group = (String, Option<i64>, Option<i64>);
    let before: Vec<Group> = on!(link, |c| {
        sqlx::query_as("select name, income_yen, cost_yen from facility_group where source = $1 order by name")
            .bind(source)
            .fetch_all(c)
            .await
    })?;
    let mut after: Vec<Group> = groups
        .iter()
        .map(|group| (group.name.clone(), group.income.map(|yen| yen.0), group.cost.map(|yen| yen.0)))
        .collect();
    after.sort();
    if before == after {
        return Ok(false);
    }
    on!(link, |c| sqlx::query("delete from facility_group where source = $1")
        .bind(source)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    let mut rows = Rows::into("facility_group (source, name, income_yen, cost_yen)");
    for (name, income, cost) in &after {
        rows.push([source.into(), name.as_str().into(), (*income).into(), (*cost).into()]);
    }
    rows.insert(link).await?;
    Ok(true)
}

/// Whether the year or the population differs from what the last import of this source said.
async fn facts_differ(link: &mut Link<'_>, header: &FacilityHeader) -> Result<bool, StoreError> {
    type Facts = (i64, Option<i64>, Option<String>);
    let last: Option<Facts> = on!(link, |c| {
        sqlx::query_as(
            "select as_of_year, population, population_basis from facility_import where source = $1
             order by id desc limit 1",
        )
        .bind(&header.source)
        .fetch_optional(c)
        .await
    })?;
    let population = header.population.as_ref();
    let given: Facts = (
        i64::from(header.as_of.start()),
        population.map(|population| population.people),
        population.map(|population| population.basis.clone()),
    );
    Ok(last != Some(given))
}

async fn insert_import(
    link: &mut Link<'_>,
    header: &FacilityHeader,
    outcome: &FacilityOutcome,
    read: u64,
    problems: u64,
) -> Result<i64, StoreError> {
    let (id,): (i64,) = on!(link, |c| {
        sqlx::query_as(
            "insert into facility_import (id, at, actor, kind, source, mapping_name, file_name, file_sha256, file_bytes,
             as_of_year, population, population_basis, read_count, new_count, changed_count, unchanged_count,
             removed_count, replaced_demo_count, problem_count)
             values ((select coalesce(max(id), 0) + 1 from facility_import), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
             $11, $12, $13, $14, $15, $16, $17, $18) returning id",
        )
        .bind(now())
        .bind(&header.actor)
        .bind(header.kind.word())
        .bind(&header.source)
        .bind(&header.mapping_name)
        .bind(&header.file_name)
        .bind(&header.file_sha256)
        .bind(header.file_bytes as i64)
        .bind(i64::from(header.as_of.start()))
        .bind(header.population.as_ref().map(|population| population.people))
        .bind(header.population.as_ref().map(|population| population.basis.as_str()))
        .bind(read as i64)
        .bind(outcome.new as i64)
        .bind(outcome.changed as i64)
        .bind(outcome.unchanged as i64)
        .bind(outcome.removed as i64)
        .bind(outcome.replaced_demo as i64)
        .bind(problems as i64)
        .fetch_one(c)
        .await
    })?;
    Ok(id)
}

async fn write_facilities(
    link: &mut Link<'_>,
    header: &FacilityHeader,
    import: i64,
    plan: &Plan<'_>,
) -> Result<(), StoreError> {
    let ids = plan.removed.iter().map(|stored| stored.id).chain(plan.changed.iter().map(|(stored, _)| stored.id));
    for id in ids {
        on!(link, |c| sqlx::query("delete from facility where id = $1")
            .bind(id)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
    }
    let (last,): (i64,) = on!(link, |c| {
        sqlx::query_as(
            "update facility_inventory set last_facility_id = last_facility_id + $1 where id = 1
             returning last_facility_id",
        )
        .bind(plan.new.len() as i64)
        .fetch_one(c)
        .await
    })?;
    let mut rows = Rows::into(
        "facility (id, source, external_id, import_id, source_row, source_sheet, name, kind, uses, department, address, \
         district, floor_area_hundredths_m2, built_year, repaired, income_yen, cost_yen, depreciation_yen, users, \
         group_name)",
    );
    let first = last - plan.new.len() as i64 + 1;
    let new = (first..).zip(plan.new.iter().copied());
    for (id, facility) in new.chain(plan.changed.iter().map(|(stored, facility)| (stored.id, *facility))) {
        rows.push([
            id.into(),
            header.source.as_str().into(),
            facility.external_id.as_str().into(),
            import.into(),
            i64::from(facility.source_row).into(),
            facility.source_sheet.clone().into(),
            facility.name.as_str().into(),
            facility.kind.word().into(),
            facility.uses.join("\n").as_str().into(),
            facility.department.as_str().into(),
            facility.address.as_str().into(),
            facility.district.as_str().into(),
            facility.floor_area_hundredths_m2.into(),
            facility.built.map(|year| i64::from(year.start())).into(),
            i64::from(facility.repaired).into(),
            facility.income.map(|yen| yen.0).into(),
            facility.cost.map(|yen| yen.0).into(),
            facility.depreciation.map(|yen| yen.0).into(),
            facility.users.into(),
            facility.cost_group.clone().into(),
        ]);
    }
    rows.insert(link).await?;
    for (stored, facility) in &plan.changed {
        let subject = format!("facility:{}", stored.id);
        append(link, &header.actor, "facility.change", &subject, differences(&stored.facility, facility)).await?;
    }
    for stored in &plan.removed {
        let (subject, facility) = (format!("facility:{}", stored.id), &stored.facility);
        let detail = format!(
            "external_id\t{}\nname\t{}\nfloor_area_m2\t{}\nbuilt\t{}",
            escape(&facility.external_id),
            escape(&facility.name),
            area(facility.floor_area_hundredths_m2),
            facility.built.map(|year| year.start().to_string()).unwrap_or_default(),
        );
        append(link, &header.actor, "facility.remove", &subject, detail).await?;
    }
    Ok(())
}

/// Each field that differs, before and after, a line each.
fn differences(before: &Facility, after: &Facility) -> String {
    let yen = |amount: Option<fiscal::Yen>| amount.map(|amount| amount.0.to_string()).unwrap_or_default();
    let fields = |facility: &Facility| {
        [
            ("name", facility.name.clone()),
            ("kind", facility.kind.word().to_owned()),
            ("uses", facility.uses.join(" › ")),
            ("department", facility.department.clone()),
            ("address", facility.address.clone()),
            ("district", facility.district.clone()),
            ("floor_area_m2", area(facility.floor_area_hundredths_m2)),
            ("built", facility.built.map(|year| year.start().to_string()).unwrap_or_default()),
            ("repaired", facility.repaired.to_string()),
            ("income_yen", yen(facility.income)),
            ("cost_yen", yen(facility.cost)),
            ("depreciation_yen", yen(facility.depreciation)),
            ("users", facility.users.map(|users| users.to_string()).unwrap_or_default()),
            ("group", facility.cost_group.clone().unwrap_or_default()),
        ]
    };
    let pairs = fields(before).into_iter().zip(fields(after));
    let lines = pairs.filter(|((_, before), (_, after))| before != after);
    lines
        .map(|((name, before), (_, after))| format!("{name}\t{}\t{}", escape(&before), escape(&after)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn area(hundredths: Option<i64>) -> String {
    hundredths.map(|area| format!("{}.{:02}", area / 100, area % 100)).unwrap_or_default()
}

fn audit_detail(header: &FacilityHeader, outcome: &FacilityOutcome, read: u64, problems: u64) -> String {
    format!(
        "kind\t{}\nsource\t{}\nmapping\t{}\nfile\t{}\nsha256\t{}\nbytes\t{}\nas_of\t{}\npopulation\t{}\nread\t{read}\n\
         new\t{}\nchanged\t{}\nunchanged\t{}\nremoved\t{}\nreplaced_demo\t{}\nproblems\t{problems}",
        header.kind.word(),
        escape(&header.source),
        escape(&header.mapping_name),
        escape(&header.file_name),
        escape(&header.file_sha256),
        header.file_bytes,
        header.as_of.start(),
        header.population.as_ref().map(|population| population.people.to_string()).unwrap_or_default(),
        outcome.new,
        outcome.changed,
        outcome.unchanged,
        outcome.removed,
        outcome.replaced_demo,
    )
}

async fn execute(link: &mut Link<'_>, sql: &'static str) -> Result<u64, StoreError> {
    Ok(on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?)
}
