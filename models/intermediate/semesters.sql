with recursive

used as (
    select semester from {{ ref('victims') }}
    union
    select semester from {{ ref('case_stage_entries') }}
    union
    select semester from {{ ref('case_openings') }}
    union
    select semester from {{ ref('persons_attended') }}
    union
    select semester from {{ ref('accepted_submissions') }}
),

-- Semesters numbered through: two a year. A year alone stands at its first semester.
bounds as (
    select
        min(cast(substring(semester, 1, 4) as integer) * 2 + case when right(semester, 1) = '2' then 1 else 0 end)
            as first_number,
        max(cast(substring(semester, 1, 4) as integer) * 2 + case when right(semester, 1) = '2' then 1 else 0 end)
            as last_number
    from used
),

numbers (number, last_number) as (
    select
        first_number as number,
        last_number
    from bounds
    where first_number is not null
    union all
    select
        number + 1 as number,
        last_number
    from numbers
    where number < last_number
),

semesters as (
    select
        cast(cast((number - number % 2) / 2 as integer) as varchar) as calendar_year,
        case when number % 2 = 0 then 'S1' else 'S2' end as half
    from numbers
    union all
    select
        substring(semester, 1, 4) as calendar_year,
        'U' as half
    from used
    where right(semester, 2) = '-U'
),

nodes as (
    select
        '_T' as code,
        cast(null as varchar) as parent,
        '' as sort_key,
        'Total' as label_es,
        'Total' as label_en
    union all
    select distinct
        calendar_year as code,
        '_T' as parent,
        calendar_year as sort_key,
        calendar_year as label_es,
        calendar_year as label_en
    from semesters
    union all
    select
        calendar_year || '-' || half as code,
        calendar_year as parent,
        calendar_year || '-' || half as sort_key,
        case half
            when 'S1' then 'Primer semestre de ' || calendar_year
            when 'S2' then 'Segundo semestre de ' || calendar_year
            else calendar_year || ', semestre no registrado'
        end as label_es,
        case half
            when 'S1' then 'First semester of ' || calendar_year
            when 'S2' then 'Second semester of ' || calendar_year
            else calendar_year || ', semester not recorded'
        end as label_en
    from semesters
)

select
    code,
    parent,
    cast(row_number() over (order by sort_key) as integer) as seq,
    label_es,
    label_en
from nodes
