import { WorkbenchError } from '#contract/errors.ts'

const SIZE = 624
const SHIFT = 397

/**
 * The Mersenne Twister MT19937 (Matsumoto, Nishimura 1998), seeded as `init_genrand`: 32 random bits per call.
 * @param seed  integer in [0, 2^32)
 * @throws      WorkbenchError `invalid_param` for any other number
 */
export function createMt19937(seed: number): () => number {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new WorkbenchError('invalid_param', `invalid seed: ${seed} (must be an integer in [0, 2^32))`)
  }
  const state = new Uint32Array(SIZE)
  state[0] = seed
  for (let index = 1; index < SIZE; index++) {
    const previous = state[index - 1]!
    state[index] = Math.imul(1812433253, previous ^ (previous >>> 30)) + index
  }
  let position = SIZE
  return () => {
    if (position === SIZE) {
      regenerate(state)
      position = 0
    }
    return temper(state[position++]!)
  }
}

function regenerate(state: Uint32Array): void {
  for (let index = 0; index < SIZE; index++) {
    const joined = (state[index]! & 0x8000_0000) | (state[(index + 1) % SIZE]! & 0x7fff_ffff)
    state[index] = state[(index + SHIFT) % SIZE]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908_b0df : 0)
  }
}

function temper(word: number): number {
  let mixed = word
  mixed ^= mixed >>> 11
  mixed ^= (mixed << 7) & 0x9d2c_5680
  mixed ^= (mixed << 15) & 0xefc6_0000
  mixed ^= mixed >>> 18
  return mixed >>> 0
}
