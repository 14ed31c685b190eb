with

cases as (
    select * from {{ ref('stg_cases') }}
),

-- A case enters a stage once: as the latest submission that names the entry dates it.
versions as (
    select
        *,
        row_number() over (
            partition by record_id, stage
            order by submission_order desc, stage_on asc, file_number desc, row_number desc
        ) as recency
    from cases
),

entries as (
    select
        record_id as case_id,
        stage as case_stage,
        {{ semester_of('stage_on', 'stage_on_precision') }} as semester
    from versions
    where recency = 1
)

select
    entries.case_id,
    entries.case_stage,
    entries.semester
from entries
cross join {{ ref('reported_since') }} as reported_since
where entries.semester >= reported_since.first_semester
