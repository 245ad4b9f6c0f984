-- The program inventory: one SQL text for SQLite and PostgreSQL. `/*sqlite: … */` and `/*postgres: … */` mark what
-- only one of them is given; on SQLite `bytea` reads as `blob` and a `bigint primary key` is the row's own number.
-- Money is whole yen, years are the calendar year a fiscal year begins in, times are UTC in ISO 8601.

-- The inventory itself: exactly one row. Every writer locks it first, so writes follow one another.
create table inventory (
    -- always 1
    id bigint primary key check (id = 1),
    -- empty, demo (generated examples) or real
    kind text not null check (kind in ('empty', 'demo', 'real')),
    -- grows with every committed change of the inventory
    revision bigint not null,
    -- how many programs there are
    programs bigint not null,
    -- the last program id given out; ids are never used twice
    last_program_id bigint not null,
    -- the last version id given out; ids are never used twice
    last_version_id bigint not null,
    -- versions that are gone but still in the search index, where they do no harm; it is rebuilt when they are many
    dead_versions bigint not null
);
insert into inventory (id, kind, revision, programs, last_program_id, last_version_id, dead_versions)
values (1, 'empty', 0, 0, 0, 0, 0);

-- Imports that changed something (取込).
create table import (
    -- the import's number
    id bigint primary key,
    -- when
    at text not null,
    -- who
    actor text not null,
    -- demo or real
    kind text not null check (kind in ('demo', 'real')),
    -- the system the program numbers belong to
    source text not null,
    -- the mapping the file was read with
    mapping_name text not null,
    -- the file as its sender named it
    file_name text not null,
    -- SHA-256 of the file, in hex
    file_sha256 text not null,
    -- its size
    file_bytes bigint not null,
    -- records read, with those that could not be taken in
    read_count bigint not null,
    -- sheets that were not there before
    new_count bigint not null,
    -- sheets whose content changed
    changed_count bigint not null,
    -- sheets that said what was already stored
    unchanged_count bigint not null,
    -- example programs deleted because real ones came
    replaced_demo_count bigint not null,
    -- problems reported
    problem_count bigint not null
);

-- Problems found by an import (取込の指摘); the first 10,000 of each.
create table import_problem (
    -- the import
    import_id bigint not null references import (id),
    -- its place among the problems, from 1
    position bigint not null,
    -- stable code, such as IN-102
    code text not null,
    -- warning, error or fatal
    severity text not null check (severity in ('warning', 'error', 'fatal')),
    -- the file
    file text not null,
    -- the sheet of the workbook
    sheet text,
    -- the row, from 1
    row_number bigint,
    -- the column's letter or name
    column_name text,
    -- the offending text
    excerpt text not null,
    primary key (import_id, position)
) /*sqlite: without rowid*/;

-- Departments as a tree (所管).
create table department (
    -- the department's number
    id bigint primary key,
    -- the department above
    parent_id bigint references department (id),
    -- its own name
    name text not null
);
create unique index department_name on department (coalesce(parent_id, 0), name);

-- Policies as a tree: 政策 → 施策 → 基本事業.
create table policy (
    -- the policy's number
    id bigint primary key,
    -- the policy above
    parent_id bigint references policy (id),
    -- its own name
    name text not null
);
create unique index policy_name on policy (coalesce(parent_id, 0), name);

-- Programs (予算事務事業): who they are; what is said of them stands in their versions.
create table program (
    -- the program's number in this system, in its address
    id bigint primary key,
    -- its number in the source, as text
    external_id text not null,
    -- the system that number belongs to
    source text not null,
    -- the import that first brought it
    import_id bigint not null references import (id),
    unique (external_id, source)
);

-- What a source says of a program in its sheet of one fiscal year (事務事業評価シート). A changed sheet is a new row
-- with a new id in place of the old one; what changed stands in the audit.
create table program_version (
    -- the version's number, never used again
    id bigint primary key,
    -- the program
    program_id bigint not null references program (id),
    -- the fiscal year of the sheet
    fiscal_year bigint not null check (fiscal_year between 1868 and 2200),
    -- the import that brought this content
    import_id bigint not null references import (id),
    -- the row it was read from, from 1
    source_row bigint not null,
    -- the sheet of the workbook it was read from
    source_sheet text,
    -- the lowest department of its path
    department_id bigint references department (id),
    -- the lowest policy of its path
    policy_id bigint references policy (id),
    -- expand, continue, improve, reduce, merge, abolish, end, suspend; empty when the words have no mapping
    direction text,
    -- the source's words for the direction
    direction_words text,
    -- mandatory, best-effort, permitted, none
    obligation text,
    -- first fiscal year
    start_year bigint,
    -- last fiscal year
    end_year bigint,
    -- SHA-256 over the whole content, without where it was read from
    digest bytea not null,
    -- name
    name text not null,
    -- what it is and how it is done
    summary text not null,
    -- legal basis
    legal_basis text,
    -- activities (手段)
    means text,
    -- whom or what it is for (対象)
    target text,
    -- how the target should change (意図)
    intent text,
    -- what that contributes to (結果)
    result text,
    unique (program_id, fiscal_year)
);

