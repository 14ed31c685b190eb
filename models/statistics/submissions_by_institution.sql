{{ statistic(
    fact=ref('accepted_submissions'),
    dimensions=['semester', 'institution']
) }}
