with

current_rows as (
    {{ current_rows('cases') }}
)

select
    record_id,
    submission_id,
    submission_order,
    file_number,
    row_number,
    institution,
    period,
    stage,
    stage_on,
    coalesce(stage_on_precision, 'day') as stage_on_precision,
    opened_on,
    coalesce(opened_on_precision, 'day') as opened_on_precision,
    penal_provision,
    exploitation_forms,
    department,
    scope,
    organised_crime,
    aggravating,
    victims_count,
    accused_count
from current_rows
