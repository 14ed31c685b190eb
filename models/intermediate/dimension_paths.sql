with recursive

nodes as (
    select * from {{ ref('dimension_nodes') }}
),

parents as (
    select distinct
        dimension,
        parent
    from nodes
    where parent is not null
),

-- From every leaf upwards to the root: the nodes in which a unit of that leaf counts.
paths (dimension, leaf, node) as (
    select
        nodes.dimension,
        nodes.code as leaf,
        nodes.code as node
    from nodes
    left join parents
        on
            nodes.dimension = parents.dimension
            and nodes.code = parents.parent
    where
        parents.parent is null
        and nodes.parent is not null
    union all
    select
        paths.dimension,
        paths.leaf,
        nodes.parent as node
    from paths
    inner join nodes
        on
            paths.dimension = nodes.dimension
            and paths.node = nodes.code
    where nodes.parent is not null
)

select
    dimension,
    leaf,
    node
from paths
