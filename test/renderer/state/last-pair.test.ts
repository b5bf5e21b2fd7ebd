import { describe, expect, it } from 'vitest'
import { LastPairs } from '../../../renderer/state/last-pair.ts'

function storage(stored: string | null = null) {
  let text = stored
  return { getItem: () => text, setItem: (_key: string, value: string) => void (text = value) }
}

describe('LastPairs', () => {
  it('knows what each workspace last showed, also after a new start', () => {
    const kept = storage()
    const pairs = new LastPairs(kept)
    pairs.keep('/a.eosin', { datasetId: 1, modelId: 2 })
    pairs.keep('/b.eosin', { datasetId: 5, modelId: null })
    pairs.keep('/a.eosin', { datasetId: 3, modelId: 2 })
    const later = new LastPairs(kept)
    expect(later.find('/a.eosin')).toEqual({ datasetId: 3, modelId: 2 })
    expect(later.find('/b.eosin')).toEqual({ datasetId: 5, modelId: null })
    expect(later.find('/c.eosin')).toBeNull()
  })

  it('forgets the workspace longest unused, once there are more than fifty', () => {
    const pairs = new LastPairs(storage())
    for (let index = 0; index <= 50; index++) pairs.keep(`/${index}`, { datasetId: index, modelId: null })
    expect([pairs.find('/0'), pairs.find('/1')?.datasetId]).toEqual([null, 1])
  })

  it.each(['', 'nonsense', '{}', '[1, null, ["/a", "x", 2]]'])('takes %j for nothing', (stored) => {
    expect(new LastPairs(storage(stored)).find('/a')).toBeNull()
  })
})
