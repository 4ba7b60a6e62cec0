/** What the service does by itself: pausing rollouts that go wrong, and tidying the store. */
package mimir.release.watch;
