{# Rules for sources and facts. A test yields the rows that break its rule. #}

{% test unique_together(model, columns) %}
    select
        {{ columns | join(', ') }},
        count(*) as times
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}

{# A unit whose code is no leaf of the dimension would be missing from every cell. #}
{% test is_a_leaf_of(model, column_name, dimension) %}
    select distinct facts.{{ column_name }}
    from {{ model }} as facts
    left join {{ ref('dimension_paths') }} as paths
        on
            paths.dimension = '{{ dimension }}'
            and facts.{{ column_name }} = paths.leaf
    where paths.leaf is null
{% endtest %}

{% test holds_leaves_of(model, column_name, dimension) %}
    with

    sets as (
        select distinct {{ column_name }} from {{ model }}
    ),

    members as (
        {{ members_of('sets', column_name) }}
    )

    select members.member
    from members
    left join {{ ref('dimension_paths') }} as paths
        on
            paths.dimension = '{{ dimension }}'
            and members.member = paths.leaf
    where paths.leaf is null
{% endtest %}

{# A value such as "not specified" goes with no other, and no set is empty. #}
{% test is_a_filled_set(model, column_name, exclusive=none) %}
    with

    sets as (
        select distinct {{ column_name }} from {{ model }}
    ),

    members as (
        {{ members_of('sets', column_name) }}
    ),

    sizes as (
        select
            unit_code,
            count(*) as members,
            count(distinct member) as distinct_members,
            sum(case when member = '{{ exclusive }}' then 1 else 0 end) as exclusive_members
        from members
        group by unit_code
    )

    select sets.{{ column_name }}
    from sets
    left join sizes on sets.{{ column_name }} = sizes.unit_code
    where
        coalesce(sizes.members, 0) = 0
        or sizes.members != sizes.distinct_members
        or (sizes.exclusive_members > 0 and sizes.members > 1)
{% endtest %}

{# Every node has a parent that exists, and each dimension has one root, called _T. #}
{% test is_a_tree(model) %}
    select
        nodes.dimension,
        nodes.code
    from {{ model }} as nodes
    left join {{ model }} as parents
        on
            nodes.dimension = parents.dimension
            and nodes.parent = parents.code
    where
        (nodes.parent is null and nodes.code != '_T')
        or (nodes.code = '_T' and nodes.parent is not null)
        or (nodes.parent is not null and parents.code is null)
        or parents.seq >= nodes.seq
{% endtest %}
