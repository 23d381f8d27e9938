-- Instants are epoch milliseconds in double precision: exact for every whole millisecond we can meet,
-- and both drivers hand the type back as a number. Text columns are lookup keys (see storable.ts);
-- what is read back comes from `body`.

create table burnscope.service (
  name text primary key
);

create table burnscope.incident (
  id text primary key,
  service text not null,
  state text not null,
  opened_at double precision not null,
  -- Set by the one commit that hands the incident to the queue.
  enqueued boolean not null default false,
  body jsonb not null
);
create index incident_by_service on burnscope.incident (service, opened_at desc);
create index incident_by_time on burnscope.incident (opened_at desc, id desc);

create table burnscope.delivery (
  id bigint generated always as identity primary key,
  received_at double precision not null,
  body jsonb not null
);
create index delivery_by_time on burnscope.delivery (received_at);

create table burnscope.post (
  incident_id text not null,
  channel text not null,
  body jsonb not null,
  primary key (incident_id, channel)
);

create table burnscope.evidence (
  incident_id text primary key,
  kept_at timestamptz not null default now(),
  body jsonb not null
);

create table burnscope.profile (
  -- SHA-256 over everything below it: a push that is sent twice is kept once.
  identity text primary key,
  kind text not null,
  from_ms double precision not null,
  labels jsonb not null,
  body jsonb not null
);
create index profile_by_time on burnscope.profile (kind, from_ms);
create index profile_by_labels on burnscope.profile using gin (labels jsonb_path_ops);

create table burnscope.inbox_message (
  channel text not null,
  key text not null,
  posted_at double precision not null,
  body jsonb not null,
  primary key (channel, key)
);
create index inbox_message_by_time on burnscope.inbox_message (posted_at desc);
