{# The semester of a date: 2025-S1, 2025-S2, or 2025-U where only the year is known. #}
{% macro semester_of(date_column, precision_column) -%}
    cast(extract(year from {{ date_column }}) as varchar)
    || case
        when {{ precision_column }} = 'year' then '-U'
        when extract(month from {{ date_column }}) <= 6 then '-S1'
        else '-S2'
    end
{%- endmacro %}
