-- Initiatives of the city hall (挑戦する市役所の取組): how milestones go and what was measured. What they are stands in the plan.

-- What people said about milestones (節目の進み): only added to; the latest of a milestone counts.
create table initiative_progress (
    -- the entry's number
    id bigint primary key,
    -- the milestone, by its id in the plan folder
    milestone_id text not null,
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
create index initiative_progress_milestone on initiative_progress (milestone_id, id);

-- What was measured of indicators (指標の実績): only added to; of several entries of a year the latest counts.
create table initiative_value (
    -- the entry's number
    id bigint primary key,
    -- the indicator, by its id in the plan folder
    kpi_id text not null,
    -- the calendar year the fiscal year begins in
    fiscal_year bigint not null check (fiscal_year between 1868 and 2200),
    -- the exact decimal
    value text not null,
    -- the statistics or record it rests on, and the place in it
    ground text not null,
    -- who, by name
    by_name text not null,
    -- when it was entered
    at text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1))
);
create index initiative_value_kpi on initiative_value (kpi_id, id);

/*sqlite:
create trigger initiative_progress_is_not_changed before update on initiative_progress
begin select raise(abort, 'progress is only added to'); end;
create trigger initiative_progress_is_not_deleted before delete on initiative_progress when old.is_demo = 0
begin select raise(abort, 'progress is only added to'); end;
create trigger initiative_value_is_not_changed before update on initiative_value
begin select raise(abort, 'values are only added to'); end;
create trigger initiative_value_is_not_deleted before delete on initiative_value when old.is_demo = 0
begin select raise(abort, 'values are only added to'); end;
*/
/*postgres:
create function initiative_is_fixed() returns trigger language plpgsql as $$
begin raise exception 'progress and values are only added to'; end $$;
create trigger initiative_progress_is_not_changed before update on initiative_progress
for each row execute function initiative_is_fixed();
create trigger initiative_progress_is_not_deleted before delete on initiative_progress
for each row when (old.is_demo = 0) execute function initiative_is_fixed();
create trigger initiative_progress_is_not_emptied before truncate on initiative_progress
for each statement execute function initiative_is_fixed();
create trigger initiative_value_is_not_changed before update on initiative_value
for each row execute function initiative_is_fixed();
create trigger initiative_value_is_not_deleted before delete on initiative_value
for each row when (old.is_demo = 0) execute function initiative_is_fixed();
create trigger initiative_value_is_not_emptied before truncate on initiative_value
for each statement execute function initiative_is_fixed();
*/
