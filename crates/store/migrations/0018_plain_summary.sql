-- Plain summaries (やさしい日本語の説明): what a program or a cluster is, in words everybody reads; never overwritten, the latest holds.

-- Each text as somebody wrote it.
create table plain_summary (
    -- counts every text, from 1
    id bigint primary key,
    -- program or cluster
    subject_kind text not null check (subject_kind in ('program', 'cluster')),
    -- the program's number in the city, or the cluster's id
    subject_key text not null,
    -- the text; empty where it was taken back
    body text not null,
    -- who wrote it, by name
    written_by text not null,
    -- the account that wrote it; null where it was the operator of the machine
    written_account bigint,
    -- when
    written_at text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1))
);

create index plain_summary_subject on plain_summary (subject_kind, subject_key, id);

/*sqlite:
create trigger plain_summary_is_not_changed before update on plain_summary
begin select raise(abort, 'a plain summary is written anew, never over'); end;
create trigger plain_summary_is_not_deleted before delete on plain_summary when old.is_demo = 0
begin select raise(abort, 'a plain summary is written anew, never over'); end;
*/
/*postgres:
create function plain_summary_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.is_demo = 1 then return old; end if;
    raise exception 'a plain summary is written anew, never over';
end $$;
create trigger plain_summary_stays before update or delete on plain_summary
for each row execute function plain_summary_stays();
*/
