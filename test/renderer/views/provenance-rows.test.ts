import { describe, expect, it } from 'vitest'
import { commandLineOf, provenanceRows } from '../../../renderer/views/Inspector/provenance-rows.ts'

const run = {
  provenance: {
    application: { name: 'eosin', version: '0.1.0' },
    node: '24.21.0',
    platform: 'linux-x64',
    backend: { id: 'onnxruntime', version: '1.30.0', threads: 2 },
    model: {
      name: 'HMT',
      location: '/models/HMT.h5',
      sha256: 'ab12',
      preprocessing: { height: 224, width: 224, filter: 'bilinear', scale: 1 / 255, channelOrder: 'rgb' },
    },
    dataset: { name: 'HMT_test' },
    question: { method: 'sise' },
    commandLine: 'eosin run --method sise',
  },
}

describe('provenanceRows(run, sampleSha256)', () => {
  it('names versions, hashes and preprocessing, each on a row', () => {
    expect(Object.fromEntries(provenanceRows(run, 'cd34'))).toMatchObject({
      'Model SHA-256': 'ab12',
      'Tile SHA-256': 'cd34',
      Preprocessing: '224 × 224 px, bilinear, × 0.003922, rgb',
    })
  })

  it('leaves out what is not known', () => {
    expect(provenanceRows({ provenance: {} }, null)).toEqual([])
  })
})

describe('commandLineOf(run)', () => {
  it('gives the command as it was stored, or null', () => {
    expect([commandLineOf(run), commandLineOf({ provenance: {} })]).toEqual(['eosin run --method sise', null])
  })
})
