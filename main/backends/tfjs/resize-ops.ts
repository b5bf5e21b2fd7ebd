import type { Op } from '../../graph/graph.ts'
import { runKernel, type TfjsStep, type TfjsTensor } from './tfjs-api.ts'

type OpOf<T extends Op['type']> = Extract<Op, { type: T }>

export function resizeBilinear({ tf, inputs: [x] }: TfjsStep, op: OpOf<'resizeBilinear'>): TfjsTensor {
  return runKernel(
    tf,
    'ResizeBilinear',
    { images: x! },
    { size: [op.height, op.width], alignCorners: false, halfPixelCenters: true },
  )
}

export function upsampleNearest({ tf, inputs: [x], shape }: TfjsStep): TfjsTensor {
  return runKernel(
    tf,
    'ResizeNearestNeighbor',
    { images: x! },
    { size: shape.slice(1, 3), alignCorners: false, halfPixelCenters: true },
  )
}
