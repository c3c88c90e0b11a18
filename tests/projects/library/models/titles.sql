-- One row per title; the names hold every sign that a filter could trip over.
{% raw %}
select
    cast(title_id as integer) as title_id,
    title_name,
    genre,
    cast(pages as integer) as pages
from
    (
        values
        (1, 'O''Brien', 'Crime', 320),
        (2, '{{ template }}', 'Poetry', 96),
        (3, '100% "wool"', 'Children''s', 48),
        (4, 'back\slash', 'Crime', 210),
        (5, 'Ünïcödé, and more', null, 400)
    ) as titles (title_id, title_name, genre, pages)
{% endraw %}
