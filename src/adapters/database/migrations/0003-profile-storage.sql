-- Profiles by series: labels are written down once and not for each of a million profiles, and a window of a service is
-- one stretch of one index. Hashes are lookup keys of the blob store.

create table burnscope.series (
  id bigint generated always as identity primary key,
  -- SHA-256 over kind, service and labels.
  key text not null unique,
  kind text not null,
  labels jsonb not null,
  -- A JSON string: any text, and what a profile was pushed as even where a label service_name says otherwise.
  service jsonb not null
);
create index series_by_labels on burnscope.series using gin (labels jsonb_path_ops);

alter table burnscope.profile rename to profile_as_it_was;

create table burnscope.profile (
  id bigint generated always as identity primary key,
  series bigint not null references burnscope.series (id),
  from_ms double precision not null,
  to_ms double precision not null,
  hash text not null,
  bytes double precision not null,
  -- What it takes of the disk; of a blob that several series hold, its share.
  disk_bytes double precision not null,
  -- How much was recorded where that is not the interval: what was merged may have gaps, or several processes.
  seconds double precision,
  -- 0 as pushed, 1 merged by minutes, 2 merged by the hour, or looked at and left alone then.
  level smallint not null default 0,
  -- What folded text counts.
  counts jsonb,
  unique (series, from_ms, to_ms, hash)
);
create index profile_by_age on burnscope.profile (from_ms);
create index profile_by_level on burnscope.profile (level, from_ms) where level < 2;
create index profile_by_hash on burnscope.profile (hash);

insert into burnscope.series (key, kind, labels, service)
  select distinct on (encode(sha256(convert_to(kind || (body -> 'service')::text || labels::text, 'UTF8')), 'hex'))
         'as it was ' || encode(sha256(convert_to(kind || (body -> 'service')::text || labels::text, 'UTF8')), 'hex'),
         kind, labels, body -> 'service'
    from burnscope.profile_as_it_was;
insert into burnscope.profile (series, from_ms, to_ms, hash, bytes, disk_bytes, counts)
  select series.id, old.from_ms, (old.body -> 'interval' ->> 'to')::double precision, old.body ->> 'hash',
         (old.body ->> 'bytes')::double precision, (old.body ->> 'bytes')::double precision, old.body -> 'counts'
    from burnscope.profile_as_it_was as old
    join burnscope.series on series.key =
      'as it was ' || encode(sha256(convert_to(old.kind || (old.body -> 'service')::text || old.labels::text, 'UTF8')), 'hex')
  on conflict do nothing;
drop table burnscope.profile_as_it_was;

-- How much there is, without counting it: one row for every first two digits of a hash, so that pushes do not wait for each other.
create table burnscope.profile_usage (
  shard text primary key,
  profiles double precision not null,
  bytes double precision not null
);
insert into burnscope.profile_usage (shard, profiles, bytes)
  select left(hash, 2), count(*), sum(disk_bytes) from burnscope.profile group by 1;

-- Which blobs an incident's evidence names: a blob goes when nothing names it.
create table burnscope.evidence_blob (
  hash text not null,
  incident_id text not null,
  primary key (hash, incident_id)
);
create index evidence_blob_by_incident on burnscope.evidence_blob (incident_id);
insert into burnscope.evidence_blob (hash, incident_id)
  select file ->> 'hash', incident_id
    from burnscope.evidence, jsonb_array_elements(body -> 'files') as file
   where jsonb_typeof(body -> 'files') = 'array'
  on conflict do nothing;
create index evidence_by_age on burnscope.evidence (kept_at);

-- Blobs that something stopped naming: looked at again, and then deleted, or not.
create table burnscope.unnamed_blob (
  hash text primary key,
  since timestamptz not null default now()
);

-- Whose turn it is among several processes on one database. A lease and not an advisory lock: those belong to one
-- connection, are not everywhere, and hold for ever where a process hangs.
create table burnscope.lease (
  name text primary key,
  holder text not null,
  until_at timestamptz not null
);
