import { createHash } from 'node:crypto'
import { WorkbenchError } from '#contract/errors.ts'
import type { SampleSource, SourceListing } from '../../main/datasets/sample-source.ts'
import { compareAll } from '../../main/engine/compare-all.ts'
import { compareFigures, compareMapPairs } from '../../main/engine/compare-runs.ts'
import { evaluateClassifier } from '../../main/metrics/classifier.ts'
import type {
  Engine,
  EngineCallName,
  EngineInput,
  EngineItem,
  EngineOptions,
  EngineResult,
  ExplainItem,
  ModelFacts,
  SampleScore,
} from '../../main/engine/protocol.ts'

export interface FakeEngineOptions {
  readonly listing?: SourceListing
  readonly facts?: Partial<ModelFacts>
  /** Samples that cannot be read. */
  readonly unreadable?: ReadonlySet<string>
  /** Called before each sample is explained or predicted; throwing `engine_crashed` ends the call there. */
  readonly onSample?: (name: string) => void | Promise<void>
  /** As `onSample`, of scoring. */
  readonly onScore?: (name: string) => void | Promise<void>
  /** What a map holds everywhere; the sample's place in the listing where left out. */
  readonly mapValue?: (index: number, seed: number) => number
  /** All four values of a map, in place of that. */
  readonly mapValues?: (index: number, seed: number) => Float32Array
}

export interface FakeEngine extends Engine {
  /** Names of the calls so far. */
  readonly calls: EngineCallName[]
  /** Names of the samples explained so far, in order. */
  readonly explained: string[]
  /** Names of the samples scored so far, in order. */
  readonly scored: string[]
}

export const CRASH = new WorkbenchError('engine_crashed', 'engine crashed: signal SIGKILL')

export function listingOf(count: number, classNames: readonly string[] = ['a', 'b']): SourceListing {
  const samples = Array.from({ length: count }, (_, index) => {
    const label = index % classNames.length
    return { name: `${classNames[label]}/${String(index).padStart(3, '0')}.png`, label }
  })
  return { kind: 'signal', classNames, samples, problems: [] }
}

