-- Public facilities (公共施設). Floor area is in hundredths of a square metre, money in whole yen.

-- The list of facilities itself: exactly one row.
create table facility_inventory (
    -- always 1
    id bigint primary key check (id = 1),
    -- empty, demo (generated examples) or real
    kind text not null check (kind in ('empty', 'demo', 'real')),
    -- grows with every committed change of the list
    revision bigint not null,
    -- the last facility id given out; ids are never used twice
    last_facility_id bigint not null
);
insert into facility_inventory (id, kind, revision, last_facility_id) values (1, 'empty', 0, 0);

-- Imports of facilities that changed something (公共施設の取込).
create table facility_import (
    -- the import's number
    id bigint primary key,
    -- when
    at text not null,
    -- who
    actor text not null,
    -- demo or real
    kind text not null check (kind in ('demo', 'real')),
    -- the system the identifiers belong to
    source text not null,
    -- the mapping the file was read with
    mapping_name text not null,
    -- the file as its sender named it
    file_name text not null,
    -- SHA-256 of the file, in hex
    file_sha256 text not null,
    -- its size
    file_bytes bigint not null,
    -- the fiscal year the list is of
    as_of_year bigint not null,
    -- how many people share the facilities
    population bigint check (population > 0),
    -- what that number is
    population_basis text,
    -- rows read
    read_count bigint not null,
    -- facilities that were not there before
    new_count bigint not null,
    -- facilities that changed
    changed_count bigint not null,
    -- facilities that said what was already stored
    unchanged_count bigint not null,
    -- facilities the file no longer lists
    removed_count bigint not null,
    -- example facilities deleted because real ones came
    replaced_demo_count bigint not null,
    -- problems reported
    problem_count bigint not null
);

-- Amounts that are a whole group's, counted once (共通の収支).
create table facility_group (
    -- the system the group belongs to
    source text not null,
    -- its name
    name text not null,
    -- what the whole group brings in a year
    income_yen bigint,
    -- what the whole group costs a year
    cost_yen bigint,
    primary key (source, name)
) /*sqlite: without rowid*/;

-- Facilities (公共施設).
create table facility (
    -- the facility's number in this system, in its address
    id bigint primary key,
    -- the system its identifier belongs to
    source text not null,
    -- its number or name in the source
    external_id text not null,
    -- the import that brought this content
    import_id bigint not null references facility_import (id),
    -- the row it was read from, from 1
    source_row bigint not null,
    -- the sheet of the workbook it was read from
    source_sheet text,
    -- name
    name text not null,
    -- the ministry's kind, such as public-housing
    kind text not null,
    -- the city's own words for the use, from the wide to the narrow, a line each
    uses text not null,
    -- who keeps it
    department text not null,
    -- where it stands
    address text not null,
    -- the district it belongs to
    district text not null,
    -- floor area; null for a part of another building
    floor_area_hundredths_m2 bigint check (floor_area_hundredths_m2 >= 0),
    -- the fiscal year it was built in
    built_year bigint check (built_year between 1868 and 2200),
    -- 1 when its major repair has been done
    repaired bigint not null check (repaired in (0, 1)),
    -- what it brings in a year
    income_yen bigint,
    -- what it costs a year
    cost_yen bigint,
    -- depreciation of the year
    depreciation_yen bigint,
    -- people who used it in the year
    users bigint check (users >= 0),
    -- the group whose common amounts it shares
    group_name text,
    unique (source, external_id)
);
