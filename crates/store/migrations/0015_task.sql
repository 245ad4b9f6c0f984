-- Tasks that carry decided options out, and what came of what was predicted.

-- A task (取組).
create table task (
    -- the task's number
    id bigint primary key,
    -- the cluster: an id of the plan or of the city's own
    cluster_id text not null,
    -- the option of its analysis that is carried out, by the number of its record
    option_number bigint not null,
    -- budget, ordinance, execution
    kind text not null check (kind in ('budget', 'ordinance', 'execution')),
    -- what is to be done
    title text not null,
    -- who answers for it; null when nobody does yet
    owner_account_id bigint references account (id),
    -- the department that does it; null when it is not decided
    department_id bigint references department (id),
    -- the day it is due; null when it is not decided
    due_day text,
    -- open, under-way, done, dropped
    state text not null check (state in ('open', 'under-way', 'done', 'dropped')),
    -- the document it is about: a budget request, a bill, a policy; may be empty
    document text not null,
    -- anything else
    note text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- grows with every change
    revision bigint not null,
    -- who made it
    created_by text not null,
    -- when
    created_at text not null
);
create index task_cluster on task (cluster_id, id);
create index task_owner on task (owner_account_id, state);

-- States of a task (取組の状態の履歴), never edited.
create table task_step (
    -- the task
    task_id bigint not null references task (id),
    -- the task's revision that the step made
    revision bigint not null,
    -- the state before; empty for the first
    state_before text not null,
    -- the state after
    state_after text not null,
    -- why; may be empty
    reason text not null,
    -- who
    actor text not null,
    -- when
    at text not null,
    primary key (task_id, revision)
) /*sqlite: without rowid*/;

-- What came of a prediction (予測に対する実績), never edited: of several entries the latest stands.
create table option_outcome (
    -- the entry's number
    id bigint primary key,
    -- the cluster
    cluster_id text not null,
    -- the option, by the number of its record
    option_number bigint not null,
    -- general-funds, investment, or kpi:NUMBER of the KPI's record
    measured text not null,
    -- the fiscal year
    fiscal_year bigint not null check (fiscal_year between 1868 and 2200),
    -- what came, in whole yen; null for a KPI
    realised_yen bigint,
    -- what came, as an exact decimal; null for money
    realised_value text,
    -- settlement, statistics, records
    ground text not null check (ground in ('settlement', 'statistics', 'records')),
    -- the document and the place in it
    ground_words text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- who
    actor text not null,
    -- when
    at text not null,
    check ((realised_yen is null) <> (realised_value is null))
);
create index option_outcome_option on option_outcome (cluster_id, option_number, id);
