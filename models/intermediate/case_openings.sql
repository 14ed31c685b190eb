with

cases as (
    select * from {{ ref('stg_cases') }}
),

-- What was sent last about a case, and of that its latest stage, tells date and provision.
versions as (
    select
        *,
        row_number() over (
            partition by record_id
            order by submission_order desc, stage_on desc, file_number desc, row_number desc
        ) as recency
    from cases
),

openings as (
    select
        record_id as case_id,
        min_by({{ semester_of('opened_on', 'opened_on_precision') }}, recency) as semester,
        coalesce(
            min_by(penal_provision, case when penal_provision is not null then recency end),
            '_U'
        ) as penal_provision
    from versions
    group by record_id
)

select
    openings.case_id,
    openings.semester,
    openings.penal_provision
from openings
cross join {{ ref('reported_since') }} as reported_since
where openings.semester >= reported_since.first_semester
