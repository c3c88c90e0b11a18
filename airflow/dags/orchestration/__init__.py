"""What the tasks of the DAGs do, as plain functions that know nothing of Airflow."""
