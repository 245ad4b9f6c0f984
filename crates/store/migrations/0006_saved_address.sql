-- What people keep under a name (保存した一覧・試算): lists and scenarios alike.

-- A list or a scenario under a name: the address that shows it again (保存した一覧・試算).
create table saved_address (
    -- its number
    id bigint primary key,
    -- what it shows: programs for a list, or the study of a scenario (debt, outlook …)
    kind text not null,
    -- the name people chose; unique within its kind
    name text not null,
    -- the query part of the address, in its canonical form
    query text not null,
    -- who saved it
    actor text not null,
    -- when
    at text not null,
    unique (kind, name)
);

insert into saved_address (id, kind, name, query, actor, at)
    select id, 'programs', name, query, actor, at from saved_view;

drop table saved_view;
