-- What all replicas of one installation share.
create table burnscope.installation (
  only_one boolean primary key default true check (only_one),
  -- Signs links to pages.
  link_secret text not null
);
