-- Bodies, their members and meetings: agenda, papers, attendance, minutes.

-- A body that is not of the plan (会議体), such as a working group.
create table body (
    -- `own-NUMBER`; the plan's bodies have the ids of the plan
    id text primary key,
    -- headquarters, council, working
    kind text not null check (kind in ('headquarters', 'council', 'working')),
    -- its name
    name_ja text not null,
    -- its name in English; may be empty
    name_en text not null,
    -- what it is for
    purpose text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- who made it
    created_by text not null,
    -- when
    created_at text not null
);

-- A member of a body (構成員), also of the plan's bodies; a term that ended stays as it was.
create table body_member (
    -- the member's number
    id bigint primary key,
    -- the body: an id of the plan or of `body`
    body_id text not null,
    -- the name
    name text not null,
    -- where the member comes from
    affiliation text not null,
    -- chair, deputy, member, adviser, secretariat
    role text not null check (role in ('chair', 'deputy', 'member', 'adviser', 'secretariat')),
    -- first day of the term; null when it is not stated
    from_day text,
    -- last day of the term; null when it is open
    until_day text,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- grows with every change
    revision bigint not null
);
create index body_member_body on body_member (body_id, id);

-- A meeting of a body (会議).
create table meeting (
    -- the meeting's number of record
    id bigint primary key,
    -- the body: an id of the plan or of `body`
    body_id text not null,
    -- its number within the body, from 1
    number bigint not null check (number > 0),
    -- the day
    day text not null,
    -- when it begins, `13:30`
    start_time text not null,
    -- when it ends; may be empty
    end_time text not null,
    -- where
    place text not null,
    -- the address to join on line; may be empty; never published
    online_link text not null,
    -- 1 when it is open to the public
    is_public bigint not null check (is_public in (0, 1)),
    -- planned, convened, held, approved, published
    state text not null check (state in ('planned', 'convened', 'held', 'approved', 'published')),
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- grows with every change
    revision bigint not null,
    -- who made it
    created_by text not null,
    -- when
    created_at text not null,
    unique (body_id, number)
);
create index meeting_day on meeting (day, id);

-- An item of a meeting's agenda (議題).
create table meeting_agenda (
    -- the item's number of record; the agenda is in this order
    id bigint primary key,
    -- the meeting
    meeting_id bigint not null references meeting (id),
    -- what is spoken about, in words
    title text not null,
    -- what it is tied to: `cluster:fees-review#place`; empty for nothing
    item text not null,
    -- why it was taken off the agenda; null while it stands
    withdrawn_reason text
);
create index meeting_agenda_meeting on meeting_agenda (meeting_id, id);

-- A paper of a meeting (資料).
create table meeting_paper (
    -- the paper's number of record; papers are in this order
    id bigint primary key,
    -- the meeting
    meeting_id bigint not null references meeting (id),
    -- its title
    title text not null,
    -- 1 when it may be published with the meeting
    is_public bigint not null check (is_public in (0, 1))
);
create index meeting_paper_meeting on meeting_paper (meeting_id, id);

-- A version of a paper (資料の版), never changed.
create table meeting_paper_version (
    -- the paper
    paper_id bigint not null references meeting_paper (id),
    -- from 1
    version bigint not null,
    -- the file's name, cleaned
    name text not null,
    -- what it is by its content: pdf, xlsx, docx, pptx, csv, txt, png, jpeg
    kind text not null,
    -- SHA-256, in hex
    sha256 text not null,
    -- its size
    size_bytes bigint not null,
    -- the bytes
    content bytea not null,
    -- who
    actor text not null,
    -- when
    at text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    primary key (paper_id, version)
);

-- Who attended a meeting (出欠).
create table meeting_attendance (
    -- the meeting
    meeting_id bigint not null references meeting (id),
    -- the member
    member_id bigint not null references body_member (id),
    -- present, online, absent
    presence text not null check (presence in ('present', 'online', 'absent')),
    primary key (meeting_id, member_id)
) /*sqlite: without rowid*/;

-- Minutes of a meeting (議事録), each text for good; the latest stands.
create table meeting_minutes (
    -- the meeting
    meeting_id bigint not null references meeting (id),
    -- from 1
    version bigint not null,
    -- the text: a paragraph that begins with ○ names who speaks
    body text not null,
    -- why it was corrected after it was approved; empty before
    reason text not null,
    -- who
    actor text not null,
    -- when
    at text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    primary key (meeting_id, version)
);

-- Two-character grams of the minutes that stand (議事録の検索), for finding any two characters.
create table minutes_gram (
    -- the gram as a number: two characters, the second 0 for a last character alone
    gram bigint not null,
    -- the meeting
    meeting_id bigint not null references meeting (id),
    primary key (gram, meeting_id)
) /*sqlite: without rowid*/;

-- Steps of a meeting (会議の段階の履歴), never changed.
create table meeting_step (
    -- the meeting
    meeting_id bigint not null references meeting (id),
    -- the meeting's revision that the step made
    revision bigint not null,
    -- the state before; empty for the first
    state_before text not null,
    -- the state after
    state_after text not null,
    -- who
    actor text not null,
    -- when
    at text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    primary key (meeting_id, revision)
) /*sqlite: without rowid*/;

/*sqlite:
create trigger meeting_minutes_is_not_changed before update on meeting_minutes
begin select raise(abort, 'minutes are corrected by a new version'); end;
create trigger meeting_minutes_is_not_deleted before delete on meeting_minutes when old.is_demo = 0
begin select raise(abort, 'minutes are corrected by a new version'); end;
create trigger meeting_paper_version_is_not_changed before update on meeting_paper_version
begin select raise(abort, 'a paper is replaced by a new version'); end;
create trigger meeting_paper_version_is_not_deleted before delete on meeting_paper_version when old.is_demo = 0
begin select raise(abort, 'a paper is replaced by a new version'); end;
create trigger meeting_step_is_not_changed before update on meeting_step
begin select raise(abort, 'steps of a meeting are only added to'); end;
create trigger meeting_step_is_not_deleted before delete on meeting_step when old.is_demo = 0
begin select raise(abort, 'steps of a meeting are only added to'); end;
*/
/*postgres:
create function meeting_record_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.is_demo = 1 then return old; end if;
    raise exception 'the record of a meeting is only added to';
end $$;
create trigger meeting_minutes_stays before update or delete on meeting_minutes
for each row execute function meeting_record_stays();
create trigger meeting_paper_version_stays before update or delete on meeting_paper_version
for each row execute function meeting_record_stays();
create trigger meeting_step_stays before update or delete on meeting_step
for each row execute function meeting_record_stays();
*/
