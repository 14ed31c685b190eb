{{ statistic(
    fact=ref('victims'),
    dimensions=['semester', 'sex', 'age_group'],
    measure='victims'
) }}
