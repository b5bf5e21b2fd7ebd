import { describe, expect, it } from 'vitest'
import { listBackends, openBackend } from '../../main/backends/registry.ts'
import { BACKEND_IDS } from '../../main/graph/backend.ts'

describe('listBackends()', () => {
  it('names every backend, with a version or with a reason and a remedy', async () => {
    const statuses = await listBackends({ threads: 2 })
    expect(statuses.map(({ id }) => id)).toEqual([...BACKEND_IDS])
    for (const { available, version, reason, remedy } of statuses) {
      expect([version !== null, reason === null, remedy === null]).toEqual([available, available, available])
    }
    expect(statuses.some(({ available }) => available)).toBe(true)
  })

  it('measures the backends that load when asked to', async () => {
    const statuses = await listBackends({ bench: true, threads: 2 })
    for (const { available, tilesPerSecond } of statuses)
      expect(available ? tilesPerSecond! > 0 : tilesPerSecond === null).toBe(true)
  })
})

describe('openBackend(choice)', () => {
  it('takes the first that loads for auto', async () => {
    const first = (await listBackends()).find(({ available }) => available)
    const backend = await openBackend('auto', { threads: 2 })
    expect(backend.id).toBe(first?.id)
    await backend.dispose()
  })

  it('says the number of threads in the version of onnxruntime', async () => {
    const backend = await openBackend('onnxruntime', { threads: 1 })
    expect(backend.version).toMatch(/^onnxruntime \d+\.\d+\.\d+ \(cpu, 1 thread\)$/)
    await backend.dispose()
  })
})
