import { BATCH } from '../../graph/graph.ts'
import { add, graphShape, kerasShape, onlyInput, pairSetting, refuse } from './layer.ts'
import type { LayerBuilder, LayerCall, LayerTable, LayerValue } from './layer.ts'

/** Row-major, as Keras does for channels-last. */
function reshapeTo(call: LayerCall, input: LayerValue, shape: readonly number[]): LayerValue {
  const target = [BATCH, ...graphShape(shape)]
  return { id: add(call, { type: 'reshape', shape: target }, [input.id]), rank: shape.length }
}

const product = (shape: readonly number[]) => shape.reduce((size, dimension) => size * dimension, 1)

const flatten: LayerBuilder = (call) => {
  const input = onlyInput(call)
  return reshapeTo(call, input, [product(kerasShape(call, input))])
}

const reshape: LayerBuilder = (call) => {
  const input = onlyInput(call)
  const target = call.config.integers('target_shape')
  const size = product(kerasShape(call, input))
  const known = product(target.filter((length) => length !== -1))
  const shape = target.map((length) => (length === -1 ? size / known : length))
  const open = target.filter((length) => length === -1).length
  if (open > 1 || product(shape) !== size || shape.some((length) => !Number.isInteger(length) || length < 1))
    refuse(call, `target shape [${target.join(', ')}] of ${size} values`)
  return reshapeTo(call, input, shape)
}

/** `dims` count from 1, without the batch. */
const permute: LayerBuilder = (call) => {
  const input = onlyInput(call)
  const dims = call.config.integers('dims')
  const valid =
    dims.toSorted((a, b) => a - b).every((dim, index) => dim === index + 1) && dims.length === input.rank
  if (!valid) refuse(call, `dims ${dims.join(', ')}`)
  const permutation = input.rank === 2 ? [0, 1, ...dims.map((dim) => dim + 1)] : [0, ...dims]
  return { ...input, id: add(call, { type: 'transpose', permutation }, [input.id]) }
}

const repeatVector: LayerBuilder = (call) => {
  const input = onlyInput(call, 1)
  const column = reshapeTo(call, input, [1, kerasShape(call, input)[0]!])
  const factor = [1, call.config.count('n')] as const
  return { ...column, id: add(call, { type: 'upsampleNearest', factor }, [column.id]) }
}

type Margins = readonly [number, number]

/** [before, after] vertically and horizontally, from one number, one per direction, or pairs. */
function margins(call: LayerCall, key: string, rank: number, otherwise: number): readonly [Margins, Margins] {
  const value = call.config.raw(key) ?? otherwise
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const numbers = list
    .flat()
    .map((item) => (isMargin(item) ? item : refuse(call, `${key} ${JSON.stringify(value)}`)))
  if (rank === 2) {
    const [before = 0, after = before] = numbers
    return [
      [0, 0],
      [before, after],
    ]
  }
  const [first = 0, second = first, third, fourth] = numbers
  if (third === undefined || fourth === undefined)
    return [
      [first, first],
      [second, second],
    ]
  return [
    [first, second],
    [third, fourth],
  ]
}

function isMargin(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function zeroPadding(rank: number): LayerBuilder {
  return (call) => {
    const input = onlyInput(call, rank)
    const paddings = [[0, 0], ...margins(call, 'padding', rank, 1), [0, 0]] as const
    return { ...input, id: add(call, { type: 'pad', paddings }, [input.id]) }
  }
}

function cropping(rank: number): LayerBuilder {
  return (call) => {
    const input = onlyInput(call, rank)
    const [vertical, horizontal] = margins(call, 'cropping', rank, rank === 2 ? 1 : 0)
    const [, height, width, channels] = call.builder.shapeOf(input.id)
    const size = [
      BATCH,
      height! - vertical[0] - vertical[1],
      width! - horizontal[0] - horizontal[1],
      channels!,
    ]
    if (size[1]! < 1 || size[2]! < 1) refuse(call, `cropping leaves ${size[1]} x ${size[2]}`)
    return {
      ...input,
      id: add(call, { type: 'slice', begin: [0, vertical[0], horizontal[0], 0], size }, [input.id]),
    }
  }
}

function upSampling(rank: number): LayerBuilder {
  return (call) => {
    const input = onlyInput(call, rank)
    const factor = pairSetting(call, 'size', rank, 2)
    const interpolation = call.config.text('interpolation', 'nearest')
    if (interpolation === 'nearest')
      return { ...input, id: add(call, { type: 'upsampleNearest', factor }, [input.id]) }
    if (interpolation !== 'bilinear') refuse(call, `interpolation ${interpolation}`)
    const [, height, width] = call.builder.shapeOf(input.id)
    const op = { type: 'resizeBilinear', height: height! * factor[0], width: width! * factor[1] } as const
    return { ...input, id: add(call, op, [input.id]) }
  }
}

/** 1-D up-sampling keeps its factor under another type of setting: one number. */
const upSampling1d: LayerBuilder = (call) => {
  const input = onlyInput(call, 2)
  const factor = [1, call.config.count('size', 2)] as const
  return { ...input, id: add(call, { type: 'upsampleNearest', factor }, [input.id]) }
}

export const arrangementLayers: LayerTable = {
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeatVector,
  ZeroPadding1D: zeroPadding(2),
  ZeroPadding2D: zeroPadding(3),
  Cropping1D: cropping(2),
  Cropping2D: cropping(3),
  UpSampling1D: upSampling1d,
  UpSampling2D: upSampling(3),
}
