import type { Preprocessing, SampleKind } from '#contract/common.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { SourceProblem } from './image-folder.ts'
import type { SignalTemplate } from './mnist1d.ts'
import type { RgbPicture } from './rgb-picture.ts'

export interface SourceSample {
  /** Unique in its source; of a folder the relative path with `/`. */
  readonly name: string
  /** Index into the class names; null where not labelled. */
  readonly label: number | null
}

/** What a source holds: plain data. */
export interface SourceListing {
  readonly kind: SampleKind
  readonly classNames: readonly string[]
  readonly samples: readonly SourceSample[]
  /** What was left out while listing, and why. */
  readonly problems: readonly SourceProblem[]
}

/**
 * A sample by its place in the listing; with its name, a folder that changed since is no danger: the name decides,
 * and an array source refuses another name.
 */
export type SampleKey = number | { readonly index: number; readonly name: string }

export interface OpenedSource extends SourceListing {
  /** [H, W, C] of every sample; null where pictures differ in size. */
  readonly sampleShape: readonly [number, number, number] | null
  /** The patterns behind generated signals; else empty. */
  readonly templates: readonly SignalTemplate[]
  /**
   * One sample as the model's input, [H, W, C] float32. Signals are [1, L, 1] and take no preprocessing; a picture
   * without any is only scaled to 0 .. 1.
   * @throws WorkbenchError `file_corrupt`, `file_unreadable`, `file_unsupported`, `unknown_sample`, `shape_mismatch`
   */
  read(key: SampleKey, preprocessing: Preprocessing | null): Promise<Float32Array>
  /** The picture as decoded, at its own size. @throws WorkbenchError `file_unsupported` for a signal, and as `read` */
  picture(key: SampleKey): Promise<RgbPicture>
  /** sha256, hexadecimal, of the file's bytes or of the array's. */
  hash(key: SampleKey): Promise<string>
  /**
   * Ground truth, [H, W] at the picture's own size: 1 where the evidence for the class is. null where there is none.
   * @throws WorkbenchError `unknown_sample`
   */
  evidence(key: SampleKey): Promise<Uint8Array | null>
}

/**
 * Place of a sample whose source cannot have changed.
 * @throws WorkbenchError `unknown_sample`
 */
export function positionOf(key: SampleKey, samples: readonly SourceSample[]): number {
  const index = typeof key === 'number' ? key : key.index
  const sample = samples[index]
  if (sample === undefined || (typeof key !== 'number' && key.name !== sample.name)) {
    const asked = typeof key === 'number' ? index : `${index}, ${key.name}`
    throw new WorkbenchError('unknown_sample', `unknown sample: ${asked} (the source has ${samples.length})`)
  }
  return index
}
