with recursive

nodes as (
    select
        code,
        parent
    from {{ ref('hierarchies') }}
    where dimension = 'age_group'
),

inner_nodes as (
    select distinct parent as code
    from nodes
    where parent is not null
),

-- Where to look for the place of a code: at the code itself, then upwards.
places (code, place, distance) as (
    select
        code,
        code as place,
        0 as distance
    from nodes
    union all
    select
        places.code,
        nodes.parent as place,
        places.distance + 1 as distance
    from places
    inner join nodes on places.place = nodes.code
    where nodes.parent is not null
),

-- A leaf is its own place; a wider band counts in the nearest "exact age not recorded".
candidates as (
    select
        places.code,
        places.distance,
        leaves.code as leaf
    from places
    inner join nodes as leaves
        on
            (places.distance = 0 and places.place = leaves.code)
            or places.place || '_U' = leaves.code
            or (places.place = '_T' and leaves.code = '_U')
    left join inner_nodes on leaves.code = inner_nodes.code
    where inner_nodes.code is null
)

select
    code,
    min_by(leaf, distance) as leaf
from candidates
group by code
