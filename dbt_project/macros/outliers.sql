{#- The rows of `relation` whose `value` lies beyond Tukey's fences, 1.5 times the interquartile range outside the quartiles
    (Exploratory Data Analysis, 1977), with `low_fence` and `high_fence`. The range is never taken for less than
    `resolution`: of a count it cannot be known finer than 1. Of fewer than `least` values nothing is said, nulls are none.
    One pass over the values, then each row is compared with two numbers: no row meets another. -#}
{% macro beyond_iqr_fences(relation, value, resolution=0, least=20) -%}
    select measured.*, fences.low_fence, fences.high_fence
    from {{ relation }} as measured
    cross join (
        select
            low - 1.5 * greatest(high - low, {{ resolution }}) as low_fence,
            high + 1.5 * greatest(high - low, {{ resolution }}) as high_fence
        from (
            select
                quantile_cont({{ value }}, 0.25) as low,
                quantile_cont({{ value }}, 0.75) as high,
                count({{ value }}) as counted
            from {{ relation }}
        ) as quartiles
        where counted >= {{ least }}
    ) as fences
    where measured.{{ value }} < fences.low_fence or measured.{{ value }} > fences.high_fence
{%- endmacro %}

{#- The rows of `relation` with how far their `value` lies from those of the same `per`: `z_score`, in standard deviations
    from the mean, and `robust_z_score`, 0.6745 times the distance from the median in median absolute deviations (Iglewicz
    and Hoaglin, How to Detect and Handle Outliers, 1993). A score is null where the spread is 0 or there are fewer than
    `least` values: of 10 or fewer none can be 3 standard deviations from their mean. No row meets another. -#}
{% macro with_z_scores(relation, value, per, least=12) -%}
    select
        measured.*,
        spreads.mean,
        spreads.deviation,
        spreads.middle,
        spreads.middle_deviation,
        (measured.{{ value }} - spreads.mean) / nullif(spreads.deviation, 0) as z_score,
        0.6745 * (measured.{{ value }} - spreads.middle) / nullif(spreads.middle_deviation, 0) as robust_z_score
    from {{ relation }} as measured
    left join (
        select
            {{ per }},
            avg({{ value }}) as mean,
            stddev_samp({{ value }}) as deviation,
            median({{ value }}) as middle,
            mad({{ value }}) as middle_deviation
        from {{ relation }}
        group by {{ per }}
        having count({{ value }}) >= {{ least }}
    ) as spreads on measured.{{ per }} = spreads.{{ per }}
{%- endmacro %}
