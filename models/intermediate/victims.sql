with

persons as (
    select * from {{ ref('persons') }}
),

counts as (
    select * from {{ ref('stg_victims_aggregate') }}
),

institutions as (
    select * from {{ ref('institutions') }}
),

nationalities as (
    select * from {{ ref('nationality') }}
),

age_leaves as (
    select * from {{ ref('age_leaves') }}
),

identified_persons as (
    select
        semester,
        sex,
        age_group,
        department,
        nationality_group,
        scope,
        exploitation_form,
        institution_type,
        cast(1 as bigint) as victims
    from persons
    where identification_status = 'ACR'
),

identified_counts as (
    select
        {{ semester_of('counts.identified_on', 'counts.identified_on_precision') }} as semester,
        counts.sex,
        age_leaves.leaf as age_group,
        coalesce(counts.identification_department, '_U') as department,
        nationalities.publication_group as nationality_group,
        counts.scope,
        counts.exploitation_forms as exploitation_form,
        {{ singleton('institutions.institution_type') }} as institution_type,
        counts.victims
    from counts
    left join institutions on counts.institution = institutions.code
    left join nationalities on counts.nationality = nationalities.iso3
    left join age_leaves on counts.age_group = age_leaves.code
    where
        counts.victim_category = 'VD'
        and counts.identification_status = 'ACR'
)

select * from identified_persons
union all
select * from identified_counts
