{{ statistic(
    fact=ref('victims'),
    dimensions=['semester', 'department'],
    measure='victims'
) }}
