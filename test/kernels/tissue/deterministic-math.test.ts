import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clamp,
  cosineTurns,
  exponential,
  sineTurns,
  smoothStep,
} from '../../../main/kernels/tissue/deterministic-math.ts'

const folder = resolve(import.meta.dirname, '../../../main/kernels/tissue')

describe('deterministic math', () => {
  it('exponential(x) is e^x to 1e-13', () => {
    fc.assert(
      fc.property(fc.double({ min: -60, max: 60, noNaN: true }), (x) => {
        expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-13)
      }),
    )
  })

  it('cosineTurns(t) and sineTurns(t) are cosine and sine of 2 pi t to 1e-8', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (turns) => {
        expect(Math.abs(cosineTurns(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(1e-8)
        expect(Math.abs(sineTurns(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(1e-8)
      }),
    )
  })

  it('smoothStep(low, high, value) is 0 below, 1 above, a half between, and may run downwards', () => {
    expect([0, 1, 2, 3, 4].map((value) => smoothStep(1, 3, value))).toEqual([0, 0, 0.5, 1, 1])
    expect([0, 1, 2, 3, 4].map((value) => smoothStep(3, 1, value))).toEqual([1, 1, 0.5, 0, 0])
  })

  it('clamp(value, low, high) holds a value within its bounds', () => {
    expect([-1, 0.5, 2].map((value) => clamp(value, 0, 1))).toEqual([0, 0.5, 1])
  })

  it('no file of the generator uses a function whose last bit is left to the engine', () => {
    const exact = ['abs', 'ceil', 'floor', 'imul', 'max', 'min', 'round', 'sqrt', 'fround']
    for (const name of readdirSync(folder)) {
      const code = readFileSync(resolve(folder, name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      const used = [...code.matchAll(/Math\.(\w+)/g)].map((match) => match[1])
      expect(
        used.filter((word) => !exact.includes(word ?? '')),
        name,
      ).toEqual([])
      expect(code.includes('**') || /\.normal\(/.test(code), name).toBe(false)
    }
  })
})
