{{ statistic(
    fact=ref('case_stage_entries'),
    dimensions=['semester', 'case_stage'],
    contributor='case_id'
) }}
