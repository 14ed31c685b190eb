{#
  A statistic: every cell of the full cross product of the nodes of `dimensions`, zeros included.

  fact         relation with one column a dimension: the code of a leaf, or for the dimensions named in
               `sets` a list of codes; a unit of a set counts in each of its values and once in the total
  measure      column that says how many units a row stands for; none: one a row
  contributor  column that says who stands behind a row, where one may stand behind several; none: each unit
               has its own

  Every leaf is mapped to the nodes it counts in (itself and all above it), the units are first added up by leaf,
  so that the number of records hardly matters for what follows.
#}
{% macro statistic(fact, dimensions, sets=[], measure=none, contributor=none) %}
with

units as (
    select
        {% for dimension in dimensions -%}
            {{ dimension }},
        {% endfor -%}
        {% if contributor -%}
            {{ contributor }} as contributor,
        {% endif -%}
        {{ 'sum(' ~ measure ~ ')' if measure else 'count(*)' }} as units
    from {{ fact }}
    group by
        {{ dimensions | join(', ') }}
        {%- if contributor %}, {{ contributor }}{% endif %}
),

{% for dimension in dimensions -%}
{% if dimension in sets -%}
{{ dimension }}_sets as (
    select distinct {{ dimension }}
    from units
),

{{ dimension }}_members as (
    {{ members_of(dimension ~ '_sets', dimension) }}
),

-- Distinct: a unit counts once in the total, however many values it has.
{{ dimension }}_paths as (
    select distinct
        members.unit_code,
        paths.node
    from {{ dimension }}_members as members
    inner join {{ ref('dimension_paths') }} as paths
        on
            paths.dimension = '{{ dimension }}'
            and members.member = paths.leaf
),

{% else -%}
{{ dimension }}_paths as (
    select
        leaf as unit_code,
        node
    from {{ ref('dimension_paths') }}
    where dimension = '{{ dimension }}'
),

{% endif -%}
{{ dimension }}_nodes as (
    select code
    from {{ ref('dimension_nodes') }}
    where dimension = '{{ dimension }}'
),

{% endfor -%}
counted as (
    select
        {% for dimension in dimensions -%}
            {{ dimension }}_paths.node as {{ dimension }},
        {% endfor -%}
        sum(units.units) as units,
        {{ 'count(distinct units.contributor)' if contributor else 'sum(units.units)' }} as contributors
    from units
    {% for dimension in dimensions -%}
        inner join {{ dimension }}_paths on units.{{ dimension }} = {{ dimension }}_paths.unit_code
    {% endfor -%}
    group by
        {% for dimension in dimensions -%}
            {{ dimension }}_paths.node{{ ',' if not loop.last }}
        {% endfor %}
),

cells as (
    select
        {% for dimension in dimensions -%}
            {{ dimension }}_nodes.code as {{ dimension }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ dimensions | first }}_nodes
    {% for dimension in dimensions[1:] -%}
        cross join {{ dimension }}_nodes
    {% endfor %}
)

select
    {% for dimension in dimensions -%}
        cells.{{ dimension }},
    {% endfor -%}
    cast(coalesce(counted.units, 0) as bigint) as value,
    cast(coalesce(counted.contributors, 0) as bigint) as contributors
from cells
left join counted
    on
        {% for dimension in dimensions -%}
            {{ 'and ' if not loop.first }}cells.{{ dimension }} = counted.{{ dimension }}
        {% endfor %}
{% endmacro %}
