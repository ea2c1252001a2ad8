-- PostgreSQL's alone; SQLite's index needs nothing of the kind.
select 1;
