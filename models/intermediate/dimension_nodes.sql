with

hierarchies as (
    select * from {{ ref('hierarchies') }}
),

semesters as (
    select * from {{ ref('semesters') }}
)

select
    'semester' as dimension,
    code,
    parent,
    seq,
    label_es,
    label_en
from semesters
union all
select
    dimension,
    code,
    parent,
    seq,
    label_es,
    label_en
from hierarchies
