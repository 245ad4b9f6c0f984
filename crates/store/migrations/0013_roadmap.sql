-- The roadmap (工程表): published versions, the version being worked on, what was done to it, and progress of its bars.
-- The plan's own roadmap is not here until somebody begins to revise it: then it is kept as version 1.

-- Published versions (公表した版), numbered from 1 without gaps; never changed.
create table roadmap_version (
    -- the version's number
    id bigint primary key,
    -- the version it was made from; null for the plan's own
    base_version bigint,
    -- the first fiscal year it covers
    first_year bigint not null check (first_year between 1868 and 2200),
    -- the last fiscal year it covers
    last_year bigint not null check (last_year between 1868 and 2200),
    -- why it was revised; empty for the plan's own
    reason text not null,
    -- who proposed it, by name; empty for the plan's own
    proposed_by text not null,
    -- the account that proposed it; null where there was none
    proposed_account bigint,
    -- when it was proposed; null for the plan's own
    proposed_at text,
    -- who approved it, by name; empty for the plan's own
    approved_by text not null,
    -- the account that approved it; null for the plan's own
    approved_account bigint,
    -- when it was published, as precisely as is known: 2024-03, 2026-11-22
    published_on text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    check (first_year <= last_year),
    check (base_version is null or (reason <> '' and approved_account is not null)),
    check (proposed_account is null or approved_account is null or proposed_account <> approved_account)
);

-- The bars of published versions (公表した版の帯); written before their version and never after.
create table roadmap_bar (
    -- the version
    version_id bigint not null,
    -- the bar's id, the same in every version
    bar_id text not null,
    -- the cluster: one of the plan or an own one
    cluster_id text not null,
    -- the lane within the cluster, from 1
    lane bigint not null check (lane between 1 and 20),
    -- what its lanes are about, in Japanese; empty where the cluster has one subject
    part_ja text not null,
    -- the same in English; may be empty
    part_en text not null,
    -- what is done, in Japanese
    text_ja text not null check (text_ja <> ''),
    -- the same in English; may be empty
    text_en text not null,
    -- the first quarter: fiscal year × 4 + 0 to 3
    from_quarter bigint not null,
    -- the last quarter
    to_quarter bigint not null,
    -- how the span is known: published, read, assumed, illustrative
    basis text not null,
    -- the page of the plan; null where a revision brought it in
    page bigint,
    primary key (version_id, bar_id),
    check (from_quarter <= to_quarter)
);

-- The version being worked on (作業中の版): one at most.
create table roadmap_working (
    -- always 1
    id bigint primary key check (id = 1),
    -- the published version it was made from
    base_version bigint not null references roadmap_version (id),
    -- the first fiscal year it covers
    first_year bigint not null,
    -- the last fiscal year it covers
    last_year bigint not null,
    -- working, proposed
    phase text not null check (phase in ('working', 'proposed')),
    -- counts every change, so that nothing is written over unseen
    revision bigint not null,
    -- why it is revised, while it is proposed and after a return; may be empty before
    reason text not null,
    -- who proposed it, by name; empty while it is worked on
    proposed_by text not null,
    -- the account that proposed it
    proposed_account bigint,
    -- when
    proposed_at text,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1))
);

-- The bars of the version being worked on (作業中の帯).
create table roadmap_working_bar (
    -- the bar's id, the same in every version
    bar_id text primary key,
    -- the cluster: one of the plan or an own one
    cluster_id text not null,
    -- the lane within the cluster, from 1
    lane bigint not null check (lane between 1 and 20),
    -- what its lanes are about, in Japanese; empty where the cluster has one subject
    part_ja text not null,
    -- the same in English; may be empty
    part_en text not null,
    -- what is done, in Japanese
    text_ja text not null check (text_ja <> ''),
    -- the same in English; may be empty
    text_en text not null,
    -- the first quarter: fiscal year × 4 + 0 to 3
    from_quarter bigint not null,
    -- the last quarter
    to_quarter bigint not null,
    -- how the span is known: published, read, assumed, illustrative
    basis text not null,
    -- the page of the plan; null where a revision brought it in
    page bigint,
    -- the working version's revision when it was last changed; a form gives it back
    revision bigint not null,
    -- who changed it last, by name; empty as long as nobody did
    changed_by text not null,
    check (from_quarter <= to_quarter)
);

