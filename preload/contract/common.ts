import { z } from 'zod'
import { ERROR_CODES } from './errors.ts'

/** Row id in the workspace's database. */
export const RowId = z.int().min(1)
export const Fraction = z.number().min(0).max(1)
/** Row-major float32 values; travels as binary on every transport. */
export const Float32 = z.custom<Float32Array>(
  (value) => value instanceof Float32Array,
  'must be a Float32Array',
)
export const Int32 = z.custom<Int32Array>((value) => value instanceof Int32Array, 'must be an Int32Array')
export const Int16 = z.custom<Int16Array>((value) => value instanceof Int16Array, 'must be an Int16Array')
export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be a Uint8Array')

export const ErrorRecordSchema = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})

/**
 * A file or folder that the person chose. The window never sends a path: it sends the id of a handle that the main
 * process gave out (a native dialog, the browser mode's file list, a drop).
 */
export const FileHandle = z.object({ id: z.string(), name: z.string(), kind: z.enum(['file', 'folder']) })
export type FileHandle = z.infer<typeof FileHandle>
export const HandleId = z.string().min(1).max(200)

export const SampleKind = z.enum(['tile', 'signal'])
export type SampleKind = z.infer<typeof SampleKind>

export const BackendChoice = z.enum(['auto', 'tensorflow', 'onnxruntime', 'wasm'])
export type BackendChoice = z.infer<typeof BackendChoice>

/** How a decoded picture becomes the model's input. Kept with the model, because a map means nothing without it. */
export const Preprocessing = z.object({
  /** Size of the model's input in px. */
  height: z.int().min(1),
  width: z.int().min(1),
  filter: z.enum(['bilinear', 'nearest', 'box', 'bicubic', 'lanczos']),
  /** input = (value * scale - mean) / deviation, per channel; value in 0 .. 255. */
  scale: z.number(),
  mean: z.array(z.number()),
  deviation: z.array(z.number()),
  channelOrder: z.enum(['rgb', 'bgr', 'grey']),
})
export type Preprocessing = z.infer<typeof Preprocessing>
