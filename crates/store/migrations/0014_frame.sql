-- The investment frame (次世代投資枠): entries of its ledger, and which years are closed.

-- An entry of the ledger (台帳の一件): rests on a decision or a document. Its amounts never change; it can be cancelled, once.
create table frame_entry (
    -- the entry's number
    number bigint primary key,
    -- the fiscal year it belongs to
    fiscal_year bigint not null check (fiscal_year between 1868 and 2200),
    -- source or use
    side text not null check (side in ('source', 'use')),
    -- of a source: review, revenue, other; of a use: the id of the plan's category
    kind text not null,
    -- what it is, in a few words
    title text not null,
    -- the program it goes to or comes from, or null
    program_id bigint references program (id),
    -- the part of the program that counts; empty for the whole
    part text not null,
    -- whole yen
    amount_yen bigint not null check (amount_yen > 0),
    -- the decision it rests on, as DecisionId writes it; empty when it rests on a document
    decision text not null,
    -- the document it rests on; empty when it rests on a decision
    document text not null,
    -- 1 when it is an example
    is_demo bigint not null check (is_demo in (0, 1)),
    -- who entered it
    actor text not null,
    -- when
    at text not null,
    -- when it was cancelled, or null
    cancelled_at text,
    -- who cancelled it; empty when nobody did
    cancelled_by text not null,
    -- why it was cancelled; empty when it was not
    cancelled_reason text not null,
    check ((decision = '') <> (document = ''))
);
create index frame_entry_year on frame_entry (fiscal_year, number);

-- What a year's ledger adds up to (年度の収支), written with every entry; a closed year balances to the yen.
create table frame_year (
    -- the fiscal year
    fiscal_year bigint primary key check (fiscal_year between 1868 and 2200),
    -- Σ sources, whole yen
    sources_yen bigint not null check (sources_yen >= 0),
    -- Σ uses, whole yen
    uses_yen bigint not null check (uses_yen >= 0),
    -- 1 when it is closed
    is_closed bigint not null check (is_closed in (0, 1)),
    -- grows with every change of the year
    revision bigint not null,
    -- who changed it last
    actor text not null,
    -- when
    at text not null,
    -- why it was closed or reopened last; may be empty
    reason text not null,
    check (is_closed = 0 or sources_yen = uses_yen)
);

/*sqlite:
create trigger frame_entry_is_not_changed before update of number, fiscal_year, side, kind, title, program_id, part, amount_yen, decision, document, is_demo, actor, at on frame_entry
begin select raise(abort, 'an entry of the frame is cancelled, never changed'); end;
create trigger frame_entry_is_cancelled_once before update on frame_entry when old.cancelled_at is not null
begin select raise(abort, 'an entry of the frame is cancelled once'); end;
create trigger frame_entry_is_kept before delete on frame_entry when old.is_demo = 0
begin select raise(abort, 'an entry of the frame is never deleted'); end;
*/
/*postgres:
create function frame_entry_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.is_demo = 0 then raise exception 'an entry of the frame is never deleted'; end if;
        return old;
    end if;
    if old.cancelled_at is not null then raise exception 'an entry of the frame is cancelled once'; end if;
    if (old.number, old.fiscal_year, old.side, old.kind, old.title, old.program_id, old.part, old.amount_yen,
        old.decision, old.document, old.is_demo, old.actor, old.at)
       is distinct from
       (new.number, new.fiscal_year, new.side, new.kind, new.title, new.program_id, new.part, new.amount_yen,
        new.decision, new.document, new.is_demo, new.actor, new.at) then
        raise exception 'an entry of the frame is cancelled, never changed';
    end if;
    return new;
end $$;
create trigger frame_entry_is_not_changed before update or delete on frame_entry
for each row execute function frame_entry_stays();
*/
