with

-- What an institution reports of a semester, and whom it identified or attended, says that the semester is covered.
covered as (
    select semester from {{ ref('accepted_submissions') }}
    union
    select semester from {{ ref('victims') }}
    union
    select semester from {{ ref('persons_attended') }}
)

-- A year alone stands at its first semester.
select coalesce(min(replace(semester, '-U', '-S1')), '') as first_semester
from covered
