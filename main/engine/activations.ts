import type { Activations } from '#contract/inspection.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { argmax } from '../attribution/explained-score.ts'
import { featureMap, layerGradients, type LayerGradients } from '../attribution/layer-gradients.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import { tensor } from '../graph/tensor.ts'
import { LastWork } from './last-work.ts'
import { byFalling, pick, planeFigures, rangeOf, type PlaneFigures } from './plane-figures.ts'
import type { ActivationsInput } from './inspection-protocol.ts'
import { reducePlanes } from './reduce-planes.ts'

/** No plane that is shown beside many others has a longer side. */
export const LONGEST_PLANE_PX = 112

interface ComputedLayer {
  readonly layer: LayerGradients
  readonly figures: PlaneFigures
  readonly score: number
  readonly targetClass: number
}

type Asked = Pick<ActivationsInput, 'layer' | 'order' | 'offset' | 'limit' | 'targetClass' | 'output'>

/** What layers put out for samples. The last layer asked for is kept: its maps are looked through page by page. */
export class ActivationReader {
  readonly #last = new LastWork<ComputedLayer>()

  /**
   * One page of a layer's feature maps.
   * @throws WorkbenchError `invalid_param` for an unknown layer, one without positions, or an unknown class
   */
  async read(session: ModelSession, sample: Float32Array, asked: Asked): Promise<Activations> {
    const { output, offset, limit, order } = asked
    session.spatialLayer(asked.layer)
    const key = JSON.stringify([asked.layer, asked.targetClass, output])
    const computed = await this.#last.of({ session, key, sample }, () => computeLayer(session, sample, asked))
    const { layer, figures, score, targetClass } = computed
    const [height = 1, width = 1, total = 0] = layer.shape
    const indices = ordered(computed, order).slice(offset, offset + limit)
    const planes = new Float32Array(indices.length * height * width)
    indices.forEach((index, row) => planes.set(featureMap(layer, index), row * height * width))
    return {
      layer: asked.layer,
      shape: [height, width, total],
      targetClass,
      output,
      score,
      layerMinimum: rangeOf(figures.minimum).minimum,
      layerMaximum: rangeOf(figures.maximum).maximum,
      total,
      offset,
      indices: Int32Array.from(indices),
      minimum: pick(figures.minimum, indices),
      maximum: pick(figures.maximum, indices),
      mean: pick(figures.mean, indices),
      meanGradient: pick(layer.meanGradients, indices),
      planes: reducePlanes(planes, { height, width }, LONGEST_PLANE_PX),
    }
  }
}

async function computeLayer(
  session: ModelSession,
  sample: Float32Array,
  { layer: name, targetClass: asked, output }: Asked,
): Promise<ComputedLayer> {
  const { classCount } = session.model
  if (asked !== null && asked >= classCount) {
    throw new WorkbenchError('invalid_param', `invalid class: ${asked} (must be in 0 .. ${classCount - 1})`)
  }
  const targetClass = asked ?? (await predictedClass(session, sample))
  const { layers, score } = await layerGradients(session, sample, [name], {
    targetClass,
    versus: null,
    output,
  })
  const [layer] = layers
  if (layer === undefined) throw new WorkbenchError('internal', `no feature maps came back: ${name}`)
  const figures = planeFigures(layer)
  const told = [score, rangeOf(figures.minimum).minimum, rangeOf(figures.maximum).maximum]
  if (!told.every(Number.isFinite)) {
    const rule = 'the model’s weights overflow on this input'
    throw new WorkbenchError('backend_failed', `feature maps not finite: ${name} (${rule})`)
  }
  return { layer, figures, score, targetClass }
}

async function predictedClass(session: ModelSession, sample: Float32Array): Promise<number> {
  const { probabilities } = await session.forward(tensor(session.batchShape(1), sample))
  return argmax(probabilities)
}

function ordered({ layer, figures }: ComputedLayer, order: Asked['order']): number[] {
  if (order === 'mean gradient') return byFalling(layer.meanGradients)
  if (order === 'maximum') return byFalling(figures.maximum)
  return [...layer.meanGradients.keys()]
}
