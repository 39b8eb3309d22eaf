/** The last so many of a sequence. What is pushed out is gone. */
export class Ring<Item> {
  readonly #size: number;
  readonly #items: Item[] = [];
  /** Where the oldest is, once the ring is full. */
  #start = 0;

  /** @param size 1 at least. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Adds one. @returns the one that had to go, if one had to. */
  push(item: Item): Item | undefined {
    if (this.#items.length < this.#size) {
      this.#items.push(item);
      return undefined;
    }
    const oldest = this.#items[this.#start];
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.#size;
    return oldest;
  }

  /** All, oldest first. */
  all(): Item[] {
    return [...this.#items.slice(this.#start), ...this.#items.slice(0, this.#start)];
  }

  /** Those at the end that fit, oldest first: looks no further back than the first that does not. */
  lastWhile(fits: (item: Item) => boolean): Item[] {
    const count = this.#items.length;
    const found: Item[] = [];
    for (let back = 1; back <= count; back++) {
      const item = this.#items[(this.#start + count - back) % count] as Item;
      if (!fits(item)) break;
      found.push(item);
    }
    return found.reverse();
  }
}
