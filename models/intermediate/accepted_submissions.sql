with

current_kinds as (
    select * from {{ ref('stg_current_kinds') }}
)

select distinct
    submission_id,
    institution,
    period as semester
from current_kinds