-- Budget lines that pay for a program (予算科目); a level the source does not give is empty.
create table budget_line (
    -- the version
    version_id bigint not null references program_version (id) on delete cascade,
    -- order in the sheet, from 1
    position bigint not null,
    -- account (会計)
    account text not null,
    -- 款
    kan text not null,
    -- 項
    kou text not null,
    -- 目
    moku text not null,
    -- the program's code within the 目
    program text not null,
    primary key (version_id, position)
) /*sqlite: without rowid*/;

-- Money by year and stage with its sources (事業費・財源内訳). Σ sources + discrepancy = cost is checked here.
create table money (
    -- the version
    version_id bigint not null references program_version (id) on delete cascade,
    -- order in the sheet, from 1
    position bigint not null,
    -- the fiscal year the money is for
    fiscal_year bigint not null,
    -- requested, assessed, initial, supplementary, current, settled
    stage text not null,
    -- cost
    cost_yen bigint not null,
    -- 国庫支出金; null is "not stated", which is not zero
    national_yen bigint,
    -- 都道府県支出金
    prefectural_yen bigint,
    -- 市債・地方債
    bonds_yen bigint,
    -- その他特定財源
    other_yen bigint,
    -- 一般財源
    general_yen bigint,
    -- cost less stated sources; zero when none is stated
    discrepancy_yen bigint not null,
    primary key (version_id, position),
    constraint sources_and_discrepancy_make_cost check (
        case when coalesce(national_yen, prefectural_yen, bonds_yen, other_yen, general_yen) is null
            then discrepancy_yen = 0
            else cost_yen = coalesce(national_yen, 0) + coalesce(prefectural_yen, 0) + coalesce(bonds_yen, 0)
                + coalesce(other_yen, 0) + coalesce(general_yen, 0) + discrepancy_yen
        end
    )
) /*sqlite: without rowid*/;

-- Staff time by year (人員・業務時間・人件費). Quantities are exact decimals as text.
create table staff_time (
    -- the version
    version_id bigint not null references program_version (id) on delete cascade,
    -- order in the sheet, from 1
    position bigint not null,
    -- the fiscal year worked
    fiscal_year bigint not null,
    -- regular staff, in persons
    persons text,
    -- hours in all
    hours text,
    -- staff cost
    cost_yen bigint,
    primary key (version_id, position)
) /*sqlite: without rowid*/;

-- Indicators (指標).
create table indicator (
    -- the version
    version_id bigint not null references program_version (id) on delete cascade,
    -- order in the sheet, from 1
    position bigint not null,
    -- activity, target, outcome
    kind text not null,
    -- its mark in the source, such as ア
    mark text not null,
    -- name
    name text not null,
    -- unit
    unit text not null,
    primary key (version_id, position)
) /*sqlite: without rowid*/;

-- Indicator values by year (指標値), exact decimals as text.
create table indicator_value (
    -- the version
    version_id bigint not null references program_version (id) on delete cascade,
    -- the indicator's place in the sheet
    indicator_position bigint not null,
    -- order within the indicator, from 1
    position bigint not null,
    -- the fiscal year
    fiscal_year bigint not null,
    -- the target set
    target text,
    -- what was measured
    actual text,
    primary key (version_id, indicator_position, position)
) /*sqlite: without rowid*/;

-- Answers to the source's review questions (評価項目).
create table review_answer (
    -- the version
    version_id bigint not null references program_version (id) on delete cascade,
    -- order in the sheet, from 1
    position bigint not null,
    -- the question's heading
    question text not null,
    -- the judgement in the source's words
    judgement text not null,
    -- the reason given
    reason text not null,
    primary key (version_id, position)
) /*sqlite: without rowid*/;

-- What else the source says, under its own headings (その他の記載).
create table note (
    -- the version
    version_id bigint not null references program_version (id) on delete cascade,
    -- order in the sheet, from 1
    position bigint not null,
    -- the source's heading
    heading text not null,
    -- the text
    body text not null,
    primary key (version_id, position)
) /*sqlite: without rowid*/;

-- Search: the stretches its index is written in (検索索引の区切り). Each import appends; few stretches search fast.
create table search_stretch (
    -- the first version of the stretch
    first_version bigint primary key
);

-- Search: which versions contain a pair of characters (検索索引).
create table search_posting (
    -- the stretch, by its first version
    first_version bigint not null references search_stretch (first_version),
    -- two folded characters as one number, first × 2^21 + second; second is 0 for a text's last character alone
    gram bigint not null,
    -- the versions, the first as its distance from the stretch's first, each other from the one before (LEB128)
    versions bytea not null,
    primary key (first_version, gram)
) /*sqlite: without rowid*/;
