-- Controllers that share a database. Times are milliseconds since 1970 by the database's clock.

create table controller (
  tenant  varchar(64)  not null,
  id      varchar(64)  not null,
  address varchar(200) not null,
  expires bigint not null,
  primary key (tenant, id)
);

-- Slot 0..15: gateways whose shard begins with that hexadecimal digit. Slot 16: who leads.
create table lease (
  tenant  varchar(64) not null,
  slot    smallint not null,
  holder  varchar(64),
  term    bigint not null,
  expires bigint not null,
  primary key (tenant, slot)
);
