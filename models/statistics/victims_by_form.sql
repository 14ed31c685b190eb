{{ statistic(
    fact=ref('victims'),
    dimensions=['semester', 'exploitation_form'],
    sets=['exploitation_form'],
    measure='victims'
) }}
