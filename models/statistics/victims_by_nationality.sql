{{ statistic(
    fact=ref('victims'),
    dimensions=['semester', 'nationality_group'],
    measure='victims'
) }}
