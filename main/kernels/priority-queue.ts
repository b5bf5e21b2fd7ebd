/** Items by priority, highest first; of equals the one that came first. */
export class PriorityQueue<Item> {
  readonly #heap: { readonly priority: number; readonly order: number; readonly item: Item }[] = []
  #order = 0

  get size(): number {
    return this.#heap.length
  }

  /** All of them, in no order. */
  items(): Item[] {
    return this.#heap.map(({ item }) => item)
  }

  push(item: Item, priority: number): void {
    const heap = this.#heap
    heap.push({ priority, order: this.#order++, item })
    let index = heap.length - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#before(index, parent)) break
      this.#swap(index, parent)
      index = parent
    }
  }

  pop(): Item | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (top === undefined || last === undefined || heap.length === 0) return top?.item
    heap[0] = last
    let index = 0
    for (;;) {
      let best = index
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < heap.length && this.#before(child, best)) best = child
      }
      if (best === index) return top.item
      this.#swap(index, best)
      index = best
    }
  }

  #before(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a]!, this.#heap[b]!]
    return (
      first.priority > second.priority || (first.priority === second.priority && first.order < second.order)
    )
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a]!
    this.#heap[a] = this.#heap[b]!
    this.#heap[b] = kept
  }
}
