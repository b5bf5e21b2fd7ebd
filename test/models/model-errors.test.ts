import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WorkbenchError } from '../../preload/contract/errors.ts'
import { readKerasH5 } from '../../main/models/keras-h5.ts'
import { readModel } from '../../main/models/read-model.ts'
import { filled, sequentialConfig, writeKerasH5, type WrittenModel } from '../helpers/keras-h5-writer.ts'
import { referenceModelPath } from '../helpers/model-reference.ts'

const CONV = [
  'Conv2D',
  { name: 'conv', filters: 3, kernel_size: [3, 3], padding: 'same', activation: 'relu' },
] as const
const POOL = ['GlobalAveragePooling2D', { name: 'average' }] as const
const DENSE = ['Dense', { name: 'dense', units: 4, activation: 'softmax' }] as const
const weights = {
  conv: { kernel: filled([3, 3, 2, 3]), bias: filled([3]) },
  dense: { kernel: filled([3, 4]), bias: filled([4]) },
}
const good = { config: sequentialConfig([CONV, POOL, DENSE]), weights }

/** The error that a written file gives. */
async function errorOf(model: WrittenModel | Uint8Array): Promise<WorkbenchError> {
  const bytes = model instanceof Uint8Array ? model : await writeKerasH5(model)
  const error: unknown = await readKerasH5(bytes, 'x.h5').then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof WorkbenchError)) throw new Error(`expected a WorkbenchError, got ${String(error)}`)
  return error
}

async function messageOf(model: WrittenModel | Uint8Array): Promise<string> {
  const { code, message } = await errorOf(model)
  return `${code}: ${message}`
}

const withLayers = (...layers: (readonly [string, Record<string, unknown>])[]) => ({
  config: sequentialConfig(layers),
  weights,
})

it('readKerasH5(bytes, name) reads the model that the cases below spoil', async () => {
  const { model } = await readKerasH5(await writeKerasH5(good), 'x.h5')
  expect(model.classCount).toBe(4)
})

describe('readKerasH5(bytes, name) refuses a file', () => {
  it('that is not HDF5', async () => {
    expect(await messageOf(new TextEncoder().encode('hello, world'))).toBe(
      'file_unsupported: not an HDF5 file: x.h5',
    )
  })
  it('that is truncated anywhere', async () => {
    const bytes = await writeKerasH5(good)
    for (const length of [9, 40, 100, 1000, bytes.length - 1])
      expect(await messageOf(bytes.slice(0, length))).toMatch(/^file_corrupt: truncated file: x.h5/)
  })
  it('that has no model_config, and says when it holds weights only', async () => {
    expect(await messageOf({ weights })).toMatch(
      /^file_unsupported: not a Keras model: x.h5 \(HDF5, but it has no model_config\)/,
    )
  })
  it('that has no weights, or lacks one', async () => {
    expect(await messageOf({ config: good.config })).toBe(
      'weights_invalid: model without weights: x.h5 (it holds the architecture only)',
    )
    expect(await messageOf({ ...good, weights: { conv: weights.conv } })).toBe(
      'weights_invalid: missing weights: dense (Dense) kernel (not in the file)',
    )
  })
  it('whose config is not JSON or not a model', async () => {
    expect(await messageOf({ ...good, config: '{"class_name": "Seq' })).toMatch(
      /^file_corrupt: invalid model_config: not JSON/,
    )
    expect(await messageOf({ ...good, config: '[]' })).toMatch(
      /^model_load_failed: unsupported model: object/,
    )
    expect(await messageOf({ ...good, config: '{"class_name": "Sequential", "config": {}}' })).toMatch(
      /no layers/,
    )
  })
  it('with a free block of size 0 in a heap, over which the HDF5 library hangs', async () => {
    const bytes = new Uint8Array(readFileSync(referenceModelPath('functional')))
    const heap = Buffer.from(bytes.buffer).indexOf('GCOL')
    bytes.fill(0, heap + 16, heap + 32)
    expect(await messageOf(bytes)).toBe(
      `file_corrupt: corrupt HDF5 file: x.h5 (damaged heap at byte ${heap})`,
    )
  })
  it('with bytes damaged at random, by an error of ours or by reading it', async () => {
    const original = await writeKerasH5(good)
    const damage = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const bytes = original.slice()
        for (const [index, value] of changes) bytes[index] = value
        const error: unknown = await readKerasH5(bytes, 'x.h5').then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        expect(error === undefined || error instanceof WorkbenchError).toBe(true)
      }),
      { numRuns: 150, seed: 4 },
    )
    expect((await readKerasH5(original, 'x.h5')).model.classCount).toBe(4)
  })
})

