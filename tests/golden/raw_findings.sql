-- What is wrong with the raw tables, looked for by hand and apart from the dbt project; after raw_views.sql.

-- One row per row of a fact that names something its table does not list.
create temp view strays as
select 'transactions' as "table", day from (select *, cast(transaction_date as date) as day from transactions)
where user_id not in (select user_id from users)
union all
select 'transactions', cast(transaction_date as date) from transactions where product_id not in (select product_id from products)
union all
select 'transactions', cast(transaction_date as date) from transactions where campaign_id not in (select campaign_id from campaigns)
union all
select 'pageviews', coalesce(day, cast(_loaded_at as date)) from views where user_id not in (select user_id from users)
union all
select 'pageviews', coalesce(day, cast(_loaded_at as date)) from views where product_id not in (select product_id from products)
union all
select 'pageviews', coalesce(day, cast(_loaded_at as date)) from views where campaign_id not in (select campaign_id from campaigns)
union all
select 'campaigns', start_date from campaigns where product_id not in (select product_id from products)
union all
select 'learning_enrolments', cast(coalesce(enrolled_at, _loaded_at) as date) from learning_enrolments
where regexp_replace(user_id, '\.0$', '') not in (select id from learning_users)
union all
select 'learning_enrolments', cast(coalesce(enrolled_at, _loaded_at) as date) from learning_enrolments
where course_id not in (select course_id from learning_courses)
union all
select 'learning_events', cast(coalesce(if(event_timestamp < _loaded_at + interval 1 day, event_timestamp, null), _loaded_at) as date)
from learning_events where regexp_replace(user_id, '\.0$', '') not in (select id from learning_users)
union all
select 'learning_events', cast(coalesce(if(event_timestamp < _loaded_at + interval 1 day, event_timestamp, null), _loaded_at) as date)
from learning_events where course_id not in (select course_id from learning_courses);

-- One row per order and product in it, with its scores among the orders of the product.
create temp view scored as
select
    *,
    abs(total - avg(total) over product) / stddev(total) over product as z,
    0.6745 * abs(total - middle) / nullif(median(abs(total - middle)) over product, 0) as robust_z,
    count(total) over product as alike
from (
    select
        product_id,
        day,
        transaction_id,
        user_id,
        transaction_date,
        cast(any_value(total) as double) as total,
        median(cast(any_value(total) as double)) over (partition by product_id) as middle
    from lines
    group by product_id, day, transaction_id, user_id, transaction_date
)
window product as (partition by product_id);

-- One row per order with its pieces and whether its header agrees with itself.
create temp view orders_checked as
select
    transaction_id,
    cast(transaction_date as date) as day,
    sum(quantity) filter (price >= 0 and quantity >= 0) as pieces,
    coalesce(sum(quantity * price) filter (price > 0), 0) as goods,
    first(subtotal order by _row) as subtotal,
    coalesce(first(subtotal order by _row), goods) + coalesce(first(tax order by _row), 0)
        + coalesce(first(shipping order by _row), 0) - coalesce(first(discount order by _row), 0) as total,
    first(total order by _row) as stated,
    first(subtotal is null or tax is null or shipping is null order by _row) as is_short,
    count(distinct (subtotal, tax, transactions.total, status)) > 1 as is_torn
from transactions
group by transaction_id, user_id, transaction_date;

-- One row per finding, with how many rows it stands for.
create temp view findings as
select *, case when "table" in ('transactions', 'users', 'products') then 'postgres' when "table" = 'campaigns' then 'salesforce'
    when "table" = 'pageviews' then 'analytics' when "table" = 'web_events' then 'web' else 'learning' end as "system"
