-- Management analyses (経営分析): the records of five stages, their gates and what stood there when these were closed.
-- Times are UTC in ISO 8601, days are ISO dates in Japan.

-- One row for each cluster that is analysed (経営分析).
create table analysis (
    -- the cluster, of the plan or the city's own
    cluster_id text primary key,
    -- grows with every change of a record, gate or decision
    revision bigint not null,
    -- 1 when it is an example of a demonstration, with everything in it
    is_demo bigint not null check (is_demo in (0, 1)),
    -- when the first record was made
    began_at text not null
);

-- The records of an analysis (記録): facts, KPIs, evidence, issues, hearings, options, proposals.
create table analysis_item (
    -- the record's number, never used twice
    id bigint primary key,
    -- the analysis
    cluster_id text not null references analysis (cluster_id),
    -- fact, kpi, purpose, evidence, issue, hearing, option, proposal
    kind text not null,
    -- place among those of its kind
    position bigint not null,
    -- grows with every change of the record
    revision bigint not null,
    -- 1 when it was deleted; it can be brought back
    is_deleted bigint not null check (is_deleted in (0, 1)),
    -- the account that wrote the last change; null when nobody with an account did
    account_id bigint references account (id),
    -- who wrote the last change, as the audit trail names them
    changed_by text not null,
    -- when
    changed_at text not null
);
create index analysis_item_cluster on analysis_item (cluster_id);

-- The texts of a record (記録の欄).
create table analysis_field (
    -- the record
    item_id bigint not null references analysis_item (id),
    -- the field's name, such as source or effect.1.yen
    name text not null,
    -- its text; fields without a text have no row
    body text not null,
    primary key (item_id, name)
);

-- Every change of every field (記録の履歴), append-only.
create table analysis_change (
    -- the record
    item_id bigint not null references analysis_item (id),
    -- the record's revision that the change made
    revision bigint not null,
    -- the field's name; empty for a change of the record as a whole
    name text not null,
    -- add, edit, move, delete, restore
    what text not null,
    -- the text until then; empty for none
    text_before text not null,
    -- the text from then on; empty for none
    text_after text not null,
    -- the account that made the change, or null
    account_id bigint references account (id),
    -- who made it, as the audit trail names them
    actor text not null,
    -- when
    at text not null,
    -- 1 when it belongs to an example
    is_demo bigint not null check (is_demo in (0, 1)),
    primary key (item_id, revision, name)
);

-- Gates closed and reopened, options decided and withdrawn (関門と決定), append-only.
create table analysis_step (
    -- the step's number
    id bigint primary key,
    -- the analysis
    cluster_id text not null references analysis (cluster_id),
    -- close, reopen, decide, withdraw
    kind text not null,
    -- current-state, analysis, issues, options, proposals
    stage text not null,
    -- the option decided or withdrawn; null for a gate
    option_id bigint references analysis_item (id),
    -- the day of the decision; null for anything else
    day text,
    -- why, or the meeting that decided; empty for a gate that was closed
    reason text not null,
    -- the account that took the step, or null
    account_id bigint references account (id),
    -- who took it, as the audit trail names them
    actor text not null,
    -- when
    at text not null,
    -- 1 when it belongs to an example
    is_demo bigint not null check (is_demo in (0, 1))
);
create index analysis_step_cluster on analysis_step (cluster_id, id);

-- What an analysis held when a gate was closed (スナップショット), immutable: each hash covers the one before.
create table analysis_snapshot (
    -- the analysis
    cluster_id text not null references analysis (cluster_id),
    -- place in the chain of this analysis, from 1 without gaps
    number bigint not null,
    -- the stage that was closed
    stage text not null,
    -- everything in that stage and those before it, as one text
    body text not null,
    -- the hash of the snapshot before; empty for the first
    previous_hash text not null,
    -- SHA-256 over the previous hash, cluster, number, stage, time, actor and text, in hex
    hash text not null,
    -- the account that closed the gate, or null
    account_id bigint references account (id),
    -- who closed it, as the audit trail names them
    actor text not null,
    -- when
    at text not null,
    -- 1 when it belongs to an example
    is_demo bigint not null check (is_demo in (0, 1)),
    primary key (cluster_id, number)
);

/*sqlite:
create trigger analysis_change_is_not_changed before update on analysis_change
begin select raise(abort, 'the history of analyses is append-only'); end;
create trigger analysis_change_is_not_deleted before delete on analysis_change when old.is_demo = 0
begin select raise(abort, 'the history of analyses is append-only'); end;
create trigger analysis_step_is_not_changed before update on analysis_step
begin select raise(abort, 'the history of analyses is append-only'); end;
create trigger analysis_step_is_not_deleted before delete on analysis_step when old.is_demo = 0
begin select raise(abort, 'the history of analyses is append-only'); end;
create trigger analysis_snapshot_is_not_changed before update on analysis_snapshot
begin select raise(abort, 'snapshots are immutable'); end;
create trigger analysis_snapshot_is_not_deleted before delete on analysis_snapshot when old.is_demo = 0
begin select raise(abort, 'snapshots are immutable'); end;
*/
/*postgres:
create function analysis_is_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.is_demo = 1 then return old; end if;
    end if;
    raise exception 'snapshots and the history of analyses are immutable and append-only';
end $$;
create trigger analysis_change_stays before update or delete on analysis_change
for each row execute function analysis_is_append_only();
create trigger analysis_change_is_not_emptied before truncate on analysis_change
for each statement execute function analysis_is_append_only();
create trigger analysis_step_stays before update or delete on analysis_step
for each row execute function analysis_is_append_only();
create trigger analysis_step_is_not_emptied before truncate on analysis_step
for each statement execute function analysis_is_append_only();
create trigger analysis_snapshot_stays before update or delete on analysis_snapshot
for each row execute function analysis_is_append_only();
create trigger analysis_snapshot_is_not_emptied before truncate on analysis_snapshot
for each statement execute function analysis_is_append_only();
*/
