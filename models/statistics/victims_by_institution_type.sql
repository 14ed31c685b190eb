{{ statistic(
    fact=ref('victims'),
    dimensions=['semester', 'institution_type'],
    sets=['institution_type'],
    measure='victims'
) }}
