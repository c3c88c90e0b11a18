-- What the raw tables mean, written by hand and apart from the dbt project: the other witness of every metric.
use data.raw;

-- One row per order.
create temp view orders as
select
    transaction_id,
    user_id,
    transaction_date,
    cast(transaction_date as date) as day,
    first(status order by _row) as status,
    first(payment_method order by _row) as payment_method,
    first(discount_code order by _row) as discount_code,
    first(campaign_id order by _row) as campaign_id,
    coalesce(first(discount order by _row), 0) as discount,
    coalesce(first(subtotal order by _row), sum(case when price > 0 then quantity * price else 0 end))
        + coalesce(first(tax order by _row), 0) + coalesce(first(shipping order by _row), 0)
        - coalesce(first(discount order by _row), 0) as total,
    coalesce(first(status order by _row) not in ('cancelled', 'refunded'), true) as counts,
    sum(case when price > 0 then quantity * price else 0 end) as goods,
    count(*) as lines,
    row_number() over (partition by user_id order by transaction_date, transaction_id) as nth
from transactions
group by transaction_id, user_id, transaction_date;

-- One row per campaign.
create temp view campaigns_once as
select
    row_number() over () as campaign,
    min(campaign_id) as number,
    list(campaign_id) as row_ids,
    campaign_name,
    start_date as day,
    any_value(campaign_type) as campaign_type,
    any_value(platform) as platform,
    budget,
    any_value(actual_spend) as spend,
    any_value(case when impressions >= 0 then impressions end) as impressions,
    any_value(case when clicks >= 0 and clicks <= abs(impressions) then clicks end) as clicks
from campaigns
group by campaign_name, start_date, end_date, budget;

create temp view campaign_rows as
select unnest(row_ids) as campaign_id, campaign, number, campaign_name, campaign_type, platform
from campaigns_once;

