-- Logic models of clusters: the working model as named texts, every change of it, and versions that stay as they are.

-- The working logic model of a cluster (ロジックモデル).
create table logic_model (
    -- the cluster: an id of the plan or one made here
    cluster_id text primary key,
    -- grows with every change
    revision bigint not null,
    -- the last number given to a node or an arrow; a number is never used twice
    last_number bigint not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- when it was begun
    created_at text not null,
    -- when it was last changed
    changed_at text not null
);

-- What stands in a field of a node or an arrow of a working model, as a named text (要素・矢印の欄).
create table logic_field (
    -- the cluster
    cluster_id text not null references logic_model (cluster_id),
    -- node.ID.FIELD or edge.FROM-TO.FIELD
    name text not null,
    -- its text; several entries stand a line each, their parts divided by tabs
    text text not null,
    -- the revision that put it there
    revision bigint not null,
    primary key (cluster_id, name)
);

-- One change of a working model: append-only (変更履歴).
create table logic_change (
    -- the cluster
    cluster_id text not null references logic_model (cluster_id),
    -- the revision it made
    revision bigint not null,
    -- what was done: add-node, change-node, move-node, remove-node, connect, disconnect, change-edge, set-kpis, undo, redo,
    -- import, template, proposal, restore
    kind text not null,
    -- what it was done to, in words people wrote
    subject text not null,
    -- the revision that an undo took back or a redo made again; null for everything else
    undoes bigint,
    -- who, by account; null for the person at the machine
    account_id bigint references account (id),
    -- who, as the audit trail names them
    actor text not null,
    -- when
    at text not null,
    -- 1 when it belongs to an example
    is_demo bigint not null check (is_demo in (0, 1)),
    primary key (cluster_id, revision)
);

-- A field before and after a change (変更の前後).
create table logic_change_field (
    -- the cluster
    cluster_id text not null,
    -- the revision
    revision bigint not null,
    -- the field
    name text not null,
    -- its text until then; empty when there was none
    before_text text not null,
    -- its text from then on; empty when it went
    after_text text not null,
    -- 1 when it belongs to an example
    is_demo bigint not null check (is_demo in (0, 1)),
    primary key (cluster_id, revision, name),
    foreign key (cluster_id, revision) references logic_change (cluster_id, revision)
);

-- A version of a logic model under a name, as it was (版).
create table logic_version (
    -- the version's number, over all clusters
    id bigint primary key,
    -- the cluster
    cluster_id text not null references logic_model (cluster_id),
    -- the revision it is a copy of
    revision bigint not null,
    -- the name people gave it
    label text not null,
    -- every field, one name and text a line, divided by a tab
    content text not null,
    -- SHA-256 over cluster, revision, name and content, in hex
    sha256 text not null,
    -- who saved it, by account; null for the person at the machine
    account_id bigint references account (id),
    -- who, as the audit trail names them
    actor text not null,
    -- when
    at text not null,
    -- 1 when it belongs to an example
    is_demo bigint not null check (is_demo in (0, 1))
);
create index logic_version_of_cluster on logic_version (cluster_id, id);

/*sqlite:
create trigger logic_change_is_not_changed before update on logic_change
begin select raise(abort, 'the history of a logic model is append-only'); end;
create trigger logic_change_is_not_deleted before delete on logic_change when old.is_demo = 0
begin select raise(abort, 'the history of a logic model is append-only'); end;
create trigger logic_change_field_is_not_changed before update on logic_change_field
begin select raise(abort, 'the history of a logic model is append-only'); end;
create trigger logic_change_field_is_not_deleted before delete on logic_change_field when old.is_demo = 0
begin select raise(abort, 'the history of a logic model is append-only'); end;
create trigger logic_version_is_not_changed before update on logic_version
begin select raise(abort, 'a version of a logic model stays as it is'); end;
create trigger logic_version_is_not_deleted before delete on logic_version when old.is_demo = 0
begin select raise(abort, 'a version of a logic model stays as it is'); end;
*/
/*postgres:
create function logic_model_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.is_demo = 1 then return old; end if;
    raise exception 'the history and the versions of a logic model stay as they are';
end $$;
create trigger logic_change_stays before update or delete on logic_change
for each row execute function logic_model_stays();
create trigger logic_change_field_stays before update or delete on logic_change_field
for each row execute function logic_model_stays();
create trigger logic_version_stays before update or delete on logic_version
for each row execute function logic_model_stays();
*/
