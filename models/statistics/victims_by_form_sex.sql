{{ statistic(
    fact=ref('victims'),
    dimensions=['semester', 'sex', 'exploitation_form'],
    sets=['exploitation_form'],
    measure='victims'
) }}