from (
    select 'transactions' as "table", 'quantity_outlier' as "check", 'info' as severity, cast(transaction_date as date) as day, 1 as n
    from transactions, (
        select quantile_cont(quantity, 0.25) as q1, quantile_cont(quantity, 0.75) as q3, count(quantity) as n from transactions
    ) as q
    where q.n >= 20 and quantity not between q1 - 1.5 * greatest(q3 - q1, 1) and q3 + 1.5 * greatest(q3 - q1, 1)
    union all
    select 'transactions', 'basket_size_outlier', 'info', day, 1
    from orders_checked, (
        select quantile_cont(pieces, 0.25) as q1, quantile_cont(pieces, 0.75) as q3, count(pieces) as n from orders_checked
    ) as q
    where q.n >= 20 and pieces not between q1 - 1.5 * greatest(q3 - q1, 1) and q3 + 1.5 * greatest(q3 - q1, 1)
    union all
    select 'transactions', 'order_value_z_score', 'info', day, 1 from scored
    where alike >= 12 and z >= 3 group by day, transaction_id, user_id, transaction_date
    union all
    select 'transactions', 'order_value_robust_z_score', 'info', day, 1 from scored
    where alike >= 12 and robust_z >= 3.5 group by day, transaction_id, user_id, transaction_date
    union all
    select "table", 'broken_reference', 'warning', day, 1 from strays
    union all
    select 'transactions', 'flipped_sign', 'warning', day, 1 from orders_checked where stated = -total and stated <> 0
    union all
    select 'transactions', 'total_unlike_parts', 'error', day, 1 from orders_checked
    where coalesce(abs(stated) <> abs(total), true)
    union all
    select 'transactions', 'lines_disagree', 'error', day, 1 from orders_checked where is_torn
    union all
    select 'transactions', 'subtotal_unlike_lines', 'error', day, 1 from orders_checked where subtotal <> goods
    union all
    select 'transactions', 'negative_line', 'warning', cast(transaction_date as date), 1 from transactions
    where price < 0 or quantity < 0
    union all
    select 'transactions', 'amount_missing', 'warning', day, 1 from orders_checked where is_short
    union all
    select 'pageviews', 'negative_duration', 'warning', coalesce(day, cast(_loaded_at as date)), 1 from views
    where session_duration_seconds < 0
    union all
    select 'web_events', 'web_revenue_missing', 'warning', day, 1 from web_orders where stated is null
    union all
    select 'transactions', 'time_in_future', 'warning', cast(_loaded_at as date), 1 from transactions
    where transaction_date > _loaded_at + interval 1 day
    union all
    select 'users', 'time_in_future', 'warning', cast(_loaded_at as date), 1
    from (select _loaded_at, unnest([created_at, last_login]) as moment from users) where moment > _loaded_at + interval 1 day
    union all
    select 'learning_users', 'time_in_future', 'warning', cast(_loaded_at as date), 1 from learning_users
    where "updatedAt" > _loaded_at + interval 1 day
    union all
    select 'pageviews', 'time_in_future', 'warning', cast(_loaded_at as date), 1 from pageviews where event_time > _loaded_at + interval 1 day
    union all
    select 'learning_events', 'time_in_future', 'warning', cast(_loaded_at as date), 1 from learning_events
    where event_timestamp > _loaded_at + interval 1 day
    union all
    select 'learning_enrolments', 'time_in_future', 'warning', cast(_loaded_at as date), 1 from learning_enrolments
    where enrolled_at > _loaded_at + interval 1 day
    union all
    select 'web_events', 'time_in_future', 'warning', cast(_loaded_at as date), 1 from web_events
    where "timestamp" > _loaded_at + interval 1 day
    union all
    select 'users', 'age_out_of_range', 'warning', cast(created_at as date), 1 from users where age < 13 or age > 110
    union all
    select 'users', 'login_before_sign_up', 'warning', cast(created_at as date), 1 from users where last_login < created_at
    union all
    select 'campaigns', 'negative_impressions', 'warning', start_date, 1
    from (select distinct campaign_name, start_date, end_date, budget from campaigns where impressions < 0)
    union all
    select 'campaigns', 'impossible_clicks', 'warning', start_date, 1
    from (select distinct campaign_name, start_date, end_date, budget from campaigns where clicks < 0 or clicks > abs(impressions))
    union all
    select 'campaigns', 'missing_spend', 'info', start_date, 1
    from (select distinct campaign_name, start_date, end_date, budget from campaigns where actual_spend is null)
    union all
    select 'web_events', 'web_revenue_unlike_items', 'warning', day, 1 from web_orders
    where stated <> list_sum([line.quantity * line.item_price for line in lines])
    union all
    -- An event that was delivered twice is one.
    select
        'web_events', 'malformed_event_data', if(event = 'checkout_completed', 'error', 'warning'),
        cast(if("timestamp" > any_value(_loaded_at) + interval 1 day, any_value(_loaded_at), "timestamp") as date), 1
    from (select *, if(event_name = 'purchase', 'checkout_completed', event_name) as event from web_events)
    where event_data <> '' and not (json_valid(event_data) and event_data like '{%')
    group by client_id, "timestamp", event, page_url, referrer, event_data
    union all
    select
        "table",
        case severity when 'rejected' then 'rejected_at_ingestion' when 'flagged' then 'beyond_limit'
            when 'renamed' then 'column_renamed' else 'column_unknown' end,
        if(severity in ('rejected', 'unknown'), 'warning', 'info'),
        cast(found_at as date),
        if(severity in ('rejected', 'flagged'), "rows", 1)
    from ingestion_findings
);
