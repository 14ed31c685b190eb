with

submissions as (
    select * from {{ source('raw', 'submissions') }}
),

kinds as (
    select * from {{ source('raw', 'submission_kinds') }}
),

-- Only what was accepted counts; the later submission of two has the higher order.
accepted as (
    select
        submission_id,
        institution,
        period,
        received_at,
        row_number() over (order by received_at, submission_id) as submission_order
    from submissions
    where status in ('accepted', 'accepted_with_rejections')
)

select
    accepted.submission_id,
    kinds.kind,
    accepted.institution,
    accepted.period,
    accepted.received_at,
    accepted.submission_order
from accepted
inner join kinds on accepted.submission_id = kinds.submission_id
where kinds.superseded_by is null
