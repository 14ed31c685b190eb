{#
    What dbt did last, for those who publish: build.last_run holds one row, whether every seed, model and test of the
    project ran and passed. It says no from the first moment of a run, so that a killed one leaves a no.
#}
{% macro build_begins() %}
    create schema if not exists {{ target.database }}.build;
    create or replace table {{ target.database }}.build.last_run as
    select false as complete
{% endmacro %}

{% macro build_ends(results) %}
    {% if execute %}
        {% set done = results | selectattr('status', 'in', ['success', 'pass', 'warn', 'no-op'])
            | map(attribute='node.unique_id') | list %}
        {% set asked = graph.nodes.values() | selectattr('resource_type', 'in', ['seed', 'model', 'test'])
            | map(attribute='unique_id') | reject('in', done) | list %}
        update {{ target.database }}.build.last_run
        set complete = {{ 'true' if not asked and done | length == results | length else 'false' }}
    {% endif %}
{% endmacro %}
