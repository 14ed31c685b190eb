with

services as (
    select * from {{ ref('stg_services') }}
),

links as (
    select * from {{ source('raw', 'person_links') }}
),

linked as (
    select
        links.person_id,
        {{ semester_of('services.delivered_on', 'services.delivered_on_precision') }} as semester,
        services.service,
        services.sex,
        row_number() over (
            partition by links.person_id
            order by services.delivered_on, services.institution, services.record_id, services.row_number
        ) as delivery
    from services
    left join links on services.record_id = links.record_id
),

-- The sex that the earliest record which knows it gives, the same in every semester.
persons as (
    select
        person_id,
        coalesce(min_by(sex, case when sex != '_U' then delivery end), '_U') as sex
    from linked
    group by person_id
),

attended as (
    select
        person_id,
        semester,
        {{ set_of('service') }} as service
    from linked
    group by person_id, semester
)

select
    attended.person_id,
    attended.semester,
    persons.sex,
    attended.service
from attended
inner join persons on attended.person_id = persons.person_id
