-- Remarks: what was said about an item, who answers by when, what was answered and what came of it.

-- A remark (意見).
create table remark (
    -- the remark's number
    id bigint primary key,
    -- what was said
    body text not null,
    -- who said it: a name; may be empty
    speaker text not null,
    -- as what: a role or an affiliation; may be empty
    speaker_role text not null,
    -- public, confidential: who may know who said it
    source text not null check (source in ('public', 'confidential')),
    -- the body it was said in; empty for none
    body_id text not null,
    -- the meeting it was said in; null for none
    meeting_id bigint references meeting (id),
    -- what it speaks about: `roadmap:fees-review`, without the place
    item text not null,
    -- where in it, in words; may be empty
    place text not null,
    -- the theme; may be empty
    theme text not null,
    -- the department that answers; null when it is not decided
    department_id bigint references department (id),
    -- the day the response is due; null when it is not decided
    due_day text,
    -- open, answered, accepted, declined, done
    state text not null check (state in ('open', 'answered', 'accepted', 'declined', 'done')),
    -- the response; empty while there is none
    response text not null,
    -- why it was declined; may be empty
    reason text not null,
    -- what came of it: `roadmap:3`, `analysis:fees-review:2`; empty for nothing yet
    outcome text not null,
    -- why it is hidden; empty while it is shown
    hidden_reason text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- grows with every change
    revision bigint not null,
    -- the account that entered it; null for the operator of the machine
    created_account bigint references account (id),
    -- when
    created_at text not null,
    -- nothing is closed without a response
    check (state = 'open' or response <> ''),
    -- nothing is declined without a reason
    check (state <> 'declined' or reason <> '')
);
create index remark_item on remark (item, id);
create index remark_meeting on remark (meeting_id, id);

-- What was done to a remark (意見の履歴), never changed.
create table remark_step (
    -- the remark
    remark_id bigint not null references remark (id),
    -- the remark's revision that it made
    revision bigint not null,
    -- added, changed, answered, outcome, hidden, shown
    what text not null,
    -- the state after
    state text not null,
    -- the response as it stood after
    response text not null,
    -- why; may be empty
    reason text not null,
    -- what came of it as it stood after
    outcome text not null,
    -- who; the audit trail knows who entered a confidential remark
    actor text not null,
    -- when
    at text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    primary key (remark_id, revision)
);

-- The page a notice leads to where it is about no sheet, beginning with a slash; empty for none.
alter table notice add column path text not null default '';

/*sqlite:
create trigger remark_is_not_deleted before delete on remark when old.is_demo = 0
begin select raise(abort, 'remarks are hidden, never deleted'); end;
create trigger remark_step_is_not_changed before update on remark_step
begin select raise(abort, 'the history of a remark is only added to'); end;
create trigger remark_step_is_not_deleted before delete on remark_step when old.is_demo = 0
begin select raise(abort, 'the history of a remark is only added to'); end;
*/
/*postgres:
create function remark_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.is_demo = 1 then return old; end if;
    raise exception 'remarks are hidden, never deleted, and their history is only added to';
end $$;
create trigger remark_stays before delete on remark for each row execute function remark_stays();
create trigger remark_step_stays before update or delete on remark_step
for each row execute function remark_stays();
*/
