import { readFileSync } from 'node:fs'
import type { StoredMap } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import { decodeImage } from '../datasets/decode-image.ts'
import { encodePng } from '../datasets/encode-png.ts'
import { COLORMAP_IDS, colourMap, colourRange, overlay, parseColormap } from '../kernels/colormaps.ts'
import { choiceRule } from '../services/nearest.ts'
import { resourcePath } from '../services/resource-path.ts'
import type { Session } from './session.ts'
import { writeOutput } from './write-file.ts'

const OPACITY = 0.5

/** @throws WorkbenchError `invalid_param` before anything is computed */
export function checkOverlay({ colormap, isTile }: { colormap: string; isTile: boolean }): void {
  if (!COLORMAP_IDS.some((id) => id === colormap)) {
    throw new WorkbenchError(
      'invalid_param',
      `unknown colour map: ${colormap} (${choiceRule(colormap, COLORMAP_IDS)})`,
    )
  }
  if (!isTile)
    throw new WorkbenchError(
      'invalid_param',
      'invalid overlay: a signal (must be a tile; use --out for signals)',
    )
}

/** The coloured map over the tile as the model sees it. */
export async function writeOverlay(
  session: Session,
  { map, model, colormap, path }: { map: StoredMap; model: Model; colormap: string; path: string },
): Promise<void> {
  const picture = await session.call('samples.picture', {
    sampleId: map.sampleId,
    size: 'original',
    modelId: model.id,
  })
  const { rgb, width, height } = await decodeImage(picture.bytes, path)
  const colours = parseColormap(
    JSON.parse(readFileSync(resourcePath('colormaps', `${colormap}.json`), 'utf8')),
  )
  const values = withoutChannels(map)
  const rgba = colourMap(values, colours, colourRange(values, colours.kind))
  const { bytes } = await encodePng({ data: overlay(rgb, rgba, OPACITY), width, height, channels: 3 })
  writeOutput(path, bytes)
}

/** Of an [H, W, C] map the sum over the channels: what a pixel says altogether. */
function withoutChannels({ values, shape }: StoredMap): Float32Array {
  const channels = shape[2] ?? 1
  if (channels === 1) return values
  return Float32Array.from({ length: values.length / channels }, (_, pixel) =>
    values.subarray(pixel * channels, (pixel + 1) * channels).reduce((sum, value) => sum + value, 0),
  )
}
