/**
 * Dropping the rows of a campaign that has ended, which an admin asks for; nothing else ever
 * deletes any.
 *
 * <p>What stays is the campaign's record: who was asked, who answered with how many rows, what went
 * wrong. The rows go with their partition: first the campaign is marked, which every batch that
 * stores and everybody who reads looks at, and then the table is dropped. That needs a short lock
 * on all campaigns' rows; when it cannot be had within seconds, a sweep tries again.
 */
package mimir.ingest.retention;
