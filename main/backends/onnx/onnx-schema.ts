import protobuf from 'protobufjs/light.js'

/** The part of onnx.proto (IR version 10) that a model of this program needs; field numbers are the format's. */
const schema = protobuf.Root.fromJSON({
  nested: {
    OperatorSetId: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    Tensor: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
      },
    },
    Attribute: {
      fields: {
        name: { type: 'string', id: 1 },
        f: { type: 'float', id: 2 },
        i: { type: 'int64', id: 3 },
        s: { type: 'bytes', id: 4 },
        ints: { rule: 'repeated', type: 'int64', id: 8 },
        type: { type: 'int32', id: 20 },
      },
    },
    Node: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        opType: { type: 'string', id: 4 },
        attribute: { rule: 'repeated', type: 'Attribute', id: 5 },
      },
    },
    Dimension: { fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } } },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 1 } } },
    TensorType: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'Shape', id: 2 } } },
    Type: { fields: { tensorType: { type: 'TensorType', id: 1 } } },
    ValueInfo: { fields: { name: { type: 'string', id: 1 }, type: { type: 'Type', id: 2 } } },
    Graph: {
      fields: {
        node: { rule: 'repeated', type: 'Node', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'Tensor', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfo', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfo', id: 12 },
        valueInfo: { rule: 'repeated', type: 'ValueInfo', id: 13 },
      },
    },
    Model: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        opsetImport: { rule: 'repeated', type: 'OperatorSetId', id: 8 },
        producerName: { type: 'string', id: 2 },
        graph: { type: 'Graph', id: 7 },
      },
    },
  },
})

const modelType = schema.lookupType('Model')

/** TensorProto.DataType */
const DATA_TYPE = { float: 1, int64: 7, bool: 9 } as const
/** AttributeProto.AttributeType */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const

export type OnnxAttributeValue = { f: number } | { i: number } | { s: string } | { ints: readonly number[] }

export interface OnnxNode {
  readonly opType: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attributes: Readonly<Record<string, OnnxAttributeValue>>
}

export interface OnnxInitializer {
  readonly name: string
  readonly dims: readonly number[]
  readonly data: Float32Array | BigInt64Array
}

export interface OnnxValue {
  readonly name: string
  /** A string is a symbolic dimension. */
  readonly shape: readonly (number | string)[]
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly OnnxInitializer[]
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  /** Shapes of values in between. */
  readonly values: readonly OnnxValue[]
}

const OPSET_VERSION = 21
const IR_VERSION = 10

/** @returns the bytes of an ONNX model (default domain, opset 21). */
export function encodeOnnxModel(graph: OnnxGraph): Uint8Array {
  return modelType
    .encode(
      modelType.create({
        irVersion: IR_VERSION,
        opsetImport: [{ domain: '', version: OPSET_VERSION }],
        producerName: 'eosin',
        graph: {
          name: 'eosin',
          node: graph.nodes.map(encodeNode),
          initializer: graph.initializers.map(encodeInitializer),
          input: graph.inputs.map(encodeValue),
          output: graph.outputs.map(encodeValue),
          valueInfo: graph.values.map(encodeValue),
        },
      }),
    )
    .finish()
}

function encodeNode(node: OnnxNode): object {
  return {
    opType: node.opType,
    name: node.output[0],
    input: node.input,
    output: node.output,
    attribute: Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value)),
  }
}

function encodeAttribute(name: string, value: OnnxAttributeValue): object {
  if ('f' in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.f }
  if ('i' in value) return { name, type: ATTRIBUTE_TYPE.int, i: value.i }
  if ('s' in value) return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value.s) }
  return { name, type: ATTRIBUTE_TYPE.ints, ints: value.ints }
}

function encodeInitializer(initializer: OnnxInitializer): object {
  const { data } = initializer
  return {
    name: initializer.name,
    dims: initializer.dims,
    dataType: data instanceof Float32Array ? DATA_TYPE.float : DATA_TYPE.int64,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }
}

function encodeValue(value: OnnxValue): object {
  const dim = value.shape.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }))
  return { name: value.name, type: { tensorType: { elemType: DATA_TYPE.float, shape: { dim } } } }
}
