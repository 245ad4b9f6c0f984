-- How people like their pages (表示の設定), and how far they came in the guided tour.

-- The settings of an account (表示の設定); who has none sees pages as they come.
create table account_setting (
    -- whose they are
    account_id bigint primary key references account (id),
    -- address (as the address says), ja, en
    language text not null check (language in ('address', 'ja', 'en')),
    -- normal, large, largest
    text_size text not null check (text_size in ('normal', 'large', 'largest')),
    -- system, high
    contrast text not null check (contrast in ('system', 'high')),
    -- when they were last changed
    changed_at text not null
);

-- The steps of the tour that somebody has done (案内の進み).
create table tour_step (
    -- who
    account_id bigint not null references account (id),
    -- the step, by its word
    step text not null,
    -- when
    done_at text not null,
    primary key (account_id, step)
) /*sqlite: without rowid*/;
