-- One row if the page views of the mart are not those delivered.
select count(*) as pageviews, count(distinct event_id) as events from {{ source('analytics', 'pageviews') }}
except
select count(*) as pageviews, count(distinct pageview_id) as events from {{ ref('fct_pageviews') }}
