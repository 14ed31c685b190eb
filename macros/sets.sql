{#
  Several-valued columns. What differs between engines stands here and nowhere else;
  another engine adds its own `<adapter>__` macros.
#}

{# One row a member of the set in `set_column`, called `member`, beside the set itself. #}
{% macro members_of(relation, set_column) -%}
    {{ return(adapter.dispatch('members_of', 'trata')(relation, set_column)) }}
{%- endmacro %}

{% macro duckdb__members_of(relation, set_column) -%}
    select
        {{ set_column }} as unit_code,
        unnest({{ set_column }}) as member
    from {{ relation }}
{%- endmacro %}

{# An aggregate: everything that stands in any of the sets, once, in alphabetical order. #}
{% macro union_of_sets(set_column) -%}
    {{ return(adapter.dispatch('union_of_sets', 'trata')(set_column)) }}
{%- endmacro %}

{% macro duckdb__union_of_sets(set_column) -%}
    list_sort(list_distinct(flatten(list({{ set_column }}))))
{%- endmacro %}

{# An aggregate: the distinct values of a single-valued column as a set, in alphabetical order. #}
{% macro set_of(column) -%}
    {{ return(adapter.dispatch('set_of', 'trata')(column)) }}
{%- endmacro %}

{% macro duckdb__set_of(column) -%}
    list_sort(list(distinct {{ column }}))
{%- endmacro %}

{# A set in which `exclusive` ("not specified") stands alone: it goes when anything else is known, and fills a void. #}
{% macro with_exclusive(set_column, exclusive) -%}
    {{ return(adapter.dispatch('with_exclusive', 'trata')(set_column, exclusive)) }}
{%- endmacro %}

{% macro duckdb__with_exclusive(set_column, exclusive) -%}
    case
        when len(list_filter({{ set_column }}, lambda member: member != '{{ exclusive }}')) > 0
            then list_sort(list_distinct(list_filter({{ set_column }}, lambda member: member != '{{ exclusive }}')))
        else ['{{ exclusive }}']
    end
{%- endmacro %}

{# The set of one value. #}
{% macro singleton(column) -%}
    {{ return(adapter.dispatch('singleton', 'trata')(column)) }}
{%- endmacro %}

{% macro duckdb__singleton(column) -%}
    [{{ column }}]
{%- endmacro %}
