const tasks = new Set<() => Promise<unknown>>();

/**
 * What must be sent while somebody is still signed in.
 *
 * @returns takes the task back
 */
export function beforeSignOut(task: () => Promise<unknown>): () => void {
  tasks.add(task);
  return () => tasks.delete(task);
}

/** Waits for all of it, whatever becomes of it. */
export async function settle(): Promise<void> {
  await Promise.allSettled([...tasks].map((task) => task()));
}
