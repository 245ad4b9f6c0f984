-- What people said to pairs of programs that may overlap. The pairs themselves are worked out anew, never stored.

-- An answer to a pair (重複の可能性への判断). Answers are added, never changed; the one with the highest revision holds.
create table overlap_answer (
    -- the answer's number
    id bigint primary key,
    -- the program of the pair with the smaller id
    program_a bigint not null references program (id),
    -- the other
    program_b bigint not null references program (id),
    -- which answer to this pair it is, from 1
    revision bigint not null check (revision >= 1),
    -- merge, divide, coordinate, dismiss; reopen takes the answer before back
    answer text not null check (answer in ('merge', 'divide', 'coordinate', 'dismiss', 'reopen')),
    -- why, in words
    reason text not null,
    -- the score at that time, in ten-thousandths
    score_bp bigint not null check (score_bp between 0 and 10000),
    -- SHA-256 of the texts of the first program that were judged, in hex
    texts_a_sha256 text not null,
    -- the same of the second
    texts_b_sha256 text not null,
    -- who
    actor text not null,
    -- when
    at text not null,
    unique (program_a, program_b, revision),
    check (program_a < program_b)
);
