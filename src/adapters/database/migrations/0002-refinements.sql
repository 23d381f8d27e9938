-- The one second look at an incident: when it is due, and the job of the queue that will do it.
alter table burnscope.incident add column refine_at double precision;
alter table burnscope.incident add column refine_job text;
