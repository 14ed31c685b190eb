with

records as (
    select * from {{ ref('victim_records') }}
),

-- Records about the person as a direct victim; "not a victim" says nothing about one.
-- Within a year, a date goes before a mere year: it says which semester.
ordered as (
    select
        *,
        row_number() over (
            partition by person_id
            order by
                extract(year from identified_on),
                case when identified_on_precision = 'year' then 1 else 0 end,
                identified_on,
                institution,
                record_id
        ) as identification
    from records
    where
        victim_category = 'VD'
        and identification_status != 'NOV'
),

-- Of each characteristic, the value in the earliest record that knows it.
merged as (
    select
        person_id,
        min_by(semester, identification) as semester,
        case
            when max(case when identification_status = 'ACR' then 1 else 0 end) = 1 then 'ACR'
            when max(case when identification_status = 'PEND' then 1 else 0 end) = 1 then 'PEND'
            else 'POS'
        end as identification_status,
        min_by(sex, case when sex != '_U' then identification end) as known_sex,
        min_by(age_group, case when right(age_group, 2) != '_U' then identification end) as known_age_group,
        min_by(age_group, case when age_group != '_U' then identification end) as half_known_age_group,
        min_by(department, case when department != '_U' then identification end) as known_department,
        min_by(nationality_group, case when nationality_group != '_U' then identification end)
            as known_nationality_group,
        min_by(scope, case when scope != 'ND' then identification end) as known_scope,
        {{ union_of_sets('exploitation_form') }} as all_exploitation_forms,
        {{ set_of('institution_type') }} as institution_type,
        count(*) as records
    from ordered
    group by person_id
)

select
    person_id,
    semester,
    identification_status,
    coalesce(known_sex, '_U') as sex,
    coalesce(known_age_group, half_known_age_group, '_U') as age_group,
    coalesce(known_department, '_U') as department,
    coalesce(known_nationality_group, '_U') as nationality_group,
    coalesce(known_scope, 'ND') as scope,
    {{ with_exclusive('all_exploitation_forms', 'NE') }} as exploitation_form,
    institution_type,
    records
from merged
