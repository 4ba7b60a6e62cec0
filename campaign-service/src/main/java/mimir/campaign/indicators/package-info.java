/**
 * Indicators of compromise: one stream each.
 *
 * <pre>
 *   create ──> active <──change──> inactive
 * </pre>
 *
 * <p>A value is normalised before anything else (I-2), and its type is detected where nobody says
 * it (I-3). Type and value never change; severity, description, tags and whether it is active do.
 * Nothing is deleted: a launch freezes what it needs (L-6), so nothing that is launched depends on
 * what happens here.
 *
 * <p>An indicator is there once: the unique key of its row decides, also between two imports at the
 * same time, and whoever comes second is told of the first. Rows are made by the same fold of
 * events that the rules decide upon.
 *
 * <p>An import (I-4) takes all that it can: what is no value of a type, and what a STIX or MISP
 * object means beyond one, is listed with its line and a reason.
 */
package mimir.campaign.indicators;
