import { createRequire } from 'node:module'
import util from 'node:util'
import { describe, expect, it } from 'vitest'
import { openTensorflow, restoreUtilFunctions } from '../../main/backends/tensorflow.ts'
import { nativeBinding } from './native-library.ts'
import { describeOps } from './op-suite.ts'
import { describeReference } from './reference-suite.ts'
import { describeSmallNetwork } from './small-network-suite.ts'

/**
 * The real library, where it is. Apart from the emulated one: Node loads tfjs-node once per process, and the emulation stands
 * in its place from then on. Test files have processes of their own.
 */
const REAL = 'tensorflow (the real library)'

describe('restoreUtilFunctions()', () => {
  it('puts back what tfjs-node calls', () => {
    restoreUtilFunctions()
    const { isArray, isNullOrUndefined }: Record<string, unknown> = { ...util }
    if (typeof isArray !== 'function' || typeof isNullOrUndefined !== 'function')
      return expect.fail('not put back')
    expect([[], {}, null].map((value): unknown => isArray(value))).toEqual([true, false, false])
    expect([null, undefined, 0].map((value): unknown => isNullOrUndefined(value))).toEqual([
      true,
      true,
      false,
    ])
  })
})

const binding = nativeBinding()
if (binding === undefined) {
  process.stdout.write(`${REAL}: not fetched here, so its suites are not listed (npm run setup:native)\n`)
} else {
  describe(REAL, () => {
    it('is the one that is tested', async () => {
      const backend = await openTensorflow()
      expect(backend.version).toMatch(/^tfjs-node \d/)
      expect(Object.keys(createRequire(import.meta.url).cache)).toContain(binding)
      await backend.dispose()
    })
  })
  describeOps(REAL, openTensorflow)
  describeReference(REAL, openTensorflow)
  describeSmallNetwork(REAL, openTensorflow)
}
