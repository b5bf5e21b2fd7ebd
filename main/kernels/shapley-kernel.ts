import type { Rng } from './rng.ts'

/** Coalitions of players with the weights of the regression whose solution is the Shapley value. */
export interface Coalitions {
  /** 0-1 vectors, [count, players]. */
  readonly members: Uint8Array
  /** Per coalition; sums to 1. */
  readonly weights: Float64Array
  readonly count: number
  /** Whether every coalition but the empty and the full one is there: the result is then exact. */
  readonly complete: boolean
}

/** As many coalitions as shap takes by itself: 2 M + 2048. */
export function automaticBudget(players: number): number {
  return 2 * players + 2048
}

/** 2^30 coalitions cannot be counted out anyway. */
const MAX_ENUMERABLE = 30
const ROUNDING = 1e-8

/**
 * Chooses coalitions for Kernel SHAP as shap's KernelExplainer: whole sizes from the outside in (s together with M - s) as
 * long as the budget would cover them by their share of the Shapley kernel (M - 1) / (s (M - s)), then random ones of the
 * remaining sizes, each with its complement; one drawn again counts once more.
 *
 * @param players  M >= 2
 * @param budget   most coalitions to score; never more than 2^M - 2
 * @see   Lundberg and Lee, NeurIPS 2017, Theorem 2; Covert and Lee, AISTATS 2021, on paired sampling
 */
export function shapleyCoalitions(players: number, budget: number, rng: Rng): Coalitions {
  const limit = players <= MAX_ENUMERABLE ? Math.min(budget, 2 ** players - 2) : budget
  const collector = new Collector(players)
  const sizes = Math.ceil((players - 1) / 2)
  const paired = Math.floor((players - 1) / 2)
  const shares = kernelShares(players)
  let remaining = [...shares]
  let left = limit
  let size = 1
  for (; size <= sizes; size++) {
    const ways = binomial(players, size)
    const count = size <= paired ? 2 * ways : ways
    const share = remaining[size - 1]!
    if ((left * share) / count < 1 - ROUNDING) break
    left -= count
    if (share < 1) remaining = remaining.map((other) => other / (1 - share))
    enumerateSize(collector, size, { paired: size <= paired, weight: shares[size - 1]! / count })
  }
  const complete = size > sizes
  if (!complete) sampleRest(collector, { size, paired, shares, left, rng })
  return collector.result(complete)
}

/** Share of the kernel that falls to size s together with M - s, s = 1 .. ceil((M - 1) / 2). Sums to 1. */
export function kernelShares(players: number): number[] {
  const sizes = Math.ceil((players - 1) / 2)
  const paired = Math.floor((players - 1) / 2)
  const weights = Array.from({ length: sizes }, (_, index) => {
    const size = index + 1
    return ((size <= paired ? 2 : 1) * (players - 1)) / (size * (players - size))
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

function binomial(n: number, k: number): number {
  let result = 1
  for (let index = 1; index <= k; index++) result = (result * (n - k + index)) / index
  return Math.round(result)
}

function enumerateSize(
  collector: Collector,
  size: number,
  { paired, weight }: { readonly paired: boolean; readonly weight: number },
): void {
  const chosen = Array.from({ length: size }, (_, index) => index)
  for (;;) {
    const members = new Uint8Array(collector.players)
    for (const player of chosen) members[player] = 1
    collector.add(members, weight)
    if (paired) collector.add(complementOf(members), weight)
    if (!advance(chosen, collector.players)) return
  }
}

/** The next subset in lexicographic order; false after the last. */
function advance(chosen: number[], players: number): boolean {
  const size = chosen.length
  let place = size - 1
  while (place >= 0 && chosen[place] === players - size + place) place--
  if (place < 0) return false
  chosen[place]!++
  for (let next = place + 1; next < size; next++) chosen[next] = chosen[next - 1]! + 1
  return true
}

interface Rest {
  /** First size that was not counted out. */
  readonly size: number
  readonly paired: number
  readonly shares: readonly number[]
  readonly left: number
  readonly rng: Rng
}

function sampleRest(collector: Collector, { size: first, paired, shares, left, rng }: Rest): void {
  const { players } = collector
  // A drawn size brings its complement along, so the paired ones are drawn half as often.
  const chances = shares.slice(first - 1).map((share, index) => (first + index <= paired ? share / 2 : share))
  const fixed = collector.count
  const order = Int32Array.from({ length: players }, (_, index) => index)
  let free = left
  for (let draw = 0; draw < 4 * left && free > 0; draw++) {
    const size = first + drawIndex(chances, rng)
    rng.shuffle(order)
    const members = new Uint8Array(players)
    for (let index = 0; index < size; index++) members[order[index]!] = 1
    if (collector.addDrawn(members)) free--
    if (size <= paired && (free > 0 || collector.has(complementOf(members)))) {
      if (collector.addDrawn(complementOf(members))) free--
    }
  }
  const weightLeft = shares.slice(first - 1).reduce((sum, share) => sum + share, 0)
  collector.scaleFrom(fixed, weightLeft)
}

function drawIndex(chances: readonly number[], rng: Rng): number {
  let position = rng.uniform() * chances.reduce((sum, chance) => sum + chance, 0)
  for (const [index, chance] of chances.entries()) {
    position -= chance
    if (position < 0) return index
  }
  return chances.length - 1
}

function complementOf(members: Uint8Array): Uint8Array {
  return members.map((member) => 1 - member)
}

class Collector {
  readonly players: number
  readonly #all: Uint8Array[] = []
  readonly #weights: number[] = []
  readonly #places = new Map<string, number>()

  constructor(players: number) {
    this.players = players
  }

  get count(): number {
    return this.#all.length
  }

  add(members: Uint8Array, weight: number): void {
    this.#all.push(members)
    this.#weights.push(weight)
  }

  has(members: Uint8Array): boolean {
    return this.#places.has(members.join(''))
  }

  /** Counts a drawn coalition; true where it is new. */
  addDrawn(members: Uint8Array): boolean {
    const key = members.join('')
    const known = this.#places.get(key)
    if (known !== undefined) {
      this.#weights[known]!++
      return false
    }
    this.#places.set(key, this.count)
    this.add(members, 1)
    return true
  }

  scaleFrom(start: number, total: number): void {
    const sum = this.#weights.slice(start).reduce((all, weight) => all + weight, 0)
    for (let index = start; index < this.#weights.length; index++) this.#weights[index]! *= total / sum
  }

  result(complete: boolean): Coalitions {
    const members = new Uint8Array(this.count * this.players)
    this.#all.forEach((coalition, index) => members.set(coalition, index * this.players))
    return { members, weights: Float64Array.from(this.#weights), count: this.count, complete }
  }
}
