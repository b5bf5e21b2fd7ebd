import { describe, expect, it } from 'vitest'
import { calls, type CallInput } from '#contract/calls.ts'
import { CALLS, type CallName } from '#contract/names.ts'
import { createFakeTransport } from '../../helpers/fake-transport.ts'

const start = { datasetId: 1, modelId: 1 }
const question = { method: 'sise' }
const sample = { sampleId: 3, modelId: 1 }
const corner: [number, number][] = [
  [0, 0],
  [0.5, 0],
  [0, 0.5],
]

/** Something to ask of each call; an empty object where nothing is listed. */
const ASKED: { readonly [Name in CallName]?: CallInput<Name> } = {
  'app.forgetRecent': { file: 'b' },
  'files.choose': { purpose: 'tiles' },
  'files.browse': { folder: null },
  'workspace.open': { file: 'a' },
  'workspace.create': { file: 'a' },
  'datasets.fetch': { id: 'kather' },
  'datasets.add': { source: { file: 'a' } },
  'datasets.problems': { datasetId: 1 },
  'datasets.templates': { datasetId: 1 },
  'models.add': { source: { builtIn: 'mnist1d-cnn' } },
  'models.activations': { ...sample, layer: 'conv2d_3', offset: 60 },
  'samples.table': start,
  'samples.get': sample,
  'samples.picture': { sampleId: 3, size: 64 },
  'samples.signal': { sampleId: 3 },
  'predictions.start': start,
  'evaluation.classifier': start,
  'attributions.explain': { ...sample, question },
  'attributions.find': sample,
  'attributions.siseSteps': { mapId: 1, limit: 4 },
  'maps.get': { mapId: 1 },
  'maps.find': { runId: 1, sampleIds: [1, 2, 7] },
  'maps.list': { runId: 1 },
  'maps.index': { runId: 1 },
  'maps.import': { runId: 1, file: 'a' },
  'maps.range': { runId: 1 },
  'maps.compare': { mapIds: [1, 2, 3] },
  'maps.trustReport': { mapId: 1 },
  'maps.trust': { mapId: 1 },
  'probes.curves': { mapId: 1, steps: 10 },
  'probes.filled': { ...sample, fill: 'black' },
  'probes.region': { ...sample, regions: [{ outline: corner, fill: { kind: 'mean' } }] },
  'runs.start': { ...start, question },
  'runs.startSeveral': { ...start, questions: [question, { method: 'gradient' }] },
  'runs.get': { runId: 1 },
  'runs.pause': { runId: 1 },
  'runs.resume': { runId: 1 },
  'runs.log': { runId: 1 },
  'runs.delete': { runId: 1 },
  'runs.restore': { runId: 1 },
  'runs.compare': { runIds: [1, 2] },
  'runs.compareSamples': { runIds: [1, 2], metric: 'drop-increase', figure: 'averageDrop' },
  'runs.disagreement': { runIds: [1, 2], start: 250 },
  'runs.controls': { runId: 1 },
  'scores.start': { runId: 1, metric: 'drop-increase' },
  'jobs.wait': { jobId: 'run-1' },
  'jobs.cancel': { jobId: 'run-1' },
}

describe.each(['tile', 'signal'] as const)('the gallery over a %s', (kind) => {
  it.each(CALLS)('answers %s as the contract says', async (name) => {
    const transport = createFakeTransport({ open: true, sampleCount: 496, kind })
    await transport.invoke('jobs.list', {})
    const asked = ASKED[name] ?? {}
    expect(calls[name].input.safeParse(asked).error).toBeUndefined()
    const reply = await transport.invoke(name, asked)
    if (!reply.ok) throw new Error(reply.error.message)
    expect(calls[name].output.safeParse(reply.value).error).toBeUndefined()
  })
})
