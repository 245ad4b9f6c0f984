-- Consultations (意見公募): the draft and its questions, what citizens wrote, groups with their answers. Who wrote stands apart.

-- A consultation.
create table consultation (
    -- its number
    id bigint primary key,
    -- the last part of its public address
    slug text not null unique,
    -- what it is about
    title text not null,
    -- what is proposed and why, for citizens
    outline text not null,
    -- the things of the programme it speaks about, a reference a line; may be empty
    items text not null,
    -- the number of the published edition the draft stands in; null where it is in none
    edition_number bigint,
    -- the first day comments are taken, in Japan
    first_day text not null,
    -- the last day, in Japan, to its end
    last_day text not null,
    -- how to send by e-mail and on paper
    how_to_send text not null,
    -- whom to ask
    contact text not null,
    -- the most characters of one text
    most_chars bigint not null check (most_chars between 1 and 10000),
    -- 1 when the form has a field for the name
    asks_name bigint not null check (asks_name in (0, 1)),
    -- 1 when the form has a field for the postal address
    asks_address bigint not null check (asks_address in (0, 1)),
    -- 1 when the form has a field for the e-mail address
    asks_email bigint not null check (asks_email in (0, 1)),
    -- days after publication until names and addresses are deleted
    retain_days bigint not null check (retain_days between 0 and 3650),
    -- the words of the classes A to E, a line each; empty for the usual ones
    class_words text not null,
    -- draft, open, closed, answered, published
    state text not null check (state in ('draft', 'open', 'closed', 'answered', 'published')),
    -- the day its results were published, in Japan; null before
    published_day text,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- grows with every change
    revision bigint not null,
    -- who made it
    created_by text not null,
    -- when
    created_at text not null
);

-- A question of a consultation.
create table consultation_question (
    -- the consultation
    consultation_id bigint not null references consultation (id),
    -- from 1
    number bigint not null,
    -- the question
    words text not null,
    -- 1 when it must be answered
    is_required bigint not null check (is_required in (0, 1)),
    primary key (consultation_id, number)
) /*sqlite: without rowid*/;

-- A document of the draft.
create table consultation_paper (
    -- its number
    id bigint primary key,
    -- the consultation
    consultation_id bigint not null references consultation (id),
    -- the file's name
    name text not null,
    -- SHA-256 of the bytes
    sha256 text not null,
    -- how many bytes
    size_bytes bigint not null,
    -- the file
    bytes bytea not null,
    -- why it is no longer shown; empty while it is
    hidden_reason text not null,
    -- who sent it
    actor text not null,
    -- when
    at text not null
);
create index consultation_paper_of on consultation_paper (consultation_id, id);

-- A comment: the text never changes, and no row goes, so that counts stay what they were.
create table consultation_comment (
    -- its number
    id bigint primary key,
    -- the consultation
    consultation_id bigint not null references consultation (id),
    -- its number within the consultation, from 1
    number bigint not null,
    -- form, email, paper
    channel text not null check (channel in ('form', 'email', 'paper')),
    -- what it says; may be empty where questions are answered
    body text not null,
    -- SHA-256 of all its texts folded, by which the same text is known again
    text_sha256 text not null,
    -- when it came (UTC)
    received_at text not null,
    -- SHA-256 of the receipt's number; null for one typed in
    receipt_sha256 text,
    -- SHA-256 of the form it was sent with, so that one form is one comment; null for one typed in
    form_sha256 text,
    -- what tells it from others of an imported file; null for one that was not imported
    import_key text,
    -- received, hidden, withdrawn
    state text not null check (state in ('received', 'hidden', 'withdrawn')),
    -- why it is hidden; empty otherwise
    state_reason text not null,
    -- who typed it in; empty for one sent by its writer
    entered_by text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    unique (consultation_id, number)
);
create unique index consultation_comment_receipt on consultation_comment (receipt_sha256);
create unique index consultation_comment_form on consultation_comment (form_sha256);
create unique index consultation_comment_import on consultation_comment (consultation_id, import_key);
create index consultation_comment_text on consultation_comment (consultation_id, text_sha256);

