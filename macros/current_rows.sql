{# The rows of a kind that no later submission has replaced, with who sent them and in which order. #}
{% macro current_rows(kind) %}
    select
        kind_rows.*,
        current_kinds.institution,
        current_kinds.period,
        current_kinds.submission_order
    from {{ source('raw', kind) }} as kind_rows
    inner join {{ ref('stg_current_kinds') }} as current_kinds
        on
            kind_rows.submission_id = current_kinds.submission_id
            and current_kinds.kind = '{{ kind }}'
{% endmacro %}
