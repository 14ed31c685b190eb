{{ statistic(
    fact=ref('persons_attended'),
    dimensions=['semester', 'sex', 'service'],
    sets=['service'],
    contributor='person_id'
) }}
