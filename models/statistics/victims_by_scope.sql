{{ statistic(
    fact=ref('victims'),
    dimensions=['semester', 'scope'],
    measure='victims'
) }}
