with

records as (
    select * from {{ ref('stg_victims') }}
),

links as (
    select * from {{ source('raw', 'person_links') }}
),

institutions as (
    select * from {{ ref('institutions') }}
),

nationalities as (
    select * from {{ ref('nationality') }}
),

municipalities as (
    select * from {{ ref('municipalities') }}
),

age_bands as (
    select * from {{ ref('age_groups') }}
    where age_min is not null
),

age_leaves as (
    select * from {{ ref('age_leaves') }}
),

-- A record that an institution reports again in a later semester counts as it was sent last.
versions as (
    select
        *,
        row_number() over (
            partition by record_id
            order by submission_order desc, file_number desc, row_number desc
        ) as recency
    from records
),

latest as (
    select * from versions
    where recency = 1
)

select
    latest.record_id,
    links.person_id,
    latest.institution,
    institutions.institution_type,
    latest.victim_category,
    latest.identification_status,
    latest.identified_on,
    latest.identified_on_precision,
    {{ semester_of('latest.identified_on', 'latest.identified_on_precision') }} as semester,
    latest.sex,
    coalesce(
        age_bands.code,
        case when age_leaves.leaf != '_U' then age_leaves.leaf end,
        case when latest.minor_presumed = 'yes' then 'Y0T17_U' end,
        '_U'
    ) as age_group,
    nationalities.publication_group as nationality_group,
    coalesce(latest.identification_department, municipalities.department_iso, '_U') as department,
    latest.scope,
    latest.exploitation_forms as exploitation_form
from latest
left join links on latest.record_id = links.record_id
left join institutions on latest.institution = institutions.code
left join nationalities on latest.nationality = nationalities.iso3
left join municipalities on latest.identification_municipality = municipalities.municipality_code
left join age_bands on latest.age between age_bands.age_min and age_bands.age_max
left join age_leaves on latest.age_group = age_leaves.code
