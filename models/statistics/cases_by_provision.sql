{{ statistic(
    fact=ref('case_openings'),
    dimensions=['semester', 'penal_provision']
) }}
