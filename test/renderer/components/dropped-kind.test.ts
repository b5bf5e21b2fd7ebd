import { describe, expect, it } from 'vitest'
import { droppedKind } from '../../../renderer/components/dropped-kind.ts'

describe('droppedKind({ kind, name })', () => {
  it.each([
    ['folder', 'HMT_test', 'data'],
    ['folder', 'model.h5', 'data'],
    ['file', 'HMT.H5', 'model'],
    ['file', 'net.keras', 'model'],
    ['file', 'model.json', 'model'],
    ['file', 'tiles.npz', 'data'],
    ['file', 'a.eosin', 'workspace'],
    ['file', 'tile.png', 'unknown'],
    ['file', 'eosin', 'unknown'],
  ] as const)('takes the %s %s for %s', (kind, name, expected) => {
    expect(droppedKind({ kind, name })).toBe(expected)
  })
})
