with

current_rows as (
    {{ current_rows('services') }}
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
    service,
    delivered_on,
    coalesce(delivered_on_precision, 'day') as delivered_on_precision,
    department
from current_rows
