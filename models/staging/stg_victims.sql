with

current_rows as (
    {{ current_rows('victims') }}
)

select
    record_id,
    submission_id,
    submission_order,
    file_number,
    row_number,
    institution,
    period,
    coalesce(sex, '_U') as sex,
    age,
    age_group,
    coalesce(minor_presumed, 'unknown') as minor_presumed,
    coalesce(nationality, '_U') as nationality,
    identified_on,
    coalesce(identified_on_precision, 'day') as identified_on_precision,
    identification_department,
    identification_municipality,
    exploitation_department,
    exploitation_country,
    coalesce(scope, 'ND') as scope,
    recruitment_country,
    transit_countries,
    {{ with_exclusive('exploitation_forms', 'NE') }} as exploitation_forms,
    acts,
    means,
    recruitment_channel,
    relationship,
    victim_category,
    identification_status,
    vulnerabilities,
    complaint_filed,
    has_identity_document,
    exploited_from,
    exploited_from_precision,
    exploited_until,
    exploited_until_precision,
    referred_by
from current_rows
