with

current_rows as (
    {{ current_rows('nothing') }}
)

select
    submission_id,
    institution,
    period,
    declared_kind,
    declared_on
from current_rows
