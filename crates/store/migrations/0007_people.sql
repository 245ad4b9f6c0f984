-- People, their duties and how they sign in. Times are UTC in ISO 8601, days are ISO dates in Japan.

-- The last number given out of each kind of thing; numbers are never used twice (採番).
create table number (
    -- account, duty, cycle, sheet, comment, file, workbook, notice, link, mail
    kind text primary key,
    -- the last number given out
    last bigint not null
);

-- People who sign in (利用者).
create table account (
    -- the account's number
    id bigint primary key,
    -- what the person types to sign in: lower case, unique
    login text not null unique,
    -- name as shown
    name text not null,
    -- address for reminders; empty when there is none
    email text not null,
    -- Argon2id in PHC form; empty when the account cannot sign in by password
    password_hash text not null,
    -- 1 when the password was given by somebody else and must be changed at the next sign-in
    must_change bigint not null check (must_change in (0, 1)),
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- 1 while it may be used
    is_active bigint not null check (is_active in (0, 1)),
    -- when it was made
    created_at text not null,
    -- when the password was last set
    password_at text not null,
    -- the last sign-in, or null
    signed_in_at text
);

-- Duties (担当): a role of a person for a department and all below it, or for the whole city.
create table duty (
    -- the duty's number
    id bigint primary key,
    -- who has it
    account_id bigint not null references account (id),
    -- owner, section-head, department-head, reform-office, finance, headquarters, expert, auditor, administrator
    role text not null,
    -- the department; null is the whole city
    department_id bigint references department (id),
    -- the first day it holds; null is since ever
    from_day text,
    -- the last day it holds; null is without end
    until_day text,
    -- who delegated it (代理を頼んだ人); null when it is the person's own
    delegated_by bigint references account (id),
    -- who entered it
    granted_by text not null,
    -- when
    granted_at text not null,
    -- when it was taken away; null while it stands
    ended_at text,
    check (delegated_by is null or until_day is not null)
);
create index duty_account on duty (account_id);
create index duty_department on duty (department_id);

-- Duties as they hold in effect, also those to come and those whose days are over (効力のある担当). A delegation is joined
-- to the duty it comes from: it ends with it, with its earlier end, and when whoever delegated may no longer sign in.
create view standing_duty as
select d.id, d.account_id, d.role, d.department_id,
    case when d.from_day is null or own.from_day > d.from_day then own.from_day else d.from_day end as from_day,
    case when d.until_day is null or own.until_day < d.until_day
        then coalesce(own.until_day, d.until_day) else d.until_day end as until_day,
    d.delegated_by, d.granted_by, d.granted_at
from duty d
left join account o on o.id = d.delegated_by
left join duty own on own.account_id = d.delegated_by and own.role = d.role and own.delegated_by is null
    and coalesce(own.department_id, 0) = coalesce(d.department_id, 0) and own.ended_at is null
where d.ended_at is null and (d.delegated_by is null or (own.id is not null and o.is_active = 1));

-- The years in which a department exists (所管の期間); one without a row exists in every year.
create table department_term (
    -- the department
    department_id bigint primary key references department (id),
    -- the first fiscal year; null is since ever
    first_year bigint check (first_year between 1868 and 2200),
    -- the last fiscal year; null is without end
    last_year bigint check (last_year between 1868 and 2200),
    -- the department that took over its programs, if it ended
    successor_id bigint references department (id),
    check (first_year is null or last_year is null or first_year <= last_year)
);

-- Sessions (サインイン中の端末). The token itself is known to the browser only.
create table session (
    -- SHA-256 of the token, in hex
    token_sha256 text primary key,
    -- whose
    account_id bigint not null references account (id),
    -- when it began
    began_at text not null,
    -- when it was last used, to the minute
    used_at text not null,
    -- it ends then, however much it is used
    ends_at text not null,
    -- the browser as it names itself, at most 200 characters
    browser text not null,
    -- where from
    address text not null
);
create index session_account on session (account_id);

-- Failed attempts to sign in, by login and by network address, so that guessing is slow (サインインの失敗).
create table sign_in_failure (
    -- `login:NAME` (hashed when no account has it) or `address:IP`
    subject text primary key,
    -- failures in a row
    failures bigint not null,
    -- the last
    last_at text not null,
    -- nobody gets in under this subject before then; empty when nobody is kept out
    blocked_until text not null
);