/** An engine of plain arithmetic: sample i is predicted as class i mod K, and its map holds i everywhere. */
export function fakeEngine(options: FakeEngineOptions = {}): FakeEngine {
  const listing = options.listing ?? listingOf(6)
  const classCount = options.facts?.classCount ?? 2
  const calls: EngineCallName[] = []
  const explained: string[] = []
  const scored: string[] = []

  const answers: {
    [Name in EngineCallName]: (
      input: EngineInput<Name>,
      call: EngineOptions<EngineItem<Name>>,
    ) => Promise<EngineResult<Name>>
  } = {
    'backends.list': async () => [
      { id: 'wasm', available: true, version: '1', reason: null, remedy: null, tilesPerSecond: null },
    ],
    'backend.open': async () => ({ id: 'wasm', version: '1', threads: 1 }),
    'model.inspect': async ({ path }) => ({ ...defaultFacts(path, classCount), ...options.facts }),
    'source.list': async () => listing,
    'sample.picture': async () => ({
      mime: 'image/png',
      bytes: new Uint8Array(4),
      width: 1,
      height: 1,
      originalWidth: 1,
      originalHeight: 1,
    }),
    'sample.signal': async () => ({ values: new Float32Array(4), templates: [] }),
    'source.templates': async ({ samples }) =>
      [...new Set(samples.map(({ label }) => label ?? -1))].map((classIndex) => ({
        classIndex,
        mean: new Float32Array(4),
        deviation: new Float32Array(4),
        count: samples.filter(({ label }) => label === classIndex).length,
        source: 'mean',
      })),
    'sample.hashes': async ({ source, samples }) => samples.map(({ name }) => hashOf(source, name)),
    predict: async ({ samples }, { onItem, signal }) => {
      for (const sample of samples) {
        await nextTurn(signal)
        await options.onSample?.(sample.name)
        const failed = options.unreadable?.has(sample.name) === true
        const error = { code: 'file_corrupt', message: `file corrupt: ${sample.name}` } as const
        onItem?.({
          kind: 'predictions',
          ids: Int32Array.from(failed ? [] : [sample.id]),
          probabilities: failed ? new Float32Array(0) : oneHot(sample.index % classCount, classCount),
          logits: failed ? new Float32Array(0) : oneHot(sample.index % classCount, classCount),
          failures: failed ? [{ id: sample.id, error }] : [],
        })
      }
      return { backend: 'wasm' }
    },
    explain: async ({ samples, question }, { onItem, onProgress, signal }) => {
      for (const { id, index, name } of samples) {
        await nextTurn(signal)
        await options.onSample?.(name)
        onProgress?.({ done: 1, total: 1 })
        explained.push(name)
        const failed = options.unreadable?.has(name) === true
        const error = { code: 'file_corrupt', message: `file corrupt: ${name}` } as const
        const target = question.target ?? { kind: 'predicted' }
        const targetClass = target.kind === 'class' ? target.index : index % classCount
        const values = mapOf(options, index, question.seed ?? 0)
        const item: ExplainItem = failed
          ? { kind: 'failure', failure: { id, error } }
          : { kind: 'map', id, targetClass, shape: [4], values, ...TOLD }
        onItem?.(item)
      }
      return { backend: 'wasm' }
    },
    'explain.several': async ({ asked, samples, ...place }, { onItem, ...rest }) => {
      for (const { reference, asked: places } of samples) {
        for (const number of places) {
          const { question } = asked[number]!
          const told = (item: ExplainItem) => onItem?.({ kind: 'item', asked: number, item })
          await answers.explain({ ...place, samples: [reference], question }, { ...rest, onItem: told })
        }
      }
      return { backend: 'wasm' }
    },
    score: async ({ samples }, { onItem, signal }) => {
      const scores: SampleScore[] = []
      for (const { reference, values } of samples) {
        await nextTurn(signal)
        await options.onScore?.(reference.name)
        scored.push(reference.name)
        if (options.unreadable?.has(reference.name) === true) continue
        const score: SampleScore = {
          id: reference.id,
          values: { averageDrop: (values[0] ?? 0) / 10, increaseRate: reference.index % 2 },
          degenerate: reference.index === 0 ? 'the map is constant' : null,
        }
        scores.push(score)
        onItem?.(score)
      }
      return { backend: 'wasm', scores }
    },
    compare: async ({ maps, topShare }) => compareAll(maps, topShare),
    'compare.figures': (input, { signal }) => compareFigures(input, signal ?? new AbortController().signal),
    'compare.maps': (input, { signal }) => compareMapPairs(input, signal ?? new AbortController().signal),
    'probe.curves': async () => refuse('probe.curves'),
    'probe.filled': async () => refuse('probe.filled'),
    'probe.region': async () => refuse('probe.region'),
    'layer.activations': () => Promise.reject(inside()),
    'sise.steps': () => Promise.reject(inside()),
    evaluate: async ({ probabilities, labels, classNames }) =>
      evaluateClassifier({ probabilities, labels, classNames }),
  }

  return {
    calls,
    explained,
    scored,
    pid: null,
    stop: async () => {},
    call: async (name, input, call = {}) => {
      calls.push(name)
      call.signal?.throwIfAborted()
      return answers[name](input, call)
    },
  }
}

/** Asked of the real engine in its tests. */
function refuse(name: EngineCallName): never {
  throw new WorkbenchError('capability_missing', `not part of the fake engine: ${name}`)
}

function mapOf({ mapValue, mapValues }: FakeEngineOptions, index: number, seed: number): Float32Array {
  return mapValues?.(index, seed) ?? new Float32Array(4).fill(mapValue?.(index, seed) ?? index)
}

/** There is no model to look into. */
function inside(): WorkbenchError {
  return new WorkbenchError('capability_missing', 'not part of this engine: looking inside of a model')
}

const TOLD = {
  diagnostics: { evaluations: 1, sum: 0, minimum: 0, maximum: 0, degenerate: null, score: 1, details: {} },
  durationMs: 1,
}

function defaultFacts(path: string, classCount: number): ModelFacts {
  return {
    sha256: createHash('sha256').update(path).digest('hex'),
    format: 'keras-h5',
    kind: 'signal',
    inputShape: [1, 4, 1],
    classCount,
    layers: [{ name: 'conv', className: 'Conv1D', shape: [1, 4, 2], spatial: true }],
    defaultLayers: ['conv'],
    parameterCount: 10,
    capabilities: ['gradients', 'featureMaps'],
    notes: [],
  }
}

function hashOf(source: SampleSource, name: string): string {
  return createHash('sha256')
    .update(JSON.stringify([source, name]))
    .digest('hex')
}

function oneHot(index: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, position) => (position === index ? 0.9 : 0.1 / (length - 1)))
}

/** Like the real one: cancelling is noticed between two samples, and answered as `cancelled`. */
async function nextTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(setImmediate)
  if (signal?.aborted === true) throw new WorkbenchError('cancelled', 'cancelled: by the signal')
}
