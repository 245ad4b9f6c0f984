-- Opinions (意見の内訳): the points of a comment that holds several. Each is grouped, answered and counted by itself; the comment
-- stays as it was written and counts as one.
create table consultation_opinion (
    -- its number
    id bigint primary key,
    -- the comment it is taken from
    comment_id bigint not null references consultation_comment (id),
    -- the consultation
    consultation_id bigint not null references consultation (id),
    -- its place in the comment, from 1; never given twice
    position bigint not null,
    -- the point, in the words of the comment as far as they go
    body text not null,
    -- 1 while the comment is divided so; 0 once it was divided anew
    is_current bigint not null check (is_current in (0, 1)),
    -- the group it is in; null while it is in none
    group_id bigint references consultation_group (id),
    -- who divided the comment
    actor text not null,
    -- when (UTC)
    at text not null,
    unique (comment_id, position),
    check (is_current = 1 or group_id is null)
);
create index consultation_opinion_group on consultation_opinion (group_id, comment_id);
create index consultation_opinion_of on consultation_opinion (consultation_id, is_current, comment_id);

/*sqlite:
create trigger consultation_opinion_stays before delete on consultation_opinion
when (select is_demo from consultation_comment where id = old.comment_id) = 0
begin select raise(abort, 'an opinion is replaced, never deleted'); end;
create trigger consultation_opinion_keeps_its_text before update of id, comment_id, consultation_id, position, body, actor, at
    on consultation_opinion
begin select raise(abort, 'an opinion is replaced, never changed'); end;
*/
/*postgres:
create function consultation_opinion_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and (select is_demo from consultation_comment where id = old.comment_id) = 1 then return old; end if;
    if tg_op = 'UPDATE' and (old.id, old.comment_id, old.consultation_id, old.position, old.body, old.actor, old.at)
        is not distinct from
        (new.id, new.comment_id, new.consultation_id, new.position, new.body, new.actor, new.at)
    then return new; end if;
    raise exception 'an opinion is replaced, never changed or deleted';
end $$;
create trigger consultation_opinion_stays before update or delete on consultation_opinion
for each row execute function consultation_opinion_stays();
*/
