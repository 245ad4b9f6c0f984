-- The yearly review: cycles, sheets, their fields, comments, files, lineage, workbooks, notices.

-- The review of a year (点検の年度).
create table review_cycle (
    -- the fiscal year under review
    fiscal_year bigint primary key check (fiscal_year between 1868 and 2200),
    -- the fiscal year whose inventory it was made from
    source_year bigint not null check (source_year between 1868 and 2200),
    -- the first day anything can be done
    open_day text not null,
    -- the last day of the owner
    due_owner text not null,
    -- the last day of the section head
    due_section_head text not null,
    -- the last day of the department head
    due_department_head text not null,
    -- the last day of the reform office
    due_reform_office text not null,
    -- the last day of the finance bureau
    due_finance text not null,
    -- the last day of the headquarters
    due_headquarters text not null,
    -- the first day nothing can be changed; null when none is set
    freeze_day text,
    -- 1 when somebody may approve what they handed in themselves
    may_approve_own bigint not null check (may_approve_own in (0, 1)),
    -- how many calendar days a level has at least after a return (仮定: 7)
    days_after_return bigint not null default 7 check (days_after_return between 0 and 60),
    -- 1 when its sheets are examples
    is_demo bigint not null check (is_demo in (0, 1)),
    -- who made it
    created_by text not null,
    -- when
    created_at text not null,
    -- grows with every change of a sheet of this cycle
    revision bigint not null
);

-- A program's sheet in a cycle (点検シート).
create table review_sheet (
    -- the sheet's number
    id bigint primary key,
    -- the cycle
    fiscal_year bigint not null references review_cycle (fiscal_year),
    -- the program
    program_id bigint not null references program (id),
    -- the department that answers; null when the inventory names none
    department_id bigint references department (id),
    -- not-started, draft, returned, submitted, section-approved, department-approved, reform-office-approved,
    -- finance-approved, decided, published
    state text not null,
    -- who handed it in last
    submitted_by bigint references account (id),
    -- 1 frozen by hand, 0 released by hand, null follows the calendar
    frozen_by_hand bigint check (frozen_by_hand in (0, 1)),
    -- the day it was last returned, or null
    returned_day text,
    -- since when it lies where it lies
    state_at text not null,
    -- grows with every change of the sheet
    revision bigint not null,
    unique (fiscal_year, program_id)
);
create index review_sheet_department on review_sheet (fiscal_year, department_id, state);

-- What stands in each field now (欄の今の値); an empty field has no row or an empty text.
create table review_field (
    -- the sheet
    sheet_id bigint not null references review_sheet (id),
    -- the field, as `reform::review::Fields` names it
    name text not null,
    -- its text; empty when it was cleared
    text_now text not null,
    -- the sheet's revision that put it there
    revision bigint not null,
    -- who put it there
    account_id bigint references account (id),
    -- when
    at text not null,
    primary key (sheet_id, name)
) /*sqlite: without rowid*/;

-- Every change of a field (欄の履歴), never edited: what stood in a field at any revision can be told from it.
create table review_change (
    -- the sheet
    sheet_id bigint not null references review_sheet (id),
    -- the sheet's revision that the change made
    revision bigint not null,
    -- the field
    name text not null,
    -- the text from then on
    text_after text not null,
    -- who
    account_id bigint references account (id),
    -- how: page, workbook, or carried over when the cycle was made
    via text not null check (via in ('page', 'workbook', 'carried')),
    -- when
    at text not null,
    primary key (sheet_id, name, revision)
) /*sqlite: without rowid*/;

-- Steps of the workflow (回付の履歴), never edited.
create table review_step (
    -- the sheet
    sheet_id bigint not null references review_sheet (id),
    -- the sheet's revision that the step made
    revision bigint not null,
    -- submit, approve, return, withdraw, reassign, publish, freeze, unfreeze
    action text not null,
    -- the role it was done in
    role text not null,
    -- the state before
    state_before text not null,
    -- the state after
    state_after text not null,
    -- who; null when it was done by command
    account_id bigint references account (id),
    -- for whom, when it was done under a delegation
    on_behalf_of bigint references account (id),
    -- what was said with it
    remark text not null,
    -- when
    at text not null,
    primary key (sheet_id, revision)
) /*sqlite: without rowid*/;
create index review_step_account on review_step (account_id, sheet_id);

-- Comments in threads (コメント).
create table review_comment (
    -- the comment's number
    id bigint primary key,
    -- the sheet
    sheet_id bigint not null references review_sheet (id),
    -- the field it is about; empty for the sheet
    field text not null,
    -- the comment it answers; null when it begins a thread
    answers_id bigint references review_comment (id),
    -- who
    account_id bigint references account (id),
    -- the role it was written in
    role text not null,
    -- comment or return
    kind text not null check (kind in ('comment', 'return')),
    -- what was said
    remark text not null,
    -- when
    at text not null,
    -- who closed the thread, on its first comment
    closed_by bigint references account (id),
    -- when it was closed
    closed_at text
);
create index review_comment_sheet on review_comment (sheet_id, id);

