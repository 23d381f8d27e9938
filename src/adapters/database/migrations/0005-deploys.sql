-- What was deployed, by whomever it was told, with the look that was taken at it. Text columns are lookup keys, as in 0001.

create table burnscope.deploy (
  -- Of source and id (deploy-key.ts).
  key text primary key,
  service text not null,
  kind text not null,
  -- When the rollout began; of those that do not say, when it went live.
  started_at double precision not null,
  at double precision not null,
  seen_at double precision not null,
  body jsonb not null,
  check_body jsonb,
  -- What the check came to; null while it waits, or where nothing could be compared.
  outcome text,
  -- The job of the queue that looks at it, or the last one that did.
  job text
);
create index deploy_by_time on burnscope.deploy (at desc, key desc);
create index deploy_by_service on burnscope.deploy (service, at desc, key desc);
create index deploy_by_outcome on burnscope.deploy (outcome, at desc, key desc) where outcome is not null;

-- What the pages show evidence of a check with, shaped as an incident.
create table burnscope.checked_subject (
  key text primary key,
  body jsonb not null
);
