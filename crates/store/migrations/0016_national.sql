-- Logic models and related programs that came with an imported inventory, as the source publishes them. Nobody edits them here;
-- the models of clusters are other tables.

-- The logic model of a program as its source gives it (事業のロジックモデル).
create table reference_model (
    -- the program
    program_id bigint primary key references program (id) on delete cascade,
    -- the import that brought this content
    import_id bigint not null references import (id),
    -- how many nodes it has
    nodes bigint not null,
    -- how many links it has
    links bigint not null,
    -- SHA-256 over the whole model
    digest bytea not null
);

-- Nodes of these models.
create table reference_node (
    -- the model, by its program
    program_id bigint not null references reference_model (program_id) on delete cascade,
    -- the node's number within the model
    node_id bigint not null,
    -- activity, output, outcome-initial, outcome-intermediate, outcome-final …
    kind text not null,
    -- its words
    label text not null,
    -- its words in full where they were cut
    note text,
    primary key (program_id, node_id)
) /*sqlite: without rowid*/;

-- Links of these models.
create table reference_link (
    -- the model, by its program
    program_id bigint not null references reference_model (program_id) on delete cascade,
    -- the node that brings about
    from_node bigint not null,
    -- the node that is brought about
    to_node bigint not null,
    -- why the one brings about the other
    note text,
    primary key (program_id, from_node, to_node)
) /*sqlite: without rowid*/;

-- Programs that the source says are related to others (関連事業).
create table related_program (
    -- the program whose sheet says so
    program_id bigint not null references program (id) on delete cascade,
    -- the number of the other one in the same source; it may have no sheet in the inventory
    related_external_id text not null,
    -- how they are related, in the source's words
    relation text not null,
    -- what the sheet calls the other one
    related_name text not null,
    -- the import that brought this
    import_id bigint not null references import (id),
    primary key (program_id, related_external_id, relation)
) /*sqlite: without rowid*/;
