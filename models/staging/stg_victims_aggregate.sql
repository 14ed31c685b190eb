with

current_rows as (
    {{ current_rows('victims_aggregate') }}
)

select
    record_id,
    submission_id,
    institution,
    period,
    identified_on,
    coalesce(identified_on_precision, 'day') as identified_on_precision,
    coalesce(sex, '_U') as sex,
    coalesce(age_group, '_U') as age_group,
    coalesce(nationality, '_U') as nationality,
    coalesce(scope, 'ND') as scope,
    {{ with_exclusive('exploitation_forms', 'NE') }} as exploitation_forms,
    identification_department,
    exploitation_country,
    identification_status,
    victim_category,
    victims
from current_rows