describe('readKerasH5(bytes, name) refuses a layer by name and class', () => {
  it('that it does not know, Lambda always, before any weight is read', async () => {
    const lambda = withLayers(CONV, ['Lambda', { name: 'lambda_1', function: ['code'] }], POOL, DENSE)
    expect(await messageOf({ config: lambda.config, weights: {} })).toBe(
      'layer_unsupported: unsupported layer: lambda_1 (Lambda)',
    )
    expect((await errorOf(lambda)).details).toEqual({ layer: 'lambda_1', className: 'Lambda' })
    for (const name of ['constructor', '__proto__'])
      expect(await messageOf(withLayers([name, { name: 'odd' }]))).toBe(
        `layer_unsupported: unsupported layer: odd (${name})`,
      )
  })
  it('that has channels first', async () => {
    const first = ['Conv2D', { ...CONV[1], data_format: 'channels_first' }] as const
    expect(await messageOf(withLayers(first, POOL, DENSE))).toMatch(
      /^layer_unsupported: unsupported layout: conv \(Conv2D\) is channels_first/,
    )
  })
  it('with an unknown activation, padding or interpolation', async () => {
    const cases = [
      { activation: 'magic' },
      { padding: 'mirror' },
      { activation: { class_name: 'Odd', config: {} } },
    ]
    for (const change of cases)
      expect(await messageOf(withLayers(['Conv2D', { ...CONV[1], ...change }], POOL, DENSE))).toMatch(
        /^layer_unsupported: unsupported layer: conv \(Conv2D\) \(/,
      )
  })
  it('with settings that make no sense', async () => {
    for (const change of [
      { strides: [0, 1] },
      { filters: 2.5 },
      { kernel_size: [3] },
      { filters: null },
      { use_bias: 'yes' },
    ])
      expect(await messageOf(withLayers(['Conv2D', { ...CONV[1], ...change }], POOL, DENSE))).toMatch(
        /^model_load_failed: invalid config: conv \(Conv2D\)/,
      )
  })
  it('of absurd size, without allocating it', async () => {
    expect(await messageOf(withLayers(CONV, POOL, ['Dense', { name: 'dense', units: 1e12 }]))).toBe(
      'weights_invalid: wrong weight shape: dense (Dense) kernel is [3, 4], expected [3, 1000000000000]',
    )
    expect(
      await messageOf(withLayers(['ZeroPadding2D', { name: 'pad', padding: 1e9 }], POOL, DENSE)),
    ).toMatch(/^model_load_failed: layer too large: pad \(ZeroPadding2D\)/)
    const huge = sequentialConfig([POOL, DENSE], [null, 1e6, 1e6, 3])
    expect(await messageOf({ config: huge, weights })).toMatch(/^model_load_failed: input too large: input/)
  })
  it('that takes a value of another rank or does not fit what it takes in', async () => {
    expect(await messageOf(withLayers(POOL, CONV, DENSE))).toMatch(
      /conv \(Conv2D\) \(input of rank 1, takes 3\)/,
    )
    const wide = ['Conv2D', { ...CONV[1], kernel_size: [9, 9], padding: 'valid' }] as const
    const spoiled = { ...weights, conv: { kernel: filled([9, 9, 2, 3]), bias: filled([3]) } }
    expect(await messageOf({ config: sequentialConfig([wide, POOL, DENSE]), weights: spoiled })).toMatch(
      /^model_load_failed: inconsistent layer: conv \(Conv2D\): shape mismatch: conv2d/,
    )
  })
})

describe('readKerasH5(bytes, name) refuses weights', () => {
  it('of another shape, with both shapes', async () => {
    const error = await errorOf({
      ...good,
      weights: { ...weights, conv: { ...weights.conv, kernel: filled([3, 3, 3, 2]) } },
    })
    expect(error.message).toBe(
      'wrong weight shape: conv (Conv2D) kernel is [3, 3, 3, 2], expected [3, 3, 2, 3]',
    )
    expect(error.details).toEqual({
      layer: 'conv',
      weight: 'kernel',
      expected: [3, 3, 2, 3],
      found: [3, 3, 3, 2],
    })
  })
  it('that are not finite, with their number', async () => {
    const values = [...Array.from(filled([3, 4]).values)]
    values[2] = Number.NaN
    values[7] = Infinity
    const error = await errorOf({
      ...good,
      weights: { ...weights, dense: { kernel: { shape: [3, 4], values }, bias: filled([4]) } },
    })
    expect(error.message).toBe(
      'invalid weights: dense (Dense) kernel has 2 of 12 values that are NaN or infinite',
    )
    expect(error.details).toEqual({ layer: 'dense', weight: 'kernel', count: 2 })
  })
})

describe('readKerasH5(bytes, name) refuses a model', () => {
  const input = (name: string) => ({
    name,
    class_name: 'InputLayer',
    config: { name, batch_input_shape: [null, 6, 6, 2] },
    inbound_nodes: [],
  })
  const layer = (name: string, className: string, config: object, from: string[]) => ({
    name,
    class_name: className,
    config: { name, ...config },
    inbound_nodes: [from.map((source) => [source, 0, 0, {}])],
  })
  const functional = (layers: object[], ends: { inputs?: string[]; outputs?: string[] } = {}) => ({
    config: JSON.stringify({
      class_name: 'Functional',
      config: {
        name: 'model',
        layers,
        input_layers: (ends.inputs ?? ['a']).map((name) => [name, 0, 0]),
        output_layers: (ends.outputs ?? ['dense']).map((name) => [name, 0, 0]),
      },
    }),
    weights,
  })
  const tail = [
    layer('average', 'GlobalAveragePooling2D', {}, ['conv']),
    layer('dense', 'Dense', DENSE[1], ['average']),
  ]

  it('with several inputs or outputs', async () => {
    const layers = [
      input('a'),
      input('b'),
      layer('sum', 'Add', {}, ['a', 'b']),
      layer('conv', 'Conv2D', CONV[1], ['sum']),
      ...tail,
    ]
    expect(await messageOf(functional(layers, { inputs: ['a', 'b'] }))).toBe(
      'model_load_failed: unsupported model: 2 inputs: a, b (a classifier has one)',
    )
    expect(await messageOf(functional(layers, { outputs: ['dense', 'average'] }))).toMatch(
      /unsupported model: 2 outputs: dense, average/,
    )
  })
  it('whose layers wait for each other, or for one that is not there', async () => {
    const conv = (from: string[]) => layer('conv', 'Conv2D', CONV[1], from)
    const loop = [input('a'), layer('sum', 'Add', {}, ['a', 'conv']), conv(['sum']), ...tail]
    expect(await messageOf(functional(loop))).toMatch(
      /^model_load_failed: cyclic model: sum \(Add\), conv \(Conv2D\)/,
    )
    expect(await messageOf(functional([input('a'), conv(['ghost']), ...tail]))).toBe(
      'model_load_failed: unknown inbound layer: ghost of conv (Conv2D)',
    )
    expect(await messageOf(functional([input('a'), conv(['a']), ...tail], { outputs: ['ghost'] }))).toMatch(
      /unknown layer: ghost/,
    )
  })
  it('whose input size is open or missing', async () => {
    expect(
      await messageOf({ config: sequentialConfig([CONV, POOL, DENSE], [null, null, null, 2]), weights }),
    ).toMatch(/^model_load_failed: input size not fixed: input \[null,null,2\]/)
    const bare = JSON.stringify({
      class_name: 'Sequential',
      config: { layers: [{ class_name: 'Dense', config: { name: 'dense', units: 2 } }] },
    })
    expect(await messageOf({ config: bare, weights })).toMatch(/^model_load_failed: no input shape/)
  })
  it('that is no classifier of one label', async () => {
    const ended = (units: number, activation: string) => ({
      config: sequentialConfig([CONV, POOL, ['Dense', { name: 'dense', units, activation }]]),
      weights: { ...weights, dense: { kernel: filled([3, units]), bias: filled([units]) } },
    })
    expect(await messageOf(ended(4, 'sigmoid'))).toMatch(/unsupported output: dense has 4 sigmoid units/)
    expect(await messageOf(ended(1, 'linear'))).toMatch(
      /unsupported output: dense has one unit and no sigmoid/,
    )
    expect(await messageOf(withLayers(CONV))).toMatch(/unsupported output: conv \[6, 6, 3\]/)
  })
})

describe('readModel(path) refuses a file', () => {
  it('that is not there or of no known format', async () => {
    await expect(readModel('/nowhere/model.h5')).rejects.toMatchObject({ code: 'file_unreadable' })
    await expect(readModel(import.meta.filename)).rejects.toThrow(
      /^unknown model format: model-errors.test.ts/,
    )
  })
})