-- What was done to the version being worked on (改定の経過).
create table roadmap_step (
    -- the step's number
    id bigint primary key,
    -- begun, proposed, withdrawn, returned, published, discarded
    kind text not null,
    -- the version that was published, or that was worked from
    version_id bigint not null,
    -- who, by name
    by_name text not null,
    -- when
    at text not null,
    -- the reason or comment; may be empty
    comment text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1))
);

-- What people said about bars (進みの記録): only added to; the latest of a bar counts.
create table roadmap_progress (
    -- the entry's number
    id bigint primary key,
    -- the bar
    bar_id text not null,
    -- not-started, on-track, behind, done, stopped
    status text not null check (status in ('not-started', 'on-track', 'behind', 'done', 'stopped')),
    -- the day it is true of
    day text not null,
    -- the remark, for members only; may be empty
    remark text not null,
    -- who, by name
    by_name text not null,
    -- when it was entered
    at text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1))
);
create index roadmap_progress_bar on roadmap_progress (bar_id, id);

/*sqlite:
create trigger roadmap_version_is_not_changed before update on roadmap_version
begin select raise(abort, 'a published roadmap is not changed'); end;
create trigger roadmap_version_is_not_deleted before delete on roadmap_version when old.is_demo = 0
begin select raise(abort, 'a published roadmap is not deleted'); end;
create trigger roadmap_bar_is_not_added before insert on roadmap_bar
when exists (select 1 from roadmap_version where id = new.version_id)
begin select raise(abort, 'a published roadmap is not changed'); end;
create trigger roadmap_bar_is_not_changed before update on roadmap_bar
begin select raise(abort, 'a published roadmap is not changed'); end;
create trigger roadmap_bar_is_not_deleted before delete on roadmap_bar
when exists (select 1 from roadmap_version where id = old.version_id and is_demo = 0)
begin select raise(abort, 'a published roadmap is not changed'); end;
create trigger roadmap_progress_is_not_changed before update on roadmap_progress
begin select raise(abort, 'progress is only added to'); end;
create trigger roadmap_progress_is_not_deleted before delete on roadmap_progress when old.is_demo = 0
begin select raise(abort, 'progress is only added to'); end;
*/
/*postgres:
create function roadmap_is_fixed() returns trigger language plpgsql as $$
begin raise exception 'a published roadmap is not changed'; end $$;
create trigger roadmap_version_is_not_changed before update on roadmap_version
for each row execute function roadmap_is_fixed();
create trigger roadmap_version_is_not_deleted before delete on roadmap_version
for each row when (old.is_demo = 0) execute function roadmap_is_fixed();
create function roadmap_bar_is_fixed() returns trigger language plpgsql as $$
begin
    if exists (select 1 from roadmap_version
                where id = (case when TG_OP = 'INSERT' then new.version_id else old.version_id end)
                  and (TG_OP <> 'DELETE' or is_demo = 0)) then
        raise exception 'a published roadmap is not changed';
    end if;
    return case when TG_OP = 'DELETE' then old else new end;
end $$;
create trigger roadmap_bar_is_fixed before insert or update or delete on roadmap_bar
for each row execute function roadmap_bar_is_fixed();
create trigger roadmap_progress_is_not_changed before update on roadmap_progress
for each row execute function roadmap_is_fixed();
create trigger roadmap_progress_is_not_deleted before delete on roadmap_progress
for each row when (old.is_demo = 0) execute function roadmap_is_fixed();
create trigger roadmap_version_is_not_emptied before truncate on roadmap_version
for each statement execute function roadmap_is_fixed();
create trigger roadmap_bar_is_not_emptied before truncate on roadmap_bar
for each statement execute function roadmap_is_fixed();
create trigger roadmap_progress_is_not_emptied before truncate on roadmap_progress
for each statement execute function roadmap_is_fixed();
*/
