-- Explanation records (説明・意見交換の記録): what was explained to whom, what they said, what changed.

-- An occasion; no names of citizens.
create table explanation (
    -- its number
    id bigint primary key,
    -- the day, in Japan
    day text not null,
    -- where
    place text not null,
    -- open, affected, group, neighbourhood, other
    kind text not null check (kind in ('open', 'affected', 'group', 'neighbourhood', 'other')),
    -- what it was about
    title text not null,
    -- which groups were there, without names of persons
    groups text not null,
    -- how many people; null where nobody counted
    people bigint check (people >= 0),
    -- the things of the programme that were explained, a reference a line
    items text not null,
    -- what was explained
    explained text not null,
    -- what was said
    said text not null,
    -- what changed because of it; may be empty
    changed text not null,
    -- where the change can be seen: an address of this system; may be empty
    changed_link text not null,
    -- 1 when everybody may read it
    is_public bigint not null check (is_public in (0, 1)),
    -- why it is hidden; empty while it is shown
    hidden_reason text not null,
    -- 1 when it is an example of a demonstration
    is_demo bigint not null check (is_demo in (0, 1)),
    -- grows with every change
    revision bigint not null,
    -- who made it
    created_by text not null,
    -- when
    created_at text not null
);
create index explanation_day on explanation (day, id);
