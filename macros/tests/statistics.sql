{# The rules every statistic keeps. A test yields the cells that break its rule. #}

{% test every_cell_is_there_once(model, dimensions) %}
    with

    expected as (
        select
            {% for dimension in dimensions -%}
                {{ dimension }}_nodes.code as {{ dimension }}{{ ',' if not loop.last }}
            {% endfor %}
        from
            {% for dimension in dimensions -%}
                {{ 'cross join ' if not loop.first -}}
                (select code from {{ ref('dimension_nodes') }} where dimension = '{{ dimension }}')
                as {{ dimension }}_nodes
            {% endfor %}
    ),

    found as (
        select
            {{ dimensions | join(', ') }},
            count(*) as times
        from {{ model }}
        group by {{ dimensions | join(', ') }}
    )

    select *
    from expected
    full outer join found using ({{ dimensions | join(', ') }})
    where coalesce(times, 0) != 1
        or {{ dimensions | first }} not in (
            select code from {{ ref('dimension_nodes') }} where dimension = '{{ dimensions | first }}'
        )
{% endtest %}

{# `parents` of a tree hold exactly what their children hold; a set only promises bounds. #}
{% macro children_beside_parent(model, dimensions, dimension) %}
    select
        {% for other in dimensions -%}
            parents.{{ other }},
        {% endfor -%}
        max(parents.value) as value,
        sum(children.value) as sum_of_children,
        max(children.value) as largest_child
    from {{ model }} as parents
    inner join {{ ref('dimension_nodes') }} as nodes
        on
            nodes.dimension = '{{ dimension }}'
            and parents.{{ dimension }} = nodes.parent
    inner join {{ model }} as children
        on
            nodes.code = children.{{ dimension }}
            {% for other in dimensions if other != dimension -%}
                and parents.{{ other }} = children.{{ other }}
            {% endfor %}
    group by
        {% for other in dimensions -%}
            parents.{{ other }}{{ ',' if not loop.last }}
        {% endfor %}
{% endmacro %}

{% test totals_are_the_sums_of_their_children(model, dimensions, trees) %}
    {% for dimension in trees -%}
        select
            '{{ dimension }}' as dimension,
            cells.*
        from ({{ children_beside_parent(model, dimensions, dimension) }}) as cells
        where value != sum_of_children
        {{ 'union all' if not loop.last }}
    {% endfor %}
{% endtest %}

{% test no_value_of_a_set_exceeds_its_total(model, dimensions, dimension) %}
    select * from ({{ children_beside_parent(model, dimensions, dimension) }}) as cells
    where largest_child > value
{% endtest %}

{% test every_unit_has_a_value_of_the_set(model, dimensions, dimension) %}
    select * from ({{ children_beside_parent(model, dimensions, dimension) }}) as cells
    where sum_of_children < value
{% endtest %}

{% test the_total_is_the_number_of_units(model, dimensions, fact, measure=none) %}
    select
        cells.value,
        units.units
    from (
        select max(value) as value
        from {{ model }}
        where
            {% for dimension in dimensions -%}
                {{ 'and ' if not loop.first }}{{ dimension }} = '_T'
            {% endfor %}
    ) as cells
    cross join (
        select coalesce({{ 'sum(' ~ measure ~ ')' if measure else 'count(*)' }}, 0) as units
        from {{ fact }}
    ) as units
    where cells.value is distinct from units.units
{% endtest %}

{# Nobody stands behind an empty cell, somebody behind every other one, and never more than there are units. #}
{% test contributors_stand_behind_the_units(model, each_unit_its_own) %}
    select * from {{ model }}
    where
        value < 0
        or contributors > value
        or (value > 0 and contributors < 1)
        {% if each_unit_its_own -%}
            or contributors != value
        {% endif %}
{% endtest %}

{# Two statistics of one population tell the same of the dimensions they share. #}
{% test shares_its_margin_with(model, dimensions, other, other_dimensions, shared) %}
    select
        {% for dimension in shared -%}
            ours.{{ dimension }},
        {% endfor -%}
        ours.value,
        theirs.value as value_there
    from {{ model }} as ours
    inner join {{ other }} as theirs
        on
            {% for dimension in shared -%}
                {{ 'and ' if not loop.first }}ours.{{ dimension }} = theirs.{{ dimension }}
            {% endfor %}
    where
        ours.value != theirs.value
        {% for dimension in dimensions if dimension not in shared -%}
            and ours.{{ dimension }} = '_T'
        {% endfor -%}
        {% for dimension in other_dimensions if dimension not in shared -%}
            and theirs.{{ dimension }} = '_T'
        {% endfor %}
{% endtest %}
