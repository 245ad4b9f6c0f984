-- Editions (公表版): everything that is published at one moment, kept whole; approved by somebody else than who prepared it.

-- Texts of items by their digest (要素の本文): an item that did not change is kept once for all editions. Never changed.
create table edition_body (
    -- SHA-256 of the text, in hexadecimal
    sha256 text primary key check (length(sha256) = 64),
    -- the item as JSON
    body text not null
);

-- Editions (公表版), also proposed, refused and withdrawn ones.
create table edition (
    -- counts every edition ever prepared, from 1
    id bigint primary key,
    -- the number citizens see, from 1 without gaps; null until it is approved
    number bigint unique,
    -- the number of the edition it was compared with; null for the first
    base_number bigint,
    -- how it stands: proposed, approved, refused, withdrawn
    state text not null check (state in ('proposed', 'approved', 'refused', 'withdrawn')),
    -- why it was made, in the city's words
    reason text not null check (reason <> ''),
    -- SHA-256 over kind, key, title and digest of all its items, in their order
    content_sha256 text not null check (length(content_sha256) = 64),
    -- how many items it has
    item_count bigint not null check (item_count > 0),
    -- who prepared it, by name
    prepared_by text not null,
    -- the account that prepared it; null where it was the operator of the machine
    prepared_account bigint,
    -- when it was prepared
    prepared_at text not null,
    -- who approved, refused or withdrew it, by name; empty while it is proposed
    decided_by text not null,
    -- the office in whose name it was approved, as citizens read it; empty unless it is approved
    decided_office text not null,
    -- the account that did
    decided_account bigint,
    -- when; null while it is proposed
    decided_at text,
    -- why it was refused or withdrawn; empty otherwise
    decision_reason text not null,
    -- the day it was approved, in Japan; empty unless it is approved
    published_on text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    check ((state = 'approved') = (number is not null)),
    check ((state = 'approved') = (published_on <> '')),
    check ((state = 'approved') = (decided_office <> '')),
    check ((state = 'proposed') = (decided_at is null)),
    check (state <> 'refused' or decision_reason <> ''),
    check (state <> 'approved' or is_demo = 1 or decided_account is not null),
    check (state <> 'approved' or prepared_account is null or prepared_account <> decided_account)
);

-- One at a time waits for approval: what it is compared with cannot change under it.
create unique index edition_one_waits on edition (state) where state = 'proposed';

-- Items of editions (版の要素). Never changed.
create table edition_item (
    -- the edition
    edition_id bigint not null references edition (id),
    -- its place in the edition, from 0
    position bigint not null,
    -- what it is: about, plan, program, …
    kind text not null,
    -- its key within the kind; empty where there is one an edition
    item_key text not null,
    -- what people call it, in Japanese
    title text not null,
    -- the digest of its text
    sha256 text not null references edition_body (sha256),
    primary key (edition_id, position),
    unique (edition_id, kind, item_key)
);

create index edition_item_body on edition_item (sha256);

-- Files made of an approved edition (版から作った文書): PDF, Excel, data. Made again from the same edition they are the same.
create table edition_file (
    -- the edition
    edition_id bigint not null references edition (id),
    -- its name: action-plan.pdf
    name text not null,
    -- SHA-256 of the bytes
    sha256 text not null check (length(sha256) = 64),
    -- how many bytes
    byte_count bigint not null,
    -- the bytes
    bytes bytea not null,
    -- when it was made
    made_at text not null,
    primary key (edition_id, name)
);

/*sqlite:
create trigger edition_begins_proposed before insert on edition when new.state <> 'proposed'
begin select raise(abort, 'an edition begins as a proposal'); end;
create trigger edition_is_decided_once before update on edition
when old.state <> 'proposed' or new.id <> old.id or new.content_sha256 <> old.content_sha256 or new.reason <> old.reason
    or new.item_count <> old.item_count or new.prepared_by <> old.prepared_by or new.prepared_at <> old.prepared_at
    or new.prepared_account is not old.prepared_account or new.base_number is not old.base_number
    or new.is_demo <> old.is_demo
begin select raise(abort, 'an edition is decided once and never changed'); end;
create trigger edition_is_not_deleted before delete on edition when old.is_demo = 0
begin select raise(abort, 'what was published stays as it is'); end;
create trigger edition_body_is_not_changed before update on edition_body
begin select raise(abort, 'what was published stays as it is'); end;
create trigger edition_body_is_not_deleted before delete on edition_body
when exists (select 1 from edition_item where sha256 = old.sha256)
begin select raise(abort, 'what was published stays as it is'); end;
create trigger edition_item_is_added_in_time before insert on edition_item
when (select state from edition where id = new.edition_id) <> 'proposed'
begin select raise(abort, 'an edition is decided once and never changed'); end;
create trigger edition_item_is_not_changed before update on edition_item
begin select raise(abort, 'what was published stays as it is'); end;
create trigger edition_item_is_not_deleted before delete on edition_item
when (select is_demo from edition where id = old.edition_id) = 0
begin select raise(abort, 'what was published stays as it is'); end;
create trigger edition_file_is_of_an_approved_edition before insert on edition_file
when (select state from edition where id = new.edition_id) <> 'approved'
begin select raise(abort, 'only an approved edition has files'); end;
create trigger edition_file_is_not_changed before update on edition_file
begin select raise(abort, 'what was published stays as it is'); end;
create trigger edition_file_is_not_deleted before delete on edition_file
when (select is_demo from edition where id = old.edition_id) = 0
begin select raise(abort, 'what was published stays as it is'); end;
*/
/*postgres:
create function edition_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state = 'proposed' then return new; end if;
        raise exception 'an edition begins as a proposal';
    end if;
    if tg_op = 'DELETE' then
        if old.is_demo = 1 then return old; end if;
        raise exception 'what was published stays as it is';
    end if;
    if old.state = 'proposed' and new.id = old.id and new.content_sha256 = old.content_sha256
        and new.reason = old.reason and new.item_count = old.item_count and new.prepared_by = old.prepared_by
        and new.prepared_at = old.prepared_at and new.prepared_account is not distinct from old.prepared_account
        and new.base_number is not distinct from old.base_number and new.is_demo = old.is_demo then return new; end if;
    raise exception 'an edition is decided once and never changed';
end $$;
create trigger edition_stays before insert or update or delete on edition for each row execute function edition_stays();
create function edition_part_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and tg_table_name = 'edition_item' then
        if (select state from edition where id = new.edition_id) = 'proposed' then return new; end if;
        raise exception 'an edition is decided once and never changed';
    end if;
    if tg_op = 'INSERT' then
        if (select state from edition where id = new.edition_id) = 'approved' then return new; end if;
        raise exception 'only an approved edition has files';
    end if;
    if tg_op = 'DELETE' and (select is_demo from edition where id = old.edition_id) = 1 then return old; end if;
    raise exception 'what was published stays as it is';
end $$;
create trigger edition_item_stays before insert or update or delete on edition_item
for each row execute function edition_part_stays();
create trigger edition_file_stays before insert or update or delete on edition_file
for each row execute function edition_part_stays();
create function edition_body_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and not exists (select 1 from edition_item where sha256 = old.sha256) then return old; end if;
    raise exception 'what was published stays as it is';
end $$;
create trigger edition_body_stays before update or delete on edition_body
for each row execute function edition_body_stays();
*/
