import { WorkbenchError } from '#contract/errors.ts'

export type JsonObject = { readonly [key: string]: unknown }

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads a layer's settings; every complaint names the layer and its class. */
export class LayerConfig {
  readonly #values: JsonObject
  /** `conv2d_3 (Conv2D)` */
  readonly layer: string

  constructor(values: JsonObject, layer: string) {
    this.#values = values
    this.layer = layer
  }

  raw(key: string): unknown {
    return this.#values[key]
  }

  text(key: string, otherwise: string): string {
    const value = this.#values[key] ?? otherwise
    return typeof value === 'string' ? value : this.#refuse(key, 'text')
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.#values[key] ?? otherwise
    return typeof value === 'boolean' ? value : this.#refuse(key, 'true or false')
  }

  number(key: string, otherwise?: number): number {
    const value = this.#values[key] ?? otherwise
    return typeof value === 'number' && Number.isFinite(value) ? value : this.#refuse(key, 'a number')
  }

  /** A whole number >= 1. */
  count(key: string, otherwise?: number): number {
    return this.#asCount(this.#values[key] ?? otherwise, key, 1)
  }

  /** `count` whole numbers >= least; one number stands for all of them. */
  counts(key: string, count: number, otherwise?: number, least = 1): number[] {
    const value = this.#values[key] ?? otherwise
    if (!Array.isArray(value)) return new Array<number>(count).fill(this.#asCount(value, key, least))
    if (value.length !== count) this.#refuse(key, `${count} numbers`)
    return value.map((item: unknown) => this.#asCount(item, key, least))
  }

  /** Whole numbers of any sign. */
  integers(key: string): number[] {
    const value = this.#values[key]
    const list: unknown[] = Array.isArray(value) ? value : [value]
    return list.map((item) =>
      typeof item === 'number' && Number.isInteger(item) ? item : this.#refuse(key, 'integers'),
    )
  }

  /** Numbers, or the layer's single number. */
  numbers(key: string): number[] {
    const value = this.#values[key]
    const list: unknown[] = Array.isArray(value) ? value.flat(Infinity) : [value]
    return list.map((item) => (typeof item === 'number' ? item : this.#refuse(key, 'numbers')))
  }

  #asCount(value: unknown, key: string, least: number): number {
    const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= least
    return fits ? value : this.#refuse(key, `integers >= ${least}`)
  }

  #refuse(key: string, rule: string): never {
    const shown = JSON.stringify(this.#values[key]) ?? 'nothing'
    throw new WorkbenchError(
      'model_load_failed',
      `invalid config: ${this.layer} ${key} ${shown} (must be ${rule})`,
    )
  }
}
