-- The victims' statistics as one would write them by hand for a single run: no tests, no contracts, no layers.
create or replace temp table persons as
with latest as (
    select
        victims.*,
        submissions.institution,
        row_number() over (partition by record_id order by received_at desc, row_number desc) as recency
    from raw.victims as victims
    join raw.submissions as submissions using (submission_id)
),
ordered as (
    select
        latest.*,
        person_id,
        row_number() over (partition by person_id order by identified_on, institution, record_id) as place
    from latest
    join raw.person_links using (record_id)
    where recency = 1 and victim_category = 'VD' and identification_status != 'NOV'
),
merged as (
    select
        person_id,
        bool_or(identification_status = 'ACR') as accredited,
        min_by(identified_on, place) as identified_on,
        coalesce(min_by(sex, place) filter (where sex != '_U'), '_U') as sex,
        min_by(age, place) filter (where age is not null) as age,
        coalesce(min_by(identification_department, place) filter (where identification_department is not null), '_U')
            as department,
        min_by(nationality, place) filter (where nationality != '_U') as nationality,
        coalesce(min_by(scope, place) filter (where scope != 'ND'), 'ND') as scope,
        list_sort(list_distinct(flatten(list(exploitation_forms)))) as exploitation_form,
        list_sort(list(distinct institution_type)) as institution_type
    from ordered
    join reference.institutions as institutions on institutions.code = ordered.institution
    group by person_id
)
select
    person_id,
    year(identified_on) || case when month(identified_on) <= 6 then '-S1' else '-S2' end as semester,
    sex,
    coalesce(bands.code, '_U') as age_group,
    department,
    coalesce(publication_group, '_U') as nationality_group,
    scope,
    exploitation_form,
    institution_type
from merged
left join reference.age_groups as bands on age between age_min and age_max
left join reference.nationality as nationalities on nationalities.iso3 = nationality
where accredited;