-- One row per order with everything an order can be asked by.
create temp view orders_by as
select
    orders.*,
    users.user_id is not null as is_registered,
    users.state,
    users.city,
    users.customer_segment as segment,
    case
        when users.age is null or users.age < 13 or users.age > 110 then null
        when users.age < 25 then 'under 25'
        when users.age < 65 then concat((users.age - 5) // 10 * 10 + 5, '-', (users.age - 5) // 10 * 10 + 14)
        else '65 and over'
    end as age_band,
    cast(users.created_at as date) as signed_up_on,
    campaign_rows.campaign_type,
    campaign_rows.platform,
    campaign_rows.campaign_name,
    concat(coalesce(campaign_rows.campaign_name, 'Unknown campaign'), ' (#', coalesce(campaign_rows.number, orders.campaign_id), ')')
        as campaign
from orders
left join users on orders.user_id = users.user_id
left join campaign_rows on orders.campaign_id = campaign_rows.campaign_id;

-- One row per order line, with its exact part of the order: unrounded, so equal to the marts within half a cent a line.
create temp view lines as
select
    orders_by.*,
    transactions.product_id,
    transactions.quantity,
    transactions.price,
    products.brand,
    products.category,
    products.product_name,
    concat(coalesce(products.product_name, 'Unknown product'), ' (#', transactions.product_id, ')') as product,
    case when transactions.price > 0 then transactions.quantity * transactions.price else 0 end as value,
    case when orders_by.goods = 0 then 1 / orders_by.lines
        when transactions.price > 0 then transactions.quantity * transactions.price / orders_by.goods
        else 0
    end as part,
    transactions.price >= 0 and products.cost is not null as costed,
    transactions.quantity * products.cost as cost
from transactions
inner join orders_by
    on transactions.transaction_id = orders_by.transaction_id
    and transactions.user_id = orders_by.user_id
    and transactions.transaction_date = orders_by.transaction_date
left join products on transactions.product_id = products.product_id;

-- One row per order and pair of different products.
create temp view pairs as
select
    orders_by.*,
    concat(one.product, ' + ', other.product) as pair,
    concat(least(one.category, other.category), ' + ', greatest(one.category, other.category)) as category_pair
from (select distinct transaction_id, user_id, transaction_date, product_id, product, coalesce(category, 'no category') as category from lines) as one
inner join (select distinct transaction_id, user_id, transaction_date, product_id, product, coalesce(category, 'no category') as category from lines) as other
    on one.transaction_id = other.transaction_id
    and one.user_id = other.user_id
    and one.transaction_date = other.transaction_date
    and one.product_id < other.product_id
inner join orders_by
    on one.transaction_id = orders_by.transaction_id
    and one.user_id = orders_by.user_id
    and one.transaction_date = orders_by.transaction_date;

-- One row per customer anybody mentions, with what they spent.
create temp view customers as
select
    everyone.user_id,
    users.user_id is not null as is_registered,
    cast(users.created_at as date) as day,
    users.state,
    users.city,
    users.customer_segment as segment,
    (select coalesce(sum(total), 0) from orders where orders.user_id = everyone.user_id and counts) as revenue,
    (select count(*) from orders where orders.user_id = everyone.user_id and counts) as revenue_orders
from (
    select user_id from users
    union
    select user_id from transactions
    union
    select user_id from pageviews
) as everyone
left join users on everyone.user_id = users.user_id
where everyone.user_id is not null;

-- One row per page view.
create temp view views as
select
    pageviews.*,
    case when pageviews.event_time <= pageviews._loaded_at + interval 1 day then cast(pageviews.event_time as date) end as day,
    coalesce('c' || pageviews.user_id, 's' || pageviews.session_id) as visitor,
    users.customer_segment as segment,
    users.state,
    products.category,
    campaign_rows.campaign_type
from pageviews
left join users on pageviews.user_id = users.user_id
left join products on pageviews.product_id = products.product_id
left join campaign_rows on pageviews.campaign_id = campaign_rows.campaign_id;

-- One row per campaign anybody mentions, with the revenue of its orders.
create temp view campaigns_earned as
select
    campaigns_once.* exclude (row_ids),
    concat(campaign_name, ' (#', number, ')') as label,
    true as is_listed,
    (select coalesce(sum(total), 0) from orders where counts and list_contains(row_ids, orders.campaign_id)) as earned
from campaigns_once
union all by name
select
    campaign_id as number,
    concat('Unknown campaign (#', campaign_id, ')') as label,
    false as is_listed,
    (select coalesce(sum(total), 0) from orders where counts and orders.campaign_id = unlisted.campaign_id) as earned
from (
    (select campaign_id from transactions union select campaign_id from pageviews)
    except
    select campaign_id from campaigns
) as unlisted
where campaign_id is not null;

-- One row per page view and one per order that a page view of the same customer led to, under the latest such view.
-- MetricFlow counts days: within 7 days means at most six days after the day of the view.
create temp view views_and_conversions as
select views.day, views.segment, views.state, user_id is not null and day is not null as is_base, 0 as is_conversion
from views
union all
select max(views.day), any_value(views.segment), any_value(views.state), false, 1
from orders
inner join views on orders.user_id = views.user_id and views.day between orders.day - 6 and orders.day
group by orders.transaction_id, orders.user_id, orders.transaction_date;

-- The web shop: one row per event, however often it was delivered, and none in the future.
create temp view web_hits as
select distinct on (client_id, moment, name, page_url, referrer, event_data)
    client_id,
    "timestamp" as moment,
    if(event_name = 'purchase', 'checkout_completed', event_name) as name,
    page_url,
    referrer,
    event_data,
    if(json_valid(event_data), event_data, null) as data,
    user_agent
from web_events
where "timestamp" < _loaded_at + interval 1 day
order by _source_file, _row;

-- A session begins where its client did nothing for more than 30 minutes.
create temp view web_starts as
select distinct client_id, moment as start
from web_hits
where not exists (
    select 1 from web_hits as earlier
    where earlier.client_id = web_hits.client_id
        and earlier.moment < web_hits.moment and earlier.moment >= web_hits.moment - interval 30 minutes
);

create temp view web_hits_in_visits as
select web_hits.*, web_starts.start
from web_hits asof join web_starts on web_hits.client_id = web_starts.client_id and web_hits.moment >= web_starts.start;

create temp view web_visits_plain as
select
    client_id,
    start,
    cast(start as date) as day,
    first(page_url order by moment, name <> 'page_viewed') as url,
    coalesce(first(referrer order by moment, name <> 'page_viewed'), '') as referrer,
    first(user_agent order by moment, name <> 'page_viewed') as agent,
    regexp_extract(
        coalesce(first(page_url order by moment) filter (name = 'page_viewed'), url), '//[^/]+(/[^?]*?)/?([?]|$)', 1
    ) as path,
    count(*) as hits,
    count(*) filter (name = 'page_viewed') as views,
    bool_or(name = 'product_added_to_cart') as carted,
    bool_or(name = 'checkout_started') as checked_out,
    bool_or(name = 'checkout_completed') as bought,
    date_diff('second', min(moment), max(moment)) as seconds,
    row_number() over (partition by client_id order by start) as nth
from web_hits_in_visits
group by client_id, start;

-- One row per session; the patterns know what stands in these deliveries, no more.
create temp view web_visits as
select
    *,
    if(path = '', '/', path) as landing,
    case
        when regexp_matches(url, 'gclid=.|utm_medium=(cpc|paid_social|display)') then 'Paid'
        when url like '%utm_medium=email%' then 'Email'
        when url ilike '%utm_source=facebook%' then 'Social'
        when url like '%utm_%' then 'Referral'
        when referrer like '%//mail.google.%' then 'Email'
        when regexp_matches(referrer, '(facebook|instagram)[.]com|//t[.]co/') then 'Social'
        when regexp_matches(referrer, '//(www[.])?(google|bing|duckduckgo)[.]') then 'Organic Search'
        when referrer = '' or replace(split_part(referrer, '/', 3), 'www.', '') = replace(split_part(url, '/', 3), 'www.', '')
            then 'Direct'
        else 'Referral'
    end as channel,
    case
        when agent ilike '%bot%' then 'bot'
        when agent like '%iPad%' or agent like '%Android%' and agent not like '%Mobile%' then 'tablet'
        when agent like '%Mobile%' then 'mobile'
        when agent like 'curl%' then 'other'
        when agent is not null then 'desktop'
    end as device,
    case
        when agent like '%Edg/%' then 'Edge'
        when agent like '%SamsungBrowser%' then 'Samsung Internet'
        when agent like '%Chrome/%' then 'Chrome'
        when agent like '%Safari/%' then 'Safari'
        when agent like '%Firefox/%' then 'Firefox'
        when agent like 'curl%' then 'curl'
        when agent is not null then 'Googlebot'
    end as browser
from web_visits_plain;

-- One row per order of the web shop with the session it was made in.
create temp view web_purchases as
select
    purchases.*,
    coalesce(
        stated,
        cast(list_sum([line.quantity * line.item_price for line in lines]) as decimal(18, 2))
    ) as revenue,
    cast(moment as date) as ordered,
    web_visits.channel,
    web_visits.device,
    web_visits.browser,
    web_visits.landing,
    web_visits.nth
from (
    select distinct on (data ->> 'transaction_id')
        client_id,
        moment,
        start,
        data ->> 'transaction_id' as number,
        try_cast(data ->> 'revenue' as decimal(18, 2)) as stated,
        from_json(data -> 'items', '[{"item_name": "VARCHAR", "quantity": "INTEGER", "item_price": "DECIMAL(18, 2)"}]') as lines
    from web_hits_in_visits
    where name = 'checkout_completed' and data ->> 'transaction_id' is not null
    order by moment
) as purchases
inner join web_visits using (client_id, start);

create temp view web_orders as
select ordered as day, * from web_purchases;

create temp view web_lines as
select * exclude (lines), unnest(lines, recursive := true)
from web_orders;

-- One row per order and kind of credit, with the session that gets it.
create temp view web_credits as
select found.day, found.kind, found.revenue, web_visits.channel, web_visits.device, web_visits.browser, web_visits.landing, web_visits.nth
from (
    select
        web_orders.number,
        any_value(web_orders.day) as day,
        any_value(web_orders.revenue) as revenue,
        any_value(web_orders.client_id) as client_id,
        unnest(['first', 'last']) as kind,
        unnest([
            first(web_visits.start order by web_visits.channel = 'Direct', web_visits.start),
            last(web_visits.start order by web_visits.channel <> 'Direct', web_visits.start)
        ]) as start
    from web_orders
    inner join web_visits
        on web_visits.client_id = web_orders.client_id
        and web_visits.start between web_orders.moment - interval 7 days and web_orders.moment
    group by web_orders.number
) as found
inner join web_visits using (client_id, start);

-- One row per session with a page view and one per order within 7 days of one, under the day of the latest.
create temp view web_visits_and_purchases as
select day, true as is_base, 0 as is_conversion from web_visits where views > 0
union all
select max(web_visits.day), false, 1
from web_orders
inner join web_visits
    on web_visits.client_id = web_orders.client_id and web_visits.views > 0
    and web_visits.day between web_orders.day - 6 and web_orders.day
group by web_orders.number;

-- One row per user of the course platform, as the version with the latest time says.
create temp view course_users as
select
    id as user_id,
    arg_max(lower(email), (coalesce("updatedAt", timestamp '0001-01-01'), _row)) as address,
    arg_max(coalesce(lower(state), ''), (coalesce("updatedAt", timestamp '0001-01-01'), _row)) as account_state,
    arg_max(
        coalesce(lower("isGovEmployee"), ''), (coalesce("updatedAt", timestamp '0001-01-01'), _row)
    ) as government,
    arg_max(
        coalesce(deleted, '') = 'TRUE' or coalesce(lower(state), '') = 'deleted',
        (coalesce("updatedAt", timestamp '0001-01-01'), _row)
    ) as is_deleted
from learning_users
group by id;

-- One row per course anybody mentions.
create temp view courses_mentioned as
select
    everyone.course_id,
    learning_courses.course_id is not null as is_listed,
    cast(course_created_at as date) as day,
    concat(coalesce(title, 'Unknown course'), ' (#', everyone.course_id, ')') as course,
    category_name as category,
    upper(trim("level")[1]) || lower(trim("level")[2:]) as "level",
    publisher
from (
    select course_id from learning_courses
    union
    select course_id from learning_enrolments
    union
    select course_id from learning_events
) as everyone
left join learning_courses on everyone.course_id = learning_courses.course_id
where everyone.course_id is not null;

-- One row per course and user with an enrolment that counts, by the day of the first one.
create temp view course_learners as
select
    enrolled.*,
    courses_mentioned.* exclude (course_id, is_listed, day),
    exists (
        select 1 from learning_events
        where learning_events.course_id = enrolled.course_id and regexp_replace(learning_events.user_id, '\.0$', '') = enrolled.user_id
    ) as is_active,
    case when government in ('true', 'yes', '1') then true when government in ('false', 'no', '0') then false end as is_government,
    nullif(account_state, '') as account_state,
    coalesce(trim(address) in (select lower(email) from users where email is not null), false) as shops
from (
    select
        regexp_replace(user_id, '\.0$', '') as user_id,
        course_id,
        cast(min(enrolled_at) as date) as day,
        bool_or(lower(status) = 'completed') as has_completed
    from learning_enrolments
    where lower(status) <> 'cancelled'
    group by all
) as enrolled
left join course_users on enrolled.user_id = course_users.user_id
left join courses_mentioned on enrolled.course_id = courses_mentioned.course_id
where not coalesce(is_deleted, false);

-- One row per event of somebody in a course of theirs.
create temp view learning as
select
    course_learners.* exclude (day),
    lower(event_type) as event_type,
    case
        when event_timestamp <= learning_events._loaded_at + interval 1 day then cast(event_timestamp as date)
    end as day
from learning_events
inner join course_learners
    on learning_events.course_id = course_learners.course_id
    and regexp_replace(learning_events.user_id, '\.0$', '') = course_learners.user_id;

-- One row per day to the last on which anything happened, with the revenue so far in its month, its year, and so on.
create temp view revenue_so_far as
with daily as (
    select day, sum(if(counts, total, 0)) as revenue from orders group by day
),
happened as (
    select day from orders
    union
    select day from views
    union
    select day from customers
    union
    select day from campaigns_once
    union
    select day from web_visits
    union
    select day from course_learners
    union
    select day from learning
),
days as (
    select cast(unnest(generate_series(timestamp '2019-01-01', cast(max(day) as timestamp), interval 1 day)) as date) as day
    from happened
)
select
    days.day,
    sum(revenue) filter (daily.day >= date_trunc('month', days.day)) as in_month,
    sum(revenue) filter (daily.day >= date_trunc('year', days.day)) as in_year,
    sum(revenue) filter (daily.day > days.day - 28) as in_28_days,
    sum(revenue) as ever
from days
inner join daily on daily.day <= days.day
group by days.day;

-- One row per month, its revenue against that of another month. A month without orders of its own still has a row when
-- the month it is compared with has some.
create temp view monthly as
select date_trunc('month', day) as day, sum(if(counts, total, 0)) as revenue
from orders
group by all;

create temp view monthly_growth as
select day, (monthly.revenue - earlier.revenue) / nullif(earlier.revenue, 0) as growth
from monthly
full join (select cast(day + interval 1 month as date) as day, revenue from monthly) as earlier using (day);

create temp view yearly_growth as
select day, (monthly.revenue - earlier.revenue) / nullif(earlier.revenue, 0) as growth
from monthly
full join (select cast(day + interval 1 year as date) as day, revenue from monthly) as earlier using (day);

-- One row per file that was loaded. Each file once, as nothing is delivered again here and nothing repaired.
create temp view ingestion as
select *, cast(finished_at as date) as day from ingestion_log;
