/** Values by key, any number for each. A key without any takes no room. */
export class Groups<K, V> {
  readonly #groups = new Map<K, Set<V>>();

  /** Those of a key; undefined where there are none. */
  get(key: K): ReadonlySet<V> | undefined {
    return this.#groups.get(key);
  }

  add(key: K, value: V): void {
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, new Set([value]));
    else group.add(value);
  }

  delete(key: K, value: V): void {
    const group = this.#groups.get(key);
    if (group?.delete(value) && group.size === 0) this.#groups.delete(key);
  }

  clear(): void {
    this.#groups.clear();
  }
}
