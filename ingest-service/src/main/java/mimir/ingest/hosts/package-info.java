/** Names of hosts for lists, kept from the hosts topic; a replay changes nothing. */
package mimir.ingest.hosts;
