-- Uploads and the audit trail.

-- Files kept from the preview of an import until it is confirmed (アップロード).
create table upload (
    -- the upload's number
    id bigint primary key,
    -- who sent it
    actor text not null,
    -- the file as its sender named it
    file_name text not null,
    -- SHA-256 of the bytes, in hex
    sha256 text not null,
    -- the mapping it is to be read with
    mapping_name text not null,
    -- when
    at text not null,
    -- the bytes
    content bytea not null,
    unique (actor, sha256, mapping_name)
);

-- Who did what and when (監査記録): append-only, each row's hash covers the one before.
create table audit (
    -- place in the chain, from 1 without gaps
    seq bigint primary key,
    -- when
    at text not null,
    -- who
    actor text not null,
    -- what was done
    action text not null,
    -- to what, such as program:12
    subject text not null,
    -- details: one key and value, or field with before and after, a line, divided by tabs
    detail text not null,
    -- SHA-256 over the previous hash and the fields above, in hex
    hash text not null
);
create index audit_subject on audit (subject, seq);

/*sqlite:
create trigger audit_is_not_changed before update on audit
begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_is_not_deleted before delete on audit
begin select raise(abort, 'the audit is append-only'); end;
*/
/*postgres:
create function audit_is_append_only() returns trigger language plpgsql as $$
begin raise exception 'the audit is append-only'; end $$;
create trigger audit_is_not_changed before update or delete on audit
for each row execute function audit_is_append_only();
create trigger audit_is_not_emptied before truncate on audit
for each statement execute function audit_is_append_only();
*/
