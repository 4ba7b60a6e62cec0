/**
 * What is done only after a while, so that it can be undone meanwhile: each id once, the latest one
 * is undone first.
 */
export class Delayed {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /**
   * @param act called once for an id whose time is over
   * @param changed called whenever other ids wait
   */
  constructor(
    private readonly act: (id: string) => void,
    private readonly changed: (waiting: readonly string[]) => void,
    private readonly delayMs: number,
  ) {}

  get waiting(): readonly string[] {
    return [...this.#timers.keys()];
  }

  add(id: string): void {
    if (!this.#timers.has(id)) {
      this.#timers.set(
        id,
        setTimeout(() => this.#end(id), this.delayMs),
      );
      this.changed(this.waiting);
    }
  }

  /** The id that was added last; undefined when none waits. */
  undo(): string | undefined {
    const id = this.waiting.at(-1);
    if (id !== undefined) {
      clearTimeout(this.#timers.get(id));
      this.#timers.delete(id);
      this.changed(this.waiting);
    }
    return id;
  }

  /** Does at once what waits. */
  flush(): void {
    this.waiting.forEach((id) => this.#end(id));
  }

  #end(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.act(id);
    this.changed(this.waiting);
  }
}
