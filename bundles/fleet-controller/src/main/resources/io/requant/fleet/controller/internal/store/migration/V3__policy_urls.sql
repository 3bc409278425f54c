-- Where gateways fetch a policy that does not fit into a message: one address a line, four at most.

alter table policy add column urls varchar(2100) default '' not null;
