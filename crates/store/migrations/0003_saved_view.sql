-- Lists kept under a name (保存した一覧).

-- A filter and order of the list of programs under a name (保存した一覧).
create table saved_view (
    -- the view's number
    id bigint primary key,
    -- the name people chose
    name text not null unique,
    -- the query part of the list's address, in its canonical form
    query text not null,
    -- who saved it
    actor text not null,
    -- when
    at text not null
);
