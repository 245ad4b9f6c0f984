-- Program clusters: the city's own, the settings of the plan's, and which programs are in which.

-- A cluster (事業クラスター): one of the city's own, or what was set for one of the plan's. A cluster of the plan that
-- nothing was set for has no row; its name and category stand in the plan.
create table cluster (
    -- its word in addresses: the plan's id, or own-NUMBER
    id text primary key,
    -- 1 when it is the city's own, 0 when the plan names it
    is_own bigint not null check (is_own in (0, 1)),
    -- the id of its category; empty for one of the plan
    category text not null,
    -- its name; empty for one of the plan
    name_ja text not null,
    -- its English name; empty when nobody has written one
    name_en text not null,
    -- what it bundles and why, in a few sentences
    explanation text not null,
    -- the department that leads its analysis; null when nobody does yet
    lead_department_id bigint references department (id),
    -- the fiscal year its analysis begins in; null when it is not decided
    start_year bigint check (start_year between 1868 and 2200),
    -- how large it is: high, middle, low or empty
    size_degree text not null,
    -- why it is that large, in words
    size_words text not null,
    -- how urgent it is: high, middle, low or empty
    urgency_degree text not null,
    -- why it is that urgent, in words
    urgency_words text not null,
    -- its place within its category, small first; those of the plan keep the plan's order among equals
    place bigint not null,
    -- anything else to know
    note text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- grows with every change of its name and settings
    revision bigint not null,
    -- grows with every change of its programs and their shares
    members_revision bigint not null,
    -- who changed it last
    changed_by text not null,
    -- when
    changed_at text not null,
    check (is_own = 0 or (category <> '' and name_ja <> ''))
);

-- A program in a cluster (構成事業). The shares of a program over all clusters are 10000 together.
create table cluster_member (
    -- the cluster
    cluster_id text not null references cluster (id),
    -- the program
    program_id bigint not null references program (id),
    -- the share of its money that counts here, in hundredths of a percent; 0 is looked at only
    share_bp bigint not null check (share_bp between 0 and 10000),
    -- who put it there
    actor text not null,
    -- when
    at text not null,
    primary key (cluster_id, program_id)
) /*sqlite: without rowid*/;
create index cluster_member_program on cluster_member (program_id);
