package mimir.journey;

/**
 * Something that must be true of the tables, as the query that finds where it is not.
 *
 * @param claim what must be true, for people
 * @param breaches one line of text a breach, as the superuser sees the schemas of all services
 */
record Invariant(When when, String claim, String breaches) {

  enum When {
    /** At every look, also in the middle of everything. */
    ALWAYS,
    /** Once assigned sets are handed over, stops are swept, and what was answered is counted. */
    SETTLED
  }
}