-- Files attached as evidence (根拠の添付).
create table review_file (
    -- the file's number; `file:NUMBER` in an evidence field
    id bigint primary key,
    -- the sheet
    sheet_id bigint not null references review_sheet (id),
    -- its name, cleaned
    name text not null,
    -- what it is by its content: pdf, xlsx, docx, pptx, csv, txt, png, jpeg
    kind text not null,
    -- SHA-256, in hex
    sha256 text not null,
    -- its size
    size_bytes bigint not null,
    -- who
    account_id bigint references account (id),
    -- when
    at text not null,
    -- when it was taken off the sheet; it is kept for the record
    removed_at text,
    -- the bytes
    content bytea not null
);
create index review_file_sheet on review_file (sheet_id, id);

-- How programs of the year before became those of the year (系譜).
create table review_link (
    -- the link's number
    id bigint primary key,
    -- the year it leads to
    fiscal_year bigint not null references review_cycle (fiscal_year),
    -- continue, rename, transfer, merge, split, new, ended
    kind text not null,
    -- the program of the year before; null for a new one
    from_program_id bigint references program (id),
    -- the program of the year; null for one that ended
    to_program_id bigint references program (id),
    -- the share that goes this way, in hundredths of a percent
    share_bp bigint not null check (share_bp between 0 and 10000),
    -- proposed (from the sheets), or set by a person
    origin text not null check (origin in ('proposed', 'set')),
    -- who
    actor text not null,
    -- when
    at text not null,
    check (from_program_id is not null or to_program_id is not null)
);
create index review_link_year on review_link (fiscal_year, from_program_id, to_program_id);

-- What became of an effect after the sheet was decided (効果額の予算反映・実績・検証).
create table review_effect (
    -- the sheet
    sheet_id bigint not null references review_sheet (id),
    -- the measure of the sheet
    measure text not null,
    -- budgeted, realised, verified
    stage text not null check (stage in ('budgeted', 'realised', 'verified')),
    -- effect in cost, whole yen a year
    gross_yen bigint not null,
    -- effect in general funds, whole yen a year
    general_yen bigint not null,
    -- what it rests on: a budget document, a settlement, a check by whom
    ground text not null,
    -- who
    actor text not null,
    -- when
    at text not null,
    primary key (sheet_id, measure, stage)
) /*sqlite: without rowid*/;

-- Workbooks that departments sent back (受け取った点検用エクセル), kept as they came.
create table review_workbook (
    -- the workbook's number
    id bigint primary key,
    -- the cycle
    fiscal_year bigint not null references review_cycle (fiscal_year),
    -- who sent it
    account_id bigint not null references account (id),
    -- its name, cleaned
    name text not null,
    -- SHA-256, in hex
    sha256 text not null,
    -- its size
    size_bytes bigint not null,
    -- when
    at text not null,
    -- waiting, applied, discarded
    state text not null check (state in ('waiting', 'applied', 'discarded')),
    -- when it was applied or discarded
    settled_at text,
    -- how many fields it changed when it was applied
    changed_count bigint not null,
    -- the bytes
    content bytea not null
);
create index review_workbook_account on review_workbook (fiscal_year, account_id, id);

-- Mail that was sent, is being sent, or could not be (メールの記録); the text itself is not kept.
create table mail_log (
    -- the mail's number
    id bigint primary key,
    -- to whom; null for a mail to try the settings
    account_id bigint references account (id),
    -- the address it went to
    address text not null,
    -- the subject line
    subject text not null,
    -- the day in Japan a digest is for; null for other mail
    digest_day text,
    -- when it was begun
    at text not null,
    -- sending, sent, failed; whoever writes `sending` first sends the digest of that day
    outcome text not null check (outcome in ('sending', 'sent', 'failed')),
    -- why it failed; empty otherwise
    failure text not null
);
create unique index mail_log_digest on mail_log (account_id, digest_day) where outcome <> 'failed';

-- Notices within the application (お知らせ).
create table notice (
    -- the notice's number
    id bigint primary key,
    -- for whom
    account_id bigint not null references account (id),
    -- returned, waiting, comment, decided, delegated, reassigned
    kind text not null,
    -- the sheet it is about, or null
    sheet_id bigint references review_sheet (id),
    -- details in words, such as the start of a comment
    detail text not null,
    -- when
    at text not null,
    -- when it was read, or null
    read_at text,
    -- the mail that told of it, or null
    mail_id bigint references mail_log (id)
);
create index notice_account on notice (account_id, read_at, id);