-- An answer to a question; never changed.
create table consultation_reply (
    -- the comment
    comment_id bigint not null references consultation_comment (id),
    -- the question
    question_number bigint not null,
    -- what was answered
    body text not null,
    primary key (comment_id, question_number)
) /*sqlite: without rowid*/;

-- Who wrote a comment, where they gave it: deleted by rule, in no list, file or page.
create table consultation_person (
    -- the comment
    comment_id bigint primary key references consultation_comment (id),
    -- the name; may be empty
    name text not null,
    -- the postal address; may be empty
    address text not null,
    -- the e-mail address; may be empty
    email text not null
);

-- A group of comments that say the same, with its answer.
create table consultation_group (
    -- its number
    id bigint primary key,
    -- the consultation
    consultation_id bigint not null references consultation (id),
    -- what the comments say, in a few words (意見の概要)
    summary text not null,
    -- what the city says to it (市の考え方)
    answer text not null,
    -- A to E; empty while it is not decided
    class text not null check (class in ('', 'A', 'B', 'C', 'D', 'E')),
    -- 1 once somebody looked at what was proposed
    is_confirmed bigint not null check (is_confirmed in (0, 1)),
    -- why the group is gone, such as merged into another; empty while it stands
    closed_reason text not null,
    -- grows with every change
    revision bigint not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1))
);
create index consultation_group_of on consultation_group (consultation_id, id);

-- Which group a comment is in.
create table consultation_placing (
    -- the comment
    comment_id bigint primary key references consultation_comment (id),
    -- the consultation
    consultation_id bigint not null references consultation (id),
    -- the group
    group_id bigint not null references consultation_group (id)
);
create index consultation_placing_group on consultation_placing (group_id, comment_id);
create index consultation_placing_of on consultation_placing (consultation_id, comment_id);

-- What was not taken, counted by hour without knowing from whom.
create table consultation_refusal (
    -- the consultation
    consultation_id bigint not null references consultation (id),
    -- the hour (UTC), as 2026-11-22T01
    hour text not null,
    -- over-limit, trap, too-fast, unfit, repeated
    reason text not null,
    -- how many
    count bigint not null check (count > 0),
    primary key (consultation_id, hour, reason)
) /*sqlite: without rowid*/;

/*sqlite:
create trigger consultation_comment_stays before delete on consultation_comment when old.is_demo = 0
begin select raise(abort, 'a comment is hidden, never deleted'); end;
create trigger consultation_comment_keeps_its_text before update of id, consultation_id, number, channel, body, text_sha256,
    received_at, receipt_sha256, form_sha256, import_key, entered_by, is_demo on consultation_comment
begin select raise(abort, 'what a comment says is never changed'); end;
create trigger consultation_reply_keeps_its_text before update on consultation_reply
begin select raise(abort, 'what a comment says is never changed'); end;
create trigger consultation_reply_stays before delete on consultation_reply
when (select is_demo from consultation_comment where id = old.comment_id) = 0
begin select raise(abort, 'a comment is hidden, never deleted'); end;
*/
/*postgres:
create function consultation_comment_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.is_demo = 1 then return old; end if;
    if tg_op = 'UPDATE' and (old.id, old.consultation_id, old.number, old.channel, old.body, old.text_sha256, old.received_at,
            old.receipt_sha256, old.form_sha256, old.import_key, old.entered_by, old.is_demo) is not distinct from
        (new.id, new.consultation_id, new.number, new.channel, new.body, new.text_sha256, new.received_at,
            new.receipt_sha256, new.form_sha256, new.import_key, new.entered_by, new.is_demo)
    then return new; end if;
    raise exception 'what a comment says is never changed, and no comment is deleted';
end $$;
create trigger consultation_comment_stays before update or delete on consultation_comment
for each row execute function consultation_comment_stays();
create function consultation_reply_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and (select is_demo from consultation_comment where id = old.comment_id) = 1 then return old; end if;
    raise exception 'what a comment says is never changed, and no comment is deleted';
end $$;
create trigger consultation_reply_stays before update or delete on consultation_reply
for each row execute function consultation_reply_stays();
*/
